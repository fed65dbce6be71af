/* practice/passwords.h - which password somebody may choose. */
#pragma once
#include "base/error.h"
#include "base/text.h"

#include <stddef.h>

#define PASSWORD_CHARACTERS_MIN 15       // ASVS 5.0.0 V6.2.1, without a second factor
#define PASSWORD_CHARACTERS_MAX 128      // V6.2.9

/* ERROR_INPUT with what to do. Characters are counted, not bytes, and each may be of any script. Refused as
 * guessable: a password that holds the sign-in name, the whole name, or a word that names this thing; and one
 * that, without its figures and marks, holds three words or fewer of those that everybody tries first
 * (data/guessable.txt, and the parts of the person's own name) and not five different letters besides.
 * No list of breached passwords ships. */
MUST_USE bool password_acceptable(text password, text sign_in, text name, struct error *err);

/* The table that tools/guessable.py makes of data/guessable.txt. */
extern const char *const guessable_words[];
extern const size_t guessable_count;
