/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lua's n-th allocation fails, for many n: nothing may crash, and (under the
 * sanitizers) nothing may leak. That is how C memory across a raising call
 * shows itself.
 */
#include "lua_world.h"

static const char script[] =
    "local kept = {}\n"
    "local function use(x, c)\n"
    "  x:ns('acme', 'https://acme/1')\n"
    "  x:set('metadata/acme:vm/@owner', 'me')\n"
    "  x:set('devices/disk[target/@dev=$d]/driver/@cache', 'none', { d = 'vda' "
    "})\n"
    "  x:set_all('devices/interface/mac/@address', function(o, i) return o .. i "
    "end)\n"
    "  kept[1] = x:get('title', 'none') .. x:get('count(devices/disk)')\n"
    "  kept[2] = x:find('devices/disk'):attrs()\n"
    "  kept[3] = x:all 'devices/*' kept[4] = x:all '//@type'\n"
    "  kept[5] = x:eval 'string(name)' kept[6] = x:bytes 'memory'\n"
    "  for d, i in x:each 'devices/disk' do kept[6 + i] = d.path .. d.name end\n"
    "  local os = x:find 'os'\n"
    "  os:add { 'loader', type = 'rom', { 'a', 'text' } }\n"
    "  os:add('<boot dev=\"hd\"/>', 'first')\n"
    "  kept[9] = tostring(os) .. os.text .. os.parent.name\n"
    "  x:walk { boot = function() return false end, loader = function() return "
    "{ 'x' } end }\n"
    "  x:remove 'devices/interface'\n"
    "  pcall(x.set, x, 'devices/*', 1) pcall(x.get, x, '[')\n"
    "  pcall(virt.xml.parse, '<a>')\n"
    "  local disk = c.disks.vda\n"
    "  kept[10] = disk.source.path disk.size = '2M' disk.format = 'qcow2'\n"
    "  kept[11] = virt.query({ 'true' }).out .. virt.mac.hash('52:54:00', 'x')\n"
    "  kept[12] = virt.file.read '/dev/null' .. virt.uuid()\n"
    "  c:warn('%d', 1)\n"
    "end\n"
    "virt.hook { name = 'm',\n"
    "  mutate = function(c) use(c.xml, c) use(virt.xml.parse(tostring("
    "c.source.xml)), c) end,\n"
    "  check = function(c) c:problem('%s', c.user) end,\n"
    "  reserve = function(c)\n"
    "    c:step('s', function() return c.data end, function() return c.name "
    "end)\n"
    "    c:step('t', { 'true' }, { 'true' })\n"
    "  end }\n";

/* One clone through three phases; whether Lua had all its memory. */
static bool go(struct world *world)
{
    AUTO(strv_done) struct strv left = { 0 };
    bool whole = world_begin(world) == 0 &&
                 world_phase(world, CLONE_MUTATE) == 0;

    if (whole) {
        world_phase(world, CLONE_CHECK);
        whole = world->err.code == ERR_DENIED &&
                world_phase(world, CLONE_RESERVE) == 0;
    }
    if (undo_run(&world->clone.undo, &left))
        snprintf(world->err.text, sizeof(world->err.text), "%s", left.v[0]);
    return whole && !left.n;
}

static void test_opening(struct world *world)
{
    int failures = 0;

    for (long n = 1; n < 3600; n += 37) {
        struct vm_limits limits = vm_limits_default;

        limits.fail_at = n;
        lua_hooks_free(world->hooks);
        world->hooks = lua_hooks_new(NULL, false);
        lua_hooks_adjust(world->hooks, &world->dirs, &limits);
        failures += !go(world);
        world_end(world);
    }
    ok(failures > 30, "a state without memory fails");
}

int main(void)
{
    AUTO(world_done) struct world world = { 0 };

    world_open(&world);
    world_write(&world, "m.lua", script);
    if (!ok(go(&world), "the script runs with all its memory"))
        tap_note("error", world.err.text);
    world_end(&world);
    test_opening(&world);
    lua_hooks_free(world.hooks);
    world.hooks = lua_hooks_new(NULL, false);
    lua_hooks_adjust(world.hooks, &world.dirs, NULL);
    ok(go(&world), "it runs again afterwards");
    return done_testing();
}
