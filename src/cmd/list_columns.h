/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What list can say about a domain, and the forms of that. */
#ifndef CMD_LIST_COLUMNS_H
#define CMD_LIST_COLUMNS_H

#include "shell/json.h"
#include "shell/session.h"
#include "virt/domains.h"

/* For a row's values: all columns there are, but for those of scripts. */
#define LIST_COLUMNS                                                           \
    "id name uuid state title description autostart persistent memory vcpus "  \
    "source"

enum list_format {
    LIST_TABLE,
    LIST_CSV,
    LIST_JSON,
};

/* Print these columns ("name,state"). ERR_USAGE for one that there is not. */
int list_columns_print(struct session *session, const struct domains *domains,
                       const char *columns, enum list_format format,
                       struct err *err);

/* All columns of one domain: title, value, title, value ... */
void list_columns_all(virDomainPtr domain, struct strv *ret);

/* The same as the members of a JSON object. */
void list_columns_put(virDomainPtr domain, struct json_object *object);

/* Sort by a column, numbers within names as numbers. */
int list_columns_sort(struct session *session, struct domains *domains,
                      const char *column, struct err *err);

/* virsh's word for a domain's state (VIR_DOMAIN_RUNNING ...); saved_too:
 * "saved" instead of "shut off" when there is a managed save image. */
const char *list_state(virDomainPtr domain, int state, bool saved_too);

/* To be freed; "" when there is none. */
char *list_title(virDomainPtr domain);

#endif
