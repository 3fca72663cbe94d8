/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/dict.h"
#include "base/mem.h"

#include <stdint.h>
#include <string.h>

/* FNV-1a. */
static size_t hash(const char *key)
{
    uint64_t h = 14695981039346656037u;

    for (; *key; key++)
        h = (h ^ (unsigned char)*key) * 1099511628211u;
    return (size_t)(h ^ h >> 32);
}

/* The slot of the key, or the free one where it would be. */
static struct dict_entry *slot(const struct dict *dict, const char *key)
{
    size_t i = hash(key) & (dict->room - 1);

    while (dict->slots[i].key && strcmp(dict->slots[i].key, key))
        i = (i + 1) & (dict->room - 1);
    return &dict->slots[i];
}

/* At most half of it is used, so that a free slot is near. */
static void grow(struct dict *dict)
{
    struct dict old = *dict;

    dict->room = old.room ? 2 * old.room : 16;
    dict->slots = mem_new(dict->room, sizeof(*dict->slots));
    for (size_t i = 0; i < old.room; i++)
        if (old.slots[i].key)
            *slot(dict, old.slots[i].key) = old.slots[i];
    free(old.slots);
}

void *dict_get(const struct dict *dict, const char *key)
{
    return dict->room ? slot(dict, key)->value : NULL;
}

void dict_put(struct dict *dict, const char *key, void *value)
{
    struct dict_entry *entry;

    if (2 * dict->n >= dict->room)
        grow(dict);
    entry = slot(dict, key);
    if (!entry->key) {
        entry->key = mem_dup(key);
        dict->n++;
    }
    entry->value = value;
}

void dict_done(struct dict *dict)
{
    for (size_t i = 0; i < dict->room; i++)
        free(dict->slots[i].key);
    free(dict->slots);
    *dict = (struct dict){ 0 };
}
