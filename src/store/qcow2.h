/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a qcow2 header says, as far as copying needs it. Source of the layout:
 * QEMU docs/interop/qcow2.txt. Writing qcow2 is left to qemu-img.
 */
#ifndef STORE_QCOW2_H
#define STORE_QCOW2_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct qcow2 {
    bool is_qcow2;
    uint64_t size;      /* bytes that the guest sees */
    char backing[1024]; /* as written in the header, "" when there is none */
    char backing_format[16]; /* as recorded; "" when it is not */
    bool encrypted;
    bool data_file; /* the guest's data is in another file */
    uint32_t snapshots; /* internal ones */
    uint32_t version;   /* 2: compat 0.10; 3: compat 1.1 */
    uint32_t cluster_bits;
    bool extended_l2;
    bool bitmaps; /* has persistent dirty bitmaps */
};

/* Read from offset 0 of fd. A file that is not qcow2 is no error
 * (is_qcow2 false); one that claims to be and is damaged is. */
int qcow2_read(int fd, struct qcow2 *ret, struct err *err);

#endif
