/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/seal_name.h"
#include "base/mem.h"

#include <string.h>

static bool is_of_name(const struct seal_item *item)
{
    return item->reset == seal_hostname || item->reset == seal_old_name ||
           item->reset == seal_sent_name;
}

/* ---- as it was ---------------------------------------------------------- */

void seal_files_done(struct seal_files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        free(files->v[i].path);
        free(files->v[i].text);
    }
    free(files->v);
    *files = (struct seal_files){ 0 };
}

static bool is_known(const struct seal_files *files, const char *path)
{
    for (size_t i = 0; i < files->n; i++)
        if (!strcmp(files->v[i].path, path))
            return true;
    return false;
}

/* What is there and no file is not changed. */
static void remember(struct guest_fs *fs, const char *path,
                     struct seal_files *ret)
{
    size_t n = 0;
    char *text;

    if (is_known(ret, path))
        return;
    text = guest_read(fs, path, &n);
    if (!text && guest_exists(fs, path))
        return;
    ret->v = mem_more(ret->v, ret->n, sizeof(*ret->v));
    ret->v[ret->n++] = (struct seal_file){
        .path = mem_dup(path),
        .text = text,
        .n = n,
    };
}

/* Two files may be made that are not there. */
static void remember_all(const struct seal *seal, struct seal_files *ret)
{
    remember(seal->fs, "/etc/hostname", ret);
    remember(seal->fs, SEAL_RELABEL, ret);
    for (const struct seal_item *item = seal_items; item->name; item++) {
        AUTO(strv_done) struct strv found = { 0 };

        if (is_of_name(item))
            seal_find(seal, item, &found);
        for (size_t i = 0; i < found.n; i++)
            remember(seal->fs, found.v[i], ret);
    }
}

/* A link that led nowhere is the guest's own. */
static int bring_back(struct guest_fs *fs, const struct seal_file *file,
                      struct err *err)
{
    struct buf bytes = { .text = file->text, .n = file->n };

    if (file->text)
        return guest_write_bytes(fs, file->path, &bytes, err);
    return guest_is_link(fs, file->path) ? guest_failed(fs, err)
                                         : guest_remove(fs, file->path, err);
}

int seal_name_back(struct guest_fs *fs, const struct seal_files *before,
                   struct err *err)
{
    for (size_t i = 0; i < before->n; i++)
        if (bring_back(fs, &before->v[i], err))
            return -1;
    return 0;
}

/* ---- the new one -------------------------------------------------------- */

int seal_name(struct seal *seal, struct seal_files *before, struct err *err)
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
    seal_forget(seal);
    return rc;
}
