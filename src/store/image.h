/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a disk's source is: where its bytes are, how many, in which format. */
#ifndef STORE_IMAGE_H
#define STORE_IMAGE_H

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

#include "store/qcow2.h"

#include <libvirt/libvirt.h>

struct image {
    char *type;     /* libvirt's word: "file", "block", "volume", "network",
                       "dir", "nvme", "vhostuser"; "none" for an empty drive */
    char *path;     /* file, device or a volume's path; NULL: it has none */
    char *pool, *volume; /* type "volume" */
    char *protocol;      /* type "network" */
    char *format;        /* of the <driver>, "raw" when it says nothing */

    /* Filled by image_probe. */
    uint64_t capacity;   /* bytes that the guest sees */
    uint64_t allocation; /* bytes used on the host */
    uint64_t below;      /* bytes used by the backing chain's files */
    struct strv backing; /* paths of the backing chain, nearest first */
    struct strv backing_formats; /* "qcow2", "raw" ..., one a path; of a
                                    volume that we cannot read: none */
    bool backing_is_qcow2; /* the nearest one, by its own header */
    bool encrypted;      /* LUKS, by XML or by the image's own header */
    struct qcow2 qcow2;  /* its header, when it is one that we could read */
    bool opened;         /* this process could read it itself */
};

/* What a <disk> says of it; freed by image_done(). */
struct xml_node;
void image_read(struct image *image, struct xml_node *disk);

/* Look at the image: the file itself where we can read it, else its volume.
 * Fails when it does not exist or is neither a readable file nor a volume.
 * local says that paths are this machine's. */
int image_probe(struct image *image, virConnectPtr vir, bool local,
                struct err *err);
void image_done(struct image *image);

/* Whether the image of that path is the file `below`, or has it in its backing
 * chain, by headers of qcow2, also while a domain uses it. What cannot be read
 * has not. */
bool image_stands_on(const char *path, const char *below);

/* The volume that it is, of an active pool. The caller frees it. */
virStorageVolPtr image_volume(const struct image *image, virConnectPtr vir,
                              struct err *err);

#endif
