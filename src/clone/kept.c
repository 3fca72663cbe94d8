/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/kept.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "virt/error.h"
#include "virt/xml_journal.h"
#include "virt/xml_walk.h"

#include <string.h>

/* libvirt sorts and numbers devices in its own way, so that places are not
 * compared. What is: how many a document has of a thing, at all places whose
 * elements have the same names as those down to the node. */
struct thing {
    const struct xml_node *node;
    enum { ELEMENT, ATTRIBUTE, TEXT } kind; /* the node; or of it: */
    const char *attribute;
    const char *value; /* only with this one; NULL: with any */
};

struct look {
    struct clone *clone;
    const struct xml_edit *edit; /* a hook's */
    struct xml *now;             /* what libvirt has */
    struct strv told;            /* of which paths */
};

static char *value_of(const struct xml_node *node, const struct thing *thing)
{
    if (thing->kind == ELEMENT)
        return mem_dup("");
    return thing->kind == TEXT ? xml_own_text(node)
                               : xml_attribute(node, thing->attribute);
}

static bool same_place(const struct xml_node *a, const struct xml_node *b)
{
    while (a && b && !strcmp(xml_local(a), xml_local(b)) &&
           str_eq(xml_namespace(a), xml_namespace(b))) {
        a = xml_parent(a);
        b = xml_parent(b);
    }
    return !a && !b;
}

static bool has(const struct xml_node *node, const struct thing *thing)
{
    AUTO(free)
    char *value = same_place(node, thing->node) ? value_of(node, thing) : NULL;

    return value && (!thing->value || !strcmp(value, thing->value));
}

/* In the element and below it; *ret_last is the last one. */
static size_t count(const struct xml_node *in, const struct thing *thing,
                    const struct xml_node **ret_last)
{
    size_t n = has(in, thing);

    if (n)
        *ret_last = in;
    for (const struct xml_node *c = xml_child(in); c; c = xml_next(c))
        n += count(c, thing, ret_last);
    return n;
}

/* Whether libvirt has fewer of it; *ret_its is its only one, or NULL. */
static bool lacks(const struct look *look, const struct thing *thing,
                  const struct xml_node **ret_its)
{
    const struct xml_node *ours = NULL;
    size_t n = count(xml_root(look->clone->xml), thing, &ours);
    size_t its;

    *ret_its = NULL;
    its = count(xml_root(look->now), thing, ret_its);
    if (its != 1)
        *ret_its = NULL;
    return its < n;
}

/* The outermost element that is gone with the node, or NULL. */
static const struct xml_node *gone(const struct look *look,
                                   const struct xml_node *node)
{
    const struct xml_node *outermost = NULL, *ignored;

    for (; node; node = xml_parent(node)) {
        struct thing thing = { .node = node };

        if (lacks(look, &thing, &ignored))
            outermost = node;
    }
    return outermost;
}

static void tell_gone(struct look *look, const struct xml_node *node)
{
    const struct xml_edit *edit = look->edit;
    AUTO(free) char *path = xml_where(node);

    if (strv_has(&look->told, path))
        return;
    strv_add(&look->told, path);
    clone_warn(look->clone, "%s: libvirt has dropped %s%s%s%s", edit->who, path,
               edit->at ? " (" : "", edit->at ? edit->at : "",
               edit->at ? ")" : "");
}

/* A value that libvirt has made another, or dropped as one that goes without
 * saying. */
static void tell_changed(struct look *look, const struct thing *thing,
                         const struct xml_node *its)
{
    AUTO(free) char *where = xml_where(thing->node);
    AUTO(free)
    char *path = thing->kind == ATTRIBUTE
                     ? mem_fmt("%s/@%s", where, thing->attribute)
                     : mem_dup(where);
    AUTO(free) char *value = its ? value_of(its, thing) : NULL;

    if (strv_has(&look->told, path))
        return;
    strv_add(&look->told, path);
    xml_sign_at(look->clone->xml, look->edit->at);
    xml_note(look->clone->xml, path, thing->value, value);
}

static void look_value(struct look *look, struct thing thing)
{
    AUTO(free) char *value = value_of(thing.node, &thing);
    const struct xml_node *its, *ignored;

    if (!value)
        return;
    lacks(look, &thing, &its);
    thing.value = value;
    if (lacks(look, &thing, &ignored))
        tell_changed(look, &thing, its);
}

static void look_element(struct look *look, const struct xml_node *node)
{
    AUTO(strv_done) struct strv attributes = { 0 };
    const struct xml_node *lost = gone(look, node);

    if (lost) {
        tell_gone(look, lost);
        return;
    }
    xml_attributes(node, &attributes);
    for (size_t i = 0; i < attributes.n; i += 2)
        look_value(look, (struct thing){ .node = node,
                                         .kind = ATTRIBUTE,
                                         .attribute = attributes.v[i] });
    look_value(look, (struct thing){ .node = node, .kind = TEXT });
    for (node = xml_child(node); node; node = xml_next(node))
        look_element(look, node);
}

static void look_edit(struct look *look)
{
    const struct xml_edit *edit = look->edit;
    const struct xml_node *lost =
        strcmp(edit->does, "add") ? gone(look, edit->node) : NULL;

    if (lost)
        tell_gone(look, lost);
    else if (!strcmp(edit->does, "add"))
        look_element(look, edit->node);
    else
        look_value(look,
                   (struct thing){ .node = edit->node,
                                   .kind = edit->attribute ? ATTRIBUTE : TEXT,
                                   .attribute = edit->attribute });
}

/* What still stands in the document, of hooks. */
static bool counts(const struct xml_edit *edit)
{
    return edit->node && strncmp(edit->who, "core/", 5) != 0 &&
           strcmp(edit->does, "remove") != 0 && xml_attached(edit->node);
}

static bool hooks_wrote(const struct xml *xml)
{
    const struct xml_edit *edits;
    size_t n = xml_edits(xml, &edits);

    for (size_t i = 0; i < n; i++)
        if (counts(&edits[i]))
            return true;
    return false;
}

/* As it was given, with passwords. */
static struct xml *read_back(const struct clone *clone, struct err *err)
{
    AUTO(free)
    char *text = virDomainGetXMLDesc(clone->domain, VIR_DOMAIN_XML_INACTIVE |
                                                        VIR_DOMAIN_XML_SECURE);

    if (text)
        return xml_parse(text, clone->name, err);
    virt_err(err, "cannot read the XML of '%s' back", clone->name);
    return NULL;
}

/* What is told is another edit: the list may move. */
static void look_all(struct look *look)
{
    const struct xml_edit *edits;
    size_t n = xml_edits(look->clone->xml, &edits);

    for (size_t i = 0; i < n; i++) {
        struct xml_edit edit;

        xml_edits(look->clone->xml, &edits);
        edit = edits[i];
        look->edit = &edit;
        if (counts(&edit))
            look_edit(look);
    }
}

int kept_tell(struct clone *clone, struct err *err)
{
    AUTO(xml_free) struct xml *now = NULL;
    struct err failed = ERR_INIT;
    struct look look = { .clone = clone };

    (void)err;
    if (!hooks_wrote(clone->xml))
        return 0;
    look.now = now = read_back(clone, &failed);
    if (now)
        look_all(&look);
    else
        clone_warn(clone, "%s", failed.text);
    strv_done(&look.told);
    return 0;
}
