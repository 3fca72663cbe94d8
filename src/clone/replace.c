/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/replace.h"
#include "clone/clone.h"
#include "clone/lineage.h"
#include "virt/error.h"
#include "virt/keep.h"

#include <string.h>

/* step: subject the name; words its XML; data the connection. */
static int define_again(struct undo_step *step, struct err *err)
{
    AUTO(domain_free)
    virDomainPtr domain = virDomainLookupByName(step->data, step->subject);

    if (domain)
        return 0;
    domain = virDomainDefineXML(step->data, step->words.v[0]);
    return domain ? 0 : virt_err(err, "cannot define it again");
}

const struct undo_kind undo_replaced = {
    .name = "replaced",
    .undo = define_again,
    .free = keep_close,
    .revive = keep_revive,
    .recorded = true,
};

static int record(struct clone *clone, const char *text, struct err *err)
{
    struct undo_step *step =
        undo_push(&clone->undo, &undo_replaced, clone->name, clone->vir);

    virConnectRef(clone->vir);
    undo_what(step, "replace domain '%s'", clone->name);
    undo_word(step, text);
    return undo_ready(&clone->undo, err);
}

/* What libvirt would refuse to undefine is not ended before. */
static int check_removable(virDomainPtr domain, const char *name,
                           struct err *err)
{
    if (virDomainSnapshotNum(domain, 0) <= 0 &&
        virDomainListAllCheckpoints(domain, NULL, 0) <= 0)
        return 0;
    return err_fail(err,
                    "cannot replace domain '%s': it has snapshots or "
                    "checkpoints; delete them first",
                    name);
}

static int remove_domain(virDomainPtr domain, const char *text,
                         struct err *err)
{
    bool nvram = strstr(text, "<nvram") != NULL;
    const char *name = virDomainGetName(domain);

    if (virDomainIsActive(domain) == 1 && virDomainDestroy(domain))
        return virt_err(err, "cannot end domain '%s'", name);
    if (virDomainUndefineFlags(domain,
                               nvram ? VIR_DOMAIN_UNDEFINE_KEEP_NVRAM : 0))
        return virt_err(err, "cannot replace domain '%s'", name);
    return 0;
}

int replace_old(struct clone *clone, struct err *err)
{
    AUTO(domain_free) virDomainPtr domain = NULL;
    AUTO(free) char *text = NULL;

    if (!clone->spec->replace)
        return 0;
    domain = virDomainLookupByName(clone->vir, clone->name);
    if (!domain)
        return virt_last_code() == VIR_ERR_NO_DOMAIN
                   ? 0
                   : virt_err(err, "cannot look for domain '%s'", clone->name);
    if (lineage_guard(clone->vir, domain, "replace", err) ||
        check_removable(domain, clone->name, err))
        return -1;
    text = virDomainGetXMLDesc(
        domain, VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE);
    if (!text)
        return virt_err(err, "cannot read domain '%s'", clone->name);
    return record(clone, text, err) ? -1 : remove_domain(domain, text, err);
}
