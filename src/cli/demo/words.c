#include "cli/demo/words.h"

#include "base/bytes.h"

#include <string.h>

/* Calls that lead to no referral: worth a call, and below the threshold. */
const char *const words_minor[] = {
    "{n} was late three times this week and {m} seems stretched. School has offered breakfast club and asks what else there is.",
    "Neighbours' argument over noise; officers saw {n} asleep and well. Sent for information, as every such call is.",
    "{m} asks for help with {n}'s sleep and for a place at a parents' group. Health visitor rings with her agreement.",
    "Ambulance crew attended {m} for a migraine. {n} was with grandmother. Told as a matter of routine.",
    "{n} said that {s} is on {h} own for an hour after school on Thursdays. {s} is happy with it and rings {h} aunt.",
    "Housing officer: arrears, a letter before eviction. {m} would like advice about money. No worry about {n}.",
    "School: {n} is sad since the separation. {m} and the father both come to meetings. Counsellor has a waiting list.",
    "Grandmother asks how to get help with the cost of {n}'s school shoes. She has had {n} since Easter with {m}'s agreement.",
    "Father rang, angry about contact on Sundays. He has a solicitor. No worry about {n} at either home.", NULL };
const char *const words_threshold[] = {
    "Child in need: health and development likely to be impaired without services. Pattern of three contacts in six months.",
    "Reasonable cause to suspect significant harm: injury, changed account, child's own words.",
    "Below child protection; early help was offered twice and not taken up, needs have grown.", NULL };
const char *const words_rationale[] = {
    "History read back to birth. Two earlier contacts of the same kind ended in advice. A third with the child's own words changes the picture. Assessment.",
    "Police and school both hold concerns that neither knew of the other. Assessment to bring them together.",
    "Mother agrees to an assessment and wants help. No sign of immediate danger today.", NULL };
const char *const words_not_asked[] = {
    "Asking {m} first could have put {n} at risk tonight: the person named lives in the home.",
    "{m} could not be reached before a decision had to be made; {s} will be told by the social worker tomorrow.",
    "The police asked us not to speak with the family until they had visited.", NULL };
const char *const words_purpose[] = {
    "To hear from {n} how the week has been and to see whether the bedroom is ready as agreed.",
    "Statutory visit. To see {n} alone, and to talk with {m} about the mornings.",
    "To do the Three Houses with {n} and to share what school told us.", NULL };
const char *const words_not_alone[] = {
    "{n} is too young to be seen alone away from {m}; I sat on the floor with {n} for half an hour.",
    "{m} stayed in the room. I have asked to see {n} at school on Thursday.", NULL };

/* What tells one visit from the next, whatever the story. */
const char *const words_detail[] = {
    "Stayed an hour and ten minutes. The television was off.", "The dog was shut in the yard.",
    "{m}'s sister came in half way and stayed.", "We talked at the kitchen table, then I sat with {n} on the step.",
    "It rained; the wet coats were on the radiator.", "{n} had been at a birthday party and told me about the cake.",
    "Looked at the bedroom with {n}: a bed, a lamp, a poster that was not there last time.",
    "{m} asked when the next meeting is and wrote it down.", "A letter from the landlord was on the table. Read it "
    "with {m}.", "Short visit: {n} had swimming at five.", "I was early and waited in the car; {m} waved from the "
    "window.", "{n} asked what I write down. I showed {o} the page.", "The lift was out of order again.",
    "Gave {m} the number of the welfare rights line.", "{n} had a cold and stayed on the sofa.",
    "Father was on the telephone and spoke with me for five minutes.", "We made the list for next week together.",
    "New school shoes, still in the box.", NULL };

static const struct { const char *type, *title; const char *happened; } notes[] = {
    { "PHONE", "Call with school", "Learning mentor says {n} was late twice but settled quickly. {m} brought {h} inhaler to the office." },
    { "PHONE", "Call from mother", "{m} rang to say the appointment is moved to Tuesday. She sounded well, and asked for the bus times." },
    { "EMAIL", "Message from health visitor", "Weight is on the 25th centile and following it. Next check in six weeks." },
    { "MEETING", "Talked through in team meeting", "We asked what {n}'s day looks like from {h} side. Agreed: see {n} at school this week, not at home." },
};

text words_fill(struct arena *arena, struct dice *dice, const char *const *choices,
                const char *name, const char *mother, bool girl)
{
    uint32_t count = 0;
    while (choices[count])
        count++;
    struct bytes made = { 0 };
    bool opens = true;                              // a sentence opens with a capital
    for (const char *c = choices[dice_below(dice, count)]; *c; c++) {
        if (*c != '{') {
            bytes_add_u8(&made, (uint8_t)*c);
            if (*c != ' ' && *c != '"')
                opens = *c == '.' || *c == ':' || *c == '?';
            continue;
        }
        const char *word = c[1] == 'n' ? name : c[1] == 'm' ? mother
                         : c[1] == 's' ? (girl ? "she" : "he") : c[1] == 'o' ? (girl ? "her" : "him")
                         : (girl ? "her" : "his");
        size_t at = made.len;
        bytes_add_cstr(&made, word);
        if (opens && made.at[at] >= 'a' && made.at[at] <= 'z')
            made.at[at] = (uint8_t)(made.at[at] - 'a' + 'A');
        opens = false;
        c += 2;
    }
    text filled = text_copy(arena, bytes_text(&made));
    bytes_free(&made);
    return filled;
}

void words_note(struct years *years, struct deed *deed, struct dice *dice, const char *name,
                const char *mother, bool girl)
{
    size_t i = dice_below(dice, COUNT_OF(notes));
    const char *const happened[] = { notes[i].happened, NULL };
    deed_set(years, deed, "note_type", text_of(notes[i].type));
    deed_set(years, deed, "title", text_of(notes[i].title));
    deed_set(years, deed, "happened",
             words_fill(years->arena, dice, happened, name, mother, girl));
}
