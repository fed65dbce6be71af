#include "returns/cin_chosen.h"

#include "practice/access.h"
#include "returns/origin.h"

#include <stdlib.h>
#include <string.h>

struct cin_choice cin_choice_of(struct store *store, int year,
                                const struct cin_export_options *options)
{
    struct cin_choice choice = { .store = store, .options = options, .year = year };

    day_from_civil((struct civil){ .year = year - 1, .month = 4, .day = 1 }, &choice.first);
    day_from_civil((struct civil){ .year = year, .month = 3, .day = 31 }, &choice.last);
    return choice;
}

static id parent_of(const struct record_version *version)
{
    const char *belongs_to = version->kind->belongs_to;

    return belongs_to ? values_id(&version->values, belongs_to) : ID_NONE;
}

static void chosen_add(struct cin_chosen_list *list, struct arena *arena,
                       const struct record_version *version, const char *spelling, bool by_rule)
{
    if (list->count == list->room) {
        list->room = list->room > 0 ? list->room * 2 : 32;
        struct cin_chosen *more = arena_array(arena, struct cin_chosen, list->room);
        if (list->count > 0)
            memcpy(more, list->at, list->count * sizeof *more);
        list->at = more;
    }
    struct cin_chosen *chosen = &list->at[list->count++];
    *chosen = (struct cin_chosen){
        .version = version, .parent = parent_of(version), .by_rule = by_rule,
    };
    memcpy(chosen->spelling, spelling, strlen(spelling) + 1);
}

/* Records' ids rise in the order in which they were made. */
static int by_making(const void *a, const void *b)
{
    const struct record_version *x = a, *y = b;

    return id_compare(x->record, y->record);
}

static bool records_read(const struct cin_choice *choice, struct arena *arena,
                         const struct pass *pass, struct cin_chosen_list *chosen,
                         struct error *err)
{
    struct record_query query = { .oldest_first = true, .own_only = true, .limit = 4 * CIN_NODES_MAX };

    if (chosen->read)
        return true;
    if (!record_list(choice->store, pass, arena, &query, &chosen->records, err))
        return false;
    qsort(chosen->records.at, chosen->records.count, sizeof *chosen->records.at, by_making);
    chosen->read = true;
    return true;
}

/* ---- what a file stated ---- */

struct looking {
    const struct cin_choice *choice;
    struct arena *arena;
    const struct pass *pass;
    struct record_list newest;
    struct record_list *histories;   // beside newest; read when first needed
};

static const struct record_version *version_in(struct looking *l, size_t place, uint64_t seq,
                                               struct error *err)
{
    struct record_list *history = &l->histories[place];

    if (history->count == 0
        && !record_history(l->choice->store, l->pass, l->arena, l->newest.at[place].record, history,
                           err))
        return NULL;
    for (size_t i = 0; i < history->count; i++)
        if (history->at[i].seq == seq)
            return &history->at[i];
    return NULL;
}

/* The version that this entry made, or the newest of its record. NULL with err clear: it was
 * withdrawn. */
static const struct record_version *version_of(struct looking *l, uint64_t seq, struct error *err)
{
    for (size_t i = 0; i < l->newest.count; i++)
        if (l->newest.at[i].seq == seq)
            return &l->newest.at[i];
    for (size_t i = 0; i < l->newest.count && err->kind == ERROR_NONE; i++) {
        if (l->newest.at[i].versions <= 1)
            continue;
        const struct record_version *version = version_in(l, i, seq, err);
        if (version)
            return l->choice->options->as_received ? version : &l->newest.at[i];
    }
    return NULL;
}

static bool already_chosen(const struct cin_chosen_list *list, id record)
{
    for (size_t i = 0; i < list->count; i++)
        if (id_same(list->at[i].version->record, record))
            return true;
    return false;
}

bool cin_choose_stated(const struct cin_choice *choice, struct arena *arena, text line, id *subject,
                       struct cin_chosen_list *chosen, struct error *err)
{
    struct stated_in in = { .line = line };
    struct looking l = { .choice = choice, .arena = arena };
    struct entry entry;
    uint64_t seq;
    char spelling[SPELLING_MAX + 1];
    bool known = false;

    *subject = ID_NONE;
    while (stated_in_entry(&in, &seq, spelling)) {
        if (!known) {
            struct part *parts = arena_array(arena, struct part, PARTS_MAX);
            if (!ledger_entry(choice->store, arena, seq, &entry, parts, err))
                return false;
            l.pass = access_service(arena, choice->options->service, entry.subject);
            if (!records_read(choice, arena, l.pass, chosen, err))
                return false;
            l.newest = chosen->records;
            l.histories = arena_array(arena, struct record_list, l.newest.count);
            *subject = entry.subject;
            known = true;
        }
        const struct record_version *version = version_of(&l, seq, err);
        if (err->kind != ERROR_NONE)
            return false;
        if (version && !version->withdrawn && !already_chosen(chosen, version->record))
            chosen_add(chosen, arena, version, spelling, false);
    }
    return true;
}

/* ---- what was open in the year ---- */

static day item_day(struct arena *arena, const struct values *values, int element)
{
    day d = DAY_UNKNOWN;

    if (element != CIN_NOWHERE && cin_place_of(element)->field)
        day_parse_iso(cin_item_text(arena, values, cin_place_of(element)->field), &d);
    return d;
}

/* Open at any time in the year; what has no end counts on its day. */
static bool of_the_year(const struct cin_choice *choice, struct arena *arena,
                        const struct record_version *version)
{
    int element = cin_block_of(version->kind);
    int key = cin_element_at(element)->block ? cin_key_of(element) : element;
    int end = cin_end_of(element);
    day begun = item_day(arena, &version->values, key);

    if (day_after(begun, choice->last)
        || day_before(item_day(arena, &version->values, end), choice->first))
        return false;
    return end != CIN_NOWHERE || !day_before(begun, choice->first);
}

/* A referral that led to nothing is of the year in which it came: it opened no episode. */
static bool episode_of_the_year(const struct cin_choice *choice, struct arena *arena,
                                const struct record_version *version)
{
    const struct cin_place *nfa = cin_place_of(cin_element_by_path(TEXT("CINdetails/ReferralNFA")));
    day begun = item_day(arena, &version->values, cin_key_of(cin_block_of(version->kind)));

    if (nfa->field && text_is(cin_item_text(arena, &version->values, nfa->field), "1")
        && day_before(begun, choice->first))
        return false;
    return of_the_year(choice, arena, version);
}

/* Did a census file bring this record first. */
static bool of_census(const struct cin_choice *choice, struct arena *arena, const struct pass *pass,
                      const struct record_version *version, bool *census, struct error *err)
{
    struct record_list versions;

    *census = (version->flags & ENTRY_IMPORTED) != 0;
    if (!*census || !text_is(origin_system(choice->imports, version), IMPORT_ANNEX_A))
        return true;
    *census = false;
    if (version->versions <= 1)
        return true;
    if (!record_history(choice->store, pass, arena, version->record, &versions, err))
        return false;
    *census = versions.count > 0
        && text_is(origin_system(choice->imports, &versions.at[versions.count - 1]), IMPORT_CIN);
    return true;
}

bool cin_choose_open(const struct cin_choice *choice, struct arena *arena, id subject,
                     bool after_file, struct cin_chosen_list *chosen, struct error *err)
{
    const struct kind *person = cin_place_of(CIN_CHILD)->kind;
    const struct kind *episode = cin_place_of(cin_element_by_path(TEXT("CINdetails")))->kind;
    bool stated = after_file && chosen->count > 0;
    bool open = stated;

    const struct pass *pass = access_service(arena, choice->options->service, subject);
    if (!records_read(choice, arena, pass, chosen, err))
        return false;
    struct record_list list = chosen->records;
    bool *census = arena_array(arena, bool, list.count);
    for (size_t i = 0; i < list.count && after_file; i++)
        if (!of_census(choice, arena, pass, &list.at[i], &census[i], err))
            return false;
    for (size_t i = 0; i < list.count && !open; i++)
        open = list.at[i].kind == episode && !list.at[i].withdrawn && !census[i]
            && episode_of_the_year(choice, arena, &list.at[i]);
    for (size_t i = 0; i < list.count && open; i++) {
        const struct record_version *version = &list.at[i];
        if (version->withdrawn || cin_block_of(version->kind) == CIN_NOWHERE
            || already_chosen(chosen, version->record))
            continue;
        // The year's file has said which of the census's records are of the year.
        if (census[i] && (stated || version->kind == episode))
            continue;
        bool own = version->kind == person || !version->kind->belongs_to;
        bool wanted = version->kind == episode ? episode_of_the_year(choice, arena, version)
                    : own || of_the_year(choice, arena, version);
        if (wanted)
            chosen_add(chosen, arena, version, "", true);
    }
    return true;
}
