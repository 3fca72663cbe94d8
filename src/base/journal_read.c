/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What journals of processes that are gone say. */
#include "base/journal.h"
#include "base/mem.h"
#include "base/state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

static const char *get(struct json_object *object, const char *key)
{
    return json_object_get_string(json_object_object_get(object, key));
}

/* ---- one file ----------------------------------------------------------- */

static void take_head(struct journal_left *left, struct json_object *head)
{
    mem_set(&left->operation, mem_dup(get(head, "operation")));
    mem_set(&left->uri, mem_dup(get(head, "uri")));
    mem_set(&left->time, mem_dup(get(head, "time")));
    left->pid = (long)json_object_get_int64(
        json_object_object_get(head, "pid"));
}

static void drop_id(struct undo *undo, unsigned id)
{
    struct undo_step step = { 0 };

    for (size_t i = 0; i < undo->n; i++) {
        if (undo->v[i].id != id)
            continue;
        step = undo->v[i];
        memmove(&undo->v[i], &undo->v[i + 1],
                (undo->n - i - 1) * sizeof(step));
        undo->v[undo->n - 1] = step;
        undo_drop(undo);
        return;
    }
}

/* Those that the step has not yet. */
static void take_words(struct undo_step *step, struct json_object *record)
{
    struct json_object *words = json_object_object_get(record, "words");
    size_t n = json_object_is_type(words, json_type_array)
                   ? json_object_array_length(words)
                   : 0;

    for (size_t i = step->words.n; i < n; i++)
        undo_word(step, json_object_get_string(
                            json_object_array_get_idx(words, i)));
}

static void mark_made(struct undo *undo, struct json_object *record)
{
    unsigned id = (unsigned)json_object_get_int64(
        json_object_object_get(record, "made"));

    for (size_t i = 0; i < undo->n; i++) {
        if (undo->v[i].id != id)
            continue;
        undo->v[i].uncertain = false;
        take_words(&undo->v[i], record);
    }
}

static const struct undo_kind *kind_of(const struct undo_kind *const *kinds,
                                       const char *name)
{
    for (; name && *kinds; kinds++)
        if (!strcmp((*kinds)->name, name))
            return *kinds;
    return NULL;
}

static int newer(const struct journal_left *left, struct err *err)
{
    return err_fail(err, "'%s': a record of a newer version", left->file);
}

static int take_step(struct journal_left *left, struct json_object *record,
                     const struct undo_kind *kind, struct err *err)
{
    struct json_object *words = json_object_object_get(record, "words");
    const char *subject = get(record, "subject");
    struct undo_step *step;

    if (!kind || !subject || !json_object_is_type(words, json_type_array))
        return newer(left, err);
    step = undo_push(&left->undo, kind, subject, NULL);
    undo_what(step, "%s", get(record, "what"));
    step->uncertain = true;
    step->id = (unsigned)json_object_get_int64(
        json_object_object_get(record, "id"));
    take_words(step, record);
    return 0;
}

static int take_record(struct journal_left *left, struct json_object *record,
                       const struct undo_kind *const *kinds, struct err *err)
{
    struct json_object *undone = json_object_object_get(record, "undone");
    struct json_object *version = json_object_object_get(record, "version");

    if (version) {
        take_head(left, record);
        return json_object_get_int(version) == 1 ? 0 : newer(left, err);
    }
    if (undone) {
        drop_id(&left->undo, (unsigned)json_object_get_int64(undone));
        return 0;
    }
    if (json_object_object_get(record, "made")) {
        mark_made(&left->undo, record);
        return 0;
    }
    return take_step(left, record, kind_of(kinds, get(record, "kind")), err);
}

/* A last line that is cut was never followed by its step: it is passed over. */
static int take_line(struct journal_left *left, char *line,
                     const struct undo_kind *const *kinds, struct err *err)
{
    struct json_object *record;
    int rc = 0;

    if (!str_ends(line, "\n"))
        return 0;
    record = json_tokener_parse(line);
    if (!json_object_is_type(record, json_type_object))
        rc = err_fail(err, "'%s' is damaged: %.60s", left->file, line);
    else
        rc = take_record(left, record, kinds, err);
    json_object_put(record);
    return rc;
}

static int take_file(struct journal_left *left,
                     const struct undo_kind *const *kinds, struct err *err)
{
    AUTO(file_close) FILE *file = fdopen(dup(left->fd), "r");
    AUTO(free) char *line = NULL;
    size_t room = 0;
    int rc = 0;

    if (!file)
        return err_sys(err, "cannot read '%s'", left->file);
    while (rc == 0 && getline(&line, &room, file) > 0) {
        rc = take_line(left, line, kinds, err);
        if (str_ends(line, "\n"))
            left->length = ftello(file);
    }
    return rc;
}

static void left_done(struct journal_left *left)
{
    undo_done(&left->undo);
    fd_close(left->fd);
    free(left->file);
    free(left->operation);
    free(left->uri);
    free(left->time);
}

/* ---- all of them -------------------------------------------------------- */

/* The file, locked; -1 with EWOULDBLOCK while its process lives, with ENOENT
 * when it is gone: also since it was opened. */
static int lock(const char *file)
{
    int fd = open(file, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    struct stat st = { 0 };

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 &&
        st.st_nlink)
        return fd;
    if (fd >= 0 && errno != EWOULDBLOCK)
        errno = ENOENT;
    fd_close(fd); /* which keeps errno */
    return -1;
}

/* Where no directory can be made there is none. */
static int list_files(struct strv *files, struct err *err)
{
    struct err ignored;
    AUTO(free) char *dir = state_path("ops", &ignored);
    DIR *open_dir = dir ? opendir(dir) : NULL;
    struct dirent *entry;

    if (!open_dir)
        return !dir || errno == ENOENT
                   ? 0
                   : err_sys(err, "cannot read '%s'", dir);
    while ((entry = readdir(open_dir)))
        if (str_ends(entry->d_name, ".op"))
            strv_fmt(files, "%s/%s", dir, entry->d_name);
    closedir(open_dir);
    strv_sort(files);
    return 0;
}

/* Why there is none to read: its process lives, it is gone, it is a link or a
 * directory and none of ours. All else is a failure. */
static int passed_over(const char *file, struct journal_list *list,
                       struct err *err)
{
    list->running += errno == EWOULDBLOCK;
    if (errno == EWOULDBLOCK || errno == ENOENT || errno == ELOOP ||
        errno == EISDIR)
        return 0;
    return err_sys(err, "cannot open the journal '%s'", file);
}

/* Its process ended before it had written who it is: nothing was made. */
static bool is_empty(const struct journal_left *left)
{
    return !left->length;
}

static int read_one(const char *file, const struct undo_kind *const *kinds,
                    struct journal_list *ret, struct err *err)
{
    struct journal_left left = { .fd = lock(file) };
    int rc;

    if (left.fd < 0)
        return passed_over(file, ret, err);
    left.file = mem_dup(file);
    rc = take_file(&left, kinds, err);
    if (rc == 0 && !is_empty(&left)) {
        ret->v = mem_more(ret->v, ret->n, sizeof(*ret->v));
        ret->v[ret->n++] = left;
        return 0;
    }
    if (rc == 0)
        journal_remove(&left);
    left_done(&left);
    return rc;
}

int journal_read(const struct undo_kind *const *kinds,
                 struct journal_list *ret, struct err *err)
{
    AUTO(strv_done) struct strv files = { 0 };
    int rc = list_files(&files, err);

    for (size_t i = 0; i < files.n; i++)
        if (read_one(files.v[i], kinds, ret, err))
            rc = -1;
    return rc;
}

size_t journal_count(void)
{
    AUTO(strv_done) struct strv files = { 0 };
    struct err ignored;
    size_t n = 0;

    list_files(&files, &ignored);
    for (size_t i = 0; i < files.n; i++) {
        AUTO(fd_close) int fd = lock(files.v[i]);

        n += fd >= 0 && lseek(fd, 0, SEEK_END) > 0;
    }
    return n;
}

int journal_undone(struct journal_left *left, const struct undo_step *step,
                   struct err *err)
{
    int n = -1;

    if (ftruncate(left->fd, left->length) == 0)
        n = dprintf(left->fd, "{\"undone\":%u}\n", step->id);
    if (n < 0 || fsync(left->fd))
        return err_sys(err, "cannot write '%s'", left->file);
    left->length += n;
    return 0;
}

void journal_remove(struct journal_left *left)
{
    unlink(left->file);
}

void journal_list_done(struct journal_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        left_done(&list->v[i]);
    free(list->v);
    *list = (struct journal_list){ 0 };
}
