/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What cloud-init reads from a medium at the start: a NoCloud seed (label
 * "cidata"), or OpenStack's config drive ("config-2"). By its instance-id the
 * guest knows whether it is a new machine; the host name and what the network
 * is like come with it.
 */
#ifndef GUEST_SEED_H
#define GUEST_SEED_H

#include "guest/media.h"

/* Whether a medium of that label is one; cloud-init takes both cases. */
bool seed_is_label(const char *label);

/* Its files that matter here, as name, text, name, text ... */
int seed_read(const struct media *media, struct strv *ret, struct err *err);

/* The machine that it is to be for. */
struct seed_machine {
    const char *hostname, *instance_id;
    /* A text with the source's addresses and ids replaced, to be freed; NULL:
     * it has none. */
    char *(*rewrite)(void *data, const char *text);
    void *data;
};

/* What cannot be made another's by itself, for people. */
struct seed_news {
    struct strv clashes; /* both machines would have it */
    struct strv notes;
};
void seed_news_done(struct seed_news *news);
CLEANUP_DONE(struct seed_news, seed_news_done);

/* Make the files of an old seed those of that machine: a new instance-id and
 * host name, also where a #cloud-config says one, and new MAC addresses.
 * Without any, the two files are made that a seed must have. */
int seed_renew(struct strv *files, const struct seed_machine *machine,
               struct seed_news *news, struct err *err);

/* Write a new NoCloud seed, an ISO, to that path, where nothing may be yet.
 * There must be a "meta-data"; a "user-data" is added where there is none. */
int seed_create(const char *path, struct strv *files, const atomic_bool *stop,
                struct err *err);

/* The text in a file of the host's, to be freed. */
int seed_text(const char *path, char **ret, struct err *err);

/* Put a file there, in place of its namesake. */
void seed_put(struct strv *files, const char *name, const char *text);
/* Its text, or NULL. */
const char *seed_file(const struct strv *files, const char *name);

#endif
