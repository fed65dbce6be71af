#include "ledger/note.h"

#include "base/bytes.h"

#include <string.h>

/* Signature types of C2SP signed-note; a row more when the platform has a post-quantum one. */
enum { NOTE_ED25519 = 0x01, NOTE_COSIGNATURE = 0x04 };

static const char dash[] = "\xe2\x80\x94 ";              // em dash and a blank begin a signature line

static void key_id(text name, uint8_t type, const struct sign_key *key, uint8_t made[4])
{
    const uint8_t between[2] = { '\n', type };
    hash h = hash_of_pieces((const struct hash_piece[]){
        { name.at, name.len }, { between, 2 }, { key->b, sizeof key->b } }, 3);
    memcpy(made, h.b, 4);
}

text note_vkey(struct arena *arena, text name, uint8_t type, const struct sign_key *key)
{
    uint8_t kid[4], bytes[33];
    key_id(name, type, key, kid);
    bytes[0] = type;
    memcpy(bytes + 1, key->b, 32);
    return text_format(arena, "%.*s+%.*s+%.*s", TEXT_ARG(name), TEXT_ARG(text_hex(arena, kid, 4)),
                       TEXT_ARG(base64_of(arena, bytes, sizeof bytes)));
}

bool note_vkey_read(text vkey, text *name, uint8_t *type, struct sign_key *key)
{
    struct text_pair first = text_cut(text_trim(vkey), '+');
    struct text_pair second = text_cut(first.after, '+');
    uint8_t told[4], made[4], bytes[40];
    size_t len;
    struct sign_key read;
    if (!first.found || !second.found || !text_unhex(second.before, told, 4)
            || !base64_read(second.after, bytes, sizeof bytes, &len) || len != 33)
        return false;
    memcpy(read.b, bytes + 1, 32);
    key_id(first.before, bytes[0], &read, made);
    if (memcmp(told, made, 4))
        return false;
    *name = first.before;
    *type = bytes[0];
    *key = read;
    return true;
}

text note_sign(struct arena *arena, const struct checkpoint *c, const struct sign_seed *seed)
{
    text signed_lines = text_format(arena, "%.*s\n%llu\n%.*s\n", TEXT_ARG(c->origin),
                                    (unsigned long long)c->size,
                                    TEXT_ARG(base64_of(arena, c->root.b, sizeof c->root.b)));
    struct sign_key key = sign_key_of(seed);
    struct signature s = sign_bytes(seed, signed_lines.at, signed_lines.len);
    uint8_t line[68];
    key_id(c->origin, NOTE_ED25519, &key, line);
    memcpy(line + 4, s.b, sizeof s.b);
    return text_format(arena, "%.*s\n%s%.*s %.*s\n", TEXT_ARG(signed_lines), dash,
                       TEXT_ARG(c->origin), TEXT_ARG(base64_of(arena, line, sizeof line)));
}

/* Signature lines and nothing else: what stands behind them would look as if it were signed. */
static bool signatures_good(text lines)
{
    while (!text_empty(lines)) {
        struct text_pair cut = text_cut(lines, '\n');
        if (!cut.found || !text_starts(cut.before, dash))
            return false;
        lines = cut.after;
    }
    return true;
}

/* The text that is signed: up to and with the line end before the empty line. */
static bool note_parts(text note, text *signed_lines, text *signatures)
{
    for (size_t i = 0; i + 1 < note.len; i++)
        if (note.at[i] == '\n' && note.at[i + 1] == '\n') {
            *signed_lines = text_first(note, i + 1);
            *signatures = text_skip(note, i + 2);
            return signatures_good(*signatures);
        }
    return false;
}

text note_cosign(struct arena *arena, text note, text witness, uint64_t time,
                 const struct sign_seed *seed)
{
    text signed_lines = note, signatures;
    note_parts(note, &signed_lines, &signatures);
    text message = text_format(arena, "cosignature/v1\ntime %llu\n%.*s", (unsigned long long)time,
                               TEXT_ARG(signed_lines));
    struct sign_key key = sign_key_of(seed);
    struct signature s = sign_bytes(seed, message.at, message.len);
    uint8_t line[76];
    key_id(witness, NOTE_COSIGNATURE, &key, line);
    for (int i = 0; i < 8; i++)
        line[4 + i] = (uint8_t)(time >> (56 - 8 * i));
    memcpy(line + 12, s.b, sizeof s.b);
    return text_format(arena, "%.*s%s%.*s %.*s\n", TEXT_ARG(note), dash, TEXT_ARG(witness),
                       TEXT_ARG(base64_of(arena, line, sizeof line)));
}

bool note_read(text note, struct checkpoint *c, struct error *err)
{
    text signed_lines, signatures;
    int64_t size;
    size_t len;
    struct checkpoint read;
    if (!note_parts(note, &signed_lines, &signatures))
        return fail(err, ERROR_INPUT, "note", "This is not a checkpoint: it has no signature line.");
    struct text_pair origin = text_cut(signed_lines, '\n');
    struct text_pair number = text_cut(origin.after, '\n');
    struct text_pair root = text_cut(number.after, '\n');
    read.origin = origin.before;
    bool canonical = number.before.len > 0
        && (number.before.len == 1 || number.before.at[0] != '0') && number.before.at[0] != '-';
    if (!note_origin_good(origin.before) || !canonical || !text_to_int(number.before, &size)
            || !base64_read(root.before, read.root.b, sizeof read.root.b, &len) || len != 32
            || !text_empty(root.after))
        return fail(err, ERROR_INPUT, "note",
                    "This is not a checkpoint: it needs three lines with origin, size and root.");
    read.size = (uint64_t)size;
    *c = read;
    return true;
}

/* The bytes of the first signature line of that name and key, of exactly that length. */
static bool signature_line(text signatures, text name, const uint8_t kid[4], uint8_t *line,
                           size_t want)
{
    while (!text_empty(signatures)) {
        struct text_pair cut = text_cut(signatures, '\n');
        signatures = cut.after;
        if (!text_starts(cut.before, dash))
            return false;
        struct text_pair parts = text_cut(text_skip(cut.before, sizeof dash - 1), ' ');
        size_t len;
        if (text_same(parts.before, name) && base64_read(parts.after, line, want, &len)
                && len == want && !memcmp(line, kid, 4))
            return true;
    }
    return false;
}

bool note_signed_by(text note, text name, const struct sign_key *key)
{
    text signed_lines, signatures;
    uint8_t kid[4], line[68];
    struct signature s;
    key_id(name, NOTE_ED25519, key, kid);
    if (!note_parts(note, &signed_lines, &signatures)
            || !signature_line(signatures, name, kid, line, sizeof line))
        return false;
    memcpy(s.b, line + 4, sizeof s.b);
    return sign_holds(key, &s, signed_lines.at, signed_lines.len);
}

bool note_cosigned_by(text note, text witness, const struct sign_key *key, uint64_t *time)
{
    text signed_lines, signatures;
    uint8_t kid[4], line[76];
    struct signature s;
    key_id(witness, NOTE_COSIGNATURE, key, kid);
    if (!note_parts(note, &signed_lines, &signatures)
            || !signature_line(signatures, witness, kid, line, sizeof line))
        return false;
    uint64_t when = 0;
    for (int i = 0; i < 8; i++)
        when = when << 8 | line[4 + i];
    memcpy(s.b, line + 12, sizeof s.b);
    struct arena *arena = arena_new();
    text message = text_format(arena, "cosignature/v1\ntime %llu\n%.*s", (unsigned long long)when,
                               TEXT_ARG(signed_lines));
    bool good = sign_holds(key, &s, message.at, message.len);
    arena_free(arena);
    if (good)
        *time = when;
    return good;
}

text note_short(struct arena *arena, const struct checkpoint *c)
{
    text root = base32_of(arena, c->root.b, 20);         // 160 bits: see docs/ledger.md
    struct bytes grouped = { 0 };
    for (size_t i = 0; i < root.len; i++) {
        if (i > 0 && i % 4 == 0)
            bytes_add_u8(&grouped, '-');
        bytes_add_u8(&grouped, (uint8_t)root.at[i]);
    }
    text made = text_format(arena, "%llu %.*s", (unsigned long long)c->size, (int)grouped.len,
                            (const char *)grouped.at);
    bytes_free(&grouped);
    return made;
}

bool note_origin_good(text origin)
{
    if (origin.len == 0 || origin.len > ORIGIN_BYTES_MAX)
        return false;
    for (size_t i = 0; i < origin.len; i++)
        if ((unsigned char)origin.at[i] <= ' ' || origin.at[i] == '+' || origin.at[i] == 127)
            return false;
    return true;
}
