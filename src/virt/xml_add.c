/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New elements of a document, and where they are put. */
#include "base/mem.h"
#include "virt/xml_priv.h"

#include <string.h>

/* ---- new ones ----------------------------------------------------------- */

struct xml_node *xml_new(struct xml *xml, const char *name, struct err *err)
{
    xmlNodePtr root = xmlDocGetRootElement(xml->doc), node;
    const char *local;
    xmlNsPtr ns;

    if (xml_check_frozen(xml, err) ||
        xml_split_name(root, name, &ns, &local, err))
        return NULL;
    node = xmlNewDocNode(xml->doc, ns, xml_chars(local), NULL);
    xml_keep_removed(xml, node);
    return xml_cooked(node);
}

struct xml_node *xml_new_copy(struct xml *xml, const struct xml_node *node)
{
    xmlNodePtr copy = xmlDocCopyNode(xml_raw(node), xml->doc, 1);

    xml_keep_removed(xml, copy);
    return xml_cooked(copy);
}

static bool is_known(const char *prefix)
{
    for (size_t i = 0; xml_known_ns[i]; i += 2)
        if (!strcmp(xml_known_ns[i], prefix))
            return true;
    return false;
}

/* Prefixes of the document (and the known ones) work inside the text. */
static char *with_prefixes(struct xml *xml, const char *text)
{
    AUTO(buf_done) struct buf buf = { 0 };
    xmlNsPtr *list = xmlGetNsList(xml->doc, xmlDocGetRootElement(xml->doc));

    buf_add(&buf, "<x");
    for (size_t i = 0; xml_known_ns[i]; i += 2)
        buf_fmt(&buf, " xmlns:%s='%s'", xml_known_ns[i], xml_known_ns[i + 1]);
    for (size_t i = 0; list && list[i]; i++)
        if (list[i]->prefix && !is_known((const char *)list[i]->prefix))
            buf_fmt(&buf, " xmlns:%s='%s'", list[i]->prefix, list[i]->href);
    xmlFree(list);
    buf_fmt(&buf, ">%s</x>", text);
    return buf_take(&buf);
}

struct xml_node *xml_new_text(struct xml *xml, const char *text,
                              struct err *err)
{
    AUTO(free) char *whole = with_prefixes(xml, text);
    AUTO(xml_free) struct xml *other = NULL;
    xmlNodePtr first;

    if (xml_check_frozen(xml, err))
        return NULL;
    other = xml_parse(whole, "the XML text", err);
    if (!other)
        return NULL;
    first = xmlFirstElementChild(xmlDocGetRootElement(other->doc));
    if (!first || xmlNextElementSibling(first)) {
        err_fail(err, "the XML text must be exactly one element");
        return NULL;
    }
    return xml_new_copy(xml, xml_cooked(first));
}

static xmlNodePtr indentation(xmlNodePtr parent, int depth)
{
    AUTO(free) char *text = mem_fmt("\n%*s", 2 * depth, "");

    return xmlNewDocText(parent->doc, xml_chars(text));
}

static int depth_of(xmlNodePtr node)
{
    int depth = 0;

    while ((node = node->parent) && node->type == XML_ELEMENT_NODE)
        depth++;
    return depth;
}

/* Elements only, nothing between them: made by a program, not by hand. */
static bool is_packed(xmlNodePtr node)
{
    for (xmlNodePtr child = node->children; child; child = child->next)
        if (child->type != XML_ELEMENT_NODE)
            return false;
    return node->children != NULL;
}

static void indent_packed(xmlNodePtr node, int depth)
{
    if (!is_packed(node))
        return;
    for (xmlNodePtr child = node->children; child; child = child->next) {
        xmlAddPrevSibling(child, indentation(node, depth + 1));
        indent_packed(child, depth + 1);
    }
    xmlAddChild(node, indentation(node, depth));
}

static void put_last(xmlNodePtr parent, xmlNodePtr child, int depth)
{
    if (xml_is_blank(parent->last)) {
        /* In this order: libxml2 joins text that comes beside text. */
        xmlAddPrevSibling(parent->last, child);
        xmlAddPrevSibling(child, indentation(parent, depth));
    } else if (!parent->last) {
        xmlAddChild(parent, indentation(parent, depth));
        xmlAddChild(parent, child);
        xmlAddChild(parent, indentation(parent, depth - 1));
    } else {
        xmlAddChild(parent, child);
    }
}

static void forget_removed(struct xml *xml, xmlNodePtr node)
{
    for (size_t i = 0; i < xml->n_removed; i++)
        if (xml->removed[i] == node) {
            xml->removed[i] = xml->removed[--xml->n_removed];
            return;
        }
}

static bool is_inside(xmlNodePtr node, xmlNodePtr ancestor)
{
    for (; node; node = node->parent)
        if (node == ancestor)
            return true;
    return false;
}

int xml_put(struct xml_node *parent, struct xml_node *child,
            struct xml_node *before, struct err *err)
{
    xmlNodePtr up = xml_raw(parent), raw = xml_raw(child);
    int depth = depth_of(up) + 1;

    if (xml_check_frozen(xml_of(parent), err))
        return -1;
    if (raw->doc != up->doc || raw->parent || is_inside(up, raw))
        return err_fail(err, "the element is in a document already");
    if (before && xml_raw(before)->parent != up)
        return err_fail(err, "the element to put it before is not a child");
    forget_removed(xml_of(parent), raw);
    if (!xml_attached(parent) && !before) {
        /* Indented as a whole once it is put into the document. */
        xmlAddChild(up, raw);
        xmlReconciliateNs(up->doc, raw);
        return 0;
    }
    indent_packed(raw, depth);
    if (before) {
        xmlAddPrevSibling(xml_raw(before), raw);
        xmlAddPrevSibling(xml_raw(before), indentation(up, depth));
    } else {
        put_last(up, raw, depth);
    }
    xmlReconciliateNs(up->doc, raw);
    xml_record_element(child, true);
    return 0;
}
