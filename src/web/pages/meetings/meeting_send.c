/* Beside a meeting: somebody else is invited; what was decided goes out to those who were. */
#include "web/pages/meetings/meeting.h"

#include "practice/partner.h"

#include <string.h>

#define SHARED_FOR_DAYS 28             // local standard: what was sent stays readable to an organisation for so long

static const char *const invite_fields[] = { "agency", "invitee", "role_to_child", "required", "partner_team",
                                             "question", NULL };

static bool open_writing(struct request *rq, struct meeting *m, bool *elsewhere, struct error *err)
{
    if (!meeting_open(rq, m, elsewhere, err) || *elsewhere)
        return *elsewhere;
    return m->may_write
        || fail(err, ERROR_REFUSED, NULL, "The role you act in, %s, writes nothing in this meeting.",
                role_label(rq->actor.role));
}

static bool back_to_meeting(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct meeting m;
    bool elsewhere;
    if (request_refused(rq, &why)) {
        *err = why;
        if (why.kind == ERROR_CONFLICT)          // the words of the ledger's own answer are about one form
            *err = (struct error){ .kind = ERROR_CONFLICT,
                .message = "Somebody changed this meeting meanwhile. Open it again, and look before you send." };
        return false;
    }
    if (!meeting_open(rq, &m, &elsewhere, err))
        return false;
    if (!elsewhere)
        reply_see_other(rq, text_format(rq->arena, "%s%.*s?kept=1", m.page->path,
                                        TEXT_ARG(id_hex(rq->arena, m.of.record))));
    return true;
}

/* ---- inviting ---- */

static bool invited_already(const struct meeting *m, text agency)
{
    for (size_t i = 0; i < m->row_count; i++)
        if (text_same(values_get(&m->rows[i].version->values, "agency")->text, agency))
            return true;
    return false;
}

static id team_of(const struct partner *partners, size_t count, const struct proposed *p)
{
    id found = p->team;
    for (size_t i = 0; i < count && id_none(p->team); i++)
        if (text_same(partners[i].agency, p->agency)) {
            if (!id_none(found))                 // more than one: whoever invites chooses
                return ID_NONE;
            found = partners[i].team;
        }
    return found;
}

/* Everybody who has to be there and is not invited yet: a conference that was asked for with its enquiry has nobody. */
static bool invite_proposed(struct request *rq, struct meeting *m, id entry, struct error *err)
{
    struct meeting_facts facts;
    struct proposed proposed[PROPOSED_MAX];
    struct partner *partners;
    size_t partner_count;
    struct record_bundle *bundle = request_bundle(rq, PROPOSED_MAX);
    if (!meeting_facts_load(rq->store, m->of.view.pass, rq->arena, rq->today, &facts, err)
            || !partners_list(rq->store, rq->arena, &partners, &partner_count, err))
        return false;
    size_t count = meeting_propose(m->of.version.kind, &facts, proposed);
    for (size_t i = 0; i < count; i++) {
        const struct proposed *p = &proposed[i];
        id team = team_of(partners, partner_count, p);
        if (!p->required || invited_already(m, p->agency))
            continue;
        const struct field_text all[] = {
            { "meeting_id", id_hex(rq->arena, m->of.record) }, { "agency", p->agency }, { "required", TEXT("Y") },
            { "family", text_is(p->agency, "FAMILY") ? TEXT("Y") : TEXT_NONE },
            { "partner_team", id_none(team) ? TEXT_NONE : id_hex(rq->arena, team) },
            { "staff_id", id_none(p->staff) ? TEXT_NONE : id_hex(rq->arena, p->staff) },
            { "invited_at", instant_iso(rq->arena, rq->now) }, { "lawful_basis", TEXT("PUBTASK") },
        };
        if (!meeting_add(rq, bundle, "meeting_attendance", all, COUNT_OF(all), m->of.view.child,
                         id_derived(entry, text_cstr(rq->arena, p->agency), 0), NULL, err))
            return false;
    }
    return bundle->count == 0 ? back_to_meeting(rq, err) : request_write(rq, &bundle->write, back_to_meeting, err);
}

static bool invite_post(struct request *rq, struct error *err)
{
    struct meeting m;
    struct form form;
    bool elsewhere;
    id entry;
    if (!open_writing(rq, &m, &elsewhere, err) || elsewhere)
        return elsewhere;
    if (!id_from_hex(request_field(rq, "entry"), &entry))
        return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    if (text_is(request_field(rq, "go"), "proposed"))
        return invite_proposed(rq, &m, entry, err);
    form_read_row(rq, kind_by_name(TEXT("meeting_attendance")), TEXT("new-"), invite_fields, NULL, &form);
    form.entry = entry;
    form_set(rq, &form, "meeting_id", id_hex(rq->arena, m.of.record));
    form_set(rq, &form, "invited_at", instant_iso(rq->arena, rq->now));
    form_set(rq, &form, "lawful_basis", TEXT("PUBTASK"));
    form_check(rq, &form);
    if (!values_given(&form.values, "agency") && !values_given(&form.values, "invitee"))
        return fail(err, ERROR_INPUT, NULL, "Choose an agency, or enter who is invited. Go back: what you typed is "
                                            "there.");
    if (form.values.problem_count > 0)
        return fail(err, ERROR_INPUT, NULL, "An answer about whom you invite cannot be read. Go back, and look at it "
                                            "again.");
    struct record_bundle *bundle = request_bundle(rq, 1);
    struct record_input input = form_input(rq, &form, m.of.view.child);
    return record_bundle_add(bundle, rq->arena, &input, NULL, err)
        && request_write(rq, &bundle->write, back_to_meeting, err);
}

/* ---- sending ---- */

/* An organisation sees the decision it was sent, for a while. */
static bool share_with(struct meeting *m, struct record_bundle *bundle, id entry, struct error *err)
{
    struct request *rq = m->rq;
    for (size_t i = 0; i < m->row_count; i++) {
        const struct record_version *v = m->rows[i].version;
        if (id_none(values_id(&v->values, "partner_team")) || values_is(&v->values, "status", "NOTINV"))
            continue;
        struct form *form = meeting_amend(rq, v, entry, text_cstr(rq->arena, m->rows[i].form.row), "Decisions sent");
        form_set(rq, form, "share_until", day_iso(rq->arena, day_add(rq->today, SHARED_FOR_DAYS)));
        form_check(rq, form);
        struct record_input input = form_input(rq, form, m->of.view.child);
        if (!record_bundle_add(bundle, rq->arena, &input, NULL, err))
            return false;
    }
    return true;
}

static bool sent_about(struct meeting *m, struct record_bundle *bundle, const struct record_version *v, id entry,
                       id child, const char *field, struct error *err)
{
    struct request *rq = m->rq;
    struct form *form = meeting_amend(rq, v, entry, text_cstr(rq->arena, id_hex(rq->arena, v->record)),
                                      strcmp(field, "minutes_sent_at") ? "Decisions sent" : "Record sent");
    if (values_given(&v->values, field))
        return true;
    form_set(rq, form, field, instant_iso(rq->arena, rq->now));
    form_check(rq, form);
    struct record_input input = form_input(rq, form, child);
    return record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

static bool send_post(struct request *rq, struct error *err)
{
    struct meeting m;
    bool elsewhere, minutes = text_is(request_field(rq, "go"), "minutes");
    id entry;
    if (!open_writing(rq, &m, &elsewhere, err) || elsewhere)
        return elsewhere;
    if (!id_from_hex(request_field(rq, "entry"), &entry))
        return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    if (!m.decided)
        return fail(err, ERROR_INPUT, NULL, "Nothing is decided yet: there is nothing to send.");
    const char *field = minutes ? "minutes_sent_at" : m.terms->shared;
    if (!field_by_name(m.of.version.kind, text_of(field)))
        return page_absent(err);
    struct record_bundle *bundle = request_bundle(rq, 60);
    if (!sent_about(&m, bundle, &m.of.version, entry, m.of.view.child, field, err))
        return false;
    for (size_t i = 0; i < m.other_count; i++)
        if (!sent_about(&m, bundle, &m.others[i].version, entry, m.others[i].version.subject, field, err))
            return false;
    if (bundle->count == 0)
        return back_to_meeting(rq, err);
    return (minutes || share_with(&m, bundle, entry, err)) && request_write(rq, &bundle->write, back_to_meeting, err);
}

/* What the decision did not do at once. */
static bool follow_post(struct request *rq, struct error *err)
{
    struct meeting m;
    bool elsewhere;
    id entry;
    if (!open_writing(rq, &m, &elsewhere, err) || elsewhere)
        return elsewhere;
    if (!id_from_hex(request_field(rq, "entry"), &entry))
        return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    if (!m.decided || strcmp(m.page->kind, strategy_page.kind) != 0)
        return page_absent(err);
    struct record_bundle *bundle = request_bundle(rq, 30);
    struct followed first = { m.of.view.pass, m.of.record, m.of.view.child, entry, &m.form, &m.of.version };
    if (!m.page->follow(rq, &m, bundle, &first, err))
        return false;
    for (size_t i = 0; i < m.other_count; i++) {
        struct meeting_other *o = &m.others[i];
        struct followed other = { o->pass, o->version.record, o->version.subject,
                                  id_derived(entry, text_cstr(rq->arena, o->form.row), 0), &o->form, &o->version };
        if (!m.page->follow(rq, &m, bundle, &other, err))
            return false;
    }
    return bundle->count == 0 ? back_to_meeting(rq, err) : request_write(rq, &bundle->write, back_to_meeting, err);
}

const struct route meeting_send_routes[] = {
    { .method = METHOD_POST, .path = "/meetings/{record}/follow", .may = MAY_RECORD, .handle = follow_post },
    { .method = METHOD_POST, .path = "/meetings/{record}/invite", .may = MAY_MEET, .handle = invite_post },
    { .method = METHOD_POST, .path = "/meetings/{record}/send", .may = MAY_MEET, .handle = send_post },
    { 0 },
};
