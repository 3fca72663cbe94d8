/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read from a qcow2 header: of images that qemu-img made, and of
 * damaged ones. */
#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"
#include "store/qcow2.h"
#include "tap.h"

#include <fcntl.h>
#include <sys/mman.h>

/* Run qemu-img with these words; whether it went well. */
static bool qemu_img(const char *const *words)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    struct proc proc = { .argv = words };

    if (proc_run(&proc, &result, &err) == 0 && result.status == 0)
        return true;
    tap_note("qemu-img", result.err ? result.err : err.text);
    return false;
}
#define CREATE(...)                                                            \
    qemu_img((const char *const[]){ "qemu-img", "create", "-q", "-f",         \
                                    __VA_ARGS__, NULL })

/* 0, or -1 and the message is in err. */
static int read_file(const char *path, struct qcow2 *head, struct err *err)
{
    AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);

    return qcow2_read(fd, head, err);
}

static struct qcow2 head_of(const char *path)
{
    struct qcow2 head = { 0 };
    struct err err = ERR_INIT;

    if (read_file(path, &head, &err))
        tap_note("error", err.text);
    return head;
}

static void check_made(void)
{
    struct qcow2 head;

    CREATE("qcow2", "a.qcow2", "1000448");
    head = head_of("a.qcow2");
    ok(head.is_qcow2 && head.size == 1000448 && !*head.backing &&
           !head.encrypted && !head.data_file && !head.snapshots,
       "a plain qcow2 has its size and nothing else");
    CREATE("qcow2", "-o", "compat=0.10", "old.qcow2", "1M");
    head = head_of("old.qcow2");
    ok(head.is_qcow2 && head.size == 1 << 20 && !head.data_file,
       "version 2 is read, too");
    CREATE("qcow2", "-b", "a.qcow2", "-F", "qcow2", "b.qcow2");
    head = head_of("b.qcow2");
    is_str(head.backing, "a.qcow2", "the backing file is as it was written");
    ok(head.size == 1000448, "an overlay has its base's size");
    CREATE("qcow2", "-o", "data_file=d.raw", "d.qcow2", "1M");
    ok(head_of("d.qcow2").data_file, "data in another file is noticed");
    qemu_img((const char *const[]){ "qemu-img", "snapshot", "-c", "s1",
                                    "a.qcow2", NULL });
    is_int(head_of("a.qcow2").snapshots, 1, "internal snapshots are counted");
}

static void check_backing_names(void)
{
    AUTO(free) char *name = mem_fmt("/%0*d", 1022, 0);
    AUTO(free) char *json = mem_dup("json:{\"driver\":\"qcow2\",\"file\":"
                                    "{\"driver\":\"file\",\"filename\":"
                                    "\"a.qcow2\"}}");

    CREATE("qcow2", "-u", "-b", name, "-F", "raw", "l.qcow2", "1M");
    is_str(head_of("l.qcow2").backing, name,
           "the longest backing name, 1023 bytes, is read whole");
    CREATE("qcow2", "-u", "-b", json, "-F", "qcow2", "j.qcow2", "1M");
    is_str(head_of("j.qcow2").backing, json, "a json: backing name is kept");
}

static void check_others(void)
{
    static const char *const formats[] = { "raw", "vmdk", "vdi", "qed" };

    for (size_t i = 0; i < COUNT(formats); i++) {
        AUTO(free) char *test = mem_fmt("%s is not qcow2, and no error",
                                        formats[i]);
        struct qcow2 head;
        struct err err = ERR_INIT;

        CREATE(formats[i], "other", "1M");
        ok(read_file("other", &head, &err) == 0 && !head.is_qcow2, test);
    }
}

/* ---- damage ------------------------------------------------------------- */

struct image {
    unsigned char bytes[1 << 10]; /* of b.qcow2: header, extensions, name */
    size_t n;
};

static struct image load(const char *path)
{
    struct image image = { .n = 0 };
    AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = read(fd, image.bytes, sizeof(image.bytes));

    image.n = n < 0 ? 0 : (size_t)n;
    return image;
}

static int read_bytes(const struct image *image, size_t n, struct qcow2 *head,
                      struct err *err)
{
    AUTO(fd_close) int fd = memfd_create("image", MFD_CLOEXEC);

    if (pwrite(fd, image->bytes, n, 0) != (ssize_t)n)
        tap_note("error", "cannot write to memory");
    return qcow2_read(fd, head, err);
}

/* Not made by qemu-img, which measures the machine for it and may fail. */
static void check_encrypted(void)
{
    struct image image = load("b.qcow2");
    struct qcow2 head;
    struct err err = ERR_INIT;

    image.bytes[35] = 2; /* crypt_method: LUKS */
    ok(!read_bytes(&image, image.n, &head, &err) && head.encrypted,
       "encryption is noticed");
}

/* The bytes at this offset, and what is expected then. */
static void damage(size_t at, const char *bytes, size_t n, const char *why)
{
    AUTO(free) char *test = mem_fmt("other bytes at %zu: %s", at, why);
    struct image image = load("b.qcow2");
    struct qcow2 head;
    struct err err = ERR_INIT;

    memcpy(image.bytes + at, bytes, n);
    if (!ok(read_bytes(&image, image.n, &head, &err) &&
                strstr(err.text, why),
            test))
        tap_note("error", err.text);
}
#define DAMAGE(at, bytes, why) damage(at, bytes, sizeof(bytes) - 1, why)

static void check_damaged(void)
{
    DAMAGE(4, "\0\0\0\1", "version 1 is not known");
    DAMAGE(4, "\xff\xff\xff\xff", "version 4294967295 is not known");
    DAMAGE(8, "\xff\xff\xff\xff\xff\xff\xff\xff", "backing file name");
    DAMAGE(8, "\x80\0\0\0\0\0\0\0", "backing file name");
    DAMAGE(8, "\0\0\0\0\0\x10\0\0", "cut short");
    DAMAGE(16, "\0\0\4\0", "backing file name");
    DAMAGE(16, "\xff\xff\xff\xff", "backing file name");
}

/* A whole header and its name, cut after each byte: never another image than
 * the one that it was. */
static void check_cut(void)
{
    struct image image = load("b.qcow2");
    struct qcow2 whole = head_of("b.qcow2");
    size_t strange = 0, errors = 0;

    for (size_t n = 0; n < image.n; n++) {
        struct qcow2 head;
        struct err err = ERR_INIT;

        if (read_bytes(&image, n, &head, &err))
            errors++;
        else if (head.is_qcow2 && (head.size != whole.size ||
                                   strcmp(head.backing, whole.backing)))
            strange++;
        else if (!head.is_qcow2 && n >= 8)
            strange++;
    }
    ok(errors >= 64 && strange == 0,
       "a header that is cut short is never taken for another image");
}

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* Sanitizers and valgrind see what this loop cannot. */
static void check_fuzz(void)
{
    struct image image = load("b.qcow2");
    uint32_t seed = 1;
    size_t broken = 0, errors = 0;

    for (int round = 0; round < 20000; round++) {
        struct image other = image;
        struct qcow2 head;
        struct err err = ERR_INIT;

        for (uint32_t i = next(&seed) % 8; i < 8; i++)
            other.bytes[next(&seed) % 112] = (unsigned char)next(&seed);
        if (round % 2)
            memcpy(other.bytes, "QFI\xfb\0\0\0\3", 8);
        if (read_bytes(&other, 8 + next(&seed) % (image.n - 8), &head, &err))
            errors += *err.text != '\0' && err.code == ERR_FAILED;
        else if (strnlen(head.backing, sizeof(head.backing)) >
                 sizeof(head.backing) - 1)
            broken++;
    }
    ok(broken == 0 && errors > 100,
       "20000 damaged headers give an error or a name that ends");
}

int main(void)
{
    char dir[] = "/tmp/virt-twin-test.XXXXXX";

    if (!proc_exists("qemu-img"))
        return skip_all("qemu-img is not installed");
    if (!mkdtemp(dir) || chdir(dir))
        return 99;
    check_made();
    check_backing_names();
    check_others();
    check_encrypted();
    check_damaged();
    check_cut();
    check_fuzz();
    qemu_img((const char *const[]){ "rm", "-r", dir, NULL });
    return done_testing();
}
