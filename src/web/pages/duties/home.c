#include "web/pages/pages.h"

#include "base/json.h"

/* ---- home: what this role can do, and what it did last ---- */

/* Whoever looks at them again, and the data protection officer, are told here as soon as one is opened
 * (security.md A5). */
static bool count_openings(struct home_page_model *m, struct error *err)
{
    struct opened_list list;
    if (!openings_to_review(m->rq->store, m->rq->arena, m->rq->actor.staff, m->rq->now, 200, &list, err))
        return false;
    m->openings_wait = list.count;
    for (size_t i = 0; i < list.count; i++)
        m->openings_late += list.at[i].clock.state == CLOCK_LATE;
    return true;
}

static bool count_liftings(struct home_page_model *m, struct error *err)
{
    struct conflict_list list;
    if (!conflicts_list(m->rq->store, m->rq->arena, &m->rq->actor, 200, &list, err))
        return false;
    m->to_agree = list.to_agree;
    return true;
}

static bool home(struct request *rq, struct error *err)
{
    struct home_page_model m = { .rq = rq };
    if (access_may(rq->actor.role, MAY_SEND_AS_PARTNER)) {
        reply_see_other(rq, TEXT("/partner"));
        return true;
    }
    m.may_take = access_may(rq->actor.role, MAY_TAKE_CONTACTS);
    m.may_find = access_may(rq->actor.role, MAY_FIND_CHILDREN);
    m.may_record = access_may(rq->actor.role, MAY_RECORD);
    m.may_review = access_may(rq->actor.role, MAY_REVIEW_OPENINGS);
    m.may_see_openings = access_may(rq->actor.role, MAY_SEE_OPENINGS);
    m.may_export = access_may(rq->actor.role, MAY_EXPORT_ROWS);
    m.may_decide_again = access_may(rq->actor.role, MAY_DECIDE_AGAIN);
    m.may_see_agreement = access_may(rq->actor.role, MAY_SEE_AGREEMENT);
    m.may_see_accounts = access_may(rq->actor.role, MAY_SEE_ACCOUNTS);
    m.may_lift = access_may(rq->actor.role, MAY_LIFT_CONFLICTS);
    if ((m.may_see_openings && !count_openings(&m, err)) || (m.may_lift && !count_liftings(&m, err))
            || !entries_by(rq->store, rq->arena, &rq->actor, rq->now, &m.entries, &m.entry_count, err))
        return false;
    page_home(&rq->page, &m);
    return true;
}

/* ---- the ledger in plain words ---- */

static bool ledger_page(struct request *rq, struct error *err)
{
    struct ledger_page_model m = { .rq = rq };
    struct kept_checkpoint last;
    struct error none = { 0 };
    struct arena *arena = rq->arena;

    m.size = text_format(arena, "%llu", (unsigned long long)rq->size);
    m.has_checkpoint = ledger_checkpoint_last(rq->store, arena, &last, &none);
    if (!m.has_checkpoint && none.kind != ERROR_ABSENT) {
        *err = none;
        return false;
    }
    if (m.has_checkpoint) {
        struct checkpoint c = { .origin = TEXT_NONE, .size = last.size, .root = last.root };
        m.checkpoint_size = text_format(arena, "%llu", (unsigned long long)last.size);
        m.checkpoint_made = instant_display(arena, last.made);
        m.checkpoint_short = note_short(arena, &c);
        m.note = last.note;
        m.not_covered = text_format(arena, "%llu", (unsigned long long)(
            rq->size > last.size ? rq->size - last.size : 0));
    }
    struct kind_count *counts;
    if (!ledger_key_line(rq->store, arena, &m.vkey, err)
            || !record_counts(rq->store, arena, &counts, &m.count_count, err))
        return false;
    m.counts = arena_array(arena, struct entry_count, m.count_count + 1);
    for (size_t i = 0; i < m.count_count; i++)
        m.counts[i] = (struct entry_count){
            text_of(counts[i].kind ? counts[i].kind->plural : "Others"),
            text_format(arena, "%llu", (unsigned long long)counts[i].count) };
    page_ledger(&rq->page, &m);
    return true;
}

static bool ledger_note(struct request *rq, struct error *err)
{
    struct kept_checkpoint last;
    if (!ledger_checkpoint_last(rq->store, rq->arena, &last, err))
        return false;
    reply_download(rq, text_format(rq->arena, "checkpoint-%llu.note",
                                   (unsigned long long)last.size),
                   TEXT("text/plain; charset=utf-8"), last.note);
    return true;
}

/* A carried checkpoint is compared with today's history: the page says SAME or CHANGED. */
static bool ledger_consistency(struct request *rq, struct error *err)
{
    text proof;
    text note = request_field(rq, "note");
    if (note.len > NOTE_BYTES_MAX)
        return fail(err, ERROR_INPUT, "note", "A checkpoint is a few lines; paste only those");
    struct bytes unix_lines = { 0 };             // a form sends CRLF; a note has LF
    for (size_t i = 0; i < note.len; i++)
        if (note.at[i] != '\r')
            bytes_add_u8(&unix_lines, (uint8_t)note.at[i]);
    if (unix_lines.len > 0 && unix_lines.at[unix_lines.len - 1] != '\n')
        bytes_add_u8(&unix_lines, '\n');
    note = text_copy(rq->arena, bytes_text(&unix_lines));
    bytes_free(&unix_lines);

    struct error why = { 0 };
    struct consistency_page_model m = { .rq = rq };
    struct kept_checkpoint now;
    m.same = ledger_checkpoint_last(rq->store, rq->arena, &now, &why)
          && ledger_prove_since(rq->store, &now, note, rq->arena, &proof, &why);
    if (!m.same && why.kind == ERROR_STORE) {
        *err = why;
        return false;
    }
    if (m.same && text_is(request_field(rq, "download"), "1")) {
        reply_download(rq, TEXT("consistency.proof"), TEXT("text/plain; charset=utf-8"), proof);
        return true;
    }
    m.changed = !m.same && why.kind == ERROR_BROKEN;
    m.why = text_copy(rq->arena, text_of(why.message));
    m.note = note;
    m.proof = m.same ? proof : TEXT_NONE;
    if (!m.same)
        rq->status = m.changed ? 200 : 422;
    page_consistency(&rq->page, &m);
    return true;
}

/* ---- rows for the analyst: ids are keyed hashes, no names, no narrative ---- */

static bool export_list(struct request *rq, struct error *err)
{
    struct export_page_model m = { .rq = rq };
    (void)err;
    m.kinds = arena_array(rq->arena, struct export_kind, 64);
    for (const struct kind *k = kind_next(NULL); k && m.kind_count < 64; k = kind_next(k))
        if (k->about == ABOUT_PERSON)
            m.kinds[m.kind_count++] = (struct export_kind){
                .label = text_of(k->plural), .name = text_of(k->name),
                .link = text_format(rq->arena, "/export/%s", k->name) };
    page_export(&rq->page, &m);
    return true;
}

static bool export_rows(struct request *rq, struct error *err)
{
    const struct kind *kind = kind_by_name(request_path_value(rq, "kind"));
    struct bytes csv = { 0 };
    if (!kind || kind->about != ABOUT_PERSON)
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    if (!request_export(rq, text_cstr(rq->arena, text_format(rq->arena, "/export/%s", kind->name)), err))
        return false;
    if (!record_export_rows(rq->store, kind, &csv, err)) {
        bytes_free(&csv);
        return false;
    }
    reply_download(rq, text_format(rq->arena, "%s.csv", kind->name),
                   TEXT("text/csv; charset=utf-8"), text_copy(rq->arena, bytes_text(&csv)));
    bytes_free(&csv);
    return true;
}

/* ---- accounts, for administrators and the data protection officer: who can sign in as what ---- */

static bool accounts_page(struct request *rq, struct error *err)
{
    struct accounts_page_model m = { .rq = rq };
    if (!account_list(rq->store, rq->arena, &m.accounts, &m.account_count, err)
            || !second_factors_mark(rq->store, m.accounts, m.account_count, err))
        return false;
    page_accounts(&rq->page, &m);
    return true;
}

static bool accessibility(struct request *rq, struct error *err)
{
    struct plain_page_model m = { .rq = rq };
    (void)err;
    page_accessibility(&rq->page, &m);
    return true;
}

const struct route home_routes[] = {
    { .method = METHOD_GET, .path = "/", .may = MAY_SIGNED_IN, .handle = home },
    { .method = METHOD_GET, .path = "/ledger", .may = MAY_SEE_LEDGER, .handle = ledger_page },
    { .method = METHOD_GET, .path = "/ledger/checkpoint", .may = MAY_SEE_LEDGER,
      .handle = ledger_note },
    { .method = METHOD_POST, .path = "/ledger/consistency", .may = MAY_SEE_LEDGER,
      .handle = ledger_consistency },
    { .method = METHOD_GET, .path = "/export", .may = MAY_EXPORT_ROWS, .handle = export_list },
    { .method = METHOD_GET, .path = "/export/{kind}", .may = MAY_EXPORT_ROWS,
      .handle = export_rows },
    { .method = METHOD_GET, .path = "/accounts", .may = MAY_SEE_ACCOUNTS, .handle = accounts_page },
    { .method = METHOD_GET, .path = "/accessibility", .may = MAY_ANYONE,
      .handle = accessibility },
    { 0 },
};
