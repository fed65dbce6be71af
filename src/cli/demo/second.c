/* Contacts that were decided again, without sight of the first decision. */
#include "cli/demo/deed.h"

#include <string.h>

static const struct weighed agreed_words[] = {
    { "The child's own words and the pattern of earlier contacts decide it. The level follows from both.", 1 },
    { "What the caller saw is recent and was seen by two people. It needs somebody to go and look.", 1 },
    { "Read against the threshold document: the needs are several, and help offered before was not enough.", 1 },
    { NULL, 0 }
};
static const struct weighed more_words[] = {
    { "The account changed between two tellings and the child is under five. That is reasonable cause to suspect harm.", 1 },
    { "An injury without a history that fits it. I would hold a strategy discussion today.", 1 },
    { NULL, 0 }
};
static const struct weighed less_words[] = {
    { "Serious if it is so, but nobody has asked the family yet. An assessment comes first.", 1 },
    { "The worry is about help that was agreed and has not begun. I would chase that before anything else.", 1 },
    { NULL, 0 }
};
static const struct weighed learnt_words[] = {
    { "We weigh an injury differently when the caller sounds sure. The form now asks who saw it.", 1 },
    { "One of us read the earlier contacts and one did not. They are to be read before deciding, always.", 1 },
    { "Both views can be held. The threshold document is not clear about unborn babies: raised with the partnership.", 1 },
    { NULL, 0 }
};

static text value_of(const struct deed *deed, const char *field)
{
    for (size_t i = 0; i < deed->field_count; i++)
        if (!strcmp(deed->fields[i].field->name, field))
            return deed->fields[i].value;
    return TEXT_NONE;
}

static const struct staff_member *another_manager(struct years *years, struct dice *dice, text first)
{
    for (unsigned tries = 0;; tries++) {
        const struct staff_member *who =
            &years->staff[dice_below(dice, (uint32_t)years->staff_count)];
        if (who->role == ROLE_TEAM_MANAGER
                && (tries > 500 || !text_same(id_hex(years->arena, who->id), first)))
            return who;
    }
}

enum view { SAME, MORE, LESS };

/* Four in five agree; a first decision that is the strongest can only be thought too strong. */
static enum view decided(struct years *years, struct dice *dice, struct deed *second, text first_level)
{
    bool protection = text_is(first_level, "L4CP");
    enum view view = dice_chance(dice, 810) ? SAME : protection || dice_chance(dice, 550) ? LESS : MORE;
    bool to_protection = view == MORE || (protection && view == SAME);
    bool to_help = !protection && view == LESS;
    deed_set(years, second, "decision",
             text_of(to_protection ? "CP_ENQUIRY" : to_help ? "EARLY_HELP" : "NEW_REFERRAL"));
    deed_set(years, second, "threshold_level",
             text_of(to_protection ? "L4CP" : to_help ? "L3" : "L4CIN"));
    deed_set(years, second, "rationale", text_of(dice_pick(dice, view == SAME ? agreed_words
                                                          : view == MORE ? more_words : less_words)));
    return view;
}

/* Dice of its own: the people and their years are the same with it and without. */
void second_decision_lived(struct years *years, const struct deed *contact)
{
    uint64_t seed;
    memcpy(&seed, contact->record.b, sizeof seed);
    struct dice dice = dice_of(seed ^ years->seed);
    if (!dice_chance(&dice, 10 * SECOND_DECISIONS_LIVED_PERCENT))
        return;
    struct staff_member service = { .id = years->service, .role = ROLE_SERVICE };
    instant drawn = { contact->recorded.us + 60 * US_PER_SECOND };
    struct deed *deed = deed_new(years, &dice, "second_decision", contact->subject, &service, drawn);
    deed_id(years, deed, "contact_id", contact->record);
    deed_instant(years, deed, "drawn_at", drawn);

    const struct staff_member *who = another_manager(years, &dice, value_of(contact, "decision_by"));
    instant when = at_time(&dice, working_days_after(instant_london_day(drawn),
                                                     1 + (int)dice_below(&dice, 5)), 9, 17);
    struct deed *second = deed_amend(years, &dice, deed, who, when,
                                     "Decided again, without sight of the first decision");
    deed_instant(years, second, "decided_at", second->recorded);
    deed_id(years, second, "decided_by", who->id);
    enum view view = decided(years, &dice, second, value_of(contact, "threshold_level"));
    if (view == MORE)
        deed_instant(years, second, "reopened_at", second->recorded);
    if (view == SAME || (view == LESS && !dice_chance(&dice, 700)))
        return;
    instant then = at_time(&dice, working_days_after(instant_london_day(second->recorded),
                                                     view == MORE ? 1 : 4), 9, 17);
    struct deed *learnt = deed_amend(years, &dice, second, who, then, "What we learn from the difference");
    deed_set(years, learnt, "learning", text_of(dice_pick(&dice, learnt_words)));
    if (view == MORE)
        deed_instant(years, learnt, "looked_again_at", learnt->recorded);
}
