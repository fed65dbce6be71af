/* Set C of docs/ledger.md, and the notes that are none. */
#include "../base/check.h"

#include "ledger/note.h"
#include "ledger/tree.h"

#include <string.h>

static const char vkey_c[] = "candour.test/borough+ab78a819+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
static const char witness_vkey[] = "witness.test/w1+0fd0e638+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU";
static const char note_c[] =
    "candour.test/borough\n7\nsMxPAM2JMz7vEeYpo00cdGqm5NZJO7VT5NrDaHGrAOU=\n\n"
    "\xe2\x80\x94 candour.test/borough q3ioGcPpZxvr/5E9kkgBbOXF6jmO++8xjh8rURfKjo7a12BELNmaFoqFqkx1ANhTvnq/"
    "grFs/cnR0tTYA1K0Lvhwlw0=\n"
    "\xe2\x80\x94 witness.test/w1 D9DmOAAAAABpVmH8avh+7Pw6WRsC6RsGZnt6B5CpIexzm4x9eWxnKTgPqX7RQ5xvtbSe+Dotmu"
    "ZGoC4ES/J6vDJheFku8l4zAymGDw==\n";

static struct sign_seed seed_of(uint8_t byte)
{
    struct sign_seed seed;
    memset(seed.b, byte, sizeof seed.b);
    return seed;
}

static void test_set_c(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct sign_seed log = seed_of(1), witness = seed_of(2);
    struct sign_key log_key = sign_key_of(&log), witness_key = sign_key_of(&witness);
    struct checkpoint c = { .origin = TEXT("candour.test/borough"), .size = 7 }, read;
    struct error err = { 0 };
    uint64_t time = 0;
    check("root", hash_from_hex(TEXT("b0cc4f00cd89333eef11e629a34d1c746aa6e4d6493bb553e4dac36871ab00e5"),
                                &c.root), "hex");
    check("key", text_is(note_vkey(arena, c.origin, 1, &log_key), vkey_c), "another");
    check("witness's key", text_is(note_vkey(arena, TEXT("witness.test/w1"), 4, &witness_key),
                                   witness_vkey), "another");
    text note = note_sign(arena, &c, &log);
    note = note_cosign(arena, note, TEXT("witness.test/w1"), 1767268860, &witness);
    check("note", text_is(note, note_c), "%.*s", TEXT_ARG(note));
    check("read", note_read(note, &read, &err) && read.size == 7 && hash_same(read.root, c.root)
          && text_same(read.origin, c.origin), "%s", err.message);
    check("signed", note_signed_by(note, c.origin, &log_key), "not");
    check("cosigned", note_cosigned_by(note, TEXT("witness.test/w1"), &witness_key, &time)
          && time == 1767268860, "not");
    check("not by the other", !note_signed_by(note, c.origin, &witness_key), "yes");
    check("not under another name", !note_signed_by(note, TEXT("candour.test/other"), &log_key), "yes");
    text brief = note_short(arena, &c);
    check("short form", brief.len == 2 + 32 + 7 && text_starts(brief, "7 WDGE-6AGN-REZT-"), "%.*s",
          TEXT_ARG(brief));
    arena_free(arena);
}

/* Every byte of text and of the log's signature counts. */
static void test_every_byte(void **state)
{
    (void)state;
    struct sign_seed log = seed_of(1);
    struct sign_key key = sign_key_of(&log);
    char altered[sizeof note_c];
    size_t log_line_end = (size_t)(strstr(note_c, "witness.test") - note_c) - 5;
    for (size_t i = 0; i < log_line_end; i++) {
        memcpy(altered, note_c, sizeof note_c);
        altered[i] = (char)(altered[i] ^ 1);
        check("altered", !note_signed_by(text_of(altered), TEXT("candour.test/borough"), &key),
              "byte %zu", i);
    }
}

static void test_keys(void **state)
{
    static const struct { const char *name, *vkey; bool good; } cases[] = {
        { "as printed", "candour.test/borough+ab78a819+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c", true },
        { "blanks around", " candour.test/borough+ab78a819+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c\n", true },
        { "another name", "candour.test/boroug+ab78a819+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c", false },
        { "another id", "candour.test/borough+ab78a818+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c", false },
        { "another key", "candour.test/borough+ab78a819+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29d", false },
        { "cut", "candour.test/borough+ab78a819+AYqI4910CfGV", false },
        { "no id", "candour.test/borough", false },
        { "nothing", "", false },
    };
    (void)state;
    text name;
    uint8_t type;
    struct sign_key key;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check(cases[i].name, note_vkey_read(text_of(cases[i].vkey), &name, &type, &key) == cases[i].good,
              "%s", cases[i].vkey);
}

#define ROOT "sMxPAM2JMz7vEeYpo00cdGqm5NZJO7VT5NrDaHGrAOU=\n"

static void test_refused(void **state)
{
    static const struct { const char *name, *note; bool good; } cases[] = {
        { "three lines", "a.example\n7\n" ROOT "\n", true },
        { "size 0", "a.example\n0\n" ROOT "\n", true },
        { "nothing", "", false },
        { "no empty line", "a.example\n7\n" ROOT, false },
        { "an extension line", "a.example\n7\n" ROOT "more\n\n", false },
        { "two lines", "a.example\n7\n\n", false },
        { "no origin", "\n7\n" ROOT "\n", false },
        { "a blank in the origin", "a example\n7\n" ROOT "\n", false },
        { "a plus in the origin", "a+example\n7\n" ROOT "\n", false },
        { "size with a nought before", "a.example\n07\n" ROOT "\n", false },
        { "size with a plus", "a.example\n+7\n" ROOT "\n", false },
        { "size below nothing", "a.example\n-7\n" ROOT "\n", false },
        { "no size", "a.example\n\n" ROOT "\n", false },
        { "size too long", "a.example\n99999999999999999999\n" ROOT "\n", false },
        { "size in hex", "a.example\n0x7\n" ROOT "\n", false },
        { "root cut", "a.example\n7\nsMxPAM2JMz7vEeYpo00cdGqm5NZJO7VT5NrDaHGr\n\n", false },
        { "root too long", "a.example\n7\nAAAAsMxPAM2JMz7vEeYpo00cdGqm5NZJO7VT5NrDaHGrAOU=\n\n", false },
        { "root not base64", "a.example\n7\n*MxPAM2JMz7vEeYpo00cdGqm5NZJO7VT5NrDaHGrAOU=\n\n", false },
        { "root with unused bits set", "a.example\n7\nsMxPAM2JMz7vEeYpo00cdGqm5NZJO7VT5NrDaHGrAOV=\n\n", false },
        { "carriage returns", "a.example\r\n7\r\n" ROOT "\n", false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct checkpoint c;
        struct error err = { 0 };
        check(cases[i].name, note_read(text_of(cases[i].note), &c, &err) == cases[i].good, "%s",
              cases[i].note);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_c), cmocka_unit_test(test_every_byte), cmocka_unit_test(test_keys),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
