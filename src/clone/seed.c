/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/seed.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "store/file.h"
#include "store/volume.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

/* What tells a medium's label is in here. */
enum { LABEL_WITHIN = 1 << 20 };

void seed_free(struct clone_seed *seed)
{
    if (!seed)
        return;
    free(seed->label);
    free(seed->like);
    strv_done(&seed->files);
    free(seed);
}

/* ---- knowing one -------------------------------------------------------- */

/* A small image whose bytes are what the guest sees. */
static bool may_be(const struct disk *disk)
{
    const struct image *image = &disk->image;

    return !disk->reason && image->path && image->capacity <= MEDIA_MOST &&
           !strcmp(image->format, "raw") && !image->encrypted;
}

/* An image that cannot be read is told of where it is copied. */
void seed_look(const struct clone *clone, struct disk *disk)
{
    struct media media = { .name = disk->image.path };
    struct err ignored = ERR_INIT;
    AUTO(fd_close) int fd = -1;

    if (!may_be(disk))
        return;
    fd = volume_fetch(&disk->image, clone->vir, LABEL_WITHIN, &ignored);
    if (fd < 0)
        return;
    media.fd = fd;
    media_probe(&media);
    if (!seed_is_label(media.label))
        return;
    disk->seed = mem_new(1, sizeof(*disk->seed));
    disk->seed->kind = media.kind;
    disk->seed->label = mem_dup(media.label);
    disk->seed->like = mem_dup(disk->image.path);
}

static void tell(struct clone *clone, const struct disk *disk, const char *fate)
{
    finding_add(clone, FINDING_CLASH, xml_where(disk->node),
                "disk %s is cloud-init's seed, and %s: by it the clone takes "
                "itself for the source, with its host name, SSH host keys and "
                "network (--identity cloud-init makes one of its own)",
                disk->target, fate);
}

void seed_tell(struct clone *clone)
{
    for (size_t i = 0; i < clone->n_disks; i++) {
        const struct disk *disk = &clone->disks[i];

        if (!disk->seed || disk->seed->anew)
            continue;
        if (!strcmp(disk->choice.action, "share"))
            tell(clone, disk, "shared");
        else if (!strcmp(disk->choice.action, "copy"))
            tell(clone, disk, "copied as it is");
    }
}

/* ---- where it goes ------------------------------------------------------- */

int seed_beside(const struct clone *clone, struct disk *disk, struct err *err)
{
    const struct disk *other = clone->disks;

    while (other < disk && !(disk_is_own(other) && other->path))
        other++;
    if (other < disk)
        mem_set(&disk->seed->like, mem_dup(other->image.path));
    if (disk->choice.pool || disk->choice.dir)
        return 0;
    if (other < disk && other->pool)
        disk->choice.pool = mem_dup(other->pool);
    else if (other < disk && !store_is_device(other->path))
        disk->choice.dir = mem_ndup(
            other->path, (size_t)(strrchr(other->path, '/') - other->path));
    else
        return err_fail(err, "there is no disk beside which the seed could be "
                             "written: say where, with --dir or --pool");
    return 0;
}

/* ---- writing one -------------------------------------------------------- */

static bool can(const struct store_job *job, struct store_why *why)
{
    return file_can(job, NULL, why) || job->pool;
}

/* A file system of a few files is mostly its own tables. */
static uint64_t bytes(const struct store_job *job)
{
    const struct clone_seed *seed = job->content;
    uint64_t n = seed->kind == MEDIA_FAT ? job->from->capacity : 128 << 10;

    for (size_t i = 1; i < seed->files.n; i += 2)
        n += strlen(seed->files.v[i]);
    return n;
}

/* What else is in the old one is kept. */
static int write_to(const struct store_job *job, int fd, struct err *err)
{
    const struct clone_seed *seed = job->content;
    AUTO(fd_close)
    int old =
        seed->added ? -1 : volume_fetch(job->from, job->vir, MEDIA_MOST, err);
    struct media media = {
        .fd = old,
        .kind = seed->kind,
        .name = job->from->path,
    };
    struct media_job write = {
        .media = seed->added ? NULL : &media,
        .label = seed->label,
        .files = &seed->files,
        .fd = fd,
        .stop = job->stop,
    };

    return !seed->added && old < 0 ? -1 : media_write(&write, err);
}

static int make_file(const struct store_job *job, struct err *err)
{
    const struct clone_seed *seed = job->content;
    AUTO(fd_close)
    int like = seed->like ? open(seed->like, O_PATH | O_CLOEXEC) : -1;
    AUTO(file_free) struct file *file = file_begin(job, like, err);

    if (!file || write_to(job, file_fd(file), err))
        return -1;
    return file_finish(file, err);
}

static int make_volume(const struct store_job *job, struct err *err)
{
    AUTO(fd_close) int fd = memfd_create("seed", MFD_CLOEXEC);

    if (fd < 0)
        return err_sys(err, "cannot make '%s'", job->path);
    return write_to(job, fd, err) ? -1 : volume_upload(job, fd, err);
}

static int make(const struct store_job *job, struct err *err)
{
    struct store_why why;

    return file_can(job, NULL, &why) ? make_file(job, err)
                                     : make_volume(job, err);
}

static const struct engine engine_seed = {
    .name = "seed",
    .help = "write a seed for cloud-init",
    .is_new = true,
    .can = can,
    .bytes = bytes,
    .make = make,
};

const struct engine *seed_engine(const struct store_job *job, struct err *err)
{
    return store_only(&engine_seed, job, err);
}
