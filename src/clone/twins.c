/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/twins.h"
#include "base/mem.h"
#include "clone/inside.h"

#include <string.h>

/* Domains in one appliance: libguestfs looks at all its drives whenever it
 * looks for an operating system. */
enum { GROUP = 8 };

struct reading {
    const struct twins_spec *spec;
    struct twins *twins;
    struct inside *insides; /* one a twin */
};

void twins_done(struct twins *twins)
{
    for (size_t i = 0; i < twins->n; i++) {
        free(twins->v[i].name);
        free(twins->v[i].why);
        guest_traits_done(&twins->v[i].traits);
    }
    for (size_t i = 0; i < twins->n_shares; i++)
        strv_done(&twins->shares[i].names);
    free(twins->v);
    free(twins->shares);
    *twins = (struct twins){ 0 };
}

/* ---- reading ------------------------------------------------------------ */

/* One that cannot be read does not keep the others from it, unless it was
 * asked for; Ctrl-C does. */
static int note(const struct reading *reading, struct twin *twin,
                const struct err *why, struct err *err)
{
    const struct twins_spec *spec = reading->spec;

    if (why->code == ERR_INTERRUPTED) {
        *err = *why;
        return -1;
    }
    if (spec->all || str_eq(spec->wanted, twin->name))
        return err_fail(err, "cannot look into '%s': %s", twin->name,
                        why->text);
    guest_traits_done(&twin->traits);
    mem_set(&twin->why, mem_dup(why->text));
    return 0;
}

static struct guest_fs *open_some(const struct reading *reading,
                                  const size_t *which, size_t n,
                                  struct err *err)
{
    AUTO(guest_drives_done) struct guest_drives drives = { 0 };
    AUTO(strv_done) struct strv keys = { 0 };
    struct guest_open how = {
        .drives = &drives,
        .readonly = true,
        .keys = &keys,
        .stop = reading->spec->stop,
    };

    for (size_t i = 0; i < n; i++) {
        const struct inside *inside = &reading->insides[which[i]];

        inside_drives(inside, &drives);
        for (size_t j = 0; j < inside->keys.n; j++)
            if (!strv_has(&keys, inside->keys.v[j]))
                strv_add(&keys, inside->keys.v[j]);
    }
    return guest_fs_open(&how, err);
}

/* Where the drives of one are in an appliance. */
struct span {
    size_t first, n;
    bool alone; /* there are no others */
};

/* 1: it must have an appliance of its own, and was not read. */
static int read_one(struct guest_fs *fs, const struct span *span,
                    struct twin *twin, struct err *err)
{
    if (guest_fs_enter(fs, span->first, span->n, NULL, err))
        return -1;
    if (guest_fs_layout(fs)->alone && !span->alone)
        return 1;
    return guest_traits_read(fs, &twin->traits, err);
}

/* Images that are only read are not locked against a start. */
static int check_rest(virDomainPtr domain, struct err *err)
{
    if (virDomainIsActive(domain) != 1)
        return 0;
    return err_fail(err, "it was started while its disks were read, and so "
                         "what was found cannot be relied on: shut it down "
                         "first");
}

/* Returns how many were read. Fewer than all: the appliance cannot tell the
 * others apart, or one of the guests has brought it down. */
static ssize_t read_in(struct guest_fs *fs, const struct reading *reading,
                       const size_t *which, size_t n, struct err *err)
{
    struct span span = { .alone = n == 1 };

    for (size_t i = 0; i < n; i++) {
        struct twin *twin = &reading->twins->v[which[i]];
        struct err why = ERR_INIT;
        int rc;

        span.n = reading->insides[which[i]].n;
        rc = read_one(fs, &span, twin, &why);
        if (rc == 0)
            rc = check_rest(reading->spec->domains->v[which[i]], &why);
        if (rc < 0 && note(reading, twin, &why, err))
            return -1;
        if (rc > 0)
            return (ssize_t)i;
        if (guest_fs_leave(fs, &why))
            return (ssize_t)i + 1;
        span.first += span.n;
    }
    return (ssize_t)n;
}

static int read_alone(const struct reading *reading, size_t which,
                      struct err *err)
{
    struct err why = ERR_INIT;
    AUTO(guest_fs_free)
    struct guest_fs *fs = open_some(reading, &which, 1, &why);

    if (!fs)
        return note(reading, &reading->twins->v[which], &why, err);
    return read_in(fs, reading, &which, 1, err) < 0 ? -1 : 0;
}

static int read_group(const struct reading *reading, const size_t *which,
                      size_t n, struct err *err)
{
    struct err why = ERR_INIT;
    AUTO(guest_fs_free)
    struct guest_fs *fs = n > 1 ? open_some(reading, which, n, &why) : NULL;
    ssize_t done = fs ? read_in(fs, reading, which, n, err) : 0;

    if (done < 0)
        return -1;
    guest_fs_free(TAKE(fs));
    for (size_t i = (size_t)done; i < n; i++)
        if (read_alone(reading, which[i], err))
            return -1;
    return 0;
}

/* ---- all of them -------------------------------------------------------- */

static int find_disks(struct reading *reading, size_t i, struct err *err)
{
    const struct twins_spec *spec = reading->spec;
    struct err why = ERR_INIT;

    reading->twins->v[i].name = mem_dup(virDomainGetName(spec->domains->v[i]));
    return inside_read(spec->domains->v[i], spec->key_files,
                       &reading->insides[i], &why)
               ? note(reading, &reading->twins->v[i], &why, err)
               : 0;
}

/* Before any is read: what is wrong with one is then said at once. */
static int find_all(struct reading *reading, struct err *err)
{
    for (size_t i = 0; i < reading->spec->domains->n; i++)
        if (find_disks(reading, i, err))
            return -1;
    return 0;
}

static int read_all(struct reading *reading, struct err *err)
{
    size_t which[GROUP], n = 0, count = reading->spec->domains->n;

    for (size_t i = 0; i < count; i++) {
        if (!reading->twins->v[i].why)
            which[n++] = i;
        if (n < GROUP && i + 1 < count)
            continue;
        if (read_group(reading, which, n, err))
            return -1;
        n = 0;
    }
    return 0;
}

/* ---- comparing ---------------------------------------------------------- */

static bool has(const struct twin *twin, enum trait trait, const char *value)
{
    return strv_has(&twin->traits.v[trait], value);
}

/* It is counted with the first twin that has it. */
static void compare_value(struct twins *twins, size_t first, enum trait trait,
                          const char *value, const char *wanted)
{
    struct strv names = { 0 };
    bool counted = false;

    for (size_t i = 0; i < first; i++)
        counted = counted || has(&twins->v[i], trait, value);
    for (size_t i = first; i < twins->n && !counted; i++)
        if (has(&twins->v[i], trait, value))
            strv_add(&names, twins->v[i].name);
    if (names.n < 2 || (wanted && !strv_has(&names, wanted))) {
        strv_done(&names);
        return;
    }
    strv_sort(&names);
    twins->shares =
        mem_more(twins->shares, twins->n_shares, sizeof(*twins->shares));
    twins->shares[twins->n_shares++] =
        (struct twins_share){ trait, value, names };
}

static void compare(struct twins *twins, const char *wanted)
{
    for (size_t trait = 0; trait < TRAIT_COUNT; trait++)
        for (size_t i = 0; i < twins->n; i++) {
            const struct strv *values = &twins->v[i].traits.v[trait];

            for (size_t j = 0; j < values->n; j++)
                compare_value(twins, i, (enum trait)trait, values->v[j],
                              wanted);
        }
}

size_t twins_grave(const struct twins *twins)
{
    size_t n = 0;

    for (size_t i = 0; i < twins->n_shares; i++)
        n += !trait_kinds[twins->shares[i].trait].minor;
    return n;
}

int twins_read(const struct twins_spec *spec, struct twins *ret,
               struct err *err)
{
    struct reading reading = { .spec = spec, .twins = ret };
    int rc;

    if (guest_fs_available(err))
        return -1;
    ret->n = spec->domains->n;
    ret->v = mem_new(ret->n + 1, sizeof(*ret->v));
    reading.insides = mem_new(ret->n + 1, sizeof(*reading.insides));
    rc = find_all(&reading, err) || read_all(&reading, err) ? -1 : 0;
    for (size_t i = 0; i < ret->n; i++)
        inside_done(&reading.insides[i]);
    free(reading.insides);
    if (rc == 0)
        compare(ret, spec->wanted);
    return rc;
}
