/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `COMMAND &`: the program once more, with a connection, hooks and signals of
 * its own, so that two commands cannot disturb each other. It reads the command
 * as a script, which nobody else can see. What it prints is
 * kept until it has ended, and told above the prompt.
 */
#ifndef SHELL_BACKGROUND_H
#define SHELL_BACKGROUND_H

#include "shell/session.h"

struct background;

struct background *background_new(void);
void background_free(struct background *background);
CLEANUP_FUNC(struct background *, background_free);

/* Start a command; says its number. */
int background_start(struct session *session, const char *line,
                     struct err *err);

/* Those that have ended since this was last asked, with what they printed;
 * NULL when there is none. To be freed. */
char *background_news(struct background *background);

/* A line for each that runs. */
void background_list(const struct background *background, FILE *out);

/* Wait until all, or the one of that number (0: all), have ended. Ctrl-C ends
 * the waiting; with `end` it ends the commands, which undo what they did. */
int background_wait(struct session *session, size_t number, bool end,
                    struct err *err);

#endif
