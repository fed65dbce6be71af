#include "practice/queue.h"

#include "practice/access.h"
#include "record/same_person.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STANDS "superseded_seq = 9223372036854775807"

/* Only somebody outside has written of them, and nobody has said that they are the same as another one. */
#define UNMATCHED(child) DESCRIBED_OUTSIDE(child) \
    " AND NOT EXISTS (SELECT 1 FROM same_person AS w WHERE w.subject = " child " AND w." STANDS ")"

/* ---- the order of all ---- */

/* A contact that waits, with what its place follows from. */
struct waiting {
    id record, subject, call, screened_by;
    instant received;
    text code;
    struct clock clock;
    size_t call_place;
};
struct order { struct waiting *at; size_t count, room; };

static int by_due(const void *a, const void *b)
{
    const struct waiting *x = a, *y = b;
    if (x->clock.due.us != y->clock.due.us)
        return x->clock.due.us < y->clock.due.us ? -1 : 1;
    if (x->received.us != y->received.us)
        return x->received.us < y->received.us ? -1 : 1;
    return id_compare(x->record, y->record);
}

static int by_call(const void *a, const void *b)
{
    const struct waiting *x = a, *y = b;
    return x->call_place != y->call_place ? x->call_place < y->call_place ? -1 : 1 : by_due(a, b);
}

static struct waiting *order_new(struct order *order, struct arena *arena)
{
    if (order->count == order->room) {
        size_t room = order->room ? 2 * order->room : 128;
        struct waiting *more = arena_array(arena, struct waiting, room);
        if (order->count > 0)
            memcpy(more, order->at, order->count * sizeof *more);
        order->at = more;
        order->room = room;
    }
    return &order->at[order->count++];
}

/* Nothing but two indexes is read: open_step_began and contact_waiting. */
static bool read_order(struct store *store, struct arena *arena, const struct guarded *guarded, instant now,
                       struct order *order, struct error *err)
{
    const struct step *decision = step_by_name(TEXT("contact_decision"));
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT o.record, c.subject, o.began, o.code, c.same_call, c.screened_by"
            " FROM open_step AS o JOIN contact AS c ON c.record = o.record AND c." STANDS " AND c.decision_at IS NULL"
            " WHERE o.step = 'contact_decision' AND o.again = 0 ORDER BY o.began, o.record LIMIT :limit", &s, err))
        return false;
    bind_int(s, "limit", QUEUE_READ);
    enum stepped step;
    bool good = true;
    while (good && (step = statement_step(s, err)) == STEP_ROW) {
        if (guarded && guarded_find(guarded, column_id(s, 1)))
            continue;
        struct waiting *w = order_new(order, arena);
        *w = (struct waiting){
            .record = column_id(s, 0), .subject = column_id(s, 1), .received = column_instant(s, 2),
            .code = text_copy(arena, column_text(s, 3)), .screened_by = column_id(s, 5),
            .call = column_null(s, 4) ? column_id(s, 0) : column_id(s, 4),
        };
        good = clock_read(decision, w->code, w->received, INSTANT_UNKNOWN, now, &w->clock, err);
    }
    statement_end(s);
    return good && step != STEP_FAILED;
}

/* Each call takes the place of its nearest contact. */
static void group_calls(struct order *order, struct arena *arena, struct queue *queue)
{
    size_t slot_count = 64;
    while (slot_count < 2 * order->count + 1)
        slot_count *= 2;
    size_t *slots = arena_array(arena, size_t, slot_count);        // place of a call's first contact, from 1
    for (size_t i = 0; i < order->count; i++) {
        struct waiting *w = &order->at[i];
        uint32_t h;
        memcpy(&h, w->call.b + sizeof w->call.b - sizeof h, sizeof h);      // an id ends in random bytes
        size_t slot = h % slot_count;
        while (slots[slot] && !id_same(order->at[slots[slot] - 1].call, w->call))
            slot = (slot + 1) % slot_count;
        if (!slots[slot]) {
            slots[slot] = i + 1;
            queue->calls++;
            queue->untaken += id_none(w->screened_by);
        }
        w->call_place = slots[slot];
        queue->late += w->clock.state == CLOCK_LATE;
    }
    if (order->count > 0)
        qsort(order->at, order->count, sizeof *order->at, by_call);
}

/* ---- what is shown of those on the page ---- */

enum { DETAILS_AT_ONCE = 32 };

static void detail_from_row(const struct statement *s, struct arena *arena, struct queued *q)
{
    q->source = text_copy(arena, column_text(s, 1));
    q->mode = text_copy(arena, column_text(s, 2));
    q->seq = (uint64_t)column_int(s, 3);
    q->open_work = column_int(s, 4) > 0;
    q->born = column_day(s, 5);
    q->expected = column_day(s, 6);
    q->repeats = column_int(s, 7);
    q->partner_team = column_null(s, 8) ? ID_NONE : column_id(s, 8);
    q->outside = column_int(s, 9) > 0;
    q->unmatched = column_int(s, 10) > 0;
}

/* A contact is so from when it was received: by valid_from the index leaves out those of other years. */
static bool read_details(struct store *store, struct arena *arena, struct queued *q, size_t count, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT c.record, coalesce(c.source, ''), coalesce(c.mode, ''), c.source_seq, l.open_work, l.born,"
            " l.expected, (SELECT count(*) FROM contact AS p WHERE p.subject = c.subject"
            "  AND p." STANDS " AND p.record <> c.record AND p.valid_from <= c.received_at"
            "  AND p.valid_from > c.received_at - :window AND p.received_at <= c.received_at"
            "  AND p.received_at > c.received_at - :window), c.partner_team,"
            " CASE WHEN c.partner_reference IS NULL THEN 0 ELSE 1 END,"
            " CASE WHEN " UNMATCHED("c.subject") " THEN 1 ELSE 0 END"
            " FROM contact AS c LEFT JOIN listed AS l ON l.person = c.subject"
            " WHERE c." STANDS " AND c.record IN (:r0, :r1, :r2, :r3, :r4, :r5, :r6, :r7, :r8, :r9, :r10, :r11,"
            " :r12, :r13, :r14, :r15, :r16, :r17, :r18, :r19, :r20, :r21, :r22, :r23, :r24, :r25, :r26, :r27,"
            " :r28, :r29, :r30, :r31)", &s, err))
        return false;
    bind_int(s, "window", REPEAT_WINDOW_DAYS * US_PER_DAY);
    for (size_t i = 0; i < DETAILS_AT_ONCE; i++) {
        char name[8];
        snprintf(name, sizeof name, "r%zu", i);
        bind_id(s, name, q[i < count ? i : 0].record);
    }
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        for (size_t i = 0; i < count; i++)
            if (id_same(q[i].record, column_id(s, 0)))
                detail_from_row(s, arena, &q[i]);
    statement_end(s);
    return step != STEP_FAILED;
}

/* ---- one page ---- */

static void cut_page(const struct order *order, struct arena *arena, struct queue_cut cut, struct queue *queue)
{
    size_t call = 0;
    queue->at = arena_array(arena, struct queued, order->count + 1);
    for (size_t i = 0; i < order->count && !queue->more; i++) {
        const struct waiting *w = &order->at[i];
        bool opens = i == 0 || w->call_place != order->at[i - 1].call_place;
        call += i > 0 && opens;
        queue->more = opens && (call >= cut.from + cut.calls || queue->count >= cut.contacts);
        if (call >= cut.from && !queue->more)
            queue->at[queue->count++] = (struct queued){
                .record = w->record, .subject = w->subject, .call = w->call, .received = w->received,
                .rag = w->code, .screened_by = w->screened_by, .clock = w->clock };
    }
}

bool queue_page(struct store *store, struct arena *arena, const struct guarded *guarded, instant now,
                struct queue_cut cut, struct queue *queue, struct error *err)
{
    struct order order = { 0 };
    *queue = (struct queue){ 0 };
    if (!read_order(store, arena, guarded, now, &order, err))
        return false;
    if (order.count > 0)
        qsort(order.at, order.count, sizeof *order.at, by_due);
    queue->waiting = order.count;
    group_calls(&order, arena, queue);
    cut_page(&order, arena, cut, queue);
    for (size_t i = 0; i < queue->count; i += DETAILS_AT_ONCE)
        if (!read_details(store, arena, queue->at + i,
                          queue->count - i < DETAILS_AT_ONCE ? queue->count - i : DETAILS_AT_ONCE, err))
            return false;
    return true;
}

bool queue_list(struct store *store, struct arena *arena, instant now, size_t limit,
                struct queue *queue, struct error *err)
{
    return queue_page(store, arena, NULL, now, (struct queue_cut){ 0, limit, SIZE_MAX }, queue, err);
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

static bool first_of_call(struct store *store, id record, id *call, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT coalesce(m.same_call, m.record) FROM contact AS m WHERE m.record = :record AND m." STANDS
            " LIMIT 1", &s, err))
        return false;
    bind_id(s, "record", record);
    enum stepped step = statement_step(s, err);
    *call = step == STEP_ROW ? column_id(s, 0) : record;
    statement_end(s);
    return step != STEP_FAILED;
}

bool queue_same_call(struct store *store, struct arena *arena, id record, struct called **calls,
                     size_t *count, struct error *err)
{
    enum { CALLS_MAX = 30 };
    struct statement *s;
    id call;
    // The first contact of a call names none; the others name it.
    if (!first_of_call(store, record, &call, err))
        return false;
    if (!store_prepare_literal(store,
            "SELECT c.record, c.subject, c.source_seq FROM contact AS c"
            " JOIN open_step AS o ON o.record = c.record AND o.step = 'contact_decision'"
            " WHERE c." STANDS " AND c.record <> :record AND c.record IN (SELECT m.record FROM contact AS m"
            "  WHERE m.same_call = :call AND m." STANDS " UNION SELECT m.record FROM contact AS m"
            "  WHERE m.record = :call AND m." STANDS ") ORDER BY c.source_seq LIMIT :limit", &s, err))
        return false;
    bind_id(s, "record", record);
    bind_id(s, "call", call);
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
