#include "web/assets.h"

#include <assert.h>
#include <string.h>

#define ASSET(symbol, name, url, hash, type) \
    extern const char asset_##symbol[], asset_##symbol##_end[], asset_##symbol##_br[], \
        asset_##symbol##_br_end[];
#include "web/asset_list.h"
#undef ASSET

/* Where a file begins and ends only the linker knows, so lengths are worked out at start. */
struct place { const char *at, *end, *br, *br_end; };

static const struct place places[] = {
#define ASSET(symbol, name, url, hash, type) \
    { asset_##symbol, asset_##symbol##_end, asset_##symbol##_br, asset_##symbol##_br_end },
#include "web/asset_list.h"
#undef ASSET
};

static struct asset assets[] = {
#define ASSET(symbol, asset_name, asset_url, hash, asset_type) \
    { .name = { asset_name, sizeof asset_name - 1 }, .url = { asset_url, sizeof asset_url - 1 }, \
      .etag = { "\"" hash "\"", sizeof hash + 1 }, .type = { asset_type, sizeof asset_type - 1 } },
#include "web/asset_list.h"
#undef ASSET
};

__attribute__((constructor)) static void measure(void)
{
    for (size_t i = 0; i < COUNT_OF(assets); i++) {
        const struct place *p = &places[i];
        assets[i].content = (text){ p->at, (size_t)(p->end - p->at) };
        if (p->br_end - p->br < p->end - p->at)
            assets[i].brotli = (text){ p->br, (size_t)(p->br_end - p->br) };
    }
}

const struct asset *asset_list(size_t *count)
{
    *count = COUNT_OF(assets);
    return assets;
}

const struct asset *asset_find(text path)
{
    for (size_t i = 0; i < COUNT_OF(assets); i++)
        if (text_same(path, assets[i].url))
            return &assets[i];
    return NULL;
}

text asset_url(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(assets); i++)
        if (text_is(assets[i].name, name))
            return assets[i].url;
    assert(!"an asset of that name is built in");
    return TEXT_NONE;
}
