/* The library of direct-work tools that the invented authority keeps: well-known ways of working with children, in our
 * own words. */
#include "cli/demo/deed.h"

static const struct {
    const char *name, *tool, *ages, *good_for, *how, *care_with, *needs;
} tools[] = {
    { "Three Houses", "THREEHOUSES", "5TO8 9TO12 13UP",
      "Hearing what worries a child, what is good, and what they dream of, in that order or another.",
      "Draw three houses with the child: one of worries, one of good things, one of dreams. The child says what goes in, "
      "and chooses where to begin. Write their words, not yours, and read them back.",
      "Ask who may see the drawing before you show it to anybody. Do not end in the house of worries.",
      "Paper, pens, half an hour" },
    { "Wizards and fairies", "THREEHOUSES", "UNDER5 5TO8",
      "The same three questions for small children, through a figure.",
      "The figure's clothes stand for what should change, its wings or cape for what is good, its wand or star for "
      "wishes. Draw it large and let the child colour it while you talk.",
      "A wish is not a disclosure, and not nothing either: write down both the wish and what you asked.",
      "Paper, crayons" },
    { "Words and pictures", "WORDSPICS", "UNDER5 5TO8 9TO12",
      "Telling a child why people are worried, in a story that the whole family can stand behind.",
      "Write it with the parents first: who is worried, what happened, what everybody does now. One picture a sentence. "
      "Then the parents tell it to the child, with you there.",
      "If the parents cannot agree to a sentence, do not tell it in their name.", "Paper, two or three sessions" },
    { "Safety house", "SAFETYHOUSE", "5TO8 9TO12 13UP",
      "Finding out what safety would look like to the child, and who belongs to it.",
      "A house with a path to its door. Inside: who lives there and what they do when it is safe. Outside: who must not "
      "come in. In the garden: visitors who help. The path runs from worried to safe; where is the child today?",
      "Keep the day's place on the path: the next session begins there.", "Paper, pens" },
    { "Feelings cards", "FEELINGS", "UNDER5 5TO8 9TO12",
      "Children who have few words for feelings, or too many people asking.",
      "Lay out the faces. Ask which came to school today, which is there at bedtime, which lives at the other house. "
      "Let the child ask you as well.",
      "Do not guess for the child. A card that was turned face down is an answer.", "A set of cards" },
    { "A day in my life", "DAYINLIFE", "5TO8 9TO12 13UP",
      "What daily life is made of: meals, sleep, who is there, who is not.",
      "Go through yesterday from waking to sleeping, by the clock. Where were you, who was there, what did it smell of, "
      "what could you hear? Then a day that was better, and one that was worse.",
      "One ordinary day says more than a bad one: ask for both.", "A long strip of paper" },
    { "How safe, from 0 to 10", "SCALING", "9TO12 13UP",
      "Following change, and finding the next small step.",
      "0 is as bad as it has been, 10 is as good as it could be. Where is it today, why not lower, and what would one "
      "more look like? Ask the same of everybody apart, then compare.",
      "The number belongs to whoever said it. Never take an average.", "Nothing" },
    { "Watching a baby", "OBSERVE", "UNDER5",
      "Children who cannot speak: what they do with the people around them.",
      "Sit still for twenty minutes at a time of day with a routine in it. Write what you see, by the minute: looking, "
      "reaching, turning away, who answers and how. Say what you make of it afterwards, apart.",
      "A baby who asks for nothing is not always content.", "Twenty minutes, twice" },
};

void library_live(struct years *years)
{
    struct dice dice = dice_of(years->seed * 0x9E3779B97F4A7C15u + 47);
    const struct staff_member *manager = &years->staff[1];
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++) {
        instant when = at_time(&dice, working_days_after(years->first, 5 + 9 * (int)i), 9, 17);
        struct deed *deed = deed_new(years, &dice, "direct_work_tool", years->teams[manager->team].id, manager, when);
        deed_set(years, deed, "name", text_of(tools[i].name));
        deed_set(years, deed, "tool", text_of(tools[i].tool));
        deed_set(years, deed, "ages", text_of(tools[i].ages));
        deed_set(years, deed, "good_for", text_of(tools[i].good_for));
        deed_set(years, deed, "how", text_of(tools[i].how));
        deed_set(years, deed, "care_with", text_of(tools[i].care_with));
        deed_set(years, deed, "needs", text_of(tools[i].needs));
    }
}
