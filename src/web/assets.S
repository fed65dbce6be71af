/* Takes the files in with .incbin: no generated megabytes of C. The list is made by
 * tools/assets.py; the files are found through -Wa,-I. */
.macro embed symbol, path
    .global asset_\symbol, asset_\symbol\()_end, asset_\symbol\()_br, asset_\symbol\()_br_end
    .balign 16
asset_\symbol:
    .incbin "\path\().asset"
asset_\symbol\()_end:
    .balign 16
asset_\symbol\()_br:
    .incbin "\path\().br"
asset_\symbol\()_br_end:
.endm

    .section .rodata
#define ASSET(symbol, name, url, hash, type) embed symbol, name
#include "web/asset_list.h"

    .section .note.GNU-stack, "", %progbits
