/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lua's n-th allocation fails, for many n: nothing may crash, and (under the
 * sanitizers) nothing may leak. That is how C memory across a raising call
 * shows itself. LUA_MEMORY_EACH=1: for every n, which takes minutes.
 */
#include "lua/eval.h"
#include "lua/tool.h"
#include "lua_world.h"
#include "virt/error.h"

static void conn_close(virConnectPtr vir)
{
    if (vir)
        virConnectClose(vir);
}
CLEANUP_FUNC(virConnectPtr, conn_close);

static const char script[] =
    "local kept = {}\n"
    "local function use(x, c)\n"
    "  x:ns('acme', 'https://acme/1')\n"
    "  x:set('metadata/acme:vm/@owner', 'me')\n"
    "  x:set('devices/disk[target/@dev=$d]/driver/@cache', 'none', { d = 'vda' "
    "})\n"
    "  x:set_all('devices/interface/mac/@address', function(o, i) return o .. "
    "i "
    "end)\n"
    "  kept[1] = x:get('title', 'none') .. x:get('count(devices/disk)')\n"
    "  kept[2] = x:find('devices/disk'):attrs()\n"
    "  kept[3] = x:all 'devices/*' kept[4] = x:all '//@type'\n"
    "  kept[5] = x:eval 'string(name)' kept[6] = x:bytes 'memory'\n"
    "  for d, i in x:each 'devices/disk' do kept[6 + i] = d.path .. d.name "
    "end\n"
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
    "  kept[11] = virt.query({ 'true' }).out .. virt.mac.hash('52:54:00', "
    "'x')\n"
    "  kept[12] = virt.file.read '/dev/null' .. virt.uuid()\n"
    "  kept[13] = virt.json.encode(virt.json.decode '{\"a\":[1,2.5,null]}')\n"
    "  kept[14] = virt.sha256 'x' .. virt.human(5000) .. virt.bytes '1G'\n"
    "  kept[15] = virt.tmpl('{a}', { a = 1 }) .. c.batch.count\n"
    "  for line in virt.file.lines '/dev/null' do kept[16] = line end\n"
    "  for d in c:copies() do kept[17] = d.target .. d.bus end\n"
    "  c:warn('%d', 1)\n"
    "end\n"
    "virt.hook { name = 'm', params = { w = { 'list', default = 'a,b' } },\n"
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
    bool whole =
        world_begin(world) == 0 && world_phase(world, CLONE_MUTATE) == 0;

    if (whole) {
        world_phase(world, CLONE_CHECK);
        whole = world->err.code == ERR_DENIED &&
                world_phase(world, CLONE_RESERVE) == 0;
    }
    if (undo_run(&world->clone.undo, &left))
        snprintf(world->err.text, sizeof(world->err.text), "%s", left.v[0]);
    return whole && !left.n;
}

/* What asks libvirt, with the console's free hand. */
static const char asking[] =
    "local kept = { conn.uri, conn.hostname, conn:host(), "
    "conn:capabilities() }\n"
    "for _, d in ipairs(conn:domains()) do\n"
    "  kept[5] = d.name .. d.uuid .. d.state .. tostring(d:xml())\n"
    "  kept[6] = d:metadata 'https://x/1'\n"
    "  d:set_metadata('https://x/1', 'x', { 'a', b = 'c' })\n"
    "  kept[7] = d == conn:domain(d.name)\n"
    "  d:set_metadata('https://x/1', 'x', nil)\n"
    "  pcall(d.addresses, d, 'lease') d.autostart = not d.autostart\n"
    "  d:snapshot { name = 's' .. virt.uuid() }\n"
    "end\n"
    "for _, p in ipairs(conn:pools()) do\n"
    "  kept[8] = p.name .. p.type .. p.free p:refresh()\n"
    "  for _, v in ipairs(p:volumes()) do kept[9] = v.path .. v.format end\n"
    "end\n"
    "for _, n in ipairs(conn:networks()) do\n"
    "  kept[10] = n.name .. tostring(n:xml()) .. #n:dhcp_hosts()\n"
    "  local h = { mac = '52:54:00:00:00:09', ip = '192.168.122.9' }\n"
    "  n:add_dhcp_host(h) n:remove_dhcp_host(h) pcall(n.leases, n)\n"
    "end\n"
    "return conn:domain 'none', #kept\n";

/* The libvirt objects, in a state whose n-th allocation fails (0: none). */
static bool ask(struct world *world, virConnectPtr vir, long n)
{
    static const struct strv nowhere = { 0 };
    AUTO(strv_done) struct strv notes = { 0 }, results = { 0 };
    AUTO(lua_hooks_free) struct clone_hooks *hooks = lua_hooks_new(NULL, false);
    struct vm_limits limits = vm_limits_default;
    struct lua_eval what = { .text = asking, .name = "asking", .vir = vir };

    limits.fail_at = n;
    world->err = (struct err)ERR_INIT;
    lua_hooks_adjust(hooks, &nowhere, &limits);
    return lua_hooks_load(hooks, false, &notes, &world->err) == 0 &&
           lua_eval(hooks, &what, &results, &world->err) == 0;
}

static bool ask_default(struct world *world, long n)
{
    AUTO(conn_close) virConnectPtr vir = virConnectOpen("test:///default");

    return vir && ask(world, vir, n);
}

static bool go_new(struct world *world, long n)
{
    struct vm_limits limits = vm_limits_default;
    bool whole;

    limits.fail_at = n;
    lua_hooks_free(world->hooks);
    world->hooks = lua_hooks_new(NULL, false);
    lua_hooks_adjust(world->hooks, &world->dirs, &limits);
    whole = go(world);
    world_end(world);
    return whole;
}

/* Some of what the prelude needs while it is loaded, which is the same at each
 * time; and then closely, up to the last. */
static void test_each(struct world *world,
                      bool (*try)(struct world *world, long n),
                      const char *test)
{
    enum { STEP = 97, FAR = 1000000 };
    const long step = getenv("LUA_MEMORY_EACH") ? 1 : STEP;
    long last = 1, n, failures = 0, expected = 0;

    while (last < FAR && (!try(world, last) || !try(world, last + 1)))
        last += step;
    for (n = last > 1500 ? last - 1500 : 1; n < last - STEP; n += 3) {
        expected++;
        failures += !try(world, n);
    }
    ok(last > 1000 && last < FAR, "it needs memory, and comes to an end");
    ok(expected - failures < expected / 10, test);
}

int main(void)
{
    AUTO(world_done) struct world world = { 0 };

    virt_errors_quiet();
    world_open(&world);
    world_write(&world, "m.lua", script);
    if (!ok(go(&world), "the script runs with all its memory"))
        tap_note("error", world.err.text);
    world_end(&world);
    test_each(&world, go_new, "a clone without memory fails");
    ok(ask_default(&world, 0), "libvirt can be asked");
    test_each(&world, ask_default, "asking libvirt without memory fails");
    ok(ask_default(&world, 0), "and goes well again");
    lua_hooks_free(world.hooks);
    world.hooks = lua_hooks_new(NULL, false);
    lua_hooks_adjust(world.hooks, &world.dirs, NULL);
    ok(go(&world), "it runs again afterwards");
    return done_testing();
}
