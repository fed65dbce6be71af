/* base/file.h - whole files, written so that a crash leaves the old one or the new one. */
#pragma once
#include "base/bytes.h"
#include "base/error.h"

#include <sys/types.h>

MUST_USE bool file_read(const char *path, size_t bytes_max, struct bytes *to, struct error *err);
/* To a temporary name beside it, fsync, rename, fsync of the folder. */
MUST_USE bool file_write(const char *path, mode_t mode, text content, struct error *err);
bool file_exists(const char *path);
/* Gives a finished file its name, in the same folder. ERROR_CONFLICT: there is one of that name, which stays. */
MUST_USE bool file_name(const char *from, const char *to, struct error *err);
