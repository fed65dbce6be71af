#include "record/attachment.h"

#include "base/bytes.h"
#include "record/pass.h"

#include <inttypes.h>
#include <string.h>

const char attachment_schema[] =
    "CREATE TABLE blob (hash @bytes NOT NULL PRIMARY KEY, salt @bytes, content @bytes,"
    " erased_by @int)@strict;";

/* ---- what a file is: security, F1 ---- */

/* What besides its first bytes says what it is. */
enum inside {
    INSIDE_ANY, INSIDE_TEXT,
    INSIDE_ZIP,                   // a member stands in every such archive
    INSIDE_RIFF,                  // the form, four letters after the size of the whole
    INSIDE_BOXES,                 // ISO base media: the brand, after size and "ftyp"
    INSIDE_MP3,                   // a tag, or the head of a frame of layer III
};

static const struct file_type {
    const char *ends[3], *type, *magic; size_t magic_len; enum inside inside;
    const char *member;           // of a ZIP archive; the form, or brands parted by blanks
    const char *also;             // how programs call it besides, parted by blanks
} types[] = {
    { { ".pdf" }, "application/pdf", "%PDF-", 5, INSIDE_ANY, NULL, NULL },
    { { ".jpg", ".jpeg" }, "image/jpeg", "\xff\xd8\xff", 3, INSIDE_ANY, NULL, "image/jpg image/pjpeg" },
    { { ".png" }, "image/png", "\x89PNG\r\n\x1a\n", 8, INSIDE_ANY, NULL, NULL },
    { { ".webp" }, "image/webp", "RIFF", 4, INSIDE_RIFF, "WEBP", NULL },
    { { ".heic", ".heif" }, "image/heic", "", 0, INSIDE_BOXES, "heic heix heim heis hevc hevx mif1 msf1",
      "image/heif" },
    { { ".m4a" }, "audio/mp4", "", 0, INSIDE_BOXES, "M4A M4B mp41 mp42 isom iso2 3gp4 3gp5",
      "audio/x-m4a audio/m4a audio/aac video/mp4" },
    { { ".mp3" }, "audio/mpeg", "", 0, INSIDE_MP3, NULL, "audio/mp3 audio/x-mpeg" },
    { { ".ogg", ".oga", ".opus" }, "audio/ogg", "OggS\0", 5, INSIDE_ANY, NULL, "application/ogg video/ogg audio/opus" },
    { { ".wav" }, "audio/wav", "RIFF", 4, INSIDE_RIFF, "WAVE", "audio/x-wav audio/wave audio/vnd.wave" },
    { { ".docx" }, "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "PK\x03\x04", 4, INSIDE_ZIP, "word/", NULL },
    { { ".xlsx" }, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "PK\x03\x04", 4, INSIDE_ZIP, "xl/", NULL },
    { { ".odt" }, "application/vnd.oasis.opendocument.text", "PK\x03\x04", 4, INSIDE_ZIP,
      "application/vnd.oasis.opendocument.text", NULL },
    { { ".txt" }, "text/plain", "", 0, INSIDE_TEXT, NULL, NULL },
    { { ".csv" }, "text/csv", "", 0, INSIDE_TEXT, NULL, NULL },
    { { ".eml" }, "message/rfc822", "", 0, INSIDE_TEXT, NULL, NULL },
};

static bool name_ends(text name, const char *end)
{
    size_t len = strlen(end);
    return name.len > len
        && text_same_ignoring_ascii_case(text_skip(name, name.len - len), text_of(end));
}

static const struct file_type *type_by_name(text name)
{
    for (size_t i = 0; i < COUNT_OF(types); i++)
        for (size_t k = 0; k < COUNT_OF(types[i].ends) && types[i].ends[k]; k++)
            if (name_ends(name, types[i].ends[k]))
                return &types[i];
    return NULL;
}

static bool has_magic(const struct file_type *t, text content)
{
    return content.len >= t->magic_len && !memcmp(content.at, t->magic, t->magic_len);
}

/* Text of any of the encodings that offices use: no byte that no text holds. */
static bool looks_like_text(text content)
{
    for (size_t i = 0; i < content.len; i++) {
        unsigned char c = (unsigned char)content.at[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f')
            return false;
    }
    for (size_t i = 0; i < COUNT_OF(types); i++)         // a PDF without binary parts is no text
        if (types[i].magic_len > 0 && types[i].inside == INSIDE_ANY && has_magic(&types[i], content))
            return false;
    return true;
}

/* One of the words parted by blanks. Brands are of four letters, and of those with three the fourth is a blank. */
static bool is_one_of(const char *words, text word)
{
    for (text rest = text_of(words); !text_empty(rest);) {
        struct text_pair one = text_cut(rest, ' ');
        if (text_same_ignoring_ascii_case(one.before, word))
            return true;
        rest = one.after;
    }
    return false;
}

static bool is_mp3(text content)
{
    const unsigned char *c = (const unsigned char *)content.at;
    if (text_starts(content, "ID3"))
        return content.len > 10 && c[3] < 0xFF && c[4] < 0xFF;
    // Frame sync, a version, layer III, a bitrate and a sampling rate that there are.
    return content.len > 4 && c[0] == 0xFF && (c[1] & 0xE6) == 0xE2 && (c[1] & 0x18) != 0x08
        && (c[2] & 0xF0) != 0xF0 && (c[2] & 0x0C) != 0x0C;
}

static bool content_is(const struct file_type *t, text content)
{
    if (!has_magic(t, content))
        return false;
    switch (t->inside) {
    case INSIDE_ANY:  return true;
    case INSIDE_TEXT: return looks_like_text(content);
    case INSIDE_ZIP:  return memmem(content.at, content.len, t->member, strlen(t->member)) != NULL;
    case INSIDE_RIFF: return content.len > 12 && text_is(text_first(text_skip(content, 8), 4), t->member);
    case INSIDE_BOXES:
        return content.len > 12 && text_starts(text_skip(content, 4), "ftyp")
            && is_one_of(t->member, text_trim(text_first(text_skip(content, 8), 4)));
    case INSIDE_MP3:  return is_mp3(content);
    }
    return false;
}

static bool declared_agrees(const struct file_type *t, text declared)
{
    text said = text_trim(text_cut(declared, ';').before);
    if (text_empty(said) || text_is(said, "application/octet-stream")
            || text_same_ignoring_ascii_case(said, text_of(t->type)) || (t->also && is_one_of(t->also, said)))
        return true;
    // Browsers on a machine with a spreadsheet call every CSV so.
    return t->inside == INSIDE_TEXT
        && (text_starts(said, "text/") || text_is(said, "application/vnd.ms-excel"));
}

bool attachment_is_picture(text value)
{
    struct text_pair hashed = text_cut(value, ' '), len = text_cut(hashed.after, ' ');
    text type = text_cut(len.after, ' ').before;
    return text_is(type, "image/jpeg") || text_is(type, "image/png") || text_is(type, "image/webp");
}

/* The name as data: the last step of a path, no control characters, no tab, which parts the value. */
static text tidy_name(struct arena *arena, text name)
{
    size_t from = 0;
    for (size_t i = 0; i < name.len; i++)
        if (name.at[i] == '/' || name.at[i] == '\\')
            from = i + 1;
    text last = text_skip(name, from);
    size_t cut = last.len > ATTACHMENT_NAME_MAX ? last.len - ATTACHMENT_NAME_MAX : 0;
    while (cut < last.len && ((unsigned char)last.at[cut] & 0xC0) == 0x80)
        cut++;                                           // keeps the end, where the type stands
    last = text_skip(last, cut);
    char *made = arena_alloc(arena, last.len + 1);
    for (size_t i = 0; i < last.len; i++)
        made[i] = (unsigned char)last.at[i] < 0x20 || last.at[i] == 0x7f ? ' ' : last.at[i];
    return text_trim((text){ made, last.len });
}

static hash hash_of_file(const uint8_t salt[32], text content)
{
    struct hash_piece pieces[] = { { "CDF1", 4 }, { salt, 32 }, { content.at, content.len } };
    return hash_of_pieces(pieces, COUNT_OF(pieces));
}

bool attachment_make(struct arena *arena, text name, text declared, text content,
                     struct attachment *a, struct error *err)
{
    if (content.len == 0)
        return fail(err, ERROR_INPUT, "file", "The file is empty. Choose another one.");
    if (content.len > ATTACHMENT_BYTES_MAX)
        return fail(err, ERROR_INPUT, "file", "The file must be 25 MB or smaller.");
    if (!text_well_formed(name))
        return fail(err, ERROR_INPUT, "file", "The file's name cannot be read. Rename it, then "
                    "choose it again.");
    text tidy = tidy_name(arena, name);
    const struct file_type *t = type_by_name(tidy);
    if (!t)
        return fail(err, ERROR_INPUT, "file", "The file must be a PDF, Word, Excel, OpenDocument, "
                    "text, CSV or e-mail (.eml) file, a picture (JPEG, PNG, WebP, HEIC) or a recording (M4A, MP3, OGG, "
                    "WAV).");
    if (!content_is(t, content) || !declared_agrees(t, declared))
        return fail(err, ERROR_INPUT, "file", "The file is not what the end of its name says. Save "
                    "it again in its own program, then choose it again.");
    struct part salted;                                  // the ledger's own way to a salt
    part_salt(&salted);
    *a = (struct attachment){ .content = content, .type = t->type, .name = tidy };
    memcpy(a->salt, salted.salt, sizeof a->salt);
    a->hash = hash_of_file(a->salt, content);
    return true;
}

/* ---- the value ---- */

text attachment_value(struct arena *arena, const struct attachment *a)
{
    return text_format(arena, "%.*s %zu %s %.*s", TEXT_ARG(hash_hex(arena, a->hash)),
                       a->content.len, a->type, TEXT_ARG(a->name));
}

bool attachment_read(struct arena *arena, text value, struct attachment *a)
{
    struct text_pair hashed = text_cut(value, ' '), len = text_cut(hashed.after, ' ');
    struct text_pair type = text_cut(len.after, ' ');
    int64_t bytes;
    struct attachment made = { .name = text_copy(arena, type.after) };
    if (!hash_from_hex(hashed.before, &made.hash) || !text_to_int(len.before, &bytes) || bytes < 1)
        return false;
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (text_is(type.before, types[i].type))
            made.type = types[i].type;
    made.content.len = (size_t)bytes;
    *a = made;
    return made.type != NULL;
}

/* ---- the bytes ---- */

bool attachment_keep(struct store *store, const struct attachment *a, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "INSERT INTO blob (hash, salt, content) VALUES (:hash, :salt, :content)"
            " ON CONFLICT (hash) DO NOTHING", &s, err))
        return false;
    bind_hash(s, "hash", a->hash);
    bind_bytes(s, "salt", a->salt, sizeof a->salt);
    bind_bytes(s, "content", a->content.at, a->content.len);
    return statement_send(s, err);
}

static bool fetch(struct store *store, struct arena *arena, struct attachment *a, bool *there,
                  struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT salt, content FROM blob WHERE hash = :hash", &s, err))
        return false;
    bind_hash(s, "hash", a->hash);
    enum stepped step = statement_step(s, err);
    *there = step == STEP_ROW;
    if (*there) {
        text salt = column_bytes(s, 0);
        a->erased = column_null(s, 1);
        a->content = text_copy(arena, column_bytes(s, 1));
        if (salt.len == sizeof a->salt)
            memcpy(a->salt, salt.at, sizeof a->salt);
    }
    statement_end(s);
    return step != STEP_FAILED;
}

static const struct value *file_of(const struct record_version *v)
{
    for (const struct field *f = v->kind->fields; f->name; f++)
        if (f->type == TYPE_FILE && v->values.at[field_index(v->kind, f)].given)
            return &v->values.at[field_index(v->kind, f)];
    return NULL;
}

bool attachment_get(struct store *store, const struct pass *pass, struct arena *arena, id record,
                    struct attachment *a, struct error *err)
{
    struct record_version v;
    bool there;
    if (!record_get(store, pass, arena, record, &v, err))
        return false;
    const struct value *value = file_of(&v);
    if (value && value->erased) {
        *a = (struct attachment){ .erased = true };
        return true;
    }
    if (!value || value->hidden || !attachment_read(arena, value->text, a))
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    size_t said = a->content.len;
    if (!fetch(store, arena, a, &there, err))
        return false;
    if (a->erased)
        return true;
    if (!there || a->content.len != said || !hash_same(a->hash, hash_of_file(a->salt, a->content)))
        return fail(err, ERROR_BROKEN, NULL, "The file is not the one that was recorded. Tell your "
                    "administrator: 'candour verify' says more.");
    return true;
}

/* ---- erasing and verifying ---- */

static bool file_in_row(struct store *store, struct arena *arena, const struct kind *kind,
                        const struct field *field, id record, int64_t seq, text *value,
                        struct error *err)
{
    char sql[200];
    struct statement *s;
    snprintf(sql, sizeof sql, "SELECT \"%s\" FROM %s WHERE record = :record AND source_seq = :seq"
             " AND \"%s\" IS NOT NULL LIMIT 1", field->name, kind->name, field->name);
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    bind_id(s, "record", record);
    bind_int(s, "seq", seq);
    enum stepped step = statement_step(s, err);
    *value = step == STEP_ROW ? text_copy(arena, column_text(s, 0)) : TEXT_NONE;
    statement_end(s);
    return step != STEP_FAILED;
}

static bool named_elsewhere(struct store *store, const struct kind *kind, const struct field *field,
                            text value, int64_t seq, bool *elsewhere, struct error *err)
{
    char sql[200];
    struct statement *s;
    snprintf(sql, sizeof sql, "SELECT 1 FROM %s WHERE \"%s\" = :value AND source_seq <> :seq LIMIT 1",
             kind->name, field->name);
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    bind_text(s, "value", value);
    bind_int(s, "seq", seq);
    enum stepped step = statement_step(s, err);
    *elsewhere = step == STEP_ROW;
    statement_end(s);
    return step != STEP_FAILED;
}

bool attachment_erase(struct store *store, const struct kind *kind, const struct field *field,
                      id record, int64_t seq, uint64_t by, struct error *err)
{
    struct arena *arena = arena_new();
    struct attachment a;
    struct statement *s;
    text value;
    bool elsewhere = false;
    bool good = file_in_row(store, arena, kind, field, record, seq, &value, err)
             && (text_empty(value)
                 || named_elsewhere(store, kind, field, value, seq, &elsewhere, err));
    bool ours = good && !elsewhere && attachment_read(arena, value, &a);
    arena_free(arena);
    if (!ours)
        return good;
    if (!store_prepare_literal(store, "UPDATE blob SET salt = NULL, content = NULL, erased_by = :by"
                               " WHERE hash = :hash AND erased_by IS NULL", &s, err))
        return false;
    bind_hash(s, "hash", a.hash);
    bind_int(s, "by", (int64_t)by);
    return statement_send(s, err);
}

static bool verify_kind(struct store *store, const struct kind *kind, const struct field *field,
                        verify_found *found, void *with, struct error *err)
{
    struct bytes sql = { 0 };
    struct statement *s;
    bytes_add_format(&sql, "SELECT source_seq, \"%s\" FROM %s WHERE \"%s\" IS NOT NULL"
                           " ORDER BY source_seq", field->name, kind->name, field->name);
    bool good = store_prepare(store, bytes_text(&sql), &s, err);
    bytes_free(&sql);
    if (!good)
        return false;
    struct arena *arena = arena_new();
    enum stepped step = STEP_DONE;
    while (good && (step = statement_step(s, err)) == STEP_ROW) {
        struct finding f = { .severity = SEVERITY_ERROR, .code = "file",
                             .seq = (uint64_t)column_int(s, 0) };
        struct attachment a = { 0 };
        bool there = false, read = attachment_read(arena, column_text(s, 1), &a);
        size_t said = a.content.len;
        good = !read || fetch(store, arena, &a, &there, err);
        const char *wrong = !read ? "The record's file has no readable hash."
            : !there ? "The file that this record names is missing."
            : a.erased ? "The file that this record names was erased, and the record was not."
            : a.content.len != said || !hash_same(a.hash, hash_of_file(a.salt, a.content))
                ? "The file is not the one that was recorded." : NULL;
        if (good && wrong) {
            snprintf(f.meaning, sizeof f.meaning, "%s", wrong);
            found(with, &f);
        }
        arena_reset(arena);
    }
    statement_end(s);
    arena_free(arena);
    return good && step == STEP_DONE;
}

bool attachments_verify(struct store *store, verify_found *found, void *with, struct error *err)
{
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k))
        for (const struct field *f = k->fields; f->name; f++)
            if (f->type == TYPE_FILE && !verify_kind(store, k, f, found, with, err))
                return false;
    return true;
}
