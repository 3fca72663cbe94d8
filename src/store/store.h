/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ways to make a disk: one engine a file, one row an engine.
 *
 * The order of store_engines is the policy: cheapest first that can. An engine
 * decides in can() without side effects, so that a plan can say which one it
 * will be and why a cheaper one could not; make() records its undo before it
 * changes anything.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/err.h"
#include "base/undo.h"
#include "store/image.h"

#include <libvirt/libvirt.h>
#include <stdatomic.h>

/* Why an engine cannot do a job; for people, no full stop. */
struct store_why {
    char text[256];
};

/* How far a job is, readable from any thread while it runs. */
struct store_progress {
    atomic_int fd;     /* of the file that is written + 1; 0: none. Whoever
                          called make() closes it */
    atomic_bool ended; /* well */
};

struct templates;

struct store_job {
    virConnectPtr vir;
    bool local; /* paths are this machine's own */
    const struct image *from;
    const char *path; /* destination: absolute; of a volume, too */
    const char *pool; /* destination pool, or NULL: a plain file */
    const char *name; /* of the volume in pool */
    const char *format; /* of the destination: "raw", "qcow2" ... */
    uint64_t size;      /* bytes; more than from->capacity grows it */
    bool allocate;      /* leave no holes */
    const char *method; /* an engine's name, or "auto" */
    bool keep_chain;    /* copy the top layer only, on the same backing file */
    const void *content; /* for an engine that makes something new */

    /* For make() alone. */
    struct undo *undo;
    const struct undo_kind *undo_kind; /* of its file; NULL: undo_file. Another
                                          one begins with the same words */
    const atomic_bool *stop; /* set: fail soon with ERR_INTERRUPTED */
    struct store_progress *progress;
    struct templates *templates; /* shared by the jobs of a call */
};

struct engine {
    const char *name;
    const char *help; /* what it does, for people */
    bool by_name;     /* never chosen by "auto" */
    bool is_new;      /* what it makes is no copy, and cannot be compared */
    /* Whether it can do the job; says why not. Looks, changes nothing. */
    bool (*can)(const struct store_job *job, struct store_why *why);
    /* About how many bytes it will write at the destination. */
    uint64_t (*bytes)(const struct store_job *job);
    /* Do it. On failure what was made stays recorded in job->undo. */
    int (*make)(const struct store_job *job, struct err *err);
};

extern const struct engine engine_reflink; /* shares blocks */
extern const struct engine engine_copy;    /* file to file, holes kept */
extern const struct engine engine_linked;  /* qcow2 overlay */
extern const struct engine engine_convert; /* qemu-img convert */
extern const struct engine engine_volume;  /* libvirt's storage API */
extern const struct engine engine_blank;   /* new and empty: no copy */

extern const struct engine *const store_engines[]; /* NULL-ended; copies */

/* The engine of that name, for a plan that nobody carries out; whether it can
 * is not asked. */
const struct engine *store_named(const char *name, struct err *err);

/* The engine for a job: the one that job->method names, or for "auto" the
 * first that can. Fails with every engine's reason. `why` (may be NULL) gets
 * the reasons of the cheaper ones that were passed over. */
const struct engine *store_pick(const struct store_job *job,
                                struct store_why *why, struct err *err);

/* This engine, for a job that only it can do; NULL with its reason. */
const struct engine *store_only(const struct engine *engine,
                                const struct store_job *job, struct err *err);

/* After a job is done: compare what the guest sees in source and copy, byte
 * for byte. */
int store_verify(const struct store_job *job, struct err *err);

/* A volume that libvirt made for us. */
extern const struct undo_kind undo_volume;

/* Whether a path is among the devices of /dev, where only libvirt makes
 * anything; /dev/shm is an ordinary file system. */
bool store_is_device(const char *path);

/* err for a stopped job; returns -1. */
int store_stopped(struct err *err);

#endif
