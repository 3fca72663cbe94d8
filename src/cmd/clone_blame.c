/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/clone_blame.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/redact.h"
#include "virt/xml_journal.h"
#include "virt/xml_walk.h"

#include <string.h>

enum { MARGIN = 34 };

/* The author of each line of the document's text, by number from 1. */
struct lines {
    const struct xml_edit **v;
    size_t n;
};

/* Of an element and its attributes the newest edit. */
static const struct xml_edit *of_node(const struct xml_node *node)
{
    AUTO(strv_done) struct strv attributes = { 0 };
    const struct xml_edit *newest = xml_blame(node, NULL);

    xml_attributes(node, &attributes);
    for (size_t i = 0; i < attributes.n; i += 2) {
        const struct xml_edit *edit = xml_blame(node, attributes.v[i]);

        if (edit > newest)
            newest = edit;
    }
    return newest;
}

/* Of two equal trees one knows the authors, the other one the lines. */
static void take(struct lines *lines, const struct xml_node *known,
                 const struct xml_node *parsed)
{
    const struct xml_node *a = xml_child(known), *b = xml_child(parsed);
    size_t line = (size_t)xml_line(parsed);

    if (line < lines->n && of_node(known) > lines->v[line])
        lines->v[line] = of_node(known);
    for (; a && b; a = xml_next(a), b = xml_next(b))
        take(lines, a, b);
}

static size_t count_lines(const char *text)
{
    size_t n = 0;

    while ((text = strchr(text, '\n'))) {
        text++;
        n++;
    }
    return n;
}

static void print_line(const struct xml_edit *edit, const char *line, FILE *out)
{
    AUTO(free)
    char *who = edit ? mem_fmt("%s%s%s", edit->who, edit->at ? " " : "",
                               edit->at ? edit->at : "")
                     : mem_dup("");

    fprintf(out, "%-*.*s | %s\n", MARGIN, MARGIN, who, line);
}

int clone_blame_print(const struct clone *clone, FILE *out, struct err *err)
{
    const struct xml *xml = clone->xml;
    AUTO(free) char *text = xml_text(xml);
    AUTO(xml_free) struct xml *parsed = xml_parse(text, "the XML", err);
    struct lines lines = { .n = count_lines(text) + 1 };
    AUTO(free) char *memory = mem_new(lines.n, sizeof(*lines.v));
    const char *line = text;

    if (!parsed)
        return -1;
    lines.v = (const struct xml_edit **)(void *)memory;
    take(&lines, xml_root(xml), xml_root(parsed));
    for (size_t i = 1; i < lines.n; i++) {
        size_t n = strcspn(line, "\n");

        AUTO(free) char *whole = mem_ndup(line, n);
        AUTO(free) char *safe = redact(&clone->secrets, whole);

        print_line(lines.v[i], safe, out);
        line += n + 1;
    }
    return 0;
}
