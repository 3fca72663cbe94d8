/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MAC addresses: what is one, and those that are made. */
#include "base/mem.h"
#include "base/str.h"
#include "clone/mac.h"
#include "tap.h"

static void good(const char *text, const char *want)
{
    AUTO(free) char *test = mem_fmt("'%s' is %s", text, want);
    struct err err = ERR_INIT;
    struct mac mac = { "" };

    if (!is_str(mac_parse(text, &mac, &err) ? "refused" : mac.text, want,
                test))
        tap_note("error", err.text);
}

static void bad(const char *text, const char *why)
{
    AUTO(free) char *test = mem_fmt("'%s' is refused", text);
    struct err err = ERR_INIT;
    struct mac mac = { "untouched" };

    if (!ok(mac_parse(text, &mac, &err) && strstr(err.text, why) &&
                !strcmp(mac.text, "untouched"),
            test))
        tap_note("error", err.text);
}

static void check_malformed(void)
{
    static const char *const texts[] = {
        "",
        "52",
        "52:",
        "52:54:00:12:34",
        "52:54:00:12:34:5",
        "52:54:00:12:34:56:",
        "52:54:00:12:34:567",
        "52:54:00:12:34:56:78",
        "52:54:00:12:34:5g",
        "52:54:00-12-34-56",
        "52-54-00:12:34:56",
        "5254.0012.3456",
        "525400123456",
        " 52:54:00:12:34:56",
        "52:54:00:12:34:56 ",
        "52:54:00:12:34: 6",
        "52:54:00:12:34:+6",
        "52:54:00:12:34:-6",
        "0x52:54:00:12:34",
        "52:54:0:012:34:56",
        "5:54:00:12:34:567",
        "::::::",
        "keep",
    };

    for (size_t i = 0; i < COUNT(texts); i++)
        bad(texts[i], "is not a MAC address");
}

/* 400 of 2^24 are all different but for one run in two hundred; so two equal
 * ones are let pass, and a generator that repeats itself is not. */
static void check_random(void)
{
    AUTO(strv_done) struct strv seen = { 0 };
    size_t wrong = 0, again = 0;

    for (int i = 0; i < 400; i++) {
        struct mac mac = mac_random(), same;
        struct err err = ERR_INIT;

        wrong += !str_starts(mac.text, "52:54:00:") ||
                 mac_parse(mac.text, &same, &err) ||
                 strcmp(mac.text, same.text);
        again += strv_has(&seen, mac.text);
        strv_add(&seen, mac.text);
    }
    is_int((int64_t)wrong, 0, "a random address is a valid one of libvirt's "
                              "prefix");
    ok(again < 3, "random addresses differ");
}

int main(void)
{
    good("52:54:00:12:34:56", "52:54:00:12:34:56");
    good("52:54:00:AB:Cd:eF", "52:54:00:ab:cd:ef");
    good("52-54-00-12-34-56", "52:54:00:12:34:56");
    good("00:00:00:00:00:01", "00:00:00:00:00:01");
    good("fe:ff:ff:ff:ff:ff", "fe:ff:ff:ff:ff:ff");
    check_malformed();
    bad("01:00:00:00:00:01", "multicast");
    bad("ff:ff:ff:ff:ff:ff", "multicast");
    bad("33:33:00:00:00:01", "multicast");
    bad("00:00:00:00:00:00", "is not an address");
    check_random();
    return done_testing();
}
