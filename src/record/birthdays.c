/* Birthdays among the words of a search: one, all of a month, all from one day to another. */
#include "record/tables.h"

#include <string.h>

static bool figure(char c)
{
    return c >= '0' && c <= '9';
}

static text without(struct arena *arena, text words, size_t from, size_t end)
{
    return text_format(arena, "%.*s %.*s", (int)from, words.at, TEXT_ARG(text_skip(words, end)));
}

/* 4 3 2014, 04/03/2014 or 2014-03-04 somewhere in the words: taken out and given as a day. */
static text take_day(struct arena *arena, text words, day *born)
{
    const struct kind *person = kind_by_name(TEXT("person"));
    const struct field *dob = field_by_name(person, TEXT("dob"));
    *born = DAY_UNKNOWN;
    for (size_t i = 0; i < words.len; i++) {
        if (!figure(words.at[i]) || (i > 0 && words.at[i - 1] != ' '))
            continue;
        for (size_t end = words.len; end > i + 5; end--) {
            if (end < words.len && words.at[end] != ' ')
                continue;
            struct values v = values_new(arena, person, DAY_UNKNOWN);
            const char *note;
            text tried = { words.at + i, end - i };
            if (tried.len <= 17 && values_import(&v, arena, dob, tried, &note)) {
                *born = values_day(&v, "dob");
                return without(arena, words, i, end);
            }
        }
    }
    return words;
}

/* What stands between two days says nothing else. */
static text without_joining(struct arena *arena, text words)
{
    static const char *const joining[] = { "to", "until", "till", "and", "between", "from", "-", "\xe2\x80\x93" };
    text left = TEXT_NONE;
    for (text rest = words; !text_empty(rest);) {
        struct text_pair one = text_cut(rest, ' ');
        bool joins = false;
        for (size_t i = 0; i < COUNT_OF(joining); i++)
            joins = joins || text_is(one.before, joining[i]);
        if (!joins)
            left = text_format(arena, "%.*s %.*s", TEXT_ARG(left), TEXT_ARG(one.before));
        rest = one.after;
    }
    return text_trim(left);
}

/* 3/2014, 03.2014 or 2014-03. */
static bool month_of(struct arena *arena, text word, text *month)
{
    size_t at = 0;
    while (at < word.len && figure(word.at[at]))
        at++;
    if (at == word.len || !strchr("/.-", word.at[at]))
        return false;
    text first = text_first(word, at), second = text_skip(word, at + 1);
    text year = first.len == 4 ? first : second, number = first.len == 4 ? second : first;
    int64_t n;
    if (!birth_year(year) || number.len > 2 || !text_to_int(number, &n) || n < 1 || n > 12)
        return false;
    *month = text_format(arena, "%.*s-%02d", TEXT_ARG(year), (int)n);
    return true;
}

static text take_month(struct arena *arena, text words, struct birthdays *b)
{
    for (size_t i = 0; i < words.len; i++) {
        if (i > 0 && words.at[i - 1] != ' ')
            continue;
        text word = text_cut(text_skip(words, i), ' ').before;
        if (month_of(arena, word, &b->from)) {
            b->last = b->from;
            return without(arena, words, i, i + word.len);
        }
    }
    return words;
}

bool birth_year(text word)
{
    int64_t year;
    return word.len == 4 && figure(word.at[0]) && text_to_int(word, &year) && year >= 1900 && year < 2100;
}

text birthdays_take(struct arena *arena, text words, struct birthdays *b)
{
    day one, other;
    *b = (struct birthdays){ TEXT_NONE, TEXT_NONE };
    text rest = take_day(arena, words, &one);
    if (!day_known(one))
        return take_month(arena, words, b);
    b->from = day_iso(arena, one);
    text after = take_day(arena, rest, &other);
    if (!day_known(other))
        return rest;
    b->from = day_iso(arena, day_before(other, one) ? other : one);
    b->last = day_iso(arena, day_before(other, one) ? one : other);
    return without_joining(arena, after);
}
