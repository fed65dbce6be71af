/* Heads that two HTTP parsers could read differently are refused here, before anything else looks at them. */
#include "web/state.h"

#include <string.h>
#include <strings.h>

#define LENGTH_DIGITS_MAX 15
#define HEADERS_MAX 64                 // security.md, H5
#define HEADER_BYTES_MAX (16 * 1024)

struct head { unsigned headers, hosts, lengths, encodings; size_t bytes; bool bad; };

/* libmicrohttpd 0.9.75 puts a folded line behind the header's name, not its value: `Content-Length:` with
 * `3` on the next line would be a header that nobody knows, and the body a request of its own. What it gives
 * us of one line is one piece of its buffer, name, NUL, blanks, value; a folded name has been moved away. */
static bool on_one_line(const char *name, size_t name_len, const char *value)
{
    uintptr_t end = (uintptr_t)name + name_len + 1, begin = (uintptr_t)value;
    if (begin < end || begin - end > HEADER_BYTES_MAX)
        return false;
    for (const char *p = name + name_len + 1; p < value; p++)
        if (*p != ' ' && *p != '\t')
            return false;
    return true;
}

static bool is_named(const char *wanted, const char *name, size_t len)
{
    return strlen(wanted) == len && !strncasecmp(wanted, name, len);
}

static enum MHD_Result each_header(void *with, enum MHD_ValueKind kind, const char *name,
                                   size_t name_len, const char *value, size_t value_len)
{
    struct head *head = with;
    (void)kind;
    head->headers++;
    head->bytes += name_len + value_len;
    if (!name || !value || name_len == 0 || !on_one_line(name, name_len, value)) {
        head->bad = true;
        return MHD_YES;
    }
    if (is_named("Host", name, name_len)) {
        head->hosts++;
        head->bad = head->bad || !value_len || strpbrk(value, " ,/@");
    } else if (is_named("Content-Length", name, name_len)) {
        head->lengths++;
        head->bad = head->bad || !value_len || strspn(value, "0123456789") != value_len
                 || value_len > LENGTH_DIGITS_MAX;
    } else if (is_named("Transfer-Encoding", name, name_len)) {
        head->encodings++;
        head->bad = head->bad || strcasecmp(value, "chunked");
    }
    for (size_t i = 0; i < name_len; i++)
        if ((unsigned char)name[i] <= ' ' || (unsigned char)name[i] >= 127
                || strchr("\"(),/:;<=>?@[\\]{}", name[i]))
            head->bad = true;
    for (size_t i = 0; i < value_len; i++)
        if (((unsigned char)value[i] < ' ' && value[i] != '\t') || value[i] == 127)
            head->bad = true;
    return MHD_YES;
}

static bool good_path(const char *url)
{
    if (url[0] != '/')                         // an absolute form could name another host
        return false;
    for (const char *p = url; *p; p++) {
        if ((unsigned char)*p <= ' ' || *p == 127 || *p == '\\')
            return false;
        if (*p == '%' && p[1] == '0' && p[2] == '0')
            return false;
    }
    return true;
}

unsigned http_judge_head(struct MHD_Connection *connection, const char *method, const char *url,
                         const char *version)
{
    static const char *const known[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS",
                                         "TRACE", "CONNECT" };
    struct head head = { 0 };
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, each_header, &head);
    if (strcmp(version, "HTTP/1.1"))
        return 505;
    if (head.bad || head.hosts != 1 || head.lengths > 1 || head.encodings > 1
            || (head.lengths && head.encodings) || !good_path(url))
        return 400;
    if (head.headers > HEADERS_MAX || head.bytes > HEADER_BYTES_MAX)
        return 431;
    if (strlen(url) > 2000)
        return 414;
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (!strcmp(method, known[i]))
            return i < 3 ? 0 : 405;
    return 501;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool http_decode(struct arena *arena, text s, bool plus_is_blank, text *decoded)
{
    char *out = arena_alloc(arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '+' && plus_is_blank) {
            c = ' ';
        } else if (c == '%') {
            int high = i + 2 < s.len ? hex_digit(s.at[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(s.at[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        }
        if (c == 0)
            return false;
        out[n++] = c;
    }
    *decoded = (text){ out, n };
    return true;
}

/* Lines of a form come with CRLF; they are kept with LF, so that a text is the same however it was sent. */
static text unix_lines(struct arena *arena, text s)
{
    char *out = arena_alloc(arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] != '\r')
            out[n++] = s.at[i];
    return (text){ out, n };
}

static bool too_many(struct error *err)
{
    return fail(err, ERROR_INPUT, NULL, "This form has more fields than any of ours.");
}

static bool field_add(struct request_state *state, text name, text value, struct error *err)
{
    struct request *rq = &state->rq;
    if (!rq->fields)
        rq->fields = arena_array(rq->arena, struct pair, FIELDS_MAX);
    if (rq->field_count == FIELDS_MAX)
        return too_many(err);
    rq->fields[rq->field_count++] = (struct pair){ name, unix_lines(rq->arena, value) };
    return true;
}

static bool read_urlencoded(struct request_state *state, struct error *err)
{
    for (text rest = bytes_text(&state->body); !text_empty(rest);) {
        struct text_pair pair = text_cut(rest, '&');
        struct text_pair sides = text_cut(pair.before, '=');
        text name, value;
        rest = pair.after;
        if (!http_decode(state->rq.arena, sides.before, true, &name)
                || !http_decode(state->rq.arena, sides.after, true, &value))
            return fail(err, ERROR_INPUT, NULL, "The form could not be read. Send it again.");
        if (!field_add(state, name, value, err))
            return false;
    }
    return true;
}

static text parameter(text header, const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i + n + 1 < header.len; i++)
        if (!strncasecmp(header.at + i, name, n) && header.at[i + n] == '='
                && (i == 0 || strchr("; ", header.at[i - 1]))) {
            text value = text_skip(header, i + n + 1);
            if (text_starts(value, "\""))
                return text_cut(text_skip(value, 1), '"').before;
            return text_trim(text_cut(value, ';').before);
        }
    return TEXT_NONE;
}

static const char *find_bytes(text in, text what)
{
    return what.len && in.len >= what.len ? memmem(in.at, in.len, what.at, what.len) : NULL;
}

/* What the browser says the file is; an empty text when it says nothing. */
static text declared_type(text head)
{
    for (text rest = head; !text_empty(rest);) {
        struct text_pair line = text_cut(rest, '\n');
        struct text_pair one = text_cut(line.before, ':');
        if (text_same_ignoring_ascii_case(text_trim(one.before), TEXT("Content-Type")))
            return text_trim(text_cut(one.after, ';').before);
        rest = line.after;
    }
    return TEXT_NONE;
}

static bool part_add(struct request_state *state, text head, text content, struct error *err)
{
    struct request *rq = &state->rq;
    text name = parameter(head, "name"), file = parameter(head, "filename");
    if (text_empty(name))
        return fail(err, ERROR_INPUT, NULL, "The form could not be read. Send it again.");
    if (!find_bytes(head, TEXT("filename=")))
        return field_add(state, name, content, err);
    if (!rq->uploads)
        rq->uploads = arena_array(rq->arena, struct upload, 8);
    if (rq->upload_count == 8)
        return too_many(err);
    rq->uploads[rq->upload_count++] = (struct upload){ .field = name, .file_name = file,
                                                       .type = declared_type(head),
                                                       .content = content };
    return true;
}

static bool read_multipart(struct request_state *state, text type, struct error *err)
{
    text boundary = parameter(type, "boundary");
    text mark = text_format(state->rq.arena, "--%.*s", TEXT_ARG(boundary));
    text inner = text_format(state->rq.arena, "\r\n--%.*s", TEXT_ARG(boundary));
    text rest = bytes_text(&state->body);
    if (text_empty(boundary) || boundary.len > 70 || !text_starts(rest, mark.at))
        return fail(err, ERROR_INPUT, NULL, "The form could not be read. Send it again.");
    rest = text_skip(rest, mark.len);
    while (text_starts(rest, "\r\n")) {
        const char *blank = find_bytes(rest, TEXT("\r\n\r\n"));
        text head = { rest.at, blank ? (size_t)(blank - rest.at) : 0 };
        text body = blank ? text_skip(rest, head.len + 4) : TEXT_NONE;
        const char *end = blank ? find_bytes(body, inner) : NULL;
        if (!end)
            return fail(err, ERROR_INPUT, NULL, "The form was cut off on its way. Send it again.");
        text content = { body.at, (size_t)(end - body.at) };
        if (!part_add(state, head, content, err))
            return false;
        rest = text_skip(body, content.len + inner.len);
    }
    return true;
}

bool http_brings_files(const struct request_state *state)
{
    return state->route && state->route->takes_file
        && text_starts(state->rq.content_type, "multipart/form-data");
}

bool http_read_form(struct request_state *state, struct error *err)
{
    text type = state->rq.content_type;
    if (text_starts(type, "application/x-www-form-urlencoded"))
        return read_urlencoded(state, err);
    if (text_starts(type, "multipart/form-data"))
        return read_multipart(state, type, err);
    if (state->body.len == 0)
        return true;
    return fail(err, ERROR_INPUT, NULL, "This page takes forms only.");
}
