/* dictionary/check.h - one kind or step judged by itself, so that tests can hand in faulty ones. */
#pragma once
#include "dictionary/step.h"

struct bytes;
size_t dictionary_check_kind(const struct kind *kind, struct bytes *to);
size_t dictionary_check_step(const struct step *step, struct bytes *to);
size_t dictionary_check_follow(const struct follow *follow, struct bytes *to);
size_t dictionary_check_key_event(const struct key_event *rule, struct bytes *to);
