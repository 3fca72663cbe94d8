/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/side.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/mkdir.h"
#include "clone/name.h"
#include "clone/nvram.h"
#include "clone/tpm.h"
#include "virt/pool.h"
#include "virt/xml_walk.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct side *side_add(struct clone *clone, const char *target, char *path)
{
    struct side *side;
    struct disk *disk;

    clone->sides =
        mem_more(clone->sides, clone->n_sides, sizeof(*clone->sides));
    side = &clone->sides[clone->n_sides++];
    disk = &side->disk;
    disk->target = mem_dup(target);
    disk->bus = mem_dup("");
    disk->device = mem_dup(target);
    disk->image.type = mem_dup("file");
    disk->image.path = path;
    disk->image.format = mem_dup("raw");
    disk->choice.action = mem_dup("copy");
    disk->choice.method = mem_dup("auto");
    disk->choice.chain = mem_dup("flatten");
    side->wanted = true;
    return side;
}

int side_probe(struct clone *clone, struct side *side, struct err *err)
{
    struct disk *disk = &side->disk;

    if (image_probe(&disk->image, clone->vir, clone->local, err))
        return err_wrap(err, "%s", disk->target);
    mem_set(&disk->choice.format, mem_dup(disk->image.format));
    return 0;
}

/* From afar a file can be seen only in a pool. */
bool side_is_missing(const struct clone *clone, const char *path,
                     bool *ret_seen)
{
    AUTO(free) char *pool = NULL;
    struct stat st;

    *ret_seen = clone->local;
    if (clone->local)
        return stat(path, &st) && errno == ENOENT;
    pool = pool_of_path(clone->vir, path);
    *ret_seen = pool != NULL;
    return !pool;
}

char *side_named(const struct side *side, const char *path)
{
    const char *slash = side->in_dir ? strrchr(path, '/') : NULL;

    return slash ? mem_ndup(path, (size_t)(slash - path)) : mem_dup(path);
}

/* ---- reading ------------------------------------------------------------ */

/* A device such as /dev/dax0.0 cannot be copied, and two guests that write to
 * it destroy each other's data. */
static int refuse_device(struct clone *clone, struct xml_node *node,
                         const char *path, struct err *err)
{
    if (!clone->spec->force)
        return err_fail(err,
                        "the memory or loader '%s' is a device, of which "
                        "there is no second one (--force shares it)",
                        path);
    finding_add(clone, FINDING_CLASH, xml_where(node),
                "'%s' is shared with the source: running both destroys its "
                "data",
                path);
    return 0;
}

static int read_one(struct clone *clone, struct xml_node *node,
                    const char *target, struct err *err)
{
    char *path = xml_own_text(node);
    struct side *side;

    if (!path)
        return 0;
    if (str_starts(path, "/dev/")) {
        AUTO(free) char *device = path;

        return refuse_device(clone, node, device, err);
    }
    side = side_add(clone, target, path);
    side->node = node;
    return side_probe(clone, side, err);
}

/* The file of memory that is only read is shared. */
static int read_memory(struct clone *clone, struct err *err)
{
    AUTO(xml_nodes_done)
    struct xml_nodes nodes =
        xml_all(xml_root(clone->xml),
                "devices/memory[not(target/readonly)]/source/path");

    for (size_t i = 0; i < nodes.n; i++) {
        AUTO(free) char *target = mem_fmt("nvdimm%zu", i);

        if (read_one(clone, nodes.v[i], target, err))
            return -1;
    }
    return 0;
}

static int read_loader(struct clone *clone, struct err *err)
{
    struct xml_node *node = xml_find(
        xml_root(clone->xml), "os/loader[@type='pflash' and @readonly='no']");

    return node ? read_one(clone, node, "loader", err) : 0;
}

int sides_read(struct clone *clone, struct err *err)
{
    return nvram_read(clone, err) || read_loader(clone, err) ||
                   read_memory(clone, err) || tpm_read(clone, err)
               ? -1
               : 0;
}

/* ---- placing ------------------------------------------------------------ */

static char *taken(const struct clone *clone, const struct disk *disk)
{
    const char *owner =
        inventory_path_owner(clone->spec->shared->inventory, disk->path);
    struct stat st;

    if (owner)
        return mem_fmt("'%s' belongs to domain '%s'", disk->path, owner);
    if (map_has_new(clone, disk->path))
        return mem_fmt("'%s' would be written twice", disk->path);
    if (clone->local ? !lstat(disk->path, &st)
                     : disk->pool &&
                           pool_has(clone->vir, disk->pool, disk->name))
        return mem_fmt("'%s' exists already; if no domain needs it, it was "
                       "left over and can be removed",
                       disk->path);
    return NULL;
}

/* Beside the old one, by the rule for all files; its own name in the end. */
static void name_it(const struct clone *clone, struct disk *disk)
{
    const char *old = disk->image.path, *slash = strrchr(old, '/');
    int dir = (int)(slash ? slash + 1 - old : 0);
    struct name_rule rule = {
        .old_domain = clone->source.name,
        .new_domain = clone->name,
        .tag = disk->target,
    };

    disk->name = name_file(&rule, old + dir);
    disk->path = mem_fmt("%.*s%s", dir, old, disk->name);
}

static int choose_engine(struct clone *clone, struct side *side,
                         struct err *err)
{
    struct disk *disk = &side->disk;
    struct store_job job = disk_job(clone, disk);

    disk->engine = store_pick(&job, &disk->why, err);
    if (!disk->engine)
        return -1;
    disk->bytes = disk->engine->bytes(&job);
    return 0;
}

static int write_path(struct clone *clone, const struct side *side,
                      struct err *err)
{
    AUTO(free) char *old = side_named(side, side->disk.image.path);
    AUTO(free) char *new = side_named(side, side->disk.path);

    map_add(clone, old, new);
    if (!side->node)
        return 0;
    return side->key ? xml_set_attribute(side->node, side->key, new, err)
                     : xml_set_text(side->node, new, err);
}

static int place(struct clone *clone, struct side *side, struct err *err)
{
    struct disk *disk = &side->disk;
    AUTO(free) char *why = NULL;

    if (!disk->path)
        name_it(clone, disk);
    mem_set(&disk->pool, pool_of_path(clone->vir, disk->image.path));
    why = taken(clone, disk);
    if (why)
        return err_fail(err, "%s", why);
    if (side->wanted && ((!side->dirs.n && mkdir_plan(clone, disk, err)) ||
                         choose_engine(clone, side, err)))
        return -1;
    return write_path(clone, side, err);
}

/* What other parts of the XML say of the disks follows them. */
static int follow_disks(struct clone *clone, struct err *err)
{
    AUTO(xml_nodes_done)
    struct xml_nodes nodes =
        xml_all(xml_root(clone->xml), "blkiotune/device/path");

    for (size_t i = 0; i < clone->n_disks; i++)
        if (clone->disks[i].path && clone->disks[i].image.path)
            map_add(clone, clone->disks[i].image.path,
                    clone->disks[i].path);
    for (size_t i = 0; i < nodes.n; i++) {
        AUTO(free) char *old = xml_own_text(nodes.v[i]);
        const char *path = old ? map_find(clone, old) : NULL;

        if (path && xml_set_text(nodes.v[i], path, err))
            return -1;
    }
    return 0;
}

/* A hook may have removed what names it. */
int sides_place(struct clone *clone, struct err *err)
{
    if (follow_disks(clone, err))
        return -1;
    if (nvram_place(clone, err) || tpm_place(clone, err))
        return -1;
    for (size_t i = 0; i < clone->n_sides; i++) {
        struct side *side = &clone->sides[i];

        if ((!side->node || xml_attached(side->node)) &&
            place(clone, side, err))
            return err_wrap(err, "%s", side->disk.target);
    }
    return 0;
}

void sides_done(struct clone *clone)
{
    for (size_t i = 0; i < clone->n_sides; i++) {
        disk_done(&clone->sides[i].disk);
        strv_done(&clone->sides[i].dirs);
    }
    free(clone->sides);
}
