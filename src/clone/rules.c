/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/rules.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/map.h"
#include "clone/name.h"

#include <string.h>
#include <sys/random.h>

struct uuid uuid_random(void)
{
    struct uuid uuid;
    unsigned char b[16];

    while (getrandom(b, sizeof(b), 0) != sizeof(b))
        continue;
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40); /* version 4 */
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80); /* RFC 4122 */
    snprintf(uuid.text, sizeof(uuid.text),
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
             "%02x%02x%02x%02x%02x%02x",
             b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
             b[10], b[11], b[12], b[13], b[14], b[15]);
    return uuid;
}

/* ---- actions ------------------------------------------------------------ */

static int drop(struct clone *clone, const struct rule *rule, struct err *err)
{
    struct xml_node *root = xml_root(clone->xml);

    return xml_remove(root, XML_PATH(rule->xpath), err) < 0 ? -1 : 0;
}

/* arg: "attribute=value", set on each element that matches. */
static int set(struct clone *clone, const struct rule *rule, struct err *err)
{
    AUTO(xml_nodes_done) struct xml_nodes nodes =
        xml_all(xml_root(clone->xml), rule->xpath);
    const char *equals = strchr(rule->arg, '=');
    AUTO(free) char *name = mem_ndup(rule->arg, (size_t)(equals - rule->arg));

    for (size_t i = 0; i < nodes.n; i++)
        if (xml_set_attribute(nodes.v[i], name, equals + 1, err))
            return -1;
    return 0;
}

static int new_uuid(struct clone *clone, const struct rule *rule,
                    struct err *err)
{
    struct xml_node *node = xml_find(xml_root(clone->xml), rule->xpath);

    return node ? xml_set_text(node, uuid_random().text, err) : 0;
}

static int nothing(struct clone *clone, const struct rule *rule,
                   struct err *err)
{
    (void)clone;
    (void)rule;
    (void)err;
    return 0;
}

static bool is_free(const struct clone *clone, const char *path)
{
    return !map_has_new(clone, path) &&
           !inventory_path_owner(clone->spec->shared->inventory, path) &&
           (!clone->local || access(path, F_OK));
}

static char *new_path(const struct clone *clone, const char *old,
                      const char *tag)
{
    const char *slash = strrchr(old, '/');
    int dir = slash ? (int)(slash + 1 - old) : 0;
    struct name_rule name = { clone->source.name, clone->name, tag, NULL };
    AUTO(free) char *file = name_file(&name, old + dir);
    char *path = NULL;

    for (unsigned n = 0; !path || !is_free(clone, path); n++) {
        AUTO(free) char *numbered = name_numbered(file, n);

        mem_set(&path, mem_fmt("%.*s%s", dir, old, numbered));
    }
    return path;
}

/* The device that an element belongs to: "serial", "audio". */
static char *device_of(struct xml_node *node)
{
    struct xml_node *up = xml_parent(node);
    AUTO(free) char *name = up ? xml_name(up) : NULL;

    return !up || !strcmp(name, "devices") ? xml_name(node) : device_of(up);
}

/* What is in /dev is nobody's own: /dev/null, /dev/ttyS0. */
static int rename_path(struct clone *clone, struct xml_node *node,
                       const char *attribute, struct err *err)
{
    AUTO(free) char *xpath = mem_fmt("@%s", attribute);
    AUTO(free) char *old = xml_get(node, xpath);
    AUTO(free) char *tag = device_of(node);

    if (!old || str_starts(old, "/dev/"))
        return 0;
    if (!map_find(clone, old)) {
        AUTO(free) char *path = new_path(clone, old, tag);

        map_add(clone, old, path);
    }
    return xml_set_attribute(node, attribute, map_find(clone, old), err);
}

/* arg: the attribute that holds the path of a file which QEMU makes. */
static int rename_file(struct clone *clone, const struct rule *rule,
                       struct err *err)
{
    AUTO(xml_nodes_done) struct xml_nodes nodes =
        xml_all(xml_root(clone->xml), rule->xpath);

    for (size_t i = 0; i < nodes.n; i++)
        if (rename_path(clone, nodes.v[i], rule->arg, err))
            return -1;
    return 0;
}

/* ---- the table ---------------------------------------------------------- */

#define CHARDEVS                                                               \
    "devices/*[self::serial or self::console or self::parallel or "           \
    "self::channel or self::redirdev]"

const struct rule rules[] = {
    { "@id", drop, NULL, NULL },
    { "title", drop, NULL, NULL },
    { "genid", new_uuid, NULL, NULL },
    { "devices/graphics[@port or @tlsPort]", set, "autoport=yes", NULL },
    { "devices/graphics/@port | devices/graphics/@tlsPort", drop, NULL, NULL },
    { "devices/graphics[@websocket]", set, "websocket=-1", NULL },
    { "devices/graphics/@socket", drop, NULL, NULL },
    { "devices/graphics/listen[@type='socket']/@socket", drop, NULL, NULL },
    /* libvirt makes a new path for a channel by itself. */
    { "devices/channel[target/@type='virtio' or target/@type='xen']"
      "/source[@mode='bind']/@path",
      drop, NULL, NULL },
    { CHARDEVS "[@type='unix']/source[@mode='bind' and @path]", rename_file,
      "path", NULL },
    { "devices/rng/backend[@type='unix']/source[@mode='bind' and @path]",
      rename_file, "path", NULL },
    { CHARDEVS "[@type='file']/source[@path]", rename_file, "path", NULL },
    { CHARDEVS "/log[@file]", rename_file, "file", NULL },
    { "devices/audio[@type='file' and @path]", rename_file, "path", NULL },
    { "devices/interface/target[@dev and not(@managed='no')]", drop, NULL,
      NULL },
    { "devices/interface/virtualport[not(@type='midonet')]/parameters"
      "/@interfaceid",
      drop, NULL, NULL },
    { "devices/interface/virtualport/parameters/@instanceid", drop, NULL,
      NULL },
    { "devices/vsock/cid[@auto='no']", set, "auto=yes", NULL },
    { "devices/vsock/cid/@address", drop, NULL, NULL },
    { "devices/memory[@model='nvdimm']/uuid", drop, NULL, NULL },
    { "devices/hostdev", drop, NULL,
      "host devices are left out: two machines cannot have the same one" },
    { "devices/lease", drop, NULL,
      "leases are left out: two machines cannot hold the same one" },
    { "devices/memory[@model='nvdimm' or @model='virtio-pmem']"
      "[source/path and not(readonly)]",
      nothing, NULL,
      "the file of an NVDIMM is shared with the source: running both at the "
      "same time destroys its data" },
    { "devices/shmem", nothing, NULL,
      "shared memory keeps its name: both machines see the same" },
    { "devices/filesystem", nothing, NULL,
      "directories of the host are shared with the source" },
    { .xpath = NULL },
};

int rules_apply(struct clone *clone, struct err *err)
{
    for (const struct rule *rule = rules; rule->xpath; rule++) {
        AUTO(xml_nodes_done) struct xml_nodes matches =
            rule->note ? xml_all(xml_root(clone->xml), rule->xpath)
                       : (struct xml_nodes){ 0 };

        if (matches.n)
            strv_add(&clone->notes, rule->note);
        if (rule->apply(clone, rule, err))
            return -1;
    }
    return 0;
}
