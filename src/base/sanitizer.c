/* What the sanitizers are to know of the libraries under this room; nothing calls it in any other build. */
#include "base/sanitizer.h"

/* fontconfig keeps offsets where others keep pointers, so that its caches can be mapped from a file; the leak sanitizer
 * follows no offset and takes the patterns that it has until the process ends for lost. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}

/* GLib locks with futexes of its own, which the thread sanitizer does not see: what its friends do under such a lock
 * looks like a race wherever they call into the C library. That one reads the time zone under a lock of its own. */
const char *__tsan_default_suppressions(void)
{
    return "called_from_lib:libglib-2.0.so\n"
           "called_from_lib:libgobject-2.0.so\n"
           "called_from_lib:libfontconfig.so\n"
           "called_from_lib:libharfbuzz.so\n"
           "called_from_lib:libpango-1.0.so\n"
           "called_from_lib:libpangoft2-1.0.so\n"
           "called_from_lib:libpangocairo-1.0.so\n"
           "called_from_lib:libcairo.so\n"
           "race:tzset_internal\n";
}
