/* What is derived can be derived again, and whatever differs is named. */
#include "place.h"

#include <string.h>

static struct rebuild_report rebuilt(struct place *place, bool replace)
{
    struct rebuild_report report = { 0 };
    struct error err = { 0 };
    check("rebuild", record_rebuild(place->store, replace, NULL, NULL, &report, &err), "%s %s",
          err.message, err.detail);
    return report;
}

static void same_after_histories(void **state)
{
    (void)state;
    static struct step_list steps;
    uint64_t list[10];
    size_t count = seeds(list);
    for (size_t i = 0; i < count && i < 4; i++) {
        struct place place;
        print_message("SEED=%llu\n", (unsigned long long)list[i]);
        place_make(&place);
        history_make(&place, list[i], 200, &steps);
        struct rebuild_report report = rebuilt(&place, false);
        check("same", report.same && report.entries == place_size(&place), "%s",
              report.first_difference);
        place_remove(&place);
    }
}

/* A row changed behind the program's back: one column of every table of records, then all the others. */
static bool spoil(struct place *place, const char *table, const char *column,
                  enum column_kind stored)
{
    struct error err = { 0 };
    struct statement *s;
    char sql[400];
    int64_t changed = 0;
    const char *other = stored == COLUMN_INT ? "\"%s\" + 1" : stored == COLUMN_BYTES
        ? ":nought" : stored == COLUMN_TEXT ? "\"%s\" || 'x'" : NULL;
    char made[160];
    if (!other)
        return false;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(made, sizeof made, other, column);
#pragma GCC diagnostic pop
    // Within what the tables themselves refuse: the open end cannot be passed, nothing ends before it begins.
    if (stored == COLUMN_INT && (!strcmp(column, "superseded_seq") || !strcmp(column, "valid_to")))
        snprintf(made, sizeof made, "\"%s\" + CASE WHEN \"%s\" = 9223372036854775807 THEN -1"
                 " ELSE 1 END", column, column);
    if (stored == COLUMN_INT && (!strcmp(column, "recorded_seq") || !strcmp(column, "valid_from")))
        snprintf(made, sizeof made, "\"%s\" - 1", column);
    const char *row = on_postgres() ? "ctid" : "rowid";
    snprintf(sql, sizeof sql, "UPDATE %s SET \"%s\" = %s WHERE %s = (SELECT min(%s) FROM %s"
             " WHERE \"%s\" IS NOT NULL)", table, column, made, row, row, table, column);
    check(column, store_prepare(place->store, text_of(sql), &s, &err), "%s %s", err.message,
          err.detail);
    if (stored == COLUMN_BYTES)
        bind_id(s, "nought", ID_NONE);
    check(column, statement_run(s, &changed, &err), "%s %s", err.message, err.detail);
    return changed == 1;
}

struct columns { char name[64][40]; enum column_kind stored[64]; int count; };

static void columns_of(struct place *place, const char *table, struct columns *c)
{
    struct error err = { 0 };
    struct statement *s;
    char sql[120];
    snprintf(sql, sizeof sql, "SELECT * FROM %s LIMIT 1", table);
    check(table, store_prepare(place->store, text_of(sql), &s, &err), "%s", err.message);
    c->count = 0;
    if (statement_step(s, &err) == STEP_ROW)
        for (int i = 0; i < column_count(s); i++, c->count++) {
            snprintf(c->name[i], sizeof c->name[i], "%s", column_name(s, i));
            c->stored[i] = column_stored_as(s, i);
        }
    statement_end(s);
}

static void every_column_is_compared(void **state)
{
    (void)state;
    static const char *const tables[] = { "version", "case_note", "address", "person", "listed",
                                          "name_key" };
    static struct step_list steps;
    struct place place;
    int spoiled = 0;
    place_make(&place);
    history_make(&place, 7, 40, &steps);
    for (size_t t = 0; t < COUNT_OF(tables); t++) {
        struct columns c;
        columns_of(&place, tables[t], &c);
        check(tables[t], c.count > 0, "no row to spoil");
        for (int i = 0; i < c.count; i++) {
            if (!spoil(&place, tables[t], c.name[i], c.stored[i]))
                continue;
            struct rebuild_report report = rebuilt(&place, false);
            char table[60];
            snprintf(table, sizeof table, "table %s", tables[t]);
            check(c.name[i], !report.same, "%s: not seen", tables[t]);
            check(c.name[i], strstr(report.first_difference, table), "%s", report.first_difference);
            bool key = strstr("record recorded_seq valid_from person key kind", c.name[i]) != NULL;
            check(c.name[i], key || strstr(report.first_difference, c.name[i]), "%s",
                  report.first_difference);
            check("replace", rebuilt(&place, true).same, "not same");
            report = rebuilt(&place, false);
            check(c.name[i], report.same, "not mended: %s", report.first_difference);
            spoiled++;
        }
    }
    print_message("%d columns spoiled, seen and mended\n", spoiled);
    place_remove(&place);
}

static void run_sql(struct place *place, const char *sql)
{
    struct error err = { 0 };
    struct statement *s;
    int64_t changed;
    check(sql, store_prepare(place->store, text_of(sql), &s, &err), "%s %s", err.message, err.detail);
    if (strstr(sql, ":nought"))
        bind_id(s, "nought", ID_NONE);
    check(sql, statement_run(s, &changed, &err), "%s %s", err.message, err.detail);
}

static void rows_too_few_and_too_many(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "DELETE FROM version WHERE source_seq = (SELECT max(source_seq) FROM version)",
        "DELETE FROM version WHERE source_seq = (SELECT min(source_seq) FROM version)",
        "DELETE FROM listed",
        "INSERT INTO name_key VALUES ('word', 'nobody', :nought, :nought, 1)",
        "DELETE FROM name_gram",
        "DELETE FROM search_text",
    };
    static struct step_list steps;
    struct place place;
    place_make(&place);
    history_make(&place, 8, 30, &steps);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        run_sql(&place, cases[i]);
        check(cases[i], !rebuilt(&place, false).same, "not seen");
        check(cases[i], rebuilt(&place, true).same && rebuilt(&place, false).same, "not mended");
    }
    place_remove(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_after_histories), cmocka_unit_test(every_column_is_compared),
        cmocka_unit_test(rows_too_few_and_too_many),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
