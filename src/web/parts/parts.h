/* web/parts/parts.h - the parts that pages are built from: those of the GOV.UK Design System that
 * we use (govuk-frontend 6.6.0, tested against the package's own fixtures), and the frame of every
 * page.
 *
 * A part takes its options as a struct by value; leave out what is not needed:
 *     part_button(h, (struct button){ .text = TEXT("Save"), .prevent_double_click = true });
 * A list is given with ITEMS:
 *     part_radios(h, (struct radios){ .name = TEXT("alone"), .legend = TEXT("Seen alone?"),
 *         ITEMS(struct radio, { .value = TEXT("yes"), .text = TEXT("Yes") }) });
 * All words are text and are escaped; there is no way to hand HTML to a part. A part that holds
 * other parts is a pair X_open, X_close. Not offered on purpose: HTML options, free attributes,
 * items that reveal others. classes adds to the class of the outermost element of the part. */
#pragma once
#include "web/html.h"

#define ITEMS(type, ...) .items = (const type[]){ __VA_ARGS__ }, \
    .item_count = sizeof((const type[]){ __VA_ARGS__ }) / sizeof(type)

struct link { text text, href; };

/* ---- ways through ---- */

struct back_link { text text, href, classes; };              // text: "Back"
struct breadcrumbs { const struct link *items; size_t item_count; text classes, label;
                     bool collapse_on_mobile; };             // without href: the page we are on
struct pagination_end { text href, text, label; };  // label: below, when there are no numbers
struct pagination_item { text number, href, hidden_text; bool current, ellipsis; };
struct pagination { struct pagination_end previous, next;
                    const struct pagination_item *items; size_t item_count; text label, classes; };
struct navigation_item { text text, href; bool current, active; };   // active: we are below it
struct service_navigation {
    text service_name, service_url, aria_label, menu_text, menu_label, navigation_label,
         navigation_id, navigation_classes, classes;
    const struct navigation_item *items; size_t item_count;
    bool always_collapse, never_collapse;  // on a narrow screen; else with two or more
};
struct skip_link { text text, href, classes; };
struct generic_header { text text, url, classes, container_classes; };
struct tab { text id, label, text; };
struct tabs { text id, title, classes; const struct tab *items; size_t item_count; };

void part_back_link(struct html *h, struct back_link o);
void part_breadcrumbs(struct html *h, struct breadcrumbs o);
void part_pagination(struct html *h, struct pagination o);
void part_service_navigation(struct html *h, struct service_navigation o);
void part_skip_link(struct html *h, struct skip_link o);
void part_generic_header(struct html *h, struct generic_header o);
void part_tabs(struct html *h, struct tabs o);               // panels of plain text
void tabs_open(struct html *h, struct tabs o);               // then tab_panel_open for each item
void tabs_close(struct html *h);
void tab_panel_open(struct html *h, text panel, bool first);
void tab_panel_close(struct html *h);

/* ---- what is said ---- */

struct details { text id, summary, text, classes; bool open; };
struct inset_text { text id, text, classes; };
struct notification_banner { text text, title, title_id, role, classes; bool success, no_focus; };
struct panel { text title, text, classes; };
struct phase_banner { text tag, tag_classes, text, classes; };
struct tag { text text, classes; };                          // classes: TEXT("govuk-tag--red")
struct warning_text { text text, icon_text, classes; };
struct error_item { text text, href; };
struct error_summary { text title, description, classes; bool no_focus;
                       const struct error_item *items; size_t item_count; };

void part_details(struct html *h, struct details o);
void details_open(struct html *h, struct details o);
void details_close(struct html *h);
void part_inset_text(struct html *h, struct inset_text o);
void part_notification_banner(struct html *h, struct notification_banner o);
void notification_banner_open(struct html *h, struct notification_banner o);
void notification_banner_close(struct html *h);
void part_panel(struct html *h, struct panel o);
void part_phase_banner(struct html *h, struct phase_banner o);
void part_tag(struct html *h, struct tag o);
void part_warning_text(struct html *h, struct warning_text o);
void part_error_summary(struct html *h, struct error_summary o);

/* ---- lists and tables ---- */

struct action { text text, href, hidden_text, classes; };
struct summary_row { text key, value, classes, key_classes, value_classes;
                     const struct action *actions; size_t action_count; text actions_classes; };
struct summary_list { text classes; const struct summary_row *items; size_t item_count;
                      text card_title, card_classes;         // with either it is a card
                      const struct action *card_actions; size_t card_action_count; };
struct table_cell { text text, href, format, classes; int colspan, rowspan; };  // format: "numeric"
struct table_row { const struct table_cell *items; size_t item_count; };
struct table { text caption, caption_classes, classes;
               const struct table_cell *head; size_t head_count;
               const struct table_row *items; size_t item_count;
               bool first_is_header, stack; };  // stack: one below the other when narrow

void part_summary_list(struct html *h, struct summary_list o);
void part_table(struct html *h, struct table o);

/* ---- forms; name is the id too where no id is given ---- */

struct button { text text, href, name, value, type, classes, id;
                bool disabled, start, prevent_double_click; };
struct label { text text, target, classes; bool heading; };  // target: id of the field
struct hint { text text, id, classes; };
struct error_message { text text, id, classes, hidden_text; bool no_hidden_text; };
struct fieldset { text legend, legend_classes, described_by, role, classes; bool legend_heading; };

#define FIELD text id, name, label, label_classes, hint, error, described_by, classes, \
    group_classes; bool label_heading, disabled
struct input { FIELD; text value, type, inputmode, autocomplete, autocapitalize, pattern, prefix,
    prefix_classes, suffix, suffix_classes, wrapper_classes; bool spellcheck_off, spellcheck_on; };
struct password_input { FIELD; text autocomplete, value; };
struct textarea { FIELD; text value, autocomplete; int rows; bool spellcheck_off, spellcheck_on; };
struct character_count { FIELD; text value, message_classes;
    int rows, length_max, words_max, threshold; bool spellcheck_off, spellcheck_on; };
struct file_upload { FIELD; text accept, wrapper_classes; bool multiple, drop_zone; };
struct select_option { text value, text; bool selected, disabled; };  // value.at NULL: no value
struct select { FIELD; text value; const struct select_option *items; size_t item_count; };

#define GROUP text id, name, legend, legend_classes, hint, error, described_by, fieldset_classes, \
    classes, group_classes; bool legend_heading
struct radio { text value, text, hint, id, divider, label_classes; bool checked, disabled; };
struct radios { GROUP; text value; const struct radio *items; size_t item_count; };
struct checkbox { text value, text, hint, id, name, divider, label_classes;
                  bool checked, disabled, exclusive; };      // exclusive: unticks the others
struct checkboxes { GROUP; const text *values; size_t value_count;
                    const struct checkbox *items; size_t item_count; };
/* Fields NAME-day, NAME-month, NAME-year; ids from id. When none is named at fault, all are. */
struct date_input { GROUP; text day, month, year; bool day_error, month_error, year_error; };

void part_button(struct html *h, struct button o);
void part_label(struct html *h, struct label o);
void part_hint(struct html *h, struct hint o);
void part_error_message(struct html *h, struct error_message o);
void part_fieldset(struct html *h, struct fieldset o);       // an empty one
void fieldset_open(struct html *h, struct fieldset o);
void fieldset_close(struct html *h);
void part_input(struct html *h, struct input o);
void part_password_input(struct html *h, struct password_input o);
void part_textarea(struct html *h, struct textarea o);
void part_character_count(struct html *h, struct character_count o);
void part_file_upload(struct html *h, struct file_upload o);
void part_select(struct html *h, struct select o);
void part_radios(struct html *h, struct radios o);
void part_checkboxes(struct html *h, struct checkboxes o);
void part_date_input(struct html *h, struct date_input o);

/* ---- the frame of a page ---- */

struct page_frame {
    text title;                        // "Chronology"; the name of the program follows
    bool problems;                     // the title begins with "Error: "
    bool plain;                        // for print: no header, navigation or search
    bool no_search, no_ledger;         // neither the search nor the page of the ledger is theirs
    text authority;                    // whose record this is
    text person, role;                 // who is signed in, and as what; empty: nobody
    text csrf;
    const struct navigation_item *navigation; size_t navigation_count;
    bool demonstration;
    text known;                        // "12 October 2026": the record as known then; empty: now
    text known_now_link;               // to the same page as known now
    uint64_t size; bool size_known;    // entries in the ledger that the page was read at
};
void page_open(struct html *h, const struct page_frame *frame);
void page_close(struct html *h, const struct page_frame *frame);
