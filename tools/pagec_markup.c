/* pagec_markup.c - reads the markup of a page, a character at a time, and says what a hole
 * needs. */
#include "pagec.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool listed(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcasecmp(word, *list) == 0)
            return true;
    return false;
}

/* Elements without an end tag (HTML, 13.1.2). */
static const char *const empty_elements[] = { "area", "br", "col", "hr", "img", "input", "link",
    "meta", "source", "wbr", "!doctype", NULL };
/* Elements that could load or change more than a page of ours needs. */
static const char *const unwanted_elements[] = { "base", "embed", "iframe", "object", "style",
    "applet", "frame", "frameset", "noscript", "template", "math", "animate", "set", "foreignobject",
    NULL };
/* A parser closes an open <p> before any of these: the page would not be what the file shows. */
static const char *const blocks[] = { "address", "article", "aside", "blockquote", "details", "div",
    "dl", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul", NULL };
static const char *const url_attributes[] = { "href", "src", "action", "formaction", "cite",
    "poster", "xlink:href", NULL };
/* Attributes that hold code, or a list of addresses that no escaper of ours knows. */
static const char *const closed_attributes[] = { "style", "srcdoc", "srcset", "ping", "http-equiv",
    "manifest", NULL };
static const char *const not_within_itself[] = { "a", "button", "form", "label", NULL };

static void add(char *word, size_t *len, char c, const char *what)
{
    if (*len + 1 >= NAME_MAX)
        refuse("the %s %s... is too long", what, word);
    word[(*len)++] = c;
    word[*len] = '\0';
}

bool markup_inside(const struct markup *m, const char *name)
{
    for (int i = 0; i < m->depth; i++)
        if (strcasecmp(m->open[i], name) == 0)
            return true;
    return false;
}

void markup_push(struct markup *m, const char *name)
{
    if (m->depth == DEPTH_MAX)
        refuse("more than %d elements are open", DEPTH_MAX);
    snprintf(m->open[m->depth++], NAME_MAX, "%s", name);
}

void markup_pop(struct markup *m, const char *name)
{
    if (m->depth == 0)
        refuse("</%s> closes nothing", name);
    if (strcasecmp(m->open[m->depth - 1], name) != 0)
        refuse("</%s> closes <%s>", name, m->open[m->depth - 1]);
    m->depth--;
}

static bool has(const struct markup *m, const char *attribute)
{
    for (int i = 0; i < m->attribute_count; i++)
        if (strcasecmp(m->attributes[i].name, attribute) == 0)
            return true;
    return false;
}

/* The tag's name is known: may it stand here? */
static void begin_tag(struct markup *m)
{
    m->attribute_count = 0;
    m->slash = false;
    m->type[0] = '\0';
    m->where = IN_TAG;
    if (m->closing)
        return;
    if (listed(m->tag, unwanted_elements))
        refuse("<%s> is not used in our pages", m->tag);
    if (listed(m->tag, blocks) && markup_inside(m, "p"))
        refuse("<%s> cannot stand in <p>: a browser would close the paragraph first", m->tag);
    if (listed(m->tag, not_within_itself) && markup_inside(m, m->tag))
        refuse("<%s> cannot stand within another", m->tag);
}

static void check_start_tag(const struct markup *m)
{
    if (strcasecmp(m->tag, "img") == 0 && !has(m, "alt"))
        refuse("<img> needs alt, for those who do not see it (alt=\"\" where it only decorates)");
    if (strcasecmp(m->tag, "button") == 0 && !has(m, "type"))
        refuse("<button> needs type: without it every button submits");
    if (strcasecmp(m->tag, "script") == 0 && !has(m, "src"))
        refuse("a script has a file of its own: our content policy runs no other");
    bool field = strcasecmp(m->tag, "input") == 0 || strcasecmp(m->tag, "select") == 0 ||
                 strcasecmp(m->tag, "textarea") == 0;
    if (field && strcasecmp(m->type, "hidden") != 0 && !has(m, "id") && !has(m, "aria-label"))
        refuse("<%s> needs an id for its label, or aria-label", m->tag);
}

static void end_tag(struct markup *m)
{
    m->where = IN_TEXT;
    m->blank_needed = false;
    if (m->closing) {
        if (m->attribute_count > 0)
            refuse("</%s> takes no attributes", m->tag);
        markup_pop(m, m->tag);
        return;
    }
    check_start_tag(m);
    if (listed(m->tag, empty_elements))
        return;
    if (m->slash) {
        if (!markup_inside(m, "svg") && strcasecmp(m->tag, "svg") != 0)
            refuse("<%s/> is not closed by its slash: HTML ignores it", m->tag);
        return;
    }
    markup_push(m, m->tag);
    if (strcasecmp(m->tag, "script") == 0)
        m->where = IN_SCRIPT;
}

/* The attribute's name is known: may it stand here, and is it the first of its name? */
static void end_name(struct markup *m)
{
    if (strncasecmp(m->name, "on", 2) == 0)
        refuse("%s= holds a script: our content policy runs none inside a page", m->name);
    if (listed(m->name, closed_attributes))
        refuse("%s= is not used in our pages", m->name);
    for (int i = 0; i < m->attribute_count; i++) {
        const struct attribute *other = &m->attributes[i];
        bool two_branches = other->chain == m->chain && m->chain != 0 && other->branch != m->branch;
        if (strcasecmp(other->name, m->name) == 0 && !two_branches)
            refuse("<%s> has %s= twice", m->tag, m->name);
    }
    if (m->attribute_count == ATTRIBUTES_MAX)
        refuse("<%s> has more than %d attributes", m->tag, ATTRIBUTES_MAX);
    struct attribute *a = &m->attributes[m->attribute_count++];
    memcpy(a->name, m->name, sizeof a->name);
    a->chain = m->chain;
    a->branch = m->branch;
    m->where = IN_TAG;
}

static void end_value(struct markup *m)
{
    if (strcasecmp(m->name, "type") == 0)
        snprintf(m->type, sizeof m->type, "%.*s", (int)sizeof m->type - 1, m->value);
    if (listed(m->name, url_attributes) && strcspn(m->value, ":") < strcspn(m->value, "/?#") &&
        strncasecmp(m->value, "https:", 6) != 0 && strncasecmp(m->value, "mailto:", 7) != 0)
        refuse("%s= may lead to a page of ours, to https: or to mailto:", m->name);
    m->where = IN_TAG;
    m->blank_needed = true;
}

static void read_text(struct markup *m, const char *s, size_t left)
{
    if (*s == '<') {
        m->where = AFTER_LESS;
        m->closing = false;
        m->tag[0] = '\0';
    } else if (*s == '&' && (left < 2 || (!isalpha((unsigned char)s[1]) && s[1] != '#'))) {
        refuse("write &amp; for a lone &");
    }
}

static void read_tag_name(struct markup *m, char c)
{
    size_t len = strlen(m->tag);
    bool first = m->where == AFTER_LESS;
    if (first && c == '/' && !m->closing) {
        m->closing = true;
    } else if (isalpha((unsigned char)c) || (first && c == '!') ||
               (!first && (isdigit((unsigned char)c) || c == '-'))) {
        add(m->tag, &len, c, "tag");
        m->where = IN_TAG_NAME;
        if (strcmp(m->tag, "!--") == 0) {
            m->where = IN_COMMENT;
            m->value_len = 0;
        }
    } else if (first) {
        refuse("a lone <: write &lt;");
    } else {
        begin_tag(m);
        if (c == '>')
            end_tag(m);
        else if (c == '/')
            m->slash = true;
        else if (!isspace((unsigned char)c))
            refuse("a blank is needed after <%s", m->tag);
    }
}

static void read_tag(struct markup *m, char c)
{
    if (c == '>') {
        end_tag(m);
    } else if (isspace((unsigned char)c)) {
        m->blank_needed = false;
    } else if (c == '/') {
        m->slash = true;
    } else if (m->blank_needed) {
        refuse("a blank is needed between the attributes of <%s>", m->tag);
    } else if (!isalpha((unsigned char)c)) {
        refuse("an attribute of <%s> begins with '%c'", m->tag, c);
    } else {
        size_t len = 0;
        add(m->name, &len, c, "attribute");
        m->where = IN_NAME;
    }
}

static void read_name(struct markup *m, char c)
{
    size_t len = strlen(m->name);
    if (c == '=') {
        end_name(m);
        m->where = BEFORE_VALUE;
    } else if (isalnum((unsigned char)c) || c == '-' || c == ':' || c == '_') {
        add(m->name, &len, c, "attribute");
    } else if (isspace((unsigned char)c) || c == '>' || c == '/') {
        end_name(m);
        read_tag(m, c);
    } else {
        refuse("the attribute %s goes on with '%c'", m->name, c);
    }
}

static void read_value(struct markup *m, char c)
{
    if (c == '"') {
        end_value(m);
        return;
    }
    m->starts = false;
    if (m->value_len + 1 < VALUE_MAX) {
        m->value[m->value_len++] = c;
        m->value[m->value_len] = '\0';
    }
}

/* value_len counts the dashes just before. */
static void read_comment(struct markup *m, char c)
{
    if (c == '>' && m->value_len >= 2)
        m->where = IN_TEXT;
    m->value_len = c == '-' ? m->value_len + 1 : 0;
}

static void read_script(struct markup *m, const char *s)
{
    if (*s == '<')
        read_text(m, s, 1);
    else if (!isspace((unsigned char)*s))
        refuse("a script has a file of its own: our content policy runs no other");
}

void markup_literal(struct markup *m, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        switch (m->where) {
        case IN_TEXT: read_text(m, s + i, len - i); break;
        case AFTER_LESS:
        case IN_TAG_NAME: read_tag_name(m, s[i]); break;
        case IN_TAG: read_tag(m, s[i]); break;
        case IN_NAME: read_name(m, s[i]); break;
        case BEFORE_VALUE:
            if (s[i] != '"')
                refuse("%s= needs double quotes", m->name);
            m->where = IN_VALUE;
            m->value[0] = '\0';
            m->value_len = 0;
            m->starts = true;
            break;
        case IN_VALUE: read_value(m, s[i]); break;
        case IN_COMMENT: read_comment(m, s[i]); break;
        case IN_SCRIPT: read_script(m, s + i); break;
        }
    }
}

/* At the start of an address a hole may choose where it leads, so the guard looks at it; later
 * holes are one part of a path or a query, and what is not a letter or digit there is
 * percent-encoded. */
static enum escape url_hole(struct markup *m)
{
    if (m->starts)
        return ESCAPE_URL;
    const char *v = m->value;
    bool settled = (v[0] == '/' && v[1] != '/') || v[0] == '#' || v[0] == '?' ||
                   (strncasecmp(v, "https://", 8) == 0 && strchr(v + 8, '/'));
    if (m->value_len > 0 && !settled)
        refuse("%s=: the text before the hole must settle where it leads; begin it with /",
               m->name);
    return ESCAPE_URL_PART;
}

enum escape markup_hole(struct markup *m)
{
    if (m->where == IN_TEXT) {
        if (m->depth > 0 && strcasecmp(m->open[m->depth - 1], "textarea") == 0)
            return ESCAPE_VALUE;
        return ESCAPE_TEXT;
    }
    if (m->where == BEFORE_VALUE)
        refuse("%s= needs double quotes around a hole", m->name);
    if (m->where != IN_VALUE)
        refuse("a hole may stand only in text or in a quoted value%s",
               m->where == IN_SCRIPT ? ", never in a script" :
               m->where == IN_COMMENT ? ", never in a comment" : "");
    bool script = strcasecmp(m->tag, "script") == 0 && strcasecmp(m->name, "src") != 0;
    if (script || strcasecmp(m->tag, "meta") == 0)
        refuse("a hole may not stand in %s= of <%s>", m->name, m->tag);
    enum escape escape = ESCAPE_TEXT;
    if (listed(m->name, url_attributes))
        escape = url_hole(m);
    else if (strcasecmp(m->name, "value") == 0)
        escape = ESCAPE_VALUE;
    m->starts = false;
    return escape;
}

void markup_code(struct markup *m)
{
    switch (m->where) {
    case IN_TEXT:
    case IN_TAG:
    case IN_VALUE:
        return;
    case IN_TAG_NAME:
        begin_tag(m);
        m->blank_needed = true;
        return;
    case IN_NAME:
        end_name(m);
        m->blank_needed = true;
        return;
    default:
        refuse("code may stand only in text, between attributes or in a quoted value");
    }
}
