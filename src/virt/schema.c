/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/schema.h"
#include "base/mem.h"
#include "virt/schema_priv.h"

#include <string.h>
#include <unistd.h>

static const char domain_rng[] = "/usr/share/libvirt/schemas/domain.rng";

struct schema {
    xmlRelaxNGPtr rng; /* NULL: not loaded yet */
};

struct schema *schema_new(void)
{
    return mem_new(1, sizeof(struct schema));
}

void schema_free(struct schema *schema)
{
    if (schema)
        xmlRelaxNGFree(schema->rng);
    free(schema);
}

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
    xmlRelaxNGPtr rng;
    int keep;

    xmlRelaxNGSetParserStructuredErrors(parser, ignore, NULL);
    keep = xmlKeepBlanksDefault(0);
    rng = xmlRelaxNGParse(parser);
    xmlKeepBlanksDefault(keep);
    xmlRelaxNGFreeParserCtxt(parser);
    return rng;
}

static int check(xmlRelaxNGPtr rng, const struct xml *xml, struct err *err)
{
    xmlRelaxNGValidCtxtPtr valid = xmlRelaxNGNewValidCtxt(rng);
    AUTO(strv_done) struct strv faults = { 0 };
    AUTO(free) char *list = NULL;
    struct first first = { "" };
    int rc;

    xmlRelaxNGSetValidStructuredErrors(valid, on_error, &first);
    rc = xmlRelaxNGValidateDoc(valid, xml->doc);
    xmlRelaxNGFreeValidCtxt(valid);
    if (rc == 0)
        return 0;
    schema_faults(rng, xml, &faults);
    list = strv_join(&faults, "\n  ");
    return err_fail(err, "%s%s", faults.n > 1 ? "\n  " : "",
                    faults.n ? list : first.text);
}

bool schema_exists(void)
{
    return access(domain_rng, R_OK) == 0;
}

int schema_check(struct schema *schema, const struct xml *xml,
                 struct err *err)
{
    if (!schema->rng && !schema_exists())
        return 0;
    if (!schema->rng)
        schema->rng = load();
    if (!schema->rng)
        return err_fail(err, "cannot read libvirt's schema %s", domain_rng);
    return check(schema->rng, xml, err);
}
