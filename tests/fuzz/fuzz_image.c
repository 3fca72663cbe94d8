/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Image headers and chains from strangers: what is read of them ends, whatever
 * they say. Run by `make check` as it is: some thousand images that are made
 * from a seed. `make fuzz` has libFuzzer make them, for as long as you like.
 */
#include "base/mem.h"
#include "store/image.h"
#include "../unit/tap.h"
#include "virt/error.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void put_file(const char *name, const uint8_t *bytes, size_t n)
{
    AUTO(fd_close) int fd =
        open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (write(fd, bytes, n) != (ssize_t)n)
        abort();
}

static bool is_sane(const struct image *image)
{
    if (image->backing.n > 64 || image->backing_formats.n > image->backing.n)
        return false;
    for (size_t i = 0; i < image->backing.n; i++)
        if (!memchr(image->backing.v[i], '\0', 4096))
            return false;
    return strnlen(image->qcow2.backing, sizeof(image->qcow2.backing)) <
               sizeof(image->qcow2.backing) &&
           strnlen(image->qcow2.backing_format,
                   sizeof(image->qcow2.backing_format)) <
               sizeof(image->qcow2.backing_format);
}

/* The first half is an image, the other one what it may name: "b". */
static bool probe(const uint8_t *bytes, size_t n)
{
    struct image image = { .type = mem_dup("file"),
                           .path = mem_dup("a"),
                           .format = mem_dup("qcow2") };
    struct err err = ERR_INIT;
    bool sane;

    put_file("a", bytes, n / 2);
    put_file("b", bytes + n / 2, n - n / 2);
    sane = image_probe(&image, NULL, true, &err) ? *err.text != '\0'
                                                 : is_sane(&image);
    image_done(&image);
    return sane;
}

static char *work_somewhere(void)
{
    const char *tmp = getenv("TMPDIR");
    char *dir = mem_fmt("%s/virt-twin-fuzz.XXXXXX", tmp ? tmp : "/tmp");

    if (!mkdtemp(dir) || chdir(dir))
        exit(99);
    virt_errors_quiet();
    return dir;
}

/* Nobody tells it which input is the last: fuzz.sh removes its directory. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static char *dir;

    if (!dir)
        dir = work_somewhere();
    if (!probe(bytes, n))
        abort();
    return 0;
}

#ifndef LIBFUZZER

enum { ROUNDS = 4000, HALF = 512 };

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static void put32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* A header that is mostly right, and names "b" or "a". */
static void make_header(uint8_t *bytes, uint32_t *seed)
{
    static const char *const formats[] = { "qcow2", "raw", "luks", "x" };
    const char *format = formats[next(seed) % 4];

    memset(bytes, 0, HALF);
    memcpy(bytes, "QFI\xfb", 4);
    put32(bytes + 4, 2 + next(seed) % 2);
    put32(bytes + 12, next(seed) % 3 ? 200 : 0);
    put32(bytes + 16, 1);
    put32(bytes + 20, 16);
    put32(bytes + 28, 1 << 20);
    put32(bytes + 100, 104);
    put32(bytes + 104, 0xe2792aca);
    put32(bytes + 108, (uint32_t)strlen(format));
    memcpy(bytes + 112, format, strlen(format));
    bytes[200] = next(seed) % 4 ? 'b' : 'a';
}

static void spoil(uint8_t *bytes, uint32_t *seed)
{
    for (uint32_t i = next(seed) % 6; i > 0; i--)
        bytes[next(seed) % 216] = (uint8_t)next(seed);
}

int main(void)
{
    AUTO(free) char *dir = work_somewhere();
    uint8_t bytes[2 * HALF];
    uint32_t seed = 1;
    size_t strange = 0;

    for (int round = 0; round < ROUNDS; round++) {
        for (int half = 0; half < 2; half++) {
            make_header(bytes + half * HALF, &seed);
            spoil(bytes + half * HALF, &seed);
        }
        strange += !probe(bytes, sizeof(bytes) - next(&seed) % 8);
    }
    is_int((int64_t)strange, 0,
           "thousands of strange images and chains are read or refused");
    unlink("a");
    unlink("b");
    ok(rmdir(dir) == 0, "and nothing is made");
    return done_testing();
}

#endif
