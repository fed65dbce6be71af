/* Minutes are the difference: applied to the plan before, it gives the plan after, whatever was edited between. */
#include "../record/place.h"

#include "practice/minutes.h"

#include <string.h>

#define PAIRS 1000

static struct place place;
static id child;

static int make(void **state)
{
    (void)state;
    instant_fix(moment("2026-11-24T12:00:00Z"));
    place_make(&place);
    child = place_child(&place, "Maya", "Invented", "2015-01-01").record;
    return 0;
}

/* A child has one plan of a kind at a time. */
static void another_child(void)
{
    child = place_child(&place, "Maya", "Invented", "2015-01-01").record;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

static const char *hex(id record)
{
    return text_cstr(place.arena, id_hex(place.arena, record));
}

static struct plan read_at(id record, uint64_t size)
{
    struct error err = { 0 };
    struct plan plan;
    struct pass pass = pass_of(child, size);
    check("read", plan_read(place.store, &pass, place.arena, record, &plan, &err), "%s %s", err.message, err.detail);
    return plan;
}

/* ---- random edits ---- */

struct line { id record; uint64_t seq; const char *kind; bool withdrawn; };
struct edits { struct dice dice; id plan, other; uint64_t plan_seq; struct line lines[600]; size_t count; };

static const char *some(struct edits *e, const char *what)
{
    return text_cstr(place.arena, text_format(place.arena, "%s %u", what, dice_below(&e->dice, 1000)));
}

static const char *need_of(struct edits *e)
{
    for (int tries = 0; tries < 20 && e->count > 0; tries++) {
        const struct line *l = &e->lines[dice_below(&e->dice, (uint32_t)e->count)];
        if (!strcmp(l->kind, "need") && !l->withdrawn)
            return hex(l->record);
    }
    return "";
}

static struct put put_need(struct edits *e)
{
    bool closed = dice_below(&e->dice, 4) == 0, moved = dice_below(&e->dice, 12) == 0;
    return (struct put){ .kind = "need", .subject = child, .fields = {
        "plan_id", hex(moved ? e->other : e->plan), "found_on", "2026-11-02", "need", some(e, "Needs"),
        "change_wanted", dice_below(&e->dice, 2) ? some(e, "Will be") : "", "progress",
        dice_below(&e->dice, 2) ? "GREEN" : "AMBER", "position", dice_below(&e->dice, 2) ? "1" : "2",
        closed ? "closed_on" : NULL, "2026-11-20", "closing_evidence", some(e, "Shown by"), NULL } };
}

static struct put put_action(struct edits *e)
{
    uint32_t end = dice_below(&e->dice, 4);
    return (struct put){ .kind = "plan_action", .subject = child, .fields = {
        "plan_id", hex(e->plan), "need_id", need_of(e), "agreed_on", "2026-11-02", "what", some(e, "Do"),
        "who", some(e, "Person"), "due_on", dice_below(&e->dice, 2) ? "2026-12-01" : "2026-11-01",
        end > 1 ? NULL : end ? "done_on" : "dropped_on", "2026-11-20", end ? "evidence" : "not_done_reason",
        some(e, "Because"), NULL } };
}

static void edit_plan(struct edits *e)
{
    struct put put = { .kind = "child_protection_plan", .subject = child, .record = e->plan, .replaces = e->plan_seq,
        .reason = "Edited", .fields = { "start_date", "2026-11-02", "initial_category", "NEG", "danger_statement",
        dice_below(&e->dice, 3) ? some(e, "Danger") : "", "safety_goal", some(e, "Goal"), NULL } };
    e->plan_seq = place_put(&place, &put).seq;
}

static void edit(struct edits *e)
{
    uint32_t what = dice_below(&e->dice, 10);
    bool anew = e->count == 0 || (what < 3 && e->count < COUNT_OF(e->lines));
    struct line *line = anew ? &e->lines[e->count] : &e->lines[dice_below(&e->dice, (uint32_t)e->count)];
    if (what == 9) {
        edit_plan(e);
        return;
    }
    if (anew)
        *line = (struct line){ .kind = dice_below(&e->dice, 3) ? "plan_action" : "need" };
    struct put put = !strcmp(line->kind, "need") ? put_need(e) : put_action(e);
    if (!anew) {
        put.record = line->record;
        put.replaces = line->seq;
        put.reason = "Edited";
        put.withdraw = dice_below(&e->dice, 12) == 0;
    }
    struct kept kept = place_put(&place, &put);
    line->record = kept.record;
    line->seq = kept.seq;
    line->withdrawn = put.withdraw;
    e->count += anew;
}

static void applied_it_gives_the_new_plan(void **state)
{
    (void)state;
    uint64_t seed[10];
    seeds(seed);
    struct edits *e = arena_new_of(place.arena, struct edits);
    *e = (struct edits){ .dice = dice_of(seed[0]) };
    another_child();
    struct kept plan = place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = child, .fields = {
        "start_date", "2026-11-02", "initial_category", "NEG", NULL } });
    e->plan = plan.record;
    e->plan_seq = plan.seq;
    e->other = place_put(&place, &(struct put){ .kind = "child_in_need_plan", .subject = child, .fields = {
        "start_date", "2026-11-02", NULL } }).record;
    uint64_t first = place_size(&place);
    for (int i = 0; i < 400; i++)
        edit(e);
    uint64_t last = place_size(&place);
    size_t differ = 0, added = 0, gone = 0;
    struct arena *kept = place.arena;
    for (int i = 0; i < PAIRS; i++) {
        place.arena = arena_new();
        uint64_t a = first + dice_below(&e->dice, (uint32_t)(last - first + 1));
        uint64_t b = a + dice_below(&e->dice, (uint32_t)(last - a + 1));
        struct plan before = read_at(e->plan, a), after = read_at(e->plan, b);
        struct plan_difference d = plan_difference(place.arena, &before, &after);
        struct plan made = plan_apply(place.arena, &before, &d);
        check("applied", plan_same(&made, &after), "seed %llu: %llu to %llu", (unsigned long long)seed[0],
              (unsigned long long)a, (unsigned long long)b);
        check("nothing differs only where they are the same", (d.count == 0) == plan_same(&before, &after),
              "%zu changes",
              d.count);
        differ += d.count > 0;
        for (size_t c = 0; c < d.count; c++) {
            added += d.at[c].deed == DEED_ADDED;
            gone += d.at[c].deed == DEED_GONE;
        }
        arena_free(place.arena);
    }
    place.arena = kept;
    check("the pairs say something", differ > PAIRS / 2 && added > PAIRS && gone > 100,
          "%zu differ, %zu added, %zu gone",
          differ, added, gone);
}

/* ---- what each edit is called ---- */

static const struct { const char *what, *kind, *field, *value, *more, *why; enum plan_deed deed; } named[] = {
    { "a word changed", "need", "need", "Maya needs to be in school each day", NULL, NULL, DEED_CHANGED },
    { "closed with evidence", "need", "closed_on", "2026-11-24", "closing_evidence", "At school all week",
        DEED_CLOSED },
    { "done with evidence", "plan_action", "done_on", "2026-11-24", "evidence", "Walked", DEED_DONE },
    { "taken out with reason", "plan_action", "dropped_on", "2026-11-24", "not_done_reason", "Moved", DEED_DROPPED },
    { "a later day", "plan_action", "due_on", "2026-12-24", NULL, NULL, DEED_CHANGED },
};

static void each_edit_has_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(named); i++) {
        another_child();
        id plan = place_put(&place, &(struct put){ .kind = "child_in_need_plan", .subject = child, .fields = {
            "start_date", "2026-11-02", NULL } }).record;
        bool need = !strcmp(named[i].kind, "need");
        struct put put = { .kind = named[i].kind, .subject = child, .fields = { "plan_id", hex(plan),
            need ? "found_on" : "agreed_on", "2026-11-02", need ? "need" : "what", "Maya in school",
                need ? "domain" : "who",
            need ? "EDUCATION" : "Ann", need ? "baseline" : "due_on", need ? "Half the days" : "2026-12-01", NULL } };
        uint64_t start = place_size(&place);
        struct kept kept = place_put(&place, &put);
        uint64_t a = place_size(&place);
        struct plan none = read_at(plan, start), before = read_at(plan, a);
        struct plan_difference d = plan_difference(place.arena, &none, &before);
        check("added", d.count == 1 && d.at[0].deed == DEED_ADDED && !d.at[0].before, "%zu changes", d.count);
        put.record = kept.record;
        put.replaces = kept.seq;
        put.reason = "Edited";
        size_t at = 0;
        while (put.fields[at] && strcmp(put.fields[at], named[i].field) != 0)
            at += 2;
        put.fields[at] = named[i].field;
        put.fields[at + 1] = named[i].value;
        if (named[i].more) {
            put.fields[at + 2] = named[i].more;
            put.fields[at + 3] = named[i].why;
        }
        struct kept again = place_put(&place, &put);
        struct plan after = read_at(plan, PASS_NOW);
        d = plan_difference(place.arena, &before, &after);
        check(named[i].what, d.count == 1 && d.at[0].deed == named[i].deed, "%zu changes, '%s'", d.count,
              d.count ? deed_words(d.at[0].deed) : "");
        check(named[i].what, d.at[0].step_count == (named[i].more ? 2 : 1), "%zu fields", d.at[0].step_count);
        d = plan_difference(place.arena, &after, &before);
        check("and back", d.count == 1 && d.at[0].deed == (named[i].more ? DEED_OPENED : DEED_CHANGED), "%zu", d.count);
        put.replaces = again.seq;
        put.withdraw = true;
        place_put(&place, &put);
        struct plan withdrawn = read_at(plan, PASS_NOW);
        d = plan_difference(place.arena, &after, &withdrawn);
        check("withdrawn", d.count == 1 && d.at[0].deed == DEED_GONE, "%zu", d.count);
    }
}

/* ---- a meeting ---- */

static struct kept meeting_put(id plan, const struct kept *before, const char *begun, const char *ended,
                               const char *agreed)
{
    return place_put(&place, &(struct put){ .kind = "core_group", .subject = child,
        .record = before ? before->record : ID_NONE,
        .replaces = before ? before->seq : 0, .reason = before ? "Core group" : NULL, .fields = {
        "cp_plan_id", hex(plan), "held_at", "2026-11-24T10:00:00Z", "begun_at", begun, "ended_at", ended, "agreed",
            agreed,
        NULL } });
}

static struct minutes minutes_well(id meeting, uint64_t size)
{
    struct error err = { 0 };
    struct minutes m;
    struct pass pass = pass_of(child, size);
    check("minutes", minutes_read(place.store, &pass, place.arena, meeting, &m, &err), "%s %s", err.message,
          err.detail);
    return m;
}

static void a_meeting_has_its_own_difference(void **state)
{
    (void)state;
    struct error err = { 0 };
    another_child();
    id plan = place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = child, .fields = {
        "start_date", "2026-11-02", "initial_category", "NEG", NULL } }).record;
    struct put need = { .kind = "need", .subject = child, .fields = { "plan_id", hex(plan), "found_on", "2026-11-02",
        "need", "Before the meeting", NULL } };
    place_put(&place, &need);
    struct kept meeting = meeting_put(plan, NULL, "", "", "");
    check("not begun", !minutes_well(meeting.record, PASS_NOW).begun, "begun");
    meeting = meeting_put(plan, &meeting, "2026-11-24T10:00:00Z", "", "");
    struct minutes m = minutes_well(meeting.record, PASS_NOW);
    check("begun, nothing changed", m.begun && !m.ended && m.nothing, "changed");
    need.fields[5] = "In the meeting";
    place_put(&place, &need);
    m = minutes_well(meeting.record, PASS_NOW);
    check("while it lasts", !m.ended && m.difference.count == 1, "%zu changes", m.difference.count);
    meeting = meeting_put(plan, &meeting, "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z", "All");
    uint64_t over = place_size(&place);
    need.fields[5] = "After the meeting";
    place_put(&place, &need);
    meeting = meeting_put(plan, &meeting, "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z", "All but one");
    m = minutes_well(meeting.record, PASS_NOW);
    check("ended", m.ended && !m.nothing && m.difference.count == 1, "%zu changes", m.difference.count);
    check("what was changed in it", text_is(values_get(&m.difference.at[0].after->values, "need")->text,
                                            "In the meeting"),
          "another");
    check("an amendment of its record moves nothing", m.span.ended == over, "moved");
    check("as known then", minutes_well(meeting.record, over).difference.count == 1, "another number");
    check("as known before it began", !minutes_well(meeting.record, m.span.begun - 1).begun, "begun");
    struct pass pass = pass_of(child, PASS_NOW);
    check("a plan has no minutes", !minutes_read(place.store, &pass, place.arena, plan, &m, &err)
          && err.kind == ERROR_ABSENT, "read");
    err = (struct error){ 0 };
    struct kept lost = place_put(&place, &(struct put){ .kind = "core_group", .subject = child, .fields = {
        "held_at", "2026-11-24T10:00:00Z", NULL } });
    check("a meeting of no plan", !minutes_read(place.store, &pass, place.arena, lost.record, &m, &err)
          && err.kind == ERROR_INPUT, "read");
}

/* ---- passes for earlier, and for a shared screen ---- */

static void a_pass_goes_back_and_never_on(void **state)
{
    (void)state;
    struct error err = { 0 };
    struct pass pass = pass_of(child, 7);
    const struct pass *made;
    pass.hidden = 1u << CARE_PRIVILEGED;
    check("earlier", access_earlier(place.arena, &pass, 3, &made, &err) && made->size == 3, "%s", err.message);
    check("the same otherwise", made->hidden == pass.hidden && id_same(made->reader, pass.reader)
          && id_same(made->subject, pass.subject) && made->basis == pass.basis && made->role == pass.role, "differs");
    check("the same size", access_earlier(place.arena, &pass, 7, &made, &err), "%s", err.message);
    check("later", !access_earlier(place.arena, &pass, 8, &made, &err) && err.kind == ERROR_REFUSED, "given");
    err = (struct error){ 0 };
    check("now, from then", !access_earlier(place.arena, &pass, PASS_NOW, &made, &err) && err.kind == ERROR_REFUSED,
          "given");
    const struct pass *shared = access_shared(place.arena, &pass);
    check("shared hides more", (shared->hidden & 1u << CARE_THIRD_PARTY) && (shared->hidden & 1u << CARE_PRIVILEGED)
          && shared->size == 7, "shows");
    check("and changes nothing", pass.hidden == 1u << CARE_PRIVILEGED, "changed");
}

static void a_shared_screen_shows_nothing_of_others(void **state)
{
    (void)state;
    struct error err = { 0 };
    struct pass pass = pass_of(child, PASS_NOW);
    struct record_version v;
    struct kept words = place_put(&place, &(struct put){ .kind = "child_words", .subject = child, .fields = {
        "said_at", "2026-11-03T15:30:00Z", "words", "I want Nan", "taken", "SECOND_HAND", "told_by",
            "Told by a neighbour",
        "present", "The neighbour's son", NULL } });
    check("read", record_get(place.store, access_shared(place.arena, &pass), place.arena, words.record, &v, &err), "%s",
          err.message);
    check("the words", text_is(values_get(&v.values, "words")->text, "I want Nan"), "hidden");
    check("not who told", values_get(&v.values, "told_by")->hidden && text_empty(values_get(&v.values,
                                                                                            "told_by")->text),
          "shown");
    check("not who was there", values_get(&v.values, "present")->hidden, "shown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_edit_has_its_name), cmocka_unit_test(a_meeting_has_its_own_difference),
        cmocka_unit_test(a_pass_goes_back_and_never_on), cmocka_unit_test(a_shared_screen_shows_nothing_of_others),
        cmocka_unit_test(applied_it_gives_the_new_plan),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
