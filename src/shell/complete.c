/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/complete.h"
#include "base/mem.h"
#include "shell/complete_values.h"
#include "shell/help.h"

#include <string.h>

/* ---- options ------------------------------------------------------------ */

static void offer_options(struct complete_state *state,
                          const struct place *place)
{
    for (const struct field *row = place->rows; row->name; row++) {
        AUTO(free) char *option = mem_fmt("--%s", row->name);
        bool again = row->type == FIELD_TEXTS;

        if (!(row->flags & FIELD_HIDDEN) &&
            (again || !strv_has(&place->seen, row->name)))
            complete_offer(state, option);
    }
}

/* `--option=VALUE`: complete VALUE. */
static void offer_equals(struct complete_state *state,
                         const struct place *place)
{
    const char *word = state->prefix, *equals = strchr(word, '=');
    AUTO(free) char *name = mem_ndup(word + 2, (size_t)(equals - word) - 2);
    AUTO(free) char *before = mem_fmt("--%s=", name);
    const struct field *row = field_find(place->rows, name);

    if (!row || row->type == FIELD_BOOL)
        return;
    state->prefix = equals + 1;
    state->before = before;
    complete_values(state, row);
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

static void offer_at(struct complete_state *state)
{
    const struct place *place = state->place;
    const struct field *row = place->pending;

    if (row) {
        complete_values(state, row);
        return;
    }
    if (!place->only_data && str_starts(state->prefix, "--")) {
        if (strchr(state->prefix, '='))
            offer_equals(state, place);
        else
            offer_options(state, place);
        return;
    }
    row = place_next_data(place);
    if (row)
        complete_values(state, row);
    if (!place->only_data)
        drop_options(&state->ret->words);
    if (!row && !place->only_data && !*state->prefix)
        offer_options(state, place);
}

/* ---- a command ---------------------------------------------------------- */

/* The first word of a command among these words: `time list`; or 0. */
static size_t find_call(struct place *place, const struct strv *words)
{
    for (size_t i = 1; i < words->n; i++) {
        const struct field *row = place_next_data(place);
        size_t seen = place->seen.n;

        place_pass(place, words->v[i]);
        if (row && row->complete == COMPLETE_CALL && place->seen.n > seen &&
            str_eq(place->seen.v[seen], row->name))
            return strcmp(words->v[i], "=") ? i : i + 1;
    }
    return 0;
}

static void complete_words(struct complete_state *state,
                           const struct strv *words)
{
    const char *name = words->n ? words->v[0] : NULL;
    const struct command *command =
        name ? command_find(state->table, *name == '-' ? name + 1 : name)
             : NULL;
    AUTO(place_done) struct place place = { .only_data = false };
    struct strv call;
    size_t n;

    if (!name) {
        complete_calls(state);
        return;
    }
    if (!command)
        return;
    place.rows = command->fields;
    n = find_call(&place, words);
    state->place = &place;
    call = (struct strv){ words->v + n, words->n - n };
    if (n)
        complete_words(state, &call);
    else
        offer_at(state);
}

/* '-' before a command lets it fail. */
static void complete_first(struct complete_state *state)
{
    state->before = *state->prefix == '-' ? "-" : "";
    state->prefix += strlen(state->before);
    complete_calls(state);
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
    if (cursor->words.n)
        complete_words(&state, &cursor->words);
    else
        complete_first(&state);
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
    AUTO(place_done) struct place place = { .only_data = false };

    if (!command || cursor->comment || cursor->quote)
        return NULL;
    place.rows = command->fields;
    for (size_t i = 1; i < cursor->words.n; i++)
        place_pass(&place, cursor->words.v[i]);
    if (cursor->words.n && *cursor->prefix)
        place_pass(&place, cursor->prefix);
    return place.pending ? mem_fmt("%s<%s>", blank, place.pending->name)
                         : hint_rows(&place, blank);
}

void candidates_done(struct candidates *candidates)
{
    strv_done(&candidates->words);
}
