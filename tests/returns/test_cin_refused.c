/* Files that must be refused: a clear sentence with the line, and nothing half-written. */
#include "place.h"

#include <stdlib.h>
#include <string.h>

#define GOOD_CHILD "<Child><ChildIdentifiers><LAchildID>A</LAchildID></ChildIdentifiers>" \
    "<CINdetails><CINreferralDate>2025-05-01</CINreferralDate></CINdetails></Child>"
#define BEGIN "<Message>\n<Header><CollectionDetails><Year>2026</Year></CollectionDetails>" \
    "</Header>\n<Children>\n" GOOD_CHILD "\n"
#define END "</Children></Message>"

static const struct { const char *name, *content; const char *says; } refused[] = {
    { "cut off in a tag", BEGIN "<Child><ChildIdent", "line" },
    { "cut off between children", BEGIN, "line" },
    { "cut off in an item", BEGIN "<Child><ChildIdentifiers><LAchildID>B", "line" },
    { "tags that cross", BEGIN "<Child><ChildIdentifiers></Child></ChildIdentifiers>" END, "line" },
    { "entities that grow",
      "<!DOCTYPE m [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
      "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><Message><Children><Child>&c;</Child>"
      "</Children></Message>", "DOCTYPE" },
    { "a file read from outside",
      "<!DOCTYPE m [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Message><Children><Child>"
      "<ChildIdentifiers><LAchildID>&x;</LAchildID></ChildIdentifiers></Child></Children>"
      "</Message>", "DOCTYPE" },
    { "a DTD from elsewhere",
      "<!DOCTYPE Message SYSTEM \"http://example.test/cin.dtd\">" BEGIN END, "DOCTYPE" },
    { "an entity nobody declared", BEGIN "<Child><ChildIdentifiers><LAchildID>&nobody;</LAchildID>"
      "</ChildIdentifiers></Child>" END, "line" },
    { "bytes that are no UTF-8",
      BEGIN "<Child><ChildIdentifiers><LAchildID>\xff\xfe\x80</LAchildID>"
      "</ChildIdentifiers></Child>" END, "line" },
    { "an encoding that nobody knows", "<?xml version=\"1.0\" encoding=\"martian\"?>" BEGIN END,
      "line" },
    { "another document", "<html><body/></html>", "Message" },
    { "an empty file", "", "empty" },
    { "no XML at all", "LAchildID,UPN\nA,B\n", "line" },
};

static void check_refused(const char *name, struct place *place, const char *path, const char *says)
{
    struct cin_import_options options = { .service = place->service };
    struct cin_summary *summary = memory_alloc(sizeof *summary);
    struct error err = { 0 };
    uint64_t before = place_size(place);

    check(name, !cin_import(place->ledger, path, &options, summary, &err), "it was read");
    check(name, err.kind == ERROR_INPUT, "error kind %d", (int)err.kind);
    check(name, strstr(err.message, says) != NULL, "it says: %s", err.message);
    check(name, place_size(place) == before, "the ledger grew");
    free(summary);
}

static void test_refused(void **state)
{
    struct place place;

    (void)state;
    place_make(&place);
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        const char *in = place_write(&place, "in.xml", refused[i].content,
                                     strlen(refused[i].content));
        check_refused(refused[i].name, &place, in, refused[i].says);
    }
    check_refused("no file", &place, place_path(&place, "absent.xml"), "cannot be read");
    check_refused("a folder", &place, place.folder, "cannot be read");
    place_check_sound(&place, "after refusals");
    place_remove(&place);
}

/* A beginning, a piece many times over, an end. */
static void check_repeated(struct place *place, const char *name, const char *piece, int times,
                           const char *end, const char *says)
{
    struct bytes content = { 0 };

    bytes_add_cstr(&content, BEGIN "<Child>");
    for (int i = 0; i < times; i++)
        bytes_add_cstr(&content, piece);
    bytes_add_cstr(&content, end);
    check_refused(name, place, place_write(place, "in.xml", (char *)content.at, content.len), says);
    bytes_free(&content);
}

static void test_too_much(void **state)
{
    struct place place;

    (void)state;
    place_make(&place);
    check_repeated(&place, "elements without end", "<a>", 100000, "", "64 levels");
    check_repeated(&place, "a child without end",
                   "<CINdetails><ReferralNFA>1</ReferralNFA></CINdetails>", 30000,
                   "</Child>" END, "items");
    check_repeated(&place, "an item without end",
                   "<ChildIdentifiers><LAchildID>xxxxxxxx</LAchildID></ChildIdentifiers>", 30000,
                   "</Child>" END, "items");
    struct bytes content = { 0 };
    bytes_add_cstr(&content, BEGIN "<Child><ChildIdentifiers><LAchildID>");
    for (int i = 0; i < 10000; i++)
        bytes_add_u8(&content, 'x');
    bytes_add_cstr(&content, "</LAchildID></ChildIdentifiers></Child>" END);
    check_refused("a name of 10,000 letters", &place,
                  place_write(&place, "in.xml", (char *)content.at, content.len), "longer");
    bytes_free(&content);
    place_remove(&place);
}

static bool stop(void *with, int64_t done, int64_t all)
{
    (void)done;
    (void)all;
    return ++*(int *)with < 3;
}

static void test_stopped_by_the_caller(void **state)
{
    int asked = 0;
    struct cin_summary *summary = memory_alloc(sizeof *summary);
    struct error err = { 0 };
    struct place place;

    (void)state;
    place_make(&place);
    struct cin_import_options options = {
        .service = place.service, .progress = stop, .progress_with = &asked,
    };
    const char *in = place_path(&place, "in.xml");
    generate("--children 400 --out '%s'", in);
    uint64_t before = place_size(&place);
    check("stop", !cin_import(place.ledger, in, &options, summary, &err), "it was not stopped");
    check("stop", err.kind == ERROR_CONFLICT && asked == 3, "asked %d times", asked);
    check("stop", place_size(&place) == before, "the ledger grew");
    place_check_sound(&place, "after a stop");
    place_remove(&place);
    free(summary);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_too_much),
        cmocka_unit_test(test_stopped_by_the_caller),
    };

    source_root = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
