/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "cloud-init": the guest learns from a seed of its own that it is new. */
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/nocloud.h"
#include "clone/seed.h"
#include "store/volume.h"

#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* ---- what goes into it -------------------------------------------------- */

/* The map knows addresses in lower case. */
static char *rewrite(void *data, const char *text)
{
    const struct clone *clone = data;
    AUTO(free) char *lower = mem_dup(text);
    const char *known;

    for (char *p = lower; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    known = map_find(clone, lower);
    return known ? mem_dup(known) : map_rewrite(clone, text);
}

/* The same file has another name on a config drive. */
static void put(struct clone_seed *seed, const char *name, const char *drive,
                const char *text)
{
    bool is_drive = !strcasecmp(seed->label, "config-2");

    seed_put(&seed->files, is_drive ? drive : name, text);
}

static void put_given(const struct clone *clone, struct clone_seed *seed,
                      bool blank)
{
    const struct clone_guest *guest = &clone->guest;

    if (guest->user_data)
        put(seed, "user-data", "openstack/latest/user_data",
            blank ? "" : guest->user_data);
    if (guest->network_config)
        put(seed, "network-config", "openstack/latest/network_data.json",
            blank ? "" : guest->network_config);
}

static void tell(struct clone *clone, const struct disk *disk,
                 const struct seed_news *news)
{
    for (size_t i = 0; i < news->clashes.n; i++)
        finding_add(clone, FINDING_CLASH, xml_where(disk->node), "%s",
                    news->clashes.v[i]);
    for (size_t i = 0; i < news->notes.n; i++)
        finding_add(clone, FINDING_SAME, xml_where(disk->node), "%s",
                    news->notes.v[i]);
}

/* What is given is not rewritten: it is what is wanted. Nor is anything told
 * of what it replaces. */
static int fill(struct clone *clone, struct disk *disk, struct err *err)
{
    struct clone_seed *seed = disk->seed;
    AUTO(seed_news_done) struct seed_news news = { 0 };
    struct seed_machine machine = {
        .hostname = clone->guest.hostname,
        .instance_id = clone->uuid,
        .rewrite = rewrite,
        .data = clone,
    };

    put_given(clone, seed, true);
    if (seed_renew(&seed->files, &machine, &news, err))
        return -1;
    put_given(clone, seed, false);
    tell(clone, disk, &news);
    seed->anew = true;
    return 0;
}

/* ---- an old one --------------------------------------------------------- */

static int read_old(struct clone *clone, struct disk *disk, struct err *err)
{
    AUTO(fd_close)
    int fd = volume_fetch(&disk->image, clone->vir, MEDIA_MOST, err);
    struct media media = {
        .fd = fd,
        .kind = disk->seed->kind,
        .name = disk->image.path,
        .stop = clone->spec->stop,
    };

    return fd < 0 ? -1 : seed_read(&media, &disk->seed->files, err);
}

static bool is_gone(const struct disk *disk)
{
    return strcmp(disk->choice.action, "share") &&
           strcmp(disk->choice.action, "copy");
}

static int renew(struct clone *clone, struct disk *disk, struct err *err)
{
    if (str_eq(disk->user.action, "share"))
        return err_usage(err,
                         "--disk %s,action=share would leave the clone its "
                         "source's seed",
                         disk->target);
    if (read_old(clone, disk, err) || fill(clone, disk, err))
        return -1;
    mem_set(&disk->choice.action, mem_dup("copy"));
    mem_set(&disk->choice.method, mem_dup("auto"));
    mem_set(&disk->choice.format, mem_dup("raw"));
    strv_fmt(&clone->guest.steps,
             "cloud-init: host name '%s', instance-id %s, in a seed of its "
             "own on %s",
             clone->guest.hostname, clone->uuid, disk->target);
    return 0;
}

/* ---- a new one ---------------------------------------------------------- */

static int add(struct clone *clone, struct err *err)
{
    struct xml_node *node = seed_drive(clone, err);
    struct disk *disk;

    if (!node)
        return -1;
    disk = disk_add(clone, node);
    mem_set(&disk->image.type, mem_dup("file"));
    disk->choice.pool = mem_dup(clone->spec->pool);
    disk->choice.dir = mem_dup(clone->spec->dir);
    disk->seed = mem_new(1, sizeof(*disk->seed));
    disk->seed->kind = MEDIA_ISO;
    disk->seed->label = mem_dup("cidata");
    disk->seed->added = true;
    if (fill(clone, disk, err))
        return -1;
    strv_fmt(&clone->guest.steps,
             "cloud-init: host name '%s', instance-id %s, in a new seed on %s",
             clone->guest.hostname, clone->uuid, disk->target);
    return 0;
}

/* ---- the method --------------------------------------------------------- */

/* From afar nobody can say what a path means there. */
static int read_files(struct clone *clone, struct err *err)
{
    struct clone_guest *guest = &clone->guest;
    const struct clone_spec *spec = clone->spec;

    if (spec->user_data && seed_text(spec->user_data, &guest->user_data, err))
        return err_wrap(err, "--user-data");
    if (spec->network_config &&
        seed_text(spec->network_config, &guest->network_config, err))
        return err_wrap(err, "--network-config");
    return 0;
}

static int plan(struct clone *clone, struct err *err)
{
    struct clone_guest *guest = &clone->guest;
    size_t found = 0;

    if (read_files(clone, err) || nocloud_apply(clone, err))
        return -1;
    for (size_t i = 0; i < clone->n_disks; i++) {
        struct disk *disk = &clone->disks[i];

        if (!disk->seed || is_gone(disk))
            continue;
        if (media_check(disk->seed->kind, err) || renew(clone, disk, err))
            return err_wrap(err, "disk %s", disk->target);
        found++;
    }
    if (found)
        return 0;
    if (nocloud_identifies(clone) && !guest->user_data &&
        !guest->network_config) {
        strv_fmt(&guest->steps,
                 "cloud-init: host name '%s', instance-id %s, as ds=nocloud",
                 guest->hostname, clone->uuid);
        return 0;
    }
    return media_check(MEDIA_ISO, err) ? -1 : add(clone, err);
}

const struct guest_method guest_method_cloud_init = {
    .name = "cloud-init",
    .help = "a NoCloud seed of its own: instance-id, host name, network, user "
            "data",
    .plan = plan,
};
