/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copying a file: all bytes, no more room than before, never over another. */
#include "base/mem.h"
#include "store/store.h"
#include "tap.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_bool never, at_once = true;

struct world {
    struct image image;
    struct undo undo;
    struct store_job job;
    char *from, *to;
};

/* A job that copies "from" to "to"; both are relative to the directory. */
static void world_begin(struct world *world, const char *dir)
{
    struct err err = ERR_INIT;

    *world = (struct world){ 0 };
    world->from = mem_fmt("%s/from", dir);
    world->to = mem_fmt("%s/to", dir);
    world->image.type = mem_dup("file");
    world->image.path = mem_dup(world->from);
    world->image.format = mem_dup("raw");
    if (image_probe(&world->image, NULL, true, &err))
        tap_note("error", err.text);
    world->job = (struct store_job){
        .local = true,
        .from = &world->image,
        .path = world->to,
        .format = "raw",
        .size = world->image.capacity,
        .method = "copy",
        .undo = &world->undo,
        .stop = &never,
    };
}

static void world_end(struct world *world)
{
    unlink(world->from);
    unlink(world->to);
    free(world->from);
    free(world->to);
    image_done(&world->image);
    undo_done(&world->undo);
}

/* Data of n bytes at this offset, never the same twice in a page. */
static void put(int fd, off_t at, size_t n)
{
    AUTO(free) char *bytes = mem_new(n, 1);

    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)(i * 7 + i / 251 + 1);
    if (pwrite(fd, bytes, n, at) != (ssize_t)n)
        tap_note("error", "cannot write");
}

/* "from" with data at 0 and at `at`, and this size. */
static void make_source(const char *dir, off_t at, size_t n, off_t size)
{
    AUTO(free) char *path = mem_fmt("%s/from", dir);
    AUTO(fd_close) int fd =
        open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);

    put(fd, 0, n);
    if (at)
        put(fd, at, n);
    if (ftruncate(fd, size))
        tap_note("error", "cannot set the size");
}

static bool same_bytes(const char *a, const char *b)
{
    AUTO(file_close) FILE *one = fopen(a, "re");
    AUTO(file_close) FILE *two = fopen(b, "re");
    int c = 0, d = 0;

    while (one && two && c == d && c != EOF) {
        c = getc_unlocked(one);
        d = getc_unlocked(two);
    }
    return one && two && c == d;
}

static int64_t blocks(const char *path)
{
    struct stat st;

    return stat(path, &st) ? -1 : (int64_t)st.st_blocks;
}

static int64_t size_of(const char *path)
{
    struct stat st;

    return lstat(path, &st) ? -1 : (int64_t)st.st_size;
}

static int make(struct world *world, struct err *err)
{
    struct store_why why = { "" };

    if (!engine_copy.can(&world->job, &why))
        tap_note("cannot", why.text);
    return engine_copy.make(&world->job, err);
}

/* It can be copied; asked for by what it is. */
static void copied(struct world *world, const char *what)
{
    AUTO(free) char *test = mem_fmt("%s is copied, byte for byte", what);
    struct err err = ERR_INIT;
    int rc = make(world, &err);

    if (!ok(rc == 0 && same_bytes(world->from, world->to), test))
        tap_note("error", err.text);
}

static void check_sizes(const char *dir)
{
    static const off_t sizes[] = { 0, 1, 511, 4095, 4097, 1048577, 9437185 };

    for (size_t i = 0; i < COUNT(sizes); i++) {
        AUTO(free) char *what = mem_fmt("a file of %lld bytes",
                                        (long long)sizes[i]);
        struct world world;

        make_source(dir, 0, (size_t)sizes[i], sizes[i]);
        world_begin(&world, dir);
        copied(&world, what);
        world_end(&world);
    }
}

static void check_holes(const char *dir)
{
    struct world world;

    make_source(dir, 8 << 20, 4096, (16 << 20) + 123);
    world_begin(&world, dir);
    copied(&world, "a file with holes and an odd size");
    ok(blocks(world.to) <= blocks(world.from), "its holes are kept");
    is_int(size_of(world.to), (16 << 20) + 123, "its size is, too");
    world_end(&world);
    make_source(dir, 0, 0, 16 << 20);
    world_begin(&world, dir);
    copied(&world, "a file that is one hole");
    ok(blocks(world.to) <= 8, "and takes no room");
    world_end(&world);
}

static void check_growing(const char *dir)
{
    struct world world;
    struct err err = ERR_INIT;

    make_source(dir, 0, 5000, 5000);
    world_begin(&world, dir);
    world.job.size = 1 << 20;
    is_int(make(&world, &err), 0, "a raw image is copied into a larger one");
    is_int(size_of(world.to), 1 << 20, "which has the size that was asked for");
    if (truncate(world.to, 5000))
        tap_note("error", "cannot cut it");
    ok(same_bytes(world.from, world.to), "and begins with the old bytes");
    world_end(&world);
}

static void check_mode(const char *dir)
{
    struct world world;
    struct err err = ERR_INIT;
    struct stat st = { 0 };

    make_source(dir, 0, 10, 10);
    world_begin(&world, dir);
    chmod(world.from, 0640);
    make(&world, &err);
    stat(world.to, &st);
    is_int(st.st_mode & 07777, 0640, "the copy has the source's mode");
    is_int(st.st_uid, (int64_t)geteuid(), "and its owner");
    unlink(world.to);
    chmod(world.from, 0444);
    make(&world, &err);
    stat(world.to, &st);
    is_int(st.st_mode & 07777, 0644, "but it can be written to");
    world_end(&world);
}

static void check_undo(const char *dir)
{
    struct world world;
    struct err err = ERR_INIT;
    AUTO(strv_done) struct strv left = { 0 };

    make_source(dir, 0, 10, 10);
    world_begin(&world, dir);
    make(&world, &err);
    ok(undo_run(&world.undo, &left) == 0 && size_of(world.to) < 0,
       "a copy can be taken back");
    make(&world, &err);
    unlink(world.to);
    if (link(world.from, world.to))
        tap_note("error", "cannot link");
    ok(undo_run(&world.undo, &left) != 0 && size_of(world.to) == 10,
       "but what is another file by then is left alone");
    world_end(&world);
}

/* ---- what must not go well ---------------------------------------------- */

/* make() fails with this text, and nothing new is in the directory. */
static void refused(struct world *world, const char *why, const char *test)
{
    struct err err = ERR_INIT;
    AUTO(strv_done) struct strv left = { 0 };
    int rc = engine_copy.make(&world->job, &err);

    if (!ok(rc && strstr(err.text, why), test))
        tap_note("error", err.text);
    is_int(undo_run(&world->undo, &left), 0, "... and nothing is left of it");
}

static void check_existing(const char *dir)
{
    struct world world;

    make_source(dir, 0, 10, 10);
    world_begin(&world, dir);
    close(open(world.to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    refused(&world, "File exists", "an existing file is not overwritten");
    is_int(size_of(world.to), 0, "it is what it was");
    unlink(world.to);
    if (symlink("victim", world.to))
        tap_note("error", "cannot make a link");
    refused(&world, "File exists", "a link is not followed");
    ok(access("victim", F_OK), "nothing is made where it points");
    unlink(world.to);
    mkdir(world.to, 0700);
    refused(&world, "File exists", "a directory is not replaced");
    rmdir(world.to);
    world.job.path = "/nonexistent/to";
    refused(&world, "No such file", "a missing directory is an error");
    world_end(&world);
}

static void check_stop(const char *dir)
{
    struct world world;
    struct err err = ERR_INIT;

    make_source(dir, 0, 1 << 20, 1 << 20);
    world_begin(&world, dir);
    world.job.stop = &at_once;
    is_int(engine_copy.make(&world.job, &err), -1, "a copy can be stopped");
    is_int(err.code, ERR_INTERRUPTED, "and says that it was");
    ok(size_of(world.to) < 0, "then there is no file");
    world_end(&world);
}

/* Another process that writes to the source all the time. */
struct scribble {
    const char *path;
    off_t cut; /* what it takes off each time; 0: it only writes */
    atomic_bool begun, stop;
};

static void *scribble(void *data)
{
    struct scribble *scribble = data;
    AUTO(fd_close) int fd = open(scribble->path, O_WRONLY | O_CLOEXEC);
    off_t size = lseek(fd, 0, SEEK_END);

    while (!atomic_load(&scribble->stop)) {
        put(fd, 0, 1);
        size -= scribble->cut;
        if (scribble->cut && ftruncate(fd, size))
            break;
        atomic_store(&scribble->begun, true);
        usleep(200);
    }
    return NULL;
}

/* Whether a copy that is made meanwhile fails for that reason. */
static bool notices(const char *dir, off_t cut)
{
    struct world world;
    struct scribble other = { .cut = cut };
    struct err err = ERR_INIT;
    pthread_t thread;
    bool noticed;

    make_source(dir, 0, 48 << 20, 48 << 20);
    world_begin(&world, dir);
    other.path = world.from;
    pthread_create(&thread, NULL, scribble, &other);
    while (!atomic_load(&other.begun))
        usleep(100);
    noticed = engine_copy.make(&world.job, &err) &&
              strstr(err.text, "while it was copied") &&
              size_of(world.to) < 0;
    atomic_store(&other.stop, true);
    pthread_join(thread, NULL);
    world_end(&world);
    return noticed;
}

/* A copy may be quicker than the other's next write; not ten times. */
static void check_changed(const char *dir, off_t cut, const char *test)
{
    bool noticed = false;

    for (int i = 0; i < 10 && !noticed; i++)
        noticed = notices(dir, cut);
    ok(noticed, test);
}

/* ---- what it says that it cannot ---------------------------------------- */

static void cannot(struct world *world, const char *why, const char *test)
{
    struct store_why said = { "" };

    if (!ok(!engine_copy.can(&world->job, &said) && strstr(said.text, why),
            test))
        tap_note("why", said.text);
}

static void check_can(const char *dir)
{
    AUTO(free) char *new = NULL, *beside = NULL;
    struct store_why said = { "" };
    struct world world;

    make_source(dir, 0, 10, 10);
    world_begin(&world, dir);
    world.job.format = "qcow2";
    cannot(&world, "format", "it does not convert");
    mem_set(&world.image.format, mem_dup("qcow2"));
    world.job.size = 20;
    cannot(&world, "grows", "it does not grow what is not raw");
    world.job.size = 10;
    mem_set(&world.image.format, mem_dup("vmdk"));
    world.job.format = "vmdk";
    cannot(&world, "other files", "it does not copy one of several files");
    mem_set(&world.image.format, mem_dup("raw"));
    world.job.format = "raw";
    strv_add(&world.image.backing, "/base");
    cannot(&world, "backing", "it does not flatten");
    strv_done(&world.image.backing);
    world.job.path = "/dev/nothing";
    cannot(&world, "/dev", "it makes no devices");
    new = mem_fmt("%s/new/to", dir);
    world.job.path = new;
    ok(engine_copy.can(&world.job, &said),
       "a directory that is still to be made is no hindrance");
    beside = mem_fmt("%s/from/to", dir);
    world.job.path = beside;
    cannot(&world, "/from'", "a file in its place is one");
    world_end(&world);
}

/* Where the kernel may refuse to move the data itself. */
static void check_other_fs(const char *dir)
{
    char shm[] = "/dev/shm/virt-twin-test.XXXXXX";
    struct world world;

    if (!mkdtemp(shm)) {
        skip("a copy to another file system", "/dev/shm cannot be used");
        return;
    }
    make_source(shm, 5 << 20, 100000, (9 << 20) + 7);
    world_begin(&world, shm);
    mem_set(&world.to, mem_fmt("%s/to", dir));
    world.job.path = world.to;
    copied(&world, "a file of another file system");
    world_end(&world);
    rmdir(shm);
}

int main(void)
{
    char dir[] = "/tmp/virt-twin-test.XXXXXX";

    if (!mkdtemp(dir) || chdir(dir))
        return 99;
    check_sizes(dir);
    check_holes(dir);
    check_growing(dir);
    check_mode(dir);
    check_undo(dir);
    check_existing(dir);
    check_stop(dir);
    check_changed(dir, 0, "a source that is written to makes it fail");
    check_changed(dir, 4096, "so does one that becomes shorter");
    check_can(dir);
    check_other_fs(dir);
    ok(rmdir(dir) == 0, "nothing else is left in the directory");
    return done_testing();
}
