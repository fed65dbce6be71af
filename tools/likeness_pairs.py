#!/usr/bin/env python3
"""Writes the labelled pairs on which matching of persons is proved.

usage: likeness_pairs.py [SEED] > tests/record/likeness_pairs.tsv

Two descriptions of a person a row, and whether they are of one person. Everybody is invented: names are drawn from
the lists below, days, addresses and numbers by dice; postcodes begin with ZZ, which is no area of the Royal Mail, numbers
with 999, which no patient has. HAND holds the pairs that no rule makes.
"""
import datetime
import random
import sys

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 20261126
dice = random.Random(SEED)

GIRLS = """Amelia Olivia Isla Freya Poppy Florence Phoebe Harriet Jasmine Bethany Imogen Beatrice Matilda Eloise
Georgina Rosalind Tabitha Philippa Bronwen Morwenna Oluwaseun Chiamaka Temitope Abena Akosua Nimra Iqra Sumaya
Hafsa Rukhsana Nasreen Shabana Priya Lakshmi Kavita Deepika Simran Harpreet Gurpreet Thandiwe Ludmila Dorota
Bozena Ionela Mirela Snezana Mehwish Faiza Roksana Chantelle Shanice Kimberley Courtney Lauren""".split()
BOYS = """Oliver Harrison Theodore Sebastian Barnaby Frederick Reginald Leopold Cuthbert Montgomery Chukwuemeka
Olumide Babatunde Kwabena Kofi Tariq Shahid Bilal Hamza Imran Rizwan Sajid Arjun Vikram Rohan Sandeep Manpreet
Balwinder Sizwe Tendai Bogdan Radoslaw Przemyslaw Zbigniew Florin Costel Dragan Miodrag Kyle Declan Brandon
Jermaine Leroy Winston Marcus Tyrone Callum Fraser Hamish Gareth Llewellyn Dylan Osian""".split()
FAMILIES = """Hartley Pemberton Ashworth Bramhall Cartwright Dunstable Eccleston Fairbrother Grimshaw Hollingworth
Illingworth Jessop Kershaw Lonsdale Micklethwaite Nuttall Ormerod Postlethwaite Quarmby Ramsbottom Satterthwaite
Thistlewood Underhill Vickers Wolstenholme Yardley Adeyemi Okonkwo Boateng Mensah Nkrumah Chaudhry Siddiqui Qureshi
Bhatti Rafiq Mahmood Choudhury Rahman Patel Desai Chatterjee Venkatesan Dhillon Sandhu Grewal Moyo Ndlovu Kowalczyk
Szymanski Wisniewski Dombrowski Popescu Ionescu Dumitru Petrovic Horvat Campbell Gallagher Fitzgerald Donoghue
Griffiths Prosser Bevan Tregenza Polkinghorne Blackwood Lockhart Abernathy Dalrymple""".split()
STREETS = ["Larch Road", "Quarry Street", "Weavers Lane", "Canal Terrace", "Orchard Close", "Foundry Avenue",
           "Chapel Walk", "Meadow Drive", "Station Approach", "Priory Gardens", "Tannery Court", "Beacon Hill"]

NICKNAMES = """William Bill|Robert Bob|Richard Dick|James Jimmy|Thomas Tommy|Michael Mick|Edward Ted|Charles Charlie
Henry Harry|Alexander Sandy|Christopher Kit|Stephen Steve|Anthony Tony|Benjamin Benji|Joshua Josh|Katherine Kate
Elizabeth Beth|Margaret Peggy|Mary Molly|Rebecca Becky|Jennifer Jenny|Charlotte Lottie|Victoria Vicky|Samantha Sam
Eleanor Nell|Isabella Bella|Jessica Jess|Theresa Tess|Florence Flo|Frances Fran|Patricia Trish|Deborah Debbie
Susan Suzie|Sarah Sally|Jacqueline Jackie|Matthew Matty|Daniel Danny|Nicholas Nico|Zachary Zac|Samuel Sammy"""
NICKNAMES = [tuple(pair.split()) for line in NICKNAMES.split("\n") for pair in line.split("|")]

SPELLINGS = """Mohammed Muhammad|Mohamed Mohammad|Maxamed Mohamed|Axmed Ahmed|Xasan Hassan|Xuseen Hussein|Cali Ali
Cabdi Abdi|Cabdullahi Abdullahi|Cumar Omar|Cismaan Osman|Faadumo Fadumo|Caasha Aisha|Xaliimo Halimo|Saynab Zainab
Ayesha Aisha|Fatimah Fatema|Zaynab Zeinab|Yousef Yusuf|Ibraahim Ibrahim|Ismaaciil Ismail|Khadijah Kadija|Noor Nur
Siobhan Shevaun|Niamh Neve|Caoimhe Keeva|Aoife Eefa|Sean Shaun|Catherine Kathryn|Stephen Steven|Geoffrey Jeffrey
Oleksandr Aleksandr|Serhiy Sergey|Yevhen Yevgeny|Mykola Nikolai|Olha Olga|Yuliia Yulia|Volodymyr Vladimir|Lukasz Lucas
Malgorzata Margaret|Katarzyna Katherine|Pawel Paul|Tomasz Thomas|Jakub Yakub|Xiaoming Hsiao-ming|Zhang-Wei Zhangwei
Nguyen Ngyuen|Thi-Hoa Thihoa|Gurpreet Gurprit|Jaswinder Jaswindar|Rajesh Rajeesh|Chidinma Chydinma"""
SPELLINGS = [tuple(pair.split()) for line in SPELLINGS.split("\n") for pair in line.split("|")]

SCRIPTS = [  # first and family name in one script, and as they are spelt in Latin letters
    ("محمد", "حسن", "Mohammed", "Hassan", "M"), ("فاطمة", "الأحمد", "Fatima", "Al-Ahmad", "F"),
    ("يوسف", "إبراهيم", "Yusuf", "Ibrahim", "M"), ("خالد", "منصور", "Khalid", "Mansour", "M"),
    ("زينب", "قاسم", "Zainab", "Qasim", "F"), ("عمر", "شريف", "Omar", "Sharif", "M"),
    ("مريم", "سليمان", "Mariam", "Suleiman", "F"), ("أحمد", "درويش", "Ahmed", "Darwish", "M"),
    ("پروین", "رستمی", "Parvin", "Rostami", "F"), ("بهرام", "کریمی", "Bahram", "Karimi", "M"),
    ("Олена", "Коваль", "Olena", "Koval", "F"), ("Дмитро", "Шевченко", "Dmytro", "Shevchenko", "M"),
    ("Наталія", "Бондаренко", "Natalia", "Bondarenko", "F"), ("Иван", "Петров", "Ivan", "Petrov", "M"),
    ("Светлана", "Кузнецова", "Svetlana", "Kuznetsova", "F"), ("Максим", "Лысенко", "Maksym", "Lysenko", "M"),
    ("Катерина", "Мельник", "Kateryna", "Melnyk", "F"), ("Георги", "Димитров", "Georgi", "Dimitrov", "M"),
    ("Γιώργος", "Παπαδόπουλος", "Giorgos", "Papadopoulos", "M"), ("Ελένη", "Νικολάου", "Eleni", "Nikolaou", "F"),
    ("小明", "王", "Xiaoming", "Wang", "M"), ("伟", "张", "Wei", "Zhang", "M"), ("丽华", "陈", "Lihua", "Chen", "F"),
    ("সুমাইয়া", "বেগম", "Sumaiya", "Begum", "F"), ("রাহুল", "দাস", "Rahul", "Das", "M"),
    ("ਹਰਪ੍ਰੀਤ", "ਸੰਧੂ", "Harpreet", "Sandhu", "F"), ("राहुल", "शर्मा", "Rahul", "Sharma", "M"),
    ("דוד", "לוי", "David", "Levi", "M"), ("Łukasz", "Wójcik", "Lukasz", "Wojcik", "M"),
    ("Zoë", "Strömqvist", "Zoe", "Stromqvist", "F"), ("Ştefan", "Țuțuianu", "Stefan", "Tutuianu", "M"),
]
MARKED = [("O'Brien", "OBrien"), ("O'Connor", "O Connor"), ("D'Souza", "DSouza"), ("O’Neill", "O'Neill"),
          ("Smith-Jones", "Smith Jones"), ("Al-Masri", "Almasri"), ("El-Sayed", "El Sayed"),
          ("Mac Donald", "MacDonald"), ("van der Berg", "Vanderberg"), ("St. John", "St John"),
          ("Ap-Rhys", "Ap Rhys"), ("N'Diaye", "Ndiaye")]
TWINS = """Ella Grace|Jack Harry|Amina Safiya|Leo Theo|Ruby Pearl|Jacob Isaac|Noor Sana|Daniel Daniela|Hassan Hussein
Ryan Kieran|Jayden Hayden|Tia Mia|Adam Omar|Kacper Oskar|Emily Sophie|Rosie Daisy|Yusuf Musa|Hana Maryam|Tom Ben
Zara Aleena|Connor Liam|Evie Alice|Taiwo Kehinde|Simran Jaspreet|Abdi Warsame|Ayaan Rayan|Lily Rose|Max Felix
Megan Carys|Ioan Gethin|Chloe Hannah|Nia Seren|Wiktoria Julia|Antoni Franciszek|Ifrah Hodan|Bilal Hamza"""
TWINS = [tuple(pair.split()) for line in TWINS.split("\n") for pair in line.split("|")]
COMMON = [("Mohammed", "Khan", "M"), ("Muhammad", "Ali", "M"), ("Jack", "Smith", "M"), ("Emily", "Jones", "F"),
          ("Aisha", "Begum", "F"), ("Oliver", "Taylor", "M"), ("Fatima", "Hussain", "F"), ("Olivia", "Brown", "F"),
          ("Adam", "Ahmed", "M"), ("Grace", "Williams", "F"), ("Harpreet", "Kaur", "F"), ("Amelia", "Wilson", "F")]

COLUMNS = ["forename", "surname", "other", "born", "expected", "sex", "postcode", "address", "number"]
rows, used = [], set()


def birthday(first=2008, last=2025):
    start = datetime.date(first, 1, 2)
    day = start + datetime.timedelta(days=dice.randrange((datetime.date(last, 12, 30) - start).days))
    return day if day.strftime("%d%m") != "0101" else birthday(first, last)


def postcode():
    return f"ZZ{dice.randrange(1, 30)} {dice.randrange(1, 10)}" + "".join(dice.choice("ABDEFGHJLNPQRSTUWXYZ")
                                                                        for _ in "ab")


def number():
    return f"NHS:999{dice.randrange(10**7):07d}"


def person(sex=None, forename=None, surname=None, home=True, **more):
    """Somebody whom nobody else in the set is."""
    sex = sex or dice.choice("MF")
    while True:
        given = dice.choice(GIRLS if sex == "F" else BOYS) if forename is None else forename
        family = surname or dice.choice(FAMILIES)
        if (forename and surname) or (given, family) not in used:
            break
    used.add((given, family))
    made = dict(forename=given, surname=family, born=str(birthday()), sex=sex)
    if home:
        made.update(postcode=postcode(), address=f"{dice.randrange(1, 180)} {dice.choice(STREETS)}, Marlbrook")
    made.update(more)
    return made


def pair(same, case, first, second):
    rows.append([str(int(same)), case] + [first.get(c) or "" for c in COLUMNS] + [second.get(c) or "" for c in COLUMNS])


def but(first, **changed):
    return {**first, **changed}


def moved(first, share=0.5):
    """The second time no home is said, or another one."""
    if dice.random() < share:
        return but(first, postcode="", address="")
    if dice.random() < 0.5:
        return but(first, postcode=postcode(), address=f"{dice.randrange(1, 180)} {dice.choice(STREETS)}, Marlbrook")
    return dict(first)


def slip(word):
    """One slip of the fingers, not at the beginning."""
    at = dice.randrange(1, len(word) - 1)
    kind = dice.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2:]
    if kind == 1:
        return word[:at] + word[at + 1:]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    near = {"a": "s", "e": "r", "i": "o", "o": "p", "u": "i", "n": "m", "m": "n", "s": "d", "t": "y", "r": "t",
            "l": "k", "d": "f"}
    return word[:at] + near.get(word[at], "e") + word[at + 1:]


def slipped(word):
    other = word
    while other == word:
        other = slip(word)
    return other


def wrong_day(born, how):
    """The day as somebody may write it down wrong; None when it cannot be done to this day."""
    d, figures = datetime.date.fromisoformat(born), None
    text = d.strftime("%d%m%Y")
    try:
        if how == "changed round":
            return str(datetime.date(d.year, d.day, d.month)) if d.day != d.month else None
        if how == "year":
            return str(datetime.date(d.year + dice.choice((-1, 1)), d.month, d.day))
        at = dice.choice((0, 1, 2, 3, 7))
        if how == "figure":
            figures = text[:at] + dice.choice("0123456789") + text[at + 1:]
        if how == "figures":
            at = dice.choice((0, 2, 6))
            figures = text[:at] + text[at + 1] + text[at] + text[at + 2:]
        made = datetime.datetime.strptime(figures, "%d%m%Y").date()
        return str(made) if made != d and 2000 < made.year < 2027 else None
    except ValueError:
        return None


def day_pairs(how, count):
    while count:
        first = person()
        born = wrong_day(first["born"], how)
        if born:
            pair(True, "date " + how, first, but(moved(first), born=born))
            count -= 1


def same_pairs():
    for _ in range(18):
        first = person()
        pair(True, "slip in the first name", first, but(moved(first), forename=slipped(first["forename"])))
    for _ in range(15):
        first = person()
        pair(True, "slip in the family name", first, but(moved(first), surname=slipped(first["surname"])))
    for formal, short in dice.sample(NICKNAMES, 18):
        first = person(forename=formal)
        pair(True, "short form", *dice.sample((first, but(moved(first), forename=short)), 2))
    day_pairs("changed round", 12)
    day_pairs("figure", 11)
    day_pairs("figures", 8)
    day_pairs("year", 8)
    for _ in range(8):
        first = person()
        pair(True, "names changed round", first,
             but(moved(first), forename=first["surname"], surname=first["forename"]))
    for marked, plain in MARKED:
        first = person(surname=marked)
        pair(True, "apostrophe, hyphen, blank", first, but(moved(first), surname=plain))
    for _ in range(14):
        one, two = dice.sample(FAMILIES, 2)
        first = person(surname=f"{one}-{two}")
        pair(True, "one half of the name", *dice.sample((first, but(moved(first), surname=dice.choice((one, two)))), 2))
    for given, family, latin, spelt, sex in SCRIPTS:
        first = person(sex=sex, forename=given, surname=family)
        pair(True, "another script", *dice.sample((first, but(moved(first), forename=latin, surname=spelt)), 2))
    for one, other in dice.sample(SPELLINGS, 20):
        first = person(forename=one)
        pair(True, "another spelling", first, but(moved(first), forename=other))
    for i in range(14):
        first = person(sex="F", born=str(birthday(1975, 2006)))
        second = but(moved(first), surname=dice.choice(FAMILIES))
        if i % 3 == 0:
            first["number"] = second["number"] = number()
        if i % 3 == 1:
            second["other"] = f"{first['forename']} {first['surname']}"
        pair(True, "another family name since", first, second)
    for i in range(14):
        born = birthday(2024, 2025)
        first = person(forename=dice.choice(("", "Baby", "Unborn", None)), sex="U", born="",
                       expected=str(born + datetime.timedelta(days=dice.randrange(-10, 40))))
        sex = dice.choice("MF")
        second = but(first, forename=dice.choice(GIRLS if sex == "F" else BOYS), sex=sex, born=str(born), expected="")
        pair(True, "unborn, then born", first, second)
    for _ in range(5):
        first = person(number=number())
        pair(True, "nothing but the number and the day", first,
             but(person(), number=first["number"], born=first["born"], sex=first["sex"]))
    for _ in range(7):
        first = person()
        pair(True, "no date of birth", first, but(first, born=""))
    for _ in range(8):
        first = person(sex="M")
        pair(True, "a second first name", *dice.sample((but(first, forename=first["forename"] + " James"),
                                                        moved(first)), 2))
    for _ in range(9):
        first, born = person(), None
        while not born:
            born = wrong_day(first["born"], dice.choice(("figure", "changed round")))
        pair(True, "slips in name and date", first, but(moved(first), forename=slipped(first["forename"]), born=born))


def different_pairs():
    for one, other in TWINS:
        first = person(forename=one)
        pair(False, "twins", first, but(first, forename=other, sex=dice.choice("MF")))
    for _ in range(24):
        first = person(sex="M", born=str(birthday(1968, 1994)))
        years = dice.randrange(19, 32)
        pair(False, "father and son of one name", first,
             but(first, born=str(datetime.date.fromisoformat(first["born"]) + datetime.timedelta(days=365 * years +
                                                                                                  dice.randrange(300)))))
    for _ in range(34):
        first = person()
        pair(False, "cousins", first, person(surname=first["surname"], postcode=first["postcode"]))
    for i in range(46):
        given, family, sex = COMMON[i % len(COMMON)]
        first = person(sex=sex, forename=given, surname=family)
        pair(False, "one common name", first, person(sex=sex, forename=given, surname=family))
    for _ in range(47):
        first = person()
        pair(False, "siblings", first, person(surname=first["surname"], postcode=first["postcode"],
                                              address=first["address"]))
    for _ in range(12):
        first = person()
        pair(False, "born on one day, of one family name", first,
             person(surname=first["surname"], born=first["born"]))
    for _ in range(16):
        first = person()
        pair(False, "neighbours", first, person(postcode=first["postcode"], address=first["address"]))
    for _ in range(10):
        first = person()
        due = datetime.date.fromisoformat(first["born"]) + datetime.timedelta(days=dice.randrange(320, 900))
        pair(False, "an elder sibling and an unborn child", first,
             but(first, forename="Baby", sex="U", born="", expected=str(due)))
    for _ in range(8):
        first = person()
        pair(False, "one first name, two families, two days", first, person(forename=first["forename"],
                                                                            sex=first["sex"]))


# What no rule makes: same; case; forename, surname, born, postcode of the one; of the other.
HAND = """
1;hand: Irish spelling by ear;Siobhan;Ní Dhomhnaill;2012-03-04;ZZ1 2AB;Shivaun;Ni Donnell;2012-03-04;ZZ1 2AB
1;hand: three Somali names parted elsewhere;Cabdi Xasan;Warsame;2011-06-17;ZZ2 3AB;Abdi;Hassan Warsame;2011-06-17;
1;hand: grandfather's name left out;Hodan Jaamac;Faarax;2009-10-02;ZZ4 1AA;Hodan;Jama;2009-10-02;ZZ4 1AA
1;hand: Chinese order;Mei Ling;Chan;2013-02-25;ZZ5 2BB;Chan;Mei-Ling;2013-02-25;
1;hand: Cantonese and Mandarin;Ka Ming;Wong;2010-12-05;ZZ5 2BD;Jiaming;Wang;2010-12-05;ZZ5 2BD
1;hand: a Polish mother's form;Zofia;Kowalska;2014-04-14;ZZ6 1PL;Sophie;Kowalski;2014-04-14;
1;hand: a Russian father's form;Мария;Иванова;2013-08-30;;Maria;Ivanov;2013-08-30;ZZ6 1RU
1;hand: Abdul parted or not;Abdul Rahman;Siddique;2012-11-11;ZZ7 3SD;Abdulrahman;Siddiqui;2012-11-11;
1;hand: Sikh, the name that says little left out;Gurpreet Kaur;Dhaliwal;2008-07-21;ZZ8 1GK;Gurpreet;Kaur;2008-07-21;ZZ8 1GK
1;hand: Muhammad before the name in use;Muhammad Zubair;Lodhi;2015-05-19;ZZ8 4LD;Zubair;Lodhi;2015-05-19;ZZ8 4LD
1;hand: Spanish, two family names;Lucia;Fernandez Ortega;2016-09-09;ZZ9 9ES;Lucía;Fernández;2016-09-09;
1;hand: Portuguese, the last name used;Tiago;Alves da Costa;2012-12-21;ZZ9 7PT;Thiago;Costa;2012-12-21;ZZ9 7PT
1;hand: a guess at the birthday;Farhad;Ahmadzai;2008-01-01;ZZ10 1AF;Farhad;Ahmadzai;2008-06-14;ZZ10 1AF
1;hand: Vietnamese, order and marks;Thị Hoa;Nguyễn;2009-05-05;ZZ11 2VN;Nguyen;Thi Hoa;2009-05-05;
1;hand: Welsh and English;Dafydd;Prydderch;2011-01-30;ZZ12 1CY;David;Prydderch;2011-01-30;
1;hand: an Amharic name by two ears;Tsehay;Gebremariam;2010-04-22;ZZ12 8ET;Tsehai;Gebre Mariam;2010-04-22;
1;hand: heard over the telephone;Thea;Featherstonehaugh;2017-07-07;ZZ13 2FS;Thea;Fanshaw;2017-07-07;ZZ13 2FS
1;hand: a middle name in use;Arthur Rhodri;Maddox;2013-10-28;ZZ13 7RM;Rhodri;Maddox;2013-10-28;
1;hand: the day guessed within the month;Selam;Tesfay;2009-09-15;ZZ14 1ER;Selam;Tesfay;2009-09-11;
0;hand: twins whose names sound alike;Aidan;Corrigan;2014-03-03;ZZ15 1TW;Nadine;Corrigan;2014-03-03;ZZ15 1TW
0;hand: brothers called Mohammed;Mohammed Hamza;Iqbal;2012-01-20;ZZ16 2MH;Mohammed Talha;Iqbal;2014-08-02;ZZ16 2MH
0;hand: twins called Mohammed;Mohammed Yahya;Aslam;2015-02-11;ZZ16 3MY;Mohammed Zakir;Aslam;2015-02-11;ZZ16 3MY
0;hand: mother and daughter of one name;Grace;Osei;1990-05-06;ZZ17 1GO;Grace;Osei;2013-09-18;ZZ17 1GO
0;hand: Singh and the same birthday;Arjan;Singh;2011-04-13;ZZ18 1AS;Balraj;Singh;2011-04-13;ZZ18 1AT
0;hand: the father's name as family name;Amina Abdi;Hassan;2014-10-01;ZZ19 1HA;Yasin Abdi;Hassan;2016-03-12;ZZ19 1HA
0;hand: father and daughter, names nested;Abdi;Hassan;1985-07-04;ZZ19 2HB;Ifrah Abdi;Hassan;2012-02-29;ZZ19 2HB
0;hand: grandfather and grandson;Cyril;Treadgold;1949-11-23;ZZ20 1CT;Cyril;Treadgold;2010-11-23;ZZ20 1CT
0;hand: two of one name in one street;Jake;Turner;2012-02-14;ZZ21 3JT;Jake;Turner;2009-10-27;ZZ21 3JT
0;hand: sisters a letter apart;Hana;Berisha;2012-06-08;ZZ22 1HB;Hena;Berisha;2014-01-19;ZZ22 1HB
0;hand: one given name, cousins, near days;Yusuf;Kamara;2013-05-17;ZZ23 1YK;Yusuf;Kamara;2014-02-20;ZZ24 4YK
0;hand: born on one day in one street;Ivy;Marsden;2016-08-19;ZZ25 1IM;Ava;Holroyd;2016-08-19;ZZ25 1IM
0;hand: twins, boy and girl;Louis;Pickering;2013-12-12;ZZ26 1LP;Louise;Pickering;2013-12-12;ZZ26 1LP
0;hand: names of one sound;Jon;Reed;2010-03-09;ZZ27 1JR;Joan;Reid;2013-11-02;ZZ27 1JR
0;hand: an aunt of one name;Shabnam;Akhtar;1998-04-05;ZZ28 1SA;Shabnam;Akhtar;2012-04-18;ZZ28 2SA
0;hand: Wang and Huang;Wei;Wang;2012-10-10;ZZ29 1WW;Wei;Huang;2013-06-06;ZZ29 9WH
"""


def hand_pairs():
    for line in HAND.strip().split("\n"):
        same, case, *cells = line.split(";")
        keys = ("forename", "surname", "born", "postcode")
        pair(int(same), case, dict(zip(keys, cells[:4])), dict(zip(keys, cells[4:])))


same_pairs()
different_pairs()
hand_pairs()
print(f"""# Pairs of descriptions of persons, and whether both are of one: for tests/record/test_likeness.c.
# All invented. Made by tools/likeness_pairs.py with the seed {SEED}: by rule, and a part written by hand there.
# A number: kind, colon, number. Empty: not known.""")
print("\t".join(["same", "case"] + ["a_" + c for c in COLUMNS] + ["b_" + c for c in COLUMNS]))
for row in rows:
    print("\t".join(row))
same = sum(row[0] == "1" for row in rows)
print(f"{same} of one person, {len(rows) - same} of two", file=sys.stderr)
