/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/compat.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/name.h"
#include "virt/conn.h"

#include <string.h>

static int choose(struct clone *clone, const struct strv *targets,
                  const char *action, struct err *err)
{
    for (size_t i = 0; targets && i < targets->n; i++) {
        struct disk *disk = disk_find(clone, targets->v[i]);

        if (!disk)
            return err_usage(err, "domain '%s' has no disk '%s'",
                             clone->source.name, targets->v[i]);
        mem_set(&disk->user.action, mem_dup(action));
    }
    return 0;
}

/* A file counts for each disk that is copied, an empty drive among them when
 * it was forced: it stays empty. */
static bool takes_file(const struct disk *disk)
{
    const char *action =
        disk->user.action ? disk->user.action : disk->choice.action;

    return !strcmp(action, "copy");
}

static void give_file(const struct clone *clone, struct disk *disk,
                      const char *file)
{
    if (!strcmp(disk->image.type, "none")) {
        mem_set(&disk->user.action, mem_dup("share"));
        return;
    }
    if (!file)
        return;
    /* Onto itself there is nothing to copy: both have the file. */
    if (clone->spec->any_path && str_eq(disk->image.path, file)) {
        mem_set(&disk->user.action, mem_dup("share"));
        return;
    }
    mem_set(&disk->user.path, mem_dup(file));
    if (clone->spec->preserve)
        mem_set(&disk->user.action, mem_dup("external"));
}

int compat_disks(struct clone *clone, struct err *err)
{
    const struct strv *files = clone->spec->files;
    size_t n = 0, most = files ? files->n : 0, missing = 0;

    if (choose(clone, clone->spec->force_copy, "copy", err) ||
        choose(clone, clone->spec->skip_copy, "share", err))
        return -1;
    for (size_t i = 0; i < clone->n_disks; i++) {
        struct disk *disk = &clone->disks[i];

        if (!takes_file(disk))
            continue;
        missing += n >= most && strcmp(disk->image.type, "none");
        give_file(clone, disk, n < most ? files->v[n] : NULL);
        n++;
    }
    if (!files || !missing || clone->spec->auto_name)
        return 0;
    return err_usage(err,
                     "--file was given %zu time%s, but %zu disks more are "
                     "copied; --auto-clone names them",
                     most, most == 1 ? "" : "s", missing);
}

bool compat_probe(const struct clone *clone, struct image *image)
{
    struct err ignored = ERR_INIT;

    return clone->spec->beside && !clone->local && image->path &&
           conn_is_here(clone->vir) &&
           image_probe(image, clone->vir, true, &ignored) == 0 &&
           image->opened;
}

int compat_allows(struct clone *clone, const struct disk *disk,
                  struct err *err)
{
    if (!clone->spec->beside || !clone->spec->dry_run)
        return -1;
    strv_fmt(&clone->notes, "disk %s could not be made: %s", disk->target,
             err->text);
    *err = (struct err)ERR_INIT;
    return 0;
}

void compat_name(struct clone *clone)
{
    struct name_clone next = name_clone(clone->source.name);

    do
        mem_set(&clone->name, name_clone_next(&next));
    while (inventory_name_owner(clone->spec->shared->inventory, clone->name));
    free(next.base);
}
