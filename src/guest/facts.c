/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/facts.h"
#include "base/mem.h"
#include "guest/facts_net.h"
#include "guest/keys.h"

#include <string.h>

void guest_facts_done(struct guest_facts *facts)
{
    guest_layout_done(&facts->layout);
    free(facts->hostname);
    free(facts->machine_id);
    free(facts->dbus_id);
    strv_done(&facts->host_keys);
    strv_done(&facts->dhcp);
    strv_done(&facts->addresses);
    free(facts->cloud_init.instance);
    *facts = (struct guest_facts){ 0 };
}

bool guest_is_linux(const struct guest_facts *facts)
{
    return str_eq(facts->layout.type, "linux");
}

/* The first line that says something, or NULL. */
static char *first_line(struct guest_fs *fs, const char *path)
{
    AUTO(free) char *text = guest_read(fs, path, NULL);
    const char *p = text;

    while (p && *p) {
        size_t n = strcspn(p, "\r\n");

        if (n && *p != '#')
            return mem_ndup(p, n);
        p += n + strspn(p + n, "\r\n");
    }
    return NULL;
}

/* The value of a line like HOSTNAME="web", or NULL. */
static char *named_hostname(struct guest_fs *fs, const char *path)
{
    AUTO(free) char *text = guest_read(fs, path, NULL);
    char *rest = NULL;

    for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest)) {
        AUTO(free) char *value = NULL;
        char key[32];

        if (guest_net_split(line, key, sizeof(key), &value) &&
            !strcmp(key, " hostname ") && *value)
            return TAKE(value);
    }
    return NULL;
}

/* systemd's, older SUSE's; RHEL's up to 6 and OpenRC's. */
char *guest_facts_hostname(struct guest_fs *fs)
{
    char *name = first_line(fs, "/etc/hostname");

    if (!name)
        name = first_line(fs, "/etc/HOSTNAME");
    if (!name)
        name = named_hostname(fs, "/etc/sysconfig/network");
    if (!name)
        name = named_hostname(fs, "/etc/conf.d/hostname");
    return name;
}

static char *machine_id(struct guest_fs *fs, const char *path)
{
    AUTO(free) char *line = first_line(fs, path);

    if (!line || !strcmp(line, "uninitialized"))
        return NULL;
    return TAKE(line);
}

/* The version is in the name of its library: libsystemd-shared-252.so,
 * -252-14.el9.so. */
int guest_facts_systemd(struct guest_fs *fs)
{
    static const char name[] = "/libsystemd-shared-";
    AUTO(strv_done) struct strv found = { 0 };
    int version = 0;

    guest_glob(fs, "/{usr/lib,lib,usr/lib/*}/systemd/libsystemd-shared-*.so",
               &found);
    for (size_t i = 0; i < found.n; i++) {
        const char *at = strstr(found.v[i], name);

        if (at && atoi(at + strlen(name)) > version)
            version = atoi(at + strlen(name));
    }
    return version;
}

/* What is written once it runs, and not while it is installed. */
static bool was_booted(struct guest_fs *fs)
{
    static const char *const traces[] = {
        "/var/lib/systemd/random-seed",
        "/var/lib/urandom/random-seed",
        "/var/lib/seedrng/seed.credit",
        "/var/lib/systemd/timesync/clock",
        "/var/log/wtmp.db",
    };

    for (size_t i = 0; i < COUNT(traces); i++)
        if (guest_exists(fs, traces[i]))
            return true;
    return false;
}

static bool any(struct guest_fs *fs, const char *pattern)
{
    AUTO(strv_done) struct strv found = { 0 };

    guest_glob(fs, pattern, &found);
    return found.n;
}

/* cloud-init is off by a file, or where nothing of systemd or OpenRC starts
 * it. */
static void read_cloud_init(struct guest_fs *fs, struct guest_facts *facts)
{
    facts->cloud_init.installed = guest_is_file(fs, "/usr/bin/cloud-init") ||
                                  guest_is_file(fs, "/usr/local/bin/"
                                                    "cloud-init");
    facts->cloud_init.enabled =
        facts->cloud_init.installed &&
        !guest_exists(fs, "/etc/cloud/cloud-init.disabled") &&
        !any(fs, "/etc/systemd/system/cloud-init*.target.disabled");
    facts->cloud_init.instance =
        first_line(fs, "/var/lib/cloud/data/instance-id");
    facts->cloud_init.ran = facts->cloud_init.instance != NULL;
}

int guest_facts_basic(struct guest_fs *fs, struct guest_facts *ret,
                      struct err *err)
{
    guest_layout_copy(&ret->layout, guest_fs_layout(fs));
    if (!guest_is_linux(ret))
        return 0;
    ret->hostname = guest_facts_hostname(fs);
    ret->machine_id = machine_id(fs, "/etc/machine-id");
    if (!guest_is_link(fs, "/var/lib/dbus/machine-id"))
        ret->dbus_id = machine_id(fs, "/var/lib/dbus/machine-id");
    ret->systemd = guest_facts_systemd(fs);
    ret->booted = was_booted(fs);
    read_cloud_init(fs, ret);
    return guest_failed(fs, err);
}

int guest_facts_read(struct guest_fs *fs, struct guest_facts *ret,
                     struct err *err)
{
    if (guest_facts_basic(fs, ret, err))
        return -1;
    if (!guest_is_linux(ret))
        return 0;
    guest_facts_net(fs, ret);
    return guest_keys_read(fs, &ret->host_keys, err);
}
