/* A meeting to which an organisation is invited: whether they come, what they know and judge; and afterwards what was
 * decided, as far as it was sent to them. */
#include "web/pages/front_door/told.h"

#define LISTED 50
#define WORRY_BYTES 120

static const char *const writes[] = { "will_come", "apology_reason", "information", "analysis", "harm_view", NULL };
static const char *const conference_writes[] = { "will_come", "apology_reason", "information", "analysis", "harm_view",
                                                 "category_view", NULL };
static const char *const disagrees[] = { "dissent", NULL };

bool partner_load_meetings(struct request *rq, const struct partner *partner, struct partner_page_model *m,
                           struct error *err)
{
    struct partner_meeting_page page;
    if (!partner_meetings(rq->store, rq->arena, partner->team, rq->today, LISTED, &page, err))
        return false;
    m->meetings = arena_array(rq->arena, struct partner_meeting_line, page.count + 1);
    m->more_meetings = page.more;
    for (size_t i = 0; i < page.count; i++) {
        const struct partner_meeting *p = &page.at[i];
        m->meetings[m->meeting_count++] = (struct partner_meeting_line){
            .what = p->what, .about = partner_clipped(rq, p->worry, WORRY_BYTES),
            .when = instant_known(p->planned) ? instant_display(rq->arena, p->planned) : TEXT("Not planned yet"),
            .state = p->decided ? TEXT("The meeting is over") : instant_known(p->answered) ? TEXT("Sent")
                   : TEXT("Waits for you"),
            .link = text_format(rq->arena, "/partner/meetings/%.*s", TEXT_ARG(id_hex(rq->arena, p->record))),
        };
    }
    return true;
}

/* ---- one of them ---- */

struct invited { struct partner partner; struct partner_invitation invitation; id record; };

/* done: the request is answered or parked already. */
static bool open_invited(struct request *rq, struct invited *a, bool *done, struct error *err)
{
    struct error why = { 0 };
    if (!partner_may_ask(rq, &a->partner, done, err))
        return false;
    if (*done)
        return true;
    if (!id_from_hex(request_path_value(rq, "record"), &a->record))
        why.kind = ERROR_ABSENT;
    else if (partner_invitation(rq->store, rq->arena, &rq->actor, &a->partner, a->record, rq->today,
                                "/partner/meetings/{record}", &a->invitation, &why))
        return request_looked(rq, a->invitation.looks, a->invitation.child_count, err);
    return partner_not_theirs(rq, &why, err);
}

static const char *const *fields_of(const struct invited *a)
{
    const struct partner_invitation *i = &a->invitation;
    if (i->decided)
        return disagrees;
    return field_by_name(i->meeting, TEXT("worry")) ? writes : conference_writes;
}

static text about_all(struct request *rq, const struct partner_invitation *i)
{
    text about = TEXT_NONE;
    for (size_t n = 0; n < i->child_count; n++)
        about = text_format(rq->arena, "%.*s%s%.*s", TEXT_ARG(about), n ? "; " : "",
                            TEXT_ARG(partner_about(rq, i->children[n])));
    return about;
}

static bool invited_page(struct request *rq, const struct invited *a, struct form *form, struct error *err)
{
    const struct partner_invitation *i = &a->invitation;
    const struct values *v = &i->own.values;
    struct partner_invitation_page_model m = {
        .rq = rq, .form = form, .organisation = a->partner.name, .fields = fields_of(a), .action = rq->path,
        .invitation = i, .about = about_all(rq, i), .question = values_get(v, "question")->text,
        .basis = code_label(code_set_find("lawful_basis"), values_get(v, "lawful_basis")->text),
        .planned = instant_known(i->held) ? instant_display(rq->arena, i->held)
                 : instant_known(i->planned) ? instant_display(rq->arena, i->planned) : TEXT("Not planned yet"),
        .just_sent = text_is(request_query(rq, "sent"), "1"), .writes = !i->decided || i->told_count > 0,
    };
    (void)err;
    if (values_given(v, "answered_at"))
        m.answered = instant_display(rq->arena, values_instant(v, "answered_at"));
    page_partner_invitation(&rq->page, &m);
    return true;
}

static bool read_part(struct request *rq, const struct invited *a, struct form *form, struct error *err)
{
    const struct partner_invitation *i = &a->invitation;
    struct form_part part = { .fields = fields_of(a) };
    if (!form_read_part(rq, i->own.kind, &part, &i->own, form, err))
        return false;
    form_set(rq, form, "answered_at", instant_iso(rq->arena, rq->now));
    form_set(rq, form, "answered_by", id_hex(rq->arena, rq->actor.staff));
    if (values_given(&form->values, "information") && !values_given(&form->values, "report_received_at"))
        form_set(rq, form, "report_received_at", instant_iso(rq->arena, rq->now));
    form->reason = i->decided ? TEXT("Agency disagreed") : TEXT("Agency wrote its part");
    form_check(rq, form);
    if (!i->decided && values_is(&form->values, "will_come", "N") && !values_given(&form->values, "apology_reason"))
        form_problem(form, "apology_reason", "Say why nobody can come");
    bool any = false;
    for (const char *const *f = part.fields; *f; f++)
        any = any || values_get(&form->values, *f)->given || values_get(&form->values, *f)->problem;
    if (!any)
        form_problem(form, part.fields[0], "Say whether you come, or what you know");
    return true;
}

static bool invited_show(struct request *rq, struct error *err)
{
    struct invited a = { 0 };
    struct form form;
    bool done;
    if (!open_invited(rq, &a, &done, err))
        return false;
    if (done)
        return true;
    if (request_kept_form(rq)) {
        struct form_part part = { .fields = fields_of(&a) };
        if (!form_read_part(rq, a.invitation.own.kind, &part, &a.invitation.own, &form, err))
            return false;
        form.restored = true;
    } else {
        form_from_version(rq, &a.invitation.own, &form);
    }
    return invited_page(rq, &a, &form, err);
}

static bool invited_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct invited a = { 0 };
    struct form form;
    bool done;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "%.*s?sent=1", TEXT_ARG(rq->path)));
        return true;
    }
    if (why.kind != ERROR_CONFLICT && why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    if (!open_invited(rq, &a, &done, err))
        return false;
    if (done)
        return true;
    if (!read_part(rq, &a, &form, err))
        return false;
    form.replaces = a.invitation.own.seq;
    form.entry = id_new_ordered();
    form_problem(&form, why.field, why.kind == ERROR_CONFLICT
                 ? "The invitation was changed, or a colleague of yours wrote, while you did: look again, then send it"
                 : why.message);
    rq->status = why.kind == ERROR_CONFLICT ? 409 : 422;
    return invited_page(rq, &a, &form, err);
}

static bool invited_post(struct request *rq, struct error *err)
{
    struct invited a = { 0 };
    struct form form;
    bool done;
    if (!open_invited(rq, &a, &done, err))
        return false;
    if (done)
        return true;
    if (a.invitation.decided && a.invitation.told_count == 0) {          // over, and they were not told yet
        reply_see_other(rq, rq->path);
        return true;
    }
    if (!read_part(rq, &a, &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return invited_page(rq, &a, &form, err);
    }
    return form_keep_own(rq, &form, a.invitation.own.subject, invited_after, err);
}

const struct route partner_meeting_routes[] = {
    { .method = METHOD_GET, .path = "/partner/meetings/{record}", .may = MAY_SEND_AS_PARTNER,
      .handle = invited_show, .query = "sent" },
    { .method = METHOD_POST, .path = "/partner/meetings/{record}", .may = MAY_SEND_AS_PARTNER,
      .handle = invited_post },
    { 0 },
};
