/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/journal.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/finish.h"
#include "clone/lineage.h"
#include "clone/make.h"
#include "clone/replace.h"
#include "clone/source.h"
#include "virt/error.h"
#include "virt/keep.h"

#include <string.h>

/* ---- the domain --------------------------------------------------------- */

/* step: subject the UUID; words whether it has NVRAM, and the time of its
 * lineage; data the connection. */

/* --uuid may have given the UUID to a second try by now: that has a lineage of
 * its own, and ours is not there. Without one nobody knows. */
static int is_ours(const struct undo_step *step, virDomainPtr domain,
                   bool *ret, struct err *err)
{
    AUTO(lineage_done) struct lineage lineage = { 0 };

    if (lineage_read(domain, &lineage, err))
        return -1;
    if (!lineage.time && step->uncertain)
        return err_fail(err, "it does not say that it is a clone, and may be "
                             "somebody else's");
    *ret = !lineage.time || step->words.n < 2 ||
           str_eq(lineage.time, step->words.v[1]);
    return 0;
}

/* KEEP_NVRAM: the file is on the undo stack itself, if it is ours. */
static int undefine(struct undo_step *step, virDomainPtr domain,
                    struct err *err)
{
    bool nvram = !strcmp(step->words.v[0], "nvram");
    unsigned flags = nvram ? VIR_DOMAIN_UNDEFINE_KEEP_NVRAM : 0;

    if (virDomainIsActive(domain) == 1)
        return err_fail(err, "it is running; shut it down first");
    if (virDomainUndefineFlags(domain, flags))
        return virt_err(err, "cannot undefine it");
    return 0;
}

static int domain_undo(struct undo_step *step, struct err *err)
{
    AUTO(domain_free) virDomainPtr domain =
        virDomainLookupByUUIDString(step->data, step->subject);
    bool ours = false;

    if (!domain && virt_last_code() == VIR_ERR_NO_DOMAIN)
        return 0;
    if (!domain)
        return virt_err(err, "cannot find it");
    if (is_ours(step, domain, &ours, err))
        return -1;
    return ours ? undefine(step, domain, err) : 0;
}

const struct undo_kind undo_domain = {
    .name = "domain",
    .undo = domain_undo,
    .free = keep_close,
    .revive = keep_revive,
    .recorded = true,
    .holds = true,
};

static int record(struct clone *clone, struct err *err)
{
    bool nvram = xml_find(xml_root(clone->xml), "os/nvram") != NULL;
    AUTO(free) char *time = lineage_time(clone);
    struct undo_step *step =
        undo_push(&clone->undo, &undo_domain, clone->uuid, clone->vir);

    virConnectRef(clone->vir);
    undo_what(step, "undefine domain '%s'", clone->name);
    undo_word(step, nvram ? "nvram" : "");
    undo_word(step, time);
    return undo_ready(&clone->undo, err);
}

static int define(struct clone *clone, struct err *err)
{
    AUTO(free) char *text = xml_text(clone->xml);
    unsigned flags = clone->valid ? 0 : VIR_DOMAIN_DEFINE_VALIDATE;

    if (record(clone, err))
        return -1;
    clone->domain = virDomainDefineXMLFlags(clone->vir, text, flags);
    if (clone->domain)
        return 0;
    virt_err(err, "cannot define domain '%s'", clone->name);
    if (virConnectIsAlive(clone->vir) == 1)
        undo_drop(&clone->undo);
    return -1;
}

/* ---- the way through ---------------------------------------------------- */

static int make_disks(struct clone *clone, struct err *err)
{
    if (pools_before(clone, err) || disks_make(clone, err) ||
        source_check(clone, err))
        return -1;
    return pools_after(clone, err);
}

static struct journal *open_journal(const struct clone *clone)
{
    AUTO(free) char *uri = virConnectGetURI(clone->vir);
    AUTO(free) char *what =
        mem_fmt("clone '%s' as '%s'", clone->source.name, clone->name);

    return journal_new(what, uri);
}

int clone_make(struct clone *clone, struct err *err)
{
    clone->undo.journal = open_journal(clone);
    return clone_phase(clone, CLONE_RESERVE, err) || make_disks(clone, err) ||
                   guest_make(clone, err)
               ? -1
               : 0;
}

/* The hooks of "copied" find the copies mounted if they were, or mount them.
 * They are whole again only once they are not. */
int clone_change(struct clone *clone, struct err *err)
{
    return guest_edit(clone, err) || clone_phase(clone, CLONE_COPIED, err) ||
                   guest_leave(clone, err)
               ? -1
               : 0;
}

int clone_define(struct clone *clone, struct err *err)
{
    return replace_old(clone, err) || define(clone, err) ||
                   clone_phase(clone, CLONE_DEFINED, err)
               ? -1
               : 0;
}

/* It is there and whole, and stays; so this is a warning. */
static void start(struct clone *clone)
{
    struct err err = ERR_INIT;

    if (!clone->spec->start)
        return;
    if (virDomainCreate(clone->domain))
        virt_err(&err, "'%s' was cloned, but does not start", clone->name);
    else if (clone_phase(clone, CLONE_STARTED, &err) == 0)
        return;
    clone_warn(clone, "%s", err.text);
}

static void commit(struct clone *clone)
{
    struct err err = ERR_INIT;

    if (journal_commit(clone->undo.journal, &err))
        clone_warn(clone, "'%s' was cloned, but %s", clone->name, err.text);
}

int clone_end(struct clone *clone, int rc, struct err *err)
{
    struct journal *journal = clone->undo.journal;

    if (rc) {
        guest_drop(clone);
        undo_back(&clone->undo, err);
    } else {
        commit(clone);
        start(clone);
    }
    clone_finish(clone, err);
    undo_done(&clone->undo);
    clone->undo.journal = NULL;
    journal_free(journal);
    return rc;
}

int clone_run(struct clone *clone, struct err *err)
{
    int rc = clone_make(clone, err) || clone_change(clone, err) ||
                     clone_define(clone, err)
                 ? -1
                 : 0;

    return clone_end(clone, rc, err);
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
