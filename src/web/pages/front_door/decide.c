/* The threshold decision on a contact: what was said, what came before, the decision with its reasons, and the
 * referral that follows from it, for one child or for brothers and sisters together. */
#include "web/pages/front_door/queue.h"

#include <string.h>

#define BEFORE_SHOWN 20

static const char *const decide_fields[] = {
    "history_checked", "threshold_level", "threshold_criteria", "decision", "nfa_reason",
    "decision_rationale", NULL
};
static const char *const beside[] = { "team", "call-*", NULL };
static const struct form_part decide_part = { decide_fields, beside };

/* ---- what is shown beside the form ---- */

static bool load_before(struct request *rq, const struct opened_record *d, struct decide_page_model *m,
                        struct error *err)
{
    struct record_list list;
    struct record_query query = { .group = "Front door", .limit = BEFORE_SHOWN + 1 };
    if (!record_list(rq->store, d->view.pass, rq->arena, &query, &list, err))
        return false;
    m->before = arena_array(rq->arena, struct chronology_row, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        const struct record_version *v = &list.at[i];
        if (id_same(v->record, d->record) || v->withdrawn || m->before_count == BEFORE_SHOWN)
            continue;
        m->before[m->before_count++] = (struct chronology_row){
            .version = v, .when = day_display(rq->arena, instant_london_day(v->valid_from)),
            .what = text_of(v->kind->label), .summary = values_summary(&v->values, rq->arena),
            .link = record_link(rq, &d->view, v->record, ""),
        };
    }
    return true;
}

static text call_name(struct request *rq, id record)
{
    return text_format(rq->arena, "call-%.*s", TEXT_ARG(id_hex(rq->arena, record)));
}

static bool load_calls(struct request *rq, const struct opened_record *d, struct decide_page_model *m,
                       struct error *err)
{
    struct called *calls;
    struct names names = { 0 };
    size_t count;
    if (!queue_same_call(rq->store, rq->arena, d->record, &calls, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        names_want(&names, rq->arena, calls[i].subject);
    if (!names_find(&names, rq, err))
        return false;
    m->calls = arena_array(rq->arena, struct same_call, count + 1);
    for (size_t i = 0; i < count; i++)
        m->calls[m->call_count++] = (struct same_call){
            .record = calls[i].record, .name = names_of(&names, calls[i].subject),
            .about = text_format(rq->arena, "%llu", (unsigned long long)calls[i].seq),
            .together = request_has_field(rq, text_cstr(rq->arena, call_name(rq, calls[i].record))),
        };
    return true;
}

static bool load_teams(struct request *rq, struct decide_page_model *m, struct error *err)
{
    struct team_line *teams;
    size_t count;
    if (!teams_list(rq->store, rq->arena, rq->now, &teams, &count, err))
        return false;
    m->teams = arena_array(rq->arena, struct decide_choice, count + 1);
    for (size_t i = 0; i < count; i++)
        m->teams[m->team_count++] = (struct decide_choice){
            id_hex(rq->arena, teams[i].team), text_format(rq->arena, "%.*s (%lld children)",
                TEXT_ARG(teams[i].name), (long long)teams[i].children) };
    m->team = request_field(rq, "team");
    return true;
}

static bool load_clock(struct request *rq, const struct opened_record *d, struct decide_page_model *m,
                       struct error *err)
{
    const struct step *step = step_by_name(TEXT("contact_decision"));
    struct clock clock;
    int64_t earlier;
    if (!clock_of(step, &d->version.values, INSTANT_UNKNOWN, rq->now, &clock, err)
            || !clock_words(rq->arena, &clock, rq->now, &m->clock_words, err)
            || !referrals_before(rq->store, d->view.child,
                                 values_day(&d->version.values, "received_at"), ID_NONE, &earlier, err))
        return false;
    m->clock_class = clock_class(clock.state);
    m->referrals_before = earlier == 0 ? TEXT("No referral in the twelve months before: not a re-referral.")
        : text_format(rq->arena, "%lld referral%s in the twelve months before: a referral now is a "
                      "re-referral.", (long long)earlier, earlier == 1 ? "" : "s");
    return true;
}

static bool decide_page(struct request *rq, struct opened_record *d, struct form *form, struct error *err)
{
    struct names names = { 0 };
    struct decide_page_model m = {
        .rq = rq, .form = form, .view = d->view, .name = d->name, .fields = decide_fields,
        .action = text_format(rq->arena, "/contacts/%.*s/decide", TEXT_ARG(id_hex(rq->arena, d->record))),
        .child_link = child_link(rq, &d->view, ""),
        .record_link = record_link(rq, &d->view, d->record, ""),
        .decided = values_given(&d->version.values, "decision_at"),
    };
    names_want_of(&names, rq->arena, &d->version);
    if (!names_find(&names, rq, err))
        return false;
    m.contact = version_shown(rq, &d->view, &d->version, &names);
    if (!load_before(rq, d, &m, err) || !load_calls(rq, d, &m, err) || !load_teams(rq, &m, err)
            || !load_clock(rq, d, &m, err)
            || !match_hint_load(rq, d->view.pass, d->record, d->view.child, &m.match, err))
        return false;
    page_decide(&rq->page, &m);
    return true;
}

static bool decide_show(struct request *rq, struct error *err)
{
    struct opened_record d = { 0 };
    struct form form;
    if (!record_open_named(rq, MAY_SCREEN, "contact", &d, err))
        return false;
    if (request_kept_form(rq)) {
        if (!form_read_part(rq, d.version.kind, &decide_part, &d.version, &form, err))
            return false;
        form.restored = true;
    } else {
        form_from_version(rq, &d.version, &form);
    }
    return decide_page(rq, &d, &form, err);
}

/* ---- keeping: the decision, and the referral where one follows ---- */

static bool makes_referral(const struct values *contact)
{
    const struct step *step = step_by_name(TEXT("contact_referral"));
    return code_among(step->when_codes, values_get(contact, step->when_field)->text);
}

static bool add_referral(struct request *rq, struct record_bundle *bundle, const struct values *contact,
                         id record, id child, id form_entry, struct error *err)
{
    const struct kind *kind = kind_by_name(TEXT("referral"));
    struct values *v = arena_new_of(rq->arena, struct values);
    day received = values_day(contact, "received_at");
    int64_t earlier;
    if (!referrals_before(rq->store, child, received, ID_NONE, &earlier, err))
        return false;
    *v = values_new(rq->arena, kind, rq->today);
    const struct { const char *field; text value; } all[] = {
        { "contact_id", id_hex(rq->arena, record) }, { "received_at", day_iso(rq->arena, received) },
        { "source", values_get(contact, "source")->text }, { "team", request_field(rq, "team") },
        { "is_rereferral", earlier > 0 ? TEXT("Y") : TEXT("N") },
        { "referrals_12m", text_format(rq->arena, "%lld", (long long)earlier) },
    };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        values_set(v, rq->arena, field_by_name(kind, text_of(all[i].field)), all[i].value);
    values_check(v, rq->arena);
    struct record_input input = {
        .values = v, .entry = id_derived(form_entry, "referral", 0), .subject = child,
        .replaces = NO_ENTRY, .author = rq->actor.staff, .role = (uint16_t)rq->actor.role,
    };
    return record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

static bool add_decision(struct request *rq, struct record_bundle *bundle, struct form *form, id child,
                         struct error *err)
{
    struct record_input input = form_input(rq, form, child);
    bool referred;                             // a decision taken again makes no second referral
    return record_bundle_add(bundle, rq->arena, &input, NULL, err)
        && contact_referred(rq->store, form->record, &referred, err)
        && (referred || !makes_referral(&form->values)
            || add_referral(rq, bundle, &form->values, form->record, child, form->entry, err));
}

/* A brother's or sister's contact with the same decision; everything else is its own. */
static bool add_brother(struct request *rq, struct record_bundle *bundle, const struct form *decided,
                        const struct pair *ticked, struct error *err)
{
    struct record_version v;
    const struct pass *pass;
    const struct kind *kind;
    struct form *form = arena_new_of(rq->arena, struct form);
    id record, child;
    int64_t seen;
    if (!id_from_hex(text_skip(ticked->name, strlen("call-")), &record)
            || !text_to_int(ticked->value, &seen) || seen < 0)
        return page_absent(err);
    if (!record_subject(rq->store, record, &child, &kind, err))
        return false;
    if (!kind || strcmp(kind->name, "contact"))
        return page_absent(err);
    if (!request_open_also(rq, child, MAY_SCREEN, &pass, err)
            || !record_get(rq->store, pass, rq->arena, record, &v, err))
        return false;
    form_from_version(rq, &v, form);
    form->entry = id_derived(decided->entry, text_cstr(rq->arena, ticked->name), 0);
    form->replaces = (uint64_t)seen;
    form->reason = decided->reason;
    for (const char *const *name = decide_fields; *name; name++)
        form_set(rq, form, *name, values_get(&decided->values, *name)->text);
    form_set(rq, form, "decision_by", values_get(&decided->values, "decision_by")->text);
    form_set(rq, form, "decision_at", values_get(&decided->values, "decision_at")->text);
    form_check(rq, form);
    return add_decision(rq, bundle, form, child, err);
}

static bool read_decision(struct request *rq, struct opened_record *d, struct form *form, struct error *err)
{
    if (!form_read_part(rq, d->version.kind, &decide_part, &d->version, form, err))
        return false;
    form->reason = values_given(&d->version.values, "decision_at") ? TEXT("Decided again")
                                                                    : TEXT("Threshold decision");
    form_set(rq, form, "decision_by", id_hex(rq->arena, rq->actor.staff));
    form_set(rq, form, "decision_at", instant_iso(rq->arena, rq->now));
    form_check(rq, form);
    if (!values_given(&form->values, "decision"))
        form_problem(form, "decision", "Choose a decision");
    if (!values_given(&form->values, "threshold_level"))
        form_problem(form, "threshold_level", "Choose the level of need");
    if (!values_given(&form->values, "decision_rationale"))
        form_problem(form, "decision_rationale", "Enter the reasons for the decision");
    return true;
}

static bool decide_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct opened_record d = { 0 };
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/queue?decided=%.*s",
                                        TEXT_ARG(request_path_value(rq, "record"))));
        return true;
    }
    return refusal_is_for_page(&why, err) && record_open_named(rq, MAY_SCREEN, "contact", &d, err)
        && read_decision(rq, &d, &form, err) && refusal_tell(rq, &form, &d, &why, err)
        && decide_page(rq, &d, &form, err);
}

static bool decide_post(struct request *rq, struct error *err)
{
    struct opened_record d = { 0 };
    struct form form;
    if (!record_open_named(rq, MAY_SCREEN, "contact", &d, err) || !read_decision(rq, &d, &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return decide_page(rq, &d, &form, err);
    }
    struct record_bundle *bundle = request_bundle(rq, 80);
    if (!add_decision(rq, bundle, &form, d.view.child, err))
        return false;
    for (size_t i = 0; i < rq->field_count; i++)
        if (text_starts(rq->fields[i].name, "call-")
                && !add_brother(rq, bundle, &form, &rq->fields[i], err))
            return false;
    return request_write(rq, &bundle->write, decide_after, err);
}

const struct route decide_routes[] = {
    { .method = METHOD_GET, .path = "/contacts/{record}/decide", .may = MAY_SCREEN, .handle = decide_show },
    { .method = METHOD_POST, .path = "/contacts/{record}/decide", .may = MAY_SCREEN,
      .handle = decide_post },
    { 0 },
};
