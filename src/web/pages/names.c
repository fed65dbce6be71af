#include "web/pages/pages.h"

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
    }
}

bool names_find(struct names *names, struct request *rq, struct error *err)
{
    return names->count == 0
        || record_names(rq->store, rq->arena, rq->actor.staff, names->at, names->count, err);
}

text names_of(const struct names *names, id wanted)
{
    for (size_t i = 0; i < names->count; i++)
        if (id_same(names->at[i].id, wanted) && !text_empty(names->at[i].name))
            return names->at[i].name;
    return TEXT(NAME_UNKNOWN);
}

bool names_hold(const struct names *names, id wanted)
{
    return !text_is(names_of(names, wanted), NAME_UNKNOWN);
}
