/* fixtures.h - our parts against the HTML that govuk-frontend expects of its own
 * (tests/web/fixtures). */
#pragma once
#include "../base/check.h"
#include "web/parts/parts.h"

#include <jansson.h>

/* An option of a fixture by its path: "label.text". Empty and without a place when it is not
 * given. */
text option(struct arena *arena, const json_t *options, const char *path);
bool option_true(const json_t *options, const char *path);
int option_number(const json_t *options, const char *path);
const json_t *option_at(const json_t *options, const char *path);

/* How a part is called with the options of a fixture. */
struct component {
    const char *name;
    const char *offered;  // paths of options, a blank after each; [] for a place in a list,
                               // and alone at the end: a hole there is left out
    void (*write)(struct html *h, struct arena *arena, const json_t *options);
};
extern const struct component form_components[], other_components[];     // ended by an empty row

/* HTML with what means nothing taken out: order of attributes, blanks beside tags. Blanks beside
 * <span> stay, as one: there they part words. */
text same_form(struct arena *arena, text html);
