/* One record, and everything about a child, as PDFs: what their pages show, through the same pass. */
#include "web/pages/pages.h"

#include "web/paper.h"

void version_on_paper(struct pdf *pdf, const struct shown_version *s)
{
    for (size_t i = 0; i < s->row_count; i++) {
        pdf_row(pdf, s->rows[i].label,
                s->rows[i].gap ? PDF_QUIET : s->rows[i].child_words ? PDF_CHILD_WORDS : PDF_PLAIN, s->rows[i].value);
        if (!text_empty(s->rows[i].mark))
            pdf_row(pdf, TEXT("Where from"), PDF_QUIET, s->rows[i].mark);
    }
}

void times_on_paper(struct request *rq, struct pdf *pdf, const struct shown_version *s)
{
    const struct record_version *v = s->version;
    struct arena *arena = rq->arena;
    pdf_row(pdf, v->kind->time == TIME_STATE ? TEXT("So from") : TEXT("Happened"), PDF_PLAIN, s->happened);
    pdf_row(pdf, TEXT("Recorded"), PDF_PLAIN,
            text_join(arena, s->recorded, TEXT(" by "), s->author, text_empty(s->role) ? TEXT_NONE : TEXT(", "),
                      s->role));
    if (!text_empty(s->delay))
        pdf_row(pdf, TEXT("Delay"), PDF_STRONG,
                text_join(arena, s->delay, text_empty(v->late_reason) ? TEXT_NONE : TEXT(". "), v->late_reason));
    if (!text_empty(s->source))
        pdf_row(pdf, TEXT("From a file"), PDF_PLAIN,
                text_join(arena, s->source, TEXT(". When it was first recorded there is not witnessed.")));
    pdf_row(pdf, TEXT("Why amended"), PDF_PLAIN, v->reason);
    pdf_row(pdf, TEXT("Version"), PDF_PLAIN, text_format(arena, "%u of %u", v->version, v->versions));
    pdf_row(pdf, TEXT("Ledger entry"), PDF_PLAIN, s->entry);
}

static bool record_pdf(struct request *rq, struct error *err)
{
    struct opened_record o = { 0 };
    struct names names = { 0 };
    if (!record_open(rq, MAY_READ_CHILD, NULL, &o, err))
        return false;
    names_want(&names, rq->arena, o.view.child);
    names_want_of(&names, rq->arena, &o.version);
    if (!names_find(&names, rq, err))
        return false;
    struct shown_version shown = version_shown(rq, &o.view, &o.version, &names);
    struct pdf *pdf = paper_new(rq, text_of(o.version.kind->label), names_of(&names, o.view.child));
    if (o.version.withdrawn)
        pdf_paragraph(pdf, PDF_WARNING, text_join(rq->arena, TEXT("This record was withdrawn: "), o.version.reason));
    version_on_paper(pdf, &shown);
    pdf_heading(pdf, 2, TEXT("When and by whom"));
    times_on_paper(rq, pdf, &shown);
    return paper_reply(rq, pdf, "record.pdf", err);
}

/* ---- a child ---- */

static void merged_on_paper(struct pdf *pdf, const struct child_page_model *m)
{
    struct arena *arena = m->rq->arena;
    if (!text_empty(m->kept_name))
        pdf_paragraph(pdf, PDF_WARNING, text_join(arena, TEXT("Merged into "), m->kept_name,
                                                  TEXT(": both records are of one person.")));
    if (m->merged > 0)
        pdf_paragraph(pdf, PDF_QUIET, text_format(arena, "%zu other %s of this person %s merged into this one and %s "
                                                  "shown with it.", m->merged, m->merged == 1 ? "record" : "records",
                                                  m->merged == 1 ? "was" : "were", m->merged == 1 ? "is" : "are"));
}

static void family_on_paper(struct pdf *pdf, const struct child_page_model *m)
{
    pdf_heading(pdf, 2, TEXT("Family and network"));
    if (m->family_count == 0)
        pdf_paragraph(pdf, PDF_QUIET, TEXT("No relative is recorded. That is a gap, not an answer."));
    for (size_t i = 0; i < m->family_count; i++)
        pdf_bullet(pdf, text_join(m->rq->arena, m->family[i].name, TEXT(", "), m->family[i].relation,
                                  text_empty(m->family[i].note) ? TEXT_NONE : TEXT(", "), m->family[i].note));
    pdf_heading(pdf, 2, TEXT("What is open"));
    if (m->open_count == 0)
        pdf_paragraph(pdf, PDF_QUIET, TEXT("Nothing is open."));
    for (size_t i = 0; i < m->open_count; i++)
        pdf_bullet(pdf, text_join(m->rq->arena, m->open[i].what, TEXT(", open since "), m->open[i].since));
}

static void chronology_on_paper(struct pdf *pdf, const struct child_page_model *m)
{
    struct arena *arena = m->rq->arena;
    static const struct pdf_column columns[] = {
        { "When", 1.2 }, { "What", 1.6 }, { "In short", 4 }, { "Recorded", 1.8 },
    };
    pdf_heading(pdf, 2, TEXT("Chronology"));
    if (m->row_count == 0) {
        pdf_paragraph(pdf, PDF_QUIET, TEXT("Nothing is recorded here. That is not to say that nothing happened."));
        return;
    }
    if (m->more)
        pdf_paragraph(pdf, PDF_WARNING, text_format(arena, "The newest %zu records are shown; there are more.",
                                                    m->row_count));
    pdf_table(pdf, TEXT_NONE, columns, COUNT_OF(columns));
    for (size_t i = 0; i < m->row_count; i++) {
        const struct chronology_row *r = &m->rows[i];
        const char *mark = r->significant ? "\nSignificant" : "";
        const char *amended = r->version->versions > 1 ? "\nAmended" : "";
        pdf_table_row(pdf, (const struct pdf_cell[]){
            { r->when, PDF_PLAIN },
            { text_join(arena, r->what, text_of(mark), text_of(amended)), r->significant ? PDF_STRONG : PDF_PLAIN },
            { r->summary, PDF_PLAIN },
            { text_join(arena, r->author, TEXT(", "), r->recorded, text_empty(r->delay) ? TEXT_NONE : TEXT("\n"),
                        r->delay), PDF_QUIET } });
    }
}

static bool child_pdf(struct request *rq, struct error *err)
{
    struct child_page_model m = { .print = true };
    id child;
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return page_absent(err);
    if (!child_view_open(rq, child, MAY_READ_CHILD, &m.view, err) || !child_model_load(rq, &m, err))
        return false;
    struct pdf *pdf = paper_new(rq, m.name, text_join(rq->arena, m.reference,
                                                      text_empty(m.reference) ? TEXT_NONE : TEXT(", "), m.age));
    merged_on_paper(pdf, &m);
    pdf_heading(pdf, 2, TEXT("Who they are"));
    for (size_t i = 0; i < m.fact_count; i++)
        pdf_row(pdf, m.facts[i].label, PDF_PLAIN, m.facts[i].value);
    family_on_paper(pdf, &m);
    chronology_on_paper(pdf, &m);
    return paper_reply(rq, pdf, "chronology.pdf", err);
}

const struct route on_paper_routes[] = {
    { .method = METHOD_GET, .path = "/records/{record}/pdf", .may = MAY_READ_CHILD, .handle = record_pdf,
      .carried_off = true, .query = "known" },
    { .method = METHOD_GET, .path = "/children/{child}/pdf", .may = MAY_READ_CHILD, .handle = child_pdf,
      .carried_off = true, .query = "known" },
    { 0 },
};
