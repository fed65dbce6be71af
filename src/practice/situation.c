#include "practice/situation.h"

#include "dictionary/step.h"

#include <string.h>

static bool is(const struct record_version *v, const char *kind)
{
    return !strcmp(v->kind->name, kind);
}

/* Ended before the day, by the field that the kind names or by another. */
static bool over(const struct record_version *v, const char *field, day on)
{
    day end = values_day(&v->values, field);
    return day_known(end) && !day_after(end, on);
}

static bool at_home(const struct record_version *v)
{
    return values_is(&v->values, "address_type", "HOME");
}

/* Where they sleep: letters go elsewhere. The home stands first. */
static void take_address(struct situation *s, const struct record_version *v, day on)
{
    day end = values_day(&v->values, "end_date");
    if ((day_known(end) && day_before(end, on)) || values_is(&v->values, "address_type", "CORR")
            || day_after(values_day(&v->values, "start_date"), on) || s->home_count == SITUATION_HOMES)
        return;
    size_t at = s->home_count++;
    if (at_home(v) && !at_home(at > 0 ? s->homes[0] : v)) {
        memmove(&s->homes[1], &s->homes[0], at * sizeof *s->homes);
        at = 0;
    }
    s->homes[at] = v;
}

static void take_plan(struct situation *s, const struct record_version *v, day on)
{
    bool protection = is(v, "child_protection_plan");
    if (over(v, "end_date", on) && (!s->ended_plan || day_after(values_day(&v->values, "end_date"),
                                                                values_day(&s->ended_plan->values, "end_date"))))
        s->ended_plan = v;
    if (over(v, "end_date", on) || day_after(values_day(&v->values, "start_date"), on))
        return;
    if (!s->plan || (protection && !is(s->plan, "child_protection_plan")))
        s->plan = v;
}

static void take_seen(struct situation *s, const struct record_version *v, instant at, text how)
{
    bool seen = text_empty(how) || code_among("SEEN_ALONE SEEN_WITH SEEN_OBS", how);
    if (!instant_known(at) || !seen)
        return;
    if (!s->last.record || instant_before(s->last.at, at))
        s->last = (struct seen){ v, at, how };
    if (text_is(how, "SEEN_ALONE") && (!s->alone.record || instant_before(s->alone.at, at)))
        s->alone = (struct seen){ v, at, how };
}

static bool same_agency(const struct record_version *a, const struct record_version *b)
{
    return is(a, "meeting_attendance") && is(b, "meeting_attendance")
        && text_same(values_get(&a->values, "agency")->text, values_get(&b->values, "agency")->text);
}

static void take_service(struct situation *s, const struct record_version *v)
{
    if (s->service_count == SITUATION_SERVICES)
        return;
    for (size_t i = 0; i < s->service_count; i++)
        if (same_agency(s->services[i], v))
            return;
    s->services[s->service_count++] = v;
}

static void take_risk(struct situation *s, const struct record_version *v, day on)
{
    const struct values *x = &v->values;
    if (is(v, "section_47_enquiry") && !s->enquiry && !over(v, "end_date", on))
        s->enquiry = v;
    else if (is(v, "strategy_discussion") && !s->strategy && !values_given(x, "decision"))
        s->strategy = v;
    else if (is(v, "missing_episode") && !s->missing && !values_given(x, "end_at"))
        s->missing = v;
    else if (is(v, "exploitation_risk") && !s->exploitation)
        s->exploitation = v;
    else if (is(v, "legal_case") && !s->proceedings && values_given(x, "issued_at") && !values_given(x, "ended_at"))
        s->proceedings = v;
    else if (is(v, "court_order") && s->order_count < SITUATION_ORDERS && !over(v, "ended_on", on)
            && !over(v, "expires_on", on))
        s->orders[s->order_count++] = v;
    else if (is(v, "relationship") && s->danger_count < SITUATION_PEOPLE && values_given(x, "risk_flag"))
        s->dangers[s->danger_count++] = v;
}

void situation_find(const struct record_list *records, day on, struct situation *s)
{
    *s = (struct situation){ 0 };
    for (size_t i = 0; i < records->count; i++) {
        const struct record_version *v = &records->at[i];
        const struct values *x = &v->values;
        if (v->withdrawn)
            continue;
        take_risk(s, v, on);
        if (is(v, "address"))
            take_address(s, v, on);
        else if (is(v, "child_protection_plan") || is(v, "child_in_need_plan"))
            take_plan(s, v, on);
        else if (is(v, "visit"))
            take_seen(s, v, values_instant(x, "visited_at"), values_get(x, "child_presence")->text);
        else if (is(v, "section_47_enquiry"))
            take_seen(s, v, values_instant(x, "child_seen_at"), values_get(x, "child_presence")->text);
        else if (is(v, "meeting_attendance") && values_given(x, "agency") && !values_is(x, "family", "Y"))
            take_service(s, v);
        else if (is(v, "early_help_episode") && !over(v, "end_date", on))
            take_service(s, v);
    }
    if (s->exploitation && values_is(&s->exploitation->values, "level", "NONE"))
        s->exploitation = NULL;
}
