#include "base/package.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum { NAME_SHOWN = 80 };

struct package {
    zip_t *zip;
    char name[NAME_SHOWN + 1];
    int64_t inflated;                // of all parts read so far
};

struct package_part {
    struct package *package;
    zip_file_t *file;
    char name[NAME_SHOWN + 1];
    int64_t packed, inflated;
};

static void name_keep(char to[NAME_SHOWN + 1], const char *name)
{
    text shown = text_clip(text_of(name), NAME_SHOWN);

    memcpy(to, shown.at, shown.len);
    to[shown.len] = '\0';
}

/* Workbooks of the old form, and those with a password, are compound files: say so, since people meet them. */
static bool compound_file(const char *at, size_t len)
{
    return len >= 8 && !memcmp(at, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
}

static bool refuse_opening(const char *name, bool compound, zip_error_t *why, struct error *err)
{
    if (compound)
        fail(err, ERROR_INPUT, NULL, "%s is an old .xls workbook, or protected by a password. Open it, and save it "
             "as .xlsx without a password.", name);
    else
        fail(err, ERROR_INPUT, NULL, "%s is no .xlsx workbook, or it is not whole.", name);
    fail_detail(err, "%s", zip_error_strerror(why));
    zip_error_fini(why);
    return false;
}

static bool package_of(zip_source_t *source, const char *path, bool compound, struct package **package,
                       struct error *err)
{
    const char *slash = strrchr(path, '/');
    char name[NAME_SHOWN + 1];
    zip_error_t why;
    zip_t *zip = NULL;

    name_keep(name, slash ? slash + 1 : path);
    zip_error_init(&why);
    if (source)
        zip = zip_open_from_source(source, ZIP_RDONLY, &why);
    if (!zip) {
        zip_source_free(source);
        return refuse_opening(name, compound, &why, err);
    }
    zip_error_fini(&why);
    zip_int64_t parts = zip_get_num_entries(zip, 0);
    if (parts > PACKAGE_PARTS_MAX) {
        zip_discard(zip);
        return fail(err, ERROR_INPUT, NULL, "%s has %lld parts; a workbook has far fewer. It is not read.", name,
                    (long long)parts);
    }
    *package = memory_alloc(sizeof **package);
    (*package)->zip = zip;
    name_keep((*package)->name, name);
    return true;
}

bool package_open(const char *path, struct package **package, struct error *err)
{
    char head[8] = { 0 };
    FILE *file = fopen(path, "rbe");
    size_t got = file ? fread(head, 1, sizeof head, file) : 0;
    const char *slash = strrchr(path, '/');

    if (!file)
        return fail(err, ERROR_INPUT, NULL, "%.100s cannot be read: %s.", slash ? slash + 1 : path,
                    "there is no such file, or it may not be opened");
    fclose(file);
    return package_of(zip_source_file_create(path, 0, -1, NULL), path, compound_file(head, got), package, err);
}

bool package_open_bytes(text bytes, struct package **package, struct error *err)
{
    return package_of(zip_source_buffer_create(bytes.at, bytes.len, 0, NULL), "The file",
                      compound_file(bytes.at, bytes.len), package, err);
}

void package_close(struct package *package)
{
    if (!package)
        return;
    zip_discard(package->zip);       // nothing was changed
    free(package);
}

const char *package_name(const struct package *package)
{
    return package->name;
}

bool package_has(const struct package *package, const char *part)
{
    return zip_name_locate(package->zip, part, ZIP_FL_NOCASE) >= 0;
}

bool package_part_open(struct package *package, const char *name, struct package_part **part, struct error *err)
{
    zip_int64_t place = zip_name_locate(package->zip, name, ZIP_FL_NOCASE);
    zip_stat_t stat;

    if (place < 0 || zip_stat_index(package->zip, (zip_uint64_t)place, 0, &stat) != 0
        || !(stat.valid & ZIP_STAT_COMP_SIZE) || !(stat.valid & ZIP_STAT_COMP_METHOD))
        return fail(err, ERROR_INPUT, NULL, "%s lacks its part %.80s: it is no .xlsx workbook, or it is damaged. Open "
                    "it in the spreadsheet program, and save it again.", package->name, name);
    if (stat.valid & ZIP_STAT_ENCRYPTION_METHOD && stat.encryption_method != ZIP_EM_NONE)
        return fail(err, ERROR_INPUT, NULL, "%s is protected by a password. Save it without.", package->name);
    if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
        return fail(err, ERROR_INPUT, NULL, "%s is packed in a way that no spreadsheet program uses.", package->name);
    zip_file_t *file = zip_fopen_index(package->zip, (zip_uint64_t)place, 0);
    if (!file)
        return fail(err, ERROR_INPUT, NULL, "%s: the part %.80s is damaged.", package->name, name);
    *part = memory_alloc(sizeof **part);
    (*part)->package = package;
    (*part)->file = file;
    (*part)->packed = (int64_t)stat.comp_size;
    name_keep((*part)->name, name);
    return true;
}

bool package_part_read(struct package_part *part, void *to, size_t room, size_t *got, struct error *err)
{
    struct package *package = part->package;
    zip_int64_t count = zip_fread(part->file, to, room);

    if (count < 0)
        return fail(err, ERROR_INPUT, NULL, "%s: the part %s is damaged. Perhaps the file is not whole.",
                    package->name, part->name);
    part->inflated += count;
    package->inflated += count;
    if (part->inflated > PACKAGE_FREE_BYTES && part->inflated / PACKAGE_RATIO_MAX > part->packed)
        return fail(err, ERROR_INPUT, NULL, "%s: the part %s unpacks to over %d times its size, as no workbook does. "
                    "It is not read.", package->name, part->name, PACKAGE_RATIO_MAX);
    if (package->inflated > PACKAGE_BYTES_MAX)
        return fail(err, ERROR_INPUT, NULL, "%s unpacks to over %lld MiB. It is not read: split it.", package->name,
                    (long long)(PACKAGE_BYTES_MAX / (1024 * 1024)));
    *got = (size_t)count;
    return true;
}

void package_part_close(struct package_part *part)
{
    if (!part)
        return;
    zip_fclose(part->file);
    free(part);
}
