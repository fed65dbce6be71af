#include "practice/queue.h"

#include "practice/access.h"
#include "record/same_person.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// All of them are put in order before any is left out: what came in just now may be the most urgent.
#define QUEUE_READ 4000
#define STANDS "superseded_seq = 9223372036854775807"

/* Only somebody outside has written of them, and nobody has said that they are the same as another one. */
#define UNMATCHED(child) DESCRIBED_OUTSIDE(child) \
    " AND NOT EXISTS (SELECT 1 FROM same_person AS w WHERE w.subject = " child " AND w." STANDS ")"

static void from_row(const struct statement *s, struct arena *arena, struct queued *q)
{
    *q = (struct queued){
        .record = column_id(s, 0), .subject = column_id(s, 1), .received = column_instant(s, 2),
        .rag = text_copy(arena, column_text(s, 3)), .source = text_copy(arena, column_text(s, 4)),
        .mode = text_copy(arena, column_text(s, 5)), .screened_by = column_id(s, 6),
        .call = column_null(s, 7) ? column_id(s, 0) : column_id(s, 7),
        .seq = (uint64_t)column_int(s, 8), .open_work = column_int(s, 9) > 0,
        .born = column_day(s, 10), .expected = column_day(s, 11), .repeats = column_int(s, 12),
        .partner_team = column_null(s, 13) ? ID_NONE : column_id(s, 13), .outside = column_int(s, 14) > 0,
        .unmatched = column_int(s, 15) > 0,
    };
}

static int by_due(const void *a, const void *b)
{
    const struct queued *x = a, *y = b;
    if (x->clock.due.us != y->clock.due.us)
        return x->clock.due.us < y->clock.due.us ? -1 : 1;
    if (x->received.us != y->received.us)
        return x->received.us < y->received.us ? -1 : 1;
    return id_compare(x->record, y->record);
}

bool queue_list(struct store *store, struct arena *arena, instant now, size_t limit,
                struct queue *queue, struct error *err)
{
    const struct step *decision = step_by_name(TEXT("contact_decision"));
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT o.record, o.subject, c.received_at, coalesce(c.rag, ''), coalesce(c.source, ''),"
            " coalesce(c.mode, ''), c.screened_by, c.same_call, c.source_seq, l.open_work, l.born,"
            " l.expected, (SELECT count(*) FROM contact AS p WHERE p.subject = o.subject"
            "  AND p." STANDS " AND p.record <> o.record AND p.received_at <= c.received_at"
            "  AND p.received_at > c.received_at - :window), c.partner_team,"
            " CASE WHEN c.partner_reference IS NULL THEN 0 ELSE 1 END,"
            " CASE WHEN " UNMATCHED("o.subject") " THEN 1 ELSE 0 END"
            " FROM open_step AS o JOIN contact AS c ON c.record = o.record AND c." STANDS
            " LEFT JOIN listed AS l ON l.person = o.subject"
            " WHERE o.step = 'contact_decision' ORDER BY o.began, o.record LIMIT :limit", &s, err))
        return false;
    bind_int(s, "window", REPEAT_WINDOW_DAYS * US_PER_DAY);
    bind_int(s, "limit", QUEUE_READ);
    *queue = (struct queue){ .at = arena_array(arena, struct queued, QUEUE_READ) };
    enum stepped step;
    bool good = true;
    while (good && (step = statement_step(s, err)) == STEP_ROW && queue->count < QUEUE_READ) {
        struct queued *q = &queue->at[queue->count++];
        from_row(s, arena, q);
        good = clock_read(decision, q->rag, q->received, INSTANT_UNKNOWN, now, &q->clock, err);
        queue->late += q->clock.state == CLOCK_LATE;
    }
    statement_end(s);
    if (!good || step == STEP_FAILED)
        return false;
    if (queue->count > 0)
        qsort(queue->at, queue->count, sizeof *queue->at, by_due);
    queue->waiting = queue->count;
    queue->more = queue->count > limit;
    if (queue->more)
        queue->count = limit;
    return true;
}

bool referrals_before(struct store *store, id child, day before, id except, int64_t *count,
                      struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT count(*) FROM referral AS r WHERE r.subject = :child AND r." STANDS
            " AND r.received_at < :before AND r.received_at >= :since AND r.record <> :except", &s, err))
        return false;
    bind_id(s, "child", child);
    bind_day(s, "before", before);
    bind_day(s, "since", day_add_months(before, -12));
    bind_id(s, "except", except);
    enum stepped step = statement_step(s, err);
    *count = step == STEP_ROW ? column_int(s, 0) : 0;
    statement_end(s);
    return step != STEP_FAILED;
}

bool contact_referred(struct store *store, id contact, bool *referred, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT 1 FROM referral AS r WHERE r.contact_id = :contact AND r." STANDS " LIMIT 1", &s, err))
        return false;
    bind_id(s, "contact", contact);
    enum stepped step = statement_step(s, err);
    *referred = step == STEP_ROW;
    statement_end(s);
    return step != STEP_FAILED;
}

bool contact_unmatched(struct store *store, id child, bool *unmatched, struct error *err)
{
    struct statement *s;
    static_assert(ROLE_PARTNER == 9 && ROLE_PUBLIC == 14, "the numbers of DESCRIBED_OUTSIDE");
    if (!store_prepare_literal(store, "SELECT CASE WHEN " UNMATCHED(":child") " THEN 1 ELSE 0 END", &s, err))
        return false;
    bind_id(s, "child", child);
    enum stepped step = statement_step(s, err);
    *unmatched = step == STEP_ROW && column_int(s, 0) > 0;
    statement_end(s);
    return step != STEP_FAILED;
}

bool queue_same_call(struct store *store, struct arena *arena, id record, struct called **calls,
                     size_t *count, struct error *err)
{
    enum { CALLS_MAX = 30 };
    struct statement *s;
    // The first contact of a call names none; the others name it.
    if (!store_prepare_literal(store,
            "SELECT c.record, c.subject, c.source_seq FROM contact AS c"
            " JOIN open_step AS o ON o.record = c.record AND o.step = 'contact_decision'"
            " WHERE c." STANDS " AND c.record <> :record AND"
            " coalesce(c.same_call, c.record) = (SELECT coalesce(m.same_call, m.record) FROM contact AS m"
            "  WHERE m.record = :record AND m." STANDS " LIMIT 1)"
            " ORDER BY c.source_seq LIMIT :limit", &s, err))
        return false;
    bind_id(s, "record", record);
    bind_int(s, "limit", CALLS_MAX);
    *calls = arena_array(arena, struct called, CALLS_MAX);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < CALLS_MAX)
        (*calls)[(*count)++] = (struct called){ column_id(s, 0), column_id(s, 1),
                                                (uint64_t)column_int(s, 2) };
    statement_end(s);
    return step != STEP_FAILED;
}
