/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *sure(void *memory)
{
    if (memory)
        return memory;
    fputs("error: out of memory\n", stderr);
    exit(1);
}

void *mem_new(size_t n, size_t size)
{
    return sure(calloc(n ? n : 1, size));
}

/* Capacity is the next power of two, so it need not be stored. */
void *mem_more(void *array, size_t n, size_t size)
{
    size_t room = n ? 2 * n : 1;

    if (n & (n - 1))
        return array;
    array = sure(reallocarray(array, room, size));
    memset((char *)array + n * size, 0, (room - n) * size);
    return array;
}

char *mem_dup(const char *text)
{
    return text ? sure(strdup(text)) : NULL;
}

char *mem_ndup(const char *text, size_t n)
{
    return sure(strndup(text, n));
}

char *mem_fmt(const char *fmt, ...)
{
    char *text = NULL;
    va_list ap;

    va_start(ap, fmt);
    if (vasprintf(&text, fmt, ap) < 0)
        text = NULL;
    va_end(ap);
    return sure(text);
}

void mem_set(char **slot, char *text)
{
    free(*slot);
    *slot = text;
}
