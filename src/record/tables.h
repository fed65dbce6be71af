/* record/tables.h - names and shapes of the derived tables; for the files of this room. */
#pragma once
#include "record/record.h"

#define VERSION_COLUMNS_SQL \
    "record @bytes NOT NULL, subject @bytes NOT NULL, valid_from @int NOT NULL," \
    " valid_to @int NOT NULL, source_seq @int NOT NULL, recorded_seq @int NOT NULL," \
    " superseded_seq @int NOT NULL, recorded_at @int NOT NULL, author @bytes NOT NULL," \
    " role_of_author @int NOT NULL, flags @int NOT NULL"
#define VERSION_COLUMNS "record, subject, valid_from, valid_to, source_seq, recorded_seq," \
    " superseded_seq, recorded_at, author, role_of_author, flags"

/* What stands between a person and :reader at :now (guarded.c). An alias of a table, or the SQL of a person's id. */
#define GUARD_IN_FORCE(a) a ".superseded_seq = 9223372036854775807 AND " a ".valid_from <= :now" \
    " AND :now < " a ".valid_to"
#define LEAVE_OF_READER(person) "(EXISTS (SELECT 1 FROM record_access AS la WHERE la.subject = " person \
    " AND la.staff_id = :reader AND " GUARD_IN_FORCE("la") ") OR EXISTS (SELECT 1 FROM restriction AS lr" \
    " WHERE lr.subject = " person " AND lr.ask = :reader AND " GUARD_IN_FORCE("lr") "))"
#define CONFLICT_OF_READER(person) "EXISTS (SELECT 1 FROM conflict_of_interest AS cr WHERE cr.subject = " \
    person " AND cr.staff_id = :reader AND " GUARD_IN_FORCE("cr") ")"
/* Stands in lists: neither restricted nor too close. May be named: so also whoever is restricted and not hidden. */
#define LISTED_TO_READER(person) "(NOT EXISTS (SELECT 1 FROM restriction AS rs WHERE rs.subject = " person \
    " AND " GUARD_IN_FORCE("rs") ") OR " LEAVE_OF_READER(person) ") AND NOT " CONFLICT_OF_READER(person)
#define NAMED_TO_READER(person) "(NOT EXISTS (SELECT 1 FROM restriction AS rs WHERE rs.subject = " person \
    " AND rs.level <> 'NAMED' AND " GUARD_IN_FORCE("rs") ") OR " LEAVE_OF_READER(person) ") AND NOT " \
    CONFLICT_OF_READER(person)

/* Some ids as rows of one column, column1, for look-ups that go out from them: SQLite would put a list behind IN into
 * a table of its own, each time. Those not bound are NULL, which nobody's id is. names.c */
enum { IDS_AT_ONCE = 32 };
#define IDS_ASKED "(VALUES (CAST(:id0 AS @bytes)), (:id1), (:id2), (:id3), (:id4), (:id5), (:id6), (:id7), (:id8)," \
    " (:id9), (:id10), (:id11), (:id12), (:id13), (:id14), (:id15), (:id16), (:id17), (:id18), (:id19), (:id20)," \
    " (:id21), (:id22), (:id23), (:id24), (:id25), (:id26), (:id27), (:id28), (:id29), (:id30), (:id31)) AS a"
extern const char *const ids_asked[IDS_AT_ONCE];          // their names

/* Which of these persons, at most IDS_AT_ONCE, are hidden from the reader: as record_guarded() says, without a look at
 * all who are guarded. guarded.c */
MUST_USE bool persons_hidden(struct store *store, id reader, const id *persons, size_t count, bool *hidden,
                             struct error *err);

MUST_USE bool record_define_derived(struct store *store, struct error *err);

/* The derived tables in a fixed order; name NULL after the last. `timed` tables hold both times and can be
 * compared as of any size; the others are about now. columns: without those of VERSION_COLUMNS when timed;
 * kind: whose fields are columns as well, or NULL. */
struct derived_table { const char *name, *columns, *order; bool timed; const struct kind *kind; };
struct derived_table record_table(size_t at);

/* Which kind and fields an entry's parts hold; the kind must be known. Texts are not copied: what the parts were read
 * from must live as long as the values. */
void values_from_parts(struct values *v, struct arena *arena, const struct part *parts,
                       uint32_t count);
text part_text(const struct part *parts, uint32_t count, uint16_t field);

/* ---- look-ups beside the records: index.c ---- */

/* A version was put, or its record withdrawn. */
struct indexed {
    const struct values *values; id record, subject; int64_t seq;
    bool amends, withdrawn, newest;       // newest: nothing of the record is so after it
};
MUST_USE bool index_version(struct store *store, struct arena *arena, const struct indexed *x,
                            struct error *err);
/* Values of a version were erased; values: what is left of it. */
MUST_USE bool index_again(struct store *store, struct arena *arena, const struct indexed *x,
                          struct error *err);

/* ---- steps begun and not done: open_steps.c ---- */

extern const char open_steps_schema[];
void open_steps_indexes(struct bytes *script);
/* After the version's rows are in: it may open steps, or be what another record waits for. */
MUST_USE bool open_steps_version(struct store *store, const struct indexed *x, struct error *err);

/* ---- what a record may name: links.c ---- */

/* What is put in one write. */
struct links { const struct draft *drafts; const id *records; size_t count; };
/* Before a draft of them is put, inside its transaction: each record that it names must be there, of a kind that the
 * field refers to, and about the same subject or one merged with it. What an earlier version of it named already is
 * not judged again. ERROR_INPUT beside the field. */
MUST_USE bool links_allowed(struct store *store, const struct links *links, const struct draft *draft, id record,
                            struct error *err);

/* ---- of what a person has one at a time: alone.c ---- */

/* Before a draft is put, inside its transaction. ERROR_INPUT beside the field with which it begins, and it says what to
 * do instead. A version that stood beside another one before may be amended. */
MUST_USE bool alone_allowed(struct store *store, const struct links *links, const struct draft *draft, id record,
                            struct error *err);

/* ---- records of one person: same_person.c ---- */

struct same_persons;
/* The parameters of OF_ONE_PERSON. */
#define OF_ONE_PERSON "IN (:one0, :one1, :one2, :one3, :one4, :one5, :one6, :one7, :one8, :one9, :one10, :one11," \
    " :one12, :one13, :one14, :one15)"
void bind_same_persons(struct statement *s, const struct same_persons *all);
/* To whom this one record gives way, as known now; ID_NONE: to none. */
MUST_USE bool gives_way_to(struct store *store, id person, id *to, struct error *err);
/* Gave the record of `person`, an SQL word, way to another one, as known now. */
#define GAVE_WAY(person) "EXISTS (SELECT 1 FROM same_person AS gw WHERE gw.subject = " person \
    " AND gw.superseded_seq = 9223372036854775807)"

/* ---- keys of a name: keys.c ---- */

enum { NAME_KEYS_MAX = 80, NAME_GRAMS_MAX = 40 };
struct name_key { const char *kind; text key; };
size_t name_keys(struct arena *arena, const struct values *values, struct name_key *keys);
bool name_has_keys(const struct kind *kind);
size_t name_grams(struct arena *arena, text word, text grams[NAME_GRAMS_MAX]);
text name_sort(struct arena *arena, text forename, text surname);     // empty: nameless
/* What a folded word sounds like; of another script by name_latin(), and empty when that knows it not. */
text name_sound(struct arena *arena, text word);
text name_sound_or_word(struct arena *arena, text word);
/* A folded word of another script as it is commonly spelt in Latin letters: latin.c. Never to be shown. */
text name_latin(struct arena *arena, text word);
/* The words of a name, folded, those parted by hyphens each for itself, and last, of several, all in one. None
 * for a name that says there is none: "Baby", "Unborn". */
enum { NAME_FORMS_MAX = 5 };
size_t name_forms(struct arena *arena, text name, text forms[NAME_FORMS_MAX]);
text name_both(struct arena *arena, text a, text b);         // parted by a blank, the lesser first
text name_bare(struct arena *arena, text s);     // letters and figures only, folded
/* The folded words of a text, parted by single blanks and nothing else. */
text name_words(struct arena *arena, text s);
/* How many letters differ: added, lost, changed or two changed round. `most` + 1 when more. */
int name_distance(text a, text b, int most);
/* Other forms of a given name, from data/name-aliases.csv. Answers how many. */
enum { NAME_ALIASES_MAX = 24 };
size_t name_aliases(text word, text others[NAME_ALIASES_MAX]);

/* ---- birthdays in the words of a search: birthdays.c ---- */

/* Keys of name_key: from this one to those that begin as `last` does, or this one alone where it is empty. */
struct birthdays { text from, last; };
/* Answers the words without them; from is empty where there are none. */
text birthdays_take(struct arena *arena, text words, struct birthdays *b);
bool birth_year(text word);

/* What may be shown of a person who was found; the columns stand first in the row. search.c */
#define LISTED_COLUMNS "l.person, l.forename, l.surname, l.known_as, l.born, l.expected, l.died," \
    " l.child, l.open_work, l.reference, l.place"
void hit_from_row(struct statement *s, struct arena *arena, struct person_hit *hit);
/* Nothing of a record that the reader cannot open but that it is there; g NULL: nothing changes. */
void hit_restrict(struct person_hit *hit, const struct guarded_person *g);
/* When this person's record gave way to one that the reader may know of: its hit, and true in gave_way. */
MUST_USE bool kept_hit(struct store *store, struct arena *arena, const struct guarded *guarded,
                       id person, struct person_hit *hit, text *sort, bool *gave_way,
                       struct error *err);

/* What a person is called on every page: their name, else their number, else a short reference. */
text name_shown(struct arena *arena, text forename, text surname, text reference, id person);
