/* Parts other than those of forms: how the options of the fixtures become ours. */
#include "fixtures.h"

#define S(path) option(arena, o, path)
#define B(path) option_true(o, path)
#define N(path) option_number(o, path)
/* Runs through a list of the fixture with o set to each thing in it; holes in the list are left
 * out. */
#define EACH(list) \
    for (size_t place = 0; place < json_array_size(list); place++) \
        if ((o = json_array_get(list, place)) != NULL && json_object_size(o) > 0)

static void write_back_link(struct html *h, struct arena *arena, const json_t *o)
{
    part_back_link(h, (struct back_link){ S("text"), S("href"), S("classes") });
}

static void write_breadcrumbs(struct html *h, struct arena *arena, const json_t *fixture)
{
    const json_t *list = json_object_get(fixture, "items"), *o = NULL;
    struct link *items = arena_array(arena, struct link, json_array_size(list) + 1);
    size_t count = 0;
    EACH(list)
        items[count++] = (struct link){ S("text"), S("href") };
    o = fixture;
    part_breadcrumbs(h, (struct breadcrumbs){ .items = items, .item_count = count,
        .classes = S("classes"), .label = S("labelText"),
        .collapse_on_mobile = B("collapseOnMobile") });
}

static struct pagination_end end_of(struct arena *arena, const json_t *o)
{
    return (struct pagination_end){ S("href"), S("text"), S("labelText") };
}

static void write_pagination(struct html *h, struct arena *arena, const json_t *fixture)
{
    const json_t *list = json_object_get(fixture, "items"), *o = NULL;
    struct pagination_item *items = arena_array(arena, struct pagination_item,
                                                json_array_size(list) + 1);
    size_t count = 0;
    EACH(list)
        items[count++] = (struct pagination_item){ .number = S("number"), .href = S("href"),
            .hidden_text = S("visuallyHiddenText"), .current = B("current"),
            .ellipsis = B("ellipsis") };
    o = fixture;
    part_pagination(h, (struct pagination){ .previous = end_of(arena, option_at(o, "previous")),
        .next = end_of(arena, option_at(o, "next")), .items = items, .item_count = count,
        .label = S("landmarkLabel"), .classes = S("classes") });
}

static void write_service_navigation(struct html *h, struct arena *arena, const json_t *fixture)
{
    const json_t *list = json_object_get(fixture, "navigation"), *o = NULL;
    struct navigation_item *items = arena_array(arena, struct navigation_item,
                                                json_array_size(list) + 1);
    size_t count = 0;
    EACH(list)
        items[count++] = (struct navigation_item){ S("text"), S("href"), B("current"),
            B("active") };
    o = fixture;
    part_service_navigation(h, (struct service_navigation){ .items = items, .item_count = count,
        .service_name = S("serviceName"), .service_url = S("serviceUrl"),
        .aria_label = S("ariaLabel"), .menu_text = S("menuButtonText"),
        .menu_label = S("menuButtonLabel"), .navigation_label = S("navigationLabel"),
        .navigation_id = S("navigationId"),
        .navigation_classes = S("navigationClasses"), .classes = S("classes"),
        .always_collapse = B("collapseNavigationOnMobile"),
        .never_collapse = json_is_false(option_at(o, "collapseNavigationOnMobile")) });
}

static void write_skip_link(struct html *h, struct arena *arena, const json_t *o)
{
    part_skip_link(h, (struct skip_link){ S("text"), S("href"), S("classes") });
}

static void write_generic_header(struct html *h, struct arena *arena, const json_t *o)
{
    part_generic_header(h, (struct generic_header){ .text = S("logoText"), .url = S("url"),
        .classes = S("classes"), .container_classes = S("containerClasses") });
}

static void write_tabs(struct html *h, struct arena *arena, const json_t *fixture)
{
    const json_t *list = json_object_get(fixture, "items"), *o = NULL;
    struct tab *items = arena_array(arena, struct tab, json_array_size(list) + 1);
    size_t count = 0;
    EACH(list)
        items[count++] = (struct tab){ S("id"), S("label"), S("panel.text") };
    o = fixture;
    part_tabs(h, (struct tabs){ .id = S("id"), .title = S("title"), .classes = S("classes"),
        .items = items, .item_count = count });
}

static void write_details(struct html *h, struct arena *arena, const json_t *o)
{
    part_details(h, (struct details){ S("id"), S("summaryText"), S("text"), S("classes"),
        B("open") });
}

static void write_inset_text(struct html *h, struct arena *arena, const json_t *o)
{
    part_inset_text(h, (struct inset_text){ S("id"), S("text"), S("classes") });
}

static void write_notification_banner(struct html *h, struct arena *arena, const json_t *o)
{
    part_notification_banner(h, (struct notification_banner){ .text = S("text"),
        .title = S("titleText"), .title_id = S("titleId"), .role = S("role"),
        .classes = S("classes"), .success = text_is(S("type"), "success"),
        .no_focus = B("disableAutoFocus") });
}

static void write_panel(struct html *h, struct arena *arena, const json_t *o)
{
    part_panel(h, (struct panel){ S("titleText"), S("text"), S("classes") });
}

static void write_phase_banner(struct html *h, struct arena *arena, const json_t *o)
{
    part_phase_banner(h, (struct phase_banner){ S("tag.text"), S("tag.classes"), S("text"),
        S("classes") });
}

static void write_tag(struct html *h, struct arena *arena, const json_t *o)
{
    part_tag(h, (struct tag){ S("text"), S("classes") });
}

static void write_warning_text(struct html *h, struct arena *arena, const json_t *o)
{
    part_warning_text(h, (struct warning_text){ S("text"), S("iconFallbackText"), S("classes") });
}

static void write_error_summary(struct html *h, struct arena *arena, const json_t *fixture)
{
    const json_t *list = json_object_get(fixture, "errorList"), *o = NULL;
    struct error_item *items = arena_array(arena, struct error_item, json_array_size(list) + 1);
    size_t count = 0;
    EACH(list)
        items[count++] = (struct error_item){ S("text"), S("href") };
    o = fixture;
    part_error_summary(h, (struct error_summary){ .title = S("titleText"),
        .description = S("descriptionText"), .classes = S("classes"),
        .no_focus = B("disableAutoFocus"), .items = items, .item_count = count });
}

static const struct action *actions_of(struct arena *arena, const json_t *list, size_t *count)
{
    const json_t *o = NULL;
    struct action *actions = arena_array(arena, struct action, json_array_size(list) + 1);
    *count = 0;
    EACH(list)
        actions[(*count)++] = (struct action){ S("text"), S("href"), S("visuallyHiddenText"),
            S("classes") };
    return actions;
}

static void write_summary_list(struct html *h, struct arena *arena, const json_t *fixture)
{
    const json_t *list = json_object_get(fixture, "rows"), *o = NULL;
    struct summary_row *items = arena_array(arena, struct summary_row, json_array_size(list) + 1);
    size_t count = 0;
    EACH(list) {
        struct summary_row *r = &items[count++];
        *r = (struct summary_row){ .key = S("key.text"), .value = S("value.text"),
            .classes = S("classes"), .key_classes = S("key.classes"),
            .value_classes = S("value.classes"), .actions_classes = S("actions.classes") };
        r->actions = actions_of(arena, option_at(o, "actions.items"), &r->action_count);
    }
    o = fixture;
    struct summary_list s = { .classes = S("classes"), .items = items, .item_count = count,
        .card_title = S("card.title.text"), .card_classes = S("card.classes") };
    s.card_actions = actions_of(arena, option_at(o, "card.actions.items"), &s.card_action_count);
    part_summary_list(h, s);
}

static const struct table_cell *cells_of(struct arena *arena, const json_t *list, size_t *count)
{
    const json_t *o = NULL;
    struct table_cell *cells = arena_array(arena, struct table_cell, json_array_size(list) + 1);
    *count = 0;
    EACH(list)
        cells[(*count)++] = (struct table_cell){ .text = S("text"), .format = S("format"),
            .classes = S("classes"), .colspan = N("colspan"), .rowspan = N("rowspan") };
    return cells;
}

static void write_table(struct html *h, struct arena *arena, const json_t *o)
{
    const json_t *list = json_object_get(o, "rows");
    struct table_row *rows = arena_array(arena, struct table_row, json_array_size(list) + 1);
    struct table t = { .caption = S("caption"), .caption_classes = S("captionClasses"),
        .classes = S("classes"), .first_is_header = B("firstCellIsHeader"), .items = rows };
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        if (json_is_array(row)) {
            struct table_row *r = &rows[t.item_count++];
            r->items = cells_of(arena, row, &r->item_count);
        }
    }
    t.head = cells_of(arena, json_object_get(o, "head"), &t.head_count);
    part_table(h, t);
}

const struct component other_components[] = {
    { "back-link", "text href classes ", write_back_link },
    { "breadcrumbs", "items.[].text items.[].href classes labelText collapseOnMobile ",
      write_breadcrumbs },
    { "pagination",
        "items.[] items.[].number items.[].href items.[].visuallyHiddenText items.[].current "
      "items.[].ellipsis previous.href previous.text previous.labelText next.href next.text "
      "next.labelText landmarkLabel classes ", write_pagination },
    { "service-navigation", "serviceName serviceUrl ariaLabel menuButtonText menuButtonLabel "
      "navigationLabel navigationId navigationClasses classes collapseNavigationOnMobile "
      "navigation.[] navigation.[].text navigation.[].href navigation.[].current "
      "navigation.[].active ",
      write_service_navigation },
    { "skip-link", "text href classes ", write_skip_link },
    { "generic-header", "logoText url classes containerClasses ", write_generic_header },
    { "tabs", "id title classes items.[] items.[].id items.[].label items.[].panel.text ",
        write_tabs },
    { "details", "id summaryText text classes open ", write_details },
    { "inset-text", "id text classes ", write_inset_text },
    { "notification-banner", "text titleText titleId role classes type disableAutoFocus ",
      write_notification_banner },
    { "panel", "titleText text classes ", write_panel },
    { "phase-banner", "tag.text tag.classes text classes ", write_phase_banner },
    { "tag", "text classes ", write_tag },
    { "warning-text", "text iconFallbackText classes ", write_warning_text },
    { "error-summary", "titleText descriptionText classes disableAutoFocus errorList.[].text "
      "errorList.[].href ", write_error_summary },
    { "summary-list",
        "classes rows.[] rows.[].key.text rows.[].value.text rows.[].classes rows.[].key.classes "
      "rows.[].value.classes rows.[].actions.classes rows.[].actions.items.[].text "
      "rows.[].actions.items.[].href rows.[].actions.items.[].visuallyHiddenText "
      "rows.[].actions.items.[].classes card.title.text card.classes card.actions.items.[].text "
      "card.actions.items.[].href ", write_summary_list },
    { "table", "caption captionClasses classes firstCellIsHeader head.[].text head.[].format "
      "head.[].classes head.[].colspan head.[].rowspan rows.[] rows.[].[].text rows.[].[].format "
      "rows.[].[].classes rows.[].[].colspan rows.[].[].rowspan ", write_table },
    { 0 },
};
