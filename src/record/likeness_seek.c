/* Candidates of likeness.c from the index.
 *
 * 1. Every statement reads a range or some points of an index, and at most as many rows as its limit says.
 * 2. What a statement brought up decides nothing: the same is judged again on what the record says.
 * 3. The index alone says who they are; the list is read only of those who could be like enough. */
#include "record/likeness_seek.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEYS_AT_ONCE = 32, KEYS_MAX = 512,
    NUMBER_ROWS = 40,
    PLACE_ROWS = 200,                            // a home, a refuge or a hostel has many
    BORN_ROWS = 400,                             // of a million persons, some 100 share a birthday; of 1 January more
    NAME_BORN_ROWS = 600,
    NAMES_ROWS = 120,                            // of one pair of names
    ALIAS_ROWS = 40,
    DUE_ROWS = 150,
    ALIASES_MAX = 8,
};

/* ---- candidates ---- */

enum found_by { BY_NUMBER, BY_PLACE, BY_BIRTH, BY_NAME, BY_NAMES };

static struct candidate *candidate_of(struct seeking *f, id person)
{
    uint32_t h;
    memcpy(&h, person.b, sizeof h);              // ids of persons are random
    while (f->slots[h % CANDIDATE_SLOTS] && !id_same(f->slots[h % CANDIDATE_SLOTS]->hit.person, person))
        h++;
    struct candidate **slot = &f->slots[h % CANDIDATE_SLOTS];
    if (*slot || f->count == CANDIDATES_MAX)
        return *slot;
    const struct guarded_person *g = guarded_find(&f->guarded, person);
    if (g && g->hidden)
        return NULL;
    *slot = f->at[f->count++] = arena_new_of(f->arena, struct candidate);
    (*slot)->hit.person = person;
    return *slot;
}

/* The names are alike, and the day at the end of the key is not: no name, sex or address spelt nearly so makes up for
 * another birthday by years. A postcode or a number does, and finds them by itself. */
static bool born_otherwise(const struct seeking *f, text key)
{
    enum { DAY_LETTERS = 10 };
    day born;
    if (key.len < DAY_LETTERS || !day_parse_iso(text_skip(key, key.len - DAY_LETTERS), &born))
        return false;
    return born_compare(f->question->born, born) >= BORN_OTHER;
}

static void candidate_from_row(struct seeking *f, struct statement *s, enum found_by by)
{
    if (by == BY_NAMES && born_otherwise(f, column_text(s, 1)))
        return;
    struct candidate *c = candidate_of(f, column_id(s, 0));
    if (!c)
        return;
    c->by_number = c->by_number || by == BY_NUMBER;
    c->by_place = c->by_place || by == BY_PLACE;
    c->by_names = c->by_names || by == BY_NAMES;
}

/* Nothing but the primary key's columns: the rows themselves are not read. */
#define FOUND_SQL "SELECT k.person, k.key FROM name_key AS k WHERE k.kind = :kind AND "

/* Everything is asked before the first answer is taken, so that PostgreSQL is waited for once. */
static bool take_probe(struct seeking *f, struct probe *probe)
{
    enum stepped step;
    while ((step = statement_step(probe->s, f->err)) == STEP_ROW) {
        candidate_from_row(f, probe->s, (enum found_by)probe->by);
        probe->taken++;
    }
    return step == STEP_DONE;
}

static bool take_probes(struct seeking *f)
{
    bool good = true;
    for (size_t i = 0; i < f->probe_count; i++) {
        good = good && take_probe(f, &f->probes[i]);
        statement_end(f->probes[i].s);
    }
    return good;
}

/* Nothing is asked that would find no room: the bounds of what is asked for keep within it. */
static bool ask_probe(struct seeking *f, struct statement *s, enum found_by by, text pair, int rows)
{
    if (f->probe_count == SEEK_PROBES_MAX) {
        statement_end(s);
        return true;
    }
    f->probes[f->probe_count++] = (struct probe){ .s = s, .by = (int)by, .pair = pair, .rows = rows };
    bind_int(s, "rows", rows);
    return statement_ask(s, f->err);
}

/* ---- what the list shows of them ---- */

static void listed_from_row(struct seeking *f, struct statement *s)
{
    struct candidate *c = candidate_of(f, column_id(s, 0));
    if (!c)
        return;
    hit_from_row(s, f->arena, &c->hit);
    c->forename = text_copy(f->arena, column_text(s, 1));
    c->surname = text_copy(f->arena, column_text(s, 2));
    c->protected = column_int(s, 11) != 0;
    c->listed = true;
}

static bool ask_listed(struct seeking *f, size_t from, size_t count, struct statement **asked)
{
    static const char sql[] = "SELECT " LISTED_COLUMNS ", l.protected FROM listed AS l WHERE l.person IN ("
        ":k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15, :k16, :k17,"
        " :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31)";
    struct statement *s;
    if (!store_prepare_as(f->store, NULL, sql, text_of(sql), &s, f->err))
        return false;
    for (size_t i = 0; i < KEYS_AT_ONCE; i++) {
        char name[8];
        snprintf(name, sizeof name, "k%zu", i);
        bind_id(s, name, f->at[from + (i < count ? i : 0)]->hit.person);
    }
    *asked = s;
    return statement_ask(s, f->err);
}

static bool take_listed(struct seeking *f, struct statement *s)
{
    enum stepped step;
    while ((step = statement_step(s, f->err)) == STEP_ROW)
        listed_from_row(f, s);
    return step == STEP_DONE;
}

static bool list_all(struct seeking *f)
{
    struct statement *asked[CANDIDATES_MAX / KEYS_AT_ONCE] = { NULL };
    size_t kept = 0;
    bool good = true;
    for (size_t i = 0; i < f->count && good; i += KEYS_AT_ONCE)
        good = ask_listed(f, i, f->count - i < KEYS_AT_ONCE ? f->count - i : KEYS_AT_ONCE, &asked[i / KEYS_AT_ONCE]);
    for (size_t i = 0; i < COUNT_OF(asked) && asked[i]; i++) {
        good = good && take_listed(f, asked[i]);
        statement_end(asked[i]);
    }
    if (!good)
        return false;
    for (size_t i = 0; i < f->count; i++)
        if (f->at[i]->listed)
            f->at[kept++] = f->at[i];
    f->count = kept;
    return true;
}

/* ---- asking the index ---- */

static bool find_between(struct seeking *f, enum found_by by, const char *kind, text from,
                         text until, text pair, int rows)
{
    struct statement *s;
    if (!store_prepare_literal(f->store,
            FOUND_SQL "k.key >= :from AND k.key < :until ORDER BY k.key LIMIT :rows", &s, f->err))
        return false;
    bind_text(s, "kind", text_of(kind));
    bind_text(s, "from", from);
    bind_text(s, "until", until);
    return ask_probe(f, s, by, pair, rows);
}

static bool find_some(struct seeking *f, enum found_by by, const char *kind, const text *keys,
                      size_t count, int rows)
{
    static const char sql[] = FOUND_SQL "k.key IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9,"
        " :k10, :k11, :k12, :k13, :k14, :k15, :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24,"
        " :k25, :k26, :k27, :k28, :k29, :k30, :k31) LIMIT :rows";
    struct statement *s;
    if (!store_prepare(f->store, text_of(sql), &s, f->err))
        return false;
    for (size_t i = 0; i < KEYS_AT_ONCE; i++) {
        char name[8];
        snprintf(name, sizeof name, "k%zu", i);
        bind_text(s, name, keys[i < count ? i : 0]);
    }
    bind_text(s, "kind", text_of(kind));
    return ask_probe(f, s, by, TEXT_NONE, rows);
}

static bool find_keys(struct seeking *f, enum found_by by, const char *kind, const text *keys,
                      size_t count, int rows)
{
    for (size_t i = 0; i < count; i += KEYS_AT_ONCE)
        if (!find_some(f, by, kind, keys + i, count - i < KEYS_AT_ONCE ? count - i : KEYS_AT_ONCE,
                       rows))
            return false;
    return true;
}

/* ---- what is asked, as keys ---- */

static void sound_once(text *to, size_t *count, size_t room, text sound)
{
    for (size_t i = 0; i < *count; i++)
        if (text_same(to[i], sound))
            return;
    if (*count < room && !text_empty(sound))
        to[(*count)++] = sound;
}

static void make_keys(struct seeking *f)
{
    enum { EACH = 3 };
    struct arena *arena = f->arena;
    for (size_t n = 0; n < f->asked.name_count; n++) {
        const struct side_name *g = &f->asked.names[n].given, *s = &f->asked.names[n].family;
        for (size_t i = 0; i < g->count; i++)
            sound_once(f->sounds, &f->sound_count, COUNT_OF(f->sounds),
                       name_sound_or_word(arena, g->forms[i]));
        for (size_t j = 0; j < s->count; j++)
            sound_once(f->sounds, &f->sound_count, COUNT_OF(f->sounds),
                       name_sound_or_word(arena, s->forms[j]));
        // The first word, and all in one, say most.
        for (size_t i = 0; i < g->count && i < EACH; i++)
            for (size_t j = 0; j < s->count && j < EACH; j++)
                sound_once(f->pairs, &f->pair_count, SEEK_PAIRS_MAX,
                           name_both(arena, name_sound_or_word(arena, g->forms[i]),
                                     name_sound_or_word(arena, s->forms[j])));
    }
}

static void ask(struct seeking *f)
{
    const struct likeness_question *q = f->question;
    struct side *x = &f->asked;
    side_add_name(f->arena, x, q->forename, q->surname, false);
    for (text rest = q->other_names; !text_empty(rest);) {
        struct text_pair cut = text_cut(rest, ',');
        text name = text_trim(cut.before);
        size_t last = name.len;
        while (last > 0 && name.at[last - 1] != ' ')
            last--;
        // One word may be either.
        if (last > 0) {
            side_add_name(f->arena, x, text_first(name, last), text_skip(name, last), true);
        } else if (!text_empty(name)) {
            side_add_name(f->arena, x, name, q->surname, true);
            side_add_name(f->arena, x, q->forename, name, true);
        }
        rest = cut.after;
    }
    side_add_forms(f->arena, x);
    side_add_place(f->arena, x, q->postcode, q->address);
    for (size_t i = 0; i < q->number_count; i++)
        side_add_number(f->arena, x, q->numbers[i].kind, q->numbers[i].value);
    x->born = q->born;
    x->expected = q->expected;
    x->sex = q->sex;
    make_keys(f);
}

/* ---- looking up ---- */

static bool find_by_number_and_place(struct seeking *f)
{
    for (size_t i = 0; i < f->asked.number_count; i++)
        if (!find_some(f, BY_NUMBER, "number", &f->asked.numbers[i].value, 1, NUMBER_ROWS))
            return false;
    text postcode = f->asked.place_count ? f->asked.places[0].postcode : TEXT_NONE;
    return text_empty(postcode) || find_some(f, BY_PLACE, "place", &postcode, 1, PLACE_ROWS);
}

/* The birthday itself with any name; the days that may have been meant, with one name that sounds as given. */
static bool find_by_birth(struct seeking *f)
{
    day meant[BORN_MEANT_MAX];
    text keys[KEYS_MAX], born = day_iso(f->arena, f->question->born);
    size_t days = born_meant(f->question->born, meant), count = 0;
    if (days == 0)
        return true;
    for (size_t i = 0; i < days; i++)
        for (size_t j = 0; j < f->sound_count && count < KEYS_MAX; j++)
            keys[count++] = text_format(f->arena, "%.*s %.*s", TEXT_ARG(f->sounds[j]),
                                        TEXT_ARG(day_iso(f->arena, meant[i])));
    return find_keys(f, BY_NAME, "name_born", keys, count, NAME_BORN_ROWS)
        && find_some(f, BY_BIRTH, "born", &born, 1, BORN_ROWS);
}

static bool find_pair(struct seeking *f, text pair, int rows)
{
    text all = text_format(f->arena, "%.*s ", TEXT_ARG(pair));
    text end = text_format(f->arena, "%.*s!", TEXT_ARG(pair));       // ! follows the blank
    return find_between(f, BY_NAMES, "names_born", all, end, pair, rows);
}

/* The pair, whenever born; of a common one not all were looked at, and now those born near the year given are. */
static bool find_common_pairs(struct seeking *f)
{
    size_t first = f->probe_count;
    int year = day_known(f->question->born) ? day_civil(f->question->born).year : 0;
    for (size_t i = 0; i < first && year > 0; i++) {
        const struct probe probe = f->probes[i];
        if (text_empty(probe.pair) || probe.taken < probe.rows)
            continue;
        text from = text_format(f->arena, "%.*s %04d", TEXT_ARG(probe.pair), year - 1);
        text until = text_format(f->arena, "%.*s %04d", TEXT_ARG(probe.pair), year + 2);
        if (!find_between(f, BY_NAMES, "names_born", from, until, TEXT_NONE, probe.rows))
            return false;
    }
    memmove(f->probes, f->probes + first, (f->probe_count - first) * sizeof *f->probes);
    f->probe_count -= first;
    return true;
}

static bool find_by_names(struct seeking *f)
{
    for (size_t i = 0; i < f->pair_count; i++)
        if (!find_pair(f, f->pairs[i], NAMES_ROWS))
            return false;
    const struct side_name *g = &f->asked.names[0].given, *s = &f->asked.names[0].family;
    text sounds[ALIASES_MAX + 1];
    size_t count = 0;
    if (f->asked.name_count == 0 || !g->count || !s->count)
        return true;
    sound_once(sounds, &count, COUNT_OF(sounds), name_sound_or_word(f->arena, g->forms[0]));
    for (size_t i = 0; i < g->other_count; i++)
        sound_once(sounds, &count, COUNT_OF(sounds), name_sound_or_word(f->arena, g->others[i]));
    for (size_t i = 1; i < count; i++)
        if (!find_pair(f, name_both(f->arena, sounds[i],
                                    name_sound_or_word(f->arena, s->forms[s->count - 1])),
                       ALIAS_ROWS))
            return false;
    return true;
}

/* Somebody of whom one name only is given, and no birthday. */
static bool find_by_one_name(struct seeking *f)
{
    if (f->pair_count > 0 || day_known(f->question->born) || f->asked.name_count == 0)
        return true;
    const struct side_name *g = &f->asked.names[0].given, *s = &f->asked.names[0].family;
    const struct side_name *one = g->count ? g : s;
    return one->count == 0 || find_some(f, BY_NAME, "word", one->forms, one->count, NAMES_ROWS);
}

static bool find_dated(struct seeking *f, const char *kind, text sound, day from, day until)
{
    text first = text_format(f->arena, "%.*s %.*s", TEXT_ARG(sound),
                             TEXT_ARG(day_iso(f->arena, from)));
    text end = text_format(f->arena, "%.*s %.*s", TEXT_ARG(sound),
                           TEXT_ARG(day_iso(f->arena, day_add(until, 1))));
    return find_between(f, BY_NAME, kind, first, end, TEXT_NONE, DUE_ROWS);
}

/* Who is born now may be known as expected; who is expected may be known so, or be born by now. */
static bool find_by_due_date(struct seeking *f)
{
    day born = f->question->born, due = f->question->expected;
    for (size_t i = 0; i < f->sound_count; i++) {
        if (day_known(born) && !find_dated(f, "name_due", f->sounds[i],
                                           day_add(born, -DUE_AFTER_DAYS),
                                           day_add(born, DUE_BEFORE_DAYS)))
            return false;
        if (day_known(born) || !day_known(due))
            continue;
        if (!find_dated(f, "name_due", f->sounds[i], day_add(due, -DUE_APART_DAYS),
                        day_add(due, DUE_APART_DAYS))
                || !find_dated(f, "name_born", f->sounds[i], day_add(due, -DUE_BEFORE_DAYS),
                               day_add(due, DUE_AFTER_DAYS)))
            return false;
    }
    return true;
}

bool seek_candidates(struct seeking *f)
{
    ask(f);
    bool asked = find_by_number_and_place(f) && find_by_birth(f) && find_by_names(f)
              && find_by_one_name(f) && find_by_due_date(f);
    if (!take_probes(f) || !asked)
        return false;
    asked = find_common_pairs(f);
    return take_probes(f) && asked && list_all(f);
}
