/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/space.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "store/file.h"
#include "virt/pool.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

struct space_place {
    dev_t dev;  /* local */
    char *pool; /* remote */
    char *name; /* for people */
    uint64_t available, wanted;
};

static void place_done(struct space_place *place)
{
    free(place->pool);
    free(place->name);
}

static int local_place(const struct disk *disk, struct space_place *ret,
                       struct err *err)
{
    AUTO(free) char *dir = file_room(disk->path);
    struct statvfs fs;
    struct stat st;

    if (stat(dir, &st) || statvfs(dir, &fs))
        return err_sys(err, "disk %s: cannot use directory '%s'",
                       disk->target, dir);
    *ret = (struct space_place){
        .dev = st.st_dev,
        .name = TAKE(dir),
        .available = (uint64_t)fs.f_bavail * fs.f_frsize,
    };
    return 0;
}

static int pool_place(const struct clone *clone, const struct disk *disk,
                      struct space_place *ret, struct err *err)
{
    uint64_t available;

    if (pool_available(clone->vir, disk->pool, &available, err))
        return -1;
    *ret = (struct space_place){
        .pool = mem_dup(disk->pool),
        .name = mem_fmt("pool '%s'", disk->pool),
        .available = available,
    };
    return 0;
}

/* On LVM and other thick pools a volume takes all its capacity at once;
 * libvirt refuses in time, so only files are summed here. */
static bool counts(const struct disk *disk)
{
    return disk->engine && !store_is_device(disk->path);
}

/* What libvirt writes may be where this process cannot look. */
static int find_place(const struct clone *clone, const struct disk *disk,
                      struct space_place *ret, struct err *err)
{
    bool local = clone->local || disk->image.opened;

    return local && disk->engine != &engine_volume
               ? local_place(disk, ret, err)
               : pool_place(clone, disk, ret, err);
}

/* The place of that kind in the list, put there when it is new. */
static struct space_place *enter(struct space *space,
                                 struct space_place *place)
{
    for (size_t i = 0; i < space->n; i++)
        if (space->v[i].dev == place->dev &&
            str_eq(space->v[i].pool, place->pool)) {
            place_done(place);
            return &space->v[i];
        }
    space->v = mem_more(space->v, space->n, sizeof(*space->v));
    space->v[space->n] = *place;
    return &space->v[space->n++];
}

static int add_disk(struct space *space, const struct clone *clone,
                    const struct disk *disk, struct err *err)
{
    struct space_place found, *place;

    if (!counts(disk))
        return 0;
    if (find_place(clone, disk, &found, err))
        return -1;
    place = enter(space, &found);
    place->wanted += disk->bytes;
    if (place->wanted <= place->available || clone->spec->any_space)
        return 0;
    return err_fail(err, "not enough space in %s: %s needed, %s free",
                    place->name, str_size(place->wanted).text,
                    str_size(place->available).text);
}

int space_add(struct space *space, const struct clone *clone,
              struct err *err)
{
    for (size_t i = 0; i < clone->n_disks; i++)
        if (add_disk(space, clone, &clone->disks[i], err))
            return -1;
    for (size_t i = 0; i < clone->n_sides; i++)
        if (add_disk(space, clone, &clone->sides[i].disk, err))
            return -1;
    return 0;
}

void space_done(struct space *space)
{
    for (size_t i = 0; i < space->n; i++)
        place_done(&space->v[i]);
    free(space->v);
    *space = (struct space){ 0 };
}
