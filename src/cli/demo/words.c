#include "cli/demo/words.h"

#include "base/bytes.h"

#include <string.h>

const char *const words_concern[] = {
    "Caller says {n} came to school without a coat for the third day and asked for food at breakfast club. {m} did not answer the telephone.",
    "Officers attended a report of shouting. {m} had a mark on her cheek and did not wish to say how it came about. {n} was on the stairs in pyjamas.",
    "Health visitor could not gain access on two planned visits. A neighbour told her that {n} is often heard crying late at night.",
    "{n} told a teaching assistant that {s} does not like it when {h} stepfather drinks, because he breaks things.",
    "Grandmother rang. She is worried that {m} is not taking her tablets and that {n} is getting the younger ones ready for school.",
    "Midwife reports a booking at 26 weeks, no earlier care, and that the partner answered every question.",
    "Emergency department: {n} brought in with a cut hand. The account given changed between nurse and doctor.",
    "{n} was found in the park at 23:40 with older young people. {s} gave a different address from the one recorded.",
    NULL };
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
const char *const words_child_said[] = {
    "\"I like it when mum does my hair before school. I don't like it when people shout downstairs.\"",
    "{n} drew the house with one big room and said \"that is where we all are when nobody is cross\".",
    "\"You always ask me the same things.\" Then: \"Can I still see my nan on Saturdays?\"",
    "\"It is better now. He does not come any more. I sleep.\"",
    "{n} did not want to talk today. {s} showed me {h} drawings and asked me to come back on a day without football.", NULL };
const char *const words_not_alone[] = {
    "{n} is too young to be seen alone away from {m}; I sat on the floor with {n} for half an hour.",
    "{m} stayed in the room. I have asked to see {n} at school on Thursday.", NULL };
const char *const words_observation[] = {
    "The kitchen was clean and there was food. {n} went to {m} when {s} bumped {h} knee and was comforted.",
    "The boiler is still broken and the flat was cold. {n} wore a coat indoors. Housing telephoned from the visit.",
    "{m} looked tired and spoke quietly. {n} watched her face before answering me.",
    "A new lock on the door, as the safety plan says. {m} knew the number to ring and where the bag is.", NULL };
const char *const words_strengths[] = {
    "{m} asks for help early now. Grandmother is near and the children trust her. School attendance has gone from 71 to 88 per cent.",
    "{n} has a best friend, a football team and a teacher {s} talks to.", NULL };
const char *const words_risks[] = {
    "When drink and debts come together there are rows, and {n} is in the middle. It has happened four times since the summer.",
    "{n} has missed two hospital appointments. The burn is healing badly and {s} could lose movement in the hand.", NULL };
const char *const words_analysis[] = {
    "For {n} this means never knowing which evening it will be. {s} keeps watch and does not sleep. What protects {n} is grandmother and school; what is missing is a plan for the bad evenings that does not depend on {n}.",
    "The neglect is not of love but of routine, since {m} lost her work and her sister. With practical help for twelve weeks and the morning club, the change could last. Without it, {n} falls further behind.", NULL };
const char *const words_goal[] = {
    "{n} sleeps every night, and a grown-up whom {s} has chosen knows within the hour when an evening goes wrong.",
    "{n} is at school every day, fed, in clean clothes, with {h} inhaler.", NULL };
const char *const words_contingency[] = {
    "If anybody is hurt, or {n} rings grandmother at night, a strategy discussion the same day.",
    "If two agreed visits in a row are missed, legal planning meeting within five working days.", NULL };
const char *const words_outcome[] = {
    "{n} is at school and sees {h} speech therapist. {m} has the children's centre's number and uses it. Early help goes on.",
    "The plan did what it was for. {n} says \"you can go and help somebody else now\".", NULL };

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
                         : c[1] == 's' ? (girl ? "she" : "he") : (girl ? "her" : "his");
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
