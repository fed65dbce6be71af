#include "base/ical.h"

#define LINE_OCTETS 75

/* One content line; what goes on in the next begins with a blank, which counts. */
static void add_line(struct bytes *to, text line)
{
    size_t room = LINE_OCTETS;
    while (line.len > room) {
        text part = text_clip(line, room);
        if (part.len == 0)
            part = text_first(line, room);               // not UTF-8
        bytes_add_text(to, part);
        bytes_add_cstr(to, "\r\n ");
        line = text_skip(line, part.len);
        room = LINE_OCTETS - 1;
    }
    bytes_add_text(to, line);
    bytes_add_cstr(to, "\r\n");
}

static void add_cstr(struct bytes *to, const char *line)
{
    add_line(to, text_of(line));
}

/* NAME:value with what a TEXT value must not hold escaped (3.3.11); control characters become blanks. */
static void add_text(struct bytes *to, const char *name, text value)
{
    struct bytes line = { 0 };
    bytes_add_cstr(&line, name);
    bytes_add_u8(&line, ':');
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if (c == '\n')
            bytes_add_cstr(&line, "\\n");
        else if (c == '\\' || c == ';' || c == ',')
            bytes_add_format(&line, "\\%c", c);
        else
            bytes_add_u8(&line, c < 0x20 || c == 0x7F ? ' ' : c);
    }
    add_line(to, bytes_text(&line));
    bytes_free(&line);
}

static void add_moment(struct bytes *to, const char *name, instant t)
{
    int64_t second = t.us / US_PER_SECOND - (t.us % US_PER_SECOND < 0);
    int64_t days = second / 86400 - (second % 86400 < 0);
    struct civil c = day_civil((day){ (int32_t)days });
    int of_day = (int)(second - days * 86400);
    bytes_add_format(to, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, c.year, c.month, c.day, of_day / 3600,
                     of_day / 60 % 60, of_day % 60);
}

static void add_day(struct bytes *to, const char *name, day d)
{
    struct civil c = day_civil(d);
    bytes_add_format(to, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, c.year, c.month, c.day);
}

void ical_begin(struct bytes *to, text name, const char *product)
{
    add_cstr(to, "BEGIN:VCALENDAR");
    add_cstr(to, "VERSION:2.0");
    add_text(to, "PRODID", text_of(product));
    add_cstr(to, "CALSCALE:GREGORIAN");
    add_cstr(to, "METHOD:PUBLISH");
    add_text(to, "X-WR-CALNAME", name);
    add_cstr(to, "REFRESH-INTERVAL;VALUE=DURATION:PT2H");
    add_cstr(to, "X-PUBLISHED-TTL:PT2H");
}

void ical_event(struct bytes *to, const struct ical_event *event, instant now)
{
    add_cstr(to, "BEGIN:VEVENT");
    add_text(to, "UID", event->uid);
    add_moment(to, "DTSTAMP", now);
    if (day_known(event->day)) {
        add_day(to, "DTSTART", event->day);
        add_day(to, "DTEND", day_add(event->day, 1));
        add_cstr(to, "TRANSP:TRANSPARENT");              // a limit takes nobody's time
    } else {
        add_moment(to, "DTSTART", event->from);
        add_moment(to, "DTEND", event->until);
    }
    add_text(to, "SUMMARY", event->summary);
    if (!text_empty(event->description))
        add_text(to, "DESCRIPTION", event->description);
    if (!text_empty(event->url)) {
        struct bytes line = { 0 };
        bytes_add_cstr(&line, "URL:");                   // of the type URI, which is not escaped
        bytes_add_text(&line, event->url);
        add_line(to, bytes_text(&line));
        bytes_free(&line);
    }
    add_cstr(to, "CLASS:PRIVATE");
    add_cstr(to, "END:VEVENT");
}

void ical_end(struct bytes *to)
{
    add_cstr(to, "END:VCALENDAR");
}
