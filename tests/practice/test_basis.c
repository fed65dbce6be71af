/* Why a record opens: role by relationship by restriction by conflict by emergency, on both stores. */
#include "../record/place.h"

#include "practice/basis.h"
#include "practice/conflicts.h"

#include <string.h>

static struct place place;
static id team_a, team_b, team_over, worker, colleague, other, manager, over, line, duty;
static id closed;                     // a child whose referral was closed weeks ago

static const char *hex(id of)
{
    return text_cstr(place.arena, id_hex(place.arena, of));
}

static id put_team(const char *name, const char *type, id parent)
{
    struct put put = { .kind = "team", .fields = { "team_name", name, "team_type", type } };
    if (!id_none(parent)) {
        put.fields[4] = "parent_id";
        put.fields[5] = hex(parent);
    }
    return place_put(&place, &put).record;
}

static id put_staff(const char *name, id team, id their_manager)
{
    struct put put = { .kind = "staff", .fields = { "name", name, "job_role", "SW",
                                                    "team_id", hex(team) } };
    if (!id_none(their_manager)) {
        put.fields[6] = "manager_id";
        put.fields[7] = hex(their_manager);
    }
    return place_put(&place, &put).record;
}

static int make(void **state)
{
    (void)state;
    instant_fix(moment("2026-02-10T10:00:00Z"));         // the ledger begins then: its time never goes back
    place_make(&place);
    team_over = put_team("Assessment", "ASSESS", ID_NONE);
    team_a = put_team("North", "ASSESS", team_over);
    team_b = put_team("South", "ASSESS", ID_NONE);
    line = put_staff("Line", team_b, ID_NONE);
    worker = put_staff("Worker", team_a, line);
    colleague = put_staff("Colleague", team_a, ID_NONE);
    other = put_staff("Other", team_b, ID_NONE);
    manager = put_staff("Manager", team_a, ID_NONE);
    over = put_staff("Over", team_over, ID_NONE);
    duty = put_staff("Duty", put_team("Front door", "MASH", ID_NONE), ID_NONE);
    closed = place_child(&place, "Old", "Work", NULL).record;
    place_put(&place, &(struct put){ .kind = "referral", .subject = closed, .fields = { "received_at",
        "2026-01-05", "source", "1A", "team", hex(team_a), "close_date", "2026-01-20",
        "close_reason", "RC7" } });
    instant_fix(moment("2026-03-02T10:00:00Z"));
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

/* ---- what can be between a reader and a child ---- */

struct between { id child, reader, record; uint64_t seq; };

static void keep(struct between *b, const struct put *put)
{
    struct kept kept = place_put(&place, put);
    b->record = kept.record;
    b->seq = kept.seq;
}

static void allocate(struct between *b, id child, id who)
{
    keep(b, &(struct put){ .kind = "allocation", .subject = child, .fields = { "staff_id", hex(who),
        "role", "PRIMARY", "start_at", "2026-02-01T09:00" } });
}

static void to_reader(struct between *b) { allocate(b, b->child, b->reader); }
static void to_worker(struct between *b) { allocate(b, b->child, worker); }
static void to_other(struct between *b) { allocate(b, b->child, other); }
static void to_nobody(struct between *b) { (void)b; }

static void ended(struct between *b)
{
    keep(b, &(struct put){ .kind = "allocation", .subject = b->child, .fields = { "staff_id",
        hex(b->reader), "role", "PRIMARY", "start_at", "2026-02-01T09:00", "end_at", "2026-02-20T09:00" } });
}

static void withdrawn(struct between *b)
{
    to_reader(b);
    keep(b, &(struct put){ .kind = "allocation", .subject = b->child, .record = b->record,
        .replaces = b->seq, .withdraw = true, .reason = "Another child", .fields = { "staff_id",
        hex(b->reader), "role", "PRIMARY", "start_at", "2026-02-01T09:00" } });
}

static void relate(id child, id to, const char *how, const char *household)
{
    place_put(&place, &(struct put){ .kind = "relationship", .subject = child, .fields = {
        "related_person_id", hex(to), "relationship", how, "household", household } });
}

static id somebody(const char *as)
{
    return place_put(&place, &(struct put){ .kind = "person", .fields = {
        "recorded_as", as, "forename", "Some", "surname", "Body" } }).record;
}

static void sibling(struct between *b)
{
    id brother = somebody("CHILD");
    relate(brother, b->child, "SIB_FULL", "Y");
    allocate(b, brother, b->reader);
}

static void sibling_elsewhere(struct between *b)
{
    id brother = somebody("CHILD");
    relate(brother, b->child, "SIB_FULL", "N");
    allocate(b, brother, b->reader);
}

static void own_word_of_sibling(struct between *b)
{
    id brother = somebody("CHILD");
    relate(b->child, brother, "SIB_FULL", "Y");
    allocate(b, brother, b->reader);
}

static void own_word_elsewhere(struct between *b)
{
    id brother = somebody("CHILD");
    relate(b->child, brother, "SIB_FULL", "N");
    allocate(b, brother, b->reader);
}

static void sibling_by_mother(struct between *b)
{
    id brother = somebody("CHILD"), mother = somebody("ADULT");
    relate(brother, mother, "MOTHER", "Y");
    relate(b->child, mother, "MOTHER", "Y");
    allocate(b, brother, b->reader);
}

static void parent_elsewhere(struct between *b)
{
    id child = somebody("CHILD");
    b->child = somebody("ADULT");
    relate(child, b->child, "FATHER", "N");
    allocate(b, child, b->reader);
}

static void refer(struct between *b, id team, const char *until)
{
    struct put put = { .kind = "referral", .subject = b->child, .fields = { "received_at",
        "2026-01-05", "source", "1A", "team", hex(team) } };
    if (until) {
        put.fields[6] = "close_date";
        put.fields[7] = until;
        put.fields[8] = "close_reason";
        put.fields[9] = "RC7";
    }
    keep(b, &put);
}

static void referred_to_worker(struct between *b)
{
    keep(b, &(struct put){ .kind = "referral", .subject = b->child, .fields = { "received_at",
        "2026-01-05", "source", "1A", "team", hex(team_b), "worker", hex(b->reader) } });
}

static void referred_then_allocated(struct between *b) { referred_to_worker(b); to_other(b); }
static void referred(struct between *b) { refer(b, team_a, NULL); }
static void referred_south(struct between *b) { refer(b, team_b, NULL); }
static void referral_closed(struct between *b) { b->child = closed; }
static void just_closed(struct between *b) { refer(b, team_a, "2026-01-20"); }

static void contact_by(struct between *b, id author)
{
    id before = place.author;
    place.author = author;
    keep(b, &(struct put){ .kind = "contact", .subject = b->child, .fields = { "received_at",
        "2026-03-02T09:00", "source", "1A", "mode", "PHONE", "concern", "She rang." } });
    place.author = before;
}

static void transfer(struct between *b)
{
    to_other(b);
    keep(b, &(struct put){ .kind = "case_transfer", .subject = b->child, .fields = { "from_team",
        hex(team_b), "to_team", hex(team_a), "requested_at", "2026-03-01T09:00", "handover",
        "She wants to stay at her school." } });
}

static void conference(struct between *b, const char *field, const char *value, const char *chair)
{
    keep(b, &(struct put){ .kind = "initial_conference", .subject = b->child, .fields = { "conference_type", "ICPC",
        "chair", chair, field, value } });
}

/* The clock stands at ten on 2 March 2026. */
static void chairs_planned(struct between *b)
{
    to_other(b);
    conference(b, "planned_at", "2026-03-20T10:00", hex(b->reader));
}

static void chairs_28_days(struct between *b) { conference(b, "held_at", "2026-02-03T10:00", hex(b->reader)); }
static void chaired_long_ago(struct between *b) { conference(b, "held_at", "2026-02-01T10:00", hex(b->reader)); }
static void other_chairs(struct between *b) { conference(b, "planned_at", "2026-03-20T10:00", hex(other)); }

static void chairs_review(struct between *b)
{
    keep(b, &(struct put){ .kind = "cp_review", .subject = b->child, .fields = { "chair", hex(b->reader),
        "planned_at", "2026-03-20T10:00" } });
}

static void chaired_review_long_ago(struct between *b)
{
    keep(b, &(struct put){ .kind = "cp_review", .subject = b->child, .fields = { "chair", hex(b->reader),
        "review_date", "2026-01-30" } });
}

static void chaired_and_allocated(struct between *b)
{
    to_reader(b);
    chaired_long_ago(b);
}

static void contact_open(struct between *b) { contact_by(b, other); }
static void contact_taken(struct between *b) { contact_by(b, b->reader); }
static void contact_of_allocated(struct between *b) { to_other(b); contact_by(b, other); }
static void referred_and_allocated(struct between *b) { to_other(b); refer(b, team_b, NULL); }
static void contact_allocated(struct between *b) { to_other(b); contact_by(b, b->reader); }

/* The child's record gives way to that of a child who is the reader's. */
static void merged_into_mine(struct between *b)
{
    id mine = somebody("CHILD");
    allocate(b, mine, b->reader);
    keep(b, &(struct put){ .kind = "same_person", .subject = b->child, .fields = { "same_as", hex(mine),
        "why", "The mother was asked" } });
}

/* And the other way: that the reader's child gave way to this one opens nothing more of this one. */
static void mine_merged_into(struct between *b)
{
    id mine = somebody("CHILD");
    allocate(b, mine, b->reader);
    keep(b, &(struct put){ .kind = "same_person", .subject = mine, .fields = { "same_as", hex(b->child),
        "why", "The mother was asked" } });
}

static void merged_into_no_longer_mine(struct between *b)
{
    merged_into_mine(b);
    keep(b, &(struct put){ .kind = "same_person", .subject = b->child, .record = b->record,
        .replaces = b->seq, .withdraw = true, .reason = "They are two", .fields = { "same_as",
        hex(b->reader), "why", "The mother was asked" } });
}

/* ---- the table ---- */

enum which { NOT, NAMED, HIDDEN, SEALED, OVER };
static const char *const levels[] = { NULL, "NAMED", "HIDDEN", "SEALED", "HIDDEN" };

static void restrict_record(id child, enum which which, id ask)
{
    if (which == NOT)
        return;
    struct put put = { .kind = "restriction", .subject = child, .fields = { "level", levels[which],
        "why", "Staff's own family", "from_date", "2026-01-01", "ask", hex(ask) } };
    if (which == OVER) {
        put.fields[8] = "to_date";
        put.fields[9] = "2026-02-01";
    }
    place_put(&place, &put);
}

static void name_reader(const char *kind, id child, id who, const char *until)
{
    bool conflict = !strcmp(kind, "conflict_of_interest");
    struct put put = { .kind = kind, .subject = child, .fields = { "staff_id", hex(who),
        conflict ? "tie" : "why", conflict ? "RELATIVE" : "Works with the family", "from_date",
        "2026-01-01" } };
    if (until) {
        put.fields[6] = "to_date";
        put.fields[7] = until;
    }
    place_put(&place, &put);
}

static void open_in_emergency(id child, id who, const char *at, const char *until)
{
    place_put(&place, &(struct put){ .kind = "emergency_opening", .subject = child, .fields = {
        "staff_id", hex(who), "opened_at", at, "until_at", until, "ground", "HARM", "why",
        "Police at the door with the child" } });
}

#define NONE BASIS_NONE
enum { KNOWN = 100 };                 // closed, and these eyes may know that it is there
enum extra { PLAIN, LEAVE, LEAVE_OVER, ASKED, CONFLICT, CONFLICT_OVER, EMERGENCY, EMERGENCY_OVER,
             EMERGENCY_OF_OTHER, LEAVE_AND_CONFLICT, EMERGENCY_AND_CONFLICT };

static const struct {
    const char *name; void (*relation)(struct between *); const id *reader; enum role role;
    enum which restriction; enum extra extra; int wanted;
} table[] = {
    { "allocated", to_reader, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, BASIS_ALLOCATED },
    { "allocated, as an inspector", to_reader, &worker, ROLE_INSPECTOR, NOT, PLAIN, BASIS_INSPECTION },
    { "allocated until February", ended, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, KNOWN },
    { "allocated in error", withdrawn, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, KNOWN },
    { "gave way to a child of theirs", merged_into_mine, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN,
      BASIS_ALLOCATED },
    { "gave way, restricted", merged_into_mine, &worker, ROLE_SOCIAL_WORKER, NAMED, PLAIN, KNOWN },
    { "gave way, conflict", merged_into_mine, &worker, ROLE_SOCIAL_WORKER, NOT, CONFLICT, NONE },
    { "a child of theirs gave way to it", mine_merged_into, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN,
      KNOWN },
    { "gave way, and was parted", merged_into_no_longer_mine, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN,
      KNOWN },
    { "of the team", to_worker, &colleague, ROLE_SOCIAL_WORKER, NOT, PLAIN, BASIS_TEAM },
    { "manager of the team", to_worker, &manager, ROLE_TEAM_MANAGER, NOT, PLAIN, BASIS_TEAM },
    { "manager of the team above", to_worker, &over, ROLE_TEAM_MANAGER, NOT, PLAIN, BASIS_MANAGER },
    { "line manager", to_worker, &line, ROLE_TEAM_MANAGER, NOT, PLAIN, BASIS_MANAGER },
    { "worker of the team above", to_worker, &over, ROLE_SOCIAL_WORKER, NOT, PLAIN, KNOWN },
    { "of another team", to_worker, &other, ROLE_SOCIAL_WORKER, NOT, PLAIN, KNOWN },
    { "manager of another team", to_other, &manager, ROLE_TEAM_MANAGER, NOT, PLAIN, KNOWN },
    { "brother allocated", sibling, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, BASIS_FAMILY },
    { "brother elsewhere", sibling_elsewhere, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, KNOWN },
    { "brother, in the child's own record", own_word_of_sibling, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN,
      BASIS_FAMILY },
    { "brother elsewhere, in the child's own record", own_word_elsewhere, &worker, ROLE_SOCIAL_WORKER, NOT,
      PLAIN, KNOWN },
    { "brother by their mother", sibling_by_mother, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN,
      BASIS_FAMILY },
    { "father elsewhere", parent_elsewhere, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, BASIS_FAMILY },
    { "referred to the team", referred, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, BASIS_TEAM },
    { "worker of the referral", referred_to_worker, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, BASIS_ALLOCATED },
    { "worker of the referral, before another", referred_then_allocated, &worker, ROLE_SOCIAL_WORKER, NOT,
      PLAIN, KNOWN },
    { "referral just closed", just_closed, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, BASIS_TEAM },
    { "referral closed", referral_closed, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, KNOWN },
    { "referred elsewhere, who screens", referred_south, &manager, ROLE_TEAM_MANAGER, NOT, PLAIN,
      BASIS_FRONT_DOOR },
    { "referred elsewhere, who does not", referred_south, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN,
      KNOWN },
    { "asked to take the child over", transfer, &manager, ROLE_TEAM_MANAGER, NOT, PLAIN, BASIS_TEAM },
    { "contact, front door", contact_open, &line, ROLE_MASH_MANAGER, NOT, PLAIN, BASIS_FRONT_DOOR },
    { "contact, another worker", contact_open, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, KNOWN },
    { "contact, worker on duty", contact_open, &duty, ROLE_SOCIAL_WORKER, NOT, PLAIN, BASIS_FRONT_DOOR },
    { "contact of an allocated child, on duty", contact_of_allocated, &duty, ROLE_SOCIAL_WORKER, NOT,
      PLAIN, BASIS_FRONT_DOOR },
    { "contact of an allocated child", contact_of_allocated, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, KNOWN },
    { "chairs a conference to come", chairs_planned, &other, ROLE_CONFERENCE_CHAIR, NOT, PLAIN, BASIS_CHAIR },
    { "chaired one 27 days ago", chairs_28_days, &worker, ROLE_CONFERENCE_CHAIR, NOT, PLAIN, BASIS_CHAIR },
    { "chaired one 29 days ago", chaired_long_ago, &worker, ROLE_CONFERENCE_CHAIR, NOT, PLAIN, NONE },
    { "chairs a review to come", chairs_review, &worker, ROLE_CONFERENCE_CHAIR, NOT, PLAIN, BASIS_CHAIR },
    { "chaired a review in January", chaired_review_long_ago, &worker, ROLE_CONFERENCE_CHAIR, NOT, PLAIN, NONE },
    { "another chairs it", other_chairs, &worker, ROLE_CONFERENCE_CHAIR, NOT, PLAIN, NONE },
    { "chairs nothing", to_worker, &worker, ROLE_CONFERENCE_CHAIR, NOT, PLAIN, NONE },
    { "a chair is not the child's worker in that role", chaired_and_allocated, &worker, ROLE_CONFERENCE_CHAIR, NOT, PLAIN,
      NONE },
    { "chairs, in another role", chairs_planned, &manager, ROLE_TEAM_MANAGER, NOT, PLAIN, KNOWN },
    { "chairs, restricted", chairs_planned, &other, ROLE_CONFERENCE_CHAIR, NAMED, PLAIN, NONE },
    { "chairs, restricted, with leave", chairs_planned, &other, ROLE_CONFERENCE_CHAIR, NAMED, LEAVE, BASIS_LEAVE },
    { "chairs, conflict", chairs_planned, &other, ROLE_CONFERENCE_CHAIR, NOT, CONFLICT, NONE },
    { "referred and allocated, on duty", referred_and_allocated, &duty, ROLE_SOCIAL_WORKER, NOT, PLAIN,
      KNOWN },
    { "referred and allocated, who screens", referred_and_allocated, &manager, ROLE_TEAM_MANAGER, NOT,
      PLAIN, KNOWN },
    { "nothing, worker on duty", to_nobody, &duty, ROLE_SOCIAL_WORKER, NOT, PLAIN, KNOWN },
    { "contact taken", contact_taken, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, BASIS_FRONT_DOOR },
    { "contact taken of an allocated child", contact_allocated, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN,
      BASIS_FRONT_DOOR },
    { "nothing, front door", to_nobody, &line, ROLE_MASH_MANAGER, NOT, PLAIN, BASIS_ROLE },
    { "nothing, worker", to_nobody, &worker, ROLE_SOCIAL_WORKER, NOT, PLAIN, KNOWN },
    { "nothing, auditor", to_nobody, &worker, ROLE_AUDITOR, NOT, PLAIN, BASIS_AUDIT },
    { "nothing, inspector", to_nobody, &worker, ROLE_INSPECTOR, NOT, PLAIN, BASIS_INSPECTION },
    { "nothing, leader", to_nobody, &worker, ROLE_SENIOR_LEADER, NOT, PLAIN, BASIS_ROLE },
    { "allocated, as a leader", to_reader, &worker, ROLE_SENIOR_LEADER, NOT, PLAIN, BASIS_ROLE },
    { "contact, leader of the front door", contact_open, &duty, ROLE_SENIOR_LEADER, NOT, PLAIN, BASIS_ROLE },
    { "data protection officer", to_reader, &worker, ROLE_DATA_PROTECTION, NOT, PLAIN, NONE },
    { "data protection officer, leave", to_nobody, &worker, ROLE_DATA_PROTECTION, NAMED, LEAVE, NONE },
    { "analyst", to_reader, &worker, ROLE_ANALYST, NOT, PLAIN, NONE },
    { "administrator", to_reader, &worker, ROLE_ADMINISTRATOR, NOT, PLAIN, NONE },
    { "nobody", to_nobody, &worker, ROLE_NONE, NOT, PLAIN, NONE },

    { "allocated, restricted", to_reader, &worker, ROLE_SOCIAL_WORKER, NAMED, PLAIN, KNOWN },
    { "allocated, hidden", to_reader, &worker, ROLE_SOCIAL_WORKER, HIDDEN, PLAIN, NONE },
    { "allocated, sealed", to_reader, &worker, ROLE_SOCIAL_WORKER, SEALED, PLAIN, NONE },
    { "allocated, hidden once", to_reader, &worker, ROLE_SOCIAL_WORKER, OVER, PLAIN, BASIS_ALLOCATED },
    { "inspector, restricted", to_nobody, &worker, ROLE_INSPECTOR, NAMED, PLAIN, KNOWN },
    { "inspector, sealed", to_nobody, &worker, ROLE_INSPECTOR, SEALED, PLAIN, NONE },
    { "inspector, sealed, leave", to_nobody, &worker, ROLE_INSPECTOR, SEALED, LEAVE, BASIS_LEAVE },
    { "leader, restricted", to_nobody, &worker, ROLE_SENIOR_LEADER, NAMED, PLAIN, KNOWN },
    { "leader, hidden", to_nobody, &worker, ROLE_SENIOR_LEADER, HIDDEN, PLAIN, NONE },
    { "leader, sealed", to_reader, &worker, ROLE_SENIOR_LEADER, SEALED, PLAIN, NONE },
    { "leader, restricted, leave", to_nobody, &worker, ROLE_SENIOR_LEADER, NAMED, LEAVE, BASIS_LEAVE },
    { "leader, sealed, whom to ask", to_nobody, &worker, ROLE_SENIOR_LEADER, SEALED, ASKED, BASIS_LEAVE },
    { "leader, conflict", to_nobody, &worker, ROLE_SENIOR_LEADER, NOT, CONFLICT, NONE },
    { "leader, emergency", to_nobody, &worker, ROLE_SENIOR_LEADER, NAMED, EMERGENCY, KNOWN },
    { "front door, restricted", contact_open, &line, ROLE_MASH_MANAGER, NAMED, PLAIN, KNOWN },
    { "analyst, leave", to_nobody, &worker, ROLE_ANALYST, NAMED, LEAVE, NONE },
    { "leave", to_nobody, &worker, ROLE_SOCIAL_WORKER, NAMED, LEAVE, BASIS_LEAVE },
    { "leave, hidden", to_nobody, &worker, ROLE_SOCIAL_WORKER, HIDDEN, LEAVE, BASIS_LEAVE },
    { "leave, sealed", to_reader, &worker, ROLE_SOCIAL_WORKER, SEALED, LEAVE, BASIS_LEAVE },
    { "leave, over", to_reader, &worker, ROLE_SOCIAL_WORKER, NAMED, LEAVE_OVER, KNOWN },
    { "whom to ask", to_nobody, &worker, ROLE_SOCIAL_WORKER, HIDDEN, ASKED, BASIS_LEAVE },
    { "leave, not restricted", to_nobody, &worker, ROLE_SOCIAL_WORKER, NOT, LEAVE, BASIS_LEAVE },

    { "conflict", to_reader, &worker, ROLE_SOCIAL_WORKER, NOT, CONFLICT, NONE },
    { "conflict, over", to_reader, &worker, ROLE_SOCIAL_WORKER, NOT, CONFLICT_OVER, BASIS_ALLOCATED },
    { "conflict, inspector", to_nobody, &worker, ROLE_INSPECTOR, NOT, CONFLICT, NONE },
    { "conflict and leave", to_nobody, &worker, ROLE_SOCIAL_WORKER, NAMED, LEAVE_AND_CONFLICT, NONE },
    { "conflict and emergency", to_nobody, &worker, ROLE_SOCIAL_WORKER, NOT,
      EMERGENCY_AND_CONFLICT, NONE },

    { "emergency", to_nobody, &worker, ROLE_SOCIAL_WORKER, NOT, EMERGENCY, BASIS_EMERGENCY },
    { "emergency, restricted", to_nobody, &worker, ROLE_SOCIAL_WORKER, NAMED, EMERGENCY,
      BASIS_EMERGENCY },
    { "emergency, hidden", to_nobody, &worker, ROLE_SOCIAL_WORKER, HIDDEN, EMERGENCY, NONE },
    { "emergency, sealed", to_nobody, &worker, ROLE_TEAM_MANAGER, SEALED, EMERGENCY, NONE },
    { "emergency, five hours ago", to_nobody, &worker, ROLE_SOCIAL_WORKER, NAMED, EMERGENCY_OVER,
      KNOWN },
    { "emergency of somebody else", to_nobody, &worker, ROLE_SOCIAL_WORKER, NAMED,
      EMERGENCY_OF_OTHER, KNOWN },
    { "emergency, as an inspector", to_nobody, &worker, ROLE_INSPECTOR, NAMED, EMERGENCY, KNOWN },
    { "emergency, allocated", to_reader, &worker, ROLE_SOCIAL_WORKER, NOT, EMERGENCY,
      BASIS_ALLOCATED },
};

static void add_extra(enum extra extra, id child, id reader)
{
    if (extra == LEAVE || extra == LEAVE_OVER || extra == LEAVE_AND_CONFLICT)
        name_reader("record_access", child, reader, extra == LEAVE_OVER ? "2026-02-28" : NULL);
    if (extra == CONFLICT || extra == CONFLICT_OVER || extra == LEAVE_AND_CONFLICT
            || extra == EMERGENCY_AND_CONFLICT)
        name_reader("conflict_of_interest", child, reader,
                    extra == CONFLICT_OVER ? "2026-02-28" : NULL);
    if (extra == EMERGENCY || extra == EMERGENCY_AND_CONFLICT)
        open_in_emergency(child, reader, "2026-03-02T09:00", "2026-03-02T13:00");
    if (extra == EMERGENCY_OVER)
        open_in_emergency(child, reader, "2026-03-02T05:00", "2026-03-02T09:00");
    if (extra == EMERGENCY_OF_OTHER)
        open_in_emergency(child, line, "2026-03-02T09:00", "2026-03-02T13:00");
}

static bool open_as(id reader, enum role role, enum may may, id child, struct look *look,
                    struct error *err)
{
    const struct pass *pass;
    struct actor actor = { .staff = reader, .role = role };
    struct access_question q = { .actor = &actor, .may = may, .subject = child, .route = "/test",
                                 .size = PASS_NOW, .at = INSTANT_UNKNOWN };
    return access_open(place.store, place.arena, &q, &pass, look, err);
}

static void reasons(void **state)
{
    (void)state;
    struct error absent = { 0 };
    struct look look;
    check("absent", !open_as(worker, ROLE_SOCIAL_WORKER, MAY_READ_CHILD, id_new_random(), &look,
          &absent), "opened");
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        id reader = *table[i].reader, child = somebody("CHILD");
        struct between between = { .child = child, .reader = reader };
        table[i].relation(&between);
        child = between.child;
        restrict_record(child, table[i].restriction, table[i].extra == ASKED ? reader : over);
        add_extra(table[i].extra, child, reader);
        struct error err = { 0 }, why = { 0 };
        struct actor actor = { .staff = reader, .role = table[i].role };
        struct access_question q = { .actor = &actor, .may = MAY_READ_CHILD, .subject = child,
            .route = "/test", .size = PASS_NOW, .at = INSTANT_UNKNOWN };
        struct door door = { 0 };
        bool opened = open_as(reader, table[i].role, MAY_READ_CHILD, child, &look, &err);
        bool known = access_door(place.store, &q, &door, &why);
        int got = opened ? (int)basis_by_label(text_of(look.basis)) : known ? KNOWN : NONE;
        check(table[i].name, got == table[i].wanted, "%d, not %d", got, table[i].wanted);
        check(table[i].name, opened || !memcmp(&err, &absent, sizeof err),
              "closed, and told from absent: %s", err.message);
        check(table[i].name, known || !memcmp(&why, &absent, sizeof why), "told by the door");
        check(table[i].name, got != KNOWN || door.restricted == (table[i].restriction == NAMED),
              "restricted: %d", door.restricted);
        check(table[i].name, got != KNOWN || !door.restricted || id_same(door.ask, over), "another to ask");
        check(table[i].name, !opened || look.first == (table[i].restriction == NAMED
              || table[i].restriction == HIDDEN || table[i].restriction == SEALED
              || got == BASIS_EMERGENCY || table[i].role == ROLE_INSPECTOR), "durable first: %d",
              look.first);
    }
}

/* The front door acts on whoever is found, but on nobody who is restricted; a review opens to reviewers. */
static void actions(void **state)
{
    (void)state;
    struct error err = { 0 };
    struct look look;
    id child = somebody("CHILD");
    check("a contact about anybody", open_as(worker, ROLE_SOCIAL_WORKER, MAY_TAKE_CONTACTS, child,
          &look, &err) && !strcmp(look.basis, "Front door"), "%s", err.message);
    check("not to allocate anybody", !open_as(manager, ROLE_TEAM_MANAGER, MAY_ALLOCATE, child, &look,
          &err), "opened");
    err = (struct error){ 0 };
    check("a second decision", open_as(manager, ROLE_TEAM_MANAGER, MAY_DECIDE_AGAIN, child, &look,
          &err) && !strcmp(look.basis, "Drawn for a second decision"), "%s %s", look.basis, err.message);
    check("no review without an opening", !open_as(other, ROLE_SOCIAL_WORKER, MAY_REVIEW_OPENINGS,
          child, &look, &err), "opened");
    restrict_record(child, NAMED, over);
    check("but not of a restricted one", !open_as(worker, ROLE_SOCIAL_WORKER, MAY_TAKE_CONTACTS,
          child, &look, &err), "opened");
    check("nothing to review", !open_as(manager, ROLE_TEAM_MANAGER, MAY_REVIEW_OPENINGS, child,
          &look, &err), "opened");
    open_in_emergency(child, worker, "2026-03-02T05:00", "2026-03-02T09:00");
    err = (struct error){ 0 };
    check("a review", open_as(manager, ROLE_TEAM_MANAGER, MAY_REVIEW_OPENINGS, child, &look, &err)
          && !strcmp(look.basis, "Review of an emergency opening"), "%s", err.message);
    check("for reading nothing else", !open_as(manager, ROLE_TEAM_MANAGER, MAY_READ_CHILD, child,
          &look, &err), "opened");
    check("not of one's own", !open_as(worker, ROLE_TEAM_MANAGER, MAY_REVIEW_OPENINGS, child,
          &look, &err), "opened");
    check("by a leader", open_as(other, ROLE_SENIOR_LEADER, MAY_REVIEW_OPENINGS, child, &look, &err)
          && !strcmp(look.basis, "Review of an emergency opening"), "%s", err.message);
    restrict_record(child, SEALED, over);
    check("sealed since, by a leader", !open_as(other, ROLE_SENIOR_LEADER, MAY_SEE_OPENINGS, child, &look, &err),
          "opened");
    check("sealed since", !open_as(manager, ROLE_TEAM_MANAGER, MAY_REVIEW_OPENINGS, child, &look,
          &err), "opened");
}

/* The data protection officer sees who looked, at whomever; not what is hidden, nor where they are too close. */
static void oversight(void **state)
{
    (void)state;
    static const struct { const char *name; enum which restriction; enum extra extra; bool opens; } rows[] = {
        { "anybody's", NOT, PLAIN, true }, { "restricted", NAMED, PLAIN, true }, { "hidden", HIDDEN, PLAIN, false },
        { "hidden once", OVER, PLAIN, true }, { "sealed", SEALED, PLAIN, false }, { "too close", NOT, CONFLICT, false },
        { "sealed, with leave", SEALED, LEAVE, true },
    };
    static const enum may trail[] = { MAY_SEE_LOOKS, MAY_SEE_OPENINGS, MAY_LIFT_CONFLICTS };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        id child = somebody("CHILD");
        struct look look;
        struct error err = { 0 };
        restrict_record(child, rows[i].restriction, over);
        add_extra(rows[i].extra, child, worker);
        for (size_t j = 0; j < COUNT_OF(trail); j++)
            check(rows[i].name, open_as(worker, ROLE_DATA_PROTECTION, trail[j], child, &look, &err) == rows[i].opens
                  && (!rows[i].opens || !strcmp(look.basis, rows[i].extra == LEAVE ? "Leave to open it"
                                                                                   : "Oversight of who looked")),
                  "%s %s", rows[i].opens ? look.basis : "opened", err.message);
        for (int may = MAY_FIND_CHILDREN; may < MAY_COUNT; may++)
            check(rows[i].name, may == MAY_SEE_LOOKS || may == MAY_SEE_OPENINGS || may == MAY_LIFT_CONFLICTS
                  || !open_as(worker, ROLE_DATA_PROTECTION, (enum may)may, child, &look, &err), "action %d", may);
    }
}

/* A leader and the data protection officer, two people in the two roles; in either order. */
static void lifting(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const id *asks;
        enum role as;
        const id *then;
        enum role then_as;
        bool agrees;
    } rows[] = {
        { "leader, then data protection", &line, ROLE_SENIOR_LEADER, &over, ROLE_DATA_PROTECTION, true },
        { "data protection, then leader", &over, ROLE_DATA_PROTECTION, &line, ROLE_SENIOR_LEADER, true },
        { "one person in both roles", &line, ROLE_SENIOR_LEADER, &line, ROLE_DATA_PROTECTION, false },
        { "two leaders", &line, ROLE_SENIOR_LEADER, &over, ROLE_SENIOR_LEADER, false },
        { "a manager, then data protection", &line, ROLE_TEAM_MANAGER, &over, ROLE_DATA_PROTECTION, false },
        { "a leader, then a manager", &line, ROLE_SENIOR_LEADER, &over, ROLE_TEAM_MANAGER, false },
        { "a leader, then an administrator", &line, ROLE_SENIOR_LEADER, &over, ROLE_ADMINISTRATOR, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct actor then = { .staff = *rows[i].then, .role = rows[i].then_as };
        struct lifting asked = lifting_of(*rows[i].asks, rows[i].as);
        check(rows[i].name, lifting_agrees(&asked, &then) == rows[i].agrees, "not so");
    }
    struct error err = { 0 };
    check("nobody amends one", !access_may_amend(kind_by_name(TEXT("conflict_of_interest")), &err)
          && err.kind == ERROR_REFUSED, "amended");
    check("but a restriction", access_may_amend(kind_by_name(TEXT("restriction")), &err), "%s", err.message);
}

static void writing(void **state)
{
    (void)state;
    static const struct { const char *kind; enum role role; enum basis basis; bool may; } rows[] = {
        { "case_note", ROLE_SOCIAL_WORKER, BASIS_ALLOCATED, true },
        { "case_note", ROLE_SOCIAL_WORKER, BASIS_EMERGENCY, false },
        { "contact", ROLE_SOCIAL_WORKER, BASIS_EMERGENCY, true },
        { "contact", ROLE_TEAM_MANAGER, BASIS_REVIEW, false },
        { "restriction", ROLE_SOCIAL_WORKER, BASIS_ALLOCATED, false },
        { "restriction", ROLE_TEAM_MANAGER, BASIS_TEAM, true },
        { "conflict_of_interest", ROLE_SOCIAL_WORKER, BASIS_ALLOCATED, false },
        { "conflict_of_interest", ROLE_MASH_MANAGER, BASIS_FRONT_DOOR, true },
        { "record_access", ROLE_TEAM_MANAGER, BASIS_LEAVE, true },
        { "emergency_opening", ROLE_TEAM_MANAGER, BASIS_TEAM, false },
        { "case_note", ROLE_INSPECTOR, BASIS_INSPECTION, false },
        { "case_note", ROLE_SENIOR_LEADER, BASIS_ROLE, false },
        { "restriction", ROLE_SENIOR_LEADER, BASIS_LEAVE, false },
        { "conflict_of_interest", ROLE_DATA_PROTECTION, BASIS_OVERSIGHT, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct actor actor = { .staff = manager, .role = rows[i].role };
        struct pass pass = pass_of(worker, PASS_NOW);
        struct error err = { 0 };
        pass.basis = (uint16_t)rows[i].basis;
        struct values v = values_new(place.arena, kind_by_name(text_of(rows[i].kind)),
                                     instant_london_day(instant_now()));
        check(rows[i].kind, access_may_write(&actor, &pass, &v, &err) == rows[i].may
              && (rows[i].may || err.kind == ERROR_REFUSED), "row %zu: %s", i, err.message);
    }
    static const struct { const char *kind; bool may; } asked[] = {
        { "record_access", true }, { "restriction", true }, { "conflict_of_interest", false },
    };
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        struct pass pass = pass_of(worker, PASS_NOW);
        pass.asked = true;
        check(asked[i].kind, access_may_add(ROLE_SOCIAL_WORKER, &pass, kind_by_name(
              text_of(asked[i].kind))) == asked[i].may, "whom the restriction names");
    }
    struct actor actor = { .staff = manager, .role = ROLE_TEAM_MANAGER };
    struct error err = { 0 };
    struct values v = values_new(place.arena, kind_by_name(TEXT("record_access")), DAY_UNKNOWN);
    values_set(&v, place.arena, field_by_name(v.kind, TEXT("staff_id")), text_of(hex(manager)));
    check("leave for oneself", !access_may_write(&actor, NULL, &v, &err)
          && err.kind == ERROR_REFUSED, "given");
}

/* A night shift has two days: what it takes down before midnight is still theirs after it. Winter, then summer time,
 * in which midnight in London is not midnight in UTC. */
static const struct { const char *written, *asked; bool theirs; } shifts[] = {
    { "2026-03-05T00:10:00Z", "2026-03-05T23:50:00Z", true },          // all that day
    { "2026-03-05T00:10:00Z", "2026-03-06T00:05:00Z", false },
    { "2026-03-06T23:50:00Z", "2026-03-07T00:10:00Z", true },          // and over midnight
    { "2026-03-06T23:50:00Z", "2026-03-07T11:49:00Z", true },
    { "2026-03-06T23:50:00Z", "2026-03-07T11:51:00Z", false },
    { "2026-04-02T22:50:00Z", "2026-04-02T23:10:00Z", true },
    { "2026-04-02T23:10:00Z", "2026-04-03T22:50:00Z", true },
    { "2026-04-02T23:10:00Z", "2026-04-03T23:10:00Z", false },
};

static void who_wrote_it_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(shifts); i++) {
        struct error err = { 0 };
        struct ties ties;
        char name[80];
        snprintf(name, sizeof name, "%s asked %s", shifts[i].written, shifts[i].asked);
        instant_fix(moment(shifts[i].written));
        id before = place.author;
        place.author = other;
        id child = place_child(&place, "Taken", "Late", NULL).record;
        place.author = before;
        check(name, ties_find(place.store, other, child, moment(shifts[i].asked), &ties, &err), "%s", err.message);
        check(name, ties.took == shifts[i].theirs, "took %d", ties.took);
        check(name, ties_find(place.store, worker, child, moment(shifts[i].asked), &ties, &err) && !ties.took,
              "somebody else's");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons), cmocka_unit_test(actions), cmocka_unit_test(oversight),
        cmocka_unit_test(lifting), cmocka_unit_test(writing),
        cmocka_unit_test(who_wrote_it_down),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
