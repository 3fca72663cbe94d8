/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of strings, growing text, and what C cannot ask of text. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A list of owned strings. `{ 0 }` is empty; v is NULL-ended once used. */
struct strv {
    char **v;
    size_t n;
};

void strv_add(struct strv *list, const char *text); /* copies */
void strv_take(struct strv *list, char *text);      /* takes over */
void strv_fmt(struct strv *list, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
bool strv_has(const struct strv *list, const char *text);
void strv_sort(struct strv *list); /* by byte */
/* All in one new string, sep between them. */
char *strv_join(const struct strv *list, const char *sep);
void strv_done(struct strv *list); /* empties it */
CLEANUP_DONE(struct strv, strv_done);

/* Growing text. `{ 0 }` is empty; text is NULL until something is added. */
struct buf {
    char *text;
    size_t n, room;
};

void buf_add(struct buf *buf, const char *text);
/* NULs may be in it. */
void buf_addn(struct buf *buf, const char *bytes, size_t n);
void buf_fmt(struct buf *buf, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
char *buf_take(struct buf *buf); /* the text, never NULL; buf is empty after */
void buf_done(struct buf *buf);
CLEANUP_DONE(struct buf, buf_done);

bool str_eq(const char *a, const char *b); /* NULL equals NULL only */
bool str_starts(const char *text, const char *prefix);
/* Whether it is one of these, of which NULL is the end. */
bool str_is_among(const char *text, const char *const *texts);
bool str_ends(const char *text, const char *suffix);
bool str_is_utf8(const char *text);
/* Only digits, at least one. */
bool str_is_number(const char *text);
/* 8-4-4-4-12 hexadecimal digits. */
bool str_is_uuid(const char *text);

/* The candidate that was probably meant: at most two typing errors (one for
 * words under four letters) away from word; NULL when none is. */
const char *str_closest(const char *word, const char *const *candidates,
                        size_t n);

/* "1.5 GiB" for 1610612736; exact below 1 KiB. Size in bytes. */
struct size_text {
    char text[24];
};
struct size_text str_size(uint64_t bytes);

/* "10G", "512MiB", "1KB" as virsh scales them (k = KiB = 1024, KB = 1000;
 * no suffix: bytes) to bytes. False when malformed or out of range. */
bool str_to_size(const char *text, uint64_t *ret_bytes);

#endif
