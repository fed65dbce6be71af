/* base/log.h - one JSON object a line on standard error: time, level, event, then named values.
 *
 * No personal data: no name, birthday, address, note, search word, password, token or query string.
 * What identifies a person or record is written as a shortened keyed hash (log_id). Control
 * characters are escaped and a line is at most 4 KiB. */
#pragma once
#include "base/id.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

void log_set_level(enum log_level least);
void log_set_file(int fd);                                   // default 2
/* Begin, add, send; a thread builds one line at a time. Event is a literal such as "request". */
void log_begin(enum log_level level, const char *event);
void log_int(const char *name, int64_t value);
void log_cstr(const char *name, const char *value);
void log_text(const char *name, text value);
/* 8 hex digits of a keyed hash; the key lives as long as the process. */
void log_id(const char *name, id value);
void log_send(void);
