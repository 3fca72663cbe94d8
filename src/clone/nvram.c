/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/nvram.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "virt/pool.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Since libvirt 8.5 <nvram type='file'><source file='...'/></nvram> is another
 * way to write <nvram>...</nvram>. */
static const char *const places[] = { "os/nvram/source/@file",
                                      "os/nvram[not(source)]/text()" };

static const char *place_of(struct clone *clone, char **ret_path)
{
    for (size_t i = 0; i < COUNT(places); i++) {
        AUTO(free) char *path = xml_get(xml_root(clone->xml), places[i]);

        if (path && strspn(path, " \n\t") < strlen(path)) {
            *ret_path = TAKE(path);
            return places[i];
        }
    }
    return NULL;
}

/* Only a file can be copied here; other types would be shared in silence. */
static int check_type(struct clone *clone, struct err *err)
{
    AUTO(free) char *type = xml_get(xml_root(clone->xml), "os/nvram/@type");

    if (!type || !strcmp(type, "file"))
        return 0;
    return err_fail(err, "UEFI variables of type '%s' cannot be copied",
                    type);
}

static bool is_missing(const struct clone *clone, const char *path)
{
    struct stat st;

    return clone->local && stat(path, &st) && errno == ENOENT;
}

/* Without the path libvirt chooses one by the new name. */
static int forget(struct clone *clone, struct err *err)
{
    struct xml_node *root = xml_root(clone->xml);

    return xml_remove(root, XML_PATH("os/nvram/source | os/nvram/text() |"
                                     "os/nvram/@type"),
                      err) < 0 ? -1 : 0;
}

static struct disk *new_nvram(struct clone *clone, char *path)
{
    struct disk *nvram = mem_new(1, sizeof(*nvram));
    char *format = xml_get(xml_root(clone->xml), "os/nvram/@format");

    nvram->target = mem_dup("nvram");
    nvram->bus = mem_dup("");
    nvram->device = mem_dup("nvram");
    nvram->image.type = mem_dup("file");
    nvram->image.path = path;
    nvram->image.format = format ? format : mem_dup("raw");
    nvram->choice.action = mem_dup("copy");
    nvram->choice.method = mem_dup("auto");
    nvram->choice.chain = mem_dup("flatten");
    nvram->choice.format = mem_dup(nvram->image.format);
    return nvram;
}

int nvram_read(struct clone *clone, struct err *err)
{
    AUTO(free) char *path = NULL;

    if (check_type(clone, err))
        return -1;
    if (!place_of(clone, &path))
        return 0;
    if (is_missing(clone, path))
        return forget(clone, err);
    clone->nvram = new_nvram(clone, TAKE(path));
    if (image_probe(&clone->nvram->image, clone->vir, clone->local, err))
        return err_wrap(err, "UEFI variables");
    return 0;
}

/* NEW_VARS.EXT beside the old one, as libvirt itself would name it. */
static void name_it(struct clone *clone, struct disk *nvram)
{
    const char *old = nvram->image.path, *slash = strrchr(old, '/');
    const char *dot = strrchr(slash ? slash : old, '.');

    mem_set(&nvram->name,
            mem_fmt("%s_VARS%s", clone->name, dot ? dot : ".fd"));
    mem_set(&nvram->path, mem_fmt("%.*s%s", (int)(slash ? slash + 1 - old : 0),
                                  old, nvram->name));
    mem_set(&nvram->pool, pool_of_path(clone->vir, old));
}

/* libvirt would silently use a file that is there already. */
static int check_free(const struct clone *clone, const struct disk *nvram,
                      struct err *err)
{
    const char *owner = inventory_path_owner(clone->spec->shared->inventory, nvram->path);
    struct stat st;

    if (owner)
        return err_fail(err, "'%s' belongs to domain '%s'", nvram->path,
                        owner);
    if (clone->local ? !lstat(nvram->path, &st)
                     : nvram->pool &&
                           pool_has(clone->vir, nvram->pool, nvram->name))
        return err_fail(err, "'%s' exists already, left over by another "
                             "domain of that name; remove it",
                        nvram->path);
    return 0;
}

int nvram_place(struct clone *clone, struct err *err)
{
    struct disk *nvram = clone->nvram;
    AUTO(free) char *old = NULL;
    struct store_job job;

    if (!nvram)
        return 0;
    name_it(clone, nvram);
    if (check_free(clone, nvram, err))
        return err_wrap(err, "UEFI variables");
    job = disk_job(clone, nvram);
    nvram->engine = store_pick(&job, &nvram->why, err);
    if (!nvram->engine)
        return err_wrap(err, "UEFI variables");
    nvram->bytes = nvram->engine->bytes(&job);
    return xml_set(xml_root(clone->xml), XML_PATH(place_of(clone, &old)),
                   nvram->path, err);
}
