#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Blocks of one size. What is larger than a quarter of a block gets a block of its own, so that a
 * long text does not waste what is left of the one being filled. */
enum { BLOCK_BYTES = 32 * 1024, LARGE_BYTES = BLOCK_BYTES / 4, ALIGNMENT = alignof(max_align_t) };

struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char at[];
};

struct arena {
    struct block *first;       // lives as long as the arena
    struct block *others;
    struct block *filling;     // the first, or one of the others
    size_t used;
};

/* Nothing may allocate on the way out, so no stdio. */
_Noreturn void out_of_memory(void)
{
    static const char sentence[] =
        "candour: this machine has no memory left. Everything that was acknowledged is on disk.\n";

    // Nobody is left to tell when standard error is closed as well.
    if (write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0)
        _exit(EXIT_NO_MEMORY);
    _exit(EXIT_NO_MEMORY);
}

void *memory_alloc(size_t size)
{
    void *at = calloc(1, size > 0 ? size : 1);

    if (at == NULL)
        out_of_memory();
    return at;
}

void *memory_resize(void *at, size_t size)
{
    void *moved = realloc(at, size > 0 ? size : 1);

    if (moved == NULL)
        out_of_memory();
    return moved;
}

static struct block *block_new(size_t size)
{
    struct block *block;

    if (size > SIZE_MAX - sizeof *block)
        out_of_memory();
    block = malloc(sizeof *block + size);
    if (block == NULL)
        out_of_memory();
    block->next = NULL;
    block->size = size;
    block->used = 0;
    return block;
}

struct arena *arena_new(void)
{
    struct arena *arena = memory_alloc(sizeof *arena);

    arena->first = arena->filling = block_new(BLOCK_BYTES);
    return arena;
}

void arena_reset(struct arena *arena)
{
    while (arena->others != NULL) {
        struct block *next = arena->others->next;
        free(arena->others);
        arena->others = next;
    }
    arena->filling = arena->first;
    arena->first->used = 0;
    arena->used = 0;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    arena_reset(arena);
    free(arena->first);
    free(arena);
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

static struct block *block_add(struct arena *arena, size_t size)
{
    struct block *block = block_new(size);

    block->next = arena->others;
    arena->others = block;
    return block;
}

void *arena_take(struct arena *arena, size_t size)
{
    struct block *block = arena->filling;
    void *at;

    if (size > SIZE_MAX - ALIGNMENT)
        out_of_memory();
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    arena->used += size;

    if (size > LARGE_BYTES)
        return block_add(arena, size)->at;
    if (size > block->size - block->used)
        arena->filling = block = block_add(arena, BLOCK_BYTES);
    at = block->at + block->used;
    block->used += size;
    return at;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_take(arena, size), 0, size);
}

void *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
    void *at = arena_take(arena, size);

    return size > 0 ? memcpy(at, bytes, size) : at;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory();
    return arena_alloc(arena, bytes);
}
