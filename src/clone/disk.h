/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disks of a clone: what the source has, what is chosen, where it goes. */
#ifndef CLONE_DISK_H
#define CLONE_DISK_H

#include "base/field.h"
#include "store/store.h"
#include "virt/xml.h"

struct clone;

/* What the user or a hook can choose; the rows below describe it, and are the
 * keys of --disk and of a disk in Lua. NULL or 0: not chosen. */
struct disk_choice {
    char *target;
    char *action; /* "copy", "share", "empty", "drop", "external" */
    char *method; /* "auto" or an engine's name */
    char *pool, *name; /* a volume; or ... */
    char *dir;         /* ... a file of that or a default name there, or ... */
    char *path;        /* ... a file, absolute */
    char *format;
    char *chain;   /* "flatten" or "keep": the backing chain */
    uint64_t size; /* bytes */
    char *serial;
};
extern const struct field disk_fields[];

struct disk {
    /* What the source has. */
    char *target, *bus, *device; /* "vda", "virtio", "disk" */
    struct image image;
    bool readonly, shareable;
    char *reason; /* why it cannot be copied, or NULL */
    struct xml_node *node; /* its <disk> in clone->xml */
    char *source_xml;      /* its <source> as it was: the plan owns it */
    struct clone_seed *seed; /* it is a seed of cloud-init, or will be */

    /* What is chosen. action, method, format and chain are never NULL. */
    struct disk_choice choice;
    struct disk_choice user; /* by --disk: applied last, so that it wins */

    /* Decided at the end of CLONE_PLACE for "copy" and "empty". */
    char *path, *pool, *name;
    const struct engine *engine;
    struct store_why why; /* a cheaper engine could not */
    uint64_t bytes;       /* about to be written */
    const struct image *base; /* what it is made from instead of image, see
                                 clone/sealed.h; or NULL */
    const struct undo_kind *undo_kind; /* NULL: the usual one of a file */
    struct store_progress progress;
};

/* Find the disks of clone->xml and give them their default actions: copy what
 * is written to, share what is read only, shareable, a CD-ROM or empty. */
int disks_read(struct clone *clone, struct err *err);
void disk_done(struct disk *disk);
/* One that the source has not, for a new <disk> of clone->xml. There is room
 * for one. */
struct disk *disk_add(struct clone *clone, struct xml_node *node);

/* One choice, checked at once (for a hook: so that the message has its line).
 * value NULL takes the choice back. Fails once CLONE_PLACE is over. */
int disk_set(struct clone *clone, struct disk *disk, const char *key,
             const char *value, struct err *err);
struct disk *disk_find(struct clone *clone, const char *target);

/* After a hook ran: a <disk> that it removed is dropped, one that it added is
 * used as it is, and an edited <source> is an error that names disk.path. */
int disks_follow_xml(struct clone *clone, struct err *err);

/* What the user said of them comes last and wins over hooks. */
int disks_apply_user(struct clone *clone, struct err *err);

/* End of CLONE_PLACE: fix the destinations, pick the engines, check space and
 * collisions, and write the sources into clone->xml. */
int disks_place(struct clone *clone, struct err *err);

/* Whether it gets an image that is the clone's own: a copy, or for a disk that
 * is to be empty a new one. */
bool disk_is_own(const struct disk *disk);

/* Whether it is one that the guest writes to, copied. */
bool disk_is_copy(const struct disk *disk);

/* The image that a placed copy stands on, or NULL; and when that is not the
 * source's, the source's that it stands on. */
const char *disk_backing(const struct disk *disk);
const char *disk_below(const struct disk *disk);

/* How many of disk->bytes are written; from any thread. */
uint64_t disk_done_bytes(const struct disk *disk);

/* The job of a placed disk. */
struct store_job disk_job(const struct clone *clone, const struct disk *disk);

#endif
