/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "shell/keys.h"
#include "shell/line_priv.h"
#include "shell/signals.h"

/* readline's callbacks have no data argument. */
static struct {
    const struct line_setup *setup;
    const char *prompt;
    bool done;
    bool recalls; /* readline has the lines of earlier runs */
    char *text;   /* NULL at the end of input */
} line;

static void take_text(char *text)
{
    rl_callback_handler_remove();
    line_hint_as(NULL, NULL);
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

/* A long history takes longer than the first prompt: it comes after that. */
static void recall(void)
{
    const struct line_setup *setup = line.setup;
    const struct strv *lines = setup->history(setup->data);
    size_t size = setup->history_size;

    for (size_t i = lines->n > size ? lines->n - size : 0; i < lines->n; i++)
        add_history(lines->v[i]);
    using_history();
    stifle_history((int)size);
    line.recalls = true;
}

static void begin(void)
{
    fit();
    line_hint_as(line.setup, line.prompt);
    rl_callback_handler_install(line.prompt, take_text);
    if (!line.recalls)
        recall();
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
    line_hint_clear();
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
        line_hint_clear();
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

/* Words of this kind of lines now, and their history when it is needed. */
static void begin_lines(const struct line_setup *setup)
{
    line.setup = setup;
    line.recalls = false;
    line_complete_as(setup);
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
    keys_open();
    rl_readline_name = "virt-twin";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_getc_function = next_key;
    rl_input_available_hook = key_is_there;
    rl_change_environment = 0;
    if (!isatty(STDOUT_FILENO))
        rl_outstream = stderr;
    line_complete_open();
    stay_emacs();
    rl_initialize();
    if (setup->hint)
        line_hint_open();
    begin_lines(setup);
}

void line_close(void)
{
    keys_close();
    line_complete_close();
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
    line_complete_as(line.setup);
    line.recalls = true;
    stifle_history((int)line.setup->history_size);
}
