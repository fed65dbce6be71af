/* Finding people by what is typed into one box. */
#include "record/same_person.h"
#include "record/tables.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 6
#define TYPED_BYTES_MAX 200             // a longer search finds nobody and would take long
#define KEY_HITS_MAX 8000               // persons of one key; more share no useful key
#define SLOTS_FIRST 256                // of candidates; grows as they come
#define SLOTS_MAX 65536
#define LOOKED_AT_MAX 256               // of the best candidates, to be put in order of open work and name
#define NEAR_WORDS_MAX 200

/* ---- what a page of results shows of each person ---- */

#define LISTED_SQL "SELECT " LISTED_COLUMNS ", l.sort FROM listed AS l "

void hit_from_row(struct statement *s, struct arena *arena, struct person_hit *hit)
{
    *hit = (struct person_hit){
        .person = column_id(s, 0),
        .name = name_shown(arena, column_text(s, 1), column_text(s, 2), column_text(s, 9),
                           column_id(s, 0)),
        .known_as = text_copy(arena, column_text(s, 3)), .born = column_day(s, 4),
        .expected = column_day(s, 5), .died = column_int(s, 6) != 0,
        .child = column_int(s, 7) != 0, .open = column_int(s, 8) > 0,
        .reference = text_copy(arena, column_text(s, 9)),
        // The first part of a postcode is enough to tell people apart, and not enough to find them.
        .place = text_copy(arena, text_cut(column_text(s, 10), ' ').before),
    };
}

static bool listed_hit(struct store *store, struct arena *arena, id person, struct person_hit *hit,
                       text *sort, bool *there, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, LISTED_SQL "WHERE l.person = :person", &s, err))
        return false;
    bind_id(s, "person", person);
    enum stepped step = statement_step(s, err);
    *there = step == STEP_ROW;
    if (*there) {
        hit_from_row(s, arena, hit);
        *sort = text_copy(arena, column_text(s, 11));
    }
    statement_end(s);
    return step != STEP_FAILED;
}

bool kept_hit(struct store *store, struct arena *arena, const struct guarded *guarded, id person,
              struct person_hit *hit, text *sort, bool *gave_way, struct error *err)
{
    id kept;
    *gave_way = false;
    if (!same_person_kept(store, person, UINT64_MAX, &kept, err))
        return false;
    const struct guarded_person *g = guarded_find(guarded, kept);
    return id_same(kept, person) || (g && g->hidden)
        || listed_hit(store, arena, kept, hit, sort, gave_way, err);
}

/* ---- the list of children ---- */

static bool place_in_list(struct store *store, struct arena *arena, id after, text *sort,
                          struct error *err)
{
    struct statement *s;
    *sort = TEXT_NONE;
    if (id_none(after))
        return true;
    if (!store_prepare_literal(store, "SELECT sort FROM listed WHERE person = :person", &s, err))
        return false;
    bind_id(s, "person", after);
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *sort = text_copy(arena, column_text(s, 0));
    statement_end(s);
    return step != STEP_FAILED;
}

bool record_list_children(struct store *store, struct arena *arena, id reader, bool open_only,
                          id after, size_t limit, struct person_hits *hits, struct error *err)
{
    struct statement *s;
    text sort;
    if (!place_in_list(store, arena, after, &sort, err))
        return false;
    text sql = open_only
        ? TEXT(LISTED_SQL "WHERE l.child = 1 AND l.open_work > 0 AND NOT " GAVE_WAY("l.person")
               " AND " LISTED_TO_READER("l.person")
               " AND (l.sort, l.person) > (:sort, :after) ORDER BY l.sort, l.person LIMIT :limit")
        : TEXT(LISTED_SQL "WHERE l.child = 1 AND NOT " GAVE_WAY("l.person")
               " AND " LISTED_TO_READER("l.person")
               " AND (l.sort, l.person) > (:sort, :after) ORDER BY l.sort, l.person LIMIT :limit");
    if (!store_prepare(store, sql, &s, err))
        return false;
    bind_text(s, "sort", sort);
    bind_id(s, "after", after);
    bind_id(s, "reader", reader);
    bind_instant(s, "now", instant_now());
    bind_int(s, "limit", (int64_t)limit + 1);
    struct person_hits made = { .at = arena_array(arena, struct person_hit, limit + 1) };
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        if (made.count == limit) {
            made.more = true;
            break;
        }
        hit_from_row(s, arena, &made.at[made.count++]);
    }
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    *hits = made;
    return true;
}

/* ---- searching: candidates with points ---- */

struct candidate { id person; uint32_t words; int points, least; const char *why; };

struct search {
    struct store *store; struct arena *arena; struct error *err;
    struct candidate *slots; size_t room, used;
    struct guarded guarded;             // whom this reader may not see
    uint32_t asked;                     // one bit a word
};

static struct candidate *slot_of(struct search *x, id person)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < sizeof person.b; i++)
        h = (h ^ person.b[i]) * 16777619u;
    for (size_t i = h % x->room;; i = (i + 1) % x->room)
        if (!x->slots[i].words || id_same(x->slots[i].person, person))
            return &x->slots[i];
}

static void make_room(struct search *x)
{
    struct candidate *before = x->slots;
    size_t room = x->room;
    x->room = 2 * room;
    x->slots = arena_array(x->arena, struct candidate, x->room);
    for (size_t i = 0; i < room; i++)
        if (before[i].words)
            *slot_of(x, before[i].person) = before[i];
}

/* Each word counts once, by the first and best way in which it was found; the way least certain is told. */
static void candidate_add(struct search *x, id person, uint32_t words, int points, const char *why)
{
    if (x->used >= x->room / 2 && x->room < SLOTS_MAX)
        make_room(x);
    struct candidate *c = slot_of(x, person);
    if (!c->words) {
        if (x->used >= SLOTS_MAX / 2)
            return;
        x->used++;
        *c = (struct candidate){ .person = person, .least = points + 1 };
    }
    if ((c->words & words) == words)
        return;
    c->words |= words;
    c->points += points;
    if (points < c->least) {
        c->least = points;
        c->why = why;
    }
}

static const struct way { const char *kind; int points; const char *why; } ways[] = {
    { "number", 40, "Identifier" }, { "word", 12, "Name" }, { "word", 9, "Other form of the name" },
    { "word", 8, "Beginning of the name" }, { "place", 6, "Postcode" },
    { "sound", 4, "Sounds alike" }, { "word", 3, "Spelt nearly so" },
    { "born", 12, "Date of birth" }, { "born", 6, "Born at that time" }, { "born", 5, "Year of birth" },
};
enum { BY_NUMBER, BY_WORD, BY_ALIAS, BY_BEGINNING, BY_PLACE, BY_SOUND, BY_NEARNESS, BY_BIRTH, BY_BIRTHDAYS,
       BY_YEAR };

/* Persons of one key, or of every key from it to those that begin as `last` does. Answers how many in `found`, which
 * may be NULL. */
static bool collect(struct search *x, int way, uint32_t words, text key, text last, size_t *found)
{
    struct statement *s;
    bool several = last.at && !text_empty(last);
    text sql = several
        ? TEXT("SELECT person FROM name_key WHERE kind = :kind AND key >= :key AND key < :through"
               " LIMIT :most")
        : TEXT("SELECT person FROM name_key WHERE kind = :kind AND key = :key LIMIT :most");
    if (!store_prepare(x->store, sql, &s, x->err))
        return false;
    bind_text(s, "kind", text_of(ways[way].kind));
    bind_text(s, "key", key);
    if (several)                         // the last character of all ends every beginning
        bind_text(s, "through", text_join(x->arena, last, TEXT("\xf4\x8f\xbf\xbf")));
    bind_int(s, "most", KEY_HITS_MAX);
    enum stepped step;
    while ((step = statement_step(s, x->err)) == STEP_ROW) {
        const struct guarded_person *g = guarded_find(&x->guarded, column_id(s, 0));
        if (g && g->hidden)              // as if nobody were there: also to what is tried next
            continue;
        candidate_add(x, column_id(s, 0), words, ways[way].points, ways[way].why);
        if (found)
            (*found)++;
    }
    statement_end(s);
    return step == STEP_DONE;
}

static bool collect_aliases(struct search *x, uint32_t bit, text word)
{
    text others[NAME_ALIASES_MAX];
    size_t count = name_aliases(word, others);
    for (size_t i = 0; i < count; i++)
        if (!collect(x, BY_ALIAS, bit, others[i], TEXT_NONE, NULL))
            return false;
    return true;
}

/* Words of the vocabulary that share threes of letters with this one, those most alike first. */
static bool near_words(struct search *x, text word, text near[NEAR_WORDS_MAX], size_t *count)
{
    static const char *const names[16] = { "g0", "g1", "g2", "g3", "g4", "g5", "g6", "g7", "g8",
        "g9", "g10", "g11", "g12", "g13", "g14", "g15" };
    text grams[NAME_GRAMS_MAX];
    size_t n = name_grams(x->arena, word, grams);
    struct statement *s;
    if (!store_prepare_literal(x->store,
            "SELECT word, count(*) FROM name_gram WHERE gram IN (:g0, :g1, :g2, :g3, :g4, :g5, :g6,"
            " :g7, :g8, :g9, :g10, :g11, :g12, :g13, :g14, :g15) GROUP BY word"
            " ORDER BY 2 DESC, 1 LIMIT :most", &s, x->err))
        return false;
    for (size_t i = 0; i < 16; i++)
        bind_text(s, names[i], i < n ? grams[i] : TEXT_NONE);
    bind_int(s, "most", NEAR_WORDS_MAX);
    enum stepped step;
    *count = 0;
    while ((step = statement_step(s, x->err)) == STEP_ROW)
        near[(*count)++] = text_copy(x->arena, column_text(s, 0));
    statement_end(s);
    return step != STEP_FAILED;
}

static bool collect_near(struct search *x, uint32_t bit, text word)
{
    text near[NEAR_WORDS_MAX];
    size_t count, letters = text_characters(word);
    int most = letters < 6 ? 1 : 2;
    if (letters < 4)
        return true;
    if (!near_words(x, word, near, &count))
        return false;
    for (size_t i = 0; i < count; i++)
        if (name_distance(word, near[i], most) <= most
                && !collect(x, BY_NEARNESS, bit, near[i], TEXT_NONE, NULL))
            return false;
    return true;
}

static bool begins_like_postcode(text word)
{
    bool figure = false;
    for (size_t i = 0; i < word.len; i++)
        figure = figure || (word.at[i] >= '0' && word.at[i] <= '9');
    return figure && word.len >= 2 && word.at[0] >= 'a' && word.at[0] <= 'z';
}

static bool collect_word(struct search *x, uint32_t bit, text word)
{
    text sound = name_sound(x->arena, word);
    size_t exactly = 0;
    return collect(x, BY_NUMBER, bit, word, TEXT_NONE, NULL)
        && collect(x, BY_WORD, bit, word, TEXT_NONE, &exactly)
        && collect_aliases(x, bit, word)
        && (word.len < 2 || collect(x, BY_BEGINNING, bit, word, word, NULL))
        && (!begins_like_postcode(word) || collect(x, BY_PLACE, bit, word, word, NULL))
        && (!birth_year(word) || collect(x, BY_YEAR, bit, word, word, NULL))
        && (sound.len < 2 || collect(x, BY_SOUND, bit, sound, TEXT_NONE, NULL))
        && (exactly > 0 || collect_near(x, bit, word));
}

static bool collect_all(struct search *x, text typed)
{
    struct birthdays born;
    text rest = birthdays_take(x->arena, typed, &born), words[WORDS_MAX];
    size_t count = 0;
    uint32_t birth = text_empty(born.from) ? 0 : UINT32_C(1) << WORDS_MAX;
    text whole = name_bare(x->arena, rest);
    rest = name_words(x->arena, rest);
    while (!text_empty(rest) && count < WORDS_MAX) {
        struct text_pair cut = text_cut(rest, ' ');
        words[count++] = cut.before;
        rest = cut.after;
    }
    x->asked = ((UINT32_C(1) << count) - 1) | birth;
    if (birth && !collect(x, text_empty(born.last) ? BY_BIRTH : BY_BIRTHDAYS, birth, born.from, born.last, NULL))
        return false;
    // Numbers and postcodes are typed with blanks in all places.
    if (whole.len >= 4 && !collect(x, BY_NUMBER, x->asked & ~birth, whole, TEXT_NONE, NULL))
        return false;
    if (count > 1 && begins_like_postcode(whole)
            && !collect(x, BY_PLACE, x->asked & ~birth, whole, whole, NULL))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!collect_word(x, UINT32_C(1) << i, words[i]))
            return false;
    return true;
}

/* ---- the best ones ---- */

static int by_points(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int words_x = __builtin_popcount(x->words), words_y = __builtin_popcount(y->words);
    if (words_x != words_y)
        return words_y - words_x;
    return x->points != y->points ? y->points - x->points : id_compare(x->person, y->person);
}

struct ranked { struct person_hit hit; int points; text sort; bool gave_way; };

static int by_rank(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->points != y->points)
        return y->points - x->points;
    if (x->hit.open != y->hit.open)
        return y->hit.open - x->hit.open;
    int names = text_compare(x->sort, y->sort);
    return names ? names : id_compare(x->hit.person, y->hit.person);
}

enum { PERSONS_AT_ONCE = 16 };

/* That there is such a record, so that nobody makes a second one, and whom to ask: no more. */
void hit_restrict(struct person_hit *hit, const struct guarded_person *g)
{
    if (g)
        *hit = (struct person_hit){
            .restricted = true, .ask = g->ask, .person = hit->person, .why = hit->why,
            .child = hit->child, .name = TEXT(NAME_RESTRICTED),
            .born = DAY_UNKNOWN, .expected = DAY_UNKNOWN,
        };
}

bool record_person_hit(struct store *store, struct arena *arena, id reader, id person,
                       struct person_hit *hit, struct error *err)
{
    struct guarded guarded;
    text sort;
    bool there;
    if (!record_guarded(store, arena, reader, &guarded, err)
            || !listed_hit(store, arena, person, hit, &sort, &there, err))
        return false;
    const struct guarded_person *g = guarded_find(&guarded, person);
    if (!there || (g && g->hidden))
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    hit_restrict(hit, g);
    return true;
}

/* Who was found by a record that gave way is shown as the person that is kept. */
static bool settle(struct search *x, struct ranked *r, struct error *err)
{
    if (r->gave_way && !guarded_find(&x->guarded, r->hit.person)) {
        text why = r->hit.why;
        if (!kept_hit(x->store, x->arena, &x->guarded, r->hit.person, &r->hit, &r->sort,
                      &r->gave_way, err))
            return false;
        r->hit.why = r->gave_way ? text_format(x->arena, "%.*s, on a record merged into this one",
                                               TEXT_ARG(why)) : why;
    }
    const struct guarded_person *g = guarded_find(&x->guarded, r->hit.person);
    hit_restrict(&r->hit, g);
    if (g)
        r->sort = TEXT_NONE;
    return true;
}

static bool look_at(struct search *x, const struct candidate *c, size_t count, bool children_only,
                    struct ranked *to, size_t *made)
{
    static const char *const ids[PERSONS_AT_ONCE] = { "p0", "p1", "p2", "p3", "p4", "p5", "p6",
        "p7", "p8", "p9", "p10", "p11", "p12", "p13", "p14", "p15" };
    struct statement *s;
    size_t first = *made, end = first;
    if (!store_prepare_literal(x->store,
            "SELECT " LISTED_COLUMNS ", l.sort, CASE WHEN " GAVE_WAY("l.person") " THEN 1 ELSE 0 END"
            " FROM listed AS l WHERE l.person IN (:p0, :p1, :p2, :p3, :p4, :p5, :p6, :p7, :p8, :p9,"
            " :p10, :p11, :p12, :p13, :p14, :p15)", &s, x->err))
        return false;
    for (size_t i = 0; i < PERSONS_AT_ONCE; i++)
        bind_id(s, ids[i], c[i < count ? i : 0].person);
    enum stepped step;
    while ((step = statement_step(s, x->err)) == STEP_ROW) {
        const struct candidate *found = slot_of(x, column_id(s, 0));
        struct ranked *r = &to[end++];
        hit_from_row(s, x->arena, &r->hit);
        r->hit.why = text_of(found->why);
        r->points = found->points;
        r->sort = text_copy(x->arena, column_text(s, 11));
        r->gave_way = column_int(s, 12) != 0;
    }
    statement_end(s);
    for (size_t i = first; i < end && step == STEP_DONE; i++) {
        if (!settle(x, &to[i], x->err))
            return false;
        if (!children_only || to[i].hit.child)
            to[(*made)++] = to[i];
    }
    return step == STEP_DONE;
}

/* By several records of theirs somebody is found several times; the best stays. */
static size_t once_each(struct ranked *r, size_t count)
{
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        bool there = false;
        for (size_t k = 0; k < left && !there; k++)
            there = id_same(r[k].hit.person, r[i].hit.person);
        if (!there)
            r[left++] = r[i];
    }
    return left;
}

/* Those with the most words; whoever has only one of three is shown when nobody has more. */
static struct candidate *best_of(struct search *x, size_t *count)
{
    struct candidate *all = arena_array(x->arena, struct candidate, x->used + 1);
    size_t n = 0;
    for (size_t i = 0; i < x->room; i++)
        if (x->slots[i].words)
            all[n++] = x->slots[i];
    qsort(all, n, sizeof *all, by_points);
    *count = 0;
    while (*count < n && __builtin_popcount(all[*count].words) == __builtin_popcount(all[0].words))
        ++*count;
    return all;
}

bool record_search_people(struct store *store, struct arena *arena, id reader, text words,
                          bool children_only, size_t limit, struct person_hits *hits,
                          struct error *err)
{
    struct search x = { .store = store, .arena = arena, .err = err, .room = SLOTS_FIRST,
                        .slots = arena_array(arena, struct candidate, SLOTS_FIRST) };
    size_t count, made = 0, looked = 0;
    if (!record_guarded(store, arena, reader, &x.guarded, err)
            || !collect_all(&x, text_clip(words, TYPED_BYTES_MAX)))
        return false;
    struct candidate *best = best_of(&x, &count);
    size_t room = count < LOOKED_AT_MAX ? count : LOOKED_AT_MAX;
    struct ranked *ranked = arena_array(arena, struct ranked, room + PERSONS_AT_ONCE);
    for (; looked < count && made < LOOKED_AT_MAX; looked += PERSONS_AT_ONCE)
        if (!look_at(&x, best + looked, count - looked < PERSONS_AT_ONCE ? count - looked
                                                                        : PERSONS_AT_ONCE,
                     children_only, ranked, &made))
            return false;
    qsort(ranked, made, sizeof *ranked, by_rank);
    made = once_each(ranked, made);
    struct person_hits shown = { .at = arena_array(arena, struct person_hit, limit + 1),
                                 .more = made > limit };
    while (shown.count < made && shown.count < limit) {
        shown.at[shown.count] = ranked[shown.count].hit;
        shown.count++;
    }
    *hits = shown;
    return true;
}
