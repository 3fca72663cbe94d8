/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/session.h"
#include "virt/error.h"

struct version_args {
    bool daemon;
};

static const struct field fields[] = {
    { FIELD(struct version_args, daemon), .name = "daemon",
      .help = "report daemon version too" },
    FIELD_END,
};

static void print(FILE *out, const char *what, unsigned long version)
{
    fprintf(out, "%s %lu.%lu.%lu\n", what, version / 1000000,
            version / 1000 % 1000, version % 1000);
}

static int library(FILE *out, const char *type, struct err *err)
{
    unsigned long library = 0, api = 0;

    if (virGetVersion(&library, type, &api) < 0)
        return virt_err(err, "failed to get the library version");
    print(out, "Compiled against library: libvirt", LIBVIR_VERSION_NUMBER);
    print(out, "Using library: libvirt", library);
    fprintf(out, "Using API: %s", type);
    print(out, "", api);
    return 0;
}

static int hypervisor(FILE *out, virConnectPtr vir, struct err *err)
{
    const char *type = virConnectGetType(vir);
    unsigned long version = 0;

    if (virConnectGetVersion(vir, &version) < 0)
        return virt_err(err, "failed to get the hypervisor version");
    if (version == 0) {
        fprintf(out, "Cannot extract running %s hypervisor version\n", type);
        return 0;
    }
    fprintf(out, "Running hypervisor: %s", type);
    print(out, "", version);
    return 0;
}

static int daemon_version(FILE *out, virConnectPtr vir, struct err *err)
{
    unsigned long version = 0;

    if (virConnectGetLibVersion(vir, &version) < 0)
        return virt_err(err, "failed to get the daemon version");
    print(out, "Running against daemon:", version);
    return 0;
}

static int run(struct session *session, void *words, struct err *err)
{
    struct version_args *args = words;
    virConnectPtr vir = session_connect(session, err);
    const char *type = vir ? virConnectGetType(vir) : NULL;

    if (!vir)
        return -1;
    if (!type)
        return virt_err(err, "failed to get hypervisor type");
    if (library(session->out, type, err) < 0 ||
        hypervisor(session->out, vir, err) < 0)
        return -1;
    return args->daemon ? daemon_version(session->out, vir, err) : 0;
}

const struct command cmd_version = {
    .name = "version",
    .group = "host",
    .help = "show version",
    .desc = "Print the versions of the library and of the hypervisor.",
    .fields = fields,
    .size = sizeof(struct version_args),
    .flags = COMMAND_READS | COMMAND_CONNECTS,
    .run = run,
};
