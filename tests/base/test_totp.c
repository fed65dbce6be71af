/* Codes of an authenticator app: the vectors of RFC 6238, the window, and what has been used. */
#include "check.h"

#include "base/totp.h"

static const uint8_t secret[] = "12345678901234567890";         // appendix B, for SHA-1
#define LEN (sizeof secret - 1)

/* Of the eight figures there the last six. */
static const struct { int64_t second; const char *code; } vectors[] = {
    { 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
    { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" },
};

/* RFC 4226, appendix D: the same by counter. */
static const char *const counted[] = { "755224", "287082", "359152", "969429", "338314", "254676", "287922",
                                       "162583", "399871", "520489" };

static instant at(int64_t second)
{
    return (instant){ second * US_PER_SECOND };
}

static void published(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        int64_t step = totp_step(at(vectors[i].second));
        check(vectors[i].code, step == vectors[i].second / 30, "step %lld", (long long)step);
        check(vectors[i].code, totp_match(secret, LEN, text_of(vectors[i].code), at(vectors[i].second), 0) == step,
              "does not match");
    }
    for (size_t i = 0; i < COUNT_OF(counted); i++) {
        char made[8];
        snprintf(made, sizeof made, "%06u", totp_code(secret, LEN, (int64_t)i));
        assert_string_equal(made, counted[i]);
    }
}

static const struct { const char *name; int64_t after; bool good; } windows[] = {
    { "the same step", 0, true },        { "the next", 30, true },
    { "the one before", -30, true },     { "its last second", 59 - 9, true },
    { "two steps on", 60, false },       { "two steps back", -60, false },
    { "90 seconds ago", 90, false },     { "an hour ago", 3600, false },
};

/* 1234567890 is the first second of its step. */
static void window(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(windows); i++)
        check(windows[i].name,
              (totp_match(secret, LEN, TEXT("005924"), at(1234567890 + windows[i].after), 0) != 0) == windows[i].good,
              "%s", windows[i].good ? "refused" : "taken");
    int64_t used = totp_match(secret, LEN, TEXT("005924"), at(1234567890), 0);
    check("used", totp_match(secret, LEN, TEXT("005924"), at(1234567890), used) == 0, "taken twice");
    check("before what was used", totp_match(secret, LEN, TEXT("005924"), at(1234567890), used + 1) == 0, "taken");
}

static const char *const none[] = { "",       "00592",   "0059240",
                                    "00592a", "+05924",  " 05924",
                                    "-05924", "005 924", "12345678901234567890123" };

static void not_codes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(none); i++)
        check(none[i], totp_match(secret, LEN, text_of(none[i]), at(1234567890), 0) == 0, "taken");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(published), cmocka_unit_test(window),
                                        cmocka_unit_test(not_codes) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
