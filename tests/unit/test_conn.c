/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "base/str.h"
#include "tap.h"
#include "virt/conn.h"
#include "virt/error.h"

static struct conn *conn_to(const char *uri, bool readonly)
{
    struct conn_options options = {
        .uri = uri,
        .readonly = readonly,
        .keepalive_interval = 5,
        .keepalive_count = 6,
    };

    return conn_new(&options);
}

static void opens(void)
{
    AUTO(conn_free) struct conn *conn = conn_to("test:///default", false);
    struct err err = ERR_INIT;
    virConnectPtr vir = NULL;

    is_str(conn_uri(conn), "test:///default", "the URI is known unopened");
    vir = conn_get(conn, &err);
    ok(vir != NULL, "test:///default opens, though it has no keepalive");
    ok(conn_get(conn, &err) == vir, "it is opened only once");
    is_int(conn_event(conn, NULL), CONN_QUIET, "the first open is no news");
    ok(!conn_is_local(vir), "the disks of test:/// are not our files");
    conn_abort(conn);
    ok(conn_get(conn, &err) == vir, "a driver in this process has no socket");
}

static void fails(void)
{
    AUTO(conn_free) struct conn *conn = conn_to("test:///no/such/file", false);
    struct err err = ERR_INIT;

    ok(!conn_get(conn, &err), "a file that is not there cannot be opened");
    ok(str_starts(err.text, "failed to connect to the hypervisor\n") &&
           strstr(err.text, "/no/such/file"),
       "the error has libvirt's text on a line of its own");
    conn_change(conn, "test:///default", true);
    ok(conn_get(conn, &err) != NULL, "another URI can be opened after that");
    ok(conn_is_readonly(conn), "it is read-only when that was wanted");
    ok(virDomainCreateXML(conn_get(conn, &err), "", 0) == NULL &&
           virt_last_code() == VIR_ERR_OPERATION_DENIED,
       "and changes are refused on it");
}

static void finds(void)
{
    AUTO(conn_free) struct conn *conn = conn_to("test:///default", false);
    struct err err = ERR_INIT;
    virConnectPtr vir = conn_get(conn, &err);
    AUTO(domain_free) virDomainPtr by_id = domain_find(vir, "1", &err);
    AUTO(domain_free) virDomainPtr by_name = domain_find(vir, "test", &err);
    AUTO(domain_free) virDomainPtr by_uuid = NULL;
    char uuid[VIR_UUID_STRING_BUFLEN] = "";

    ok(by_id != NULL, "a domain is found by its id");
    ok(by_name != NULL, "a domain is found by its name");
    virDomainGetUUIDString(by_name, uuid);
    by_uuid = domain_find(vir, uuid, &err);
    ok(by_uuid != NULL, "a domain is found by its UUID");
    ok(!domain_find(vir, "tset", &err), "a wrong name is not found");
    is_str(err.text, "failed to get domain 'tset'\nDid you mean 'test'?",
           "the name that was probably meant is given");
    ok(!domain_find(vir, "quite-different", &err), "nor is another");
    is_str(err.text, "failed to get domain 'quite-different'",
           "nothing is guessed when no name is near");
    ok(!domain_find(vir, "99999999999999999999", &err),
       "a number beyond every id is not found");
}

static void messages(void)
{
    AUTO(conn_free) struct conn *conn = conn_to("test:///default", false);
    struct err err = ERR_INIT;

    ok(!virDomainLookupByName(conn_get(conn, &err), "x"), "x is not there");
    is_int(virt_last_code(), VIR_ERR_NO_DOMAIN, "the code is libvirt's");
    virt_err(&err, "%s", "cannot do it");
    ok(str_starts(err.text, "cannot do it: Domain not found"),
       "libvirt's message follows ours");
    virt_err(&err, "%s", "");
    ok(str_starts(err.text, "Domain not found"), "or stands alone");
}

int main(void)
{
    virt_errors_quiet();
    opens();
    fails();
    finds();
    messages();
    return done_testing();
}
