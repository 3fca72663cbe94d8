/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/settings.h"
#include "base/mem.h"

#define SWITCH .complete = COMPLETE_WORDS, .values = "on off"

const struct field settings_fields[] = {
    { FIELD(struct settings, color), .name = "color",
      .complete = COMPLETE_WORDS, .values = "always auto never",
      .help = "colours in tables and messages" },
    { FIELD(struct settings, confirm), .name = "confirm", SWITCH,
      .help = "ask before a domain is lost" },
    { FIELD(struct settings, errexit), .name = "errexit", SWITCH,
      .help = "a script or a list of commands stops at the first failure" },
    { FIELD(struct settings, events), .name = "events", SWITCH,
      .help = "tell at the prompt what happens to domains" },
    { FIELD(struct settings, format), .name = "format",
      .complete = COMPLETE_WORDS, .values = "table csv json",
      .help = "how list prints domains" },
    { FIELD(struct settings, hints), .name = "hints", SWITCH,
      .help = "show what a command takes while it is typed" },
    { FIELD(struct settings, pager), .name = "pager", SWITCH,
      .help = "show long results in a pager" },
    { FIELD(struct settings, timing), .name = "timing",
      .complete = COMPLETE_WORDS, .values = "auto on off",
      .help = "say how long each command took" },
    FIELD_END,
};

void settings_init(struct settings *settings)
{
    *settings = (struct settings){
        .color = mem_dup("auto"),
        .confirm = mem_dup("on"),
        .errexit = mem_dup("on"),
        .events = mem_dup("off"),
        .format = mem_dup("table"),
        .hints = mem_dup("on"),
        .pager = mem_dup("on"),
        .timing = mem_dup("auto"),
    };
}

void settings_done(struct settings *settings)
{
    fields_done(settings_fields, settings);
}

int settings_set(struct settings *settings, const char *name,
                 const char *value, struct err *err)
{
    const struct field *row = field_find(settings_fields, name);
    const char *near = row ? NULL : field_closest(settings_fields, name);

    if (row)
        return field_set(row, name, value, settings, err);
    if (near)
        return err_usage(err, "there is no setting '%s'\nDid you mean '%s'?",
                         name, near);
    return err_usage(err, "there is no setting '%s'", name);
}

const char *settings_get(struct settings *settings, const char *name)
{
    const struct field *row = field_find(settings_fields, name);

    return row ? *(char **)field_at(row, settings) : NULL;
}
