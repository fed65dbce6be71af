/* Parts of forms: how the options of the fixtures become ours. */
#include "fixtures.h"

#define S(path) option(arena, o, path)
#define B(path) option_true(o, path)
#define N(path) option_number(o, path)

#define FIELD_PATHS "id name label.text label.classes label.isPageHeading hint.text " \
    "errorMessage.text describedBy classes formGroup.classes disabled "
#define FIELD_VALUES .id = S("id"), .name = S("name"), .label = S("label.text"), \
    .label_classes = S("label.classes"), .label_heading = B("label.isPageHeading"), \
    .hint = S("hint.text"), .error = S("errorMessage.text"), \
    .described_by = S("describedBy"), .classes = S("classes"), \
    .group_classes = S("formGroup.classes"), .disabled = B("disabled")
#define GROUP_PATHS "fieldset.legend.text fieldset.legend.classes fieldset.legend.isPageHeading " \
    "fieldset.classes fieldset.describedBy hint.text errorMessage.text classes formGroup.classes "
#define GROUP_VALUES .legend = S("fieldset.legend.text"), \
    .legend_classes = S("fieldset.legend.classes"), \
    .legend_heading = B("fieldset.legend.isPageHeading"), \
    .fieldset_classes = S("fieldset.classes"), .hint = S("hint.text"), \
    .error = S("errorMessage.text"), .classes = S("classes"), \
    .group_classes = S("formGroup.classes")

static bool said_false(const json_t *o, const char *path)
{
    return json_is_false(option_at(o, path));
}

static void write_input(struct html *h, struct arena *arena, const json_t *o)
{
    part_input(h, (struct input){ FIELD_VALUES, .value = S("value"), .type = S("type"),
        .inputmode = S("inputmode"), .autocomplete = S("autocomplete"),
        .autocapitalize = S("autocapitalize"), .pattern = S("pattern"), .prefix = S("prefix.text"),
        .prefix_classes = S("prefix.classes"), .suffix = S("suffix.text"),
        .suffix_classes = S("suffix.classes"), .wrapper_classes = S("inputWrapper.classes"),
        .spellcheck_off = said_false(o, "spellcheck"), .spellcheck_on = B("spellcheck") });
}

static void write_password_input(struct html *h, struct arena *arena, const json_t *o)
{
    part_password_input(h, (struct password_input){ FIELD_VALUES, .value = S("value"),
        .autocomplete = S("autocomplete") });
}

static void write_textarea(struct html *h, struct arena *arena, const json_t *o)
{
    part_textarea(h, (struct textarea){ FIELD_VALUES, .value = S("value"), .rows = N("rows"),
        .autocomplete = S("autocomplete"), .spellcheck_off = said_false(o, "spellcheck"),
        .spellcheck_on = B("spellcheck") });
}

static void write_character_count(struct html *h, struct arena *arena, const json_t *o)
{
    part_character_count(h, (struct character_count){ FIELD_VALUES, .value = S("value"),
        .rows = N("rows"), .length_max = N("maxlength"), .words_max = N("maxwords"),
        .threshold = N("threshold"), .message_classes = S("countMessage.classes"),
        .spellcheck_off = said_false(o, "spellcheck"), .spellcheck_on = B("spellcheck") });
}

static void write_file_upload(struct html *h, struct arena *arena, const json_t *o)
{
    part_file_upload(h, (struct file_upload){ FIELD_VALUES, .accept = S("attributes.accept"),
        .multiple = B("multiple"), .drop_zone = B("javascript"),
        .wrapper_classes = S("wrapperClasses") });
}

static void write_select(struct html *h, struct arena *arena, const json_t *fixture)
{
    const json_t *list = json_object_get(fixture, "items"), *o = NULL;
    struct select_option *items = arena_array(arena, struct select_option,
                                              json_array_size(list) + 1);
    size_t count = 0, i;
    json_array_foreach(list, i, o)
        if (json_is_object(o))
            items[count++] = (struct select_option){ .value = S("value"), .text = S("text"),
                .selected = B("selected"), .disabled = B("disabled") };
    o = fixture;
    part_select(h, (struct select){ FIELD_VALUES, .value = S("value"), .items = items,
        .item_count = count });
}

static void write_radios(struct html *h, struct arena *arena, const json_t *fixture)
{
    const json_t *list = json_object_get(fixture, "items"), *o = NULL;
    struct radio *items = arena_array(arena, struct radio, json_array_size(list) + 1);
    size_t count = 0, i;
    json_array_foreach(list, i, o)
        if (json_is_object(o))
            items[count++] = (struct radio){ .value = S("value"), .text = S("text"), .id = S("id"),
                .hint = S("hint.text"), .divider = S("divider"),
                .label_classes = S("label.classes"), .checked = B("checked"),
                .disabled = B("disabled") };
    o = fixture;
    part_radios(h, (struct radios){ GROUP_VALUES, .id = S("idPrefix"), .name = S("name"),
        .described_by = S("fieldset.describedBy"), .value = S("value"), .items = items,
        .item_count = count });
}

static void write_checkboxes(struct html *h, struct arena *arena, const json_t *fixture)
{
    const json_t *list = json_object_get(fixture, "items"), *o = NULL;
    const json_t *chosen = json_object_get(fixture, "values"), *value;
    struct checkbox *items = arena_array(arena, struct checkbox, json_array_size(list) + 1);
    text *values = arena_array(arena, text, json_array_size(chosen) + 1);
    size_t count = 0, value_count = 0, i;
    json_array_foreach(chosen, i, value)
        values[value_count++] = option(arena, value, "");
    json_array_foreach(list, i, o)
        if (json_is_object(o))
            items[count++] = (struct checkbox){ .value = S("value"), .text = S("text"),
                .id = S("id"), .name = S("name"), .hint = S("hint.text"), .divider = S("divider"),
                .label_classes = S("label.classes"), .checked = B("checked"),
                .disabled = B("disabled"), .exclusive = text_is(S("behaviour"), "exclusive") };
    o = fixture;
    text own = S("fieldset.describedBy");
    part_checkboxes(h, (struct checkboxes){ GROUP_VALUES, .id = S("idPrefix"), .name = S("name"),
        .described_by = text_empty(own) ? S("describedBy") : own, .values = values,
        .value_count = value_count, .items = items, .item_count = count });
}

static void write_date_input(struct html *h, struct arena *arena, const json_t *o)
{
    text values[3];
    static const char *const names[] = { "day", "month", "year" };
    for (size_t i = 0; i < 3; i++) {
        text prefix = S("namePrefix");
        const char *dash = text_empty(prefix) ? "" : "-";
        values[i] = S(text_cstr(arena, text_format(arena, "values.%.*s%s%s", TEXT_ARG(prefix), dash,
                                                   names[i])));
    }
    part_date_input(h, (struct date_input){ GROUP_VALUES, .id = S("id"), .name = S("namePrefix"),
        .described_by = S("fieldset.describedBy"), .day = values[0], .month = values[1],
        .year = text_empty(values[2]) ? S("year.value") : values[2], .day_error = B("day.error"),
        .month_error = B("month.error"), .year_error = B("year.error") });
}

static void write_button(struct html *h, struct arena *arena, const json_t *o)
{
    part_button(h, (struct button){ .text = S("text"), .href = S("href"), .name = S("name"),
        .value = S("value"), .type = S("type"), .classes = S("classes"), .id = S("id"),
        .disabled = B("disabled"), .start = B("isStartButton"),
        .prevent_double_click = B("preventDoubleClick") });
}

static void write_label(struct html *h, struct arena *arena, const json_t *o)
{
    part_label(h, (struct label){ .text = S("text"), .target = S("for"), .classes = S("classes"),
        .heading = B("isPageHeading") });
}

static void write_hint(struct html *h, struct arena *arena, const json_t *o)
{
    part_hint(h, (struct hint){ .text = S("text"), .id = S("id"), .classes = S("classes") });
}

static void write_error_message(struct html *h, struct arena *arena, const json_t *o)
{
    const json_t *hidden = option_at(o, "visuallyHiddenText");
    part_error_message(h, (struct error_message){ .text = S("text"), .id = S("id"),
        .classes = S("classes"), .hidden_text = S("visuallyHiddenText"),
        .no_hidden_text = json_is_false(hidden) ||
            (json_is_string(hidden) && json_string_length(hidden) == 0) });
}

static void write_fieldset(struct html *h, struct arena *arena, const json_t *o)
{
    part_fieldset(h, (struct fieldset){ .legend = S("legend.text"),
        .legend_classes = S("legend.classes"), .legend_heading = B("legend.isPageHeading"),
        .described_by = S("describedBy"), .role = S("role"), .classes = S("classes") });
}

const struct component form_components[] = {
    { "input", FIELD_PATHS "value type inputmode autocomplete autocapitalize pattern prefix.text "
      "prefix.classes suffix.text suffix.classes inputWrapper.classes spellcheck ", write_input },
    { "password-input", FIELD_PATHS "value autocomplete ", write_password_input },
    { "textarea", FIELD_PATHS "value rows autocomplete spellcheck ", write_textarea },
    { "character-count", FIELD_PATHS "value rows maxlength maxwords threshold countMessage.classes "
      "spellcheck ", write_character_count },
    { "file-upload", FIELD_PATHS "value multiple javascript wrapperClasses attributes.accept ",
      write_file_upload },
    { "select", FIELD_PATHS "value items.[] items.[].value items.[].text items.[].selected "
      "items.[].disabled ", write_select },
    { "radios", GROUP_PATHS "idPrefix name value items.[].value items.[].text items.[].id "
      "items.[].hint.text items.[].divider items.[].label.classes "
      "items.[].checked items.[].disabled ", write_radios },
    { "checkboxes", GROUP_PATHS "idPrefix name describedBy values.[] items.[].value items.[].text "
      "items.[].id items.[].name items.[].hint.text items.[].divider items.[].label.classes "
      "items.[].checked items.[].disabled items.[].behaviour ", write_checkboxes },
    { "date-input", GROUP_PATHS "id namePrefix values.day values.month values.year values.dob-day "
      "values.dob-month values.dob-year day.error month.error year.error ", write_date_input },
    { "button", "text href name value type classes id disabled isStartButton preventDoubleClick ",
      write_button },
    { "label", "text for classes isPageHeading ", write_label },
    { "hint", "text id classes ", write_hint },
    { "error-message", "text id classes visuallyHiddenText ", write_error_message },
    { "fieldset", "legend.text legend.classes legend.isPageHeading describedBy role classes ",
      write_fieldset },
    { 0 },
};
