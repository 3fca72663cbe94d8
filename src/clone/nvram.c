/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/nvram.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "virt/dirs.h"
#include "virt/xml_walk.h"

#include <string.h>

static bool is_block(const struct side *side)
{
    return str_eq(side->disk.image.type, "block");
}

/* Since libvirt 8.5 <nvram type='file'><source file='...'/></nvram> is another
 * way to write <nvram>...</nvram>. A file and a block device can be copied;
 * other types would be shared in silence. */
static int find(struct clone *clone, struct side *ret, struct err *err)
{
    struct xml_node *nvram = xml_find(xml_root(clone->xml), "os/nvram");
    AUTO(free) char *type = nvram ? xml_attribute(nvram, "type") : NULL;
    struct xml_node *source =
        nvram ? xml_child_named(nvram, "source") : NULL;

    bool block = str_eq(type, "block");

    *ret = (struct side){ .node = source ? source : nvram };
    if (type && strcmp(type, "file") && !block)
        return err_fail(err,
                        "UEFI variables of type '%s' cannot be copied; "
                        "--nvram reset gives the clone new ones",
                        type);
    if (source)
        ret->key = block ? "dev" : "file";
    return 0;
}

/* Without the path libvirt chooses one by the new name. */
static int forget(struct clone *clone, struct err *err)
{
    struct xml_node *root = xml_root(clone->xml);

    finding_add(clone, FINDING_DROPPED, mem_dup("os/nvram"),
                "the UEFI variables stay behind: the clone gets new ones from "
                "the template, as --nvram says");
    return xml_remove(root, XML_PATH("os/nvram/source | os/nvram/text() |"
                                     "os/nvram/@type"),
                      err) < 0 ? -1 : 0;
}

/* libvirt makes a file that is not there yet, but no device. */
static int probe(struct clone *clone, struct side *side, struct err *err)
{
    struct err why = ERR_INIT;
    bool seen;

    if (is_block(side))
        return side_probe(clone, side, &why)
                   ? err_fail(err,
                              "%s; --nvram reset gives the clone new UEFI "
                              "variables",
                              why.text)
                   : 0;
    if (!side_is_missing(clone, side->disk.image.path, &seen))
        return side_probe(clone, side, err);
    side->wanted = false;
    if (!seen)
        finding_add(clone, FINDING_DROPPED, mem_dup("os/nvram"),
                    "the UEFI variables cannot be seen from here: the clone "
                    "gets new ones from the template");
    return 0;
}

static int add(struct clone *clone, const struct side *found, char *path,
               struct err *err)
{
    AUTO(free) char *format =
        xml_get(xml_root(clone->xml), "os/nvram/@format");
    struct side *side = side_add(clone, "nvram", path);

    side->node = found->node;
    side->key = found->key;
    if (str_eq(found->key, "dev"))
        mem_set(&side->disk.image.type, mem_dup("block"));
    if (format)
        mem_set(&side->disk.image.format, mem_dup(format));
    return probe(clone, side, err);
}

int nvram_read(struct clone *clone, struct err *err)
{
    struct side found;
    char *path;

    if (str_eq(clone->spec->nvram, "reset"))
        return xml_find(xml_root(clone->xml), "os/nvram")
                   ? forget(clone, err)
                   : 0;
    if (find(clone, &found, err))
        return -1;
    if (!found.node)
        return 0;
    path = found.key ? xml_attribute(found.node, found.key)
                     : xml_own_text(found.node);
    return path ? add(clone, &found, path, err) : 0;
}

static struct side *side_of(struct clone *clone)
{
    for (size_t i = 0; i < clone->n_sides; i++)
        if (!strcmp(clone->sides[i].disk.target, "nvram"))
            return &clone->sides[i];
    return NULL;
}

static const char *chosen_path(const struct clone *clone)
{
    const char *choice = clone->spec->nvram;

    return choice && strcmp(choice, "copy") ? choice : NULL;
}

/* Beside the old one, with its ending. */
static void place_beside(const struct clone *clone, struct disk *disk)
{
    const char *old = disk->image.path, *slash = strrchr(old, '/');
    const char *dot = strrchr(slash ? slash : old, '.');

    disk->name = mem_fmt("%s_VARS%s", clone->name, dot ? dot : ".fd");
    disk->path = mem_fmt("%.*s%s", (int)(slash ? slash + 1 - old : 0), old,
                         disk->name);
}

/* The copy of a device goes where libvirt itself keeps such files. */
static int place_in_lib(const struct clone *clone, struct disk *disk,
                        struct err *err)
{
    AUTO(dirs_done) struct dirs dirs = { 0 };
    bool qcow2 = str_eq(disk->image.format, "qcow2");

    dirs_read(clone->vir, &dirs);
    if (!dirs.lib)
        return err_fail(err,
                        "the UEFI variables are on the device '%s'; --nvram "
                        "PATH says which file gets their copy",
                        disk->image.path);
    disk->name = mem_fmt("%s_VARS.%s", clone->name, qcow2 ? "qcow2" : "fd");
    disk->path = mem_fmt("%s/nvram/%s", dirs.lib, disk->name);
    return 0;
}

static int choose_path(const struct clone *clone, struct side *side,
                       struct err *err)
{
    const char *chosen = chosen_path(clone);
    struct disk *disk = &side->disk;

    if (chosen && *chosen != '/')
        return err_usage(err, "--nvram: '%s' is not an absolute path, 'copy' "
                              "or 'reset'",
                         chosen);
    if (!chosen && is_block(side))
        return place_in_lib(clone, disk, err);
    if (!chosen) {
        place_beside(clone, disk);
        return 0;
    }
    disk->name = mem_dup(strrchr(chosen, '/') + 1);
    disk->path = mem_dup(chosen);
    return 0;
}

/* <nvram type='block'><source dev=.../> becomes type='file', file=. */
static int make_file(struct side *side, struct err *err)
{
    side->key = "file";
    if (xml_set_attribute(side->node, "dev", NULL, err))
        return -1;
    return xml_set_attribute(xml_parent(side->node), "type", "file", err);
}

int nvram_place(struct clone *clone, struct err *err)
{
    struct side *side = side_of(clone);

    if (!side)
        return 0;
    if (choose_path(clone, side, err))
        return -1;
    return is_block(side) && xml_attached(side->node) ? make_file(side, err)
                                                      : 0;
}
