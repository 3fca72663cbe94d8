/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "clone/lineage.h"
#include "cmd/domain.h"
#include "cmd/list_columns.h"
#include "shell/table.h"
#include "virt/xml.h"

#include <inttypes.h>

struct info_args {
    char *domain;
    bool json;
};

static const struct field fields[] = {
    { FIELD(struct info_args, domain), .name = "domain",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_DOMAIN,
      .help = "domain name, id or uuid" },
    JSON_ROW(struct info_args),
    FIELD_END,
};

/* What the command is about, read once. */
struct info {
    virDomainPtr domain;
    struct xml *xml;    /* as it runs, or would */
    struct strv linked; /* domains that need its images */
    int snapshots;      /* -1: not known */
};

static int read_info(struct info *info, struct err *err)
{
    AUTO(free) char *text = virDomainGetXMLDesc(info->domain, 0);
    struct err ignored = ERR_INIT;

    if (!text)
        return virt_err(err, "failed to read the XML of domain '%s'",
                        virDomainGetName(info->domain));
    info->xml = xml_parse(text, virDomainGetName(info->domain), err);
    info->snapshots = virDomainSnapshotNum(info->domain, 0);
    lineage_dependents(virDomainGetConnect(info->domain), info->domain,
                       &info->linked, &ignored);
    return info->xml ? 0 : -1;
}

/* ---- devices ------------------------------------------------------------ */

/* The first that is there of several XPaths; "" when none is. */
static char *first(struct xml_node *node, const char *const *paths)
{
    char *text = NULL;

    for (; !text && *paths; paths++)
        text = xml_get(node, *paths);
    return text ? text : mem_dup("");
}

static char *disk_source(struct xml_node *disk)
{
    static const char *const paths[] = { "source/@file", "source/@dev",
                                         "source/@dir", "source/@name", NULL };
    AUTO(free) char *pool = xml_get(disk, "source/@pool");
    AUTO(free) char *volume = xml_get(disk, "source/@volume");

    return pool && volume ? mem_fmt("%s/%s", pool, volume) : first(disk, paths);
}

static char *link_source(struct xml_node *link)
{
    static const char *const paths[] = { "source/@network", "source/@bridge",
                                         "source/@dev", "source/@path", NULL };

    return first(link, paths);
}

static uint64_t disk_size(const struct info *info, const char *target)
{
    virDomainBlockInfo size = { 0 };

    return virDomainGetBlockInfo(info->domain, target, &size, 0)
               ? 0
               : size.capacity;
}

/* One device as five texts. */
typedef void add_device(const struct info *info, struct xml_node *node,
                        struct strv *ret);

static void add_disk(const struct info *info, struct xml_node *node,
                     struct strv *ret)
{
    char *target = xml_get(node, "target/@dev");
    uint64_t size = target ? disk_size(info, target) : 0;
    char *kind = xml_get(node, "@device");
    char *format = xml_get(node, "driver/@type");

    strv_take(ret, target ? target : mem_dup(""));
    strv_take(ret, kind ? kind : mem_dup("disk"));
    strv_take(ret, format ? format : mem_dup(""));
    strv_take(ret, size ? mem_fmt("%" PRIu64, size) : mem_dup(""));
    strv_take(ret, disk_source(node));
}

static void add_link(const struct info *info, struct xml_node *node,
                     struct strv *ret)
{
    static const char *const model[] = { "model/@type", NULL };
    static const char *const mac[] = { "mac/@address", NULL };
    static const char *const dev[] = { "target/@dev", NULL };
    char *type = xml_get(node, "@type");

    (void)info;
    strv_take(ret, first(node, mac));
    strv_take(ret, type ? type : mem_dup(""));
    strv_take(ret, first(node, model));
    strv_take(ret, first(node, dev));
    strv_take(ret, link_source(node));
}

enum { CELLS = 5 };

struct part {
    const char *key, *xpath;
    const char *titles[CELLS], *names[CELLS];
    size_t bytes; /* the cell that is a size */
    add_device *add;
};

static const struct part parts[] = {
    { "disks",
      "devices/disk",
      { "Target", "Device", "Format", "Size", "Source" },
      { "target", "device", "format", "size", "source" },
      3,
      add_disk },
    { "interfaces",
      "devices/interface",
      { "MAC", "Type", "Model", "Device", "Source" },
      { "mac", "type", "model", "device", "source" },
      CELLS,
      add_link },
};

/* ---- printing ----------------------------------------------------------- */

static void print_line(FILE *out, const char *title, const char *value)
{
    AUTO(free) char *label = mem_fmt("%s:", title);
    AUTO(free) char *safe = table_escape(value, NULL);

    if (*value)
        fprintf(out, "%-15s %s\n", label, safe);
}

static void print_lines(struct session *session, const struct info *info)
{
    AUTO(strv_done) struct strv lines = { 0 };
    AUTO(free) char *linked = strv_join(&info->linked, ", ");

    list_columns_all(info->domain, &lines);
    for (size_t i = 0; i + 1 < lines.n; i += 2)
        print_line(session->out, lines.v[i], lines.v[i + 1]);
    if (info->snapshots > 0)
        fprintf(session->out, "%-15s %d\n", "Snapshots:", info->snapshots);
    print_line(session->out, "Linked clones", linked);
}

static void show_size(char **cell)
{
    if (**cell)
        mem_set(cell, mem_dup(str_size(strtoull(*cell, NULL, 10)).text));
}

static void print_part(struct session *session, const struct info *info,
                       const struct part *part)
{
    AUTO(xml_nodes_done)
    struct xml_nodes nodes = xml_all(xml_root(info->xml), part->xpath);
    AUTO(table_done) struct table table = { .columns = CELLS };

    for (size_t i = 0; i < CELLS; i++)
        strv_add(&table.cells, part->titles[i]);
    for (size_t i = 0; i < nodes.n; i++) {
        part->add(info, nodes.v[i], &table.cells);
        if (part->bytes < CELLS)
            show_size(&table.cells.v[table.cells.n - CELLS + part->bytes]);
    }
    if (!nodes.n)
        return;
    putc('\n', session->out);
    table_print(&table, session->out, true);
}

static void put(struct json_object *object, const struct part *part,
                size_t cell, const char *text)
{
    const char *key = part->names[cell];

    if (*text && cell == part->bytes)
        json_put_number(object, key, strtoull(text, NULL, 10));
    else
        json_put_text(object, key, *text ? text : NULL);
}

static struct json_object *part_json(const struct info *info,
                                     const struct part *part)
{
    AUTO(xml_nodes_done)
    struct xml_nodes nodes = xml_all(xml_root(info->xml), part->xpath);
    struct json_object *array = json_object_new_array();

    for (size_t i = 0; i < nodes.n; i++) {
        struct json_object *object = json_object_new_object();
        AUTO(strv_done) struct strv cells = { 0 };

        part->add(info, nodes.v[i], &cells);
        for (size_t j = 0; j < CELLS; j++)
            put(object, part, j, cells.v[j]);
        json_object_array_add(array, object);
    }
    return array;
}

static void print_json(struct session *session, const struct info *info)
{
    struct json_object *object = json_object_new_object();

    list_columns_put(info->domain, object);
    json_put_list(object, "linked_clones", &info->linked);
    for (size_t i = 0; i < COUNT(parts); i++)
        json_object_object_add(object, parts[i].key,
                               part_json(info, &parts[i]));
    json_print(session, object);
}

static void print(struct session *session, const struct info *info)
{
    if (session->json) {
        print_json(session, info);
        return;
    }
    print_lines(session, info);
    for (size_t i = 0; i < COUNT(parts); i++)
        print_part(session, info, &parts[i]);
}

static int run(struct session *session, void *words, struct err *err)
{
    struct info_args *args = words;
    AUTO(domain_free)
    virDomainPtr domain = session_domain(session, args->domain, err);
    struct info info = { .domain = domain };
    int rc = domain ? read_info(&info, err) : -1;

    if (!rc)
        print(session, &info);
    xml_free(info.xml);
    strv_done(&info.linked);
    return rc;
}

const struct command cmd_info = {
    .name = "info",
    .group = "domain",
    .help = "what a domain is, and which disks and interfaces it has",
    .desc = "Print the state of a domain, what it was cloned from, the linked "
            "clones that need its images, its disks and its interfaces.",
    .example = "info web01",
    .fields = fields,
    .size = sizeof(struct info_args),
    .flags = COMMAND_READS | COMMAND_CONNECTS | COMMAND_JSON | COMMAND_PAGED,
    .run = run,
};
