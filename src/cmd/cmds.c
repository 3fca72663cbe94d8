/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/cmds.h"

#include <stddef.h>

/* The names once, sorted; each is a row at the end of its own file. */
#define CMDS                                                                   \
    CMD(audit)                                                                 \
    CMD(cd)                                                                    \
    CMD(clone)                                                                 \
    CMD(complete)                                                              \
    CMD(connect)                                                               \
    CMD(define)                                                                \
    CMD(destroy)                                                               \
    CMD(dumpxml)                                                               \
    CMD(echo)                                                                  \
    CMD(help)                                                                  \
    CMD(hook)                                                                  \
    CMD(hostname)                                                              \
    CMD(list)                                                                  \
    CMD(pwd)                                                                   \
    CMD(quit)                                                                  \
    CMD(recover)                                                               \
    CMD(rename)                                                                \
    CMD(shutdown)                                                              \
    CMD(start)                                                                 \
    CMD(undefine)                                                              \
    CMD(uri)                                                                   \
    CMD(version)

#define CMD(name) extern const struct command cmd_##name;
CMDS
#undef CMD

#define CMD(name) &cmd_##name,
const struct command *const cmds[] = { CMDS NULL };
