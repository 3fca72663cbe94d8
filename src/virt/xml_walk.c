/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/xml_walk.h"
#include "base/mem.h"
#include "virt/xml_priv.h"

#include <string.h>

struct xml_node *xml_child(const struct xml_node *node)
{
    return xml_cooked(xmlFirstElementChild(xml_raw(node)));
}

struct xml_node *xml_next(const struct xml_node *node)
{
    return xml_cooked(xmlNextElementSibling(xml_raw(node)));
}

const char *xml_local(const struct xml_node *node)
{
    return (const char *)xml_raw(node)->name;
}

const char *xml_namespace(const struct xml_node *node)
{
    return xml_raw(node)->ns ? (const char *)xml_raw(node)->ns->href : NULL;
}

struct xml_node *xml_child_named(const struct xml_node *node,
                                 const char *name)
{
    struct xml_node *child = xml_child(node);

    while (child && (xml_namespace(child) || strcmp(xml_local(child), name)))
        child = xml_next(child);
    return child;
}

char *xml_attribute(const struct xml_node *node, const char *name)
{
    return xml_take_chars(xmlGetNoNsProp(xml_raw(node), xml_chars(name)));
}

bool xml_attribute_is(const struct xml_node *node, const char *name,
                      const char *value)
{
    AUTO(free) char *got = xml_attribute(node, name);

    return str_eq(got, value);
}

char *xml_own_text(const struct xml_node *node)
{
    static const char blanks[] = " \t\r\n";
    AUTO(buf_done) struct buf text = { 0 };
    const char *from;
    size_t n;

    for (xmlNodePtr p = xml_raw(node)->children; p; p = p->next)
        if (p->type == XML_TEXT_NODE || p->type == XML_CDATA_SECTION_NODE)
            buf_add(&text, (const char *)p->content);
    if (!text.n)
        return NULL;
    from = text.text + strspn(text.text, blanks);
    n = strlen(from);
    while (n && strchr(blanks, from[n - 1]))
        n--;
    return n ? mem_ndup(from, n) : NULL;
}
