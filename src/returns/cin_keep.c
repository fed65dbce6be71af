#include "returns/cin_keep.h"

#include "practice/access.h"
#include "returns/annex_a.h"
#include "returns/origin.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A record that is known already. */
struct held {
    const struct record_version *version;
    id parent;                       // the record it belongs to; ID_NONE: the child's own
    text key;
    bool taken;
};

/* One Child element being kept. */
struct keeping {
    struct cin_keeper *keeper;
    struct arena *arena;
    const struct cin_tree *tree;
    struct cin_child child;
    const struct pass *pass;
    struct held *held;
    size_t held_count;
};

static id held_parent(const struct record_version *version)
{
    const char *belongs_to = version->kind->belongs_to;

    return belongs_to ? values_id(&version->values, belongs_to) : ID_NONE;
}

/* Records' ids rise in the order in which they were made: that of the file. */
static int by_making(const void *a, const void *b)
{
    const struct held *x = a, *y = b;

    return id_compare(x->version->record, y->version->record);
}

static bool held_read(struct keeping *k, struct error *err)
{
    struct record_query query = { .oldest_first = true, .own_only = true, .limit = CIN_NODES_MAX };
    struct record_list list;

    k->pass = access_service(k->arena, k->keeper->options->service, k->child.subject);
    if (!record_list(k->keeper->store, k->pass, k->arena, &query, &list, err))
        return false;
    k->held = arena_array(k->arena, struct held, list.count);
    for (size_t i = 0; i < list.count; i++) {
        const struct record_version *version = &list.at[i];
        int element = cin_block_of(version->kind);
        if (element == CIN_NOWHERE || version->withdrawn)
            continue;
        k->held[k->held_count++] = (struct held){
            .version = version, .parent = held_parent(version),
            .key = cin_held_key(k->arena, &version->values, element),
        };
    }
    qsort(k->held, k->held_count, sizeof *k->held, by_making);
    return true;
}

/* ---- one record ---- */

static bool of_census(struct keeping *k, const struct record_version *version)
{
    return text_is(origin_system(&k->keeper->imports, version), IMPORT_CIN)
        || version->seq >= k->keeper->first;
}

/* Has a worker, or a return of another kind, had this record in hand: then a file that lacks an item
 * does not clear it. */
static bool others_recorded(struct keeping *k, const struct record_version *held,
                            struct origin_history *history, bool *others, struct error *err)
{
    *others = !of_census(k, held);
    if (*others || held->versions <= 1)
        return true;
    if (!history->read
        && !record_history(k->keeper->store, k->pass, k->arena, held->record, &history->versions, err))
        return false;
    history->read = true;
    for (size_t i = 0; i < history->versions.count; i++)
        *others |= !of_census(k, &history->versions.at[i]);
    return true;
}

static text lachildid_of(const struct cin_tree *tree)
{
    int element = cin_element_by_path(TEXT("ChildIdentifiers/LAchildID"));

    for (int n = 1; n < tree->count; n++)
        if (tree->at[n].element == element)
            return tree->at[n].value;
    return TEXT_NONE;
}

/* The file's value stands from now on. Whose it takes the place of is listed, unless it was a
 * census's own. */
static bool list_difference(struct keeping *k, const struct record_version *held,
                            const struct cin_stated *stated, int element,
                            struct origin_history *history, struct error *err)
{
    const struct field *field = cin_place_of(element)->field;
    const struct record_version *by;

    if (!origin_version(k->keeper->store, k->pass, k->arena, held, field_index(stated->kind, field),
                        history, &by, err))
        return false;
    if (of_census(k, by))
        return true;
    finding_add(&k->keeper->summary->findings, FINDING_REPLACED, stated->line,
                cin_element_path(element));
    k->keeper->summary->differences++;
    if (k->keeper->options->differences)
        difference_add(k->keeper->options->differences, &(struct difference){
            .child = lachildid_of(k->tree), .where = stated->kind->label, .row = stated->line,
            .item = cin_element_path(element),
            .recorded = values_display(&held->values, k->arena, field),
            .recorded_by = origin_words(origin_system(&k->keeper->imports, by)),
            .stated = values_display(&stated->values, k->arena, field),
            .done = "What the file says is recorded",
        });
    return true;
}

static void finding_at(struct keeping *k, enum finding_code code, const struct cin_stated *stated,
                       const char *where)
{
    finding_add(&k->keeper->summary->findings, code, stated->line,
                where ? where : cin_element_path(stated->element));
}

/* What the record becomes: what was held, with the census's items as this file states them. */
static bool merged(struct keeping *k, const struct record_version *held,
                   const struct cin_stated *stated, struct values *to, bool *differs,
                   struct error *err)
{
    const struct kind *kind = stated->kind;
    size_t count = kind_field_count(kind);
    int year = k->keeper->year;
    bool others = false;
    struct origin_history history = { 0 };

    *differs = false;
    *to = held->values;
    to->problem_count = 0;
    to->at = arena_copy(k->arena, held->values.at, count * sizeof *to->at);
    for (int e = 1; e < cin_element_count(); e++) {
        const struct cin_place *place = cin_place_of(e);
        if (place->kind != kind || !place->field)
            continue;
        int index = field_index(kind, place->field);
        text said = cin_item_text(k->arena, &stated->values, place->field);
        text ours = cin_item_text(k->arena, &held->values, place->field);
        if (text_same(said, ours) || (text_empty(said) && !cin_element_asked(e, year)))
            continue;
        if (k->child.again && !text_empty(ours)) {
            if (!text_empty(said))
                finding_at(k, FINDING_CONTRADICTED, stated, cin_element_path(e));
            continue;
        }
        // Only an item about to be cleared is worth reading the record's history for.
        if (text_empty(said) && !others_recorded(k, held, &history, &others, err))
            return false;
        if (!text_empty(said) && !text_empty(ours)
            && !list_difference(k, held, stated, e, &history, err))
            return false;
        if (text_empty(said) && others) {
            finding_at(k, FINDING_OURS_KEPT, stated, cin_element_path(e));
            continue;
        }
        to->at[index] = stated->values.at[index];
        *differs = true;
    }
    if (!k->child.again
        && !text_same(cin_received_own(k->arena, to->as_received), stated->values.as_received)) {
        to->as_received = cin_received_with(k->arena, to->as_received, stated->values.as_received);
        *differs = true;
    }
    return true;
}

static bool put(struct keeping *k, struct record_input *input, const struct kind *kind, id *record,
                uint64_t *seq, struct error *err)
{
    struct draft draft;
    struct receipt receipt;

    input->entry = id_new_ordered();
    input->author = k->keeper->options->service;
    input->role = ROLE_SERVICE;
    input->flags = ENTRY_IMPORTED;
    input->source_file = k->keeper->source_file;
    if (!record_draft(k->arena, input, &draft, record, err))
        return false;
    bool done = ledger_put(k->keeper->ledger, &draft, record_apply, NULL, &receipt, err);
    draft_free(&draft);
    if (!done)
        return false;
    *seq = receipt.seq;
    k->keeper->summary->entries++;
    tally_add(&k->keeper->summary->records, kind, 0, input->replaces == NO_ENTRY,
                      input->replaces != NO_ENTRY);
    return true;
}

static void set_parent(struct keeping *k, struct values *values, id parent)
{
    values_restore(values, k->arena,
                   field_by_name(values->kind, text_of(values->kind->belongs_to)),
                   id_hex(k->arena, parent));
}

static bool keep_new(struct keeping *k, const struct cin_stated *stated, id parent, id wanted,
                     id *record, struct error *err)
{
    struct record_input input = {
        .values = &stated->values, .subject = k->child.subject, .record = wanted,
        .replaces = NO_ENTRY, .source_line = stated->line, .so_from = INSTANT_UNKNOWN,
    };
    struct values values = stated->values;
    uint64_t seq;

    if (stated->kind->belongs_to && !id_none(parent))
        set_parent(k, &values, parent);
    if (!put(k, &input, stated->kind, record, &seq, err))
        return false;
    stated_out_entry(&k->keeper->stated, seq, stated->spelling);
    return true;
}

static bool keep_held(struct keeping *k, const struct cin_stated *stated, struct held *held,
                      id parent, struct error *err)
{
    const struct record_version *version = held->version;
    const struct import *from = import_of_entry(&k->keeper->imports, version->seq);
    uint64_t seq = version->seq;
    struct values values;
    bool differs;
    id record;

    held->taken = true;
    if (!merged(k, version, stated, &values, &differs, err))
        return false;
    if (!id_same(held->parent, parent) && !id_none(parent) && stated->kind->belongs_to) {
        set_parent(k, &values, parent);
        differs = true;
    }
    if (differs && from && from->year > k->keeper->year) {
        finding_at(k, FINDING_OLDER_FILE, stated, NULL);
        differs = false;
    }
    if (differs) {
        struct record_input input = {
            .values = &values, .subject = k->child.subject, .record = version->record,
            .replaces = version->seq, .reason = k->keeper->reason, .source_line = stated->line,
            .so_from = INSTANT_UNKNOWN,
        };
        if (!put(k, &input, stated->kind, &record, &seq, err))
            return false;
    }
    stated_out_entry(&k->keeper->stated, seq, stated->spelling);
    return true;
}

static bool keep(struct keeping *k, const struct cin_stated *stated, struct held *held, id parent,
                 id *record, struct error *err)
{
    tally_add(&k->keeper->summary->records, stated->kind, 1, 0, 0);
    if (held) {
        *record = held->version->record;
        return keep_held(k, stated, held, parent, err);
    }
    return keep_new(k, stated, parent, ID_NONE, record, err);
}

/* ---- blocks of one element within one parent ---- */

struct blocks {
    struct cin_stated *at;
    struct held **held;              // NULL: new
    size_t count;
    id parent;
};

static bool of_annex_a(struct keeping *k, const struct held *held)
{
    return text_is(origin_system(&k->keeper->imports, held->version), IMPORT_ANNEX_A);
}

static bool could_be(const struct held *held, const struct cin_stated *stated, id parent)
{
    const struct cin_place *place = cin_place_of(stated->element);

    // Annex A says that there is a disability, and not which: the first that the census names.
    if (!held->taken && held->version->kind == stated->kind && text_empty(held->key)
        && !cin_element_at(stated->element)->block
        && text_starts(held->version->values.as_received, ANNEX_A_RECEIVED))
        return true;
    return !held->taken && held->version->kind == stated->kind && id_same(held->parent, parent)
        && (place->type ? values_is(&held->version->values, "identifier_type", place->type)
                        : text_same(held->key, stated->key));
}

/* An Annex A has no blocks: which episode its rows belong to was judged by their days, and where a
 * day itself differs by a slip of the pen, it is still that block. */
static struct held *of_annex_a_for(struct keeping *k, const struct cin_stated *stated)
{
    struct held *nearest = NULL;
    int least = ANNEX_A_NEAR_DAYS + 1;
    day own, other;

    if (!cin_element_at(stated->element)->block || !day_parse_iso(stated->key, &own))
        return NULL;
    for (size_t h = 0; h < k->held_count; h++) {
        struct held *held = &k->held[h];
        if (held->taken || held->version->kind != stated->kind || !day_parse_iso(held->key, &other)
            || abs(day_distance(own, other)) >= least || !of_annex_a(k, held))
            continue;
        least = abs(day_distance(own, other));
        nearest = held;
    }
    return nearest;
}

/* First those that agree in every item, then those with the same beginning, in order. Of a child
 * met before in this file only the first: the file overwrites nothing that it stated itself. */
static void match(struct keeping *k, struct blocks *blocks)
{
    for (size_t i = 0; i < blocks->count; i++) {
        const struct cin_stated *stated = &blocks->at[i];
        for (size_t h = 0; h < k->held_count && !blocks->held[i]; h++) {
            if (!could_be(&k->held[h], stated, blocks->parent)
                || !cin_values_agree(k->arena, &k->held[h].version->values, &stated->values,
                                     k->keeper->year))
                continue;
            blocks->held[i] = &k->held[h];
            k->held[h].taken = true;
        }
    }
    for (size_t i = 0; i < blocks->count && !k->child.again; i++) {
        for (size_t h = 0; h < k->held_count && !blocks->held[i]; h++) {
            if (!could_be(&k->held[h], &blocks->at[i], blocks->parent))
                continue;
            blocks->held[i] = &k->held[h];
            k->held[h].taken = true;
        }
    }
    for (size_t i = 0; i < blocks->count && !k->child.again; i++) {
        if (!blocks->held[i])
            blocks->held[i] = of_annex_a_for(k, &blocks->at[i]);
        if (blocks->held[i])
            blocks->held[i]->taken = true;
    }
}

static bool keep_blocks(struct keeping *k, int node, id parent, struct error *err);

static bool keep_matched(struct keeping *k, const struct blocks *blocks, struct error *err)
{
    for (size_t i = 0; i < blocks->count; i++) {
        const struct cin_stated *stated = &blocks->at[i];
        id record;
        if (!keep(k, stated, blocks->held[i], blocks->parent, &record, err))
            return false;
        if (!keep_blocks(k, stated->node, record, err))
            return false;
    }
    return true;
}

static bool node_holds_anything(const struct cin_tree *tree, int node)
{
    if (!text_empty(tree->at[node].value))
        return true;
    for (int n = tree->at[node].child; n != CIN_NOWHERE; n = tree->at[n].next)
        if (node_holds_anything(tree, n))
            return true;
    return false;
}

static struct cin_stated state(struct keeping *k, int node)
{
    int element = k->tree->at[node].element;
    const struct cin_place *place = cin_place_of(element);
    struct cin_stated stated = cin_stated_of(k->arena, k->tree, node, place->kind, k->keeper->year,
                                             &k->keeper->summary->findings);

    if (!place->type && text_empty(stated.key))
        finding_at(k, FINDING_BLOCK_WITHOUT_DATE, &stated, NULL);
    return stated;
}

/* All the blocks of one element that stand under this node, also inside blocks that only hold
 * others. */
static void gather(struct keeping *k, int node, int element, struct blocks *blocks)
{
    const struct cin_node *at = k->tree->at;

    for (int n = at[node].child; n != CIN_NOWHERE; n = at[n].next) {
        if (at[n].element == element && node_holds_anything(k->tree, n))
            blocks->at[blocks->count++] = state(k, n);
        else if (cin_element_at(at[n].element)->block && !cin_makes_record(at[n].element))
            gather(k, n, element, blocks);
    }
}

static int count_of(const struct cin_tree *tree, int node, int element)
{
    int count = 0;

    for (int n = tree->at[node].child; n != CIN_NOWHERE; n = tree->at[n].next) {
        if (tree->at[n].element == element)
            count += node_holds_anything(tree, n);
        else if (!cin_makes_record(tree->at[n].element))
            count += count_of(tree, n, element);
    }
    return count;
}

/* Everything below a node that makes records of its own, element by element in census order. */
static bool keep_blocks(struct keeping *k, int node, id parent, struct error *err)
{
    int around = k->tree->at[node].element, depth = cin_element_at(around)->depth;

    for (int e = around + 1; e < cin_element_count() && cin_element_at(e)->depth > depth; e++) {
        if (!cin_makes_record(e) || cin_owner_of(e) != around)
            continue;
        int count = count_of(k->tree, node, e), first = cin_identifier_first(e);
        if (count == 0 || (first != e && count_of(k->tree, node, first) > 0))
            continue;
        struct blocks blocks = {
            .at = arena_array(k->arena, struct cin_stated, (size_t)count),
            .held = arena_array(k->arena, struct held *, (size_t)count),
            .parent = cin_place_of(e)->kind->belongs_to ? parent : ID_NONE,
        };
        gather(k, node, e, &blocks);
        match(k, &blocks);
        if (!keep_matched(k, &blocks, err))
            return false;
    }
    return true;
}

/* ---- the child ---- */

static bool keep_person(struct keeping *k, struct error *err)
{
    struct cin_stated stated = cin_stated_of(k->arena, k->tree, 0, cin_place_of(CIN_CHILD)->kind,
                                             k->keeper->year, &k->keeper->summary->findings);
    struct held *held = NULL;

    for (size_t h = 0; h < k->held_count && !held; h++)
        if (k->held[h].version->kind == stated.kind)
            held = &k->held[h];
    if (held) {
        id record;
        return keep(k, &stated, held, ID_NONE, &record, err);
    }
    tally_add(&k->keeper->summary->records, stated.kind, 1, 0, 0);
    k->keeper->summary->children_new++;
    values_restore(&stated.values, k->arena, field_by_name(stated.kind, TEXT("recorded_as")),
                   TEXT("CHILD"));
    return keep_new(k, &stated, ID_NONE, k->child.made, &k->child.subject, err);
}

static int child_line(const struct cin_tree *tree)
{
    return (int)tree->at[0].line;
}

/* What an earlier file of this very year stated, and this one does not. */
static void report_missing(struct keeping *k)
{
    const struct import *earlier = import_last_of_year(&k->keeper->imports, k->keeper->year);

    for (size_t h = 0; earlier && !k->child.again && h < k->held_count; h++) {
        const struct held *held = &k->held[h];
        if (!held->taken && import_of_entry(&k->keeper->imports, held->version->seq) == earlier)
            finding_add(&k->keeper->summary->findings, FINDING_NOT_STATED_NOW, child_line(k->tree),
                        held->version->kind->label);
    }
}

bool cin_keep_child(struct cin_keeper *keeper, struct arena *arena, const struct cin_tree *tree,
                    struct error *err)
{
    struct keeping k = { .keeper = keeper, .arena = arena, .tree = tree };
    struct findings *findings = &keeper->summary->findings;

    if (!node_holds_anything(tree, 0)) {
        finding_add(findings, FINDING_CHILD_EMPTY, child_line(tree), NULL);
        return true;
    }
    if (!cin_child_find(keeper, arena, tree, &k.child, err))
        return false;
    if (!id_none(k.child.subject) && !held_read(&k, err))
        return false;
    stated_out_child(&keeper->stated);
    keeper->summary->children++;
    if (!keep_person(&k, err))
        return false;
    cin_seen_add(&keeper->seen, k.child.subject);
    if (count_of(tree, 0, cin_element_by_path(TEXT("CINdetails"))) == 0)
        finding_add(findings, FINDING_CHILD_WITHOUT_EPISODE, child_line(tree), NULL);
    if (!keep_blocks(&k, 0, ID_NONE, err))
        return false;
    report_missing(&k);
    return true;
}
