/* An assessment as a PDF to carry away: what its page shows, through the same pass. */
#include "web/pages/assessments/assessment.h"

#include "web/paper.h"

#include <string.h>

static void voice_on_paper(struct pdf *pdf, const struct assessment_view *v)
{
    pdf_paragraph(pdf, PDF_PLAIN, v->seen_words);
    for (size_t i = 0; i < v->visit_count; i++)
        pdf_bullet(pdf, text_join(v->rq->arena, v->visits[i].when, TEXT(": "), v->visits[i].how));
    for (size_t i = 0; i < v->word_count; i++)
        if (v->words[i].cited)
            pdf_quotation(pdf, v->words[i].words, v->words[i].source);
}

static void needs_on_paper(struct pdf *pdf, const struct assessment_view *v)
{
    static const struct pdf_column columns[] = {
        { "What the child needs", 3 }, { "What will be different", 3 }, { "How we will know", 2 },
    };
    if (v->need_count == 0) {
        pdf_paragraph(pdf, PDF_QUIET, TEXT("No need is written."));
        return;
    }
    pdf_table(pdf, TEXT_NONE, columns, COUNT_OF(columns));
    for (size_t i = 0; i < v->need_count; i++) {
        const struct assessment_need *n = &v->needs[i];
        text answers = text_empty(n->answers) ? TEXT_NONE
            : text_format(v->rq->arena, "\nAnswers: \xE2\x80\x98%.*s\xE2\x80\x99", TEXT_ARG(n->answers));
        pdf_table_row(pdf, (const struct pdf_cell[]){
            { text_join(v->rq->arena, n->need, answers), PDF_PLAIN }, { n->change, PDF_PLAIN },
            { n->measure, PDF_PLAIN } });
    }
}

static void part_on_paper(struct pdf *pdf, const struct assessment_view *v, const struct assessment_part *part)
{
    pdf_heading(pdf, 2, text_of(part->is->title));
    if (!strcmp(part->is->name, "voice"))
        voice_on_paper(pdf, v);
    if (!strcmp(part->is->name, "needs"))
        needs_on_paper(pdf, v);
    for (size_t i = 0; i < part->row_count; i++) {
        const struct assessment_row *r = &part->rows[i];
        pdf_heading(pdf, 3, r->label);
        pdf_paragraph(pdf, r->gap ? PDF_QUIET : r->child_words ? PDF_CHILD_WORDS : PDF_PLAIN,
                      r->gap ? TEXT("Not written yet") : r->value);
        pdf_paragraph(pdf, PDF_QUIET, r->mark);
    }
}

static bool assessment_pdf(struct request *rq, struct error *err)
{
    struct assessment_view v;
    struct assessment_page_model m = { .print = true };
    if (!assessment_open(rq, MAY_READ_CHILD, &v, err))
        return false;
    assessment_parts(rq, &v, &m);
    if (!assessment_signed(rq, &v, &m, err))
        return false;
    struct pdf *pdf = paper_new(rq, TEXT("Child and family assessment"), v.of.name);
    if (v.of.version.withdrawn)
        pdf_paragraph(pdf, PDF_WARNING, text_join(rq->arena, TEXT("Withdrawn: "), v.of.version.reason));
    else if (v.authorised)
        pdf_paragraph(pdf, PDF_STRONG, text_join(rq->arena, TEXT("Authorised "), m.authorised_by));
    else
        pdf_paragraph(pdf, PDF_WARNING, TEXT("Not authorised yet: this is being written."));
    pdf_paragraph(pdf, PDF_WARNING, m.changed_since);
    for (size_t i = 0; i < v.time_count; i++)
        pdf_paragraph(pdf, PDF_QUIET, text_join(rq->arena, v.times[i].label, TEXT(": "), v.times[i].words, TEXT(". "),
                                                v.times[i].explained));
    for (size_t i = 0; i < m.part_count; i++)
        part_on_paper(pdf, &v, &m.parts[i]);
    if (m.signing_count > 0)
        pdf_heading(pdf, 2, TEXT("What the manager said, and what followed"));
    for (size_t i = 0; i < m.signing_count; i++)
        pdf_row(pdf, m.signing[i].label, PDF_PLAIN, m.signing[i].value);
    return paper_reply(rq, pdf, "assessment.pdf", err);
}

const struct route assessment_paper_routes[] = {
    { .method = METHOD_GET, .path = "/assessments/{record}/pdf", .may = MAY_READ_CHILD, .handle = assessment_pdf,
      .carried_off = true, .query = "known" },
    { 0 },
};
