/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small file systems that are handed to a guest on a medium: ISO 9660, and FAT
 * without partitions. xorriso and mtools read and write them: nothing is
 * mounted, and what the bytes make a parser do, it does in a child process.
 */
#ifndef GUEST_MEDIA_H
#define GUEST_MEDIA_H

#include "base/err.h"
#include "base/str.h"

#include <stdatomic.h>

/* More bytes than this have no image, and no file in it, that we read. */
enum { MEDIA_MOST = 64 << 20, MEDIA_FILE_MOST = 4 << 20 };

enum media_kind { MEDIA_NONE, MEDIA_ISO, MEDIA_FAT, MEDIA_OTHER };

struct media {
    int fd; /* open for reading; borrowed */
    enum media_kind kind;
    char label[64];          /* "": none */
    const char *name;        /* in messages: a path */
    const atomic_bool *stop; /* set: fail soon; may be NULL */
};

/* What blkid, and so a guest, sees in media->fd: sets kind and label. What
 * cannot be read is MEDIA_NONE. */
void media_probe(struct media *media);

/* The files in it, without a '/' in front. */
int media_list(const struct media *media, struct strv *ret, struct err *err);

/* The text of one of them, to be freed. It holds no NUL bytes. */
char *media_read(const struct media *media, const char *file, struct err *err);

/* Write an image to the file at fd, which is empty and open for both: the
 * files of `media` (NULL: none, and a new ISO of that label), with those of
 * `files` (name, text, name, text ...; a name may have directories) added or
 * in place of their namesakes. */
struct media_job {
    const struct media *media;
    const char *label;
    const struct strv *files;
    int fd;
    const atomic_bool *stop;
};
int media_write(const struct media_job *job, struct err *err);

/* The program that reads and writes images of that kind is there, or the
 * error says what to install. */
int media_check(enum media_kind kind, struct err *err);

#endif
