#include "web/pages/child/voice.h"

#include <string.h>

enum { RECORDS_MAX = 2000 };

/* ---- all of them ---- */

static text words_of_field(struct request *rq, const struct record_version *v, const struct field *f, bool *hidden)
{
    const struct value *value = values_get(&v->values, f->name);
    *hidden = value->hidden;
    return value->hidden ? TEXT("Not shown to your role") : value->erased ? TEXT("Erased by law")
         : values_display(&v->values, rq->arena, f);
}

static bool shows(const struct voice_page_model *m, const struct voice_row *row)
{
    if (text_is(m->show, "unanswered"))
        return row->saying && text_empty(row->answer);
    return !text_is(m->show, "unsourced") || !row->sourced;
}

static void add_row(struct voice_page_model *m, const struct voice_row *row)
{
    m->sayings++;
    m->unsourced += !row->sourced;
    m->unanswered += row->saying && text_empty(row->answer);
    if (shows(m, row))
        m->rows[m->row_count++] = *row;
}

static void add_saying(struct voice_page_model *m, const struct record_version *v, const struct names *names, bool may)
{
    struct request *rq = m->rq;
    const struct values *said = &v->values;
    struct voice_row row = {
        .when = day_display(rq->arena, instant_london_day(v->valid_from)), .saying = true, .sourced = true,
        .what = values_display(said, rq->arena, field_by_name(v->kind, TEXT("topic"))),
        .source = said_source(rq->arena, v, names_of(names, said_taker(v))),
        .link = record_link(rq, &m->view, v->record, ""), .answer = values_get(said, "answer")->text,
    };
    row.words = words_of_field(rq, v, field_by_name(v->kind, TEXT("words")), &row.hidden);
    if (values_given(said, "answered_at"))
        row.answered = instant_display(rq->arena, values_instant(said, "answered_at"));
    if (may && text_empty(row.answer))
        row.answer_link = record_link(rq, &m->view, v->record, "/do/words-answer");
    add_row(m, &row);
}

/* Words in another record that no saying holds. */
static void add_others(struct voice_page_model *m, const struct record_version *v, const struct sayings *sayings,
                       bool may)
{
    struct request *rq = m->rq;
    for (const struct field *f = v->kind->fields; f->name; f++) {
        const struct value *value = values_get(&v->values, f->name);
        if (f->care != CARE_CHILD_WORDS || !value->given || value->hidden || value->erased)
            continue;
        struct said said = said_in(rq->arena, sayings, v, f);
        if (said.whole && !said.own)
            continue;                          // they stand in the list as the sayings they are
        struct voice_row row = {
            .when = day_display(rq->arena, instant_london_day(v->valid_from)), .what = text_of(v->kind->label),
            .link = record_link(rq, &m->view, v->record, ""), .sourced = said.own,
            .source = said.own ? said_source(rq->arena, v, TEXT("whoever recorded it"))
                    : said.count == 0 ? TEXT(SAID_NO_SOURCE) : TEXT(SAID_REST_WITHOUT),
        };
        row.words = words_of_field(rq, v, f, &row.hidden);
        if (may && !said.own)
            row.source_link = record_link(rq, &m->view, v->record, "/words");
        add_row(m, &row);
    }
}

static bool voice_show(struct request *rq, struct error *err)
{
    struct voice_page_model m = { .rq = rq, .show = request_query(rq, "show") };
    struct record_list list;
    struct record_query query = { .limit = RECORDS_MAX };
    struct names names = { 0 };
    id child;
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return page_absent(err);
    if (!child_view_open(rq, child, MAY_READ_CHILD, &m.view, err)
            || !record_list(rq->store, m.view.pass, rq->arena, &query, &list, err))
        return false;
    struct sayings *sayings = arena_new_of(rq->arena, struct sayings);
    sayings_among(rq->arena, &list, sayings);
    names_want(&names, rq->arena, child);
    for (size_t i = 0; i < sayings->count; i++)
        names_want(&names, rq->arena, said_taker(sayings->at[i]));
    if (!names_find(&names, rq, err))
        return false;
    bool may = access_may(rq->actor.role, MAY_RECORD) && text_empty(m.view.known_day);
    m.rows = arena_array(rq->arena, struct voice_row, list.count * 4 + 1);
    for (size_t i = 0; i < list.count && m.row_count < list.count * 4; i++) {
        const struct record_version *v = &list.at[i];
        if (v->withdrawn)
            continue;
        if (!strcmp(v->kind->name, "child_words"))
            add_saying(&m, v, &names, may);
        else
            add_others(&m, v, sayings, may);
    }
    m.more = list.more;
    m.name = names_of(&names, child);
    m.child_link = child_link(rq, &m.view, "");
    m.all_link = child_link(rq, &m.view, "/words");
    m.unanswered_link = child_link(rq, &m.view, "/words?show=unanswered");
    m.unsourced_link = child_link(rq, &m.view, "/words?show=unsourced");
    page_voice(&rq->page, &m);
    return true;
}

/* ---- the source of words that a record holds, recorded later ---- */

static const char *const source_fields[] = { "words", "taken", "taken_by", "told_by", "place", "present", "language",
                                             "confirmed", NULL };
static const struct form_part source_part = { .fields = source_fields };

static bool open_source(struct request *rq, struct opened_record *o, struct error *err)
{
    return record_open_named(rq, MAY_RECORD, NULL, o, err)
        && (o->version.kind->about == ABOUT_PERSON || page_absent(err));
}

static bool source_page(struct request *rq, struct opened_record *o, struct form *form, struct error *err)
{
    struct names names = { 0 };
    struct voice_source_model m = { .rq = rq, .form = form, .name = o->name, .action = rq->path,
                                    .fields = source_fields, .back_link = record_link(rq, &o->view, o->record, "") };
    names_want_of(&names, rq->arena, &o->version);
    if (!names_find(&names, rq, err) || !form_offer_records(rq, form, o->view.pass, err))
        return false;
    m.source = version_shown(rq, &o->view, &o->version, &names);
    page_voice_source(&rq->page, &m);
    return true;
}

/* The first words in the record that have no source: what is most likely meant. */
static bool likely_words(struct request *rq, const struct opened_record *o, text *words, struct error *err)
{
    struct sayings *sayings = arena_new_of(rq->arena, struct sayings);
    if (!sayings_of(rq->store, o->view.pass, rq->arena, sayings, err))
        return false;
    *words = TEXT_NONE;
    for (const struct field *f = o->version.kind->fields; f->name && text_empty(*words); f++) {
        const struct value *value = values_get(&o->version.values, f->name);
        if (f->care == CARE_CHILD_WORDS && f->type == TYPE_PROSE && value->given && !value->hidden && !value->erased
                && !said_in(rq->arena, sayings, &o->version, f).whole)
            *words = value->text;
        struct quotations q = said_unsourced(rq->arena, sayings, &o->version, f);
        if (text_empty(*words) && q.count > 0)
            *words = q.at[0].words;
    }
    return true;
}

static bool source_show(struct request *rq, struct error *err)
{
    struct opened_record o = { 0 };
    struct form form;
    const struct kind *kind = kind_by_name(TEXT("child_words"));
    text words;
    if (!open_source(rq, &o, err))
        return false;
    if (request_kept_form(rq)) {
        if (!form_read_part(rq, kind, &source_part, NULL, &form, err))
            return false;
        form.restored = true;
    } else {
        form_new(rq, kind, &form);
        if (!likely_words(rq, &o, &words, err))
            return false;
        form_set(rq, &form, "words", words);
        form_set(rq, &form, "taken_by", id_hex(rq->arena, o.version.author));
    }
    return source_page(rq, &o, &form, err);
}

static bool read_source(struct request *rq, const struct opened_record *o, struct form *form, struct error *err)
{
    if (!form_read_part(rq, kind_by_name(TEXT("child_words")), &source_part, NULL, form, err))
        return false;
    form_set(rq, form, "said_at", instant_iso(rq->arena, o->version.valid_from));
    form_set(rq, form, "said_in", id_hex(rq->arena, o->record));
    form_check(rq, form);
    form->late_reason = TEXT("Source recorded later");
    return true;
}

static bool source_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct opened_record o = { 0 };
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/records/%.*s", TEXT_ARG(request_path_value(rq, "record"))));
        return true;
    }
    return refusal_is_for_page(&why, err) && open_source(rq, &o, err) && read_source(rq, &o, &form, err)
        && refusal_tell(rq, &form, &o, &why, err) && source_page(rq, &o, &form, err);
}

static bool source_post(struct request *rq, struct error *err)
{
    struct opened_record o = { 0 };
    struct form form;
    if (!open_source(rq, &o, err) || !read_source(rq, &o, &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return source_page(rq, &o, &form, err);
    }
    return form_keep(rq, &form, o.view.child, source_after, err);
}

const struct route voice_routes[] = {
    { .method = METHOD_GET, .path = "/children/{child}/words", .may = MAY_READ_CHILD, .handle = voice_show,
      .query = "known show" },
    { .method = METHOD_GET, .path = "/records/{record}/words", .may = MAY_RECORD, .handle = source_show },
    { .method = METHOD_POST, .path = "/records/{record}/words", .may = MAY_RECORD, .handle = source_post },
    { 0 },
};
