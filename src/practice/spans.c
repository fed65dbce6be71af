#include "practice/spans.h"

#include "base/bytes.h"

#include <string.h>

static const int64_t us_per_hour = 3600 * US_PER_SECOND;

enum { CHANGES_MAX = 32, CODES_MAX = 16 };

/* First days of a time in which each code has one limit; ascending, without the beginning of all time. */
static size_t changes_of(const struct limit *limits, day changes[CHANGES_MAX])
{
    size_t count = 0;
    for (const struct limit *l = limits; l->id; l++) {
        day d[2];
        bool has[2] = { l->from && day_parse_iso(text_of(l->from), &d[0]),
                        l->until && day_parse_iso(text_of(l->until), &d[1]) };
        if (has[1])
            d[1] = day_add(d[1], 1);
        for (int i = 0; i < 2; i++) {
            size_t at = count;
            if (!has[i] || count == CHANGES_MAX)
                continue;
            while (at > 0 && day_before(d[i], changes[at - 1]))
                at--;
            if (at > 0 && day_same(changes[at - 1], d[i]))
                continue;
            memmove(changes + at + 1, changes + at, (count++ - at) * sizeof *changes);
            changes[at] = d[i];
        }
    }
    return count;
}

static size_t codes_of(const struct limit *limits, const char *codes[CODES_MAX + 1])
{
    size_t count = 0;
    for (const struct limit *l = limits; l->id; l++) {
        bool there = !l->code;
        for (size_t i = 0; i < count && !there; i++)
            there = !strcmp(codes[i], l->code);
        if (!there && count < CODES_MAX)
            codes[count++] = l->code;
    }
    codes[count] = NULL;
    return count;
}

static int64_t start_of(const struct span *span, day d)
{
    return span->days ? d.days : day_london_start(d).us;
}

/* Those of one time round. */
static void spans_add(struct spans *made, struct arena *arena, const struct step *step, enum again again)
{
    day changes[CHANGES_MAX];
    const struct limit *limits = step_limits(step, again);
    const char **codes = arena_array(arena, const char *, CODES_MAX + 1);
    size_t change_count = changes_of(limits, changes), code_count = codes_of(limits, codes);
    struct span span = { .step = step, .again = again, .not_codes = codes, .days = step_begins_on_day(step, again) };
    struct span *more = arena_array(arena, struct span, made->count + (code_count + 1) * (change_count + 1));
    if (made->count > 0)
        memcpy(more, made->at, made->count * sizeof *more);
    made->at = more;
    for (size_t c = 0; c <= code_count; c++)
        for (size_t i = 0; i <= change_count; i++) {
            day one = i > 0 ? changes[i - 1] : change_count > 0 ? day_add(changes[0], -1) : (day){ 0 };
            span.code = codes[c];
            span.limit = step_limit(step, again, span.code ? text_of(span.code) : TEXT_NONE, one);
            span.from = i > 0 ? start_of(&span, changes[i - 1]) : INT64_MIN;
            span.until = i < change_count ? start_of(&span, changes[i]) : INT64_MAX;
            if (span.limit)
                made->at[made->count++] = span;
        }
}

struct spans spans_of(struct arena *arena, const struct step *step)
{
    struct spans made = { 0 };
    for (int again = FIRST_TIME; again < AGAIN_COUNT; again++)
        if (step_limits(step, (enum again)again))
            spans_add(&made, arena, step, (enum again)again);
    return made;
}

bool span_holds(const struct span *span, enum again again, text code, int64_t began)
{
    bool holds = again == span->again && (!span->code || text_is(code, span->code));
    for (const char *const *other = span->not_codes; !span->code && *other; other++)
        holds = holds && !text_is(code, *other);
    return holds && began >= span->from && began < span->until;
}

instant span_began(const struct span *span, int64_t began)
{
    return span->days ? day_london_start((day){ (int32_t)began }) : (instant){ began };
}

/* No limit ends sooner than so many days after the day that it began on. */
static int days_at_least(const struct limit *limit)
{
    return limit->unit == WEEKS ? 7 * limit->length : limit->unit == MONTHS ? 28 * limit->length : limit->length;
}

int64_t span_due_by(const struct span *span, instant at)
{
    int64_t until;
    if (span->limit->unit == HOURS) {
        instant last = { at.us - span->limit->length * us_per_hour };
        until = span->days ? instant_london_day(last).days + 1 : last.us + 1;
    } else {
        // The last day whose beginnings are due; where the bank holidays are not known, they are.
        day d = day_add(instant_london_day(at), -days_at_least(span->limit));
        struct error ignored = { 0 };
        instant end;
        while (limit_end(span->limit, day_london_start(d), span->limit->length, &end, &ignored)
                && instant_before(at, end))
            d = day_add(d, -1);
        until = start_of(span, day_add(d, 1));
    }
    return until < span->from ? span->from : until > span->until ? span->until : until;
}

text span_condition(struct arena *arena, const struct span *span)
{
    struct bytes sql = { 0 };
    bytes_add_format(&sql, " AND o.again = %d", (int)span->again);
    if (span->code) {
        bytes_add_format(&sql, " AND o.code = '%s'", span->code);
    } else if (*span->not_codes) {
        bytes_add_cstr(&sql, " AND o.code NOT IN (");
        for (const char *const *other = span->not_codes; *other; other++)
            bytes_add_format(&sql, "%s'%s'", other == span->not_codes ? "" : ", ", *other);
        bytes_add_cstr(&sql, ")");
    }
    text made = text_copy(arena, bytes_text(&sql));
    bytes_free(&sql);
    return made;
}
