/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/lineage.h"
#include "cmd/domain.h"

struct start_args {
    char *domain;
    bool paused, autodestroy, bypass_cache, force_boot, reset_nvram, force;
};

static const struct field fields[] = {
    { FIELD(struct start_args, domain), .name = "domain",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_INACTIVE,
      .help = "name of the inactive domain" },
    { FIELD(struct start_args, paused), .name = "paused",
      .help = "leave the guest paused after creation" },
    { FIELD(struct start_args, autodestroy), .name = "autodestroy",
      .help = "automatically destroy the guest when virt-twin disconnects" },
    { FIELD(struct start_args, bypass_cache), .name = "bypass-cache",
      .help = "avoid file system cache when loading" },
    { FIELD(struct start_args, force_boot), .name = "force-boot",
      .help = "force fresh boot by discarding any managed save" },
    { FIELD(struct start_args, reset_nvram), .name = "reset-nvram",
      .help = "re-initialize NVRAM from its pristine template" },
    { FIELD(struct start_args, force), .name = "force",
      .help = "also when linked clones need the domain's images unchanged" },
    FIELD_END,
};

static unsigned flags_of(const struct start_args *args)
{
    return (args->paused ? VIR_DOMAIN_START_PAUSED : 0u) |
           (args->autodestroy ? VIR_DOMAIN_START_AUTODESTROY : 0u) |
           (args->bypass_cache ? VIR_DOMAIN_START_BYPASS_CACHE : 0u) |
           (args->force_boot ? VIR_DOMAIN_START_FORCE_BOOT : 0u) |
           (args->reset_nvram ? VIR_DOMAIN_START_RESET_NVRAM : 0u);
}

static int run(struct session *session, void *words, struct err *err)
{
    struct start_args *args = words;
    AUTO(domain_free)
    virDomainPtr domain = session_domain(session, args->domain, err);
    struct lua_op op = { .name = "start", .domain = domain };
    const char *name = NULL;
    int rc = 0;

    if (!domain)
        return -1;
    if (!args->force &&
        lineage_guard(virDomainGetConnect(domain), domain, "start", err))
        return -1;
    if (domain_hooks_begin(session, &op, err))
        return -1;
    name = virDomainGetName(domain);
    if (virDomainCreateWithFlags(domain, flags_of(args)) < 0)
        rc = virt_err(err, "failed to start domain '%s'", name);
    else
        fprintf(session->out, "Domain '%s' started\n", name);
    return domain_hooks_end(session, &op, rc, err);
}

const struct command cmd_start = {
    .name = "start",
    .group = "domain",
    .help = "start a (previously defined) inactive domain",
    .desc = "Start a domain, either from the last managed save state, or by "
            "a fresh boot when there is none.",
    .fields = fields,
    .size = sizeof(struct start_args),
    .flags = COMMAND_CONNECTS,
    .run = run,
};
