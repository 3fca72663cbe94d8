/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading libguestfs. */
#include "base/mem.h"
#include "guest/fs_priv.h"

#include <dlfcn.h>
#include <string.h>

static const char *const members[] = {
#define GUEST_LIB_NAME(name) "guestfs_" #name,
    GUEST_LIB_ROWS(GUEST_LIB_NAME)
#undef GUEST_LIB_NAME
};

static void *open_library(struct err *err)
{
    void *handle = dlopen("libguestfs.so.0", RTLD_NOW | RTLD_NODELETE);

    if (!handle)
        err_fail(err, "libguestfs is not installed, which opens the guest's "
                      "file systems: install libguestfs0 (Debian, SUSE) or "
                      "libguestfs (Fedora, RHEL, Arch)");
    return handle;
}

/* The table is function pointers and nothing else, in the order of the names.
 */
int guest_lib_load(struct guest_lib *lib, struct err *err)
{
    void *handle = open_library(err);

    for (size_t i = 0; handle && i < COUNT(members); i++) {
        void *member = dlsym(handle, members[i]);

        if (!member)
            return err_fail(err, "libguestfs is too old: it has no %s",
                            members[i]);
        memcpy((char *)lib + i * sizeof(member), &member, sizeof(member));
    }
    return handle ? 0 : -1;
}

int guest_fs_available(struct err *err)
{
    struct guest_lib lib;

    return guest_lib_load(&lib, err);
}
