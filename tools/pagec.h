/* pagec.h - the page compiler: turns *.page files into C while Candour is built.
 *
 *   % #include "web/pages/pages.h"     before the first page: what the pages need
 *   %% page NAME(ARGS)                 begins void NAME(struct html *h, ARGS)
 *   %% local NAME(ARGS)                the same, known in this file only
 *   %% open X_open(ARGS)               a page that leaves elements open; the next page in the
 *   %% close X_close(ARGS)             file is its close, and the two balance together
 *   % statement                        a line of C
 *   {{ expression }}                   its value, escaped as this place in the markup needs
 *   {! code !}                         C within a line: class="tag{! if (red) { !} tag--red{! } !}"
 *
 * What is refused, and why, stands beside each check in pagec_markup.c and pagec_code.c. The rule
 * on branches: every C block { } leaves the markup as it found it. An element that is opened in a
 * block is closed in it, and a block closes nothing from outside. So whichever way a page runs, it
 * is balanced. A call X_open(h, ...) counts as an element that only X_close(h, ...) closes. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Prints "FILE:LINE: sentence" and ends the build. */
_Noreturn void refuse(const char *form, ...) __attribute__((format(printf, 1, 2)));

/* ---- markup: where we are in the HTML ---- */

enum { NAME_MAX = 48, DEPTH_MAX = 64, ATTRIBUTES_MAX = 40, VALUE_MAX = 160 };

enum where {
    IN_TEXT, AFTER_LESS, IN_TAG_NAME, IN_TAG, IN_NAME, BEFORE_VALUE, IN_VALUE, IN_COMMENT, IN_SCRIPT
};

/* An attribute of the tag being read. Two of one name only in two branches of one if. */
struct attribute { char name[NAME_MAX]; int chain, branch; };

struct markup {
    enum where where;
    bool closing;                        // the tag is an end tag
    bool slash;                          // the tag ends in />
    bool blank_needed;                   // a value or a name has just ended
    char tag[NAME_MAX], name[NAME_MAX];
    char value[VALUE_MAX];               // beginning of the literal text of the value
    size_t value_len;
    bool starts;                         // the value may be empty: a hole could choose the scheme
    char type[NAME_MAX];                 // value of type=, to know a hidden input
    struct attribute attributes[ATTRIBUTES_MAX];
    int attribute_count;
    int chain, branch;                   // of the C block that we are in; 0: none
    char open[DEPTH_MAX][NAME_MAX];
    int depth;
};

enum escape { ESCAPE_TEXT, ESCAPE_VALUE, ESCAPE_URL, ESCAPE_URL_PART };

void markup_literal(struct markup *m, const char *s, size_t len);
enum escape markup_hole(struct markup *m);
void markup_code(struct markup *m);          // C code stands here: is it allowed to?
void markup_push(struct markup *m, const char *name);
void markup_pop(struct markup *m, const char *name);
bool markup_inside(const struct markup *m, const char *name);

/* ---- code: what the C between the markup may do ---- */

enum { BLOCKS_MAX = 64 };

struct block {
    int depth, chain, branch;
    enum where where;
    bool starts, blank_needed, loop;
};

struct code {
    struct markup *markup;
    struct block blocks[BLOCKS_MAX];
    int block_count;
    int chains;                          // handed out so far
    struct block last;                   // the block that was closed last, for its else
    bool closed_one, loop_ahead, else_ahead, in_remark;
    int parens;
    int bottom;                          // elements that were open when the page began
    char end;                            // last character of code since the last markup, or 0
};

void code_read(struct code *c, const char *s, size_t len);
void code_hole(const char *s, size_t len);   // an expression: words that no page may use
void code_markup(struct code *c);            // markup follows: the code before it must be whole
