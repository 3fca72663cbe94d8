/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "shell/keys.h"
#include "shell/line_priv.h"
#include "shell/signals.h"

/* readline's hooks have no data argument. */
static struct {
    const struct line_setup *setup;
    int signo;       /* that ended the line */
    size_t searched; /* bytes that were typed into a search */
    bool recalls;    /* readline has the lines of earlier runs */
} line;

/* ---- signals ------------------------------------------------------------ */

/* The window as it is now. In one of two columns readline divides by zero. */
static void fit(void)
{
    enum { NARROWEST = 8 };
    int rows, columns;

    rl_reset_screen_size();
    rl_get_screen_size(&rows, &columns);
    if (columns < NARROWEST)
        rl_set_screen_size(rows, NARROWEST);
}

/* rl_resize_terminal would find that the size is known already. */
static void resize(void)
{
    line_hint_clear();
    rl_clear_visible_line();
    fit();
    rl_forced_update_display();
}

/* The default action stops the program within kill, and it goes on there
 * with `fg`. */
static void stop(bool has_line)
{
    line_hint_clear();
    rl_deprep_term_function();
    fputs("\n", rl_outstream);
    fflush(rl_outstream);
    signals_catch(SIGTSTP, false);
    kill(getpid(), SIGTSTP);
    signals_catch(SIGTSTP, true);
    rl_prep_term_function(1);
    fit();
    if (!has_line)
        return;
    rl_on_new_line();
    rl_forced_update_display();
}

static void show_notice(void)
{
    AUTO(free) char *notice = NULL;
    AUTO(free) char *text = NULL;
    int point = rl_point;

    if (!line.setup->woken)
        return;
    notice = line.setup->woken(line.setup->data);
    if (!notice)
        return;
    line_hint_clear();
    text = rl_copy_text(0, rl_end);
    rl_clear_visible_line();
    fprintf(rl_outstream, "%s\n", notice);
    rl_on_new_line();
    rl_replace_line(text, 0);
    rl_point = point;
    rl_redisplay();
}

/* What leaves the line as it is. A question about what is found stands below
 * the line, and a search shows another one. SIGQUIT is caught to be ignored. */
static void serve_signals(bool between_keys)
{
    bool has_line = between_keys || !RL_ISSTATE(RL_STATE_COMPLETING);

    keys_take(SIGQUIT);
    if (keys_take(SIGTSTP))
        stop(has_line);
    if (has_line && keys_take(SIGWINCH))
        resize();
    if (between_keys && keys_take(SIGNALS_WOKEN))
        show_notice();
}

/* What was typed stays on the screen. */
static void drop(void)
{
    line_hint_clear();
    line_hint_as(NULL, NULL);
    rl_point = rl_end;
    rl_mark = 0;
    rl_redisplay();
    rl_free_line_state();
    rl_replace_line("", 1);
}

static void end_by_signal(void)
{
    line.signo = keys_end_signal();
    fputs(line.signo == SIGINT ? "^C\n" : "\n", rl_outstream);
}

/* ---- the line ----------------------------------------------------------- */

/* A key that was aborted may leave its state. */
static bool is_between_keys(void)
{
    static const unsigned long left = RL_STATE_COMPLETING | RL_STATE_NUMERICARG;

    if (!RL_ISSTATE(RL_STATE_READCMD))
        return false;
    rl_readline_state &= ~left;
    return true;
}

/* Each key of a search costs readline the square of what is searched for: a
 * text of 100 kB would take for ever. */
static bool is_too_long(int key)
{
    enum { LONGEST_SEARCHED = 500 };

    if (!RL_ISSTATE(RL_STATE_ISEARCH))
        line.searched = 0;
    else if (key >= ' ' && !keys_in_paste_end())
        line.searched++;
    else
        return false;
    return line.searched > LONGEST_SEARCHED;
}

static int end_line(void)
{
    drop();
    end_by_signal();
    return -1;
}

/* All that happens while a line is read happens in here. A signal that ends
 * the line ends what readline is at first (a search, a question), for it has
 * no other way out that is safe. */
static int next_key(FILE *terminal)
{
    bool between_keys = is_between_keys();
    int key;

    (void)terminal;
    do {
        serve_signals(between_keys);
        if (keys_ended())
            return between_keys ? end_line() : keys_cut();
        key = keys_next();
    } while (key == KEYS_SIGNAL || is_too_long(key));
    line_hint_clear();
    return key;
}

/* readline keeps its patience for the rest of a key, in microseconds. */
static int key_is_there(void)
{
    return keys_within(rl_set_keyboard_input_timeout(-1) / 1000);
}

/* A default action would leave the terminal as readline needs it. */
static void catch_keys(bool on)
{
    signals_catch(SIGWINCH, on);
    signals_catch(SIGTSTP, on);
    signals_catch(SIGQUIT, on);
}

/* A long history takes longer than the first prompt: it comes after that. */
static int recall(void)
{
    const struct line_setup *setup = line.setup;
    size_t size = setup->history_size;
    const struct strv *lines;

    if (line.recalls)
        return 0;
    lines = setup->history(setup->data);
    for (size_t i = lines->n > size ? lines->n - size : 0; i < lines->n; i++)
        add_history(lines->v[i]);
    using_history();
    stifle_history((int)size);
    line.recalls = true;
    return 0;
}

/* Not by readline's callbacks: in 8.2 an unknown key after one that was read
 * ahead jumps into a function that has returned, questions are answered by
 * themselves, and a search that is cut short stays.
 *
 * What a key that was cut short made of it is void, be it the line's end. */
static char *edit(const char *prompt)
{
    char *text = readline(prompt);

    if (!keys_are_cut())
        return text;
    free(text);
    end_by_signal();
    return NULL;
}

static enum line_result result_of(const char *text)
{
    if (text)
        return LINE_TEXT;
    if (!line.signo)
        return LINE_END;
    return line.signo == SIGINT ? LINE_INTERRUPTED : LINE_SIGNAL;
}

enum line_result line_read(const char *prompt, char **ret_text, int *ret_signal)
{
    enum line_result result;

    line.signo = 0;
    catch_keys(true);
    fit();
    line_hint_as(line.setup, prompt);
    *ret_text = edit(prompt);
    line_hint_as(NULL, NULL);
    keys_end();
    catch_keys(false);
    result = result_of(*ret_text);
    if (result == LINE_END)
        fputs("\n", rl_outstream);
    if (result == LINE_SIGNAL)
        *ret_signal = line.signo;
    fflush(rl_outstream);
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
    rl_pre_input_hook = recall;
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
