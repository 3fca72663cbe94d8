/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/offline.h"
#include "base/mem.h"
#include "virt/error.h"
#include "virt/xml.h"

#include <fcntl.h>
#include <string.h>

enum { CAPACITY = 1024 * 1024 };

static uint64_t size_of(const struct strv *sizes, const char *target)
{
    uint64_t bytes = CAPACITY;

    for (size_t i = 0; sizes && i + 1 < sizes->n; i += 2)
        if (str_eq(sizes->v[i], target))
            str_to_size(sizes->v[i + 1], &bytes);
    return bytes;
}

/* A pool for the image's directory, and a volume for the image: the test
 * driver knows no files. */
static void add_image(struct buf *host, size_t number, const char *path,
                      uint64_t size)
{
    const char *slash = strrchr(path, '/');
    int n = slash ? (int)(slash - path) + (slash == path) : 0;

    if (n && !strpbrk(path, "<>&'"))
        buf_fmt(host,
                "<pool type='dir'><name>pool%zu</name><target>"
                "<path>%.*s</path></target><volume><name>%s</name>"
                "<capacity>%llu</capacity><allocation>0</allocation>"
                "<target><path>%s</path><format type='raw'/></target>"
                "</volume></pool>",
                number, n, path, slash + 1, (unsigned long long)size, path);
}

static void add_storage(struct buf *host, struct xml *domain,
                        const struct strv *sizes)
{
    AUTO(xml_nodes_done)
    struct xml_nodes disks =
        xml_all(xml_root(domain), "devices/disk[source/@file]");

    for (size_t i = 0; i < disks.n; i++) {
        AUTO(free) char *path = xml_get(disks.v[i], "source/@file");
        AUTO(free) char *target = xml_get(disks.v[i], "target/@dev");

        add_image(host, i, path, size_of(sizes, target));
    }
}

/* A domain of the test driver, shut off if nothing else is said. */
static int tame(struct xml *xml, struct xml_node *domain, struct err *err)
{
    AUTO(free) char *given = xml_get(domain, "*[local-name()='runstate']");
    struct xml_node *state;

    if (xml_set(domain, XML_PATH("@type"), "test", err))
        return -1;
    if (given)
        return 0;
    state = xml_new_text(xml,
                         "<t:runstate xmlns:t='http://libvirt.org/schemas/"
                         "domain/test/1.0'>5</t:runstate>",
                         err);
    return state ? xml_put(domain, state, NULL, err) : -1;
}

static int tame_all(struct xml *xml, struct err *err)
{
    AUTO(xml_nodes_done)
    struct xml_nodes domains = xml_all(xml_root(xml), "self::domain | domain");

    for (size_t i = 0; i < domains.n; i++)
        if (tame(xml, domains.v[i], err))
            return -1;
    return 0;
}

/* A whole host as it is; a domain with what it needs around it. */
static char *host_text(struct xml *xml, const struct strv *sizes,
                       struct err *err)
{
    AUTO(buf_done) struct buf host = { 0 };
    AUTO(free) char *root = xml_name(xml_root(xml));
    AUTO(free) char *text = tame_all(xml, err) ? NULL : xml_text(xml);

    if (!text || str_eq(root, "node"))
        return TAKE(text);
    buf_fmt(&host, "<node>%s", text);
    add_storage(&host, xml, sizes);
    buf_add(&host, "</node>");
    return buf_take(&host);
}

static virConnectPtr open_host(const char *text, struct err *err)
{
    char path[] = "/tmp/virt-twin-host.XXXXXX";
    AUTO(fd_close) int fd = mkostemp(path, O_CLOEXEC);
    AUTO(free) char *uri = mem_fmt("test://%s", path);
    ssize_t n = (ssize_t)strlen(text);
    virConnectPtr vir = NULL;

    if (fd < 0) {
        err_sys(err, "cannot write %s", path);
        return NULL;
    }
    if (write(fd, text, (size_t)n) != n)
        err_sys(err, "cannot write %s", path);
    else if (!(vir = virConnectOpen(uri)))
        virt_err(err, "libvirt's test driver does not take the XML");
    unlink(path);
    return vir;
}

virConnectPtr offline_open(const struct offline *what, char **ret_source,
                           struct err *err)
{
    AUTO(xml_free) struct xml *xml = xml_parse(what->text, what->shown, err);
    AUTO(free) char *name = NULL, *host = NULL;
    virConnectPtr vir = NULL;

    if (!xml)
        return NULL;
    name = xml_get(xml_root(xml), "name | domain/name");
    if (!name) {
        err_fail(err, "%s: the domain has no name", what->shown);
        return NULL;
    }
    host = host_text(xml, what->sizes, err);
    vir = host ? open_host(host, err) : NULL;
    if (vir)
        *ret_source = TAKE(name);
    return vir;
}
