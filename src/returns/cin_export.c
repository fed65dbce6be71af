/* The census of a year into a file, with flat memory: whole or not at all. */
#include "returns/cin_keep.h"
#include "returns/cin_write.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_YEAR = 2017, FLUSH_BYTES = 256 * 1024, CHILDREN_A_GLANCE = 50 };

struct exporting {
    struct cin_writer writer;
    struct hasher *hasher;
    int fd;
};

static bool flush(struct exporting *x, size_t least, struct error *err)
{
    size_t done = 0;

    if (x->writer.out.len < least)
        return true;
    while (done < x->writer.out.len) {
        ssize_t wrote = write(x->fd, x->writer.out.at + done, x->writer.out.len - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return fail(err, ERROR_STORE, NULL, "The file could not be written: %s.",
                        strerror(errno));
        done += (size_t)wrote;
    }
    hasher_add(x->hasher, x->writer.out.at, x->writer.out.len);
    x->writer.summary->bytes += (int64_t)x->writer.out.len;
    bytes_clear(&x->writer.out);
    return true;
}

static bool child_written(struct exporting *x, const struct cin_chosen_list *chosen,
                          struct error *err)
{
    cin_write_child(&x->writer, chosen);
    return flush(x, FLUSH_BYTES, err);
}

/* ---- the children of a year ---- */

static bool glance(struct exporting *x, size_t done, size_t all, struct error *err)
{
    const struct cin_export_options *options = x->writer.choice.options;

    if (!options->progress
        || options->progress(options->progress_with, (int64_t)done, (int64_t)all))
        return true;
    return fail(err, ERROR_CONFLICT, NULL, "The export was stopped. No file was written.");
}

/* The children that the file stated, in its order, each with what workers added. */
static bool children_stated(struct exporting *x, text list, struct cin_seen *written,
                            struct error *err)
{
    struct cin_writer *w = &x->writer;
    size_t all = list.len, lines = 0;                 // progress is told in bytes of the list

    while (!text_empty(list)) {
        struct text_pair line = text_cut(list, '\n');
        struct cin_chosen_list chosen = { 0 };
        id subject;
        list = line.after;
        if (text_empty(text_trim(line.before)))
            continue;
        arena_reset(w->arena);
        if ((lines++ % CHILDREN_A_GLANCE == 0 && !glance(x, all - list.len, all, err))
            || !cin_choose_stated(&w->choice, w->arena, line.before, &subject, &chosen, err))
            return false;
        bool first = cin_seen_add(written, subject) == 0;
        if (first && !w->choice.options->as_received
            && !cin_choose_open(&w->choice, w->arena, subject, true, &chosen, err))
            return false;
        if (!child_written(x, &chosen, err))
            return false;
    }
    return true;
}

/* Every child with an episode, in order of its first one. */
static bool subjects_with_episodes(struct store *store, struct arena *arena, id **subjects,
                                   size_t *count, struct error *err)
{
    const struct kind *episode = cin_place_of(cin_element_by_path(TEXT("CINdetails")))->kind;
    struct statement *s;
    size_t room = 1024;
    enum stepped step;

    *count = 0;
    *subjects = arena_array(arena, id, room);
    if (!store_prepare(store, text_format(arena,
            "SELECT subject, min(record) AS first FROM %s WHERE superseded_seq = " NEVER_SQL
            " GROUP BY subject ORDER BY first", episode->name), &s, err))
        return false;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        if (*count == room) {
            id *more = arena_array(arena, id, room * 2);
            memcpy(more, *subjects, room * sizeof *more);
            *subjects = more;
            room *= 2;
        }
        (*subjects)[(*count)++] = column_id(s, 0);
    }
    statement_end(s);
    return step == STEP_DONE;
}

static bool children_open(struct exporting *x, bool after_file, struct cin_seen *written,
                          struct arena *life, struct error *err)
{
    struct cin_writer *w = &x->writer;
    id *subjects;
    size_t count;

    if (!subjects_with_episodes(w->choice.store, life, &subjects, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct cin_chosen_list chosen = { 0 };
        arena_reset(w->arena);
        if (i % CHILDREN_A_GLANCE == 0 && !glance(x, i, count, err))
            return false;
        if (cin_seen_has(written, subjects[i]))
            continue;
        if (!cin_choose_open(&w->choice, w->arena, subjects[i], after_file, &chosen, err)
            || !child_written(x, &chosen, err))
            return false;
    }
    return true;
}

static bool census_out(struct exporting *x, const struct import *import, struct arena *life,
                       struct error *err)
{
    struct cin_seen written = { 0 };
    text list = TEXT_NONE;
    bool done = !import || stated_read(x->writer.choice.store, life, import, &list, err);

    bytes_add_cstr(&x->writer.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message>\n");
    cin_write_header(&x->writer, import ? import->header : cin_header_made(&x->writer));
    cin_write_tag(&x->writer, 1, "Children", false);
    done = done && children_stated(x, list, &written, err);
    if (!x->writer.choice.options->as_received)
        done = done && children_open(x, import != NULL, &written, life, err);
    cin_write_tag(&x->writer, 1, "Children", true);
    bytes_add_cstr(&x->writer.out, "</Message>\n");
    cin_seen_free(&written);
    return done && flush(x, 0, err);
}

/* ---- the file: beside its place first, so that it is there whole or not at all ---- */

static bool file_begin(struct exporting *x, const char *temporary, struct error *err)
{
    // Readable by its owner only: it holds children's records.
    x->fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (x->fd < 0)
        return fail(err, ERROR_INPUT, NULL, "%.120s cannot be written: %s.", temporary,
                    strerror(errno));
    x->hasher = hasher_new();
    return true;
}

static bool file_end(struct exporting *x, const char *temporary, const char *path, bool done,
                     struct error *err)
{
    x->writer.summary->sha256 = hasher_end(x->hasher);
    if (done && fsync(x->fd) != 0)
        done = fail(err, ERROR_STORE, NULL, "The file could not be written: %s.", strerror(errno));
    close(x->fd);
    if (done && rename(temporary, path) != 0)
        done = fail(err, ERROR_STORE, NULL, "%.120s cannot be written: %s.", path, strerror(errno));
    if (!done)
        unlink(temporary);
    return done;
}

static bool export_to(struct exporting *x, const struct import *import, const char *path,
                      struct arena *life, struct error *err)
{
    const char *temporary = text_cstr(life, text_format(life, "%s.part", path));

    if (!store_begin(x->writer.choice.store, TRANSACTION_READ, err))
        return false;
    bool done = file_begin(x, temporary, err)
             && file_end(x, temporary, path, census_out(x, import, life, err), err);
    store_rollback(x->writer.choice.store);
    return done;
}

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

bool cin_export(struct store *store, int year, const struct cin_export_options *options,
                const char *path, struct cin_summary *summary, struct error *err)
{
    struct exporting x = {
        .writer = { .choice = cin_choice_of(store, year, options), .summary = summary }, .fd = -1,
    };
    struct import_list imports;

    *summary = (struct cin_summary){
        .year = year, .reference = x.writer.choice.last, .read_on = INSTANT_UNKNOWN,
    };
    text name = text_of(last_name(path));
    snprintf(summary->file, sizeof summary->file, "%.*s", TEXT_ARG(name));
    if (year < FIRST_YEAR || year > 2100)
        return fail(err, ERROR_INPUT, NULL, "The census can be written for years from %d. "
                    "Give the year in which it ends, such as 2026 for 2025/26.", FIRST_YEAR);
    struct arena *life = arena_new();
    x.writer.arena = arena_new();
    bool done = import_list_read(store, life, &imports, err);
    x.writer.choice.imports = &imports;
    const struct import *import = done ? import_last_of_year(&imports, year) : NULL;
    if (done && options->as_received && !import)
        done = fail(err, ERROR_INPUT, NULL, "No census file of %d was read, so there is none "
                    "to give back.", year);
    text lea = import ? import->lea : options->lea;
    snprintf(summary->lea, sizeof summary->lea, "%.*s", (int)text_clip(lea, 15).len,
             lea.at ? lea.at : "");
    done = done && export_to(&x, import, path, life, err);
    bytes_free(&x.writer.out);
    arena_free(x.writer.arena);
    arena_free(life);
    return done;
}
