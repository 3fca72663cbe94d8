/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that knows libxml2, for xml*.c and schema*.c alone. */
#ifndef VIRT_XML_PRIV_H
#define VIRT_XML_PRIV_H

#include "virt/xml_journal.h"

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

    char *who, *at; /* of the edits: see xml_journal.h */
    struct xml_edit *edits;
    size_t n_edits;
};

/* Record an edit: before a removal, after anything else. Nothing happens while
 * nobody signs, and to what is not attached. */
void xml_record_attribute(const struct xml_node *node, const char *name,
                          const char *old, const char *new);
void xml_record_text(const struct xml_node *node, const char *old,
                     const char *new);
void xml_record_element(const struct xml_node *node, bool added);
void xml_journal_done(struct xml *xml);

/* Makes the parser leave out what is not wanted. */
struct xml_part {
    bool (*wants)(const char *name, unsigned depth);
    unsigned depth;
    unsigned skipped; /* how deep in what is left out */
};
void xml_part_begin(struct xml_part *part, xmlParserCtxtPtr parser);

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

/* What edits have in common. */
int xml_check_frozen(const struct xml *xml, struct err *err);
int xml_split_name(xmlNodePtr node, const char *name, xmlNsPtr *ret_ns,
                   const char **ret_local, struct err *err);
bool xml_is_blank(xmlNodePtr node);
void xml_keep_removed(struct xml *xml, xmlNodePtr node);

/* As xml_eval, but libxml2's own object, which the caller frees. */
xmlXPathObjectPtr xml_eval_raw(struct xml_node *from,
                               const struct xml_path *path, struct err *err);

#endif
