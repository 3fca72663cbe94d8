/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an image is: its chain by its headers, never by its looks. */
#include "base/mem.h"
#include "base/proc.h"
#include "store/image.h"
#include "tap.h"
#include "virt/error.h"

#include <stdlib.h>
#include <sys/stat.h>

static void sh(const char *script)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    const char *const argv[] = { "sh", "-ec", script, NULL };
    struct proc proc = { .argv = argv, .limit = 4096 };
    struct err err = ERR_INIT;

    if (proc_run(&proc, &result, &err) || result.status)
        tap_note(script, result.err ? result.err : err.text);
}

/* Probe a file of this directory. */
static int probe(const char *name, const char *format, struct image *ret,
                 struct err *err)
{
    AUTO(free) char *dir = getcwd(NULL, 0);

    *ret = (struct image){
        .type = mem_dup("file"),
        .path = *name == '/' ? mem_dup(name) : mem_fmt("%s/%s", dir, name),
        .format = mem_dup(format),
    };
    return image_probe(ret, NULL, true, err);
}

/* Paths and formats of its chain, or the error, less the directory. */
static void chain_is(const char *name, const char *want, const char *test)
{
    AUTO(free) char *dir = getcwd(NULL, 0);
    AUTO(buf_done) struct buf got = { 0 };
    struct image image;
    struct err err = ERR_INIT;
    size_t n = strlen(dir) + 1;

    if (probe(name, "qcow2", &image, &err))
        buf_add(&got, err.text);
    else
        for (size_t i = 0; i < image.backing.n; i++)
            buf_fmt(&got, "%s=%s ",
                    str_starts(image.backing.v[i], dir)
                        ? image.backing.v[i] + n
                        : image.backing.v[i],
                    image.backing_formats.v[i]);
    is_str(got.text ? got.text : "", want, test);
    image_done(&image);
}

static void fails(const char *name, const char *format, const char *why,
                  const char *test)
{
    struct image image;
    struct err err = ERR_INIT;

    if (!ok(probe(name, format, &image, &err) && strstr(err.text, why), test))
        tap_note("error", err.text);
    image_done(&image);
}

#define QCOW2 "qemu-img create -q -f qcow2 "

static void check_sizes(void)
{
    struct image image;
    struct err err = ERR_INIT;

    sh("truncate -s 1000001 odd");
    probe("odd", "raw", &image, &err);
    ok(image.capacity == 1000001 && image.allocation == 0 && image.opened,
       "a raw image has the size of its file");
    image_done(&image);
    sh(QCOW2 "plain 12345344");
    probe("plain", "qcow2", &image, &err);
    ok(image.capacity == 12345344 && image.allocation > 0 &&
           !image.backing.n && !image.below && !image.encrypted,
       "a qcow2 image has the size in its header");
    image_done(&image);
    probe("plain", "raw", &image, &err);
    ok(image.capacity < 12345344 && !image.qcow2.is_qcow2,
       "one that is raw by the XML is raw, whatever it looks like");
    image_done(&image);
    fails("odd", "qcow2", "is not a qcow2 image, as the XML says",
          "one that is qcow2 by the XML alone is an error");
}

static void check_chains(void)
{
    struct image image;
    struct err err = ERR_INIT;

    sh("mkdir d; truncate -s 1M low; printf x | dd of=low conv=notrunc "
       "status=none; " QCOW2 "-b ../low -F raw d/mid; " QCOW2
       "-b d/mid -F qcow2 top; " QCOW2
       "-b \"$PWD/top\" -F qcow2 d/abs");
    chain_is("top", "d/mid=qcow2 d/../low=raw ",
             "a relative name is relative to the image that has it");
    chain_is("d/abs", "top=qcow2 d/mid=qcow2 d/../low=raw ",
             "a whole one is what it is");
    probe("top", "qcow2", &image, &err);
    ok(image.below > image.allocation / 2 && image.backing_is_qcow2,
       "what the layers below have is summed");
    image_done(&image);
    sh(QCOW2 "-u -b ./loop -F qcow2 loop 1M; " QCOW2 "-u -b two -F qcow2 one 1M;"
       QCOW2 "-u -b one -F qcow2 two 1M; " QCOW2 "-u -b no -F raw lost 1M");
    fails("loop", "qcow2", "has no end", "an image below itself is refused");
    fails("one", "qcow2", "has no end", "so are two below each other");
    fails("lost", "qcow2", "cannot open its backing file",
          "a base that is missing is an error");
}

static void check_raw_base(void)
{
    sh(QCOW2 "-u -b /etc/hostname -F raw evil 1M; truncate -s 1M evil; " QCOW2
       "-b evil -F raw over; " QCOW2 "-b low -F raw unsaid; "
       "printf '\\0\\0\\0\\0' | dd of=unsaid bs=1 seek=112 conv=notrunc "
       "status=none");
    chain_is("over", "evil=raw ", "a base that is raw ends the chain, whatever "
                                  "its guest has written to it");
    chain_is("unsaid", "low=raw ", "a format that is not recorded is guessed");
}

static bool stands(const char *path, const char *below)
{
    AUTO(free) char *dir = getcwd(NULL, 0);
    AUTO(free) char *above = mem_fmt("%s/%s", dir, path);
    AUTO(free) char *base = mem_fmt("%s/%s", dir, below);

    return image_stands_on(above, base);
}

static void check_stands(void)
{
    sh("mkdir e; ln -s . l; truncate -s 1M base; " QCOW2
       "-b base -F raw beside; " QCOW2 "-b beside -F qcow2 above; " QCOW2
       "-b ../base -F raw e/up; " QCOW2 "-b l/base -F raw over_link; " QCOW2
       "alone 1M");
    ok(stands("beside", "base") && stands("above", "base"),
       "an image stands on what is below it, and below that");
    ok(stands("e/up", "base") && stands("over_link", "base"),
       "whatever it is called there");
    ok(stands("l/base", "base"), "and a file on itself");
    ok(!stands("alone", "base") && !stands("beside", "above") &&
           !stands("none", "base"),
       "but not on others, nor does one that is not there");
}

static void check_others(void)
{
    fails("d", "raw", "is neither a file nor a block device",
          "a directory is no image");
    fails("/dev/null", "raw", "is neither a file nor a block device",
          "nor is another device");
    sh("mkfifo pipe");
    fails("pipe", "raw", "is neither a file nor a block device",
          "nor a pipe, which nobody waits for");
    sh(QCOW2 "-u -b pipe -F qcow2 piped 1M");
    fails("piped", "qcow2", "pipe", "nor below another one");
}

int main(void)
{
    char dir[] = "/tmp/virt-twin-test.XXXXXX";
    AUTO(free) char *clean = NULL;

    if (!proc_exists("qemu-img"))
        return skip_all("qemu-img is not installed");
    virt_errors_quiet();
    if (!mkdtemp(dir) || chdir(dir))
        return 99;
    clean = mem_fmt("rm -r '%s'", dir);
    check_sizes();
    check_chains();
    check_raw_base();
    check_stands();
    check_others();
    sh(clean);
    return done_testing();
}
