/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that knows libxml2, for xml*.c and schema.c alone. */
#ifndef VIRT_XML_PRIV_H
#define VIRT_XML_PRIV_H

#include "virt/xml.h"

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

struct xml {
    xmlDocPtr doc;
    char *frozen;        /* why, or NULL */
    xmlNodePtr *removed; /* roots of subtrees that are nowhere */
    size_t n_removed;
};

static inline xmlNodePtr xml_raw(const struct xml_node *node)
{
    return (xmlNodePtr)(uintptr_t)node;
}

static inline struct xml_node *xml_cooked(xmlNodePtr raw)
{
    return (struct xml_node *)raw;
}

static inline const xmlChar *xml_chars(const char *text)
{
    return (const xmlChar *)text;
}

/* libxml2's string as ours, freed there. NULL stays NULL. */
char *xml_take_chars(xmlChar *text);

/* Namespaces every document knows; NULL-ended prefix, URI pairs. */
extern const char *const xml_known_ns[];

/* The namespace for a prefix as seen from node, declared on the root when it
 * is a known one; NULL when there is none. */
xmlNsPtr xml_ns_find(struct xml *xml, xmlNodePtr node, const char *prefix);

/* As xml_eval, but libxml2's own object, which the caller frees. */
xmlXPathObjectPtr xml_eval_raw(struct xml_node *from,
                               const struct xml_path *path, struct err *err);

#endif
