/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/line.h"
#include "base/mem.h"
#include "shell/keys.h"
#include "shell/signals.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <wchar.h>

#include <readline/history.h>
#include <readline/readline.h>

/* readline's callbacks have no data argument. */
static struct {
    const struct line_setup *setup;
    const char *prompt;
    bool done;
    char *text; /* NULL at the end of input */
    struct candidates found;
    size_t next; /* of found.words, for the generator */
    size_t skip; /* bytes of a candidate that stand before readline's word */
    bool hinted; /* something grey is after the cursor */
} line;

/* ---- completion --------------------------------------------------------- */

static char *quote_word(char *text, int match_type, char *quote)
{
    (void)match_type;
    return words_quote(text, quote ? *quote : 0);
}

/* What the words_quote of this text could have been made from. */
static char *dequote_word(char *text, int quote)
{
    AUTO(words_cursor_done) struct words_cursor cursor = { 0 };
    AUTO(free) char *quoted = mem_fmt("%c%s", quote ? quote : ' ', text);

    words_at(quoted, strlen(quoted), &cursor);
    return TAKE(cursor.prefix);
}

/* Quotes round it, or an odd number of backslashes before it. */
static int is_quoted(char *text, int at)
{
    AUTO(words_cursor_done) struct words_cursor cursor = { 0 };
    int n = 0;

    words_at(text, (size_t)at, &cursor);
    while (n < at && text[at - n - 1] == '\\')
        n++;
    return cursor.quote || n % 2;
}

/* readline appends '/' to what is a directory. Names of domains are no files,
 * and of `--file=NAME` only the end is one. */
static int find_file(char **name)
{
    const char *file = "/dev/null/none";
    char *found;

    if (line.found.files && strlen(*name) >= line.skip)
        file = *name + line.skip;
    found = mem_dup(file);
    free(*name);
    *name = found;
    return 1;
}

static char *next_word(const char *text, int again)
{
    (void)text;
    if (!again)
        line.next = 0;
    if (line.next == line.found.words.n)
        return NULL;
    return mem_dup(line.found.words.v[line.next++] + line.skip);
}

static bool is_directory(const char *name)
{
    struct stat status;

    return !stat(name, &status) && S_ISDIR(status.st_mode);
}

/* text is `--file=NAME` or NAME, of which line.skip bytes are no file's. */
static char *next_file(const char *text, int again)
{
    char *name;

    while ((name = rl_filename_completion_function(text + line.skip, again))) {
        char *whole = mem_fmt("%.*s%s", (int)line.skip, text, name);
        bool fits = line.found.files == COMPLETE_FILE || is_directory(name);

        free(name);
        if (fits)
            return whole;
        free(whole);
        again = 1;
    }
    return NULL;
}

/* The dequoted bytes of the cursor's word before readline's idea of the word,
 * which begins after a quote; or -1 when readline is mistaken. */
static int bytes_before(const struct words_cursor *cursor, size_t start)
{
    AUTO(words_cursor_done) struct words_cursor before = { 0 };

    if (start <= cursor->start)
        return start == cursor->start ? 0 : -1;
    words_at(rl_line_buffer, start, &before);
    return before.quote == cursor->quote ? (int)strlen(before.prefix) : -1;
}

/* Quoting is done in what readline takes for file names only. */
static bool needs_quotes(const struct strv *words)
{
    for (size_t i = 0; i < words->n; i++) {
        AUTO(free) char *quoted = words_quote(words->v[i], 0);

        if (strcmp(quoted, words->v[i]))
            return true;
    }
    return false;
}

static void find_candidates(const struct words_cursor *cursor, size_t before)
{
    struct candidates *found = &line.found;

    candidates_done(found);
    *found = (struct candidates){ 0 };
    line.setup->complete(line.setup->data, cursor, found);
    line.skip = before;
    if (found->files)
        line.skip = found->kept > before ? found->kept - before : 0;
}

static char **complete_word(const char *text)
{
    candidates_done(&line.found);
    line.found = (struct candidates){ .open = true };
    line.setup->complete_word(line.setup->data, text, &line.found);
    line.skip = 0;
    rl_completion_suppress_append = true;
    return rl_completion_matches(text, next_word);
}

static char **complete(const char *text, int start, int end)
{
    AUTO(words_cursor_done) struct words_cursor cursor = { 0 };
    int before;

    rl_attempted_completion_over = 1;
    if (line.setup->complete_word)
        return complete_word(text);
    words_at(rl_line_buffer, (size_t)end, &cursor);
    before = bytes_before(&cursor, (size_t)start);
    if (before < 0)
        return NULL;
    find_candidates(&cursor, (size_t)before);
    rl_filename_completion_desired =
        line.found.files || needs_quotes(&line.found.words);
    rl_filename_quoting_desired = rl_filename_completion_desired;
    rl_completion_suppress_append = line.found.open;
    return rl_completion_matches(text,
                                 line.found.files ? next_file : next_word);
}

static void words_open_as(const struct line_setup *setup)
{
    rl_completer_quote_characters = setup->breaks ? NULL : "'\"";
    rl_completer_word_break_characters =
        setup->breaks ? setup->breaks : " \t\n;";
}

static void complete_open(void)
{
    rl_filename_quote_characters = " \t\n\\'\";#";
    rl_filename_quoting_function = quote_word;
    rl_filename_dequoting_function = dequote_word;
    rl_char_is_quoted_p = is_quoted;
    rl_filename_stat_hook = find_file;
    rl_attempted_completion_function = complete;
}

/* ---- hints -------------------------------------------------------------- */

/* The cursor is still where the hint begins. */
static void clear_hint(void)
{
    if (line.hinted)
        fputs("\033[K", rl_outstream);
    line.hinted = false;
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
    int rows, columns, width = width_of(rl_line_buffer);

    rl_get_screen_size(&rows, &columns);
    if (width < 0 || columns < 2)
        return 0;
    return columns - (int)(strlen(line.prompt) + (size_t)width) % columns - 1;
}

static void show_hint(void)
{
    AUTO(words_cursor_done) struct words_cursor cursor = { 0 };
    AUTO(free) char *hint = NULL;
    int room = room_for_hint();

    words_at(rl_line_buffer, (size_t)rl_end, &cursor);
    hint = line.setup->hint(line.setup->data, &cursor);
    if (!hint || room < 1)
        return;
    fprintf(rl_outstream, "\0337\033[2m%.*s\033[m\033[K\0338", room, hint);
    fflush(rl_outstream);
    line.hinted = true;
}

/* To measure a line that is pasted would take long at each of its bytes. */
static void redisplay(void)
{
    enum { LONGEST_HINTED = 1000 };

    clear_hint();
    rl_redisplay();
    if (line.setup->hint && rl_end && rl_end <= LONGEST_HINTED &&
        rl_point == rl_end && !line.done &&
        !RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG |
                    RL_STATE_COMPLETING))
        show_hint();
}

/* When keys come fast, readline takes several before we see one. */
static int accept_line(int count, int key)
{
    clear_hint();
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
static void hints_open(void)
{
    rl_redisplay_function = redisplay;
    bind_enter(rl_get_keymap_by_name("emacs-standard"));
    bind_enter(rl_get_keymap_by_name("vi-insert"));
    bind_enter(rl_get_keymap_by_name("vi-command"));
}

/* ---- the line ----------------------------------------------------------- */

static void take_text(char *text)
{
    rl_callback_handler_remove();
    line.text = text;
    line.done = true;
}

/* The window as it is now. In one of two columns readline divides by zero. */
static bool fit(void)
{
    enum { NARROWEST = 8 };
    int rows, columns;

    rl_reset_screen_size();
    rl_get_screen_size(&rows, &columns);
    if (columns >= NARROWEST)
        return true;
    rl_set_screen_size(rows, NARROWEST);
    return false;
}

static void resize(void)
{
    if (fit())
        rl_resize_terminal();
    else
        rl_forced_update_display();
}

static void begin(void)
{
    fit();
    rl_callback_handler_install(line.prompt, take_text);
}

/* Leaves what was typed on the screen, and ends also a search. */
static void drop(void)
{
    rl_callback_sigcleanup();
    rl_point = rl_end;
    rl_mark = 0;
    rl_redisplay();
    fputs("^C\n", rl_outstream);
    rl_free_line_state();
    rl_replace_line("", 1);
    rl_callback_handler_remove();
}

/* The default action stops the program within kill, and it goes on there
 * with `fg`. */
static void stop(void)
{
    rl_deprep_term_function();
    signals_catch(SIGTSTP, false);
    kill(getpid(), SIGTSTP);
    signals_catch(SIGTSTP, true);
    rl_prep_term_function(1);
    fit();
    rl_on_new_line();
    rl_forced_update_display();
}

/* A search shows another line than the one that is edited: leave it alone. */
static void show_notice(void)
{
    AUTO(free) char *notice = NULL;
    AUTO(free) char *text = NULL;
    int point = rl_point;

    if (!line.setup->woken ||
        RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG))
        return;
    notice = line.setup->woken(line.setup->data);
    if (!notice)
        return;
    text = rl_copy_text(0, rl_end);
    rl_clear_visible_line();
    fprintf(rl_outstream, "%s\n", notice);
    rl_on_new_line();
    rl_replace_line(text, 0);
    rl_point = point;
    rl_redisplay();
}

/* Returns false when the line ends with this. */
static bool on_signal(int signo, enum line_result *ret, int *ret_signal)
{
    clear_hint();
    switch (signo) {
    case SIGINT:
        drop();
        *ret = LINE_INTERRUPTED;
        return false;
    case SIGTERM:
    case SIGHUP:
        rl_callback_handler_remove();
        fputs("\n", rl_outstream);
        *ret = LINE_SIGNAL;
        *ret_signal = signo;
        return false;
    case SIGWINCH:
        resize();
        return true;
    case SIGTSTP:
        stop();
        return true;
    case SIGNALS_WOKEN:
        show_notice();
        return true;
    }
    return true;
}

/* A key's work was cut short by a signal: what it made of that is void, be it
 * the line's end. */
static void forget_cut(void)
{
    if (!line.done)
        return;
    free(TAKE(line.text));
    line.done = false;
    begin();
}

static enum line_result edit(int *ret_signal)
{
    enum line_result result = LINE_TEXT;
    int signo;

    while (!line.done) {
        bool key = keys_wait();

        while ((signo = keys_signal()))
            if (!on_signal(signo, &result, ret_signal))
                return result;
        if (!key)
            continue;
        clear_hint();
        rl_callback_read_char();
        if (keys_cut())
            forget_cut();
    }
    return line.text ? LINE_TEXT : LINE_END;
}

/* A default action would leave the terminal as readline needs it. SIGQUIT is
 * caught to be ignored. */
static void catch_keys(bool on)
{
    signals_catch(SIGWINCH, on);
    signals_catch(SIGTSTP, on);
    signals_catch(SIGQUIT, on);
}

static int next_key(FILE *terminal)
{
    (void)terminal;
    return keys_next();
}

/* readline keeps its patience for the rest of a key, in microseconds. */
static int key_is_there(void)
{
    return keys_within(rl_set_keyboard_input_timeout(-1) / 1000);
}

enum line_result line_read(const char *prompt, char **ret_text, int *ret_signal)
{
    enum line_result result;

    line.prompt = prompt;
    line.done = false;
    catch_keys(true);
    begin();
    result = edit(ret_signal);
    keys_end();
    catch_keys(false);
    if (result == LINE_END)
        fputs("\n", rl_outstream);
    fflush(rl_outstream);
    *ret_text = TAKE(line.text);
    return result;
}

void line_remember(const char *text)
{
    add_history(text);
}

void line_forget(void)
{
    clear_history();
}

void line_bell(void)
{
    rl_ding();
}

/* History and words of this kind of lines. */
static void begin_lines(const struct line_setup *setup)
{
    line.setup = setup;
    words_open_as(setup);
    using_history();
    for (size_t i = 0; i < setup->history->n; i++)
        add_history(setup->history->v[i]);
    stifle_history((int)setup->history_size);
}

/* Escape before Enter is a slip, not a wish for vi's keys. There readline 8.2
 * loops for ever on a word that is no text. Who wants them says so in inputrc,
 * which is read later. */
static void stay_emacs(void)
{
    rl_unbind_key_in_map('\r', emacs_meta_keymap);
    rl_unbind_key_in_map('\n', emacs_meta_keymap);
}

void line_open(const struct line_setup *setup)
{
    line.setup = setup;
    keys_open();
    rl_readline_name = "virt-twin";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_getc_function = next_key;
    rl_input_available_hook = key_is_there;
    rl_change_environment = 0;
    if (!isatty(STDOUT_FILENO))
        rl_outstream = stderr;
    complete_open();
    stay_emacs();
    rl_initialize();
    if (setup->hint)
        hints_open();
    begin_lines(setup);
}

void line_close(void)
{
    keys_close();
    candidates_done(&line.found);
    line.found = (struct candidates){ 0 };
    clear_history();
}

void line_enter(struct line_before *before, const struct line_setup *setup)
{
    HISTORY_STATE none = { 0 };

    before->setup = line.setup;
    before->history = history_get_history_state();
    history_set_history_state(&none);
    if (before->setup)
        begin_lines(setup);
    else
        line_open(setup);
}

void line_leave(struct line_before *before)
{
    line_close();
    history_set_history_state(before->history);
    free(before->history);
    line.setup = before->setup;
    if (!line.setup)
        return;
    words_open_as(line.setup);
    stifle_history((int)line.setup->history_size);
}
