/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/schema.h"
#include "virt/xml_priv.h"

#include <string.h>
#include <unistd.h>

static const char domain_rng[] = "/usr/share/libvirt/schemas/domain.rng";

/* libxml2 often ends with "Extra element devices in interleave", which says
 * little; the first message is nearer to the fault. */
struct first {
    char text[256];
};

static void on_error(void *data, xmlErrorPtr e)
{
    struct first *first = data;
    xmlNodePtr node = e->node;
    AUTO(free) char *where = NULL;

    if (*first->text || !e->message)
        return;
    if (node && node->type == XML_ELEMENT_NODE)
        where = xml_where(xml_cooked(node));
    snprintf(first->text, sizeof(first->text), "%s%s%.*s", where ? where : "",
             where ? ": " : "", (int)strcspn(e->message, "\n"), e->message);
}

static void ignore(void *data, xmlErrorPtr e)
{
    (void)data;
    (void)e;
}

static xmlRelaxNGPtr load(void)
{
    xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt(domain_rng);
    xmlRelaxNGPtr schema;

    xmlRelaxNGSetParserStructuredErrors(parser, ignore, NULL);
    schema = xmlRelaxNGParse(parser);
    xmlRelaxNGFreeParserCtxt(parser);
    return schema;
}

static int check(xmlRelaxNGPtr schema, const struct xml *xml, struct err *err)
{
    xmlRelaxNGValidCtxtPtr valid = xmlRelaxNGNewValidCtxt(schema);
    struct first first = { "" };
    int rc;

    xmlRelaxNGSetValidStructuredErrors(valid, on_error, &first);
    rc = xmlRelaxNGValidateDoc(valid, xml->doc);
    xmlRelaxNGFreeValidCtxt(valid);
    return rc ? err_fail(err, "%s", first.text) : 0;
}

int schema_check(const struct xml *xml, struct err *err)
{
    xmlRelaxNGPtr schema;
    int rc;

    if (access(domain_rng, R_OK))
        return 0;
    schema = load();
    if (!schema)
        return err_fail(err, "cannot read libvirt's schema %s", domain_rng);
    rc = check(schema, xml, err);
    xmlRelaxNGFree(schema);
    return rc;
}
