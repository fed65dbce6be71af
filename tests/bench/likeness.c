/* likeness - how long it takes to look for whoever is known already, in a store of so many invented persons.
 *
 *   likeness STORE PERSONS QUESTIONS SURNAMES.csv GIVEN.csv
 *
 * The store is made when it is empty: rows as record/apply would make them, put straight into the tables, since
 * a ledger of a million persons takes an hour. Names come by their weights from data/names, and a third of the family
 * names from a long tail. Prints milliseconds at the 50th, 90th and 99th percentile and at most, how much of them
 * was the processor's (the machine may have other work), a look-up by primary key for a yardstick, statements and
 * rows a question, and how many persons each answer names: who is asked for is in the store, told with slips. */
#include "base/bytes.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/random.h"
#include "record/likeness.h"
#include "record/tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { POOL_MAX = 8000, SAMPLES_MAX = 100000 };

struct pool { text names[POOL_MAX]; uint32_t up_to[POOL_MAX]; size_t count; };
static struct pool surnames, givens;
static struct arena *names_arena;
static struct store *store;
static struct error err;

static void must(bool done)
{
    if (done)
        return;
    fprintf(stderr, "%s %s\n", err.message, err.detail);
    exit(2);
}

static void pool_read(struct pool *pool, const char *path, size_t name, size_t weight)
{
    struct bytes held = { 0 };
    struct csv_row row;
    int64_t w;
    must(file_read(path, 1 << 22, &held, &err));
    struct csv csv = csv_over(text_copy(names_arena, bytes_text(&held)));
    while (csv_next(&csv, names_arena, &row, &err) && pool->count < POOL_MAX)
        if (row.cell_count > weight && text_to_int(row.cells[weight], &w)) {
            uint32_t before = pool->count ? pool->up_to[pool->count - 1] : 0;
            pool->names[pool->count] = row.cells[name];
            pool->up_to[pool->count++] = before + (uint32_t)w;
        }
    bytes_free(&held);
}

static text pool_pick(const struct pool *pool, struct dice *d)
{
    uint32_t at = dice_below(d, pool->up_to[pool->count - 1]);
    size_t low = 0, high = pool->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (pool->up_to[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return pool->names[low];
}

struct somebody { text forename, surname; day born; char postcode[16], lines[40]; bool girl; };

static text surname_pick(struct arena *arena, struct dice *d)
{
    static const char *const first[] = { "Ald", "Bran", "Cor", "Dun", "Ever", "Fal", "Gar", "Hather", "Inge",
        "Kel", "Lang", "Mar", "Nether", "Oak", "Pen", "Quar", "Ram", "Stan", "Thorn", "Under", "Wad", "Yar" };
    static const char *const second[] = { "by", "cott", "den", "field", "gate", "ham", "ington", "ley", "more",
        "ness", "over", "ridge", "sett", "thwaite", "ton", "well", "wick", "worth", "wood", "grave" };
    static const char *const third[] = { "", "", "", "s", "e", "er", "man" };
    if (dice_below(d, 3))
        return pool_pick(&surnames, d);
    return text_format(arena, "%s%s%s", first[dice_below(d, COUNT_OF(first))],
                       second[dice_below(d, COUNT_OF(second))], third[dice_below(d, COUNT_OF(third))]);
}

/* The nth person is the same whenever asked. Children and young people of 26 years; as many postcodes as there
 * would be. */
static struct somebody somebody_of(struct arena *arena, uint32_t n, uint32_t persons)
{
    struct dice d = dice_of(n + 1);
    struct somebody who = { .forename = pool_pick(&givens, &d), .surname = surname_pick(arena, &d) };
    uint32_t home = dice_below(&d, persons / 20 + 1);
    must(day_from_civil((struct civil){ 2000, 1, 1 }, &who.born));
    who.born = day_add(who.born, (int)dice_below(&d, 9490));
    who.girl = dice_below(&d, 2);
    snprintf(who.postcode, sizeof who.postcode, "ZZ%u %u%c%c", home / 5000, home / 500 % 10,
             (char)('A' + home / 22 % 22), (char)('A' + home % 22));
    snprintf(who.lines, sizeof who.lines, "%u Canal Street, Marlbrook", 1 + dice_below(&d, 60));
    return who;
}

/* ---- making ---- */

static void put(struct values *v, struct arena *arena, const char *field, text value)
{
    values_restore(v, arena, field_by_name(v->kind, text_of(field)), value);
}

static void put_keys(struct arena *arena, const struct values *v, id person, int64_t seq)
{
    struct name_key keys[NAME_KEYS_MAX];
    size_t count = name_keys(arena, v, keys);
    for (size_t i = 0; i < count; i++) {
        struct statement *s;
        must(store_prepare_literal(store,
            "INSERT INTO name_key (kind, key, person, record, source_seq) VALUES (:kind, :key,"
            " :person, :person, :seq) ON CONFLICT DO NOTHING", &s, &err));
        bind_text(s, "kind", text_of(keys[i].kind));
        bind_text(s, "key", keys[i].key);
        bind_id(s, "person", person);
        bind_int(s, "seq", seq);
        must(statement_send(s, &err));
    }
}

static void put_row(const char *sql, const struct somebody *who, id person, int64_t seq, text sort)
{
    struct statement *s;
    must(store_prepare(store, text_of(sql), &s, &err));
    bind_id(s, "id", person);
    bind_int(s, "seq", seq);
    if (strstr(sql, ":forename")) {
        bind_text(s, "forename", who->forename);
        bind_text(s, "surname", who->surname);
        bind_day(s, "born", who->born);
    }
    if (strstr(sql, ":sex"))
        bind_text(s, "sex", who->girl ? TEXT("F") : TEXT("M"));
    if (strstr(sql, ":sort"))
        bind_text(s, "sort", sort);
    if (strstr(sql, ":postcode"))
        bind_text(s, "postcode", text_of(who->postcode));
    if (strstr(sql, ":lines"))
        bind_text(s, "lines", text_of(who->lines));
    must(statement_send(s, &err));
}

#define VALUES ":id, :id, 0, 9223372036854775807, :seq, :seq, 9223372036854775807, 0, :id, 1, 0"

static void make_one(struct arena *arena, uint32_t n, uint32_t persons)
{
    struct somebody who = somebody_of(arena, n, persons);
    id person = id_new_random();
    struct values v = values_new(arena, kind_by_name(TEXT("person")), DAY_UNKNOWN);
    put(&v, arena, "forename", who.forename);
    put(&v, arena, "surname", who.surname);
    put(&v, arena, "dob", day_iso(arena, who.born));
    put_keys(arena, &v, person, n);
    v = values_new(arena, kind_by_name(TEXT("address")), DAY_UNKNOWN);
    put(&v, arena, "postcode", text_of(who.postcode));
    put_keys(arena, &v, person, n);
    put_row("INSERT INTO person (" VERSION_COLUMNS ", recorded_as, forename, surname, dob, sex) VALUES ("
            VALUES ", 'CHILD', :forename, :surname, :born, :sex)", &who, person, n, TEXT_NONE);
    put_row("INSERT INTO address (" VERSION_COLUMNS ", address_type, lines, postcode) VALUES ("
            VALUES ", 'HOME', :lines, :postcode)", &who, person, n, TEXT_NONE);
    put_row("INSERT INTO listed (person, sort, named, forename, surname, known_as, born, died, child,"
            " protected, reference, place, open_work) VALUES (:id, :sort, 1, :forename, :surname, '',"
            " :born, 0, 1, 0, CASE WHEN :seq < 0 THEN 'x' ELSE '' END, :postcode, 0)", &who, person, n,
            name_sort(arena, who.forename, who.surname));
}

static void make_all(uint32_t persons)
{
    struct arena *arena = arena_new();
    must(store_begin(store, TRANSACTION_WRITE, &err) && record_define(store, &err));
    for (uint32_t n = 0; n < persons; n++) {
        make_one(arena, n, persons);
        arena_reset(arena);
        if (n % 50000 == 49999)
            must(store_commit(store, &err) && store_begin(store, TRANSACTION_WRITE, &err));
    }
    must(store_commit(store, &err) && store_define(store, "ANALYZE", &err));
    arena_free(arena);
}

/* ---- asking ---- */

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static text slip(struct arena *arena, text word, struct dice *d)
{
    char *made = arena_copy(arena, word.at, word.len);
    if (word.len > 3) {
        size_t at = 1 + dice_below(d, (uint32_t)word.len - 2);
        char c = made[at];
        made[at] = made[at + 1];
        made[at + 1] = c;
    }
    return (text){ made, word.len };
}

static struct likeness_question ask_for(struct arena *arena, const struct somebody *who, struct dice *d)
{
    struct likeness_question q = { .forename = who->forename, .surname = who->surname,
                                   .born = who->born, .expected = DAY_UNKNOWN,
                                   .sex = who->girl ? TEXT("F") : TEXT("M") };
    struct civil c = day_civil(who->born);
    switch (dice_below(d, 5)) {
    case 0: q.forename = slip(arena, who->forename, d); break;
    case 1: q.surname = slip(arena, who->surname, d); break;
    case 2: (void)day_from_civil((struct civil){ c.year, c.day, c.month }, &q.born); break;
    case 3: q.born = DAY_UNKNOWN; break;
    default: break;
    }
    if (dice_below(d, 2)) {
        q.postcode = text_of(who->postcode);
        q.address = text_of(who->lines);
    }
    return q;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of sorted microseconds: the median, the 90th and 99th percentile, the most. */
static void show(const char *what, double *us, size_t count)
{
    qsort(us, count, sizeof *us, by_size);
    printf("%s %.3f, %.3f, %.3f, %.3f ms\n", what, us[count / 2] / 1e3, us[count * 9 / 10] / 1e3,
           us[count * 99 / 100] / 1e3, us[count - 1] / 1e3);
}

/* The yardstick: a row of the list by its primary key, each in a place of its own. */
static void look_up(struct arena *arena, size_t questions, double *took)
{
    id *persons = arena_array(arena, id, questions);
    struct statement *s;
    size_t count = 0;
    must(store_prepare_literal(store, "SELECT person FROM listed ORDER BY sort LIMIT :n", &s, &err));
    bind_int(s, "n", (int64_t)questions);
    while (statement_step(s, &err) == STEP_ROW)
        persons[count++] = column_id(s, 0);
    statement_end(s);
    for (size_t i = 0; i < count; i++) {
        double start = now(CLOCK_MONOTONIC);
        must(store_prepare_literal(store, "SELECT surname FROM listed WHERE person = :person", &s, &err));
        bind_id(s, "person", persons[i]);
        must(statement_step(s, &err) == STEP_ROW);
        statement_end(s);
        took[i] = (now(CLOCK_MONOTONIC) - start) * 1e6;
    }
}

int main(int argc, char **argv)
{
    static double took[SAMPLES_MAX], busy[SAMPLES_MAX], key[SAMPLES_MAX];
    if (argc != 6) {
        fprintf(stderr, "usage: likeness STORE PERSONS QUESTIONS SURNAMES.csv GIVEN.csv\n");
        return 2;
    }
    uint32_t persons = (uint32_t)atoi(argv[2]);
    size_t questions = (size_t)atoi(argv[3]) % SAMPLES_MAX, found_there = 0, named = 0, likely = 0;
    bool has = false;
    names_arena = arena_new();
    struct arena *arena = arena_new();
    pool_read(&surnames, argv[4], 2, 3);
    pool_read(&givens, argv[5], 3, 4);
    must(store_open(argv[1], STORE_CREATE, &store, &err) && store_has_table(store, "listed", &has, &err));
    if (!has)
        make_all(persons);
    struct dice d = dice_of(4711);
    int64_t statements = store_statements(store);
    for (size_t i = 0; i < questions; i++) {
        struct somebody who = somebody_of(arena, dice_below(&d, persons), persons);
        struct likeness_question q = ask_for(arena, &who, &d);
        struct likeness_list found;
        double start = now(CLOCK_MONOTONIC), cpu = now(CLOCK_THREAD_CPUTIME_ID);
        must(likeness_find(store, arena, ID_NONE, &q, 20, &found, &err));
        took[i] = (now(CLOCK_MONOTONIC) - start) * 1e6;
        busy[i] = (now(CLOCK_THREAD_CPUTIME_ID) - cpu) * 1e6;
        text name = text_format(arena, "%.*s %.*s", TEXT_ARG(who.forename), TEXT_ARG(who.surname));
        bool there = false;
        for (size_t k = 0; k < found.count; k++) {
            there = there || (day_same(found.at[k].hit.born, who.born)
                              && text_same(found.at[k].hit.name, name));
            likely += found.at[k].likely;
        }
        found_there += there;
        named += found.count;
        arena_reset(arena);
    }
    statements = store_statements(store) - statements;
    look_up(arena, questions, key);
    printf("%u persons, %zu questions: %.1f statements each; found %.3f, named %.2f, of these likely %.2f\n",
           persons, questions, (double)statements / (double)questions, (double)found_there / (double)questions,
           (double)named / (double)questions, (double)likely / (double)questions);
    show("matching p50, p90, p99, most:", took, questions);
    show("  of it processor time:", busy, questions);
    show("a row by its primary key:", key, questions);
    printf("median matching is %.0f of them, p99 %.0f\n", took[questions / 2] / key[questions / 2],
           took[questions * 99 / 100] / key[questions / 2]);
    store_close(store);
    return 0;
}
