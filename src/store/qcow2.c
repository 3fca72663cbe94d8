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
    AT_SIZE = 24,
    AT_CRYPT = 32,
    AT_SNAPSHOTS = 60,
    AT_INCOMPATIBLE = 72,
    HEADER = 104, /* the part of version 3 that is always there */
    INCOMPATIBLE_DATA_FILE = 1 << 2,
    BACKING_MAX = 1023, /* by the specification */
};

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
    ret->is_qcow2 = true;
    ret->size = number64(header, AT_SIZE);
    ret->encrypted = number32(header, AT_CRYPT) != 0;
    ret->snapshots = number32(header, AT_SNAPSHOTS);
    if (version == 3)
        ret->data_file =
            number64(header, AT_INCOMPATIBLE) & INCOMPATIBLE_DATA_FILE;
    return read_backing(fd, header, ret, err);
}
