/* pagec_code.c - reads the C of a page just far enough to keep the markup balanced. */
#include "pagec.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool is_word(const char *s, size_t len, const char *word)
{
    return strlen(word) == len && memcmp(s, word, len) == 0;
}

static bool word_part(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* Length of the string, character or remark at s; 0 when none begins here. */
static size_t quoted(struct code *c, const char *s, size_t left)
{
    if (left > 1 && s[0] == '/' && s[1] == '/')
        return left;
    if (left > 1 && s[0] == '/' && s[1] == '*') {
        for (size_t i = 2; i + 1 < left; i++)
            if (s[i] == '*' && s[i + 1] == '/')
                return i + 2;
        if (c)
            c->in_remark = true;
        return left;
    }
    if (s[0] != '"' && s[0] != '\'')
        return 0;
    for (size_t i = 1; i < left; i++) {
        if (s[i] == '\\')
            i++;
        else if (s[i] == s[0])
            return i + 1;
    }
    refuse("a string of the code does not end on its line");
}

/* The writer belongs to the generated code: whoever could reach into it could leave the escaping
 * out. */
static void forbid(const char *s, size_t len, const char *after, size_t left)
{
    if (is_word(s, len, "html_raw") || is_word(s, len, "html_literal"))
        refuse("a page never writes unescaped: %.*s is for the compiler", (int)len, s);
    while (left > 0 && isspace((unsigned char)*after))
        after++, left--;
    bool into = left > 1 && (*after == '.' || memcmp(after, "->", 2) == 0);
    if (into && is_word(s, len, "h"))
        refuse("a page does not reach into its writer");
    if (is_word(s, len, "asm") || is_word(s, len, "__asm__"))
        refuse("no assembler in a page");
}

void code_hole(const char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t skip = quoted(NULL, s + i, len - i);
        if (skip == 0 && word_part(s[i])) {
            while (i + skip < len && word_part(s[i + skip]))
                skip++;
            forbid(s + i, skip, s + i + skip, len - i - skip);
        }
        i += skip ? skip : 1;
    }
}

static void open_block(struct code *c)
{
    struct markup *m = c->markup;
    if (c->block_count == BLOCKS_MAX)
        refuse("more than %d blocks are open", BLOCKS_MAX);
    c->blocks[c->block_count++] = (struct block){
        .depth = m->depth, .chain = m->chain, .branch = m->branch, .where = m->where,
        .starts = m->starts, .blank_needed = m->blank_needed, .loop = c->loop_ahead,
    };
    if (c->else_ahead && c->closed_one) {
        m->chain = c->last.chain;
        m->branch = c->last.branch + 1;
        m->starts = c->last.starts;
    } else {
        m->chain = ++c->chains;
        m->branch = 1;
    }
    c->loop_ahead = c->else_ahead = false;
}

static void close_block(struct code *c)
{
    struct markup *m = c->markup;
    if (c->block_count == 0)
        refuse("a } closes nothing");
    const struct block *b = &c->blocks[--c->block_count];
    if (m->depth > b->depth)
        refuse("<%s> is opened in a block and not closed in it", m->open[m->depth - 1]);
    if (m->depth < b->depth)
        refuse("a block closes an element that was opened outside it");
    if (m->where != b->where)
        refuse("a block begins %s and ends %s", b->where == IN_TEXT ? "in text" : "in a tag",
               m->where == IN_TEXT ? "in text" : "elsewhere");
    c->last = (struct block){ .chain = m->chain, .branch = m->branch, .starts = b->starts };
    c->closed_one = true;
    m->chain = b->chain;
    m->branch = b->branch;
    m->starts = b->starts;         // the block may not have run
    m->blank_needed = m->blank_needed || b->blank_needed;
}

/* Leaving a loop or the page early must not skip an end tag. */
static void check_leaving(const struct code *c, const char *word, size_t len)
{
    const struct markup *m = c->markup;
    int outside = c->bottom;
    if (is_word(word, len, "break") || is_word(word, len, "continue"))
        for (int i = 0; i < c->block_count; i++)
            if (c->blocks[i].loop)
                outside = c->blocks[i].depth;
    if (m->depth != outside || m->where != IN_TEXT)
        refuse("%.*s here would leave %s open", (int)len, word,
               m->depth ? m->open[m->depth - 1] : "a tag");
}

/* A call X_open(h, ...) is an element that only X_close(h, ...) closes. */
static void check_pair(struct code *c, const char *word, size_t len, const char *after, size_t left)
{
    char name[NAME_MAX];
    bool opens = len > 5 && memcmp(word + len - 5, "_open", 5) == 0;
    bool closes = len > 6 && memcmp(word + len - 6, "_close", 6) == 0;
    if ((!opens && !closes) || left < 3 || memcmp(after, "(h", 2) != 0 || word_part(after[2]))
        return;
    if (c->markup->where != IN_TEXT)
        refuse("%.*s is called inside a tag", (int)len, word);
    snprintf(name, sizeof name, "%.*s_open", (int)(len - (opens ? 5 : 6)), word);
    if (opens)
        markup_push(c->markup, name);
    else
        markup_pop(c->markup, name);
}

static void read_word(struct code *c, const char *s, size_t len, const char *after, size_t left)
{
    static const char *const loops[] = { "for", "while", "do", "switch" };
    static const char *const leavers[] = { "return", "goto", "break", "continue" };
    forbid(s, len, after, left);
    for (size_t i = 0; i < 4; i++) {
        if (is_word(s, len, loops[i]))
            c->loop_ahead = true;
        if (is_word(s, len, leavers[i]))
            check_leaving(c, s, len);
    }
    if (is_word(s, len, "else"))
        c->else_ahead = true;
    else if (!c->else_ahead && !is_word(s, len, "if"))
        c->closed_one = false;
    check_pair(c, s, len, after, left);
    c->end = 'a';
}

static void read_mark(struct code *c, char mark)
{
    if (isspace((unsigned char)mark))
        return;
    c->end = mark;
    switch (mark) {
    case '(': case '[': c->parens++; break;
    case ')': case ']': c->parens--; break;
    case '{': open_block(c); break;
    case '}': close_block(c); break;
    case '#': refuse("a page defines no macros; only %% #include, before the first page");
    case ';':
        if (c->parens == 0)
            c->loop_ahead = c->else_ahead = c->closed_one = false;
        break;
    default: break;
    }
}

void code_read(struct code *c, const char *s, size_t len)
{
    markup_code(c->markup);
    for (size_t i = 0; i < len;) {
        if (c->in_remark) {
            if (s[i] == '*' && i + 1 < len && s[i + 1] == '/') {
                c->in_remark = false;
                i++;
            }
            i++;
            continue;
        }
        size_t skip = quoted(c, s + i, len - i);
        if (skip > 0) {
            if (s[i] != '/')
                c->end = '"';
        } else if (word_part(s[i])) {
            while (i + skip < len && word_part(s[i + skip]))
                skip++;
            read_word(c, s + i, skip, s + i + skip, len - i - skip);
        } else {
            read_mark(c, s[i]);
        }
        i += skip ? skip : 1;
    }
}

/* `% if (x)` and a line of markup would guard the first piece of the line only. */
void code_markup(struct code *c)
{
    if (c->end && !strchr("{};:", c->end))
        refuse("the code before this markup is not a whole statement; put the markup in { }");
    if (c->parens != 0 && c->end)
        refuse("the code before this markup has an open parenthesis");
    c->end = 0;
}
