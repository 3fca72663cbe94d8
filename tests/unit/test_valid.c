/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the schema is not asked it would have nothing to say. */
#include "base/mem.h"
#include "clone/valid.h"
#include "tap.h"
#include "virt/schema.h"
#include "virt/xml_journal.h"

static const char text[] =
    "<domain type='qemu'><name>n</name>"
    "<uuid>11111111-2222-3333-4444-555555555555</uuid>"
    "<title>t</title><memory>1024</memory><os>"
    "<type arch='x86_64'>hvm</type><nvram>/n</nvram></os><devices>"
    "<disk type='file' device='disk'><driver name='qemu' type='raw'/>"
    "<source file='/a'/><target dev='vda' bus='virtio'/></disk>"
    "<disk type='block' device='disk'><source dev='/dev/b'/>"
    "<target dev='vdb' bus='virtio'/></disk>"
    "<interface type='user'><mac address='52:54:00:00:00:01'/></interface>"
    "<interface type='user'><mac address='52:54:00:00:00:02'/></interface>"
    "</devices></domain>";

static const char *const paths[] = {
    "name",
    "uuid",
    "genid",
    "title",
    "description",
    "memory",
    "os/nvram",
    "os/nvram/@template",
    "frob",
    "@type",
    "name/@frob",
    "metadata",
    "metadata/frob",
    "metadata/@frob",
    "devices/interface[2]/mac/@address",
    "devices/interface[2]/@type",
    "devices/disk[1]/source/@file",
    "devices/disk[1]/driver/@type",
    "devices/disk[2]/source/@file",
    "devices/disk[2]/source/@dev",
};

static const char *const values[] = {
    NULL, /* none */
    "",
    " ",
    "\n",
    "a\nb",
    "/",
    "/a",
    "/a\nb",
    "a/b",
    "raw",
    "user",
    "1024",
    "52:54:00:00:00:03",
    "52-54-00-00-00-03",
    "53:54:00:00:00:03",
    "52:54:00:00:00:0G",
    "52:54:00:00:00:03 ",
    "525400000003",
    "11111111-2222-3333-4444-555555555556",
    "11111111-2222-3333-4444-55555555555g",
    "11111111222233334444555555555556",
};

struct count {
    size_t plain, valid;
};

static void try(struct schema *schema, const char *path, const char *value,
                struct count *count)
{
    struct err err = ERR_INIT;
    AUTO(xml_free) struct xml *xml = xml_parse(text, "test", &err);
    bool plain, valid;

    xml_sign(xml, "test");
    if (xml_set(xml_root(xml), XML_PATH(path), value, &err))
        return;
    plain = valid_is_plain(xml);
    valid = schema_check(schema, xml, &err) == 0;
    count->plain += plain;
    count->valid += valid;
    if (plain && !valid)
        printf("# %s = '%s'\n", path, value ? value : "none");
    if (plain && !valid)
        ok(false, err.text);
}

static void test_values(struct schema *schema)
{
    struct count count = { 0, 0 };

    for (size_t i = 0; i < COUNT(paths); i++)
        for (size_t j = 0; j < COUNT(values); j++)
            try(schema, paths[i], values[j], &count);
    ok(count.plain > 40, "many values are known to be valid");
    ok(count.valid > count.plain, "and the schema takes more than those");
}

static bool plain_after(const char *path, const char *value)
{
    struct err err = ERR_INIT;
    AUTO(xml_free) struct xml *xml = xml_parse(text, "test", &err);

    xml_sign(xml, "test");
    if (value)
        xml_set(xml_root(xml), XML_PATH(path), value, &err);
    else
        xml_remove(xml_root(xml), XML_PATH(path), &err);
    return valid_is_plain(xml);
}

static bool plain_with(const char *element, int times)
{
    struct err err = ERR_INIT;
    AUTO(xml_free) struct xml *xml = xml_parse(text, "test", &err);

    xml_sign(xml, "test");
    for (int i = 0; i < times; i++)
        xml_put(xml_root(xml), xml_new_text(xml, element, &err), NULL, &err);
    return valid_is_plain(xml);
}

static void test_plain(void)
{
    ok(plain_after("name", "b"), "a new name is a plain change");
    ok(plain_after("devices/interface[2]/mac/@address", "52:54:00:0a:0b:0c"),
       "so is a new address of one of several interfaces");
    ok(plain_after("devices/disk[1]/source/@file", "/b"),
       "and another file of a disk");
    ok(plain_after("devices/disk[1]/driver/@type", "qcow2"), "and its format");
    ok(plain_after("os/nvram", "/m"), "and another file of UEFI variables");
    ok(plain_after("title", NULL), "and that a title goes");
    ok(plain_after("metadata/owner", "me"), "and what stands in <metadata>");
    ok(!plain_after("devices/disk[2]/source/@file", "/b"),
       "a file for what is no file is none");
    ok(!plain_after("devices/disk[1]/source/@file", NULL),
       "nor is a disk without its file");
    ok(!plain_after("name", NULL), "nor a domain without a name");
    ok(!plain_after("devices/interface[2]", NULL), "nor one device less");
    ok(!plain_after("os/type/@arch", "i686"), "nor anything else");
    /* The journal alone says what was put in twice. */
    ok(!plain_with("<title>t</title>", 2), "nor a second title");
    ok(!plain_with("<metadata/>", 2), "nor a second <metadata>");
}

static void test_elements(void)
{
    ok(plain_with("<description>d</description>", 1),
       "a description is a plain addition");
    ok(plain_with("<metadata>\n<a b='c'>d</a>\n</metadata>", 1),
       "and what is put in with <metadata>");
    ok(!plain_with("<description frob='yes'>d</description>", 1),
       "one with an attribute is none");
    ok(!plain_with("<description><b>d</b></description>", 1),
       "nor one with an element in it");
    ok(!plain_with("<description xmlns='urn:x'>d</description>", 1),
       "nor what only has its name");
    ok(!plain_with("<metadata frob='yes'/>", 1),
       "nor is <metadata> with an attribute");
    ok(!plain_with("<metadata>frob</metadata>", 1), "nor with a text");
    ok(!plain_after("metadata/@frob", "yes"),
       "nor an attribute that it gets later");
}

int main(void)
{
    AUTO(schema_free) struct schema *schema = schema_new();

    test_plain();
    test_elements();
    if (schema_exists())
        test_values(schema);
    else
        skip("plain values are valid", "libvirt's schema is not installed");
    return done_testing();
}
