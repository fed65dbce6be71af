#include "practice/said.h"

#include <string.h>

enum { WORDS_MAX = 20000, WITHOUT_PER_CENT = 10 };

static const struct kind *saying_kind(void)
{
    return kind_by_name(TEXT("child_words"));
}

bool sayings_of(struct store *store, const struct pass *pass, struct arena *arena, struct sayings *sayings,
                struct error *err)
{
    struct record_list *list = arena_new_of(arena, struct record_list);
    struct record_query query = { .kind = saying_kind(), .limit = SAYINGS_MAX };
    if (!record_list(store, pass, arena, &query, list, err))
        return false;
    sayings_among(arena, list, sayings);
    return true;
}

void sayings_among(struct arena *arena, const struct record_list *list, struct sayings *sayings)
{
    const struct kind *kind = saying_kind();
    bool more;
    sayings->count = 0;
    for (size_t i = 0; i < list->count && sayings->count < SAYINGS_MAX; i++)
        if (list->at[i].kind == kind && !list->at[i].withdrawn) {
            sayings->words[sayings->count] = words_of(arena, values_get(&list->at[i].values, "words")->text, WORDS_MAX,
                                                      &more);
            sayings->at[sayings->count++] = &list->at[i];
        }
}

/* ---- which saying holds what ---- */

static bool stand_at(const struct words *part, const struct words *whole, size_t at)
{
    if (at + part->count > whole->count)
        return false;
    for (size_t i = 0; i < part->count; i++)
        if (part->at[i].is != whole->at[at + i].is)
            return false;
    return true;
}

static bool stand_in(const struct words *part, const struct words *whole)
{
    for (size_t at = 0; part->count > 0 && at + part->count <= whole->count; at++)
        if (stand_at(part, whole, at))
            return true;
    return false;
}

/* How many words of `whole` that had no source yet are those of the part. */
static size_t cover(const struct words *part, const struct words *whole, bool *covered)
{
    size_t fresh = 0;
    for (size_t at = 0; part->count > 0 && at + part->count <= whole->count; at++) {
        if (!stand_at(part, whole, at))
            continue;
        for (size_t i = 0; i < part->count; i++) {
            fresh += !covered[at + i];
            covered[at + i] = true;
        }
    }
    return fresh;
}

/* What direct work says of itself: who, where, and who was there. */
static bool tells_itself(const struct record_version *v)
{
    return v->kind == saying_kind() || !strcmp(v->kind->name, "direct_work_session");
}

struct said said_in(struct arena *arena, const struct sayings *sayings, const struct record_version *v,
                    const struct field *f)
{
    struct said made = { .own = tells_itself(v), .whole = tells_itself(v) };
    bool more;
    struct words here = words_of(arena, values_get(&v->values, f->name)->text, WORDS_MAX, &more);
    bool *covered = arena_array(arena, bool, here.count + 1);
    size_t without = here.count;
    for (size_t i = 0; i < sayings->count && !made.own && without > 0 && made.count < SAID_SOURCES_MAX; i++) {
        const struct words *said = &sayings->words[i];
        size_t fresh = stand_in(&here, said) ? without : cover(said, &here, covered);
        if (fresh > 0)
            made.sources[made.count++] = sayings->at[i];
        without -= fresh;
    }
    made.whole = made.own || (made.count > 0 && without * 100 <= here.count * WITHOUT_PER_CENT);
    return made;
}

struct quotations said_unsourced(struct arena *arena, const struct sayings *sayings, const struct record_version *v,
                                 const struct field *f)
{
    text sources[SAYINGS_MAX];
    struct quotations none = { 0 };
    const struct value *value = values_get(&v->values, f->name);
    if (f->type != TYPE_PROSE || f->care == CARE_CHILD_WORDS || f->care == CARE_THIRD_PARTY
            || f->needed == NEVER_ASKED || !value->given || value->hidden || value->erased
            || !field_by_name(v->kind, TEXT("unsourced_reason")))
        return none;
    struct quotations q = quotations_of(arena, value->text);
    for (size_t i = 0; i < sayings->count; i++)
        sources[i] = values_get(&sayings->at[i]->values, "words")->text;
    quotations_attribute(arena, &q, sources, sayings->count);
    size_t kept = 0;
    for (size_t i = 0; i < q.count; i++)
        if (!q.at[i].attributed)
            q.at[kept++] = q.at[i];
    q.count = kept;
    return q;
}

/* ---- in words ---- */

id said_taker(const struct record_version *source)
{
    const char *name = source->kind == saying_kind() ? "taken_by" : "worker";
    return values_given(&source->values, name) ? values_id(&source->values, name) : source->author;
}

static text shown(struct arena *arena, const struct values *v, const char *name)
{
    const struct field *f = field_by_name(v->kind, text_of(name));
    const struct value *value = f ? values_get(v, name) : NULL;
    return !value ? TEXT_NONE : value->hidden ? TEXT("not shown to your role") : values_display(v, arena, f);
}

static text and_said(struct arena *arena, text so_far, const char *before, text what, const char *otherwise)
{
    if (text_empty(what) && !otherwise)
        return so_far;
    return text_format(arena, "%.*s %s%.*s.", TEXT_ARG(so_far), before,
                       TEXT_ARG(text_empty(what) ? text_of(otherwise) : what));
}

text said_source(struct arena *arena, const struct record_version *source, text taker)
{
    const struct values *v = &source->values;
    bool saying = source->kind == saying_kind();
    text how = saying ? shown(arena, v, "taken") : TEXT("Shown or said in direct work");
    text place = shown(arena, v, saying ? "place" : "where");
    text made = text_format(arena, "%.*s, %s %.*s on %.*s%s%.*s.", TEXT_ARG(how), saying ? "taken by" : "with",
                            TEXT_ARG(taker), TEXT_ARG(day_display(arena, instant_london_day(source->valid_from))),
                            text_empty(place) ? ", place not recorded" : ", place: ", TEXT_ARG(place));
    made = and_said(arena, made, "Also present: ", shown(arena, v, "present"), "not recorded");
    if (!saying)
        return made;
    made = and_said(arena, made, "Told by: ", shown(arena, v, "told_by"), NULL);
    made = and_said(arena, made, "Through: ", shown(arena, v, "source"), NULL);
    made = and_said(arena, made, "Language or aid: ", shown(arena, v, "language"), NULL);
    return and_said(arena, made, "Checked by the child: ", shown(arena, v, "confirmed"), "not recorded");
}

static text how_taken(struct arena *arena, const struct said *said)
{
    if (said->own)
        return TEXT_NONE;                      // its own summary says it
    if (!said->whole)
        return said->count == 0 ? TEXT(SAID_NO_SOURCE) : TEXT(SAID_REST_WITHOUT);
    const struct values *first = &said->sources[0]->values;
    return shown(arena, first, "taken");
}

text said_summary(struct arena *arena, const struct sayings *sayings, const struct record_version *v)
{
    text made = values_summary(&v->values, arena);
    for (const struct field *f = v->kind->fields; f->name; f++) {
        const struct value *value = values_get(&v->values, f->name);
        if (f->care != CARE_CHILD_WORDS || !f->in_summary || !value->given || value->hidden || value->erased)
            continue;
        struct said said = said_in(arena, sayings, v, f);
        text how = how_taken(arena, &said);
        if (!text_empty(how))
            made = text_join(arena, made, TEXT(" ("), how, TEXT(")"));
    }
    return made;
}
