#include "cli/demo/story.h"

#define SENTENCES(...) (const char *const[]){ __VA_ARGS__, NULL }

const char *const story_infant[] = {
    "{n} turned to {m}'s voice, was picked up and settled within a minute.",
    "{n} lay quietly and did not follow the rattle. {s} cried when I moved away and nobody came until {m} was called.",
    "{n} crawled to the gate, held it and looked back at {m} before going on.",
    "{n} slept through most of the visit. {h} face was clean, the cot had a sheet, the bottle was sour.",
    NULL
};

const struct story stories[] = {
    {
        .name = "evenings", .factors = "3B 1B 17A", .category = "EMO", .primary_need = "N1",
        .age_least = 0, .age_most = 15, .weight = 30,
        .concern = SENTENCES(
            "Officers attended a report of shouting. {m} had a mark on her cheek and did not wish to say how it came "
            "about. {n} was on the stairs in pyjamas. Third attendance since the summer.",
            "{n} told a teaching assistant that {s} does not like it when mum's boyfriend drinks, because he breaks "
            "things. {s} asked not to be sent home early."),
        .history = SENTENCES(
            "Two contacts in eighteen months, both about arguments heard at night, both ended in advice. Nobody had "
            "put them beside what school knew. The partner moved in fourteen months ago; his other children do not "
            "see him. {m} grew up with the same and says so."),
        .development = "Bright and behind. {n} falls asleep in the afternoon and is sent to rest; nobody had asked "
                       "why. {s} eats when {s} is relaxed and not at home on Fridays.",
        .parents = "{m} is warm, tired and ashamed. She keeps the partner calm and calls it coping. He drinks from "
                   "Thursday and says that it is his money. He did not come to two appointments.",
        .environment = "A tidy flat with two broken doors. Rent is paid. The neighbours know, and one has a key.",
        .network = "Grandmother lives two streets away and {n} has a bed there. An aunt drives. Both came to the "
                   "family meeting; neither had been asked before.",
        .strengths = "{m} asks for help early now. Grandmother is near and {n} trusts her. School attendance has "
                     "gone from 71 to 88 per cent.",
        .risks = "When drink and debts come together there are rows, and {n} is in the middle. It has happened four "
                 "times since the summer, twice with an injury.",
        .analysis = "For {n} this means never knowing which evening it will be. {s} keeps watch and does not sleep. "
                    "What protects {n} is grandmother and school; what is missing is a plan that does not rest on "
                    "{m} alone, made when he is not in the room.",
        .police = "Four attendances in six months, one arrest, no charge. Markers on the address. He has a caution "
                  "from another relationship.",
        .health = "{m} was seen for a wrist injury in May: said to be a fall. {n} is up to date and was weighed in "
                  "September. No mental health contact.",
        .school = "{n} draws houses with all the people outside. Late on Mondays. Says that Fridays are long.",
        .discussed = "Each agency held one piece. Together: a pattern of injury, a child who hides it, and a partner "
                     "whom nobody has spoken with.",
        .decided = "Threshold for an enquiry is met: likely significant harm from repeated violence in the home, an "
                   "injury without a clear account and the child's own words at school.",
        .safety = "{m} and the children stay with grandmother until the enquiry ends. Bail conditions asked for. "
                  "School rings us the same hour if {n} does not arrive. {m} has the number for the night.",
        .found = "{n} was seen alone at school and at grandmother's and said the same both times. {m} now says how "
                 "the wrist was hurt. The partner denies it and would not agree to stay away. The harm is emotional, "
                 "it is likely to go on, and nobody at home can stop it alone.",
        .danger = "We are worried that {n} will be hurt when he has been drinking, or will go on keeping watch at "
                  "night, not sleep and fall further behind.",
        .goal = "{n} sleeps every night, and a grown-up whom {s} has chosen knows within the hour when an evening "
                "goes wrong.",
        .contingency = "If anybody is hurt, or {n} rings grandmother at night, a strategy discussion the same day. If "
                       "he moves back in against the plan, legal planning meeting within five working days.",
        .needs = {
            { "SAFETY", "{n} needs the evenings to be safe", "{n} knows what happens at bedtime and who is in the "
              "flat", "No police attendance, and {n} says that nights are quiet, for three months",
              "\"I want it to be quiet so I can sleep.\"",
              { { "Support {m} through the freedom course, ten evenings", "Sana Iqbal", "DA" },
                { "Fit the second lock and check the door alarm", "PC Rowe", "POLICE" },
                { "Have grandmother's bed made up for Fridays, whatever happens", "Grandmother", "FAMILY" } },
              "He has not been back since the spring. {n} stays at grandmother's on Fridays because {s} likes it.",
              "He was there on two unannounced visits. {m} says that he came for his post." },
            { "EMOTIONAL", "{n} needs somebody to tell", "{n} has one adult outside the family and uses {h} words "
              "with them", "{n} has seen the mentor weekly and chosen what is shared",
              "\"I'd like to talk to Miss, not to lots of people.\"",
              { { "Meet {n} every Tuesday before lunch", "Mrs Adeyemi, learning mentor", "SCHOOL" },
                { "Tell {n} what happens with what {s} says", "Social worker", "CSC" } },
              "{n} goes to Mrs Adeyemi on {h} own and laughed about it.",
              "The mentor left at half term and nobody took it over." },
            { "GUIDANCE", "{m} needs help that is hers", "{m} can say no and be safe when she does",
              "{m} has finished the course and has her own bank account", "\"Mum smiles when nan is here.\"",
              { { "Refer to the advice bureau about the debts", "Family support worker", "EH" },
                { "See the practice nurse about sleep and the wrist", "{m}", "FAMILY" } },
              "The debts are in one plan, and {m} works three mornings.",
              "Two appointments missed; the letters went to the old address." },
        },
        .seen = {
            [STAGE_EARLY] = SENTENCES("{m} looked tired and spoke quietly. {n} watched her face before answering me.",
                "A new hole in the kitchen door, covered with a calendar. {m} said it was the wind."),
            [STAGE_MIDDLE] = SENTENCES("A new lock on the door, as the plan says. {m} knew the number to ring and "
                "where the bag is.", "{n} had a friend round. {m} was cooking. His coat was on the hook."),
            [STAGE_BETTER] = SENTENCES("The flat was warm and loud. {n} showed me a reading record with no gaps.",
                "{m} had rung the duty line herself on Thursday, before anything happened, and was proud of it."),
            [STAGE_STUCK] = SENTENCES("He opened the door. {m} said that he was leaving. {n} stayed behind the sofa.",
                "No answer on two planned visits. Curtains drawn, a light on. Rang grandmother from the stairs."),
        },
        .said = {
            [STAGE_EARLY] = SENTENCES("I like it when mum does my hair before school. I don't like it when people "
                "shout downstairs.", "I sit on the stairs so I know."),
            [STAGE_MIDDLE] = SENTENCES("It is better when nan is here.", "Mrs Adeyemi said I can come without "
                "asking. I went twice."),
            [STAGE_BETTER] = SENTENCES("It is better now. He does not come any more. I sleep.",
                "You can go and help somebody else now."),
            [STAGE_STUCK] = SENTENCES("You always ask me the same things. Can I still see my nan on Saturdays?",
                "If I say, will he know it was me?"),
        },
        .impact = "{n} had been keeping watch for months before anybody asked why {s} was tired.",
        .outcome = "{n} sleeps, is at school and sees {h} mentor. {m} has her own front door and her own number to "
                   "ring. Early help goes on.",
    },
    {
        .name = "routine", .factors = "16A 4B", .category = "NEG", .primary_need = "N1",
        .age_least = 0, .age_most = 12, .weight = 30,
        .concern = SENTENCES(
            "Caller says {n} came to school without a coat for the third day and asked for food at breakfast club. "
            "{m} did not answer the telephone.",
            "Health visitor could not gain access on two planned visits. A neighbour told her that {n} is often heard "
            "crying late at night."),
        .history = SENTENCES(
            "Five contacts since birth, all small, all closed. Read together they follow the months in which {m} was "
            "unwell. Early help was offered twice and the letters were not opened."),
        .development = "{n} is small for {h} age and has not been to the dentist. Speech is a year behind. {s} plays "
                       "well and shares food.",
        .parents = "{m} loves {n} and is low most mornings. Medicine was stopped without telling the doctor. The "
                   "father sends money when he is in work.",
        .environment = "The boiler has been broken since October and the flat is cold. Rubbish on the balcony. The "
                       "landlord has been written to once.",
        .network = "A sister in the next town with three of her own. A neighbour who feeds {n} without saying so.",
        .strengths = "{n} has a best friend, a nursery key worker and a grandmother who rings every night. {m} says "
                     "what she cannot do.",
        .risks = "{n} has missed two hospital appointments. The burn is healing badly and {s} could lose movement in "
                 "the hand.",
        .analysis = "The neglect is not of love but of routine, since {m} lost her work and her sister moved. With "
                    "practical help for twelve weeks, her medicine and the morning club, the change could last. "
                    "Without it the missed appointments are the harm.",
        .police = "Nothing held about {m}. One call from a neighbour about noise.",
        .health = "Immunisations late. Two hospital appointments missed. Weight has crossed two centiles in a year.",
        .school = "Hungry on Mondays. Same clothes three days running. Happy once {s} has eaten.",
        .discussed = "Health had a falling weight line and a burn; school had Mondays. Nobody had the whole.",
        .decided = "Cumulative neglect with an untreated burn and a falling weight: enquiry by social care alone.",
        .safety = "Neighbour and school meet {n} every morning. The dressing is changed at school by the nurse. A "
                  "worker visits twice a week until the conference.",
        .found = "{n} was seen at school and at home. The burn happened as {m} says. What was not done for it "
                 "afterwards is the harm. {m} agrees, cried, and asked for the doctor.",
        .danger = "We are worried that {n} will be ill, or hurt and not treated, because nobody gets {o} there.",
        .goal = "{n} is at school every day, fed, in clean clothes, and at each appointment until the hand is well.",
        .contingency = "If two appointments or two agreed visits in a row are missed, legal planning meeting within "
                       "five working days.",
        .needs = {
            { "HEALTH", "{n}'s hand needs its treatment", "{n} can close {h} fist and is not in pain",
              "Every clinic attended; the physiotherapist says that movement is full", "\"I want to do the rope.\"",
              { { "Take {n} to the burns clinic each fortnight", "Family support worker with {m}", "EH" },
                { "Change the dressing at school on the days between", "School nurse", "SN" } },
              "All five clinics attended. The physiotherapist has said goodbye.",
              "One clinic in four attended. The dressing was wet when I saw it." },
            { "BASICCARE", "{n} needs the day to have a shape", "Breakfast, school, tea and bed happen at the same "
              "times, whoever is in charge", "At school by nine on nineteen days of twenty",
              "\"Breakfast club has the good toast.\"",
              { { "Walk {n} to breakfast club", "{m}, and the neighbour on clinic days", "FAMILY" },
                { "Pay for breakfast club until Easter", "Social worker", "CSC" },
                { "Get the boiler mended, and say by when", "Housing officer", "HOUSING" } },
              "Attendance is 94 per cent. {m} has a chart that {n} made.",
              "The boiler is still broken. Attendance has fallen since January." },
            { "STABILITY", "{m} needs her own health back", "{m} takes her medicine and has a day for herself",
              "Seen by the practice each month; she says how she is before we ask", "\"Mum sleeps less now.\"",
              { { "See {m} each month, and ring us if she does not come", "Dr Whitlock", "GP" },
                { "Two mornings a week at the women's group", "{m}", "VCS" } },
              "{m} has kept each appointment and has told her sister.",
              "Medicine not collected for two months." },
        },
        .seen = {
            [STAGE_EARLY] = SENTENCES("The boiler is broken and the flat was cold. {n} wore a coat indoors. Housing "
                "telephoned from the visit.", "Nothing in the fridge but milk. {n} ate two apples from my bag."),
            [STAGE_MIDDLE] = SENTENCES("The kitchen was clean and there was food. {n} went to {m} when {s} bumped {h} "
                "knee and was comforted.", "The bed has a sheet and a blanket. The window does not close."),
            [STAGE_BETTER] = SENTENCES("Warm, and it smelled of dinner. {n} wrote {h} name with the mended hand.",
                "{m} had the appointment cards on the door and the bus times beside them."),
            [STAGE_STUCK] = SENTENCES("{m} was in bed at eleven. {n} had made {h} own sandwich and one for the cat.",
                "Cold again. The dressing was grey. Took {n} and {m} to the walk-in centre from the visit."),
        },
        .said = {
            [STAGE_EARLY] = SENTENCES("I wear my coat in bed. It is like camping.", "Mum gets up when it is dark."),
            [STAGE_MIDDLE] = SENTENCES("We have toast at home now as well.", "The lady puts the cream on and it "
                "does not hurt."),
            [STAGE_BETTER] = SENTENCES("I can do the rope. Watch.", "Mum came to assembly and waved."),
            [STAGE_STUCK] = SENTENCES("I don't mind. I can do it myself.", "Is the bell lady cross with mum?"),
        },
        .impact = "{n} was hungry and in pain and thought that it was ordinary.",
        .outcome = "{n} is at school, fed, and the hand is well. {m} has the children's centre's number and uses it.",
    },
    {
        .name = "streets", .factors = "24A 10A 2A 13A", .category = "EMO", .primary_need = "N6",
        .age_least = 12, .age_most = 17, .weight = 18,
        .concern = SENTENCES(
            "{n} was found in the park at 23:40 with older young people. {s} gave a different address from the one "
            "recorded and had two telephones and a train ticket from a town eighty miles away.",
            "School rang: {n} has new trainers, a cut lip and will not say where {s} was for two days. {m} had not "
            "reported {o} missing; she thought that it would make it worse."),
        .history = SENTENCES(
            "Known since a fixed-term exclusion last year. Three contacts about staying out, each decided alone. "
            "The first missing report was written down as truancy."),
        .development = "{n} is quick and funny and has not been in a full week of lessons since September.",
        .parents = "{m} works nights. She looks for {n} in the car on her days off. She has been told by a stranger "
                   "at the door what {n} owes.",
        .environment = "The underpass and the flat above the launderette. Adults there are known to the police.",
        .network = "An uncle who boxes and whom {n} respects. A youth worker who has {h} number.",
        .strengths = "{n} still comes home, still rings {h} uncle, and told the youth worker the truth once.",
        .risks = "Debt, a weapon seen in a photograph, and a name that two agencies know. {n} believes that {s} "
                 "chose it.",
        .analysis = "{n} is being used by adults who carry nothing themselves. Punishing {o} for it keeps {o} close "
                    "to them. What works on {n} is the uncle, the gym and not being asked in front of {m}.",
        .police = "Stopped twice with older males. One is under investigation for supplying. A car is of interest.",
        .health = "Seen in the emergency department in March with a hand injury. Left before the nurse came back.",
        .school = "Attendance 48 per cent since September. Afraid of one boy in year eleven. Good in workshop.",
        .discussed = "The harm is outside the home and {m} is not its cause. Police want the adults; school wants "
                     "{n} back; nobody had told the railway police.",
        .decided = "Joint enquiry: likely significant harm through criminal exploitation; {n} is a victim first.",
        .safety = "{n} stays at the uncle's at weekends. {m} rings 101 with the reference within the hour. The "
                  "debt is not paid: police speak with the adults named.",
        .found = "{n} was seen alone three times and said a little more each time. {s} carried for them twice. {m} "
                 "has done what a parent can. Referred to the national referral mechanism.",
        .danger = "We are worried that {n} will be stabbed, arrested with what belongs to others, or moved to "
                  "another town and not come back.",
        .goal = "{n} is where {s} says {s} is, owes nobody, and is in workshop on four days out of five.",
        .contingency = "Missing for a night, or a weapon seen: strategy discussion the same day. Two in a month: "
                       "panel within the week and legal advice.",
        .needs = {
            { "OUTSIDE", "{n} needs the people who use {o} to be stopped", "Nobody comes to the door, and the second "
              "telephone is gone", "No missing episode over four hours for two months",
              "\"I just want them to forget my name.\"",
              { { "Disrupt the flat and the car, and say monthly what was done", "DS Harker", "POLICE" },
                { "Tell the railway police and the other town", "MASH manager", "CSC" } },
              "Two adults charged. The flat is boarded up.", "Nothing done about the car. {n} was seen in it." },
            { "EDUCATION", "{n} needs somewhere to be in the day", "{n} goes because {s} is good at it",
              "In workshop on four days out of five", "\"The workshop's all right. They don't ask.\"",
              { { "Place at the workshop from Monday", "Mr Pell, deputy head", "SCHOOL" },
                { "Fetch {n} for the first fortnight", "Uncle", "FAMILY" } },
              "Attendance 82 per cent, and a certificate on the wall.",
              "Placement lost after a fight that {n} did not start." },
            { "RELATIONS", "{n} needs one adult who is not paid to ask", "{n} rings the uncle before it goes wrong",
              "{n} says so, and the uncle does", "\"My uncle doesn't write it down.\"",
              { { "Gym on Mondays and Thursdays", "Uncle", "FAMILY" },
                { "See {n} weekly, in the car or the gym", "Youth worker", "YJS" } },
              "{n} rang from the station and was fetched.", "The youth worker's post is empty since June." },
        },
        .seen = {
            [STAGE_EARLY] = SENTENCES("{n} sat on the arm of the sofa with {h} coat on and looked at the telephone "
                "each time it lit up.", "Not at home. {m} showed me the window {s} goes out of."),
            [STAGE_MIDDLE] = SENTENCES("Met at the gym. {n} held the pads for me and talked while {s} did.",
                "The second telephone was on the table, off. {n} wanted me to see it."),
            [STAGE_BETTER] = SENTENCES("{n} made a stool in the workshop and carried it home on the bus.",
                "At home at six on a Friday. {n} had cooked, badly, for {m}'s night shift."),
            [STAGE_STUCK] = SENTENCES("A bruise on the jaw, an expensive jacket. {n} said that it was football.",
                "{n} left by the back when I rang. {m} cried in the kitchen."),
        },
        .said = {
            [STAGE_EARLY] = SENTENCES("You can't do anything. You don't know them.", "I'm not a kid. I chose it."),
            [STAGE_MIDDLE] = SENTENCES("If I stop going they'll come here. That's all.", "I've not been for a "
                "week. Nobody's noticed yet."),
            [STAGE_BETTER] = SENTENCES("They've forgot about me. I think they have.", "I could do this. "
                "Like, as a job."),
            [STAGE_STUCK] = SENTENCES("I said I'd stop. I can't just stop.", "Why did you tell mum?"),
        },
        .impact = "{n} was treated as the problem for a year before anybody asked who had bought the ticket.",
        .outcome = "{n} is in workshop and lives at home. The adults are before the court. The youth worker goes on.",
    },
    {
        .name = "injury", .factors = "18C 3A", .category = "PHY", .primary_need = "N1",
        .age_least = 0, .age_most = 11, .weight = 8,
        .concern = SENTENCES(
            "Emergency department: {n} brought in with a cut hand and older bruises on the arm. The account given "
            "changed between nurse and doctor.",
            "Nursery changed {n} and saw finger marks on the thigh. {m} said that the car seat did it."),
        .history = SENTENCES("One contact at eight weeks about a bump on the head, closed with advice. The same adult "
            "was in charge then."),
        .development = "Meets {h} milestones. Flinches at a raised voice, then laughs.",
        .parents = "{m} protects {n} when she is there. Her partner believes in a smack and says that his father did "
                   "the same. He has {n} on three afternoons.",
        .environment = "One room for four people while the new flat is made ready.",
        .network = "Grandparents on both sides, not speaking with each other since the wedding.",
        .strengths = "{m} came to the hospital at once and stayed. Grandfather has taken the afternoons.",
        .risks = "An explanation that does not fit, a second one that does not either, and a child too young to say.",
        .analysis = "The marks are of a hand. Whoever did it, {n} was hurt in a place where {s} should be safest, and "
                    "was not taken to anybody for a day. What protects {o} is that the afternoons have changed.",
        .police = "Nothing held about {m}. The partner was spoken to in 2021 about a child of a former partner.",
        .health = "Bruises of different ages. Skeletal survey and eye examination asked for. Bloods normal.",
        .school = "Nursery: a settled child until May. Clings at pick-up on Tuesdays and Thursdays.",
        .discussed = "The marks, the delay and the two accounts. The days fit.",
        .decided = "Joint enquiry today; child protection medical this afternoon.",
        .safety = "{n} does not stay with the partner. Grandfather has the afternoons, {m} the rest; both have signed. "
                  "Unannounced visit each day until the medical is back.",
        .found = "The medical says that the marks are of a hand and older than the account. The partner says that he "
                 "'might have held {o} too hard'. {m} has asked him to leave.",
        .danger = "We are worried that {n} will be hurt again by an adult who is angry and alone with {o}.",
        .goal = "{n} is looked after by people who are calm, and nobody is left alone with {o} who has hurt {o}.",
        .contingency = "Any new mark: medical the same day and legal advice.",
        .needs = {
            { "SAFETY", "{n} needs not to be hurt", "{n} is with people who keep {o} safe, every hour of the week",
              "No mark that cannot be explained for six months", "\"Grandad does the voices.\"",
              { { "Keep to the written week: who has {n}, hour by hour", "{m} and grandfather", "FAMILY" },
                { "Look at {n} at nursery every morning, and ring us", "Nursery manager", "EY" } },
              "The week has been kept to. Nursery has had nothing to ring about.",
              "He had {n} for an afternoon. {m} said that there was nobody else." },
            { "GUIDANCE", "The adults need another way than a hand", "They stop, leave the room and come back",
              "Course finished, and {m} can show it", "\"Mum counts to ten. I do it too.\"",
              { { "Eight weeks of the parents' group", "{m}, and her partner apart from her", "EH" } },
              "Both have finished the course.", "He went once." },
        },
        .seen = {
            [STAGE_EARLY] = SENTENCES("{n} was in grandfather's arms. Looked at arms, legs and back with {m}: old "
                "marks yellow, nothing new."),
            [STAGE_MIDDLE] = SENTENCES("{n} fell over the step, cried and was comforted by {m}. No new mark.",
                "The week's list is on the fridge with initials on each day."),
            [STAGE_BETTER] = SENTENCES("The new flat has a gate on the stairs and a low bed. {n} showed me both."),
            [STAGE_STUCK] = SENTENCES("His car outside. {m} said that he was fetching tools. {n} was asleep at four."),
        },
        .said = {
            [STAGE_EARLY] = SENTENCES("Tuesday I go to grandad."),
            [STAGE_MIDDLE] = SENTENCES("I counted to ten and then I wasn't cross."),
            [STAGE_BETTER] = SENTENCES("This is my bed. You can't sit on it, it's mine."),
            [STAGE_STUCK] = SENTENCES("I'm not allowed to say about the car."),
        },
        .impact = "{n} was hurt and nobody said so for a day.",
        .outcome = "{n} lives with {m}; he sees {o} at the centre. Nursery has no worries.",
    },
    {
        .name = "before birth", .factors = "2B 4B", .category = "NEG", .primary_need = "N1",
        .age_least = 0, .age_most = 1, .weight = 6,
        .concern = SENTENCES("Midwife reports a booking at 26 weeks, no earlier care, and that the partner answered "
            "every question. {m} uses on most days and wants to stop."),

          .history = SENTENCES("{m} was looked after from nine. Her first child lives with an aunt by order of the "
              "court; "
            "she sees him on Saturdays and has not missed one this year."),
        .development = "Not born yet, or newly: weight and withdrawal scores are in the hospital's notes.",
        .parents = "{m} is frank about what she takes and afraid that being frank will cost her this baby. The father "
                   "comes and goes.",
        .environment = "A room in supported housing with a lock that works.",
        .network = "The aunt who has the first child, and a keyworker who has known {m} since she was sixteen.",
        .strengths = "{m} has come to every appointment since the booking and rang when she used.",
        .risks = "Use through the pregnancy, a partner who uses, and one child already removed.",
        .analysis = "{m} is further on than she was with her first. What she needs is not to be tested but to be "
                    "helped for long enough; what the baby needs cannot wait for it. Both are in this plan.",
        .police = "Two calls to the former address. Nothing at the present one.",
        .health = "Prescribed since week 27. Growth scans normal. Midwife sees her weekly.",
        .school = "No school yet. The family centre has offered a place from six weeks.",
        .discussed = "What has changed since the first child, and what has not.",
        .decided = "Enquiry, with a pre-birth conference before week 34.",
        .safety = "Birth plan with the ward: {m} and baby stay together and are watched for five days.",
        .found = "The risks are known to {m} and she names them herself. The plan has to hold on the bad days.",
        .danger = "We are worried that {n} will not be fed, held or woken to on the days when {m} uses.",
        .goal = "{n} is fed, gains weight and is held, on good days and on bad ones.",
        .contingency = "Two missed prescriptions or one missed weighing: meeting within two days, legal advice ready.",
        .needs = {
            { "BASICCARE", "{n} needs to grow", "{n} follows {h} line", "Weighed weekly and on the 9th centile or "
              "above", "", { { "Weigh {n} each Wednesday at the centre", "Health visitor", "HV" },
                { "Come to the centre on Wednesdays", "{m}", "FAMILY" } },
              "On the 25th centile and smiling.", "Two weighings missed." },
            { "STABILITY", "{m} needs to stay well", "{m} takes what is prescribed and nothing else",
              "Clear tests, and {m} says before we do when one is not", "",
              { { "See {m} on Mondays", "Keyworker", "SUBST" }, { "Have {m} and {n} for tea on Sundays",
                "Aunt", "FAMILY" } },
              "Clear for fourteen weeks.", "Used twice in a month and told us once." },
        },
        .seen = {
            [STAGE_EARLY] = SENTENCES("{m} held {n} against her shoulder and talked to {o} through the whole visit."),
            [STAGE_MIDDLE] = SENTENCES("{n} slept in the basket. Bottles were washed and in a row. {m} looked tired."),
            [STAGE_BETTER] = SENTENCES("{n} has rolled over. {m} had filmed it and sent it to the aunt."),
            [STAGE_STUCK] = SENTENCES("No answer at eleven, nor at two. Found both at the aunt's, safe."),
        },
        .said = { SENTENCES("Da!"), SENTENCES("Ba ba."), SENTENCES("Mumma."), SENTENCES("No!") },
        .impact = "{n}'s first weeks were planned before {s} was born, with {m} in the room.",
        .outcome = "{n} grows and is held. {m} and the centre know each other well enough to go on without us.",
    },
    {
        .name = "told", .factors = "19C", .category = "SAB", .primary_need = "N1",
        .age_least = 5, .age_most = 16, .weight = 4,
        .concern = SENTENCES("{n} told a friend's mother that an adult in the family had touched {o} and made {o} "
            "promise. {s} was asked nothing more, and the police were rung at once."),
        .history = SENTENCES("Nothing recorded. An older cousin was spoken with in 2019; the note says that he had "
            "nothing to say."),
        .development = "Doing well at school until the spring, then quiet.",
        .parents = "{m} believed {n} at once. Parts of the family do not, and say so to {n}.",
        .environment = "The adult lived in the annexe. He has gone to a brother's.",
        .network = "A teacher whom {n} chose, {m}'s sister, and a friend who kept the secret for a week.",
        .strengths = "{n} was believed. {s} knows that it is not {h} fault because {s} was told so the same day.",
        .risks = "Pressure in the family to take it back; a trial that may be a year away.",
        .analysis = "{n} is safe from him and not yet safe from what is said about it. The work is to keep {h} life "
                    "ordinary, and to have one person for each question.",
        .police = "Interview recorded on the second day. Bail with conditions. Devices seized.",
        .health = "Examination offered at the centre and explained; {n} chose to have it with {m} there.",
        .school = "{n} has chosen whom to go to and has a card that needs no words.",
        .discussed = "Order of things: interview, medical, then everybody else. Nobody asks {n} again.",
        .decided = "Joint enquiry, interview by trained officers today.",
        .safety = "He does not come within a mile. {m} has the conditions in writing. School knows who may fetch {n}.",
        .found = "{n}'s account is clear and did not change. {m} can protect {o}. What is needed is time and help.",

          .danger = "We are worried that {n} will be alone with what happened, or made to feel that {s} broke the "
              "family.",
        .goal = "{n} is safe, is helped, and is still a child who goes to swimming.",
        .contingency = "Any contact against the bail conditions: police at once, strategy discussion the same day.",
        .needs = {
            { "EMOTIONAL", "{n} needs help with what happened", "{n} has somebody for it and the rest of the week is "
              "ordinary", "{n} says so; sleep and school as before the spring", "\"Can we not talk about it at home?\"",
              { { "Weekly sessions, and nothing from them in reports without {n}'s word", "Therapist", "VCS" },
                { "Come to swimming on Thursdays", "{m}'s sister", "FAMILY" } },
              "{n} has moved to once a fortnight because {s} asked.",
                "Waiting list: seven months. Nobody has started." },
            { "RELATIONS", "The family needs to stop asking", "Nobody speaks of it to {n} unless {s} begins",
              "{n} says that nobody has", "\"Nan said I was mistaken. I wasn't.\"",
              { { "Speak with the grandparents, with {m}", "Social worker", "CSC" } },
              "Nan has said sorry.", "A birthday party was cancelled over it." },
        },
        .seen = {
            [STAGE_EARLY] = SENTENCES("{n} had built a den under the table and let me sit beside it."),
            [STAGE_MIDDLE] = SENTENCES("{n} talked about swimming for twenty minutes. {m} and I listened."),
            [STAGE_BETTER] = SENTENCES("A badge for two hundred metres. {n} asked when I would stop coming, kindly."),
            [STAGE_STUCK] = SENTENCES("{n} has not been at school for a week. A cousin wrote something online."),
        },
        .said = {
            [STAGE_EARLY] = SENTENCES("I told because it was going to be my sister next."),
            [STAGE_MIDDLE] = SENTENCES("Can we not talk about it at home?"),
            [STAGE_BETTER] = SENTENCES("I did two hundred metres. That's eight lengths."),
            [STAGE_STUCK] = SENTENCES("Everybody looks at me. I wish I hadn't said."),
        },
        .impact = "{n} told, was believed, and was not asked again.",
        .outcome = "{n} is safe and goes to swimming. Therapy goes on; we do not have to.",
    },
    {
        .name = "too much", .factors = "5A 6A 7A", .category = "NEG", .primary_need = "N2",
        .age_least = 2, .age_most = 17, .weight = 14,
        .concern = SENTENCES("Paediatrician writes: {n}'s parents are exhausted. {n} is awake from two each night and "
            "has begun to hurt {o}self. Short breaks were cut in the spring.",
            "Grandmother rang. She is worried that {m} cannot lift {n} any more and that {n} gets the younger ones "
            "ready for school."),

          .history = SENTENCES("Known to the disability team since three. Reviews held each year; the plan has said "
              "'short "
            "breaks to be found' for two of them."),
        .development = "{n} communicates with pictures and with {h} hands. {s} knows every bus in the town.",
        .parents = "Two parents who have not slept in the same bed for a year, in turns with {n}.",
        .environment = "A house with one bathroom upstairs. Adaptations agreed and waiting.",
        .network = "Grandmother, a church, a support worker whom {n} likes.",
        .strengths = "They know {n} better than any of us and say clearly what would help.",
        .risks = "An exhausted lift, a fall, a parent who breaks.",
        .analysis = "Nobody here is harming {n}. What is missing is what was promised. Need is high, steady and can be "
                    "met.",
        .police = "Nothing held.", .health = "Sleep clinic referral made twice and lost once.",
        .school = "Special school: {n} is settled on days after {s} has slept.",
        .discussed = "Whether harm is likely if nothing changes: yes. Whether an enquiry helps: no.",
        .decided = "No enquiry: child in need, and the promised hours now.",
        .safety = "Two nights a week from Friday, by name.",
        .found = "Not harm; need.",
        .danger = "We are worried that {n} will be hurt by accident or that this family will break.",
        .goal = "{n} sleeps or is safe awake, and both parents sleep on four nights out of seven.",
        .contingency = "If the support worker leaves: manager told the same day, and the hours are bought elsewhere.",
        .needs = {
            { "HEALTH", "{n} needs nights", "{n} is safe at night whoever is awake", "Four nights out of seven, by "
              "the parents' own diary", "(shown with pictures: bed, bus, sleep)",
              { { "Sleep clinic by the end of the month", "Community paediatrician", "PAED" },
                { "Two nights a week of support at home", "Short breaks manager", "CSC" } },
              "Four nights of seven since March.", "One night of seven. The agency had nobody." },
            { "SELFCARE", "{n} needs a bathroom {s} can use", "{n} washes without being lifted",
              "Adaptation finished", "(shown with pictures: bath, no)",
              { { "Finish the bathroom, and say by when", "Occupational therapist", "HOUSING" } },
              "Finished. {n} uses it alone.", "Waiting for a second quotation since May." },
        },
        .seen = {
            [STAGE_EARLY] = SENTENCES("{m} fell asleep while we talked. {n} lined up the bus timetables by colour."),
            [STAGE_MIDDLE] = SENTENCES("The support worker was there. {n} took {h} hand and showed the garden gate."),
            [STAGE_BETTER] = SENTENCES("Father had slept and said so before anything else. {n} laughed at the bell."),
            [STAGE_STUCK] = SENTENCES("A bruise on {m}'s arm from lifting. The agency had cancelled again."),
        },
        .said = {
            [STAGE_EARLY] = SENTENCES("(chose the pictures for: tired, bus)"),
            [STAGE_MIDDLE] = SENTENCES("(chose the pictures for: Kofi, garden, again)"),
            [STAGE_BETTER] = SENTENCES("(chose the pictures for: bath, good)"),
            [STAGE_STUCK] = SENTENCES("(pushed the cards away and held {m}'s sleeve)"),
        },
        .impact = "What was promised to {n} two years ago had not come.",
        .outcome = "{n} sleeps, washes alone and has {h} hours in writing.",
    },
};
const size_t story_count = COUNT_OF(stories);

const struct story *story_pick(struct dice *dice, int years_old)
{
    unsigned age = years_old < 0 ? 0 : (unsigned)years_old, total = 0;
    for (size_t i = 0; i < story_count; i++)
        if (age >= stories[i].age_least && age <= stories[i].age_most)
            total += stories[i].weight;
    if (total == 0)
        return &stories[0];
    unsigned at = dice_below(dice, total);
    for (size_t i = 0;; i++) {
        if (age < stories[i].age_least || age > stories[i].age_most)
            continue;
        if (at < stories[i].weight)
            return &stories[i];
        at -= stories[i].weight;
    }
}
