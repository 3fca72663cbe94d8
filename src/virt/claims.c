/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/claims.h"
#include "base/mem.h"
#include "virt/xml_walk.h"

#include <ctype.h>
#include <string.h>

/* The element that is looked at, and the row that it fits. */
struct look {
    struct claims *claims;
    const struct row *row;
    struct xml_node *node;
};

struct row {
    const char *path; /* of the element below <domain>; '*' is any step */
    const char *key;  /* attribute; NULL: its text */
    enum claim_space space;
    const char *what;
    bool (*when)(const struct xml_node *node); /* NULL: always */
    void (*read)(struct look *look);           /* NULL: the value of key */
    const char *host; /* attribute with the address of a port */
};

static void lower(char *text)
{
    for (; *text; text++)
        *text = (char)tolower((unsigned char)*text);
}

/* Takes value over; nothing and "automatic" are no claims. */
static struct claim *add(struct look *look, char *value)
{
    struct claims *claims = look->claims;
    struct claim *claim;

    if (!value || !*value) {
        free(value);
        return NULL;
    }
    claims->v = mem_more(claims->v, claims->n, sizeof(*claims->v));
    claim = &claims->v[claims->n++];
    *claim = (struct claim){
        .space = look->row->space,
        .what = look->row->what,
        .value = value,
        .node = look->node,
    };
    if (claim->space == CLAIM_MAC || claim->space == CLAIM_UUID)
        lower(value);
    return claim;
}

static char *key_of(const struct look *look)
{
    return look->row->key ? xml_attribute(look->node, look->row->key)
                          : xml_own_text(look->node);
}

static void read_key(struct look *look)
{
    struct claim *claim = add(look, key_of(look));

    if (claim && look->row->host)
        claim->host = xml_attribute(look->node, look->row->host);
}

/* ---- conditions --------------------------------------------------------- */

static bool type_is(const struct xml_node *node, const char *type)
{
    const struct xml_node *parent = xml_parent(node);

    return parent && xml_attribute_is(parent, "type", type);
}

static bool binds(const struct xml_node *node)
{
    return !xml_attribute_is(node, "mode", "connect");
}

static bool unix_bind(const struct xml_node *node)
{
    return type_is(node, "unix") && binds(node);
}

static bool chardev_file(const struct xml_node *node)
{
    return type_is(node, "file");
}

static bool chardev_dev(const struct xml_node *node)
{
    return type_is(node, "dev");
}

static bool tcp_bind(const struct xml_node *node)
{
    return type_is(node, "tcp") && binds(node);
}

static bool udp_bind(const struct xml_node *node)
{
    return type_is(node, "udp") && xml_attribute_is(node, "mode", "bind");
}

static bool server(const struct xml_node *node)
{
    return type_is(node, "server");
}

static bool udp_nic(const struct xml_node *node)
{
    const struct xml_node *source = xml_parent(node);

    return source && type_is(source, "udp");
}

static bool vhostuser(const struct xml_node *node)
{
    return type_is(node, "vhostuser");
}

static bool vdpa(const struct xml_node *node)
{
    return type_is(node, "vdpa");
}

static bool hostdev_nic(const struct xml_node *node)
{
    return xml_attribute_is(node, "type", "hostdev");
}

/* Not one of those that libvirt makes up when the domain starts. */
static bool fixed_tap(const struct xml_node *node)
{
    static const char *const made[] = { "vnet", "macvtap", "macvlan", "vif",
                                        "testnet" };
    AUTO(free) char *name = xml_attribute(node, "dev");

    for (size_t i = 0; name && i < COUNT(made); i++)
        if (str_starts(name, made[i]) &&
            str_is_number(name + strlen(made[i])))
            return false;
    return true;
}

static bool fixed_cid(const struct xml_node *node)
{
    return !xml_attribute_is(node, "auto", "yes");
}

static bool file_audio(const struct xml_node *node)
{
    return xml_attribute_is(node, "type", "file");
}

/* ---- values of several parts -------------------------------------------- */

/* Outer blanks are a part of a name. */
static void read_name(struct look *look)
{
    add(look, xml_node_text(look->node));
}

static bool is_port(const char *text)
{
    return text && strcmp(text, "-1") && strcmp(text, "0");
}

static void read_graphics(struct look *look)
{
    static const char *const ports[] = { "port", "tlsPort", "websocket" };

    for (size_t i = 0; i < COUNT(ports); i++) {
        AUTO(free) char *port = xml_attribute(look->node, ports[i]);
        struct claim *claim = is_port(port) ? add(look, TAKE(port)) : NULL;

        if (claim)
            claim->host = xml_attribute(look->node, "listen");
    }
}

/* 0: it is none. */
static long port_of(const char *text)
{
    long port = text ? strtol(text, NULL, 10) : 0;

    return port > 0 && port <= UINT16_MAX ? port : 0;
}

/* <portForward proto='tcp' address='A'><range start='S' end='E'/> */
static void read_range(struct look *look)
{
    enum { MOST = 256 };
    const struct xml_node *forward = xml_parent(look->node);
    AUTO(free) char *start = xml_attribute(look->node, "start");
    AUTO(free) char *end = xml_attribute(look->node, "end");
    bool udp = xml_attribute_is(forward, "proto", "udp");
    long from = port_of(start);
    long to = end ? port_of(end) : from;

    if (xml_attribute_is(look->node, "exclude", "yes"))
        return;
    for (long port = from; from && port <= to && port < from + MOST; port++) {
        struct claim *claim = add(look, mem_fmt("%ld", port));

        claim->space = udp ? CLAIM_UDP : CLAIM_TCP;
        claim->host = xml_attribute(forward, "address");
    }
}

static void add_attributes(struct buf *text, const struct xml_node *node)
{
    AUTO(strv_done) struct strv list = { 0 };

    xml_attributes(node, &list);
    for (size_t i = 0; i < list.n; i += 2)
        if (strcmp(list.v[i], "type") && strcmp(list.v[i], "startupPolicy") &&
            strcmp(list.v[i], "writeFiltering") && strcmp(list.v[i], "model"))
            buf_fmt(text, " %s=%s", list.v[i], list.v[i + 1]);
}

/* "pci domain=0x0000 bus=0x06 slot=0x02 function=0x0": what its <source> and
 * the elements in it say. */
static void read_hostdev(struct look *look)
{
    AUTO(buf_done) struct buf text = { 0 };
    const struct xml_node *source = xml_child_named(look->node, "source");
    bool nic = hostdev_nic(look->node);
    AUTO(free) char *type = xml_attribute(look->node, nic ? "" : "type");
    struct claim *claim;

    if (!source)
        return;
    buf_add(&text, type ? type : "pci");
    add_attributes(&text, source);
    for (const struct xml_node *child = xml_child(source); child;
         child = xml_next(child))
        add_attributes(&text, child);
    claim = add(look, buf_take(&text));
    claim->shared = xml_child_named(look->node, "shareable") != NULL;
}

static bool is_shared_disk(const struct xml_node *disk)
{
    const struct xml_node *transient = xml_child_named(disk, "transient");

    return xml_child_named(disk, "readonly") ||
           xml_child_named(disk, "shareable") ||
           xml_attribute_is(disk, "device", "cdrom") ||
           (transient && xml_attribute_is(transient, "shareBacking", "yes"));
}

/* The two attributes with a mark between them, or NULL. */
static char *pair(const struct xml_node *node, const char *a, const char *b)
{
    AUTO(free) char *first = xml_attribute(node, a);
    AUTO(free) char *second = xml_attribute(node, b);

    return first && second ? mem_fmt("%s:%s", first, second) : NULL;
}

static void read_disk(struct look *look)
{
    static const char *const places[] = { "file", "dev", "dir", "path" };
    const struct xml_node *source = xml_child_named(look->node, "source");
    bool shared = is_shared_disk(look->node);
    struct claim *claim = NULL;

    for (size_t i = 0; source && !claim && i < COUNT(places); i++)
        claim = add(look, xml_attribute(source, places[i]));
    if (source && !claim)
        claim = add(look, pair(source, "pool", "volume"));
    if (source && !claim)
        claim = add(look, pair(source, "protocol", "name"));
    if (claim)
        claim->shared = shared;
}

static void read_memory(struct look *look)
{
    const struct xml_node *memory = xml_parent(xml_parent(look->node));
    const struct xml_node *target = xml_child_named(memory, "target");
    struct claim *claim = add(look, xml_own_text(look->node));

    if (claim)
        claim->shared = target && xml_child_named(target, "readonly");
}

static void read_shmem(struct look *look)
{
    struct claim *claim = add(look, xml_attribute(look->node, "name"));

    if (claim)
        claim->shared = true;
}

static void read_lease(struct look *look)
{
    const struct xml_node *space = xml_child_named(look->node, "lockspace");
    const struct xml_node *key = xml_child_named(look->node, "key");
    AUTO(free) char *a = space ? xml_own_text(space) : NULL;
    AUTO(free) char *b = key ? xml_own_text(key) : NULL;

    if (b)
        add(look, mem_fmt("%s:%s", a ? a : "", b));
}

/* ---- the table ---------------------------------------------------------- */

static const struct row rows[] = {
    { "name", NULL, CLAIM_NAME, "name", NULL, read_name, NULL },
    { "uuid", NULL, CLAIM_UUID, "UUID", NULL, NULL, NULL },
    { "genid", NULL, CLAIM_GUEST, "generation id", NULL, NULL, NULL },
    { "os/nvram", NULL, CLAIM_PATH, "UEFI variables", NULL, NULL, NULL },
    { "os/nvram/source", "file", CLAIM_PATH, "UEFI variables", NULL, NULL,
      NULL },
    { "os/nvram/source", "dev", CLAIM_PATH, "UEFI variables", NULL, NULL,
      NULL },
    { "devices/interface/mac", "address", CLAIM_MAC, "MAC address", NULL,
      NULL, NULL },
    { "devices/interface/target", "dev", CLAIM_TAP, "network device",
      fixed_tap, NULL, NULL },
    { "devices/interface/virtualport/parameters", "interfaceid", CLAIM_ID,
      "port id", NULL, NULL, NULL },
    { "devices/interface/virtualport/parameters", "instanceid", CLAIM_ID,
      "port id", NULL, NULL, NULL },
    { "devices/interface/source", "port", CLAIM_TCP, "port", server, NULL,
      "address" },
    { "devices/interface/source/local", "port", CLAIM_UDP, "port", udp_nic,
      NULL, "address" },
    { "devices/interface/source", "path", CLAIM_PATH, "socket", vhostuser,
      NULL, NULL },
    { "devices/interface/source", "dev", CLAIM_PATH, "vDPA device", vdpa,
      NULL, NULL },
    { "devices/interface/portForward/range", NULL, CLAIM_TCP,
      "forwarded port", NULL, read_range, NULL },
    { "devices/interface/backend", "logFile", CLAIM_PATH, "log file", NULL,
      NULL, NULL },
    { "devices/interface", NULL, CLAIM_HOSTDEV, "host device", hostdev_nic,
      read_hostdev, NULL },
    { "devices/disk", NULL, CLAIM_PATH, "disk", NULL, read_disk, NULL },
    { "devices/*/source", "path", CLAIM_PATH, "socket", unix_bind, NULL,
      NULL },
    { "devices/rng/backend/source", "path", CLAIM_PATH, "socket", unix_bind,
      NULL, NULL },
    { "devices/*/source", "path", CLAIM_PATH, "file", chardev_file, NULL,
      NULL },
    { "devices/*/source", "path", CLAIM_PATH, "device", chardev_dev, NULL,
      NULL },
    { "devices/*/source", "service", CLAIM_TCP, "port", tcp_bind, NULL,
      "host" },
    { "devices/*/source", "service", CLAIM_UDP, "port", udp_bind, NULL,
      "host" },
    { "devices/rng/backend/source", "service", CLAIM_UDP, "port", udp_bind,
      NULL, "host" },
    { "devices/*/log", "file", CLAIM_PATH, "log file", NULL, NULL, NULL },
    { "devices/rng/backend/log", "file", CLAIM_PATH, "log file", NULL, NULL,
      NULL },
    { "devices/graphics", NULL, CLAIM_TCP, "port", NULL, read_graphics,
      NULL },
    { "devices/graphics/listen", "socket", CLAIM_PATH, "socket", NULL, NULL,
      NULL },
    { "devices/audio", "path", CLAIM_PATH, "file", file_audio, NULL, NULL },
    { "devices/tpm/backend/source", "path", CLAIM_PATH, "TPM state", NULL,
      NULL, NULL },
    { "devices/tpm/backend/device", "path", CLAIM_PATH, "TPM", NULL, NULL,
      NULL },
    { "devices/vsock/cid", "address", CLAIM_CID, "vsock CID", fixed_cid,
      NULL, NULL },
    { "devices/memory/source/path", NULL, CLAIM_PATH, "memory file", NULL,
      read_memory, NULL },
    { "devices/shmem", NULL, CLAIM_SHMEM, "shared memory", NULL, read_shmem,
      NULL },
    { "devices/pstore/path", NULL, CLAIM_PATH, "pstore file", NULL, NULL,
      NULL },
    { "devices/filesystem/source", "socket", CLAIM_PATH, "socket", NULL, NULL,
      NULL },
    { "devices/filesystem/source", "file", CLAIM_PATH, "file system", NULL,
      NULL, NULL },
    { "devices/input/source", "dev", CLAIM_PATH, "input device", NULL, NULL,
      NULL },
    { "devices/hostdev", NULL, CLAIM_HOSTDEV, "host device", NULL,
      read_hostdev, NULL },
    { "devices/lease", NULL, CLAIM_LEASE, "lease", NULL, read_lease, NULL },
};

/* ---- the walk ----------------------------------------------------------- */

static bool fits(const char *pattern, const char *path)
{
    for (; *pattern; pattern++) {
        if (*pattern == '*')
            path += strcspn(path, "/");
        else if (*path++ != *pattern)
            return false;
    }
    return !*path;
}

static void look_at(struct claims *claims, struct xml_node *node,
                    const char *path)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct look look = { claims, &rows[i], node };

        if (!fits(rows[i].path, path) ||
            (rows[i].when && !rows[i].when(node)))
            continue;
        if (rows[i].read)
            rows[i].read(&look);
        else
            read_key(&look);
    }
}

static void add_backing(struct look *look, const char *key)
{
    struct claim *claim = add(look, xml_attribute(look->node, key));

    if (claim)
        claim->shared = true;
}

/* What the lineage of a linked clone says it needs (clone/lineage.h). */
static void read_backing(struct claims *claims, const struct xml_node *lineage)
{
    static const struct row row = { .space = CLAIM_BACKING,
                                    .what = "backing image" };

    for (struct xml_node *disk = xml_child(lineage); disk;
         disk = xml_next(disk)) {
        struct look look = { claims, &row, disk };

        add_backing(&look, "backing");
        add_backing(&look, "below");
    }
}

static void read_metadata(struct claims *claims,
                          const struct xml_node *metadata)
{
    for (const struct xml_node *node = xml_child(metadata); node;
         node = xml_next(node))
        if (str_eq(xml_namespace(node),
                   "https://virt-twin/xmlns/lineage/1"))
            read_backing(claims, node);
}

/* As deep as the rows go. */
static void walk(struct claims *claims, struct xml_node *node,
                 const char *path, int depth)
{
    for (; node; node = xml_next(node)) {
        AUTO(free) char *here = NULL;

        if (xml_namespace(node))
            continue;
        here = mem_fmt("%s%s%s", path, *path ? "/" : "", xml_local(node));
        look_at(claims, node, here);
        if (!strcmp(here, "metadata"))
            read_metadata(claims, node);
        else if (depth < 4)
            walk(claims, xml_child(node), here, depth + 1);
    }
}

void claims_read(const struct xml *xml, struct claims *ret)
{
    walk(ret, xml_child(xml_root(xml)), "", 0);
}

void claims_done(struct claims *claims)
{
    for (size_t i = 0; i < claims->n; i++) {
        free(claims->v[i].value);
        free(claims->v[i].host);
    }
    free(claims->v);
    *claims = (struct claims){ 0 };
}
