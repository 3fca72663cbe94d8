/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A clone without libvirt and a directory of hook files, for tests of Lua.
 * The domain has a disk of 1 MiB, a CD-ROM drive and two interfaces.
 */
#ifndef TESTS_UNIT_LUA_WORLD_H
#define TESTS_UNIT_LUA_WORLD_H

#include "base/mem.h"
#include "clone/clone.h"
#include "lua/hooks.h"
#include "lua/vm.h"
#include "tap.h"

#include <fcntl.h>
#include <sys/stat.h>

static const char world_xml[] =
    "<domain type='test'>\n"
    "  <name>base</name>\n"
    "  <memory unit='GiB'>2</memory>\n"
    "  <currentMemory>1024</currentMemory>\n"
    "  <!-- kept -->\n"
    "  <os>\n"
    "    <type arch='x86_64'>hvm</type>\n"
    "  </os>\n"
    "  <devices>\n"
    "    <disk type='file' device='disk'>\n"
    "      <driver name='qemu' type='raw'/>\n"
    "      <source file='%s/a.raw'/>\n"
    "      <target dev='vda' bus='virtio'/>\n"
    "    </disk>\n"
    "    <disk type='file' device='cdrom'>\n"
    "      <target dev='sda' bus='sata'/>\n"
    "      <readonly/>\n"
    "    </disk>\n"
    "    <interface type='network'>\n"
    "      <mac address='52:54:00:00:00:01'/>\n"
    "    </interface>\n"
    "    <interface type='network'>\n"
    "      <mac address='52:54:00:00:00:02'/>\n"
    "    </interface>\n"
    "  </devices>\n"
    "</domain>\n";

struct world {
    char dir[48];
    struct strv dirs, given, names, skip, only, sets;
    atomic_bool stop;
    struct clone_spec spec;
    struct clone clone;
    struct clone_hooks *hooks;
    struct err err;
};

static inline struct xml *world_parse(const struct world *world)
{
    AUTO(free) char *text = mem_fmt(world_xml, world->dir);
    struct err err = ERR_INIT;

    return xml_parse(text, "base.xml", &err);
}

/* Another clone begins. Returns what begin() returns. */
static inline int world_begin(struct world *world)
{
    struct clone *clone = &world->clone;

    world->err = (struct err)ERR_INIT;
    *clone = (struct clone){ .spec = &world->spec, .local = true };
    clone->name = mem_dup(world->spec.name);
    clone->source.name = mem_dup("base");
    clone->source.uuid = mem_dup("00000000-0000-4000-8000-000000000001");
    clone->source.xml = world_parse(world);
    xml_freeze(clone->source.xml, "as the source's");
    clone->xml = world_parse(world);
    disks_read(clone, &world->err);
    return world->hooks->begin(world->hooks, clone, &world->err);
}

static inline void world_end(struct world *world)
{
    struct clone *clone = &world->clone;

    if (!clone->xml)
        return;
    world->hooks->end(world->hooks, clone);
    undo_done(&clone->undo);
    for (size_t i = 0; i < clone->n_disks; i++)
        disk_done(&clone->disks[i]);
    free(clone->disks);
    xml_free(clone->xml);
    xml_free(clone->source.xml);
    free(clone->source.name);
    free(clone->source.uuid);
    free(clone->name);
    strv_done(&clone->notes);
    strv_done(&clone->secrets);
    strv_done(&clone->warnings);
    *clone = (struct clone){ 0 };
}

static inline void world_image(struct world *world)
{
    AUTO(free) char *path = mem_fmt("%s/a.raw", world->dir);

    if (mknod(path, S_IFREG | 0600, 0) || truncate(path, 1024 * 1024))
        exit(99);
}

static inline void world_open(struct world *world)
{
    strcpy(world->dir, "/tmp/virt-twin-test.XXXXXX");
    if (!mkdtemp(world->dir))
        exit(99);
    world_image(world);
    strv_fmt(&world->dirs, "%s/hooks.d", world->dir);
    if (mkdir(world->dirs.v[0], 0755))
        exit(99);
    strv_add(&world->names, "web1");
    strv_add(&world->skip, "core/*"); /* they ask libvirt */
    world->spec = (struct clone_spec){
        .source = "base",
        .name = "web1",
        .hook_files = &world->given,
        .hooks_skip = &world->skip,
        .hook_sets = &world->sets,
        .names = &world->names,
        .stop = &world->stop,
    };
    world->hooks = lua_hooks_new(NULL, false);
    lua_hooks_adjust(world->hooks, &world->dirs, NULL);
}

static inline void world_done(struct world *world)
{
    AUTO(free) char *remove = mem_fmt("rm -rf '%s'", world->dir);

    world_end(world);
    lua_hooks_free(world->hooks);
    strv_done(&world->dirs);
    strv_done(&world->given);
    strv_done(&world->names);
    strv_done(&world->skip);
    strv_done(&world->only);
    strv_done(&world->sets);
    if (system(remove))
        exit(99);
}
CLEANUP_DONE(struct world, world_done);

/* Write a file below the hook directory; its folder must exist. */
static inline void world_write(struct world *world, const char *name,
                               const char *text)
{
    AUTO(free) char *path = mem_fmt("%s/%s", world->dirs.v[0], name);
    AUTO(file_close) FILE *file = fopen(path, "w");

    if (!file || fputs(text, file) < 0)
        exit(99);
}

static inline int world_phase(struct world *world, enum clone_phase phase)
{
    world->clone.phase = phase;
    world->err = (struct err)ERR_INIT;
    if (phase == CLONE_CHECK)
        xml_freeze(world->clone.xml, "from phase 'check' on");
    return world->hooks->run(world->hooks, &world->clone, &world->err);
}

/* A clone whose only hook runs this in that phase: its error, or "". */
static inline const char *world_try(struct world *world,
                                    enum clone_phase phase, const char *body)
{
    AUTO(free) char *text =
        mem_fmt("virt.hook { name = 't', %s = function(c) %s end }",
                clone_phase_name(phase), body);

    world_end(world);
    world_write(world, "t.lua", text);
    if (world_begin(world) == 0)
        world_phase(world, phase);
    return world->err.text;
}

/* The value of a Lua function's body that returns one, as text; or "!" and
 * the error, without the words that all errors begin with. `x` is the clone's
 * XML. */
static inline const char *world_value(struct world *world, const char *body)
{
    AUTO(free) char *text = mem_fmt("local x = c.xml local function f() %s end "
                                    "c:deny('%%s', tostring(f()))",
                                    body);
    static const char value[] = "the clone 'web1' is refused:\n  t: ",
                      error[] = "hook 't' failed in phase 'mutate': t.lua:1: ";
    const char *got = world_try(world, CLONE_MUTATE, text);

    if (str_starts(got, value))
        return got + strlen(value);
    if (!str_starts(got, error))
        return got;
    world->err.text[strlen(error) - 1] = '!';
    return got + strlen(error) - 1;
}

struct value_case {
    const char *body, *want, *name;
};

static inline void world_values(struct world *world,
                                const struct value_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        is_str(world_value(world, cases[i].body), cases[i].want,
               cases[i].name);
}

#endif
