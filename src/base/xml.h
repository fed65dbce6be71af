/* base/xml.h - a forward-only reader for XML files that may be hostile, over libxml2's push parser.
 *
 * (The push parser, since it knows the line of everything; xmlTextReader runs up to 512 bytes ahead
 * of what it answers, and nodes count lines to 65,535 only.)
 *
 * No DTD, no entities beyond the five built in, no network, at most 64 levels, a text at most 1
 * MiB, no NUL byte. A DOCTYPE ends the reading with a sentence. Namespaces are ignored: names come
 * without prefix. Attributes are not reported. Text, CDATA and character references that follow
 * each other are one text; a comment in between does not part them. Text between elements is
 * reported as well, with the depth of the element it stands in. Memory does not grow with the
 * file. */
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
    int depth;             // root is 0; of a text, that of the element around it
    long line;             // from 1: where a tag ends, where a text begins; exact beyond 65,535
};

MUST_USE bool xml_open(const char *path, struct xml **xml, struct error *err);
/* The bytes stay the caller's, and stay where they are until xml_close(). */
MUST_USE bool xml_open_bytes(text bytes, struct xml **xml, struct error *err);
/* XML_FAILED fills err: "cin.xml, line 7: ...". Once finished or failed, it stays so. */
enum xml_event xml_next(struct xml *xml, struct xml_node *node, struct error *err);
int64_t xml_bytes_read(const struct xml *xml);
void xml_close(struct xml *xml);

/* Text with & < > " escaped, and characters that XML 1.0 cannot hold replaced by U+FFFD. */
struct bytes;
void xml_escape(struct bytes *to, text s);
