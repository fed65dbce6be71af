/* record/record.h - typed records, now and as known then, over the ledger and its derived tables.
 *
 * For each kind one derived table, named as the kind, a row a version. One more, `version`, has a row for
 * every version of every record, so that a child's whole chronology is one statement; values are read
 * from the ledger's own bodies. Derived tables can be dropped and rebuilt from the ledger.
 *
 * Columns of every derived table:
 *   record, subject            ids (16 bytes)
 *   valid_from, valid_to       when it was so (UTC microseconds, half open)
 *   source_seq                 entry that the values come from
 *   recorded_seq, superseded_seq   when we knew it; 9223372036854775807 = still
 *   recorded_at, author, role_of_author, flags
 * then the fields of the kind. */
#pragma once
#include "dictionary/values.h"
#include "ledger/writer.h"

#define SEQ_NEVER INT64_MAX
/* In SQL it stands as a number: a parameter in its place hides the indexes of what stands from PostgreSQL, and has
 * SQLite plan the statement anew each time that it is run. */
#define NEVER_SQL "9223372036854775807"

/* ---- tables ---- */

/* Makes the derived tables, indexes, the calendar and the search tables, from the dictionary. */
MUST_USE bool record_define(struct store *store, struct error *err);
uint32_t record_schema_version(void);
/* Are the derived tables those that this program makes: another release knows more kinds, fields or steps, or fewer.
 * Where not, record_rebuild makes them anew from the entries, which are the same for every release. One row read. */
MUST_USE bool record_tables_fit(struct store *store, bool *fit, struct error *err);
/* Between the two, a store into which very much is put for the first time (a demonstration, a rebuild) is without the
 * indexes of the derived tables that only readers ask, and they are made at the end, in one go. Nobody is to read
 * from it meanwhile: it would be right, and slow. */
MUST_USE bool record_bulk_begin(struct store *store, struct error *err);
MUST_USE bool record_bulk_end(struct store *store, struct error *err);
/* The ledger_apply that makes every derived row; with: the store that holds the ledger, or NULL when it is the
 * same. The only writer of derived tables. */
MUST_USE bool record_apply(struct store *store, const struct entry *entry, const struct part *parts,
                           void *with, struct error *err);
bool record_allows_field(void *with, uint16_t kind, uint16_t version, uint16_t field);   // a verify_allows

/* ---- recording ---- */

struct record_input {
    const struct values *values;
    id entry;                  // made with the form: a form posted twice is one entry
    id subject;                // ID_NONE for a founding kind: a new one is made
    id record;                 // ID_NONE: a new record
    uint64_t replaces;         // seq of the version the person saw; NO_ENTRY for a new record
    text reason;               // why, for an amendment; needed there
    text late_reason;          // "written up after" and the like; may be empty
    bool withdraw;             // recorded in error: this version ends the record, with the reason
    id author; uint16_t role, flags;
    text source_file; int64_t source_line;        // imports
    /* An amendment of a state: since when, and until when, the new values are so; before and after it the earlier
     * version still holds. Unknown or nothing: since the day that the kind's own field names, in place of the
     * whole earlier version; and where there is no such day, since now. */
    instant so_from, so_until;
};
/* Checks the values, builds and seals the draft. The draft is for ledger_put with record_apply, or goes into
 * a struct write. ERROR_INPUT: values->problem_count > 0, or a reason is missing (field "reason"). ERROR_REFUSED:
 * some are hidden from the author, and would be lost. */
MUST_USE bool record_draft(struct arena *arena, const struct record_input *input,
                           struct draft *draft, id *record, struct error *err);
/* Inside the write transaction, before appending: is replaces still the newest version of the record.
 * ERROR_CONFLICT: somebody amended it first. Runs for every draft with ref != NO_ENTRY in record_put. */
MUST_USE bool record_still_newest(struct store *store, id record, uint64_t replaces,
                                  struct error *err);
/* A write of one draft with the check above; queue it with writer_queue or writer_put. The draft must stay
 * alive until done. */
struct record_write {
    struct write write; struct draft draft; struct receipt receipt; id record; uint64_t replaces;
};
void record_write_fill(struct record_write *w, const struct draft *draft, id record,
                       uint64_t replaces);

/* Several drafts in one write, all or none, each with the check above: a contact of three children. Entry ids
 * of all but the first are derived from the first, so that a form posted twice is itself. In the arena, all of
 * it but the bodies: record_bundle_free. */
struct record_bundle {
    struct write write;
    struct draft *drafts; struct receipt *receipts; id *records; uint64_t *replaces;
    size_t count, room;
};
void record_bundle_start(struct record_bundle *bundle, struct arena *arena, size_t room);
/* As record_draft, at the end of the bundle; record may be NULL. ERROR_INPUT also when the bundle is full. */
MUST_USE bool record_bundle_add(struct record_bundle *bundle, struct arena *arena,
                                const struct record_input *input, id *record, struct error *err);
void record_bundle_free(struct record_bundle *bundle);

/* ---- reading, with a pass ---- */

struct pass;

struct record_version {
    const struct kind *kind;
    id record, subject, author;
    uint16_t role, flags;
    uint64_t seq;              // source entry
    uint64_t superseded;       // UINT64_MAX: newest
    instant valid_from, valid_to, recorded;
    struct values values;      // hidden and erased fields are marked
    text reason, late_reason, source_file; int64_t source_line;
    bool withdrawn, late;      // late: over the kind's limit
    int64_t delay_hours;       // between when it happened (lasting: ended, if it has) and when that was first
                               // recorded, in whole hours; a day counts from its end; 0 for imported ones
    uint32_t version, versions;     // 1 of 3
};
struct record_list { struct record_version *at; size_t count; bool more; };
/* A version holds every field: who is not shown one cannot write the next. ERROR_REFUSED. */
MUST_USE bool record_is_whole(const struct values *values, struct error *err);

/* Records of the pass's subject, and of those whose records gave way to it (record/same_person.h): each says in
 * `subject` whose it is. A field that names a person who is hidden from the reader is hidden as well. */

/* ERROR_ABSENT also when it belongs to another subject than the pass. */
MUST_USE bool record_get(struct store *store, const struct pass *pass, struct arena *arena,
                         id record, struct record_version *version, struct error *err);
struct record_query {
    const struct kind *kind;          // NULL: every kind
    const char *group;                // chronology group, or NULL
    bool chronology_only;
    bool (*only)(const struct kind *kind);       // of the kinds that it says yes to; NULL: no such choice
    bool oldest_first;
    bool own_only;                    // not those of records that gave way to this person's: for returns
    size_t limit;                     // 0: 200
    /* For paging: valid_from and seq of the last one of the page before. Unknown or nothing: from the newest.
     * Only with the newest first. */
    instant before; uint64_t before_seq;
};
MUST_USE bool record_list(struct store *store, const struct pass *pass, struct arena *arena,
                          const struct record_query *query, struct record_list *list,
                          struct error *err);
/* Every version that was recorded below the pass's size, newest first; at most 500. */
MUST_USE bool record_history(struct store *store, const struct pass *pass, struct arena *arena,
                             id record, struct record_list *list, struct error *err);
/* How many records about the time shown were recorded after the pass's size. */
MUST_USE bool record_later(struct store *store, const struct pass *pass, uint64_t *count,
                           struct error *err);

/* Word-wise difference of two texts, for people. */
enum piece_kind { PIECE_SAME, PIECE_GONE, PIECE_NEW };
struct piece { enum piece_kind kind; text text; };
struct pieces { struct piece *at; size_t count; };
struct pieces difference_of(struct arena *arena, text before, text after);
struct field_change { const struct field *field; text before, after; struct pieces pieces; };
struct changes { struct field_change *at; size_t count; };
struct changes record_changes(struct arena *arena, const struct record_version *before,
                              const struct record_version *after);

/* ---- who stands in no list and no search of this reader ---- */

/* A member of staff who is not named by the restriction of a record, or is too close to the person. Hidden: as if
 * nobody were there. Otherwise: a record that they cannot open, and whom to ask. (security.md A3, A4) */
struct guarded_person { id person; bool hidden; id ask; };
struct guarded { struct guarded_person *at; size_t count; };
MUST_USE bool record_guarded(struct store *store, struct arena *arena, id reader, struct guarded *guarded,
                             struct error *err);
const struct guarded_person *guarded_find(const struct guarded *guarded, id person);     // NULL: neither
/* The open steps of all whom this reader cannot open: who counts steps in the index leaves these out. Empty when
 * nobody is guarded, without asking. */
struct guarded_step { id subject, team; text step, code; int64_t began, again; };
struct guarded_steps { struct guarded_step *at; size_t count; };
MUST_USE bool record_guarded_steps(struct store *store, struct arena *arena, const struct guarded *guarded, id reader,
                                   struct guarded_steps *steps, struct error *err);

/* ---- searching: little is shown, and the search is an access event ---- */

struct person_hit {
    bool restricted; id ask;        // a record that the reader cannot open: nothing else is told of it
    id person; text name; text known_as; day born, expected; text reference;     // identifier, LACHILD first
    text why;                       // "Name", "Sounds alike", "Identifier", "Spelt nearly so", "Date of birth" ...
    bool child, died, open;         // open: has an open referral
    text place;                     // first part of the postcode
};
struct person_hits { struct person_hit *at; size_t count; bool more; };
/* Names in any order, folded, by beginning of word, by other forms of the name (Bill, William), by sound, and
 * when nothing is found so, nearly spelt so; identifiers exactly; postcodes by beginning; a date of birth
 * (4 3 2012, 04/03/2012, 2012-03-04), a month of birth (3/2012), two days and all between them, a year of birth. Best
 * first: most words found, then how well, then open work, then name. */
MUST_USE bool record_search_people(struct store *store, struct arena *arena, id reader, text words,
                                   bool children_only, size_t limit, struct person_hits *hits,
                                   struct error *err);
/* A page of the children in order of surname and forename; after: the last one of the page before. A record that gave
 * way is not there, and a search finds it under the one that is kept. */
MUST_USE bool record_list_children(struct store *store, struct arena *arena, id reader,
                                   bool open_only, id after, size_t limit, struct person_hits *hits,
                                   struct error *err);
/* What a list shows of one person. ERROR_ABSENT, also for a person who is hidden from the reader. */
MUST_USE bool record_person_hit(struct store *store, struct arena *arena, id reader, id person,
                                struct person_hit *hit, struct error *err);
/* Text of one subject's records; needs a pass. */
MUST_USE bool record_search_text(struct store *store, const struct pass *pass, struct arena *arena,
                                 text words, struct record_list *list, struct error *err);
/* Whose records hold the words at all, among persons whom the caller may ask about, at most so many. Says nothing else
 * of them: what these eyes may see of it is found by record_search_text, with a pass for each. */
MUST_USE bool record_with_words(struct store *store, struct arena *arena, const id *persons, size_t count,
                                text words, id *found, size_t most, size_t *found_count,
                                struct error *err);
/* What stands around the first of the words in the record; empty where it stands in no text of it. */
text record_excerpt(struct arena *arena, const struct record_version *version, text words);
/* Name of a person, staff member or team as known now; "a person not recorded" otherwise, and of those who are
 * hidden from the reader. Bounded: asks for all at once. */
struct named { id id; text name; };
#define NAME_UNKNOWN "a person not recorded"
#define NAME_RESTRICTED "A record that you cannot open"
MUST_USE bool record_names(struct store *store, struct arena *arena, id reader, struct named *names,
                           size_t count, struct error *err);
/* Which record is meant, for links and choices: "Visit, 4 March 2026, 10:30", by kind and when it happened or began. */
text record_titled(struct arena *arena, const struct kind *kind, instant began);
/* The same of records by their ids, as the pass knows them (NULL: as known now); empty for one that is not there, or
 * is not about that subject. A statement for every 32. */
struct titled { id record, subject; text title; };
MUST_USE bool record_titles(struct store *store, struct arena *arena, const struct pass *pass,
                            struct titled *titles, size_t count, struct error *err);
/* Whom is this record about, and of what kind. ERROR_ABSENT. Gives nothing else away: for access. */
MUST_USE bool record_subject(struct store *store, id record, id *subject, const struct kind **kind,
                             struct error *err);

/* Every record of a founding kind with its name, by name: staff and teams, to choose from. */
MUST_USE bool record_list_named(struct store *store, struct arena *arena, const struct kind *kind,
                                size_t limit, struct named **names, size_t *count,
                                struct error *err);
/* Whose reference it is, exactly; ID_NONE: nobody's. Says nothing of whether the asker may know of them. */
MUST_USE bool record_by_reference(struct store *store, text reference, id *person, struct error *err);
/* "Child M000012A", for somebody whose name nobody has recorded. */
MUST_USE bool record_reference(struct store *store, struct arena *arena, id person, text *name,
                               struct error *err);

/* ---- what somebody wrote, and how much there is ---- */

/* Without those about somebody who is hidden from the author by now. */
struct own_entry { uint64_t seq; const struct kind *kind; id record; instant recorded; };
MUST_USE bool record_entries_by(struct store *store, struct arena *arena, id author, instant since,
                                size_t limit, struct own_entry **entries, size_t *count,
                                struct error *err);
/* The newest version of each record that the author's own hand wrote last, newest first, whoever it is about: to be
 * compared by the program with what they write now. No leave to see anything: a page tells of it no more than words
 * that its reader has just typed. Without those about somebody who is hidden from the author by now. */
MUST_USE bool record_written_by(struct store *store, struct arena *arena, id author, size_t limit,
                                struct record_list *list, struct error *err);
struct kind_count { const struct kind *kind; uint64_t count; };
MUST_USE bool record_counts(struct store *store, struct arena *arena, struct kind_count **counts,
                            size_t *count, struct error *err);

/* ---- rows for analysis: pseudonymous CSV of one kind, as known now ---- */

MUST_USE bool record_export_rows(struct store *store, const struct kind *kind, struct bytes *to,
                                 struct error *err);

/* ---- as known then ---- */

/* SQL with {kind} in braces: one row for each record of the kind that was not withdrawn.
 * now: as known now; of a state that changed, the newest.
 * else: as known from the first :known_seq entries, of what had happened or begun by :so_at; of a state that
 * changed, the values at :so_at. What had ended by then is in, with its valid_to: ask for :so_at < valid_to to
 * have only what was still so. Both parameters are to be bound even when only one kind stands in braces. */
text record_sql(struct arena *arena, text sql, bool now);

/* ---- the log of reads (docs: security, section 4) ---- */

struct look {
    instant at; id reader; uint16_t role; id subject; const char *route; const char *basis;
    uint64_t size;
    bool first;                // to be durable before anything is shown
};
extern const char looks_schema[];
/* Inside a write: numbers and keeps the looks. */
MUST_USE bool looks_keep(struct ledger *ledger, const struct look *looks, size_t count,
                         struct error *err);
/* Makes entry kind 5 of every look not yet in the ledger, if any. Once a minute. */
MUST_USE bool looks_seal(struct ledger *ledger, id service, struct error *err);
/* Numbers without gaps; each sealed look stands in its batch as it stands in the table, and each batch's looks
 * in the table. Findings are told as the ledger's verify tells its own. */
MUST_USE bool looks_verify(struct store *store, verify_found *found, void *with, struct error *err);
struct look_row { instant at; id reader; uint16_t role; text route, basis; };
struct look_rows { struct look_row *at; size_t count; };
MUST_USE bool looks_list(struct store *store, const struct pass *pass, struct arena *arena,
                         size_t limit, struct look_rows *rows, struct error *err);

/* ---- rebuild ---- */

struct rebuild_report { uint64_t entries; char first_difference[400]; bool same; };
/* Derives everything from entry 0 into a scratch store and compares row by row; or, when replace is set,
 * drops the derived tables and makes them again. */
MUST_USE bool record_rebuild(struct store *store, bool replace, store_progress *progress, void *with,
                             struct rebuild_report *report, struct error *err);
/* Derives from the first `size` entries and compares with the live tables read as of that size. */
MUST_USE bool record_rebuild_at(struct store *store, uint64_t size, store_progress *progress,
                                void *with, struct rebuild_report *report, struct error *err);
