/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/json.h"

#include <stdlib.h>

void json_print(struct session *session, struct json_object *value)
{
    fputs(json_object_to_json_string_ext(value,
                                         JSON_C_TO_STRING_PRETTY |
                                             JSON_C_TO_STRING_SPACED |
                                             JSON_C_TO_STRING_NOSLASHESCAPE),
          session->out);
    fputc('\n', session->out);
    json_object_put(value);
    session->json_done = true;
}

void json_put_text(struct json_object *object, const char *key,
                   const char *text)
{
    json_object_object_add(object, key,
                           text ? json_object_new_string(text) : NULL);
}

void json_put_number(struct json_object *object, const char *key,
                     uint64_t number)
{
    json_object_object_add(object, key,
                           json_object_new_int64((int64_t)number));
}

void json_put_flag(struct json_object *object, const char *key, bool value)
{
    json_object_object_add(object, key, json_object_new_boolean(value));
}

void json_put_list(struct json_object *object, const char *key,
               const struct strv *list)
{
    struct json_object *array = json_object_new_array();

    for (size_t i = 0; i < list->n; i++)
        json_object_array_add(array, json_object_new_string(list->v[i]));
    json_object_object_add(object, key, array);
}

struct json_object *json_error(const struct err *err)
{
    struct json_object *value = json_object_new_object();
    struct json_object *error = json_object_new_object();

    json_put_text(error, "code", err_word(err->code));
    json_put_text(error, "message", err->text);
    json_object_object_add(value, "error", error);
    return value;
}

void json_begin(struct json_catch *caught, struct session *session,
                unsigned flags)
{
    FILE *memory = NULL;

    *caught = (struct json_catch){ 0 };
    session->json_done = false;
    if (session->json && !(flags & COMMAND_JSON))
        memory = open_memstream(&caught->text, &caught->n);
    if (!memory)
        return;
    caught->out = session->out;
    session->out = memory;
}

static struct json_object *output(const char *text)
{
    struct json_object *value = json_object_new_object();

    json_put_text(value, "output", text);
    return value;
}

void json_end(struct json_catch *caught, struct session *session,
              const struct err *err)
{
    if (caught->out) {
        fclose(session->out);
        session->out = caught->out;
    }
    if (session->json && !session->json_done && err)
        json_print(session, json_error(err));
    else if (session->json && !session->json_done)
        json_print(session, output(caught->text ? caught->text : ""));
    free(caught->text);
}
