/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/discover.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pwd.h>
#include <string.h>
#include <sys/sysmacros.h>

enum { FILE_LIMIT = 4 * 1024 * 1024 };

void discover_dirs(struct strv *ret)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

    strv_add(ret, VIRT_TWIN_DATADIR "/hooks.d");
    strv_add(ret, VIRT_TWIN_SYSCONFDIR "/hooks.d");
    if (config && *config == '/')
        strv_fmt(ret, "%s/virt-twin/hooks.d", config);
    else if (home && *home == '/')
        strv_fmt(ret, "%s/.config/virt-twin/hooks.d", home);
}

/* ---- the list ----------------------------------------------------------- */

static void file_done(struct hook_file *file)
{
    free(file->base);
    free(file->path);
    free(file->shown);
}

void hook_files_done(struct hook_files *files)
{
    for (size_t i = 0; i < files->n; i++)
        file_done(&files->v[i]);
    free(files->v);
    *files = (struct hook_files){ 0 };
}

static void forget(struct hook_files *files, const char *base)
{
    for (size_t i = 0; i < files->n; i++)
        if (!strcmp(files->v[i].base, base)) {
            file_done(&files->v[i]);
            files->v[i] = files->v[--files->n];
            return;
        }
}

void hook_files_add(struct hook_files *files, const struct hook_file *file)
{
    files->v = mem_more(files->v, files->n, sizeof(*files->v));
    files->v[files->n++] = *file;
}

char *hook_file_beside(const char *dir, const char *below)
{
    const char *slash = strrchr(dir, '/');

    return mem_fmt("%.*s/%s", slash ? (int)(slash - dir) : 1, slash ? dir : ".",
                   below);
}

static int by_base(const void *a, const void *b)
{
    const struct hook_file *left = a, *right = b;

    return strcmp(left->base, right->base);
}

bool hook_file_is_called(const char *base, const char *name)
{
    size_t digits = strspn(base, "0123456789");
    const char *rest = digits && base[digits] == '-' ? base + digits + 1 : base;
    size_t n = strlen(name);

    if (!strcmp(base, name))
        return true;
    return (!strncmp(rest, name, n) && !strcmp(rest + n, ".lua")) ||
           (!strncmp(base, name, n) && !strcmp(base + n, ".lua"));
}

static bool same_file(const struct hook_file *a, const struct hook_file *b)
{
    return !strcmp(a->path, b->path) && a->given == b->given &&
           a->open == b->open && a->st.st_dev == b->st.st_dev &&
           a->st.st_ino == b->st.st_ino && a->st.st_size == b->st.st_size &&
           a->st.st_mtim.tv_sec == b->st.st_mtim.tv_sec &&
           a->st.st_mtim.tv_nsec == b->st.st_mtim.tv_nsec &&
           a->st.st_mode == b->st.st_mode && a->st.st_uid == b->st.st_uid;
}

bool hook_files_same(const struct hook_files *a, const struct hook_files *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!same_file(&a->v[i], &b->v[i]))
            return false;
    return true;
}

/* ---- a directory -------------------------------------------------------- */

/* What editors and packagers leave behind. */
static const char *leftover(const char *name)
{
    static const char *const ends[] = { "~", ".bak", ".rpmsave", ".disabled" };

    if (*name == '.')
        return "its name begins with a dot";
    for (size_t i = 0; i < COUNT(ends); i++)
        if (str_ends(name, ends[i]))
            return "it is a copy, or disabled, by its name";
    return strstr(name, ".dpkg-") ? "it is a copy by its name" : NULL;
}

static bool is_mask(const char *name, const struct stat *st)
{
    if (S_ISCHR(st->st_mode))
        return st->st_rdev == makedev(1, 3);
    return S_ISREG(st->st_mode) && st->st_size == 0 && str_ends(name, ".lua");
}

/* Fill path, shown and st of a file or of NAME/main.lua; or say why not. */
static const char *resolve(struct hook_file *file)
{
    if (S_ISREG(file->st.st_mode)) {
        file->shown = mem_dup(file->base);
        return str_ends(file->base, ".lua") ? NULL
                                            : "its name does not end in .lua";
    }
    if (!S_ISDIR(file->st.st_mode))
        return "it is neither a file nor a directory";
    mem_set(&file->path, mem_fmt("%s/main.lua", file->path));
    file->shown = mem_fmt("%s/main.lua", file->base);
    return stat(file->path, &file->st) ? "it has no main.lua" : NULL;
}

/* ---- what virt-twin.conf names --------------------------------------------
 */

/* "10-name" is 10-name.lua or 10-name/main.lua. */
static bool is_named(const struct strv *names, const char *base)
{
    AUTO(free)
    char *stem = mem_ndup(
        base, strlen(base) - (str_ends(base, ".lua") ? strlen(".lua") : 0));

    return strv_has(names, base) || strv_has(names, stem);
}

/* `KEY = NAME, NAME` (the line is cut); other lines are not meant. */
static void take_names(char *line, const char *key, struct strv *names)
{
    char *rest = NULL, *value = strchr(line, '=');
    char *word;

    if (!value)
        return;
    *value++ = '\0';
    word = strtok_r(line, " \t", &rest);
    if (!word || strcmp(word, key) != 0)
        return;
    for (char *name = strtok_r(value, ", \t\n", &rest); name;
         name = strtok_r(NULL, ", \t\n", &rest))
        strv_add(names, name);
}

static int read_names(const char *path, const char *key, struct strv *names,
                      struct err *err)
{
    struct hook_file file = { .path = (char *)path };
    AUTO(free) char *text = NULL;
    char *rest = NULL;
    size_t n;

    if (access(path, F_OK))
        return 0;
    text = hook_file_read(&file, &n, err);
    if (!text)
        return -1;
    for (char *line = strtok_r(text, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest))
        take_names(line, key, names);
    return 0;
}

/* From the files beside the first `places` directories. */
static int all_names(const struct discover *how, size_t places, const char *key,
                     struct strv *names, struct err *err)
{
    for (size_t i = 0; i < how->dirs->n && i < places; i++) {
        AUTO(free)
        char *path = hook_file_beside(how->dirs->v[i], "virt-twin.conf");

        if (read_names(path, key, names, err))
            return -1;
    }
    return 0;
}

/* ---- what there is ------------------------------------------------------- */

struct search {
    const struct discover *how;
    struct strv mandatory, open;
    struct hook_files files;
    size_t place;
};

static bool is_found(const struct hook_files *files, const char *name)
{
    for (size_t i = 0; i < files->n; i++)
        if (files->v[i].kind == HOOK_SCRIPT &&
            (!strcmp(files->v[i].base, name) ||
             (str_starts(files->v[i].base, name) &&
              !strcmp(files->v[i].base + strlen(name), ".lua"))))
            return true;
    return false;
}

/* Why an entry does not count ("": that is as it should be: a test), or NULL;
 * then file says what it is. */
static const char *why_not(struct search *search, struct hook_file *file)
{
    const char *why = leftover(file->base);

    file->mandatory = is_named(&search->mandatory, file->base);
    file->open = !file->project && is_named(&search->open, file->base);
    if (!why && str_ends(file->base, "_test.lua"))
        why = "";
    if (!why && file->mandatory && search->place >= HOOK_SYSTEM_DIRS)
        return "the system's file of this name is mandatory";
    if (!why && stat(file->path, &file->st))
        why = "it is a link to nowhere";
    return why;
}

static bool is_project(const struct search *search)
{
    return search->how->project && search->place + 1 == search->how->dirs->n;
}

static void take_entry(struct search *search, const char *dir, const char *name)
{
    struct hook_file file = { .base = mem_dup(name),
                              .path = mem_fmt("%s/%s", dir, name),
                              .place = search->place,
                              .project = is_project(search) };
    const char *why = why_not(search, &file);

    if (!why && is_mask(name, &file.st)) {
        forget(&search->files, name);
        file_done(&file);
        return;
    }
    if (!why)
        why = resolve(&file);
    if (why && *why)
        strv_fmt(search->how->notes, "ignoring %s/%s: %s", dir, name, why);
    if (why || (search->how->none && !file.mandatory)) {
        file_done(&file);
        return;
    }
    forget(&search->files, name);
    hook_files_add(&search->files, &file);
}

static int take_dir(struct search *search, const char *dir, struct err *err)
{
    AUTO(strv_done) struct strv names = { 0 };
    DIR *stream = opendir(dir);
    struct dirent *entry;

    if (!stream && (errno == ENOENT || errno == ENOTDIR))
        return 0;
    if (!stream)
        return err_sys(err, "cannot read the hook directory %s", dir);
    while ((entry = readdir(stream)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            strv_add(&names, entry->d_name);
    closedir(stream);
    strv_sort(&names);
    for (size_t i = 0; i < names.n; i++)
        take_entry(search, dir, names.v[i]);
    return 0;
}

static int take_given(struct search *search, const char *path, struct err *err)
{
    struct hook_file file = { .given = true,
                              .project = search->how->distrust,
                              .place = search->how->dirs->n };

    if (stat(path, &file.st))
        return err_sys(err, "hook file %s", path);
    file.base = mem_dup(path);
    file.path = mem_dup(path);
    file.shown = mem_dup(strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
    hook_files_add(&search->files, &file);
    return 0;
}

static void take_conf(struct search *search, const char *dir)
{
    AUTO(free) char *path = hook_file_beside(dir, "hooks.conf");
    struct hook_file file = { .kind = HOOK_CONF,
                              .place = search->place,
                              .project = is_project(search) };

    for (size_t i = 0; i < search->files.n; i++)
        if (!strcmp(search->files.v[i].path, path))
            return;
    if (stat(path, &file.st))
        return;
    file.base = mem_dup("hooks.conf");
    file.shown = mem_dup(path);
    file.path = TAKE(path);
    hook_files_add(&search->files, &file);
}

static int find_all(struct search *search, struct err *err)
{
    const struct discover *how = search->how;
    size_t n = 0;

    for (size_t i = 0; i < how->dirs->n; i++) {
        search->place = i;
        if (take_dir(search, how->dirs->v[i], err))
            return -1;
    }
    n = search->files.n;
    if (n)
        qsort(search->files.v, n, sizeof(*search->files.v), by_base);
    for (size_t i = 0; how->given && !how->none && i < how->given->n; i++)
        if (take_given(search, how->given->v[i], err))
            return -1;
    for (search->place = 0; search->place < how->dirs->n; search->place++)
        take_conf(search, how->dirs->v[search->place]);
    for (size_t i = 0; i < search->mandatory.n; i++)
        if (!is_found(&search->files, search->mandatory.v[i]))
            return err_fail(err, "the mandatory hook file '%s' is missing",
                            search->mandatory.v[i]);
    return 0;
}

int discover(const struct discover *how, struct hook_files *ret,
             struct err *err)
{
    struct search search = { .how = how };
    size_t ours = how->dirs->n - (how->project && how->dirs->n ? 1 : 0);
    int rc =
        all_names(how, HOOK_SYSTEM_DIRS, "mandatory", &search.mandatory, err);

    if (rc == 0)
        rc = all_names(how, ours, "open", &search.open, err);
    if (rc == 0)
        rc = find_all(&search, err);
    strv_done(&search.mandatory);
    strv_done(&search.open);
    if (rc)
        hook_files_done(&search.files);
    else
        *ret = search.files;
    return rc;
}

/* ---- reading ------------------------------------------------------------ */

static const char *user_name(uid_t uid)
{
    const struct passwd *user = getpwuid(uid);

    return user ? user->pw_name : "a user without a name";
}

/* Whether somebody else could have written this; `what` is blamed. A sticky
 * directory lets nobody replace what belongs to others. */
static int check_owner(const struct stat *st, const char *path,
                       const char *what, struct err *err)
{
    bool sticky = S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX);

    if (st->st_uid != 0 && st->st_uid != geteuid())
        return err_fail(err, "refusing to load %s: %s belongs to %s", path,
                        what, user_name(st->st_uid));
    if ((st->st_mode & S_IWOTH) && !sticky)
        return err_fail(err, "refusing to load %s: %s is writable by everybody",
                        path, what);
    if ((st->st_mode & S_IWGRP) && !sticky)
        return err_fail(err, "refusing to load %s: %s is writable by its group",
                        path, what);
    return 0;
}

/* The directory (which is cut) and all above it. */
static int check_above(char *dir, const char *path, struct err *err)
{
    struct stat st;
    char *slash;

    for (;;) {
        if (stat(dir, &st))
            return err_sys(err, "hook file %s", path);
        if (check_owner(&st, path, dir, err))
            return -1;
        slash = strrchr(dir, '/');
        if (!slash || !slash[1])
            return 0;
        slash[slash == dir] = '\0';
    }
}

/* Above the file, and, where that is a link, above the link as well. */
static int check_places(const char *path, struct err *err)
{
    AUTO(free) char *copy = mem_dup(path);
    AUTO(free) char *dir = realpath(dirname(copy), NULL);
    AUTO(free) char *real = realpath(path, NULL);

    if (!dir || !real)
        return err_sys(err, "hook file %s", path);
    if (check_above(dirname(real), path, err))
        return -1;
    return check_above(dir, path, err);
}

static int check_file(const struct hook_file *file, int fd, struct err *err)
{
    struct stat st;

    if (fstat(fd, &st))
        return err_sys(err, "hook file %s", file->path);
    if (!S_ISREG(st.st_mode))
        return err_fail(err, "hook file %s: it is not a file", file->path);
    if (st.st_size > FILE_LIMIT)
        return err_fail(err, "hook file %s: it is larger than %s", file->path,
                        str_size(FILE_LIMIT).text);
    if (check_owner(&st, file->path, "it", err))
        return -1;
    return file->given ? 0 : check_places(file->path, err);
}

static char *read_fd(int fd, size_t *ret_n)
{
    AUTO(buf_done) struct buf text = { 0 };
    char chunk[8192];
    ssize_t n;

    while ((n = read(fd, chunk, sizeof(chunk))) > 0 && text.n <= FILE_LIMIT)
        buf_addn(&text, chunk, (size_t)n);
    if (n < 0)
        return NULL;
    *ret_n = text.n;
    return buf_take(&text);
}

char *hook_file_read(const struct hook_file *file, size_t *ret_n,
                     struct err *err)
{
    AUTO(fd_close) int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    char *text;

    if (fd < 0) {
        err_sys(err, "hook file %s", file->path);
        return NULL;
    }
    if (check_file(file, fd, err))
        return NULL;
    text = read_fd(fd, ret_n);
    if (!text)
        err_sys(err, "hook file %s", file->path);
    return text;
}
