/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `set` changes: one row is a setting, its values and its help. */
#ifndef SHELL_SETTINGS_H
#define SHELL_SETTINGS_H

#include "base/field.h"

struct settings {
    char *color;   /* always auto never */
    char *confirm; /* on off: ask before something is lost */
    char *errexit; /* on off: a list of commands stops at the first failure */
    char *events;  /* on off: tell what happens to domains, at the prompt */
    char *format;  /* table csv json: how list prints */
    char *hints;   /* on off: what a command takes, in grey */
    char *pager;   /* on off */
    char *timing;  /* auto (what took long, at a prompt) on off */
};

extern const struct field settings_fields[];

/* The usual values. settings_done frees them. */
void settings_init(struct settings *settings);
void settings_done(struct settings *settings);

/* Set one by name; ERR_USAGE for a name or a value that there is not. */
int settings_set(struct settings *settings, const char *name,
                 const char *value, struct err *err);

/* The value of a name, or NULL. */
const char *settings_get(struct settings *settings, const char *name);

static inline bool setting_on(const char *value)
{
    return str_eq(value, "on");
}

#endif
