/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/session.h"
#include "virt/error.h"

static int run(struct session *session, void *words, struct err *err)
{
    virConnectPtr vir = session_connect(session, err);
    AUTO(free) char *uri = NULL;

    (void)words;
    if (!vir)
        return -1;
    uri = virConnectGetURI(vir);
    if (!uri)
        return virt_err(err, "failed to get URI");
    fprintf(session->out, "%s\n", uri);
    return 0;
}

const struct command cmd_uri = {
    .name = "uri",
    .group = "host",
    .help = "print the hypervisor canonical URI",
    .desc = "Print the URI of the connection, as libvirt resolved it.",
    .fields = (const struct field[]){ FIELD_END },
    .flags = COMMAND_READS | COMMAND_CONNECTS,
    .run = run,
};
