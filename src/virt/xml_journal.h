/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who changed what in a document, edit by edit. */
#ifndef VIRT_XML_JOURNAL_H
#define VIRT_XML_JOURNAL_H

#include "virt/xml.h"

struct xml_edit {
    const char *does; /* "set", "create", "add", "remove" */
    const struct xml_node *node; /* NULL: a note */
    char *attribute;             /* of the node; NULL: the node itself */
    char *path;                  /* as it was then: "devices/disk[2]/@type" */
    char *old, *new;             /* NULL: none */
    char *who, *at;              /* "mac-oui", "20-mac.lua:7"; at may be NULL */
};

/* Edits from now on are this one's; who NULL: they are not recorded. */
void xml_sign(struct xml *xml, const char *who);
/* ... and are made at this line of a script; NULL: at none. */
void xml_sign_at(struct xml *xml, const char *at);

size_t xml_edits(const struct xml *xml, const struct xml_edit **ret);

/* The edit that made the node's attribute (or text) what it is; or NULL. */
const struct xml_edit *xml_blame(const struct xml_node *node,
                                 const char *attribute);

/* Something else that the one who signs has changed. */
void xml_note(struct xml *xml, const char *what, const char *old,
              const char *new);

#endif
