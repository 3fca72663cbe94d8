/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/wrap.h"
#include "base/mem.h"
#include "base/str.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_PLAIN = 80, WIDTH_LEAST = 40 };

size_t wrap_width(FILE *out)
{
    struct winsize size;

    if (!isatty(fileno(out)) || ioctl(fileno(out), TIOCGWINSZ, &size) ||
        !size.ws_col)
        return WIDTH_PLAIN;
    return size.ws_col < WIDTH_LEAST ? WIDTH_LEAST : size.ws_col;
}

void wrap_end(struct wrap *wrap)
{
    if (wrap->column)
        putc('\n', wrap->out);
    wrap->column = 0;
}

void wrap_word(struct wrap *wrap, const char *word)
{
    size_t n = strlen(word);

    if (wrap->column > wrap->indent && wrap->column + 1 + n > wrap->width)
        wrap_end(wrap);
    if (!wrap->column)
        wrap->column =
            (size_t)fprintf(wrap->out, "%*s", (int)wrap->indent, "");
    else if (wrap->column > wrap->indent)
        wrap->column += (size_t)fprintf(wrap->out, " ");
    fputs(word, wrap->out);
    wrap->column += n;
}

void wrap_text(struct wrap *wrap, const char *text)
{
    while (*text) {
        size_t blank = strspn(text, " \n"), n = strcspn(text + blank, " \n");
        AUTO(free) char *word = mem_ndup(text + blank, n);

        if (wrap->column && n && blank > 1 && !strncmp(text, "\n\n", 2)) {
            wrap_end(wrap);
            putc('\n', wrap->out);
        }
        if (n)
            wrap_word(wrap, word);
        text += blank + n;
    }
}
