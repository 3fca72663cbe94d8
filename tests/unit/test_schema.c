/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong in an invalid document: the place, and who put it there. */
#include "base/mem.h"
#include "tap.h"
#include "virt/schema.h"
#include "virt/xml_journal.h"

static const char whole[] =
    "<domain type='qemu'><name>n</name><memory>%s</memory><os>"
    "<type arch='x86_64'>hvm</type></os>%s<devices>"
    "<disk type='file' device='disk'><driver name='qemu' type='%s' io='%s'/>"
    "<source file='/a'/><target dev='vda' bus='virtio'/></disk>"
    "<disk type='file' device='disk'><driver name='qemu' type='raw'/>"
    "<source file='/b'/><target dev='vdb' bus='virtio'/></disk>"
    "<interface type='network'><mac address='%s'/><source network='d'/>"
    "</interface>%s</devices></domain>";

struct parts {
    const char *memory, *top, *type, *io, *mac, *device;
};

static struct xml *document(const struct parts *p)
{
    AUTO(free) char *text = mem_fmt(
        whole, p->memory ? p->memory : "1024", p->top ? p->top : "",
        p->type ? p->type : "raw", p->io ? p->io : "native",
        p->mac ? p->mac : "52:54:00:00:00:01", p->device ? p->device : "");
    struct err err = ERR_INIT;

    return xml_parse(text, "test", &err);
}

static void test_faults(struct schema *schema)
{
    static const struct {
        struct parts parts;
        const char *want, *name;
    } cases[] = {
        { { 0 }, "", "a valid document has no fault" },
        { { .io = "uring" },
          "devices/disk[1]/driver/@io: value 'uring' is not allowed",
          "a wrong value of an attribute is found" },
        { { .memory = "x" }, "memory: value 'x' is not allowed",
          "also where the element must be there" },
        { { .mac = "zz" },
          "devices/interface/mac/@address: value 'zz' is not allowed",
          "also where the attribute must be there" },
        { { .device = "<frob/>" },
          "devices/frob: this element is not allowed here, or something in it "
          "is missing",
          "an unknown device is found" },
        { { .top = "<features><acpi/><frob/></features>" },
          "features/frob: this element is not allowed here, or something in it "
          "is missing",
          "so is what is no device" },
        { { .type = "rwa", .mac = "zz" },
          "\n  devices/disk[1]/driver/@type: value 'rwa' is not allowed"
          "\n  devices/interface/mac/@address: value 'zz' is not allowed",
          "faults of several devices are told together" },
        { { .device = "<interface type='network'/>" },
          "devices/interface[2]: this element is not allowed here, or "
          "something in it is missing",
          "what lacks something is found" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(xml_free) struct xml *xml = document(&cases[i].parts);
        AUTO(free) char *before = xml_text(xml);
        AUTO(free) char *after = NULL;
        struct err err = ERR_INIT;

        schema_check(schema, xml, &err);
        is_str(err.text, cases[i].want, cases[i].name);
        after = xml_text(xml);
        is_str(after, before, "... and the document stays as it is");
    }
}

static void set(struct xml *xml, const char *path, const char *value)
{
    struct err err = ERR_INIT;

    xml_set(xml_root(xml), XML_PATH(path), value, &err);
}

static void test_blame(struct schema *schema)
{
    static const struct parts none = { 0 };
    AUTO(xml_free) struct xml *xml = document(&none);
    const struct xml_edit *edits;
    struct err err = ERR_INIT;

    xml_sign(xml, "tune");
    xml_sign_at(xml, "tune.lua:4");
    set(xml, "devices/disk[2]/driver/@io", "uring");
    schema_check(schema, xml, &err);
    is_str(err.text,
           "devices/disk[2]/driver/@io: value 'uring' is not allowed (hook "
           "'tune', tune.lua:4)",
           "who made it so is told");
    xml_sign(xml, NULL);
    set(xml, "devices/disk[2]/driver/@io", "threads");
    xml_sign(xml, "two");
    set(xml, "title", "x");
    set(xml, "title", "y");
    set(xml, "title", "y");
    xml_remove(xml_root(xml), XML_PATH("title"), &err);
    is_int((long)xml_edits(xml, &edits), 4,
           "edits that change nothing, or nobody signs, are not recorded");
    is_str(edits[1].does, "add", "a new element is added");
    is_str(edits[2].does, "set", "a text is set");
    is_str(edits[2].old, "x", "its old value is known");
    is_str(edits[3].does, "remove", "an element is removed");
    is_str(edits[3].path, "title", "its place is known");
}

int main(void)
{
    AUTO(schema_free) struct schema *schema = schema_new();

    if (!schema_exists()) {
        ok(true, "faults are found # SKIP no schema");
        return done_testing();
    }
    test_faults(schema);
    test_blame(schema);
    return done_testing();
}
