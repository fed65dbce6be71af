/* What records still ask of somebody: one row a step that has begun and is not done, as known now. Made from the
 * steps that the dictionary declares, so that a queue, a day's tasks and a figure count the same things.
 *
 * What a file brought in opens nothing: it was decided where it came from, and the file does not say when. */
#include "record/tables.h"

#include "base/bytes.h"
#include "dictionary/step.h"

#include <string.h>

#define STANDS " AND k.superseded_seq = 9223372036854775807"

/* began: as its field has it, a day or an instant; code: of the field that chooses the limit; again: enum again, and
 * began is then the latest time round's. team: whose it is to do, 16 zero bytes where nobody's yet; own: the record
 * itself names it, and no allocation changes that. */
const char open_steps_schema[] =
    "CREATE TABLE open_step (step @text NOT NULL, record @bytes NOT NULL, subject @bytes NOT NULL,"
    " began @int NOT NULL, code @text NOT NULL, again @int NOT NULL, team @bytes NOT NULL, own @int NOT NULL,"
    " PRIMARY KEY (record, step))@strict;";

/* What is about the same subject is found by it. */
static const char *again_by(const struct step *step)
{
    return step->again_link ? step->again_link : "subject";
}

/* Steps whose times round are the same records look them up in one index. */
static bool again_indexed_before(const struct step *step)
{
    for (const struct step *s = step_next(NULL); s != step; s = step_next(s))
        if (s->again_kind && !strcmp(s->again_kind, step->again_kind) && !strcmp(again_by(s), again_by(step))
                && !strcmp(s->again_field, step->again_field))
            return true;
    return false;
}

/* Who is linked to a record is asked at each version of the one that links; the team, at each allocation; the latest
 * time round, at each version of its kind and of the record that it belongs to. */
void open_steps_indexes(struct bytes *script)
{
    bytes_add_cstr(script, "CREATE INDEX open_step_subject ON open_step (subject, step);");
    for (const struct step *s = step_next(NULL); s; s = step_next(s)) {
        if (s->done_kind)
            bytes_add_format(script, "CREATE INDEX done_%s ON %s (\"%s\");", s->name, s->done_kind,
                             s->done_link);
        if (s->again_kind && !again_indexed_before(s))
            bytes_add_format(script, "CREATE INDEX again_%s ON %s (\"%s\", \"%s\")"
                             " WHERE superseded_seq = 9223372036854775807;", s->name, s->again_kind, again_by(s),
                             s->again_field);
    }
}

/* Field names and codes are the dictionary's own: dictionary_check() knows them. */
static void when(struct bytes *sql, char alias, const char *field, const char *codes)
{
    text rest = text_of(codes);
    const char *between = "";
    bytes_add_format(sql, " AND %c.\"%s\" IN (", alias, field);
    for (; !text_empty(rest); between = ", ") {
        struct text_pair one = text_cut(rest, ' ');
        bytes_add_format(sql, "%s'%.*s'", between, TEXT_ARG(one.before));
        rest = one.after;
    }
    bytes_add_cstr(sql, ")");
}

static void conditions(struct bytes *sql, const struct step *step)
{
    if (step->when_field)
        when(sql, 'k', step->when_field, step->when_codes);
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

static const char open_form[] = "INSERT INTO open_step (step, record, subject, began, code, again, team, own)"
                                " SELECT '%s', k.record, k.subject, k.\"%s\", ";
static const char again_form[] = "INSERT INTO open_step (step, record, subject, began, code, again, team, own)"
                                 " SELECT '%s', k.record, k.subject, coalesce(l.last, k.\"%s\"), ";
static const char begun_form[] = "SELECT k.subject, k.\"%s\" FROM %s AS k WHERE k.record = :record"
                                 " AND k.\"%s\" IS NOT NULL"                                 STANDS " ORDER BY k.valid_from DESC LIMIT 1";
static const char linked_form[] = "SELECT DISTINCT \"%s\" FROM %s WHERE record = :record AND \"%s\" IS NOT NULL"
                                  " LIMIT 64";

/* The latest time round of record k, as a table l of one row at most; what was before :since was none of it. */
static void latest(struct bytes *sql, const struct step *step)
{
    bytes_add_format(sql, " LEFT JOIN (SELECT d.\"%s\" AS last FROM %s AS d WHERE d.\"%s\" = %s"
                     " AND d.superseded_seq = 9223372036854775807 AND d.\"%s\" >= :since", step->again_field,
                     step->again_kind, again_by(step), step->again_link ? ":record" : ":subject", step->again_field);
    if (step->again_when_field)
        when(sql, 'd', step->again_when_field, step->again_when_codes);
    if (step->again_also_field)
        when(sql, 'd', step->again_also_field, step->again_also_codes);
    bytes_add_format(sql, " ORDER BY d.\"%s\" DESC LIMIT 1) AS l ON 1 = 1", step->again_field);
}

static bool prepare_open(struct store *store, const struct step *step, struct statement **s, struct error *err)
{
    const struct kind *kind = kind_by_name(text_of(step->after));
    struct bytes sql = { 0 };
    bytes_add_format(&sql, step->again_kind ? again_form : open_form, step->name, step->begins);
    if (step->by_field)
        bytes_add_format(&sql, "coalesce(k.\"%s\", '')", step->by_field);
    else
        bytes_add_cstr(&sql, "''");
    if (step->again_kind)
        bytes_add_format(&sql, ", CASE WHEN l.last IS NULL THEN %d WHEN l.last >= :later THEN %d ELSE %d END",
                         FIRST_TIME, AGAIN_LATER, AGAIN);
    else
        bytes_add_format(&sql, ", %d", FIRST_TIME);
    bytes_add_cstr(&sql, ", coalesce(");
    if (step->team_field)
        bytes_add_format(&sql, "k.\"%s\", ", step->team_field);
    bytes_add_cstr(&sql, TEAM_ALLOCATED("k.subject") ", :nobody), ");
    if (step->team_field)
        bytes_add_format(&sql, "CASE WHEN k.\"%s\" IS NULL THEN 0 ELSE 1 END", step->team_field);
    else
        bytes_add_cstr(&sql, "0");
    bytes_add_format(&sql, " FROM %s AS k", kind->name);
    if (step->again_kind)
        latest(&sql, step);
    bytes_add_format(&sql, " WHERE k.record = :record AND k.\"%s\" IS NOT NULL" STANDS
                     " AND ((k.flags & :imported) = 0 OR EXISTS (SELECT 1 FROM %s AS w WHERE w.record = k.record"
                     "  AND (w.flags & :imported) = 0))", step->begins, kind->name);
    if (kind->time == TIME_STATE)
        bytes_add_format(&sql, " AND NOT EXISTS (SELECT 1 FROM %s AS o WHERE o.record = k.record"
                         " AND o.superseded_seq = 9223372036854775807"
                         " AND o.valid_from > k.valid_from)", kind->name);
    conditions(&sql, step);
    bool good = store_prepare_as(store, step, open_form, bytes_text(&sql), s, err);
    bytes_free(&sql);
    return good;
}

static bool prepare_begun(struct store *store, const struct step *step, struct statement **s, struct error *err)
{
    struct bytes sql = { 0 };
    bytes_add_format(&sql, begun_form, step->begins, step->after, step->begins);
    bool good = store_prepare_as(store, step, begun_form, bytes_text(&sql), s, err);
    bytes_free(&sql);
    return good;
}

/* From when on a time round counts, and from when on the later limits hold, both as again_field has them. */
struct reckoned { id subject; int64_t since, later; };

static bool reckon(struct store *store, const struct step *step, id record, struct reckoned *from, struct error *err)
{
    struct statement *s = store_prepared(store, step, begun_form);
    *from = (struct reckoned){ ID_NONE, INT64_MAX, INT64_MAX };
    if (!s && !prepare_begun(store, step, &s, err))
        return false;
    bind_id(s, "record", record);
    enum stepped stepped = statement_step(s, err);
    if (stepped == STEP_ROW) {
        bool from_day = step_begins_on_day(step, FIRST_TIME);
        day first = from_day ? column_day(s, 1) : instant_london_day(column_instant(s, 1));
        instant since = from_day ? day_london_start(first) : column_instant(s, 1);
        day later = day_add(first, step->later_days);
        bool in_days = step_begins_on_day(step, AGAIN);
        from->subject = column_id(s, 0);
        from->since = in_days ? first.days : since.us;
        if (step->later_days)
            from->later = in_days ? later.days : day_london_start(later).us;
    }
    statement_end(s);
    return stepped != STEP_FAILED;
}

static bool open_again(struct store *store, const struct step *step, id record, struct error *err)
{
    struct reckoned from = { 0 };
    if (step->again_kind && !reckon(store, step, record, &from, err))
        return false;
    struct statement *s = store_prepared(store, step, open_form);
    if (!s && !prepare_open(store, step, &s, err))
        return false;
    bind_id(s, "record", record);
    bind_int(s, "imported", ENTRY_IMPORTED);
    bind_id(s, "nobody", ID_NONE);
    if (step->again_kind) {
        bind_int(s, "since", from.since);
        bind_int(s, "later", from.later);
        if (!step->again_link)
            bind_id(s, "subject", from.subject);
    }
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

static bool prepare_linked(struct store *store, const void *key, const char *kind, const char *link,
                           struct statement **s, struct error *err)
{
    struct bytes sql = { 0 };
    if ((*s = store_prepared(store, key, linked_form)))
        return true;
    bytes_add_format(&sql, linked_form, link, kind, link);
    bool good = store_prepare_as(store, key, linked_form, bytes_text(&sql), s, err);
    bytes_free(&sql);
    return good;
}

/* The records for which a step must be judged again: the statement gives their ids. */
static bool judge_each(struct store *store, const struct step *step, struct statement *s, struct error *err)
{
    enum { LINKS_MAX = 64 };
    id linked[LINKS_MAX];
    size_t count = 0;
    enum stepped stepped;
    while ((stepped = statement_step(s, err)) == STEP_ROW && count < LINKS_MAX)
        linked[count++] = column_id(s, 0);
    statement_end(s);
    bool good = stepped != STEP_FAILED;
    for (size_t i = 0; good && i < count; i++)
        good = judge(store, step, linked[i], err);
    return good;
}

/* Every record that any version of this one has linked to: an amendment may have taken the link away. */
static bool judge_linked(struct store *store, const struct step *step, const char *const *key, const char *kind,
                         const char *link, const struct indexed *x, struct error *err)
{
    struct statement *s;
    if (!prepare_linked(store, key, kind, link, &s, err))
        return false;
    bind_id(s, "record", x->record);
    return judge_each(store, step, s, err);
}

/* No time round opens a step or ends it: only what is open can begin anew. */
static bool judge_open(struct store *store, const struct step *step, const struct indexed *x, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT record FROM open_step WHERE subject = :subject AND step = :step LIMIT 64", &s, err))
        return false;
    bind_id(s, "subject", x->subject);
    bind_text(s, "step", text_of(step->name));
    return judge_each(store, step, s, err);
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

static bool holds(const struct values *v, const char *field)
{
    const struct value *value = values_get(v, field);
    return value->given && !value->erased;
}

/* A first version whose own values say already that the step does not begin: the statement would find nothing. */
static bool begins_nothing(const struct step *step, const struct values *v)
{
    return !values_get(v, step->begins)->given
        || (step->unless_field && holds(v, step->unless_field))
        || (!step->done_kind && holds(v, step->done_field))
        || (step->when_field && holds(v, step->when_field)
            && !code_among(step->when_codes, values_get(v, step->when_field)->text));
}

bool open_steps_version(struct store *store, const struct indexed *x, struct error *err)
{
    const char *kind = x->values->kind->name;
    bool good = true;
    for (const struct step *s = step_next(NULL); good && s; s = step_next(s)) {
        if (!strcmp(s->after, kind))
            good = x->amends || x->withdrawn ? judge(store, s, x->record, err)
                 : begins_nothing(s, x->values) || open_again(store, s, x->record, err);
        if (good && s->done_kind && !strcmp(s->done_kind, kind))
            good = judge_linked(store, s, &s->done_kind, kind, s->done_link, x, err);
        if (good && s->again_kind && !strcmp(s->again_kind, kind))
            good = s->again_link ? judge_linked(store, s, &s->again_kind, kind, s->again_link, x, err)
                                 : judge_open(store, s, x, err);
    }
    return good && (strcmp(kind, "allocation") || pass_on(store, x->subject, err));
}
