/* The assessment as it reads: for whoever writes it, whoever signs it, and on paper. */
#include "web/pages/assessments/assessment.h"

#include <string.h>

/* ---- its parts ---- */

/* What the visits say is not asked a second time. */
static bool by_visits(const struct assessment_view *v, const char *field)
{
    return (!strcmp(field, "child_seen") && v->material.seen > 0)
        || (!strcmp(field, "child_seen_alone") && v->material.alone > 0);
}

static text state_of(struct request *rq, const struct assessment_view *v, const struct assessment_part *part)
{
    if (part->missing > 0)
        return text_format(rq->arena, "%zu left", part->missing);
    if (part->is->fields[0])
        return TEXT("Written");
    return v->need_count == 0 ? TEXT("None yet") : text_format(rq->arena, "%zu written", v->need_count);
}

static struct assessment_row row_of(struct request *rq, const struct assessment_view *v, const struct field *f)
{
    const struct value *value = values_get(&v->of.version.values, f->name);
    const struct carried *carried = carried_in(&v->carried, f->name);
    struct assessment_row row = {
        .label = text_of(f->label), .prose = f->type == TYPE_PROSE, .child_words = f->care == CARE_CHILD_WORDS,
    };
    if (carried)
        row.mark = carried_words(rq->arena, carried, v->of.version.kind);
    if (value->hidden)
        row.value = TEXT("Not shown to your role");
    else if (value->erased)
        row.value = TEXT("Erased by law");
    else if (!value->given && by_visits(v, f->name))
        row.value = TEXT("Yes, by the visits on record");
    else if (value->given)
        row.value = values_display(&v->of.version.values, rq->arena, f);
    else
        row.gap = true;
    return row;
}

void assessment_parts(struct request *rq, const struct assessment_view *v, struct assessment_page_model *m)
{
    m->rq = rq;
    m->v = v;
    m->parts = arena_array(rq->arena, struct assessment_part, 16);
    for (const struct assessment_section *s = assessment_sections; s->name; s++) {
        struct assessment_part *part = &m->parts[m->part_count++];
        *part = (struct assessment_part){
            .is = s, .rows = arena_array(rq->arena, struct assessment_row, COUNT_OF(s->fields)),
            .link = v->may_write ? assessment_write_link(v, s->name) : TEXT_NONE,
        };
        for (const char *const *name = s->fields; *name; name++) {
            const struct field *f = field_by_name(v->of.version.kind, text_of(*name));
            struct assessment_row row = row_of(rq, v, f);
            if (row.gap && f->needed != WANTED && strcmp(*name, "factors") != 0)
                continue;                                   // offered, and not used
            part->rows[part->row_count++] = row;
        }
        for (size_t i = 0; i < v->gaps.count; i++)
            part->missing += !strcmp(v->gaps.at[i].section, s->name);
        part->state = state_of(rq, v, part);
        part->done = part->missing == 0 && (s->fields[0] || v->need_count > 0);
    }
}

/* ---- what was signed, and what changed since ---- */

static text signed_words(struct request *rq, const struct assessment_view *v, const char *at, const char *by)
{
    const struct values *values = &v->of.version.values;
    if (!values_given(values, at))
        return TEXT_NONE;
    return text_format(rq->arena, "%.*s, by %.*s", TEXT_ARG(day_display(rq->arena, values_day(values, at))),
                       TEXT_ARG(names_of(&v->names, values_id(values, by))));
}

static bool wrote_something(const struct record_version *before, const struct record_version *after)
{
    for (const struct assessment_section *s = assessment_sections; s->name; s++)
        for (const char *const *name = s->fields; *name; name++)
            if (!text_same(values_get(&before->values, *name)->text, values_get(&after->values, *name)->text))
                return true;
    return false;
}

/* What a manager authorised is the version that they saw: what was changed after it says so. */
static bool changed_since(struct request *rq, const struct assessment_view *v, text *words, struct error *err)
{
    struct record_list list;
    if (!v->authorised || v->of.version.versions < 2)
        return true;
    if (!record_history(rq->store, v->of.view.pass, rq->arena, v->of.record, &list, err))
        return false;
    size_t signed_at = 0;
    while (signed_at + 1 < list.count && values_given(&list.at[signed_at + 1].values, "authorised_at"))
        signed_at++;
    if (signed_at > 0 && wrote_something(&list.at[signed_at], &list.at[0]))
        *words = text_format(rq->arena, "Changed after it was authorised, last on %.*s.",
                             TEXT_ARG(day_display(rq->arena, instant_london_day(list.at[0].recorded))));
    return true;
}

static const char *const signing_fields[] = {
    "manager_analysis", "follows", "checkpoint_note", "gaps", "gaps_reason", "shared_with_family_at",
    "shared_with_child_at", "cited", NULL,
};

static void signing_rows(struct request *rq, const struct assessment_view *v, struct assessment_page_model *m)
{
    m->signing = arena_array(rq->arena, struct shown_row, COUNT_OF(signing_fields));
    for (const char *const *name = signing_fields; *name; name++) {
        const struct field *f = field_by_name(v->of.version.kind, text_of(*name));
        const struct value *value = values_get(&v->of.version.values, *name);
        if (value->given && !value->hidden && !value->erased && !f->by_program)
            m->signing[m->signing_count++] = (struct shown_row){
                .label = text_of(f->label), .prose = f->type == TYPE_PROSE,
                .value = values_display(&v->of.version.values, rq->arena, f) };
    }
}

bool assessment_signed(struct request *rq, const struct assessment_view *v, struct assessment_page_model *m,
                       struct error *err)
{
    m->authorised_by = signed_words(rq, v, "authorised_at", "authorised_by");
    m->checkpoint_by = signed_words(rq, v, "checkpoint_at", "checkpoint_by");
    signing_rows(rq, v, m);
    return changed_since(rq, v, &m->changed_since, err);
}

/* ---- the page ---- */

static const char *kept_words(text kept)
{
    static const struct { const char *kept, *words; } all[] = {
        { "started", "The assessment is started. Write its parts in any order." },
        { "sent", "Sent for authorisation. It is on your manager's list." },
        { "returned", "Returned. It is back on the worker's list, with what you asked for." },
        { "authorised", "Authorised." }, { "1", "Kept." },
    };
    const struct assessment_section *s = assessment_section(kept);
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (text_is(kept, all[i].kept))
            return all[i].words;
    return s ? "Kept, and on disk." : NULL;
}

static bool load_earlier(struct request *rq, const struct assessment_view *v, struct assessment_page_model *m,
                         struct error *err)
{
    struct record_version earlier;
    bool there;
    if (!assessment_earlier(rq->store, v->of.view.pass, rq->arena, &v->of.version, &earlier, &there, err))
        return false;
    if (there) {
        m->earlier_link = assessment_link(rq, &v->of.view, v->of.record, "/beside");
        m->earlier_words = text_format(rq->arena, "Beside the assessment of %.*s",
                                       TEXT_ARG(day_display(rq->arena, instant_london_day(earlier.valid_from))));
    }
    return true;
}

static void link_deeds(struct request *rq, const struct assessment_view *v, struct assessment_page_model *m)
{
    const struct values *values = &v->of.version.values;
    if (v->may_write && !v->sent)
        m->submit_link = assessment_link(rq, &v->of.view, v->of.record, "/submit");
    if (v->may_answer)
        m->answer_link = assessment_link(rq, &v->of.view, v->of.record, "/answer");
    if (v->may_answer && !values_given(values, "checkpoint_at"))
        m->checkpoint_link = record_link(rq, &v->of.view, v->of.record, "/do/checkpoint");
    if (!v->past && v->authorised && !values_given(values, "shared_with_family_at")
            && access_may_add(rq->actor.role, v->of.view.pass, v->of.version.kind))
        m->share_link = record_link(rq, &v->of.view, v->of.record, "/do/share");
}

/* Where what the manager decided is done. */
static void link_what_follows(struct request *rq, const struct assessment_view *v, struct assessment_page_model *m)
{
    static const struct { const char *code, *words, *of_child, *of_referral; } all[] = {
        { "PLAN_CIN", "The plan", "/plan", NULL }, { "GOES_ON", "The plan", "/plan", NULL },
        { "STRATEGY", "Call the strategy discussion", "/strategy", NULL },
        { "EARLY_HELP", "Begin early help", "/begin/early-help", NULL },
        { "CLOSE", "Close the referral", NULL, "/close" },
    };
    const struct values *values = &v->of.version.values;
    if (v->past || !v->authorised || !access_may(rq->actor.role, MAY_RECORD))
        return;
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (!values_is(values, "follows", all[i].code) || (all[i].of_referral && !values_given(values, "referral_id")))
            continue;
        m->follows_words = text_of(all[i].words);
        m->follows_link = all[i].of_child
            ? text_format(rq->arena, "/children/%.*s%s", TEXT_ARG(v->of.view.child_hex), all[i].of_child)
            : text_format(rq->arena, "/referrals/%.*s%s",
                          TEXT_ARG(id_hex(rq->arena, values_id(values, "referral_id"))), all[i].of_referral);
    }
}

static bool assessment_page(struct request *rq, bool print, struct error *err)
{
    struct assessment_view v;
    struct assessment_page_model m = { .print = print };
    if (!assessment_open(rq, MAY_READ_CHILD, &v, err))
        return false;
    assessment_parts(rq, &v, &m);
    m.kept = text_of(kept_words(request_query(rq, "kept")));
    link_deeds(rq, &v, &m);
    link_what_follows(rq, &v, &m);
    if (!load_earlier(rq, &v, &m, err) || !assessment_signed(rq, &v, &m, err))
        return false;
    page_assessment(&rq->page, &m);
    return true;
}

static bool assessment_show(struct request *rq, struct error *err)
{
    return assessment_page(rq, false, err);
}

static bool assessment_print(struct request *rq, struct error *err)
{
    return assessment_page(rq, true, err);
}

/* ---- old and new side by side ---- */

/* Where little of it stayed, marking each word helps nobody: it is read as written anew. */
static bool mostly_new(const struct beside_row *row)
{
    size_t same = 0, longer = row->was.len > row->is.len ? row->was.len : row->is.len;
    for (size_t i = 0; i < row->pieces.count; i++)
        same += row->pieces.at[i].kind == PIECE_SAME ? row->pieces.at[i].text.len : 0;
    return same * 5 < longer * 2;
}

static void beside_rows(struct request *rq, const struct assessment_view *v, const struct record_version *earlier,
                        struct beside_page_model *m)
{
    size_t room = kind_field_count(v->of.version.kind) + 1;
    m->rows = arena_array(rq->arena, struct beside_row, room);
    for (const struct assessment_section *s = assessment_sections; s->name; s++)
        for (const char *const *name = s->fields; *name; name++) {
            const struct field *f = field_by_name(v->of.version.kind, text_of(*name));
            const struct value *was = values_get(&earlier->values, *name);
            const struct value *is = values_get(&v->of.version.values, *name);
            struct beside_row *row = &m->rows[m->row_count];
            if (!was->given && !is->given)
                continue;
            *row = (struct beside_row){
                .label = text_of(f->label),
                .was = was->hidden ? TEXT("Not shown to your role") : values_display(&earlier->values, rq->arena, f),
                .is = is->hidden ? TEXT("Not shown to your role")
                                 : values_display(&v->of.version.values, rq->arena, f),
            };
            row->same = text_same(row->was, row->is);
            row->pieces = difference_of(rq->arena, row->was, row->is);
            row->anew = !text_empty(row->was) && mostly_new(row);
            m->row_count++;
        }
}

static bool beside_show(struct request *rq, struct error *err)
{
    struct assessment_view v;
    struct record_version earlier;
    struct beside_page_model m = { .rq = rq, .v = &v };
    if (!assessment_open(rq, MAY_READ_CHILD, &v, err)
            || !assessment_earlier(rq->store, v.of.view.pass, rq->arena, &v.of.version, &earlier, &m.there, err))
        return false;
    if (m.there) {
        m.was_title = day_display(rq->arena, instant_london_day(earlier.valid_from));
        m.was_link = assessment_link(rq, &v.of.view, earlier.record, "");
        beside_rows(rq, &v, &earlier, &m);
    }
    page_beside(&rq->page, &m);
    return true;
}

const struct route assessment_routes[] = {
    { .method = METHOD_GET, .path = "/assessments/{record}", .may = MAY_READ_CHILD, .handle = assessment_show,
      .query = "known kept" },
    { .method = METHOD_GET, .path = "/assessments/{record}/print", .may = MAY_READ_CHILD, .handle = assessment_print,
      .query = "known" },
    { .method = METHOD_GET, .path = "/assessments/{record}/beside", .may = MAY_READ_CHILD, .handle = beside_show,
      .query = "known" },
    { 0 },
};
