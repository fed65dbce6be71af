#include "web/pages/pages.h"

#include "practice/accounts.h"
#include "practice/notices.h"

#include <string.h>

/* One sentence for a wrong name, a wrong password and a disabled account: whether a name exists is nobody's
 * business (security.md S3). */
static const char wrong[] = "Sign-in name and password do not match. Check both and try again.";
static const char waiting[] =
    "There were too many wrong passwords. Wait 15 minutes, then try again.";

text sign_in_next(text next)
{
    bool ours = next.len > 0 && next.len < 500 && next.at[0] == '/'
             && !(next.len > 1 && (next.at[1] == '/' || next.at[1] == '\\'));
    for (size_t i = 0; ours && i < next.len; i++)
        ours = (unsigned char)next.at[i] > ' ' && next.at[i] != '\\' && next.at[i] != 127;
    return ours ? next : TEXT("/");
}

text sign_in_code_path(struct arena *arena, text next)
{
    struct bytes path = { 0 };
    bytes_add_cstr(&path, "/sign-in/code?next=");
    html_percent(&path, next);
    text made = text_copy(arena, bytes_text(&path));
    bytes_free(&path);
    return made;
}

static bool sign_in_page(struct request *rq, const char *problem, struct error *err)
{
    struct sign_in_page_model m = {
        .rq = rq, .problem = problem,
        .next = sign_in_next(rq->method == METHOD_POST ? request_field(rq, "next")
                                                    : request_query(rq, "next")),
        .ended = text_is(request_query(rq, "ended"), "1"),
        .kept = text_is(request_query(rq, "kept"), "1"),
        .name = request_field(rq, "name"),
    };
    if (rq->demonstration) {
        struct account *accounts;
        size_t count;
        if (!account_list(rq->store, rq->arena, &accounts, &count, err))
            return false;
        m.people = arena_array(rq->arena, struct demo_person, count + 1);
        for (size_t i = 0; i < count; i++)
            if (accounts[i].demonstration && !accounts[i].disabled && accounts[i].role_count > 0)
                m.people[m.person_count++] = (struct demo_person){
                    .sign_in = accounts[i].sign_in, .name = accounts[i].name,
                    .role = text_of(role_label(accounts[i].roles[0])),
                };
    }
    page_sign_in(&rq->page, &m);
    return true;
}

static bool sign_in_show(struct request *rq, struct error *err)
{
    if (rq->signed_in) {
        reply_see_other(rq, sign_in_next(request_query(rq, "next")));
        return true;
    }
    return sign_in_page(rq, NULL, err);
}

/* ---- argon2id takes 25 to 50 ms: on the job thread, with the request parked ---- */

struct attempt {
    struct account account; bool known, good, throttled;
    text password; text sign_in, address; instant now;
    struct write write;
};

static void check_password(void *with)
{
    struct attempt *attempt = with;
    if (attempt->known)
        attempt->good = password_holds(attempt->account.password, attempt->password)
                     && !attempt->account.disabled;
    else
        password_waste(attempt->password);
}

static bool write_attempt(struct ledger *ledger, void *with, struct error *err)
{
    struct attempt *attempt = with;
    return account_attempt(ledger_store(ledger), attempt->sign_in, attempt->address, attempt->now,
                           attempt->good, err);
}

static bool sign_in_after(struct request *rq, struct error *err)
{
    struct attempt *attempt = request_with(rq);
    struct error why = { 0 };
    if (request_refused(rq, &why)) {
        *err = why;
        return false;
    }
    if (!attempt->good) {
        rq->status = 422;
        return sign_in_page(rq, wrong, err);
    }
    struct second_factor f;
    text next = sign_in_next(request_field(rq, "next"));
    if (!second_factor_of(rq->store, attempt->account.account, &f, err))
        return false;
    return f.set_up ? request_sign_in(rq, &attempt->account, ROLE_NONE, sign_in_code_path(rq->arena, next), err)
                    : request_sign_in(rq, &attempt->account, attempt->account.roles[0], next, err);
}

static bool sign_in_checked(struct request *rq, struct error *err)
{
    struct attempt *attempt = request_with(rq);
    attempt->write = (struct write){ .also = write_attempt, .also_with = attempt };
    return request_write(rq, &attempt->write, sign_in_after, err);
}

static bool sign_in_post(struct request *rq, struct error *err)
{
    struct attempt *attempt = arena_new_of(rq->arena, struct attempt);
    struct error why = { 0 };

    attempt->sign_in = text_trim(request_field(rq, "name"));
    attempt->password = request_field(rq, "password");
    attempt->address = rq->address;
    attempt->now = rq->now;
    if (text_empty(attempt->sign_in) || text_empty(attempt->password)
            || attempt->password.len > 512 || attempt->sign_in.len > 200) {
        rq->status = 422;
        return sign_in_page(rq, "Enter your sign-in name and password", err);
    }
    if (!account_throttled(rq->store, attempt->sign_in, rq->address, rq->now,
                           &attempt->throttled, err))
        return false;
    if (attempt->throttled) {
        rq->status = 429;
        reply_header(rq, "Retry-After", TEXT("900"));
        return sign_in_page(rq, waiting, err);
    }
    attempt->known = account_by_sign_in(rq->store, rq->arena, attempt->sign_in, &attempt->account,
                                        &why);
    if (!attempt->known && why.kind != ERROR_ABSENT) {
        *err = why;
        return false;
    }
    if (attempt->known && attempt->account.role_count == 0)
        attempt->known = false;
    request_set_with(rq, attempt);
    return request_job(rq, check_password, attempt, sign_in_checked, err);
}

static bool sign_out(struct request *rq, struct error *err)
{
    return request_sign_out(rq, err);
}

/* ---- who am I ---- */

static bool me(struct request *rq, struct error *err)
{
    struct me_page_model m = { .rq = rq };
    struct account account;
    if (!account_by_id(rq->store, rq->arena, rq->actor.account, &account, err)
            || !session_list(rq->store, rq->arena, rq->actor.account, rq->now, &m.sessions,
                             &m.session_count, err)
            || !entries_by(rq->store, rq->arena, &rq->actor, rq->now, &m.entries,
                           &m.entry_count, err))
        return false;
    for (size_t i = 0; i < m.entry_count && !access_may(rq->actor.role, MAY_READ_CHILD); i++)
        m.entries[i].link = TEXT_NONE;                   // written by them, and not theirs to open
    m.sign_in = account.sign_in;
    m.name = account.name;
    m.role = text_of(role_label(rq->actor.role));
    m.second_factor = rq->second_factor;
    m.may_have_calendar = access_may(rq->actor.role, MAY_HAVE_TASKS);
    m.may_have_mails = notices_may(rq->actor.role);
    page_me(&rq->page, &m);
    return true;
}

/* ---- what is typed, before it is saved ---- */

static bool draft(struct request *rq, struct error *err)
{
    text path = request_field(rq, "draft-path");
    if (!text_starts(path, "/") || path.len > 200)
        return fail(err, ERROR_INPUT, "draft-path", "A draft belongs to a page of ours.");
    return request_keep_draft(rq, path, err);
}

const struct route sign_in_routes[] = {
    { .method = METHOD_POST, .path = "/drafts", .may = MAY_SIGNED_IN, .handle = draft },
    { .method = METHOD_GET, .path = "/sign-in", .may = MAY_ANYONE, .handle = sign_in_show },
    { .method = METHOD_POST, .path = "/sign-in", .may = MAY_ANYONE, .handle = sign_in_post,
      .no_csrf = true },
    { .method = METHOD_POST, .path = "/sign-out", .may = MAY_SIGNED_IN, .handle = sign_out,
      .held_back_too = true },
    { .method = METHOD_GET, .path = "/me", .may = MAY_SIGNED_IN, .handle = me },
    { 0 },
};
