/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/overlay.h"
#include "base/str.h"

#include <endian.h>
#include <string.h>
#include <unistd.h>

/* Cluster 0 is the header, 1 the refcount table, 2 its only block, and from 3
 * on comes the L1 table, all of whose entries are 0: ask the backing file. */
enum {
    CLUSTER_BITS = 16,
    CLUSTER = 1 << CLUSTER_BITS,
    REFCOUNT_TABLE = 1 * CLUSTER,
    REFCOUNT_BLOCK = 2 * CLUSTER,
    L1_TABLE = 3 * CLUSTER,
    REFCOUNT_ORDER = 4, /* 2 to the 4th bits a refcount */
    VERSION = 3,
    HEADER = 104,
    L1_MAX = (32 << 20) / 8, /* entries that QEMU takes */
    BACKING_MAX = 1023,
    SECTOR = 512,
};

static const uint64_t l1_reach = (uint64_t)CLUSTER * (CLUSTER / 8);

static void put32(struct buf *buf, uint32_t value)
{
    value = htobe32(value);
    buf_addn(buf, (const char *)&value, sizeof(value));
}

static void put64(struct buf *buf, uint64_t value)
{
    value = htobe64(value);
    buf_addn(buf, (const char *)&value, sizeof(value));
}

static void pad(struct buf *buf)
{
    while (buf->n % 8)
        buf_addn(buf, "", 1);
}

static void put_extensions(struct buf *buf, const char *format)
{
    put32(buf, 0xe2792aca); /* format of the backing file */
    put32(buf, (uint32_t)strlen(format));
    buf_add(buf, format);
    pad(buf);
    put64(buf, 0); /* there are no more */
}

static uint64_t backing_at(const char *format)
{
    return HEADER + 8 + (strlen(format) + 7) / 8 * 8 + 8;
}

static void put_header(struct buf *buf, const struct overlay *overlay,
                       uint64_t size, uint64_t l1)
{
    buf_addn(buf, "QFI\xfb", 4);
    put32(buf, VERSION);
    put64(buf, backing_at(overlay->format));
    put32(buf, (uint32_t)strlen(overlay->backing));
    put32(buf, CLUSTER_BITS);
    put64(buf, size);
    put32(buf, 0); /* not encrypted */
    put32(buf, (uint32_t)l1);
    put64(buf, L1_TABLE);
    put64(buf, REFCOUNT_TABLE);
    put32(buf, 1); /* clusters of it */
    put32(buf, 0); /* snapshots, and where */
    put64(buf, 0);
    put64(buf, 0); /* features: incompatible, compatible, autoclear */
    put64(buf, 0);
    put64(buf, 0);
    put32(buf, REFCOUNT_ORDER);
    put32(buf, HEADER);
}

static int write_at(int fd, const void *bytes, size_t n, off_t at,
                    struct err *err)
{
    ssize_t done = pwrite(fd, bytes, n, at);

    if (done < 0)
        return err_sys(err, "cannot write the overlay");
    if (done != (ssize_t)n)
        return err_fail(err, "cannot write all of the overlay");
    return 0;
}

static int write_header(int fd, const struct overlay *overlay, uint64_t size,
                        uint64_t l1, struct err *err)
{
    AUTO(buf_done) struct buf buf = { 0 };

    put_header(&buf, overlay, size, l1);
    put_extensions(&buf, overlay->format);
    buf_add(&buf, overlay->backing);
    return write_at(fd, buf.text, buf.n, 0, err);
}

/* Every cluster that there is belongs to one owner. */
static int write_refcounts(int fd, uint64_t clusters, struct err *err)
{
    AUTO(buf_done) struct buf block = { 0 };
    uint64_t table = htobe64(REFCOUNT_BLOCK);
    uint16_t one = htobe16(1);

    for (uint64_t i = 0; i < clusters; i++)
        buf_addn(&block, (const char *)&one, sizeof(one));
    if (write_at(fd, &table, sizeof(table), REFCOUNT_TABLE, err))
        return -1;
    return write_at(fd, block.text, block.n, REFCOUNT_BLOCK, err);
}

int overlay_write(int fd, const struct overlay *overlay, struct err *err)
{
    uint64_t size = (overlay->size + SECTOR - 1) / SECTOR * SECTOR;
    uint64_t l1 = (size + l1_reach - 1) / l1_reach;
    uint64_t clusters = L1_TABLE / CLUSTER + (l1 * 8 + CLUSTER - 1) / CLUSTER;

    if (strlen(overlay->backing) > BACKING_MAX)
        return err_fail(err, "the path '%s' is too long for a backing file",
                        overlay->backing);
    if (l1 > L1_MAX)
        return err_fail(err, "%s are too much for an overlay",
                        str_size(size).text);
    if (ftruncate(fd, (off_t)(clusters * CLUSTER)))
        return err_sys(err, "cannot write the overlay");
    if (write_header(fd, overlay, size, l1, err))
        return -1;
    return write_refcounts(fd, clusters, err);
}
