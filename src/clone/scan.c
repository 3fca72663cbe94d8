/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/scan.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "virt/dirs.h"
#include "virt/xml_walk.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

/* ---- what is still the source's ----------------------------------------- */

static void look_at(struct clone *clone, const struct xml_node *node,
                    const char *key, const char *value)
{
    AUTO(free) char *new = value ? map_rewrite(clone, value) : NULL;
    AUTO(free) char *where = NULL;

    if (!new)
        return;
    where = xml_where(node);
    finding_add(clone, FINDING_RESIDUE,
                key ? mem_fmt("%s/@%s", where, key) : TAKE(where), "'%.200s'",
                value);
}

static void look_at_node(struct clone *clone, const struct xml_node *node)
{
    AUTO(strv_done) struct strv list = { 0 };
    AUTO(free) char *text = xml_own_text(node);

    look_at(clone, node, NULL, text);
    xml_attributes(node, &list);
    for (size_t i = 0; i < list.n; i += 2)
        look_at(clone, node, list.v[i], list.v[i + 1]);
}

/* The lineage says whose clone it is, and a shared disk is told as that. */
static bool is_meant(const struct clone *clone, const struct xml_node *node)
{
    const struct xml_node *parent = xml_parent(node);

    if (str_eq(xml_namespace(node), "https://virt-twin/xmlns/lineage/1"))
        return true;
    for (size_t i = 0; i < clone->n_disks; i++)
        if (clone->disks[i].node == parent &&
            !strcmp(clone->disks[i].choice.action, "share"))
            return !strcmp(xml_local(node), "source");
    return false;
}

static bool in_disk(const struct xml_node *node)
{
    const struct xml_node *parent = xml_parent(node);

    return parent && !strcmp(xml_local(parent), "disk");
}

static void look_below(struct clone *clone, const struct xml_node *parent)
{
    for (const struct xml_node *node = xml_child(parent); node;
         node = xml_next(node)) {
        if ((xml_namespace(node) || in_disk(node)) && is_meant(clone, node))
            continue;
        look_at_node(clone, node);
        look_below(clone, node);
    }
}

/* ---- what others have, too ---------------------------------------------- */

static bool is_told(const struct clone *clone, const char *where)
{
    for (size_t i = 0; i < clone->findings.n; i++)
        if (clone->findings.v[i].kind == FINDING_CLASH &&
            str_starts(clone->findings.v[i].where, where))
            return true;
    return false;
}

static void look_for(struct clone *clone, const struct claim *claim)
{
    const struct claim *other =
        inventory_clash(clone->spec->shared->inventory, claim);
    AUTO(free) char *where = other ? xml_where(claim->node) : NULL;

    if (!other || is_told(clone, where))
        return;
    finding_add(clone, FINDING_CLASH, TAKE(where),
                "%s '%s' is also domain '%s's: %s", claim->what, claim->value,
                other->owner, claim_danger(claim));
}

static void look_for_clashes(struct clone *clone)
{
    AUTO(claims_done) struct claims claims = { 0 };

    claims_read(clone->xml, &claims);
    for (size_t i = 0; i < claims.n; i++)
        look_for(clone, &claims.v[i]);
}

/* ---- what is left over -------------------------------------------------- */

static bool is_there(const char *path)
{
    struct stat st;

    return !lstat(path, &st);
}

/* libvirt leaves empty directories behind. */
static bool has_files(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    bool some = false;

    while (dir && !some && (entry = readdir(dir)))
        some = *entry->d_name != '.';
    if (dir)
        closedir(dir);
    return some;
}

static int check_left_over(const struct clone *clone, struct err *err)
{
    AUTO(dirs_done) struct dirs dirs = { 0 };
    AUTO(free) char *save = NULL, *snapshots = NULL, *checkpoints = NULL;
    const char *found;

    dirs_read(clone->vir, &dirs);
    if (!dirs.lib)
        return 0;
    save = mem_fmt("%s/save/%s.save", dirs.lib, clone->name);
    snapshots = mem_fmt("%s/snapshot/%s", dirs.lib, clone->name);
    checkpoints = mem_fmt("%s/checkpoint/%s", dirs.lib, clone->name);
    found = is_there(save)          ? save
            : has_files(snapshots)   ? snapshots
            : has_files(checkpoints) ? checkpoints
                                     : NULL;
    if (!found)
        return 0;
    return err_fail(err,
                    "'%s' is left over from another domain of the name '%s', "
                    "and libvirt would take it for the clone's; remove it, or "
                    "choose another name",
                    found, clone->name);
}

/* ---- strictness --------------------------------------------------------- */

static int check_strict(const struct clone *clone, struct err *err)
{
    AUTO(buf_done) struct buf text = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < clone->findings.n; i++) {
        const struct finding *finding = &clone->findings.v[i];

        if (finding->kind > FINDING_RESIDUE)
            continue;
        if (n++ < 5)
            buf_fmt(&text, "\n  %s: %s: %.200s", finding->where,
                    finding_word(finding->kind), finding->text);
    }
    if (!n)
        return 0;
    return err_fail(err, "--strict: %zu place%s still the source's%s", n,
                    n == 1 ? " is" : "s are", text.text);
}

int scan_apply(struct clone *clone, struct err *err)
{
    look_below(clone, xml_root(clone->xml));
    look_for_clashes(clone);
    if (check_left_over(clone, err))
        return -1;
    return clone->spec->strict ? check_strict(clone, err) : 0;
}
