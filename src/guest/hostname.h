/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names for machines. */
#ifndef GUEST_HOSTNAME_H
#define GUEST_HOSTNAME_H

#include "base/err.h"

#include <stdbool.h>

/* A domain's name as a host name: a to z, 0 to 9 and '-', at most 63 of them,
 * no '-' at either end; NULL when nothing is left. The caller frees it. */
char *hostname_of(const char *name);

/* The same for Windows, which takes 15. */
char *hostname_of_windows(const char *name);

/* One that a user gives may have dots: "web01.example.org". */
int hostname_check(const char *hostname, struct err *err);

#endif
