/* An import as the ledger remembers it: the hash of its file, and the entry about it. */
#include "practice/access.h"
#include "record/record.h"
#include "returns/import_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_BYTES = 256 * 1024 };

static const char *file_name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

bool import_file_hash(const char *path, hash *to, int64_t *bytes, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat kind;

    if (fd < 0 || fstat(fd, &kind) != 0 || !S_ISREG(kind.st_mode)) {
        const char *why = fd < 0 ? strerror(errno) : "it is no file";
        fail(err, ERROR_INPUT, NULL, "%.100s cannot be read: %s.", file_name_of(path), why);
        if (fd >= 0)
            close(fd);
        return false;
    }
    struct hasher *hasher = hasher_new();
    void *piece = memory_alloc(READ_BYTES);
    ssize_t got;
    *bytes = 0;
    while ((got = read(fd, piece, READ_BYTES)) > 0) {
        hasher_add(hasher, piece, (size_t)got);
        *bytes += got;
    }
    *to = hasher_end(hasher);
    free(piece);
    close(fd);
    return got == 0 || fail(err, ERROR_STORE, NULL, "%.100s cannot be read to its end: %s.",
                            file_name_of(path), strerror(errno));
}

bool import_entry_put(struct ledger *ledger, id service, struct part *parts, uint32_t count, uint64_t *seq,
                      struct error *err)
{
    struct receipt receipt;
    struct draft draft = {
        .kind = ENTRY_IMPORT, .kind_version = IMPORT_VERSION, .role = ROLE_SERVICE,
        .flags = ENTRY_BY_SYSTEM, .entry = id_new_ordered(), .author = service,
        .valid_from = instant_now(), .valid_to = INSTANT_OPEN, .ref = NO_ENTRY,
        .parts = parts, .part_count = count,
    };

    if (!draft_seal(&draft, err))
        return false;
    bool done = ledger_put(ledger, &draft, record_apply, NULL, &receipt, err);
    draft_free(&draft);
    if (done)
        *seq = receipt.seq;
    return done;
}
