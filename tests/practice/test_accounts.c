/* Passwords: what is taken, and what is refused with a sentence. */
#include "../record/place.h"

#include "practice/accounts.h"

#include <string.h>

#define TEN "abcdefghij"
#define FIFTY TEN TEN TEN TEN TEN

static const struct { const char *what, *password; bool good; const char *says; } passwords[] = {
    { "several words", "correct horse battery staple", true, NULL },
    { "fifteen characters", "qwerty-uiop-asd", true, NULL },
    { "fourteen", "qwerty-uiop-as", false, "15 characters or more" },
    { "fifteen letters that are not Latin", "これは長い合言葉です、本当に。", true, NULL },
    { "128 characters", FIFTY FIFTY TEN TEN "abcdefgh", true, NULL },
    { "129 characters", FIFTY FIFTY TEN TEN "abcdefghi", false, "128 characters or fewer" },
    { "blanks at both ends", "  keeps its blanks  ", true, NULL },
    { "one character over and over", "aaaaaaaaaaaaaaaaaaaa", false, "harder to guess" },
    { "the sign-in name", "jo.hart-jo.hart-2026", false, "harder to guess" },
    { "the sign-in name in capitals", "My name is JO.HART ok", false, "harder to guess" },
    { "the word itself", "My Password is long", false, "harder to guess" },
    { "the program", "i like Candour very", false, "harder to guess" },
    { "a run of figures", "x1234567890123456", false, "harder to guess" },
    { "no text", "broken \xff\xfe utf-8 here", false, "no text" },
    { "nothing", "", false, "15 characters or more" },
};

static void acceptable(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(passwords); i++) {
        struct error err = { 0 };
        bool good = password_acceptable(text_of(passwords[i].password), TEXT("jo.hart"), &err);
        check(passwords[i].what, good == passwords[i].good, "%s", good ? "taken" : err.message);
        check(passwords[i].what, good || strstr(err.message, passwords[i].says), "%s", err.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(acceptable) };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
