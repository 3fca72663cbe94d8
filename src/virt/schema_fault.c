/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where an invalid document is wrong. libxml2 says "Extra element devices in
 * interleave" of nearly everything. So each device is looked at alone, and
 * then for the deepest attribute or element without which, or with another
 * value of which, the document is valid.
 */
#include "base/mem.h"
#include "virt/schema_priv.h"
#include "virt/xml_journal.h"

#include <string.h>

enum { MOST_FAULTS = 8 };

struct search {
    xmlRelaxNGPtr rng;
    const struct xml *whole;
    struct xml *part;     /* a copy of it, without what is looked at later */
    const char *full;     /* path in whole of the device ... */
    const char *alone;    /* ... whose path in part is this; NULL: none */
    struct strv *faults;
};

static void ignore(void *data, xmlErrorPtr e)
{
    (void)data;
    (void)e;
}

static bool is_valid(const struct search *search)
{
    xmlRelaxNGValidCtxtPtr valid = xmlRelaxNGNewValidCtxt(search->rng);
    int rc;

    xmlRelaxNGSetValidStructuredErrors(valid, ignore, NULL);
    rc = xmlRelaxNGValidateDoc(valid, search->part->doc);
    xmlRelaxNGFreeValidCtxt(valid);
    return rc == 0;
}

/* ---- telling ------------------------------------------------------------ */

/* " (hook 'tune', tune.lua:4)", or nothing. */
static char *author(const struct search *search, const char *where,
                    const char *attribute)
{
    struct xml_node *node = xml_find(xml_root(search->whole), where);
    const struct xml_edit *edit = node ? xml_blame(node, attribute) : NULL;

    if (!edit)
        return mem_dup("");
    return mem_fmt(" (hook '%s'%s%s)", edit->who, edit->at ? ", " : "",
                   edit->at ? edit->at : "");
}

static void tell(struct search *search, xmlNodePtr node, const char *attribute,
                 const char *what)
{
    AUTO(free) char *in_part = xml_where(xml_cooked(node));
    size_t skip = search->alone ? strlen(search->alone) : 0;
    AUTO(free) char *where = mem_fmt("%s%s", search->alone ? search->full : "",
                                     in_part + skip);
    AUTO(free) char *who = author(search, where, attribute);

    strv_fmt(search->faults, "%s%s%s: %s%s", where, attribute ? "/@" : "",
             attribute ? attribute : "", what, who);
}

/* ---- one fault ---------------------------------------------------------- */

struct attribute {
    xmlNodePtr node;
    xmlNsPtr ns;
    xmlChar *name, *value;
};

/* With another value of a usual kind it would be valid. */
static bool wants_value(struct search *search, const struct attribute *a)
{
    static const char *const usual[] = {
        "1", "yes", "on", "a", "/a", "52:54:00:00:00:01", "0x0001", "auto",
        "none", "raw", "virtio", "00000000-0000-4000-8000-000000000001",
    };
    bool valid = false;

    for (size_t i = 0; !valid && i < COUNT(usual); i++) {
        if (a->name)
            xmlSetNsProp(a->node, a->ns, a->name, xml_chars(usual[i]));
        else
            xmlNodeSetContent(a->node, xml_chars(usual[i]));
        valid = is_valid(search);
    }
    if (a->name)
        xmlSetNsProp(a->node, a->ns, a->name, a->value);
    else
        xmlNodeSetContent(a->node, a->value);
    return valid;
}

static bool is_extra(struct search *search, const struct attribute *a)
{
    bool valid;

    xmlUnsetNsProp(a->node, a->ns, a->name);
    valid = is_valid(search);
    xmlSetNsProp(a->node, a->ns, a->name, a->value);
    return valid;
}

/* They change places while they are looked at: taken first. */
static size_t take_attributes(xmlNodePtr node, struct attribute *ret,
                              size_t room)
{
    size_t n = 0;

    for (xmlAttrPtr a = node->properties; a && n < room; a = a->next)
        ret[n++] = (struct attribute){
            node, a->ns, xmlStrdup(a->name),
            xmlNodeListGetString(a->doc, a->children, 1)
        };
    return n;
}

static bool find_attribute(struct search *search, xmlNodePtr node,
                           bool (*is_wrong)(struct search *,
                                            const struct attribute *))
{
    struct attribute list[32];
    size_t n = take_attributes(node, list, COUNT(list));
    bool found = false;

    for (size_t i = 0; i < n; i++) {
        if (!found && is_wrong(search, &list[i])) {
            AUTO(free) char *what =
                mem_fmt("value '%s' is not allowed", list[i].value);

            found = true;
            tell(search, node, (const char *)list[i].name, what);
        }
        xmlFree(list[i].name);
        xmlFree(list[i].value);
    }
    return found;
}

static bool find_text(struct search *search, xmlNodePtr node)
{
    struct attribute text = { .node = node };
    AUTO(free) char *what = NULL;
    bool found;

    if (!node->children || xmlFirstElementChild(node))
        return false;
    text.value = xmlNodeGetContent(node);
    found = wants_value(search, &text);
    what = mem_fmt("value '%s' is not allowed", text.value);
    xmlFree(text.value);
    if (found)
        tell(search, node, NULL, what);
    return found;
}

static bool valid_without(struct search *search, xmlNodePtr node)
{
    xmlNodePtr up = node->parent, next = node->next;
    bool valid;

    xmlUnlinkNode(node);
    valid = is_valid(search);
    if (next)
        xmlAddPrevSibling(next, node);
    else
        xmlAddChild(up, node);
    return valid;
}

static bool find(struct search *search, xmlNodePtr node);

/* A child that is too much, or has what is wrong. */
static bool find_child(struct search *search, xmlNodePtr node)
{
    for (xmlNodePtr child = xmlFirstElementChild(node); child;
         child = xmlNextElementSibling(child)) {
        if (!valid_without(search, child))
            continue;
        if (!find(search, child))
            tell(search, child, NULL,
                 "this element is not allowed here, or something in it is "
                 "missing");
        return true;
    }
    for (xmlNodePtr child = xmlFirstElementChild(node); child;
         child = xmlNextElementSibling(child))
        if (find(search, child))
            return true;
    return false;
}

/* The document is valid but for something in the node: tell what. */
static bool find(struct search *search, xmlNodePtr node)
{
    return find_attribute(search, node, is_extra) ||
           find_child(search, node) ||
           find_attribute(search, node, wants_value) ||
           find_text(search, node);
}

/* ---- the whole ---------------------------------------------------------- */

static xmlNodePtr devices_of(const struct xml *xml)
{
    return xml_raw(xml_find(xml_root(xml), "devices"));
}

/* Keep the i-th device, counted from 1, alone; 0: none. Returns it. */
static xmlNodePtr isolate(struct search *search, size_t i)
{
    xmlNodePtr devices = devices_of(search->part), kept = NULL, next;
    xmlNodePtr child = devices ? xmlFirstElementChild(devices) : NULL;

    for (size_t n = 1; child; child = next, n++) {
        next = xmlNextElementSibling(child);
        if (n == i) {
            kept = child;
            continue;
        }
        xmlUnlinkNode(child);
        xmlFreeNode(child);
    }
    return kept;
}

static xmlNodePtr nth_device(const struct xml *xml, size_t i)
{
    xmlNodePtr devices = devices_of(xml);
    xmlNodePtr child = devices ? xmlFirstElementChild(devices) : NULL;

    while (child && --i)
        child = xmlNextElementSibling(child);
    return child;
}

static bool check_device(struct search *search, size_t i)
{
    xmlNodePtr original = nth_device(search->whole, i), device;
    AUTO(free) char *full = original ? xml_where(xml_cooked(original)) : NULL;
    AUTO(free) char *alone = NULL;
    AUTO(xml_free) struct xml *part = NULL;

    if (!original || search->faults->n >= MOST_FAULTS)
        return false;
    part = search->part = xml_copy(search->whole);
    device = isolate(search, i);
    alone = xml_where(xml_cooked(device));
    search->full = full;
    search->alone = alone;
    if (!is_valid(search) && !find(search, device))
        tell(search, device, NULL,
             "this element is not allowed here, or something in it is missing");
    return true;
}

void schema_faults(xmlRelaxNGPtr rng, const struct xml *xml,
                   struct strv *faults)
{
    struct search search = { .rng = rng, .whole = xml, .faults = faults };
    AUTO(xml_free) struct xml *part = xml_copy(xml);

    search.part = part;
    isolate(&search, 0);
    if (!is_valid(&search)) {
        find(&search, xmlDocGetRootElement(part->doc));
        return;
    }
    for (size_t i = 1; check_device(&search, i); i++)
        continue;
}
