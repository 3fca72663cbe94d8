/* SPDX-License-Identifier: GPL-3.0-or-later */
/* systemd's credentials in a domain's XML. */
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/credential.h"
#include "tap.h"

static struct clone clone_of(const char *xml)
{
    struct err err = ERR_INIT;
    struct clone clone = { .xml = xml_parse(xml, "base", &err) };

    if (!clone.xml)
        tap_note("error", err.text);
    return clone;
}

static void set(const char *before, const char *value, const char *want,
                const char *test)
{
    struct clone clone = clone_of(before);
    struct err err = ERR_INIT;
    AUTO(free) char *whole = mem_fmt("%s\n", want);
    AUTO(free) char *got = NULL;

    if (credential_set(&clone, "motd", value, &err))
        tap_note("error", err.text);
    got = xml_text(clone.xml);
    is_str(got, whole, test);
    xml_free(clone.xml);
}

#define WITH(entries)                                                          \
    "<domain><os><smbios mode=\"sysinfo\"/></os><sysinfo type=\"smbios\">"     \
    "<oemStrings>" entries "</oemStrings></sysinfo></domain>"
#define ENTRY(text) "<entry>io.systemd.credential" text "</entry>"

static void check_set(void)
{
    set(WITH("<entry>mine</entry>"), "hello",
        WITH("<entry>mine</entry>" ENTRY(":motd=hello")),
        "a credential comes behind other strings");
    set(WITH(ENTRY(":motd=x") ENTRY(".binary:motd=eA==") ENTRY(":motd2=x")),
        "a&b", WITH(ENTRY(":motd2=x") ENTRY(":motd=a&amp;b")),
        "in place of those of its name, and of no other");
    set(WITH("<entry/>"), "two\nlines",
        WITH("<entry/>" ENTRY(".binary:motd=dHdvCmxpbmVz")),
        "a value of two lines is written in base64");
    set("<domain>\n  <os/>\n  <sysinfo type=\"fwcfg\"/>\n</domain>", "x",
        "<domain>\n  <os>\n    <smbios mode=\"sysinfo\"/>\n  </os>\n"
        "  <sysinfo type=\"fwcfg\"/>\n  <sysinfo type=\"smbios\">\n"
        "    <oemStrings>\n      " ENTRY(":motd=x") "\n    </oemStrings>\n"
                                                    "  </sysinfo>\n</domain>",
        "what is missing is made, beside what is there");
}

static void check_get(void)
{
    struct clone clone =
        clone_of(WITH(ENTRY(":motd2=no") ENTRY(".binary:motd=eA==")));
    bool binary = false;
    AUTO(free) char *value = credential_get(&clone, "motd", &binary);

    is_str(value, "eA==", "a value is found by its whole name");
    ok(binary, "and is known to be base64");
    ok(!credential_get(&clone, "mot", &binary), "another one is not there");
    xml_free(clone.xml);
}

/* why: NULL where it can be done. */
static void machine(const char *xml, const char *why, const char *test)
{
    struct clone clone = clone_of(xml);
    struct err err = ERR_INIT;
    int rc = credential_check(&clone, &err);

    ok(why ? rc && strstr(err.text, why) : !rc, test);
    if (rc && (!why || !strstr(err.text, why)))
        tap_note("error", err.text);
    xml_free(clone.xml);
}

static void check_machines(void)
{
#define MACHINE(type, arch, os, more)                                          \
    "<domain type='" type "'><os><type arch='" arch "'>hvm</type>" os          \
    "</os>" more "</domain>"
    machine(MACHINE("kvm", "x86_64", "", ""), NULL,
            "a machine with SMBIOS can be told");
    machine(MACHINE("qemu", "aarch64", "<smbios mode='emulate'/>", ""), NULL,
            "so can one of ARM");
    machine(MACHINE("kvm", "s390x", "", ""), "architecture 's390x'",
            "one without cannot");
    machine(MACHINE("lxc", "x86_64", "", ""), "type 'lxc'",
            "nor can a container");
    machine(MACHINE("kvm", "x86_64", "<smbios mode='host'/>", ""),
            "its SMBIOS is the host's", "nor one that has the host's strings");
    machine(MACHINE("kvm", "x86_64", "", "<launchSecurity type='sev'/>"),
            "it is a confidential machine", "nor a confidential one");
}

int main(void)
{
    check_set();
    check_get();
    check_machines();
    return done_testing();
}
