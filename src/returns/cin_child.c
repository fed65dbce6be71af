/* Which child a Child element is about. LAchildID is the authority's own and the same from year to
 * year; the unique pupil number stands in for it; without either the other items have to do. */
#include "returns/bearer.h"
#include "returns/cin_keep.h"

#include <stdlib.h>
#include <string.h>

/* ---- who was seen in this file ---- */

struct cin_seen_slot { id who; uint32_t count; };

static struct cin_seen_slot *seen_slot(const struct cin_seen *seen, id who)
{
    size_t place;

    memcpy(&place, who.b + 8, sizeof place);      // the last seven bytes of an id are random
    for (place = place >> 8 & (seen->room - 1);; place = (place + 1) & (seen->room - 1))
        if (seen->slots[place].count == 0 || id_same(seen->slots[place].who, who))
            return &seen->slots[place];
}

static void seen_grow(struct cin_seen *seen)
{
    struct cin_seen more = { .room = seen->room > 0 ? seen->room * 2 : 1024, .used = seen->used };

    more.slots = memory_alloc(more.room * sizeof *more.slots);
    for (size_t i = 0; i < seen->room; i++)
        if (seen->slots[i].count > 0)
            *seen_slot(&more, seen->slots[i].who) = seen->slots[i];
    free(seen->slots);
    *seen = more;
}

uint32_t cin_seen_add(struct cin_seen *seen, id who)
{
    if (seen->used * 2 >= seen->room)
        seen_grow(seen);
    struct cin_seen_slot *slot = seen_slot(seen, who);
    if (slot->count == 0) {
        slot->who = who;
        seen->used++;
    }
    return slot->count++;
}

bool cin_seen_has(const struct cin_seen *seen, id who)
{
    return seen->room > 0 && seen_slot(seen, who)->count > 0;
}

void cin_seen_free(struct cin_seen *seen)
{
    free(seen->slots);
    *seen = (struct cin_seen){ 0 };
}

/* ---- items that tell children apart ---- */

static text child_item(const struct cin_tree *tree, const char *path)
{
    int element = cin_element_by_path(text_of(path));

    for (int n = 1; n < tree->count; n++)
        if (tree->at[n].element == element && !text_empty(tree->at[n].value))
            return tree->at[n].value;
    return TEXT_NONE;
}

static text child_birth(const struct cin_tree *tree)
{
    text born = child_item(tree, "ChildIdentifiers/PersonBirthDate");

    return text_empty(born) ? child_item(tree, "ChildIdentifiers/ExpectedPersonBirthDate") : born;
}

/* A letter and twelve digits, or a letter, eleven digits and a letter. "XX" and "0" tell no
 * children apart. */
static bool upn_formed(text upn)
{
    if (upn.len != 13 || upn.at[0] < 'A' || upn.at[0] > 'Z')
        return false;
    for (size_t i = 1; i < 12; i++)
        if (upn.at[i] < '0' || upn.at[i] > '9')
            return false;
    char last = upn.at[12];
    return (last >= '0' && last <= '9') || (last >= 'A' && last <= 'Z');
}

/* The id of a child without identifiers follows from what the file says of it, so that reading the
 * file again finds the same child. The ledger's id keeps authorities' children apart. */
static id child_print(const struct cin_keeper *keeper, const struct cin_tree *tree,
                      uint32_t ordinal)
{
    static const char *const paths[] = {
        "ChildIdentifiers/UPN", "ChildIdentifiers/FormerUPN", "ChildIdentifiers/PersonBirthDate",
        "ChildIdentifiers/ExpectedPersonBirthDate", "CINdetails/CINreferralDate",
    };
    struct hash_piece pieces[2 * COUNT_OF(paths) + 3];
    id ledger = ledger_id(keeper->ledger), made;
    size_t count = 0;

    pieces[count++] = (struct hash_piece){ "candour cin child", 17 };
    pieces[count++] = (struct hash_piece){ ledger.b, sizeof ledger.b };
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        text value = child_item(tree, paths[i]);
        pieces[count++] = (struct hash_piece){ value.at, value.len };
        pieces[count++] = (struct hash_piece){ "\n", 1 };
    }
    pieces[count++] = (struct hash_piece){ &ordinal, sizeof ordinal };
    hash h = hash_of_pieces(pieces, count);
    memcpy(made.b, h.b, sizeof made.b);
    made.b[6] = (uint8_t)((made.b[6] & 0x0F) | 0x80);      // UUID version 8: by a rule of its own
    made.b[8] = (uint8_t)((made.b[8] & 0x3F) | 0x80);
    return made;
}

/* ---- who is known ---- */

/* Same birth date first, where two unknown ones of one file are not the same; then whoever was not
 * met in this file yet, since a birth date may be corrected from one year to the next but does not
 * change within a file. */
static const struct bearer *bearer_choose(const struct cin_keeper *keeper,
                                          const struct bearer *bearers, size_t count, text birth)
{
    day d;
    text readable = day_parse_iso(birth, &d) ? birth : TEXT_NONE;

    for (size_t i = 0; i < count; i++)
        if (text_same(bearers[i].birth, readable)
            && !(text_empty(readable) && cin_seen_has(&keeper->seen, bearers[i].subject)))
            return &bearers[i];
    for (size_t i = 0; i < count; i++)
        if (!cin_seen_has(&keeper->seen, bearers[i].subject))
            return &bearers[i];
    return NULL;
}

static bool by_lachildid(struct cin_keeper *keeper, struct arena *arena,
                         const struct cin_tree *tree, text lachildid, struct cin_child *child,
                         struct error *err)
{
    struct bearer bearers[BEARERS_MAX];
    struct findings *findings = &keeper->summary->findings;
    text upn = child_item(tree, "ChildIdentifiers/UPN");
    size_t count;

    if (!bearers_find(keeper->store, arena, "LACHILD", lachildid, bearers, &count, err))
        return false;
    const struct bearer *bearer = bearer_choose(keeper, bearers, count, child_birth(tree));
    if (bearer) {
        child->subject = bearer->subject;
        return true;
    }
    if (count > 0)
        finding_add(findings, FINDING_LACHILDID_OF_TWO, tree->at[0].line, NULL);
    if (!upn_formed(upn))
        return true;
    if (!bearers_find(keeper->store, arena, "UPN", upn, bearers, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (bearers[i].has_lachildid || cin_seen_has(&keeper->seen, bearers[i].subject))
            continue;
        finding_add(findings, FINDING_LACHILDID_CHANGED, tree->at[0].line, NULL);
        child->subject = bearers[i].subject;
        return true;
    }
    if (count > 0)
        finding_add(findings, FINDING_UPN_OF_TWO, tree->at[0].line, NULL);
    return true;
}

static bool by_upn(struct cin_keeper *keeper, struct arena *arena, const struct cin_tree *tree,
                   text upn, struct cin_child *child, struct error *err)
{
    struct bearer bearers[BEARERS_MAX];
    size_t count;

    finding_add(&keeper->summary->findings, FINDING_CHILD_WITHOUT_LACHILDID, tree->at[0].line,
                NULL);
    if (!bearers_find(keeper->store, arena, "UPN", upn, bearers, &count, err))
        return false;
    const struct bearer *bearer = bearer_choose(keeper, bearers, count, child_birth(tree));
    if (bearer)
        child->subject = bearer->subject;
    return true;
}

static bool by_print(struct cin_keeper *keeper, const struct cin_tree *tree,
                     struct cin_child *child, struct error *err)
{
    const struct kind *kind;
    struct error absent = { 0 };
    id subject;

    finding_add(&keeper->summary->findings, FINDING_CHILD_WITHOUT_ANY_ID, tree->at[0].line, NULL);
    uint32_t ordinal = cin_seen_add(&keeper->nameless, child_print(keeper, tree, 0));
    if (keeper->nameless.used > CIN_NAMELESS_MAX)
        return fail(err, ERROR_INPUT, NULL, "Over %d children have neither LAchildID nor unique "
                    "pupil number. This is not a CIN census file, or it is damaged.",
                    CIN_NAMELESS_MAX);
    child->made = child_print(keeper, tree, ordinal);
    if (record_subject(keeper->store, child->made, &subject, &kind, &absent)) {
        child->subject = child->made;
        return true;
    }
    if (absent.kind == ERROR_ABSENT)
        return true;
    *err = absent;
    return false;
}

bool cin_child_find(struct cin_keeper *keeper, struct arena *arena, const struct cin_tree *tree,
                    struct cin_child *child, struct error *err)
{
    text lachildid = child_item(tree, "ChildIdentifiers/LAchildID");
    text upn = child_item(tree, "ChildIdentifiers/UPN");
    bool done;

    *child = (struct cin_child){ 0 };
    if (!text_empty(lachildid))
        done = by_lachildid(keeper, arena, tree, lachildid, child, err);
    else if (upn_formed(upn))
        done = by_upn(keeper, arena, tree, upn, child, err);
    else
        done = by_print(keeper, tree, child, err);
    if (!done)
        return false;
    child->again = !id_none(child->subject) && cin_seen_has(&keeper->seen, child->subject);
    if (child->again)
        finding_add(&keeper->summary->findings, FINDING_CHILD_TWICE, tree->at[0].line, NULL);
    return true;
}
