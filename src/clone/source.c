/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/source.h"
#include "base/mem.h"
#include "base/text.h"
#include "clone/clone.h"
#include "clone/rules.h"
#include "virt/error.h"

int source_check(const struct clone *clone, struct err *err)
{
    int active = clone->source.domain
                     ? virDomainIsActive(clone->source.domain)
                     : 0;

    if (active < 0)
        return virt_err(err, "cannot ask the state of domain '%s'",
                        clone->source.name);
    if (active)
        return err_fail(err, "domain '%s' is not shut off; shut it down first",
                        clone->source.name);
    return 0;
}

/* Drivers without managed save say that they do not support the question. */
static int check_managed_save(const struct clone *clone, struct err *err)
{
    int has = virDomainHasManagedSaveImage(clone->source.domain, 0);

    if (has < 0 && virt_last_code() != VIR_ERR_NO_SUPPORT)
        return virt_err(err, "cannot ask for a managed save of domain '%s'",
                        clone->source.name);
    if (has > 0)
        return err_fail(err,
                        "domain '%s' has a managed save: its disks are those "
                        "of a machine in mid-run; start it and shut it down, "
                        "or drop the save with 'virsh managedsave-remove'",
                        clone->source.name);
    return 0;
}

static int take_xml(struct clone *clone, const char *text, const char *name,
                    struct err *err)
{
    clone->source.xml = xml_parse(text, name, err);
    if (!clone->source.xml)
        return -1;
    xml_freeze(clone->source.xml, "because it is the source's");
    clone->xml = xml_copy(clone->source.xml);
    return 0;
}

static int read_xml(struct clone *clone, struct err *err)
{
    AUTO(free) char *text = virDomainGetXMLDesc(
        clone->source.domain,
        VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE);

    if (!text)
        return virt_err(err, "cannot read domain '%s'", clone->source.name);
    return take_xml(clone, text, clone->source.name, err);
}

/* --original-xml: there need not be such a domain. */
static int read_file(struct clone *clone, const char *path, struct err *err)
{
    AUTO(free) char *text = text_read(path, err);
    AUTO(free) char *uuid = NULL;

    if (!text || take_xml(clone, text, path, err))
        return -1;
    clone->source.name = xml_get(xml_root(clone->xml), "name");
    uuid = xml_get(xml_root(clone->xml), "uuid");
    if (!clone->source.name || !*clone->source.name)
        return err_fail(err, "'%s' has no <name>", path);
    clone->source.uuid =
        mem_dup(uuid && str_is_uuid(uuid) ? uuid : uuid_random().text);
    return 0;
}

int source_read(struct clone *clone, struct err *err)
{
    const char *file = clone->spec->original_xml;
    virDomainPtr domain =
        file ? NULL : domain_find(clone->vir, clone->spec->source, err);
    char uuid[VIR_UUID_STRING_BUFLEN] = "";

    if (file)
        return read_file(clone, file, err);
    if (!domain)
        return -1;
    clone->source.domain = domain;
    clone->source.name = mem_dup(virDomainGetName(domain));
    virDomainGetUUIDString(domain, uuid);
    clone->source.uuid = mem_dup(uuid);
    if (source_check(clone, err) || check_managed_save(clone, err))
        return -1;
    return read_xml(clone, err);
}
