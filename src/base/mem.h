/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory that is there, or the program ends: a shell that cannot get a few
 * kilobytes cannot report it either. What a hook allocates is Lua's, has a
 * limit, and fails in the ordinary way.
 *
 * The names avoid xmalloc and its kin: libreadline exports those, and a
 * program that defines one replaces readline's.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Zeroed memory for n elements of that size. The caller frees it. */
void *mem_new(size_t n, size_t size);

/* Make room for one more element: returns the array, doubled when n has
 * reached a power of two. New elements are zeroed. */
void *mem_more(void *array, size_t n, size_t size);

char *mem_dup(const char *text); /* NULL gives NULL */
char *mem_ndup(const char *text, size_t n);
char *mem_fmt(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Free *slot and put text (taken over, may be NULL) in its place. */
void mem_set(char **slot, char *text);

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
