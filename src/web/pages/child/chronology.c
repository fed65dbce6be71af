/* The chronology of a child, or of a child with brothers and sisters: everything, or what mattered. */
#include "web/pages/child/chronology.h"

#include "web/pages/child/family.h"
#include "web/paper.h"

#include <string.h>

enum { EVENTS_A_PAGE = 75, EVENTS_ON_PAPER = 2000 };

/* ---- what is asked for ---- */

static bool year_read(struct request *rq, const char *name, int *year, struct error *err)
{
    text given = text_trim(request_query(rq, name));
    int64_t value;
    *year = 0;
    if (text_empty(given))
        return true;
    if (!text_to_int(given, &value) || value < 1900 || value > 2200)
        return fail(err, ERROR_INPUT, name, "A year is four figures, such as 2024");
    *year = (int)value;
    return true;
}

/* "1731590400000000.4312.0": where the page before ended. */
static bool after_read(struct request *rq, struct chronology_question *q, struct error *err)
{
    text rest = request_query(rq, "after");
    int64_t at, seq, nth;
    q->after = INSTANT_UNKNOWN;
    if (text_empty(rest))
        return true;
    struct text_pair first = text_cut(rest, '.'), second = text_cut(first.after, '.');
    if (!text_to_int(first.before, &at) || !text_to_int(second.before, &seq) || !text_to_int(second.after, &nth)
            || seq < 0 || nth < 0 || nth > 1000 || at == INT64_MIN)
        return page_absent(err);
    q->after = (instant){ at };
    q->after_seq = (uint64_t)seq;
    q->after_nth = (uint32_t)nth;
    return true;
}

static bool view_read(struct request *rq, bool print, struct chronology_view *v, struct error *err)
{
    *v = (struct chronology_view){ .rq = rq, .print = print };
    id child;
    struct chronology_question *q = &v->question;
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return page_absent(err);
    if (!child_view_open(rq, child, MAY_READ_CHILD, &v->child, err)
            || !year_read(rq, "from", &q->from_year, err) || !year_read(rq, "to", &q->to_year, err)
            || !after_read(rq, q, err))
        return false;
    v->family = text_is(request_query(rq, "whose"), "family");
    v->apart = print || text_is(request_query(rq, "each"), "1");
    text order = request_query(rq, "order");
    q->oldest_first = text_is(order, "oldest") || (print && text_empty(order));
    q->significant = text_is(request_query(rq, "only"), "significant");
    q->group = v->child.group;
    q->limit = print ? EVENTS_ON_PAPER : EVENTS_A_PAGE;
    return true;
}

static void query_add(struct bytes *to, const char *name, text value)
{
    if (text_empty(value))
        return;
    bytes_add_format(to, "%s%s=", to->len ? "&" : "?", name);
    html_percent(to, value);
}

/* The same view at another address, or with one thing changed. */
static text view_link(const struct chronology_view *v, const char *where, const char *change, text value, bool paged)
{
    static const char *const kept[] = { "whose", "order", "show", "from", "to", "only", "each" };
    struct arena *arena = v->rq->arena;
    struct bytes query = { 0 };
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        query_add(&query, kept[i], change && !strcmp(change, kept[i]) ? value : request_query(v->rq, kept[i]));
    if (paged)
        query_add(&query, "after", value);
    text link = child_link(v->rq, &v->child, text_cstr(arena, text_join(arena, text_of(where), bytes_text(&query))));
    bytes_free(&query);
    return link;
}

/* ---- whose events ---- */

struct told {
    struct chronology chronology;
    text names[CHRONOLOGY_CHILDREN_MOST];
    struct names known;
    text *left_out; size_t left_out_count;
};

/* Brothers and sisters as the family's records tell, and other children of the household. */
static bool siblings_add(struct chronology_view *v, struct told *t, struct error *err)
{
    struct request *rq = v->rq;
    struct family *f = arena_new_of(rq->arena, struct family);
    if (!family_of_view(rq, &v->child, f, err))
        return false;
    t->left_out = arena_array(rq->arena, text, f->count + 1);
    for (size_t i = 1; i < f->count; i++) {
        const struct family_person *p = &f->people[i];
        const struct pass *pass = p->pass;
        if (family_siblings(f, 0, i) == NO_SIBLINGS && !(p->child && p->household))
            continue;
        if (!p->opens || t->chronology.children == CHRONOLOGY_CHILDREN_MOST) {
            t->left_out[t->left_out_count++] = p->name;
            continue;
        }
        if ((!pass && !request_open_also(rq, p->person, MAY_READ_CHILD, &pass, err))
                || !chronology_add(rq->store, pass, rq->arena, &t->chronology, err))
            return false;
        t->names[t->chronology.children - 1] = p->name;
    }
    return true;
}

static bool load(struct chronology_view *v, struct told *t, struct error *err)
{
    struct request *rq = v->rq;
    *t = (struct told){ 0 };
    if (!chronology_add(rq->store, v->child.pass, rq->arena, &t->chronology, err)
            || (v->family && !siblings_add(v, t, err)))
        return false;
    names_want(&t->known, rq->arena, v->child.child);
    for (size_t c = 0; c < t->chronology.children; c++)
        for (size_t i = 0; i < t->chronology.lists[c].count; i++)
            names_want(&t->known, rq->arena, t->chronology.lists[c].at[i].author);
    if (!names_find(&t->known, rq, err))
        return false;
    t->names[0] = v->name = names_of(&t->known, v->child.child);
    return true;
}

/* ---- rows ---- */

static text whose_words(struct arena *arena, const struct told *t, uint32_t whose)
{
    text all = TEXT_NONE;
    for (size_t i = 0; i < t->chronology.children; i++)
        if (whose >> i & 1)
            all = text_empty(all) ? t->names[i] : text_join(arena, all, TEXT(", "), t->names[i]);
    return all;
}

static struct event_row row_of(const struct chronology_view *v, const struct told *t, const struct event *e)
{
    struct arena *arena = v->rq->arena;
    const struct record_version *from = e->version;
    struct event_row row = {
        .when = day_display(arena, instant_london_day(e->at)), .what = e->what, .summary = e->summary,
        .author = names_of_author(&t->known, arena, from), .recorded = instant_display(arena, from->recorded),
        .delay = event_late(e) ? delay_words(arena, from) : TEXT_NONE,
        .link = record_link(v->rq, &v->child, from->record, ""),
        .source = text_format(arena, "Record %.*s, entry %llu", TEXT_ARG(id_short(arena, from->record)),
                              (unsigned long long)from->seq),
        .weighs = event_weighs(e), .amended = from->versions > 1, .withdrawn = from->withdrawn,
    };
    if (t->chronology.children > 1)
        row.whose = whose_words(arena, t, e->whose);
    if (e->mark) {
        const struct values *mark = &e->mark->values;
        row.impact = values_get(mark, "impact")->text;
        row.significance = values_display(mark, arena, field_by_name(e->mark->kind, TEXT("significance")));
        row.marked_by = text_join(arena, names_of(&t->known, e->mark->author), TEXT(", "),
                                  instant_display(arena, e->mark->recorded));
        row.mark_link = record_link(v->rq, &v->child, e->mark->record, "");
    }
    return row;
}

static text count_words(struct arena *arena, const struct chronology_line *line)
{
    const struct kind *kind = line->first->version->kind;
    bool visits = field_by_name(kind, TEXT("child_presence")) != NULL;
    text words = text_format(arena, "%s: %zu between %.*s and %.*s", kind->plural, line->count,
                             TEXT_ARG(day_display(arena, instant_london_day(line->from))),
                             TEXT_ARG(day_display(arena, instant_london_day(line->to))));
    if (visits)
        words = text_format(arena, "%.*s; child seen in %zu, alone in %zu", TEXT_ARG(words), line->seen,
                            line->seen_alone);
    return line->late > 0 ? text_format(arena, "%.*s; %zu written up late", TEXT_ARG(words), line->late) : words;
}

static void rows_of(struct chronology_page_model *m, const struct chronology_view *v, const struct told *t,
                    const struct chronology_answer *answer)
{
    struct arena *arena = m->rq->arena;
    size_t count;
    if (v->apart || v->question.significant) {
        m->lines = arena_array(arena, struct line_row, answer->count + 1);
        for (size_t i = 0; i < answer->count; i++)
            m->lines[m->line_count++].first = row_of(v, t, &answer->at[i]);
        return;
    }
    struct chronology_line *lines = chronology_lines(arena, answer, &count);
    m->lines = arena_array(arena, struct line_row, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct line_row *row = &m->lines[m->line_count++];
        row->first = row_of(v, t, lines[i].first);
        if (lines[i].count == 1)
            continue;
        row->count_words = count_words(arena, &lines[i]);
        row->all = arena_array(arena, struct event_row, lines[i].count);
        for (size_t k = 0; k < lines[i].count; k++)
            row->all[row->all_count++] = row_of(v, t, lines[i].all[k]);
    }
}

static void groups_of(struct chronology_page_model *m)
{
    m->groups = arena_array(m->rq->arena, struct select_option, 40);
    m->groups[m->group_count++] = (struct select_option){ .value = TEXT(""), .text = TEXT("Every kind") };
    for (const struct kind *k = kind_next(NULL); k && m->group_count < 40; k = kind_next(k)) {
        bool known = (!k->in_chronology && !key_event_possible(k)) || !k->group || k->about != ABOUT_PERSON;
        for (size_t i = 0; i < m->group_count && !known; i++)
            known = text_is(m->groups[i].value, k->group);
        if (!known)
            m->groups[m->group_count++] = (struct select_option){ text_of(k->group), text_of(k->group), false, false };
    }
}

static void links_of(struct chronology_page_model *m, const struct chronology_view *v,
                     const struct chronology_answer *answer)
{
    struct arena *arena = m->rq->arena;
    m->back_link = child_link(m->rq, &v->child, "");
    m->form_action = text_format(arena, "/children/%.*s/chronology", TEXT_ARG(v->child.child_hex));
    m->print_link = view_link(v, "/chronology/print", NULL, TEXT_NONE, false);
    m->pdf_link = view_link(v, "/chronology/pdf", NULL, TEXT_NONE, false);
    m->significant_link = view_link(v, "/chronology", "only", TEXT("significant"), false);
    m->everything_link = view_link(v, "/chronology", "only", TEXT_NONE, false);
    m->apart_link = view_link(v, "/chronology", "each", v->apart ? TEXT_NONE : TEXT("1"), false);
    if (answer->more) {
        const struct event *last = &answer->at[answer->count - 1];
        m->next_link = view_link(v, "/chronology", NULL, text_format(arena, "%lld.%llu.%u", (long long)last->at.us,
                                 (unsigned long long)last->seq, last->nth), true);
    }
}

static bool model_load(struct chronology_view *v, struct chronology_page_model *m, struct error *err)
{
    struct told *t = arena_new_of(v->rq->arena, struct told);
    *m = (struct chronology_page_model){ .rq = v->rq, .view = v };
    if (!load(v, t, err))
        return false;
    struct chronology_answer answer = chronology_ask(v->rq->arena, &t->chronology, &v->question);
    m->name = v->name;
    m->shown = answer.count;
    m->all = answer.all;
    m->cut = t->chronology.cut;
    m->siblings = t->names + 1;
    m->sibling_count = t->chronology.children - 1;
    m->left_out = t->left_out;
    m->left_out_count = t->left_out_count;
    rows_of(m, v, t, &answer);
    groups_of(m);
    links_of(m, v, &answer);
    return true;
}

static bool chronology_page(struct request *rq, bool print, struct error *err)
{
    struct chronology_view v;
    struct chronology_page_model m;
    if (!view_read(rq, print, &v, err) || !model_load(&v, &m, err))
        return false;
    page_chronology(&rq->page, &m);
    return true;
}

static bool chronology_show(struct request *rq, struct error *err)
{
    return chronology_page(rq, false, err);
}

static bool chronology_print(struct request *rq, struct error *err)
{
    return chronology_page(rq, true, err);
}

/* ---- on paper, for a court: every event with the record and the entry that it comes from ---- */

static text joined(struct arena *arena, text a, text b)
{
    return text_empty(b) ? a : text_empty(a) ? b : text_join(arena, a, TEXT("\n"), b);
}

static void rows_on_paper(struct pdf *pdf, const struct chronology_page_model *m)
{
    struct arena *arena = m->rq->arena;
    static const struct pdf_column columns[] = {
        { "When", 1.2 }, { "What", 1.7 }, { "In short, and what it meant for the child", 4 }, { "Source", 1.9 },
    };
    pdf_table(pdf, TEXT_NONE, columns, COUNT_OF(columns));
    for (size_t i = 0; i < m->line_count; i++) {
        const struct event_row *r = &m->lines[i].first;
        text meant = text_empty(r->impact) ? TEXT_NONE : text_join(arena, TEXT("What it meant: "), r->impact);
        text by = text_join(arena, r->author, TEXT(", "), r->recorded);
        pdf_table_row(pdf, (const struct pdf_cell[]){
            { r->when, PDF_PLAIN },
            { joined(arena, r->what, r->whose), r->weighs ? PDF_STRONG : PDF_PLAIN },
            { joined(arena, r->summary, meant), PDF_PLAIN },
            { joined(arena, joined(arena, r->source, by), r->delay), PDF_QUIET } });
    }
}

static bool chronology_pdf(struct request *rq, struct error *err)
{
    struct chronology_view v;
    struct chronology_page_model m;
    if (!view_read(rq, true, &v, err) || !model_load(&v, &m, err))
        return false;
    text title = text_join(rq->arena, v.question.significant ? TEXT("Significant events: ") : TEXT("Chronology: "),
                           m.name);
    text with = TEXT_NONE;
    for (size_t i = 0; i < m.sibling_count; i++)
        with = text_join(rq->arena, with, i ? TEXT(", ") : TEXT("With "), m.siblings[i]);
    struct pdf *pdf = paper_new(rq, title, with);
    for (size_t i = 0; i < m.left_out_count; i++)
        pdf_paragraph(pdf, PDF_WARNING, text_join(rq->arena, TEXT("Not in it, since the record is closed to whoever "
                                                                  "made this: "), m.left_out[i]));
    if (m.cut || m.shown < m.all)
        pdf_paragraph(pdf, PDF_WARNING, TEXT("There are more events than these."));
    if (m.line_count == 0)
        pdf_paragraph(pdf, PDF_QUIET, TEXT("Nothing is recorded here. That is not to say that nothing happened."));
    else
        rows_on_paper(pdf, &m);
    return paper_reply(rq, pdf, "chronology.pdf", err);
}

#define ASKS "known whose order show from to only each after"
const struct route chronology_routes[] = {
    { .method = METHOD_GET, .path = "/children/{child}/chronology", .may = MAY_READ_CHILD, .handle = chronology_show,
      .query = ASKS },
    { .method = METHOD_GET, .path = "/children/{child}/chronology/print", .may = MAY_READ_CHILD,
      .handle = chronology_print, .query = ASKS },
    { .method = METHOD_GET, .path = "/children/{child}/chronology/pdf", .may = MAY_READ_CHILD,
      .handle = chronology_pdf, .carried_off = true, .query = ASKS },
    { 0 },
};
