/* A PDF may be added to: its catalog is written again at the end, with a table of one line that says where, and a
 * trailer that names the table before (ISO 32000-1, 7.5.6). */
#include "base/pdf_model.h"

#include <string.h>

/* The whole number after the last such word; false where there is none. */
static bool number_after(text file, const char *word, int64_t *number)
{
    size_t len = strlen(word);
    for (size_t at = file.len; at-- > 0;) {
        if (!text_starts(text_skip(file, at), word))
            continue;
        text rest = text_trim(text_skip(file, at + len));
        size_t digits = 0;
        while (digits < rest.len && digits < 12 && rest.at[digits] >= '0' && rest.at[digits] <= '9')
            digits++;
        return text_to_int(text_first(rest, digits), number);
    }
    return false;
}

static text object_of(text file, int64_t number)
{
    char head[40];
    snprintf(head, sizeof head, "\n%lld 0 obj\n<<", (long long)number);
    const char *at = memmem(file.at, file.len, head, strlen(head));
    if (!at)
        return TEXT_NONE;
    text rest = text_skip(file, (size_t)(at - file.at) + strlen(head));
    const char *end = memmem(rest.at, rest.len, "\nendobj", 7);
    return end ? text_first(rest, (size_t)(end - rest.at)) : TEXT_NONE;
}

void pdf_finish(struct bytes *to, size_t from)
{
    text file = text_skip(bytes_text(to), from);
    text tail = text_skip(file, file.len > 400 ? file.len - 400 : 0);
    int64_t catalog, info, size, table;
    if (!number_after(tail, "/Root ", &catalog) || !number_after(tail, "/Info ", &info)
            || !number_after(tail, "/Size ", &size) || !number_after(tail, "startxref", &table))
        return;
    text object = object_of(file, catalog);
    if (!text_contains(object, TEXT("/Type /Catalog")) || !text_ends(object, ">>"))
        return;

    struct bytes more = { 0 };
    bytes_add_format(&more, "%lld 0 obj\n<<", (long long)catalog);
    bytes_add_text(&more, text_first(object, object.len - 2));
    if (!text_contains(object, TEXT("/MarkInfo")))           // cairo: only where one element holds all others
        bytes_add_cstr(&more, "   /MarkInfo << /Marked true >>\n");
    bytes_add_cstr(&more, "   /Lang (en-GB)\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n");
    size_t at = file.len, new_table = file.len + more.len;
    bytes_add_format(&more, "xref\n%lld 1\n%010zu 00000 n \ntrailer\n<< /Size %lld\n   /Root %lld 0 R\n",
                     (long long)catalog, at, (long long)size, (long long)catalog);
    bytes_add_format(&more, "   /Info %lld 0 R\n   /Prev %lld\n>>\nstartxref\n%zu\n%%%%EOF\n", (long long)info,
                     (long long)table, new_table);
    bytes_add_text(to, bytes_text(&more));
    bytes_free(&more);
}
