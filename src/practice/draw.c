/* Which contacts are decided again. */
#include "practice/second_decision.h"

#include "base/hash.h"
#include "base/random.h"

#include <string.h>

/* ---- settings ---- */

static bool setting_read(struct store *store, struct arena *arena, const char *name, text *value,
                         struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT value FROM setting WHERE name = :name", &s, err))
        return false;
    bind_text(s, "name", text_of(name));
    enum stepped step = statement_step(s, err);
    *value = step == STEP_ROW ? text_copy(arena, column_text(s, 0)) : TEXT_NONE;
    statement_end(s);
    return step != STEP_FAILED;
}

static bool setting_write(struct store *store, const char *name, text value, struct error *err)
{
    struct statement *s;
    int64_t changed;
    if (!store_prepare_literal(store, "UPDATE setting SET value = :value WHERE name = :name", &s,
                               err))
        return false;
    bind_text(s, "name", text_of(name));
    bind_text(s, "value", value);
    if (!statement_run(s, &changed, err))
        return false;
    if (changed > 0)
        return true;
    if (!store_prepare_literal(store, "INSERT INTO setting (name, value) VALUES (:name, :value)",
                               &s, err))
        return false;
    bind_text(s, "name", text_of(name));
    bind_text(s, "value", value);
    return statement_run(s, NULL, err);
}

static const char secret_setting[] = "second_decision_secret";
static const char from_setting[] = "second_decision_from";
static const char rate_setting[] = "second_decision_percent";

bool second_decisions_begin(struct store *store, uint64_t from, struct error *err)
{
    struct arena *arena = arena_new();
    hash secret;
    random_fill(secret.b, sizeof secret.b);
    bool good = setting_write(store, secret_setting, hash_hex(arena, secret), err)
             && setting_write(store, from_setting,
                              text_format(arena, "%llu", (unsigned long long)from), err);
    arena_free(arena);
    return good;
}

bool second_decisions_rate(struct store *store, int64_t *percent, struct error *err)
{
    struct arena *arena = arena_new();
    text value;
    bool good = setting_read(store, arena, rate_setting, &value, err);
    if (good && !text_to_int(value, percent))
        *percent = SECOND_DECISIONS_PERCENT;
    arena_free(arena);
    return good;
}

bool second_decisions_set_rate(struct store *store, int64_t percent, struct error *err)
{
    if (percent < 0 || percent > 100)
        return fail(err, ERROR_INPUT, NULL, "The rate is a whole number from 0 to 100.");
    struct arena *arena = arena_new();
    bool good = setting_write(store, rate_setting,
                              text_format(arena, "%lld", (long long)percent), err);
    arena_free(arena);
    return good;
}

/* ---- the draw ---- */

/* Invariant 1. Whoever makes a record may choose its id; without the secret it says nothing. */
static bool is_drawn(hash secret, id contact, int64_t percent)
{
    uint64_t top = 0;
    hash keyed = hash_keyed(secret.b, sizeof secret.b, contact.b, sizeof contact.b);
    for (size_t i = 0; i < sizeof top; i++)
        top = top << 8 | keyed.b[i];
    return (double)(top >> 11) * 0x1p-53 * 100 < (double)percent;
}

struct candidate { id contact, child; };
struct candidates { struct candidate *at; size_t count, room; };

static void candidate_add(struct candidates *list, struct arena *arena, struct candidate one)
{
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 64;
        struct candidate *more = arena_array(arena, struct candidate, room);
        if (list->count > 0)
            memcpy(more, list->at, list->count * sizeof *more);
        list->at = more;
        list->room = room;
    }
    list->at[list->count++] = one;
}

/* Invariant 2: the decision came since and stands, none before it, and nobody was asked yet. */
static const char newly_decided[] =
    "SELECT DISTINCT c.record, c.subject FROM version AS v"
    " JOIN contact AS c ON c.record = v.record AND c.recorded_seq = v.recorded_seq"
    " WHERE v.kind = :kind AND v.recorded_seq >= :from AND v.recorded_seq = v.source_seq"
    "   AND c.decision IS NOT NULL AND (c.flags & :imported) = 0"
    "   AND EXISTS (SELECT 1 FROM contact AS n WHERE n.record = c.record"
    "    AND n.superseded_seq = 9223372036854775807 AND n.decision IS NOT NULL)"
    "   AND NOT EXISTS (SELECT 1 FROM contact AS o WHERE o.record = c.record"
    "    AND o.recorded_seq < :from AND o.decision IS NOT NULL)"
    "   AND NOT EXISTS (SELECT 1 FROM second_decision AS d WHERE d.contact_id = c.record)"
    " ORDER BY c.record";

static bool candidates_since(struct store *store, struct arena *arena, uint64_t from,
                             struct candidates *list, struct error *err)
{
    struct statement *s;
    if (!store_prepare(store, text_of(newly_decided), &s, err))
        return false;
    bind_int(s, "kind", kind_by_name(TEXT("contact"))->number);
    bind_int(s, "from", (int64_t)from);
    bind_int(s, "imported", ENTRY_IMPORTED);
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        candidate_add(list, arena, (struct candidate){ column_id(s, 0), column_id(s, 1) });
    statement_end(s);
    return step == STEP_DONE;
}

static void set(struct values *values, struct arena *arena, const char *field, text value)
{
    values_set(values, arena, field_by_name(values->kind, text_of(field)), value);
}

static bool draw_one(struct ledger *ledger, struct arena *arena, id service,
                     struct candidate one, struct error *err)
{
    instant now = instant_now();
    struct values values = values_new(arena, kind_by_name(TEXT("second_decision")),
                                      instant_london_day(now));
    set(&values, arena, "contact_id", id_hex(arena, one.contact));
    set(&values, arena, "drawn_at", instant_iso(arena, now));
    struct record_input input = {
        .values = &values, .entry = id_new_ordered(), .subject = one.child,
        .replaces = NO_ENTRY, .author = service, .role = ROLE_SERVICE, .flags = ENTRY_BY_SYSTEM,
    };
    struct draft draft;
    struct receipt receipt;
    id record;
    if (!record_draft(arena, &input, &draft, &record, err))
        return false;
    bool good = ledger_put(ledger, &draft, record_apply, NULL, &receipt, err);
    draft_free(&draft);
    return good;
}

struct draw { hash secret; int64_t from, percent; bool begun; };

static bool draw_settings(struct store *store, struct arena *arena, struct draw *draw,
                          struct error *err)
{
    text secret, from;
    if (!setting_read(store, arena, secret_setting, &secret, err)
            || !setting_read(store, arena, from_setting, &from, err)
            || !second_decisions_rate(store, &draw->percent, err))
        return false;
    draw->begun = hash_from_hex(secret, &draw->secret) && text_to_int(from, &draw->from);
    return true;
}

static bool draw_all(struct ledger *ledger, struct arena *arena, id service,
                     const struct draw *draw, size_t *drawn, struct error *err)
{
    struct store *store = ledger_store(ledger);
    struct candidates list = { 0 };
    uint64_t size = ledger_batch_size(ledger);
    if ((uint64_t)draw->from == size)
        return true;                             // nothing was recorded since
    if (!candidates_since(store, arena, (uint64_t)draw->from, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        if (!is_drawn(draw->secret, list.at[i].contact, draw->percent))
            continue;
        if (!draw_one(ledger, arena, service, list.at[i], err))
            return false;
        ++*drawn;
    }
    return setting_write(store, from_setting,
                         text_format(arena, "%llu", (unsigned long long)size), err);
}

bool second_decisions_draw(struct ledger *ledger, id service, size_t *drawn, struct error *err)
{
    struct arena *arena = arena_new();
    struct draw draw = { 0 };
    *drawn = 0;
    bool good = draw_settings(ledger_store(ledger), arena, &draw, err);
    if (good && !draw.begun)                     // a store older than this: from now on
        good = second_decisions_begin(ledger_store(ledger), ledger_batch_size(ledger), err);
    else if (good)
        good = draw_all(ledger, arena, service, &draw, drawn, err);
    arena_free(arena);
    return good;
}
