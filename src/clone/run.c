/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/finish.h"
#include "clone/source.h"
#include "virt/error.h"

#include <string.h>

/* ---- the domain --------------------------------------------------------- */

struct defined {
    virConnectPtr vir;
    bool nvram;
};

static void defined_free(void *data)
{
    struct defined *defined = data;

    virConnectClose(defined->vir);
    free(defined);
}

/* KEEP_NVRAM: the file is on the undo stack itself, if it is ours. */
static int domain_undo(struct undo_step *step, struct err *err)
{
    struct defined *defined = step->data;
    AUTO(domain_free) virDomainPtr domain =
        virDomainLookupByUUIDString(defined->vir, step->subject);
    unsigned flags = defined->nvram ? VIR_DOMAIN_UNDEFINE_KEEP_NVRAM : 0;

    if (!domain && virt_last_code() == VIR_ERR_NO_DOMAIN)
        return 0;
    if (!domain || virDomainUndefineFlags(domain, flags))
        return virt_err(err, "cannot undefine it");
    return 0;
}

static const struct undo_kind undo_domain = { "domain", domain_undo,
                                              defined_free };

static void record(struct clone *clone)
{
    struct defined *defined = mem_new(1, sizeof(*defined));

    virConnectRef(clone->vir);
    defined->vir = clone->vir;
    defined->nvram = xml_find(xml_root(clone->xml), "os/nvram") != NULL;
    undo_what(undo_push(&clone->undo, &undo_domain, clone->uuid, defined),
              "undefine domain '%s'", clone->name);
}

static int define(struct clone *clone, struct err *err)
{
    AUTO(free) char *text = xml_text(clone->xml);

    record(clone);
    clone->domain = virDomainDefineXMLFlags(clone->vir, text,
                                            VIR_DOMAIN_DEFINE_VALIDATE);
    if (clone->domain)
        return 0;
    virt_err(err, "cannot define domain '%s'", clone->name);
    if (virConnectIsAlive(clone->vir) == 1)
        undo_drop(&clone->undo);
    return -1;
}

/* ---- the way through ---------------------------------------------------- */

static int make_disk(struct clone *clone, const struct disk *disk,
                     struct err *err)
{
    struct store_job job;

    if (!disk || !disk->engine)
        return 0;
    if (atomic_load(clone->spec->stop))
        return store_stopped(err);
    job = disk_job(clone, disk);
    if (disk->engine->make(&job, err))
        return err_wrap(err, "disk %s", disk->target);
    return 0;
}

static int make_disks(struct clone *clone, struct err *err)
{
    for (size_t i = 0; i < clone->n_disks; i++)
        if (make_disk(clone, &clone->disks[i], err))
            return -1;
    if (make_disk(clone, clone->nvram, err))
        return -1;
    return source_check(clone, err);
}

static int steps(struct clone *clone, struct err *err)
{
    if (clone_phase(clone, CLONE_RESERVE, err) || make_disks(clone, err) ||
        clone_phase(clone, CLONE_COPIED, err) || define(clone, err))
        return -1;
    return clone_phase(clone, CLONE_DEFINED, err);
}

/* The failure stays the first line; what could not be undone follows. */
static void take_back(struct clone *clone, struct err *err)
{
    AUTO(strv_done) struct strv left = { 0 };
    AUTO(free) char *list = NULL;
    struct err why = *err;

    if (undo_run(&clone->undo, &left) == 0)
        return;
    list = strv_join(&left, "\n  ");
    err_set(err, ERR_LEFTOVER, "%s\nnot everything could be undone:\n  %s",
            why.text, list);
}

int clone_run(struct clone *clone, struct err *err)
{
    int rc = steps(clone, err);

    if (rc)
        take_back(clone, err);
    clone_finish(clone, err);
    undo_done(&clone->undo);
    return rc;
}

/* ---- the end ------------------------------------------------------------ */

static const char *status_of(const struct err *err)
{
    switch (err->code) {
    case ERR_NONE:
        return "ok";
    case ERR_DENIED:
        return "denied";
    case ERR_INTERRUPTED:
        return "interrupted";
    case ERR_LEFTOVER:
        return "partial";
    default:
        return "failed";
    }
}

void clone_finish(struct clone *clone, const struct err *err)
{
    struct clone_hooks *hooks = clone->spec->hooks;
    struct err ignored = ERR_INIT;

    if (!clone->hooked || clone->spec->dry_run)
        return;
    clone->phase = CLONE_FINISH;
    clone->status = status_of(err);
    clone->outcome = *err;
    if (hooks->run(hooks, clone, &ignored))
        clone_warn(clone, "%s", ignored.text);
}
