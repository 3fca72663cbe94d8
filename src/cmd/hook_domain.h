/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hook enable and disable --domain: what a source says to its clones' hooks. */
#ifndef CMD_HOOK_DOMAIN_H
#define CMD_HOOK_DOMAIN_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

struct session;

struct hook_domain {
    const char *domain;
    const struct strv *names; /* of hooks */
    const struct strv *sets;  /* "key=value", of the first hook */
    bool enabled;
};

/* Write it into the domain's metadata, all of it or nothing. */
int hook_domain_set(struct session *session, const struct hook_domain *what,
                    struct err *err);

#endif
