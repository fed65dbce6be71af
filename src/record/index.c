/* Look-ups beside the records: keys of names, what lists show, words of texts. Derived like every other row. */
#include "record/same_person.h"
#include "record/tables.h"

#include "base/bytes.h"

#include <string.h>

// PostgreSQL keeps at most a megabyte of words; an entry holds at most that in all.
#define WORDS_BYTES_MAX (400 * 1024)
// Sorts behind every name in every script.
#define NAMELESS "\xf4\x8f\xbf\xbd"

/* ---- keys ---- */

/* The words by which the record is found before a change, so that the vocabulary can forget the last use. */
static bool words_of_record(struct store *store, struct arena *arena, id record,
                            text words[NAME_KEYS_MAX], size_t *count, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT DISTINCT key FROM name_key WHERE record = :record AND kind = 'word'", &s, err))
        return false;
    bind_id(s, "record", record);
    enum stepped step;
    *count = 0;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < NAME_KEYS_MAX)
        words[(*count)++] = text_copy(arena, column_text(s, 0));
    statement_end(s);
    return step != STEP_FAILED;
}

static bool forget_unused(struct store *store, const text *words, size_t count, struct error *err)
{
    struct statement *s;
    for (size_t i = 0; i < count; i++) {
        if (!store_prepare_literal(store,
                "DELETE FROM name_gram WHERE word = :word AND NOT EXISTS"
                " (SELECT 1 FROM name_key WHERE kind = 'word' AND key = :word)", &s, err))
            return false;
        bind_text(s, "word", words[i]);
        if (!statement_send(s, err))
            return false;
    }
    return true;
}

/* Keys of versions that no longer stand go; those of an earlier name that was right stay. */
static bool drop_fallen_keys(struct store *store, const struct indexed *x, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "DELETE FROM name_key WHERE record = :record AND (source_seq = :seq OR NOT EXISTS"
            " (SELECT 1 FROM version AS v WHERE v.record = :record"
            "  AND v.source_seq = name_key.source_seq AND v.superseded_seq = " NEVER_SQL "))", &s, err))
        return false;
    bind_id(s, "record", x->record);
    bind_int(s, "seq", x->seq);
    return statement_send(s, err);
}

static bool put_grams(struct store *store, struct arena *arena, text word, struct error *err)
{
    struct statement *s;
    text grams[NAME_GRAMS_MAX];
    size_t count = name_grams(arena, word, grams);
    for (size_t i = 0; i < count; i++) {
        if (!store_prepare_literal(store,
                "INSERT INTO name_gram (gram, word) VALUES (:gram, :word)"
                " ON CONFLICT (gram, word) DO NOTHING", &s, err))
            return false;
        bind_text(s, "gram", grams[i]);
        bind_text(s, "word", word);
        if (!statement_send(s, err))
            return false;
    }
    return true;
}

static bool put_keys(struct store *store, struct arena *arena, const struct indexed *x,
                     struct error *err)
{
    struct name_key keys[NAME_KEYS_MAX];
    size_t count = name_keys(arena, x->values, keys);
    struct statement *s;
    for (size_t i = 0; i < count; i++) {
        if (!store_prepare_literal(store,
                "INSERT INTO name_key (kind, key, person, record, source_seq)"
                " VALUES (:kind, :key, :person, :record, :seq)"
                " ON CONFLICT (kind, key, person, record, source_seq) DO NOTHING", &s, err))
            return false;
        bind_text(s, "kind", text_of(keys[i].kind));
        bind_text(s, "key", keys[i].key);
        bind_id(s, "person", x->subject);
        bind_id(s, "record", x->record);
        bind_int(s, "seq", x->seq);
        if (!statement_send(s, err)
                || (!strcmp(keys[i].kind, "word") && !put_grams(store, arena, keys[i].key, err)))
            return false;
    }
    return true;
}

static bool index_keys(struct store *store, struct arena *arena, const struct indexed *x,
                       bool replaces, bool stands, struct error *err)
{
    text words[NAME_KEYS_MAX];
    size_t count = 0;
    if (!name_has_keys(x->values->kind))
        return true;
    if (replaces && (!words_of_record(store, arena, x->record, words, &count, err)
                     || !drop_fallen_keys(store, x, err)))
        return false;
    return (!stands || put_keys(store, arena, x, err)) && forget_unused(store, words, count, err);
}

/* ---- the list of people ---- */

struct listing { text forename, surname, known_as; day born, expected, died; bool child, protected; };

static struct listing listing_of(const struct values *v)
{
    return (struct listing){
        .forename = values_get(v, "forename")->text, .surname = values_get(v, "surname")->text,
        .known_as = values_get(v, "known_as")->text, .born = values_day(v, "dob"),
        .expected = values_day(v, "expected_dob"), .died = values_day(v, "death_date"),
        .child = !values_is(v, "recorded_as", "ADULT"),
        .protected = values_is(v, "protected_address", "Y"),
    };
}

static bool put_listing(struct store *store, struct arena *arena, id person,
                        const struct listing *l, struct error *err)
{
    struct statement *s;
    text sort = name_sort(arena, l->forename, l->surname);
    if (!store_prepare_literal(store,
            "INSERT INTO listed (person, sort, named, forename, surname, known_as, born, expected,"
            " died, child, protected, reference, place, open_work) VALUES (:person, :sort, :named,"
            " :forename, :surname, :known_as, :born, :expected, :died, :child, :protected, '', '', 0)"
            " ON CONFLICT (person) DO UPDATE SET sort = excluded.sort, named = excluded.named,"
            " forename = excluded.forename, surname = excluded.surname,"
            " known_as = excluded.known_as, born = excluded.born, expected = excluded.expected,"
            " died = excluded.died, child = excluded.child, protected = excluded.protected", &s,
            err))
        return false;
    bind_id(s, "person", person);
    bind_text(s, "sort", text_empty(sort) ? TEXT(NAMELESS) : sort);
    bind_int(s, "named", !text_empty(sort));
    bind_text(s, "forename", l->forename);
    bind_text(s, "surname", l->surname);
    bind_text(s, "known_as", l->known_as);
    bind_day(s, "born", l->born);
    bind_day(s, "expected", l->expected);
    bind_int(s, "died", day_known(l->died));
    bind_int(s, "child", l->child);
    bind_int(s, "protected", l->protected);
    return statement_send(s, err);
}

static bool drop_listing(struct store *store, id person, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "DELETE FROM listed WHERE person = :person", &s, err))
        return false;
    bind_id(s, "person", person);
    return statement_send(s, err);
}

/* The person as the rows have it, for when the newest version is not the one in hand. */
static bool read_listing(struct store *store, struct arena *arena, id person, struct listing *l,
                         bool *there, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT coalesce(forename, ''), coalesce(surname, ''), coalesce(known_as, ''), dob,"
            " expected_dob, death_date, coalesce(recorded_as, ''), coalesce(protected_address, 0)"
            " FROM person WHERE record = :person AND superseded_seq = " NEVER_SQL
            " ORDER BY valid_from DESC LIMIT 1", &s, err))
        return false;
    bind_id(s, "person", person);
    enum stepped step = statement_step(s, err);
    *there = step == STEP_ROW;
    if (*there)
        *l = (struct listing){
            .forename = text_copy(arena, column_text(s, 0)),
            .surname = text_copy(arena, column_text(s, 1)),
            .known_as = text_copy(arena, column_text(s, 2)), .born = column_day(s, 3),
            .expected = column_day(s, 4), .died = column_day(s, 5),
            .child = !text_is(column_text(s, 6), "ADULT"), .protected = column_int(s, 7) != 0,
        };
    statement_end(s);
    return step != STEP_FAILED;
}

static bool list_reference(struct store *store, id person, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "UPDATE listed SET reference = coalesce((SELECT i.value FROM person_identifier AS i"
            " WHERE i.subject = :person AND i.superseded_seq = " NEVER_SQL " AND i.value IS NOT NULL"
            " ORDER BY CASE WHEN i.identifier_type = 'LACHILD' THEN 0 ELSE 1 END, i.source_seq,"
            " i.valid_from LIMIT 1), '') WHERE person = :person", &s, err))
        return false;
    bind_id(s, "person", person);
    if (!statement_send(s, err))
        return false;
    // Children of whom a census gave no name stand behind the others, by their number.
    if (!store_prepare_literal(store,
            "UPDATE listed SET sort = '" NAMELESS "' || reference WHERE person = :person"
            " AND named = 0", &s, err))
        return false;
    bind_id(s, "person", person);
    return statement_send(s, err);
}

/* The first part of the postcode tells people apart and does not find them; of a protected address nothing. */
static bool list_place(struct store *store, id person, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "UPDATE listed SET place = CASE WHEN protected = 1 THEN '' ELSE coalesce((SELECT"
            " CASE WHEN coalesce(a.hidden, 0) = 1 THEN '' ELSE a.postcode END FROM address AS a"
            " WHERE a.subject = :person AND a.superseded_seq = " NEVER_SQL " AND a.postcode IS NOT NULL"
            " ORDER BY a.valid_from DESC, a.source_seq DESC LIMIT 1), '') END"
            " WHERE person = :person", &s, err))
        return false;
    bind_id(s, "person", person);
    return statement_send(s, err);
}

/* Open: a referral that was neither closed nor ended without further action; of a record that others gave way to,
 * also theirs. No join: planned while the tables were empty, it would go through all of them later. */
#define OPEN_REFERRALS(person) "(SELECT count(*) FROM referral AS r WHERE r.subject = " person \
    " AND r.superseded_seq = " NEVER_SQL " AND r.close_date IS NULL AND coalesce(r.nfa, 0) = 0)"
static bool list_open(struct store *store, id person, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "UPDATE listed SET open_work = " OPEN_REFERRALS(":person") " + coalesce(("
            "WITH RECURSIVE one (person) AS (SELECT m.subject FROM same_person AS m"
            "  WHERE m.same_as = :person AND m.superseded_seq = " NEVER_SQL
            " UNION SELECT m.subject FROM one JOIN same_person AS m ON m.same_as = one.person"
            "  WHERE m.superseded_seq = " NEVER_SQL ")"
            " SELECT sum(" OPEN_REFERRALS("one.person") ") FROM one), 0) WHERE person = :person", &s,
            err))
        return false;
    bind_id(s, "person", person);
    return statement_send(s, err);
}

/* Of this person and of all to whom their record gave way. */
static bool list_open_onward(struct store *store, id person, struct error *err)
{
    for (int steps = 0; !id_none(person) && steps <= SAME_PERSONS_MAX; steps++)
        if (!list_open(store, person, err) || !gives_way_to(store, person, &person, err))
            return false;
    return true;
}

/* Records became one person's, or were parted: of whoever was named, now or before, as kept. */
static bool list_merged(struct store *store, const struct indexed *x, struct error *err)
{
    enum { NAMED_MAX = 64 };                     // one record is amended a few times at most
    struct statement *s;
    id named[NAMED_MAX];
    size_t count = 0;
    enum stepped step;
    if (!store_prepare_literal(store,
            "SELECT DISTINCT same_as FROM same_person WHERE record = :record"
            " AND same_as IS NOT NULL LIMIT :most", &s, err))
        return false;
    bind_id(s, "record", x->record);
    bind_int(s, "most", NAMED_MAX);
    while ((step = statement_step(s, err)) == STEP_ROW)
        named[count++] = column_id(s, 0);
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!list_open_onward(store, named[i], err))
            return false;
    return true;
}

static bool list_person(struct store *store, struct arena *arena, const struct indexed *x,
                        bool in_hand, struct error *err)
{
    struct listing l;
    bool there = true;
    if (in_hand)
        l = listing_of(x->values);
    else if (!read_listing(store, arena, x->record, &l, &there, err))
        return false;
    if (!there)
        return drop_listing(store, x->subject, err);
    return put_listing(store, arena, x->subject, &l, err)
        && list_reference(store, x->subject, err) && list_place(store, x->subject, err)
        && list_open(store, x->subject, err);
}

static bool index_list(struct store *store, struct arena *arena, const struct indexed *x,
                       bool in_hand, struct error *err)
{
    const char *kind = x->values->kind->name;
    if (!strcmp(kind, "person"))
        return list_person(store, arena, x, in_hand, err);
    if (!strcmp(kind, "person_identifier"))
        return list_reference(store, x->subject, err);
    if (!strcmp(kind, "address"))
        return list_place(store, x->subject, err);
    if (!strcmp(kind, "same_person"))
        return list_merged(store, x, err);
    return strcmp(kind, "referral") || list_open_onward(store, x->subject, err);
}

/* ---- words of texts ---- */

/* Of every version, so that a search of the past finds what was known then. The subject is a word as well:
 * a child's page asks for it first, and the engine need not go through everybody's notes. */
static bool index_text(struct store *store, struct arena *arena, const struct indexed *x,
                       struct error *err)
{
    struct bytes words = { 0 };
    for (const struct field *f = x->values->kind->fields; f->name; f++) {
        const struct value *v = &x->values->at[field_index(x->values->kind, f)];
        if (!v->given || v->erased || (f->type != TYPE_PROSE && f->type != TYPE_TEXT))
            continue;
        if (words.len == 0)
            bytes_add_format(&words, "s%.*s ", TEXT_ARG(id_hex(arena, x->subject)));
        bytes_add_text(&words, name_words(arena, v->text));
        bytes_add_u8(&words, ' ');
    }
    bool good = words.len == 0
             || store_text_put(store, "search_text", x->seq,
                               text_clip(bytes_text(&words), WORDS_BYTES_MAX), err);
    bytes_free(&words);
    return good;
}

/* ---- the two occasions ---- */

bool index_version(struct store *store, struct arena *arena, const struct indexed *x,
                   struct error *err)
{
    return index_keys(store, arena, x, x->amends, !x->withdrawn, err)
        && index_list(store, arena, x, !x->withdrawn && x->newest, err)
        && open_steps_version(store, x, err)
        && (x->withdrawn || index_text(store, arena, x, err));
}

static bool still_stands(struct store *store, const struct indexed *x, bool *stands,
                         struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT 1 FROM version WHERE record = :record AND source_seq = :seq"
            " AND superseded_seq = " NEVER_SQL " AND withdrawn = 0 LIMIT 1", &s, err))
        return false;
    bind_id(s, "record", x->record);
    bind_int(s, "seq", x->seq);
    enum stepped step = statement_step(s, err);
    *stands = step == STEP_ROW;
    statement_end(s);
    return step != STEP_FAILED;
}

bool index_again(struct store *store, struct arena *arena, const struct indexed *x,
                 struct error *err)
{
    bool stands;
    return still_stands(store, x, &stands, err)
        && index_keys(store, arena, x, true, stands, err)
        && index_list(store, arena, x, false, err)
        && open_steps_version(store, &(struct indexed){ .values = x->values, .record = x->record,
                                                        .subject = x->subject, .amends = true }, err)
        && store_text_drop(store, "search_text", x->seq, err)
        && (x->withdrawn || index_text(store, arena, x, err));
}
