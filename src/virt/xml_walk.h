/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going through a document step by step, where XPath would be too slow. */
#ifndef VIRT_XML_WALK_H
#define VIRT_XML_WALK_H

#include "virt/xml.h"

/* The first element below node, and the next one beside it; or NULL. */
struct xml_node *xml_child(const struct xml_node *node);
struct xml_node *xml_next(const struct xml_node *node);
/* The first child of that (unprefixed) name, or NULL. */
struct xml_node *xml_child_named(const struct xml_node *node,
                                 const char *name);

/* Its name without the prefix, and the address of its namespace or NULL; both
 * are the document's. */
const char *xml_local(const struct xml_node *node);
const char *xml_namespace(const struct xml_node *node);

/* The value of an attribute, or NULL; to be freed. */
char *xml_attribute(const struct xml_node *node, const char *name);
bool xml_attribute_is(const struct xml_node *node, const char *name,
                      const char *value);
/* The text that stands in the element itself, without outer blanks; NULL when
 * there is none. To be freed. */
char *xml_own_text(const struct xml_node *node);

#endif
