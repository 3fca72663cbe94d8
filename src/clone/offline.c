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

/* An image that the test driver is to know: it knows no files, so that each
 * is a volume. */
struct image {
    char *path, *format;
    uint64_t size;
    int dir; /* length of its directory; 0: it has none, or an odd name */
};

struct images {
    struct image *v;
    size_t n;
};

static void images_done(struct images *images)
{
    for (size_t i = 0; i < images->n; i++) {
        free(images->v[i].path);
        free(images->v[i].format);
    }
    free(images->v);
}
CLEANUP_DONE(struct images, images_done);

static int dir_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash || strpbrk(path, "<>&'"))
        return 0;
    return (int)(slash - path) + (slash == path);
}

static void read_images(struct xml *domain, const struct strv *sizes,
                        struct images *ret)
{
    AUTO(xml_nodes_done)
    struct xml_nodes disks =
        xml_all(xml_root(domain), "devices/disk[source/@file]");

    ret->v = mem_new(disks.n, sizeof(*ret->v));
    for (; ret->n < disks.n; ret->n++) {
        struct image *image = &ret->v[ret->n];
        struct xml_node *disk = disks.v[ret->n];
        AUTO(free) char *target = xml_get(disk, "target/@dev");

        image->path = xml_get(disk, "source/@file");
        image->format = xml_get_or(disk, "driver/@type", "raw");
        image->size = size_of(sizes, target);
        image->dir = dir_of(image->path);
    }
}

static bool same_dir(const struct image *a, const struct image *b)
{
    return a->dir == b->dir && !strncmp(a->path, b->path, (size_t)a->dir);
}

/* Two disks may share an image. */
static bool is_new(const struct images *images, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (!strcmp(images->v[k].path, images->v[i].path))
            return false;
    return true;
}

static void add_volume(struct buf *host, const struct image *image)
{
    buf_fmt(host,
            "<volume><name>%s</name><capacity>%llu</capacity>"
            "<allocation>0</allocation><target><path>%s</path>"
            "<format type='%s'/></target></volume>",
            strrchr(image->path, '/') + 1, (unsigned long long)image->size,
            image->path, image->format);
}

/* A pool for the directory of the image, if that is the first one there. */
static void add_pool(struct buf *host, const struct images *images,
                     size_t first)
{
    const struct image *image = &images->v[first];

    for (size_t i = 0; i < first; i++)
        if (same_dir(&images->v[i], image))
            return;
    if (!image->dir)
        return;
    buf_fmt(host,
            "<pool type='dir'><name>pool%zu</name><target>"
            "<path>%.*s</path></target>",
            first, image->dir, image->path);
    for (size_t i = first; i < images->n; i++)
        if (same_dir(&images->v[i], image) && is_new(images, i))
            add_volume(host, &images->v[i]);
    buf_add(host, "</pool>");
}

static void add_storage(struct buf *host, struct xml *domain,
                        const struct strv *sizes)
{
    AUTO(images_done) struct images images = { 0 };

    read_images(domain, sizes, &images);
    for (size_t i = 0; i < images.n; i++)
        add_pool(host, &images, i);
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
