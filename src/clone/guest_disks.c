/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clone's disks, and its source's, for libguestfs. */
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/inside.h"
#include "clone/passphrases.h"

#include <string.h>

int guest_reachable(const struct clone *clone, struct err *err)
{
    size_t n = 0;

    if (guest_fs_available(err))
        return -1;
    if (!clone->local)
        return err_fail(err, "its disks are not on this machine");
    for (size_t i = 0; i < clone->n_disks; i++) {
        if (!disk_is_copy(&clone->disks[i]))
            continue;
        if (inside_check(&clone->disks[i].image, clone->disks[i].target,
                         err))
            return -1;
        n++;
    }
    return n ? 0
             : err_fail(err, "no disk is copied, so that nothing of the "
                             "clone's own can be changed");
}

size_t guest_copies(const struct clone *clone, struct guest_drives *into)
{
    size_t before = into->n;

    for (size_t i = 0; i < clone->n_disks; i++)
        if (disk_is_copy(&clone->disks[i]))
            guest_drives_add(into, clone->disks[i].path,
                             clone->disks[i].choice.format);
    return into->n - before;
}

size_t guest_sources(const struct clone *clone, struct guest_drives *into)
{
    size_t before = into->n;

    for (size_t i = 0; i < clone->n_disks; i++)
        if (disk_is_copy(&clone->disks[i]))
            guest_drives_add(into, clone->disks[i].image.path,
                             clone->disks[i].image.format);
    return into->n - before;
}

int guest_passphrases(struct clone *clone, struct strv *ret, struct err *err)
{
    if (passphrases_of_files(clone->spec->guest_keys, ret, err))
        return -1;
    passphrases_of_domain(clone->vir, clone->source.xml, ret);
    return 0;
}

/* ---- the source --------------------------------------------------------- */

void guest_look_done(struct guest_look *look)
{
    strv_done(&look->paths);
    guest_facts_done(&look->facts);
}

static bool is_same(const struct strv *paths, const struct guest_drives *drives)
{
    for (size_t i = 0; i < paths->n && i < drives->n; i++)
        if (strcmp(paths->v[i], drives->v[i].path) != 0)
            return false;
    return paths->n == drives->n;
}

static int read_facts(const struct guest_open *how, struct guest_facts *ret,
                      struct err *err)
{
    AUTO(guest_fs_free) struct guest_fs *fs = guest_fs_open(how, err);

    if (!fs || guest_fs_enter(fs, 0, how->drives->n, NULL, err) ||
        guest_facts_read(fs, ret, err))
        return -1;
    return guest_fs_close(fs, err);
}

static int look(struct clone *clone, const struct guest_drives *drives,
                struct guest_look *into, struct err *err)
{
    AUTO(passphrases_done) struct strv keys = { 0 };
    struct guest_open how = {
        .drives = drives,
        .readonly = true,
        .keys = &keys,
        .stop = clone->spec->stop,
    };

    if (guest_passphrases(clone, &keys, err) ||
        read_facts(&how, &into->facts, err))
        return -1;
    for (size_t i = 0; i < drives->n; i++)
        strv_add(&into->paths, drives->v[i].path);
    return 0;
}

static void wrap_look(const struct clone *clone, struct err *err)
{
    if (err->code != ERR_INTERRUPTED)
        err_wrap(err, "cannot look at the disks of '%s'", clone->source.name);
}

const struct guest_facts *guest_look(struct clone *clone, struct err *err)
{
    struct guest_look *known = &clone->spec->shared->look;
    AUTO(guest_drives_done) struct guest_drives drives = { 0 };

    if (guest_reachable(clone, err))
        return NULL;
    guest_sources(clone, &drives);
    if (!is_same(&known->paths, &drives)) {
        guest_look_done(known);
        if (look(clone, &drives, known, err)) {
            guest_look_done(known);
            wrap_look(clone, err);
            return NULL;
        }
    }
    guest_layout_copy(&clone->guest.layout, &known->facts.layout);
    return &known->facts;
}
