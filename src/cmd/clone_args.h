/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of `clone`: our own, and virt-clone's. */
#ifndef CMD_CLONE_ARGS_H
#define CMD_CLONE_ARGS_H

#include "base/field.h"
#include "clone/batch.h"

struct session;

struct clone_args {
    char *source, *uuid, *pool, *dir, *chain;
    char *title, *description, *nvram, *tpm, *hostdev, *identity, *hostname;
    char *user_data, *network_config;
    struct strv name, disk, mac, hook, set, no_hook, only_hook, seal, guest_key;
    int64_t jobs;
    bool strict, json, linked, verify, audit, mkdir, start, fail_fast, dry_run,
        print_xml, force, yes, no_hooks, blame, seal_once;
    char *trace_hooks;

    /* virt-clone's */
    char *original, *original_xml, *connect;
    struct strv file, force_copy, skip_copy, check;
    bool auto_clone, nonsparse, preserve_data, reflink, replace, prompt, quiet,
        debug;
};

extern const struct field clone_fields[];

/* Fill spec (texts stay the arguments') and the names that are asked for. */
int clone_args_read(struct clone_args *args, struct clone_spec *spec,
                    struct strv *names, struct err *err);

#endif
