/* Writes the specimen of every part and the assets into a folder, to look at in a browser. */
#include "web/assets.h"
#include "web/parts/parts.h"

#include <stdio.h>
#include <string.h>

void page_specimen(struct html *h, const struct page_frame *frame);

static bool keep(const char *folder, const char *name, text content)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    return f && fwrite(content.at, 1, content.len, f) == content.len && fclose(f) == 0;
}

int main(int argc, char **argv)
{
    const struct navigation_item navigation[] = {
        { .text = TEXT("Home"), .href = TEXT("/") },
        { .text = TEXT("Children"), .href = TEXT("/children"), .active = true },
        { .text = TEXT("Record"), .href = TEXT("/people/add") },
        { .text = TEXT("Ledger"), .href = TEXT("/ledger") },
    };
    struct page_frame frame = {
        .title = TEXT("Specimen"), .problems = true, .authority = TEXT("Harrowmere Council"),
        .person = TEXT("Farida Olsen"), .role = TEXT("social worker"), .csrf = TEXT("none"),
        .navigation = navigation, .navigation_count = COUNT_OF(navigation), .demonstration = true,
        .known = TEXT("12 October 2026"), .known_now_link = TEXT("#now"), .size = 48210,
        .size_known = true,
    };
    size_t count;
    const struct asset *assets = asset_list(&count);
    struct html h = { 0 };
    if (argc != 2)
        return 2;
    page_specimen(&h, &frame);
    bool kept = keep(argv[1], "specimen.html", bytes_text(&h.out));
    for (size_t i = 0; i < count && kept; i++) {
        char name[128];
        snprintf(name, sizeof name, "%.*s", TEXT_ARG(assets[i].url));
        kept = keep(argv[1], name + 1, assets[i].content);       // into FOLDER/assets/
    }
    bytes_free(&h.out);
    return kept ? 0 : 1;
}
