/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One appliance for the clones of a call. */
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/finish.h"
#include "clone/passphrases.h"

/* An appliance can have 255 disks, and each costs it some time. */
enum { DRIVES = 100 };

/* Clones whose disks are together in an appliance. */
struct group {
    const struct guest_job *jobs;
    size_t n;
    size_t *first, *drives; /* of each: its drives */
};

static bool wants_alone(const struct clone *clone)
{
    return !clone->guest.layout.type || clone->guest.layout.alone;
}

/* As many as fit, at least one. */
static void gather(struct group *group, size_t left,
                   struct guest_drives *drives)
{
    while (group->n < left) {
        const struct clone *clone = group->jobs[group->n].clone;

        if (group->n &&
            (wants_alone(clone) || wants_alone(group->jobs[0].clone) ||
             drives->n + clone->n_disks > DRIVES))
            return;
        group->first[group->n] = drives->n;
        group->drives[group->n++] = guest_copies(clone, drives);
    }
}

static struct guest_fs *open_all(const struct group *group,
                                 const struct guest_drives *drives,
                                 struct err *err)
{
    struct clone *clone = group->jobs[0].clone;
    AUTO(passphrases_done) struct strv keys = { 0 };
    struct guest_open how = {
        .drives = drives,
        .keys = &keys,
        .stop = clone->spec->stop,
    };

    return guest_passphrases(clone, &keys, err) ? NULL
                                                : guest_fs_open(&how, err);
}

/* One that fails leaves the appliance to the next. */
static int change(const struct group *group, size_t i, struct guest_fs *fs)
{
    const struct guest_job *job = &group->jobs[i];
    struct clone *clone = job->clone;
    struct err ignored = ERR_INIT;
    int rc;

    clone->guest.fs = fs;
    rc = guest_fs_enter(fs, group->first[i], group->drives[i],
                        wants_alone(clone) ? NULL : &clone->guest.layout,
                        job->err);
    if (rc == 0)
        rc = clone_change(clone, job->err);
    clone->guest.fs = NULL;
    return guest_fs_leave(fs, rc ? &ignored : job->err) ? -1 : rc;
}

static void fail_all(const struct group *group, const struct err *err)
{
    for (size_t i = 0; i < group->n; i++)
        if (*group->jobs[i].rc == 0) {
            *group->jobs[i].rc = -1;
            *group->jobs[i].err = *err;
        }
}

static void run_group(const struct group *group,
                      const struct guest_drives *drives)
{
    struct err err = ERR_INIT;
    AUTO(guest_fs_free) struct guest_fs *fs = open_all(group, drives, &err);

    for (size_t i = 0; fs && i < group->n; i++)
        *group->jobs[i].rc = change(group, i, fs);
    if (!fs || guest_fs_close(fs, &err))
        fail_all(group, &err);
}

void guest_change_all(const struct guest_job *jobs, size_t n)
{
    size_t *first = mem_new(n, sizeof(*first));
    size_t *drives = mem_new(n, sizeof(*drives));

    while (n) {
        AUTO(guest_drives_done) struct guest_drives all = { 0 };
        struct group group = { .jobs = jobs, .first = first, .drives = drives };

        gather(&group, n, &all);
        run_group(&group, &all);
        jobs += group.n;
        n -= group.n;
    }
    free(first);
    free(drives);
}
