#!/usr/bin/env python3
"""Invented CIN census files of any size: seeded, standard library only.

  gen_cin.py --children 10000 --out 2025.xml [--year 2025] [--seed 1] [--errors 0.03]
             [--mild] [--preproc] [--lea 330]
  gen_cin.py --previous 2025.xml --out 2026.xml [--seed 2] [--expected counts.json]

Each child has one or more CINdetails blocks with assessments, plans, section 47 enquiries and
child protection plans in believable order. --errors is the share of written items that get a
deliberate fault: dropped, a bad code, a moved date. --mild never spoils LAchildID.

The year decides what is asked for: GenderCurrent up to 2024 and Sex from 2025, factors 18A and
19A up to 2020, CINPlanDates from 2022, source 5D and reason RC9 from 2023. --preproc adds the
pre-proceedings block of 2026/27.

--previous writes the next year's edition of the same children: episodes that were closed are left
out, some open ones close, some plans change category or are reviewed, some children get a new
episode, a few children are new. --expected keeps what was changed, as counts, for a test to
compare with.
"""
import argparse
import json
import random
import xml.etree.ElementTree as ET
from datetime import date, timedelta

ETHNICITIES = ("WBRI WIRI WOTH WIRT WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH "
               "CHNE OOTH REFU NOBT").split()
SOURCES = "1A 1B 1C 1D 2A 2B 3A 3B 3C 3D 3E 3F 4 5A 5B 5C 6 7 8 9 10".split()
DISABILITIES = "MOB HAND PC INC COMM LD HEAR VIS BEH CON AUT DDA".split()
FACTORS = ("1A 1B 1C 2A 2B 2C 3A 3B 3C 4A 4B 4C 5A 5B 5C 6A 6B 6C 7A 8B 8C 8D 8E 8F 9A 10A 11A "
           "12A 13A 14A 15A 16A 17A 20 22A 23A").split()
ABUSE = "NEG PHY SAB EMO MUL".split()
CHECK = "ABCDEFGHJKLMNPQRTUVWXYZ"
UPN_FACTORS = range(2, 14)
WRONG = ["XX", "0", "1", "N9", "21", "18A"]


class Year:
    """What the census of a year asks for."""

    def __init__(self, year):
        self.year, self.end, self.start = year, date(year, 3, 31), date(year - 1, 4, 1)
        self.sources = SOURCES + (["5D"] if year >= 2023 else [])
        self.factors = FACTORS + (["18B", "18C", "19B", "19C"] if year >= 2021 else ["18A", "19A"])
        self.factors += ["24A"] if year >= 2022 else []
        self.closures = ["RC%d" % n for n in range(1, 8)] + (["RC9"] if year >= 2023 else [])
        self.plans = year >= 2022

    def sex(self, dice, unborn):
        if self.year >= 2025:
            return "Sex", "U" if unborn else dice.choice("MF")
        return "GenderCurrent", "0" if unborn else dice.choice("12")


class Writer:
    """Elements to the file, now and then with a fault."""

    def __init__(self, out, dice, errors, mild):
        self.out, self.dice, self.errors, self.mild, self.depth = out, dice, errors, mild, 2

    def open(self, name):
        self.out.write("%s<%s>\n" % ("  " * self.depth, name))
        self.depth += 1

    def shut(self, name):
        self.depth -= 1
        self.out.write("%s</%s>\n" % ("  " * self.depth, name))

    def item(self, name, value):
        if value is None:
            return
        spared = self.mild and name == "LAchildID"
        if self.errors and self.dice.random() < self.errors and not spared:
            how = self.dice.random()
            if how < .35:
                return
            if isinstance(value, date):
                value = value + timedelta(self.dice.randint(-700, 700))
            elif how < .8:
                value = self.dice.choice(WRONG)
        if isinstance(value, date):
            value = value.isoformat()
        self.out.write("%s<%s>%s</%s>\n" % ("  " * self.depth, name, value, name))

    def element(self, element):
        """One of an earlier file, as it is."""
        if len(element) == 0:
            text = (element.text or "").strip()
            self.out.write("%s<%s>%s</%s>\n" % ("  " * self.depth, element.tag, text, element.tag))
            return
        self.open(element.tag)
        for inner in element:
            self.element(inner)
        self.shut(element.tag)


class Life:
    """One child's census blocks."""

    def __init__(self, dice, year, out, preproc):
        self.dice, self.year, self.out, self.preproc = dice, year, out, preproc

    def day(self, first, last):
        return first + timedelta(self.dice.randint(0, max(0, (last - first).days)))

    @staticmethod
    def weekday(day):
        return day - timedelta(max(0, day.weekday() - 4))

    def upn(self):
        body = "%03d%09d" % (self.dice.choice([201, 301, 330, 820, 935, 999]),
                             self.dice.randint(0, 999999999))
        return CHECK[sum(f * int(c) for f, c in zip(UPN_FACTORS, body)) % 23] + body

    def child(self, name):
        dice, year, out = self.dice, self.year, self.out
        unborn = dice.random() < .02
        born = None if unborn else year.end - timedelta(dice.randint(30, 18 * 365))
        age = (year.end - born).days // 365 if born else 0
        out.open("Child")
        out.open("ChildIdentifiers")
        out.item("LAchildID", name)
        if age > 4 and dice.random() < .93:
            out.item("UPN", self.upn())
            if dice.random() < .03:
                out.item("FormerUPN", self.upn())
        else:
            out.item("UPNunknown", "UN1" if age < 5 else dice.choice(["UN2", "UN3", "UN4", "UN6"]))
        out.item("PersonBirthDate", born)
        if unborn:
            out.item("ExpectedPersonBirthDate", self.day(year.end, year.end + timedelta(200)))
        out.item(*year.sex(dice, unborn))
        if dice.random() < .002:
            out.item("PersonDeathDate", self.day(year.start, year.end))
        out.shut("ChildIdentifiers")
        self.characteristics()
        first = max((born or year.start) + timedelta(1), year.start - timedelta(500))
        referred = self.day(first, year.end - timedelta(10))
        for _ in range(dice.choice([1, 1, 1, 1, 1, 2, 2, 3])):
            if referred > year.end:
                break
            referred = self.episode(referred)
        out.shut("Child")

    def characteristics(self):
        dice, out = self.dice, self.out
        out.open("ChildCharacteristics")
        out.item("Ethnicity", dice.choice(ETHNICITIES))
        if dice.random() < .6:
            out.open("Disabilities")
            none = dice.random() < .75
            for code in ["NONE"] if none else dice.sample(DISABILITIES, dice.choice([1, 1, 2, 3])):
                out.item("Disability", code)
            out.shut("Disabilities")
        out.shut("ChildCharacteristics")

    def episode(self, referred):
        dice, year, out = self.dice, self.year, self.out
        nfa = dice.random() < .12
        if nfa and referred < year.start:
            referred = self.day(year.start, year.end)
        since = max(referred, year.start)
        closed = None
        if not nfa and dice.random() < .55:
            closed = self.day(since, min(year.end, since + timedelta(240)))
        brief = closed is not None and dice.random() < .3           # closed after assessment
        live = closed or year.end
        enquiry = not nfa and not brief and dice.random() < .3
        conference = self.weekday(self.day(since, live)) if enquiry and dice.random() < .6 else None
        if conference and conference < referred:
            conference = None
        out.open("CINdetails")
        out.item("CINreferralDate", referred)
        out.item("ReferralSource", dice.choice(year.sources))
        out.item("PrimaryNeedCode", None if nfa else "N%d" % dice.randint(0, 9))
        out.item("CINclosureDate", closed)
        if closed:
            out.item("ReasonForClosure", "RC8" if brief else dice.choice(year.closures))
        if not nfa:
            self.assessments(referred, live, closed, brief)
            if year.plans and not enquiry and not brief and dice.random() < .5:
                self.plan(since, live, closed)
        if enquiry:
            self.enquiry(since, live, closed, conference)
        out.item("ReferralNFA", dice.choice(["true", "1"]) if nfa else dice.choice(["false", "0"]))
        if conference and dice.random() < .85:
            self.protection(conference, live, closed)
        out.shut("CINdetails")
        return (closed or referred) + timedelta(dice.randint(5, 120))

    def assessments(self, referred, live, closed, brief):
        dice, year, out = self.dice, self.year, self.out
        begun = referred
        for _ in range(dice.choice([1, 1, 2])):
            since = max(begun, year.start)
            ended = self.day(since, min(live, since + timedelta(45)))
            done = closed is not None or dice.random() < .85
            out.open("Assessments")
            out.item("AssessmentActualStartDate", begun if done else since)
            if done:
                out.item("AssessmentAuthorisationDate", ended)
                out.open("FactorsIdentifiedAtAssessment")
                several = dice.sample(year.factors, dice.choice([1, 2, 3, 4, 6]))
                for code in ["21"] if brief else several:
                    out.item("AssessmentFactors", code)
                out.shut("FactorsIdentifiedAtAssessment")
            out.shut("Assessments")
            begun = ended + timedelta(1)
            if not done or begun >= live:
                break

    def plan(self, since, live, closed):
        begun = self.day(since, live)
        self.out.open("CINPlanDates")
        self.out.item("CINPlanStartDate", begun)
        if closed or self.dice.random() < .4:
            self.out.item("CINPlanEndDate", self.day(begun, live))
        self.out.shut("CINPlanDates")

    def enquiry(self, since, live, closed, conference):
        begun = self.day(since, conference or live)
        needed = conference or (not closed and self.dice.random() < .3)
        self.out.open("Section47")
        self.out.item("S47ActualStartDate", begun)
        self.out.item("InitialCPCtarget", self.weekday(begun + timedelta(21)))
        self.out.item("DateOfInitialCPC", conference)
        self.out.item("ICPCnotRequired", "false" if needed else "true")
        self.out.shut("Section47")

    def protection(self, conference, live, closed):
        dice, out = self.dice, self.out
        ended = closed
        if conference + timedelta(30) < live and (closed or dice.random() < .4):
            ended = self.day(conference + timedelta(30), live)
        out.open("ChildProtectionPlans")
        out.item("CPPstartDate", conference)
        out.item("CPPendDate", ended)
        out.item("InitialCategoryOfAbuse", dice.choice(ABUSE))
        out.item("LatestCategoryOfAbuse", dice.choice(ABUSE))
        out.item("NumberOfPreviousCPP", dice.choice("00012"))
        if (live - conference).days > 80:
            out.open("Reviews")
            out.item("CPPreviewDate", self.day(conference + timedelta(60), ended or live))
            out.shut("Reviews")
        out.shut("ChildProtectionPlans")
        if self.preproc and dice.random() < .2:
            self.pre_proceedings(max(conference, self.year.start))

    def pre_proceedings(self, since):
        dice, out, end = self.dice, self.out, self.year.end
        begun = self.day(since, end)
        out.open("PreProceedingsandFGDM")
        out.item("PPStartDate", begun)
        out.item("LBPSentDate", self.day(begun, end))
        out.item("FGDMMeetingOffer", dice.choice("01"))
        out.item("FGDMMeetingFac", dice.choice("01"))
        out.item("InitialPPMeetingDate", self.day(begun, end))
        out.item("ReviewMeetingsCount", dice.choice("0123"))
        out.item("PPOutcome", dice.choice("ABC"))
        out.shut("PreProceedingsandFGDM")


# ---- next year's edition ----

def put_behind(block, names, element):
    """In the census's order: behind the last of these names."""
    place = 0
    for n, inner in enumerate(block):
        if inner.tag in names:
            place = n + 1
    block.insert(place, element)


def made(name, value):
    element = ET.Element(name)
    element.text = value
    return element


def evolve_episode(episode, life, counts):
    """One that was open at the end of the last year."""
    dice, year = life.dice, life.year
    for plan in episode.findall("ChildProtectionPlans"):
        if plan.find("CPPendDate") is not None:
            continue
        latest = plan.find("LatestCategoryOfAbuse")
        if latest is not None and dice.random() < .3:
            other = [code for code in ABUSE if code != latest.text]
            latest.text = dice.choice(other)
            counts["plans_changed"] += 1
        if dice.random() < .5:
            reviews = plan.find("Reviews")
            if reviews is None:
                reviews = ET.SubElement(plan, "Reviews")
            reviews.append(made("CPPreviewDate", life.day(year.start, year.end).isoformat()))
            counts["reviews_added"] += 1
    if dice.random() < .4:
        behind = {"CINreferralDate", "ReferralSource", "PrimaryNeedCode"}
        closed = life.day(year.start, year.end).isoformat()
        put_behind(episode, behind, made("CINclosureDate", closed))
        if episode.find("ReasonForClosure") is None:
            put_behind(episode, behind | {"CINclosureDate"},
                       made("ReasonForClosure", dice.choice(year.closures)))
        counts["episodes_closed"] += 1


def evolve_child(child, life, counts):
    """Writes the child again; children without an open episode mostly leave the census."""
    dice, out = life.dice, life.out
    open_ones = []
    for episode in child.findall("CINdetails"):
        nfa = episode.find("ReferralNFA")
        nothing_followed = nfa is not None and nfa.text in ("1", "true")
        if episode.find("CINclosureDate") is not None or nothing_followed:
            child.remove(episode)
        else:
            open_ones.append(episode)
    if not open_ones and dice.random() < .8:
        counts["children_gone"] += 1
        return
    if life.year.year >= 2025:
        for gender in child.findall("ChildIdentifiers/GenderCurrent"):
            gender.tag, gender.text = "Sex", {"1": "M", "2": "F"}.get(gender.text, "U")
    for episode in open_ones:
        evolve_episode(episode, life, counts)
    out.open("Child")
    for block in child:
        out.element(block)
    if not open_ones or dice.random() < .1:
        life.episode(life.day(life.year.start, life.year.end))
        counts["episodes_new"] += 1
    out.shut("Child")
    counts["children_again"] += 1


def previous_year(path):
    for _, element in ET.iterparse(path):
        if element.tag == "Year":
            return int(element.text)
    raise SystemExit("%s has no Year" % path)


def write_evolved(arguments, life, counts):
    number = 0
    for _, element in ET.iterparse(arguments.previous):
        if element.tag == "Child":
            number += 1
            evolve_child(element, life, counts)
            element.clear()
    for n in range(max(1, number // 30)):
        life.child("CIN%d%06d" % (life.year.year, n + 1))
        counts["children_new"] += 1


HEAD = """<?xml version="1.0" encoding="utf-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection>
      <Year>%d</Year>
      <ReferenceDate>%s</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel>
      <LEA>%s</LEA>
      <SoftwareCode>gen_cin</SoftwareCode>
      <Release>1</Release>
      <SerialNo>001</SerialNo>
      <DateTime>%d-05-01T09:00:00</DateTime>
    </Source>
  </Header>
  <Children>
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=10000)
    parser.add_argument("--out", required=True)
    parser.add_argument("--year", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", type=float, default=0.03)
    parser.add_argument("--lea", default="330")
    parser.add_argument("--mild", action="store_true", help="never drop or spoil LAchildID")
    parser.add_argument("--preproc", action="store_true")
    parser.add_argument("--previous", help="write the next year's edition of this file")
    parser.add_argument("--expected", help="keep the counts of what was changed, as JSON")
    arguments = parser.parse_args()
    number = arguments.year or 2026
    if arguments.previous:
        number = previous_year(arguments.previous) + 1
    year, dice = Year(number), random.Random(arguments.seed)
    counts = dict.fromkeys(["children_again", "children_gone", "children_new", "episodes_closed",
                            "episodes_new", "plans_changed", "reviews_added"], 0)
    with open(arguments.out, "w", encoding="utf-8") as out:
        out.write(HEAD % (year.year, year.end.isoformat(), arguments.lea, year.year))
        writer = Writer(out, dice, arguments.errors, arguments.mild)
        life = Life(dice, year, writer, arguments.preproc)
        if arguments.previous:
            writer.errors = 0
            write_evolved(arguments, life, counts)
        else:
            for n in range(1, arguments.children + 1):
                life.child("CIN%07d" % n)
        out.write("  </Children>\n</Message>\n")
    if arguments.expected:
        with open(arguments.expected, "w", encoding="utf-8") as out:
            json.dump(counts, out)


if __name__ == "__main__":
    main()
