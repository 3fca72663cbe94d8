/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cleanup.h"
#include "base/mem.h"
#include "tap.h"

#include <fcntl.h>

static bool all_zero(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (bytes[i])
            return false;
    return true;
}

static void test_new(void)
{
    AUTO(free) char *bytes = mem_new(100, 3);
    AUTO(free) char *none = mem_new(0, 8);

    ok(all_zero(bytes, 300), "new memory is zero");
    ok(none != NULL, "no elements are still memory");
}

static void test_more(void)
{
    AUTO(free) char *flags = NULL;
    bool zero = true, kept = true;

    for (size_t i = 0; i < 1000; i++) {
        flags = mem_more(flags, i, 1);
        zero &= !flags[i];
        flags[i] = (char)(i % 100 + 1);
    }
    for (size_t i = 0; i < 1000; i++)
        kept &= flags[i] == (char)(i % 100 + 1);
    ok(zero, "an element that an array grew by is zero");
    ok(kept, "an array keeps its elements while it grows");
}

static void test_text(void)
{
    AUTO(free) char *a = mem_dup("abc");
    AUTO(free) char *b = mem_ndup("abcdef", 2);
    AUTO(free) char *c = mem_ndup("ab", 9);
    AUTO(free) char *d = mem_fmt("%s-%d", "n", 7);

    is_str(a, "abc", "mem_dup copies");
    ok(mem_dup(NULL) == NULL, "the copy of NULL is NULL");
    is_str(b, "ab", "mem_ndup cuts");
    is_str(c, "ab", "mem_ndup stops where the text ends");
    is_str(d, "n-7", "mem_fmt formats");
    mem_set(&d, mem_dup("other"));
    is_str(d, "other", "mem_set replaces");
    mem_set(&d, NULL);
    ok(d == NULL, "mem_set takes NULL");
}

static char *taken(void)
{
    AUTO(free) char *text = mem_dup("given away");

    return TAKE(text);
}

static int closed_fd(void)
{
    AUTO(fd_close) int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    return fd;
}

static void test_cleanup(void)
{
    AUTO(free) char *text = taken();
    AUTO(fd_close) int none = -1;
    AUTO(file_close) FILE *file = NULL;
    int fd = closed_fd();

    is_str(text, "given away", "what was taken is not freed");
    is_int(fcntl(fd, F_GETFD), -1, "a file descriptor is closed on return");
    is_int(none, -1, "no file descriptor is nothing to close");
    ok(file == NULL, "no file is nothing to close");
}

int main(void)
{
    test_new();
    test_more();
    test_text();
    test_cleanup();
    is_int(COUNT(((int[]){ 1, 2, 3 })), 3, "COUNT counts elements");
    return done_testing();
}
