/* dictionary/kind.h - the language in which the authority's records are declared, once.
 *
 * From a kind come its table, form, display page, JSON, CSV, statutory items and documentation. Rows of a
 * list end with an empty row. Names and code sets inside tables are text: dictionary_check() proves at
 * the start of the program, and in the first test, that they resolve.
 *
 * Nothing is ever deleted here: a field or a code gets a last day (`until`), so that what was recorded
 * under it is printed as it was. Numbers are for ever, since the ledger's bodies hold them. */
#pragma once
#include "base/day.h"
#include "base/text.h"

/* ---- code sets: data/codes.tsv, compiled in ---- */

struct code {
    const char *code, *label, *note;
    const char *from, *until;            // "2023-04-01" first and last day of use, or NULL
};
struct code_set {
    const char *name, *authority;        // who defines it: "CIN census", "Candour proposal"
    const struct code *codes; size_t code_count;
};
const struct code_set *code_set_find(const char *name);                     // NULL: none
const struct code *code_find(const struct code_set *set, text code);        // NULL: none
/* The label, or the code itself when the set does not hold it (imported files do that). */
text code_label(const struct code_set *set, text code);
bool code_in_use(const struct code *code, day on);

/* ---- fields ---- */

enum field_type {
    TYPE_NONE,
    TYPE_TEXT,         // one line
    TYPE_PROSE,        // paragraphs
    TYPE_DAY,          // column @int
    TYPE_INSTANT,      // column @int
    TYPE_INT,          // column @int
    TYPE_FLAG,         // yes or no, or not said; column @int 1, 0, NULL
    TYPE_CODE,         // one code of a set; column @text
    TYPE_CODES,        // several, in the order given, parted by single blanks; column @text
    TYPE_PERSON,       // a person's id; column @bytes
    TYPE_STAFF,        // a staff member's id
    TYPE_TEAM,         // a team's id
    TYPE_RECORD,       // a record about the same subject, of a kind named in `refers`
    TYPE_FILE,         // salted hash, length, type and name of a stored file: see record/attachment
};

enum needed {
    NEVER_ASKED,       // derived, or for imports only: not on the form
    OFFERED,           // may be left empty
    WANTED,            // may be left empty, and the gap is shown
    ALWAYS,            // a form without it is refused; an import without it is reported
};

enum care {            // sensitive groups; a reader's pass hides some of them
    CARE_ORDINARY,
    CARE_SENSITIVE,    // health, ethnicity, religion, sexuality, offences (UK GDPR article 9, 10)
    CARE_CHILD_WORDS,  // never edited by anyone but their taker
    CARE_THIRD_PARTY,  // about somebody else than the child
    CARE_PLACE,        // addresses and whereabouts
    CARE_PRIVILEGED,   // legal advice
    CARE_COUNT
};

enum tense { TENSE_PAST, TENSE_ANY };    // a TENSE_PAST day or instant may not lie in the future

struct field {
    const char *name;          // column: a-z, 0-9, _
    uint16_t number;           // in the ledger's body; 1..0xEFFF, unique within the kind for ever
    const char *label;         // as asked on the form
    const char *help;          // hint under the label, or NULL
    enum field_type type;
    enum needed needed;
    const char *codes;         // name of a code set, for TYPE_CODE and TYPE_CODES
    const char *refers;        // for TYPE_RECORD: names of kinds, parted by blanks, or "*": any
    bool of_others;            // for TYPE_RECORD: may be about another person: a call about several children
    enum care care;
    enum tense tense;
    int64_t least, most;       // for TYPE_INT, when most > least
    uint16_t characters_max;   // for TYPE_TEXT and TYPE_PROSE; 0: 200 for a line, 20,000 for prose
    const char *when_field, *when_code;    // asked only when that field holds that code (or "Y"/"N")
    const char *overrides;     // this is why something was done otherwise, in a few words: "Held without a quorum"; it
                               // is counted for managers and auditors (practice/overrides.h)
    bool in_summary;           // part of the one line that stands for the record in lists
    bool by_program;           // lines that a page of its own writes: forms give them back as they were
    const char *cin, *ssda903, *annex_a, *ssd;     // items of returns and feeds
    const char *from, *until;  // first and last day of use, or NULL
};

/* Numbers that mean the same in every body. */
enum {
    FIELD_AMEND_REASON = 0xF001,     // why a version replaces another
    FIELD_LATE_REASON = 0xF002,      // why it was written up later
    FIELD_ON_BEHALF_OF = 0xF003,     // staff id in hex: whose act it was, if entered by another
    FIELD_SOURCE_FILE = 0xF004,      // name of the imported file
    FIELD_SOURCE_LINE = 0xF005,
    FIELD_AS_RECEIVED = 0xF006,      // items that could not be read as their type: "Item=value" a line
    FIELD_RECORD = 0xF007,           // record id in hex, when it is not the entry's own id
    FIELD_WITHDRAWN = 0xF008,        // "Y": this version withdraws the record (recorded in error), reason in F001
    FIELD_CHANGES = 0xF009,          // of a state: "S": so since valid_from, before that the earlier version still
                                     // holds; "P": so for the leaf's period only; absent: replaces all of it
};

/* ---- kinds ---- */

enum about { ABOUT_NONE, ABOUT_PERSON, ABOUT_STAFF, ABOUT_TEAM };
enum kind_time {
    TIME_EVENT,        // happened at a moment: visit, contact, decision
    TIME_STATE,        // is so from a day to a day: address, allocation, plan
};

struct values;
struct check {
    const char *field;                                   // beside which the message stands
    bool (*holds)(const struct values *values);
    const char *message;                                 // for a person; says what to do
    const char *source;                                  // statute, guidance or census rule, or NULL
};

struct kind {
    const char *name;          // "section_47_enquiry"
    const char *label, *plural;
    const char *about_text;    // one sentence for the documentation and the top of the form
    uint16_t number;           // in the ledger; 0x0100..0xEFFF, for ever
    uint16_t version;          // of the list of fields
    enum about about;
    bool founds;               // this record makes its subject: record id = subject id (person, staff, team)
    const char *belongs_to;    // field of TYPE_RECORD under which it is shown ("referral"), or NULL
    enum kind_time time;
    const char *begins, *ends; // fields that give valid_from and valid_to; NULL: moment of recording, open
    uint16_t late_after_hours; // recorded later than this after it happened: lateness is shown; 0: never
    const char *late_source;   // where the limit comes from
    const char *alone;         // a person has one at a time: what to do instead of a second; NULL: any number
    const char *group;         // heading in the chronology: "Front door", "Protection"
    bool in_chronology;
    bool own_pages;            // written on pages of its own, never by the general forms or the API
    bool worth_opening;        // offered under 'Add a record' on a child's page
    const struct field *fields;
    const struct check *checks;          // may be NULL
    const char *cin_block;     // element of the CIN census, or NULL
    const char *from, *until;
};

/* ---- the whole dictionary ---- */

struct step;
struct follow;
struct key_event;
struct journey_part {
    const char *name;
    const struct kind *const *kinds;     // end with NULL
    const struct step *steps;            // see dictionary/step.h; end with an empty row; or NULL
    const struct follow *follows;        // end with an empty row; or NULL
    const struct key_event *key_events;  // end with an empty row; or NULL
};
extern const struct journey_part *const dictionary_parts[];                        // ends with NULL

const struct kind *kind_by_name(text name);                                // NULL: none
const struct kind *kind_by_number(uint16_t number);
/* Every kind in order of the journey. */
const struct kind *kind_next(const struct kind *after);                    // NULL starts; NULL ends
size_t kind_field_count(const struct kind *kind);
const struct field *field_by_name(const struct kind *kind, text name);
const struct field *field_by_number(const struct kind *kind, uint16_t number);
int field_index(const struct kind *kind, const struct field *field);
enum { FIELD_REFERS_MAX = 12 };            // kinds that one field may name, unless it is any
/* May this field of TYPE_RECORD name a record of that kind? */
bool field_refers_to(const struct field *field, const char *kind);
/* The only kind that it may name; NULL: there are several. */
const struct kind *field_refers_only(const struct field *field);
bool field_in_use(const struct field *field, day on);
/* The dictionary judges itself: numbers unique, names resolve, statutory items once, code sets whole.
 * Answers how many faults; each is one line in `to`. */
struct bytes;
size_t dictionary_check(struct bytes *to);
void dictionary_print_markdown(struct bytes *to);                          // docs/dictionary.md
void dictionary_print_json(struct bytes *to);
