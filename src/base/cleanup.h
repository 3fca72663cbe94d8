/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Owned things that clean up after themselves.
 *
 *     AUTO(clone_free) struct clone *clone = NULL;   freed at every return
 *     return TAKE(clone);                            ... unless given away
 *
 * Beside the prototype of each destructor stands a CLEANUP_FUNC. Destructors
 * take NULL and half-built objects. A Lua error is a longjmp and runs none of
 * this: see lua/vm.h for the law that follows.
 */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define AUTO(destructor) __attribute__((cleanup(auto_##destructor)))

#define CLEANUP_FUNC(type, destructor)                                         \
    static inline __attribute__((unused)) void auto_##destructor(type *owned)  \
    {                                                                          \
        destructor(*owned);                                                    \
    }                                                                          \
    struct cleanup_needs_a_semicolon

/* For values that are emptied in place, not freed: struct buf, struct strv. */
#define CLEANUP_DONE(type, destructor)                                         \
    static inline __attribute__((unused)) void auto_##destructor(type *owned)  \
    {                                                                          \
        destructor(owned);                                                     \
    }                                                                          \
    struct cleanup_needs_a_semicolon

#define TAKE(owned)                                                            \
    __extension__({                                                            \
        __auto_type take_given = (owned);                                      \
        (owned) = NULL;                                                        \
        take_given;                                                            \
    })

static inline void fd_close(int fd)
{
    if (fd >= 0)
        close(fd);
}

static inline void file_close(FILE *file)
{
    if (file)
        fclose(file);
}

CLEANUP_FUNC(char *, free);
CLEANUP_FUNC(int, fd_close);
CLEANUP_FUNC(FILE *, file_close);

#endif
