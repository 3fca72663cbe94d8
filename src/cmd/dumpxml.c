/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/domain.h"

struct dumpxml_args {
    char *domain;
    bool inactive, security_info, update_cpu, migratable;
};

static const struct field fields[] = {
    { FIELD(struct dumpxml_args, domain), .name = "domain",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_DOMAIN,
      .help = "domain name, id or uuid" },
    { FIELD(struct dumpxml_args, inactive), .name = "inactive",
      .help = "show inactive defined XML" },
    { FIELD(struct dumpxml_args, security_info), .name = "security-info",
      .help = "include security sensitive information in XML dump" },
    { FIELD(struct dumpxml_args, update_cpu), .name = "update-cpu",
      .help = "update guest CPU according to host CPU" },
    { FIELD(struct dumpxml_args, migratable), .name = "migratable",
      .help = "provide XML suitable for migrations" },
    FIELD_END,
};

static unsigned flags_of(const struct dumpxml_args *args)
{
    return (args->inactive ? VIR_DOMAIN_XML_INACTIVE : 0u) |
           (args->security_info ? VIR_DOMAIN_XML_SECURE : 0u) |
           (args->update_cpu ? VIR_DOMAIN_XML_UPDATE_CPU : 0u) |
           (args->migratable ? VIR_DOMAIN_XML_MIGRATABLE : 0u);
}

static int run(struct session *session, void *words, struct err *err)
{
    struct dumpxml_args *args = words;
    AUTO(free) char *text = NULL;
    AUTO(domain_free)
    virDomainPtr domain = session_domain(session, args->domain, err);
    const char *name = NULL;

    if (!domain)
        return -1;
    name = virDomainGetName(domain);
    text = virDomainGetXMLDesc(domain, flags_of(args));
    if (!text)
        return virt_err(err, "failed to read the XML of domain '%s'", name);
    fputs(text, session->out);
    return 0;
}

const struct command cmd_dumpxml = {
    .name = "dumpxml",
    .group = "domain",
    .help = "domain information in XML",
    .desc = "Print the XML that describes a domain.",
    .fields = fields,
    .size = sizeof(struct dumpxml_args),
    .flags = COMMAND_CONNECTS | COMMAND_PAGED,
    .run = run,
};
