/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several clones of one source in one call. All are planned and checked, in
 * order and against each other, before the first byte is written; then some
 * run at the same time. One clone is a batch of one.
 */
#ifndef CLONE_BATCH_H
#define CLONE_BATCH_H

#include "clone/clone.h"

struct batch_options {
    const struct clone_spec *spec; /* name and index are filled in here */
    const struct strv *names;
    unsigned jobs;  /* clones at the same time; 0: 2 */
    bool fail_fast; /* after a failure begin no more */
};

struct batch_result {
    struct clone *clone;
    int rc;
    struct err err;
    bool begun;
};

struct batch;

/* Plan them all. The error names the clone that cannot be planned. */
struct batch *batch_plan(const struct batch_options *options,
                         virConnectPtr vir, struct err *err);
size_t batch_count(const struct batch *batch);
/* Its clones, in the order of the names. */
const struct clone *batch_clone(const struct batch *batch, size_t i);

/* What they stand on, made before them: see clone/sealed.h; or NULL. */
const struct clone *batch_base(const struct batch *batch);

/* Begin to run them. */
void batch_start(struct batch *batch);

/* The next one that has ended, or NULL after ms milliseconds, or when none is
 * left (then batch_is_done). */
struct batch_result *batch_wait(struct batch *batch, int ms);
bool batch_is_done(const struct batch *batch);

/* Bytes written so far, and to be written in all. */
void batch_progress(struct batch *batch, uint64_t *ret_done,
                    uint64_t *ret_total);

/* Waits for what runs, and frees. */
void batch_free(struct batch *batch);
CLEANUP_FUNC(struct batch *, batch_free);

#endif
