/* Events are made by libxml2's callbacks, a piece of the file at a time, and wait in a queue until
 * they are asked for. Nothing of what libxml2 would build (documents, entities) is ever built. */
#include "base/xml.h"

#include "base/bytes.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE_BYTES = 4096, LEVELS_MAX = 64, TEXT_BYTES_MAX = 1024 * 1024, NAME_SHOWN = 80 };

struct queued {
    enum xml_event event;
    const char *name;              // in the parser's dictionary, until it closes
    size_t value_at, value_len;    // in values
    int depth;
    long line;
};

struct xml {
    xmlParserCtxt *parser;
    char source[NAME_SHOWN + 1];   // for sentences: the file's last name
    int fd;                        // -1 when reading from memory
    text rest;                     // when reading from memory
    int64_t bytes_read;
    bool wide;                     // UTF-16: NUL bytes belong
    bool ended;                    // nothing more will be queued

    struct queued *queue;
    size_t queued, taken, room;
    struct bytes values;
    struct bytes pending;          // a text that may go on
    long pending_line;
    int depth;                     // of the element that opens next
    struct error failure;
};

static void xml_refuse(struct xml *xml, long line, const char *reason)
{
    if (xml->failure.kind == ERROR_NONE)
        fail(&xml->failure, ERROR_INPUT, NULL, "%s, line %ld: %s", xml->source, line, reason);
    xml->ended = true;
    // Not xmlStopParser(), which frees the buffer under a parser that may be in the middle of a
    // tag. No callback comes any more, and no further piece is handed over.
    if (xml->parser != NULL)
        xml->parser->disableSAX = 1;
}

static long line_now(const struct xml *xml)
{
    return xml->parser->input != NULL ? xml->parser->input->line : 1;
}

static void queue_add(struct xml *xml, struct queued item)
{
    if (xml->queued == xml->room) {
        xml->room = xml->room > 0 ? xml->room * 2 : 64;
        xml->queue = memory_resize(xml->queue, xml->room * sizeof *xml->queue);
    }
    xml->queue[xml->queued++] = item;
}

/* A tag ends the text before it. */
static void pending_end(struct xml *xml)
{
    text value = text_trim(bytes_text(&xml->pending));

    if (!text_empty(value)) {
        queue_add(xml, (struct queued){
            .event = XML_TEXT, .name = "", .value_at = xml->values.len, .value_len = value.len,
            .depth = xml->depth - 1, .line = xml->pending_line,
        });
        bytes_add_text(&xml->values, value);
    }
    bytes_clear(&xml->pending);
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespaces, const xmlChar **namespace_list, int attributes, int defaulted,
                     const xmlChar **attribute_list)
{
    struct xml *xml = context;

    (void)prefix, (void)uri, (void)namespaces, (void)namespace_list;
    (void)attributes, (void)defaulted, (void)attribute_list;
    if (xml->ended)
        return;
    pending_end(xml);
    if (xml->depth >= LEVELS_MAX) {
        xml_refuse(xml, line_now(xml), "elements are nested deeper than 64 levels.");
        return;
    }
    queue_add(xml, (struct queued){
        .event = XML_START, .name = (const char *)name, .depth = xml->depth, .line = line_now(xml),
    });
    xml->depth++;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct xml *xml = context;

    (void)prefix, (void)uri;
    if (xml->ended)
        return;
    pending_end(xml);
    xml->depth--;
    queue_add(xml, (struct queued){
        .event = XML_END, .name = (const char *)name, .depth = xml->depth, .line = line_now(xml),
    });
}

/* The parser stands behind the text by now, so that its line is that of the text's end. */
static void on_text(void *context, const xmlChar *at, int length)
{
    struct xml *xml = context;
    text s = { (const char *)at, (size_t)length };

    if (xml->ended)
        return;
    if (xml->pending.len == 0) {
        size_t blanks = 0;

        while (blanks < s.len && strchr(" \t\r\n", s.at[blanks]) != NULL && s.at[blanks] != '\0')
            blanks++;
        s = text_skip(s, blanks);
        xml->pending_line = line_now(xml);
        for (size_t i = 0; i < s.len; i++)
            xml->pending_line -= s.at[i] == '\n';
    }
    if (xml->pending.len + s.len > TEXT_BYTES_MAX)
        xml_refuse(xml, line_now(xml), "a text is longer than 1 MiB.");
    else
        bytes_add_text(&xml->pending, s);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system)
{
    struct xml *xml = context;

    (void)name, (void)external, (void)system;
    xml_refuse(xml, line_now(xml),
               "it contains a DOCTYPE, which files for us never need. Send it without.");
}

static void on_reference(void *context, const xmlChar *name)
{
    struct xml *xml = context;

    (void)name;
    xml_refuse(xml, line_now(xml), "it refers to an entity, which files for us never need.");
}

static xmlEntityPtr no_entity(void *context, const xmlChar *name)
{
    (void)context, (void)name;
    return NULL;
}

/* libxml2 quotes the file's bytes from the second line of its message on: they may be about a
 * child. */
static void on_error(void *context, xmlErrorPtr error)
{
    struct xml *xml = context;
    char reason[160];
    const char *end;

    if (error->level < XML_ERR_FATAL || error->message == NULL || xml->ended)
        return;
    if (error->code == XML_ERR_DOCUMENT_END && xml->depth > 0) {
        xml_refuse(xml, line_now(xml),
                   "the file ends here, and elements are still open. Perhaps it is not whole.");
        return;
    }
    end = strchr(error->message, '\n');
    snprintf(reason, sizeof reason, "this is not well-formed XML (%.*s).",
             (int)(end != NULL ? end - error->message : (long)strlen(error->message)),
             error->message);
    xml_refuse(xml, error->line > 0 ? error->line : line_now(xml), reason);
}

/* Errors of conversion come without a parser, for the whole thread; what they lead to comes with
 * one. */
static void on_stray_error(void *context, xmlErrorPtr error)
{
    (void)context, (void)error;
}

static struct xml *xml_new(const char *source)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const char *last = strrchr(source, '/');
    text shown = text_clip(text_of(last != NULL ? last + 1 : source), NAME_SHOWN);
    struct xml *xml = memory_alloc(sizeof *xml);

    pthread_once(&once, xmlInitParser);
    memcpy(xml->source, shown.at, shown.len);
    xml->fd = -1;
    return xml;
}

bool xml_open(const char *path, struct xml **xml, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return fail(err, errno == ENOENT ? ERROR_ABSENT : ERROR_STORE, NULL,
                    "The file %s could not be opened: %s.", path, strerrordesc_np(errno));
    *xml = xml_new(path);
    (*xml)->fd = fd;
    return true;
}

bool xml_open_bytes(text bytes, struct xml **xml, struct error *err)
{
    (void)err;      // reading from memory begins without anything that can fail
    *xml = xml_new("The file");
    (*xml)->rest = bytes;
    return true;
}

/* The next piece; 0 bytes at the end. */
static bool piece_read(struct xml *xml, char piece[PIECE_BYTES], size_t *len)
{
    ssize_t got;

    if (xml->fd < 0) {
        text first = text_first(xml->rest, PIECE_BYTES);

        if (first.len > 0)
            memcpy(piece, first.at, first.len);
        xml->rest = text_skip(xml->rest, first.len);
        *len = first.len;
    } else {
        do
            got = read(xml->fd, piece, PIECE_BYTES);
        while (got < 0 && errno == EINTR);
        if (got < 0)
            return fail(&xml->failure, ERROR_STORE, NULL, "The file %s could not be read: %s.",
                        xml->source, strerrordesc_np(errno));
        *len = (size_t)got;
    }
    xml->bytes_read += (int64_t)*len;
    return true;
}

/* UTF-16 begins with a byte order mark, or with a < that is half NUL. */
static bool is_wide(const char *at, size_t len)
{
    return len >= 2 && (memcmp(at, "\xFE\xFF", 2) == 0 || memcmp(at, "\xFF\xFE", 2) == 0
                        || memcmp(at, "<\0", 2) == 0 || memcmp(at, "\0<", 2) == 0);
}

static void parser_begin(struct xml *xml, const char *piece, size_t len)
{
    xmlSAXHandler callbacks = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start, .endElementNs = on_end,
        .characters = on_text, .ignorableWhitespace = on_text, .cdataBlock = on_text,
        .internalSubset = on_doctype, .externalSubset = on_doctype,
        .reference = on_reference, .getEntity = no_entity, .getParameterEntity = no_entity,
        .serror = on_error,
    };

    // The first four bytes tell the encoding.
    xml->parser = xmlCreatePushParserCtxt(&callbacks, xml, piece, len < 4 ? (int)len : 4, NULL);
    if (xml->parser == NULL) {
        fail(&xml->failure, ERROR_STORE, NULL, "%s could not be read: there is no memory left.",
             xml->source);
        xml->ended = true;
        return;
    }
    xmlCtxtUseOptions(xml->parser, XML_PARSE_NONET);
    xml->wide = is_wide(piece, len);
    if (len > 4)
        xmlParseChunk(xml->parser, piece + 4, (int)len - 4, 0);
}

/* Bytes before the first NUL. Outside UTF-16 it is no character, and C strings inside the parser
 * would end at it. */
static size_t bytes_before_nul(const struct xml *xml, const char *piece, size_t len)
{
    bool wide = xml->parser == NULL ? is_wide(piece, len) : xml->wide;
    const char *nul = wide ? NULL : memchr(piece, '\0', len);

    return nul != NULL ? (size_t)(nul - piece) : len;
}

static void piece_parse(struct xml *xml, const char *piece, size_t len)
{
    if (xml->parser == NULL)
        parser_begin(xml, piece, len);
    else
        xmlParseChunk(xml->parser, piece, (int)len, len == 0);
    if (!xml->ended && !xml->parser->wellFormed)
        xml_refuse(xml, line_now(xml), "this is not well-formed XML.");
}

/* Takes the file one piece further. */
static void xml_advance(struct xml *xml)
{
    char piece[PIECE_BYTES];
    size_t len = 0, good;

    if (!piece_read(xml, piece, &len)) {
        xml->ended = true;
        return;
    }
    if (len == 0 && xml->parser == NULL) {
        xml_refuse(xml, 1, "the file is empty.");
        return;
    }
    good = bytes_before_nul(xml, piece, len);
    if (good > 0 || len == 0)
        piece_parse(xml, piece, good);
    if (good < len && !xml->ended)
        xml_refuse(xml, xml->parser != NULL ? line_now(xml) : 1,
                   "there is a NUL byte, which is no character of a text.");
    if (len == 0)
        xml->ended = true;
}

/* The handler of stray errors is the thread's: it is put back as it was. */
static void xml_advance_quietly(struct xml *xml)
{
    xmlStructuredErrorFunc before = xmlStructuredError;
    void *before_context = xmlStructuredErrorContext;

    xmlSetStructuredErrorFunc(NULL, on_stray_error);
    xml_advance(xml);
    xmlSetStructuredErrorFunc(before_context, before);
}

enum xml_event xml_next(struct xml *xml, struct xml_node *node, struct error *err)
{
    const struct queued *item;

    while (xml->taken == xml->queued) {
        xml->taken = xml->queued = 0;
        bytes_clear(&xml->values);
        if (xml->ended)
            break;
        xml_advance_quietly(xml);
    }
    if (xml->taken == xml->queued) {
        *node = (struct xml_node){ .event = xml->failure.kind ? XML_FAILED : XML_FINISHED };
        if (node->event == XML_FAILED)
            fail(err, xml->failure.kind, NULL, "%s", xml->failure.message);
        return node->event;
    }
    item = &xml->queue[xml->taken++];
    *node = (struct xml_node){
        .event = item->event, .name = text_of(item->name), .depth = item->depth, .line = item->line,
    };
    if (item->event == XML_TEXT)
        node->value = (text){ (char *)xml->values.at + item->value_at, item->value_len };
    return node->event;
}

int64_t xml_bytes_read(const struct xml *xml)
{
    return xml->bytes_read;
}

void xml_close(struct xml *xml)
{
    if (xml == NULL)
        return;
    if (xml->parser != NULL) {
        // A DOCTYPE's declarations go into a document of the parser's own, which it does not free.
        xmlFreeDoc(xml->parser->myDoc);
        xmlFreeParserCtxt(xml->parser);
    }
    if (xml->fd >= 0)
        close(xml->fd);     // only read from
    bytes_free(&xml->values);
    bytes_free(&xml->pending);
    free(xml->queue);
    free(xml);
}

/* XML 1.0, production 2: tab, line ends, and all above the controls but surrogates, U+FFFE,
 * U+FFFF. */
static bool xml_character(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF);
}

void xml_escape(struct bytes *to, text s)
{
    while (s.len > 0) {
        text own = s;
        uint32_t c = text_next(&s);

        own.len -= s.len;
        if (c == '&')
            bytes_add_cstr(to, "&amp;");
        else if (c == '<')
            bytes_add_cstr(to, "&lt;");
        else if (c == '>')
            bytes_add_cstr(to, "&gt;");
        else if (c == '"')
            bytes_add_cstr(to, "&quot;");
        else if (c == '\r')
            bytes_add_cstr(to, "&#13;");        // a bare one is read back as a line feed
        else if (!xml_character(c) || c == 0xFFFD)
            bytes_add_cstr(to, "\xEF\xBF\xBD");
        else
            bytes_add_text(to, own);
    }
}
