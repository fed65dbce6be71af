/* Who is known already that could be this person: candidates of likeness_seek.c, judged in memory, the best of them
 * by all that is recorded. */
#include "record/likeness.h"

#include "record/likeness_seek.h"

#include <stdlib.h>
#include <string.h>

enum {
    JUDGED_MAX = 48, PERSONS_AT_ONCE = 16,       // how many are judged by all that is recorded
    DETAIL_ROWS = 1500,
    GUESS_LEAST = 250,                           // with less, no address or sex makes anybody possible
};

/* ---- judging ---- */

static void side_from_list(struct seeking *f, const struct candidate *c, struct side *side)
{
    side_add_name(f->arena, side, c->forename, c->surname, false);
    if (!text_empty(c->hit.known_as))
        side_add_name(f->arena, side, c->hit.known_as, c->surname, true);
    side->born = c->hit.born;
    side->expected = c->hit.expected;
}

/* By what the list shows. What was found by names may bear them as other names; a number outweighs all, and a
 * place is kept for the second look, which sees whether it may count. */
static void guess_all(struct seeking *f)
{
    enum { GUESS_NUMBER = 1000, GUESS_PLACE = 120, GUESS_NAMES = 400 };
    struct side *side = arena_new_of(f->arena, struct side);
    struct likeness likeness;
    for (size_t i = 0; i < f->count; i++) {
        struct candidate *c = f->at[i];
        *side = (struct side){ 0 };
        side_from_list(f, c, side);
        side_compare(f->arena, &f->asked, side, &likeness);
        c->guess = likeness.score + (c->by_place ? GUESS_PLACE : 0);
        if (c->by_names && c->guess < GUESS_NAMES)
            c->guess = GUESS_NAMES;
        c->guess += c->by_number ? GUESS_NUMBER : 0;
    }
}

static int by_guess(const void *a, const void *b)
{
    const struct candidate *x = *(struct candidate *const *)a, *y = *(struct candidate *const *)b;
    return x->guess != y->guess ? y->guess - x->guess : id_compare(x->hit.person, y->hit.person);
}

static int by_score(const void *a, const void *b)
{
    const struct likeness *x = (*(struct candidate *const *)a)->likeness,
        *y = (*(struct candidate *const *)b)->likeness;
    return x->score != y->score ? y->score - x->score : id_compare(x->hit.person, y->hit.person);
}

enum detail { DETAIL_PERSON = 1, DETAIL_NAME, DETAIL_PLACE, DETAIL_NUMBER };

#define PERSONS "(:p0, :p1, :p2, :p3, :p4, :p5, :p6, :p7, :p8, :p9, :p10, :p11, :p12, :p13, :p14, :p15)"
static const char details_sql[] =
    "SELECT 1, p.subject, p.forename, p.surname, p.sex, p.legacy_id, 0 FROM person AS p"
    " WHERE p.record IN " PERSONS " AND p.superseded_seq = 9223372036854775807"
    " UNION ALL SELECT 2, n.subject, n.forename, n.surname, NULL, NULL, 0 FROM person_name AS n"
    " WHERE n.subject IN " PERSONS " AND n.superseded_seq = 9223372036854775807"
    " UNION ALL SELECT 3, a.subject, a.postcode, a.lines, NULL, NULL, coalesce(a.hidden, 0)"
    " FROM address AS a"
    " WHERE a.subject IN " PERSONS " AND a.superseded_seq = 9223372036854775807"
    " UNION ALL SELECT 4, i.subject, i.identifier_type, i.value, NULL, NULL, 0"
    " FROM person_identifier AS i"
    " WHERE i.subject IN " PERSONS " AND i.superseded_seq = 9223372036854775807 LIMIT :rows";

static void take_detail(struct seeking *f, struct statement *s, struct candidate *c)
{
    struct arena *arena = f->arena;
    text a = text_copy(arena, column_text(s, 2)), b = text_copy(arena, column_text(s, 3));
    switch ((enum detail)column_int(s, 0)) {
    case DETAIL_PERSON:
        if (!text_same(a, c->forename) || !text_same(b, c->surname))
            side_add_name(arena, c->side, a, b, true);       // as they were called for a while
        if (!column_null(s, 4))
            c->side->sex = text_copy(arena, column_text(s, 4));
        side_add_number(arena, c->side, TEXT("LEGACY"), text_copy(arena, column_text(s, 5)));
        break;
    case DETAIL_NAME:
        side_add_name(arena, c->side, text_empty(a) ? c->forename : a, b, true);
        break;
    case DETAIL_PLACE:
        if (!c->protected && !column_int(s, 6))
            side_add_place(arena, c->side, a, b);
        break;
    case DETAIL_NUMBER:
        side_add_number(arena, c->side, a, b);
        break;
    }
}

static bool ask_details(struct seeking *f, size_t from, size_t count, struct statement **asked)
{
    static const char *const ids[PERSONS_AT_ONCE] = { "p0", "p1", "p2", "p3", "p4", "p5", "p6",
        "p7", "p8", "p9", "p10", "p11", "p12", "p13", "p14", "p15" };
    struct statement *s;
    if (!store_prepare(f->store, text_of(details_sql), &s, f->err))
        return false;
    for (size_t i = 0; i < PERSONS_AT_ONCE; i++)
        bind_id(s, ids[i], f->at[from + (i < count ? i : 0)]->hit.person);
    bind_int(s, "rows", DETAIL_ROWS);
    *asked = s;
    return statement_ask(s, f->err);
}

static bool take_details(struct seeking *f, struct statement *s, size_t from, size_t count)
{
    enum stepped step;
    while ((step = statement_step(s, f->err)) == STEP_ROW)
        for (size_t i = 0; i < count; i++)
            if (id_same(f->at[from + i]->hit.person, column_id(s, 1)))
                take_detail(f, s, f->at[from + i]);
    return step == STEP_DONE;
}

static size_t at_once(const struct seeking *f, size_t from)
{
    return f->count - from < PERSONS_AT_ONCE ? f->count - from : PERSONS_AT_ONCE;
}

static bool detail_all(struct seeking *f)
{
    struct statement *asked[JUDGED_MAX / PERSONS_AT_ONCE] = { NULL };
    bool good = true;
    for (size_t i = 0; i < f->count && good; i += PERSONS_AT_ONCE)
        good = ask_details(f, i, at_once(f, i), &asked[i / PERSONS_AT_ONCE]);
    for (size_t i = 0; i < COUNT_OF(asked) && asked[i]; i++) {
        good = good && take_details(f, asked[i], i * PERSONS_AT_ONCE, at_once(f, i * PERSONS_AT_ONCE));
        statement_end(asked[i]);
    }
    return good;
}

static bool judge_best(struct seeking *f)
{
    guess_all(f);
    qsort(f->at, f->count, sizeof *f->at, by_guess);
    if (f->count > JUDGED_MAX)
        f->count = JUDGED_MAX;
    while (f->count > 0 && f->at[f->count - 1]->guess < GUESS_LEAST)
        f->count--;
    for (size_t i = 0; i < f->count; i++) {
        f->at[i]->likeness = arena_new_of(f->arena, struct likeness);
        f->at[i]->side = arena_new_of(f->arena, struct side);
        side_from_list(f, f->at[i], f->at[i]->side);
    }
    if (!detail_all(f))
        return false;
    for (size_t i = 0; i < f->count; i++) {
        struct candidate *c = f->at[i];
        side_compare(f->arena, &f->asked, c->side, c->likeness);
        c->likeness->hit = c->hit;
        if (c->likeness->reason_count)
            c->likeness->hit.why = c->likeness->reasons[0];
    }
    qsort(f->at, f->count, sizeof *f->at, by_score);
    return true;
}

/* Who is like by a record that gave way is shown as the person that is kept. */
static bool settle(struct seeking *f, struct likeness *l)
{
    text sort, why = l->hit.why;
    bool gave_way = false;
    if (guarded_find(&f->guarded, l->hit.person))
        return true;
    if (!kept_hit(f->store, f->arena, &f->guarded, l->hit.person, &l->hit, &sort, &gave_way, f->err))
        return false;
    l->hit.why = why;
    if (gave_way && l->reason_count < LIKENESS_REASONS_MAX)
        l->reasons[l->reason_count++] = TEXT("By a record merged into this one");
    return true;
}

/* That there is such a record, so that nobody makes a second one, and whom to ask: no more. */
static void tell_restricted(const struct seeking *f, struct likeness *l)
{
    const struct guarded_person *g = guarded_find(&f->guarded, l->hit.person);
    if (!g)
        return;
    *l = (struct likeness){
        .hit = l->hit, .likely = l->likely,
        .score = l->likely ? LIKENESS_LIKELY : LIKENESS_POSSIBLE,
    };
    l->hit.why = TEXT("Alike");
    hit_restrict(&l->hit, g);
}

static bool tell_best(struct seeking *f, size_t limit, struct likeness_list *found)
{
    struct likeness_list made = { .at = arena_array(f->arena, struct likeness, limit + 1) };
    for (size_t i = 0; i < f->count && f->at[i]->likeness->score >= LIKENESS_POSSIBLE; i++) {
        struct likeness l = *f->at[i]->likeness;
        bool there = false;
        if (!settle(f, &l))
            return false;
        tell_restricted(f, &l);
        for (size_t k = 0; k < made.count && !there; k++)
            there = id_same(made.at[k].hit.person, l.hit.person);
        if (there)
            continue;
        made.more = made.count == limit;
        if (made.more)
            break;
        made.at[made.count++] = l;
    }
    *found = made;
    return true;
}

bool likeness_find(struct store *store, struct arena *arena, id reader,
                   const struct likeness_question *question, size_t limit,
                   struct likeness_list *found, struct error *err)
{
    struct seeking *f = arena_new_of(arena, struct seeking);
    *f = (struct seeking){ .store = store, .arena = arena, .err = err, .question = question };
    if (!record_guarded(store, arena, reader, &f->guarded, err) || !seek_candidates(f)
            || !judge_best(f))
        return false;
    return tell_best(f, limit, found);
}
