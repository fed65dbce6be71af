/* pagec.c - reads a .page file and writes its C. Usage: pagec FILE.page FILE.c. See pagec.h. */
#include "pagec.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LITERAL_MAX = 32768, PAGES_MAX = 64 };
enum sort { SORT_NONE, SORT_PAGE, SORT_LOCAL, SORT_OPEN, SORT_CLOSE };

static const char *file;
static int line;

static struct {
    FILE *out;
    enum sort sort;                      // of the page that we are in
    char opened[NAME_MAX];               // X of the X_open that waits for its close
    struct markup markup;
    struct code code;
    int code_line;                       // of the last % line: a long statement gets one #line
    char literal[LITERAL_MAX];
    size_t literal_len;
} page;

void refuse(const char *form, ...)
{
    va_list list;
    va_start(list, form);
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, form, list);
    va_end(list);
    fputc('\n', stderr);
    exit(1);
}

static void put_line_mark(void) { fprintf(page.out, "#line %d \"%s\"\n", line, file); }

static void put_literal(void)
{
    if (page.literal_len == 0)
        return;
    fputs("    html_literal(h, \"", page.out);
    for (size_t i = 0; i < page.literal_len; i++) {
        unsigned char c = (unsigned char)page.literal[i];
        if (c == '\n')
            fputs("\\n", page.out);
        else if (c == '"' || c == '\\')
            fprintf(page.out, "\\%c", c);
        else if (c < 32 || c > 126 || c == '?')      // ? could begin a trigraph
            fprintf(page.out, "\\%03o", c);
        else
            fputc(c, page.out);
    }
    fputs("\");\n", page.out);
    page.literal_len = 0;
}

static void keep_literal(const char *s, size_t len)
{
    if (len == 0)
        return;
    code_markup(&page.code);
    markup_literal(&page.markup, s, len);
    if (page.literal_len + len > LITERAL_MAX)
        put_literal();
    if (len > LITERAL_MAX)
        refuse("this line is longer than %d bytes", LITERAL_MAX);
    memcpy(page.literal + page.literal_len, s, len);
    page.literal_len += len;
}

static void put_hole(const char *expression, size_t len)
{
    static const char *const writers[] = {
        [ESCAPE_TEXT] = "html_put", [ESCAPE_VALUE] = "html_value",
        [ESCAPE_URL] = "html_url", [ESCAPE_URL_PART] = "html_url_part",
    };
    if (strspn(expression, " \t") >= len)
        refuse("a hole is empty");
    code_markup(&page.code);
    code_hole(expression, len);
    enum escape escape = markup_hole(&page.markup);
    put_literal();
    put_line_mark();
    fprintf(page.out, "    %s(h, %.*s);\n", writers[escape], (int)len, expression);
}

/* ---- pages ---- */

static enum sort sort_of(const char *s, const char **rest)
{
    static const struct { const char *word; enum sort sort; } sorts[] = {
        { "%% page ", SORT_PAGE }, { "%% local ", SORT_LOCAL },
        { "%% open ", SORT_OPEN }, { "%% close ", SORT_CLOSE },
    };
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
        size_t len = strlen(sorts[i].word);
        if (strncmp(s, sorts[i].word, len) == 0) {
            *rest = s + len;
            return sorts[i].sort;
        }
    }
    if (strncmp(s, "%%", 2) == 0)
        refuse("after %%%% comes page, local, open or close");
    return SORT_NONE;
}

/* Writes `void NAME(struct html *h, ARGS)` for the head NAME(ARGS). */
static void put_head(enum sort sort, const char *head)
{
    const char *paren = strchr(head, '('), *end = strrchr(head, ')');
    if (!paren || !end || paren == head || end < paren)
        refuse("a page begins %%%% page NAME(ARGUMENTS)");
    for (const char *p = head; p < paren; p++)
        if (!isalnum((unsigned char)*p) && *p != '_')
            refuse("a page's name is made of letters, digits and _");
    int len = (int)(end - paren - 1);
    fprintf(page.out, "%svoid %.*s(struct html *h%s%.*s)", sort == SORT_LOCAL ? "static " : "",
            (int)(paren - head), head, len > 0 ? ", " : "", len, paren + 1);
}

static void check_pair_name(enum sort sort, const char *head)
{
    const char *ending = sort == SORT_OPEN ? "_open" : "_close";
    size_t len = strcspn(head, "("), ending_len = strlen(ending);
    if (len <= ending_len || strncmp(head + len - ending_len, ending, ending_len) != 0)
        refuse("the name of this page must end in %s", ending);
    int stem = (int)(len - ending_len);
    if (sort == SORT_OPEN) {
        snprintf(page.opened, sizeof page.opened, "%.*s", stem, head);
    } else {
        if ((int)strlen(page.opened) != stem || strncmp(page.opened, head, (size_t)stem) != 0)
            refuse("%.*s_close stands right after its %.*s_open", stem, head, stem, head);
        page.opened[0] = '\0';
    }
}

static void end_page(void)
{
    if (page.sort == SORT_NONE)
        return;
    code_markup(&page.code);
    put_literal();
    if (page.code.block_count > 0)
        refuse("a { is not closed at the end of the page");
    if (page.markup.where != IN_TEXT)
        refuse("the page ends inside a tag or a comment");
    int depth = page.markup.depth;
    if (page.sort != SORT_OPEN && depth > 0)
        refuse("<%s> is not closed at the end of the page", page.markup.open[depth - 1]);
    if (page.sort == SORT_OPEN && depth == 0)
        refuse("an open page leaves something open; this one is a page");
    fputs("}\n\n", page.out);
    page.sort = SORT_NONE;
}

static void begin_page(enum sort sort, const char *head)
{
    struct markup fresh = { .where = IN_TEXT };
    end_page();
    if (sort == SORT_CLOSE) {
        check_pair_name(sort, head);
        fresh.depth = page.markup.depth;
        memcpy(fresh.open, page.markup.open, sizeof fresh.open);
    } else if (page.opened[0]) {
        refuse("%s_open has no %s_close right after it", page.opened, page.opened);
    } else if (sort == SORT_OPEN) {
        check_pair_name(sort, head);
    }
    page.sort = sort;
    page.markup = fresh;
    page.code = (struct code){ .markup = &page.markup, .bottom = fresh.depth };
    page.code_line = -1;
    put_line_mark();
    put_head(sort, head);
    fputs("\n{\n", page.out);
}

/* ---- lines ---- */

static void read_code_line(const char *s)
{
    put_literal();
    if (page.code_line != line - 1)
        put_line_mark();
    page.code_line = line;
    size_t len = strlen(s);
    if (page.sort != SORT_NONE)
        code_read(&page.code, s, len);
    else if (strncmp(s + strspn(s, " \t"), "#include ", 9) != 0)
        refuse("before the first page stand only %% #include lines");
    fputs(s, page.out);
}

static void read_markup_line(const char *s)
{
    while (*s) {
        const char *o = s;
        while (*o && !(o[0] == '{' && (o[1] == '{' || o[1] == '!')))
            o++;
        keep_literal(s, (size_t)(o - s));
        if (!*o)
            return;
        bool hole = o[1] == '{';
        const char *end = strstr(o + 2, hole ? "}}" : "!}");
        if (!end)
            refuse("%s is not closed on its line", hole ? "{{" : "{!");
        if (hole) {
            put_hole(o + 2, (size_t)(end - o - 2));
        } else {
            put_literal();
            code_read(&page.code, o + 2, (size_t)(end - o - 2));
            put_line_mark();
            fprintf(page.out, "    %.*s\n", (int)(end - o - 2), o + 2);
        }
        s = end + 2;
    }
}

static bool keeps_indent(const struct markup *m)
{
    return m->where != IN_TEXT || markup_inside(m, "pre") || markup_inside(m, "textarea");
}

static void read_line(const char *s)
{
    const char *head, *p = s + strspn(s, " \t");
    enum sort sort = sort_of(p, &head);
    if (sort != SORT_NONE) {
        begin_page(sort, head);
    } else if (*p == '%') {
        read_code_line(p + 1);
    } else if (page.sort == SORT_NONE) {
        if (*p != '\n' && *p != '\0')
            refuse("text stands before the first page");
    } else {
        read_markup_line(keeps_indent(&page.markup) ? s : p);
    }
}

/* Pages may call each other in any order, so each is declared before the first. */
static void put_declarations(char *const *lines, int count)
{
    for (line = 1; line <= count; line++) {
        const char *head, *s = lines[line - 1] + strspn(lines[line - 1], " \t");
        enum sort sort = sort_of(s, &head);
        if (sort == SORT_NONE)
            continue;
        put_line_mark();
        put_head(sort, head);
        fputs(";\n", page.out);
    }
}

static char **read_lines(const char *path, int *count)
{
    FILE *in = fopen(path, "r");
    char **lines = NULL, *one = NULL;
    size_t room = 0;
    *count = 0;
    while (in && getline(&one, &room, in) >= 0) {
        lines = realloc(lines, sizeof *lines * (size_t)(*count + 1));
        if (!lines)
            break;
        lines[(*count)++] = one;
        one = NULL;
        room = 0;
    }
    if (!in || ferror(in) || *count == 0) {
        fprintf(stderr, "%s:1: cannot be read, or is empty\n", path);
        exit(1);
    }
    fclose(in);
    free(one);
    return lines;
}

static void compile(char *const *lines, int count)
{
    fprintf(page.out, "/* Made from %s by tools/pagec.c: change that file instead. */\n"
            "#include \"web/html.h\"\n", file);
    int first = 0;
    for (const char *head; first < count; first++) {
        line = first + 1;
        if (sort_of(lines[first] + strspn(lines[first], " \t"), &head) != SORT_NONE)
            break;
        read_line(lines[first]);
    }
    put_declarations(lines, count);
    for (int i = first; i < count; i++) {
        line = i + 1;
        read_line(lines[i]);
    }
    line = count;
    end_page();
    if (page.opened[0])
        refuse("%s_open has no %s_close right after it", page.opened, page.opened);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: pagec FILE.page FILE.c\n");
        return 2;
    }
    int count;
    file = argv[1];
    char **lines = read_lines(file, &count);
    char *made = NULL;
    size_t size = 0;
    page.out = open_memstream(&made, &size);
    if (!page.out)
        return 2;
    compile(lines, count);
    fclose(page.out);

    FILE *out = fopen(argv[2], "w");     // only now: a refused page leaves no half-made file
    if (!out || fwrite(made, 1, size, out) != size || fclose(out) != 0) {
        perror(argv[2]);
        return 2;
    }
    for (int i = 0; i < count; i++)
        free(lines[i]);
    free(lines);
    free(made);
    return 0;
}
