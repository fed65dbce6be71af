/* record/attachment.h - files of a record: the ledger holds a salted hash, the table blob the bytes.
 *
 * A value of TYPE_FILE is one line: hash in hex, length, detected type, name as the person gave it. The hash
 * is SHA-256("CDF1" || salt[32] || content); content and salt stand in the table blob, are no derived rows,
 * and are erased there when every value that names them was erased (docs/ledger.md, large files). */
#pragma once
#include "record/record.h"

#define ATTACHMENT_BYTES_MAX (25 * 1024 * 1024)
#define ATTACHMENT_NAME_MAX 200

extern const char attachment_schema[];

struct attachment {
    hash hash; uint8_t salt[32];
    text content;              // the caller's bytes, or in the arena
    const char *type;          // "application/pdf"; lives for ever
    text name;
    bool erased;               // read: it was there and is lawfully erased
};

/* Judges and names a file: the end of its name, and its first bytes, must agree on one type of the list.
 * declared: what the browser said; empty or application/octet-stream says nothing.
 * ERROR_INPUT, field "file": not on the list, contradictory, empty, too large. */
MUST_USE bool attachment_make(struct arena *arena, text name, text declared, text content,
                              struct attachment *a, struct error *err);
/* The value for values_set and for the ledger. */
text attachment_value(struct arena *arena, const struct attachment *a);
/* Of a kind that every browser shows (JPEG, PNG, WebP). */
bool attachment_is_picture(text value);
/* What a value says of its file, without the content. False: it is no such value. */
bool attachment_read(struct arena *arena, text value, struct attachment *a);

/* Keeps content and salt; in the transaction of the record that names it (struct write: also). */
MUST_USE bool attachment_keep(struct store *store, const struct attachment *a, struct error *err);
/* The file of a record's version as the pass sees it, checked against its hash. ERROR_ABSENT: the record has
 * none, or it is hidden. ERROR_BROKEN: the bytes are not those that were recorded. */
MUST_USE bool attachment_get(struct store *store, const struct pass *pass, struct arena *arena,
                             id record, struct attachment *a, struct error *err);

/* For record/apply.c: forgets the file that the version's row names, unless another version does as well. */
MUST_USE bool attachment_erase(struct store *store, const struct kind *kind, const struct field *field,
                               id record, int64_t seq, uint64_t by, struct error *err);
/* Every file that a record names is there with its hash, or was erased by law. */
MUST_USE bool attachments_verify(struct store *store, verify_found *found, void *with,
                                 struct error *err);
