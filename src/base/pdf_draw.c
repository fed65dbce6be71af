/* The model twice through the same flow: once to count the pages, with nothing to draw on, and once to draw them. */
#include "base/pdf_model.h"

#include <cairo/cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

/* Points, of which 72 make an inch. */
#define PAGE_WIDTH 595.276
#define PAGE_HEIGHT 841.89
#define LEFT 50.0
#define RIGHT (PAGE_WIDTH - 50.0)
#define TOP 50.0
#define BOTTOM (PAGE_HEIGHT - 76.0)
#define GAP 8.0                              // between columns
#define KEEP 44.0                            // so much room after a heading, or it begins the next page
#define FAMILY "Liberation Sans, DejaVu Sans, Noto Sans, Sans"

struct colour { double r, g, b; };
static const struct colour ink = { 0.043, 0.047, 0.047 }, grey = { 0.314, 0.353, 0.373 },
    rule = { 0.694, 0.706, 0.714 }, purple = { 0.298, 0.173, 0.573 }, red = { 0.667, 0.118, 0.078 };

static const struct sort_style {
    double size, before, after; bool ruled;
    const char *container, *line, *first, *other;        // names of the structure; NULL: none
} styles[] = {
    [PDF_TITLE] = { 20, 0, 4, false, NULL, NULL, "H1", NULL },
    [PDF_SUBTITLE] = { 12, 0, 10, false, NULL, NULL, "P", NULL },
    [PDF_HEADING] = { 0, 14, 4, false, NULL, NULL, NULL, NULL },           // both by its level
    [PDF_PROSE] = { 10.5, 0, 7, false, NULL, NULL, "P", NULL },
    [PDF_QUOTATION] = { 10.5, 2, 2, false, "BlockQuote", NULL, "P", NULL },
    [PDF_SOURCE] = { 9, 0, 9, false, "BlockQuote", NULL, "P", NULL },
    [PDF_ITEM] = { 10.5, 0, 4, false, "L", "LI", "Lbl", "LBody" },
    [PDF_ROW] = { 10.5, 4, 4, true, "Table", "TR", "TH", "TD" },
    [PDF_CAPTION] = { 11.5, 8, 3, false, NULL, NULL, "P", NULL },
    [PDF_TABLE_HEAD] = { 9.5, 3, 3, true, "Table", "TR", "TH", "TH" },
    [PDF_TABLE_ROW] = { 9.5, 3, 3, true, "Table", "TR", "TD", "TD" },
    [PDF_BREAK] = { 0 },
};
static const double heading_sizes[] = { 20, 15, 12.5, 11 };
static const char *const heading_tags[] = { "H1", "H2", "H3", "H4" };

struct flow {
    const struct pdf *pdf;
    PangoContext *context;
    cairo_t *cr;                             // NULL while pages are counted
    int page, pages;
    double y;
    const char *container; const void *whose;            // the element that is open, and what keeps it so
};

/* ---- text ---- */

/* What no page can show becomes blanks, and nothing else changes. */
static char *clean(text words)
{
    char *made = memory_alloc(words.len + 1);
    bool sound = text_well_formed(words);
    for (size_t i = 0; i < words.len; i++) {
        unsigned char c = (unsigned char)words.at[i];
        bool second = c == 0xC2 && i + 1 < words.len && (unsigned char)words.at[i + 1] < 0xA0;   // U+0080 to U+009F
        bool blank = (c < 0x20 && c != '\n') || c == 0x7F || (c >= 0x80 && !sound) || second;
        made[i] = blank ? ' ' : (char)c;
        if (sound && second)
            made[++i] = ' ';
    }
    return made;
}

static PangoLayout *layout_of(struct flow *f, text words, double size, bool bold, double width)
{
    PangoLayout *layout = pango_layout_new(f->context);
    PangoFontDescription *font = pango_font_description_from_string(FAMILY);
    // As one glyph, two letters are copied out of the file as neither.
    PangoAttrList *list = pango_attr_list_new();
    pango_attr_list_insert(list, pango_attr_font_features_new("liga=0, clig=0"));
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_attributes(layout, list);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    char *made = clean(words);
    pango_layout_set_text(layout, made, (int)words.len);
    free(made);
    pango_attr_list_unref(list);
    pango_font_description_free(font);
    return layout;
}

static double height_of(PangoLayout *layout)
{
    int height;
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

static void paint(struct flow *f, struct colour c)
{
    cairo_set_source_rgb(f->cr, c.r, c.g, c.b);
}

static void tag(struct flow *f, const char *name, bool begin)
{
    if (!f->cr || !name)
        return;
    if (begin)
        cairo_tag_begin(f->cr, name, NULL);
    else
        cairo_tag_end(f->cr, name);
}

/* ---- pages ---- */

static void show_at(struct flow *f, PangoLayout *layout, double x, double y)
{
    if (f->cr) {
        cairo_move_to(f->cr, x, y);
        pango_cairo_show_layout(f->cr, layout);
    }
    g_object_unref(layout);
}

static void page_begin(struct flow *f)
{
    f->page++;
    f->y = TOP;
    if (text_empty(f->pdf->head.banner))
        return;
    PangoLayout *banner = layout_of(f, f->pdf->head.banner, 9.5, true, RIGHT - LEFT - 12);
    double height = height_of(banner) + 8;
    if (f->cr) {
        paint(f, purple);
        cairo_rectangle(f->cr, LEFT, TOP - 18, RIGHT - LEFT, height);
        cairo_fill(f->cr);
        cairo_set_source_rgb(f->cr, 1, 1, 1);
    }
    tag(f, f->page == 1 ? "P" : NULL, true);
    show_at(f, banner, LEFT + 6, TOP - 14);
    tag(f, f->page == 1 ? "P" : NULL, false);
    f->y = TOP - 18 + height + 10;
}

static void page_end(struct flow *f)
{
    if (!f->cr)
        return;
    char words[120];
    const double side = 150;
    paint(f, rule);
    cairo_rectangle(f->cr, LEFT, BOTTOM + 12, RIGHT - LEFT, 0.5);
    cairo_fill(f->cr);
    paint(f, grey);
    PangoLayout *foot = layout_of(f, f->pdf->head.foot, 8.5, false, RIGHT - LEFT - side - GAP);
    pango_layout_set_height(foot, -2);
    pango_layout_set_ellipsize(foot, PANGO_ELLIPSIZE_END);
    show_at(f, foot, LEFT, BOTTOM + 18);
    int len = snprintf(words, sizeof words, "Page %d of %d", f->page, f->pages);
    if (f->pdf->head.ledger_size > 0)
        len += snprintf(words + len, sizeof words - (size_t)len, "\nRead at ledger size %llu",
                        (unsigned long long)f->pdf->head.ledger_size);
    PangoLayout *number = layout_of(f, (text){ words, (size_t)len }, 8.5, false, side);
    pango_layout_set_alignment(number, PANGO_ALIGN_RIGHT);
    show_at(f, number, RIGHT - side, BOTTOM + 18);
    cairo_show_page(f->cr);
}

/* ---- a line of cells ---- */

struct placed {
    PangoLayout *layout; PangoLayoutIter *at;
    double x; const char *tag; struct colour colour; bool done;
};
struct laid {
    const struct pdf_line *line; struct placed cells[PDF_COLUMNS_MAX];
    double height, bar; struct colour bar_colour;        // bar: where it stands; 0: there is none
};

static bool has_bar(const struct pdf_line *line)
{
    const struct pdf_cell *last = &line->cells[line->cell_count - 1];
    return last->look == PDF_CHILD_WORDS || last->look == PDF_WARNING || line->sort == PDF_SOURCE;
}

static double column_x(const struct pdf_line *line, size_t column, double *width)
{
    double whole = RIGHT - LEFT, before = 0, all = 0;
    if (line->cell_count == 1) {
        double indent = has_bar(line) ? 14 : 0;
        *width = whole - indent;
        return LEFT + indent;
    }
    if (line->sort == PDF_ITEM || line->sort == PDF_ROW) {
        double first = line->sort == PDF_ITEM ? 16 : whole * 0.32;
        *width = column == 0 ? first - (line->sort == PDF_ITEM ? 2 : GAP) : whole - first;
        return column == 0 ? LEFT : LEFT + first;
    }
    for (size_t i = 0; i < line->cell_count; i++) {
        all += line->columns[i].share;
        before += i < column ? line->columns[i].share : 0;
    }
    *width = whole * line->columns[column].share / all - GAP;
    return LEFT + whole * before / all;
}

static void lay(struct flow *f, const struct pdf_line *line, struct laid *laid)
{
    const struct sort_style *style = &styles[line->sort];
    *laid = (struct laid){ .line = line, .bar_colour = rule };
    for (size_t i = 0; i < line->cell_count; i++) {
        const struct pdf_cell *cell = &line->cells[i];
        struct placed *p = &laid->cells[i];
        double width, size = line->sort == PDF_HEADING ? heading_sizes[line->level - 1] : style->size;
        p->x = column_x(line, i, &width);
        if (cell->look == PDF_QUIET && size > 9.5)
            size -= 1.5;
        p->layout = layout_of(f, cell->words, size, cell->look == PDF_STRONG || cell->look == PDF_WARNING, width);
        p->at = pango_layout_get_iter(p->layout);
        p->colour = cell->look == PDF_QUIET ? grey : ink;
        p->tag = line->sort == PDF_HEADING ? heading_tags[line->level - 1] : i == 0 ? style->first : style->other;
        laid->height = height_of(p->layout) > laid->height ? height_of(p->layout) : laid->height;
        if (cell->look == PDF_WARNING)
            laid->bar_colour = red;
    }
    if (has_bar(line))
        laid->bar = laid->cells[line->cell_count - 1].x - 7;
}

static void laid_free(struct laid *laid)
{
    for (size_t i = 0; i < laid->line->cell_count; i++) {
        pango_layout_iter_free(laid->cells[i].at);
        g_object_unref(laid->cells[i].layout);
    }
}

/* The lines of one cell that fit into the room, from where it stopped; one at least, when something must be shown.
 * Answers how high they are. */
static double show_cell(struct flow *f, struct placed *p, double room, bool at_least_one)
{
    double top = -1, used = 0;
    while (!p->done) {
        PangoRectangle r;
        pango_layout_iter_get_line_extents(p->at, NULL, &r);
        double from = (double)r.y / PANGO_SCALE, to = from + (double)r.height / PANGO_SCALE;
        if (top < 0)
            top = from;
        if (to - top > room && !(at_least_one && used == 0))
            break;
        used = to - top;
        if (f->cr) {
            cairo_move_to(f->cr, p->x + (double)r.x / PANGO_SCALE,
                          f->y + (double)pango_layout_iter_get_baseline(p->at) / PANGO_SCALE - top);
            pango_cairo_show_layout_line(f->cr, pango_layout_iter_get_line_readonly(p->at));
        }
        p->done = !pango_layout_iter_next_line(p->at);
    }
    return used;
}

/* What fits of the line, here. False: some of it is left. */
static bool show_part(struct flow *f, struct laid *laid, bool tagged, bool at_least_one)
{
    const struct sort_style *style = &styles[laid->line->sort];
    double room = BOTTOM - f->y, used = 0;
    bool done = true;
    tag(f, tagged ? style->line : NULL, true);
    for (size_t i = 0; i < laid->line->cell_count; i++) {
        struct placed *p = &laid->cells[i];
        if (p->done)
            continue;
        if (f->cr)
            paint(f, p->colour);
        tag(f, tagged ? p->tag : NULL, true);
        double high = show_cell(f, p, room, at_least_one);
        tag(f, tagged ? p->tag : NULL, false);
        used = high > used ? high : used;
        done = done && p->done;
    }
    tag(f, tagged ? style->line : NULL, false);
    if (f->cr && laid->bar > 0) {
        paint(f, laid->bar_colour);
        cairo_rectangle(f->cr, laid->bar, f->y - style->before, 3,
                        used + style->before + style->after);
        cairo_fill(f->cr);
    }
    f->y += used;
    if (f->cr && style->ruled && done) {
        paint(f, rule);
        cairo_rectangle(f->cr, LEFT, f->y + style->after - 0.5, RIGHT - LEFT,
                        laid->line->sort == PDF_TABLE_HEAD ? 1.2 : 0.5);
        cairo_fill(f->cr);
    }
    return done;
}

/* ---- the flow ---- */

/* What encloses a line, and as long as which thing it stays open. */
static const void *whose(const struct flow *f, const struct pdf_line *line)
{
    switch (line->sort) {
    case PDF_TABLE_HEAD: return line;
    case PDF_TABLE_ROW:  return line->table;
    case PDF_QUOTATION:  return line;
    case PDF_SOURCE:     return f->whose;
    case PDF_ITEM: case PDF_ROW:
        return &styles[line->sort];
    default: return NULL;
    }
}

static void close_container(struct flow *f)
{
    tag(f, f->container, false);
    f->container = NULL;
}

static void open_container(struct flow *f, const struct pdf_line *line)
{
    const void *new = whose(f, line);
    if (f->container && f->whose == new)
        return;
    close_container(f);
    f->container = styles[line->sort].container;
    f->whose = new;
    tag(f, f->container, true);
}

static void next_page(struct flow *f, const struct pdf_line *line)
{
    struct laid head;
    close_container(f);
    page_end(f);
    page_begin(f);
    if (line->table) {
        lay(f, line->table, &head);
        f->y += styles[PDF_TABLE_HEAD].before;
        show_part(f, &head, false, true);
        f->y += styles[PDF_TABLE_HEAD].after;
        laid_free(&head);
    }
}

static void flow_line(struct flow *f, const struct pdf_line *line)
{
    const struct sort_style *style = &styles[line->sort];
    struct laid laid;
    bool whole = line->sort != PDF_PROSE && line->sort != PDF_QUOTATION && line->sort != PDF_ITEM;
    bool leads = line->sort == PDF_HEADING || line->sort == PDF_CAPTION || line->sort == PDF_TABLE_HEAD;

    if (line->sort == PDF_BREAK) {
        next_page(f, line);
        return;
    }
    lay(f, line, &laid);
    double wants = style->before + (whole || laid.height < 30 ? laid.height : 30) + (leads ? KEEP : 0);
    if (f->y + wants > BOTTOM && f->y > TOP + 60 && wants < BOTTOM - TOP - 100)
        next_page(f, line);
    f->y += style->before;
    open_container(f, line);
    bool first = false;
    while (!show_part(f, &laid, true, first) && f->page <= PDF_PAGES_MAX) {
        next_page(f, line);
        open_container(f, line);
        first = true;
    }
    f->y += style->after;
    laid_free(&laid);
}

/* Answers how many pages there are; more than PDF_PAGES_MAX: it gave up there. */
static int flow(const struct pdf *pdf, cairo_t *cr, PangoContext *context, int pages)
{
    struct flow f = { .pdf = pdf, .context = context, .cr = cr, .pages = pages };
    page_begin(&f);
    for (const struct pdf_line *line = pdf->first; line && f.page <= PDF_PAGES_MAX; line = line->next)
        flow_line(&f, line);
    close_container(&f);
    page_end(&f);
    return f.page;
}

static PangoContext *context_new(void)
{
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_language(context, pango_language_from_string("en-gb"));
    cairo_font_options_destroy(options);
    return context;
}

static cairo_status_t add(void *with, const unsigned char *at, unsigned int size)
{
    bytes_add(with, at, size);
    return CAIRO_STATUS_SUCCESS;
}

bool pdf_draw(const struct pdf *pdf, struct bytes *to, struct error *err)
{
    size_t from = to->len;
    PangoContext *context = context_new();
    int pages = flow(pdf, NULL, context, 0);
    if (pages > PDF_PAGES_MAX) {
        g_object_unref(context);
        return fail(err, ERROR_INPUT, NULL, "This would be more than %d pages. Choose less of it, then try again.",
                    PDF_PAGES_MAX);
    }
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(add, to, PAGE_WIDTH, PAGE_HEIGHT);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
    char *title = clean(pdf->head.title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Candour");
    free(title);
    cairo_t *cr = cairo_create(surface);
    flow(pdf, cr, context, pages);
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    g_object_unref(context);
    if (status != CAIRO_STATUS_SUCCESS) {
        to->len = from;
        fail(err, ERROR_STORE, NULL, "The PDF could not be made. Try again in a minute.");
        return fail_detail(err, "cairo: %s", cairo_status_to_string(status));
    }
    pdf_finish(to, from);
    return true;
}
