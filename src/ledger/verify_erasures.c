/* What is missing has an erasure that names it, and what an erasure names is missing; the log of reads has no
 * hole; and whatever the room above wants to see of seals and logs. */
#include "ledger/verifying.h"

#include <inttypes.h>
#include <string.h>

static void gather(struct share *shares, int count)
{
    for (int i = 1; i < count; i++) {
        for (size_t k = 0; k < shares[i].missing.count; k++)
            numbers_add(&shares[0].missing, shares[i].missing.at[k]);
        for (size_t k = 0; k < shares[i].named.count; k++)
            numbers_add(&shares[0].named, shares[i].named.at[k]);
        for (size_t k = 0; k < shares[i].named_new.count; k++)
            numbers_add(&shares[0].named_new, shares[i].named_new.at[k]);
    }
    numbers_sort(&shares[0].missing);
    numbers_sort(&shares[0].named);
}

static void say_undone(struct verifying *v, uint64_t place)
{
    verify_say(v, SEVERITY_ERROR, "erasure-undone", place >> 16,
               "Field %u of it was to be erased by law, and is still there.",
               (unsigned)(place & 0xFFFF));
}

/* An incremental run did not read the bodies that new erasures name: it reads those alone. */
static bool check_old_target(struct verifying *v, uint64_t place, struct error *err)
{
    struct entry e;
    struct part parts[PARTS_MAX];
    struct error why = { 0 };
    struct arena *arena = arena_new();
    bool read = ledger_entry(v->store, arena, place >> 16, &e, parts, &why);
    const struct part *p = read ? parts_find(parts, e.part_count, (uint16_t)place) : NULL;
    if (read && (!p || p->state == PART_HELD))
        say_undone(v, place);
    arena_free(arena);
    return read || why.kind == ERROR_BROKEN || why.kind == ERROR_ABSENT
        || fail(err, why.kind, NULL, "%s", why.message);
}

bool verify_erasures(struct verifying *v, struct share *shares, int count, struct error *err)
{
    gather(shares, count);
    const struct numbers *missing = &shares[0].missing, *named = &shares[0].named;
    const struct numbers *named_new = &shares[0].named_new;
    for (size_t i = 0; i < missing->count; i++)
        if (!numbers_hold(named, missing->at[i]))
            verify_say(v, SEVERITY_ERROR, "erased-quietly", missing->at[i] >> 16,
                       "Field %u of it is gone, and no entry says why.",
                       (unsigned)(missing->at[i] & 0xFFFF));
    for (size_t i = 0; i < named->count; i++)
        if (named->at[i] >> 16 >= v->body_from && !numbers_hold(missing, named->at[i]))
            say_undone(v, named->at[i]);
    for (size_t i = 0; i < named_new->count; i++)
        if (!check_old_target(v, named_new->at[i], err))
            return false;
    return true;
}

/* Looks at records are numbered without gaps, from 1; each batch says from which to which. */
void verify_access(struct verifying *v, struct share *shares, int count)
{
    int64_t next = 1;
    for (int i = 0; i < count; i++)
        for (size_t k = 0; k < shares[i].access.count; k++) {
            const struct access_batch *b = &shares[i].access.at[k];
            if (b->from != next || b->to < b->from)
                verify_say(v, SEVERITY_ERROR, "access-gap", b->seq,
                           "It logs the looks from %" PRId64 " to %" PRId64 "; number %" PRId64
                           " was to come.", b->from, b->to, next);
            next = b->to + 1;
        }
}

bool verify_sealed_ones(struct verifying *v, struct share *shares, int count, struct error *err)
{
    const struct verify_options *options = v->options;
    struct part parts[PARTS_MAX];
    struct entry e;
    if (!options->sealed)
        return true;
    for (int i = 0; i < count; i++)
        for (size_t k = 0; k < shares[i].sealed.count; k++) {
            struct finding f = { .severity = SEVERITY_ERROR, .seq = shares[i].sealed.at[k] };
            struct arena *arena = arena_new();
            bool good = ledger_entry(v->store, arena, f.seq, &e, parts, err);
            if (good && !options->sealed(options->sealed_with, v->store, &e, parts, &f))
                verify_say(v, f.severity, f.code, f.seq, "%s", f.meaning);
            arena_free(arena);
            if (!good)
                return false;
        }
    return true;
}
