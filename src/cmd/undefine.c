/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/lineage.h"
#include "cmd/domain.h"

struct undefine_args {
    char *domain;
    bool managed_save, snapshots_metadata, checkpoints_metadata;
    bool nvram, keep_nvram, tpm, keep_tpm, force;
};

static const struct field fields[] = {
    { FIELD(struct undefine_args, domain), .name = "domain",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_DOMAIN,
      .help = "domain name, id or uuid" },
    { FIELD(struct undefine_args, managed_save), .name = "managed-save",
      .help = "remove domain managed state file" },
    { FIELD(struct undefine_args, snapshots_metadata),
      .name = "snapshots-metadata",
      .help = "remove all domain snapshot metadata (vm must be inactive)" },
    { FIELD(struct undefine_args, checkpoints_metadata),
      .name = "checkpoints-metadata",
      .help = "remove all domain checkpoint metadata (vm must be inactive)" },
    { FIELD(struct undefine_args, nvram), .name = "nvram",
      .help = "remove nvram file" },
    { FIELD(struct undefine_args, keep_nvram), .name = "keep-nvram",
      .help = "keep nvram file" },
    { FIELD(struct undefine_args, tpm), .name = "tpm",
      .help = "remove TPM state" },
    { FIELD(struct undefine_args, keep_tpm), .name = "keep-tpm",
      .help = "keep TPM state" },
    { FIELD(struct undefine_args, force), .name = "force",
      .help = "also when linked clones need the domain's images" },
    FIELD_END,
};

static unsigned flags_of(const struct undefine_args *args)
{
    return (args->managed_save ? VIR_DOMAIN_UNDEFINE_MANAGED_SAVE : 0u) |
           (args->snapshots_metadata ? VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
                                     : 0u) |
           (args->checkpoints_metadata
                ? VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA
                : 0u) |
           (args->nvram ? VIR_DOMAIN_UNDEFINE_NVRAM : 0u) |
           (args->keep_nvram ? VIR_DOMAIN_UNDEFINE_KEEP_NVRAM : 0u) |
           (args->tpm ? VIR_DOMAIN_UNDEFINE_TPM : 0u) |
           (args->keep_tpm ? VIR_DOMAIN_UNDEFINE_KEEP_TPM : 0u);
}

static int run(struct session *session, void *words, struct err *err)
{
    struct undefine_args *args = words;
    AUTO(domain_free) virDomainPtr domain = NULL;
    struct lua_op op = { .name = "undefine" };
    const char *name = NULL;
    int rc = 0;

    if (args->nvram && args->keep_nvram)
        return err_usage(
            err, "Options --nvram and --keep-nvram are mutually exclusive");
    if (args->tpm && args->keep_tpm)
        return err_usage(err,
                         "Options --tpm and --keep-tpm are mutually exclusive");
    domain = session_domain(session, args->domain, err);
    if (!domain)
        return -1;
    if (!args->force &&
        lineage_guard(virDomainGetConnect(domain), domain, "undefine", err))
        return -1;
    op.domain = domain;
    if (domain_hooks_begin(session, &op, err))
        return -1;
    name = virDomainGetName(domain);
    if (virDomainUndefineFlags(domain, flags_of(args)) < 0)
        rc = virt_err(err, "failed to undefine domain '%s'", name);
    else
        fprintf(session->out, "Domain '%s' has been undefined\n", name);
    return domain_hooks_end(session, &op, rc, err);
}

const struct command cmd_undefine = {
    .name = "undefine",
    .group = "domain",
    .help = "undefine a domain",
    .desc = "Undefine an inactive domain, or convert persistent to "
            "transient. Its disks stay.",
    .fields = fields,
    .size = sizeof(struct undefine_args),
    .flags = COMMAND_CONNECTS,
    .run = run,
};
