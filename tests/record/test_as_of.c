/* At any size of the ledger, what is read is what a plain model of the same history holds. */
#include "place.h"

#include <string.h>

/* The newest version of the record that stands below this size; NULL: none yet. */
static const struct step_done *newest(const struct step_list *steps, id record, uint64_t size)
{
    const struct step_done *found = NULL;
    for (size_t i = 0; i < steps->count; i++)
        if (id_same(steps->at[i].record, record) && steps->at[i].seq < size)
            found = &steps->at[i];
    return found;
}

static const char *word_field(const struct kind *kind)
{
    return !strcmp(kind->name, "case_note") ? "title" : !strcmp(kind->name, "address") ? "lines"
         : !strcmp(kind->name, "person_name") ? "surname"
         : !strcmp(kind->name, "person") ? "forename" : NULL;
}

static void check_version(const char *name, const struct step_list *steps, uint64_t size,
                          const struct record_version *v, const struct step_done *model)
{
    uint32_t versions = 0;
    for (size_t i = 0; i < steps->count; i++)
        versions += id_same(steps->at[i].record, model->record) && steps->at[i].seq < size;
    check(name, v->seq == model->seq && v->kind == model->kind, "entry %d, model %d", (int)v->seq,
          (int)model->seq);
    check(name, v->withdrawn == model->withdrawn && v->superseded == UINT64_MAX,
          "withdrawn %d, superseded", v->withdrawn);
    check(name, v->valid_from.us == model->valid_from.us && v->recorded.us == model->recorded.us,
          "other times at entry %d", (int)v->seq);
    check(name, v->version == versions && v->versions == versions, "version %u of %u, model %u",
          v->version, v->versions, versions);
    const char *field = word_field(model->kind);
    check(name, !field || text_is(text_in(v, field), model->word), "'%.*s', model '%s'",
          TEXT_ARG(text_in(v, field)), model->word);
}

/* Every record of the child that the model knows at this size, and no other, newest first. */
static void check_list(struct place *place, const struct step_list *steps, id child, uint64_t size,
                       const char *name)
{
    struct pass pass = pass_of(child, size);
    uint64_t shown = size == PASS_NOW ? UINT64_MAX : size;
    struct record_list list = list_well(place, &pass);
    size_t due = 0;

    for (size_t i = 0; i < steps->count; i++)
        due += steps->at[i].replaces == 0 && id_same(steps->at[i].subject, child)
            && steps->at[i].seq < shown;
    check(name, list.count == due, "size %d: %zu records, model %zu", (int)size, list.count, due);
    for (size_t i = 0; i < list.count; i++) {
        const struct step_done *model = newest(steps, list.at[i].record, shown);
        check(name, model && id_same(model->subject, child), "a record that the model lacks");
        check_version(name, steps, shown, &list.at[i], model);
        const struct record_version *before = i ? &list.at[i - 1] : NULL;
        check(name, !before || before->valid_from.us > list.at[i].valid_from.us
              || (before->valid_from.us == list.at[i].valid_from.us
                  && before->seq > list.at[i].seq), "out of order at %zu", i);
    }
}

static void check_get(struct place *place, const struct step_list *steps,
                      const struct step_done *one, uint64_t size, const char *name)
{
    struct pass pass = pass_of(one->subject, size), other = pass_of(place->author, size);
    const struct step_done *model = newest(steps, one->record, size);
    struct record_version v;
    struct error err = { 0 };
    bool got = record_get(place->store, &pass, place->arena, one->record, &v, &err);

    check(name, got == (model != NULL), "size %d: got %d", (int)size, got);
    if (got)
        check_version(name, steps, size, &v, model);
    else
        check(name, err.kind == ERROR_ABSENT, "%s", err.message);
    error_clear(&err);
    check(name, !record_get(place->store, &other, place->arena, one->record, &v, &err)
          && err.kind == ERROR_ABSENT, "somebody else's pass opens it");
}

static void check_later(struct place *place, const struct step_list *steps, id child,
                        uint64_t size, const char *name)
{
    struct pass pass = pass_of(child, size);
    struct error err = { 0 };
    uint64_t count, due = 0;
    for (size_t i = 0; i < steps->count; i++)
        due += id_same(steps->at[i].subject, child) && steps->at[i].seq >= size;
    check(name, record_later(place->store, &pass, &count, &err), "%s", err.message);
    check(name, count == due, "size %d: %d later, model %d", (int)size, (int)count, (int)due);
}

static void histories(void **state)
{
    (void)state;
    static struct step_list steps;
    uint64_t list[10];
    size_t count = seeds(list), looked = 0;

    for (size_t i = 0; i < count; i++) {
        struct place place;
        char name[48];
        snprintf(name, sizeof name, "SEED=%llu", (unsigned long long)list[i]);
        print_message("%s\n", name);
        place_make(&place);
        history_make(&place, list[i], 300, &steps);
        struct dice d = dice_of(list[i] + 1000);
        uint64_t all = place_size(&place);
        for (int round = 0; round < 40; round++, looked++) {
            uint64_t size = round == 0 ? all : round == 1 ? 0 : dice_below(&d, (uint32_t)all + 1);
            id child = steps.children[dice_below(&d, 3)];
            check_list(&place, &steps, child, size, name);
            check_later(&place, &steps, child, size, name);
            for (int j = 0; j < 5; j++)
                check_get(&place, &steps, &steps.at[dice_below(&d, (uint32_t)steps.count)], size,
                          name);
        }
        for (int c = 0; c < 3; c++)
            check_list(&place, &steps, steps.children[c], PASS_NOW, name);
        place_remove(&place);
    }
    print_message("%zu histories of 300, %zu sizes\n", count, looked);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(histories) };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
