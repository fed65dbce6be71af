/* The one thread that writes: group commit, refusals that touch nobody else, two writers of one store, the end. */
#include "place.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WRITERS = 8, EACH = 60 };

struct load { struct writer *writer; int kept, number; pthread_t thread; };

/* Field 2 "no" is refused when its rows are made. */
static bool refuse_no(struct store *store, const struct entry *e, const struct part *parts, void *with,
                      struct error *err)
{
    (void)store;
    (void)with;
    const struct part *words = parts_find(parts, e->part_count, 2);
    return (words && !text_is(words->value, "no")) || fail(err, ERROR_CONFLICT, NULL, "No.");
}

static bool put(struct writer *writer, const char *words, struct receipt *receipt, struct error *err)
{
    struct part parts[2];
    struct draft draft = draft_of(parts, words);
    bool good = draft_seal(&draft, err);
    struct write write = { .drafts = &draft, .draft_count = 1, .apply = refuse_no, .receipts = receipt };
    good = good && writer_put(writer, &write, err);
    draft_free(&draft);
    return good;
}

static void *put_many(void *with)
{
    struct load *load = with;
    for (int i = 0; i < EACH; i++) {
        struct error err = { 0 };
        struct receipt receipt = { 0 };
        bool no = i % 10 == 9;
        bool kept = put(load->writer, no ? "no" : "a visit", &receipt, &err);
        if (kept != no)
            load->kept += kept;
        else
            load->kept = -10000;
    }
    return NULL;
}

static void start(struct load loads[WRITERS], struct writer *writer)
{
    for (int i = 0; i < WRITERS; i++) {
        loads[i] = (struct load){ .writer = writer, .number = i };
        check("thread", !pthread_create(&loads[i].thread, NULL, put_many, &loads[i]), "none");
    }
}

static int join(struct load loads[WRITERS])
{
    int kept = 0;
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(loads[i].thread, NULL);
        kept += loads[i].kept;
    }
    return kept;
}

static void test_many(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct load loads[WRITERS];
    struct writer *writer;
    struct found_list found;
    place_make(&place);
    WELL(writer_start(place.where, &writer, &err), err);
    start(loads, writer);
    int kept = join(loads);
    check("all but those refused", kept == WRITERS * EACH * 9 / 10, "%d", kept);
    struct writer_figures f = writer_look(writer);
    check("counted", f.requests == WRITERS * EACH && f.refused == WRITERS * EACH / 10 && f.waiting == 0
          && f.entries == (uint64_t)kept && f.healthy, "%d requests", (int)f.requests);
    check("shared commits", f.commits < f.requests, "%d of %d", (int)f.commits, (int)f.requests);
    writer_stop(writer);
    struct verify_report report = place_verify(&place, (struct verify_options){ 0 }, &found);
    check("clean", report.findings == 0 && report.entries == (uint64_t)kept + 1, "%s",
          found.at[0].meaning);
    place_remove(&place);
}

/* Two writers of one store, in threads of one process and in two processes: numbers are neither doubled nor
 * left out, and each answers for what it wrote. */
static void test_two_writers(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct load a[WRITERS], b[WRITERS];
    struct writer *first, *second;
    struct found_list found;
    place_make(&place);
    WELL(writer_start(place.where, &first, &err), err);
    WELL(writer_start(place.where, &second, &err), err);
    start(a, first);
    start(b, second);
    int kept = join(a) + join(b);
    writer_stop(first);
    writer_stop(second);
    check("all", kept == 2 * WRITERS * EACH * 9 / 10, "%d", kept);
    struct verify_report report = place_verify(&place, (struct verify_options){ 0 }, &found);
    check("clean", report.findings == 0 && report.entries == (uint64_t)kept + 1, "%s",
          found.at[0].meaning);
    place_remove(&place);
}

static int in_a_process(const char *where)
{
    struct error err = { 0 };
    struct writer *writer;
    struct receipt receipt;
    if (!writer_start(where, &writer, &err))
        return 1;
    for (int i = 0; i < 150; i++)
        if (!put(writer, "from a process", &receipt, &err))
            return 2;
    writer_stop(writer);
    return 0;
}

static void test_two_processes(void **state)
{
    (void)state;
    struct place place;
    struct found_list found;
    pid_t children[3];
    place_make(&place);
    for (size_t i = 0; i < COUNT_OF(children); i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(in_a_process(place.where));
    }
    for (size_t i = 0; i < COUNT_OF(children); i++) {
        int status;
        check("ended", waitpid(children[i], &status, 0) == children[i] && status == 0, "status %d",
              status);
    }
    struct verify_report report = place_verify(&place, (struct verify_options){ 0 }, &found);
    check("clean", report.findings == 0 && report.entries == 451, "%s", found.at[0].meaning);
    place_remove(&place);
}

static bool say_no(struct ledger *ledger, void *with, struct error *err)
{
    (void)ledger;
    return *(bool *)with || fail(err, ERROR_CONFLICT, NULL, "Somebody was first.");
}

/* Several drafts are kept together or not at all; `also` runs first and may refuse. */
static void test_together(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct writer *writer;
    struct part parts[3][2];
    struct receipt receipts[3];
    struct draft drafts[3] = { draft_of(parts[0], "one"), draft_of(parts[1], "two"),
                               draft_of(parts[2], "no") };
    bool yes = false;
    place_make(&place);
    WELL(writer_start(place.where, &writer, &err), err);
    for (int i = 0; i < 3; i++)
        WELL(draft_seal(&drafts[i], &err), err);
    struct write write = { .drafts = drafts, .draft_count = 3, .apply = refuse_no,
                           .receipts = receipts, .also = say_no, .also_with = &yes };
    check("also says no", !writer_put(writer, &write, &err) && err.kind == ERROR_CONFLICT, "kept");
    yes = true;
    error_clear(&err);
    check("the third says no", !writer_put(writer, &write, &err) && err.kind == ERROR_CONFLICT, "kept");
    write.draft_count = 2;
    error_clear(&err);
    WELL(writer_put(writer, &write, &err), err);
    check("two", receipts[0].seq == 1 && receipts[1].seq == 2, "%d", (int)receipts[0].seq);
    write.draft_count = 0;
    WELL(writer_put(writer, &write, &err), err);
    writer_stop(writer);
    for (int i = 0; i < 3; i++)
        draft_free(&drafts[i]);
    place_remove(&place);
}

static _Atomic int answered;

static void count_answer(struct write *write)
{
    answered += write->kept;
}

/* What is queued when the end comes is still written. */
static void test_end(void **state)
{
    (void)state;
    enum { QUEUED = 300 };
    struct place place;
    struct error err = { 0 };
    struct writer *writer;
    static struct part parts[QUEUED][2];
    static struct draft drafts[QUEUED];
    static struct receipt receipts[QUEUED];
    static struct write writes[QUEUED];
    place_make(&place);
    answered = 0;
    WELL(writer_start(place.where, &writer, &err), err);
    for (int i = 0; i < QUEUED; i++) {
        drafts[i] = draft_of(parts[i], "before the end");
        WELL(draft_seal(&drafts[i], &err), err);
        writes[i] = (struct write){ .drafts = &drafts[i], .draft_count = 1, .receipts = &receipts[i],
                                    .done = count_answer };
        check("queued", writer_queue(writer, &writes[i]), "stopping");
    }
    writer_stop(writer);
    check("all answered", answered == QUEUED, "%d", answered);
    for (int i = 0; i < QUEUED; i++)
        draft_free(&drafts[i]);
    place_remove(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_processes), cmocka_unit_test(test_many),
        cmocka_unit_test(test_two_writers), cmocka_unit_test(test_together), cmocka_unit_test(test_end),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
