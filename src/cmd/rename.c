/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "clone/name.h"
#include "clone/rename.h"
#include "cmd/domain.h"
#include "guest/hostname.h"

struct rename_args {
    char *domain, *new_name, *hostname;
    struct strv guest_key;
    bool disks, dry_run, force;
};

static const struct field fields[] = {
    { FIELD(struct rename_args, domain), .name = "domain",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_INACTIVE,
      .help = "domain name or uuid" },
    { FIELD(struct rename_args, new_name), .name = "new-name",
      .flags = FIELD_DATA | FIELD_REQUIRED | FIELD_EMPTY_OK,
      .help = "new domain name" },
    { FIELD(struct rename_args, disks), .name = "disks",
      .help = "rename image files that carry its name, too" },
    { FIELD(struct rename_args, hostname), .name = "hostname",
      .flags = FIELD_OPTIONAL,
      .help = "change the host name inside, too; without a value it is made "
              "of the new name" },
    { FIELD(struct rename_args, guest_key), .name = "guest-key",
      .complete = COMPLETE_FILE,
      .help = "a file whose first line opens the guest's encrypted disks" },
    { FIELD(struct rename_args, dry_run), .name = "dry-run",
      .help = "show which files would move, and change nothing" },
    { FIELD(struct rename_args, force), .name = "force",
      .help = "take a name that can be mistaken for something else" },
    FIELD_END,
};

static int check_taken(virDomainPtr domain, const char *name, struct err *err)
{
    AUTO(domain_free)
    virDomainPtr other =
        virDomainLookupByName(virDomainGetConnect(domain), name);

    if (other)
        return err_fail(err, "domain with name '%s' already exists", name);
    return virt_last_code() == VIR_ERR_NO_DOMAIN
               ? 0
               : virt_err(err, "failed to look for domain '%s'", name);
}

/* Drivers refuse these as well, but do not say what can be done. */
static int check(virDomainPtr domain, const char *name, struct err *err)
{
    const char *old = virDomainGetName(domain);

    if (str_eq(old, name))
        return err_fail(err, "cannot rename domain '%s' to itself", old);
    if (check_taken(domain, name, err) < 0)
        return -1;
    if (virDomainIsActive(domain) > 0)
        return err_fail(
            err, "cannot rename active domain '%s': shut it down first", old);
    if (virDomainHasManagedSaveImage(domain, 0) > 0)
        return err_fail(err,
                        "cannot rename domain '%s' with a managed save image: "
                        "start it and shut it down first",
                        old);
    return 0;
}

/* In the place of what was said: args->hostname stays NULL or gets a name. */
static int choose_hostname(struct rename_args *args, struct err *err)
{
    if (!args->hostname && args->guest_key.n)
        return err_usage(err,
                         "--guest-key opens nothing without --hostname");
    if (!args->hostname)
        return 0;
    if (*args->hostname)
        return hostname_check(args->hostname, err);
    mem_set(&args->hostname, hostname_of(args->new_name));
    return args->hostname ? 0
                          : err_fail(err,
                                     "no host name can be made of '%s': "
                                     "--hostname=NAME gives one",
                                     args->new_name);
}

static void print(struct session *session, const struct rename_args *args,
                  const char *old, const struct strv *moved)
{
    for (size_t i = 0; i + 1 < moved->n; i += 2)
        fprintf(session->out, "'%s' %s '%s'\n", moved->v[i],
                args->dry_run ? "would move to" : "moved to", moved->v[i + 1]);
    if (args->hostname)
        fprintf(session->out, "Host name inside %s '%s'\n",
                args->dry_run ? "would be" : "is", args->hostname);
    fprintf(session->out, "Domain '%s' %s '%s'\n", old,
            args->dry_run ? "would be renamed to" : "renamed to",
            args->new_name);
}

static int rename_it(struct session *session, const struct rename_args *args,
                     virDomainPtr domain, struct err *err)
{
    AUTO(free) char *old = mem_dup(virDomainGetName(domain));
    AUTO(strv_done) struct strv moved = { 0 };
    struct rename_spec spec = {
        .domain = domain,
        .name = args->new_name,
        .disks = args->disks,
        .dry_run = args->dry_run,
        .hostname = args->hostname,
        .key_files = &args->guest_key,
        .stop = &session->interrupted,
    };

    if (rename_domain(&spec, &moved, err))
        return -1;
    print(session, args, old, &moved);
    return 0;
}

static int run(struct session *session, void *words, struct err *err)
{
    struct rename_args *args = words;
    AUTO(domain_free) virDomainPtr domain = NULL;
    struct lua_op op = { .name = "rename", .new_name = args->new_name };
    int rc;

    if (name_check(args->new_name, args->force, err) < 0 ||
        choose_hostname(args, err))
        return -1;
    domain = session_domain(session, args->domain, err);
    if (!domain || check(domain, args->new_name, err) < 0)
        return -1;
    op.domain = domain;
    if (!args->dry_run && domain_hooks_begin(session, &op, err))
        return -1;
    rc = rename_it(session, args, domain, err);
    return args->dry_run ? rc : domain_hooks_end(session, &op, rc, err);
}

const struct command cmd_rename = {
    .name = "rename",
    .aliases = "domrename",
    .group = "domain",
    .help = "rename an inactive domain",
    .desc = "Give an inactive domain another name. Its UUID, snapshots and "
            "autostart stay as they are. A file of UEFI variables that "
            "carries its name follows it, on this machine; with --disks its "
            "image files do, too, unless it has external snapshots. With "
            "--hostname the machine inside gets a new name as well, on its "
            "disks, by libguestfs. All of it is undone when something fails.",
    .example = "rename web-old web-1\nrename web-old web-1 --disks\n"
               "rename web-old web-1 --hostname",
    .fields = fields,
    .size = sizeof(struct rename_args),
    .flags = COMMAND_CHANGES,
    .run = run,
};
