/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/complete.h"
#include "base/mem.h"
#include "shell/help.h"
#include "shell/settings.h"

#include <string.h>

struct complete_state {
    const struct command *const *table;
    const struct complete_names *names;
    const char *prefix;        /* of the value that is completed */
    const char *before;        /* what stands before it in the word */
    struct candidates *ret;
};

static void offer(struct complete_state *state, const char *text)
{
    if (str_starts(text, state->prefix))
        strv_fmt(&state->ret->words, "%s%s", state->before, text);
}

static void offer_commands(struct complete_state *state)
{
    for (size_t i = 0; state->table[i]; i++)
        if (!(state->table[i]->flags & COMMAND_HIDDEN))
            offer(state, state->table[i]->name);
}

static void offer_words(struct complete_state *state, const char *words)
{
    while (*words) {
        size_t n = strcspn(words, " ");
        AUTO(free) char *word = mem_ndup(words, n);

        offer(state, word);
        words += n + strspn(words + n, " ");
    }
}

static void offer_names(struct complete_state *state, enum complete what)
{
    AUTO(strv_done) struct strv names = { 0 };

    state->names->add(state->names->data, what, &names);
    for (size_t i = 0; i < names.n; i++)
        offer(state, names.v[i]);
}

static void offer_values(struct complete_state *state, const struct field *row)
{
    switch (row->complete) {
    case COMPLETE_NONE:
        return;
    case COMPLETE_COMMAND:
        offer_commands(state);
        for (size_t i = 0; help_group(i); i++)
            offer(state, help_group(i));
        return;
    case COMPLETE_FILE:
    case COMPLETE_DIR:
        state->ret->files = row->complete;
        state->ret->kept = strlen(state->before);
        return;
    case COMPLETE_URI:
        offer_words(state, "qemu:///session qemu:///system test:///default");
        return;
    case COMPLETE_WORDS:
        offer_words(state, row->values);
        return;
    case COMPLETE_CALL:
        offer_commands(state);
        return;
    case COMPLETE_SETTING:
        for (const struct field *at = settings_fields; at->name; at++)
            offer(state, at->name);
        return;
    case COMPLETE_ALIAS:
    case COMPLETE_DOMAIN:
    case COMPLETE_ACTIVE:
    case COMPLETE_INACTIVE:
    case COMPLETE_POOL:
        offer_names(state, row->complete);
        return;
    }
}

/* ---- where in the command the cursor is --------------------------------- */

struct place {
    const struct field *rows;
    struct strv seen;            /* names of the rows that have a value */
    const struct field *pending; /* the option whose value comes next */
    bool only_data;              /* after -- */
};

static const struct field *next_data(const struct place *place)
{
    for (const struct field *row = place->rows; row->name; row++)
        if ((row->flags & FIELD_DATA) &&
            ((row->flags & FIELD_REST) || !strv_has(&place->seen, row->name)))
            return row;
    return NULL;
}

static void pass_option(struct place *place, const char *word)
{
    size_t n = strcspn(word, "=");
    AUTO(free) char *name = mem_ndup(word, n);
    const struct field *row = field_find(place->rows, name);

    if (!row)
        return;
    strv_add(&place->seen, name);
    if (row->type != FIELD_BOOL && !(row->flags & FIELD_OPTIONAL) && !word[n])
        place->pending = row;
}

static void pass_word(struct place *place, const char *word)
{
    const struct field *row;

    if (place->pending) {
        place->pending = NULL;
    } else if (!place->only_data && !strcmp(word, "--")) {
        place->only_data = true;
    } else if (!place->only_data && str_starts(word, "--")) {
        pass_option(place, word + 2);
    } else {
        row = next_data(place);
        if (row)
            strv_add(&place->seen, row->name);
    }
}

static void offer_options(struct complete_state *state,
                          const struct place *place)
{
    for (const struct field *row = place->rows; row->name; row++) {
        AUTO(free) char *option = mem_fmt("--%s", row->name);
        bool again = row->type == FIELD_TEXTS;

        if (!(row->flags & FIELD_HIDDEN) &&
            (again || !strv_has(&place->seen, row->name)))
            offer(state, option);
    }
}

/* `--option=VALUE`: complete VALUE. */
static void offer_equals(struct complete_state *state,
                         const struct place *place)
{
    const char *word = state->prefix, *equals = strchr(word, '=');
    AUTO(free) char *name =
        mem_ndup(word + 2, (size_t)(equals - word) - 2);
    AUTO(free) char *before = mem_fmt("--%s=", name);
    const struct field *row = field_find(place->rows, name);

    if (!row || row->type == FIELD_BOOL || (row->flags & FIELD_OPTIONAL))
        return;
    state->prefix = equals + 1;
    state->before = before;
    offer_values(state, row);
    state->before = "";
}

/* A name that looks like an option would be taken for one. */
static void drop_options(struct strv *words)
{
    AUTO(strv_done) struct strv kept = { 0 };

    for (size_t i = 0; i < words->n; i++)
        if (!str_starts(words->v[i], "--"))
            strv_add(&kept, words->v[i]);
    strv_done(words);
    *words = kept;
    kept = (struct strv){ 0 };
}

static void offer_at(struct complete_state *state, const struct place *place)
{
    const struct field *row = place->pending;

    if (row) {
        offer_values(state, row);
        return;
    }
    if (!place->only_data && str_starts(state->prefix, "--")) {
        if (strchr(state->prefix, '='))
            offer_equals(state, place);
        else
            offer_options(state, place);
        return;
    }
    row = next_data(place);
    if (row)
        offer_values(state, row);
    if (!place->only_data)
        drop_options(&state->ret->words);
    if (!row && !place->only_data && !*state->prefix)
        offer_options(state, place);
}

static void complete_command(struct complete_state *state,
                             const struct words_cursor *cursor)
{
    const char *name = cursor->words.v[0];
    const struct command *command =
        command_find(state->table, *name == '-' ? name + 1 : name);
    struct place place = { .only_data = false };

    if (!command)
        return;
    place.rows = command->fields;
    for (size_t i = 1; i < cursor->words.n; i++)
        pass_word(&place, cursor->words.v[i]);
    offer_at(state, &place);
    strv_done(&place.seen);
}

void complete_at(const struct command *const *table,
                 const struct words_cursor *cursor,
                 const struct complete_names *names, struct candidates *ret)
{
    struct complete_state state = {
        .table = table,
        .names = names,
        .prefix = cursor->prefix,
        .before = "",
        .ret = ret,
    };

    if (cursor->comment)
        return;
    if (cursor->words.n) {
        complete_command(&state, cursor);
    } else {
        state.before = *state.prefix == '-' ? "-" : "";
        state.prefix += strlen(state.before);
        offer_commands(&state);
    }
    strv_sort(&ret->words);
}

/* ---- hints -------------------------------------------------------------- */

static char *hint_rows(const struct place *place, const char *blank)
{
    AUTO(buf_done) struct buf text = { 0 };
    bool more = false;

    for (const struct field *row = place->rows; row->name; row++) {
        AUTO(free) char *word = help_row(row);
        bool again = row->flags & FIELD_REST;

        if ((row->flags & FIELD_HIDDEN) ||
            (!again && strv_has(&place->seen, row->name)))
            continue;
        more |= !(row->flags & FIELD_DATA);
        if (row->flags & FIELD_DATA)
            buf_fmt(&text, "%s%s", text.n ? " " : blank, word);
    }
    if (more && !place->only_data)
        buf_fmt(&text, "%s[--option]...", text.n ? " " : blank);
    return text.n ? buf_take(&text) : NULL;
}

char *complete_hint(const struct command *const *table,
                    const struct words_cursor *cursor)
{
    const char *name = cursor->words.n ? cursor->words.v[0] : cursor->prefix;
    const struct command *command = command_find(table, name);
    const char *blank = *cursor->prefix ? " " : "";
    struct place place = { .only_data = false };
    char *hint;

    if (!command || cursor->comment || cursor->quote)
        return NULL;
    place.rows = command->fields;
    for (size_t i = 1; i < cursor->words.n; i++)
        pass_word(&place, cursor->words.v[i]);
    if (cursor->words.n && *cursor->prefix)
        pass_word(&place, cursor->prefix);
    hint = place.pending ? mem_fmt("%s<%s>", blank, place.pending->name)
                         : hint_rows(&place, blank);
    strv_done(&place.seen);
    return hint;
}

void candidates_done(struct candidates *candidates)
{
    strv_done(&candidates->words);
}
