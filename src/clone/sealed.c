/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of --seal-once: its plan. sealed_make.c makes it. */
#include "clone/sealed.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/method.h"
#include "clone/rules.h"
#include "clone/seed.h"
#include "clone/source.h"

#include <string.h>

void sealed_done(struct sealed *sealed)
{
    for (size_t i = 0; sealed->images && i < sealed->base->n_disks; i++)
        image_done(&sealed->images[i]);
    free(sealed->images);
    free(sealed->users);
    clone_free(sealed->base);
}

/* ---- the base ----------------------------------------------------------- */

/* Where the clone's goes; its name is the base's own. */
static void choose_place(struct disk_choice *base,
                         const struct disk_choice *clone)
{
    mem_set(&base->pool, mem_dup(clone->pool));
    mem_set(&base->dir, mem_dup(clone->dir));
    if (clone->path)
        mem_set(&base->dir,
                mem_ndup(clone->path,
                         (size_t)(strrchr(clone->path, '/') - clone->path)));
}

static void choose(struct clone *clone, struct disk *base)
{
    const struct disk *disk = disk_find(clone, base->target);

    if (!disk || !disk_is_copy(disk)) {
        mem_set(&base->choice.action, mem_dup("drop"));
        return;
    }
    base->undo_kind = &undo_sealed;
    mem_set(&base->choice.action, mem_dup("copy"));
    mem_set(&base->choice.method, mem_dup(disk->choice.method));
    mem_set(&base->choice.format, mem_dup(disk->choice.format));
    mem_set(&base->choice.chain, mem_dup(disk->choice.chain));
    choose_place(&base->choice, &disk->choice);
}

static bool shares(const struct engine *engine)
{
    return engine == &engine_linked || engine == &engine_reflink;
}

static int check_engines(const struct clone *base, struct err *err)
{
    for (size_t i = 0; i < base->n_disks; i++) {
        const struct disk *disk = &base->disks[i];

        if (disk->engine && !shares(disk->engine))
            return err_usage(err,
                             "--seal-once: disk %s would be copied whole (by "
                             "'%s'), and a base in vain: it needs --linked, "
                             "or a file system that shares blocks",
                             disk->target, method_name(disk));
    }
    return 0;
}

/* As the clones see it. What it really is, is known once it is made. */
static void read_images(struct sealed *sealed)
{
    const struct clone *base = sealed->base;

    sealed->images = mem_new(base->n_disks, sizeof(*sealed->images));
    for (size_t i = 0; i < base->n_disks; i++) {
        sealed->images[i].type = mem_dup("file");
        sealed->images[i].path = mem_dup(base->disks[i].path);
        sealed->images[i].format = mem_dup(base->disks[i].choice.format);
    }
}

/* Its files belong to it already: all that it has of a domain's. */
static int claim(struct clone *base, struct err *err)
{
    static const char others[] = "*[not(self::devices)] |"
                                 "devices/*[not(self::disk)]";

    if (xml_remove(xml_root(base->xml), XML_PATH(others), err) < 0)
        return -1;
    inventory_add(base->spec->shared->inventory, base->name, base->xml);
    return 0;
}

/* A name that no file in the guest has, for each clone has its own to put in
 * the place of it. */
static void choose_inside(const struct clone *clone, struct clone *base)
{
    struct clone_guest *guest = &base->guest;

    guest->hostname = mem_fmt("sealed-%.8s", uuid_random().text);
    guest->methods[guest->n_methods++] = &guest_method_seal;
    for (size_t i = 0; i < clone->guest.seal.n; i++)
        strv_add(&guest->seal, clone->guest.seal.v[i]);
}

static struct clone *new_base(struct clone *clone)
{
    struct clone *base = mem_new(1, sizeof(*base));

    base->spec = clone->spec;
    base->vir = clone->vir;
    virConnectRef(base->vir);
    base->local = clone->local;
    base->name = mem_fmt("%s-sealed", clone->source.name);
    return base;
}

static int plan_base(struct clone *clone, struct sealed *sealed,
                     struct err *err)
{
    struct clone *base = sealed->base = new_base(clone);

    if (source_read(base, err) || disks_read(base, err))
        return -1;
    for (size_t i = 0; i < base->n_disks; i++)
        choose(clone, &base->disks[i]);
    choose_inside(clone, base);
    if (guest_method_seal.plan(base, err) || disks_place(base, err) ||
        check_engines(base, err) ||
        space_add(&clone->spec->shared->space, base, err))
        return -1;
    read_images(sealed);
    return claim(base, err);
}

/* ---- the clones --------------------------------------------------------- */

static int check_disks(const struct clone *clone, const struct clone *base,
                       struct err *err)
{
    AUTO(guest_drives_done) struct guest_drives own = { 0 };
    AUTO(guest_drives_done) struct guest_drives its = { 0 };
    bool same = guest_sources(clone, &own) == guest_sources(base, &its);

    for (size_t i = 0; same && i < own.n; i++)
        same = str_eq(own.v[i].path, its.v[i].path);
    if (same)
        return 0;
    return err_usage(err, "--seal-once: it copies other disks than the clones "
                          "before it, and cannot stand on one base with them");
}

int sealed_plan(struct clone *clone, struct err *err)
{
    struct sealed *sealed = &clone->spec->shared->sealed;

    if (!clone->spec->seal_once)
        return 0;
    if (!sealed->base && plan_base(clone, sealed, err))
        return -1;
    if (check_disks(clone, sealed->base, err))
        return -1;
    sealed->users =
        mem_more(sealed->users, sealed->n_users, sizeof(struct clone *));
    sealed->users[sealed->n_users++] = clone;
    return 0;
}

static const struct disk *disk_of(const struct clone *base,
                                  const struct disk *disk)
{
    for (size_t i = 0; i < base->n_disks; i++)
        if (base->disks[i].engine &&
            str_eq(base->disks[i].image.path, disk->image.path))
            return &base->disks[i];
    return NULL;
}

/* A seed is made anew in each clone. */
static bool stands(const struct disk *disk)
{
    return disk_is_copy(disk) && !(disk->seed && disk->seed->anew);
}

int sealed_carry(struct clone *clone, struct disk *disk, struct err *err)
{
    const struct sealed *sealed = &clone->spec->shared->sealed;
    const struct disk *below;

    if (!sealed->base || sealed->base == clone || !stands(disk))
        return 0;
    below = disk_of(sealed->base, disk);
    if (!below || below->engine != disk->engine)
        return err_usage(err,
                         "--seal-once: it would be made by '%s', and its base "
                         "by '%s': choose one method for all clones",
                         method_name(disk),
                         below ? method_name(below) : "none");
    disk->base = &sealed->images[below - sealed->base->disks];
    return 0;
}
