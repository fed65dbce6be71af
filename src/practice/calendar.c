#include "practice/calendar.h"

#include "base/ical.h"
#include "practice/meetings.h"
#include "practice/tasks.h"

#include <string.h>

const char calendar_schema[] =
    "CREATE TABLE calendar_feed (account @bytes NOT NULL PRIMARY KEY, role @int NOT NULL, token @bytes NOT NULL UNIQUE,"
    " made_at @int NOT NULL)@strict;";

#define MEETING_US (60 * 60 * US_PER_SECOND)             // how long one takes is not recorded
#define PLANNED_BACK_DAYS 14
#define PLANNED_AHEAD_DAYS 400

bool calendar_define(struct store *store, struct error *err)
{
    return store_define_once(store, "calendar_feed", calendar_schema, err);
}

bool calendar_may(enum role role)
{
    return access_may(role, MAY_HAVE_TASKS);
}

/* ---- the link ---- */

bool feed_of(struct store *store, id account, instant *made, enum role *role, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT made_at, role FROM calendar_feed WHERE account = :account", &s, err))
        return false;
    bind_id(s, "account", account);
    enum stepped step = statement_step(s, err);
    *made = step == STEP_ROW ? column_instant(s, 0) : INSTANT_UNKNOWN;
    *role = step == STEP_ROW ? (enum role)column_int(s, 1) : ROLE_NONE;
    statement_end(s);
    return step != STEP_FAILED;
}

bool feed_make(struct store *store, const struct actor *actor, const uint8_t token[FEED_TOKEN_BYTES], instant now,
               struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "INSERT INTO calendar_feed (account, role, token, made_at) VALUES (:account, :role, :token, :now)"
            " ON CONFLICT (account) DO UPDATE SET role = :role, token = :token, made_at = :now", &s, err))
        return false;
    bind_id(s, "account", actor->account);
    bind_int(s, "role", actor->role);
    bind_hash(s, "token", hash_of(token, FEED_TOKEN_BYTES));
    bind_int(s, "now", now.us);
    return statement_run(s, NULL, err);
}

bool feed_revoke(struct store *store, id account, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "DELETE FROM calendar_feed WHERE account = :account", &s, err))
        return false;
    bind_id(s, "account", account);
    return statement_run(s, NULL, err);
}

static bool is_lower_hex(text s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!((s.at[i] >= '0' && s.at[i] <= '9') || (s.at[i] >= 'a' && s.at[i] <= 'f')))
            return false;
    return true;
}

bool feed_find(struct store *store, struct arena *arena, text token, struct actor *actor, struct error *err)
{
    struct statement *s;
    uint8_t bytes[FEED_TOKEN_BYTES] = { 0 };
    bool good = is_lower_hex(token) && text_unhex(token, bytes, sizeof bytes);
    if (!store_prepare_literal(store,
            "SELECT f.account, a.staff, f.role, a.name FROM calendar_feed AS f"
            " JOIN account AS a ON a.account = f.account AND a.disabled = 0"
            " JOIN account_role AS r ON r.account = f.account AND r.role = f.role WHERE f.token = :token", &s, err))
        return false;
    bind_hash(s, "token", hash_of(bytes, sizeof bytes));
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *actor = (struct actor){ column_id(s, 0), column_id(s, 1), (enum role)column_int(s, 2),
                                 text_copy(arena, column_text(s, 3)) };
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    return (good && step == STEP_ROW && calendar_may(actor->role))
        || fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
}

/* ---- what stands in it ---- */

struct writing {
    struct store *store; struct arena *arena; const struct actor *actor; text token; const char *url; instant now;
    struct guarded guarded;
    struct ical_event *events; size_t count; bool more;
};

/* What a step asks to be held or paid: a visit, or a meeting. NULL: a paper, which has no place in a calendar. */
static const struct kind *kept_on_a_day(const struct step *step)
{
    const char *name = step->again_kind ? step->again_kind : step->done_kind ? step->done_kind : step->after;
    const char *field = step->again_kind ? step->again_field : step->done_field;
    const struct kind *kind = kind_by_name(text_of(name));
    const struct meeting_terms *terms = meeting_terms_of(kind);
    bool visit = !strcmp(kind->name, "visit"), meeting = terms && !strcmp(field, terms->held);
    return visit || meeting ? kind : NULL;
}

/* Tells one thing from another for whoever fetches it, and nobody what it is. */
static text uid_of(const struct writing *w, const char *sort, id record, int64_t when)
{
    text about = text_format(w->arena, "%s %.*s %lld", sort, TEXT_ARG(id_hex(w->arena, record)), (long long)when);
    hash h = hash_keyed(w->token.at, w->token.len, about.at, about.len);
    return text_format(w->arena, "%.*s@candour", TEXT_ARG(text_hex(w->arena, h.b, 16)));
}

static struct ical_event *event_new(struct writing *w)
{
    if (w->count == FEED_EVENTS_MAX) {
        w->more = true;
        return NULL;
    }
    struct ical_event *event = &w->events[w->count++];
    *event = (struct ical_event){ .day = DAY_UNKNOWN, .from = INSTANT_UNKNOWN };
    if (w->url)
        event->url = text_format(w->arena, "%s/day", w->url);
    event->description = TEXT("Sign in to Candour to see more.");
    return event;
}

/* On the last day of the limit; what is late stands on today until it is done. */
static void add_due(struct writing *w, const struct task *task)
{
    const struct kind *kind = kept_on_a_day(task->step);
    if (!kind || guarded_find(&w->guarded, task->subject) || !instant_known(task->clock.due))
        return;
    struct ical_event *event = event_new(w);
    if (!event)
        return;
    day last = instant_london_day((instant){ task->clock.due.us - 1 });
    bool late = task->clock.state == CLOCK_LATE;
    event->day = late ? instant_london_day(w->now) : last;
    event->summary = late
        ? text_format(w->arena, "%s late since %.*s", kind->label, TEXT_ARG(day_display(w->arena, last)))
        : text_format(w->arena, "%s due", kind->label);
    event->uid = uid_of(w, task->step->name, task->record, task->clock.began.us);
}

static bool add_dues(struct writing *w, struct error *err)
{
    struct tasks tasks;
    if (!tasks_list(w->store, w->arena, role_code(w->actor->role), w->actor->staff, w->now, &tasks, err))
        return false;
    w->more = w->more || tasks.more;
    for (size_t i = 0; i < tasks.count; i++)
        add_due(w, &tasks.at[i]);
    return true;
}

static bool is_there(const struct writing *w, text uid)
{
    for (size_t i = 0; i < w->count; i++)
        if (text_same(w->events[i].uid, uid))
            return true;
    return false;
}

/* A record that says when a meeting is planned: its own, until it was held; or the next one, until there is a record
 * of that. */
struct planning { const struct kind *in; const char *planned, *held; const struct kind *what; bool chaired; };

/* Of the children allocated to them, those that they are asked to, and those that they chair. Brothers and sisters who
 * are discussed together have a record of the meeting each: here it is one, that of the first. */
static void planned_sql(const struct planning *p, struct bytes *sql)
{
    bool shared = field_by_name(p->in, TEXT("same_meeting")) != NULL;
    bytes_add_format(sql, "SELECT %s, m.subject, m.\"%s\" FROM %s AS m WHERE m.superseded_seq = " NEVER_SQL
                     " AND m.\"%s\" >= :from AND m.\"%s\" < :until",
                     shared ? "coalesce(m.same_meeting, m.record)" : "m.record", p->planned, p->in->name,
                     p->planned, p->planned);
    if (p->held)
        bytes_add_format(sql, " AND m.\"%s\" IS NULL", p->held);
    else
        bytes_add_format(sql, " AND NOT EXISTS (SELECT 1 FROM %s AS n WHERE n.subject = m.subject"
                         " AND n.superseded_seq = " NEVER_SQL " AND n.record <> m.record"
                         " AND n.valid_from > m.valid_from)", p->what->name);
    bytes_add_cstr(sql, " AND (m.subject IN (SELECT a.subject FROM allocation AS a WHERE a.staff_id = :staff"
                        " AND a.superseded_seq = " NEVER_SQL " AND a.end_at IS NULL AND a.valid_to > :now)");
    if (p->held)
        bytes_add_cstr(sql, " OR m.record IN (SELECT i.meeting_id FROM meeting_attendance AS i"
                            " WHERE i.staff_id = :staff AND i.superseded_seq = " NEVER_SQL
                            " AND coalesce(i.status, '') NOT IN ('APOL', 'NOTINV', 'EXCL'))");
    bytes_add_format(sql, "%s) ORDER BY m.\"%s\", m.record LIMIT :limit", p->chaired ? " OR m.chair = :staff" : "",
                     p->planned);
}

static bool add_planned(struct writing *w, const struct planning *p, struct error *err)
{
    struct bytes sql = { 0 };
    struct statement *s;
    planned_sql(p, &sql);
    bool good = store_prepare(w->store, bytes_text(&sql), &s, err);
    bytes_free(&sql);
    if (!good)
        return false;
    bind_id(s, "staff", w->actor->staff);
    bind_int(s, "now", w->now.us);
    bind_int(s, "from", w->now.us - (p->held ? PLANNED_BACK_DAYS : 0) * US_PER_DAY);
    bind_int(s, "until", w->now.us + PLANNED_AHEAD_DAYS * US_PER_DAY);
    bind_int(s, "limit", FEED_EVENTS_MAX);
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        instant planned = column_instant(s, 2);
        text uid = uid_of(w, p->planned, column_id(s, 0), 0);
        bool skip = guarded_find(&w->guarded, column_id(s, 1)) || is_there(w, uid);
        struct ical_event *event = skip ? NULL : event_new(w);
        if (!event)
            continue;
        event->from = planned;
        event->until = (instant){ planned.us + MEETING_US };
        event->summary = text_of(p->what->label);
        event->uid = uid;
    }
    statement_end(s);
    return step == STEP_DONE;
}

/* Where a meeting says when the next one is; chaired: by whoever chairs this one. */
static const struct { const char *in, *field, *what; bool chaired; } nexts[] = {
    { "initial_conference", "core_group_planned_at", "core_group", false },
    { "initial_conference", "review_planned_at", "cp_review", true },
    { "core_group", "next_planned_at", "core_group", false },
    { "pre_proceedings_meeting", "next_planned_at", "pre_proceedings_meeting", false },
};

static bool add_meetings(struct writing *w, struct error *err)
{
    for (const struct kind *kind = kind_next(NULL); kind; kind = kind_next(kind)) {
        const struct meeting_terms *terms = meeting_terms_of(kind);
        struct planning p = { .in = kind, .what = kind };
        if (!terms)
            continue;
        p.planned = terms->planned;
        p.held = terms->held;
        p.chaired = field_by_name(kind, TEXT("chair")) != NULL;
        if (!add_planned(w, &p, err))
            return false;
    }
    for (size_t i = 0; i < COUNT_OF(nexts); i++)
        if (!add_planned(w, &(struct planning){ .in = kind_by_name(text_of(nexts[i].in)), .planned = nexts[i].field,
                                                .what = kind_by_name(text_of(nexts[i].what)),
                                                .chaired = nexts[i].chaired }, err))
            return false;
    return true;
}

bool calendar_write(struct store *store, struct arena *arena, const struct actor *actor, text token, const char *url,
                    instant now, struct bytes *to, struct error *err)
{
    struct writing w = { .store = store, .arena = arena, .actor = actor, .token = token, .url = url, .now = now,
                         .events = arena_array(arena, struct ical_event, FEED_EVENTS_MAX + 1) };
    if (!record_guarded(store, arena, actor->staff, &w.guarded, err) || !add_meetings(&w, err) || !add_dues(&w, err))
        return false;
    if (w.more)
        w.events[w.count++] = (struct ical_event){
            .uid = uid_of(&w, "more", actor->account, 0), .day = instant_london_day(now),
            .summary = TEXT("More is due than this calendar shows: see Candour"),
            .url = w.url ? text_format(arena, "%s/day", url) : TEXT_NONE };
    ical_begin(to, TEXT("Candour"), "-//Candour//Own dates//EN");
    for (size_t i = 0; i < w.count; i++)
        ical_event(to, &w.events[i], now);
    ical_end(to);
    return true;
}
