/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal: what a process leaves behind is found, by one finder, once; what
 * was done or undone is not. */
#include "base/journal.h"
#include "base/mem.h"
#include "base/state.h"
#include "tap.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The program's own, in place of the library's: how often it was called. */
static int syncs;

int fsync(int fd)
{
    syncs++;
    return (int)syscall(SYS_fsync, fd);
}

static int nothing(struct undo_step *step, struct err *err)
{
    (void)step;
    (void)err;
    return 0;
}

static const struct undo_kind kind_a = {
    .name = "a", .undo = nothing, .recorded = true
};
static const struct undo_kind kind_b = {
    .name = "b", .undo = nothing, .recorded = true
};
static const struct undo_kind kind_silent = { .name = "silent", .undo = nothing };
static const struct undo_kind *const kinds[] = { &kind_a, &kind_b, NULL };

/* ---- what a process does that is killed then ---------------------------- */

static void push(struct undo *undo, const struct undo_kind *kind,
                 const char *subject)
{
    struct undo_step *step = undo_push(undo, kind, subject, NULL);
    struct err err = ERR_INIT;

    undo_what(step, "make \"%s\"", subject);
    undo_word(step, "w 1");
    undo_word(step, "");
    if (undo_ready(undo, &err))
        tap_note("error", err.text);
}

typedef void crash(struct journal *journal, struct undo *undo);

static void die(void)
{
    kill(getpid(), SIGKILL);
}

static void in_child(crash *act)
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        struct undo undo = { .journal = journal_new("op 'x'", "test:///u") };

        act(undo.journal, &undo);
        die();
    }
    waitpid(pid, &status, 0);
}

static void two_steps(struct journal *journal, struct undo *undo)
{
    (void)journal;
    push(undo, &kind_a, "one\ntwo \xc3\xa4");
    push(undo, &kind_silent, "unseen");
    push(undo, &kind_b, "second");
    undo_made(undo, &undo->v[2]);
}

static void step_and_drop(struct journal *journal, struct undo *undo)
{
    (void)journal;
    push(undo, &kind_a, "stays");
    push(undo, &kind_b, "dropped");
    undo_drop(undo);
}

static void all_undone(struct journal *journal, struct undo *undo)
{
    struct strv left = { 0 };

    (void)journal;
    push(undo, &kind_a, "x");
    push(undo, &kind_a, "y");
    undo_run(undo, &left);
}

static void committed(struct journal *journal, struct undo *undo)
{
    struct err err = ERR_INIT;

    push(undo, &kind_a, "x");
    if (journal_commit(journal, &err))
        tap_note("error", err.text);
}

static void commit_and_go_on(struct journal *journal, struct undo *undo)
{
    committed(journal, undo);
    push(undo, &kind_b, "later");
}

static void no_steps(struct journal *journal, struct undo *undo)
{
    (void)journal;
    (void)undo;
}

/* ---- looking ------------------------------------------------------------ */

static char *ops(void)
{
    struct err err = ERR_INIT;

    return state_path("ops/", &err);
}

static size_t files(void)
{
    AUTO(free) char *path = ops();
    DIR *dir = opendir(path);
    struct dirent *entry;
    size_t n = 0;

    while (dir && (entry = readdir(dir)))
        n += *entry->d_name != '.';
    if (dir)
        closedir(dir);
    return n;
}

static struct journal_list look(int want_rc)
{
    struct journal_list list = { 0 };
    struct err err = ERR_INIT;

    if (journal_read(kinds, &list, &err) != want_rc)
        tap_note("journal_read", err.text);
    return list;
}

static void forget_all(void)
{
    AUTO(journal_list_done) struct journal_list list = look(0);

    for (size_t i = 0; i < list.n; i++)
        journal_remove(&list.v[i]);
}

/* The subjects that are left, of all operations. */
static char *subjects(void)
{
    AUTO(journal_list_done) struct journal_list list = look(0);
    AUTO(buf_done) struct buf text = { 0 };

    for (size_t i = 0; i < list.n; i++)
        for (size_t j = 0; j < list.v[i].undo.n; j++)
            buf_fmt(&text, "%s ", list.v[i].undo.v[j].subject);
    return buf_take(&text);
}

static void leaves(crash *act, const char *want, const char *test)
{
    AUTO(free) char *got = NULL;

    in_child(act);
    got = subjects();
    is_str(got, want, test);
    forget_all();
}

static void check_record(void)
{
    in_child(two_steps);
    is_int((int64_t)journal_count(), 1, "one operation is counted");
    {
        AUTO(journal_list_done) struct journal_list list = look(0);
        const struct undo *undo = list.n ? &list.v[0].undo : NULL;

        if (!ok(list.n == 1 && undo->n == 2, "its two steps are found"))
            return;
        is_str(list.v[0].operation, "op 'x'", "with what it was");
        is_str(list.v[0].uri, "test:///u", "and where");
        ok(list.v[0].pid > 1 && str_starts(list.v[0].time, "20"),
           "and by whom and when");
        is_str(undo->v[0].subject, "one\ntwo \xc3\xa4",
               "a subject is whole, line break and all");
        is_str(undo->v[0].what, "make \"one\ntwo \xc3\xa4\"",
               "and what is said of it");
        ok(undo->v[0].kind == &kind_a && undo->v[1].kind == &kind_b,
           "each has its kind");
        ok(undo->v[0].words.n == 2 && str_eq(undo->v[0].words.v[0], "w 1") &&
               str_eq(undo->v[0].words.v[1], ""),
           "each has its words");
        ok(undo->v[0].uncertain && !undo->v[1].uncertain,
           "only what was noted as made is certain");
        is_int((int64_t)journal_count(), 0,
               "who has found it keeps others off");
    }
    is_int((int64_t)journal_count(), 1, "until it lets go");
    forget_all();
    is_int((int64_t)files(), 0, "once removed it is gone");
}

static void check_left(void)
{
    leaves(step_and_drop, "stays ", "a step that is dropped is not left");
    leaves(all_undone, "", "steps that were undone are not left");
    leaves(committed, "", "steps that were committed are not left");
    leaves(commit_and_go_on, "later ", "what follows a commit is left");
    leaves(no_steps, "", "an operation without a step leaves nothing");
    is_int((int64_t)files(), 0, "no file is left of any");
}

/* In this process, which lives. */
static void check_living(void)
{
    struct undo undo = { .journal = journal_new("op", NULL) };
    struct strv left = { 0 };
    AUTO(free) char *got = NULL;

    push(&undo, &kind_a, "mine");
    is_int((int64_t)files(), 1, "a step is on disk before it is made");
    is_int((int64_t)journal_count(), 0, "a living process leaves nothing");
    got = subjects();
    is_str(got, "", "and its steps are not found by others");
    undo_run(&undo, &left);
    journal_free(undo.journal);
    undo_done(&undo);
    is_int((int64_t)files(), 0, "its end removes the file");
}

/* A power cut must not bring the file back. */
static void check_commit(void)
{
    struct undo undo = { .journal = journal_new("op", NULL) };
    struct err err = ERR_INIT;
    int before;

    is_int(journal_commit(undo.journal, &err), 0, "no steps can be committed");
    push(&undo, &kind_a, "done");
    before = syncs;
    is_int(journal_commit(undo.journal, &err), 0, "a step is committed");
    is_int((int64_t)files(), 0, "then its file is gone");
    is_int(syncs - before, 1, "and on the disk its directory says so, too");
    journal_free(undo.journal);
    undo_done(&undo);
}

static int stuck(struct undo_step *step, struct err *err)
{
    (void)step;
    return err_fail(err, "stuck");
}

static void check_not_undone(void)
{
    static const struct undo_kind kind = {
        .name = "b", .undo = stuck, .recorded = true
    };
    struct undo undo = { .journal = journal_new("op", NULL) };
    AUTO(strv_done) struct strv left = { 0 };
    AUTO(free) char *got = NULL;

    push(&undo, &kind, "stuck");
    push(&undo, &kind_a, "loose");
    undo_run(&undo, &left);
    journal_free(undo.journal);
    undo_done(&undo);
    got = subjects();
    is_str(got, "stuck ", "what could not be undone is left, and only that");
    forget_all();
}

static void check_undone_later(void)
{
    struct err err = ERR_INIT;
    AUTO(free) char *got = NULL;

    in_child(two_steps);
    {
        AUTO(journal_list_done) struct journal_list list = look(0);

        is_int(list.n ? journal_undone(&list.v[0], &list.v[0].undo.v[1], &err)
                      : -1,
               0, "one of two steps is undone later");
    }
    got = subjects();
    is_str(got, "one\ntwo \xc3\xa4 ", "then only the other one is left");
    forget_all();
}

static void check_two(void)
{
    AUTO(free) char *got = NULL;

    in_child(two_steps);
    in_child(step_and_drop);
    is_int((int64_t)journal_count(), 2, "two operations are two");
    got = subjects();
    ok(strstr(got, "stays ") && strstr(got, "second "),
       "and both are found");
    forget_all();
}

/* ---- damage ------------------------------------------------------------- */

static char *only_file(void)
{
    AUTO(journal_list_done) struct journal_list list = look(0);

    return list.n ? mem_dup(list.v[0].file) : NULL;
}

static void append(const char *file, const char *text)
{
    AUTO(fd_close) int fd = open(file, O_WRONLY | O_APPEND | O_CLOEXEC);

    if (write(fd, text, strlen(text)) < 0)
        tap_note("error", "cannot write");
}

static void check_cut(void)
{
    static const char cut[] =
        "{\"id\":3,\"kind\":\"a\",\"what\":\"x\",\"subj";
    AUTO(free) char *file = NULL;
    AUTO(free) char *got = NULL;
    AUTO(free) char *again = NULL;
    struct err err = ERR_INIT;

    in_child(two_steps);
    file = only_file();
    append(file, cut);
    got = subjects();
    is_str(got, "one\ntwo \xc3\xa4 second ", "a last line that is cut is passed over");
    {
        AUTO(journal_list_done) struct journal_list list = look(0);

        journal_undone(&list.v[0], &list.v[0].undo.v[1], &err);
    }
    again = subjects();
    is_str(again, "one\ntwo \xc3\xa4 ", "what is noted behind it is whole");
    forget_all();
}

/* A file with this line is an error that says so; others are still found. */
static void refused(const char *line, const char *why, const char *test)
{
    AUTO(free) char *file = NULL;
    AUTO(free) char *found = mem_fmt("%s: the others are found", test);
    struct err err = ERR_INIT;

    in_child(two_steps);
    file = only_file();
    append(file, line);
    in_child(step_and_drop);
    {
        AUTO(journal_list_done) struct journal_list list = { 0 };
        int rc = journal_read(kinds, &list, &err);

        if (!ok(rc == -1 && strstr(err.text, why) && strstr(err.text, file),
                test))
            tap_note("error", err.text);
        ok(list.n == 1 && list.v[0].undo.n == 1, found);
    }
    ok(!access(file, F_OK), "... and the file stays as it is");
    unlink(file);
    forget_all();
}

static void check_damaged(void)
{
    refused("damage\n", "is damaged: damage", "a damaged line is an error");
    refused("[1]\n", "is damaged", "so is one that is no object");
    refused("{\"id\":3,\"kind\":\"c\",\"what\":\"x\",\"subject\":\"x\","
            "\"words\":[]}\n",
            "newer version", "so is a kind that is not known");
    refused("{\"id\":3,\"kind\":\"a\"}\n", "newer version",
            "so is a record that lacks something");
    refused("{\"version\":2}\n", "newer version",
            "so is a version that is not known");
}

static void check_foreign(void)
{
    AUTO(free) char *dir = ops();
    AUTO(free) char *empty = mem_fmt("%s0.op", dir);
    AUTO(free) char *other = mem_fmt("%sREADME", dir);
    AUTO(free) char *link = mem_fmt("%s1.op", dir);
    AUTO(free) char *got = NULL;

    close(open(empty, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    close(open(other, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    if (symlink(other, link))
        tap_note("error", "cannot link");
    is_int((int64_t)journal_count(), 0, "an empty file is no operation");
    got = subjects();
    is_str(got, "", "nor is a link, or a file of another kind");
    ok(access(empty, F_OK) && !access(other, F_OK),
       "the empty one is cleared away, the other is not");
    unlink(other);
    unlink(link);
}

/* ---- a disk that is full ------------------------------------------------ */

static void limit(rlim_t size)
{
    struct rlimit limit = { size, RLIM_INFINITY };

    setrlimit(RLIMIT_FSIZE, &limit);
}

static void check_full(void)
{
    struct undo undo = { .journal = journal_new("op", NULL) };
    struct err err = ERR_INIT;
    AUTO(free) char *got = NULL;
    struct undo_step *step;

    signal(SIGXFSZ, SIG_IGN);
    limit(30);
    undo_push(&undo, &kind_a, "first", NULL);
    is_int(undo_ready(&undo, &err), -1, "without room for it no step is made");
    ok(strstr(err.text, "journal") && !undo.n, "it says so, and is dropped");
    is_int((int64_t)files(), 0, "no file is left");
    limit(RLIM_INFINITY);
    push(&undo, &kind_a, "second");
    limit(300);
    step = undo_push(&undo, &kind_a, "third", NULL);
    for (int i = 0; i < 100; i++)
        undo_word(step, "much text");
    is_int(undo_ready(&undo, &err), -1, "a record that does not fit fails");
    limit(RLIM_INFINITY);
    push(&undo, &kind_a, "fourth");
    journal_free(undo.journal);
    undo_done(&undo);
    got = subjects();
    is_str(got, "second fourth ", "and leaves the file as whole as it was");
    forget_all();
}

int main(void)
{
    char dir[] = "/tmp/virt-twin-test.XXXXXX";
    AUTO(free) char *remove = NULL;

    if (!mkdtemp(dir) || setenv("XDG_STATE_HOME", dir, 1))
        return 99;
    remove = mem_fmt("rm -r '%s'", dir);
    check_record();
    check_left();
    check_living();
    check_commit();
    check_not_undone();
    check_undone_later();
    check_two();
    check_cut();
    check_damaged();
    check_foreign();
    check_full();
    is_int((int64_t)files(), 0, "nothing is left in the end");
    return system(remove) ? 99 : done_testing();
}
