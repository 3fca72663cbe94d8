/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XML as a live document: read, asked and edited by XPath.
 *
 * The document owns its nodes. A removed node is kept with the document and
 * freed with it, so that a reference to a node is good for as long as the
 * document is. What the edits do not touch stays as it was: comments, CDATA,
 * unknown elements, order. No network is used and no entity expanded.
 */
#ifndef VIRT_XML_H
#define VIRT_XML_H

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

struct xml;
struct xml_node; /* always an element */

/* name is used in messages: "web.xml:3: ...". */
struct xml *xml_parse(const char *text, const char *name, struct err *err);
/* For reading alone, without elements that are not wanted (the root has the
 * depth 0; those in a namespace always are), comments, and blanks between
 * elements. All of the text must be well-formed nevertheless. */
struct xml *xml_parse_part(const char *text, const char *name,
                           bool (*wants)(const char *name, unsigned depth),
                           struct err *err);
struct xml *xml_copy(const struct xml *xml); /* not frozen */
void xml_free(struct xml *xml);
CLEANUP_FUNC(struct xml *, xml_free);
char *xml_text(const struct xml *xml); /* with a final newline; to be freed */
struct xml_node *xml_root(const struct xml *xml);

/* From now on every edit fails with "the XML is read-only WHY". */
void xml_freeze(struct xml *xml, const char *why);

/* Values for $name in an XPath: bound, never pasted into the text. */
struct xml_var {
    const char *name;
    const char *text; /* NULL: the number counts */
    double number;
};

struct xml_path {
    const char *xpath; /* relative to the node it is asked of */
    const struct xml_var *vars;
    size_t n;
};
#define XML_PATH(text)                                                         \
    (&(const struct xml_path){ .xpath = (text) })

enum xml_type { XML_NODES, XML_STRING, XML_NUMBER, XML_BOOLEAN };

struct xml_item {
    struct xml_node *node; /* an element, or NULL ... */
    char *text;            /* ... and the value of an attribute or text */
};

struct xml_result {
    enum xml_type type;
    struct xml_item *items; /* XML_NODES, in document order */
    size_t n;
    char *text;
    double number;
    bool truth;
};

int xml_eval(struct xml_node *from, const struct xml_path *path,
             struct xml_result *ret, struct err *err);
void xml_result_done(struct xml_result *result);
CLEANUP_DONE(struct xml_result, xml_result_done);

/* For XPaths that are written in this program: first match, or NULL. */
char *xml_get(struct xml_node *from, const char *xpath); /* to be freed */
char *xml_get_or(struct xml_node *from, const char *xpath, const char *other);
bool xml_is(struct xml_node *from, const char *xpath, const char *value);
struct xml_node *xml_find(struct xml_node *from, const char *xpath);

/* All matching elements; v is to be freed, the nodes are not. */
struct xml_nodes {
    struct xml_node **v;
    size_t n;
};
struct xml_nodes xml_all(struct xml_node *from, const char *xpath);
void xml_nodes_done(struct xml_nodes *nodes);
CLEANUP_DONE(struct xml_nodes, xml_nodes_done);

/* ---- of one element ---- */
char *xml_name(const struct xml_node *node);      /* with prefix; to be freed */
char *xml_node_text(const struct xml_node *node); /* string value */
char *xml_node_dump(const struct xml_node *node); /* as XML */
/* "devices/disk[2]"; to be freed. */
char *xml_where(const struct xml_node *node);
struct xml_node *xml_parent(const struct xml_node *node); /* or NULL */
struct xml *xml_of(const struct xml_node *node);
long xml_line(const struct xml_node *node);
bool xml_attached(const struct xml_node *node);
bool xml_has_elements(const struct xml_node *node);
/* Attributes as name, value, name, value ... in document order. */
void xml_attributes(const struct xml_node *node, struct strv *ret);

/* ---- edits; all fail on a frozen document ---- */

/* Set the only match to value. Without a match create it, where the missing
 * steps are plain names ("os/smbios/@mode"). NULL removes. More than one match
 * is an error, text over child elements is, and so is what XML cannot hold. */
int xml_set(struct xml_node *from, const struct xml_path *path,
            const char *value, struct err *err);
int xml_set_text(struct xml_node *node, const char *value, struct err *err);
int xml_set_attribute(struct xml_node *node, const char *name,
                      const char *value, struct err *err);

/* Remove all matches (elements, attributes); returns their number or -1. */
long xml_remove(struct xml_node *from, const struct xml_path *path,
                struct err *err);
int xml_remove_node(struct xml_node *node, struct err *err);

/* A new element that is nowhere yet; prefix as in "acme:owner". */
struct xml_node *xml_new(struct xml *xml, const char *name, struct err *err);
/* The one element in text, as a new element of this document. */
struct xml_node *xml_new_text(struct xml *xml, const char *text,
                              struct err *err);
/* A deep copy of an element, also of another document. */
struct xml_node *xml_new_copy(struct xml *xml, const struct xml_node *node);
/* Put a new or removed element below parent, in front of `before` (a child of
 * it) or last. */
int xml_put(struct xml_node *parent, struct xml_node *child,
            struct xml_node *before, struct err *err);

/* Declare a prefix on the root. qemu, lxc, xen, bhyve, dnsmasq and libosinfo
 * are known without. */
int xml_ns(struct xml *xml, const char *prefix, const char *uri,
           struct err *err);

#endif
