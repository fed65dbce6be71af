/* Passwords: what is taken, and what is refused with a sentence. */
#include "../record/place.h"

#include "practice/passwords.h"

#include <string.h>

#define TEN      "hubgofjayk"
#define FIFTY    TEN TEN TEN TEN TEN
#define BADGE    "\xf0\x9f\x93\x9b" // one character of four bytes
#define BADGES8  BADGE BADGE BADGE BADGE BADGE BADGE BADGE BADGE
#define BADGES64 BADGES8 BADGES8 BADGES8 BADGES8 BADGES8 BADGES8 BADGES8 BADGES8
#define HARDER   "harder to guess"

static const struct { const char *what, *password; bool good; const char *says; } passwords[] = {
    { "several words", "heron walks under rain", true, NULL },
    { "fifteen characters", "crumb-vex-fjord", true, NULL },
    { "fourteen", "crumb-vex-fjor", false, "15 characters or more" },
    { "fifteen letters that are not Latin", "これは長い合言葉です、本当に。", true, NULL },
    { "eight of two bytes", "éééééééé", false, "15 characters or more" },
    { "128 characters", FIFTY FIFTY TEN TEN "hubgofja", true, NULL },
    { "129 characters", FIFTY FIFTY TEN TEN "hubgofjay", false, "128 characters or fewer" },
    { "128 characters of four bytes",
      BADGES64 BADGES8 BADGES8 BADGES8 BADGES8 BADGES8 BADGES8 BADGES8 "crumbfjo", true, NULL },
    { "129 characters of which some have four bytes", BADGES64 BADGES64 "x", false,
      "128 characters or fewer" },
    { "blanks at both ends", "  keeps its blanks  ", true, NULL },
    { "one character over and over", "aaaaaaaaaaaaaaaaaaaa", false, HARDER },
    { "three letters over and over", "vexvexvexvexvexvex", false, HARDER },
    { "the sign-in name", "jo.hart-jo.hart-2026", false, HARDER },
    { "the sign-in name in capitals", "My name is JO.HART ok", false, HARDER },
    { "the whole name", "crumbs for Joanna Hartley!", false, HARDER },
    { "the whole name, disguised", "crumbs j0anna-h4rtley!", false, HARDER },
    { "parts of the name with figures", "Hartley1984Joanna", false, HARDER },
    { "one part of the name among other words", "hartley crumb vex fjord", true, NULL },
    { "the word itself", "My Password is long", false, HARDER },
    { "the word, disguised", "P4$$w0rd-2026-2027", false, HARDER },
    { "the program", "i like Candour very", false, HARDER },
    { "a run of figures", "x1234567890123456", false, HARDER },
    { "figures only", "8375920174630192", false, HARDER },
    { "a month and years", "November2026-2027!", false, HARDER },
    { "a season twice", "Winter26Winter26!", false, HARDER },
    { "a club and its year", "liverpool-fc-1892-1892", false, HARDER },
    { "rows of the keyboard", "qwertyuiop-asdfgh", false, HARDER },
    { "columns of the keyboard", "1qaz2wsx3edc4rfv", false, HARDER },
    { "let me in", "letmein letmein please", false, HARDER },
    { "four words that everybody knows", "correct horse battery staple", false, HARDER },
    { "four common words", "tiger monday purple biscuit", true, NULL },
    { "a common word and more of one's own", "football crumbs fjord", true, NULL },
    { "no text", "broken \xff\xfe utf-8 here", false, "no text" },
    { "nothing", "", false, "15 characters or more" },
};

static void acceptable(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(passwords); i++) {
        struct error err = { 0 };
        bool good = password_acceptable(text_of(passwords[i].password), TEXT("jo.hart"),
                                        TEXT("Joanna Hartley"), &err);
        check(passwords[i].what, good == passwords[i].good, "%s", good ? "taken" : err.message);
        check(passwords[i].what,
              good || (err.kind == ERROR_INPUT && strstr(err.message, passwords[i].says)), "%s",
              err.message);
    }
}

/* Every word of the list, made long enough with figures, is refused; so is it twice. */
static void every_word(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    check("the list is there", guessable_count >= 450, "%zu", guessable_count);
    for (size_t i = 0; i < guessable_count; i++) {
        struct error err = { 0 };
        const char *w = guessable_words[i];
        text padded = text_format(arena, "%s-20262026202620", w);
        text twice = text_format(arena, "%s%s!!!!!!!!!!!!", w, w);
        check(w, !password_acceptable(padded, TEXT("zz"), TEXT("Zz"), &err), "taken");
        check(w, strlen(w) * 2 > 110 || !password_acceptable(twice, TEXT("zz"), TEXT("Zz"), &err),
              "taken twice");
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(acceptable),
                                        cmocka_unit_test(every_word) };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
