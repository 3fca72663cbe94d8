/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule table: XML of a source, and what its clone gets. */
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/rules.h"
#include "tap.h"

#include <netinet/in.h>
#include <sys/socket.h>

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
    strcpy(world->clone.uuid, "new-uuid");
    world->clone.xml = xml_parse(text, "base", &err);
    if (!world->clone.xml)
        tap_note("error", err.text);
}

static void world_end(struct world *world)
{
    xml_free(world->clone.xml);
    free(world->clone.source.name);
    free(world->clone.name);
    map_done(&world->clone.map);
    findings_done(&world->clone.findings);
    inventory_free(world->shared.inventory);
}

/* What the user is told when the clone is made: the first, or NULL. */
static const char *told(const struct clone *clone)
{
    for (size_t i = 0; i < clone->findings.n; i++)
        if (finding_matters(&clone->findings.v[i]))
            return clone->findings.v[i].text;
    return NULL;
}

/* The rules make `want` of `before`; note is what the user is told. */
static void rule(const char *before, const char *want, const char *note,
                 const char *test)
{
    struct world world;
    struct err err = ERR_INIT;
    AUTO(free) char *whole = mem_fmt("<domain>%s</domain>\n", want);
    AUTO(free) char *got = NULL;
    const char *text;

    world_begin(&world, before);
    if (rules_apply(&world.clone, &err))
        tap_note("error", err.text);
    got = xml_text(world.clone.xml);
    text = told(&world.clone);
    if (is_str(got, whole, test) &&
        (note ? !text || !strstr(text, note) : text != NULL))
        is_str(text, note, "... and the user is told so, or nothing");
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
           "<graphics type=\"vnc\" port=\"-1\"/>", NULL,
           "a fixed VNC port becomes a free one");
    device("<graphics type=\"vnc\" port=\"-1\" autoport=\"yes\" "
           "passwd=\"secret\"/>",
           "<graphics type=\"vnc\" port=\"-1\" autoport=\"yes\" "
           "passwd=\"secret\"/>", NULL,
           "a console's password stays");
    device("<graphics type=\"spice\" port=\"1\" tlsPort=\"2\"/>",
           "<graphics type=\"spice\" port=\"-1\"/>", NULL,
           "both ports of SPICE become free ones");
    device("<graphics type=\"spice\" tlsPort=\"2\"/>",
           "<graphics type=\"spice\" autoport=\"yes\"/>", NULL,
           "a TLS port alone, too");
    device("<graphics type=\"vnc\" port=\"1\" websocket=\"5700\"/>",
           "<graphics type=\"vnc\" port=\"-1\" websocket=\"-1\"/>", NULL,
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
    device("<interface type=\"ethernet\"><target dev=\"tap0\" "
           "managed=\"no\"/></interface>",
           "<interface type=\"ethernet\"><target dev=\"tap0\" "
           "managed=\"no\"/></interface>",
           "one machine", "a tap device that somebody else made stays");
    device("<interface type=\"bridge\"><virtualport type=\"openvswitch\">"
           "<parameters interfaceid=\"1\" profileid=\"p\"/></virtualport>"
           "</interface>",
           "<interface type=\"bridge\"><virtualport type=\"openvswitch\">"
           "<parameters profileid=\"p\"/></virtualport></interface>",
           NULL, "a virtual port has an id of its own");
    device("<interface type=\"bridge\"><virtualport type=\"midonet\">"
           "<parameters interfaceid=\"1\"/></virtualport></interface>",
           "<interface type=\"bridge\"><virtualport type=\"midonet\">"
           "<parameters interfaceid=\"1\"/></virtualport></interface>",
           "MidoNet has one", "but MidoNet's port, which the administrator made");
    device("<vsock><cid auto=\"no\" address=\"3\"/></vsock>",
           "<vsock><cid auto=\"no\" address=\"3\"/></vsock>", NULL,
           "a fixed vsock address becomes the lowest that is free");
}

static void check_left_out(void)
{
    device("<hostdev mode=\"subsystem\" type=\"usb\"/><input type=\"tablet\"/>",
           "<input type=\"tablet\"/>", "a host device is left out",
           "a host device is left out");
    device("<lease><key>k</key></lease><input type=\"tablet\"/>",
           "<input type=\"tablet\"/>", "a lease is left out",
           "a lease is left out");
}

static void check_notes(void)
{
    static const char filesystem[] =
        "<filesystem type=\"mount\"><source dir=\"/srv\"/>"
        "<target dir=\"s\"/></filesystem>";
    static const char root[] =
        "<filesystem type=\"mount\"><source dir=\"/srv\"/>"
        "<target dir=\"/\"/></filesystem>";
    static const char iqn[] =
        "<disk><source><initiator><iqn name=\"iqn.x\"/></initiator></source>"
        "</disk>";

    device(filesystem, filesystem, "shared with the source",
           "a shared directory is told of");
    device(root, root, "their root", "a common root is told of");
    device(iqn, iqn, "under one name", "an iSCSI initiator's name is told of");
    device("<shmem name=\"base-mem\"/>", "<shmem name=\"web-mem\"/>", NULL,
           "shared memory that only the source has is its own");
    device("<shmem name=\"mem\" role=\"peer\"/>",
           "<shmem name=\"mem\" role=\"peer\"/>", "stays common",
           "a peer's shared memory stays common");
}

static void check_ports(void)
{
    device("<serial type=\"tcp\"><source mode=\"bind\" host=\"h\" "
           "service=\"5000\"/></serial><console type=\"tcp\"><source "
           "mode=\"bind\" host=\"h\" service=\"5000\"/></console>",
           "<serial type=\"tcp\"><source mode=\"bind\" host=\"h\" "
           "service=\"5001\"/></serial><console type=\"tcp\"><source "
           "mode=\"bind\" host=\"h\" service=\"5001\"/></console>",
           NULL, "a port that QEMU listens on is another one, once");
    same("<serial type=\"tcp\"><source mode=\"connect\" host=\"h\" "
         "service=\"5000\"/></serial>",
         "a port of somebody else stays");
    device("<serial type=\"udp\"><source mode=\"bind\" host=\"h\" "
           "service=\"7\"/><source mode=\"connect\" host=\"h\" "
           "service=\"8\"/></serial>",
           "<serial type=\"udp\"><source mode=\"bind\" host=\"h\" "
           "service=\"8\"/><source mode=\"connect\" host=\"h\" "
           "service=\"8\"/></serial>",
           NULL, "the same with UDP");
    device("<interface type=\"server\"><source address=\"h\" port=\"5558\"/>"
           "</interface>",
           "<interface type=\"server\"><source address=\"h\" port=\"5559\"/>"
           "</interface>",
           NULL, "an interface that listens has a port of its own");
    device("<interface type=\"udp\"><source address=\"h\" port=\"1\"><local "
           "address=\"h\" port=\"2\"/></source></interface>",
           "<interface type=\"udp\"><source address=\"h\" port=\"1\"><local "
           "address=\"h\" port=\"3\"/></source></interface>",
           NULL, "an UDP interface listens on a port of its own");
    device("<interface type=\"user\"><portForward proto=\"tcp\"><range "
           "start=\"2222\" to=\"22\"/></portForward></interface>",
           "<interface type=\"user\"><portForward proto=\"tcp\"><range "
           "start=\"2223\" to=\"22\"/></portForward></interface>",
           NULL, "a forwarded port is another one");
}

#define CREDENTIAL(text)                                                       \
    "<sysinfo type=\"smbios\"><oemStrings><entry>io.systemd.credential.binary" \
    ":" text "</entry></oemStrings></sysinfo>"
static void check_binary_credentials(void)
{
    rule(CREDENTIAL("system.hostname=YmFzZQ=="),
         CREDENTIAL("system.hostname=d2Vi"), NULL,
         "so is one in base64");
    rule(CREDENTIAL("system.machine_id=MDEyMw=="),
         CREDENTIAL("system.machine_id=bmV3dXVpZA=="), NULL,
         "and a machine id");
    rule(CREDENTIAL("motd=VGhpcyBpcyBiYXNlLgo="),
         CREDENTIAL("motd=VGhpcyBpcyB3ZWIuCg=="), NULL,
         "what names the source in another is the clone's, too");
    rule(CREDENTIAL("motd=SGVsbG8="), CREDENTIAL("motd=SGVsbG8="), NULL,
         "what does not stays");
    rule(CREDENTIAL("key=AGJhc2UA"), CREDENTIAL("key=AGJhc2UA"), NULL,
         "so do bytes that are no text");
    rule(CREDENTIAL("system.hostname"), CREDENTIAL("system.hostname"), NULL,
         "and what has no value");
}

static void check_identity(void)
{
    rule("<sysinfo type=\"smbios\"><system><entry name=\"serial\">"
         "ds=nocloud;s=http://h/base/;h=base;i=1</entry></system></sysinfo>",
         "<sysinfo type=\"smbios\"><system><entry name=\"serial\">"
         "ds=nocloud;s=http://h/web/;h=web;i=new-uuid</entry></system>"
         "</sysinfo>",
         NULL, "cloud-init's words in the serial number are the clone's");
    rule("<os><cmdline>quiet  ds=nocloud;h=base;i=1 systemd.hostname=base "
         "systemd.machine_id=0123 ro</cmdline></os>",
         "<os><cmdline>quiet  ds=nocloud;h=web;i=new-uuid "
         "systemd.hostname=web systemd.machine_id=newuuid ro</cmdline></os>",
         NULL, "so are its and systemd's words for the kernel");
    rule("<os><cmdline>root=/dev/vda1 ro</cmdline></os>",
         "<os><cmdline>root=/dev/vda1 ro</cmdline></os>", NULL,
         "other words for the kernel stay");
    rule("<sysinfo type=\"smbios\"><chassis><entry name=\"serial\">base-7"
         "</entry></chassis></sysinfo>",
         "<sysinfo type=\"smbios\"><chassis><entry name=\"serial\">web-7"
         "</entry></chassis></sysinfo>",
         NULL, "a serial number made of the name follows it");
    rule("<sysinfo type=\"smbios\"><chassis><entry name=\"serial\">X7"
         "</entry></chassis></sysinfo>",
         "<sysinfo type=\"smbios\"><chassis><entry name=\"serial\">X7"
         "</entry></chassis></sysinfo>",
         NULL, "another one stays");
    rule("<sysinfo type=\"smbios\"><oemStrings><entry>io.systemd.credential:"
         "system.hostname=x</entry></oemStrings></sysinfo>",
         "<sysinfo type=\"smbios\"><oemStrings><entry>io.systemd.credential:"
         "system.hostname=web</entry></oemStrings></sysinfo>",
         NULL, "a host name in a credential is the clone's");
    check_binary_credentials();
    rule("<resource><fibrechannel appid=\"base\"/></resource>",
         "<resource><fibrechannel appid=\"web\"/></resource>", NULL,
         "a Fibre Channel application id made of the name follows it");
    rule("<seclabel type=\"static\" model=\"selinux\"><label>u:r:t:s0:c1,c2"
         "</label></seclabel>",
         "<seclabel type=\"dynamic\" model=\"selinux\">\n    <baselabel>"
         "u:r:t:s0</baselabel>\n  </seclabel>",
         NULL, "a fixed SELinux label becomes libvirt's choice");
    rule("<seclabel type=\"static\" model=\"dac\"><label>+107:+107</label>"
         "</seclabel>",
         "<seclabel type=\"static\" model=\"dac\"><label>+107:+107</label>"
         "</seclabel>",
         NULL, "a user and group stay");
    device("<interface type=\"bridge\"><filterref filter=\"f\"><parameter "
           "name=\"IP\" value=\"10.0.0.1\"/><parameter name=\"X\" "
           "value=\"1\"/></filterref></interface>",
           "<interface type=\"bridge\"><filterref filter=\"f\"><parameter "
           "name=\"X\" value=\"1\"/></filterref></interface>",
           "learns the clone's", "a filter does not keep the source's address");
}

/* Another program on a port of this machine, which is free otherwise; fails
 * where there is none. */
static int listen_at(int type, uint16_t *ret_port)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof(at);
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) ||
        getsockname(fd, (struct sockaddr *)&at, &size) ||
        (type == SOCK_STREAM && listen(fd, 1))) {
        fd_close(fd);
        return -1;
    }
    *ret_port = ntohs(at.sin_port);
    return fd;
}

/* The clone's port when the source has the one below `taken`. */
static long port_beside(const char *xml, const char *where, uint16_t taken,
                        bool local)
{
    AUTO(free) char *text = mem_fmt(xml, taken - 1);
    AUTO(free) char *got = NULL;
    struct world world;
    struct err err = ERR_INIT;

    world_begin(&world, text);
    world.clone.local = local;
    if (rules_apply(&world.clone, &err))
        tap_note("error", err.text);
    got = xml_get(xml_root(world.clone.xml), where);
    world_end(&world);
    return got ? strtol(got, NULL, 10) : -1;
}

static void check_port(int type, const char *xml, const char *where,
                       const char *test)
{
    AUTO(free) char *far = mem_fmt("%s, but not on another machine", test);
    uint16_t taken;
    AUTO(fd_close) int fd = listen_at(type, &taken);
    long got;

    if (fd < 0) {
        skip(test, "no socket can be opened");
        return;
    }
    got = port_beside(xml, where, taken, true);
    if (!ok(got > taken, test))
        printf("#   %d is taken, got %ld\n", taken, got);
    is_int(port_beside(xml, where, taken, false), taken, far);
}

static void check_ports_of_others(void)
{
    check_port(SOCK_STREAM,
               DEV("<serial type=\"tcp\"><source mode=\"bind\" "
                   "host=\"127.0.0.1\" service=\"%d\"/></serial>"),
               "devices/serial/source/@service",
               "a TCP port that another program listens at is passed over");
    check_port(SOCK_DGRAM,
               DEV("<interface type=\"udp\"><source address=\"127.0.0.1\" "
                   "port=\"1\"><local address=\"127.0.0.1\" port=\"%d\"/>"
                   "</source></interface>"),
               "devices/interface/source/local/@port",
               "a UDP port that another program has is passed over");
}

static void check_hosts_own(void)
{
    device("<serial type=\"dev\"><source path=\"/dev/ttyS0\"/></serial>",
           "<serial type=\"pty\"/>", "pseudo terminal",
           "a serial port of the host is left to the source");
    device("<input type=\"evdev\"><source dev=\"/dev/input/1\"/></input>"
           "<input type=\"tablet\"/>",
           "<input type=\"tablet\"/>", "input device",
           "an input device of the host is left out");
    device("<interface type=\"vdpa\"><source dev=\"/dev/vhost-vdpa-0\"/>"
           "</interface><input type=\"tablet\"/>",
           "<input type=\"tablet\"/>", "vDPA", "a vDPA interface is left out");
    device("<tpm><backend type=\"passthrough\"><device path=\"/dev/tpm0\"/>"
           "</backend></tpm><input type=\"tablet\"/>",
           "<input type=\"tablet\"/>", "the host's TPM",
           "the host's TPM is left out");
    device("<interface type=\"vhostuser\"><source type=\"unix\" "
           "path=\"/s/base\" mode=\"server\"/></interface>",
           "<interface type=\"vhostuser\"><source type=\"unix\" "
           "path=\"/s/web\" mode=\"server\"/></interface>",
           NULL, "a vhost-user socket that QEMU makes is its own");
    device("<pstore backend=\"acpi-erst\"><path>/n/base_PSTORE.raw</path>"
           "<size unit=\"KiB\">8</size></pstore>",
           "<pstore backend=\"acpi-erst\"><size unit=\"KiB\">8</size>"
           "</pstore>",
           "crash records", "the store of crash records is left to libvirt");
}

/* The rules refuse it, and take it with --force. */
static void refused(const char *xml, const char *why, const char *test)
{
    AUTO(free) char *forced = mem_fmt("%s, but for --force", test);
    struct world world;
    struct err err = ERR_INIT;

    world_begin(&world, xml);
    ok(rules_apply(&world.clone, &err) && strstr(err.text, why), test);
    world_end(&world);
    world_begin(&world, xml);
    world.spec.force = true;
    ok(rules_apply(&world.clone, &err) == 0, forced);
    world_end(&world);
}

static void check_refused(void)
{
    static const char plain[] =
        "<q:commandline xmlns:q=\"http://libvirt.org/schemas/domain/qemu/1.0\">"
        "<q:arg value=\"-cpu\"/></q:commandline>";

    refused("<metadata><n:instance "
            "xmlns:n='http://openstack.org/xmlns/libvirt/nova/1.1'/>"
            "</metadata>",
            "OpenStack Nova", "what a manager knows by its id is refused");
    refused("<q:commandline "
            "xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>"
            "<q:arg value='hostfwd=tcp::2222-:22'/></q:commandline>",
            "hostfwd", "a port on QEMU's command line is refused");
    refused("<q:commandline "
            "xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>"
            "<q:arg value='x=base'/></q:commandline>",
            "x=base", "the source's name on QEMU's command line is refused");
    rule(plain, plain, NULL, "a harmless option is not");
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

/* --hostname is what the guest is called, in words for it as well. */
static void check_hostname(void)
{
    struct world world;
    struct err err = ERR_INIT;
    AUTO(free) char *got = NULL;

    world_begin(&world, "<sysinfo type='smbios'><oemStrings><entry>"
                        "io.systemd.credential:system.hostname=x</entry>"
                        "</oemStrings></sysinfo>");
    world.spec.hostname = "db.example.org";
    if (rules_apply(&world.clone, &err))
        tap_note("error", err.text);
    got = xml_get(xml_root(world.clone.xml), "sysinfo/oemStrings/entry");
    is_str(got, "io.systemd.credential:system.hostname=db.example.org",
           "a host name in a credential is the one that was chosen");
    world_end(&world);
}

int main(void)
{
    check_graphics();
    check_files();
    check_network();
    check_left_out();
    check_notes();
    check_ports();
    check_identity();
    check_ports_of_others();
    check_hosts_own();
    check_refused();
    check_top();
    check_genid();
    check_taken();
    check_uuid();
    check_hostname();
    return done_testing();
}
