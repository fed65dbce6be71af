/* Plans of the invented authority: needs and actions, what each meeting changed, and who came to it. */
#include "cli/demo/episode.h"

#include "cli/demo/words.h"

#include <string.h>

enum stage plan_stage(const struct plan_lived *p, day on)
{
    int whole = day_distance(p->from, p->to), gone = day_distance(p->from, on);
    if (gone * 4 < whole)
        return STAGE_EARLY;
    return gone * 10 < whole * 6 ? STAGE_MIDDLE : p->stuck ? STAGE_STUCK : STAGE_BETTER;
}

static void need_lived(struct episode *e, struct plan_lived *p, const struct story_need *n, instant recorded,
                       const struct deed *found_in)
{
    struct years *years = e->years;
    struct deed *deed = deed_new(years, e->dice, "need", e->child->id, e->worker, recorded);
    deed_id(years, deed, "found_in", found_in->record);
    deed_id(years, deed, "plan_id", p->plan->record);
    deed_day(years, deed, "found_on", p->from);
    deed_set(years, deed, "domain", text_of(n->domain));
    deed_set(years, deed, "need", episode_told(e, n->need));
    deed_set(years, deed, "change_wanted", episode_told(e, n->change));
    if (dice_chance(e->dice, 850))                 // one in seven cannot be measured
        deed_set(years, deed, "measure", episode_told(e, n->measure));
    deed_set(years, deed, "progress", TEXT("GREY"));
    deed_say(years, deed, "position", "%zu", p->need_count + 1);
    p->of[p->need_count] = n;
    p->needs[p->need_count++] = deed;
}

static void action_lived(struct episode *e, struct plan_lived *p, size_t need, const struct story_action *a,
                         instant recorded)
{
    struct years *years = e->years;
    struct deed *deed = deed_new(years, e->dice, "plan_action", e->child->id, e->worker, recorded);
    deed_id(years, deed, "plan_id", p->plan->record);
    if (dice_chance(e->dice, 975))                 // a few answer nothing that anybody found
        deed_id(years, deed, "need_id", p->needs[need]->record);
    deed_day(years, deed, "agreed_on", p->from);
    deed_set(years, deed, "what", episode_told(e, a->what));
    deed_set(years, deed, "who", episode_told(e, a->who));
    deed_set(years, deed, "agency", text_of(a->agency));
    deed_day(years, deed, "due_on", day_add(p->from, 21 + (int)dice_below(e->dice, 70)));
    deed_set(years, deed, "progress", TEXT("GREY"));
    deed_say(years, deed, "position", "%zu", p->action_count + 1);
    p->act[p->action_count] = a;
    p->need_of[p->action_count] = (uint8_t)need;
    p->actions[p->action_count++] = deed;
}

void plan_needs_lived(struct episode *e, struct plan_lived *p, instant recorded, const struct deed *found_in)
{
    int64_t at = 1;
    for (size_t i = 0; i < NEEDS_LIVED && e->story->needs[i].need; i++)
        need_lived(e, p, &e->story->needs[i], (instant){ recorded.us + at++ * US_PER_SECOND }, found_in);
    for (size_t i = 0; i < p->need_count; i++) {
        if (dice_chance(e->dice, 60))              // a need that nothing is done about
            continue;
        for (size_t j = 0; j < COUNT_OF(p->of[i]->actions) && p->of[i]->actions[j].what; j++)
            action_lived(e, p, i, &p->of[i]->actions[j], (instant){ recorded.us + at++ * US_PER_SECOND });
    }
}

static bool given(const struct deed *deed, const char *field)
{
    for (size_t i = 0; i < deed->field_count; i++)
        if (!strcmp(deed->fields[i].field->name, field))
            return true;
    return false;
}

static bool action_moved(struct episode *e, struct plan_lived *p, size_t i, day on, instant recorded, enum stage stage)
{
    struct years *years = e->years;
    if (given(p->actions[i], "done_on") || !dice_chance(e->dice, stage == STAGE_EARLY ? 250 : 300))
        return false;
    struct deed *deed = deed_amend(years, e->dice, p->actions[i], e->worker, recorded, "Changed in the meeting");
    p->actions[i] = deed;
    if (stage == STAGE_STUCK || dice_chance(e->dice, 150)) {
        deed_set(years, deed, "progress", text_of(stage == STAGE_STUCK ? "RED" : "AMBER"));
        deed_set(years, deed, "not_done_reason", episode_told(e, p->of[p->need_of[i]]->stuck));
        deed_day(years, deed, "due_on", day_add(on, 28));
    } else if (stage == STAGE_EARLY) {
        deed_set(years, deed, "progress", TEXT("GREEN"));
        deed_set(years, deed, "progress_note", TEXT("Begun, and the first date is fixed."));
    } else {
        deed_set(years, deed, "progress", TEXT("BLUE"));
        deed_day(years, deed, "done_on", on);
        deed_set(years, deed, "evidence", episode_told(e, p->of[p->need_of[i]]->better));
    }
    return true;
}

size_t plan_moved(struct episode *e, struct plan_lived *p, day on, instant recorded)
{
    enum stage stage = plan_stage(p, on);
    size_t moved = 0;
    for (size_t i = 0; i < p->action_count; i++)
        moved += action_moved(e, p, i, on, (instant){ recorded.us + (int64_t)i * 40 * US_PER_SECOND }, stage);
    for (size_t i = 0; i < p->need_count && stage != STAGE_EARLY; i++) {
        if (!dice_chance(e->dice, 260))
            continue;
        struct deed *deed = deed_amend(e->years, e->dice, p->needs[i], e->worker,
            (instant){ recorded.us + MINUTES(10) + (int64_t)i * US_PER_SECOND }, "Changed in the meeting");
        deed_set(e->years, deed, "progress", text_of(stage == STAGE_STUCK ? "RED" : stage == STAGE_BETTER ? "BLUE"
                                                                                                     : "AMBER"));
        deed_set(e->years, deed, "progress_note",
                 episode_told(e, stage == STAGE_STUCK ? p->of[i]->stuck : p->of[i]->better));
        p->needs[i] = deed;
        moved++;
    }
    return moved;
}

void plan_closed(struct episode *e, struct plan_lived *p, instant recorded)
{
    for (size_t i = 0; i < p->need_count; i++) {
        struct deed *deed = deed_amend(e->years, e->dice, p->needs[i], e->worker,
            (instant){ recorded.us + (int64_t)i * US_PER_SECOND }, "The plan ended");
        deed_day(e->years, deed, "closed_on", instant_london_day(recorded));
        deed_set(e->years, deed, "closing_evidence", episode_told(e, p->stuck ? p->of[i]->stuck : p->of[i]->better));
        p->needs[i] = deed;
    }
}

size_t attendance_lived(struct episode *e, const struct deed *meeting, instant invited, instant recorded,
                        const struct attended *who, size_t count, bool judges)
{
    static const struct weighed views[] = { { "LIKELY", 60 }, { "HARM", 22 }, { "NEITHER", 12 }, { "UNSURE", 6 },
                                            { NULL, 0 } };
    struct years *years = e->years;
    size_t came = 0;
    if (!instant_before(invited, recorded))            // what led to the meeting was written up after it
        invited.us = recorded.us - MINUTES(60);
    for (size_t i = 0; i < count; i++) {
        bool there = dice_chance(e->dice, who[i].came), wrote = dice_chance(e->dice, who[i].wrote);
        bool family = !strcmp(who[i].agency, "FAMILY");
        struct deed *deed = deed_new(years, e->dice, "meeting_attendance", e->child->id, e->worker,
                                     (instant){ recorded.us + (int64_t)(i + 1) * US_PER_SECOND });
        deed_id(years, deed, "meeting_id", meeting->record);
        deed_set(years, deed, "agency", text_of(who[i].agency));
        deed_set(years, deed, "invitee", episode_told(e, who[i].invitee));
        deed_set(years, deed, "role_to_child", text_of(who[i].role));
        deed_set(years, deed, "family", text_of(family ? "Y" : "N"));
        deed_set(years, deed, "required", text_of(family ? "N" : "Y"));
        deed_instant(years, deed, "invited_at", invited);
        deed_set(years, deed, "status", text_of(there ? dice_chance(e->dice, 400) ? "ATTV" : "ATT"
                                                : wrote ? "REPORT" : dice_chance(e->dice, 500) ? "APOL" : "NONE"));
        if (wrote && !family) {
            deed_set(years, deed, "information", episode_told(e, !strcmp(who[i].agency, "POLICE") ? e->story->police
                     : !strcmp(who[i].agency, "SCHOOL") ? e->story->school : e->story->health));
            deed_set(years, deed, "lawful_basis", TEXT("PUBTASK"));
        }
        if (judges && there && !family)
            deed_set(years, deed, "harm_view", text_of(dice_pick(e->dice, views)));
        came += there && !family;
    }
    return came;
}
