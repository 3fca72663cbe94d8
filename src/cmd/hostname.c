/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/session.h"
#include "virt/error.h"

static int run(struct session *session, void *words, struct err *err)
{
    virConnectPtr vir = session_connect(session, err);
    AUTO(free) char *name = NULL;

    (void)words;
    if (!vir)
        return -1;
    name = virConnectGetHostname(vir);
    if (!name)
        return virt_err(err, "failed to get hostname");
    fprintf(session->out, "%s\n", name);
    return 0;
}

const struct command cmd_hostname = {
    .name = "hostname",
    .group = "host",
    .help = "print the hypervisor hostname",
    .desc = "Print the name of the host that the connection leads to.",
    .fields = (const struct field[]){ FIELD_END },
    .flags = COMMAND_READS | COMMAND_CONNECTS,
    .run = run,
};
