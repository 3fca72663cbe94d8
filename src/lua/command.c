/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/command.h"
#include "base/mem.h"
#include "lua/eval.h"
#include "lua/load.h"
#include "lua/object.h"
#include "lua/prelude.h"
#include "shell/names.h"
#include "shell/place.h"

#include <string.h>

/* ---- rows --------------------------------------------------------------- */

/* What a row's words are parsed into. */
union slot {
    bool flag;
    char *text;
    struct strv texts;
};

struct script_args {
    const struct command *row;
    union slot slots[];
};

struct script {
    struct command row;
    struct field *fields;
};

struct script_rows {
    struct script *v;
    size_t n;
    struct strv texts; /* that the rows point to */
};

/* The member of the table at the top, for as long as the rows live. */
static const char *keep(lua_State *L, struct script_rows *rows, const char *key)
{
    lua_getfield(L, -1, key);
    strv_add(&rows->texts, luaL_checkstring(L, -1));
    lua_pop(L, 1);
    return rows->texts.v[rows->texts.n - 1];
}

static bool is_set(lua_State *L, const char *key)
{
    bool set;

    lua_getfield(L, -1, key);
    set = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return set;
}

static enum complete complete_of(const char *type)
{
    static const struct {
        const char *type;
        enum complete complete;
    } kinds[] = {
        { "domain", COMPLETE_DOMAIN }, { "enum", COMPLETE_WORDS },
        { "file", COMPLETE_FILE },     { "network", COMPLETE_NETWORK },
        { "pool", COMPLETE_POOL },
    };

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (!strcmp(kinds[i].type, type))
            return kinds[i].complete;
    return COMPLETE_NONE;
}

static void read_field(lua_State *L, struct script_rows *rows,
                       struct field *field)
{
    const char *type = keep(L, rows, "type");
    const char *values = keep(L, rows, "values");

    field->name = keep(L, rows, "name");
    field->help = keep(L, rows, "help");
    field->values = *values ? values : NULL;
    field->complete =
        is_set(L, "scripted") ? COMPLETE_SCRIPT : complete_of(type);
    field->type = !strcmp(type, "bool") ? FIELD_BOOL
                  : is_set(L, "rest")   ? FIELD_TEXTS
                                        : FIELD_TEXT;
    field->flags = (is_set(L, "flag") ? 0 : FIELD_DATA) |
                   (is_set(L, "required") ? FIELD_REQUIRED : 0) |
                   (is_set(L, "rest") ? FIELD_REST : 0);
}

static void read_fields(lua_State *L, struct script_rows *rows,
                        struct script *script)
{
    lua_Unsigned n = lua_rawlen(L, -1);

    script->fields = mem_new(n + 1, sizeof(*script->fields));
    script->row.fields = script->fields;
    script->row.size = sizeof(struct script_args) + n * sizeof(union slot);
    for (lua_Unsigned i = 0; i < n; i++) {
        struct field *field = &script->fields[i];

        lua_rawgeti(L, -1, (lua_Integer)i + 1);
        field->offset =
            offsetof(struct script_args, slots) + i * sizeof(union slot);
        read_field(L, rows, field);
        lua_pop(L, 1);
    }
}

static int run_script(struct session *session, void *words, struct err *err);

static void read_row(lua_State *L, struct script_rows *rows,
                     struct script *script)
{
    const char *example;

    script->row = (struct command){
        .name = keep(L, rows, "name"),
        .group = "script",
        .help = keep(L, rows, "help"),
        .desc = keep(L, rows, "desc"),
        .flags = COMMAND_SCRIPT | COMMAND_CHANGES,
        .run = run_script,
    };
    example = keep(L, rows, "example");
    script->row.example = *example ? example : NULL;
    if (is_set(L, "connects"))
        script->row.flags |= COMMAND_CONNECTS;
    lua_getfield(L, -1, "args");
    read_fields(L, rows, script);
    lua_pop(L, 1);
}

/* Whoever called frees what there is of the rows when this raises. */
static int read_rows(lua_State *L)
{
    struct script_rows *rows = lua_touserdata(L, 1);
    lua_Unsigned n;

    prelude_push(L, "commands");
    lua_call(L, 0, 1);
    n = lua_rawlen(L, -1);
    rows->v = mem_new(n, sizeof(*rows->v));
    while (rows->n < n) {
        lua_rawgeti(L, -1, (lua_Integer)rows->n + 1);
        read_row(L, rows, &rows->v[rows->n++]);
        lua_pop(L, 1);
    }
    return 0;
}

struct script_rows *script_rows_read(struct vm *vm, struct err *err)
{
    AUTO(script_rows_free)
    struct script_rows *rows = mem_new(1, sizeof(*rows));
    struct vm_act act = { .fn = read_rows, .data = rows };

    return vm_play(vm, &act, err) ? NULL : TAKE(rows);
}

void script_rows_free(struct script_rows *rows)
{
    if (!rows)
        return;
    for (size_t i = 0; i < rows->n; i++)
        free(rows->v[i].fields);
    free(rows->v);
    strv_done(&rows->texts);
    free(rows);
}

size_t script_rows_count(const struct script_rows *rows)
{
    return rows->n;
}

const struct command *script_row(const struct script_rows *rows, size_t n)
{
    return &rows->v[n].row;
}

/* ---- running ------------------------------------------------------------ */

/* What was not given is nil. */
static void push_slot(lua_State *L, const struct field *field,
                      struct script_args *args)
{
    const union slot *slot = field_at(field, args);

    if (field->type == FIELD_BOOL && slot->flag)
        lua_pushboolean(L, true);
    else if (field->type == FIELD_TEXTS && slot->texts.n)
        value_push_list(L, &slot->texts);
    else if (field->type == FIELD_TEXT && slot->text)
        lua_pushstring(L, slot->text);
    else
        lua_pushnil(L);
}

struct job {
    struct session *session;
    struct script_args *args;
    int status;
    struct err *err;
};

static int run_job(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);
    const struct command *row = job->args->row;

    prelude_push(L, "command");
    lua_pushstring(L, row->name);
    lua_newtable(L);
    for (const struct field *field = row->fields; field->name; field++) {
        push_slot(L, field, job->args);
        lua_setfield(L, -2, field->name);
    }
    if (row->flags & COMMAND_CONNECTS)
        conn_push(L, conn_if_open(job->session->conn));
    else
        lua_pushnil(L);
    lua_call(L, 3, 3);
    if (lua_isnil(L, -3))
        job->status = load_answer(L, job->err);
    else
        job->status = (int)lua_tointeger(L, -3);
    return 0;
}

/* An exit status that the script chose has been told by the script. */
static int run_script(struct session *session, void *words, struct err *err)
{
    struct vm *vm = lua_hooks_vm(session->hooks);
    struct job job = { .session = session, .args = words, .err = err };
    struct vm_act act = {
        .fn = run_job,
        .data = &job,
        .scene = {
            .stop = &session->interrupted,
            .free_hand = true,
            .session = session,
            .out = session->out,
        },
    };
    int rc = vm_play(vm, &act, err);

    if (!rc && job.status > 0)
        session->status = job.status;
    return rc || job.status ? -1 : 0;
}

/* ---- completion --------------------------------------------------------- */

struct question {
    const struct names_query *query;
    const char *command;
    struct strv *ret;
};

static void push_place(lua_State *L, const struct place *place)
{
    lua_newtable(L);
    for (size_t i = 0; i < place->seen.n && i < place->values.n; i++) {
        lua_pushstring(L, place->values.v[i]);
        lua_setfield(L, -2, place->seen.v[i]);
    }
}

static int ask(lua_State *L)
{
    struct question *question = lua_touserdata(L, 1);
    const struct names_query *query = question->query;

    prelude_push(L, "complete");
    lua_pushstring(L, question->command);
    lua_pushstring(L, query->row->name);
    lua_pushstring(L, query->prefix);
    push_place(L, query->place);
    lua_call(L, 4, 1);
    value_take_list(L, question->ret);
    return 0;
}

/* The command whose row that is. */
static const char *owner(const struct script_rows *rows,
                         const struct field *row)
{
    for (size_t i = 0; i < rows->n; i++)
        for (const struct field *at = rows->v[i].fields; at->name; at++)
            if (at == row)
                return rows->v[i].row.name;
    return NULL;
}

void script_complete(const struct script_rows *rows, struct vm *vm,
                     const struct names_query *query, struct strv *ret)
{
    struct question question = { query, owner(rows, query->row), ret };
    struct vm_act act = { .fn = ask, .data = &question };
    struct err ignored = ERR_INIT;

    if (question.command)
        vm_play(vm, &act, &ignored);
}

/* ---- for the prelude ---------------------------------------------------- */

/* is_command(name): whether the shell has it itself */
static int is_command(lua_State *L)
{
    const struct lua_reserved *reserved = vm_of(L)->reserved;
    const char *name = luaL_checkstring(L, 1);

    lua_pushboolean(L, reserved && command_find(reserved->commands, name));
    return 1;
}

/* own_columns(): those that `list` has itself, as words */
static int own_columns(lua_State *L)
{
    const struct lua_reserved *reserved = vm_of(L)->reserved;

    lua_pushstring(L, reserved ? reserved->columns : "");
    return 1;
}

/* parameters(function): how many it takes */
static int parameters(lua_State *L)
{
    lua_Debug at;

    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 1);
    lua_getinfo(L, ">u", &at);
    lua_pushinteger(L, at.isvararg ? 255 : at.nparams);
    return 1;
}

void command_open(lua_State *L)
{
    static const luaL_Reg core[] = {
        { "is_command", is_command },
        { "own_columns", own_columns },
        { "parameters", parameters },
        { NULL, NULL },
    };

    luaL_setfuncs(L, core, 0);
}
