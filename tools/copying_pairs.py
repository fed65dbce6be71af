#!/usr/bin/env python3
"""Writes the labelled pairs on which the finding of copied text is proved.

usage: copying_pairs.py FILE [SEED]   (the build makes build/tests/practice/copying_pairs.tsv)

An earlier and a later text a row, whether the author should be told, how much of the later one was copied (per cent
of its words), and what the case is. Everybody in them is invented, and so is every sentence: facts are drawn by dice
and said by one of two or three ways of saying them (SAID). A copy takes whole sentences as they are; a paraphrase
takes the same facts said another way; the notes of a brother and a sister are two people's days in the same home.
"""
import random
import sys

SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 20261130
dice = random.Random(SEED)

NAMES = """Amina Jakub Tia Rowan Ellis Precious Iqra Dylan Kofi Morwenna Bilal Sade Lacey Otis Hana Corey Nimra Leo
Freya Tariq Osian Mirela""".split()
WHO = ["mum", "dad", "his aunt", "her nan", "the step-father", "the health visitor", "a neighbour", "the school nurse",
       "the class teacher", "the older brother", "a family friend", "the foster carer"]
ROOM = ["kitchen", "front room", "back bedroom", "hallway", "garden", "bathroom", "landing", "shared bedroom"]
THING = ["a new mattress", "two broken chairs", "the stair gate", "a bag of school uniform", "the fridge", "a cot",
         "a pile of washing", "the heating meter", "the smoke alarm", "a box of paints", "the back door lock"]
FEEL = ["cheerful", "tired", "quiet", "watchful", "restless", "proud", "worried", "relaxed", "tearful", "chatty"]
DO = ["drew a picture of the house", "read aloud from a comic", "built a tower of bricks", "showed a swimming badge",
      "made toast without help", "put on a film", "fed the rabbit", "practised spelling", "hid under the table",
      "sang a song from assembly", "counted the stickers on the chart"]
PLACE = ["the nursery", "St Bede's", "the park on Foundry Lane", "the contact centre", "the surgery", "Hillview Primary",
         "the library", "the family hub", "the leisure centre", "the food bank"]
DAY = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
NUM = ["two", "three", "four", "five", "six", "seven", "nine", "eleven"]
NEED = ["sleep", "money", "drinking", "school mornings", "the new baby", "the tenancy", "contact on Sundays",
        "medication", "homework", "arguments at night", "meals", "the bus pass"]
PLAN = ["ring the housing officer", "keep the diary", "book the dentist", "try the bedtime chart", "meet the mentor",
        "attend the drop-in", "write to the landlord", "bring the red book", "ask for a later start", "see the GP"]

SAID = [  # the same fact in two ways; {a} to {d} are drawn once for both
    ("{n} was {feel} and {do} while {who} spoke about {need}.",
     "As {who} talked to me on the subject of {need}, I noticed that {n}, who seemed {feel}, {do}."),
    ("In the {room} I saw {thing}, which {who} had moved there on {day}.",
     "{thing} now stands in the {room}; that was done by {who} last {day}."),
    ("{who} told me that {need} had become harder since {day}, when {who2} came round.",
     "Things got worse with {need} after a visit by {who2} at the start of {day}, according to {who}."),
    ("{n} has missed {num} mornings at {place} and {who} could not say why.",
     "Attendance: {num} absences from {place}. I asked {who} for a reason and got none for {n}."),
    ("We agreed that {who} will {plan} before {day} and let me know by text.",
     "Action for {who}: {plan}, with a message to me once done, at the latest on {day}."),
    ("{n} asked me whether {who2} would still be living with them after {day}.",
     "Will {who2} stay on past {day}? That was the question that {n} put to me."),
    ("The {room} was cold, and {thing} had not been mended although {who} had promised it.",
     "{who} said weeks ago that {thing} would be seen to. It has not been, and there is no warmth in the {room}."),
    ("{who2} rang from {place} to say that {n} had been {feel} all of {day}.",
     "A call came in about {n}: {feel} the whole of {day}, said {who2}, who works at {place}."),
    ("I spent {num} minutes alone with {n}, who {do} and then talked about {need}.",
     "Alone together for a short time ({num} minutes), {n} {do}; afterwards {need} came up."),
    ("{who} thinks the help with {need} has made a difference, and wants {num} more sessions.",
     "Asked about support so far, {who} was positive on {need} and requested a further {num} meetings."),
    ("On arrival {n} was eating at the table in the {room} with {who2}, and looked {feel}.",
     "{who2} and {n} were having a meal in the {room} when I came; {n} appeared {feel} to me."),
    ("{n} said that {day} is the best day since they go to {place} with {who}.",
     "Going to {place} together with {who} makes {day} the favourite of {n}."),
    ("I asked {who} what would help, and the answer was {need}, then {need2}, in that order.",
     "Priorities named by {who}: first of all {need2}? No: {need} comes before it."),
    ("{who} showed me {thing} and explained how {n} had helped to carry it in.",
     "With {n} lending a hand, {thing} was brought inside, {who} told me with a smile."),
    ("My worry is that {need} will go on through {day} unless {who2} is asked to {plan}.",
     "If nobody gets {who2} to {plan}, then I expect {need} to remain a problem on {day}."),
    ("There were {num} people in the {room}, and I did not know {num2} of them.",
     "Of the visitors present in the {room}, {num} in all, {num2} were strangers to me."),
    ("{n} {do}, laughed, and asked {who} to join in, which {who} did.",
     "{who} was invited by {n} to take part and did so with pleasure when {n} {do}."),
    ("At {place} they have noticed that {n} arrives {feel} after nights when {need} comes up.",
     "Staff see a pattern: following evenings with trouble over {need}, {n} turns up {feel} at {place}."),
    ("{who} has an appointment at {place} on {day} about {need2} and would like company.",
     "Could somebody go along to {place}? {who} is due there on {day} because of {need2}."),
    ("When I mentioned {need}, {who} looked at {who2} before answering, and {n} left the {room}.",
     "{n} walked out of the {room} as soon as the talk turned to {need}; glances passed between {who} and {who2}."),
    ("{n} can now {plan2} without being told, which was not so {num} weeks ago.",
     "Progress in {num} weeks: {n} has learnt to {plan2} with no reminder."),
    ("The diary that {who} keeps has {num} entries, most of them on {need}.",
     "I read what {who} wrote down: {need} is the theme in nearly all {num} notes."),
    ("{who2} brought {thing} from {place}, so that {n} has what is needed for {day}.",
     "Ready for {day}: {thing} was collected at {place} by {who2} and given to {n}."),
    ("No food was in the {room} except {num} tins, and {who} had no money until {day}.",
     "Until {day} there is no income for {who}; I counted {num} tins in the {room} and nothing besides."),
]
STOCK = ["Home conditions were good.", "The home was clean and tidy.", "No new concerns were raised today.",
         "Child seen and spoken to alone.", "I explained the purpose of my visit.", "Bedroom seen and appropriate.",
         "Interaction between parent and child was warm.", "Child was appropriately dressed for the weather.",
         "I thanked the family for their time.", "Next visit was agreed.", "There was food in the cupboards.",
         "Safety plan was discussed and remains in place.", "I will update the record.", "Mum engaged well.",
         "The plan was discussed with the family.", "No bruises or marks were seen."]
PARTS = dict(who=WHO, who2=WHO, room=ROOM, thing=THING, feel=FEEL, do=DO, place=PLACE, day=DAY, num=NUM, num2=NUM,
             need=NEED, need2=NEED, plan=PLAN, plan2=PLAN)
rows = []


def fact(name):
    return dice.randrange(len(SAID)), {"n": name, **{part: dice.choice(words) for part, words in PARTS.items()}}


def facts(count, name=None):
    """So many facts, none of one shape twice before all were used."""
    name = name or dice.choice(NAMES)
    made, left = [], []
    for _ in range(count):
        left = left or dice.sample(range(len(SAID)), len(SAID))
        made.append((left.pop(), fact(name)[1]))
    return made


def say(fact, way=0):
    sentence = SAID[fact[0]][way].format(**fact[1])
    return sentence[0].upper() + sentence[1:]


def told(facts, way=0):
    return [say(f, way) for f in facts]


def words(sentences):
    return sum(len(s.split()) for s in sentences)


def row(alike, case, copied, earlier, later):
    rows.append([str(int(alike)), str(copied), case, " ".join(earlier), " ".join(later)])


def copy(case, share, order="scattered", change=None):
    """A later text of which about so many per cent of the words are sentences of the earlier one."""
    size = dice.randrange(9, 24)
    earlier = told(facts(size))
    later, own = [], told(facts(size), way=dice.randrange(2))
    pool = list(earlier)
    if order == "other":
        dice.shuffle(pool)
    taken = []
    while pool and words(taken) * 100 < share * words(earlier):
        taken.append(pool.pop(0))
    rest = own[:max(0, len(earlier) - len(taken))]
    later = taken + rest
    if order == "scattered":
        places = sorted(dice.sample(range(len(later)), len(taken)))
        later = rest[:]
        for place, sentence in zip(places, taken):
            later.insert(place, sentence)
    copied = 100 * words(taken) // words(later)
    row(True, case, copied, earlier, [change(s) for s in later] if change else later)


def renamed(sentence, swap=str.maketrans("", "")):
    for a, b in (("mum", "dad"), ("her nan", "his uncle"), ("he ", "she "), *((n, "Zuleika") for n in NAMES)):
        sentence = sentence.replace(a, b)
    return sentence


def touched_up(sentence):
    """Every ninth word or so another one."""
    out = sentence.split()
    for i in range(dice.randrange(4, 9), len(out), 9):
        out[i] = dice.choice(["really", "again", "somewhat", "today", "then", "perhaps"])
    return " ".join(out)


def with_stock(sentences, share):
    out = []
    for s in sentences:
        out.append(s)
        if dice.random() < share:
            out.append(dice.choice(STOCK))
    return out


for _ in range(40):
    copy("30 per cent", 30)
    copy("60 per cent", 60)
    copy("90 per cent", 90)
for _ in range(25):
    copy("60 per cent, reordered", 60, order="other")
    copy("90 per cent, reordered", 90, order="other")
    copy("60 per cent, names changed", 60, change=renamed)
    copy("60 per cent, touched up", 60, change=touched_up)
for _ in range(20):
    size = dice.randrange(9, 24)
    a = facts(size)
    row(True, "whole, shortened", 100, told(a), told(a)[:dice.randrange(size // 2, size)])
for _ in range(60):
    size = dice.randrange(9, 24)
    row(False, "of its own", 0, told(facts(size)), told(facts(size)))
    row(False, "stock phrases", 0, with_stock(told(facts(size)), 0.7), with_stock(told(facts(size)), 0.7))
for _ in range(50):
    a = facts(dice.randrange(9, 24))
    row(False, "paraphrase", 0, told(a), told(a, way=1))
    # One home, one day, two children: the home's facts are said anew for the second, the rest is the child's.
    first, second = dice.sample(NAMES, 2)
    home = facts(dice.randrange(3, 8), first)
    row(False, "brother and sister, each written", 0, told(home + facts(8, first)),
        told(home, way=1) + told(facts(8, second)))
for _ in range(30):
    a, b = told(facts(14)), told(facts(14))
    row(False, "one sentence quoted from the plan", 0, a, b[:7] + [dice.choice(a)] + b[7:])
    row(False, "stock phrases in a row", 0, told(facts(12)) + dice.sample(STOCK, 5),
        told(facts(12)) + dice.sample(STOCK, 5))

with open(sys.argv[1], "w", encoding="utf-8") as file:
    print("\t".join(["alike", "copied", "case", "earlier", "later"]), file=file)
    for r in rows:
        print("\t".join(r), file=file)
