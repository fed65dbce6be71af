/* base/arena.h - memory that belongs to one request, command or job.
 *
 * Everything made for the request comes from its arena and is released in one place when it
 * ends; nothing is freed one by one. An arena belongs to one thread at a time.
 *
 * arena_alloc never answers NULL: what comes from outside is bounded before it gets here, and a
 * machine without memory ends the process with status EXIT_NO_MEMORY and one sentence on standard
 * error. That is safe: nothing that was acknowledged is in memory only. */
#pragma once
#include "base/attributes.h"

#include <stddef.h>

#define EXIT_NO_MEMORY 4
/* For libraries' own want of memory, where going on would say what is not true. */
_Noreturn void out_of_memory(void);

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);        // NULL is allowed
void arena_reset(struct arena *arena);       // keeps the first block, for reuse
size_t arena_used(const struct arena *arena);

/* Zeroed, aligned for any type. Valid until the arena is reset or freed. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_copy(struct arena *arena, const void *bytes, size_t size);
void *arena_take(struct arena *arena, size_t size);      // not zeroed: for what is written at once

#define arena_new_of(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);   // overflow is checked

/* For what outlives requests and is freed by hand. The same ending without memory. */
void *memory_alloc(size_t size);             // zeroed
void *memory_resize(void *at, size_t size);
