/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What list knows of a domain itself. */
#ifndef CMD_LIST_FACTS_H
#define CMD_LIST_FACTS_H

#include <libvirt/libvirt.h>

enum kind {
    KIND_TEXT,
    KIND_NUMBER, /* in JSON; "-" is null */
    KIND_FLAG,   /* "yes" is true */
};

struct column {
    const char *name, *title;
    char *(*value)(virDomainPtr domain); /* NULL: a script's */
    enum kind kind;
};

enum { LIST_FACTS = 11 };

extern const struct column list_facts[LIST_FACTS + 1]; /* ended by no name */

#endif
