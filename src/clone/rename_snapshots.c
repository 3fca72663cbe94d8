/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/rename_snapshots.h"
#include "base/mem.h"
#include "virt/error.h"
#include "virt/keep.h"
#include "virt/xml_walk.h"

#include <libvirt/virterror.h>
#include <string.h>

static void snapshot_free(virDomainSnapshotPtr snapshot)
{
    if (snapshot)
        virDomainSnapshotFree(snapshot);
}
CLEANUP_FUNC(virDomainSnapshotPtr, snapshot_free);

/* ---- undo --------------------------------------------------------------- */

/* step: subject the domain's UUID; words the snapshot's name, its XML as it
 * was, and "current" or ""; data the connection. */
enum { NAME, OLD, CURRENT };

static unsigned flags_of(bool current)
{
    return VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE |
           (current ? VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT : 0);
}

static int define_back(struct undo_step *step, struct err *err)
{
    AUTO(domain_free)
    virDomainPtr domain =
        virDomainLookupByUUIDString(step->data, step->subject);
    AUTO(snapshot_free) virDomainSnapshotPtr now = NULL, back = NULL;

    if (!domain)
        return virt_err(err, "cannot find the domain");
    now = virDomainSnapshotLookupByName(domain, step->words.v[NAME], 0);
    if (!now && virt_last_code() == VIR_ERR_NO_DOMAIN_SNAPSHOT)
        return 0; /* somebody has deleted it meanwhile */
    back = virDomainSnapshotCreateXML(domain, step->words.v[OLD],
                                      flags_of(*step->words.v[CURRENT]));
    return back ? 0 : virt_err(err, "cannot define it as it was");
}

const struct undo_kind undo_snapshot = {
    .name = "snapshot",
    .undo = define_back,
    .free = keep_close,
    .revive = keep_revive,
    .recorded = true,
};

/* ---- planning ----------------------------------------------------------- */

static const char *new_path(const struct strv *moved, const char *path)
{
    for (size_t i = 0; path && i + 1 < moved->n; i += 2)
        if (!strcmp(moved->v[i], path))
            return moved->v[i + 1];
    return NULL;
}

/* In the domain as it was; of one that ran there are two XMLs. Returns how
 * many paths there were, or -1. */
static int replace(struct xml *xml, const struct strv *moved, struct err *err)
{
    AUTO(xml_nodes_done)
    struct xml_nodes nodes =
        xml_all(xml_root(xml), "//source[@file] | //os/nvram[not(source)]");
    int n = 0;

    for (size_t i = 0; i < nodes.n; i++) {
        AUTO(free) char *file = xml_attribute(nodes.v[i], "file");
        AUTO(free) char *text = file ? NULL : xml_own_text(nodes.v[i]);
        const char *new = new_path(moved, file ? file : text);

        if (!new)
            continue;
        if (file ? xml_set_attribute(nodes.v[i], "file", new, err)
                 : xml_set_text(nodes.v[i], new, err))
            return -1;
        n++;
    }
    return n;
}

static bool is_external(const struct xml *xml)
{
    return xml_find(xml_root(xml), "disks/disk[@snapshot='external'] | "
                                   "memory[@snapshot='external']") != NULL;
}

static int plan_one(virDomainSnapshotPtr snapshot, struct snapshots *ret,
                    struct err *err)
{
    AUTO(free)
    char *old =
        virDomainSnapshotGetXMLDesc(snapshot, VIR_DOMAIN_SNAPSHOT_XML_SECURE);
    const char *name = virDomainSnapshotGetName(snapshot);
    AUTO(xml_free) struct xml *xml = NULL;
    int n;

    if (!old)
        return virt_err(err, "cannot read snapshot '%s'", name);
    xml = xml_parse(old, name, err);
    if (!xml)
        return -1;
    if (ret->images && is_external(xml))
        return err_fail(err,
                        "snapshot '%s' is external: its images name each "
                        "other; rename the domain without --disks, or delete "
                        "the snapshot first",
                        name);
    n = replace(xml, ret->moved, err);
    if (n <= 0)
        return n;
    ret->v = mem_more(ret->v, ret->n, sizeof(*ret->v));
    ret->v[ret->n++] = (struct snapshot){
        .name = mem_dup(name),
        .old = TAKE(old),
        .new = xml_text(xml),
        .current = virDomainSnapshotIsCurrent(snapshot, 0) == 1,
    };
    return 0;
}

int snapshots_plan(virDomainPtr domain, struct snapshots *snapshots,
                   struct err *err)
{
    virDomainSnapshotPtr *all = NULL;
    int n =
        snapshots->moved->n ? virDomainListAllSnapshots(domain, &all, 0) : 0;
    int rc = 0;

    if (n < 0 && virt_last_code() == VIR_ERR_NO_SUPPORT)
        return 0;
    if (n < 0)
        return virt_err(err, "cannot list the snapshots");
    for (int i = 0; i < n; i++) {
        if (rc == 0)
            rc = plan_one(all[i], snapshots, err);
        snapshot_free(all[i]);
    }
    free(all);
    return rc;
}

void snapshots_done(struct snapshots *snapshots)
{
    for (size_t i = 0; i < snapshots->n; i++) {
        free(snapshots->v[i].name);
        free(snapshots->v[i].old);
        free(snapshots->v[i].new);
    }
    free(snapshots->v);
    *snapshots = (struct snapshots){ 0 };
}

/* ---- doing -------------------------------------------------------------- */

static int redefine(virDomainPtr domain, const struct snapshot *snapshot,
                    struct undo *undo, struct err *err)
{
    virConnectPtr vir = virDomainGetConnect(domain);
    char uuid[VIR_UUID_STRING_BUFLEN] = "";
    AUTO(snapshot_free) virDomainSnapshotPtr now = NULL;
    struct undo_step *step;

    virDomainGetUUIDString(domain, uuid);
    step = undo_push(undo, &undo_snapshot, uuid, vir);
    virConnectRef(vir);
    undo_what(step, "define snapshot '%s' with its old paths", snapshot->name);
    undo_word(step, snapshot->name);
    undo_word(step, snapshot->old);
    undo_word(step, snapshot->current ? "current" : "");
    if (undo_ready(undo, err))
        return -1;
    now = virDomainSnapshotCreateXML(domain, snapshot->new,
                                     flags_of(snapshot->current));
    return now ? 0
               : virt_err(err, "cannot give snapshot '%s' its new paths",
                          snapshot->name);
}

int snapshots_redefine(virDomainPtr domain, const struct snapshots *snapshots,
                       struct undo *undo, struct err *err)
{
    for (size_t i = 0; i < snapshots->n; i++)
        if (redefine(domain, &snapshots->v[i], undo, err))
            return -1;
    return 0;
}
