/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of --seal-once: made, sealed, handed out, and taken away. */
#include "base/journal.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/make.h"
#include "clone/source.h"

#include <fcntl.h>
#include <sys/stat.h>

static int make_images(struct clone *base, struct err *err)
{
    return pools_before(base, err) || disks_make(base, err) ||
                   source_check(base, err)
               ? -1
               : 0;
}

static int seal(struct clone *base, struct err *err)
{
    if (guest_edit(base, err))
        return -1;
    guest_layout_copy(&base->guest.layout, guest_fs_layout(base->guest.fs));
    return guest_leave(base, err);
}

/* Nobody writes to it any more; who may read the source may read it. */
static void protect(int fd, const struct disk *disk)
{
    struct stat like;

    if (stat(disk->image.path, &like) || !S_ISREG(like.st_mode))
        like = (struct stat){ .st_uid = geteuid(), .st_gid = getegid() };
    if (geteuid() == 0)
        (void)!fchown(fd, like.st_uid, like.st_gid);
    (void)!fchmod(fd, (like.st_mode & 0444) | S_IRUSR);
}

static int settle(const struct disk *disk, struct err *err)
{
    AUTO(fd_close) int fd = open(disk->path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return err_sys(err, "cannot open '%s'", disk->path);
    if (disk->engine == &engine_linked)
        protect(fd, disk);
    return fsync(fd) ? err_sys(err, "cannot write '%s'", disk->path) : 0;
}

static int settle_all(struct sealed *sealed, struct err *err)
{
    struct clone *base = sealed->base;

    for (size_t i = 0; i < base->n_disks; i++)
        if (base->disks[i].engine &&
            (settle(&base->disks[i], err) ||
             image_probe(&sealed->images[i], base->vir, base->local, err)))
            return -1;
    return pools_after(base, err);
}

/* ---- the clones --------------------------------------------------------- */

static void images_on(const struct sealed *sealed, const char *path,
                      struct strv *ret)
{
    for (size_t i = 0; i < sealed->n_users; i++) {
        const struct clone *clone = sealed->users[i];

        for (size_t j = 0; j < clone->n_disks; j++) {
            const struct image *base = clone->disks[j].base;

            if (base && str_eq(base->path, path))
                strv_add(ret, clone->disks[j].path);
        }
    }
}

static void hand_out(const struct sealed *sealed)
{
    struct clone *base = sealed->base;

    for (size_t i = 0; i < base->undo.n; i++) {
        struct undo_step *step = &base->undo.v[i];
        AUTO(strv_done) struct strv paths = { 0 };

        if (step->kind != &undo_sealed)
            continue;
        images_on(sealed, step->subject, &paths);
        undo_sealed_used(step, &paths, base->vir);
        undo_made(&base->undo, step);
    }
}

/* What was found in the base is so in all of them. */
static void tell(const struct sealed *sealed)
{
    const struct clone_guest *base = &sealed->base->guest;

    for (size_t i = 0; i < sealed->n_users; i++) {
        struct clone_guest *guest = &sealed->users[i]->guest;

        guest_layout_done(&guest->layout);
        guest_layout_copy(&guest->layout, &base->layout);
        for (size_t j = 0; j < base->kept.n; j++)
            strv_add(&guest->kept, base->kept.v[j]);
    }
}

/* ---- the way through ---------------------------------------------------- */

static struct journal *open_journal(const struct clone *base)
{
    AUTO(free) char *uri = virConnectGetURI(base->vir);
    AUTO(free)
    char *what = mem_fmt("seal a base for clones of '%s'", base->source.name);

    return journal_new(what, uri);
}

static void close_journal(struct clone *base)
{
    struct journal *journal = base->undo.journal;

    undo_done(&base->undo);
    base->undo.journal = NULL;
    journal_free(journal);
}

int sealed_make(struct sealed *sealed, struct err *err)
{
    struct clone *base = sealed->base;

    base->undo.journal = open_journal(base);
    if (make_images(base, err) || seal(base, err) || settle_all(sealed, err)) {
        guest_drop(base);
        if (err->code != ERR_INTERRUPTED)
            err_wrap(err, "--seal-once cannot make its base");
        undo_back(&base->undo, err);
        close_journal(base);
        return -1;
    }
    hand_out(sealed);
    tell(sealed);
    return 0;
}

void sealed_end(struct sealed *sealed, bool stay, struct strv *left)
{
    struct clone *base = sealed->base;

    if (!base || !base->undo.journal)
        return;
    if (!stay)
        undo_run(&base->undo, left);
    close_journal(base);
}
