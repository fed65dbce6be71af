#include "ledger/entry.h"

#include "base/random.h"

#include <assert.h>
#include <string.h>

static const char *const system_kinds[] = {
    [ENTRY_GENESIS] = "Genesis", [ENTRY_REDACTION] = "Lawful erasure",
    [ENTRY_KEY_CHANGE] = "Key change", [ENTRY_SEAL] = "Seal",
    [ENTRY_ACCESS_BATCH] = "Log of reads", [ENTRY_BREAK_GLASS] = "Break-glass",
    [ENTRY_PERMISSION] = "Permission", [ENTRY_WITNESS_RECEIPT] = "Witness receipt",
    [ENTRY_EXPORT] = "Export", [ENTRY_MIGRATION] = "Migration", [ENTRY_IMPORT] = "Import",
    [ENTRY_RECOVERY] = "Recovery",
};

const char *entry_system_kind_name(uint16_t kind)
{
    return kind < COUNT_OF(system_kinds) ? system_kinds[kind] : NULL;
}

static void put_u16(uint8_t *at, uint16_t v)
{
    at[0] = (uint8_t)(v >> 8);
    at[1] = (uint8_t)v;
}

static void put_u32(uint8_t *at, uint32_t v)
{
    put_u16(at, (uint16_t)(v >> 16));
    put_u16(at + 2, (uint16_t)v);
}

static void put_u64(uint8_t *at, uint64_t v)
{
    put_u32(at, (uint32_t)(v >> 32));
    put_u32(at + 4, (uint32_t)v);
}

static uint16_t get_u16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t get_u32(const uint8_t *at)
{
    return (uint32_t)get_u16(at) << 16 | get_u16(at + 2);
}

static uint64_t get_u64(const uint8_t *at)
{
    return (uint64_t)get_u32(at) << 32 | get_u32(at + 4);
}

void entry_leaf(const struct entry *e, uint8_t leaf[LEAF_BYTES])
{
    memcpy(leaf, "CDL1", 4);
    put_u16(leaf + 4, e->kind);
    put_u16(leaf + 6, e->kind_version);
    memcpy(leaf + 8, e->ledger.b, 16);
    put_u64(leaf + 24, e->seq);
    put_u64(leaf + 32, (uint64_t)e->recorded.us);
    put_u64(leaf + 40, (uint64_t)e->valid_from.us);
    put_u64(leaf + 48, (uint64_t)e->valid_to.us);
    memcpy(leaf + 56, e->entry.b, 16);
    memcpy(leaf + 72, e->subject.b, 16);
    memcpy(leaf + 88, e->author.b, 16);
    put_u16(leaf + 104, e->role);
    put_u16(leaf + 106, e->flags);
    put_u32(leaf + 108, e->part_count);
    put_u64(leaf + 112, e->ref);
    memcpy(leaf + 120, e->body_root.b, 32);
}

bool entry_from_leaf(const uint8_t leaf[LEAF_BYTES], struct entry *e)
{
    if (memcmp(leaf, "CDL1", 4))
        return false;
    struct entry read = {
        .kind = get_u16(leaf + 4), .kind_version = get_u16(leaf + 6), .seq = get_u64(leaf + 24),
        .recorded = { (int64_t)get_u64(leaf + 32) },
        .valid_from = { (int64_t)get_u64(leaf + 40) }, .valid_to = { (int64_t)get_u64(leaf + 48) },
        .role = get_u16(leaf + 104), .flags = get_u16(leaf + 106),
        .part_count = get_u32(leaf + 108), .ref = get_u64(leaf + 112),
    };
    memcpy(read.ledger.b, leaf + 8, 16);
    memcpy(read.entry.b, leaf + 56, 16);
    memcpy(read.subject.b, leaf + 72, 16);
    memcpy(read.author.b, leaf + 88, 16);
    memcpy(read.body_root.b, leaf + 120, 32);
    if (read.valid_to.us < read.valid_from.us)
        return false;
    *e = read;
    return true;
}

hash entry_leaf_hash(const struct entry *e)
{
    uint8_t bytes[1 + LEAF_BYTES] = { 0 };
    entry_leaf(e, bytes + 1);
    return hash_of(bytes, sizeof bytes);
}

hash part_commit(const struct part *p)
{
    hash kept;
    if (p->state == PART_REDACTED) {
        memcpy(kept.b, p->salt, sizeof kept.b);
        return kept;
    }
    uint8_t before[6 + SALT_BYTES] = "CDP1";
    put_u16(before + 4, p->field);
    memcpy(before + 6, p->salt, SALT_BYTES);
    return hash_of_pieces((const struct hash_piece[]){
        { before, sizeof before }, { p->value.at, p->value.len } }, 2);
}

hash parts_root(const struct part *parts, uint32_t count)
{
    hash commits[PARTS_MAX];
    uint8_t before[8] = "CDB1";
    put_u32(before + 4, count);
    for (uint32_t i = 0; i < count; i++)
        commits[i] = part_commit(&parts[i]);
    return hash_of_pieces((const struct hash_piece[]){
        { before, sizeof before }, { commits, count * sizeof *commits } }, 2);
}

void part_salt(struct part *p)
{
    random_fill(p->salt, sizeof p->salt);
}

void parts_salt(struct part *parts, uint32_t count)
{
    uint8_t salts[PARTS_MAX][SALT_BYTES];
    assert(count <= PARTS_MAX);
    random_fill(salts, count * sizeof *salts);
    for (uint32_t i = 0; i < count; i++)
        memcpy(parts[i].salt, salts[i], SALT_BYTES);
    explicit_bzero(salts, sizeof salts);
}

void parts_write(struct bytes *to, const struct part *parts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct part *p = &parts[i];
        bytes_add_u8(to, p->state);
        bytes_add_u16(to, p->field);
        bytes_add_u32(to, p->state == PART_HELD ? (uint32_t)p->value.len : 0);
        bytes_add(to, p->salt, SALT_BYTES);
        if (p->state == PART_HELD)
            bytes_add_text(to, p->value);
    }
}

bool parts_read(text body, struct part parts[PARTS_MAX], uint32_t *count)
{
    const uint8_t *at = (const uint8_t *)body.at;
    size_t left = body.len;
    uint32_t n = 0;
    while (left > 0) {
        if (n == PARTS_MAX || left < 7 + SALT_BYTES)
            return false;
        struct part *p = &parts[n++];
        uint32_t len = get_u32(at + 3);
        *p = (struct part){ .state = at[0], .field = get_u16(at + 1) };
        memcpy(p->salt, at + 7, SALT_BYTES);
        at += 7 + SALT_BYTES;
        left -= 7 + SALT_BYTES;
        if (p->state > PART_REDACTED || len > left || (p->state == PART_REDACTED && len != 0))
            return false;
        p->value = (text){ (const char *)at, len };
        at += len;
        left -= len;
    }
    *count = n;
    return true;
}

const struct part *parts_find(const struct part *parts, uint32_t count, uint16_t field)
{
    for (uint32_t i = 0; i < count; i++)
        if (parts[i].field == field)
            return &parts[i];
    return NULL;
}
