/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/trust.h"
#include "base/mem.h"
#include "base/rewrite.h"
#include "base/sha256.h"
#include "base/state.h"
#include "lua/discover.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <libgen.h>
#include <string.h>
#include <sys/file.h>

enum { SUM = 64, FILES_MAX = 1000 };

char *trust_project(const char *dir)
{
    AUTO(free) char *real = realpath(dir, NULL);
    AUTO(free) char *path = real ? mem_fmt("%s/.virt-twin", real) : NULL;
    struct stat st;

    return path && stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? TAKE(path)
                                                               : NULL;
}

/* ---- the file: pairs of a sum and a path -------------------------------- */

static const char *sum_of(const struct strv *pairs, const char *path)
{
    for (size_t i = 0; i < pairs->n; i += 2)
        if (!strcmp(pairs->v[i + 1], path))
            return pairs->v[i];
    return NULL;
}

static int take_line(const char *line, struct strv *pairs)
{
    if (strspn(line, "0123456789abcdef") != SUM || line[SUM] != ' ' ||
        line[SUM + 1] != ' ' || line[SUM + 2] != '/')
        return -1;
    strv_take(pairs, mem_ndup(line, SUM));
    strv_add(pairs, line + SUM + 2);
    return 0;
}

static int read_pairs(struct strv *pairs, struct err *err)
{
    AUTO(free) char *path = state_path("trust", err);
    struct hook_file file = { .path = path };
    AUTO(free) char *text = NULL;
    char *rest = NULL;
    size_t n;

    if (!path)
        return -1;
    if (access(path, F_OK))
        return 0;
    text = hook_file_read(&file, &n, err);
    if (!text)
        return -1;
    for (char *line = strtok_r(text, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest))
        if (take_line(line, pairs))
            return err_fail(err, "%s: '%s' is not a sum and a path", path,
                            line);
    return 0;
}

static int write_pairs(const struct strv *pairs, struct err *err)
{
    AUTO(free) char *path = state_path("trust", err);
    AUTO(buf_done) struct buf text = { 0 };
    struct rewrite content = { .path = path, .mode = 0600 };

    for (size_t i = 0; i < pairs->n; i += 2)
        buf_fmt(&text, "%s  %s\n", pairs->v[i], pairs->v[i + 1]);
    content.n = text.n;
    content.text = text.text;
    return path ? rewrite(&content, err) : -1;
}

/* Held until the descriptor is closed. */
static int lock_pairs(struct err *err)
{
    AUTO(free) char *path = state_path("trust", err);
    int fd = path ? open(dirname(path), O_RDONLY | O_CLOEXEC) : -1;

    if (fd >= 0 && flock(fd, LOCK_EX) == 0)
        return fd;
    if (path)
        err_sys(err, "cannot lock %s", path);
    fd_close(fd);
    return -1;
}

/* ---- the questions ------------------------------------------------------ */

static bool is_below(const char *path, const char *project)
{
    return str_starts(path, project) && path[strlen(project)] == '/';
}

int trust_knows(const char *project, struct err *err)
{
    AUTO(strv_done) struct strv pairs = { 0 };

    if (read_pairs(&pairs, err))
        return -1;
    for (size_t i = 0; i < pairs.n; i += 2)
        if (is_below(pairs.v[i + 1], project))
            return 1;
    return 0;
}

int trust_check(const char *path, const char *text, size_t n, struct err *err)
{
    AUTO(strv_done) struct strv pairs = { 0 };
    const char *sum;

    if (read_pairs(&pairs, err))
        return -1;
    sum = sum_of(&pairs, path);
    if (sum && !strcmp(sum, sha256(text, n).text))
        return 0;
    return err_fail(
        err, "refusing to load %s: %s; look at it, then 'hook trust'", path,
        sum ? "it has changed since it was trusted"
            : "it is not one of those that are trusted");
}

/* ---- what a project has ------------------------------------------------- */

static int take_file(const char *path, struct strv *pairs, struct err *err)
{
    struct hook_file file = { .path = (char *)path };
    size_t n;
    AUTO(free) char *text = NULL;

    for (const char *c = path; *c; c++)
        if ((unsigned char)*c < ' ')
            return err_fail(err, "a file below %.*s has an odd name",
                            (int)(c - path), path);
    if (pairs->n >= 2 * FILES_MAX)
        return err_fail(err, "there are more than %d files", FILES_MAX);
    text = hook_file_read(&file, &n, err);
    if (!text)
        return -1;
    strv_add(pairs, sha256(text, n).text);
    strv_add(pairs, path);
    return 0;
}

/* Scripts, also behind a link; directories behind links are not for us. */
static bool is_script(const FTSENT *entry)
{
    struct stat st;

    return (entry->fts_info == FTS_F || entry->fts_info == FTS_SL) &&
           (str_ends(entry->fts_name, ".lua") || entry->fts_level == 0) &&
           stat(entry->fts_path, &st) == 0 && S_ISREG(st.st_mode);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* What was not seen must not be passed over in silence. */
static bool is_unseen(const FTSENT *entry)
{
    return entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
           entry->fts_info == FTS_NS;
}

static int walk(char *root, struct strv *pairs, struct err *err)
{
    char *roots[] = { root, NULL };
    FTS *tree =
        fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
    FTSENT *entry;
    int rc = 0;

    if (!tree)
        return err_sys(err, "cannot read %s", root);
    while (rc == 0 && (entry = fts_read(tree)))
        if (is_script(entry))
            rc = take_file(entry->fts_path, pairs, err);
        else if (is_unseen(entry))
            rc = err_fail(err, "cannot read %s: %s", entry->fts_path,
                          strerror(entry->fts_errno));
    if (rc == 0 && errno)
        rc = err_sys(err, "cannot read %s", root);
    fts_close(tree);
    return rc;
}

static int find_all(const char *project, struct strv *pairs, struct err *err)
{
    static const char *const parts[] = { "hooks.conf", "hooks.d", "lua" };

    for (size_t i = 0; i < COUNT(parts); i++) {
        AUTO(free) char *root = mem_fmt("%s/%s", project, parts[i]);

        if (access(root, F_OK) == 0 ? walk(root, pairs, err)
            : errno != ENOENT       ? err_sys(err, "cannot read %s", root)
                                    : 0)
            return -1;
    }
    return 0;
}

/* ---- changing ----------------------------------------------------------- */

static void tell(struct strv *ret, const char *state, const char *path)
{
    strv_add(ret, state);
    strv_add(ret, path);
}

/* Compare what is now with what was trusted below the project. */
static void compare(const char *project, const struct strv *old,
                    const struct strv *now, struct strv *ret)
{
    for (size_t i = 0; i < now->n; i += 2) {
        const char *sum = sum_of(old, now->v[i + 1]);

        tell(ret,
             !sum                          ? "new"
             : strcmp(sum, now->v[i]) != 0 ? "changed"
                                           : "same",
             now->v[i + 1]);
    }
    for (size_t i = 0; i < old->n; i += 2)
        if (is_below(old->v[i + 1], project) && !sum_of(now, old->v[i + 1]))
            tell(ret, "gone", old->v[i + 1]);
}

static int replace(const char *project, const struct strv *now,
                   struct strv *ret, struct err *err)
{
    AUTO(fd_close) int lock = lock_pairs(err);
    AUTO(strv_done) struct strv old = { 0 }, new = { 0 };

    if (lock < 0 || read_pairs(&old, err))
        return -1;
    for (size_t i = 0; i < old.n; i += 2)
        if (!is_below(old.v[i + 1], project))
            tell(&new, old.v[i], old.v[i + 1]);
    for (size_t i = 0; i < now->n; i += 2)
        tell(&new, now->v[i], now->v[i + 1]);
    compare(project, &old, now, ret);
    return write_pairs(&new, err);
}

int trust_add(const char *project, struct strv *ret, struct err *err)
{
    AUTO(strv_done) struct strv now = { 0 };

    if (find_all(project, &now, err))
        return -1;
    if (!now.n)
        return err_fail(err, "there are no hooks in %s", project);
    return replace(project, &now, ret, err);
}

int trust_remove(const char *project, struct strv *ret, struct err *err)
{
    static const struct strv nothing = { 0 };
    int known = trust_knows(project, err);

    if (known < 0)
        return -1;
    if (!known)
        return err_fail(err, "nothing in %s is trusted", project);
    return replace(project, &nothing, ret, err);
}

static const char *state_of(const char *path, const char *sum)
{
    struct hook_file file = { .path = (char *)path };
    struct err ignored = ERR_INIT;
    size_t n;
    AUTO(free) char *text = hook_file_read(&file, &n, &ignored);

    if (!text)
        return access(path, F_OK) ? "gone" : "changed";
    return strcmp(sum, sha256(text, n).text) ? "changed" : "same";
}

int trust_list(struct strv *ret, struct err *err)
{
    AUTO(strv_done) struct strv pairs = { 0 };

    if (read_pairs(&pairs, err))
        return -1;
    for (size_t i = 0; i < pairs.n; i += 2)
        tell(ret, state_of(pairs.v[i + 1], pairs.v[i]), pairs.v[i + 1]);
    return 0;
}
