/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "base/proc.h"
#include "guest/media.h"
#include "tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

static int nameless(void)
{
    return open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static void put(struct strv *files, const char *name, const char *text)
{
    strv_add(files, name);
    strv_add(files, text);
}

/* As it is on the disk then. */
static struct media look(int fd)
{
    struct media media = { .fd = fd, .name = "x" };

    media_probe(&media);
    return media;
}

static void reads(const struct media *media, const char *file, const char *want,
                  const char *test)
{
    struct err err = ERR_INIT;
    AUTO(free) char *got = media_read(media, file, &err);

    is_str(got ? got : err.text, want, test);
}

/* A copy of it in which one file is another, and one is new. */
static void check_change(const struct media *old)
{
    AUTO(fd_close) int fd = nameless();
    AUTO(strv_done) struct strv files = { 0 }, names = { 0 };
    struct media_job job = { .media = old, .files = &files, .fd = fd };
    struct err err = ERR_INIT;
    struct media new;

    put(&files, "meta-data", "b\n");
    put(&files, "openstack/latest/x.json", "{}");
    ok(!media_write(&job, &err), "a changed copy is written");
    new = look(fd);
    is_int(new.kind, old->kind, "it is of the same kind");
    is_str(new.label, old->label, "it has the same label");
    reads(&new, "meta-data", "b\n", "a file is another");
    reads(&new, "user-data", "u\n", "a file that was not named is kept");
    reads(&new, "openstack/latest/x.json", "{}",
          "a file in a directory is new");
    ok(!media_list(&new, &names, &err) && names.n == 3 &&
           strv_has(&names, "meta-data") &&
           strv_has(&names, "openstack/latest/x.json"),
       "its files are listed");
    reads(old, "meta-data", "a\n", "the old one is as it was");
}

static void check_iso(void)
{
    AUTO(fd_close) int fd = nameless();
    AUTO(strv_done) struct strv files = { 0 };
    struct media_job job = { .label = "cidata", .files = &files, .fd = fd };
    struct err err = ERR_INIT;
    struct media media;

    put(&files, "meta-data", "a\n");
    put(&files, "user-data", "u\n");
    ok(!media_write(&job, &err), "an ISO image is written");
    media = look(fd);
    is_int(media.kind, MEDIA_ISO, "it is known for one");
    is_str(media.label, "cidata", "its label is read");
    reads(&media, "nothing",
          "cannot read 'nothing' in 'x': xorriso failed: Cannot find path "
          "'/nothing' in loaded ISO image",
          "a file that is not there is an error");
    check_change(&media);
}

/* A floppy disk of mtools' own. */
static int floppy(void)
{
    char path[] = "/tmp/test_media.XXXXXX";
    const char *const argv[] = { "mformat", "-i",     path, "-f", "1440",
                                 "-v",      "CIDATA", "::", NULL };
    struct proc proc = { .argv = argv };
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    int fd = mkstemp(path);

    if (ftruncate(fd, 1440 << 10) || proc_run(&proc, &result, &err))
        printf("# mformat: %s\n", err.text);
    unlink(path);
    return fd;
}

static void check_fat(void)
{
    AUTO(fd_close) int empty = floppy(), fd = nameless();
    AUTO(strv_done) struct strv files = { 0 };
    struct media blank = look(empty), media;
    struct media_job job = { .media = &blank, .files = &files, .fd = fd };
    struct err err = ERR_INIT;

    is_int(blank.kind, MEDIA_FAT, "a FAT image is known for one");
    put(&files, "meta-data", "a\n");
    put(&files, "user-data", "u\n");
    ok(!media_write(&job, &err), "files are put into it");
    media = look(fd);
    is_str(media.label, "CIDATA", "it keeps its label");
    reads(&media, "nothing",
          "cannot read 'nothing' in 'x': mtype failed: mtype: File "
          "\"::/nothing\" not found",
          "a file that is not in it is an error");
    check_change(&media);
}

/* What a guest could make of its disk: no child hangs or is believed. */
static void check_broken(void)
{
    AUTO(fd_close) int fd = floppy();
    AUTO(strv_done) struct strv names = { 0 };
    struct media media = look(fd);
    struct err err = ERR_INIT;
    char noise[64 << 10];

    memset(noise, 0xa5, sizeof(noise));
    (void)!pwrite(fd, noise, sizeof(noise), 512);
    (void)media_list(&media, &names, &err);
    ok(true, "a directory of noise ends");
    (void)!ftruncate(fd, 0);
    media = look(fd);
    is_int(media.kind, MEDIA_NONE, "an empty file has no file system");
    ok(media_list(&media, &names, &err), "... and is not read");
}

int main(void)
{
    if (!proc_exists("xorriso"))
        return skip_all("there is no xorriso");
    check_iso();
    if (!proc_exists("mformat"))
        skip("FAT images", "there is no mformat");
    else {
        check_fat();
        check_broken();
    }
    return done_testing();
}
