#include "practice/partner.h"

#include "base/random.h"

#include <string.h>

#define STANDS "superseded_seq = 9223372036854775807"
#define REFERENCE_CHARACTERS 26

static bool absent(struct error *err)
{
    return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
}

/* ---- whose people they are ---- */

bool partner_of(struct store *store, struct arena *arena, id staff, struct partner *partner,
                struct error *err)
{
    struct statement *s;
    if (!store_prepare(store, record_sql(arena, TEXT(
            "SELECT t.record, coalesce(t.team_name, ''), coalesce(t.agency, '') FROM {staff} AS s"
            " JOIN {team} AS t ON t.record = s.team_id"
            " WHERE s.record = :staff AND s.end_date IS NULL AND t.team_type = 'PARTNER'"), true), &s, err))
        return false;
    bind_id(s, "staff", staff);
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *partner = (struct partner){ column_id(s, 0), text_copy(arena, column_text(s, 1)),
                                     text_copy(arena, column_text(s, 2)) };
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    return step == STEP_ROW
        || fail(err, ERROR_REFUSED, NULL, "Your account belongs to no organisation here. Ask the authority "
                "to put it right.");
}

bool partners_list(struct store *store, struct arena *arena, struct partner **partners, size_t *count,
                   struct error *err)
{
    enum { PARTNERS_MAX = 1000 };
    struct statement *s;
    if (!store_prepare(store, record_sql(arena, TEXT(
            "SELECT t.record, coalesce(t.team_name, ''), coalesce(t.agency, '') FROM {team} AS t"
            " WHERE t.team_type = 'PARTNER' ORDER BY 2, 1 LIMIT :limit"), true), &s, err))
        return false;
    bind_int(s, "limit", PARTNERS_MAX);
    *partners = arena_array(arena, struct partner, PARTNERS_MAX);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < PARTNERS_MAX)
        (*partners)[(*count)++] = (struct partner){ column_id(s, 0), text_copy(arena, column_text(s, 1)),
                                                    text_copy(arena, column_text(s, 2)) };
    statement_end(s);
    return step != STEP_FAILED;
}

const char *partner_source(text agency)
{
    static const struct { const char *agency, *source; } sources[] = {
        { "POLICE", "6" }, { "SCHOOL", "2A" }, { "EY", "2B" }, { "EDU", "2B" }, { "SEND", "2B" },
        { "GP", "3A" }, { "HV", "3B" }, { "SN", "3C" }, { "MIDW", "3D" }, { "HOSP", "3E" },
        { "HEALTH_ICB", "3F" }, { "PAED", "3F" }, { "CAMHS", "3F" }, { "AMH", "3F" }, { "SUBST", "3F" },
        { "HOUSING", "4" }, { "ASC", "5A" }, { "YJS", "5B" }, { "OLA", "5C" },
        { "PROB", "7" }, { "CAFCASS", "7" }, { "IMMIG", "7" }, { "LEGAL", "7" },
    };
    for (size_t i = 0; i < COUNT_OF(sources); i++)
        if (text_is(agency, sources[i].agency))
            return sources[i].source;
    return "8";
}

/* ---- references ---- */

static const char base32[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

text reference_new(struct arena *arena)
{
    uint8_t bits[16];
    char *made = arena_alloc(arena, REFERENCE_CHARACTERS);
    unsigned held = 0, count = 0;
    size_t at = 0, n = 0;
    random_fill(bits, sizeof bits);
    while (n < REFERENCE_CHARACTERS) {
        if (count < 5) {                                 // two bits are left at the end: filled with 0
            held = (held & 31) << 8 | (at < sizeof bits ? bits[at] : 0);
            at++;
            count += 8;
        }
        count -= 5;
        made[n++] = base32[held >> count & 31];
    }
    return (text){ made, REFERENCE_CHARACTERS };
}

bool reference_read(struct arena *arena, text typed, text *reference)
{
    char *made = arena_alloc(arena, REFERENCE_CHARACTERS);
    size_t n = 0;
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.at[i];
        if (c == ' ' || c == '-')
            continue;
        c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
        if (n == REFERENCE_CHARACTERS || c == 0 || !strchr(base32, c))
            return false;
        made[n++] = c;
    }
    *reference = (text){ made, n };
    return n == REFERENCE_CHARACTERS;
}

text reference_shown(struct arena *arena, text reference)
{
    char *made = arena_alloc(arena, reference.len + reference.len / 4 + 1);
    size_t n = 0;
    for (size_t i = 0; i < reference.len; i++) {
        if (i > 0 && i % 4 == 0)
            made[n++] = ' ';
        made[n++] = reference.at[i];
    }
    return (text){ made, n };
}

/* ---- what was sent ---- */

/* A call about several children is one thing sent, under the day and reference of its first contact. Ordered by an
 * index: the police of ten boroughs have sent fifty thousand. */
bool partner_contacts(struct store *store, struct arena *arena, id team, const struct partner_sent *after,
                      size_t limit, struct partner_sent_page *page, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT c.partner_reference, c.received_at, count(*), count(a.decision_at), count(a.feedback_to_referrer_at)"
            " FROM (SELECT f.partner_reference, f.received_at FROM contact AS f WHERE f.partner_team = :team"
            "  AND f.same_call IS NULL AND f." STANDS " AND f.partner_reference IS NOT NULL AND f.received_at <= :sent"
            "  AND (f.received_at < :sent OR f.partner_reference > :reference)"
            "  ORDER BY f.received_at DESC, f.partner_reference LIMIT :limit) AS c"
            " JOIN contact AS a ON a.partner_team = :team AND a.partner_reference = c.partner_reference AND a." STANDS
            " GROUP BY c.partner_reference, c.received_at ORDER BY 2 DESC, 1", &s, err))
        return false;
    bind_id(s, "team", team);
    bind_instant(s, "sent", after ? after->sent : INSTANT_OPEN);
    bind_text(s, "reference", after ? after->reference : TEXT_NONE);
    bind_int(s, "limit", (int64_t)limit + 1);
    *page = (struct partner_sent_page){ .at = arena_array(arena, struct partner_sent, limit + 1) };
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && page->count <= limit)
        page->at[page->count++] = (struct partner_sent){
            .reference = text_copy(arena, column_text(s, 0)), .sent = column_instant(s, 1),
            .children = column_int(s, 2), .decided = column_int(s, 3), .told = column_int(s, 4) };
    statement_end(s);
    page->more = page->count > limit;
    page->count -= page->more;
    return step != STEP_FAILED;
}

static struct look look_at(const struct actor *actor, id subject, const char *route)
{
    return (struct look){ .at = instant_now(), .reader = actor->staff, .role = (uint16_t)actor->role,
                          .subject = subject, .route = route, .basis = basis_label(BASIS_PARTNER),
                          .first = true };       // it goes out of the house: restricted or not
}

static text text_given(const struct record_version *v, const char *field)
{
    const struct value *value = values_get(&v->values, field);
    return value->given && !value->erased ? value->text : TEXT_NONE;
}

/* The words as they were sent are those of the first version; whatever is put right later is the authority's. */
static bool child_of(struct store *store, struct arena *arena, const struct actor *actor, id record, id subject,
                     struct partner_contact *contact, struct error *err)
{
    struct record_list list;
    const struct pass *pass = access_partner(arena, actor, subject);
    if (!record_history(store, pass, arena, record, &list, err))
        return false;
    if (list.count == 0)
        return absent(err);
    const struct record_version *sent = &list.at[list.count - 1], *now = &list.at[0];
    struct partner_child *child = &contact->children[contact->child_count];
    *child = (struct partner_child){
        .described = text_given(sent, "described"),
        .decided = values_given(&now->values, "decision_at") && !now->withdrawn,
        .told_at = now->withdrawn ? INSTANT_UNKNOWN : values_instant(&now->values, "feedback_to_referrer_at"),
    };
    if (instant_known(child->told_at))
        child->feedback = text_given(now, "feedback");
    if (contact->child_count == 0) {
        contact->sent = values_instant(&sent->values, "received_at");
        contact->from = text_given(sent, "source_person");
        contact->reach = text_given(sent, "caller_contact");
        contact->safe = text_given(sent, "safe_contact");
        contact->concern = text_given(sent, "concern");
        contact->child_words = text_given(sent, "child_voice_at_contact");
    }
    return true;
}

bool partner_contact(struct store *store, struct arena *arena, const struct actor *actor,
                     const struct partner *partner, text reference, const char *route,
                     struct partner_contact *contact, struct error *err)
{
    struct { id record, subject; } found[PARTNER_CHILDREN_MAX];
    size_t count = 0;
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT c.record, c.subject FROM contact AS c WHERE c.partner_team = :team"
            " AND c.partner_reference = :reference AND c." STANDS
            " ORDER BY CASE WHEN c.same_call IS NULL THEN 0 ELSE 1 END, c.record"
            " LIMIT 12", &s, err))
        return false;
    bind_id(s, "team", partner->team);
    bind_text(s, "reference", reference);
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && count < PARTNER_CHILDREN_MAX) {
        found[count].record = column_id(s, 0);
        found[count++].subject = column_id(s, 1);
    }
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    if (count == 0)
        return absent(err);
    *contact = (struct partner_contact){ .reference = reference };
    for (size_t i = 0; i < count; i++) {
        if (!child_of(store, arena, actor, found[i].record, found[i].subject, contact, err))
            return false;
        contact->looks[contact->child_count++] = look_at(actor, found[i].subject, route);
    }
    return true;
}

bool reference_of(struct store *store, struct arena *arena, id contact, id team, text *reference,
                  struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT c.partner_team, coalesce(c.partner_reference, '') FROM contact AS c"
            " WHERE c.record = :record AND c." STANDS " LIMIT 1", &s, err))
        return false;
    bind_id(s, "record", contact);
    enum stepped step = statement_step(s, err);
    bool theirs = step == STEP_ROW && id_same(column_null(s, 0) ? ID_NONE : column_id(s, 0), team);
    if (theirs)
        *reference = text_copy(arena, column_text(s, 1));
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    return (theirs && !text_empty(*reference)) || absent(err);
}

/* ---- what was asked ---- */

static bool count_open(struct store *store, id team, int64_t *open, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT count(*) FROM information_request AS r WHERE r.partner_team = :team AND r." STANDS
            " AND r.answered_at IS NULL", &s, err))
        return false;
    bind_id(s, "team", team);
    enum stepped step = statement_step(s, err);
    *open = step == STEP_ROW ? column_int(s, 0) : 0;
    statement_end(s);
    return step == STEP_ROW;
}

// A limit follows from when it was asked alone: the longest asked is the nearest due.
#define ASKED_ORDER "CASE WHEN r.answered_at IS NULL THEN 0 ELSE 1 END," \
    " CASE WHEN r.answered_at IS NULL THEN r.asked_at ELSE -r.answered_at END, r.record"

bool partner_requests(struct store *store, struct arena *arena, id team, instant now,
                      const struct partner_asked *after, size_t limit, struct partner_asked_page *page,
                      struct error *err)
{
    const struct step *step_of = step_by_name(TEXT("information_answer"));
    struct statement *s;
    bool answered = after && instant_known(after->answered);
    *page = (struct partner_asked_page){ .at = arena_array(arena, struct partner_asked, limit + 1) };
    if (!count_open(store, team, &page->open, err) || !store_prepare_literal(store,
            "SELECT r.record, r.asked_at, coalesce(r.question, ''), r.answered_at FROM information_request AS r"
            " WHERE r.partner_team = :team AND r." STANDS
            " AND (" ASKED_ORDER ") > (:answered, :moment, :record)"
            " ORDER BY " ASKED_ORDER " LIMIT :limit", &s, err))
        return false;
    bind_id(s, "team", team);
    bind_int(s, "answered", !after ? -1 : answered);
    bind_int(s, "moment", !after ? 0 : answered ? -after->answered.us : after->asked.us);
    bind_id(s, "record", after ? after->record : ID_NONE);
    bind_int(s, "limit", (int64_t)limit + 1);
    enum stepped step;
    bool good = true;
    while (good && (step = statement_step(s, err)) == STEP_ROW && page->count <= limit) {
        struct partner_asked *a = &page->at[page->count++];
        *a = (struct partner_asked){ .record = column_id(s, 0), .asked = column_instant(s, 1),
                                     .question = text_copy(arena, column_text(s, 2)),
                                     .answered = column_instant(s, 3) };
        good = clock_read(step_of, TEXT_NONE, a->asked, a->answered, now, &a->clock, err);
    }
    statement_end(s);
    page->more = page->count > limit;
    page->count -= page->more;
    return good && step != STEP_FAILED;
}

bool partner_request(struct store *store, struct arena *arena, const struct actor *actor,
                     const struct partner *partner, id record, const char *route,
                     struct record_version *version, struct look *look, struct error *err)
{
    const struct kind *kind;
    struct error why = { 0 };
    id subject;
    if (!record_subject(store, record, &subject, &kind, &why)) {
        if (why.kind == ERROR_ABSENT)
            return absent(err);
        *err = why;
        return false;
    }
    if (!kind || strcmp(kind->name, "information_request"))
        return absent(err);
    if (!record_get(store, access_partner(arena, actor, subject), arena, record, version, err))
        return false;
    if (version->withdrawn || !id_same(values_id(&version->values, "partner_team"), partner->team))
        return absent(err);
    *look = look_at(actor, subject, route);
    return true;
}
