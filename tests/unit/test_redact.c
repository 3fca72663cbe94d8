/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "clone/redact.h"
#include "tap.h"

#include <stdlib.h>

static void check(const char *text, const char *want, const char *test)
{
    AUTO(strv_done) struct strv secrets = { 0 };
    AUTO(free) char *got = NULL;

    redact_add(&secrets, "pss");
    redact_add(&secrets, "psst");
    redact_add(&secrets, "a<b&c");
    redact_add(&secrets, "");
    redact_add(&secrets, "one\ntwo\n");
    got = redact(&secrets, text);
    is_str(got, want, test);
}

int main(void)
{
    check("", "", "nothing stays nothing");
    check("<a b='c'/>", "<a b='c'/>", "other text stays");
    check("x psst pss y", "x (secret) (secret) y", "secrets go, whole ones");
    check("two one", "(secret) (secret)", "each line of a secret goes");
    check("<t>a&lt;b&amp;c</t>", "<t>(secret)</t>", "also as XML has them");
    check("<graphics type='vnc' passwd='a\"b' port='1'/>",
          "<graphics type='vnc' passwd='(secret)' port='1'/>",
          "a password of graphics goes");
    check("<graphics passwd=\"it's\"/>", "<graphics passwd=\"(secret)\"/>",
          "in quotes of either kind");
    check("<entry>io.systemd.credential:user.x=1=2</entry>\n<b/>",
          "<entry>io.systemd.credential:user.x=(secret)</entry>\n<b/>",
          "a credential keeps its name alone");
    check("io.systemd.credential.binary:x=QUJD",
          "io.systemd.credential.binary:x=(secret)", "also a binary one");
    check("<description>passwd= here</description>",
          "<description>passwd= here</description>",
          "text that is none stays");
    return done_testing();
}
