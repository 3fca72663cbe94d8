/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/seal.h"
#include "base/mem.h"
#include "guest/facts.h"

#include <fnmatch.h>
#include <string.h>

/* ---- choices ------------------------------------------------------------ */

static const struct seal_item *find(const char *name, size_t n)
{
    for (const struct seal_item *item = seal_items; item->name; item++)
        if (strlen(item->name) == n && !strncmp(item->name, name, n))
            return item;
    return NULL;
}

static const char *near(const char *name)
{
    const char *names[64];
    size_t n = 0;

    for (; n < COUNT(names) && seal_items[n].name; n++)
        names[n] = seal_items[n].name;
    return str_closest(name, names, n);
}

int seal_check(const char *choice, struct err *err)
{
    size_t n = strcspn(choice, "=");
    AUTO(free) char *name = mem_ndup(choice, n);
    const char *meant = near(name);

    if (!find(choice, n))
        return err_usage(err,
                         "there is no item '%s' to seal%s%s%s (`help seal` "
                         "lists them)",
                         name, meant ? "; did you mean '" : "",
                         meant ? meant : "", meant ? "'?" : "");
    if (strcmp(choice + n, "=reset") != 0 && strcmp(choice + n, "=keep") != 0)
        return err_usage(err, "'%s' is neither %s=reset nor %s=keep", choice,
                         name, name);
    return 0;
}

bool seal_wants(const struct strv *choices, const struct seal_item *item)
{
    size_t n = strlen(item->name);
    bool wanted = !item->kept;

    for (size_t i = 0; choices && i < choices->n; i++)
        if (find(choices->v[i], strcspn(choices->v[i], "=")) == item)
            wanted = !strcmp(choices->v[i] + n, "=reset");
    return wanted;
}

/* ---- doing -------------------------------------------------------------- */

/* One question for all, /{PATTERN,PATTERN}: each takes its time. */
static void find_all(struct seal *seal)
{
    AUTO(buf_done) struct buf all = { 0 };

    for (const struct seal_item *item = seal_items; item->name; item++)
        for (const char *p = item->paths; *p;) {
            size_t n = strcspn(p, " ");

            buf_fmt(&all, "%s%.*s", all.n ? "," : "/{", (int)n - 1, p + 1);
            p += n + strspn(p + n, " ");
        }
    buf_add(&all, "}");
    guest_glob(seal->fs, all.text, &seal->found);
    strv_sort(&seal->found);
}

static bool is_at(const char *patterns, const char *path)
{
    AUTO(free) char *all = mem_dup(patterns);
    char *rest = NULL;

    for (char *p = strtok_r(all, " ", &rest); p; p = strtok_r(NULL, " ", &rest))
        if (!fnmatch(p, path, FNM_PATHNAME | FNM_PERIOD))
            return true;
    return false;
}

/* What is at the paths of two items was found twice. */
void seal_find(const struct seal *seal, const struct seal_item *item,
               struct strv *ret)
{
    const struct strv *found = &seal->found;

    for (size_t i = 0; i < found->n; i++)
        if ((!i || strcmp(found->v[i], found->v[i - 1]) != 0) &&
            is_at(item->paths, found->v[i]))
            strv_add(ret, found->v[i]);
}

/* Whether something is another; all of it into ret. */
static bool edit_parts(const struct seal_rewrite *how, const struct buf *text,
                       struct buf *ret)
{
    bool some = false;

    for (size_t at = 0; at <= text->n;) {
        const char *part = text->text + at;
        AUTO(free) char *new = how->edit(how->data, part);

        some |= new &&strcmp(new, part) != 0;
        buf_add(ret, new ? new : part);
        at += strlen(part) + 1;
        if (at <= text->n)
            buf_addn(ret, "", 1);
    }
    return some;
}

int seal_rewrite(const struct seal *seal, const struct seal_rewrite *how,
                 bool *ret_changed, struct err *err)
{
    size_t n = 0;
    AUTO(free) char *text = guest_read(seal->fs, how->path, &n);
    AUTO(buf_done) struct buf new = { 0 };

    if (!text || !edit_parts(how, &(struct buf){ .text = text, .n = n }, &new))
        return guest_failed(seal->fs, err);
    *ret_changed = true;
    return guest_write_bytes(seal->fs, how->path, &new, err);
}

static int remove_all(const struct seal *seal, const struct seal_item *item,
                      bool *ret_changed, struct err *err)
{
    AUTO(strv_done) struct strv found = { 0 };

    seal_find(seal, item, &found);
    for (size_t i = 0; i < found.n; i++)
        if (guest_remove(seal->fs, found.v[i], err))
            return -1;
    *ret_changed = found.n > 0;
    return guest_failed(seal->fs, err);
}

static int reset(const struct seal *seal, const struct seal_item *item,
                 struct err *err)
{
    bool changed = false;
    int rc = item->reset ? item->reset(seal, item, &changed, err)
                         : remove_all(seal, item, &changed, err);

    if (rc)
        return err->code == ERR_INTERRUPTED ? -1
                                            : err_wrap(err, "%s", item->name);
    if (changed)
        strv_add(seal->done, item->name);
    return 0;
}

static int keep(const struct seal *seal, const struct seal_item *item,
                struct err *err)
{
    AUTO(strv_done) struct strv found = { 0 };

    seal_find(seal, item, &found);
    if (found.n)
        strv_fmt(seal->kept, "%s: %s (%s%s)", item->name, item->help,
                 found.v[0], found.n > 1 ? ", ..." : "");
    return guest_failed(seal->fs, err);
}

int seal_look(struct seal *seal, struct err *err)
{
    const struct guest_layout *layout = guest_fs_layout(seal->fs);

    if (!str_eq(layout->type, "linux"))
        return err_fail(err, "its disks have %s (%s), which cannot be sealed",
                        layout->product, layout->type);
    seal->old = guest_facts_hostname(seal->fs);
    find_all(seal);
    return guest_failed(seal->fs, err);
}

void seal_forget(struct seal *seal)
{
    mem_set(&seal->old, NULL);
    strv_done(&seal->found);
}

/* Kept in both parts, it was told in the first. */
static bool was_told(const struct seal *seal, const struct seal_item *item)
{
    return seal->part == SEAL_OWN && (item->part & SEAL_COMMON);
}

static int run_item(const struct seal *seal, const struct seal_item *item,
                    struct err *err)
{
    if (!(item->part & seal->part))
        return 0;
    if (seal_wants(seal->choices, item))
        return reset(seal, item, err);
    return was_told(seal, item) ? 0 : keep(seal, item, err);
}

/* The base keeps the old domain: so a clone's files tell the host's name with
 * it from the one without, as the source's did. */
static char *base_name(const struct seal *seal)
{
    return mem_fmt("%s%s", seal->hostname,
                   seal->old ? seal->old + strcspn(seal->old, ".") : "");
}

int seal_run(struct seal *seal, struct err *err)
{
    int rc = seal_look(seal, err);
    AUTO(free)
    char *base = seal->part == SEAL_COMMON ? base_name(seal) : NULL;

    if (base)
        seal->hostname = base;
    for (const struct seal_item *item = seal_items; item->name && rc == 0;
         item++)
        rc = run_item(seal, item, err);
    seal_forget(seal);
    return rc;
}
