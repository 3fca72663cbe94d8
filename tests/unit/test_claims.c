/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a domain claims for itself is found in its XML. */
#include "base/mem.h"
#include "virt/claims.h"
#include "tap.h"

#include <stdlib.h>

#define DOMAIN(devices)                                                        \
    "<domain type='qemu'><name>a b </name><uuid>"                              \
    "AAAAAAAA-0000-4000-8000-000000000001</uuid><devices>" devices             \
    "</devices></domain>"

/* As "what=value@host", blank between; not the first `but` of them. */
static char *as_text(const struct claims *claims, size_t but)
{
    AUTO(buf_done) struct buf buf = { 0 };

    for (size_t i = but; i < claims->n; i++) {
        const struct claim *claim = &claims->v[i];

        buf_fmt(&buf, "%s%s=%s%s%s%s", buf.n ? " " : "", claim->what,
                claim->value, claim->host ? "@" : "",
                claim->host ? claim->host : "",
                claim->shared ? " (shared)" : "");
    }
    return buf_take(&buf);
}

/* The claims but for name and UUID. */
static char *claims_of(const char *text)
{
    AUTO(claims_done) struct claims claims = { 0 };
    struct err err = ERR_INIT;
    AUTO(xml_free) struct xml *xml = xml_parse(text, "test", &err);

    claims_read(xml, &claims);
    return as_text(&claims, 2);
}

/* ---- a text gives the same as its document ------------------------------- */

static char *claims_of_text(const char *text)
{
    AUTO(claims_done) struct claims claims = { 0 };
    struct err err = ERR_INIT;

    claims_parse(text, "test", &claims, &err);
    return as_text(&claims, 0);
}

static char *claims_of_document(const char *text)
{
    AUTO(claims_done) struct claims claims = { 0 };
    struct err err = ERR_INIT;
    AUTO(xml_free) struct xml *xml = xml_parse(text, "test", &err);

    claims_read(xml, &claims);
    return as_text(&claims, 0);
}

static void same(const char *text, const char *name)
{
    AUTO(free) char *got = claims_of_text(text);
    AUTO(free) char *want = claims_of_document(text);

    is_str(got, want, name);
}

/* Every domain of a file of the test driver's. */
static void test_file(const char *file, size_t least)
{
    const char *srcdir = getenv("srcdir");
    AUTO(free)
    char *path = mem_fmt("%s/tests/data/%s", srcdir ? srcdir : ".", file);
    AUTO(file_close) FILE *f = fopen(path, "re");
    AUTO(free) char *text = mem_new(1 << 20, 1);
    struct err err = ERR_INIT;
    AUTO(xml_free) struct xml *xml = NULL;
    AUTO(xml_nodes_done) struct xml_nodes nodes = { 0 };

    if (f)
        (void)!fread(text, 1, (1 << 20) - 1, f);
    xml = xml_parse(text, file, &err);
    if (xml)
        nodes = xml_all(xml_root(xml), "//domain");
    ok(nodes.n >= least, "the file has domains");
    for (size_t i = 0; i < nodes.n; i++) {
        AUTO(free) char *domain = xml_node_dump(nodes.v[i]);

        same(domain, "its text claims what its document does");
    }
}

static void test_texts(void)
{
    struct err err = ERR_INIT;
    AUTO(claims_done) struct claims claims = { 0 };

    same("<domain><name> </name><uuid>\n</uuid></domain>",
         "a name of blanks is one in a text, too");
    same("<domain><devices><disk><alias><x/>a<![CDATA[b]]><!--c--></alias>"
         "<source file='/a'/></disk></devices></domain>",
         "what is left out is left out whole");
    same("<domain><memory>1</memory><name>a<!--b-->c<?d e?>f</name></domain>",
         "text goes on behind a comment");
    same("<q:name xmlns:q='urn:q'/>", "a document without a domain has none");
    is_int(claims_parse("<domain><cpu></domain>", "x", &claims, &err), -1,
           "a fault in what is left out is one");
    is_int(
        claims_parse("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "x", &claims, &err),
        -1, "so is a document type");
    is_int((int)claims.n, 0, "and nothing is claimed then");
}

static const struct {
    const char *name, *xml, *want;
} cases[] = {
    { "a MAC address is in lower case",
      DOMAIN("<interface type='user'><mac address='52:54:00:AA:BB:CC'/>"
             "</interface>"),
      "MAC address=52:54:00:aa:bb:cc" },
    { "a disk claims its file, a CD-ROM shares it",
      DOMAIN("<disk type='file'><source file='/a'/></disk>"
             "<disk type='block'><source dev='/dev/b'/><shareable/></disk>"
             "<disk type='file' device='cdrom'><source file='/c'/></disk>"
             "<disk type='volume'><source pool='p' volume='v'/></disk>"),
      "disk=/a disk=/dev/b (shared) disk=/c (shared) disk=p:v" },
    { "ports are claimed with the address that they are on",
      DOMAIN("<serial type='tcp'><source mode='bind' host='127.0.0.1' "
             "service='5000'/></serial>"
             "<serial type='tcp'><source mode='connect' host='h' "
             "service='1'/></serial>"
             "<serial type='udp'><source mode='bind' service='7'/>"
             "<source mode='connect' service='8'/></serial>"
             "<graphics type='vnc' port='5901' websocket='-1'/>"
             "<graphics type='spice' port='-1' tlsPort='5902' listen='::1'/>"),
      "port=5000@127.0.0.1 port=7 port=5901 port=5902@::1" },
    { "a range of forwarded ports is all of them",
      DOMAIN("<interface type='user'><portForward proto='tcp' address='h'>"
             "<range start='2000' end='2002'/>"
             "<range start='2001' exclude='yes'/></portForward>"
             "</interface>"),
      "forwarded port=2000@h forwarded port=2001@h forwarded port=2002@h" },
    { "sockets and files of character devices",
      DOMAIN("<serial type='unix'><source mode='bind' path='/s'/>"
             "<log file='/l'/></serial>"
             "<channel type='unix'><source mode='connect' path='/no'/>"
             "</channel><console type='file'><source path='/f'/></console>"),
      "socket=/s log file=/l file=/f" },
    { "host devices by what their source says",
      DOMAIN("<hostdev mode='subsystem' type='pci'><source><address "
             "domain='0' bus='6' slot='2' function='0'/></source></hostdev>"
             "<interface type='hostdev'><source><address type='pci' "
             "domain='0' bus='6' slot='2' function='0'/></source>"
             "</interface>"),
      "host device=pci domain=0 bus=6 slot=2 function=0 "
      "host device=pci domain=0 bus=6 slot=2 function=0" },
    { "the rest",
      DOMAIN("<vsock><cid auto='no' address='5'/></vsock>"
             "<memory model='nvdimm'><source><path>/n</path></source>"
             "</memory><lease><lockspace>x</lockspace><key>k</key></lease>"
             "<tpm><backend type='emulator'><source path='/t'/></backend>"
             "</tpm>"),
      "vsock CID=5 memory file=/n lease=x:k TPM state=/t" },
    { "what is automatic, and what is in metadata, claims nothing",
      DOMAIN("<vsock><cid auto='yes' address='5'/></vsock>"
             "<disk type='file' device='cdrom'/>") "",
      "" },
    { "a linked clone's lineage shares the images that it needs",
      "<domain><name>a</name><uuid>u</uuid><metadata>"
      "<x:clone xmlns:x='https://virt-twin/xmlns/lineage/1' source='s'>"
      "<x:disk target='vda' method='linked' backing='/m' below='/s'/>"
      "<x:disk target='vdb' method='copy'/></x:clone>"
      "<y:clone xmlns:y='urn:y'><y:disk backing='/z'/></y:clone>"
      "</metadata></domain>",
      "backing image=/m (shared) backing image=/s (shared)" },
};

static struct claim claim(const char *value, const char *host, bool shared)
{
    return (struct claim){
        .space = CLAIM_TCP,
        .value = (char *)value,
        .host = (char *)host,
        .shared = shared,
    };
}

static void test_clashes(void)
{
    struct claim any = claim("5", NULL, false);
    struct claim zero = claim("5", "0.0.0.0", false);
    struct claim one = claim("5", "127.0.0.1", false);
    struct claim two = claim("5", "127.0.0.2", false);
    struct claim other = claim("6", NULL, false);
    struct claim shared = claim("5", NULL, true);

    ok(claims_clash(&any, &one), "all addresses and one clash");
    ok(claims_clash(&zero, &two), "0.0.0.0 is all of them");
    ok(!claims_clash(&one, &two), "two addresses do not clash");
    ok(!claims_clash(&any, &other), "two ports do not clash");
    ok(!claims_clash(&shared, &shared), "what both share does not clash");
    ok(claims_clash(&shared, &any), "what one of them shares does");
}

int main(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(free) char *got = claims_of(cases[i].xml);

        is_str(got, cases[i].want, cases[i].name);
        same(cases[i].xml, "and its text is read alike");
    }
    test_texts();
    test_file("identity.xml", 1);
    test_file("clashes.xml", 2);
    test_file("domains.xml", 2);
    test_clashes();
    return done_testing();
}
