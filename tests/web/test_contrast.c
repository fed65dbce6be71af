/* Every pair of colours that carries words, and every edge that one must see, against WCAG 2.2:
 * 1.4.3 asks for 4.5 to 1 of words, 1.4.11 for 3 to 1 of edges. Each colour must be in the style
 * sheet: a pair that is no longer used goes, and a new one comes here first. */
#include "../base/check.h"
#include "web/assets.h"

#include <math.h>
#include <stdlib.h>

enum { WORDS = 45, EDGES = 30 };             // tenths

static const struct { const char *what, *front, *back; int least; } pairs[] = {
    { "words on the page", "#1c2321", "#fff", WORDS },
    { "words on paper", "#1c2321", "#f7f6f2", WORDS },
    { "quiet words on the page", "#51605c", "#fff", WORDS },
    { "quiet words on paper", "#51605c", "#f7f6f2", WORDS },
    { "link on the page", "#155e63", "#fff", WORDS },
    { "link on paper", "#155e63", "#f7f6f2", WORDS },
    { "link under the pointer", "#0c3a3e", "#fff", WORDS },
    { "link under the pointer, chosen filter", "#155e63", "#e6efec", WORDS },
    { "visited link on the page", "#5b3a7a", "#fff", WORDS },
    { "visited link on paper", "#5b3a7a", "#f7f6f2", WORDS },
    { "button", "#fff", "#1f5650", WORDS },
    { "button under the pointer", "#fff", "#163f3a", WORDS },
    { "second button", "#163f3a", "#e6efec", WORDS },
    { "second button under the pointer", "#163f3a", "#d5e3de", WORDS },
    { "what has the focus", "#1c2321", "#ffcf4a", WORDS },
    { "error on the page", "#a82424", "#fff", WORDS },
    { "success banner's title", "#fff", "#1f6b45", WORDS },
    { "banner of the past", "#5a3e00", "#fdf1d3", WORDS },
    { "banner of the demonstration", "#163f3a", "#e6efec", WORDS },
    { "panel", "#163f3a", "#e6efec", WORDS },
    { "what was taken out", "#8a1f1f", "#fbe6e4", WORDS },
    { "what was put in", "#14532d", "#e0f2e4", WORDS },
    { "words in a conflict", "#1c2321", "#fffaf0", WORDS },
    { "edge of a field", "#51605c", "#fff", EDGES },
    { "edge of a field on paper", "#51605c", "#f7f6f2", EDGES },
    { "edge of a field at fault", "#a82424", "#fff", EDGES },
    { "edge of what has the focus", "#1c2321", "#fff", EDGES },
    { "place in the navigation", "#1f5650", "#f7f6f2", EDGES },
    { "dot of the chronology", "#51605c", "#fff", EDGES },
    { "chosen filter", "#1f5650", "#fff", EDGES },
};

/* Relative luminance and contrast ratio as WCAG 2.2 defines them. */
static double part(unsigned v)
{
    double c = v / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(const char *colour)
{
    unsigned long rgb = strtoul(colour + 1, NULL, 16);
    if (colour[4] == '\0')
        rgb = (rgb >> 8 & 15) * 0x110000 + (rgb >> 4 & 15) * 0x1100 + (rgb & 15) * 0x11;
    return 0.2126 * part(rgb >> 16 & 255) + 0.7152 * part(rgb >> 8 & 255) +
           0.0722 * part(rgb & 255);
}

static double contrast(const char *a, const char *b)
{
    double x = luminance(a), y = luminance(b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static void pairs_can_be_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        double ratio = contrast(pairs[i].front, pairs[i].back);
        check(pairs[i].what, ratio * 10 >= pairs[i].least, "%s on %s is %.2f to 1", pairs[i].front,
              pairs[i].back, ratio);
    }
}

static void colours_are_those_of_the_style_sheet(void **state)
{
    (void)state;
    text sheet = asset_find(asset_url("candour.css"))->content;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        check(pairs[i].what, text_contains(sheet, text_of(pairs[i].front)), "%s", pairs[i].front);
        check(pairs[i].what, text_contains(sheet, text_of(pairs[i].back)), "%s", pairs[i].back);
    }
}

static void the_measure_is_right(void **state)
{
    (void)state;
    assert_true(fabs(contrast("#000000", "#ffffff") - 21.0) < 0.001);
    assert_true(fabs(contrast("#fff", "#ffffff") - 1.0) < 0.001);
    assert_true(fabs(contrast("#777777", "#ffffff") - 4.478) < 0.001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_measure_is_right), cmocka_unit_test(pairs_can_be_read),
        cmocka_unit_test(colours_are_those_of_the_style_sheet),
    };
    return cmocka_run_group_tests_name("contrast", tests, NULL, NULL);
}
