/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items that are not just removed. */
#include "base/mem.h"
#include "guest/facts.h"
#include "guest/keys.h"
#include "guest/seal.h"

#include <string.h>
#include <sys/random.h>

/* ---- the machine's id --------------------------------------------------- */

/* An empty file makes systemd take an id from the domain's new UUID, without
 * all that a missing one means (a first boot). D-Bus takes systemd's, unless
 * it has a file of its own, which systemd in turn would believe. Where there
 * is no systemd, D-Bus makes one only if there is no file at all. */
static int clear_id(const struct seal *seal, const char *path,
                    bool *ret_changed, struct err *err)
{
    bool main = !strcmp(path, "/etc/machine-id");

    if (guest_is_link(seal->fs, path))
        return guest_failed(seal->fs, err);
    *ret_changed = true;
    if (main && guest_facts_systemd(seal->fs))
        return guest_write(seal->fs, path, "", err);
    return guest_remove(seal->fs, path, err);
}

int seal_machine_id(const struct seal *seal, const struct seal_item *item,
                    bool *ret_changed, struct err *err)
{
    AUTO(strv_done) struct strv found = { 0 };

    seal_find(seal, item, &found);
    for (size_t i = 0; i < found.n; i++)
        if (clear_id(seal, found.v[i], ret_changed, err))
            return -1;
    return guest_failed(seal->fs, err);
}

/* ---- the host name ------------------------------------------------------ */

static bool is_part_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* The name as a whole word; a dot ends it, so that web.example.org's first
 * part is one. */
static bool is_word(const char *text, const char *at, size_t n)
{
    return (at == text || (!is_part_of_name(at[-1]) && at[-1] != '.')) &&
           !is_part_of_name(at[n]);
}

/* What stands for a name, by whether more of a domain follows it. */
struct renaming {
    const char *old, *alone, *in_domain;
};

/* NULL: it is not there. */
static char *replace_word(const char *text, const struct renaming *names)
{
    AUTO(buf_done) struct buf out = { 0 };
    size_t n = strlen(names->old);
    const char *from = text;
    bool some = false;

    for (const char *p = text; n && (p = strcasestr(p, names->old));) {
        if (!is_word(text, p, n)) {
            p++;
            continue;
        }
        buf_addn(&out, from, (size_t)(p - from));
        buf_add(&out, p[n] == '.' ? names->in_domain : names->alone);
        some = true;
        p = from = p + n;
    }
    buf_add(&out, from);
    return some ? buf_take(&out) : NULL;
}

static char *label_of(const char *hostname)
{
    return mem_ndup(hostname, strcspn(hostname, "."));
}

/* "web.example.org" has "web" for short, and in a file either may stand. */
static char *rename_text(const void *data, const char *text)
{
    const struct seal *seal = data;
    AUTO(free) char *old = label_of(seal->old);
    AUTO(free) char *new = label_of(seal->hostname);
    bool dotted = strcmp(old, seal->old) != 0;
    struct renaming whole = { seal->old, seal->hostname, seal->hostname };
    struct renaming first = {
        .old = old,
        .alone = dotted ? new : seal->hostname,
        .in_domain = dotted ? old : new, /* another one's, or its own */
    };
    AUTO(free) char *half = dotted ? replace_word(text, &whole) : NULL;
    char *done;

    if (half && !strcmp(old, new))
        return TAKE(half);
    done = replace_word(half ? half : text, &first);
    return done ? done : TAKE(half);
}

/* Among what names connections and devices only where it is a host's. */
static bool is_of_host(const char *line)
{
    return strcasestr(line, "hostname") || strcasestr(line, "host-name") ||
           strcasestr(line, "fqdn");
}

static char *rename_lines(const void *data, const char *text)
{
    struct buf all = { 0 };

    for (size_t n; *text; text += n) {
        AUTO(free) char *line = NULL;
        AUTO(free) char *new = NULL;

        n = strcspn(text, "\n");
        n += text[n] == '\n';
        line = mem_ndup(text, n);
        new = is_of_host(line) ? rename_text(data, line) : NULL;
        buf_add(&all, new ? new : line);
    }
    return buf_take(&all);
}

static int rename_all(const struct seal *seal, const struct seal_item *item,
                      seal_editor *edit, bool *ret_changed, struct err *err)
{
    AUTO(strv_done) struct strv found = { 0 };

    if (seal->old && strcmp(seal->old, "localhost") != 0)
        seal_find(seal, item, &found);
    for (size_t i = 0; i < found.n; i++) {
        struct seal_rewrite how = { found.v[i], edit, seal };

        if (seal_rewrite(seal, &how, ret_changed, err))
            return -1;
    }
    return guest_failed(seal->fs, err);
}

int seal_old_name(const struct seal *seal, const struct seal_item *item,
                  bool *ret_changed, struct err *err)
{
    return rename_all(seal, item, rename_text, ret_changed, err);
}

int seal_sent_name(const struct seal *seal, const struct seal_item *item,
                   bool *ret_changed, struct err *err)
{
    return rename_all(seal, item, rename_lines, ret_changed, err);
}

/* Files that are nothing but the name; others have it among more. */
static bool is_all_name(const char *path)
{
    return !strcmp(path, "/etc/hostname") || !strcmp(path, "/etc/HOSTNAME");
}

/* SELinux gives a file that is new a label only where it is told to look at
 * all of them, at the next boot. */
static int create(const struct seal *seal, const char *path, const char *text,
                  struct err *err)
{
    bool labels = guest_is_file(seal->fs, "/etc/selinux/config") &&
                  !guest_exists(seal->fs, path);

    if (guest_write(seal->fs, path, text, err))
        return -1;
    return labels ? guest_write(seal->fs, SEAL_RELABEL, "", err) : 0;
}

/* Every system that is one has a host name, and most by this file; systemd by
 * no other. */
static bool needs_file(const struct seal *seal, const struct strv *found)
{
    for (size_t i = 0; i < found->n; i++)
        if (is_all_name(found->v[i]))
            return false;
    return !seal->old || guest_facts_systemd(seal->fs);
}

int seal_hostname(const struct seal *seal, const struct seal_item *item,
                  bool *ret_changed, struct err *err)
{
    AUTO(free) char *line = mem_fmt("%s\n", seal->hostname);
    AUTO(strv_done) struct strv found = { 0 };

    seal_find(seal, item, &found);
    if (needs_file(seal, &found))
        strv_add(&found, "/etc/hostname");
    for (size_t i = 0; i < found.n; i++) {
        struct seal_rewrite how = { found.v[i], rename_text, seal };

        if (is_all_name(found.v[i]) ? create(seal, found.v[i], line, err)
            : seal->old             ? seal_rewrite(seal, &how, ret_changed, err)
                                    : 0)
            return -1;
    }
    *ret_changed = true;
    return guest_failed(seal->fs, err);
}

/* ---- keys and seeds ----------------------------------------------------- */

/* A base has empty files, whose modes and labels the clones' keys get. */
int seal_keys(const struct seal *seal, const struct seal_item *item,
              bool *ret_changed, struct err *err)
{
    AUTO(strv_done) struct strv found = { 0 };

    seal_find(seal, item, &found);
    *ret_changed = found.n > 0;
    if (guest_failed(seal->fs, err))
        return -1;
    return seal->part == SEAL_COMMON
               ? guest_keys_empty(seal->fs, &found, err)
               : guest_keys_renew(seal->fs, &found, seal->hostname, err);
}

/* As many other bytes; the file's "is credited" mark stays true of them. */
static int reseed(const struct seal *seal, const char *path, bool *ret_changed,
                  struct err *err)
{
    size_t n = 0;
    AUTO(free) char *text = guest_read(seal->fs, path, &n);
    struct buf bytes = { .text = text, .n = n };

    if (!text || !n)
        return guest_failed(seal->fs, err);
    for (size_t at = 0; at < n;) {
        ssize_t got = getrandom(text + at, n - at, 0);

        if (got < 0)
            return err_sys(err, "there are no random numbers");
        at += (size_t)got;
    }
    *ret_changed = true;
    return guest_write_bytes(seal->fs, path, &bytes, err);
}

int seal_random(const struct seal *seal, const struct seal_item *item,
                bool *ret_changed, struct err *err)
{
    AUTO(strv_done) struct strv found = { 0 };

    seal_find(seal, item, &found);
    for (size_t i = 0; i < found.n; i++)
        if (reseed(seal, found.v[i], ret_changed, err))
            return -1;
    return guest_failed(seal->fs, err);
}
