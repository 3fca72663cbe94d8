/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways to make a disk beside the store's engines: those of scripts. They are
 * chosen by name, never by "auto". */
#ifndef CLONE_METHOD_H
#define CLONE_METHOD_H

#include "clone/clone.h"

/* Stands for all of them; its functions are those below. */
extern const struct engine engine_script;

/* Whether there is such a way; ERR_USAGE names what may have been meant. */
int method_check(const struct clone *clone, const char *name, struct err *err);

/* The engine for a disk whose destination is known; its reason, else. */
const struct engine *method_pick(struct clone *clone, struct disk *disk,
                                 struct err *err);

/* Make it: with the engine, or by the script. */
int method_make(struct clone *clone, const struct disk *disk,
                const struct store_job *job, struct err *err);

/* For people, and for the record: "copy", or the script's name. */
const char *method_name(const struct disk *disk);

#endif
