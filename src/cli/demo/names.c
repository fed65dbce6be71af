#include "cli/demo/names.h"

#include <assert.h>
#include <string.h>

static const struct name_list *list_find(const char *group)
{
    for (const struct name_list *list = name_lists; list->group; list++)
        if (!strcmp(list->group, group))
            return list;
    return NULL;
}

const char *name_pick(struct dice *dice, const char *group)
{
    const struct name_list *list = list_find(group);
    assert(list && list->count > 0);
    uint32_t at = dice_below(dice, list->names[list->count - 1].up_to);
    size_t low = 0, high = list->count - 1;
    while (low < high) {                        // the first whose running weight is above
        size_t middle = (low + high) / 2;
        if (list->names[middle].up_to > at)
            high = middle;
        else
            low = middle + 1;
    }
    return list->names[low].name;
}
