/* base/qr.h - a QR code (ISO/IEC 18004) of some bytes: level M, byte mode, versions 1 to 10. Pure computation. */
#pragma once
#include "base/text.h"

#define QR_SIDE_MAX 57                                 // version 10
#define QR_BYTES_MAX 213                               // in it

struct qr { int side; bool dark[QR_SIDE_MAX][QR_SIDE_MAX]; };        // [row][column], without the quiet zone

/* The smallest version that holds it. False: over QR_BYTES_MAX. */
bool qr_of(text content, struct qr *qr);
/* The path of an SVG whose user unit is a module, with a quiet zone of four: its side is qr->side + 8. */
text qr_path(struct arena *arena, const struct qr *qr);
