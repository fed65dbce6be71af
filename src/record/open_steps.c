/* What records still ask of somebody: one row a step that has begun and is not done, as known now. Made from the
 * steps that the dictionary declares, so that a queue, a day's tasks and a figure count the same things.
 *
 * What a file brought in opens nothing: it was decided where it came from, and the file does not say when. */
#include "record/tables.h"

#include "base/bytes.h"
#include "dictionary/step.h"

#include <string.h>

#define STANDS " AND k.superseded_seq = 9223372036854775807"

/* began: as its field has it, a day or an instant; code: of the field that chooses the limit. team: whose it is to
 * do, 16 zero bytes where nobody's yet; own: the record itself names it, and no allocation changes that. */
const char open_steps_schema[] =
    "CREATE TABLE open_step (step @text NOT NULL, record @bytes NOT NULL, subject @bytes NOT NULL,"
    " began @int NOT NULL, code @text NOT NULL, team @bytes NOT NULL, own @int NOT NULL,"
    " PRIMARY KEY (record, step))@strict;";

/* Who is linked to a record is asked at each version of the one that links; the team, at each allocation. */
void open_steps_indexes(struct bytes *script)
{
    bytes_add_cstr(script, "CREATE INDEX open_step_subject ON open_step (subject, step);");
    for (const struct step *s = step_next(NULL); s; s = step_next(s))
        if (s->done_kind)
            bytes_add_format(script, "CREATE INDEX done_%s ON %s (\"%s\");", s->name, s->done_kind,
                             s->done_link);
}

/* Field names and codes are the dictionary's own: dictionary_check() knows them. */
static void conditions(struct bytes *sql, const struct step *step)
{
    if (step->when_field) {
        text codes = text_of(step->when_codes);
        const char *between = "";
        bytes_add_format(sql, " AND k.\"%s\" IN (", step->when_field);
        for (; !text_empty(codes); between = ", ") {
            struct text_pair one = text_cut(codes, ' ');
            bytes_add_format(sql, "%s'%.*s'", between, TEXT_ARG(one.before));
            codes = one.after;
        }
        bytes_add_cstr(sql, ")");
    }
    if (step->unless_field)
        bytes_add_format(sql, " AND k.\"%s\" IS NULL", step->unless_field);
    if (step->done_kind)
        bytes_add_format(sql, " AND NOT EXISTS (SELECT 1 FROM %s AS d WHERE d.\"%s\" = k.record"
                         " AND d.superseded_seq = 9223372036854775807 AND d.\"%s\" IS NOT NULL)",
                         step->done_kind, step->done_link, step->done_field);
    else
        bytes_add_format(sql, " AND k.\"%s\" IS NULL", step->done_field);
}

/* The team of whoever is allocated as key worker and has no end: the last to begin. An allocation that is amended
 * only from a coming day on counts as the amendment says at once, so that no row changes by the clock alone. */
#define TEAM_ALLOCATED(person) "(SELECT a.team_id FROM allocation AS a WHERE a.subject = " person \
    " AND a.superseded_seq = 9223372036854775807 AND a.valid_to = 9223372036854775807 AND a.end_at IS NULL" \
    " AND a.role = 'PRIMARY' ORDER BY a.valid_from DESC, a.record LIMIT 1)"

static const char open_form[] = "INSERT INTO open_step (step, record, subject, began, code, team, own)"
                                " SELECT '%s', k.record, k.subject, k.\"%s\", ";
static const char linked_form[] = "SELECT DISTINCT \"%s\" FROM %s WHERE record = :record AND \"%s\" IS NOT NULL"
                                  " LIMIT 64";

static bool prepare_open(struct store *store, const struct step *step, struct statement **s, struct error *err)
{
    const struct kind *kind = kind_by_name(text_of(step->after));
    struct bytes sql = { 0 };
    bytes_add_format(&sql, open_form, step->name, step->begins);
    if (step->by_field)
        bytes_add_format(&sql, "coalesce(k.\"%s\", '')", step->by_field);
    else
        bytes_add_cstr(&sql, "''");
    bytes_add_cstr(&sql, ", coalesce(");
    if (step->team_field)
        bytes_add_format(&sql, "k.\"%s\", ", step->team_field);
    bytes_add_cstr(&sql, TEAM_ALLOCATED("k.subject") ", :nobody), ");
    if (step->team_field)
        bytes_add_format(&sql, "CASE WHEN k.\"%s\" IS NULL THEN 0 ELSE 1 END", step->team_field);
    else
        bytes_add_cstr(&sql, "0");
    bytes_add_format(&sql, " FROM %s AS k WHERE k.record = :record AND k.\"%s\" IS NOT NULL" STANDS
                     " AND (k.flags & :imported) = 0", kind->name, step->begins);
    if (kind->time == TIME_STATE)
        bytes_add_format(&sql, " AND NOT EXISTS (SELECT 1 FROM %s AS o WHERE o.record = k.record"
                         " AND o.superseded_seq = 9223372036854775807"
                         " AND o.valid_from > k.valid_from)", kind->name);
    conditions(&sql, step);
    bool good = store_prepare_as(store, step, open_form, bytes_text(&sql), s, err);
    bytes_free(&sql);
    return good;
}

static bool open_again(struct store *store, const struct step *step, id record, struct error *err)
{
    struct statement *s = store_prepared(store, step, open_form);
    if (!s && !prepare_open(store, step, &s, err))
        return false;
    bind_id(s, "record", record);
    bind_int(s, "imported", ENTRY_IMPORTED);
    bind_id(s, "nobody", ID_NONE);
    return statement_send(s, err);
}

static bool close_step(struct store *store, const struct step *step, id record, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "DELETE FROM open_step WHERE record = :record AND step = :step", &s, err))
        return false;
    bind_id(s, "record", record);
    bind_text(s, "step", text_of(step->name));
    return statement_send(s, err);
}

static bool judge(struct store *store, const struct step *step, id record, struct error *err)
{
    return close_step(store, step, record, err) && open_again(store, step, record, err);
}

static bool prepare_linked(struct store *store, const struct step *step, struct statement **s, struct error *err)
{
    struct bytes sql = { 0 };
    bytes_add_format(&sql, linked_form, step->done_link, step->done_kind, step->done_link);
    bool good = store_prepare_as(store, step, linked_form, bytes_text(&sql), s, err);
    bytes_free(&sql);
    return good;
}

/* Every record that any version of this one has linked to: an amendment may have taken the link away. */
static bool judge_linked(struct store *store, const struct step *step, id record, struct error *err)
{
    enum { LINKS_MAX = 64 };
    id linked[LINKS_MAX];
    size_t count = 0;
    struct statement *s = store_prepared(store, step, linked_form);
    if (!s && !prepare_linked(store, step, &s, err))
        return false;
    bind_id(s, "record", record);
    enum stepped stepped;
    while ((stepped = statement_step(s, err)) == STEP_ROW && count < LINKS_MAX)
        linked[count++] = column_id(s, 0);
    statement_end(s);
    bool good = stepped != STEP_FAILED;
    for (size_t i = 0; good && i < count; i++)
        good = judge(store, step, linked[i], err);
    return good;
}

/* Who is allocated has changed: what no record gives to a team of its own goes with the child. */
static bool pass_on(struct store *store, id child, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "UPDATE open_step SET team = coalesce(" TEAM_ALLOCATED(":child") ", :nobody)"
            " WHERE subject = :child AND own = 0", &s, err))
        return false;
    bind_id(s, "child", child);
    bind_id(s, "nobody", ID_NONE);
    return statement_send(s, err);
}

bool open_steps_version(struct store *store, const struct indexed *x, struct error *err)
{
    const char *kind = x->values->kind->name;
    bool good = true;
    for (const struct step *s = step_next(NULL); good && s; s = step_next(s)) {
        if (!strcmp(s->after, kind))
            good = x->amends || x->withdrawn ? judge(store, s, x->record, err)
                                             : open_again(store, s, x->record, err);
        if (good && s->done_kind && !strcmp(s->done_kind, kind))
            good = judge_linked(store, s, x->record, err);
    }
    return good && (strcmp(kind, "allocation") || pass_on(store, x->subject, err));
}
