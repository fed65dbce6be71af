/* What a meeting has before it, and what it leaves: the chair's pack, and what was said and decided, each as a page and
 * as a PDF. Both are told once, as lines, and shown twice. What changed in a plan is pages/plans/minutes.c. */
#include "web/pages/meetings/meeting.h"

#include "practice/chronology.h"
#include "web/paper.h"

#include <string.h>

#define EVENTS_TOLD 60

struct sheet { struct request *rq; struct sheet_line *at; size_t count, room; };

static void line(struct sheet *s, struct sheet_line one)
{
    if (one.kind != SHEET_HEADING && text_empty(one.value))
        return;
    if (s->count == s->room) {
        size_t room = s->room ? s->room * 2 : 64;
        struct sheet_line *more = arena_array(s->rq->arena, struct sheet_line, room);
        if (s->count > 0)
            memcpy(more, s->at, s->count * sizeof *more);
        s->at = more;
        s->room = room;
    }
    s->at[s->count++] = one;
}

static void heading(struct sheet *s, text words)
{
    line(s, (struct sheet_line){ .kind = SHEET_HEADING, .label = words });
}

static void row(struct sheet *s, const char *label, text value)
{
    line(s, (struct sheet_line){ .kind = SHEET_ROW, .label = text_of(label), .value = value });
}

static void words(struct sheet *s, text value)
{
    line(s, (struct sheet_line){ .kind = SHEET_WORDS, .value = value });
}

static void rows_of(struct sheet *s, const struct shown_version *shown)
{
    for (size_t i = 0; i < shown->row_count; i++)
        if (!shown->rows[i].gap)
            line(s, (struct sheet_line){ .kind = SHEET_ROW, .label = shown->rows[i].label,
                .value = shown->rows[i].value, .child_words = shown->rows[i].child_words });
}

/* ---- what both tell ---- */

static void who_was_there(struct sheet *s, const struct meeting *m)
{
    heading(s, m->decided ? TEXT("Who was there, and what they said") : TEXT("Who belongs to it, and what they sent"));
    if (m->quorum.source)
        words(s, m->quorum.met ? TEXT("Enough are there to decide.")
              : text_format(s->rq->arena, "Not quorate. Missing: %.*s.", TEXT_ARG(m->quorum.missing)));
    for (size_t i = 0; i < m->row_count; i++) {
        const struct meeting_row *r = &m->rows[i];
        const struct values *v = &r->version->values;
        line(s, (struct sheet_line){ .kind = SHEET_ROW, .label = r->title,
            .value = text_format(s->rq->arena, "%.*s%s%s", TEXT_ARG(r->came), r->required ? ". Had to be there" : "",
                                 r->report_here ? ". Report received" : "") });
        row(s, "What they know", r->information);
        row(s, "What it means", r->analysis);
        row(s, "What they judge", r->harm);
        row(s, "Where they disagree", values_get(v, "dissent")->given ? values_get(v, "dissent")->text : TEXT_NONE);
        row(s, "Why they were not there", values_get(v, "apology_reason")->given
            ? values_get(v, "apology_reason")->text : TEXT_NONE);
    }
}

static bool plan_of(struct sheet *s, const struct meeting *m, struct error *err)
{
    struct request *rq = s->rq;
    struct record_version plan;
    struct names names = { 0 };
    bool found;
    if (!meeting_newest(rq, m->of.view.pass, "child_protection_plan", "end_date", &plan, &found, err))
        return false;
    if (!found)
        return true;
    names_want_of(&names, rq->arena, &plan);
    if (!names_find(&names, rq, err))
        return false;
    struct shown_version shown = version_shown(rq, &m->of.view, &plan, &names);
    heading(s, TEXT("The child protection plan"));
    rows_of(s, &shown);
    return true;
}

static bool what_mattered(struct sheet *s, const struct meeting *m, struct error *err)
{
    struct request *rq = s->rq;
    struct chronology *c = arena_new_of(rq->arena, struct chronology);
    *c = (struct chronology){ 0 };
    if (!chronology_add(rq->store, m->of.view.pass, rq->arena, c, err))
        return false;
    const struct chronology_question question = { .significant = true, .limit = EVENTS_TOLD, .after = INSTANT_UNKNOWN };
    struct chronology_answer answer = chronology_ask(rq->arena, c, &question);
    heading(s, TEXT("What mattered, newest first"));
    if (answer.count == 0)
        words(s, TEXT("Nothing is marked as significant. That is not to say that nothing was."));
    for (size_t i = 0; i < answer.count; i++)
        line(s, (struct sheet_line){ .kind = SHEET_ROW,
            .label = day_display(rq->arena, instant_london_day(answer.at[i].at)),
            .value = text_format(rq->arena, "%.*s%s%.*s", TEXT_ARG(answer.at[i].what),
                                 text_empty(answer.at[i].summary) ? "" : ": ", TEXT_ARG(answer.at[i].summary)) });
    if (answer.more || c->cut)
        words(s, TEXT("There are more: see the child's chronology."));
    return true;
}

static bool child_of(struct sheet *s, const struct meeting *m, struct error *err)
{
    struct request *rq = s->rq;
    struct record_version person;
    bool found;
    if (!meeting_newest(rq, m->of.view.pass, "person", NULL, &person, &found, err))
        return false;
    heading(s, TEXT("The child"));
    row(s, "Name", m->of.name);
    if (found) {
        row(s, "Born", values_display(&person.values, rq->arena, field_by_name(person.kind, TEXT("dob"))));
        row(s, "Expected", values_display(&person.values, rq->arena, field_by_name(person.kind, TEXT("expected_dob"))));
    }
    for (size_t i = 0; i < m->other_count; i++)
        row(s, "Brother or sister", m->others[i].name);
    return true;
}

static bool report_due(struct sheet *s, const struct meeting *m, struct error *err)
{
    const struct values *v = &m->of.version.values;
    day due;
    if (!field_by_name(m->of.version.kind, TEXT("report_ready_at")) || !values_given(v, m->terms->planned))
        return true;
    if (!meeting_report_due(m->of.version.kind, values_instant(v, m->terms->planned), &due, err))
        return false;
    row(s, "Report with the family by", day_display(s->rq->arena, due));
    return true;
}

/* ---- the two sheets ---- */

static bool pack_told(struct sheet *s, const struct meeting *m, struct error *err)
{
    if (!child_of(s, m, err))
        return false;
    heading(s, TEXT("The meeting"));
    rows_of(s, &m->shown);
    if (!report_due(s, m, err) || !plan_of(s, m, err))
        return false;
    who_was_there(s, m);
    return what_mattered(s, m, err);
}

static bool minutes_told(struct sheet *s, const struct meeting *m, struct error *err)
{
    if (!child_of(s, m, err))
        return false;
    if (!m->decided)
        words(s, TEXT("Nothing is decided yet: these are notes."));
    heading(s, TEXT("What was said and decided"));
    rows_of(s, &m->shown);
    for (size_t i = 0; i < m->other_count; i++) {
        struct names names = { 0 };
        names_want_of(&names, s->rq->arena, &m->others[i].version);
        if (!names_find(&names, s->rq, err))
            return false;
        struct shown_version shown = version_shown(s->rq, &m->of.view, &m->others[i].version, &names);
        heading(s, m->others[i].name);
        rows_of(s, &shown);
    }
    who_was_there(s, m);
    return true;
}

static bool tell(struct request *rq, struct meeting *m, bool minutes, struct sheet *s, bool *elsewhere,
                 struct error *err)
{
    *s = (struct sheet){ .rq = rq };
    if (!meeting_open(rq, m, elsewhere, err) || *elsewhere)
        return *elsewhere;
    return meeting_dress(m, err) && (minutes ? minutes_told(s, m, err) : pack_told(s, m, err));
}

static text title_of(struct request *rq, const struct meeting *m, bool minutes)
{
    return text_format(rq->arena, "%s: %s", m->page->title,
                       minutes ? "what was said and decided" : "pack for the chair");
}

static bool as_page(struct request *rq, bool minutes, struct error *err)
{
    struct meeting m;
    struct sheet s;
    bool elsewhere;
    if (!tell(rq, &m, minutes, &s, &elsewhere, err) || elsewhere)
        return elsewhere;
    struct sheet_model model = { .rq = rq, .title = title_of(rq, &m, minutes), .name = m.of.name, .back = m.action,
        .lines = s.at, .line_count = s.count,
        .pdf = text_format(rq->arena, "/meetings/%.*s/%s/pdf", TEXT_ARG(id_hex(rq->arena, m.of.record)),
                           minutes ? "decisions" : "pack") };
    page_sheet(&rq->page, &model);
    return true;
}

static bool as_pdf(struct request *rq, bool minutes, struct error *err)
{
    struct meeting m;
    struct sheet s;
    bool elsewhere;
    if (!tell(rq, &m, minutes, &s, &elsewhere, err) || elsewhere)
        return elsewhere;
    struct pdf *pdf = paper_new(rq, title_of(rq, &m, minutes), m.of.name);
    for (size_t i = 0; i < s.count; i++) {
        const struct sheet_line *l = &s.at[i];
        enum pdf_look look = l->child_words ? PDF_CHILD_WORDS : PDF_PLAIN;
        if (l->kind == SHEET_HEADING)
            pdf_heading(pdf, 2, l->label);
        else if (l->kind == SHEET_ROW)
            pdf_row(pdf, l->label, look, l->value);
        else
            pdf_paragraph(pdf, PDF_STRONG, l->value);
    }
    return paper_reply(rq, pdf, minutes ? "decisions.pdf" : "pack.pdf", err);
}

static bool pack_page(struct request *rq, struct error *err) { return as_page(rq, false, err); }
static bool pack_pdf(struct request *rq, struct error *err) { return as_pdf(rq, false, err); }
static bool minutes_page(struct request *rq, struct error *err) { return as_page(rq, true, err); }
static bool minutes_pdf(struct request *rq, struct error *err) { return as_pdf(rq, true, err); }

const struct route meeting_paper_routes[] = {
    { .method = METHOD_GET, .path = "/meetings/{record}/pack", .may = MAY_READ_CHILD, .handle = pack_page },
    { .method = METHOD_GET, .path = "/meetings/{record}/pack/pdf", .may = MAY_READ_CHILD, .handle = pack_pdf,
      .carried_off = true },
    { .method = METHOD_GET, .path = "/meetings/{record}/decisions", .may = MAY_READ_CHILD, .handle = minutes_page },
    { .method = METHOD_GET, .path = "/meetings/{record}/decisions/pdf", .may = MAY_READ_CHILD, .handle = minutes_pdf,
      .carried_off = true },
    { 0 },
};
