/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "shell/line_priv.h"

#include <string.h>
#include <wchar.h>

/* readline's callbacks have no data argument. */
static struct {
    const struct line_setup *setup;
    const char *prompt; /* NULL: no hints now */
    bool shown;         /* something grey is after the cursor */
} grey;

/* The cursor is still where the hint begins. */
void line_hint_clear(void)
{
    if (grey.shown)
        fputs("\033[K", rl_outstream);
    grey.shown = false;
}

/* Columns of the text, or -1 when it has what readline shows in another way. */
static int width_of(const char *text)
{
    const char *end = text + strlen(text);
    mbstate_t state = { 0 };
    int width = 0, columns;
    wchar_t wide;
    size_t n;

    for (; text < end; text += n) {
        n = mbrtowc(&wide, text, (size_t)(end - text), &state);
        columns = n == (size_t)-1 || n == (size_t)-2 ? -1 : wcwidth(wide);
        if (columns < 0)
            return -1;
        width += columns;
    }
    return width;
}

/* What wraps would damage the next lines. */
static int room_for_hint(void)
{
    int rows, columns, before = width_of(grey.prompt);
    int width = width_of(rl_line_buffer);

    rl_get_screen_size(&rows, &columns);
    if (before < 0 || width < 0 || columns < 2)
        return 0;
    return columns - (before + width) % columns - 1;
}

static void show_hint(void)
{
    AUTO(words_cursor_done) struct words_cursor cursor = { 0 };
    AUTO(free) char *hint = NULL;
    int room = room_for_hint();

    words_at(rl_line_buffer, (size_t)rl_end, &cursor);
    hint = grey.setup->hint(grey.setup->data, &cursor);
    if (!hint || room < 1)
        return;
    fprintf(rl_outstream, "\0337\033[2m%.*s\033[m\033[K\0338", room, hint);
    fflush(rl_outstream);
    grey.shown = true;
}

/* To measure a line that is pasted would take long at each of its bytes. */
static void redisplay(void)
{
    enum { LONGEST_HINTED = 1000 };

    line_hint_clear();
    rl_redisplay();
    if (grey.prompt && rl_end && rl_end <= LONGEST_HINTED &&
        rl_point == rl_end &&
        !RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG |
                    RL_STATE_COMPLETING))
        show_hint();
}

/* When keys come fast, readline takes several before we see one. */
static int accept_line(int count, int key)
{
    line_hint_clear();
    return rl_newline(count, key);
}

static void bind_enter(Keymap map)
{
    if (rl_function_of_keyseq("\r", map, NULL) == rl_newline)
        rl_bind_key_in_map('\r', accept_line, map);
    if (rl_function_of_keyseq("\n", map, NULL) == rl_newline)
        rl_bind_key_in_map('\n', accept_line, map);
}

/* Before rl_initialize, readline would take the terminal for a dumb one. */
void line_hint_open(void)
{
    rl_redisplay_function = redisplay;
    bind_enter(rl_get_keymap_by_name("emacs-standard"));
    bind_enter(rl_get_keymap_by_name("vi-insert"));
    bind_enter(rl_get_keymap_by_name("vi-command"));
}

void line_hint_as(const struct line_setup *setup, const char *prompt)
{
    grey.setup = setup;
    grey.prompt = setup && setup->hint ? prompt : NULL;
}
