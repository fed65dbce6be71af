/* No file, however wrong, does more than fail with a sentence. */
#include "base/xml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct xml *xml;
    struct xml_node node;
    struct error err = { 0 };
    if (!xml_open_bytes((text){ (const char *)data, size }, &xml, &err))
        return 0;
    enum xml_event event;
    while ((event = xml_next(xml, &node, &err)) != XML_FINISHED && event != XML_FAILED)
        if (node.depth > 64 || (event == XML_TEXT && !text_well_formed(node.value)))
            abort();
    if (event == XML_FAILED && !*err.message)
        abort();
    xml_close(xml);
    return 0;
}
