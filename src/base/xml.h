/* base/xml.h - a forward-only reader over libxml2's xmlTextReader, for files that may be hostile.
 *
 * No DTD, no entities beyond the five built in, no network, depth at most 64, a text at most 1 MiB.
 * A DOCTYPE ends the reading with a sentence. Namespaces are ignored: names come without prefix.
 * Memory does not grow with the file. */
#pragma once
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>

struct xml;

enum xml_event { XML_START, XML_TEXT, XML_END, XML_FINISHED, XML_FAILED };

struct xml_node {
    enum xml_event event;
    text name;             // of the element that starts or ends; until the next call
    text value;            // of a text, trimmed; texts of blanks only are not reported
    int depth;             // root is 0
    long line;             // from 1; exact beyond 65,535 lines as well
};

MUST_USE bool xml_open(const char *path, struct xml **xml, struct error *err);
MUST_USE bool xml_open_bytes(text bytes, struct xml **xml, struct error *err);   // bytes stay the caller's
/* XML_FAILED fills err with line and reason. */
enum xml_event xml_next(struct xml *xml, struct xml_node *node, struct error *err);
int64_t xml_bytes_read(const struct xml *xml);
void xml_close(struct xml *xml);

/* Text with & < > " escaped, and characters that XML 1.0 cannot hold replaced by U+FFFD. */
struct bytes;
void xml_escape(struct bytes *to, text s);
