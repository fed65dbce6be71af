#include "base/xlsx_part.h"

#include <expat.h>
#include <string.h>

enum { PIECE_BYTES = 64 * 1024, LEVELS_MAX = 64 };

struct parsing {
    XML_Parser parser;
    const struct xlsx_handler *handler;
    void *with;
    const char *file, *part;
    int depth;
    bool failed;
    struct error *err;
};

static void stop(struct parsing *p)
{
    p->failed = true;
    XML_StopParser(p->parser, XML_FALSE);
}

static text local_name(const char *name)
{
    const char *colon = strrchr(name, ':');

    return text_of(colon ? colon + 1 : name);
}

static void XMLCALL on_start(void *with, const char *name, const char **attributes)
{
    struct parsing *p = with;

    if (p->failed)
        return;
    if (++p->depth > LEVELS_MAX) {
        fail(p->err, ERROR_INPUT, NULL, "%s: elements of %.80s are nested deeper than %d levels.", p->file, p->part,
             LEVELS_MAX);
        stop(p);
    } else if (!p->handler->start(p->with, local_name(name), attributes, p->err)) {
        stop(p);
    }
}

static void XMLCALL on_end(void *with, const char *name)
{
    struct parsing *p = with;

    p->depth--;
    if (!p->failed && p->handler->end && !p->handler->end(p->with, local_name(name), p->err))
        stop(p);
}

static void XMLCALL on_characters(void *with, const char *at, int length)
{
    struct parsing *p = with;

    if (!p->failed && p->handler->characters
        && !p->handler->characters(p->with, (text){ at, (size_t)length }, p->err))
        stop(p);
}

/* Without a DTD there is no entity to expand and nothing to fetch. */
static void XMLCALL on_doctype(void *with, const char *name, const char *system, const char *public_id, int internal)
{
    struct parsing *p = with;

    (void)name, (void)system, (void)public_id, (void)internal;
    if (p->failed)
        return;
    fail(p->err, ERROR_INPUT, NULL, "%s: its part %.80s contains a DOCTYPE, which no workbook needs. It is not read.",
         p->file, p->part);
    stop(p);
}

static bool parse_piece(struct parsing *p, size_t len)
{
    enum XML_Status status = XML_ParseBuffer(p->parser, (int)len, len == 0);

    if (p->failed)
        return false;
    if (status == XML_STATUS_OK)
        return true;
    if (XML_GetErrorCode(p->parser) == XML_ERROR_NO_MEMORY)
        out_of_memory();
    return fail(p->err, ERROR_INPUT, NULL, "%s: its part %.80s is damaged at line %lu (%s).", p->file, p->part,
                (unsigned long)XML_GetCurrentLineNumber(p->parser), XML_ErrorString(XML_GetErrorCode(p->parser)));
}

static bool parse_all(struct parsing *p, struct package_part *part)
{
    size_t got = 1;

    while (got > 0) {
        void *piece = XML_GetBuffer(p->parser, PIECE_BYTES);
        if (!piece)
            out_of_memory();
        if (!package_part_read(part, piece, PIECE_BYTES, &got, p->err) || !parse_piece(p, got))
            return false;
    }
    return true;
}

bool xlsx_part_parse(struct package *package, const char *part, const struct xlsx_handler *handler, void *with,
                     struct error *err)
{
    struct parsing p = {
        .handler = handler, .with = with, .file = package_name(package), .part = part, .err = err,
    };
    struct package_part *open;

    if (!package_part_open(package, part, &open, err))
        return false;
    p.parser = XML_ParserCreate(NULL);
    if (!p.parser)
        out_of_memory();
    XML_SetUserData(p.parser, &p);
    XML_SetElementHandler(p.parser, on_start, on_end);
    XML_SetCharacterDataHandler(p.parser, on_characters);
    XML_SetStartDoctypeDeclHandler(p.parser, on_doctype);
    bool done = parse_all(&p, open);
    XML_ParserFree(p.parser);
    package_part_close(open);
    return done;
}

const char *xlsx_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (text_is(local_name(attributes[i]), name))
            return attributes[i + 1];
    return NULL;
}
