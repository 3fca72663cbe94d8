/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule table: XML of a source, and what its clone gets. */
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/rules.h"
#include "tap.h"

/* A clone "web" of "base", planned by hand: nothing is asked of libvirt. */
struct world {
    struct clone_shared shared;
    struct clone_spec spec;
    struct clone clone;
};

static void world_begin(struct world *world, const char *xml)
{
    AUTO(free) char *text = mem_fmt("<domain>%s</domain>", xml);
    struct err err = ERR_INIT;

    *world = (struct world){ 0 };
    world->shared.inventory = mem_new(1, sizeof(struct inventory));
    world->spec.shared = &world->shared;
    world->clone.spec = &world->spec;
    world->clone.source.name = mem_dup("base");
    world->clone.name = mem_dup("web");
    world->clone.xml = xml_parse(text, "base", &err);
    if (!world->clone.xml)
        tap_note("error", err.text);
}

static void world_end(struct world *world)
{
    xml_free(world->clone.xml);
    free(world->clone.source.name);
    free(world->clone.name);
    strv_done(&world->clone.map);
    strv_done(&world->clone.notes);
    inventory_free(world->shared.inventory);
}

/* The rules make `want` of `before`; note is what the user is told. */
static void rule(const char *before, const char *want, const char *note,
                 const char *test)
{
    struct world world;
    struct err err = ERR_INIT;
    AUTO(free) char *whole = mem_fmt("<domain>%s</domain>\n", want);
    AUTO(free) char *got = NULL;
    struct strv *notes = &world.clone.notes;

    world_begin(&world, before);
    if (rules_apply(&world.clone, &err))
        tap_note("error", err.text);
    got = xml_text(world.clone.xml);
    if (is_str(got, whole, test) &&
        (note ? !notes->n || !strstr(notes->v[0], note) : notes->n > 0))
        ok(false, "... and the user is told so, or nothing");
    world_end(&world);
}

#define DEV(text) "<devices>" text "</devices>"
/* Where only something below <devices> changes. */
static void device(const char *before, const char *want, const char *note,
                   const char *test)
{
    AUTO(free) char *old = mem_fmt(DEV("%s"), before);
    AUTO(free) char *new = mem_fmt(DEV("%s"), want);

    rule(old, new, note, test);
}

static void same(const char *xml, const char *test)
{
    device(xml, xml, NULL, test);
}

static void check_graphics(void)
{
    device("<graphics type=\"vnc\" port=\"5901\" autoport=\"no\"/>",
           "<graphics type=\"vnc\" autoport=\"yes\"/>", NULL,
           "a fixed VNC port becomes a free one");
    device("<graphics type=\"vnc\" port=\"-1\" autoport=\"yes\" "
           "passwd=\"secret\"/>",
           "<graphics type=\"vnc\" autoport=\"yes\" passwd=\"secret\"/>", NULL,
           "a console's password stays");
    device("<graphics type=\"spice\" port=\"1\" tlsPort=\"2\"/>",
           "<graphics type=\"spice\" autoport=\"yes\"/>", NULL,
           "both ports of SPICE become free ones");
    device("<graphics type=\"spice\" tlsPort=\"2\"/>",
           "<graphics type=\"spice\" autoport=\"yes\"/>", NULL,
           "a TLS port alone, too");
    device("<graphics type=\"vnc\" port=\"1\" websocket=\"5700\"/>",
           "<graphics type=\"vnc\" websocket=\"-1\" autoport=\"yes\"/>", NULL,
           "a websocket becomes a free one");
    device("<graphics type=\"vnc\" socket=\"/x\"><listen type=\"socket\" "
           "socket=\"/x\"/></graphics>",
           "<graphics type=\"vnc\"><listen type=\"socket\"/></graphics>", NULL,
           "a console's socket is left to libvirt");
    same("<graphics type=\"vnc\"><listen type=\"address\" "
         "address=\"127.0.0.1\"/></graphics>",
         "the address that a console listens at stays");
}

static void check_files(void)
{
    device("<serial type=\"file\"><source path=\"/l/base.log\"/></serial>"
           "<console type=\"file\"><source path=\"/l/base.log\"/></console>",
           "<serial type=\"file\"><source path=\"/l/web.log\"/></serial>"
           "<console type=\"file\"><source path=\"/l/web.log\"/></console>",
           NULL, "a serial port and its console keep the same file");
    device("<serial type=\"file\"><source path=\"/l/a\"/></serial>"
           "<serial type=\"file\"><source path=\"/l/b\"/></serial>",
           "<serial type=\"file\"><source path=\"/l/web-serial\"/></serial>"
           "<serial type=\"file\"><source path=\"/l/web-serial-1\"/></serial>",
           NULL, "two files stay two");
    device("<serial type=\"pty\"><log file=\"/l/base-serial.log\" "
           "append=\"on\"/></serial>",
           "<serial type=\"pty\"><log file=\"/l/web-serial.log\" "
           "append=\"on\"/></serial>",
           NULL, "the log of a serial port is its own");
    device("<serial type=\"unix\"><source mode=\"bind\" "
           "path=\"/s/base.sock\"/></serial>",
           "<serial type=\"unix\"><source mode=\"bind\" "
           "path=\"/s/web.sock\"/></serial>",
           NULL, "a socket that QEMU makes is its own");
    same("<serial type=\"unix\"><source mode=\"connect\" "
         "path=\"/s/base.sock\"/></serial>",
         "a socket of somebody else stays");
    same("<serial type=\"file\"><source path=\"/dev/null\"/></serial>",
         "/dev/null stays");
    device("<rng model=\"virtio\"><backend model=\"egd\" type=\"unix\">"
           "<source mode=\"bind\" path=\"/s/base.sock\"/></backend></rng>",
           "<rng model=\"virtio\"><backend model=\"egd\" type=\"unix\">"
           "<source mode=\"bind\" path=\"/s/web.sock\"/></backend></rng>",
           NULL, "the socket of a random number source is its own");
    device("<channel type=\"unix\"><source mode=\"bind\" path=\"/s/base\"/>"
           "<target type=\"virtio\" name=\"org.qemu.guest_agent.0\"/>"
           "</channel>",
           "<channel type=\"unix\"><source mode=\"bind\"/>"
           "<target type=\"virtio\" name=\"org.qemu.guest_agent.0\"/>"
           "</channel>",
           NULL, "the guest agent's socket is left to libvirt");
    device("<audio id=\"1\" type=\"file\" path=\"/a/base.wav\"/>",
           "<audio id=\"1\" type=\"file\" path=\"/a/web.wav\"/>", NULL,
           "a sound file is its own");
    device("<audio id=\"1\" type=\"file\" path=\"/a/sound.wav\"/>",
           "<audio id=\"1\" type=\"file\" path=\"/a/web-audio.wav\"/>", NULL,
           "a sound file is named after what it is");
}

static void check_network(void)
{
    device("<interface type=\"bridge\"><target dev=\"vnet7\"/></interface>",
           "<interface type=\"bridge\"/>", NULL,
           "the name of a tap device is left to libvirt");
    same("<interface type=\"ethernet\"><target dev=\"tap0\" "
         "managed=\"no\"/></interface>",
         "a tap device that somebody else made stays");
    device("<interface type=\"bridge\"><virtualport type=\"openvswitch\">"
           "<parameters interfaceid=\"1\" profileid=\"p\"/></virtualport>"
           "</interface>",
           "<interface type=\"bridge\"><virtualport type=\"openvswitch\">"
           "<parameters profileid=\"p\"/></virtualport></interface>",
           NULL, "a virtual port has an id of its own");
    same("<interface type=\"bridge\"><virtualport type=\"midonet\">"
         "<parameters interfaceid=\"1\"/></virtualport></interface>",
         "but MidoNet's port, which the administrator made");
    device("<vsock><cid auto=\"no\" address=\"3\"/></vsock>",
           "<vsock><cid auto=\"yes\"/></vsock>", NULL,
           "a fixed vsock address becomes a free one");
}

static void check_left_out(void)
{
    device("<hostdev mode=\"subsystem\" type=\"usb\"/><input type=\"tablet\"/>",
           "<input type=\"tablet\"/>", "host devices are left out",
           "a host device is left out");
    device("<lease><key>k</key></lease><input type=\"tablet\"/>",
           "<input type=\"tablet\"/>", "leases are left out",
           "a lease is left out");
}

static void check_notes(void)
{
    static const char nvdimm[] =
        "<memory model=\"nvdimm\"><source><path>/n</path></source></memory>";
    static const char shmem[] = "<shmem name=\"s\"/>";
    static const char filesystem[] = "<filesystem type=\"mount\"/>";

    device(nvdimm, nvdimm, "NVDIMM", "a shared NVDIMM is told of");
    device(shmem, shmem, "shared memory", "shared memory is told of");
    device(filesystem, filesystem, "directories of the host",
           "a shared directory is told of");
    same("<memory model=\"nvdimm\"><source><path>/n</path></source>"
         "<readonly/></memory>",
         "a read-only NVDIMM is not");
}

static void check_top(void)
{
    rule("<name>base</name><title>the base</title><description>d"
         "</description>",
         "<name>base</name><description>d</description>", NULL,
         "a title, which names the source, goes");
    rule("<metadata><a:b xmlns:a=\"urn:base\">base</a:b></metadata>"
         "<os><kernel>/boot/base</kernel></os>",
         "<metadata><a:b xmlns:a=\"urn:base\">base</a:b></metadata>"
         "<os><kernel>/boot/base</kernel></os>",
         NULL, "text that happens to hold the source's name stays");
}

static void check_genid(void)
{
    static const char old[] = "6695eb01-f6a4-8304-79aa-97f2502e193f";
    struct world world;
    struct err err = ERR_INIT;
    AUTO(free) char *xml = mem_fmt("<genid>%s</genid>", old);
    AUTO(free) char *got = NULL;

    world_begin(&world, xml);
    rules_apply(&world.clone, &err);
    got = xml_get(xml_root(world.clone.xml), "genid");
    ok(got && str_is_uuid(got) && strcmp(got, old),
       "a generation id is a new one");
    world_end(&world);
}

/* What is made for another domain, or for this one, is not taken again. */
static void check_taken(void)
{
    struct world world;
    struct err err = ERR_INIT;
    AUTO(free) char *got = NULL;
    AUTO(xml_free) struct xml *other = xml_parse(
        "<domain><uuid>1</uuid><devices><serial type='file'>"
        "<source path='/l/web.log'/></serial></devices></domain>",
        "other", &err);

    world_begin(&world, DEV("<serial type='file'><source path='/l/base.log'/>"
                            "</serial>"));
    inventory_add(world.shared.inventory, "other", other);
    rules_apply(&world.clone, &err);
    got = xml_get(xml_root(world.clone.xml), "devices/serial/source/@path");
    is_str(got, "/l/web-1.log", "a file of another domain is not taken");
    world_end(&world);
}

static void check_uuid(void)
{
    struct uuid a = uuid_random(), b = uuid_random();

    ok(str_is_uuid(a.text) && a.text[14] == '4' &&
           strchr("89ab", a.text[19]) && strcmp(a.text, b.text),
       "a random UUID is one of version 4");
}

int main(void)
{
    check_graphics();
    check_files();
    check_network();
    check_left_out();
    check_notes();
    check_top();
    check_genid();
    check_taken();
    check_uuid();
    return done_testing();
}
