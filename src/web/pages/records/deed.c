/* Small next steps on one record, each a row of a table: which fields are asked, what the page itself says, and
 * who may. The record is amended; why is the step's own name. */
#include "practice/pathway.h"
#include "web/pages/records/begin.h"
#include "web/pages/front_door/queue.h"

#include <string.h>

struct deed_page {
    const char *name, *kind, *title, *about, *reason;
    const char *const fields[12];
    const char *now_field, *me_field;      // set by the page: when, and by whom
    const char *const cleared[6];          // what no longer holds
    enum may may;
    const char *ask_why;                   // the question; NULL: the step's own reason says it
    const char *until_field;               // offered on the record until this is given; NULL: not offered there
    const char *after_field;               // and only once this one is; or NULL
};

static const struct deed_page pages[] = {
    { .name = "rate", .kind = "contact", .title = "Change the urgency", .fields = { "rag", NULL },
      .about = "The limit follows the urgency. Both ratings stay in the record.",
      .ask_why = "Why do you change it?", .may = MAY_TAKE_CONTACTS },
    { .name = "feedback", .kind = "contact", .title = "Tell the referrer", .reason = "Referrer told",
      .about = "Tell them what was decided, as far as they may know, and write down what you said.",
      .fields = { "feedback", NULL }, .now_field = "feedback_to_referrer_at", .may = MAY_RECORD },
    { .name = "accept", .kind = "referral", .title = "Accept the referral, or return it",
      .reason = "Decision on the referral", .may = MAY_ALLOCATE,
      .about = "To return it, choose 'Returned to the front door' and say why.",
      .fields = { "outcome", "primary_need", "decision_rationale", "nfa", "nfa_reason", "parents_told",
                  "team", NULL },
      .now_field = "decision_at", .me_field = "decision_by" },
    { .name = "resend", .kind = "referral", .title = "Send a returned referral on",
      .ask_why = "Why to this team, and what is new?",
      .about = "To another team, or to the same with what was missing. That team decides on it anew. Both "
               "decisions stay in the record. To end it, amend the referral and close it.",
      .fields = { "team", NULL }, .cleared = { "outcome", "decision_at", "decision_by", NULL },
      .may = MAY_SCREEN },
    { .name = "answer", .kind = "information_request", .title = "What the agency answered",
      .reason = "Agency answered", .may = MAY_RECORD,
      .fields = { "nothing_held", "information", "analysis", "shared_with", NULL },
      .now_field = "answered_at" },
    { .name = "checkpoint", .kind = "assessment", .title = "Look at an assessment half way",
      .about = "What is there so far stands beside this. Say what you ask for, so that it is not returned at the end.",
      .reason = "Looked at half way", .may = MAY_AUTHORISE, .fields = { "checkpoint_note", NULL },
      .now_field = "checkpoint_at", .me_field = "checkpoint_by" },
    { .name = "share", .kind = "assessment", .title = "Share an assessment",
      .about = "An assessment is complete when the family has discussed it or has it in writing. Tell the child in a "
               "form that they follow.",
      .reason = "Shared", .may = MAY_RECORD,
      .fields = { "shared_with_family_at", "shared_with_child_at", NULL } },
    { .name = "transfer", .kind = "case_transfer", .title = "Answer the transfer",
      .reason = "Transfer answered", .may = MAY_ALLOCATE,
      .fields = { "answer", "refused_reason", "joint_visit_at", "child_told_at", NULL },
      .now_field = "answered_at" },
    { .name = "found", .kind = "missing_episode", .title = "The child was found", .reason = "Found",
      .about = "The return interview is due within 72 hours of this.",
      .fields = { "end_at", "where_found", "circumstances", "shared_with_police", NULL },
      .may = MAY_RECORD, .until_field = "end_at" },
    { .name = "interview", .kind = "missing_episode", .title = "Return interview", .reason = "Return interview",
      .about = "By somebody the child can be open with. If there was none, say why and what was done instead.",
      .fields = { "interview", "interview_at", "interview_by", "interview_independent", "child_words", "push_pull",
                  "exploitation_signs", "shared_with_police", "no_interview_reason", NULL },
      .may = MAY_RECORD, .until_field = "interview_at", .after_field = "end_at" },
    { .name = "taken-over", .kind = "step_change", .title = "What the next service answered",
      .reason = "The next service answered", .may = MAY_RECORD,
      .about = "Until it has taken the child over, this service goes on.",
      .fields = { "receiving_service", "receiving_accepted", "accepted_at", "refused_reason", "child_told_at", NULL },
      .until_field = "accepted_at" },
    { .name = "first-visit", .kind = "private_fostering", .title = "First visit to a privately fostered child",
      .reason = "First visit", .may = MAY_RECORD,
      .about = "Speak with the child alone unless that is unsuitable, with the carer, and with all of the household.",
      .fields = { "first_visit_on", "spoken_alone", "not_alone_reason", "parents_agree", NULL },
      .until_field = "first_visit_on" },
    { .name = "suitable", .kind = "private_fostering", .title = "Decide on the private fostering",
      .reason = "Decision on the arrangement", .may = MAY_RECORD,
      .fields = { "decision", "decided_on", "requirements", NULL }, .until_field = "decision" },
    { .name = "fostering-ended", .kind = "private_fostering", .title = "The private fostering ended",
      .reason = "It ended", .may = MAY_RECORD, .fields = { "ended_on", "end_note", NULL },
      .until_field = "ended_on" },
    { .name = "early-help-ended", .kind = "early_help_episode", .title = "Early help ended", .reason = "It ended",
      .may = MAY_RECORD, .fields = { "end_date", "end_reason", "outcome", "child_views", "family_views", NULL },
      .until_field = "end_date" },
    { .name = "letter", .kind = "pre_proceedings", .title = "Letter before proceedings", .reason = "Letter sent",
      .about = "In words that the parents can follow: what must change, by when, and how to find a lawyer.",
      .fields = { "letter_sent", "fgdm_offered", NULL }, .may = MAY_RECORD, .until_field = "letter_sent" },
    { .name = "first-meeting", .kind = "pre_proceedings", .title = "First pre-proceedings meeting",
      .reason = "First meeting held", .may = MAY_RECORD,
      .about = "The day of it, for the clock. What was said and agreed is a record of its own.",
      .fields = { "first_meeting", "fgdm_held", NULL }, .until_field = "first_meeting", .after_field = "letter_sent" },
    { .name = "proceedings-decided", .kind = "pre_proceedings", .title = "End the pre-proceedings: step up or down",
      .reason = "Step up or down", .may = MAY_RECORD,
      .fields = { "step_decision", "outcome", "review_meetings", "court_application", "letter_of_intent", NULL },
      .until_field = "step_decision" },
    { .name = "authority-answer", .kind = "authority_transfer", .title = "What the other authority answered",
      .reason = "Answered", .may = MAY_RECORD,
      .fields = { "answered_on", "answer", "records_sent_on", "note", NULL }, .until_field = "answered_on" },
    { .name = "words-answer", .kind = "child_words", .title = "What the child's words changed",
      .about = "What was done, or why not, as the child was told it. Leave the day empty while they have not been told.",
      .reason = "Answer to the child's words", .may = MAY_RECORD,
      .fields = { "answer", "weight", "agreement", "answered_at", NULL } },
    { .name = "words-source", .kind = "child_words", .title = "How these words were taken", .may = MAY_RECORD,
      .reason = "Source of the child's words",
      .fields = { "taken", "told_by", "place", "present", "language", "confirmed", "form_of_words", NULL } },
};

struct doing { const struct deed_page *page; struct opened_record of; };

static bool open_doing(struct request *rq, struct doing *d, struct error *err)
{
    text name = request_path_value(rq, "step");
    for (size_t i = 0; i < COUNT_OF(pages) && !d->page; i++)
        if (text_is(name, pages[i].name))
            d->page = &pages[i];
    if (!d->page)
        return page_absent(err);
    if (!access_may(rq->actor.role, d->page->may))
        return fail(err, ERROR_REFUSED, NULL, "The role you act in, %s, may not use this page.",
                    role_label(rq->actor.role));
    return record_open_named(rq, d->page->may, d->page->kind, &d->of, err);
}

static struct form_part part_of(const struct deed_page *page)
{
    return (struct form_part){ .fields = page->fields };
}

static bool doing_page(struct request *rq, struct doing *d, struct form *form, struct error *err)
{
    struct names names = { 0 };
    struct deed_page_model m = {
        .rq = rq, .form = form, .name = d->of.name, .title = text_of(d->page->title),
        .about = text_of(d->page->about), .fields = d->page->fields, .ask_why = d->page->ask_why,
        .action = rq->path, .back_link = record_link(rq, &d->of.view, d->of.record, ""),
    };
    form->amends = d->page->ask_why != NULL;           // the question why is asked only where the step does not say
    names_want_of(&names, rq->arena, &d->of.version);
    if (!names_find(&names, rq, err) || !form_offer_records(rq, form, d->of.view.pass, err))
        return false;
    m.before = version_shown(rq, &d->of.view, &d->of.version, &names);
    page_deed(&rq->page, &m);
    return true;
}

static bool deed_show(struct request *rq, struct error *err)
{
    struct doing d = { 0 };
    struct form form;
    if (!open_doing(rq, &d, err))
        return false;
    if (request_kept_form(rq)) {
        struct form_part part = part_of(d.page);
        if (!form_read_part(rq, d.of.version.kind, &part, &d.of.version, &form, err))
            return false;
        form.restored = true;
    } else {
        form_from_version(rq, &d.of.version, &form);
    }
    return doing_page(rq, &d, &form, err);
}

static bool read_deed(struct request *rq, struct doing *d, struct form *form, struct error *err)
{
    struct form_part part = part_of(d->page);
    if (!form_read_part(rq, d->of.version.kind, &part, &d->of.version, form, err))
        return false;
    if (d->page->now_field)
        form_set(rq, form, d->page->now_field, instant_iso(rq->arena, rq->now));
    if (d->page->me_field)
        form_set(rq, form, d->page->me_field, id_hex(rq->arena, rq->actor.staff));
    for (const char *const *name = d->page->cleared; *name; name++)
        form_set(rq, form, *name, TEXT_NONE);
    form_check(rq, form);
    if (d->page->ask_why && text_empty(form->reason))
        form_problem(form, "reason", "Say why you change the record");
    if (!d->page->ask_why)
        form->reason = text_of(d->page->reason);
    return true;
}

static bool deed_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct doing d = { 0 };
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/records/%.*s?kept=1",
                                        TEXT_ARG(request_path_value(rq, "record"))));
        return true;
    }
    return refusal_is_for_page(&why, err) && open_doing(rq, &d, err) && read_deed(rq, &d, &form, err)
        && refusal_tell(rq, &form, &d.of, &why, err) && doing_page(rq, &d, &form, err);
}

static bool deed_post(struct request *rq, struct error *err)
{
    struct doing d = { 0 };
    struct form form;
    if (!open_doing(rq, &d, err) || !read_deed(rq, &d, &form, err))
        return false;
    if (!pathway_check(rq->store, d.of.view.pass, rq->arena, &form.values, err))
        return false;
    form.problem_count += form.values.problem_count > form.problem_count
                        ? form.values.problem_count - form.problem_count : 0;
    if (form.problem_count > 0) {
        rq->status = 422;
        return doing_page(rq, &d, &form, err);
    }
    return form_keep(rq, &form, d.of.view.child, deed_after, err);
}

/* Where a task is done: on a page of its own, else by amending its record. */
text task_link(struct request *rq, const struct task *task)
{
    static const struct { const char *step, *before, *after; } links[] = {
        { "contact_decision", "/contacts/", "/decide" }, { "contact_referral", "/contacts/", "/decide" },
        { "contact_feedback", "/records/", "/do/feedback" },
        { "referral_decision", "/records/", "/do/accept" },
        { "referral_allocation", "/referrals/", "/allocate" },
        { "referral_returned", "/records/", "/do/resend" },
        { "transfer_allocation", "/referrals/", "/allocate" },
        { "information_answer", "/records/", "/do/answer" },
        { "return_interview", "/records/", "/do/interview" }, { "missing_found", "/records/", "/do/found" },
        { "step_accepted", "/records/", "/do/taken-over" }, { "need_review", "/plans/", "/meet" },
        { "private_fostering_visit", "/records/", "/do/first-visit" },
        { "pre_proceedings_first", "/records/", "/do/first-meeting" },
        { "pre_proceedings_end", "/records/", "/do/proceedings-decided" },
        { "transfer_out_answer", "/records/", "/do/authority-answer" },
        { "assessment_checkpoint", "/records/", "/do/checkpoint" },
        { "assessment_answer", "/assessments/", "/answer" }, { "assessment_returned", "/assessments/", "" },
        { "assessment_authorise", "/assessments/", "" }, { "assessment_share", "/records/", "/do/share" },
        { "transfer_answer", "/records/", "/do/transfer" }, { "emergency_review", "/openings/", "" },
        { "strategy_hold", "/strategy/", "" }, { "enquiry_open", "/strategy/", "" }, { "enquiry_seen", "/enquiries/", "" },
        { "enquiry_outcome", "/enquiries/", "" }, { "enquiry_authorise", "/enquiries/", "" }, { "strategy_decide", "/strategy/", "" },
        { "strategy_share", "/strategy/", "" }, { "conference_hold", "/conferences/", "" },
        { "conference_decisions", "/conferences/", "" }, { "conference_minutes", "/conferences/", "" },
        { "protection_core_group", "/plans/", "/meet" }, { "core_group_minutes", "/meetings/", "/minutes" },
        { "cin_review_minutes", "/meetings/", "/minutes" },
        { "review_decisions", "/reviews/", "" }, { "review_minutes", "/reviews/", "" },
    };
    text hex = id_hex(rq->arena, task->record);
    if (task->step->again_kind && !strcmp(task->step->again_kind, "visit"))
        return text_format(rq->arena, "/children/%.*s/visit", TEXT_ARG(id_hex(rq->arena, task->subject)));
    if (!strcmp(task->step->name, "protection_review"))
        return text_format(rq->arena, "/children/%.*s/review", TEXT_ARG(id_hex(rq->arena, task->subject)));
    if (!strcmp(task->step->name, "assessment_start"))
        return text_format(rq->arena, "/children/%.*s/assessment", TEXT_ARG(id_hex(rq->arena, task->subject)));
    for (size_t i = 0; i < COUNT_OF(links); i++)
        if (!strcmp(links[i].step, task->step->name))
            return text_format(rq->arena, "%s%.*s%s", links[i].before, TEXT_ARG(hex), links[i].after);
    return text_format(rq->arena, "/records/%.*s/amend", TEXT_ARG(hex));
}

size_t deeds_on_record(struct request *rq, const struct record_version *v, struct next_step *steps, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(pages) && count < room; i++)
        if (!strcmp(pages[i].kind, v->kind->name) && pages[i].until_field
                && !values_given(&v->values, pages[i].until_field)
                && (!pages[i].after_field || values_given(&v->values, pages[i].after_field))
                && access_may(rq->actor.role, pages[i].may))
            steps[count++] = (struct next_step){
                text_of(pages[i].title), text_format(rq->arena, "/records/%.*s/do/%s",
                                                     TEXT_ARG(id_hex(rq->arena, v->record)), pages[i].name) };
    return count;
}

const struct route deed_routes[] = {
    { .method = METHOD_GET, .path = "/records/{record}/do/{step}", .may = MAY_RECORD, .handle = deed_show },
    { .method = METHOD_POST, .path = "/records/{record}/do/{step}", .may = MAY_RECORD,
      .handle = deed_post },
    { 0 },
};
