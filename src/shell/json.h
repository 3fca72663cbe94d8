/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --json: one JSON value a command on standard output, an error too. A command
 * with COMMAND_JSON in its row makes its own value; what others print becomes
 * {"output": "..."}.
 */
#ifndef SHELL_JSON_H
#define SHELL_JSON_H

#include "base/err.h"
#include "shell/session.h"

#include <json-c/json.h>

/* A command's own --json: for one that has COMMAND_JSON. */
#define JSON_ROW(type)                                                         \
    {                                                                          \
        FIELD(type, json), .name = "json", .help = "print one JSON value"      \
    }

/* The command's value, which is taken over. Once a command. */
void json_print(struct session *session, struct json_object *value);

/* {"error": {"code": "failed", "message": "..."}} */
struct json_object *json_error(const struct err *err);

/* Add a member; NULL text is null. */
void json_put_text(struct json_object *object, const char *key,
                   const char *text);
void json_put_number(struct json_object *object, const char *key,
                     uint64_t number);
void json_put_flag(struct json_object *object, const char *key, bool value);
void json_put_list(struct json_object *object, const char *key,
               const struct strv *list);

/* Around a command: what it prints is caught where it makes no value. */
struct json_catch {
    FILE *out; /* session's own; NULL: nothing is caught */
    char *text;
    size_t n;
};
void json_begin(struct json_catch *caught, struct session *session,
                unsigned flags);
/* err: NULL when the command ended well. */
void json_end(struct json_catch *caught, struct session *session,
              const struct err *err);

#endif
