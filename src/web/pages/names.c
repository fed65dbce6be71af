#include "web/pages/pages.h"

#include "record/likeness.h"
#include "web/state.h"

#include <string.h>

void names_want(struct names *names, struct arena *arena, id wanted)
{
    if (id_none(wanted))
        return;
    for (size_t i = 0; i < names->count; i++)
        if (id_same(names->at[i].id, wanted))
            return;
    if (names->count == names->room) {
        size_t room = names->room ? names->room * 2 : 32;
        struct named *more = arena_array(arena, struct named, room);
        if (names->count > 0)
            memcpy(more, names->at, names->count * sizeof *more);
        names->at = more;
        names->room = room;
    }
    names->at[names->count++].id = wanted;
}

static void want_title(struct names *names, struct arena *arena, id record, id subject)
{
    for (size_t i = 0; i < names->titled_count; i++)
        if (id_same(names->titled[i].record, record))
            return;
    if (names->titled_count == names->titled_room) {
        size_t room = names->titled_room ? names->titled_room * 2 : 16;
        struct titled *more = arena_array(arena, struct titled, room);
        if (names->titled_count > 0)
            memcpy(more, names->titled, names->titled_count * sizeof *more);
        names->titled = more;
        names->titled_room = room;
    }
    names->titled[names->titled_count++] = (struct titled){ .record = record, .subject = subject };
}

static bool is_name_of_somebody(enum field_type type)
{
    return type == TYPE_PERSON || type == TYPE_STAFF || type == TYPE_TEAM;
}

void names_want_of(struct names *names, struct arena *arena, const struct record_version *version)
{
    names_want(names, arena, version->author);
    for (size_t i = 0; version->kind->fields[i].name; i++) {
        const struct value *value = &version->values.at[i];
        if (value->given && !value->hidden && is_name_of_somebody(version->kind->fields[i].type))
            names_want(names, arena, value->id);
        if (value->given && !value->hidden && version->kind->fields[i].type == TYPE_RECORD)
            want_title(names, arena, value->id, version->subject);
    }
}

bool names_find(struct names *names, struct request *rq, struct error *err)
{
    return (names->count == 0
            || record_names(rq->store, rq->arena, rq->actor.staff, names->at, names->count, err))
        && (names->titled_count == 0
            || record_titles(rq->store, rq->arena, rq->state->opened, names->titled, names->titled_count, err));
}

/* What is not found, or is somebody else's, is told by its number alone. */
text names_of_record(const struct names *names, struct arena *arena, const struct field *field, id record)
{
    const struct kind *only = field_refers_only(field);
    for (size_t i = 0; i < names->titled_count; i++)
        if (id_same(names->titled[i].record, record) && !text_empty(names->titled[i].title))
            return names->titled[i].title;
    return text_format(arena, "%s %.*s", only ? only->label : "Record", TEXT_ARG(id_short(arena, record)));
}

text names_of(const struct names *names, id wanted)
{
    for (size_t i = 0; i < names->count; i++)
        if (id_same(names->at[i].id, wanted) && !text_empty(names->at[i].name))
            return names->at[i].name;
    return TEXT(NAME_UNKNOWN);
}

text names_of_author(const struct names *names, struct arena *arena, const struct record_version *version)
{
    if ((version->flags & ENTRY_IMPORTED) && !text_empty(version->source_file))
        return text_join(arena, TEXT("imported from "), version->source_file);
    return names_of(names, version->author);
}

bool names_hold(const struct names *names, id wanted)
{
    return !text_is(names_of(names, wanted), NAME_UNKNOWN);
}

/* What an id stands for; empty for fields that hold none, and where nothing is held. */
static text id_words(struct arena *arena, const struct names *names, const struct record_version *v,
                     const struct field *f)
{
    const struct value *value = values_get(&v->values, f->name);
    if (!value->given || value->hidden || value->erased)
        return TEXT_NONE;
    if (f->type == TYPE_RECORD)
        return names_of_record(names, arena, f, value->id);
    return is_name_of_somebody(f->type) ? names_of(names, value->id) : TEXT_NONE;
}

void names_in_changes(struct arena *arena, const struct names *names, const struct record_version *before,
                      const struct record_version *after, struct changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        struct field_change *c = &changes->at[i];
        text was = id_words(arena, names, before, c->field), is = id_words(arena, names, after, c->field);
        if (text_empty(was) && text_empty(is))
            continue;
        c->before = text_empty(was) ? c->before : was;
        c->after = text_empty(is) ? c->after : is;
        c->pieces = difference_of(arena, c->before, c->after);
    }
}

text hit_about(struct arena *arena, const struct person_hit *hit)
{
    text born = day_known(hit->born)
        ? text_format(arena, "born %.*s", TEXT_ARG(day_display(arena, hit->born)))
        : day_known(hit->expected)
        ? text_format(arena, "unborn, due %.*s", TEXT_ARG(day_display(arena, hit->expected)))
        : TEXT("date of birth not recorded");
    return text_format(arena, "%.*s%s%.*s%s%.*s%s", TEXT_ARG(born),
                       text_empty(hit->reference) ? "" : ", ", TEXT_ARG(hit->reference),
                       text_empty(hit->place) ? "" : ", ", TEXT_ARG(hit->place),
                       hit->open ? ", has open work" : "");
}

text like_why(struct arena *arena, const struct likeness *like)
{
    struct bytes all = { 0 };
    for (size_t i = 0; i < like->reason_count; i++)
        bytes_add_format(&all, "%s%.*s", i ? "; " : "", TEXT_ARG(like->reasons[i]));
    for (size_t i = 0; i < like->difference_count; i++)
        bytes_add_format(&all, "%s%.*s", i ? "; " : "; but: ", TEXT_ARG(like->differences[i]));
    text made = text_copy(arena, bytes_text(&all));
    bytes_free(&all);
    return made;
}
