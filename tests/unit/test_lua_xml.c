/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virt.Xml, as scripts see it. */
#include "lua_world.h"

static void test_asking(struct world *world)
{
    static const struct value_case cases[] = {
        { "return x:get 'name'", "base", "get gives an element's text" },
        { "return x:get 'os/type/@arch'", "x86_64",
          "get gives an attribute's value" },
        { "return x:get 'title'", "nil", "get gives nil for nothing" },
        { "return x:get('title', 'none')", "none", "get takes a default" },
        { "return x:get('devices/disk[target/@dev=$d]/@device', {d='sda'})",
          "cdrom", "an XPath variable is bound" },
        { "return x:get('devices/disk[target/@dev=$d]/@device', 'no', "
          "{d=\"sda' or '1'='1\"})",
          "no", "a variable's value is never part of the XPath" },
        { "return x:get('devices/disk[$n]/@device', {n=2})", "cdrom",
          "a variable may be a number" },
        { "return x:get('name', {n=true})",
          "!XPath variable 'n' is a boolean, not a string or a number",
          "a variable may not be a boolean" },
        { "return x:get('devices/disk[@x=$y]')",
          "!XPath 'devices/disk[@x=$y]': undefined variable at column 20",
          "an unbound variable is an error" },
        { "return x:get 'a['",
          "!XPath 'a[': syntax error at column 3",
          "a malformed XPath is an error" },
        { "return x:get(nil)", "!an XPath must be a string, not nil",
          "an XPath must be given" },
        { "return x:get 'count(devices/disk)'", "2",
          "get gives a number as text" },
        { "return x:get('name\\0x')", "!an XPath holds a NUL byte",
          "an XPath holds no NUL" },
        { "return x:find('devices/disk[2]').path", "devices/disk[2]",
          "find gives the element" },
        { "return x:find 'devices/tpm'", "nil", "find gives nil for nothing" },
        { "return x:find 'os/type/@arch'",
          "!find wants elements, and 'os/type/@arch' is none; use get",
          "find does not give attributes" },
        { "return #x:all 'devices/*'", "4", "all gives all elements" },
        { "return table.concat(x:all 'devices/disk/target/@dev', ' ')",
          "vda sda", "all gives attributes as strings" },
        { "return x:all 'count(*)'",
          "!'count(*)' does not name nodes; use eval",
          "all wants nodes" },
        { "return math.type(x:eval 'count(devices/disk)') .. "
          "x:eval 'count(devices/disk)'",
          "integer2", "eval gives whole numbers as integers" },
        { "return x:eval '1 div 2'", "0.5", "eval gives other numbers" },
        { "return x:eval 'boolean(os)'", "true", "eval gives booleans" },
        { "return x:eval 'string(name)'", "base", "eval gives strings" },
        { "return #x:eval 'devices/disk'", "2", "eval gives lists" },
        { "return x:bytes 'memory'", "2147483648", "bytes knows the unit" },
        { "return x:bytes 'currentMemory'", "1048576",
          "a size without a unit is in KiB" },
        { "return x:find('memory'):bytes()", "2147483648",
          "bytes works on the element itself" },
        { "return x:bytes 'maxMemory'", "nil", "no element has no size" },
        { "return x:bytes 'name'", "!<name> is not a size: 'base'",
          "a text is no size" },
        { "local t = {} for d, i in x:each 'devices/disk' do "
          "t[#t+1] = i .. d:get 'target/@dev' end return table.concat(t, ' ')",
          "1vda 2sda", "each gives elements and their numbers" },
        { "for d in x:each 'devices/disk' do d:remove() end "
          "return #x:all 'devices/disk'",
          "0", "each may remove what it gives" },
        { "for a in x:each 'os/type/@arch' do end",
          "!each wants elements, and 'os/type/@arch' has others; use all",
          "each does not give attributes" },
        { "return x:find('os/type'):attrs().arch", "x86_64",
          "attrs gives the attributes" },
        { "return x.name", "domain", "an element has a name" },
        { "return x:find('name').text", "base", "an element has a text" },
        { "return x:find('os/type').parent.name", "os",
          "an element has a parent" },
        { "return x.parent", "nil", "the root has none" },
        { "return x:find('os').line", "6", "an element has a line" },
        { "return x.path", ".", "the root's path is a dot" },
        { "return x:find 'name'", "<name>base</name>",
          "an element is shown as XML" },
        { "return x:find('name'):serialize()", "<name>base</name>",
          "serialize gives XML" },
        { "return x:find 'os' == x:find 'os'", "true",
          "the same element is equal" },
        { "return x:find 'os' == x:find 'name'", "false",
          "another element is not" },
        { "return x.nmae",
          "!an XML element has no field 'nmae' (attributes: "
          "node:get('@nmae'))",
          "an unknown field is an error with advice" },
        { "return x.get('name')",
          "!this wants an XML element, not a string (methods are called "
          "with ':')",
          "a method called with a dot says so" },
        { "return x.each('name')",
          "!this wants an XML element, not a string (methods are called "
          "with ':')",
          "so does one of the prelude" },
        { "return getmetatable(x)", "false", "the metatable is locked" },
    };

    world_values(world, cases, COUNT(cases));
}

static void test_setting(struct world *world)
{
    static const struct value_case cases[] = {
        { "x:set('name', 'b') return x:get 'name'", "b", "set sets a text" },
        { "x:set('os/type/@arch', 'i686') return x:get 'os/type/@arch'",
          "i686", "set sets an attribute" },
        { "return x:set('title', 'a & <b>') == x and x:find 'title'",
          "<title>a &amp; &lt;b&gt;</title>",
          "set creates, escapes, and gives the element back" },
        { "x:set('os/smbios/@mode', 'sysinfo') return x:find 'os/smbios'",
          "<smbios mode=\"sysinfo\"/>", "set creates simple paths" },
        { "x:set('devices/disk[9]/@x', 1)",
          "!'devices/disk[9]' matches nothing, and 'disk[9]' cannot be "
          "created",
          "set creates nothing that is not simple" },
        { "x:set('devices/disk/target/@dev', 'x')",
          "!'devices/disk/target/@dev' matches 2 nodes; select one, or use "
          "set_all",
          "set on several matches is an error" },
        { "x:set('name', nil) return x:find 'name'", "nil", "nil removes" },
        { "x:set('name')", "!set wants a value (nil removes)",
          "a missing value is no nil" },
        { "x:set('vcpu', 2.0) return x:get 'vcpu'", "2",
          "2.0 is written as 2" },
        { "x:set('vcpu', 1 << 40) return x:get 'vcpu'", "1099511627776",
          "a large integer is written in full" },
        { "x:set('vcpu', 1.5)",
          "!1.5 is not a whole number; write it as text",
          "a fraction is an error" },
        { "x:set('vcpu', true)",
          "!a boolean is not a value here; write 'yes'/'no' or 'on'/'off'",
          "a boolean is an error with advice" },
        { "x:set('vcpu', {})",
          "!a value is a string or an integer, not a table",
          "a table is no value" },
        { "x:set('name', 'a\\0b')", "!the value holds a NUL byte",
          "a NUL is no value" },
        { "x:set('name', 'a\\1b')",
          "!the value holds the control character 0x01",
          "a control character is no value" },
        { "x:set('name', '\\xff')", "!the value is not valid UTF-8",
          "bad UTF-8 is no value" },
        { "x:set('os', 'x')",
          "!'os' has child elements; set would delete them",
          "a text over child elements is refused" },
        { "x:find('name').text = 'n' return x:get 'name'", "n",
          "text can be assigned" },
        { "x:find('os').text = 'n'",
          "!'os' has child elements; set would delete them",
          "but not over child elements" },
        { "x.name = 'y'", "!'name' of an XML element cannot be set",
          "other fields cannot be assigned" },
        { "x.arch = 'y'",
          "!an XML element has no field 'arch' (attributes: "
          "node:set('@arch', value))",
          "an attribute is not assigned like a field" },
        { "return x:set_all('devices/interface/mac/@address', function(old, "
          "i) return old .. i end) .. ' ' .. "
          "table.concat(x:all 'devices/interface/mac/@address', ' ')",
          "2 52:54:00:00:00:011 52:54:00:00:00:022",
          "set_all gives old values and numbers" },
        { "x:set_all(\"devices/disk[@type='file']/@type\", 'block') return "
          "table.concat(x:all 'devices/disk/@type', ' ')",
          "block block", "set_all finds all by their old values" },
        { "x:set_all('devices/disk/target/@bus', nil) return "
          "#x:all 'devices/disk/target/@bus'",
          "0", "set_all removes with nil" },
        { "x:set_all('memory | currentMemory', 1) return x:get 'memory' .. "
          "x:get 'currentMemory'",
          "11", "set_all sets texts" },
        { "return x:set_all('nothing', 1)", "0", "set_all may find nothing" },
        { "return x:remove 'devices/disk' .. #x:all 'devices/disk'", "20",
          "remove removes all matches" },
        { "local d = x:find 'devices/disk' d:remove() return "
          "tostring(d.attached) .. d:get 'target/@dev'",
          "falsevda", "a removed element can still be used" },
        { "return x:remove 'nothing'", "0", "remove may find nothing" },
        { "x:remove()", "!the root element cannot be removed",
          "the root stays" },
        { "return x:remove 'os/type/@arch'", "1", "attributes go as well" },
        { "c.source.xml:set('name', 'x')",
          "!the XML is read-only as the source's",
          "the source's XML is read-only" },
        { "x:ns('acme', 'https://acme/1') x:set('metadata/acme:vm/@acme:x', "
          "'1') return x:get 'metadata/acme:vm/@acme:x'",
          "1", "a declared prefix works" },
        { "x:set('metadata/foo:vm', '1')",
          "!XPath 'metadata/foo:vm': undefined namespace prefix at column 16",
          "an undeclared prefix does not" },
    };

    world_values(world, cases, COUNT(cases));
}

static void test_adding(struct world *world)
{
    static const struct value_case cases[] = {
        { "return x:find 'os':add { 'loader', type = 'rom', readonly = 'yes' }",
          "<loader readonly=\"yes\" type=\"rom\"/>",
          "a table is an element with sorted attributes" },
        { "return x:add { 'a', { 'b', n = 1, 'text' }, { 'c' } }",
          "<a>\n    <b n=\"1\">text</b>\n    <c/>\n  </a>",
          "a table may have children, and is indented" },
        { "return x:add '<a b=\"1\"/>'", "<a b=\"1\"/>",
          "a text is an element" },
        { "return x:add \"<qemu:commandline><qemu:arg value='x'/>"
          "</qemu:commandline>\":get 'qemu:arg/@value'",
          "x", "known prefixes work in it" },
        { "x:add '<a>'",
          "!the XML text:1: Premature end of data in tag x line 1",
          "a malformed text is an error" },
        { "x:add '<a/><b/>'", "!the XML text must be exactly one element",
          "two elements are an error" },
        { "x:add 'text'", "!the XML text must be exactly one element",
          "a text without an element is an error" },
        { "x:add(5)",
          "!an element is XML text, a table or another element, not a number",
          "a number is no element" },
        { "x:add {}",
          "!an element as a table begins with its name: { \"disk\", ... }",
          "a table needs a name" },
        { "x:add { 'a b' }", "!'a b' is not an XML name",
          "a name must be one" },
        { "x:add { 'foo:a' }",
          "!the namespace prefix 'foo' is not declared",
          "a prefix must be declared" },
        { "x:add { 'a', b = true }",
          "!a boolean is not a value here; write 'yes'/'no' or 'on'/'off'",
          "an attribute cannot be a boolean" },
        { "x:add { 'a', [7] = 'x' }",
          "!<a>: '7' is no attribute and no child",
          "a list with a hole is an error" },
        { "x:add { 'a', 'text', { 'b' } }",
          "!<a>: an element has either text or child elements",
          "text beside elements is an error" },
        { "x:add({ 'a' }, 'first') return x:all('*')[1].name", "a",
          "first puts it in front" },
        { "x:add({ 'a' }, x:find 'os') return "
          "x:find 'os/preceding-sibling::*[1]'.name",
          "a", "an element as place puts it before that" },
        { "x:add({ 'a' }, x:find 'os/type')",
          "!the element to put it before is not a child",
          "the place must be a child" },
        { "x:add({ 'a' }, 'last')",
          "!where is \"first\" or a child element, not 'last'",
          "another place is an error" },
        { "local d = x:find 'devices/disk' d:remove() x:find 'devices':add(d) "
          "return d.attached and d.path",
          "devices/disk[2]", "a removed element is put back itself" },
        { "local n = x:find 'devices':add(x:find 'devices/disk') return "
          "#x:all 'devices/disk' .. n.path",
          "3devices/disk[3]", "one that is in place is copied" },
        { "return x:add(virt.xml.parse '<a><b/></a>':find 'b').path", "b",
          "one of another document is copied" },
        { "local d = x:find 'devices' d:remove() d:add(x) return "
          "#x:all 'devices'",
          "0", "an element cannot be put below itself" },
    };

    world_values(world, cases, COUNT(cases));
}

static void test_walking(struct world *world)
{
    static const struct value_case cases[] = {
        { "local t = {} x:walk { disk = function(d) t[#t+1] = d:get "
          "'target/@dev' end, target = function() t[#t+1] = 't' end } "
          "return table.concat(t, ' ')",
          "vda t sda t", "walk visits in document order" },
        { "return x:walk { disk = function() return false end } .. "
          "#x:all 'devices/disk'",
          "20", "false removes" },
        { "local n = x:walk { interface = function(e) return { 'interface', "
          "type = 'user' } end } return n .. table.concat(x:all "
          "'devices/interface/@type', ' ')",
          "2user user", "a table replaces" },
        { "x:walk { interface = function() return '<x/>' end } return "
          "#x:all 'devices/x'",
          "2", "a text replaces" },
        { "return x:walk { disk = function(d) d:remove() end }", "0",
          "a visitor may remove the element itself" },
        { "x:walk { disk = function() return 5 end }",
          "!the visitor of <disk> answers nil, false or an element, not a "
          "number",
          "other answers are errors" },
        { "x:walk { disk = true }",
          "!the visitor of <disk> is a boolean, not a function",
          "a visitor is a function" },
        { "x:walk()", "!walk wants a table of functions by element name",
          "walk wants a table" },
    };

    world_values(world, cases, COUNT(cases));
}

static void test_parsing(struct world *world)
{
    static const struct value_case cases[] = {
        { "return virt.xml.parse '<a b=\"c\"/>':get '@b'", "c",
          "a text is parsed" },
        { "return virt.xml.parse('<a>', 'my.xml')",
          "!my.xml:1: Premature end of data in tag a line 1",
          "an error has the name and the line" },
        { "return virt.xml.parse '<!DOCTYPE a><a/>'",
          "!the XML text: a document type declaration is not taken",
          "a DTD is refused" },
        { "local b = virt.xml.parse('<a><b><c/></b></a>'):find 'b' for i = 1, "
          "100 do local t = {} for j = 1, 100 do t[j] = {} end end return b",
          "<b><c/></b>", "an element keeps its document alive" },
    };

    world_values(world, cases, COUNT(cases));
}

static void test_frozen(struct world *world)
{
    static const char *const edits[] = {
        "c.xml:set('name', 'x')",
        "c.xml:set_all('name', 'x')",
        "c.xml:remove 'os'",
        "c.xml:find 'os':remove()",
        "c.xml:add { 'x' }",
        "c.xml:add '<x/>'",
        "c.xml:find 'name'.text = 'x'",
        "c.xml:ns('a', 'b')",
        "c.xml:walk { os = function() return false end }",
    };

    for (size_t i = 0; i < COUNT(edits); i++)
        is_str(world_try(world, CLONE_CHECK, edits[i]),
               "hook 't' failed in phase 'check': t.lua:1: the XML is "
               "read-only from phase 'check' on",
               "a frozen document is not changed");
    is_str(world_try(world, CLONE_CHECK, "assert(c.xml:get 'name' == 'base')"),
           "", "a frozen document can be read");
}

/* What a script keeps after the clone is over: an error, never a crash. */
static void test_stale(struct world *world)
{
#define XML "this XML element is of a clone that is over"
    static const struct {
        const char *use, *want;
    } cases[] = {
        { "kept:get 'name'", XML },
        { "kept:set('name', 'x')", XML },
        { "kept:find 'os'", XML },
        { "kept.text = 'x'", XML },
        { "print(kept.parent)", XML },
        { "print(kept)", XML },
        { "kept:remove()", XML },
        { "kept:add { 'x' }", XML },
        { "kept:each 'os'", XML },
        { "c.xml:add(kept)", XML },
        { "source:get 'name'", XML },
        { "print(clone.name)", "this clone is over" },
        { "print(clone.data)", "this clone is over" },
        { "clone:warn 'x'", "this clone is over" },
        { "print(clone.disks)", "this clone is over" },
        { "print(disk.bus)", "this disk is of a clone that is over" },
        { "disk.format = 'raw'", "this disk is of a clone that is over" },
    };
#undef XML
    AUTO(buf_done) struct buf text = { 0 };

    buf_add(&text, "local kept, source, clone, disk local n = 0 "
                   "virt.hook { name = 's', mutate = function(c) "
                   "if not kept then kept, source = c.xml, c.source.xml "
                   "clone, disk = c, c.disks.vda return end n = n + 1 ");
    for (size_t i = 0; i < COUNT(cases); i++)
        buf_fmt(&text, "if n == %zu then %s end ", i + 1, cases[i].use);
    buf_add(&text, "end }");
    world_end(world);
    world_write(world, "t.lua", text.text);
    world_begin(world);
    is_int(world_phase(world, CLONE_MUTATE), 0, "a clone's things are kept");
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(free) char *want =
            mem_fmt("hook 's' failed in phase 'mutate': t.lua:1: %s",
                    cases[i].want);

        world_end(world);
        world_begin(world);
        world_phase(world, CLONE_MUTATE);
        is_str(world->err.text, want, "what is over cannot be used");
    }
}

int main(void)
{
    AUTO(world_done) struct world world = { 0 };

    world_open(&world);
    test_asking(&world);
    test_setting(&world);
    test_adding(&world);
    test_walking(&world);
    test_parsing(&world);
    test_frozen(&world);
    test_stale(&world);
    return done_testing();
}
