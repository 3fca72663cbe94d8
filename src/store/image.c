/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/image.h"
#include "base/mem.h"
#include "store/lock.h"
#include "store/qcow2.h"
#include "virt/error.h"
#include "virt/xml.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <linux/fs.h>

enum { CHAIN_MAX = 64 }; /* longer is taken for a loop */

void image_done(struct image *image)
{
    free(image->type);
    free(image->path);
    free(image->pool);
    free(image->volume);
    free(image->protocol);
    free(image->format);
    strv_done(&image->backing);
    strv_done(&image->backing_formats);
    *image = (struct image){ 0 };
}

void image_read(struct image *image, struct xml_node *node)
{
    image->type = xml_get_or(node, "@type", "file");
    image->format = xml_get_or(node, "driver/@type", "raw");
    image->path = xml_get(node, "source/@file | source/@dev");
    image->pool = xml_get(node, "source/@pool");
    image->volume = xml_get(node, "source/@volume");
    image->protocol = xml_get(node, "source/@protocol");
    image->encrypted = xml_find(node, "encryption | source/encryption");
    if (!xml_find(node, "source") ||
        (!strcmp(image->type, "file") && !image->path))
        mem_set(&image->type, mem_dup("none"));
}

static int file_sizes(struct image *image, int fd, struct err *err)
{
    struct stat st;

    if (fstat(fd, &st))
        return err_sys(err, "cannot look at '%s'", image->path);
    if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
        return err_fail(err, "'%s' is neither a file nor a block device",
                        image->path);
    image->capacity = (uint64_t)st.st_size;
    image->allocation = (uint64_t)st.st_blocks * 512;
    if (!S_ISBLK(st.st_mode))
        return 0;
    if (ioctl(fd, BLKGETSIZE64, &image->capacity))
        return err_sys(err, "cannot ask the size of '%s'", image->path);
    image->allocation = image->capacity;
    return 0;
}

/* A relative backing path is relative to the image that names it. */
static char *beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');

    if (*name == '/' || !slash)
        return mem_dup(name);
    return mem_fmt("%.*s/%s", (int)(slash - path), path, name);
}

/* One more file of the chain, named by `above`, which is then its header. The
 * guest of a raw image can write into it what looks like a header of qcow2. */
static int add_layer(struct image *image, const char *path,
                     struct qcow2 *above, struct err *err)
{
    AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const char *format = above->backing_format;
    struct qcow2 head = { 0 };
    struct stat st;

    strv_add(&image->backing, path);
    if (fd < 0 || fstat(fd, &st))
        return err_sys(err, "'%s': cannot open its backing file '%s'",
                       image->path, path);
    image->below += (uint64_t)st.st_blocks * 512;
    if ((!*format || !strcmp(format, "qcow2")) && qcow2_read(fd, &head, err))
        return err_wrap(err, "'%s'", path);
    if (image->backing.n == 1)
        image->backing_is_qcow2 = head.is_qcow2;
    strv_add(&image->backing_formats,
             *format ? format : head.is_qcow2 ? "qcow2" : "raw");
    *above = head;
    return 0;
}

/* Follow qcow2's backing files by their headers. */
static int file_chain(struct image *image, struct qcow2 head, struct err *err)
{
    AUTO(free) char *path = beside(image->path, head.backing);

    while (path) {
        if (image->backing.n == CHAIN_MAX)
            return err_fail(err, "'%s': its backing chain has no end",
                            image->path);
        if (add_layer(image, path, &head, err))
            return -1;
        mem_set(&path, *head.backing ? beside(path, head.backing) : NULL);
    }
    return 0;
}

/* The next file of the chain; NULL: there is none. */
static char *next_below(const char *path)
{
    AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct qcow2 head = { 0 };
    struct err ignored;

    if (fd < 0 || qcow2_read(fd, &head, &ignored) || !*head.backing)
        return NULL;
    return beside(path, head.backing);
}

/* By whatever name: over a link, or "../images/base.qcow2". */
static bool is_same_file(const char *path, const char *other)
{
    struct stat a, b;

    if (!strcmp(path, other))
        return true;
    return stat(path, &a) == 0 && stat(other, &b) == 0 &&
           a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool image_stands_on(const char *path, const char *below)
{
    AUTO(free) char *at = mem_dup(path);

    for (int i = 0; at && i <= CHAIN_MAX; i++) {
        if (is_same_file(at, below))
            return true;
        mem_set(&at, next_below(at));
    }
    return false;
}

static int file_header(struct image *image, int fd, struct err *err)
{
    struct qcow2 head;

    if (!str_eq(image->format, "qcow2"))
        return 0;
    if (qcow2_read(fd, &head, err))
        return err_wrap(err, "'%s'", image->path);
    if (!head.is_qcow2)
        return err_fail(err, "'%s' is not a qcow2 image, as the XML says",
                        image->path);
    image->capacity = head.size;
    image->encrypted = image->encrypted || head.encrypted;
    image->qcow2 = head;
    return *head.backing ? file_chain(image, head, err) : 0;
}

static int probe_file(struct image *image, int fd, struct err *err)
{
    image->opened = true;
    if (lock_check(fd, image->path, err))
        return -1;
    if (file_sizes(image, fd, err))
        return -1;
    return file_header(image, fd, err);
}

/* The error is taken before the pool's end erases it. */
virStorageVolPtr image_volume(const struct image *image, virConnectPtr vir,
                              struct err *err)
{
    AUTO(pool_free) virStoragePoolPtr pool = NULL;
    virStorageVolPtr volume;

    if (image->volume) {
        pool = virStoragePoolLookupByName(vir, image->pool);
        volume = pool ? virStorageVolLookupByName(pool, image->volume) : NULL;
        if (!volume)
            virt_err(err, "cannot find volume '%s' of pool '%s'",
                     image->volume, image->pool);
        return volume;
    }
    volume = image->path ? virStorageVolLookupByPath(vir, image->path) : NULL;
    if (!volume)
        err_fail(err,
                 "'%s' is not a volume of any active storage pool of the "
                 "connection",
                 image->path ? image->path : "");
    return volume;
}

static const char *name_of(const struct image *image)
{
    return image->volume ? image->volume : image->path;
}

static void volume_backing(struct image *image, struct xml *xml)
{
    char *path = xml_get(xml_root(xml), "backingStore/path");

    if (path)
        strv_take(&image->backing, path);
}

static int volume_xml(struct image *image, virStorageVolPtr volume,
                      struct err *err)
{
    AUTO(free) char *text = virStorageVolGetXMLDesc(volume, 0);
    AUTO(xml_free) struct xml *xml = NULL;

    if (!text)
        return virt_err(err, "cannot read volume '%s'",
                        name_of(image));
    xml = xml_parse(text, "volume", err);
    if (!xml)
        return -1;
    volume_backing(image, xml);
    if (xml_find(xml_root(xml), "target/encryption"))
        image->encrypted = true;
    return 0;
}

static int probe_volume(struct image *image, virStorageVolPtr volume,
                        struct err *err)
{
    virStorageVolInfo info;

    if (virStorageVolGetInfo(volume, &info))
        return virt_err(err, "cannot read volume '%s'",
                        name_of(image));
    image->capacity = info.capacity;
    image->allocation = info.allocation;
    if (!image->path)
        image->path = virStorageVolGetPath(volume);
    return volume_xml(image, volume, err);
}

/* An own file is opened whatever pools say: they may be out of date. */
int image_probe(struct image *image, virConnectPtr vir, bool local,
                struct err *err)
{
    AUTO(fd_close) int fd = -1;
    AUTO(volume_free) virStorageVolPtr volume = NULL;
    int open_errno = 0;

    if (image->volume) {
        volume = image_volume(image, vir, err);
        if (!volume || probe_volume(image, volume, err))
            return -1;
        strv_done(&image->backing);
    }
    if (local) {
        fd = open(image->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        open_errno = fd < 0 ? errno : 0;
    }
    if (fd >= 0)
        return probe_file(image, fd, err);
    if (!volume)
        volume = image_volume(image, vir, err);
    if (volume)
        return probe_volume(image, volume, err);
    errno = open_errno;
    return errno ? err_sys(err, "cannot open '%s'", image->path) : -1;
}
