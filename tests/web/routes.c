/* Every route of the program, one a line: method and path. For tests that walk them all. */
#include "web/pages/routes.h"

#include <stdio.h>

int main(void)
{
    for (const struct route *const *list = all_routes; *list; list++)
        for (const struct route *r = *list; r->path; r++)
            printf("%s %s\n", r->method == METHOD_GET ? "GET" : "POST", r->path);
    return 0;
}
