#include "returns/cin_shape.h"

#include "base/attributes.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* In the order of the census, which its schemas fix. ReferralNFA does stand behind Section47. */
static const struct cin_element elements[] = {
    { .depth = 0, .name = "Child", .block = true, .repeats = true },
    { .depth = 1, .name = "ChildIdentifiers", .block = true },
    { .depth = 2, .name = "LAchildID" },
    { .depth = 2, .name = "UPN" },
    { .depth = 2, .name = "FormerUPN" },
    { .depth = 2, .name = "UPNunknown" },
    { .depth = 2, .name = "PersonBirthDate" },
    { .depth = 2, .name = "ExpectedPersonBirthDate" },
    { .depth = 2, .name = "GenderCurrent", .last_year = 2024 },
    { .depth = 2, .name = "Sex", .first_year = 2025 },
    { .depth = 2, .name = "PersonDeathDate" },
    { .depth = 1, .name = "ChildCharacteristics", .block = true },
    { .depth = 2, .name = "Ethnicity" },
    { .depth = 2, .name = "Disabilities", .block = true },
    { .depth = 3, .name = "Disability", .repeats = true },
    { .depth = 1, .name = "CINdetails", .block = true, .repeats = true },
    { .depth = 2, .name = "CINreferralDate" },
    { .depth = 2, .name = "ReferralSource" },
    { .depth = 2, .name = "PrimaryNeedCode" },
    { .depth = 2, .name = "CINclosureDate", .ends = true },
    { .depth = 2, .name = "ReasonForClosure" },
    { .depth = 2, .name = "DateOfInitialCPC" },
    { .depth = 2, .name = "Assessments", .block = true, .repeats = true },
    { .depth = 3, .name = "AssessmentActualStartDate" },
    { .depth = 3, .name = "AssessmentInternalReviewDate" },
    { .depth = 3, .name = "AssessmentAuthorisationDate", .ends = true },
    { .depth = 3, .name = "FactorsIdentifiedAtAssessment", .block = true },
    { .depth = 4, .name = "AssessmentFactors", .repeats = true },
    { .depth = 2, .name = "CINPlanDates", .block = true, .repeats = true, .first_year = 2022 },
    { .depth = 3, .name = "CINPlanStartDate" },
    { .depth = 3, .name = "CINPlanEndDate", .ends = true },
    { .depth = 2, .name = "Section47", .block = true, .repeats = true },
    { .depth = 3, .name = "S47ActualStartDate" },
    { .depth = 3, .name = "InitialCPCtarget" },
    { .depth = 3, .name = "DateOfInitialCPC" },
    { .depth = 3, .name = "ICPCnotRequired" },
    { .depth = 2, .name = "ReferralNFA" },
    { .depth = 2, .name = "ChildProtectionPlans", .block = true, .repeats = true },
    { .depth = 3, .name = "CPPstartDate" },
    { .depth = 3, .name = "CPPendDate", .ends = true },
    { .depth = 3, .name = "InitialCategoryOfAbuse" },
    { .depth = 3, .name = "LatestCategoryOfAbuse" },
    { .depth = 3, .name = "NumberOfPreviousCPP" },
    { .depth = 3, .name = "Reviews", .block = true },
    { .depth = 4, .name = "CPPreviewDate", .repeats = true },
    // Module 5 of the census for 2026/27.
    { .depth = 2, .name = "PreProceedingsandFGDM", .block = true, .repeats = true,
      .first_year = 2027 },
    { .depth = 3, .name = "PPStartDate" },
    { .depth = 3, .name = "LBPSentDate" },
    { .depth = 3, .name = "FGDMMeetingOffer" },
    { .depth = 3, .name = "FGDMMeetingFac" },
    { .depth = 3, .name = "InitialPPMeetingDate" },
    { .depth = 3, .name = "ReviewMeetingsCount" },
    { .depth = 3, .name = "StepDecisionDate" },
    { .depth = 3, .name = "PPOutcome" },
    { .depth = 3, .name = "CourtAppDate" },
    { .depth = 3, .name = "LetterInitCPDate" },
};

enum { ELEMENT_COUNT = COUNT_OF(elements), PATH_BYTES = 96 };

/* An identifier is a record of its own with a type and a value: which item is which type. */
static const struct { const char *path, *type, *field; } identifier_types[] = {
    { "ChildIdentifiers/LAchildID", "LACHILD", "value" },
    { "ChildIdentifiers/UPN", "UPN", "value" },
    { "ChildIdentifiers/UPNunknown", "UPN", "upn_unknown_reason" },
    { "ChildIdentifiers/FormerUPN", "FUPN", "value" },
};

/* Worked out once from the table above and the dictionary; read only afterwards. */
static struct {
    int parent[ELEMENT_COUNT];
    char path[ELEMENT_COUNT][PATH_BYTES];
    struct cin_place place[ELEMENT_COUNT];
    int key[ELEMENT_COUNT];
} known;
static pthread_once_t known_once = PTHREAD_ONCE_INIT;

static void shape_paths(void)
{
    int above[CIN_DEPTH_MAX] = { 0 };

    for (int e = 0; e < ELEMENT_COUNT; e++) {
        int depth = elements[e].depth;
        assert(depth < CIN_DEPTH_MAX);
        above[depth] = e;
        known.parent[e] = depth == 0 ? CIN_NOWHERE : above[depth - 1];
        int parent = known.parent[e];
        snprintf(known.path[e], PATH_BYTES, "%s%s%s", parent > CIN_CHILD ? known.path[parent] : "",
                 parent > CIN_CHILD ? "/" : "", elements[e].name);
    }
}

static int path_find(text path)
{
    for (int e = 0; e < ELEMENT_COUNT; e++)
        if (text_is(path, known.path[e]))
            return e;
    return CIN_NOWHERE;
}

/* A field may serve several items, which stand in its row parted by semicolons. */
static void shape_bind_field(const struct kind *kind, const struct field *field)
{
    text rest = text_of(field->cin);

    while (!text_empty(rest)) {
        struct text_pair pair = text_cut(rest, ';');
        text path = text_trim(pair.before);
        for (int e = 1; e < ELEMENT_COUNT; e++)
            if (!elements[e].block && text_is(path, known.path[e]) && known.place[e].kind == NULL)
                known.place[e] = (struct cin_place){ .kind = kind, .field = field };
        rest = pair.after;
    }
}

static void shape_bind(void)
{
    for (const struct kind *kind = kind_next(NULL); kind; kind = kind_next(kind)) {
        for (const struct field *field = kind->fields; field->name; field++)
            if (field->cin)
                shape_bind_field(kind, field);
        for (int e = 1; e < ELEMENT_COUNT; e++)
            if (elements[e].block && elements[e].repeats && kind->cin_block
                && text_is(text_of(kind->cin_block), known.path[e]))
                known.place[e].kind = kind;
    }
    const struct kind *identifier = kind_by_name(TEXT("person_identifier"));
    known.place[CIN_CHILD].kind = kind_by_name(TEXT("person"));
    assert(identifier && known.place[CIN_CHILD].kind);
    for (size_t i = 0; i < COUNT_OF(identifier_types); i++) {
        int e = path_find(text_of(identifier_types[i].path));
        known.place[e] = (struct cin_place){
            .kind = identifier,
            .field = field_by_name(identifier, text_of(identifier_types[i].field)),
            .type = identifier_types[i].type,
        };
        assert(known.place[e].field);
    }
}

/* The key is the item that gives the kind's beginning, or else the first day among its items. */
static void shape_keys(void)
{
    for (int block = 0; block < ELEMENT_COUNT; block++) {
        const struct kind *kind = known.place[block].kind;
        known.key[block] = CIN_NOWHERE;
        if (!elements[block].block || !kind || block == CIN_CHILD)
            continue;
        int depth = elements[block].depth;
        for (int e = block + 1; e < ELEMENT_COUNT && elements[e].depth > depth; e++) {
            const struct field *field = known.place[e].field;
            if (known.parent[e] != block || known.place[e].kind != kind || !field)
                continue;
            if (kind->begins && text_is(text_of(kind->begins), field->name)) {
                known.key[block] = e;
                break;
            }
            bool dated = field->type == TYPE_DAY || field->type == TYPE_INSTANT;
            if (dated && known.key[block] == CIN_NOWHERE)
                known.key[block] = e;
        }
    }
}

static void shape_know(void)
{
    shape_paths();
    shape_bind();
    shape_keys();
}

int cin_element_count(void)
{
    return ELEMENT_COUNT;
}

const struct cin_element *cin_element_at(int element)
{
    assert(element >= 0 && element < ELEMENT_COUNT);
    return &elements[element];
}

int cin_element_parent(int element)
{
    pthread_once(&known_once, shape_know);
    assert(element >= 0 && element < ELEMENT_COUNT);
    return known.parent[element];
}

int cin_element_find(int parent, text name)
{
    pthread_once(&known_once, shape_know);
    if (parent < 0 || !elements[parent].block)
        return CIN_NOWHERE;
    for (int e = parent + 1; e < ELEMENT_COUNT && elements[e].depth > elements[parent].depth; e++)
        if (known.parent[e] == parent && text_is(name, elements[e].name))
            return e;
    return CIN_NOWHERE;
}

int cin_element_by_path(text path)
{
    pthread_once(&known_once, shape_know);
    return path_find(path);
}

const char *cin_element_path(int element)
{
    pthread_once(&known_once, shape_know);
    assert(element >= 0 && element < ELEMENT_COUNT);
    return known.path[element];
}

bool cin_element_asked(int element, int year)
{
    const struct cin_element *e = cin_element_at(element);

    return (e->first_year == 0 || year >= e->first_year)
        && (e->last_year == 0 || year <= e->last_year);
}

const struct cin_place *cin_place_of(int element)
{
    pthread_once(&known_once, shape_know);
    assert(element >= 0 && element < ELEMENT_COUNT);
    return &known.place[element];
}

int cin_block_of(const struct kind *kind)
{
    pthread_once(&known_once, shape_know);
    for (int e = 0; e < ELEMENT_COUNT; e++)
        if (known.place[e].kind == kind
            && (elements[e].block || elements[e].repeats || known.place[e].type))
            return e;
    return CIN_NOWHERE;
}

int cin_key_of(int block)
{
    pthread_once(&known_once, shape_know);
    assert(block >= 0 && block < ELEMENT_COUNT);
    return known.key[block];
}

int cin_end_of(int block)
{
    pthread_once(&known_once, shape_know);
    for (int e = block + 1; e < ELEMENT_COUNT && elements[e].depth > elements[block].depth; e++)
        if (known.parent[e] == block && elements[e].ends)
            return e;
    return CIN_NOWHERE;
}

int cin_identifier_first(int element)
{
    pthread_once(&known_once, shape_know);
    const char *type = known.place[element].type;
    for (int e = 1; type && e < element; e++)
        if (known.place[e].type && text_is(text_of(type), known.place[e].type))
            return e;
    return element;
}
