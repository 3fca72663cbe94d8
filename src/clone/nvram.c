/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/nvram.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "virt/xml_walk.h"

#include <string.h>

/* Since libvirt 8.5 <nvram type='file'><source file='...'/></nvram> is another
 * way to write <nvram>...</nvram>. A file and a block device can be copied;
 * other types would be shared in silence. */
static int find(struct clone *clone, struct side *ret, struct err *err)
{
    struct xml_node *nvram = xml_find(xml_root(clone->xml), "os/nvram");
    AUTO(free) char *type = nvram ? xml_attribute(nvram, "type") : NULL;
    struct xml_node *source =
        nvram ? xml_child_named(nvram, "source") : NULL;

    *ret = (struct side){ .node = source ? source : nvram };
    if (type && strcmp(type, "file"))
        return err_fail(err,
                        "UEFI variables of type '%s' cannot be copied; "
                        "--nvram reset gives the clone new ones",
                        type);
    if (source)
        ret->key = "file";
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

static int add(struct clone *clone, const struct side *found, char *path,
               struct err *err)
{
    AUTO(free) char *format =
        xml_get(xml_root(clone->xml), "os/nvram/@format");
    struct side *side = side_add(clone, "nvram", path);
    bool seen, missing = side_is_missing(clone, path, &seen);

    side->node = found->node;
    side->key = found->key;
    if (format)
        mem_set(&side->disk.image.format, mem_dup(format));
    if (!missing)
        return side_probe(clone, side, err);
    side->wanted = false;
    if (!seen)
        finding_add(clone, FINDING_DROPPED, mem_dup("os/nvram"),
                    "the UEFI variables cannot be seen from here: the clone "
                    "gets new ones from the template");
    return 0;
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

int nvram_place(struct clone *clone, struct err *err)
{
    struct side *side = side_of(clone);
    const char *old, *slash, *dot, *chosen = chosen_path(clone);
    struct disk *disk;

    if (!side)
        return 0;
    if (chosen && *chosen != '/')
        return err_usage(err, "--nvram: '%s' is not an absolute path, 'copy' "
                              "or 'reset'",
                         chosen);
    disk = &side->disk;
    old = disk->image.path;
    slash = strrchr(old, '/');
    dot = strrchr(slash ? slash : old, '.');
    disk->name = chosen
                     ? mem_dup(strrchr(chosen, '/') + 1)
                     : mem_fmt("%s_VARS%s", clone->name, dot ? dot : ".fd");
    disk->path = chosen ? mem_dup(chosen)
                        : mem_fmt("%.*s%s",
                                  (int)(slash ? slash + 1 - old : 0), old,
                                  disk->name);
    return 0;
}
