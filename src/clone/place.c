/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the disks go: destinations, engines, collisions. */
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/compat.h"
#include "clone/method.h"
#include "clone/mkdir.h"
#include "clone/name.h"
#include "clone/place.h"
#include "clone/sealed.h"
#include "clone/seed.h"
#include "virt/pool.h"

#include <string.h>
#include <sys/stat.h>

/* ---- destinations ------------------------------------------------------- */

static bool is(const struct disk *disk, const char *action)
{
    return !strcmp(disk->choice.action, action);
}

/* Its medium can be taken out. */
static bool is_drive(const struct disk *disk)
{
    return !strcmp(disk->device, "cdrom") || !strcmp(disk->device, "floppy");
}

static bool is_blank(const struct disk *disk)
{
    return is(disk, "empty") && !is_drive(disk);
}

bool disk_is_own(const struct disk *disk)
{
    return is(disk, "copy") || is_blank(disk);
}

static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* A seed where the source has none. */
static bool is_added(const struct disk *disk)
{
    return disk->seed && disk->seed->added;
}

static bool format_changes(const struct disk *disk)
{
    return strcmp(disk->choice.format, disk->image.format) != 0;
}

static char *default_name(const struct clone *clone, const struct disk *disk)
{
    if (is_added(disk))
        return mem_fmt("%s-seed.iso", clone->name);
    const struct image *image = &disk->image;
    struct name_rule rule = {
        .old_domain = clone->source.name,
        .new_domain = clone->name,
        .beside = clone->spec->beside,
        .tag = disk->target,
        .suffix = format_changes(disk) ? disk->choice.format : NULL,
    };

    return name_file(&rule,
                     image->volume ? image->volume : file_of(image->path));
}

/* The pool that the new image is to be in, or NULL: a plain file beside the
 * old one. */
static char *choose_pool(const struct clone *clone, const struct disk *disk)
{
    if (disk->choice.path || disk->choice.dir)
        return clone->local
                   ? NULL
                   : pool_of_dir(clone->vir, disk->choice.path
                                                 ? disk->choice.path
                                                 : disk->choice.dir,
                                 disk->choice.path != NULL);
    if (disk->choice.pool)
        return mem_dup(disk->choice.pool);
    if (disk->image.pool)
        return mem_dup(disk->image.pool);
    return pool_of_path(clone->vir, disk->image.path);
}

static int set_place(struct clone *clone, struct disk *disk, char *name,
                     struct err *err)
{
    const char *old = disk->image.path;

    mem_set(&disk->name, name);
    if (disk->choice.path && disk->pool)
        mem_set(&disk->name, mem_dup(file_of(disk->choice.path)));
    if (disk->choice.path)
        mem_set(&disk->path, mem_dup(disk->choice.path));
    else if (disk->choice.dir)
        mem_set(&disk->path,
                mem_fmt("%s/%s", disk->choice.dir, disk->name));
    else if (disk->pool)
        mem_set(&disk->path, pool_path(clone->vir, disk->pool,
                                       disk->name, err));
    else
        mem_set(&disk->path, mem_fmt("%.*s%s", (int)(file_of(old) - old), old,
                                     disk->name));
    return disk->path ? 0 : -1;
}

/* Why nothing can be made there, or NULL; to be freed. */
static char *taken(struct clone *clone, const struct disk *disk)
{
    const char *owner =
        inventory_path_owner(clone->spec->shared->inventory, disk->path);
    struct stat st;

    if (owner)
        return mem_fmt("'%s' belongs to domain '%s'", disk->path, owner);
    if ((clone->local || disk->image.opened) && !lstat(disk->path, &st))
        return mem_fmt("'%s' exists already", disk->path);
    if (disk->pool && pool_has(clone->vir, disk->pool, disk->name))
        return mem_fmt("volume '%s' of pool '%s' exists already", disk->name,
                       disk->pool);
    for (size_t i = 0; i < clone->n_disks; i++) {
        const struct disk *other = &clone->disks[i];

        if (other != disk && str_eq(other->path, disk->path))
            return mem_fmt("disks %s and %s would both be written to '%s'",
                           other->target, disk->target, disk->path);
    }
    return NULL;
}

/* Beside a device there is no place for a file. */
static int check_device(const struct disk *disk, struct err *err)
{
    const char *old = disk->image.path;

    if (disk->choice.path || disk->choice.dir || disk->pool ||
        !store_is_device(old))
        return 0;
    return err_fail(err,
                    "'%s' is a device and in no storage pool: say where its "
                    "copy goes, as --disk %s,path=FILE or --disk %s,pool=POOL",
                    old, disk->target, disk->target);
}

/* A name of ours moves out of the way; one that was chosen does not. */
static int find_place(struct clone *clone, struct disk *disk, struct err *err)
{
    const char *chosen = disk->choice.name;
    AUTO(free) char *name =
        chosen ? mem_dup(chosen) : default_name(clone, disk);

    mem_set(&disk->pool, choose_pool(clone, disk));
    if (check_device(disk, err))
        return -1;
    for (unsigned n = 0; n < 1000; n++) {
        AUTO(free) char *why = NULL;

        if (set_place(clone, disk, name_numbered(name, n), err) ||
            (n == 0 && mkdir_plan(clone, disk, err)))
            return -1;
        why = taken(clone, disk);
        if (!why)
            return 0;
        if (chosen || disk->choice.path)
            return err_fail(err, "%s", why);
    }
    return err_fail(err, "'%s' and 999 more like it exist already",
                    disk->path);
}

/* ---- the job ------------------------------------------------------------ */

bool disk_keeps_chain(const struct disk *disk)
{
    return disk->image.backing.n && !strcmp(disk->choice.chain, "keep") &&
           !is_blank(disk);
}

const char *disk_backing(const struct disk *disk)
{
    if (disk->engine == &engine_linked)
        return disk->base ? disk->base->path : disk->image.path;
    return disk->engine && disk_keeps_chain(disk) ? disk->image.backing.v[0]
                                                  : NULL;
}

const char *disk_below(const struct disk *disk)
{
    bool between = disk->engine == &engine_linked && disk->base;

    return between ? disk->image.path : NULL;
}

struct store_job disk_job(const struct clone *clone, const struct disk *disk)
{
    uint64_t size = disk->choice.size;

    return (struct store_job){
        .vir = clone->vir,
        .local = clone->local || disk->image.opened,
        .allocate = clone->spec->allocate,
        .from = disk->base ? disk->base : &disk->image,
        .path = disk->path,
        .pool = disk->pool,
        .name = disk->name,
        .format = disk->choice.format,
        .size = size ? size : disk->image.capacity,
        .method = disk->choice.method,
        .keep_chain = disk_keeps_chain(disk),
        .content = disk->seed,
        .undo_kind = disk->undo_kind,
        .stop = &clone->halt,
        .progress = (struct store_progress *)&disk->progress,
        .templates = clone->spec->shared->templates,
    };
}

/* A file that is in two disks stays one file. */
static const struct disk *same_image(const struct clone *clone,
                                     const struct disk *disk)
{
    for (const struct disk *other = clone->disks; other < disk; other++)
        if (is(other, "copy") && other->engine &&
            str_eq(other->image.path, disk->image.path))
            return other;
    return NULL;
}

static int place_same(struct disk *disk, const struct disk *other)
{
    mem_set(&disk->choice.format, mem_dup(other->choice.format));
    disk->path = mem_dup(other->path);
    disk->pool = mem_dup(other->pool);
    disk->name = mem_dup(other->name);
    return 0;
}

static int cannot(const struct disk *disk, struct err *err)
{
    return err_fail(err,
                    "%s; choose --disk %s,action=share or --disk "
                    "%s,action=drop",
                    disk->reason, disk->target, disk->target);
}

/* An overlay is qcow2 whatever is below it. */
static void choose_format(struct disk *disk)
{
    if (!strcmp(disk->choice.method, "linked") && !is_blank(disk))
        mem_set(&disk->choice.format, mem_dup("qcow2"));
}

static void note_copy(struct clone *clone, const struct disk *disk)
{
    const struct image *image = &disk->image;
    bool same = disk->engine == &engine_copy || disk->engine == &engine_reflink;
    const char *fate = same ? "kept, unknown to libvirt" : "left out";

    if (disk_below(disk))
        strv_fmt(&clone->notes,
                 "disk %s depends on '%s', and that on '%s': nobody must write "
                 "to them any more",
                 disk->target, disk_backing(disk), disk_below(disk));
    else if (disk_backing(disk))
        strv_fmt(&clone->notes,
                 "disk %s depends on '%s': nobody must write to that any more",
                 disk->target, disk_backing(disk));
    if (image->qcow2.snapshots && disk->engine != &engine_linked)
        strv_fmt(&clone->notes, "disk %s: internal snapshots (%u) are %s",
                 disk->target, image->qcow2.snapshots, fate);
    if (image->qcow2.bitmaps && disk->engine != &engine_linked)
        strv_fmt(&clone->notes, "disk %s: its dirty bitmaps are %s",
                 disk->target, fate);
}

static const struct engine *choose_engine(struct clone *clone,
                                          struct disk *disk, struct err *err)
{
    struct store_job job = disk_job(clone, disk);

    if (is_blank(disk))
        return store_only(&engine_blank, &job, err);
    return disk->seed && disk->seed->anew ? seed_engine(&job, err)
                                          : method_pick(clone, disk, err);
}

static int place_own(struct clone *clone, struct disk *disk, struct err *err)
{
    bool own = disk->choice.path || disk->choice.dir || disk->choice.pool ||
               disk->choice.name;
    const struct disk *same = own || is_blank(disk) ? NULL
                                                     : same_image(clone, disk);
    struct store_job job;

    if (disk->reason)
        return cannot(disk, err);
    choose_format(disk);
    if (same)
        return place_same(disk, same);
    if ((is_added(disk) && seed_beside(clone, disk, err)) ||
        find_place(clone, disk, err))
        return -1;
    disk->engine = choose_engine(clone, disk, err);
    if (!disk->engine)
        return compat_allows(clone, disk, err);
    job = disk_job(clone, disk);
    disk->bytes = disk->engine->bytes(&job);
    if (sealed_carry(clone, disk, err))
        return -1;
    if (!is_blank(disk))
        note_copy(clone, disk);
    return 0;
}

static bool can_write(const struct disk *disk)
{
    return !disk->readonly && strcmp(disk->image.type, "none") &&
           strcmp(disk->device, "cdrom");
}

/* A second writer of an image that linked clones stand on. */
static int check_backing(const struct clone *clone, const struct disk *disk,
                         const char *path, struct err *err)
{
    const char *owner =
        path ? inventory_backing_user(clone->spec->shared->inventory, path)
             : NULL;

    if (!owner || !can_write(disk) || clone->spec->force)
        return 0;
    return err_fail(err,
                    "'%s' must stay as it is: the linked clone '%s' needs it "
                    "(--force shares it all the same)",
                    path, owner);
}

/* owner: the domain that has the image, too; NULL: none. */
static void note_shared(struct clone *clone, const struct disk *disk,
                        const char *owner)
{
    if (!owner || !can_write(disk) || disk->shareable)
        return;
    finding_add(clone, FINDING_CLASH, xml_where(disk->node),
                "disk %s is shared with '%s', and both can write to it: "
                "running them at the same time destroys its data",
                disk->target, owner);
}

static int place_external(struct clone *clone, struct disk *disk,
                          struct err *err)
{
    struct stat st;

    if (!disk->choice.path && !(disk->choice.pool && disk->choice.name))
        return err_fail(err, "action 'external' needs path=, or pool= and "
                             "name=, of an image that exists");
    mem_set(&disk->pool, mem_dup(disk->choice.pool));
    if (set_place(clone, disk, mem_dup(disk->choice.name), err))
        return -1;
    if (clone->local && stat(disk->path, &st))
        return err_sys(err, "cannot use '%s'", disk->path);
    if (check_backing(clone, disk, disk->path, err))
        return -1;
    if (!clone->local && disk->pool &&
        !pool_has(clone->vir, disk->pool, disk->name))
        return err_fail(err, "pool '%s' has no volume '%s'", disk->pool,
                        disk->name);
    note_shared(clone, disk,
                inventory_path_owner(clone->spec->shared->inventory,
                                     disk->path));
    return 0;
}

/* ---- all of them ------------------------------------------------------- */

static int place_disk(struct clone *clone, struct disk *disk, struct err *err)
{
    if (disk->choice.serial &&
        xml_set(disk->node, XML_PATH("serial"), disk->choice.serial, err))
        return -1;
    if (is(disk, "drop"))
        return xml_remove_node(disk->node, err);
    if (is(disk, "empty") && is_drive(disk))
        return place_write_empty(disk, err);
    if (is(disk, "share")) {
        note_shared(clone, disk, clone->source.name);
        return check_backing(clone, disk, disk->image.path, err);
    }
    if (is(disk, "external") ? place_external(clone, disk, err)
                             : place_own(clone, disk, err))
        return -1;
    return place_write(disk, err);
}

/* Where the user names a place, that of a hook is forgotten. */
static int apply_user(struct clone *clone, struct disk *disk, struct err *err)
{
    static const char *const place[] = { "pool", "dir", "name", "path" };
    const struct disk_choice *user = &disk->user;

    for (size_t i = 0; i < COUNT(place); i++)
        if ((user->pool || user->dir || user->name || user->path) &&
            disk_set(clone, disk, place[i], NULL, err))
            return -1;
    for (const struct field *row = disk_fields; row->name; row++) {
        char *const *text = field_at(row, (void *)user);

        if (!strcmp(row->name, "target") || row->type != FIELD_TEXT || !*text)
            continue;
        if (disk_set(clone, disk, row->name, *text, err))
            return -1;
    }
    if (user->size)
        disk->choice.size = user->size;
    return 0;
}

/* The size of --disk was not known to be large enough when it was parsed. */
static int check_size(const struct disk *disk, struct err *err)
{
    if (!disk_is_own(disk) || !disk->choice.size ||
        disk->choice.size >= disk->image.capacity)
        return 0;
    return err_fail(err, "a clone cannot shrink from %s to %s",
                    str_size(disk->image.capacity).text,
                    str_size(disk->choice.size).text);
}

int disks_apply_user(struct clone *clone, struct err *err)
{
    for (size_t i = 0; i < clone->n_disks; i++)
        if (apply_user(clone, &clone->disks[i], err))
            return err_wrap(err, "--disk");
    return 0;
}

int disks_place(struct clone *clone, struct err *err)
{
    for (size_t i = 0; i < clone->n_disks; i++) {
        struct disk *disk = &clone->disks[i];

        if (check_size(disk, err) || place_disk(clone, disk, err))
            return err_wrap(err, "disk %s", disk->target);
    }
    return 0;
}
