/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drive for a medium that the source does not have. */
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/seed.h"

#include <string.h>

/* How a bus names its drives, and where the n-th is. */
static const struct bus {
    const char *name, *prefix;
    unsigned drives;     /* at most; 0: any number */
    unsigned controller; /* drives of one controller, */
    unsigned channel;    /* and of one <address bus=> of it */
} buses[] = {
    { "sata", "sd", 0, 6, 6 },   { "ide", "hd", 4, 4, 2 },
    { "scsi", "sd", 0, 7, 7 },   { "usb", "sd", 0, 0, 0 },
    { "virtio", "vd", 0, 0, 0 },
};

static const struct bus *bus_named(const char *name)
{
    for (size_t i = 0; name && i < COUNT(buses); i++)
        if (!strcmp(buses[i].name, name))
            return &buses[i];
    return NULL;
}

static bool is_machine(struct xml_node *root, const char *begin)
{
    AUTO(free) char *machine = xml_get(root, "os/type/@machine");

    return machine && str_starts(machine, begin);
}

/* What the guest has a drive on it can use; else what its machine type has by
 * itself; else what its disks most likely are on. */
static const struct bus *choose_bus(struct xml_node *root)
{
    AUTO(free)
    char *used = xml_get(root, "devices/disk[@device='cdrom']/target/@bus");
    const struct bus *bus = bus_named(used);

    if (bus)
        return bus;
    if (is_machine(root, "pc-q35") || is_machine(root, "q35"))
        return bus_named("sata");
    if (is_machine(root, "pc"))
        return bus_named("ide");
    if (xml_find(root, "devices/controller[@type='scsi']"))
        return bus_named("scsi");
    return bus_named("virtio");
}

static bool is_name_taken(struct xml_node *root, const char *target)
{
    struct xml_var vars[] = { { .name = "target", .text = target } };
    struct xml_path path = {
        "devices/disk/target[@dev=$target]",
        vars,
        COUNT(vars),
    };
    struct xml_result result = { 0 };
    struct err ignored = ERR_INIT;
    bool taken = !xml_eval(root, &path, &result, &ignored) && result.n;

    xml_result_done(&result);
    return taken;
}

static unsigned long number(struct xml_node *node, const char *xpath)
{
    AUTO(free) char *text = xml_get(node, xpath);

    return text ? strtoul(text, NULL, 10) : 0;
}

/* Another disk may have the place that this name means. */
static bool is_place_taken(struct xml_node *root, const struct bus *bus,
                           unsigned n)
{
    AUTO(free)
    char *xpath = mem_fmt(
        "devices/disk[target/@bus='%s']/address[@type='drive']", bus->name);
    AUTO(xml_nodes_done) struct xml_nodes nodes = xml_all(root, xpath);

    for (size_t i = 0; bus->controller && i < nodes.n; i++)
        if (number(nodes.v[i], "@controller") == n / bus->controller &&
            number(nodes.v[i], "@bus") == n % bus->controller / bus->channel &&
            number(nodes.v[i], "@unit") == n % bus->channel)
            return true;
    return false;
}

/* "sdb"; NULL: all are taken. */
static char *free_target(struct xml_node *root, const struct bus *bus)
{
    for (unsigned n = 0; n < (bus->drives ? bus->drives : 26); n++) {
        AUTO(free) char *target = mem_fmt("%s%c", bus->prefix, 'a' + n);

        if (!is_name_taken(root, target) && !is_place_taken(root, bus, n))
            return TAKE(target);
    }
    return NULL;
}

static struct xml_node *add(struct clone *clone, const struct bus *bus,
                            const char *target, struct err *err)
{
    bool disk = !strcmp(bus->name, "virtio");
    struct xml_node *root = xml_root(clone->xml);
    struct xml_node *node;
    AUTO(free)
    char *text =
        mem_fmt("<disk type='file' device='%s'><driver name='qemu' type='raw'/>"
                "<target dev='%s' bus='%s'/><readonly/></disk>",
                disk ? "disk" : "cdrom", target, bus->name);

    node = xml_new_text(clone->xml, text, err);
    if (!node || xml_put(xml_find(root, "devices"), node, NULL, err))
        return NULL;
    return node;
}

struct xml_node *seed_drive(struct clone *clone, struct err *err)
{
    struct xml_node *root = xml_root(clone->xml);
    const struct bus *bus = choose_bus(root);
    AUTO(free) char *target = free_target(root, bus);

    if (!target) {
        bus = bus_named("virtio");
        target = free_target(root, bus);
    }
    if (!target) {
        err_fail(err, "there is no free target for a CD-ROM");
        return NULL;
    }
    return add(clone, bus, target, err);
}
