/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "clone/name.h"
#include "cmd/domain.h"

struct rename_args {
    char *domain, *new_name;
    bool force;
};

static const struct field fields[] = {
    { FIELD(struct rename_args, domain), .name = "domain",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_INACTIVE,
      .help = "domain name or uuid" },
    { FIELD(struct rename_args, new_name), .name = "new-name",
      .flags = FIELD_DATA | FIELD_REQUIRED | FIELD_EMPTY_OK,
      .help = "new domain name" },
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
        return err_fail(err,
                        "cannot rename active domain '%s': shut it down first",
                        old);
    if (virDomainHasManagedSaveImage(domain, 0) > 0)
        return err_fail(err,
                        "cannot rename domain '%s' with a managed save image: "
                        "start it and shut it down first",
                        old);
    return 0;
}

static int run(struct session *session, void *words, struct err *err)
{
    struct rename_args *args = words;
    AUTO(domain_free) virDomainPtr domain = NULL;
    AUTO(free) char *old = NULL;

    if (name_check(args->new_name, args->force, err) < 0)
        return -1;
    domain = session_domain(session, args->domain, err);
    if (!domain || check(domain, args->new_name, err) < 0)
        return -1;
    old = mem_dup(virDomainGetName(domain));
    if (virDomainRename(domain, args->new_name, 0) < 0)
        return virt_err(err, "failed to rename domain '%s'", old);
    fprintf(session->out, "Domain '%s' renamed to '%s'\n", old,
            args->new_name);
    return 0;
}

const struct command cmd_rename = {
    .name = "rename",
    .aliases = "domrename",
    .group = "domain",
    .help = "rename an inactive domain",
    .desc = "Give an inactive domain another name. Its UUID, disks, snapshots "
            "and autostart stay as they are.",
    .example = "rename web-old web-1",
    .fields = fields,
    .size = sizeof(struct rename_args),
    .flags = COMMAND_CHANGES,
    .run = run,
};
