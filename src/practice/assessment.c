#include "practice/assessment.h"

#include "base/bytes.h"
#include "practice/quotation.h"

#include <string.h>

#define STANDS "superseded_seq = 9223372036854775807"
#define MATERIAL_MOST 200

/* The domains of Working Together (2023), chapter 3: the child's development, parenting, family and environment. */
const struct assessment_section assessment_sections[] = {
    { .name = "reasons", .title = "Why it is done", .fields = { "reason_for", NULL },
      .about = "What was said, by whom, and what this assessment must answer for this child." },
    { .name = "family", .title = "The family", .shared = true,
      .fields = { "history", "parental_capacity", "family_network", "environment", "partner_contributions", NULL },
      .about = "Written once for brothers and sisters who are assessed together." },
    { .name = "child", .title = "The child's daily life", .fields = { "development", "identity_and_diversity", NULL },
      .about = "This child: what a day is like, and what matters to who they are." },
    { .name = "voice", .title = "Seen and heard",
      .fields = { "child_seen", "child_seen_alone", "not_alone_reason", "child_views", NULL },
      .about = "From the visits that are recorded, and the child's own words." },
    { .name = "analysis", .title = "What it means", .fields = { "strengths", "risks", "analysis", "contingency", NULL },
      .about = "Weigh it: what is it like to be this child, what will happen if nothing changes, and how sure are we?" },
    { .name = "outcome", .title = "Factors and outcome",
      .fields = { "factors", "factors_note", "outcome", "support_required", NULL },
      .about = "Judged at the end, by what the assessment found." },
    { .name = "needs", .title = "Needs", .fields = { NULL },
      .about = "A line for each thing that must change for this child. Plans answer these lines." },
    { 0 },
};

const struct assessment_section *assessment_section(text name)
{
    for (const struct assessment_section *s = assessment_sections; s->name; s++)
        if (text_is(name, s->name))
            return s;
    return NULL;
}

/* ---- what else is recorded of the child ---- */

static day clock_day(const struct values *v)
{
    return day_known(values_day(v, "clock_from")) ? values_day(v, "clock_from") : values_day(v, "start_date");
}

static bool within(const struct record_version *v, const struct values *assessment)
{
    day on = instant_london_day(v->valid_from);
    return !day_before(on, clock_day(assessment)) && !day_after(on, values_day(assessment, "authorised_at"));
}

typedef bool belongs(const struct record_version *v, const struct record_version *assessment);

static bool in_its_time(const struct record_version *v, const struct record_version *assessment)
{
    return within(v, &assessment->values);
}

/* Words of long ago still say something: those are offered as well. */
static bool any_time(const struct record_version *v, const struct record_version *assessment)
{
    return !day_after(instant_london_day(v->valid_from), values_day(&assessment->values, "authorised_at"));
}

static bool found_in_it(const struct record_version *v, const struct record_version *assessment)
{
    return id_same(values_id(&v->values, "found_in"), assessment->record);
}

static bool list_kind(struct store *store, const struct pass *pass, struct arena *arena, const char *kind,
                      belongs *takes, const struct record_version *assessment, struct record_version **at,
                      size_t *count, bool *more, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(text_of(kind)), .limit = MATERIAL_MOST };
    if (!record_list(store, pass, arena, &query, &list, err))
        return false;
    *at = arena_array(arena, struct record_version, list.count + 1);
    *count = 0;
    *more = *more || list.more;
    for (size_t i = 0; i < list.count; i++)
        if (!list.at[i].withdrawn && takes(&list.at[i], assessment))
            (*at)[(*count)++] = list.at[i];
    return true;
}

static void count_seen(struct assessment_material *m)
{
    m->seen_first = m->seen_last = DAY_UNKNOWN;
    for (size_t i = 0; i < m->visit_count; i++) {
        const struct record_version *v = &m->visits[i];
        text presence = values_get(&v->values, "child_presence")->text;
        bool alone = text_is(presence, "SEEN_ALONE");
        if (!alone && !code_among("SEEN_WITH SEEN_OBS VIRTUAL", presence))
            continue;
        m->seen++;
        m->alone += alone;
        m->seen_first = instant_london_day(v->valid_from);
        if (!day_known(m->seen_last))
            m->seen_last = m->seen_first;
    }
}

bool assessment_material(struct store *store, const struct pass *pass, struct arena *arena,
                         const struct record_version *a, struct assessment_material *m, struct error *err)
{
    *m = (struct assessment_material){ 0 };
    if (!list_kind(store, pass, arena, "visit", in_its_time, a, &m->visits, &m->visit_count, &m->more, err)
            || !list_kind(store, pass, arena, "child_words", any_time, a, &m->words, &m->word_count, &m->more, err)
            || !list_kind(store, pass, arena, "direct_work_session", any_time, a, &m->work, &m->work_count,
                          &m->more, err)
            || !list_kind(store, pass, arena, "need", found_in_it, a, &m->needs, &m->need_count, &m->more, err))
        return false;
    count_seen(m);
    return true;
}

bool assessment_cites(const struct values *values, id record)
{
    for (text rest = values_get(values, "cited")->text; !text_empty(rest);) {
        struct text_pair line = text_cut(rest, '\n');
        id cited;
        rest = line.after;
        if (id_from_hex(text_trim(line.before), &cited) && id_same(cited, record))
            return true;
    }
    return false;
}

/* ---- what is missing ---- */

static void gap_add(struct assessment_gaps *gaps, const char *code, const char *section, text words)
{
    if (gaps->count < COUNT_OF(gaps->at))
        gaps->at[gaps->count++] = (struct assessment_gap){ code, section, words };
}

static const char *code_of_field(const char *field)
{
    static const struct { const char *field, *code; } codes[] = {
        { "history", "HISTORY" }, { "analysis", "ANALYSIS" }, { "outcome", "OUTCOME" }, { "factors", "FACTORS" },
    };
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (!strcmp(codes[i].field, field))
            return codes[i].code;
    return "SECTIONS";
}

/* Seen and heard has gaps of its own; the rest is asked of the dictionary: what it wants, or a code of the census. */
static bool is_asked(const struct assessment_section *s, const struct field *f)
{
    return strcmp(s->name, "voice") != 0 && (f->needed == WANTED || !strcmp(f->name, "factors"));
}

static void gaps_of_sections(struct arena *arena, const struct values *values, struct assessment_gaps *gaps)
{
    for (const struct assessment_section *s = assessment_sections; s->name; s++)
        for (const char *const *name = s->fields; *name; name++) {
            const struct field *f = field_by_name(values->kind, text_of(*name));
            if (is_asked(s, f) && !values_given(values, *name))
                gap_add(gaps, code_of_field(*name), s->name, text_format(arena, "%s: not written yet", f->label));
        }
}

/* Somebody's words recorded since it began, or cited, or at the least written into it. */
static bool heard(const struct values *values, const struct assessment_material *m)
{
    for (size_t i = 0; i < m->word_count; i++)
        if (within(&m->words[i], values) || assessment_cites(values, m->words[i].record))
            return true;
    for (size_t i = 0; i < m->work_count; i++)
        if (assessment_cites(values, m->work[i].record))
            return true;
    return values_given(values, "child_views");
}

static void gaps_of_voice(const struct values *values, const struct assessment_material *m,
                          struct assessment_gaps *gaps)
{
    bool seen = m->seen > 0 || values_is(values, "child_seen", "Y");
    bool alone = m->alone > 0 || values_is(values, "child_seen_alone", "Y");
    if (!seen)
        gap_add(gaps, "NOT_SEEN", "voice", TEXT("The child has not been seen since the clock began"));
    if (!alone && !values_given(values, "not_alone_reason"))
        gap_add(gaps, "NOT_ALONE", "voice", TEXT("The child was not seen alone, and it does not say why"));
    if (!heard(values, m))
        gap_add(gaps, "WORDS", "voice", TEXT("No words of the child are recorded, cited or written"));
}

void assessment_gaps(struct arena *arena, const struct values *values, const struct assessment_material *m,
                     struct assessment_gaps *gaps)
{
    gaps->count = 0;
    gaps_of_voice(values, m, gaps);
    gaps_of_sections(arena, values, gaps);
    bool helps = values_is(values, "outcome", "PROV_OF_SERVICES") || values_is(values, "outcome", "PROV_OF_SB_CARE")
              || values_is(values, "support_required", "Y");
    if (helps && m->need_count == 0)
        gap_add(gaps, "NEEDS", "needs", TEXT("Help is to be given, and no need is written that a plan could answer"));
    size_t unsourced = assessment_unsourced(arena, values, m);
    if (unsourced > 0)
        gap_add(gaps, "UNSOURCED", "voice", text_format(arena, "%zu quotation%s that %s in no words of the child "
                "on record", unsourced, unsourced == 1 ? "" : "s", unsourced == 1 ? "stands" : "stand"));
}

text assessment_gap_codes(struct arena *arena, const struct assessment_gaps *gaps)
{
    struct bytes all = { 0 };
    for (size_t i = 0; i < gaps->count; i++)
        if (!code_among(text_cstr(arena, bytes_text(&all)), text_of(gaps->at[i].code)))
            bytes_add_format(&all, "%s%s", all.len ? " " : "", gaps->at[i].code);
    text made = text_copy(arena, bytes_text(&all));
    bytes_free(&all);
    return made;
}

size_t assessment_unsourced(struct arena *arena, const struct values *values, const struct assessment_material *m)
{
    size_t count = 0, open = 0, room = m->word_count + m->visit_count + m->work_count;
    text *sources = arena_array(arena, text, room + 1);
    for (size_t i = 0; i < m->word_count; i++)
        sources[count++] = values_get(&m->words[i].values, "words")->text;
    for (size_t i = 0; i < m->visit_count; i++)
        sources[count++] = values_get(&m->visits[i].values, "child_said")->text;
    for (size_t i = 0; i < m->work_count; i++)
        sources[count++] = values_get(&m->work[i].values, "child_showed")->text;
    for (const struct assessment_section *s = assessment_sections; s->name; s++)
        for (const char *const *name = s->fields; *name; name++) {
            const struct value *v = values_get(values, *name);
            if (s->shared || !v->given || v->hidden || v->erased
                    || field_by_name(values->kind, text_of(*name))->type != TYPE_PROSE)
                continue;
            struct quotations quotations = quotations_of(arena, v->text);
            quotations_attribute(arena, &quotations, sources, count);
            open += quotations_open(&quotations);
        }
    return open;
}

/* ---- clocks ---- */

bool assessment_clock(const char *of, const struct values *values, instant now, struct clock *clock,
                      struct error *err)
{
    const struct step *step = step_by_name(text_of(of));
    struct error why = { 0 };
    if (clock_of(step, values, values_instant(values, step->done_field), now, clock, &why))
        return true;
    if (why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    *clock = (struct clock){ .step = step, .state = CLOCK_NONE };      // of a year whose bank holidays nobody knows
    return true;
}

/* ---- before, and beside ---- */

bool assessment_earlier(struct store *store, const struct pass *pass, struct arena *arena,
                        const struct record_version *now, struct record_version *earlier, bool *there,
                        struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = now->kind, .limit = 50 };
    *there = false;
    if (!record_list(store, pass, arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count && !*there; i++)
        if (!list.at[i].withdrawn && !id_same(list.at[i].record, now->record)
                && !instant_before(now->valid_from, list.at[i].valid_from)) {
            *earlier = list.at[i];
            *there = true;
        }
    return true;
}

static bool first_of(struct store *store, id record, id *first, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT coalesce(a.same_assessment, a.record) FROM assessment AS a WHERE a.record = :record AND a." STANDS
            " LIMIT 1", &s, err))
        return false;
    bind_id(s, "record", record);
    enum stepped step = statement_step(s, err);
    *first = step == STEP_ROW ? column_id(s, 0) : record;
    statement_end(s);
    return step != STEP_FAILED;
}

bool assessment_together(struct store *store, struct arena *arena, id record, struct assessed **others,
                         size_t *count, struct error *err)
{
    struct statement *s;
    id first;
    if (!first_of(store, record, &first, err)
            || !store_prepare_literal(store,
                "SELECT a.record, a.subject, a.source_seq, a.authorised_at FROM assessment AS a WHERE a." STANDS
                " AND a.record <> :record AND a.record IN (SELECT m.record FROM assessment AS m"
                "  WHERE m.same_assessment = :first AND m." STANDS " UNION SELECT m.record FROM assessment AS m"
                "  WHERE m.record = :first AND m." STANDS ") ORDER BY a.record LIMIT :limit", &s, err))
        return false;
    bind_id(s, "record", record);
    bind_id(s, "first", first);
    bind_int(s, "limit", ASSESSED_TOGETHER_MAX);
    *others = arena_array(arena, struct assessed, ASSESSED_TOGETHER_MAX);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        (*others)[(*count)++] = (struct assessed){
            .record = column_id(s, 0), .child = column_id(s, 1), .seq = (uint64_t)column_int(s, 2),
            .authorised = !column_null(s, 3),
        };
    statement_end(s);
    return step != STEP_FAILED;
}
