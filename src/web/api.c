/* The JSON API, from the dictionary: the same handlers of record/, the same passes, the same looks. */
#include "web/state.h"

#include "base/json.h"
#include "practice/closure.h"
#include "practice/said.h"
#include "web/api.h"
#include "web/form.h"

#include <string.h>

static struct json_out json_begin(struct request *rq)
{
    rq->answer_type = TEXT("application/json");
    return json_out_to(&rq->page.out);
}

static void json_value(struct json_out *j, const struct record_version *v, const struct field *f)
{
    const struct value *value = &v->values.at[field_index(v->kind, f)];
    if (!value->given || value->hidden || value->erased) {
        json_out_null(j);
        return;
    }
    switch (f->type) {
    case TYPE_INT:  json_out_int(j, value->number); break;
    case TYPE_FLAG: json_out_bool(j, value->flag); break;
    default:        json_out_text(j, value->text); break;
    }
}

/* Of each field that holds the child's words: the sayings (kind child_words) that say where they come from; none: no
 * source is recorded for them. */
static void json_words(struct request *rq, struct json_out *j, const struct sayings *sayings,
                       const struct record_version *v)
{
    bool any = false;
    for (const struct field *f = v->kind->fields; f->name; f++) {
        const struct value *value = &v->values.at[field_index(v->kind, f)];
        if (f->care != CARE_CHILD_WORDS || !value->given || value->hidden || value->erased)
            continue;
        struct said said = said_in(rq->arena, sayings, v, f);
        if (!any) {
            json_out_name(j, "words_sources");
            json_out_object(j);
        }
        any = true;
        json_out_name(j, f->name);
        json_out_array(j);
        if (said.own)
            json_out_id(j, v->record);
        for (size_t i = 0; i < said.count; i++)
            json_out_id(j, said.sources[i]->record);
        json_out_end(j);
    }
    if (any)
        json_out_end(j);
}

static void json_version(struct request *rq, struct json_out *j, const struct sayings *sayings,
                         const struct record_version *v)
{
    json_out_object(j);
    json_out_name(j, "record");
    json_out_id(j, v->record);
    json_out_name(j, "kind");
    json_out_cstr(j, v->kind->name);
    json_out_name(j, "subject");
    json_out_id(j, v->subject);
    json_out_name(j, "entry");
    json_out_int(j, (int64_t)v->seq);
    json_out_name(j, "version");
    json_out_int(j, v->version);
    json_out_name(j, "event_from");
    json_out_instant(j, v->valid_from);
    json_out_name(j, "recorded_at");
    json_out_instant(j, v->recorded);
    json_out_name(j, "author");
    json_out_id(j, v->author);
    json_out_name(j, "late");
    json_out_bool(j, v->late);
    json_out_name(j, "withdrawn");
    json_out_bool(j, v->withdrawn);
    json_out_name(j, "reason");
    json_out_text(j, v->reason);
    json_out_name(j, "values");
    json_out_object(j);
    for (const struct field *f = v->kind->fields; f->name; f++) {
        const struct value *value = &v->values.at[field_index(v->kind, f)];
        if (!value->given)
            continue;
        json_out_name(j, f->name);
        json_value(j, v, f);
    }
    json_out_end(j);
    json_words(rq, j, sayings, v);
    json_out_end(j);
}

/* What the answer was read at: entries of the ledger, and those of them that it may know. */
static void json_moment(struct json_out *j, const struct request *rq)
{
    json_out_name(j, "size");
    json_out_int(j, (int64_t)rq->size);
    if (rq->known_size != UINT64_MAX) {
        json_out_name(j, "known_size");
        json_out_int(j, (int64_t)rq->known_size);
    }
    if (instant_known(rq->so_at)) {
        json_out_name(j, "as_of");
        json_out_instant(j, rq->so_at);
    }
}

/* Where the child's words come from is looked up once an answer. */
static bool sayings_for(struct request *rq, const struct pass *pass, struct sayings **sayings, struct error *err)
{
    *sayings = arena_new_of(rq->arena, struct sayings);
    return sayings_of(rq->store, pass, rq->arena, *sayings, err);
}

static bool json_list(struct request *rq, const struct pass *pass, const struct record_list *list, struct error *err)
{
    struct sayings *sayings;
    if (!sayings_for(rq, pass, &sayings, err))
        return false;
    struct json_out j = json_begin(rq);
    json_out_object(&j);
    json_moment(&j, rq);
    json_out_name(&j, "more");
    json_out_bool(&j, list->more);
    json_out_name(&j, "records");
    json_out_array(&j);
    for (size_t i = 0; i < list->count; i++)
        json_version(rq, &j, sayings, &list->at[i]);
    json_out_end(&j);
    json_out_end(&j);
    return true;
}

/* An instant, or the end of a day in London. */
static bool moment_of(text asked, const char *name, instant *t, struct error *err)
{
    day d;
    if (day_parse_iso(asked, &d)) {
        *t = (instant){ day_london_end(d).us - 1 };
        return true;
    }
    return instant_parse_iso(asked, t)
        || fail(err, ERROR_INPUT, name, "%s must be an instant or a day%s", name,
                strcmp(name, "as_of") ? ", or a number of entries" : "");
}

/* as_known_at: what was known then, or with so many entries. as_of: what was so then. */
static bool read_moment(struct request *rq, struct error *err)
{
    text known = request_query(rq, "as_known_at"), so = request_query(rq, "as_of");
    int64_t size;
    instant t;
    if (!text_empty(so) && !moment_of(so, "as_of", &rq->so_at, err))
        return false;
    if (text_empty(known))
        return true;
    if (text_to_int(known, &size) && size >= 0) {
        rq->known_size = (uint64_t)size;
        return true;
    }
    return moment_of(known, "as_known_at", &t, err)
        && ledger_size_at(rq->store, t, &rq->known_size, err);
}

/* What was so at the moment asked for: begun by then, and, if it lasts, not ended. */
static bool list_of(struct request *rq, const struct pass *pass, const struct kind *kind,
                    struct record_list *list, struct error *err)
{
    struct record_query query = { .kind = kind, .limit = 500, .before = INSTANT_UNKNOWN };
    if (instant_known(rq->so_at))
        query.before = (instant){ rq->so_at.us + 1 };
    if (!record_list(rq->store, pass, rq->arena, &query, list, err))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!instant_known(rq->so_at) || list->at[i].kind->time == TIME_EVENT
                || instant_before(rq->so_at, list->at[i].valid_to))
            list->at[kept++] = list->at[i];
    list->count = kept;
    return true;
}

static bool absent(struct error *err)
{
    return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
}

static bool child_records(struct request *rq, struct error *err)
{
    const struct pass *pass;
    const struct kind *kind = NULL;
    struct record_list list;
    id child;
    text asked = request_query(rq, "kind");
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return absent(err);
    if (!text_empty(asked) && !(kind = kind_by_name(asked)))
        return fail(err, ERROR_INPUT, "kind", "There is no such kind of record");
    if (!read_moment(rq, err) || !request_open_child(rq, child, MAY_READ_CHILD, &pass, err)
            || !list_of(rq, pass, kind, &list, err))
        return false;
    return json_list(rq, pass, &list, err);
}

static bool open_by_record(struct request *rq, id *record, const struct kind **kind,
                           const struct pass **pass, struct error *err)
{
    id subject;
    return (id_from_hex(request_path_value(rq, "record"), record) || absent(err))
        && record_subject(rq->store, *record, &subject, kind, err)
        && read_moment(rq, err)
        && request_open_child(rq, subject, MAY_READ_CHILD, pass, err);
}

static bool version_of(struct request *rq, const struct pass *pass, const struct kind *kind,
                       id record, struct record_version *version, struct error *err)
{
    struct record_list list;
    if (!instant_known(rq->so_at))
        return record_get(rq->store, pass, rq->arena, record, version, err);
    if (!list_of(rq, pass, kind, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (id_same(list.at[i].record, record)) {
            *version = list.at[i];
            return true;
        }
    return absent(err);
}

static bool one_record(struct request *rq, struct error *err)
{
    struct sayings *sayings;
    const struct pass *pass;
    const struct kind *kind;
    struct record_version version;
    id record;
    if (!open_by_record(rq, &record, &kind, &pass, err)
            || !version_of(rq, pass, kind, record, &version, err) || !sayings_for(rq, pass, &sayings, err))
        return false;
    struct json_out j = json_begin(rq);
    json_version(rq, &j, sayings, &version);
    return true;
}

/* Who they are: the person's own record, and where the others are. */
static bool one_child(struct request *rq, struct error *err)
{
    const struct pass *pass;
    struct record_version person;
    static const struct sayings none;              // a person's own record holds nobody's words
    id child;
    text reference;
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return absent(err);
    if (!read_moment(rq, err) || !request_open_child(rq, child, MAY_READ_CHILD, &pass, err)
            || !version_of(rq, pass, kind_by_name(TEXT("person")), child, &person, err)
            || !record_reference(rq->store, rq->arena, child, &reference, err))
        return false;
    struct json_out j = json_begin(rq);
    json_out_object(&j);
    json_moment(&j, rq);
    json_out_name(&j, "child");
    json_out_id(&j, child);
    json_out_name(&j, "reference");
    json_out_text(&j, reference);
    json_out_name(&j, "person");
    json_version(rq, &j, &none, &person);
    json_out_name(&j, "records");
    json_out_text(&j, text_format(rq->arena, "/api/children/%.*s/records",
                                  TEXT_ARG(id_hex(rq->arena, child))));
    json_out_end(&j);
    return true;
}

static bool one_history(struct request *rq, struct error *err)
{
    const struct pass *pass;
    const struct kind *kind;
    struct record_list list;
    id record;
    if (!open_by_record(rq, &record, &kind, &pass, err)
            || !record_history(rq->store, pass, rq->arena, record, &list, err))
        return false;
    return json_list(rq, pass, &list, err);
}

/* As it was at the moment asked for; with the headers of a download, and never shown as a page. */
static bool one_file(struct request *rq, struct error *err)
{
    const struct pass *pass;
    const struct kind *kind;
    struct attachment file;
    id record;
    if (!open_by_record(rq, &record, &kind, &pass, err)
            || !attachment_get(rq->store, pass, rq->arena, record, &file, err))
        return false;
    return reply_file(rq, &file, err);
}

static bool kinds(struct request *rq, struct error *err)
{
    (void)err;
    rq->answer_type = TEXT("application/json");
    dictionary_print_json(&rq->page.out);
    return true;
}

/* ---- recording ---- */

static const char *json_typed(struct request *rq, json_t *value, text *typed)
{
    if (json_is_string(value))
        *typed = text_copy(rq->arena, (text){ json_string_value(value), json_string_length(value) });
    else if (json_is_integer(value))
        *typed = text_format(rq->arena, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        *typed = json_is_true(value) ? TEXT("Y") : TEXT("N");
    else if (json_is_null(value))
        *typed = TEXT_NONE;
    else
        return "must be text, a whole number, true, false or null";
    return NULL;
}

/* What a file's value says is made here, from its content. As text it can only say that the one there stays. */
static bool stays(const struct record_version *before, const struct field *f, text typed)
{
    const struct value *was = before ? values_get(&before->values, f->name) : NULL;
    return was && was->given && !was->erased && !was->hidden && text_same(was->text, typed);
}

static bool json_field(struct request *rq, const struct field *f, text typed, struct form *form,
                       const struct record_version *before, struct error *err)
{
    if (f->type != TYPE_FILE)
        values_set(&form->values, rq->arena, f, typed);
    else if (!text_empty(typed) && !stays(before, f, typed))
        return fail(err, ERROR_INPUT, f->name, "%s is sent as a part of multipart/form-data, beside the part 'record'.",
                    f->name);
    return true;
}

/* Sent now, or else the one that the version before holds. */
static void json_files(struct request *rq, struct form *form, const struct record_version *before)
{
    for (const struct field *f = form->kind->fields; f->name; f++) {
        const struct value *was = before && f->type == TYPE_FILE ? values_get(&before->values, f->name) : NULL;
        if (f->type == TYPE_FILE)
            form_take_file(rq, form, f);
        if (was && was->given && !was->erased && !was->hidden && !form->file
                && !form->values.at[field_index(form->kind, f)].problem)
            values_restore(&form->values, rq->arena, f, was->text);
    }
}

static bool json_fields(struct request *rq, json_t *given, struct form *form, const struct record_version *before,
                        struct error *err)
{
    const char *name;
    json_t *value;
    json_object_foreach(given, name, value) {
        const struct field *f = field_by_name(form->kind, text_of(name));
        text typed;
        if (!f)
            return fail(err, ERROR_INPUT, NULL, "'%.60s' is no field of %s.", name, form->kind->label);
        const char *wrong = json_typed(rq, value, &typed);
        if (wrong)
            return fail(err, ERROR_INPUT, f->name, "%s %s.", f->name, wrong);
        if (!json_field(rq, f, typed, form, before, err))
            return false;
    }
    json_files(rq, form, before);
    if (values_check(&form->values, rq->arena))
        return true;
    rq->state->wrong = arena_copy(rq->arena, &form->values, sizeof form->values);
    for (const struct field *f = form->kind->fields; f->name; f++)
        if (form->values.at[field_index(form->kind, f)].problem)
            return fail(err, ERROR_INPUT, f->name, "%s",
                        form->values.at[field_index(form->kind, f)].problem);
    return true;
}

/* Of a body of parts: each is the record or a file of this kind, once. */
static bool part_known(struct request *rq, const struct kind *kind, text name, size_t *records, struct error *err)
{
    const struct field *f = field_by_name(kind, name);
    *records += text_is(name, "record");
    if (*records < 2 && (text_is(name, "record") || (f && f->type == TYPE_FILE)))
        return true;
    return request_fail(rq, 422, err, NULL, "Send one part 'record' with the JSON, and files by the names of their "
                        "fields.");
}

static bool json_parts(struct request *rq, const struct kind *kind, text *json, struct error *err)
{
    size_t records = 0;
    for (size_t i = 0; i < rq->field_count; i++) {
        if (!text_is(rq->fields[i].name, "record"))
            return request_fail(rq, 422, err, NULL, "A file needs a name: send it with its file name.");
        if (!part_known(rq, kind, rq->fields[i].name, &records, err))
            return false;
        *json = rq->fields[i].value;
    }
    for (size_t i = 0; i < rq->upload_count; i++) {
        if (!part_known(rq, kind, rq->uploads[i].field, &records, err))
            return false;
        for (size_t j = 0; j < i; j++)
            if (text_same(rq->uploads[j].field, rq->uploads[i].field))
                return request_fail(rq, 400, err, NULL, "One part was sent twice.");
        if (text_is(rq->uploads[i].field, "record"))
            *json = rq->uploads[i].content;
    }
    return json->len <= JSON_BODY_MAX
        || request_fail(rq, 413, err, NULL, "The part 'record' is too large: it may hold 256 KiB.");
}

/* The JSON of a body: all of it, or its part. */
static bool json_given(struct request *rq, const struct kind *kind, json_t **root, struct error *err)
{
    text json = TEXT_NONE;
    if (!http_brings_files(rq->state))
        json = bytes_text(&rq->state->body);
    else if (!json_parts(rq, kind, &json, err))
        return false;
    if (json_read(json, root, err))
        return true;
    rq->state->error_status = 400;                 // it is no JSON that we read
    return false;
}

/* before: the version that is replaced, or NULL. */
static bool json_form(struct request *rq, const struct kind *kind, const struct record_version *before,
                      struct form *form, struct error *err)
{
    static const char *const known[] = { "values", "entry", "replaces", "reason", "late_reason" };
    json_t *root;
    const char *name;
    json_t *value;
    if (!json_given(rq, kind, &root, err))
        return false;
    form_new(rq, kind, form);
    bool good = json_is_object(root)
             || fail(err, ERROR_INPUT, NULL, "Send an object with `values`.");
    json_object_foreach(root, name, value) {
        bool ours = false;
        for (size_t i = 0; i < COUNT_OF(known); i++)
            ours = ours || !strcmp(name, known[i]);
        if (good && !ours)
            good = fail(err, ERROR_INPUT, NULL, "'%.60s' cannot be set from outside.", name);
    }
    const char *entry = json_string_value(json_object_get(root, "entry"));
    const char *reason = json_string_value(json_object_get(root, "reason"));
    const char *late = json_string_value(json_object_get(root, "late_reason"));
    json_t *replaces = json_object_get(root, "replaces");
    if (good && entry && !id_from_hex(text_of(entry), &form->entry))
        good = fail(err, ERROR_INPUT, "entry", "entry must be 32 hex digits");
    if (good && replaces && (!json_is_integer(replaces) || json_integer_value(replaces) < 0))
        good = fail(err, ERROR_INPUT, "replaces", "replaces must be the number of an entry");
    if (good && replaces) {
        form->replaces = (uint64_t)json_integer_value(replaces);
        form->amends = true;
    }
    form->reason = text_copy(rq->arena, text_of(reason));
    form->late_reason = text_copy(rq->arena, text_of(late));
    good = good && json_fields(rq, json_object_get(root, "values"), form, before, err);
    json_decref(root);
    return good;
}

static bool recorded(struct request *rq, struct error *err)
{
    if (request_refused(rq, err))
        return false;
    struct json_out j = json_begin(rq);
    json_out_object(&j);
    json_out_name(&j, "record");
    json_out_id(&j, rq->state->kept_record);
    json_out_name(&j, "entry");
    json_out_int(&j, (int64_t)rq->state->kept.receipt.seq);
    json_out_name(&j, "recorded_at");
    json_out_instant(&j, rq->state->kept.receipt.recorded);
    json_out_name(&j, "again");
    json_out_bool(&j, rq->state->kept.receipt.again);
    json_out_end(&j);
    rq->status = rq->state->kept.receipt.again ? 200 : 201;
    return true;
}

static bool add(struct request *rq, struct error *err)
{
    const struct kind *kind = kind_by_name(request_path_value(rq, "kind"));
    const struct pass *pass;
    struct form form;
    id child;
    if (!kind || kind->about != ABOUT_PERSON || kind->founds
            || !id_from_hex(request_path_value(rq, "child"), &child))
        return absent(err);
    // Whoever takes a call need not know the child: a contact is added where nothing else may be.
    enum may may = strcmp(kind->name, "contact") ? MAY_RECORD : MAY_TAKE_CONTACTS;
    if (!request_open_child(rq, child, may, &pass, err) || !json_form(rq, kind, NULL, &form, err))
        return false;
    if (form.amends)
        return fail(err, ERROR_INPUT, "replaces", "A new record replaces nothing: post to the record");
    return form_keep(rq, &form, child, recorded, err);
}

static bool amend(struct request *rq, struct error *err)
{
    const struct pass *pass;
    const struct kind *kind;
    struct record_version before;
    struct form form;
    id record, subject;
    if (!id_from_hex(request_path_value(rq, "record"), &record))
        return absent(err);
    if (!record_subject(rq->store, record, &subject, &kind, err)
            || !request_open_child(rq, subject, MAY_RECORD, &pass, err)
            || !record_get(rq->store, pass, rq->arena, record, &before, err)
            || !json_form(rq, kind, &before, &form, err)
            || !closure_check(rq->store, pass, rq->arena, &before, rq->now, &form.values, err))
        return false;
    if (form.values.problem_count > 0) {
        rq->state->wrong = arena_copy(rq->arena, &form.values, sizeof form.values);
        return fail(err, ERROR_INPUT, "left_open_reason", "%s",
                    values_get(&form.values, "left_open_reason")->problem);
    }
    if (!form.amends)
        return fail(err, ERROR_INPUT, "replaces",
                    "replaces must be the entry of the version that you saw");
    form.record = record;
    return form_keep(rq, &form, subject, recorded, err);
}

const struct route api_routes[] = {
    { .method = METHOD_GET, .path = "/openapi.json", .may = MAY_ANYONE, .handle = api_document,
      .about = "This document" },
    { .method = METHOD_GET, .path = "/api/openapi.json", .may = MAY_ANYONE, .handle = api_document,
      .about = "This document" },
    { .method = METHOD_GET, .path = "/api/kinds", .may = MAY_SEE_LEDGER, .handle = kinds,
      .about = "The dictionary: every kind of record with its fields" },
    { .method = METHOD_GET, .path = "/api/children/{child}", .may = MAY_READ_CHILD,
      .handle = one_child, .query = "as_known_at as_of", .about = "Who a child is" },
    { .method = METHOD_GET, .path = "/api/children/{child}/records", .may = MAY_READ_CHILD,
      .handle = child_records, .query = "kind as_known_at as_of",
      .about = "Records of a child, newest first, 500 at most" },
    { .method = METHOD_GET, .path = "/api/records/{record}", .may = MAY_READ_CHILD,
      .handle = one_record, .query = "as_known_at as_of", .about = "One record" },
    { .method = METHOD_GET, .path = "/api/records/{record}/history", .may = MAY_READ_CHILD,
      .handle = one_history, .query = "as_known_at",
      .about = "Every version of a record, newest first" },
    { .method = METHOD_GET, .path = "/api/records/{record}/file", .may = MAY_READ_CHILD,
      .handle = one_file, .query = "as_known_at", .about = "The file of a record, as it was given" },
    { .method = METHOD_POST, .path = "/api/children/{child}/{kind}", .may = MAY_RECORD,
      .handle = add, .takes_file = true, .about = "A new record about a child" },
    { .method = METHOD_POST, .path = "/api/records/{record}", .may = MAY_RECORD, .handle = amend,
      .takes_file = true, .about = "A new version of a record" },
    { 0 },
};
