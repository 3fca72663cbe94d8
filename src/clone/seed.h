/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A disk that is a seed of cloud-init. Shared, or copied as it is, it tells
 * the clone that it is the source: so it is known, told, and with --identity
 * cloud-init made anew.
 */
#ifndef CLONE_SEED_H
#define CLONE_SEED_H

#include "clone/disk.h"
#include "guest/seed.h"

struct clone_seed {
    enum media_kind kind;
    char *label;
    bool anew;         /* it is made for the clone: */
    bool added;        /* the source has none */
    char *like;        /* a file whose owner and mode it gets; or NULL */
    struct strv files; /* that it gets: name, text, name, text ... */
};

void seed_free(struct clone_seed *seed);

/* Sets disk->seed if the disk is one. */
void seed_look(const struct clone *clone, struct disk *disk);

/* Tell of those that the clone would have from its source. */
void seed_tell(struct clone *clone);

/* One that is added goes where the first disk does that the clone has to
 * itself, if nobody says else. */
int seed_beside(const struct clone *clone, struct disk *disk, struct err *err);

/* What writes disk->seed, which is the job's content. */
const struct engine *seed_engine(const struct store_job *job, struct err *err);

/* A new CD-ROM drive in clone->xml, or where its machine has none a disk that
 * is only read, with a target that is free. */
struct xml_node *seed_drive(struct clone *clone, struct err *err);

#endif
