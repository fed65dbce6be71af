#include "cli/demo/ahead.h"

#include "record/record.h"

#include <pthread.h>
#include <stdlib.h>

enum { SHEAVES = 4, SHEAF_DEEDS = 256 };

/* Full: the writer's, until it asks for more than there is; else the maker's. */
struct sheaf {
    struct arena *arena; struct draft drafts[SHEAF_DEEDS]; size_t count;
    bool full, failed; struct error err;
};

struct ahead {
    const struct years *years;
    pthread_t thread;
    pthread_mutex_t lock; pthread_cond_t changed;       // of full and stopping
    bool stopping;
    struct sheaf sheaves[SHEAVES];
    size_t reading, next;                               // the writer's: which sheaf, which draft of it
};

static bool draft_of(struct arena *arena, const struct deed *deed, struct draft *draft, struct error *err)
{
    struct values values = values_new(arena, deed->kind, instant_london_day(deed->recorded));
    for (size_t i = 0; i < deed->field_count; i++)
        values_set(&values, arena, deed->fields[i].field, deed->fields[i].value);
    if (!values_check(&values, arena))
        for (size_t i = 0; deed->kind->fields[i].name; i++)
            if (values.at[i].problem)
                return fail(err, ERROR_INPUT, NULL, "The demonstration's %s is wrong: %s: %s",
                            deed->kind->name, deed->kind->fields[i].name, values.at[i].problem);
    struct record_input input = {
        .values = &values, .entry = deed->entry, .subject = deed->subject,
        .record = deed->replaces ? deed->record : ID_NONE,
        .replaces = deed->replaces ? 0 : NO_ENTRY,      // whoever appends knows which
        .reason = text_of(deed->reason), .author = deed->author, .role = (uint16_t)deed->role,
    };
    id record;
    instant_fix_here(deed->recorded);
    return record_draft(arena, &input, draft, &record, err);
}

static void sheaf_fill(struct sheaf *sheaf, struct deed *const *deeds, size_t count)
{
    for (size_t i = 0; i < count && !sheaf->failed; i++)
        if (draft_of(sheaf->arena, deeds[i], &sheaf->drafts[i], &sheaf->err))
            sheaf->count++;
        else
            sheaf->failed = true;
}

static void sheaf_empty(struct sheaf *sheaf)
{
    for (size_t i = 0; i < sheaf->count; i++)
        draft_free(&sheaf->drafts[i]);
    sheaf->count = 0;
    arena_reset(sheaf->arena);
}

/* Waits until the sheaf is as wanted, or all is over. */
static bool sheaf_await(struct ahead *ahead, const struct sheaf *sheaf, bool full)
{
    pthread_mutex_lock(&ahead->lock);
    while (sheaf->full != full && !ahead->stopping)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    bool goes_on = !ahead->stopping;
    pthread_mutex_unlock(&ahead->lock);
    return goes_on;
}

static void sheaf_hand_over(struct ahead *ahead, struct sheaf *sheaf, bool full)
{
    pthread_mutex_lock(&ahead->lock);
    sheaf->full = full;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
}

static void *make(void *with)
{
    struct ahead *ahead = with;
    const struct years *years = ahead->years;
    for (size_t done = 0, n = 0; done < years->deed_count; n++) {
        struct sheaf *sheaf = &ahead->sheaves[n % SHEAVES];
        size_t left = years->deed_count - done, count = left < SHEAF_DEEDS ? left : SHEAF_DEEDS;
        if (!sheaf_await(ahead, sheaf, false))
            break;
        sheaf_fill(sheaf, years->deeds + done, count);
        done += count;
        sheaf_hand_over(ahead, sheaf, true);
        if (sheaf->failed)
            break;
    }
    return NULL;
}

bool ahead_start(const struct years *years, struct ahead **ahead, struct error *err)
{
    struct ahead *made = memory_alloc(sizeof *made);
    made->years = years;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->changed, NULL);
    for (size_t i = 0; i < SHEAVES; i++)
        made->sheaves[i].arena = arena_new();
    *ahead = made;
    if (!pthread_create(&made->thread, NULL, make, made))
        return true;
    made->years = NULL;                                 // no thread to wait for
    ahead_stop(made);
    *ahead = NULL;
    return fail(err, ERROR_STORE, NULL, "A second thread could not be started.");
}

bool ahead_next(struct ahead *ahead, struct draft **draft, struct error *err)
{
    struct sheaf *sheaf = &ahead->sheaves[ahead->reading];
    if (ahead->next == SHEAF_DEEDS) {
        sheaf_empty(sheaf);
        sheaf_hand_over(ahead, sheaf, false);
        ahead->next = 0;
        ahead->reading = (ahead->reading + 1) % SHEAVES;
        sheaf = &ahead->sheaves[ahead->reading];
    }
    if (ahead->next == 0)
        (void)sheaf_await(ahead, sheaf, true);
    if (ahead->next == sheaf->count) {
        *err = sheaf->err;
        return false;
    }
    *draft = &sheaf->drafts[ahead->next++];
    return true;
}

void ahead_stop(struct ahead *ahead)
{
    if (!ahead)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->stopping = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
    if (ahead->years)
        pthread_join(ahead->thread, NULL);
    for (size_t i = 0; i < SHEAVES; i++) {
        sheaf_empty(&ahead->sheaves[i]);
        arena_free(ahead->sheaves[i].arena);
    }
    pthread_mutex_destroy(&ahead->lock);
    pthread_cond_destroy(&ahead->changed);
    free(ahead);
}
