/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/space.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "virt/pool.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

/* One file system or pool, and what all disks together want of it. */
struct place {
    dev_t dev;        /* local */
    const char *pool; /* remote; borrowed */
    char *name;       /* for people */
    uint64_t available, wanted;
};

static int local_place(const struct disk *disk, struct place *ret,
                       struct err *err)
{
    const char *slash = strrchr(disk->path, '/');
    AUTO(free) char *dir =
        mem_ndup(disk->path, (size_t)(slash - disk->path) + (slash == disk->path));
    struct statvfs fs;
    struct stat st;

    if (stat(dir, &st) || statvfs(dir, &fs))
        return err_sys(err, "disk %s: cannot use directory '%s'",
                       disk->target, dir);
    *ret = (struct place){
        .dev = st.st_dev,
        .name = TAKE(dir),
        .available = (uint64_t)fs.f_bavail * fs.f_frsize,
    };
    return 0;
}

static int pool_place(const struct clone *clone, const struct disk *disk,
                      struct place *ret, struct err *err)
{
    *ret = (struct place){ .pool = disk->pool };
    if (pool_available(clone->vir, disk->pool, &ret->available, err))
        return -1;
    ret->name = mem_fmt("pool '%s'", disk->pool);
    return 0;
}

/* On LVM and other thick pools a volume takes all its capacity at once;
 * libvirt refuses in time, so only files are summed here. */
static bool counts(const struct disk *disk)
{
    return disk->engine && !str_starts(disk->path, "/dev/");
}

static int find_place(const struct clone *clone, const struct disk *disk,
                      struct place *ret, struct err *err)
{
    return clone->local ? local_place(disk, ret, err)
                        : pool_place(clone, disk, ret, err);
}

static int add(struct place *places, size_t *n, const struct place *place,
               const struct disk *disk)
{
    size_t i = 0;

    while (i < *n && (places[i].dev != place->dev ||
                      !str_eq(places[i].pool, place->pool)))
        i++;
    if (i == *n)
        places[(*n)++] = *place;
    else
        free(place->name);
    places[i].wanted += disk->bytes;
    return 0;
}

static int check(const struct place *place, struct err *err)
{
    if (place->wanted <= place->available)
        return 0;
    return err_fail(err, "not enough space in %s: %s needed, %s free",
                    place->name, str_size(place->wanted).text,
                    str_size(place->available).text);
}

int space_check(const struct clone *clone, struct err *err)
{
    size_t room = clone->n_disks + 1, n = 0;
    struct place *places = mem_new(room, sizeof(*places));
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < room; i++) {
        const struct disk *disk =
            i < clone->n_disks ? &clone->disks[i] : clone->nvram;
        struct place place;

        if (disk && counts(disk) &&
            (rc = find_place(clone, disk, &place, err)) == 0)
            add(places, &n, &place, disk);
    }
    for (size_t i = 0; i < n; i++) {
        if (rc == 0)
            rc = check(&places[i], err);
        free(places[i].name);
    }
    free(places);
    return rc;
}
