/* base/clamd.h - asks a virus scanner, ClamAV's clamd, about a file: INSTREAM of its protocol (clamd(8)).
 *
 * A file is sound only when clamd says so in full, in time. Whatever else happens (nobody listens, it closes early,
 * it says anything else) is CLAMD_UNANSWERED: the caller keeps nothing. Blocks up to the seconds given, so never on an
 * HTTP thread. */
#pragma once
#include "base/error.h"
#include "base/text.h"

enum clamd_answer {
    CLAMD_CLEAN,
    CLAMD_FOUND,               // it names what it found
    CLAMD_TOO_LARGE,           // over the scanner's own StreamMaxLength
    CLAMD_UNANSWERED,
};

/* Where it listens: "/run/clamav/clamd.ctl", or "127.0.0.1:3310" or "[::1]:3310", of this machine only, because what is
 * sent is somebody's letter and goes unencrypted. ERROR_INPUT says what is wrong with it. */
MUST_USE bool clamd_place_holds(const char *place, struct error *err);

/* found: what it calls it, cut to its room; empty unless CLAMD_FOUND. why: for the log, never of the file. */
struct clamd_said { enum clamd_answer answer; char found[80]; char why[120]; };
struct clamd_said clamd_check(const char *place, text content, int seconds);
