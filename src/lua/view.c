/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * virt.Disk: a view of one disk of a clone. It holds the disk's target, not
 * its address, and finds it at each use. Its fields are rows.
 */
#include "base/mem.h"
#include "clone/disk.h"
#include "lua/class.h"
#include "lua/context.h"
#include "virt/xml_journal.h"

#include <string.h>

struct view {
    struct context *context; /* kept alive by user value 1 */
    char target[];
};

static const struct field facts[] = {
    { FIELD(struct disk, target), .name = "target" },
    { FIELD(struct disk, bus), .name = "bus" },
    { FIELD(struct disk, device), .name = "device" },
    { FIELD(struct disk, image.format), .name = "source_format" },
    { FIELD(struct disk, image.capacity), .name = "capacity" },
    { FIELD(struct disk, image.allocation), .name = "allocation" },
    { FIELD(struct disk, image.backing), .name = "backing" },
    { FIELD(struct disk, image.encrypted), .name = "encrypted" },
    { FIELD(struct disk, readonly), .name = "readonly" },
    { FIELD(struct disk, shareable), .name = "shareable" },
    { FIELD(struct disk, reason), .name = "reason" },
    FIELD_END,
};

static const struct field source_rows[] = {
    { FIELD(struct image, type), .name = "type" },
    { FIELD(struct image, path), .name = "path" },
    { FIELD(struct image, pool), .name = "pool" },
    { FIELD(struct image, volume), .name = "volume" },
    { FIELD(struct image, protocol), .name = "protocol" },
    FIELD_END,
};

static const struct class view_class;

void disk_push(lua_State *L, int context, const char *target)
{
    struct view *view =
        class_new(L, &view_class, sizeof(*view) + strlen(target) + 1);

    strcpy(view->target, target);
    view->context = lua_touserdata(L, context);
    lua_pushvalue(L, context);
    lua_setiuservalue(L, -2, 1);
}

static struct disk *check(lua_State *L, struct clone **ret_clone)
{
    struct view *view = class_check(L, 1, &view_class);
    struct clone *clone = view->context->clone;
    struct disk *disk = clone ? disk_find(clone, view->target) : NULL;

    if (!clone)
        vm_error(L, "this disk is of a clone that is over");
    if (!disk)
        vm_error(L, "disk %s is no more", view->target);
    if (ret_clone)
        *ret_clone = clone;
    return disk;
}

/* ---- rows --------------------------------------------------------------- */

static void push_list(lua_State *L, const struct strv *list)
{
    lua_createtable(L, (int)list->n, 0);
    for (size_t i = 0; i < list->n; i++) {
        lua_pushstring(L, list->v[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static int push_row(lua_State *L, const struct field *row, void *base)
{
    void *at = field_at(row, base);

    switch (row->type) {
    case FIELD_BOOL:
        lua_pushboolean(L, *(bool *)at);
        break;
    case FIELD_TEXT:
        lua_pushstring(L, *(char **)at);
        break;
    case FIELD_TEXTS:
        push_list(L, at);
        break;
    case FIELD_INT:
        lua_pushinteger(L, *(int64_t *)at);
        break;
    case FIELD_SIZE:
        lua_pushinteger(L, (lua_Integer) * (uint64_t *)at);
        break;
    }
    return 1;
}

static const struct field *row_of(lua_State *L)
{
    return lua_touserdata(L, lua_upvalueindex(1));
}

static int get_fact(lua_State *L)
{
    return push_row(L, row_of(L), check(L, NULL));
}

static int get_choice(lua_State *L)
{
    struct disk_choice *choice = &check(L, NULL)->choice;

    if (row_of(L)->type != FIELD_SIZE || choice->size)
        return push_row(L, row_of(L), choice);
    lua_pushnil(L);
    return 1;
}

/* What is chosen now, on the stack; NULL: nothing. */
static const char *choice_text(lua_State *L, const struct field *row,
                               struct disk *disk)
{
    push_row(L, row, &disk->choice);
    return row->type == FIELD_SIZE && !disk->choice.size ? NULL
                                                         : lua_tostring(L, -1);
}

static int set_choice(lua_State *L)
{
    struct clone *clone;
    struct disk *disk = check(L, &clone);
    const char *value = value_string(L, 2);
    const struct field *row = row_of(L);
    const char *old = choice_text(L, row, disk);
    struct err err = ERR_INIT;

    if (disk_set(clone, disk, row->name, value, &err))
        return vm_raise(L, &err);
    lua_pushfstring(L, "disk %s.%s", disk->target, row->name);
    node_sign(L, disk->node);
    xml_note(clone->xml, lua_tostring(L, -1), old, value);
    return 0;
}

/* ---- fields that are more than a member --------------------------------- */

static int get_index(lua_State *L)
{
    struct clone *clone;
    const struct disk *disk = check(L, &clone);

    lua_pushinteger(L, disk - clone->disks + 1);
    return 1;
}

static int get_source(lua_State *L)
{
    struct disk *disk = check(L, NULL);

    lua_newtable(L);
    for (const struct field *row = source_rows; row->name; row++) {
        push_row(L, row, &disk->image);
        lua_setfield(L, -2, row->name);
    }
    return 1;
}

static int get_cloneable(lua_State *L)
{
    lua_pushboolean(L, !check(L, NULL)->reason);
    return 1;
}

static int get_xml(lua_State *L)
{
    struct xml_node *node = check(L, NULL)->node;

    lua_getiuservalue(L, 1, 1);
    context_doc(L, lua_gettop(L), CONTEXT_XML);
    return node_push(L, -1, node);
}

static int get_dest(lua_State *L)
{
    const struct disk *disk = check(L, NULL);

    if (disk->path || !disk->pool)
        lua_pushstring(L, disk->path);
    else
        lua_pushfstring(L, "%s/%s", disk->pool, disk->name);
    return 1;
}

static int same(lua_State *L)
{
    const struct view *a = luaL_testudata(L, 1, view_class.name);
    const struct view *b = luaL_testudata(L, 2, view_class.name);

    lua_pushboolean(L, a && b && a->context == b->context &&
                           !strcmp(a->target, b->target));
    return 1;
}

static int show(lua_State *L)
{
    const struct view *view = class_check(L, 1, &view_class);

    lua_pushfstring(L, "disk %s", view->target);
    return 1;
}

static const luaL_Reg fields[] = {
    { "cloneable", get_cloneable },
    { "dest", get_dest },
    { "index", get_index },
    { "source", get_source },
    { "xml", get_xml },
    { NULL, NULL },
};

static const luaL_Reg meta[] = {
    { "__eq", same },
    { "__tostring", show },
    { NULL, NULL },
};

static const struct class view_class = {
    .name = "virt.Disk",
    .noun = "a disk",
    .fields = fields,
    .meta = meta,
};

/* disks(c): the list of views */
static int raw_disks(lua_State *L)
{
    const struct clone *clone = context_check(L, 1)->clone;

    lua_createtable(L, (int)clone->n_disks, 0);
    for (size_t i = 0; i < clone->n_disks; i++) {
        disk_push(L, 1, clone->disks[i].target);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* Into classes[class][table] below the top. */
static void set_rows(lua_State *L, const char *table, const struct field *rows,
                     lua_CFunction fn)
{
    lua_getfield(L, -1, table);
    for (; rows->name; rows++) {
        if (fn != get_fact && field_find(facts, rows->name))
            continue;
        lua_pushlightuserdata(L, (void *)(uintptr_t)rows);
        lua_pushcclosure(L, fn, 1);
        lua_setfield(L, -2, rows->name);
    }
    lua_pop(L, 1);
}

void view_open(lua_State *L)
{
    class_open(L, &view_class);
    lua_getfield(L, -1, "classes");
    lua_getfield(L, -1, view_class.name);
    set_rows(L, "fields", facts, get_fact);
    set_rows(L, "fields", disk_fields, get_choice);
    set_rows(L, "setters", disk_fields, set_choice);
    lua_pop(L, 2);
    lua_pushcfunction(L, raw_disks);
    lua_setfield(L, -2, "disks");
}
