/* What a record names in its fields of TYPE_RECORD, judged inside the transaction that puts it: only there is it known
 * what stands, and what comes with it in the same write. */
#include "record/same_person.h"
#include "record/tables.h"

#include <string.h>

struct linked { const struct kind *kind; id subject; bool there, withdrawn; };

static bool find_linked(struct store *store, id record, struct linked *linked, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT kind, subject, withdrawn FROM version WHERE record = :record AND superseded_seq = " NEVER_SQL
            " ORDER BY source_seq DESC LIMIT 1", &s, err))
        return false;
    bind_id(s, "record", record);
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *linked = (struct linked){ kind_by_number((uint16_t)column_int(s, 0)), column_id(s, 1), true,
                                   column_int(s, 2) != 0 };
    statement_end(s);
    return step != STEP_FAILED;
}

static bool find_beside(const struct links *links, id record, struct linked *linked)
{
    for (size_t i = 0; i < links->count; i++)
        if (id_same(links->records[i], record)) {
            *linked = (struct linked){ kind_by_number(links->drafts[i].kind), links->drafts[i].subject, true, false };
            return true;
        }
    return false;
}

static bool same_subject(struct store *store, id a, id b, bool *same, struct error *err)
{
    id kept_a, kept_b;
    *same = id_same(a, b);
    if (*same)
        return true;
    if (!same_person_kept(store, a, UINT64_MAX, &kept_a, err) || !same_person_kept(store, b, UINT64_MAX, &kept_b, err))
        return false;
    *same = id_same(kept_a, kept_b);
    return true;
}

/* What an earlier version of the record named may be named again: nobody is to mend it before anything else. */
static bool named_before(struct store *store, const struct kind *kind, const struct field *field, id record, id link,
                         bool *before, struct error *err)
{
    char sql[200];
    struct statement *s;
    snprintf(sql, sizeof sql, "SELECT 1 FROM %s WHERE record = :record AND \"%s\" = :link LIMIT 1", kind->name,
             field->name);
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    bind_id(s, "record", record);
    bind_id(s, "link", link);
    enum stepped step = statement_step(s, err);
    *before = step == STEP_ROW;
    statement_end(s);
    return step != STEP_FAILED;
}

static bool refuse(const struct field *field, const char *message, struct error *err)
{
    return fail(err, ERROR_INPUT, field->name, "%s", message);
}

static bool link_allowed(struct store *store, const struct links *links, const struct draft *draft,
                         const struct field *field, id link, struct error *err)
{
    struct linked linked = { 0 };
    bool same = field->of_others;
    if (!find_beside(links, link, &linked) && !find_linked(store, link, &linked, err))
        return false;
    if (linked.there && !same && !same_subject(store, linked.subject, draft->subject, &same, err))
        return false;
    // Somebody else's record is not told from one that is not there.
    if (!linked.there || !same)
        return refuse(field, "Choose a record of this person: the one named here is none of theirs", err);
    if (linked.withdrawn)
        return refuse(field, "That record was withdrawn: choose one that stands", err);
    if (!linked.kind || !field_refers_to(field, linked.kind->name))
        return fail(err, ERROR_INPUT, field->name, "A record of the kind '%s' cannot be named here: choose another one",
                    linked.kind ? linked.kind->label : "unknown");
    return true;
}

bool links_allowed(struct store *store, const struct links *links, const struct draft *draft, id record,
                   struct error *err)
{
    const struct kind *kind = kind_by_number(draft->kind);
    if (!kind || text_is(part_text(draft->parts, draft->part_count, FIELD_WITHDRAWN), "Y"))
        return true;
    for (const struct field *f = kind->fields; f->name; f++) {
        id link;
        bool before = false;
        struct error why = { 0 };
        if (f->type != TYPE_RECORD
                || !id_from_hex(part_text(draft->parts, draft->part_count, f->number), &link)
                || link_allowed(store, links, draft, f, link, &why))
            continue;
        if (why.kind == ERROR_INPUT && draft->ref != NO_ENTRY
                && !named_before(store, kind, f, record, link, &before, err))
            return false;
        if (!before) {
            *err = why;
            return false;
        }
    }
    return true;
}
