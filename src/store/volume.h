/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Volumes that libvirt makes and carries bytes to or from. */
#ifndef STORE_VOLUME_H
#define STORE_VOLUME_H

#include "store/store.h"

/* The job's volume, by this XML, as a copy of `from` or (NULL) empty; its undo
 * is recorded before. The caller frees it. */
virStorageVolPtr volume_make(const struct store_job *job, const char *xml,
                             virStorageVolPtr from, struct err *err);

/* For volume_make: record that it is about to be made by this XML; which one it
 * is, once it is. */
int volume_record(const struct store_job *job, const char *xml,
                  struct err *err);
void volume_made(const struct store_job *job, virStorageVolPtr volume);

/* The job's volume, new and empty. */
int volume_blank(const struct store_job *job, struct err *err);

/* The job's volume, raw, with what the file at fd holds. */
int volume_upload(const struct store_job *job, int fd, struct err *err);

/* The first `most` bytes of an image, in a file that can be read: itself where
 * this process can open it, else fetched. The caller closes it; -1. */
int volume_fetch(const struct image *image, virConnectPtr vir, uint64_t most,
                 struct err *err);

#endif
