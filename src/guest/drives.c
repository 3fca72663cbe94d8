/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "guest/fs.h"

void guest_drives_add(struct guest_drives *drives, const char *path,
                      const char *format)
{
    drives->v = mem_more(drives->v, drives->n, sizeof(*drives->v));
    drives->v[drives->n++] = (struct guest_drive){ path, format };
}

void guest_layout_done(struct guest_layout *layout)
{
    strv_done(&layout->mounts);
    free(layout->type);
    free(layout->distro);
    free(layout->product);
    *layout = (struct guest_layout){ 0 };
}

void guest_layout_copy(struct guest_layout *to, const struct guest_layout *from)
{
    guest_layout_done(to);
    for (size_t i = 0; i < from->mounts.n; i++)
        strv_add(&to->mounts, from->mounts.v[i]);
    to->type = mem_dup(from->type);
    to->distro = mem_dup(from->distro);
    to->product = mem_dup(from->product);
    to->alone = from->alone;
}
