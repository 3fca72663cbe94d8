/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * systemd's credentials in a domain's XML: strings of its SMBIOS,
 * "io.systemd.credential:NAME=VALUE", or ".binary:" and the value in base64.
 */
#ifndef CLONE_CREDENTIAL_H
#define CLONE_CREDENTIAL_H

#include "base/err.h"

#include <stdbool.h>

struct clone;

/* Whether the clone's machine hands such strings to its guest; says why not. */
int credential_check(const struct clone *clone, struct err *err);

/* Its value as it is written, in base64 if *ret_binary; NULL: there is none.
 * To be freed. */
char *credential_get(const struct clone *clone, const char *name,
                     bool *ret_binary);

/* Give it that value, whether it is there or not; in base64 where the text
 * needs it. */
int credential_set(struct clone *clone, const char *name, const char *value,
                   struct err *err);

#endif
