/* web/assets.h - style sheets, scripts and pictures, built into the program.
 *
 * The address of an asset holds the hash of its content, so a browser may keep it for ever
 * (Cache-Control: immutable), and a new version of the program has new addresses. */
#pragma once
#include "base/text.h"

struct asset {
    text name;                // "candour.css"
    text url;                 // "/assets/candour.1f2e3d4c5b6a7980.css"
    text etag;                // strong, with its quotes
    text type;                // Content-Type
    text content;
    text brotli;  // the same, compressed (Content-Encoding: br); empty where it is not smaller
};

/* By the path of a request; NULL when there is none. */
const struct asset *asset_find(text path);
/* Address of an asset, for pages: asset_url("candour.css"). A wrong name is our mistake. */
text asset_url(const char *name);
/* All of them, in no order that means anything. */
const struct asset *asset_list(size_t *count);
