/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "clone/name.h"
#include "cmd/domain.h"
#include "virt/xml.h"

struct define_args {
    char *file;
    bool validate, no_validate;
};

static const struct field fields[] = {
    { FIELD(struct define_args, file), .name = "file",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_FILE,
      .help = "file containing an XML domain description" },
    { FIELD(struct define_args, validate), .name = "validate",
      .help = "validate the XML against the schema (always done)" },
    { FIELD(struct define_args, no_validate), .name = "no-validate",
      .help = "take what the schema does not know" },
    FIELD_END,
};

/* libvirt takes the name as it stands in the file, and so does the check. The
 * name, to be freed. */
static char *check(const char *text, const char *path, struct err *err)
{
    AUTO(xml_free) struct xml *xml = xml_parse(text, path, err);
    char *name = xml ? xml_get(xml_root(xml), "string(name[1])") : NULL;

    if (xml && name_check(name ? name : "", false, err) == 0)
        return name;
    free(name);
    return NULL;
}

static int define(struct session *session, const struct define_args *args,
                  struct lua_op *op, struct err *err)
{
    unsigned flags = args->no_validate ? 0u : VIR_DOMAIN_DEFINE_VALIDATE;

    op->domain = virDomainDefineXMLFlags(op->vir, op->xml, flags);
    if (!op->domain)
        return virt_err(err, "failed to define domain from %s", args->file);
    fprintf(session->out, "Domain '%s' defined from %s\n",
            virDomainGetName(op->domain), args->file);
    return 0;
}

static int run(struct session *session, void *words, struct err *err)
{
    struct define_args *args = words;
    AUTO(free) char *text = NULL, *name = NULL;
    struct lua_op op = { .name = "define" };
    int rc;

    if (args->validate && args->no_validate)
        return err_usage(
            err, "Options --validate and --no-validate are mutually exclusive");
    text = text_read(args->file, err);
    name = text ? check(text, args->file, err) : NULL;
    if (!name || !(op.vir = session_connect(session, err)))
        return -1;
    op.subject = name;
    op.xml = text;
    if (domain_hooks_begin(session, &op, err))
        return -1;
    rc = define(session, args, &op, err);
    rc = domain_hooks_end(session, &op, rc, err);
    domain_free(op.domain);
    return rc;
}

const struct command cmd_define = {
    .name = "define",
    .group = "domain",
    .help = "define (but don't start) a domain from an XML file",
    .desc = "Define a domain. The XML is checked against libvirt's schema "
            "unless --no-validate is given, and the name as rename does.",
    .fields = fields,
    .size = sizeof(struct define_args),
    .flags = 0,
    .run = run,
};
