/* Lists of children in a certain position, for managers and for the social workers of the children's team. Opening a
 * child from them needs its pass like anywhere else. */
#include "web/pages/duties/registers.h"

#include "practice/registers.h"
#include "record/same_person.h"
#include "web/pages/front_door/queue.h"

#define NOTICE_DAYS 42                 // SI 2005/1533, regulation 3: notice six weeks before the arrangement begins

static bool scope_of(struct request *rq, struct guarded *guarded, struct register_of *of, struct error *err)
{
    return record_guarded(rq->store, rq->arena, rq->actor.staff, guarded, err)
        && register_scope(rq->store, rq->arena, role_code(rq->actor.role), rq->actor.staff, of, err);
}

/* In place of whose record gave way, the person that is kept, with the names of all. */
static bool name_all(struct request *rq, id **subjects, size_t count, struct names *names, struct error *err)
{
    if (!same_persons_kept(rq->store, rq->actor.staff, subjects, count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        names_want(names, rq->arena, *subjects[i]);
    return names_find(names, rq, err);
}

static text link_to(struct request *rq, const char *before, id of)
{
    return text_format(rq->arena, "%s%.*s", before, TEXT_ARG(id_hex(rq->arena, of)));
}

static text label_of(const char *set, text code)
{
    return text_empty(code) ? TEXT_NONE : code_label(code_set_find(set), code);
}

/* ---- missing ---- */

static bool missing_line(struct request *rq, const struct missing_row *row, const struct names *names,
                         struct missing_line *line, struct error *err)
{
    *line = (struct missing_line){
        .name = names_of(names, row->subject), .child_link = link_to(rq, "/children/", row->subject),
        .link = link_to(rq, "/records/", row->record), .since = instant_display(rq->arena, row->since),
        .found = instant_known(row->found) ? instant_display(rq->arena, row->found) : TEXT_NONE,
        .type = label_of("missing_type", row->type), .risk = label_of("missing_risk", row->risk),
        .before = text_format(rq->arena, "%lld", (long long)row->before),
        .state_class = clock_class(row->clock.state),
        .state = row->interviewed ? TEXT("Return interview held") : row->excused ? TEXT("None, with a reason") : TEXT_NONE };
    if (row->interviewed || row->excused)
        return true;
    text words;
    if (!clock_words(rq->arena, &row->clock, rq->now, &words, err))
        return false;
    line->state = text_format(rq->arena, "%s: %.*s", instant_known(row->found) ? "Return interview" : "Search",
                              TEXT_ARG(words));
    return true;
}

static bool missing(struct request *rq, struct error *err)
{
    struct guarded guarded;
    struct register_of of;
    struct missing_register made;
    struct names names = { 0 };
    struct missing_page_model m = { .rq = rq };
    if (!scope_of(rq, &guarded, &of, err)
            || !register_missing(rq->store, rq->arena, &guarded, &of, rq->now, &made, err))
        return false;
    size_t count = made.missing_count + made.found_count;
    id **subjects = arena_array(rq->arena, id *, count + 1);
    for (size_t i = 0; i < count; i++)
        subjects[i] = i < made.missing_count ? &made.missing[i].subject : &made.found[i - made.missing_count].subject;
    if (!name_all(rq, subjects, count, &names, err))
        return false;
    m.missing = arena_array(rq->arena, struct missing_line, made.missing_count + 1);
    m.found = arena_array(rq->arena, struct missing_line, made.found_count + 1);
    for (size_t i = 0; i < made.missing_count; i++)
        if (!missing_line(rq, &made.missing[i], &names, &m.missing[m.missing_count++], err))
            return false;
    for (size_t i = 0; i < made.found_count; i++)
        if (!missing_line(rq, &made.found[i], &names, &m.found[m.found_count++], err))
            return false;
    m.all = of.all;
    m.more = made.more;
    page_missing(&rq->page, &m);
    return true;
}

/* ---- privately fostered ---- */

static text notice_words(struct request *rq, const struct fostered_row *row)
{
    if (!row->notice_known)
        return TEXT("Not known since when");
    if (row->notice < 0)
        return text_format(rq->arena, "We knew %d %s after it began", -row->notice, row->notice == -1 ? "day" : "days");
    return text_format(rq->arena, "We knew %d %s before", row->notice, row->notice == 1 ? "day" : "days");
}

static bool fostered_line(struct request *rq, const struct fostered_row *row, const struct names *names,
                          struct fostered_line *line, struct error *err)
{
    *line = (struct fostered_line){
        .name = names_of(names, row->subject), .child_link = link_to(rq, "/children/", row->subject),
        .link = link_to(rq, "/records/", row->record), .known = day_display(rq->arena, row->known),
        .from = day_known(row->from) ? day_display(rq->arena, row->from) : TEXT_NONE,
        .notice = notice_words(rq, row), .notice_late = row->notice_known && row->notice < NOTICE_DAYS,
        .unvisited = !day_known(row->first_visit),
        .first_visit = day_known(row->first_visit) ? day_display(rq->arena, row->first_visit) : TEXT("Not yet"),
        .last_visit = instant_known(row->last_visit) ? day_display(rq->arena, instant_london_day(row->last_visit))
                    : TEXT("None with the child"),
        .decision = text_empty(row->decision) ? TEXT("Not decided")
                  : label_of("private_fostering_outcome", row->decision),
        .next_class = clock_class(row->clock.state) };
    return row->clock.state == CLOCK_NONE || clock_words(rq->arena, &row->clock, rq->now, &line->next, err);
}

static bool fostered(struct request *rq, struct error *err)
{
    struct guarded guarded;
    struct register_of of;
    struct fostered_register made;
    struct names names = { 0 };
    struct fostered_page_model m = { .rq = rq };
    if (!scope_of(rq, &guarded, &of, err)
            || !register_fostered(rq->store, rq->arena, &guarded, &of, rq->now, &made, err))
        return false;
    id **subjects = arena_array(rq->arena, id *, made.count + 1);
    for (size_t i = 0; i < made.count; i++)
        subjects[i] = &made.at[i].subject;
    if (!name_all(rq, subjects, made.count, &names, err))
        return false;
    m.lines = arena_array(rq->arena, struct fostered_line, made.count + 1);
    for (size_t i = 0; i < made.count; i++)
        if (!fostered_line(rq, &made.at[i], &names, &m.lines[m.line_count++], err))
            return false;
    m.all = of.all;
    m.more = made.more;
    page_fostered(&rq->page, &m);
    return true;
}

const struct route register_routes[] = {
    { .method = METHOD_GET, .path = "/missing", .may = MAY_SEE_REGISTERS, .handle = missing },
    { .method = METHOD_GET, .path = "/private-fostering", .may = MAY_SEE_REGISTERS, .handle = fostered },
    { 0 },
};
