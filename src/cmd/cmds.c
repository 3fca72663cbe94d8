/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/cmds.h"

#include <stddef.h>

/* The names once, sorted; each is a row at the end of its own file. */
#define CMDS                                                                   \
    CMD(alias)                                                                 \
    CMD(apropos)                                                               \
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
    CMD(history)                                                               \
    CMD(hook)                                                                  \
    CMD(hostname)                                                              \
    CMD(info)                                                                  \
    CMD(jobs)                                                                  \
    CMD(list)                                                                  \
    CMD(lua)                                                                   \
    CMD(pwd)                                                                   \
    CMD(quit)                                                                  \
    CMD(recover)                                                               \
    CMD(rename)                                                                \
    CMD(set)                                                                   \
    CMD(shutdown)                                                              \
    CMD(source)                                                                \
    CMD(start)                                                                 \
    CMD(time)                                                                  \
    CMD(unalias)                                                               \
    CMD(undefine)                                                              \
    CMD(uri)                                                                   \
    CMD(version)                                                               \
    CMD(virsh)                                                                 \
    CMD(wait)                                                                  \
    CMD(watch)

#define CMD(name) extern const struct command cmd_##name;
CMDS
#undef CMD

#define CMD(name) &cmd_##name,
const struct command *const cmds[] = { CMDS NULL };
