/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/place.h"
#include "base/mem.h"

#include <string.h>

const struct field *place_next_data(const struct place *place)
{
    for (const struct field *row = place->rows; row->name; row++)
        if ((row->flags & FIELD_DATA) &&
            ((row->flags & FIELD_REST) || !strv_has(&place->seen, row->name)))
            return row;
    return NULL;
}

static void take(struct place *place, const struct field *row,
                 const char *value)
{
    strv_add(&place->seen, row->name);
    strv_add(&place->values, value);
}

static void take_option(struct place *place, const struct field *row,
                        const char *value)
{
    if (value || row->type == FIELD_BOOL || (row->flags & FIELD_OPTIONAL))
        take(place, row, value ? value : "");
    else
        place->pending = row;
}

static void pass_option(struct place *place, const char *word)
{
    size_t n = strcspn(word, "=");
    AUTO(free) char *name = mem_ndup(word, n);
    const struct field *row = field_find(place->rows, name);

    if (row)
        take_option(place, row, word[n] ? word + n + 1 : NULL);
}

/* "-n", "-nVALUE" */
static bool pass_short(struct place *place, const char *word)
{
    for (const struct field *row = place->rows; row->name; row++)
        if (*word == '-' && row->short_name && row->short_name == word[1]) {
            take_option(place, row, word[2] ? word + 2 : NULL);
            return true;
        }
    return false;
}

static void pass_data(struct place *place, const char *word)
{
    const struct field *row = place_next_data(place);

    if (row)
        take(place, row, word);
}

void place_pass(struct place *place, const char *word)
{
    if (place->pending)
        take(place, TAKE(place->pending), word);
    else if (place->only_data)
        pass_data(place, word);
    else if (!strcmp(word, "--"))
        place->only_data = true;
    else if (str_starts(word, "--"))
        pass_option(place, word + 2);
    else if (!pass_short(place, word))
        pass_data(place, word);
}

const char *place_typed(const struct place *place, enum complete kind)
{
    for (size_t i = place->seen.n; i-- > 0;)
        if (field_find(place->rows, place->seen.v[i])->complete == kind)
            return place->values.v[i];
    return place->outer ? place_typed(place->outer, kind) : NULL;
}

const char *place_domain(const struct place *place)
{
    static const enum complete kinds[] = { COMPLETE_INACTIVE, COMPLETE_ACTIVE,
                                           COMPLETE_DOMAIN };
    const char *name = NULL;

    for (size_t i = 0; !name && i < COUNT(kinds); i++)
        name = place_typed(place, kinds[i]);
    return name;
}

void place_done(struct place *place)
{
    strv_done(&place->seen);
    strv_done(&place->values);
}
