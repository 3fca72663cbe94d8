/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/rename.h"
#include "base/journal.h"
#include "base/mem.h"
#include "clone/lineage.h"
#include "clone/name.h"
#include "clone/rename_inside.h"
#include "clone/rename_snapshots.h"
#include "store/file.h"
#include "virt/conn.h"
#include "virt/error.h"
#include "virt/keep.h"
#include "virt/inventory.h"
#include "virt/xml_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

struct renaming {
    const struct rename_spec *spec;
    virConnectPtr vir;
    const char *old;
    char *old_text;
    struct xml *xml;
    struct inventory *inventory;
    struct strv *moved; /* old, new, old, new ... */
    struct snapshots snapshots;
    struct undo undo;
};

/* ---- undo --------------------------------------------------------------- */

/* step: subject the new path, word the old one. */
static int move_back(struct undo_step *step, struct err *err)
{
    const char *old = step->words.v[0];

    if (access(step->subject, F_OK) && access(old, F_OK) == 0)
        return 0;
    if (renameat2(AT_FDCWD, step->subject, AT_FDCWD, old, RENAME_NOREPLACE))
        return err_sys(err, "cannot move it back");
    return 0;
}

const struct undo_kind undo_moved = {
    .name = "moved",
    .undo = move_back,
    .recorded = true,
};

/* step: subject the name; word the XML as it was; data the connection. */
static int define_back(struct undo_step *step, struct err *err)
{
    AUTO(domain_free)
    virDomainPtr domain = virDomainDefineXML(step->data, step->words.v[0]);

    return domain ? 0 : virt_err(err, "cannot define it as it was");
}

const struct undo_kind undo_redefined = {
    .name = "redefined",
    .undo = define_back,
    .free = keep_close,
    .revive = keep_revive,
    .recorded = true,
};

/* step: subject the UUID; word the old name; data the connection. */
static int rename_back(struct undo_step *step, struct err *err)
{
    AUTO(domain_free)
    virDomainPtr domain =
        virDomainLookupByUUIDString(step->data, step->subject);
    const char *old = step->words.v[0];

    if (!domain)
        return virt_err(err, "cannot find it");
    if (str_eq(virDomainGetName(domain), old))
        return 0;
    return virDomainRename(domain, old, 0) < 0
               ? virt_err(err, "cannot call it '%s' again", old)
               : 0;
}

const struct undo_kind undo_renamed = {
    .name = "renamed",
    .undo = rename_back,
    .free = keep_close,
    .revive = keep_revive,
    .recorded = true,
    .holds = true,
};

/* ---- planning ----------------------------------------------------------- */

/* "/x/OLD_VARS.fd" with the new name; NULL when it does not carry the old. */
static char *new_path(const struct renaming *renaming, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *file = slash ? slash + 1 : path;
    struct name_rule rule = {
        .old_domain = renaming->old,
        .new_domain = renaming->spec->name,
        .tag = "",
    };
    AUTO(free) char *name = NULL;

    if (!name_in_file(renaming->old, file))
        return NULL;
    name = name_file(&rule, file);
    return mem_fmt("%.*s%s", (int)(file - path), path, name);
}

static int check_path(const struct renaming *renaming, const char *path,
                      const char *new, struct err *err)
{
    const struct claim *claim =
        inventory_find(renaming->inventory, CLAIM_PATH, path);
    struct stat st;

    for (; claim; claim = claim->next)
        if (strcmp(claim->owner, renaming->old))
            return err_fail(err, "'%s' is used by domain '%s', too", path,
                            claim->owner);
    if (!lstat(new, &st))
        return err_fail(err, "'%s' exists already", new);
    return 0;
}

/* A file that is not there yet, such as fresh UEFI variables, is only named
 * anew; a device is not a file. */
static int plan_file(struct renaming *renaming, struct xml_node *node,
                     const char *key, struct err *err)
{
    AUTO(free) char *path =
        key ? xml_attribute(node, key) : xml_own_text(node);
    AUTO(free) char *new = path ? new_path(renaming, path) : NULL;

    if (!new || str_starts(path, "/dev/"))
        return 0;
    if (check_path(renaming, path, new, err))
        return -1;
    strv_add(renaming->moved, path);
    strv_add(renaming->moved, new);
    return key ? xml_set_attribute(node, key, new, err)
               : xml_set_text(node, new, err);
}

static int plan_disks(struct renaming *renaming, struct err *err)
{
    AUTO(xml_nodes_done)
    struct xml_nodes nodes = xml_all(
        xml_root(renaming->xml),
        "devices/disk[not(readonly) and not(shareable)]/source[@file]");
    size_t before = renaming->moved->n;

    for (size_t i = 0; i < nodes.n; i++)
        if (plan_file(renaming, nodes.v[i], "file", err))
            return -1;
    if (renaming->moved->n == before)
        return 0;
    renaming->snapshots.images = true;
    return lineage_guard(renaming->vir, renaming->spec->domain,
                         "rename the images of", err);
}

static int plan_nvram(struct renaming *renaming, struct err *err)
{
    struct xml_node *root = xml_root(renaming->xml);
    struct xml_node *source = xml_find(root, "os/nvram/source[@file]");
    struct xml_node *nvram = xml_find(root, "os/nvram[not(source)]");

    if (source)
        return plan_file(renaming, source, "file", err);
    return nvram ? plan_file(renaming, nvram, NULL, err) : 0;
}

/* From afar the UEFI variables keep the path that they have. */
static int plan(struct renaming *renaming, struct err *err)
{
    if (!conn_is_local(renaming->vir))
        return renaming->spec->disks
                   ? err_fail(err, "--disks moves files of this machine, and "
                                   "the connection is to another one's")
                   : 0;
    renaming->old_text =
        virDomainGetXMLDesc(renaming->spec->domain, VIR_DOMAIN_XML_INACTIVE |
                                                        VIR_DOMAIN_XML_SECURE);
    if (!renaming->old_text)
        return virt_err(err, "cannot read domain '%s'", renaming->old);
    renaming->xml = xml_parse(renaming->old_text, renaming->old, err);
    if (!renaming->xml)
        return -1;
    renaming->inventory = inventory_read(renaming->vir, err);
    if (!renaming->inventory || plan_nvram(renaming, err))
        return -1;
    if (renaming->spec->disks && plan_disks(renaming, err))
        return -1;
    return snapshots_plan(renaming->spec->domain, &renaming->snapshots, err);
}

/* ---- doing -------------------------------------------------------------- */

static int move_file(struct renaming *renaming, const char *old,
                     const char *new, struct err *err)
{
    struct undo_step *step;

    if (access(old, F_OK) && errno == ENOENT)
        return 0;
    step = undo_push(&renaming->undo, &undo_moved, new, NULL);
    undo_what(step, "move '%s' back to '%s'", new, old);
    undo_word(step, old);
    if (undo_ready(&renaming->undo, err))
        return -1;
    if (renameat2(AT_FDCWD, old, AT_FDCWD, new, RENAME_NOREPLACE) == 0)
        return file_sync_name(new, err);
    undo_drop(&renaming->undo);
    return err_sys(err, "cannot move '%s' to '%s'", old, new);
}

static int redefine(struct renaming *renaming, struct err *err)
{
    AUTO(free) char *text = xml_text(renaming->xml);
    AUTO(domain_free) virDomainPtr domain = NULL;
    struct undo_step *step;

    step = undo_push(&renaming->undo, &undo_redefined, renaming->old,
                     renaming->vir);
    virConnectRef(renaming->vir);
    undo_what(step, "define domain '%s' with its old paths", renaming->old);
    undo_word(step, renaming->old_text);
    if (undo_ready(&renaming->undo, err))
        return -1;
    domain = virDomainDefineXML(renaming->vir, text);
    return domain ? 0
                  : virt_err(err, "cannot define domain '%s'", renaming->old);
}

static int record_rename(struct renaming *renaming, struct err *err)
{
    char uuid[VIR_UUID_STRING_BUFLEN] = "";
    struct undo_step *step;

    virDomainGetUUIDString(renaming->spec->domain, uuid);
    step = undo_push(&renaming->undo, &undo_renamed, uuid, renaming->vir);
    virConnectRef(renaming->vir);
    undo_what(step, "rename domain '%s' back to '%s'", renaming->spec->name,
              renaming->old);
    undo_word(step, renaming->old);
    return undo_ready(&renaming->undo, err);
}

/* Alone it is done or not, and needs no record. */
static int rename_it(struct renaming *renaming, struct err *err)
{
    if (renaming->moved->n && record_rename(renaming, err))
        return -1;
    if (virDomainRename(renaming->spec->domain, renaming->spec->name, 0) < 0)
        return virt_err(err, "failed to rename domain '%s'", renaming->old);
    return 0;
}

static int steps(struct renaming *renaming, struct err *err)
{
    const struct strv *moved = renaming->moved;

    for (size_t i = 0; i + 1 < moved->n; i += 2)
        if (move_file(renaming, moved->v[i], moved->v[i + 1], err))
            return -1;
    if (moved->n && redefine(renaming, err))
        return -1;
    if (snapshots_redefine(renaming->spec->domain, &renaming->snapshots,
                           &renaming->undo, err))
        return -1;
    return rename_it(renaming, err) ||
                   journal_commit(renaming->undo.journal, err)
               ? -1
               : 0;
}

static int run_steps(struct renaming *renaming, struct err *err)
{
    AUTO(free) char *uri = virConnectGetURI(renaming->vir);
    AUTO(free) char *what = mem_fmt("rename '%s' to '%s'", renaming->old,
                                    renaming->spec->name);
    AUTO(journal_free) struct journal *journal = journal_new(what, uri);

    renaming->undo.journal = journal;
    if (steps(renaming, err) == 0) {
        undo_done(&renaming->undo);
        return 0;
    }
    undo_back(&renaming->undo, err);
    return -1;
}

static void tell_left(const struct renaming *renaming, const struct err *back,
                      struct err *err)
{
    struct err why = *err;

    err_set(err, ERR_LEFTOVER, "%s\nthe host name inside stays '%s': %s",
            why.text, renaming->spec->hostname, back->text);
}

/* The inside first: nothing else can take so long, or fail in so many ways. */
static int run(struct renaming *renaming, struct err *err)
{
    struct rename_inside inside = { 0 };
    struct err back = ERR_INIT;
    int rc = 0;

    if (renaming->spec->hostname)
        rc = rename_inside(renaming->spec, &inside, err);
    if (rc == 0) {
        rc = run_steps(renaming, err);
        if (rc && rename_inside_back(&inside, &back))
            tell_left(renaming, &back, err);
    }
    rename_inside_done(&inside);
    return rc;
}

int rename_domain(const struct rename_spec *spec, struct strv *moved,
                  struct err *err)
{
    AUTO(free) char *old = mem_dup(virDomainGetName(spec->domain));
    struct renaming renaming = {
        .spec = spec,
        .vir = virDomainGetConnect(spec->domain),
        .old = old,
        .moved = moved,
        .snapshots.moved = moved,
    };
    int rc = plan(&renaming, err);

    if (rc == 0 && !spec->dry_run)
        rc = run(&renaming, err);
    undo_done(&renaming.undo);
    snapshots_done(&renaming.snapshots);
    inventory_free(renaming.inventory);
    xml_free(renaming.xml);
    free(renaming.old_text);
    return rc;
}
