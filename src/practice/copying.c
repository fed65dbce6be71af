#include "practice/copying.h"

#include "practice/access.h"

#include <string.h>

#define REASON "copied_reason"
#define PULLED "pulled_forward"
enum { PROSE_MAX = 40 };

struct search {
    struct arena *arena;
    const struct copying_asked *asked;
    struct copied_text *here[PROSE_MAX]; size_t here_count;
    struct copyings *found;
};

bool copying_concerns(const struct kind *kind)
{
    return field_by_name(kind, TEXT(REASON)) != NULL;
}

static bool tells(const struct field *f, const struct value *value)
{
    return f->type == TYPE_PROSE && value->given && !value->hidden && !value->erased && !value->problem
        && strcmp(f->name, PULLED);
}

/* A line for each that was pulled, which begins with the field's name. */
static bool pulled(const struct values *v, const struct field *f)
{
    const struct field *list = field_by_name(v->kind, TEXT(PULLED));
    for (text rest = list ? values_get(v, PULLED)->text : TEXT_NONE; !text_empty(rest);) {
        struct text_pair line = text_cut(rest, '\n');
        text name = text_trim(line.before);
        size_t len = strlen(f->name);
        if (text_starts(name, f->name) && (name.len == len || !strchr("abcdefghijklmnopqrstuvwxyz0123456789_",
                                                                     name.at[len])))
            return true;
        rest = line.after;
    }
    return false;
}

static void take_here(struct search *s)
{
    const struct values *now = s->asked->values, *was = s->asked->before;
    for (const struct field *f = now->kind->fields; f->name && s->here_count < PROSE_MAX; f++) {
        const struct value *value = values_get(now, f->name);
        if (!tells(f, value) || pulled(now, f) || (was && text_same(values_get(was, f->name)->text, value->text)))
            continue;
        s->here[s->here_count++] = copied_text(s->arena, value->text);
    }
}

/* ---- records that belong together ---- */

static bool names(const struct values *v, id record)
{
    for (const struct field *f = v->kind->fields; f->name; f++)
        if (f->type == TYPE_RECORD && values_get(v, f->name)->given && id_same(values_get(v, f->name)->id, record))
            return true;
    return false;
}

/* Records of one visit to brothers and sisters name the first of them. */
static bool name_the_same(const struct values *a, const struct values *b)
{
    for (const struct field *f = a->kind->fields; f->name; f++)
        if (f->type == TYPE_RECORD && f->of_others && values_get(a, f->name)->given
                && names(b, values_get(a, f->name)->id))
            return true;
    return false;
}

static bool belong_together(const struct search *s, const struct record_version *v)
{
    const struct copying_asked *asked = s->asked;
    if (!id_none(asked->record) && (id_same(v->record, asked->record) || names(&v->values, asked->record)))
        return true;
    return names(asked->values, v->record) || name_the_same(asked->values, &v->values);
}

/* ---- comparing ---- */

/* Keeps the most alike, in order. */
static void keep(struct copyings *found, const struct copying *one)
{
    size_t at = found->count;
    while (at > 0 && found->at[at - 1].copied.words < one->copied.words)
        at--;
    if (found->count == COPYING_TOLD_MAX)
        found->more++;
    else
        found->count++;
    if (at == COPYING_TOLD_MAX)
        return;
    memmove(&found->at[at + 1], &found->at[at], (found->count - at - 1) * sizeof *found->at);
    found->at[at] = *one;
}

static struct words words_there(struct search *s, const struct record_version *v)
{
    text all = TEXT_NONE;
    bool more;
    for (const struct field *f = v->kind->fields; f->name; f++)
        if (tells(f, values_get(&v->values, f->name)))
            all = text_join(s->arena, all, text_empty(all) ? TEXT_NONE : TEXT("\n\n"),
                            values_get(&v->values, f->name)->text);
    return words_of(s->arena, all, COPIED_WORDS_MAX, &more);
}

static void compare(struct search *s, const struct record_version *v, enum copying_of of)
{
    struct copying one = { .of = of, .kind = v->kind, .record = v->record, .subject = v->subject,
                           .author = v->author, .when = v->valid_from };
    if (v->withdrawn || belong_together(s, v))
        return;
    struct words there = words_there(s, v);
    if (there.count < COPIED_RUN_LEAST)
        return;
    for (size_t i = 0; i < s->here_count; i++) {
        struct copied more = copied_from(s->arena, s->here[i], &there);
        copied_add(&one.copied, &more);
    }
    if (one.copied.much)
        keep(s->found, &one);
}

static bool was_opened(const struct copying_asked *asked, id subject)
{
    for (size_t p = 0; p < asked->pass_count; p++)
        if (id_same(access_subject(asked->passes[p]), subject))
            return true;
    return false;
}

bool copying_find(struct store *store, struct arena *arena, const struct copying_asked *asked,
                  struct copyings *found, struct error *err)
{
    struct search s = { .arena = arena, .asked = asked, .found = found };
    struct record_query newest = { .limit = COPYING_RECORDS_MAX };
    struct record_list list;
    memset(found, 0, sizeof *found);
    take_here(&s);
    if (s.here_count == 0)
        return true;
    for (size_t p = 0; p < asked->pass_count; p++) {
        if (!record_list(store, asked->passes[p], arena, &newest, &list, err))
            return false;
        for (size_t i = 0; i < list.count; i++)
            compare(&s, &list.at[i], p == 0 ? COPYING_OF_CHILD : COPYING_OF_FAMILY);
    }
    if (!record_written_by(store, arena, asked->author, COPYING_RECORDS_MAX, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (!was_opened(asked, list.at[i].subject))
            compare(&s, &list.at[i], COPYING_OF_OTHERS);
    return true;
}
