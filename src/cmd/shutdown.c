/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "cmd/domain.h"

struct shutdown_args {
    char *domain, *mode;
};

static const struct field fields[] = {
    { FIELD(struct shutdown_args, domain), .name = "domain",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_ACTIVE,
      .help = "domain name, id or uuid" },
    { FIELD(struct shutdown_args, mode), .name = "mode",
      .complete = COMPLETE_WORDS,
      .values = "acpi agent initctl signal paravirt",
      .help = "how the guest is asked" },
    FIELD_END,
};

static unsigned flags_of(const char *mode)
{
    static const struct {
        const char *name;
        unsigned flag;
    } modes[] = {
        { "acpi", VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN },
        { "agent", VIR_DOMAIN_SHUTDOWN_GUEST_AGENT },
        { "initctl", VIR_DOMAIN_SHUTDOWN_INITCTL },
        { "signal", VIR_DOMAIN_SHUTDOWN_SIGNAL },
        { "paravirt", VIR_DOMAIN_SHUTDOWN_PARAVIRT },
    };

    for (size_t i = 0; i < COUNT(modes); i++)
        if (str_eq(mode, modes[i].name))
            return modes[i].flag;
    return VIR_DOMAIN_SHUTDOWN_DEFAULT;
}

static int run(struct session *session, void *words, struct err *err)
{
    struct shutdown_args *args = words;
    AUTO(domain_free)
    virDomainPtr domain = session_domain(session, args->domain, err);
    struct lua_op op = { .name = "shutdown", .domain = domain };
    const char *name = NULL;
    int rc = 0;
    unsigned flags = flags_of(args->mode);

    if (!domain)
        return -1;
    if (domain_hooks_begin(session, &op, err))
        return -1;
    name = virDomainGetName(domain);
    if ((flags ? virDomainShutdownFlags(domain, flags)
               : virDomainShutdown(domain)) < 0)
        rc = virt_err(err, "failed to shutdown domain '%s'", name);
    else
        fprintf(session->out, "Domain '%s' is being shutdown\n", name);
    return domain_hooks_end(session, &op, rc, err);
}

const struct command cmd_shutdown = {
    .name = "shutdown",
    .group = "domain",
    .help = "gracefully shutdown a domain",
    .desc = "Ask the guest to shut down, and do not wait for it.",
    .fields = fields,
    .size = sizeof(struct shutdown_args),
    .flags = COMMAND_CONNECTS,
    .run = run,
};
