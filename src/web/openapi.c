/* The document of the API: paths from its routes, schemas from the dictionary. Nothing is told twice. */
#include "web/api.h"

#include "base/json.h"
#include "dictionary/kind.h"

#include <string.h>

static void named(struct json_out *j, const char *name, const char *value)
{
    json_out_name(j, name);
    json_out_cstr(j, value);
}

static void object(struct json_out *j, const char *name)
{
    json_out_name(j, name);
    json_out_object(j);
}

static void array(struct json_out *j, const char *name)
{
    json_out_name(j, name);
    json_out_array(j);
}

static void reference(struct json_out *j, const char *kind)
{
    char where[100];
    snprintf(where, sizeof where, "#/components/schemas/%s", kind);
    json_out_object(j);
    named(j, "$ref", where);
    json_out_end(j);
}

/* ---- schemas ---- */

static bool for_records(const struct kind *k)
{
    return k->about == ABOUT_PERSON && !k->founds;
}

static void field_schema(struct json_out *j, const struct field *f)
{
    const struct code_set *set = f->type == TYPE_CODE ? code_set_find(f->codes) : NULL;
    object(j, f->name);
    named(j, "type", f->type == TYPE_INT ? "integer" : f->type == TYPE_FLAG ? "boolean" : "string");
    if (f->type == TYPE_DAY || f->type == TYPE_INSTANT)
        named(j, "format", f->type == TYPE_DAY ? "date" : "date-time");
    if (f->type == TYPE_CODES)
        named(j, "x-codes", f->codes);         // several, parted by single blanks
    if (f->characters_max) {
        json_out_name(j, "maxLength");
        json_out_int(j, f->characters_max);
    }
    named(j, "description", f->label);
    if (set) {
        array(j, "enum");
        for (size_t i = 0; i < set->code_count; i++)
            json_out_cstr(j, set->codes[i].code);
        json_out_end(j);
    }
    json_out_end(j);
}

static void kind_schema(struct json_out *j, const struct kind *k)
{
    object(j, k->name);
    named(j, "type", "object");
    named(j, "title", k->label);
    array(j, "required");
    for (const struct field *f = k->fields; f->name; f++)
        if (f->needed == ALWAYS && !f->when_field)
            json_out_cstr(j, f->name);
    json_out_end(j);
    object(j, "properties");
    for (const struct field *f = k->fields; f->name; f++)
        field_schema(j, f);
    json_out_end(j);
    json_out_end(j);
}

static void problem_schema(struct json_out *j)
{
    static const char *const texts[] = { "title", "detail", "field", "reference" };
    object(j, "problem");
    named(j, "type", "object");
    named(j, "description", "RFC 9457. field: what it is about; problems: every field that is wrong.");
    object(j, "properties");
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        object(j, texts[i]);
        named(j, "type", "string");
        json_out_end(j);
    }
    object(j, "status");
    named(j, "type", "integer");
    json_out_end(j);
    object(j, "problems");
    named(j, "type", "array");
    object(j, "items");
    named(j, "type", "object");
    json_out_end(j);
    json_out_end(j);
    json_out_end(j);
    json_out_end(j);
}

/* ---- paths ---- */

static void parameter(struct json_out *j, text name, const char *where, bool needed)
{
    json_out_object(j);
    json_out_name(j, "name");
    json_out_text(j, name);
    named(j, "in", where);
    json_out_name(j, "required");
    json_out_bool(j, needed);
    object(j, "schema");
    named(j, "type", "string");
    if (text_is(name, "child") || text_is(name, "record"))
        named(j, "pattern", "^[0-9a-f]{32}$");
    if (text_is(name, "kind") && needed) {
        array(j, "enum");
        for (const struct kind *k = kind_next(NULL); k; k = kind_next(k))
            if (for_records(k))
                json_out_cstr(j, k->name);
        json_out_end(j);
    }
    json_out_end(j);
    json_out_end(j);
}

static void parameters(struct json_out *j, const struct route *r)
{
    array(j, "parameters");
    for (text rest = text_of(r->path); !text_empty(rest);) {
        struct text_pair part = text_cut(text_cut(rest, '{').after, '}');
        if (part.found)
            parameter(j, part.before, "path", true);
        rest = part.after;
    }
    for (text rest = text_of(r->query); !text_empty(rest);) {
        struct text_pair part = text_cut(rest, ' ');
        parameter(j, part.before, "query", false);
        rest = part.after;
    }
    if (r->method == METHOD_POST)
        parameter(j, TEXT("X-Candour"), "header", true);
    json_out_end(j);
}

/* The same object as a part, and a file beside it. */
static void body_of_parts(struct json_out *j)
{
    static const struct { const char *name, *type, *about; } parts[] = {
        { "record", "application/json", "What is sent alone where there is no file" },
        { "file", "application/octet-stream", "With its file name: PDF, DOCX, XLSX, ODT, TXT, CSV, EML, JPEG, PNG, WebP, "
          "HEIC, M4A, MP3, OGG or WAV, 25 MB at most. Without it a new version keeps the one that is there" },
    };
    object(j, "multipart/form-data");
    object(j, "schema");
    named(j, "type", "object");
    array(j, "required");
    json_out_cstr(j, "record");
    json_out_end(j);
    object(j, "properties");
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        object(j, parts[i].name);
        named(j, "type", "string");
        named(j, "contentMediaType", parts[i].type);
        named(j, "description", parts[i].about);
        json_out_end(j);
    }
    for (int i = 0; i < 3; i++)
        json_out_end(j);
}

static void body(struct json_out *j, bool takes_file)
{
    static const struct { const char *name, *type, *about; } others[] = {
        { "entry", "string", "32 hex digits of your own: sent twice, it is recorded once" },
        { "replaces", "integer", "For a new version: the entry of the version that you saw" },
        { "reason", "string", "For a new version: why" },
        { "late_reason", "string", "Why it is written up late" },
    };
    object(j, "requestBody");
    json_out_name(j, "required");
    json_out_bool(j, true);
    object(j, "content");
    object(j, "application/json");
    object(j, "schema");
    named(j, "type", "object");
    array(j, "required");
    json_out_cstr(j, "values");
    json_out_end(j);
    object(j, "properties");
    object(j, "values");
    array(j, "anyOf");
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k))
        if (k->about == ABOUT_PERSON)
            reference(j, k->name);
    json_out_end(j);
    json_out_end(j);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        object(j, others[i].name);
        named(j, "type", others[i].type);
        named(j, "description", others[i].about);
        json_out_end(j);
    }
    for (int i = 0; i < 3; i++)
        json_out_end(j);
    if (takes_file)
        body_of_parts(j);
    json_out_end(j);
    json_out_end(j);
}

static void responses(struct json_out *j, const struct route *r)
{
    static const struct { const char *status, *about; bool posts, gets; } all[] = {
        { "200", "The answer, or what was recorded before under this entry", true, true },
        { "201", "Recorded", true, false },
        { "400", "It is not JSON", true, false },
        { "401", "Not signed in", true, true },
        { "403", "This role may not, or X-Candour is missing", true, true },
        { "404", "No such thing, or none that may be known", true, true },
        { "409", "Somebody recorded first", true, false },
        { "413", "Over 256 KiB of JSON, or 25 MB with a file", true, false },
        { "422", "What was asked or sent does not hold", true, true },
        { "503", "Not now; nothing was saved", true, true },
    };
    object(j, "responses");
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        bool problem = all[i].status[0] > '2';
        if (!(r->method == METHOD_POST ? all[i].posts : all[i].gets)
                || (problem && r->may == MAY_ANYONE))
            continue;
        object(j, all[i].status);
        named(j, "description", all[i].about);
        if (problem) {
            object(j, "content");
            object(j, "application/problem+json");
            json_out_name(j, "schema");
            reference(j, "problem");
            json_out_end(j);
            json_out_end(j);
        }
        json_out_end(j);
    }
    json_out_end(j);
}

static void path(struct json_out *j, const struct route *r)
{
    object(j, r->path);
    for (const struct route *m = r; m->path; m++) {
        if (strcmp(m->path, r->path))
            continue;
        object(j, m->method == METHOD_GET ? "get" : "post");
        named(j, "summary", m->about);
        parameters(j, m);
        if (m->method == METHOD_POST)
            body(j, m->takes_file);
        responses(j, m);
        if (m->may == MAY_ANYONE) {
            array(j, "security");
            json_out_end(j);
        }
        json_out_end(j);
    }
    json_out_end(j);
}

static void head(struct json_out *j, const struct request *rq)
{
    named(j, "openapi", "3.1.0");
    object(j, "info");
    named(j, "title", "Candour");
    named(j, "version", "1");
    named(j, "description", "Records of children's social care, now and as known then. Every answer "
          "says in X-Candour-Size how many entries the ledger had when it was read.");
    json_out_end(j);
    array(j, "security");
    json_out_object(j);
    array(j, "session");
    json_out_end(j);
    json_out_end(j);
    json_out_end(j);
    object(j, "components");
    object(j, "securitySchemes");
    object(j, "session");
    named(j, "type", "apiKey");
    named(j, "in", "cookie");
    named(j, "name", request_over_tls(rq) ? "__Host-candour" : "candour");
    json_out_end(j);
    json_out_end(j);
    object(j, "schemas");
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k))
        kind_schema(j, k);
    problem_schema(j);
    json_out_end(j);
    json_out_end(j);
}

bool api_document(struct request *rq, struct error *err)
{
    struct json_out j = json_out_to(&rq->page.out);
    (void)err;
    rq->answer_type = TEXT("application/json");
    json_out_object(&j);
    head(&j, rq);
    object(&j, "paths");
    for (const struct route *r = api_routes; r->path; r++) {
        bool before = false;
        for (const struct route *b = api_routes; b < r; b++)
            before = before || !strcmp(b->path, r->path);
        if (!before)
            path(&j, r);
    }
    json_out_end(&j);
    json_out_end(&j);
    return true;
}
