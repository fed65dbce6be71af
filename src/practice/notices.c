#include "practice/notices.h"

#include "base/smtp.h"
#include "practice/openings.h"
#include "practice/tasks.h"

#include <string.h>

#define RETRY_US (5 * 60 * US_PER_SECOND)                // doubled each time
#define OPENINGS_READ 200
#define AT_ONCE 50                                       // mails of one round; the others come with the next

const char notices_schema[] =
    "CREATE TABLE notice (account @bytes NOT NULL PRIMARY KEY, role @int NOT NULL, address @text NOT NULL,"
    " daily @int NOT NULL, openings @int NOT NULL, day_sent @int NOT NULL, openings_told @int NOT NULL,"
    " tries @int NOT NULL, next_at @int NOT NULL)@strict;";

bool notices_define(struct store *store, struct error *err)
{
    return store_define_once(store, "notice", notices_schema, err);
}

/* ---- the wish ---- */

bool notices_may(enum role role)
{
    return access_may(role, MAY_HAVE_TASKS) || access_may(role, MAY_REVIEW_OPENINGS);
}

bool notices_wish_of(struct store *store, struct arena *arena, id account, struct notice_wish *wish, struct error *err)
{
    struct statement *s;
    *wish = (struct notice_wish){ 0 };
    if (!store_prepare_literal(store, "SELECT daily, openings, address FROM notice WHERE account = :account", &s, err))
        return false;
    bind_id(s, "account", account);
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *wish = (struct notice_wish){ .daily = column_int(s, 0) != 0, .openings = column_int(s, 1) != 0,
                                      .address = text_copy(arena, column_text(s, 2)) };
    statement_end(s);
    return step != STEP_FAILED;
}

static bool wish_forget(struct store *store, id account, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "DELETE FROM notice WHERE account = :account", &s, err))
        return false;
    bind_id(s, "account", account);
    return statement_run(s, NULL, err);
}

bool notices_wish(struct store *store, const struct actor *actor, const struct notice_wish *wish, instant now,
                  struct error *err)
{
    struct statement *s;
    if (!wish->daily && !wish->openings)
        return wish_forget(store, actor->account, err);
    if (!mail_address_holds(wish->address))
        return fail(err, ERROR_INPUT, "address", "Enter one e-mail address, like name@example.org");
    // What was sent today was sent, whatever is wished now; openings of before are told of on the first page.
    if (!store_prepare_literal(store,
            "INSERT INTO notice (account, role, address, daily, openings, day_sent, openings_told, tries, next_at)"
            " VALUES (:account, :role, :address, :daily, :openings, 0, :now, 0, 0)"
            " ON CONFLICT (account) DO UPDATE SET role = :role, address = :address, daily = :daily,"
            " openings = :openings, openings_told = :now, tries = 0, next_at = 0", &s, err))
        return false;
    bind_id(s, "account", actor->account);
    bind_int(s, "role", actor->role);
    bind_text(s, "address", wish->address);
    bind_int(s, "daily", wish->daily && access_may(actor->role, MAY_HAVE_TASKS));
    bind_int(s, "openings", wish->openings && access_may(actor->role, MAY_REVIEW_OPENINGS));
    bind_int(s, "now", now.us);
    return statement_run(s, NULL, err);
}

/* ---- what is due ---- */

struct wisher { struct actor actor; text address; bool daily, openings; int64_t day_sent, openings_told; };

struct round {
    struct store *store; struct arena *arena; const char *url; instant now;
    bool morning;                    // of a working day, within the hours
    int64_t today;
    struct notices *found;
};

static bool is_morning(struct round *r, struct notice_hours hours, struct error *err)
{
    day today = instant_london_day(r->now);
    int hour = instant_london_time(r->now).hour;
    r->today = today.days;
    if (!day_is_working(today, &r->morning, err))
        return false;
    r->morning = r->morning && hour >= hours.from && hour < hours.until;
    return true;
}

static bool read_wishers(struct round *r, struct wisher **wishers, size_t *count, struct error *err)
{
    struct statement *s;
    size_t room = 0;
    if (!store_prepare_literal(r->store,
            "SELECT n.account, a.staff, n.role, n.address, n.daily, n.openings, n.day_sent, n.openings_told"
            " FROM notice AS n JOIN account AS a ON a.account = n.account AND a.disabled = 0"
            " JOIN account_role AS r ON r.account = n.account AND r.role = n.role"
            " WHERE n.next_at <= :now ORDER BY n.account", &s, err))
        return false;
    bind_int(s, "now", r->now.us);
    enum stepped step;
    *count = 0;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        if (*count == room) {
            struct wisher *more = arena_array(r->arena, struct wisher, room ? room * 2 : 32);
            if (room)
                memcpy(more, *wishers, room * sizeof *more);
            *wishers = more;
            room = room ? room * 2 : 32;
        }
        (*wishers)[(*count)++] = (struct wisher){
            .actor = { .account = column_id(s, 0), .staff = column_id(s, 1), .role = (enum role)column_int(s, 2) },
            .address = text_copy(r->arena, column_text(s, 3)), .daily = column_int(s, 4) != 0,
            .openings = column_int(s, 5) != 0, .day_sent = column_int(s, 6), .openings_told = column_int(s, 7),
        };
    }
    statement_end(s);
    return step != STEP_FAILED;
}

static struct notice *notice_new(struct round *r, const struct wisher *w, enum notice_what what)
{
    struct notice *n = &r->found->at[r->found->count++];
    *n = (struct notice){ .what = what, .account = w->actor.account, .to = w->address };
    return n;
}

static text things(struct arena *arena, int64_t count, const char *are)
{
    return count == 0 ? text_format(arena, "Nothing is %s", are)
         : text_format(arena, "%lld %s %s", (long long)count, count == 1 ? "thing is" : "things are", are);
}

static const char end_of_mail[] =
    "This mail says on purpose nothing of any child.\nTo get no more of them, or to change the address: ";

/* What the person's own day page counts, in the role in which they asked for it. */
static bool day_notice(struct round *r, const struct wisher *w, struct error *err)
{
    struct guarded guarded;
    struct task_day piles;
    int64_t late = 0, today = 0;
    if (!record_guarded(r->store, r->arena, w->actor.staff, &guarded, err)
            || !tasks_day(r->store, r->arena, &guarded, role_code(w->actor.role), w->actor.staff, r->now, 1, &piles,
                          err))
        return false;
    for (size_t i = 0; i < piles.count; i++) {
        late += piles.at[i].when == TASK_LATE ? piles.at[i].count : 0;
        today += piles.at[i].when == TASK_TODAY ? piles.at[i].count : 0;
    }
    struct notice *n = notice_new(r, w, NOTICE_DAY);
    n->before = w->day_sent;
    n->now = r->today;
    if (late + today == 0)
        return true;
    n->subject = text_format(r->arena, "Candour: %lld late, %lld due today", (long long)late, (long long)today);
    n->body = text_format(r->arena, "%.*s, %lld due today in Candour.\n\nSign in to see them: %s/day\n\n"
                          "%s%s/me/notices\n", TEXT_ARG(things(r->arena, late, "late")), (long long)today,
                          r->url, end_of_mail, r->url);
    return true;
}

/* Of records that open to the person themselves, not those opened by them. */
static bool openings_notice(struct round *r, const struct wisher *w, struct error *err)
{
    struct opened_list list;
    int64_t count = 0, newest = w->openings_told;
    if (!openings_to_review(r->store, r->arena, w->actor.staff, r->now, OPENINGS_READ, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        const struct opened *o = &list.at[i];
        bool opens = false;
        if (o->own || o->at.us <= w->openings_told)
            continue;
        if (!access_opens(r->store, &w->actor, MAY_READ_CHILD, o->person, &opens, err))
            return false;
        count += opens;
        newest = opens && o->at.us > newest ? o->at.us : newest;
    }
    if (count == 0)
        return true;
    struct notice *n = notice_new(r, w, NOTICE_OPENINGS);
    n->before = w->openings_told;
    n->now = newest;
    n->subject = text_format(r->arena, "Candour: %lld emergency opening%s to look at", (long long)count,
                             count == 1 ? "" : "s");
    n->body = text_format(r->arena, "%lld %s opened in an emergency. Somebody other than whoever opened %s must look "
                          "at it again.\n\nSign in to see more: %s/openings\n\n%s%s/me/notices\n", (long long)count,
                          count == 1 ? "record that is open to you was" : "records that are open to you were",
                          count == 1 ? "it" : "them", r->url, end_of_mail, r->url);
    return true;
}

bool notices_due(struct store *store, struct arena *arena, const char *url, struct notice_hours hours, instant now,
                 struct notices *notices, struct error *err)
{
    struct round r = { .store = store, .arena = arena, .url = url, .now = now, .found = notices };
    struct wisher *wishers = NULL;
    size_t count;
    *notices = (struct notices){ .at = arena_array(arena, struct notice, AT_ONCE + 2) };
    if (!is_morning(&r, hours, err) || !read_wishers(&r, &wishers, &count, err))
        return false;
    for (size_t i = 0; i < count && notices->count < AT_ONCE; i++) {
        const struct wisher *w = &wishers[i];
        if (w->daily && r.morning && w->day_sent < r.today && !day_notice(&r, w, err))
            return false;
        if (w->openings && !openings_notice(&r, w, err))
            return false;
    }
    return true;
}

/* ---- what becomes of one ---- */

/* One column from what it was to what it becomes; false in `changed`: it is not what it was. */
static bool move_claim(struct store *store, const struct notice *n, int64_t from, int64_t to, bool *changed,
                       struct error *err)
{
    struct statement *s;
    int64_t rows;
    bool good = n->what == NOTICE_DAY
        ? store_prepare_literal(store, "UPDATE notice SET day_sent = :to WHERE account = :account"
                                " AND address = :address AND daily = 1 AND day_sent = :from", &s, err)
        : store_prepare_literal(store, "UPDATE notice SET openings_told = :to WHERE account = :account"
                                " AND address = :address AND openings = 1 AND openings_told = :from", &s, err);
    if (!good)
        return false;
    bind_id(s, "account", n->account);
    bind_text(s, "address", n->to);
    bind_int(s, "from", from);
    bind_int(s, "to", to);
    if (!statement_run(s, &rows, err))
        return false;
    *changed = rows == 1;
    return true;
}

bool notice_claim(struct store *store, const struct notice *notice, bool *taken, struct error *err)
{
    return move_claim(store, notice, notice->before, notice->now, taken, err);
}

static bool tries_of(struct store *store, id account, int64_t *tries, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT tries FROM notice WHERE account = :account", &s, err))
        return false;
    bind_id(s, "account", account);
    enum stepped step = statement_step(s, err);
    *tries = step == STEP_ROW ? column_int(s, 0) : 0;
    statement_end(s);
    return step != STEP_FAILED;
}

static bool set_tries(struct store *store, id account, int64_t tries, int64_t next_at, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "UPDATE notice SET tries = :tries, next_at = :next WHERE account = :account", &s,
                               err))
        return false;
    bind_id(s, "account", account);
    bind_int(s, "tries", tries);
    bind_int(s, "next", next_at);
    return statement_run(s, NULL, err);
}

bool notice_failed(struct store *store, const struct notice *notice, instant now, bool *given_up, struct error *err)
{
    int64_t tries;
    bool back;
    if (!tries_of(store, notice->account, &tries, err))
        return false;
    *given_up = tries + 1 >= NOTICE_TRIES;
    if (*given_up)                                       // the claim stands
        return set_tries(store, notice->account, 0, 0, err);
    return move_claim(store, notice, notice->now, notice->before, &back, err)
        && set_tries(store, notice->account, tries + 1, now.us + (RETRY_US << tries), err);
}

bool notice_sent(struct store *store, const struct notice *notice, struct error *err)
{
    return set_tries(store, notice->account, 0, 0, err);
}
