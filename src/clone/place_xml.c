/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk's new place, written into the clone's XML. */
#include "base/mem.h"
#include "clone/place.h"

#include <string.h>

/* What says where a disk was, but for what says so from now on. */
static const char old_source[] =
    "source/@file[$type != 'file'] | source/@dev[$type != 'block'] |"
    "source/@pool[$type != 'volume'] | source/@volume[$type != 'volume'] |"
    "source/@mode | source/@index | source/dataStore | mirror";

/* A copy has its own chain, or none: what the XML says of the old one would
 * win over the new image's header, and give the guest stale data. */
static int end_chain(const struct disk *disk, struct err *err)
{
    if (disk->engine && disk_keeps_chain(disk))
        return 0;
    return xml_remove(disk->node, XML_PATH("backingStore"), err) < 0 ? -1 : 0;
}

static int write_place(const struct disk *disk, struct err *err)
{
    struct xml_node *node = disk->node;
    bool volume = disk->pool && disk->image.pool;
    bool block = store_is_device(disk->path);
    const char *type = volume ? "volume" : block ? "block" : "file";
    const struct xml_var var = { .name = "type", .text = type };
    const struct xml_path old = { .xpath = old_source, .vars = &var, .n = 1 };

    if (xml_remove(node, &old, err) < 0 ||
        xml_set(node, XML_PATH("@type"), type, err))
        return -1;
    if (volume && xml_set(node, XML_PATH("source/@pool"), disk->pool, err))
        return -1;
    if (volume)
        return xml_set(node, XML_PATH("source/@volume"), disk->name, err);
    return xml_set(node, XML_PATH(block ? "source/@dev" : "source/@file"),
                   disk->path, err);
}

int place_write(const struct disk *disk, struct err *err)
{
    const char *format = disk->choice.format;
    AUTO(free) char *old = xml_get(disk->node, "driver/@type");

    if (end_chain(disk, err) || write_place(disk, err))
        return -1;
    if (str_eq(old ? old : "raw", format))
        return 0;
    return xml_set(disk->node, XML_PATH("driver/@type"), format, err);
}

int place_write_empty(const struct disk *disk, struct err *err)
{
    if (xml_remove(disk->node, XML_PATH("source | backingStore | mirror"),
                   err) < 0)
        return -1;
    return xml_set(disk->node, XML_PATH("@type"), "file", err);
}
