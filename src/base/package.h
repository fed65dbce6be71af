/* base/package.h - the parts of an Office package (a zip file that may be hostile), over libzip.
 *
 * Bounded: at most 1,000 parts; a part is refused when it inflates to over 100 times its packed size (beyond
 * the first 8 MiB), and the package when what is read of it exceeds 512 MiB. What inflates is counted, whatever
 * the package says of itself. Only stored and deflated parts are read; encrypted ones are refused. Nothing is
 * ever written to a disk. */
#pragma once
#include "base/error.h"
#include "base/text.h"

#define PACKAGE_PARTS_MAX 1000
#define PACKAGE_BYTES_MAX (INT64_C(512) * 1024 * 1024)
#define PACKAGE_RATIO_MAX 100
#define PACKAGE_FREE_BYTES (INT64_C(8) * 1024 * 1024)

struct package;
struct package_part;

MUST_USE bool package_open(const char *path, struct package **package, struct error *err);
/* The bytes stay the caller's, and stay where they are until package_close(). */
MUST_USE bool package_open_bytes(text bytes, struct package **package, struct error *err);
void package_close(struct package *package);
/* The file's last name, for sentences. */
const char *package_name(const struct package *package);

/* Names are compared without regard to case, as Office does. */
bool package_has(const struct package *package, const char *part);
/* ERROR_INPUT: there is no such part, it is encrypted, or it is packed in another way. */
MUST_USE bool package_part_open(struct package *package, const char *name, struct package_part **part,
                                struct error *err);
/* 0 bytes at the end. ERROR_INPUT: it is damaged, or inflates too much. */
MUST_USE bool package_part_read(struct package_part *part, void *to, size_t room, size_t *got,
                                struct error *err);
void package_part_close(struct package_part *part);
