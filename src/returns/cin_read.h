/* returns/cin_read.h - a CIN census file as a stream of children, each a small tree.
 *
 * One child is in memory at a time. What does not belong (stray text, unknown elements) is
 * reported and left out; only a file that is no XML, is hostile, or is no CIN census at all ends
 * the reading. */
#pragma once
#include "base/hash.h"
#include "base/xml.h"
#include "returns/cin_shape.h"
#include "returns/finding.h"

#define CIN_NODES_MAX 20000          // of one child: the largest real ones hold a few hundred
#define CIN_VALUE_BYTES_MAX 4096     // of one item: the longest code or number is 20 characters
#define CIN_HEADER_BYTES_MAX 16384

struct cin_node {
    int element;                     // in the shape
    int parent, next, child;         // places in the tree; CIN_NOWHERE: none. next: brother below
    long line;
    text value;                      // of an item; empty when it holds none
};
struct cin_tree { struct cin_node *at; int count, room; };       // at[0] is Child

struct cin_header {
    int year;                        // collection year; 0: the file does not say
    day reference;                   // unknown: the file does not say
    text lea;
    text items;                      // "CollectionDetails/Year=2026" a line, in the file's order
};

struct cin_reader;
enum cin_event { CIN_EVENT_CHILD, CIN_EVENT_END, CIN_EVENT_FAILED };

MUST_USE bool cin_reader_open(const char *path, struct findings *findings,
                              struct cin_reader **reader, struct error *err);
/* The tree lives in the arena. The header is complete with the first child, if it stands before
 * them. */
enum cin_event cin_reader_next(struct cin_reader *reader, struct arena *arena,
                               struct cin_tree *tree, struct error *err);
const struct cin_header *cin_reader_header(const struct cin_reader *reader);
int64_t cin_reader_bytes(const struct cin_reader *reader);
void cin_reader_close(struct cin_reader *reader);

/* The first item of that element anywhere below a node's own items; empty when there is none. */
const struct cin_node *cin_tree_item(const struct cin_tree *tree, int block, int element);

/* A value as one line: a backslash before what would break it. */
text cin_line_escape(struct arena *arena, text value);
text cin_line_plain(struct arena *arena, text line);
