/* Visits of the invented authority: mostly in time, mostly alone, with what the child said and sometimes without
 * saying who heard it; and direct work. */
#include "cli/demo/episode.h"

#include "cli/demo/words.h"

#include <string.h>

static const struct weighed presences[] = {
    { "SEEN_ALONE", 66 }, { "SEEN_WITH", 20 }, { "SEEN_OBS", 8 }, { "ABSENT", 4 }, { "NOACCESS", 2 },
    { NULL, 0 }
};

static text joined(struct episode *e, text a, text b)
{
    return text_format(e->years->arena, "%.*s %.*s", TEXT_ARG(a), TEXT_ARG(b));
}

/* Five in a hundred write again what they wrote the last time: it is there to be found. */
static text what_was_seen(struct episode *e, enum stage stage)
{
    text seen = episode_words(e, e->story->seen[stage]);
    if (e->last_seen && dice_chance(e->dice, 50))
        return text_of(e->last_seen);
    text whole = joined(e, seen, episode_words(e, words_detail));
    e->last_seen = text_cstr(e->years->arena, whole);
    return whole;
}

/* Words with who took them, where, and who was there. */
static void words_taken(struct episode *e, const struct deed *visit, instant when, bool infant, bool alone,
                        const char *where, text words)
{
    static const struct weighed topics[] = {
        { "HOME", 30 }, { "SAFETY", 25 }, { "SCHOOL", 18 }, { "SIBLINGS", 7 }, { "WORKER", 6 }, { "PLAN", 6 },
        { "FAMTIME", 8 }, { NULL, 0 }
    };
    struct years *years = e->years;
    struct deed *deed = deed_new(years, e->dice, "child_words", e->child->id, e->worker,
                                 (instant){ visit->recorded.us + US_PER_SECOND });
    deed_id(years, deed, "said_in", visit->record);
    deed_instant(years, deed, "said_at", when);
    deed_set(years, deed, "topic", text_of(dice_pick(e->dice, topics)));
    deed_set(years, deed, "words", words);
    deed_set(years, deed, "taken", text_of(infant ? "INTERPRETED" : dice_chance(e->dice, 850) ? "VERBATIM"
                                                                                               : "INTERPRETED"));
    deed_id(years, deed, "taken_by", e->worker->id);
    deed_set(years, deed, "source", text_of(infant ? "OBSERVED" : "CHILD_SW"));
    deed_set(years, deed, "place", text_of(where));
    deed_set(years, deed, "present", alone ? TEXT("Nobody") : episode_told(e, "{m}"));
    deed_set(years, deed, "carer_present", text_of(alone ? "N" : "Y"));
    deed_set(years, deed, "form_of_words", text_of(infant ? "BEHAVIOUR" : "SPEECH"));
    if (!dice_chance(e->dice, 260))
        return;
    instant told = at_time(e->dice, working_days_after(instant_london_day(when), 6), 15, 17);
    struct deed *answer = deed_amend(years, e->dice, deed, e->worker, (instant){ told.us + MINUTES(20) },
                                     "The child was told");
    deed_set(years, answer, "answer", episode_told(e, "It stands in the plan now. Told {n} so, and showed {o} where."));
    deed_instant(years, answer, "answered_at", told);
}

static void direct_work(struct episode *e, const struct deed *visit, instant when, const char *where, text words)
{
    static const struct weighed tools[] = {
        { "THREEHOUSES", 30 }, { "FEELINGS", 18 }, { "DAYINLIFE", 14 }, { "SCALING", 10 }, { "SAFETYHOUSE", 9 },
        { "PLAY", 9 }, { "GENOGRAM", 5 }, { "WORDSPICS", 5 }, { NULL, 0 }
    };
    struct years *years = e->years;
    struct deed *deed = deed_new(years, e->dice, "direct_work_session", e->child->id, e->worker,
                                 (instant){ visit->recorded.us + 2 * US_PER_SECOND });
    deed_id(years, deed, "visit_id", visit->record);
    deed_instant(years, deed, "held_at", when);
    deed_id(years, deed, "worker", e->worker->id);
    deed_set(years, deed, "tool", text_of(dice_pick(e->dice, tools)));
    deed_set(years, deed, "where", text_of(where));
    deed_set(years, deed, "present", TEXT("Nobody"));
    deed_set(years, deed, "purpose", episode_words(e, words_purpose));
    deed_set(years, deed, "child_showed", words);
    deed_set(years, deed, "interpretation", episode_told(e, e->story->impact));
    deed_set(years, deed, "shared_with", episode_told(e, "{n} said: mum and my teacher, not everybody."));
}

static void seen_fields(struct episode *e, struct deed *deed, instant when, const char *presence, const char *where,
                        enum stage stage)
{
    struct years *years = e->years;
    bool infant = episode_age(e, instant_london_day(when)) < 3, alone = !strcmp(presence, "SEEN_ALONE");
    text words = infant ? episode_words(e, story_infant) : episode_words(e, e->story->said[stage]);
    deed_set(years, deed, "bedroom_seen", text_of(dice_chance(e->dice, 420) ? "Y" : "N"));
    deed_set(years, deed, "child_said", infant ? words : text_format(years->arena, "\"%.*s\"", TEXT_ARG(words)));
    if (!alone)
        deed_set(years, deed, "not_alone_reason", episode_words(e, words_not_alone));
    bool with_tool = !infant && alone && dice_chance(e->dice, 110);
    // In three of ten the source was left out: unattributed words stand out wherever they are shown.
    if (dice_chance(e->dice, 700))
        words_taken(e, deed, when, infant, alone, where, words);
    if (with_tool)
        direct_work(e, deed, when, where, words);
}

void visit_lived(struct episode *e, day d, const char *type, enum stage stage)
{
    struct years *years = e->years;
    instant when = at_time(e->dice, d, 9, 18);
    const char *presence = dice_pick(e->dice, presences);
    const char *where = dice_chance(e->dice, 800) ? "Home" : "School";
    if (episode_age(e, d) < 0)                        // before birth the mother is seen
        presence = "SEEN_OBS";
    struct deed *deed = deed_new(years, e->dice, "visit", e->child->id, e->worker, written_up(e->dice, when));
    deed_set(years, deed, "visit_type", text_of(type));
    deed_instant(years, deed, "visited_at", when);
    deed_set(years, deed, "where", text_of(where));
    deed_set(years, deed, "announced", text_of(dice_chance(e->dice, 800) ? "Y" : "N"));
    deed_set(years, deed, "child_presence", text_of(presence));
    deed_set(years, deed, "purpose", episode_words(e, words_purpose));
    deed_set(years, deed, "observation", what_was_seen(e, stage));
    if (!strncmp(presence, "SEEN", 4))
        seen_fields(e, deed, when, presence, where, stage);
    else
        deed_set(years, deed, "not_seen_reason", text_of(!strcmp(presence, "NOACCESS")
                 ? "Nobody opened. Rang, left a card, and went to school, where the child was well."
                 : "At a friend's. Saw the child at school the day after."));
}

static void note(struct episode *e, day d)
{
    struct years *years = e->years;
    instant when = at_time(e->dice, d, 9, 17);
    struct deed *deed = deed_new(years, e->dice, "case_note", e->child->id, e->worker,
                                 written_up(e->dice, when));
    deed_instant(years, deed, "occurred_at", when);
    words_note(years, deed, e->dice, e->child->forename, e->child->mother_name,
               *e->child->sex == 'F');
}

void visits_lived(struct episode *e, const struct plan_lived *p, day from, day to, unsigned every, const char *type)
{
    for (day d = working_days_after(from, (int)(every / 2 + dice_below(e->dice, every)));
            day_before(d, to);
            d = working_days_after(d, (int)(every * 3 / 4 + dice_below(e->dice, every / 2 + 1)))) {
        visit_lived(e, d, type, p ? plan_stage(p, d) : STAGE_EARLY);
        if (dice_chance(e->dice, 350))
            note(e, working_days_after(d, 1));
        if (dice_chance(e->dice, 40))                 // somebody was ill or had left, and nobody went
            d = working_days_after(d, (int)every);
    }
}
