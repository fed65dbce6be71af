#include "returns/origin.h"

bool origin_version(struct store *store, const struct pass *pass, struct arena *arena,
                    const struct record_version *held, int field, struct origin_history *history,
                    const struct record_version **by, struct error *err)
{
    *by = held;
    if (held->versions <= 1)
        return true;
    if (!history->read && !record_history(store, pass, arena, held->record, &history->versions, err))
        return false;
    history->read = true;
    for (size_t i = 0; i < history->versions.count; i++) {
        const struct record_version *version = &history->versions.at[i];
        if (!text_same(version->values.at[field].text, held->values.at[field].text))
            return true;
        *by = version;
    }
    return true;
}

text origin_system(const struct import_list *imports, const struct record_version *by)
{
    const struct import *import = import_of_entry(imports, by->seq);

    if (!(by->flags & ENTRY_IMPORTED))
        return TEXT_NONE;
    return import ? import->system : TEXT("another system");
}

const char *origin_words(text system)
{
    return text_empty(system) ? "a worker" : text_is(system, IMPORT_CIN) ? "the CIN census"
         : text_is(system, IMPORT_ANNEX_A) ? "Annex A" : "another system";
}
