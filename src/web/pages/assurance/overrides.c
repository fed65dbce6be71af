#include "web/pages/assurance/overrides.h"

#include <string.h>

#define CASES_MAX 50

/* This month so far, and the twelve before it, newest first; then all of them. */
static bool months_until(struct request *rq, struct span months[OVERRIDE_MONTHS], struct error *err)
{
    struct civil today = day_civil(rq->today);
    day first;
    if (!day_from_civil((struct civil){ today.year, today.month, 1 }, &first))
        return fail(err, ERROR_STORE, NULL, "The server's clock is wrong.");
    instant until = day_london_end(rq->today);
    for (size_t i = 0; i < OVERRIDE_MONTHS; i++) {
        months[i] = (struct span){ day_london_start(day_add_months(first, -(int)i)), until };
        until = months[i].since;
    }
    return true;
}

static bool sees_cases(const struct request *rq)
{
    return access_may(rq->actor.role, MAY_COMPARE_DECISIONS);
}

static text given_words(struct request *rq, int64_t given, int64_t of, bool hidden)
{
    if (hidden)
        return given < OVERRIDE_SMALL ? text_format(rq->arena, "under %d of %lld", OVERRIDE_SMALL, (long long)of)
                                      : text_format(rq->arena, "not shown of %lld", (long long)of);
    return text_format(rq->arena, "%lld of %lld", (long long)given, (long long)of);
}

static bool overrides_page(struct request *rq, struct error *err)
{
    struct span months[OVERRIDE_MONTHS];
    struct override at[OVERRIDES_MAX];
    size_t count;
    if (!months_until(rq, months, err))
        return false;
    const struct span spans[] = { months[0], { months[OVERRIDE_MONTHS - 1].since, months[0].since } };
    if (!overrides_count(rq->store, rq->arena, spans, COUNT_OF(spans), at, &count, err))
        return false;
    struct overrides_page_model m = { .rq = rq, .rows = arena_array(rq->arena, struct override_row, count + 1) };
    for (size_t i = 0; i < count; i++) {
        int64_t of = at[i].in[1].of, given = at[i].in[1].given;
        bool small = !sees_cases(rq) && at[i].in[0].given > 0 && at[i].in[0].given < OVERRIDE_SMALL,
             hidden = !sees_cases(rq) && given > 0 && given < OVERRIDE_SMALL;
        struct override_row *row = &m.rows[m.row_count++];
        *row = (struct override_row){
            .what = text_of(at[i].field->overrides), .whose = text_of(at[i].kind->plural),
            .link = text_format(rq->arena, "/overrides/%s/%s", at[i].kind->name, at[i].field->name),
            .month = given_words(rq, at[i].in[0].given, at[i].in[0].of, small),
            .year = given_words(rq, given, of, hidden),
        };
        row->rate = hidden ? TEXT("not shown") : of == 0 ? TEXT("none yet")
            : text_format(rq->arena, "%lld.%lld%%", (long long)(given * 1000 / of / 10),
                          (long long)(given * 1000 / of % 10));
        m.some_hidden = m.some_hidden || hidden || small;
    }
    page_overrides(&rq->page, &m);
    return true;
}

/* ---- one of them ---- */

static bool list_cases(struct override_page_model *m, const struct override *of, struct span span, struct error *err)
{
    struct request *rq = m->rq;
    struct override_cases cases;
    struct names names = { 0 };
    if (!override_cases(rq->store, rq->arena, of, span, CASES_MAX, &cases, err))
        return false;
    m->cases = arena_array(rq->arena, struct override_case_row, cases.count + 1);
    m->more = cases.more;
    size_t shown = 0;
    for (size_t i = 0; i < cases.count; i++) {
        bool opens;
        if (!access_opens(rq->store, &rq->actor, MAY_READ_CHILD, cases.at[i].child, &opens, err))
            return false;
        m->closed += !opens;
        if (!opens)
            continue;
        names_want(&names, rq->arena, cases.at[i].child);
        cases.at[shown++] = cases.at[i];
    }
    if (!names_find(&names, rq, err))
        return false;
    for (size_t i = 0; i < shown; i++)
        m->cases[m->case_count++] = (struct override_case_row){
            .name = names_of(&names, cases.at[i].child),
            .link = text_format(rq->arena, "/records/%.*s", TEXT_ARG(id_hex(rq->arena, cases.at[i].record))),
            .when = day_display(rq->arena, instant_london_day(cases.at[i].when)),
            .recorded = instant_display(rq->arena, cases.at[i].recorded),
        };
    return true;
}

static bool override_page(struct request *rq, struct error *err)
{
    struct span months[OVERRIDE_MONTHS];
    struct override of;
    if (!override_find(request_path_value(rq, "kind"), request_path_value(rq, "field"), &of))
        return fail(err, ERROR_ABSENT, NULL, "Nothing of this name is counted.");
    if (!months_until(rq, months, err)
            || !override_count(rq->store, rq->arena, months, OVERRIDE_MONTHS, &of, err))
        return false;
    struct override_page_model m = {
        .rq = rq, .title = text_of(of.field->overrides), .whose = text_of(of.kind->plural), .may_open = sees_cases(rq),
        .months = arena_array(rq->arena, struct override_month_row, OVERRIDE_MONTHS),
    };
    int64_t given[OVERRIDE_MONTHS];
    bool hidden[OVERRIDE_MONTHS] = { false };
    for (size_t i = 0; i < OVERRIDE_MONTHS; i++)
        given[i] = of.in[i].given;
    if (!m.may_open) {                           // the sum of the twelve before this month stands on the other page
        override_hide(given, 1, hidden);
        override_hide(given + 1, OVERRIDE_MONTHS - 1, hidden + 1);
    }
    for (size_t i = 0; i < OVERRIDE_MONTHS; i++) {
        m.some_hidden = m.some_hidden || hidden[i];
        text first = day_display(rq->arena, instant_london_day(months[i].since));          // "1 March 2026"
        m.months[m.month_count++] = (struct override_month_row){
            .month = text_skip(first, 2), .given = given_words(rq, given[i], of.in[i].of, hidden[i]) };
    }
    if (m.may_open && !list_cases(&m, &of, (struct span){ months[OVERRIDE_MONTHS - 1].since, months[0].until }, err))
        return false;
    page_override(&rq->page, &m);
    return true;
}

const struct route override_routes[] = {
    { .method = METHOD_GET, .path = "/overrides", .may = MAY_SEE_AGREEMENT, .handle = overrides_page },
    { .method = METHOD_GET, .path = "/overrides/{kind}/{field}", .may = MAY_SEE_AGREEMENT, .handle = override_page },
    { 0 },
};
