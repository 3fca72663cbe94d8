/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/domain.h"

struct destroy_args {
    char *domain;
    bool graceful, remove_logs;
};

static const struct field fields[] = {
    { FIELD(struct destroy_args, domain), .name = "domain",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_ACTIVE,
      .help = "domain name, id or uuid" },
    { FIELD(struct destroy_args, graceful), .name = "graceful",
      .help = "terminate gracefully" },
    { FIELD(struct destroy_args, remove_logs), .name = "remove-logs",
      .help = "remove domain logs" },
    FIELD_END,
};

static int run(struct session *session, void *words, struct err *err)
{
    struct destroy_args *args = words;
    unsigned flags = (args->graceful ? VIR_DOMAIN_DESTROY_GRACEFUL : 0u) |
                     (args->remove_logs ? VIR_DOMAIN_DESTROY_REMOVE_LOGS : 0u);
    AUTO(domain_free)
    virDomainPtr domain = session_domain(session, args->domain, err);
    struct lua_op op = { .name = "destroy", .domain = domain };
    const char *name = NULL;
    int rc = 0;

    if (!domain)
        return -1;
    if (domain_hooks_begin(session, &op, err))
        return -1;
    name = virDomainGetName(domain);
    if (virDomainDestroyFlags(domain, flags) < 0)
        rc = virt_err(err, "failed to destroy domain '%s'", name);
    else
        fprintf(session->out, "Domain '%s' destroyed\n", name);
    return domain_hooks_end(session, &op, rc, err);
}

const struct command cmd_destroy = {
    .name = "destroy",
    .group = "domain",
    .help = "destroy (stop) a domain",
    .desc = "Forcefully stop a domain, but leave its definition and its "
            "disks intact.",
    .fields = fields,
    .size = sizeof(struct destroy_args),
    .flags = COMMAND_CONNECTS,
    .run = run,
};
