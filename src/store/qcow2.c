/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/qcow2.h"

#include <endian.h>
#include <string.h>
#include <unistd.h>

/* Big-endian numbers at these offsets. */
enum {
    AT_MAGIC = 0,
    AT_VERSION = 4,
    AT_BACKING_OFFSET = 8,
    AT_BACKING_SIZE = 16,
    AT_CLUSTER_BITS = 20,
    AT_SIZE = 24,
    AT_CRYPT = 32,
    AT_SNAPSHOTS = 60,
    AT_INCOMPATIBLE = 72,
    AT_AUTOCLEAR = 88,
    AT_HEADER_LENGTH = 100,
    HEADER = 104, /* the part of version 3 that is always there */
    INCOMPATIBLE_DATA_FILE = 1 << 2,
    INCOMPATIBLE_EXTENDED_L2 = 1 << 4,
    AUTOCLEAR_BITMAPS = 1 << 0,
    CLUSTER_BITS_LEAST = 9,
    CLUSTER_BITS_MOST = 21, /* what QEMU takes */
    BACKING_MAX = 1023, /* by the specification */
    EXTENSIONS_MAX = 64, /* more are taken for damage, and not looked at */
};

static const uint32_t backing_format_extension = 0xe2792aca;

static uint32_t number32(const unsigned char *header, size_t at)
{
    uint32_t value;

    memcpy(&value, header + at, sizeof(value));
    return be32toh(value);
}

static uint64_t number64(const unsigned char *header, size_t at)
{
    uint64_t value;

    memcpy(&value, header + at, sizeof(value));
    return be64toh(value);
}

static int read_backing(int fd, const unsigned char *header,
                        struct qcow2 *ret, struct err *err)
{
    uint64_t offset = number64(header, AT_BACKING_OFFSET);
    uint32_t size = number32(header, AT_BACKING_SIZE);

    if (!offset)
        return 0;
    if (size > BACKING_MAX || offset > INT32_MAX)
        return err_fail(err, "damaged qcow2 header: backing file name");
    if (pread(fd, ret->backing, size, (off_t)offset) != (ssize_t)size)
        return err_fail(err, "damaged qcow2 header: it is cut short");
    ret->backing[size] = '\0';
    return 0;
}

/* Extensions follow the header: type, length, data padded to eight bytes. */
static void read_extensions(int fd, off_t at, struct qcow2 *ret)
{
    for (int i = 0; i < EXTENSIONS_MAX; i++) {
        unsigned char head[8];
        uint32_t type, size;

        if (pread(fd, head, sizeof(head), at) != sizeof(head))
            return;
        type = number32(head, 0);
        size = number32(head, 4);
        if (!type || size > 4096)
            return;
        if (type == backing_format_extension &&
            size < sizeof(ret->backing_format) &&
            pread(fd, ret->backing_format, size, at + 8) != (ssize_t)size)
            memset(ret->backing_format, 0, sizeof(ret->backing_format));
        at += 8 + ((off_t)size + 7) / 8 * 8;
    }
}

static void read_features(const unsigned char *header, struct qcow2 *ret)
{
    uint64_t incompatible = number64(header, AT_INCOMPATIBLE);

    ret->data_file = incompatible & INCOMPATIBLE_DATA_FILE;
    ret->extended_l2 = incompatible & INCOMPATIBLE_EXTENDED_L2;
    ret->bitmaps = number64(header, AT_AUTOCLEAR) & AUTOCLEAR_BITMAPS;
}

int qcow2_read(int fd, struct qcow2 *ret, struct err *err)
{
    unsigned char header[HEADER] = { 0 };
    ssize_t n = pread(fd, header, sizeof(header), 0);
    uint32_t version;

    *ret = (struct qcow2){ 0 };
    if (n < 0)
        return err_sys(err, "cannot read the image header");
    if (n < 8 || memcmp(header, "QFI\xfb", 4))
        return 0;
    version = number32(header, AT_VERSION);
    if (version < 2 || version > 3)
        return err_fail(err, "qcow2 version %u is not known", version);
    if (n < AT_INCOMPATIBLE)
        return err_fail(err, "damaged qcow2 header: it is cut short");
    if (number32(header, AT_CLUSTER_BITS) < CLUSTER_BITS_LEAST ||
        number32(header, AT_CLUSTER_BITS) > CLUSTER_BITS_MOST)
        return err_fail(err, "damaged qcow2 header: size of clusters");
    ret->is_qcow2 = true;
    ret->size = number64(header, AT_SIZE);
    ret->encrypted = number32(header, AT_CRYPT) != 0;
    ret->snapshots = number32(header, AT_SNAPSHOTS);
    ret->version = version;
    ret->cluster_bits = number32(header, AT_CLUSTER_BITS);
    if (version == 3)
        read_features(header, ret);
    read_extensions(fd, version == 3 ? number32(header, AT_HEADER_LENGTH)
                                     : AT_INCOMPATIBLE,
                    ret);
    return read_backing(fd, header, ret, err);
}
