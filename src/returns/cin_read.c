#include "returns/cin_read.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct cin_reader {
    struct xml *xml;
    struct findings *findings;
    struct arena *arena;             // of the header, until closed
    struct cin_header header;
    struct bytes header_items;
    text header_path[8];
    int header_depth, header_elements;
    bool in_header;
};

/* Depths of the envelope: Message is 0. */
enum { DEPTH_MESSAGE, DEPTH_SECTION, DEPTH_CHILD };
enum { HEADER_ELEMENTS_MAX = 500 };

bool cin_reader_open(const char *path, struct findings *findings, struct cin_reader **reader,
                     struct error *err)
{
    struct xml *xml;

    if (!xml_open(path, &xml, err))
        return false;
    struct cin_reader *made = memory_alloc(sizeof *made);
    *made = (struct cin_reader){
        .xml = xml, .findings = findings, .arena = arena_new(), .header.reference = DAY_UNKNOWN,
    };
    *reader = made;
    return true;
}

void cin_reader_close(struct cin_reader *reader)
{
    if (!reader)
        return;
    xml_close(reader->xml);
    bytes_free(&reader->header_items);
    arena_free(reader->arena);
    free(reader);
}

const struct cin_header *cin_reader_header(const struct cin_reader *reader)
{
    return &reader->header;
}

int64_t cin_reader_bytes(const struct cin_reader *reader)
{
    return xml_bytes_read(reader->xml);
}

text cin_line_escape(struct arena *arena, text value)
{
    char *at = arena_alloc(arena, value.len * 2 + 1);
    size_t len = 0;

    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];
        if (c == '\n' || c == '\r' || c == '\\') {
            at[len++] = '\\';
            c = c == '\n' ? 'n' : c == '\r' ? 'r' : '\\';
        }
        at[len++] = c;
    }
    return (text){ at, len };
}

text cin_line_plain(struct arena *arena, text line)
{
    char *at = arena_alloc(arena, line.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < line.len; i++) {
        char c = line.at[i];
        if (c == '\\' && i + 1 < line.len) {
            c = line.at[++i];
            c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        }
        at[len++] = c;
    }
    return (text){ at, len };
}

/* ---- the header: kept as it stands, and read for year, day and authority ---- */

static void header_learn(struct cin_reader *reader, text name, text value, long line)
{
    int64_t year;

    if (text_is(name, "Year") && text_to_int(value, &year) && year >= 1990 && year <= 2100)
        reader->header.year = (int)year;
    else if (text_is(name, "ReferenceDate") && !day_parse_iso(value, &reader->header.reference))
        finding_add(reader->findings, FINDING_HEADER, line, "ReferenceDate");
    else if (text_is(name, "LEA"))
        reader->header.lea = text_copy(reader->arena, value);
    else if (text_is(name, "Collection") && !text_is(value, "CIN"))
        finding_add(reader->findings, FINDING_HEADER, line, "Collection");
}

static void header_text(struct cin_reader *reader, const struct xml_node *node)
{
    struct bytes *items = &reader->header_items;

    if (reader->header_depth == 0) {
        finding_add(reader->findings, FINDING_STRAY_TEXT, node->line, "Header");
        return;
    }
    if (items->len + node->value.len > CIN_HEADER_BYTES_MAX) {
        finding_add(reader->findings, FINDING_HEADER, node->line, "Header");
        return;
    }
    for (int i = 0; i < reader->header_depth; i++) {
        if (i > 0)
            bytes_add_u8(items, '/');
        bytes_add_text(items, reader->header_path[i]);
    }
    bytes_add_u8(items, '=');
    bytes_add_text(items, cin_line_escape(reader->arena, node->value));
    bytes_add_u8(items, '\n');
    reader->header.items = bytes_text(items);
    header_learn(reader, reader->header_path[reader->header_depth - 1], node->value, node->line);
}

static void header_event(struct cin_reader *reader, const struct xml_node *node)
{
    if (node->event == XML_TEXT) {
        header_text(reader, node);
    } else if (node->event == XML_START) {
        // A header holds a dozen elements; what a hostile one holds beyond is not remembered.
        bool many = ++reader->header_elements > HEADER_ELEMENTS_MAX;
        if (reader->header_depth < (int)COUNT_OF(reader->header_path))
            reader->header_path[reader->header_depth++] =
                many ? TEXT("more") : text_copy(reader->arena, text_first(node->name, 64));
    } else if (node->depth == DEPTH_SECTION) {
        reader->in_header = false;
    } else if (reader->header_depth > node->depth - DEPTH_CHILD) {
        reader->header_depth = node->depth - DEPTH_CHILD;
    }
}

/* ---- one child ---- */

static int tree_add(struct cin_tree *tree, struct arena *arena, int parent, int element, long line)
{
    if (tree->count == tree->room) {
        int room = tree->room > 0 ? tree->room * 2 : 64;
        struct cin_node *at = arena_array(arena, struct cin_node, (size_t)room);
        if (tree->count > 0)
            memcpy(at, tree->at, (size_t)tree->count * sizeof *at);
        tree->at = at;
        tree->room = room;
    }
    int place = tree->count++;
    tree->at[place] = (struct cin_node){
        .element = element, .parent = parent, .next = CIN_NOWHERE, .child = CIN_NOWHERE,
        .line = line,
    };
    return place;
}

/* Brothers are linked when their parent is complete; in file order, since places rise with it. */
static void tree_link(struct cin_tree *tree)
{
    for (int i = tree->count - 1; i > 0; i--) {
        struct cin_node *parent = &tree->at[tree->at[i].parent];
        tree->at[i].next = parent->child;
        parent->child = i;
    }
}

const struct cin_node *cin_tree_item(const struct cin_tree *tree, int block, int element)
{
    for (int i = tree->at[block].child; i != CIN_NOWHERE; i = tree->at[i].next)
        if (tree->at[i].element == element && !text_empty(tree->at[i].value))
            return &tree->at[i];
    return NULL;
}

static bool child_text(struct cin_reader *reader, struct arena *arena, struct cin_node *node,
                       const struct xml_node *event, struct error *err)
{
    const char *path = cin_element_path(node->element);

    if (cin_element_at(node->element)->block || !text_empty(node->value)) {
        finding_add(reader->findings, FINDING_STRAY_TEXT, event->line, path);
        return true;
    }
    if (event->value.len > CIN_VALUE_BYTES_MAX)
        return fail(err, ERROR_INPUT, NULL, "Line %ld: the item %s is longer than %d characters. "
                    "This is not a CIN census file, or it is damaged.", event->line, path,
                    CIN_VALUE_BYTES_MAX);
    node->value = text_copy(arena, event->value);
    return true;
}

/* Reads to the end of the Child whose start was seen. */
static bool child_read(struct cin_reader *reader, struct arena *arena, long line,
                       struct cin_tree *tree, struct error *err)
{
    int here = tree_add(tree, arena, CIN_NOWHERE, CIN_CHILD, line);
    int unknown = 0;                           // levels below an element that is left out
    struct xml_node node;

    for (;;) {
        if (xml_next(reader->xml, &node, err) == XML_FAILED)
            return false;
        assert(node.event != XML_FINISHED);    // a Child is open
        if (node.event == XML_START && unknown == 0) {
            int element = cin_element_find(tree->at[here].element, node.name);
            if (element != CIN_NOWHERE) {
                if (tree->count >= CIN_NODES_MAX)
                    return fail(err, ERROR_INPUT, NULL, "Line %ld: one child has over %d items. "
                                "This is not a CIN census file, or it is damaged.", node.line,
                                CIN_NODES_MAX);
                here = tree_add(tree, arena, here, element, node.line);
                continue;
            }
            finding_add(reader->findings, FINDING_UNKNOWN_ELEMENT, node.line,
                        cin_element_path(tree->at[here].element));
        }
        if (node.event == XML_START) {
            unknown++;
        } else if (node.event == XML_END && unknown > 0) {
            unknown--;
        } else if (node.event == XML_END) {
            if (here == 0)
                break;
            here = tree->at[here].parent;
        } else if (unknown == 0) {
            if (!child_text(reader, arena, &tree->at[here], &node, err))
                return false;
        }
    }
    tree_link(tree);
    return true;
}

/* ---- the envelope ---- */

static bool envelope_start(struct cin_reader *reader, const struct xml_node *node, bool *child,
                           struct error *err)
{
    if (node->depth == DEPTH_MESSAGE && !text_is(node->name, "Message"))
        return fail(err, ERROR_INPUT, NULL, "Line %ld: this is not a CIN census file. It begins "
                    "with <%.*s>, and a census begins with <Message>.", node->line,
                    (int)text_clip(node->name, 60).len, node->name.at);
    if (node->depth == DEPTH_SECTION && text_is(node->name, "Header"))
        reader->in_header = true;
    else if (node->depth == DEPTH_SECTION && !text_is(node->name, "Children"))
        finding_add(reader->findings, FINDING_UNKNOWN_ELEMENT, node->line, "Message");
    *child = node->depth == DEPTH_CHILD && text_is(node->name, "Child");
    if (node->depth == DEPTH_CHILD && !*child)
        finding_add(reader->findings, FINDING_UNKNOWN_ELEMENT, node->line, "Children");
    return true;
}

enum cin_event cin_reader_next(struct cin_reader *reader, struct arena *arena,
                               struct cin_tree *tree, struct error *err)
{
    struct xml_node node;

    *tree = (struct cin_tree){ 0 };
    for (;;) {
        switch (xml_next(reader->xml, &node, err)) {
        case XML_FAILED:
            return CIN_EVENT_FAILED;
        case XML_FINISHED:
            return CIN_EVENT_END;
        default:
            break;
        }
        if (reader->in_header) {
            header_event(reader, &node);
            continue;
        }
        if (node.event == XML_TEXT)
            finding_add(reader->findings, FINDING_STRAY_TEXT, node.line, "Message");
        if (node.event != XML_START)
            continue;
        bool child = false;
        if (!envelope_start(reader, &node, &child, err))
            return CIN_EVENT_FAILED;
        if (child)
            return child_read(reader, arena, node.line, tree, err) ? CIN_EVENT_CHILD
                                                                   : CIN_EVENT_FAILED;
    }
}
