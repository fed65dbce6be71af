/* base/error.h - one way to fail: answer false, and say to a person what happened and what to do.
 *
 * A function that can fail answers bool, true for done, takes `struct error *err` last, is
 * MUST_USE, and leaves its results alone when it fails. */
#pragma once
#include "base/attributes.h"

#include <stdbool.h>
#include <stdio.h>

enum error_kind {
    ERROR_NONE,
    ERROR_INPUT,       // what was sent does not hold; shown beside its field (422)
    ERROR_ABSENT,      // no such thing, or none that these eyes may know of (404)
    ERROR_REFUSED,     // it exists and this person may not (403)
    ERROR_CONFLICT,    // somebody recorded first; both versions are shown (409)
    ERROR_BROKEN,      // stored bytes do not match their hash; stop and alert (500)
    ERROR_STORE,       // disk, lock or network; asking again may help (503)
};

struct error {
    enum error_kind kind;
    const char *field;     // dictionary column it belongs to, or NULL; lives for ever
    char message[240];     // one sentence for the person at the screen: what happened, what to do
    char detail[240];      // for the log, from whoever knows the cause; never a name or a birthday
};

/* Fills err, unless it already holds an earlier failure, and answers false,
 * so that a refusal is one line: return fail(err, ERROR_INPUT, "received", "..."); */
bool fail(struct error *err, enum error_kind kind, const char *field, const char *form, ...)
    PRINTF(4, 5);
/* Adds the cause for the log to a failure just made. Answers false as well. */
bool fail_detail(struct error *err, const char *form, ...) PRINTF(2, 3);
void error_clear(struct error *err);
