#include "record/tables.h"

#include "record/pass.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 6
#define CANDIDATES_MAX 400
#define TYPED_BYTES_MAX 200            // a longer search finds nobody and would take long

/* What a page of results shows of each person, in one statement. */
#define HIT_SQL \
    "SELECT p.record, coalesce(p.forename, ''), coalesce(p.surname, ''), coalesce(p.known_as, '')," \
    " p.dob, p.expected_dob, p.death_date, l.child, l.open_work," \
    " coalesce((SELECT i.value FROM person_identifier AS i WHERE i.subject = p.record" \
    "  AND i.superseded_seq = :never AND i.value IS NOT NULL ORDER BY CASE WHEN i.identifier_type =" \
    "  'LACHILD' THEN 0 ELSE 1 END, i.source_seq LIMIT 1), '')," \
    " coalesce((SELECT a.postcode FROM address AS a WHERE a.subject = p.record" \
    "  AND a.superseded_seq = :never AND a.postcode IS NOT NULL ORDER BY a.valid_from DESC LIMIT 1)," \
    "  '') FROM person AS p JOIN listed AS l ON l.person = p.record "

static void hit_from_row(struct statement *s, struct arena *arena, struct person_hit *hit)
{
    text first = column_text(s, 1), last = column_text(s, 2), number = column_text(s, 9);
    text name = text_trim(text_format(arena, "%.*s %.*s", TEXT_ARG(first), TEXT_ARG(last)));
    id person = column_id(s, 0);
    if (text_empty(name))
        name = text_format(arena, "Child %.*s", TEXT_ARG(text_empty(number)
                           ? id_short(arena, person) : number));
    *hit = (struct person_hit){
        .person = person, .name = name, .known_as = text_copy(arena, column_text(s, 3)),
        .born = column_day(s, 4), .expected = column_day(s, 5), .died = !column_null(s, 6),
        .child = column_int(s, 7) != 0, .open = column_int(s, 8) > 0,
        .reference = text_copy(arena, number),
        // The first part of a postcode is enough to tell people apart, and not enough to find them.
        .place = text_copy(arena, text_cut(column_text(s, 10), ' ').before),
    };
}

/* ---- the list of children ---- */

static bool place_in_list(struct store *store, struct arena *arena, id after, text *sort,
                          struct error *err)
{
    struct statement *s;
    *sort = TEXT_NONE;
    if (id_none(after))
        return true;
    if (!store_prepare_literal(store, "SELECT sort FROM listed WHERE person = :person", &s, err))
        return false;
    bind_id(s, "person", after);
    enum step step = statement_step(s, err);
    if (step == STEP_ROW)
        *sort = text_copy(arena, column_text(s, 0));
    statement_end(s);
    return step != STEP_FAILED;
}

bool record_list_children(struct store *store, struct arena *arena, bool open_only, id after,
                          size_t limit, struct person_hits *hits, struct error *err)
{
    struct statement *s;
    text sort;
    if (!place_in_list(store, arena, after, &sort, err))
        return false;
    text sql = open_only
        ? TEXT(HIT_SQL "WHERE l.child = 1 AND l.open_work > 0 AND p.superseded_seq = :never"
               " AND (l.sort, l.person) > (:sort, :after) ORDER BY l.sort, l.person LIMIT :limit")
        : TEXT(HIT_SQL "WHERE l.child = 1 AND p.superseded_seq = :never"
               " AND (l.sort, l.person) > (:sort, :after) ORDER BY l.sort, l.person LIMIT :limit");
    if (!store_prepare(store, sql, &s, err))
        return false;
    bind_int(s, "never", SEQ_NEVER);
    bind_text(s, "sort", sort);
    bind_id(s, "after", after);
    bind_int(s, "limit", (int64_t)limit + 1);
    struct person_hits made = { .at = arena_array(arena, struct person_hit, limit + 1) };
    enum step step;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        if (made.count == limit) {
            made.more = true;
            break;
        }
        hit_from_row(s, arena, &made.at[made.count++]);
    }
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    *hits = made;
    return true;
}

/* ---- searching: candidates with points, the best first ---- */

struct candidate { id person; int points; uint32_t words; const char *why; };
struct candidates { struct candidate at[CANDIDATES_MAX]; size_t count; };

static void candidate_add(struct candidates *c, id person, int word, int points, const char *why)
{
    uint32_t bit = UINT32_C(1) << word;
    for (size_t i = 0; i < c->count; i++)
        if (id_same(c->at[i].person, person)) {
            if (!(c->at[i].words & bit))
                c->at[i].points += points;
            c->at[i].words |= bit;
            return;
        }
    if (c->count < CANDIDATES_MAX)
        c->at[c->count++] = (struct candidate){ person, points, bit, why };
}

/* The persons of one key; `through` is the end of the range for beginnings, or the key itself. */
static bool collect(struct store *store, struct candidates *found, int word, const char *kind,
                    text from, text through, int points, const char *why, struct error *err)
{
    struct statement *s;
    text sql = text_same(from, through)
        ? TEXT("SELECT person FROM name_key WHERE key = :from AND kind = :kind LIMIT 400")
        : TEXT("SELECT person FROM name_key WHERE key >= :from AND key < :through AND kind = :kind"
               " LIMIT 400");
    if (!store_prepare(store, sql, &s, err))
        return false;
    bind_text(s, "from", from);
    bind_text(s, "kind", text_of(kind));
    if (!text_same(from, through))
        bind_text(s, "through", through);
    enum step step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        candidate_add(found, column_id(s, 0), word, points, why);
    statement_end(s);
    return step == STEP_DONE;
}

static text end_of_range(struct arena *arena, text beginning)
{
    return text_format(arena, "%.*s\xf4\x8f\xbf\xbf", TEXT_ARG(beginning));
}

static bool collect_word(struct store *store, struct arena *arena, struct candidates *found,
                         int number, text word, struct error *err)
{
    text sound = name_sound(arena, word);
    return collect(store, found, number, "word", word, word, 12, "Name", err)
        && collect(store, found, number, "number", word, word, 20, "Identifier", err)
        && (word.len < 2
            || collect(store, found, number, "word", word, end_of_range(arena, word), 8,
                       "Beginning of the name", err))
        && (word.len < 4
            || collect(store, found, number, "place", word, end_of_range(arena, word), 5,
                       "Postcode", err))
        && (sound.len < 2
            || collect(store, found, number, "sound", sound, sound, 4, "Sounds like it", err));
}

/* 4 3 2014, 04/03/2014 or 2014-03-04 somewhere in the words: taken out and given as a day. */
static text take_birthday(struct arena *arena, text words, day *born)
{
    const struct kind *person = kind_by_name(TEXT("person"));
    const struct field *dob = field_by_name(person, TEXT("dob"));
    for (size_t i = 0; i < words.len; i++) {
        if (words.at[i] < '0' || words.at[i] > '9' || (i > 0 && words.at[i - 1] != ' '))
            continue;
        for (size_t end = words.len; end > i + 5; end--) {
            if (end < words.len && words.at[end] != ' ')
                continue;
            struct values v = values_new(arena, person, DAY_UNKNOWN);
            const char *note;
            text tried = { words.at + i, end - i };
            if (tried.len <= 10 && values_import(&v, arena, dob, tried, &note)) {
                *born = values_day(&v, "dob");
                return text_format(arena, "%.*s %.*s", (int)i, words.at,
                                   TEXT_ARG(text_skip(words, end)));
            }
        }
    }
    return words;
}

static int by_points(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int words_x = __builtin_popcount(x->words), words_y = __builtin_popcount(y->words);
    if (words_x != words_y)
        return words_y - words_x;
    return x->points != y->points ? y->points - x->points : id_compare(x->person, y->person);
}

static bool show(struct store *store, struct arena *arena, const struct candidate *c,
                 bool children_only, struct person_hits *hits, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            HIT_SQL "WHERE p.record = :person AND p.superseded_seq = :never", &s, err))
        return false;
    bind_id(s, "person", c->person);
    bind_int(s, "never", SEQ_NEVER);
    enum step step = statement_step(s, err);
    if (step == STEP_ROW && (!children_only || column_int(s, 7))) {
        hit_from_row(s, arena, &hits->at[hits->count]);
        hits->at[hits->count++].why = text_of(c->why);
    }
    statement_end(s);
    return step != STEP_FAILED;
}

bool record_search_people(struct store *store, struct arena *arena, text words,
                          bool children_only, size_t limit, struct person_hits *hits,
                          struct error *err)
{
    struct candidates *found = arena_new_of(arena, struct candidates);
    struct person_hits made = { .at = arena_array(arena, struct person_hit, limit + 1) };
    day born = DAY_UNKNOWN;
    int asked = 0;

    words = text_clip(words, TYPED_BYTES_MAX);
    text rest = take_birthday(arena, words, &born);
    if (day_known(born)) {
        text iso = day_iso(arena, born);
        if (!collect(store, found, 31, "born", iso, iso, 12, "Date of birth", err))
            return false;
        asked++;
    }
    text whole = name_bare(arena, rest);
    if (whole.len >= 5
            && !collect(store, found, 30, "number", whole, whole, 40, "Identifier", err))
        return false;
    for (rest = text_fold(arena, rest); !text_empty(rest) && asked < WORDS_MAX;) {
        struct text_pair cut = text_cut(rest, ' ');
        rest = cut.after;
        if (text_empty(cut.before))
            continue;
        if (!collect_word(store, arena, found, asked++, cut.before, err))
            return false;
    }
    qsort(found->at, found->count, sizeof *found->at, by_points);
    for (size_t i = 0; i < found->count; i++) {
        if (made.count == limit) {
            made.more = true;
            break;
        }
        // A person found by one of three words is worth showing only when nobody has more.
        if (i > 0 && __builtin_popcount(found->at[i].words) < __builtin_popcount(found->at[0].words)
                && made.count >= 1)
            break;
        if (!show(store, arena, &found->at[i], children_only, &made, err))
            return false;
    }
    *hits = made;
    return true;
}

/* ---- words in one subject's records ---- */

/* Do the words stand in what these eyes may see: a search must not tell what is hidden. */
static bool seen_in(struct arena *arena, const struct record_version *v, text words)
{
    struct bytes seen = { 0 };
    bool all = true;
    for (const struct field *f = v->kind->fields; f->name; f++) {
        const struct value *value = &v->values.at[field_index(v->kind, f)];
        bytes_add_u8(&seen, ' ');
        if (value->given && !value->hidden && !value->erased)
            bytes_add_text(&seen, text_fold(arena, value->text));
    }
    for (text rest = text_fold(arena, words); all && !text_empty(rest);) {
        struct text_pair cut = text_cut(rest, ' ');
        all = text_contains(bytes_text(&seen), cut.before);
        rest = cut.after;
    }
    bytes_free(&seen);
    return all;
}

bool record_search_text(struct store *store, const struct pass *pass, struct arena *arena,
                        text words, struct record_list *list, struct error *err)
{
    struct statement *s;
    id records[100];
    size_t count = 0;
    *list = (struct record_list){ .at = arena_array(arena, struct record_version, 101) };
    words = text_clip(words, TYPED_BYTES_MAX);
    if (text_empty(text_trim(words)))
        return true;
    if (!store_prepare_literal(store,
            "SELECT v.record FROM search_text JOIN version AS v ON v.source_seq = search_text.@rowid"
            " WHERE @matches(search_text, :words) AND v.subject = :subject"
            " AND v.superseded_seq = :never ORDER BY v.valid_from DESC LIMIT 100", &s, err))
        return false;
    bind_text(s, "words", store_text_query(store, arena, text_fold(arena, words)));
    bind_id(s, "subject", pass->subject);
    bind_int(s, "never", SEQ_NEVER);
    enum step step;
    while ((step = statement_step(s, err)) == STEP_ROW && count < COUNT_OF(records))
        records[count++] = column_id(s, 0);
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct error why = { 0 };
        struct record_version *v = &list->at[list->count];
        if (record_get(store, pass, arena, records[i], v, &why))
            list->count += pass->hidden == 0 || seen_in(arena, v, words);
        else if (why.kind != ERROR_ABSENT) {           // not yet recorded at the pass's size
            *err = why;
            return false;
        }
    }
    return true;
}
