/* How far two deciders agree, by month, and the cases on which they do not. */
#include "web/pages/front_door/second_decision.h"

#include <string.h>

#define MONTHS 13                      // this one so far and the twelve before: never less than a year
#define DIFFERENCES_MAX 100
#define SMALL 5                        // security.md, A10: smaller counts are not shown to who may not see cases

/* ---- figures ---- */

static text decision_of(struct decided d)
{
    return d.decision;
}

static text level_of(struct decided d)
{
    return d.level;
}

/* What is compared: two questions that both deciders answer. */
static const struct measured {
    const char *caption, *codes; text (*answer)(struct decided d);
} measured[] = {
    { "Level of need", "threshold_level", level_of },
    { "Decision", "contact_outcome", decision_of },
};

static bool place_of(const struct code_set *set, text code, size_t *place)
{
    for (*place = 0; *place < set->code_count; ++*place)
        if (text_is(code, set->codes[*place].code))
            return true;
    return false;
}

static bool same_month(struct civil a, struct civil b)
{
    return a.year == b.year && a.month == b.month;
}

/* Of that month, or, when it is nothing, of all. Cases in which one of the two did not say are left out. */
static struct agreement agreement_in(const struct measured *what, const struct second_pair *pairs,
                                     size_t count, struct civil month)
{
    const struct code_set *set = code_set_find(what->codes);
    struct ratings ratings = { .categories = set->code_count };
    for (size_t i = 0; i < count; i++) {
        size_t first, second;
        if ((month.month == 0 || same_month(day_civil(pairs[i].first_day), month))
                && place_of(set, what->answer(pairs[i].first), &first)
                && place_of(set, what->answer(pairs[i].second), &second))
            ratings.cases[first][second]++;
    }
    return agreement_of(&ratings);
}

static text estimate_words(struct arena *arena, const struct agreement *a, const struct estimate *e)
{
    if (!a->enough)
        return TEXT("too few to say");
    if (!e->known)
        return TEXT("too few outside one category");
    return text_format(arena, "%.2f (%.2f to %.2f)", e->value, e->low, e->high);
}

static text percent_words(struct arena *arena, const struct agreement *a)
{
    const struct estimate *e = &a->observed;
    if (!a->enough)
        return TEXT("too few to say");
    return text_format(arena, "%.0f%% (%.0f to %.0f)", 100 * e->value, 100 * e->low, 100 * e->high);
}

static struct month_row row_of(struct arena *arena, text month, const struct agreement *a, bool hidden)
{
    if (hidden)
        return (struct month_row){ .month = month, .cases = TEXT("under 5"), .agreed = TEXT("not shown"),
                                   .observed = TEXT("too few to say"), .kappa = TEXT("too few to say"),
                                   .ac1 = TEXT("too few to say") };
    return (struct month_row){
        .month = month, .cases = text_format(arena, "%zu", a->pairs),
        .agreed = text_format(arena, "%zu", a->agreed), .observed = percent_words(arena, a),
        .kappa = estimate_words(arena, a, &a->kappa), .ac1 = estimate_words(arena, a, &a->ac1),
    };
}

static text month_words(struct arena *arena, struct civil month, bool current)
{
    day first;
    if (!day_from_civil((struct civil){ month.year, month.month, 1 }, &first))
        return TEXT_NONE;
    text shown = text_cut(day_display(arena, first), ' ').after; // of "1 March 2026"
    return current ? text_format(arena, "%.*s, so far", TEXT_ARG(shown)) : shown;
}

static void fill_table(struct agreement_page_model *m, size_t at, const struct second_pair *pairs,
                       size_t count)
{
    struct arena *arena = m->rq->arena;
    struct month_table *table = &m->tables[at];
    struct civil month = day_civil(m->rq->today);
    bool some_hidden = false;
    *table = (struct month_table){ .caption = text_of(measured[at].caption),
                                   .rows = arena_array(arena, struct month_row, MONTHS + 1) };
    for (int i = 0; i < MONTHS; i++) {
        struct agreement a = agreement_in(&measured[at], pairs, count, month);
        bool hidden = !m->may_compare && a.pairs < SMALL;
        if (a.pairs > 0)
            table->rows[table->row_count++] = row_of(arena, month_words(arena, month, i == 0), &a, hidden);
        some_hidden = some_hidden || (hidden && a.pairs > 0);
        month = month.month == 1 ? (struct civil){ month.year - 1, 12, 1 }
                                 : (struct civil){ month.year, month.month - 1, 1 };
    }
    struct agreement all = agreement_in(&measured[at], pairs, count, (struct civil){ 0 });
    // The sum less the other months would say what is hidden.
    if (!some_hidden && all.pairs > 0)
        table->rows[table->row_count++] = row_of(arena, TEXT("All these months"), &all, false);
    m->some_hidden = m->some_hidden || some_hidden;
}

/* ---- by category: where the two part ---- */

/* Of all answers that name it, how many had the other's beside them: the usual measure of one category. */
static text same_words(struct arena *arena, uint32_t first, uint32_t second, uint32_t both)
{
    if (first + second < 2 * AGREEMENT_PAIRS_LEAST)
        return TEXT("too few to say");
    return text_format(arena, "%.0f%%", 100.0 * 2 * both / (first + second));
}

static void fill_categories(struct agreement_page_model *m, size_t at, const struct second_pair *pairs,
                            size_t count)
{
    struct arena *arena = m->rq->arena;
    const struct measured *what = &measured[at];
    const struct code_set *set = code_set_find(what->codes);
    struct category_table *table = &m->categories[at];
    *table = (struct category_table){ .caption = text_format(arena, "%s, by answer", what->caption),
        .rows = arena_array(arena, struct category_row, set->code_count + 1) };
    for (size_t i = 0; i < set->code_count; i++) {
        text code = text_of(set->codes[i].code);
        uint32_t first = 0, second = 0, both = 0;
        for (size_t j = 0; j < count; j++) {
            bool of_first = text_same(what->answer(pairs[j].first), code);
            bool of_second = text_same(what->answer(pairs[j].second), code);
            first += of_first;
            second += of_second;
            both += of_first && of_second;
        }
        if (first + second > 0)
            table->rows[table->row_count++] = (struct category_row){
                .label = text_of(set->codes[i].label), .first = text_format(arena, "%u", first),
                .second = text_format(arena, "%u", second), .both = text_format(arena, "%u", both),
                .same = same_words(arena, first, second, both) };
    }
}

/* ---- the learning list ---- */

static text answer_words(struct arena *arena, struct decided d)
{
    text level = code_label(code_set_find("threshold_level"), d.level);
    text decision = code_label(code_set_find("contact_outcome"), d.decision);
    return text_empty(d.level) ? decision
                               : text_format(arena, "%.*s; %.*s", TEXT_ARG(decision), TEXT_ARG(level));
}

static bool differs(const struct second_pair *p)
{
    return !text_same(p->first.decision, p->second.decision)
        || (!text_empty(p->first.level) && !text_same(p->first.level, p->second.level));
}

static bool list_differences(struct agreement_page_model *m, const struct second_pair *pairs,
                             size_t count, struct error *err)
{
    struct request *rq = m->rq;
    struct names names = { 0 };
    const struct second_pair *listed[DIFFERENCES_MAX];
    for (size_t i = 0; i < count && !m->more; i++) {
        bool opens = false;
        if (!differs(&pairs[i]))
            continue;
        if (!access_opens(rq->store, &rq->actor, MAY_COMPARE_DECISIONS, pairs[i].child, &opens, err))
            return false;
        m->more = opens && m->difference_count == DIFFERENCES_MAX;
        if (opens && !m->more) {
            listed[m->difference_count++] = &pairs[i];
            names_want(&names, rq->arena, pairs[i].child);
        }
    }
    if (!names_find(&names, rq, err))
        return false;
    m->differences = arena_array(rq->arena, struct difference_row, m->difference_count + 1);
    for (size_t i = 0; i < m->difference_count; i++)
        m->differences[i] = (struct difference_row){
            .name = names_of(&names, listed[i]->child),
            .link = text_format(rq->arena, "/second-decisions/%.*s/comparison",
                                TEXT_ARG(id_hex(rq->arena, listed[i]->record))),
            .when = day_display(rq->arena, listed[i]->first_day),
            .first = answer_words(rq->arena, listed[i]->first),
            .second = answer_words(rq->arena, listed[i]->second),
            .opened_again = listed[i]->opened_again, .looked_again = listed[i]->looked_again,
            .learnt = listed[i]->learnt,
        };
    return true;
}

static bool agreement_page(struct request *rq, struct error *err)
{
    struct agreement_page_model m = {
        .rq = rq, .may_compare = access_may(rq->actor.role, MAY_COMPARE_DECISIONS),
        .may_decide = access_may(rq->actor.role, MAY_DECIDE_AGAIN),
    };
    struct second_pair *pairs;
    size_t count;
    struct civil today = day_civil(rq->today);
    day this_month;
    if (!day_from_civil((struct civil){ today.year, today.month, 1 }, &this_month))
        return fail(err, ERROR_STORE, NULL, "The server's clock is wrong.");
    if (!second_pairs(rq->store, rq->arena, day_add_months(this_month, 1 - MONTHS), &pairs, &count, err))
        return false;
    m.any = count > 0;
    for (size_t i = 0; i < COUNT_OF(m.tables); i++)
        fill_table(&m, i, pairs, count);
    for (size_t i = 0; m.may_compare && i < COUNT_OF(m.categories); i++)
        fill_categories(&m, i, pairs, count);
    if (m.may_compare && !list_differences(&m, pairs, count, err))
        return false;
    page_agreement(&rq->page, &m);
    return true;
}

const struct route agreement_routes[] = {
    { .method = METHOD_GET, .path = "/agreement", .may = MAY_SEE_AGREEMENT, .handle = agreement_page },
    { 0 },
};
