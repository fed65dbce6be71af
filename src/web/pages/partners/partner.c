/* The pages of a partner organisation: a contact, an answer, and what became of theirs. Whoever signs in as one opens
 * no child's page and searches for nobody; what is not theirs is as absent as what does not exist, and guessing is
 * counted (security.md, A7, A11, H9). */
#include "web/pages/front_door/told.h"

#include "web/pages/front_door/queue.h"

#define LISTED 50
#define QUESTION_BYTES 160

static const char *const answer_fields[] = { "nothing_held", "information", NULL };
static const struct form_part answer_part = { .fields = answer_fields };

/* ---- guessing ---- */

struct guessed { struct write write; text who; instant now; };

static bool count_guess(struct ledger *ledger, void *with, struct error *err)
{
    const struct guessed *g = with;
    return knock_keep(ledger_store(ledger), KNOCK_REFERENCE, g->who, g->now, err);
}

static bool guess_counted(struct request *rq, struct error *err)
{
    (void)rq;                                  // counted or not: there is no such page
    return page_absent(err);
}

bool partner_not_theirs(struct request *rq, struct error *why, struct error *err)
{
    if (why->kind != ERROR_ABSENT) {
        *err = *why;
        return false;
    }
    struct guessed *g = arena_new_of(rq->arena, struct guessed);
    *g = (struct guessed){ .write = { .also = count_guess, .also_with = g },
                           .who = id_hex(rq->arena, rq->actor.account), .now = rq->now };
    return request_write(rq, &g->write, guess_counted, err);
}

bool partner_may_ask(struct request *rq, struct partner *partner, bool *answered, struct error *err)
{
    *answered = false;
    if (!partner_of(rq->store, rq->arena, rq->actor.staff, partner, err)
            || !knocks_over(rq->store, KNOCK_REFERENCE, id_hex(rq->arena, rq->actor.account), rq->now, answered,
                            err))
        return false;
    if (*answered) {
        rq->status = 429;
        reply_header(rq, "Retry-After", text_format(rq->arena, "%lld",
                     (long long)knock_window_seconds(KNOCK_REFERENCE)));
        page_error(&rq->page, &(struct error_page_model){
            .rq = rq, .title = TEXT("Wait an hour"), .message = TEXT("Too many references were not found. "
            "Wait an hour, and take references from your organisation's own page.") });
    }
    return true;
}

/* ---- home ---- */

text partner_clipped(struct request *rq, text words, size_t most)
{
    text first = text_cut(text_clip(words, most), '\n').before;
    return first.len < words.len ? text_format(rq->arena, "%.*s ...", TEXT_ARG(first)) : first;
}

/* Where a page of a list ended: "moment.moment.what", of the program's own making. Anything else: the first page. */
static bool ended_at(struct request *rq, const char *list, instant moments[2], text *what)
{
    struct text_pair first = text_cut(request_query(rq, list), '.'), second = text_cut(first.after, '.');
    *what = second.after;
    return text_to_int(first.before, &moments[0].us) && text_to_int(second.before, &moments[1].us)
        && !text_empty(*what);
}

static text ends_at(struct request *rq, const char *list, instant first, instant second, text what)
{
    return text_format(rq->arena, "/partner?%s=%lld.%lld.%.*s#%s", list, (long long)first.us, (long long)second.us,
                       TEXT_ARG(what), list);
}

static bool load_asked(struct request *rq, const struct partner *partner, struct partner_page_model *m,
                       struct error *err)
{
    struct partner_asked_page page;
    struct partner_asked after = { 0 };
    instant moments[2] = { { 0 } };
    text record;
    m->later_asked = ended_at(rq, "asked", moments, &record) && id_from_hex(record, &after.record);
    if (m->later_asked) {
        after.asked = moments[0];
        after.answered = moments[1].us ? moments[1] : INSTANT_UNKNOWN;
    }
    if (!partner_requests(rq->store, rq->arena, partner->team, rq->now, m->later_asked ? &after : NULL, LISTED,
                          &page, err))
        return false;
    m->asked = arena_array(rq->arena, struct partner_asked_line, page.count + 1);
    for (size_t i = 0; i < page.count; i++) {
        const struct partner_asked *asked = &page.at[i];
        struct partner_asked_line *line = &m->asked[m->asked_count++];
        *line = (struct partner_asked_line){
            .question = partner_clipped(rq, asked->question, QUESTION_BYTES),
                .answered = instant_known(asked->answered),
            .asked = instant_display(rq->arena, asked->asked), .due_class = clock_class(asked->clock.state),
            .link = text_format(rq->arena, "/partner/requests/%.*s", TEXT_ARG(id_hex(rq->arena, asked->record))),
        };
        if (!clock_words(rq->arena, &asked->clock, rq->now, &line->due, err))
            return false;
    }
    m->open_count = page.open;
    if (page.more) {
        const struct partner_asked *last = &page.at[page.count - 1];
        instant answered = instant_known(last->answered) ? last->answered : (instant){ 0 };
        m->older_asked = ends_at(rq, "asked", last->asked, answered, id_hex(rq->arena, last->record));
    }
    return true;
}

static bool load_sent(struct request *rq, const struct partner *partner, struct partner_page_model *m,
                      struct error *err)
{
    struct partner_sent_page page;
    struct partner_sent after = { 0 };
    instant moments[2] = { { 0 } };
    m->later_sent = ended_at(rq, "sent", moments, &after.reference);
    after.sent = moments[0];
    if (!partner_contacts(rq->store, rq->arena, partner->team, m->later_sent ? &after : NULL, LISTED, &page, err))
        return false;
    m->sent = arena_array(rq->arena, struct partner_sent_line, page.count + 1);
    for (size_t i = 0; i < page.count; i++) {
        const struct partner_sent *sent = &page.at[i];
        m->sent[m->sent_count++] = (struct partner_sent_line){
            .reference = reference_shown(rq->arena, sent->reference),
            .link = text_format(rq->arena, "/partner/contacts/%.*s", TEXT_ARG(sent->reference)),
            .sent = instant_display(rq->arena, sent->sent),
            .children = text_format(rq->arena, "%lld", (long long)sent->children),
            .state = sent->told == sent->children ? TEXT("Decided, and you were told")
                   : sent->told > 0 ? TEXT("Decided in part, and you were told")
                   : sent->decided == sent->children ? TEXT("Decided") : TEXT("Not decided yet"),
        };
    }
    if (page.more) {
        const struct partner_sent *last = &page.at[page.count - 1];
        m->older_sent = ends_at(rq, "sent", last->sent, last->sent, last->reference);
    }
    return true;
}

static bool partner_home(struct request *rq, struct error *err)
{
    struct partner_page_model m = { .rq = rq };
    struct partner partner;
    if (!partner_of(rq->store, rq->arena, rq->actor.staff, &partner, err)
            || !load_asked(rq, &partner, &m, err) || !partner_load_meetings(rq, &partner, &m, err) ||
                !load_sent(rq, &partner, &m, err))
        return false;
    m.organisation = partner.name;
    page_partner(&rq->page, &m);
    return true;
}

/* ---- a contact ---- */

struct telling { struct told_page_model m; struct form form; struct partner partner; struct told_sender sender; };

static bool telling_new(struct request *rq, struct telling *t, struct error *err)
{
    *t = (struct telling){ 0 };
    if (!partner_of(rq->store, rq->arena, rq->actor.staff, &t->partner, err)
            || !outside_telephone(rq->store, rq->arena, &t->m.telephone, err))
        return false;
    t->sender = (struct told_sender){
        .author = rq->actor.staff, .role = (uint16_t)rq->actor.role, .team = t->partner.team,
        .reference = reference_new(rq->arena), .source = text_of(partner_source(t->partner.agency)),
        .agency = t->partner.agency,
    };
    t->m.rq = rq;
    t->m.form = &t->form;
    t->m.title = TEXT("Tell us about a child");
    t->m.action = TEXT("/partner/contacts/new");
    t->m.organisation = t->partner.name;
    return true;
}

static bool contact_show(struct request *rq, struct error *err)
{
    struct telling t;
    if (!telling_new(rq, &t, err))
        return false;
    if (request_kept_form(rq)) {                 // the session had ended; what was typed is here, files are not
        if (!told_read(&t.m, &t.sender, err))
            return false;
        told_forget_problems(&t.m);
        t.form.restored = true;
    } else {
        told_new(&t.m);
    }
    page_told(&rq->page, &t.m);
    return true;
}

static bool contact_sent(struct request *rq, text reference)
{
    reply_see_other(rq, text_format(rq->arena, "/partner/contacts/%.*s?sent=1", TEXT_ARG(reference)));
    return true;
}

static bool contact_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct telling t;
    text reference;
    bool refused = request_refused(rq, &why);
    if (!telling_new(rq, &t, err))
        return false;
    if (told_before(rq, t.partner.team, &reference))
        return contact_sent(rq, reference);
    if (!refused)
        return page_absent(err);
    if (why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    if (!told_read(&t.m, &t.sender, err))
        return false;
    form_problem(&t.form, why.field, why.message);
    rq->status = 422;
    page_told(&rq->page, &t.m);
    return true;
}

static bool contact_post(struct request *rq, struct error *err)
{
    struct telling t;
    text reference;
    if (!telling_new(rq, &t, err))
        return false;
    if (told_before(rq, t.partner.team, &reference))
        return contact_sent(rq, reference);
    if (!told_read(&t.m, &t.sender, err))
        return false;
    bool row = text_is(request_field(rq, "go"), "row");
    if (row) {                                   // another child: nothing is sent yet
        told_forget_problems(&t.m);
        t.m.row_count += t.m.row_count < TOLD_CHILDREN_MAX;
    }
    if (row || t.form.problem_count > 0) {
        rq->status = row ? 200 : 422;
        page_told(&rq->page, &t.m);
        return true;
    }
    return told_keep(&t.m, &t.sender, 0, TEXT_NONE, contact_after, err);
}

static bool contact_seen(struct request *rq, struct error *err)
{
    struct partner partner;
    struct partner_contact *contact = arena_new_of(rq->arena, struct partner_contact);
    struct error why = { 0 };
    text reference;
    bool answered;
    if (!partner_may_ask(rq, &partner, &answered, err))
        return false;
    if (answered)
        return true;
    if (!reference_read(rq->arena, request_path_value(rq, "reference"), &reference)) {
        why.kind = ERROR_ABSENT;
        return partner_not_theirs(rq, &why, err);
    }
    if (!partner_contact(rq->store, rq->arena, &rq->actor, &partner, reference, "/partner/contacts/{reference}",
                         contact, &why))
        return partner_not_theirs(rq, &why, err);
    if (!request_looked(rq, contact->looks, contact->child_count, err))
        return false;
    struct partner_contact_page_model m = {
        .rq = rq, .organisation = partner.name, .contact = contact,
        .shown = reference_shown(rq->arena, reference), .just_sent = text_is(request_query(rq, "sent"), "1"),
    };
    page_partner_contact(&rq->page, &m);
    return true;
}

/* ---- a question ---- */

struct asked { struct partner partner; struct record_version version; id record; };

/* done: the request is answered or parked already. */
static bool open_asked(struct request *rq, struct asked *a, bool *done, struct error *err)
{
    struct look look;
    struct error why = { 0 };
    if (!partner_may_ask(rq, &a->partner, done, err))
        return false;
    if (*done)
        return true;
    if (!id_from_hex(request_path_value(rq, "record"), &a->record))
        why.kind = ERROR_ABSENT;
    else if (partner_request(rq->store, rq->arena, &rq->actor, &a->partner, a->record,
                             "/partner/requests/{record}", &a->version, &look, &why))
        return request_looked(rq, &look, 1, err);
    return partner_not_theirs(rq, &why, err);
}

text partner_about(struct request *rq, id child)
{
    struct person_hit hit;
    struct error none = { 0 };
    // Of a record that is restricted, nothing but the question.
    if (!record_person_hit(rq->store, rq->arena, rq->actor.staff, child, &hit, &none)
            || hit.restricted)
        return TEXT("the child named in the question");
    if (!day_known(hit.born))
        return hit.name;
    return text_format(rq->arena, "%.*s, born %.*s", TEXT_ARG(hit.name),
                       TEXT_ARG(day_display(rq->arena, hit.born)));
}

static bool asked_page(struct request *rq, const struct asked *a, struct form *form, struct error *err)
{
    const struct values *v = &a->version.values;
    struct clock clock;
    struct partner_request_page_model m = {
        .rq = rq, .form = form, .organisation = a->partner.name, .fields = answer_fields, .action = rq->path,
        .about = partner_about(rq, a->version.subject), .question = values_get(v, "question")->text,
        .asked = instant_display(rq->arena, values_instant(v, "asked_at")),
        .basis = code_label(code_set_find("lawful_basis"), values_get(v, "lawful_basis")->text),
        .is_answered = values_given(v, "answered_at"), .just_sent = text_is(request_query(rq, "sent"), "1"),
    };
    if (!clock_of(step_by_name(TEXT("information_answer")), v, INSTANT_UNKNOWN, rq->now, &clock, err)
            || !clock_words(rq->arena, &clock, rq->now, &m.due, err))
        return false;
    m.due_class = clock_class(clock.state);
    if (m.is_answered) {
        m.answered = instant_display(rq->arena, values_instant(v, "answered_at"));
        m.answer = values_is(v, "nothing_held", "Y") && !values_given(v, "information")
                 ? TEXT("Nothing is held.") : values_get(v, "information")->text;
    }
    page_partner_request(&rq->page, &m);
    return true;
}

static bool asked_show(struct request *rq, struct error *err)
{
    struct asked a = { 0 };
    struct form form;
    bool done;
    if (!open_asked(rq, &a, &done, err))
        return false;
    if (done)
        return true;
    if (request_kept_form(rq)) {
        if (!form_read_part(rq, a.version.kind, &answer_part, &a.version, &form, err))
            return false;
        form.restored = true;
    } else {
        form_from_version(rq, &a.version, &form);
    }
    return asked_page(rq, &a, &form, err);
}

static bool read_answer(struct request *rq, const struct asked *a, struct form *form, struct error *err)
{
    if (!form_read_part(rq, a->version.kind, &answer_part, &a->version, form, err))
        return false;
    form_set(rq, form, "answered_at", instant_iso(rq->arena, rq->now));
    form_set(rq, form, "answered_by", id_hex(rq->arena, rq->actor.staff));
    form->reason = TEXT("Agency answered");
    form_check(rq, form);
    return true;
}

static bool answer_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct asked a = { 0 };
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
    if (!open_asked(rq, &a, &done, err))
        return false;
    if (done)
        return true;
    if (!read_answer(rq, &a, &form, err))
        return false;
    form.replaces = a.version.seq;
    form.entry = id_new_ordered();
    form_problem(&form, why.field, why.kind == ERROR_CONFLICT
                 ? "The question was changed, or somebody answered, while you wrote: look again, then send it"
                 : why.message);
    rq->status = why.kind == ERROR_CONFLICT ? 409 : 422;
    return asked_page(rq, &a, &form, err);
}

static bool answer_post(struct request *rq, struct error *err)
{
    struct asked a = { 0 };
    struct form form;
    bool done;
    if (!open_asked(rq, &a, &done, err))
        return false;
    if (done)
        return true;
    if (values_given(&a.version.values, "answered_at")) {        // what was answered is the authority's to amend
        reply_see_other(rq, rq->path);
        return true;
    }
    if (!read_answer(rq, &a, &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return asked_page(rq, &a, &form, err);
    }
    return form_keep_own(rq, &form, a.version.subject, answer_after, err);
}

const struct route partner_routes[] = {
    { .method = METHOD_GET, .path = "/partner", .may = MAY_SEND_AS_PARTNER, .handle = partner_home,
      .query = "sent asked" },
    { .method = METHOD_GET, .path = "/partner/contacts/new", .may = MAY_SEND_AS_PARTNER, .handle = contact_show },
    { .method = METHOD_POST, .path = "/partner/contacts/new", .may = MAY_SEND_AS_PARTNER,
      .handle = contact_post, .takes_file = true },
    { .method = METHOD_GET, .path = "/partner/contacts/{reference}", .may = MAY_SEND_AS_PARTNER,
      .handle = contact_seen, .query = "sent" },
    { .method = METHOD_GET, .path = "/partner/requests/{record}", .may = MAY_SEND_AS_PARTNER,
      .handle = asked_show, .query = "sent" },
    { .method = METHOD_POST, .path = "/partner/requests/{record}", .may = MAY_SEND_AS_PARTNER,
      .handle = answer_post },
    { 0 },
};
