/* A PDF is judged by what another program reads out of it: pdftotext and pdfinfo of poppler. */
#include "check.h"

#include "base/pdf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct pdf_head plain_head = {
    .title = { "A record", 8 }, .subtitle = { "Contact of 4 March 2026", 23 },
    .foot = { "Borough of Invented", 19 }, .ledger_size = 4711,
};

static char folder[] = "/tmp/candour-pdf-XXXXXX";

/* What a command says of the document, which it finds as a.pdf. In the arena. */
static text read_by(struct arena *arena, const struct bytes *pdf, const char *program)
{
    char path[80], command[200], piece[4096];
    struct bytes said = { 0 };
    snprintf(path, sizeof path, "%s/a.pdf", folder);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(pdf->at, 1, pdf->len, f), pdf->len);
    fclose(f);
    snprintf(command, sizeof command, "cd %s && %s", folder, program);
    f = popen(command, "r");
    assert_non_null(f);
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        bytes_add(&said, piece, n);
    int status = pclose(f);
    check(command, status == 0, "status %d", status);
    text made = text_copy(arena, bytes_text(&said));
    bytes_free(&said);
    unlink(path);
    return made;
}

static text drawn(struct arena *arena, const struct pdf *pdf, const char *program)
{
    struct bytes out = { 0 };
    struct error err = { 0 };
    check("drawn", pdf_draw(pdf, &out, &err), "%s %s", err.message, err.detail);
    text said = read_by(arena, &out, program);
    bytes_free(&out);
    return said;
}

#define TEXT_OUT "pdftotext -enc UTF-8 a.pdf - 2>&1"
#define STRUCTURE "pdfinfo -struct-text a.pdf 2>&1"
#define FACTS "pdfinfo a.pdf 2>&1"

static size_t count(text in, const char *part)
{
    size_t found = 0, len = strlen(part);
    for (size_t i = 0; i + len <= in.len; i++)
        found += !memcmp(in.at + i, part, len);
    return found;
}

/* Each of the words after the one before. */
static void in_order(const char *name, text said, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        const char *at = memmem(said.at, said.len, words[i], strlen(words[i]));
        check(name, at, "'%s' does not follow in: %.*s", words[i], TEXT_ARG(said));
        said = text_skip(said, (size_t)(at - said.at) + strlen(words[i]));
    }
}

static struct pdf *everything(struct arena *arena)
{
    struct pdf_head head = plain_head;
    head.banner = TEXT("Demonstration: everybody is invented");
    struct pdf *pdf = pdf_new(arena, &head);
    pdf_heading(pdf, 2, TEXT("What was found"));
    pdf_paragraph(pdf, PDF_PLAIN, TEXT("The first office of the affair.\nA second line."));
    pdf_row(pdf, TEXT("Received"), PDF_PLAIN, TEXT("4 March 2026"));
    pdf_row(pdf, TEXT("Outcome"), PDF_QUIET, TEXT("Not recorded"));
    pdf_row(pdf, TEXT("Left out"), PDF_PLAIN, TEXT_NONE);
    pdf_heading(pdf, 3, TEXT("In their words"));
    pdf_quotation(pdf, TEXT("I like it when Nan comes."), TEXT("To Jo Hart, at school, verbatim"));
    pdf_quotation(pdf, TEXT("I am fine."), TEXT_NONE);
    pdf_bullet(pdf, TEXT("First thing"));
    pdf_bullet(pdf, TEXT("Second thing"));
    pdf_table(pdf, TEXT("Who came"), (const struct pdf_column[]){ { "Agency", 1 }, { "Came", 3 } }, 2);
    pdf_table_row(pdf, (const struct pdf_cell[]){ { TEXT("Police"), PDF_PLAIN }, { TEXT("Yes"), PDF_PLAIN } });
    pdf_paragraph(pdf, PDF_WARNING, TEXT("Needs no action answers: 1"));
    return pdf;
}

static void test_reads_in_order(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *const words[] = {
        "Demonstration: everybody is invented", "A record", "Contact of 4 March 2026", "What was found",
        "The first office of the affair.", "A second line.", "Received", "4 March 2026", "Outcome", "Not recorded",
        "In their words", "I like it when Nan comes.", "To Jo Hart, at school, verbatim", "I am fine.",
        "It is not recorded who took these words.", "First thing", "Second thing", "Who came", "Agency", "Came", "Police",
        "Yes", "Needs no action answers: 1", "Borough of Invented", "Page 1 of 1", "Read at ledger size 4711", NULL,
    };
    text said = drawn(arena, everything(arena), TEXT_OUT);
    in_order("text", said, words);
    check("a row that says nothing", count(said, "Left out") == 0, "is shown");
    arena_free(arena);
}

static void test_structure(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *const words[] = {
        "P (block)", "everybody is invented", "H1 (block)", "A record", "H2 (block)", "What was found",
        "Table", "TR", "TH", "Received", "TD", "4 March 2026", "H3 (block)", "BlockQuote", "Nan comes", "verbatim", "BlockQuote",
        "I am fine", "L (block)", "LI", "Lbl", "LBody", "First thing", "LI", "Second thing", "Table", "TH", "Agency",
        "TD", "Police", "P (block)", "Needs no action", NULL,
    };
    const struct pdf *pdf = everything(arena);
    text said = drawn(arena, pdf, STRUCTURE);
    in_order("structure", said, words);
    check("what stands on each page is in no element", count(said, "Page 1") == 0, "%.*s", TEXT_ARG(said));
    check("each list once", count(said, "L (block)") == 1, "%.*s", TEXT_ARG(said));
    text facts = drawn(arena, pdf, FACTS);
    check("tagged", count(facts, "Tagged:          yes") == 1, "%.*s", TEXT_ARG(facts));
    check("A4", count(facts, "(A4)") == 1, "%.*s", TEXT_ARG(facts));
    check("its title", count(facts, "Title:           A record") == 1, "%.*s", TEXT_ARG(facts));

    struct bytes out = { 0 };
    struct error err = { 0 };
    assert_true(pdf_draw(pdf, &out, &err));
    check("its language", count(bytes_text(&out), "/Lang (en-GB)") == 1, "is not said");
    bytes_free(&out);
    arena_free(arena);
}

static void test_long_table(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct pdf *pdf = pdf_new(arena, &plain_head);
    pdf_table(pdf, TEXT("Visits"), (const struct pdf_column[]){ { "Row", 1 }, { "Whatwasseen", 4 }, { "By", 1 } }, 3);
    for (int i = 1; i <= 300; i++)
        pdf_table_row(pdf, (const struct pdf_cell[]){
            { text_format(arena, "row-%d.", i), PDF_PLAIN },
            { TEXT("A home visit of some length, with enough said of it to need a second line of the cell"),
              PDF_PLAIN },
            { TEXT("Jo Hart"), PDF_QUIET } });
    text said = drawn(arena, pdf, TEXT_OUT);
    const char *words[302] = { 0 };
    for (int i = 1; i <= 300; i++)
        words[i - 1] = text_cstr(arena, text_format(arena, "row-%d.", i));
    in_order("every row once and in order", said, words);
    size_t pages = count(said, "\f");
    check("more than one page", pages > 8 && pages < 20, "%zu pages", pages);
    size_t heads = count(said, "Whatwasseen");
    check("a head on each page", heads == pages, "%zu heads, %zu pages", heads, pages);
    heads = count(said, text_cstr(arena, text_format(arena, "of %zu\n", pages)));
    check("of how many", heads == pages, "%zu pages, said %zu times", pages, heads);
    text structure = drawn(arena, pdf, STRUCTURE);
    heads = count(structure, "Whatwasseen");
    check("heads that go on are heard once", heads == 1, "%zu", heads);
    check("no row is lost", count(structure, "row-") == 300, "%zu rows", count(structure, "row-"));
    arena_free(arena);
}

/* A row that no page holds goes on, in every cell, on the next one. */
static void test_row_longer_than_a_page(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct bytes long_text = { 0 };
    struct pdf *pdf = pdf_new(arena, &plain_head);
    for (int i = 0; i < 3000; i++)
        bytes_add_format(&long_text, "word%d. ", i);
    bytes_add_cstr(&long_text, "thelast.");
    pdf_table(pdf, TEXT_NONE, (const struct pdf_column[]){ { "What", 1 }, { "Short", 1 } }, 2);
    pdf_table_row(pdf, (const struct pdf_cell[]){ { bytes_text(&long_text), PDF_PLAIN },
                                                  { TEXT("shortword"), PDF_PLAIN } });
    pdf_paragraph(pdf, PDF_PLAIN, bytes_text(&long_text));
    pdf_row(pdf, TEXT("Notes"), PDF_CHILD_WORDS, bytes_text(&long_text));
    text said = drawn(arena, pdf, TEXT_OUT);
    check("the end of each", count(said, "thelast.") == 3, "%zu", count(said, "thelast."));
    check("each word of each", count(said, "word1234.") == 3, "%zu", count(said, "word1234."));
    check("what is short is said once", count(said, "shortword") == 1, "%zu", count(said, "shortword"));
    bytes_free(&long_text);
    arena_free(arena);
}

static void test_hostile(void **state)
{
    (void)state;
    const struct { const char *name; text words; const char *shown; } cases[] = {
        { "control characters", { "bell\a and \x1b[31mred\x7f end", 23 }, "bell and [31mred end" },
        { "NUL", { "a\0b after", 9 }, "a b after" },
        { "C1 controls", { "x\xC2\x85y after", 10 }, "after" },
        { "markup", TEXT("<b>&amp; <script>"), "<b>&amp; <script>" },
        { "Arabic", TEXT("\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7"), "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7" },
        { "Arabic among English", TEXT("She said \xD8\xB4\xD9\x83\xD8\xB1\xD8\xA7 and left"), "and left" },
        { "Polish and Romanian", TEXT("\xC5\x81ukasz \xC8\x98tefan"), "\xC5\x81ukasz \xC8\x98tefan" },
        { "Cyrillic", TEXT("\xD0\x9E\xD0\xBB\xD0\xB5\xD0\xBD\xD0\xB0"), "\xD0\x9E\xD0\xBB\xD0\xB5\xD0\xBD\xD0\xB0" },
        { "Hebrew", TEXT("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"), "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D" },
        { "Bengali", TEXT("\xE0\xA6\xAC\xE0\xA6\xBE\xE0\xA6\x82\xE0\xA6\xB2\xE0\xA6\xBE"), "\xE0\xA6\xAC\xE0\xA6\xBE\xE0\xA6\x82\xE0\xA6\xB2\xE0\xA6\xBE" },
        { "Punjabi", TEXT("\xE0\xA8\xAA\xE0\xA9\xB0\xE0\xA8\x9C\xE0\xA8\xBE\xE0\xA8\xAC\xE0\xA9\x80"), "\xE0\xA8\xAA\xE0\xA9\xB0\xE0\xA8\x9C\xE0\xA8\xBE\xE0\xA8\xAC\xE0\xA9\x80" },
        { "Hindi", TEXT("\xE0\xA4\xB9\xE0\xA4\xBF\xE0\xA4\xA8\xE0\xA5\x8D\xE0\xA4\xA6\xE0\xA5\x80"), "\xE0\xA4\xB9\xE0\xA4\xBF\xE0\xA4\xA8\xE0\xA5\x8D\xE0\xA4\xA6\xE0\xA5\x80" },
        { "Tamil", TEXT("\xE0\xAE\xA4\xE0\xAE\xAE\xE0\xAE\xBF\xE0\xAE\xB4\xE0\xAF\x8D"), "\xE0\xAE\xA4\xE0\xAE\xAE\xE0\xAE\xBF\xE0\xAE\xB4\xE0\xAF\x8D" },
        { "Tigrinya", TEXT("\xE1\x89\xB5\xE1\x8C\x8D\xE1\x88\xAD\xE1\x8A\x9B"), "\xE1\x89\xB5\xE1\x8C\x8D\xE1\x88\xAD\xE1\x8A\x9B" },
        { "Georgian", TEXT("\xE1\x83\xA5\xE1\x83\x90\xE1\x83\xA0\xE1\x83\x97\xE1\x83\xA3\xE1\x83\x9A\xE1\x83\x98"), "\xE1\x83\xA5\xE1\x83\x90\xE1\x83\xA0\xE1\x83\x97\xE1\x83\xA3\xE1\x83\x9A\xE1\x83\x98" },
        { "Vietnamese", TEXT("Nguy\xE1\xBB\x85n"), "Nguy\xE1\xBB\x85n" },
        { "an emoji", TEXT("fine \xF0\x9F\x98\x80 really"), "really" },
        { "letters that are joined elsewhere", TEXT("office fluent affair"), "office fluent affair" },
        { "not UTF-8", { "caf\xE9 after", 10 }, "caf after" },
        { "marks without a letter", TEXT("\xCC\x81\xCC\x81\xCC\x81 after"), "after" },
        { "a direction that is never taken back", TEXT("\xE2\x80\xAE" "abc"), "" },
        { "line ends only", TEXT("\n\n\n"), "" },
        { "PDF syntax", TEXT("(\\) endobj 12 0 R >> /Root 1 0 R"), "/Root 1 0 R" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct pdf_head head = plain_head;
        head.title = cases[i].words;
        struct pdf *pdf = pdf_new(arena, &head);
        pdf_paragraph(pdf, PDF_PLAIN, cases[i].words);
        pdf_row(pdf, TEXT("Label"), PDF_CHILD_WORDS, cases[i].words);
        pdf_bullet(pdf, cases[i].words);
        pdf_paragraph(pdf, PDF_PLAIN, TEXT("What comes after it."));
        text said = drawn(arena, pdf, TEXT_OUT);
        struct bytes folded = { 0 };                             // blanks made of controls may be dropped or doubled
        for (size_t k = 0; k < said.len; k++)
            if (said.at[k] != ' ' || (k > 0 && said.at[k - 1] != ' '))
                bytes_add_u8(&folded, (uint8_t)said.at[k]);
        check(cases[i].name, text_empty(text_of(cases[i].shown)) || count(bytes_text(&folded), cases[i].shown) >= 1,
              "'%s' is not in: %.*s", cases[i].shown, TEXT_ARG(said));
        check(cases[i].name, count(said, "What comes after it.") == 1, "what follows is lost: %.*s", TEXT_ARG(said));
        bytes_free(&folded);
        arena_free(arena);
    }
}

/* Within the page, and within a few seconds. */
static void test_without_a_blank(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct pdf *pdf = pdf_new(arena, &plain_head);
    char *word = arena_alloc(arena, 20000);
    struct timespec from, to;
    for (size_t i = 0; i < 20000; i++)
        word[i] = (char)('a' + i % 26);
    pdf_row(pdf, TEXT("One word"), PDF_PLAIN, (text){ word, 20000 });
    pdf_heading(pdf, 2, (text){ word, 2000 });
    clock_gettime(CLOCK_MONOTONIC, &from);
    text said = drawn(arena, pdf, TEXT_OUT);
    clock_gettime(CLOCK_MONOTONIC, &to);
    size_t letters = 0;
    for (size_t i = 0; i < said.len; i++)
        letters += said.at[i] == 'q';
    check("every letter", letters >= 22000 / 26, "%zu of them", letters);
    check("in time", to.tv_sec - from.tv_sec < 10, "%ld s", (long)(to.tv_sec - from.tv_sec));
    text boxes = drawn(arena, pdf, "pdftotext -bbox a.pdf - |"
                                   " grep -c 'xMax=\"5[5-9][0-9]\\|xMax=\"[6-9][0-9][0-9]'; true");
    check("nothing is wider than its column", text_is(text_trim(boxes), "0"), "%.*s words are", TEXT_ARG(boxes));
    arena_free(arena);
}

static void test_bounded(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct bytes out = { 0 };
    struct error err = { 0 };
    struct pdf *pdf = pdf_new(arena, &plain_head);
    bytes_add_cstr(&out, "before");
    for (int i = 0; i < PDF_PAGES_MAX - 1; i++) {
        pdf_page_break(pdf);
        pdf_paragraph(pdf, PDF_PLAIN, TEXT("A page."));
    }
    check("as many pages as there may be", pdf_draw(pdf, &out, &err), "%s", err.message);
    check("what was there stays", text_starts(bytes_text(&out), "before%PDF-"), "it does not");
    size_t before = out.len;
    pdf_page_break(pdf);
    pdf_paragraph(pdf, PDF_PLAIN, TEXT("One more."));
    check("one more", !pdf_draw(pdf, &out, &err) && err.kind == ERROR_INPUT, "is drawn");
    check("one more adds nothing", out.len == before, "%zu bytes", out.len - before);
    bytes_free(&out);
    arena_free(arena);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_in_order), cmocka_unit_test(test_structure), cmocka_unit_test(test_long_table),
        cmocka_unit_test(test_row_longer_than_a_page), cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_without_a_blank), cmocka_unit_test(test_bounded),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
