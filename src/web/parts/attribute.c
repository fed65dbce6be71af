#include "web/parts/attribute.h"

void attribute_classes(struct html *h, text classes)
{
    if (!given(classes))
        return;
    html_put(h, " ");
    html_put(h, classes);
}

void attribute_describers(struct html *h, text own, text field, text hint, text error)
{
    const char *gap = given(own) ? " " : "";
    html_put(h, own);
    if (given(hint)) {
        html_put(h, gap);
        html_put(h, field);
        html_put(h, "-hint");
        gap = " ";
    }
    if (given(error)) {
        html_put(h, gap);
        html_put(h, field);
        html_put(h, "-error");
    }
}

void attribute_item_id(struct html *h, text own, text field, size_t number)
{
    html_put(h, given(own) ? own : field);
    if (given(own) || number < 2)
        return;
    html_put(h, "-");
    html_put(h, number);
}
