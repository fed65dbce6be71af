/* What an organisation sees of the meetings to which it was invited: security.md, A7. */
#include "practice/meetings.h"
#include "practice/partner.h"

#include <string.h>

#define STANDS(a) a ".superseded_seq = " NEVER_SQL

static bool absent(struct error *err)
{
    return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
}

/* The kinds stand in the order of `meeting_kinds`; what was decided and not sent is theirs no more to write, and is
 * still their own words. */
static const char *const meeting_kinds[] = { "strategy_discussion", "initial_conference", "cp_review" };
static const char listed_sql[] =
    "SELECT a.record, a.invited_at, coalesce(s.planned_at, i.planned_at, r.planned_at), a.answered_at,"
    " coalesce(s.worry, a.question, ''), coalesce(s.decided_at, i.decided_at, r.decided_at),"
    " CASE WHEN s.record IS NOT NULL THEN 0 WHEN i.record IS NOT NULL THEN 1 ELSE 2 END"
    " FROM meeting_attendance AS a"
    " LEFT JOIN strategy_discussion AS s ON s.record = a.meeting_id AND " STANDS("s")
    " LEFT JOIN initial_conference AS i ON i.record = a.meeting_id AND " STANDS("i")
    " LEFT JOIN cp_review AS r ON r.record = a.meeting_id AND " STANDS("r")
    " WHERE a.partner_team = :team AND " STANDS("a") " AND coalesce(a.status, '') <> 'NOTINV'"
    " AND (a.share_until IS NULL OR a.share_until >= :today)"
    " AND (s.record IS NOT NULL OR i.record IS NOT NULL OR r.record IS NOT NULL)"
    " ORDER BY CASE WHEN coalesce(s.decided_at, i.decided_at, r.decided_at) IS NULL THEN 0 ELSE 1 END,"
    " CASE WHEN coalesce(s.decided_at, i.decided_at, r.decided_at) IS NULL"
    " THEN coalesce(s.planned_at, i.planned_at, r.planned_at, a.invited_at) ELSE -a.invited_at END, a.record"
    " LIMIT :limit";

bool partner_meetings(struct store *store, struct arena *arena, id team, day today, size_t limit,
                      struct partner_meeting_page *page, struct error *err)
{
    struct statement *s;
    if (!store_prepare_as(store, NULL, listed_sql, (text){ listed_sql, sizeof listed_sql - 1 }, &s, err))
        return false;
    bind_id(s, "team", team);
    bind_day(s, "today", today);
    bind_int(s, "limit", (int64_t)limit + 1);
    *page = (struct partner_meeting_page){ .at = arena_array(arena, struct partner_meeting, limit + 1) };
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && page->count <= limit)
        page->at[page->count++] = (struct partner_meeting){
            .record = column_id(s, 0), .invited = column_instant(s, 1), .planned = column_instant(s, 2),
            .answered = column_instant(s, 3), .worry = text_copy(arena, column_text(s, 4)),
            .decided = !column_null(s, 5),
            .what = text_of(kind_by_name(text_of(meeting_kinds[column_int(s, 6)]))->label),
        };
    statement_end(s);
    page->more = page->count > limit;
    page->count -= page->more;
    return step != STEP_FAILED;
}

/* ---- one of them ---- */

static text shown(struct arena *arena, const struct values *v, const char *field)
{
    return values_display(v, arena, field_by_name(v->kind, text_of(field)));
}

/* Only what a meeting of its kind tells, and only once it was sent. */
static void tell(struct arena *arena, const struct meeting_terms *terms, const struct values *v,
                 struct partner_invitation *to)
{
    to->worry = terms->worry ? shown(arena, v, terms->worry) : TEXT_NONE;
    to->mode = shown(arena, v, "mode");
    to->planned = values_instant(v, terms->planned);
    to->held = values_instant(v, terms->held);
    to->decided = meeting_is_decided(terms, v);
    to->shared = terms->shared ? values_instant(v, terms->shared) : INSTANT_UNKNOWN;
    for (size_t i = 0; to->decided && instant_known(to->shared) && terms->told[i]; i++) {
        text value = shown(arena, v, terms->told[i]);
        if (!text_empty(value))
            to->told[to->told_count++] = (struct partner_told){
                field_by_name(v->kind, text_of(terms->told[i]))->label, value };
    }
}

static bool look_at_all(struct store *store, const struct actor *actor, id first, id child, const char *route,
                        struct partner_invitation *to, struct error *err)
{
    struct meeting_child others[MEETING_CHILDREN_MAX];
    size_t count;
    if (!meeting_others(store, to->meeting, first, others, &count, err))
        return false;
    to->children[to->child_count++] = child;
    for (size_t i = 0; i < count && to->child_count < PARTNER_CHILDREN_MAX; i++)
        to->children[to->child_count++] = others[i].child;
    for (size_t i = 0; i < to->child_count; i++)
        to->looks[i] = (struct look){ .at = instant_now(), .reader = actor->staff, .role = (uint16_t)actor->role,
                                      .subject = to->children[i], .route = route,
                                      .basis = basis_label(BASIS_PARTNER), .first = true };
    return true;
}

bool partner_invitation(struct store *store, struct arena *arena, const struct actor *actor,
                        const struct partner *partner, id record, day today, const char *route,
                        struct partner_invitation *invitation, struct error *err)
{
    struct partner_invitation to = { 0 };
    struct record_version meeting;
    const struct kind *kind;
    struct error why = { 0 };
    id subject;
    if (!record_subject(store, record, &subject, &kind, &why)) {
        if (why.kind == ERROR_ABSENT)
            return absent(err);
        *err = why;
        return false;
    }
    if (!kind || strcmp(kind->name, "meeting_attendance") != 0)
        return absent(err);
    const struct pass *pass = access_partner(arena, actor, subject);
    if (!record_get(store, pass, arena, record, &to.own, err))
        return false;
    const struct values *v = &to.own.values;
    if (to.own.withdrawn || !id_same(values_id(v, "partner_team"), partner->team) || values_is(v, "status", "NOTINV")
            || day_after(today, values_day(v, "share_until")))
        return absent(err);
    if (!record_get(store, pass, arena, values_id(v, "meeting_id"), &meeting, err))
        return false;
    const struct meeting_terms *terms = meeting_terms_of(meeting.kind);
    if (!terms || meeting.withdrawn)
        return absent(err);
    to.meeting = meeting.kind;
    tell(arena, terms, &meeting.values, &to);
    if (!look_at_all(store, actor, meeting.record, subject, route, &to, err))
        return false;
    *invitation = to;
    return true;
}
