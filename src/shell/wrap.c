/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/wrap.h"
#include "base/mem.h"
#include "base/str.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_PLAIN = 80, WIDTH_LEAST = 40 };

size_t wrap_width(void)
{
    struct winsize size;

    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) ||
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
    size_t n = strlen(word), blank = wrap->glued ? 0 : 1;

    if (wrap->column > wrap->indent && wrap->column + blank + n > wrap->width)
        wrap_end(wrap);
    if (!wrap->column)
        wrap->column =
            (size_t)fprintf(wrap->out, "%*s", (int)wrap->indent, "");
    else if (blank)
        wrap->column += (size_t)fprintf(wrap->out, " ");
    fputs(word, wrap->out);
    wrap->column += n;
    wrap->glued = false;
}

/* End the line, and put so many line breaks less one after it. */
static void end_lines(struct wrap *wrap, size_t breaks)
{
    wrap_end(wrap);
    for (; breaks > 1; breaks--)
        putc('\n', wrap->out);
}

void wrap_text(struct wrap *wrap, const char *text)
{
    while (*text) {
        size_t breaks = strspn(text, "\n");
        size_t blanks = strspn(text + breaks, " ");
        size_t n = strcspn(text + breaks + blanks, " \n");
        AUTO(free) char *word = mem_ndup(text + breaks + blanks, n);

        text += breaks + blanks + n;
        if (breaks && n)
            end_lines(wrap, breaks);
        if (n)
            wrap_word(wrap, word);
    }
}
