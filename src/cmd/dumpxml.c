/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "cmd/domain.h"
#include "virt/xml.h"

struct dumpxml_args {
    char *domain, *xpath;
    bool inactive, security_info, update_cpu, migratable, wrap;
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
    { FIELD(struct dumpxml_args, xpath), .name = "xpath",
      .help = "xpath expression to filter the XML document" },
    { FIELD(struct dumpxml_args, wrap), .name = "wrap",
      .help = "wrap xpath results in a common root element" },
    FIELD_END,
};

static unsigned flags_of(const struct dumpxml_args *args)
{
    return (args->inactive ? VIR_DOMAIN_XML_INACTIVE : 0u) |
           (args->security_info ? VIR_DOMAIN_XML_SECURE : 0u) |
           (args->update_cpu ? VIR_DOMAIN_XML_UPDATE_CPU : 0u) |
           (args->migratable ? VIR_DOMAIN_XML_MIGRATABLE : 0u);
}

/* Elements as XML; attributes, texts and numbers as they are. */
static void print_result(FILE *out, const struct xml_result *result,
                         const char *indent)
{
    if (result->type == XML_NUMBER)
        fprintf(out, "%s%.15g\n", indent, result->number);
    else if (result->type != XML_NODES)
        fprintf(out, "%s%s\n", indent,
                result->type == XML_STRING ? result->text
                : result->truth            ? "true"
                                           : "false");
    for (size_t i = 0; i < result->n; i++) {
        const struct xml_item *item = &result->items[i];
        AUTO(free)
        char *text =
            item->node ? xml_node_dump(item->node) : mem_dup(item->text);

        fprintf(out, "%s%s\n", indent, text);
    }
}

static int print_part(struct session *session, const struct dumpxml_args *args,
                      const char *text, struct err *err)
{
    AUTO(xml_free) struct xml *xml = xml_parse(text, args->domain, err);
    AUTO(xml_result_done) struct xml_result result = { 0 };

    if (!xml || xml_eval(xml_root(xml), XML_PATH(args->xpath), &result, err))
        return -1;
    fputs(args->wrap ? "<nodes>\n" : "", session->out);
    print_result(session->out, &result, args->wrap ? "  " : "");
    fputs(args->wrap ? "</nodes>\n" : "", session->out);
    return 0;
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
    if (args->xpath)
        return print_part(session, args, text, err);
    fputs(text, session->out);
    return 0;
}

const struct command cmd_dumpxml = {
    .name = "dumpxml",
    .group = "domain",
    .help = "domain information in XML",
    .desc = "Print the XML that describes a domain, or what an XPath selects "
            "of it.",
    .example =
        "dumpxml web01 --inactive\ndumpxml web01 --xpath '//disk/source'",
    .fields = fields,
    .size = sizeof(struct dumpxml_args),
    .flags = COMMAND_READS | COMMAND_CONNECTS | COMMAND_PAGED,
    .run = run,
};
