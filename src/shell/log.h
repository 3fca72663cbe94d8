/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log file of -l, with virsh's lines:
 * "[2026.11.23 01:10:50 virt-twin 23518] ERROR failed to ..." */
#ifndef SHELL_LOG_H
#define SHELL_LOG_H

#include "shell/session.h"

/* virsh's levels: -d N logs those from N on. */
enum log_level {
    LOG_DEBUG,
    LOG_INFO,
    LOG_NOTICE,
    LOG_WARNING,
    LOG_ERROR,
};

/* Does nothing without -l. */
void log_write(const struct session *session, enum log_level level,
               const char *text);

#endif
