/* From what was typed or read to a draft, and the check that nobody amended the record meanwhile. Nobody can
 * say when something was recorded: there is no parameter for it. */
#include "record/same_person.h"
#include "record/tables.h"

#include <inttypes.h>
#include <string.h>

#define OWN_PARTS_MAX 10               // FIELD_AMEND_REASON to FIELD_CHANGES

text part_text(const struct part *parts, uint32_t count, uint16_t field)
{
    const struct part *p = parts_find(parts, count, field);
    return p && p->state == PART_HELD ? p->value : TEXT_NONE;
}

void values_from_parts(struct values *v, struct arena *arena, const struct part *parts,
                       uint32_t count)
{
    const struct field *next = v->kind->fields;        // parts mostly stand in the order of the fields
    for (uint32_t i = 0; i < count; i++) {
        while (next->name && next->number < parts[i].field)
            next++;
        const struct field *field = next->name && next->number == parts[i].field
            ? next : field_by_number(v->kind, parts[i].field);
        if (!field)
            continue;
        if (parts[i].state == PART_REDACTED) {
            v->at[field_index(v->kind, field)] = (struct value){ .given = true, .erased = true };
            continue;
        }
        values_restore(v, arena, field, parts[i].value);
    }
    v->as_received = part_text(parts, count, FIELD_AS_RECEIVED);
}

bool record_allows_field(void *with, uint16_t kind, uint16_t version, uint16_t field)
{
    (void)with;
    const struct kind *k = kind_by_number(kind);
    if (kind < ENTRY_FIRST_CASE_KIND)
        return entry_system_kind_name(kind) != NULL;
    return k && version <= k->version
        && ((field >= FIELD_AMEND_REASON && field <= FIELD_CHANGES) || field_by_number(k, field));
}

/* ---- a draft from what was typed or read ---- */

static void part_add(struct draft *draft, uint16_t field, text value)
{
    if (!text_empty(value))
        draft->parts[draft->part_count++] = (struct part){ .field = field, .value = value };
}

static void parts_of_values(struct draft *draft, const struct values *values)
{
    for (size_t i = 0; values->kind->fields[i].name; i++)
        if (values->at[i].given && !values->at[i].erased)
            part_add(draft, values->kind->fields[i].number, values->at[i].text);
}

static void parts_of_input(struct arena *arena, struct draft *draft,
                           const struct record_input *input, id record)
{
    part_add(draft, FIELD_AMEND_REASON, input->reason);
    part_add(draft, FIELD_LATE_REASON, input->late_reason);
    part_add(draft, FIELD_SOURCE_FILE, input->source_file);
    if (input->source_line > 0)
        part_add(draft, FIELD_SOURCE_LINE, text_format(arena, "%" PRId64, input->source_line));
    part_add(draft, FIELD_AS_RECEIVED, input->values->as_received);
    if (!id_same(record, input->entry))
        part_add(draft, FIELD_RECORD, id_hex(arena, record));
    if (input->withdraw)
        part_add(draft, FIELD_WITHDRAWN, TEXT("Y"));
}

/* A struct left empty says nothing: midnight of 1970 in UTC cannot be asked for. */
static bool said(instant t)
{
    return instant_known(t) && t.us != 0;
}

static instant end_of(const struct values *values, const char *ends)
{
    if (!ends || !values_given(values, ends))
        return INSTANT_OPEN;
    const struct field *field = field_by_name(values->kind, text_of(ends));
    return field->type == TYPE_INSTANT ? values_instant(values, ends)
                                       : day_london_end(values_day(values, ends));
}

/* When it was so, in the author's word: the field that the kind names, else the moment of recording. Answers
 * how much of the earlier versions an amendment replaces (FIELD_CHANGES); empty: all. */
static text period_of(const struct record_input *input, struct draft *draft)
{
    const struct kind *kind = input->values->kind;
    bool amends = input->replaces != NO_ENTRY, state = kind->time == TIME_STATE;
    instant begun = kind->begins ? values_instant(input->values, kind->begins) : INSTANT_UNKNOWN;
    // Within what the form says of the beginning, a change may come later; never before it.
    bool since = said(input->so_from)
              && (!instant_known(begun) || instant_before(begun, input->so_from));
    text changes = TEXT_NONE;

    draft->valid_from = since ? input->so_from : instant_known(begun) ? begun : instant_now();
    draft->valid_to = !state ? (instant){ draft->valid_from.us + 1 }
                             : end_of(input->values, kind->ends);
    if (amends && state && (since || !instant_known(begun)))
        changes = TEXT("S");
    if (!text_empty(changes) && said(input->so_until)
            && instant_before(input->so_until, draft->valid_to)) {
        changes = TEXT("P");
        draft->valid_to = input->so_until;
    }
    if (!instant_before(draft->valid_from, draft->valid_to))        // ends before it begins: as a file said
        draft->valid_to.us = draft->valid_from.us + 1;
    return changes;
}

bool record_is_whole(const struct values *values, struct error *err)
{
    for (size_t i = 0; values->kind->fields[i].name; i++)
        if (values->at[i].hidden)
            return fail(err, ERROR_REFUSED, NULL, "A part of this record is not shown to you, so you cannot amend "
                        "it. Ask your manager.");
    return true;
}

bool record_draft(struct arena *arena, const struct record_input *input, struct draft *draft,
                  id *record, struct error *err)
{
    const struct kind *kind = input->values->kind;
    bool amends = input->replaces != NO_ENTRY;
    id made = input->record;

    if (input->values->problem_count > 0)
        return fail(err, ERROR_INPUT, NULL, "Some answers need another look.");
    if (!record_is_whole(input->values, err))
        return false;
    if (input->withdraw && !amends)
        return fail(err, ERROR_INPUT, NULL, "Only a record that was saved can be withdrawn.");
    if (amends && text_empty(text_trim(input->reason)))
        return fail(err, ERROR_INPUT, "reason", "Say why you change the record");
    if (id_none(made))
        made = !kind->founds ? input->entry
             : id_none(input->subject) ? id_new_random() : input->subject;

    *draft = (struct draft){
        .kind = kind->number, .kind_version = kind->version, .role = input->role,
        .flags = (uint16_t)(input->flags
               | (text_empty(input->late_reason) ? 0 : ENTRY_LATE_REASON)),
        .entry = input->entry, .subject = kind->founds ? made : input->subject,
        .author = input->author, .ref = input->replaces,
        .parts = arena_array(arena, struct part, kind_field_count(kind) + OWN_PARTS_MAX),
    };
    text changes = period_of(input, draft);
    parts_of_values(draft, input->values);
    parts_of_input(arena, draft, input, made);
    if (!input->withdraw)
        part_add(draft, FIELD_CHANGES, changes);
    if (!draft_seal(draft, err))
        return false;
    *record = made;
    return true;
}

bool record_still_newest(struct store *store, id record, uint64_t replaces, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT max(source_seq) FROM version WHERE record = :record"
            " AND superseded_seq = " NEVER_SQL, &s, err))
        return false;
    bind_id(s, "record", record);
    enum stepped step = statement_step(s, err);
    bool there = step == STEP_ROW && !column_null(s, 0);
    uint64_t newest = there ? (uint64_t)column_int(s, 0) : 0;
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    if (!there)
        return fail(err, ERROR_ABSENT, NULL, "There is no such record.");
    if (newest != replaces)
        return fail(err, ERROR_CONFLICT, NULL,
                    "Somebody amended this record while you were writing.");
    return true;
}

/* A form sent twice is its first answer, not a conflict with itself. */
static bool sent_before(struct store *store, id entry, bool *before, struct error *err)
{
    uint64_t seq;
    struct error none = { 0 };
    *before = ledger_find(store, entry, &seq, &none);
    if (*before || none.kind == ERROR_ABSENT)
        return true;
    *err = none;
    return false;
}

static bool check_one(struct store *store, const struct links *links, const struct draft *draft, id record,
                      uint64_t replaces, struct error *err)
{
    bool before;
    if (!sent_before(store, draft->entry, &before, err))
        return false;
    return before || ((replaces == NO_ENTRY || record_still_newest(store, record, replaces, err))
                      && links_allowed(store, links, draft, record, err)
                      && alone_allowed(store, links, draft, record, err));
}

/* Two records of one person: that neither gives way to itself by way of the other is seen only here. */
static bool merges(const struct draft *draft, id record, struct merging *merging)
{
    const struct kind *kind = kind_by_number(draft->kind);
    if (!kind || strcmp(kind->name, "same_person")
            || text_is(part_text(draft->parts, draft->part_count, FIELD_WITHDRAWN), "Y"))
        return false;
    const struct field *same_as = field_by_name(kind, TEXT("same_as")),
        *approved_by = field_by_name(kind, TEXT("approved_by"));
    *merging = (struct merging){ .record = record, .gives_way = draft->subject,
                                 .author = draft->author };
    if (!id_from_hex(part_text(draft->parts, draft->part_count, approved_by->number),
                     &merging->approved_by))
        merging->approved_by = ID_NONE;
    return id_from_hex(part_text(draft->parts, draft->part_count, same_as->number),
                       &merging->same_as);
}

static bool check_draft(struct store *store, const struct links *links, const struct draft *draft, id record,
                        uint64_t replaces, struct error *err)
{
    struct merging merging;
    return check_one(store, links, draft, record, replaces, err)
        && (!merges(draft, record, &merging) || same_person_allowed(store, &merging, err));
}

static bool check_newest(struct ledger *ledger, void *with, struct error *err)
{
    struct record_write *w = with;
    struct links links = { &w->draft, &w->record, 1 };
    return check_draft(ledger_store(ledger), &links, &w->draft, w->record, w->replaces, err);
}

void record_write_fill(struct record_write *w, const struct draft *draft, id record,
                       uint64_t replaces)
{
    w->draft = *draft;
    w->record = record;
    w->replaces = replaces;
    w->write = (struct write){
        .drafts = &w->draft, .draft_count = 1, .receipts = &w->receipt,
        .apply = record_apply, .also = check_newest, .also_with = w,
    };
}

static bool check_bundle(struct ledger *ledger, void *with, struct error *err)
{
    struct record_bundle *b = with;
    size_t merged = 0;
    struct merging merging;
    struct links links = { b->drafts, b->records, b->count };
    for (size_t i = 0; i < b->count; i++) {
        merged += merges(&b->drafts[i], b->records[i], &merging);
        if (merged > 1)                          // each is judged by what stood before the bundle
            return fail(err, ERROR_INPUT, "same_as", "Merge records one after the other.");
        if (!check_draft(ledger_store(ledger), &links, &b->drafts[i], b->records[i], b->replaces[i], err))
            return false;
    }
    return true;
}

void record_bundle_start(struct record_bundle *bundle, struct arena *arena, size_t room)
{
    *bundle = (struct record_bundle){
        .room = room, .drafts = arena_array(arena, struct draft, room),
        .receipts = arena_array(arena, struct receipt, room),
        .records = arena_array(arena, id, room), .replaces = arena_array(arena, uint64_t, room),
    };
    bundle->write = (struct write){
        .drafts = bundle->drafts, .receipts = bundle->receipts, .apply = record_apply,
        .also = check_bundle, .also_with = bundle,
    };
}

bool record_bundle_add(struct record_bundle *bundle, struct arena *arena,
                       const struct record_input *input, id *record, struct error *err)
{
    size_t at = bundle->count;
    if (at == bundle->room)
        return fail(err, ERROR_INPUT, NULL, "That is more than one form can hold: save it in parts.");
    if (!record_draft(arena, input, &bundle->drafts[at], &bundle->records[at], err))
        return false;
    bundle->replaces[at] = input->replaces;
    bundle->write.draft_count = ++bundle->count;
    if (record)
        *record = bundle->records[at];
    return true;
}

void record_bundle_free(struct record_bundle *bundle)
{
    for (size_t i = 0; i < bundle->count; i++)
        draft_free(&bundle->drafts[i]);
    bundle->count = bundle->write.draft_count = 0;
}
