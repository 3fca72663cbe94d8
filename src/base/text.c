/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "base/cleanup.h"
#include "base/str.h"

#include <string.h>

static int check(FILE *file, const struct buf *text, const char *path,
                 struct err *err)
{
    if (!file)
        return err_sys(err, "failed to open file '%s'", path);
    if (ferror(file))
        return err_sys(err, "failed to read file '%s'", path);
    if (text->n > TEXT_MOST)
        return err_fail(err, "'%s' is larger than %s", path,
                        str_size(TEXT_MOST).text);
    if (text->n && memchr(text->text, '\0', text->n))
        return err_fail(err, "'%s' holds a NUL byte: it is no text", path);
    return 0;
}

char *text_read(const char *path, struct err *err)
{
    AUTO(file_close) FILE *file = fopen(path, "re");
    AUTO(buf_done) struct buf text = { 0 };
    char block[4096];
    size_t n;

    while (file && text.n <= TEXT_MOST &&
           (n = fread(block, 1, sizeof(block), file)) > 0)
        buf_addn(&text, block, n);
    return check(file, &text, path, err) ? NULL : buf_take(&text);
}
