/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting and ending an appliance. */
#include "base/mem.h"
#include "guest/fs_priv.h"
#include "guest/kvm.h"

#include <stdarg.h>
#include <string.h>

/* ---- errors ------------------------------------------------------------- */

static bool is_stopped(const struct guest_fs *fs)
{
    return fs->stop && atomic_load(fs->stop);
}

static int tell(const struct guest_fs *fs, struct err *err, const char *fmt,
                va_list ap)
{
    const char *last = fs->lib.last_error(fs->g);
    struct err tried = ERR_INIT;

    if (is_stopped(fs))
        return err_set(err, ERR_INTERRUPTED, "interrupted");
    err_vset(&tried, ERR_FAILED, fmt, ap);
    last = last ? last : "libguestfs does not say why";
    return err_fail(err, "%s: %.*s", tried.text, (int)strcspn(last, "\n"),
                    last);
}

int guest_fs_err(const struct guest_fs *fs, struct err *err, const char *fmt,
                 ...)
{
    va_list ap;

    va_start(ap, fmt);
    tell(fs, err, fmt, ap);
    va_end(ap);
    return -1;
}

void guest_fs_note(struct guest_fs *fs, const char *fmt, ...)
{
    va_list ap;

    if (fs->failed.code)
        return;
    va_start(ap, fmt);
    tell(fs, &fs->failed, fmt, ap);
    va_end(ap);
}

int guest_failed(const struct guest_fs *fs, struct err *err)
{
    if (!fs->failed.code)
        return 0;
    *err = fs->failed;
    return -1;
}

void guest_forgive(struct guest_fs *fs)
{
    fs->failed = (struct err)ERR_INIT;
}

/* ---- drives ------------------------------------------------------------- */

char *guest_drive_name(size_t index)
{
    char letters[8];
    size_t i = sizeof(letters) - 1;

    letters[i] = '\0';
    for (size_t n = index + 1; n; n = (n - 1) / 26)
        letters[--i] = (char)('a' + (n - 1) % 26);
    return mem_fmt("/dev/sd%s", letters + i);
}

char *guest_drive_shift(const char *device, size_t by)
{
    size_t index = 0, n;
    AUTO(free) char *name = NULL;

    if (!str_starts(device, "/dev/sd"))
        return mem_dup(device);
    for (n = strlen("/dev/sd"); device[n] >= 'a' && device[n] <= 'z'; n++)
        index = index * 26 + (size_t)(device[n] - 'a' + 1);
    name = guest_drive_name(index - 1 + by);
    return mem_fmt("%s%s", name, device + n);
}

static int add_drives(struct guest_fs *fs, const struct guest_open *how,
                      struct err *err)
{
    const struct guest_drives *drives = how->drives;

    fs->n_drives = drives->n;
    for (size_t i = 0; i < drives->n; i++)
        if (fs->lib.add_drive_opts(
                fs->g, drives->v[i].path, GUESTFS_ADD_DRIVE_OPTS_FORMAT,
                drives->v[i].format, GUESTFS_ADD_DRIVE_OPTS_READONLY,
                (int)how->readonly, -1))
            return guest_fs_err(fs, err, "cannot open '%s'", drives->v[i].path);
    return 0;
}

/* ---- the appliance ------------------------------------------------------ */

/* Of the ways that libguestfs has to start QEMU only "direct" leaves the
 * images' owner and label as they are, and needs no daemon; who sets the
 * variables has the last word. */
static int set_backend(struct guest_fs *fs, struct err *err)
{
    AUTO(free) char *qemu = fs->lib.get_hv(fs->g);

    if (!getenv("LIBGUESTFS_BACKEND") && fs->lib.set_backend(fs->g, "direct"))
        return guest_fs_err(fs, err, "cannot choose libguestfs's backend");
    if (!getenv("LIBGUESTFS_BACKEND_SETTINGS") && qemu && !kvm_works(qemu) &&
        fs->lib.set_backend_setting(fs->g, "force_tcg", "1"))
        return guest_fs_err(fs, err, "cannot do without KVM");
    return 0;
}

/* A process group of its own keeps the terminal's Ctrl-C from it. */
static int launch(struct guest_fs *fs, struct err *err)
{
    fs->lib.set_pgroup(fs->g, 1);
    fs->lib.set_autosync(fs->g, 0); /* who closes it syncs */
    if (set_backend(fs, err))
        return -1;
    fs->guard = guard_start(fs->stop);
    if (fs->lib.launch(fs->g))
        return guest_fs_err(fs, err,
                            "libguestfs cannot start its appliance (it needs "
                            "QEMU, supermin and a kernel in /boot; "
                            "libguestfs-test-tool finds out more)");
    guard_appliance(fs->guard, fs->lib.get_pid(fs->g));
    return 0;
}

struct guest_fs *guest_fs_open(const struct guest_open *how, struct err *err)
{
    AUTO(guest_fs_free) struct guest_fs *fs = mem_new(1, sizeof(*fs));

    if (guest_lib_load(&fs->lib, err))
        return NULL;
    fs->stop = how->stop;
    fs->readonly = how->readonly;
    for (size_t i = 0; how->keys && i < how->keys->n; i++)
        strv_add(&fs->keys, how->keys->v[i]);
    fs->g = fs->lib.create();
    if (!fs->g) {
        err_sys(err, "libguestfs does not start");
        return NULL;
    }
    fs->lib.set_error_handler(fs->g, NULL, NULL);
    if (add_drives(fs, how, err) || launch(fs, err))
        return NULL;
    return TAKE(fs);
}

int guest_fs_sync(struct guest_fs *fs, struct err *err)
{
    if (!fs->readonly && fs->lib.sync(fs->g))
        return guest_fs_err(fs, err, "cannot write back what was changed");
    return 0;
}

/* What does not arrive on the images is an error here, or never. */
int guest_fs_close(struct guest_fs *fs, struct err *err)
{
    if ((fs->entered && guest_fs_leave(fs, err)) || guest_fs_sync(fs, err))
        return -1;
    if (fs->lib.shutdown(fs->g))
        return guest_fs_err(fs, err, "cannot write back what was changed");
    return 0;
}

/* Passphrases do not stay in freed memory. */
static void forget(struct strv *keys)
{
    for (size_t i = 0; i < keys->n; i++)
        explicit_bzero(keys->v[i], strlen(keys->v[i]));
    strv_done(keys);
}

void guest_fs_free(struct guest_fs *fs)
{
    if (!fs)
        return;
    guard_end(fs->guard);
    if (fs->g)
        fs->lib.close(fs->g);
    forget(&fs->keys);
    strv_done(&fs->opened);
    strv_done(&fs->mapped);
    guest_list_free(fs->roots);
    guest_layout_done(&fs->layout);
    free(fs);
}
