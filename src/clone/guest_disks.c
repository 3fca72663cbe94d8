/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clone's disks, and its source's, for libguestfs. */
#include "base/mem.h"
#include "clone/clone.h"

#include <string.h>

static bool is_copy(const struct disk *disk)
{
    return !strcmp(disk->choice.action, "copy") &&
           !strcmp(disk->device, "disk") && disk->image.path;
}

/* LUKS in a qcow2 file is QEMU's, and libguestfs cannot give it the key. */
static int check_disk(const struct disk *disk, struct err *err)
{
    if (disk->image.encrypted && strcmp(disk->image.format, "raw") != 0)
        return err_fail(err,
                        "disk %s is encrypted inside its %s image, which "
                        "libguestfs cannot open",
                        disk->target, disk->image.format);
    return 0;
}

int guest_reachable(const struct clone *clone, struct err *err)
{
    size_t n = 0;

    if (guest_fs_available(err))
        return -1;
    if (!clone->local)
        return err_fail(err, "its disks are not on this machine");
    for (size_t i = 0; i < clone->n_disks; i++) {
        if (!is_copy(&clone->disks[i]))
            continue;
        if (check_disk(&clone->disks[i], err))
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
        if (is_copy(&clone->disks[i]))
            guest_drives_add(into, clone->disks[i].path,
                             clone->disks[i].choice.format);
    return into->n - before;
}

size_t guest_sources(const struct clone *clone, struct guest_drives *into)
{
    size_t before = into->n;

    for (size_t i = 0; i < clone->n_disks; i++)
        if (is_copy(&clone->disks[i]))
            guest_drives_add(into, clone->disks[i].image.path,
                             clone->disks[i].image.format);
    return into->n - before;
}

/* ---- passphrases -------------------------------------------------------- */

static int add_file(const char *file, struct strv *ret, struct err *err)
{
    AUTO(file_close) FILE *in = fopen(file, "re");
    char *line = NULL;
    size_t room = 0;
    ssize_t n = in ? getline(&line, &room, in) : -1;

    if (n > 0 && line[n - 1] == '\n')
        line[--n] = '\0';
    if (n > 0) {
        strv_take(ret, line);
        return 0;
    }
    free(line);
    return in ? err_fail(err, "'%s' has no passphrase in its first line", file)
              : err_sys(err, "cannot read the passphrase in '%s'", file);
}

static virSecretPtr find_secret(struct clone *clone, struct xml_node *node)
{
    AUTO(free) char *uuid = xml_get(node, "@uuid");
    AUTO(free) char *usage = xml_get(node, "@usage");

    if (uuid)
        return virSecretLookupByUUIDString(clone->vir, uuid);
    return virSecretLookupByUsage(clone->vir, VIR_SECRET_USAGE_TYPE_VOLUME,
                                  usage ? usage : "");
}

/* A private one is told to nobody but QEMU: then --guest-key can. */
static void add_secret(struct clone *clone, struct xml_node *node,
                       struct strv *ret)
{
    virSecretPtr secret = find_secret(clone, node);
    size_t n = 0;
    unsigned char *value = secret ? virSecretGetValue(secret, &n, 0) : NULL;

    if (value)
        strv_take(ret, mem_ndup((char *)value, n));
    if (value)
        explicit_bzero(value, n);
    free(value);
    if (secret)
        virSecretFree(secret);
}

int guest_passphrases(struct clone *clone, struct strv *ret, struct err *err)
{
    const struct strv *files = clone->spec->guest_keys;
    AUTO(xml_nodes_done)
    struct xml_nodes nodes =
        xml_all(xml_root(clone->source.xml), "devices/disk//encryption/secret");

    for (size_t i = 0; files && i < files->n; i++)
        if (add_file(files->v[i], ret, err))
            return -1;
    for (size_t i = 0; i < nodes.n; i++)
        add_secret(clone, nodes.v[i], ret);
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
    AUTO(strv_done) struct strv keys = { 0 };
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

const struct guest_facts *guest_look(struct clone *clone, struct err *err)
{
    struct guest_look *known = &clone->spec->shared->look;
    AUTO(guest_drives_done) struct guest_drives drives = { 0 };

    if (guest_reachable(clone, err))
        return NULL;
    guest_sources(clone, &drives);
    if (is_same(&known->paths, &drives))
        return &known->facts;
    guest_look_done(known);
    if (look(clone, &drives, known, err) == 0)
        return &known->facts;
    guest_look_done(known);
    if (err->code != ERR_INTERRUPTED)
        err_wrap(err, "cannot look at the disks of '%s'", clone->source.name);
    return NULL;
}
