/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clones as JSON: the plan, the result, and how far it is. */
#ifndef CMD_CLONE_JSON_H
#define CMD_CLONE_JSON_H

#include "shell/json.h"

struct batch;
struct batch_result;
struct clone;

/* Name, UUID, disks, MAC addresses, notes; the XML with a plan. */
struct json_object *clone_json_plan(const struct clone *clone);
/* What was made, or "error". */
struct json_object *clone_json_result(const struct batch_result *result);
/* One line on standard error: {"event": "progress", ...}. */
void clone_json_progress(struct batch *batch);

#endif
