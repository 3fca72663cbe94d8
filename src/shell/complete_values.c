/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/complete_values.h"
#include "base/mem.h"
#include "shell/help.h"
#include "shell/settings.h"

#include <string.h>

static char *double_commas(const char *text)
{
    AUTO(buf_done) struct buf out = { 0 };

    for (; *text; text++)
        buf_addn(&out, *text == ',' ? ",," : text, *text == ',' ? 2 : 1);
    return buf_take(&out);
}

void complete_offer(struct complete_state *state, const char *text)
{
    AUTO(free)
    char *value = state->doubles ? double_commas(text) : mem_dup(text);

    if (str_starts(value, state->prefix))
        strv_fmt(&state->ret->words, "%s%s", state->before, value);
}

static void offer_commands(struct complete_state *state)
{
    for (size_t i = 0; state->table[i]; i++)
        if (!(state->table[i]->flags & COMMAND_HIDDEN))
            complete_offer(state, state->table[i]->name);
}

static void offer_words(struct complete_state *state, const char *words)
{
    while (*words) {
        size_t n = strcspn(words, " ");
        AUTO(free) char *word = mem_ndup(words, n);

        complete_offer(state, word);
        words += n + strspn(words + n, " ");
    }
}

static void offer_names(struct complete_state *state,
                        const struct names_query *query)
{
    AUTO(strv_done) struct strv names = { 0 };

    state->names->add(state->names->data, query, &names);
    for (size_t i = 0; i < names.n; i++)
        complete_offer(state, names.v[i]);
}

/* Those that begin a line: of an empty one, ours alone. */
void complete_calls(struct complete_state *state)
{
    offer_commands(state);
    if (*state->prefix)
        offer_names(state, &(struct names_query){ .what = COMPLETE_CALL });
}

static void offer_topics(struct complete_state *state)
{
    complete_calls(state);
    for (size_t i = 0; help_group(i); i++)
        complete_offer(state, help_group(i));
}

static void offer_settings(struct complete_state *state)
{
    for (const struct field *row = settings_fields; row->name; row++)
        complete_offer(state, row->name);
}

static void offer_setting_values(struct complete_state *state)
{
    const char *name = place_typed(state->place, COMPLETE_SETTING);
    const struct field *row = name ? field_find(settings_fields, name) : NULL;

    if (row)
        offer_words(state, row->values);
}

/* What names are asked for may depend on a word before. */
static struct names_query query(const struct complete_state *state,
                                const struct field *row)
{
    enum complete what = row->complete;
    struct names_query query = {
        .what = what,
        .row = row,
        .place = state->place,
        .prefix = state->prefix,
    };

    if (what == COMPLETE_HOOK_NAME)
        query.of = place_typed(state->place, COMPLETE_WORDS);
    if (what == COMPLETE_VOLUME)
        query.of = place_typed(state->place, COMPLETE_POOL);
    if (what == COMPLETE_TARGET)
        query.of = place_domain(state->place);
    return query;
}

static void want_files(struct complete_state *state, enum complete kind)
{
    state->ret->files = kind;
    state->ret->kept = strlen(state->before);
}

/* query->of is what is to be done with them. */
static void offer_hooks(struct complete_state *state,
                        const struct names_query *query)
{
    if (str_eq(query->of, "check") || str_eq(query->of, "test"))
        want_files(state, COMPLETE_FILE);
    else if (str_eq(query->of, "trust"))
        want_files(state, COMPLETE_DIR);
    else
        offer_names(state, query);
}

static void offer_list(struct complete_state *state, const char *words);
static void offer_columns(struct complete_state *state,
                          const struct names_query *query);
static void offer_pairs(struct complete_state *state, const struct field *rows);

void complete_values(struct complete_state *state, const struct field *row)
{
    struct names_query names = query(state, row);

    switch (row->complete) {
    case COMPLETE_NONE:
        return;
    case COMPLETE_COMMAND:
        offer_topics(state);
        return;
    case COMPLETE_FILE:
    case COMPLETE_DIR:
        want_files(state, row->complete);
        return;
    case COMPLETE_URI:
        offer_words(state, "qemu:///session qemu:///system test:///default");
        return;
    case COMPLETE_WORDS:
        offer_words(state, row->values);
        return;
    case COMPLETE_LIST:
        offer_list(state, row->values);
        return;
    case COMPLETE_HOOK_NAME:
        offer_hooks(state, &names);
        return;
    case COMPLETE_HOOK_SET:
        state->ret->open = !strchr(state->prefix, '=');
        offer_names(state, &names);
        return;
    case COMPLETE_COLUMN:
    case COMPLETE_COLUMNS:
    case COMPLETE_METHOD:
        offer_columns(state, &names);
        return;
    case COMPLETE_PAIRS:
        offer_pairs(state, row->pairs);
        return;
    case COMPLETE_CALL:
        complete_calls(state);
        return;
    case COMPLETE_SETTING:
        offer_settings(state);
        return;
    case COMPLETE_VALUE:
        offer_setting_values(state);
        return;
    case COMPLETE_ALIAS:
    case COMPLETE_DOMAIN:
    case COMPLETE_ACTIVE:
    case COMPLETE_INACTIVE:
    case COMPLETE_NETWORK:
    case COMPLETE_HOOK:
    case COMPLETE_POOL:
    case COMPLETE_SCRIPT:
    case COMPLETE_TARGET:
    case COMPLETE_VOLUME:
        offer_names(state, &names);
        return;
    }
}

/* ---- a part of a word --------------------------------------------------- */

/* Complete from `at` in the prefix on. `before` is to be freed. */
static struct complete_state part(const struct complete_state *state,
                                  const char *at, char **before)
{
    struct complete_state part = *state;

    *before = mem_fmt("%s%.*s", state->before, (int)(at - state->prefix),
                      state->prefix);
    part.prefix = at;
    part.before = *before;
    return part;
}

/* "id,na": what is not in the list yet. */
static void offer_list(struct complete_state *state, const char *words)
{
    AUTO(strv_done) struct strv given = { 0 };
    AUTO(buf_done) struct buf left = { 0 };
    AUTO(free) char *before = NULL;
    const char *at = state->prefix, *comma;
    struct complete_state last;

    for (; (comma = strchr(at, ',')); at = comma + 1)
        strv_take(&given, mem_ndup(at, (size_t)(comma - at)));
    for (size_t n; *words; words += n + strspn(words + n, " ")) {
        AUTO(free) char *word = mem_ndup(words, n = strcspn(words, " "));

        if (!strv_has(&given, word))
            buf_fmt(&left, "%s ", word);
    }
    last = part(state, at, &before);
    offer_words(&last, left.text ? left.text : "");
    state->ret->open = true;
}

/* The row's values, and what scripts add to them. */
static void offer_columns(struct complete_state *state,
                          const struct names_query *query)
{
    AUTO(strv_done) struct strv all = { 0 };
    AUTO(free) char *words = NULL;

    strv_add(&all, query->row->values);
    state->names->add(state->names->data, query, &all);
    words = strv_join(&all, " ");
    if (query->what == COMPLETE_COLUMNS)
        offer_list(state, words);
    else
        offer_words(state, words);
}

static void offer_keys(struct complete_state *state)
{
    for (const struct field *row = state->place->rows; row->name; row++) {
        AUTO(free) char *key = mem_fmt("%s=", row->name);

        if (!(row->flags & FIELD_HIDDEN) &&
            !strv_has(&state->place->seen, row->name))
            complete_offer(state, key);
    }
}

/* "vda" of "vda,pool=ssd" stands for "target=vda". */
static void pass_piece(struct place *place, const char *piece)
{
    const char *first = place->rows->name;
    AUTO(free)
    char *option = place->seen.n || strchr(piece, '=')
                       ? mem_fmt("--%s", piece)
                       : mem_fmt("--%s=%s", first, piece);

    place_pass(place, option);
}

/* "KEY" or "KEY=VALUE" at `at`; of the first piece, the first row's value. */
static void offer_piece(struct complete_state *state, const char *at)
{
    const char *equals = strchr(at, '=');
    AUTO(free) char *before = NULL;
    AUTO(free) char *key = equals ? mem_ndup(at, (size_t)(equals - at)) : NULL;
    const struct field *rows = state->place->rows;
    const struct field *row = key ? field_find(rows, key) : NULL;
    struct complete_state last = part(state, equals ? equals + 1 : at, &before);

    last.doubles = true;
    if (row)
        complete_values(&last, row);
    else if (!equals && at == state->prefix)
        complete_values(&last, rows);
    else if (!equals)
        offer_keys(&last);
}

static void offer_pairs(struct complete_state *state, const struct field *rows)
{
    AUTO(place_done)
    struct place place = { .rows = rows, .outer = state->place };
    struct complete_state inner = *state;
    const char *rest = state->prefix, *at = rest;
    char *piece;

    for (piece = field_piece(&rest); rest; piece = field_piece(&rest)) {
        pass_piece(&place, piece);
        free(piece);
        at = rest;
    }
    free(piece);
    inner.place = &place;
    offer_piece(&inner, at);
    state->ret->open = true;
}
