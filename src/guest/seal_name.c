/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only the name of a machine: what `rename --hostname` does. */
#include "guest/seal.h"
#include "base/mem.h"
#include "guest/facts.h"

#include <string.h>

static bool is_of_name(const struct seal_item *item)
{
    return item->reset == seal_hostname || item->reset == seal_old_name;
}

/* An empty text is a file that is not there, which is as good. */
static void remember(struct guest_fs *fs, const char *path, struct strv *ret)
{
    char *text = guest_read(fs, path, NULL);

    strv_add(ret, path);
    strv_take(ret, text ? text : mem_dup(""));
}

static void remember_all(const struct seal *seal, struct strv *ret)
{
    remember(seal->fs, "/etc/hostname", ret);
    for (const struct seal_item *item = seal_items; item->name; item++) {
        AUTO(strv_done) struct strv found = { 0 };

        if (is_of_name(item))
            seal_find(seal, item, &found);
        for (size_t i = 0; i < found.n; i++)
            if (strcmp(found.v[i], "/etc/hostname") != 0)
                remember(seal->fs, found.v[i], ret);
    }
}

int seal_name(struct seal *seal, struct strv *before, struct err *err)
{
    int rc = seal_look(seal, err);

    if (rc == 0) {
        remember_all(seal, before);
        rc = guest_failed(seal->fs, err);
    }
    for (const struct seal_item *item = seal_items; item->name && rc == 0;
         item++) {
        bool changed;

        if (is_of_name(item))
            rc = item->reset(seal, item, &changed, err);
    }
    mem_set(&seal->old, NULL);
    return rc;
}

int seal_name_back(struct guest_fs *fs, const struct strv *before,
                   struct err *err)
{
    for (size_t i = 0; i + 1 < before->n; i += 2) {
        const char *path = before->v[i], *text = before->v[i + 1];

        if (*text ? guest_write(fs, path, text, err)
                  : guest_remove(fs, path, err))
            return -1;
    }
    return 0;
}
