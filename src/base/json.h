/* base/json.h - JSON out, written straight into a buffer; JSON in, through jansson.
 *
 * Reading is strict: duplicate keys, trailing bytes, lone surrogates, NUL, depth over 32 and more
 * than 256 KiB are refused with a sentence that says where. */
#pragma once
#include "base/bytes.h"
#include "base/day.h"
#include "base/error.h"
#include "base/id.h"

#include <jansson.h>

#define JSON_BYTES_MAX (256 * 1024)

/* Commas and nesting are kept here, so what is written is always well formed. */
struct json_out { struct bytes *to; uint8_t depth; bool after[64], in_object[64], named; };

struct json_out json_out_to(struct bytes *to);
void json_out_object(struct json_out *j);
void json_out_array(struct json_out *j);
void json_out_end(struct json_out *j);
void json_out_name(struct json_out *j, const char *name);
void json_out_text(struct json_out *j, text s);
void json_out_cstr(struct json_out *j, const char *s);       // NULL becomes null
void json_out_int(struct json_out *j, int64_t v);
void json_out_bool(struct json_out *j, bool v);
void json_out_null(struct json_out *j);
void json_out_day(struct json_out *j, day d);                // "2026-03-04" or null
void json_out_instant(struct json_out *j, instant t);        // ISO in UTC, or null
void json_out_id(struct json_out *j, id i);                  // 32 hex digits, or null for ID_NONE

MUST_USE bool json_read(text s, json_t **root, struct error *err);   // json_decref() it
