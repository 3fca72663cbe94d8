/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/dirs.h"
#include "base/mem.h"
#include "base/str.h"
#include "virt/conn.h"

#include <string.h>

static void in_root(const char *uri, struct dirs *ret)
{
    const char *root = strstr(uri, "root=");
    int n;

    if (!root)
        return;
    root += strlen("root=");
    n = (int)strcspn(root, "&");
    ret->lib = mem_fmt("%.*s/lib/qemu", n, root);
    ret->swtpm = mem_fmt("%.*s/lib/swtpm", n, root);
}

static void in_home(struct dirs *ret)
{
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");

    if (config && *config)
        ret->lib = mem_fmt("%s/libvirt/qemu", config);
    else if (home && *home)
        ret->lib = mem_fmt("%s/.config/libvirt/qemu", home);
    if (ret->lib)
        ret->swtpm = mem_fmt("%s/swtpm", ret->lib);
}

void dirs_read(virConnectPtr vir, struct dirs *ret)
{
    AUTO(free) char *uri = virConnectGetURI(vir);

    *ret = (struct dirs){ 0 };
    if (!uri || !conn_is_local(vir))
        return;
    if (str_starts(uri, "qemu:///embed"))
        in_root(uri, ret);
    else if (!strcmp(uri, "qemu:///session"))
        in_home(ret);
    else if (!strcmp(uri, "qemu:///system")) {
        ret->lib = mem_dup("/var/lib/libvirt/qemu");
        ret->swtpm = mem_dup("/var/lib/libvirt/swtpm");
    }
}

void dirs_done(struct dirs *dirs)
{
    free(dirs->lib);
    free(dirs->swtpm);
    *dirs = (struct dirs){ 0 };
}
