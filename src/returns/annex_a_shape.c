#include "returns/annex_a_shape.h"

#include "base/bytes.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

static const struct annex_a_list lists[] = {
    { .number = 1, .name = "Contacts", .words = "contacts contact", .subject = "contact" },
    { .number = 2, .name = "Early help", .words = "earlyhelp eh", .subject = "early_help_episode" },
    { .number = 3, .name = "Referrals", .words = "referrals referral", .subject = "referral" },
    { .number = 4, .name = "Assessments", .words = "assessments assessment", .subject = "assessment" },
    { .number = 5, .name = "Section 47 enquiries and initial conferences",
      .words = "section47 s47 s47enquiries s47andicpc section47enquiries", .subject = "section_47_enquiry",
      .beside = { "initial_conference" } },
    { .number = 6, .name = "Children in need", .words = "cin childreninneed childinneed", .subject = "referral",
      .beside = { "visit" } },
    { .number = 7, .name = "Child protection", .words = "cp cpp childprotection childprotectionplans",
      .subject = "child_protection_plan", .beside = { "visit", "cp_review" } },
    { .number = 8, .name = "Children looked after", .words = "cla lac lookedafter childrenlookedafter",
      .beside = { "visit" } },
    { .number = 9, .name = "Care leavers", .words = "careleavers leavingcare careleaver" },
    { .number = 10, .name = "Adoption", .words = "adoption adoptions childrenadopted" },
    { .number = 11, .name = "Adopters", .words = "adopters prospectiveadopters" },
};

static const char worked_out[] = "worked out from the record";
static const char allocated_here[] = "whose child it is, is allocated in Candour";
static const char no_place[] = "not yet kept: later";

static const struct annex_a_column columns[] = {
    { 1, 10, "Child Unique ID", "Child ID", true, NULL },
    { 1, 11, "Gender", "Sex", true, NULL },
    { 1, 11, "Ethnicity", NULL, true, NULL },
    { 1, 10, "Date of Birth", "DoB", true, NULL },
    { 1, 10, "Age of Child (Years)", "Age", false, worked_out },
    { 4, 10, "Does the Child have a Disability", "Disability", true, NULL },

    { 1, 1, "Date of Contact", NULL, true, NULL },
    { 1, 1, "Contact Source", NULL, true, NULL },

    { 2, 2, "Assessment start date", NULL, true, NULL },
    { 2, 2, "Assessment completion date", NULL, true, NULL },
    { 2, 2, "Organisation completing assessment", NULL, true, NULL },

    { 3, 3, "Date of referral", NULL, true, NULL },
    { 3, 3, "Referral Source", NULL, true, NULL },
    { 3, 3, "Referral NFA?", NULL, true, NULL },
    { 3, 3, "Number of Referrals in Last 12 Months", NULL, true, NULL },
    { 3, 5, "Allocated Team", NULL, true, NULL },
    { 3, 5, "Allocated Worker", NULL, true, NULL },

    { 4, 4, "Continuous Assessment Start Date", NULL, true, NULL },
    { 4, 4, "Child Seen During Continuous Assessment", NULL, true, NULL },
    { 4, 4, "Continuous Assessment Date of Authorisation", NULL, true, NULL },
    { 4, 4, "Was the child assessed as requiring LA children's social care support?", NULL, true, NULL },

    { 5, 5, "Strategy discussion initiating Section 47 Enquiry Start Date", NULL, true, NULL },
    { 5, 5, "Was an Initial Child Protection Conference deemed unnecessary?", NULL, true, NULL },
    { 5, 5, "Date of Initial Child Protection Conference", NULL, true, NULL },
    { 5, 5, "Did the Initial Child Protection Conference Result in a Child Protection Plan", NULL, true, NULL },
    { 5, 5, "Number of Section 47 Enquiries in the last 12 months", NULL, false, worked_out },
    { 5, 5, "Number of ICPCs in the last 12 months", NULL, false, worked_out },

    { 6, 6, "CIN Start Date", NULL, true, NULL },
    { 6, 6, "Primary Need Code", NULL, true, NULL },
    { 6, 6, "Date Child Was Last Seen", NULL, true, NULL },
    { 6, 6, "CIN Closure Date", NULL, true, NULL },
    { 6, 6, "Reason for Closure", NULL, true, NULL },
    { 6, 6, "Case Status", NULL, false, worked_out },
    { 6, 9, "Allocated Team", NULL, false, allocated_here },
    { 6, 9, "Allocated Worker", NULL, false, allocated_here },

    { 7, 7, "Child Protection Plan Start Date", NULL, true, NULL },
    { 7, 7, "Initial Category of Abuse", NULL, true, NULL },
    { 7, 7, "Latest Category of Abuse", NULL, true, NULL },
    { 7, 7, "Date of the Last Statutory Visit", NULL, true, NULL },
    { 7, 7, "Was the Child Seen Alone?", NULL, true, NULL },
    { 7, 7, "Date of latest review conference", NULL, true, NULL },
    { 7, 7, "Child Protection Plan End Date", NULL, true, NULL },
    { 7, 7, "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)", NULL,
      true, NULL },
    { 7, 7, "Number of Previous Child Protection Plans", NULL, true, NULL },

    { 8, 8, "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)", NULL, false, no_place },
    { 8, 8, "Date Started to be Looked After", NULL, false, no_place },
    { 8, 8, "Child's Category of Need", NULL, false, no_place },
    { 8, 8, "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)", NULL,
      false, worked_out },
    { 8, 8, "Start date of current legal status", NULL, false, no_place },
    { 8, 8, "Child's Legal Status", NULL, false, no_place },
    { 8, 8, "Date of Latest Statutory Review", NULL, false, no_place },
    { 8, 8, "Date of Last Social Work Visit", NULL, true, NULL },
    { 8, 8, "What is the permanence plan for this child?", NULL, false, no_place },
    { 8, 8, "Date of Last IRO Visit / Contact to the Child", NULL, false, no_place },
    { 8, 8, "Date of Last Health Assessment", NULL, false, no_place },
    { 8, 8, "Date of Last Dental Check", NULL, false, no_place },
    { 8, 8, "Number of Placements in the Last 12 months", NULL, false, worked_out },
    { 8, 8, "Date Ceased to be Looked After", NULL, false, no_place },
    { 8, 8, "Reason Ceased to be Looked After", NULL, false, no_place },
    { 8, 8, "Start Date of Most Recent Placement", NULL, false, no_place },
    { 8, 8, "Placement Type", NULL, false, no_place },
    { 8, 8, "Placement Provider", NULL, false, no_place },
    { 8, 8, "Placement postcode", NULL, false, no_place },
    { 8, 8, "URN of Placement", NULL, false, no_place },
    { 8, 8, "Placement Location", NULL, false, no_place },
    { 8, 8, "LA of Placement", NULL, false, no_place },
    { 8, 8, "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months", NULL, false,
      worked_out },
    { 8, 8, "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months", NULL, false,
      worked_out },
    { 8, 8, "Was the child offered a Return Interview after their last missing episode (Y/N)?", NULL, false, no_place },
    { 8, 8, "Did the child accept a Return Interview after their last missing episode (Y/N)?", NULL, false, no_place },

    { 9, 9, "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)", NULL, false, no_place },
    { 9, 9, "Allocated Personal Advisor", NULL, false, no_place },
    { 9, 9, "Eligibility Category", NULL, false, no_place },
    { 9, 9, "Latest Pathway Plan Review Date", NULL, false, no_place },
    { 9, 9, "LA in Touch", NULL, false, no_place },
    { 9, 9, "Latest Date of Contact", NULL, false, no_place },
    { 9, 9, "Type of Accommodation", NULL, false, no_place },
    { 9, 9, "Suitability of Accommodation", NULL, false, no_place },
    { 9, 9, "Activity Status", NULL, false, no_place },

    { 10, 10, "Family identifier", NULL, false, no_place },
    { 10, 10, "Date the Child Entered Care", NULL, false, no_place },
    { 10, 10, "Date of Decision that Child Should be Placed for Adoption", NULL, false, no_place },
    { 10, 10, "Date of Placement Order", NULL, false, no_place },
    { 10, 10, "Date of Matching Child and Prospective Adopters", NULL, false, no_place },
    { 10, 10, "Date Placed for Adoption", NULL, false, no_place },
    { 10, 11, "Date of Adoption Order", NULL, false, no_place },
    { 10, 10, "Date of Decision that Child Should No Longer be Placed for Adoption", NULL, false, no_place },
    { 10, 10, "Reason Why Child No Longer Placed for Adoption", NULL, false, no_place },
    { 10, 10, "Date the child was placed for fostering in FFA or concurrent planning placement", NULL, false,
      no_place },

    { 11, 11, "Individual adopter identifier", NULL, false, no_place },
    { 11, 11, "Family identifier", NULL, false, no_place },
    { 11, 11, "Disability", NULL, false, no_place },
    { 11, 11, "Is the (prospective) adopter fostering for adoption?", NULL, false, no_place },
    { 11, 11, "Date enquiry received", NULL, false, no_place },
    { 11, 11, "Date Stage 1 started", NULL, false, no_place },
    { 11, 11, "Date Stage 1 ended", NULL, false, no_place },
    { 11, 11, "Date Stage 2 started", NULL, false, no_place },
    { 11, 11, "Date Stage 2 ended", NULL, false, no_place },
    { 11, 11, "Date application submitted", NULL, false, no_place },
    { 11, 11, "Date application approved", NULL, false, no_place },
    { 11, 11, "Date adopter matched with child(ren)", NULL, false, no_place },
    { 11, 11, "Date child/children placed with adopter(s)", NULL, false, no_place },
    { 11, 11, "No. of children placed", NULL, false, no_place },
    { 11, 11, "Date of leaving adoption process", NULL, false, no_place },
    { 11, 11, "Reason for leaving adoption process", NULL, false, no_place },
};

enum { COLUMN_COUNT = COUNT_OF(columns), PATH_BYTES = 128 };

/* What follows from the tables and the dictionary, once. */
static struct {
    struct arena *arena;
    text title[COLUMN_COUNT], also[COLUMN_COUNT];                    // folded
    const char *path[ANNEX_A_LISTS + 1][COLUMN_COUNT];
    struct annex_a_place place[ANNEX_A_LISTS + 1][COLUMN_COUNT][ANNEX_A_PLACES_MAX];
    size_t places[ANNEX_A_LISTS + 1][COLUMN_COUNT];
} known;
static pthread_once_t known_once = PTHREAD_ONCE_INIT;

text annex_a_fold(struct arena *arena, text s)
{
    char *folded = arena_take(arena, s.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            folded[len++] = c;
    }
    return (text){ folded, len };
}

/* ---- from the dictionary ---- */

static bool list_has(int list, int column)
{
    return list >= columns[column].first && list <= columns[column].last;
}

static int column_titled(int list, text folded)
{
    for (int c = 0; c < COLUMN_COUNT; c++)
        if (list_has(list, c)
            && (text_same(known.title[c], folded) || (columns[c].also && text_same(known.also[c], folded))))
            return c;
    return -1;
}

/* Of lists whose rows are not kept there are no places. */
static void place_add(int list, text title, const struct kind *kind, const struct field *field)
{
    int column = column_titled(list, annex_a_fold(known.arena, title));

    if (column < 0 || columns[column].unkept || !annex_a_makes(list, kind))
        return;
    size_t *count = &known.places[list][column];
    if (*count < ANNEX_A_PLACES_MAX)
        known.place[list][column][(*count)++] = (struct annex_a_place){ .kind = kind, .field = field };
}

/* "L1-11 Gender" or "L3 Date of referral". */
static void item_know(text item, const struct kind *kind, const struct field *field)
{
    struct text_pair pair = text_cut(text_trim(item), ' ');
    struct text_pair range = text_cut(text_skip(pair.before, 1), '-');
    int64_t first, last;

    if (!text_starts(pair.before, "L") || !text_to_int(range.before, &first))
        return;
    if (!range.found || !text_to_int(range.after, &last))
        last = first;
    for (int64_t list = first; list >= 1 && list <= last && list <= ANNEX_A_LISTS; list++)
        place_add((int)list, pair.after, kind, field);
}

static void shape_know(void)
{
    known.arena = arena_new();
    for (int c = 0; c < COLUMN_COUNT; c++) {
        known.title[c] = annex_a_fold(known.arena, text_of(columns[c].title));
        known.also[c] = annex_a_fold(known.arena, text_of(columns[c].also));
        for (int l = columns[c].first; l <= columns[c].last; l++)
            known.path[l][c] = text_cstr(known.arena, text_format(known.arena, "L%d %s", l, columns[c].title));
    }
    for (const struct kind *kind = kind_next(NULL); kind; kind = kind_next(kind)) {
        for (const struct field *field = kind->fields; field->name; field++) {
            text rest = text_of(field->annex_a);
            while (!text_empty(rest)) {
                struct text_pair pair = text_cut(rest, ';');
                item_know(pair.before, kind, field);
                rest = pair.after;
            }
        }
    }
}

/* ---- asked for ---- */

const struct annex_a_list *annex_a_list(int number)
{
    assert(number >= 1 && number <= ANNEX_A_LISTS);
    return &lists[number - 1];
}

int annex_a_column_count(void)
{
    return COLUMN_COUNT;
}

const struct annex_a_column *annex_a_column(int column)
{
    assert(column >= 0 && column < COLUMN_COUNT);
    return &columns[column];
}

bool annex_a_worked_out(int column)
{
    return annex_a_column(column)->unkept == worked_out;
}

int annex_a_column_find(int list, text title)
{
    pthread_once(&known_once, shape_know);
    struct arena *arena = arena_new();
    int column = column_titled(list, annex_a_fold(arena, title));
    arena_free(arena);
    return column;
}

const char *annex_a_path(int list, int column)
{
    pthread_once(&known_once, shape_know);
    assert(list_has(list, column));
    return known.path[list][column];
}

size_t annex_a_places(int list, int column, const struct annex_a_place **places)
{
    pthread_once(&known_once, shape_know);
    *places = known.place[list][column];
    return known.places[list][column];
}

int annex_a_column_of(int list, const struct field *field)
{
    pthread_once(&known_once, shape_know);
    for (int c = 0; c < COLUMN_COUNT; c++)
        for (size_t i = 0; i < known.places[list][c]; i++)
            if (known.place[list][c][i].field == field)
                return c;
    return -1;
}

bool annex_a_begins_by(int list, const struct kind *kind)
{
    return kind->begins && annex_a_column_of(list, field_by_name(kind, text_of(kind->begins))) >= 0;
}

const struct kind *annex_a_subject(int list)
{
    const char *subject = annex_a_list(list)->subject;

    return subject ? kind_by_name(text_of(subject)) : NULL;
}

bool annex_a_makes(int list, const struct kind *kind)
{
    const struct annex_a_list *l = annex_a_list(list);

    // Whoever is in a list of children is a child, and what every list says of a child is kept.
    if (list <= 8 && (!strcmp(kind->name, "person") || !strcmp(kind->name, "disability")))
        return true;
    if (l->subject && !strcmp(kind->name, l->subject))
        return true;
    for (int i = 0; l->beside[i]; i++)
        if (!strcmp(kind->name, l->beside[i]))
            return true;
    return false;
}

/* ---- sheets ---- */

/* The first number in a name, when it is a list's. */
static int number_in(text name)
{
    int number = 0;
    size_t i = 0;

    while (i < name.len && (name.at[i] < '0' || name.at[i] > '9'))
        i++;
    for (; i < name.len && name.at[i] >= '0' && name.at[i] <= '9' && number < 1000; i++)
        number = number * 10 + (name.at[i] - '0');
    return number >= 1 && number <= ANNEX_A_LISTS ? number : 0;
}

static bool word_in(const char *words, text word)
{
    for (text rest = text_of(words); !text_empty(rest);) {
        struct text_pair pair = text_cut(rest, ' ');
        if (text_same(pair.before, word))
            return true;
        rest = pair.after;
    }
    return false;
}

int annex_a_list_of_sheet(text name)
{
    struct arena *arena = arena_new();
    text folded = annex_a_fold(arena, name);
    size_t digits = 0;
    int list = 0;

    for (int l = 1; l <= ANNEX_A_LISTS && list == 0; l++)
        if (word_in(lists[l - 1].words, folded) || text_same(annex_a_fold(arena, text_of(lists[l - 1].name)), folded))
            list = l;
    // "List 3", "L3", "3 - Referrals", "3": a number that the name begins with, or that "list" stands before.
    if (list == 0 && (text_starts(folded, "list") || text_starts(folded, "annexalist")))
        list = number_in(folded);
    while (digits < folded.len && folded.at[digits] >= '0' && folded.at[digits] <= '9')
        digits++;
    if (list == 0 && digits > 0)
        list = number_in(folded);
    if (list == 0 && folded.len >= 2 && folded.len <= 3 && folded.at[0] == 'l')
        list = number_in(folded);
    arena_free(arena);
    return list;
}
