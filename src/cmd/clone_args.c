/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/clone_args.h"
#include "base/mem.h"
#include "clone/disk.h"
#include "clone/expand.h"
#include "clone/name.h"
#include "shell/json.h"

#include <limits.h>
#include <string.h>

const struct field clone_fields[] = {
    { FIELD(struct clone_args, source), .name = "source",
      .flags = FIELD_DATA | FIELD_EXPECTED, .complete = COMPLETE_INACTIVE,
      .help = "name, id or uuid of the domain to clone" },
    { FIELD(struct clone_args, name), .name = "name",
      .short_name = 'n',
      .flags = FIELD_DATA | FIELD_EXPECTED | FIELD_REST | FIELD_EMPTY_OK,
      .help = "name of the new domain; web-{01..20} is twenty of them" },
    { FIELD(struct clone_args, disk), .name = "disk",
      .complete = COMPLETE_PAIRS, .pairs = disk_fields,
      .help = "what becomes of one disk: TARGET,KEY=VALUE... with the keys "
              "action, method, pool, dir, path, name, format, chain, size and "
              "serial; '*' is every disk" },
    { FIELD(struct clone_args, linked), .name = "linked",
      .help = "make all disks overlays on the source's: "
              "--disk '*',method=linked" },
    { FIELD(struct clone_args, pool), .name = "pool",
      .complete = COMPLETE_POOL, .help = "storage pool of all copied disks" },
    { FIELD(struct clone_args, dir), .name = "dir", .complete = COMPLETE_DIR,
      .help = "directory of all copied disks" },
    { FIELD(struct clone_args, chain), .name = "chain",
      .values = "flatten keep", .complete = COMPLETE_WORDS,
      .help = "flatten backing chains (the default), or keep them" },
    { FIELD(struct clone_args, mkdir), .name = "mkdir",
      .help = "make directories of new files that do not exist" },
    { FIELD(struct clone_args, verify), .name = "verify",
      .help = "compare each copy with its source, byte for byte" },
    { FIELD(struct clone_args, audit), .name = "audit",
      .help = "then look whether it shares with its source what is inside, "
              "as audit --guest does" },
    { FIELD(struct clone_args, mac), .name = "mac",
      .short_name = 'm',
      .help = "MAC address, once for each interface in order, or 'new'; "
              "'keep' keeps all" },
    { FIELD(struct clone_args, uuid), .name = "uuid",
      .short_name = 'u',
      .help = "UUID of the new domain" },
    { FIELD(struct clone_args, title), .name = "title",
      .help = "title of the new domain; without it there is none" },
    { FIELD(struct clone_args, description), .name = "description",
      .help = "description of the new domain instead of the source's" },
    { FIELD(struct clone_args, nvram), .name = "nvram",
      .complete = COMPLETE_FILE,
      .help = "UEFI variables: 'copy', 'reset' from the template, or the path "
              "of the copy" },
    { FIELD(struct clone_args, tpm), .name = "tpm",
      .values = "copy new drop", .complete = COMPLETE_WORDS,
      .help = "state of the emulated TPM" },
    { FIELD(struct clone_args, hostdev), .name = "hostdev",
      .values = "drop keep", .complete = COMPLETE_WORDS,
      .help = "devices of the host, of which there is only one" },
    { FIELD(struct clone_args, identity), .name = "identity",
      .help = "how the machine inside becomes another one: auto, none, or of "
              "seal (`help seal`), cloud-init and credentials those that shall "
              "be, with commas" },
    { FIELD(struct clone_args, hostname), .name = "hostname",
      .help = "the host name inside, instead of one made of the clone's name" },
    { FIELD(struct clone_args, user_data), .name = "user-data",
      .complete = COMPLETE_FILE,
      .help = "a file with the user-data of a cloud-init seed, instead of the "
              "source's" },
    { FIELD(struct clone_args, network_config), .name = "network-config",
      .complete = COMPLETE_FILE,
      .help = "the same for its network-config" },
    { FIELD(struct clone_args, seal), .name = "seal",
      .help = "what is sealed: ITEM=reset or ITEM=keep, with commas" },
    { FIELD(struct clone_args, seal_once), .name = "seal-once",
      .help = "seal what is common to several clones once, in a base that "
              "they stand on; for linked clones and reflinks" },
    { FIELD(struct clone_args, guest_key), .name = "guest-key",
      .complete = COMPLETE_FILE,
      .help = "a file whose first line opens the guest's encrypted disks" },
    { FIELD(struct clone_args, strict), .name = "strict",
      .help = "refuse a clone that could clash with another domain, or still "
              "says what is the source's" },
    { FIELD(struct clone_args, start), .name = "start",
      .help = "start the new domain" },
    { FIELD(struct clone_args, jobs), .name = "jobs",
      .help = "clones that are made at the same time" },
    { FIELD(struct clone_args, fail_fast), .name = "fail-fast",
      .help = "begin no more clones once one has failed" },
    { FIELD(struct clone_args, hook), .name = "hook",
      .complete = COMPLETE_FILE, .help = "load this Lua hook, too" },
    { FIELD(struct clone_args, set), .name = "set",
      .complete = COMPLETE_HOOK_SET,
      .help = "set a parameter of a hook: HOOK.KEY=VALUE, or KEY=VALUE where "
              "one hook has it" },
    { FIELD(struct clone_args, no_hook), .name = "no-hook",
      .complete = COMPLETE_HOOK,
      .help = "leave out the hooks of this name or glob, also the program's "
              "own: core/mac" },
    { FIELD(struct clone_args, only_hook), .name = "only-hook",
      .complete = COMPLETE_HOOK,
      .help = "run the hooks of this name or glob only" },
    { FIELD(struct clone_args, no_hooks), .name = "no-hooks",
      .help = "run no hooks but those that are mandatory on this machine" },
    { FIELD(struct clone_args, dry_run), .name = "dry-run",
      .help = "show the plan and change nothing" },
    { FIELD(struct clone_args, print_xml), .name = "print-xml",
      .help = "print the XML of the clone and change nothing" },
    { FIELD(struct clone_args, blame), .name = "blame",
      .help = "print the XML with the hook that wrote each line, and change "
              "nothing" },
    { FIELD(struct clone_args, trace_hooks), .name = "trace-hooks",
      .flags = FIELD_OPTIONAL, .values = "diff", .complete = COMPLETE_WORDS,
      .help = "say what each hook did, and how long it took; diff: with the "
              "lines of XML that changed" },
    { FIELD(struct clone_args, force), .name = "force",
      .help = "take what is refused as a caution: a confusing name, a MAC "
              "address that another has, QEMU's own options, the metadata of "
              "managers" },
    JSON_ROW(struct clone_args),
    { FIELD(struct clone_args, yes), .name = "yes",
      .help = "do not ask before --replace ends and undefines a domain" },
    /* virt-clone's. */
    { FIELD(struct clone_args, original), .name = "original",
      .short_name = 'o', .flags = FIELD_PREFIX | FIELD_LAST,
      .complete = COMPLETE_INACTIVE,
      .help = "the source, as virt-clone has it" },
    { FIELD(struct clone_args, original_xml), .name = "original-xml",
      .flags = FIELD_PREFIX, .complete = COMPLETE_FILE,
      .help = "clone what this file describes instead of a domain" },
    { FIELD(struct clone_args, auto_clone), .name = "auto-clone",
      .flags = FIELD_PREFIX,
      .help = "name the clone and its files as virt-clone does, with "
              "-clone, -clone1 and so on" },
    { FIELD(struct clone_args, file), .name = "file", .short_name = 'f',
      .complete = COMPLETE_FILE,
      .help = "place of a copied disk, once for each in order" },
    { FIELD(struct clone_args, force_copy), .name = "force-copy",
      .flags = FIELD_PREFIX, .complete = COMPLETE_TARGET,
      .help = "copy this disk: --disk TARGET,action=copy" },
    { FIELD(struct clone_args, skip_copy), .name = "skip-copy",
      .flags = FIELD_PREFIX, .complete = COMPLETE_TARGET,
      .help = "share this disk: --disk TARGET,action=share" },
    { FIELD(struct clone_args, preserve_data), .name = "preserve-data",
      .flags = FIELD_PREFIX,
      .help = "the files are there already: use them as they are" },
    { FIELD(struct clone_args, nonsparse), .name = "nonsparse",
      .flags = FIELD_PREFIX, .help = "leave no holes in copies" },
    { FIELD(struct clone_args, reflink), .name = "reflink",
      .flags = FIELD_PREFIX,
      .help = "share blocks where the file system can, which is the default" },
    { FIELD(struct clone_args, replace), .name = "replace",
      .flags = FIELD_PREFIX,
      .help = "end and undefine a domain of the clone's name first; its disks "
              "stay" },
    { FIELD(struct clone_args, check), .name = "check",
      .help = "leave out a check: mac_in_use=off, disk_size=off or all=off" },
    { FIELD(struct clone_args, connect), .name = "connect",
      .flags = FIELD_PREFIX, .complete = COMPLETE_URI,
      .help = "connect to this URI first" },
    { FIELD(struct clone_args, prompt), .name = "prompt",
      .flags = FIELD_HIDDEN, .help = "nothing: virt-clone never asks" },
    { FIELD(struct clone_args, quiet), .name = "quiet", .short_name = 'q',
      .flags = FIELD_HIDDEN, .help = "say errors only" },
    { FIELD(struct clone_args, debug), .name = "debug", .short_name = 'd',
      .flags = FIELD_HIDDEN, .help = "nothing: -d of the program" },
    FIELD_END,
};

/* ---- our own ------------------------------------------------------------ */

static int check(const struct clone_args *args, const struct strv *names,
                 struct err *err)
{
    if (args->pool && args->dir)
        return err_usage(err, "Options --pool and --dir are mutually "
                              "exclusive");
    if (args->jobs < 0 || args->jobs > 64)
        return err_usage(err, "--jobs is a number from 1 to 64");
    if (names->n > 1 && args->uuid)
        return err_usage(err, "--uuid is for one clone, not for %zu",
                         names->n);
    if (names->n > 1 && args->hostname)
        return err_usage(err, "--hostname is for one clone, not for %zu",
                         names->n);
    if (names->n > 1 && args->mac.n)
        return err_usage(err, "--mac is for one clone, not for %zu",
                         names->n);
    return 0;
}

/* A name that cannot be is told before anything is asked of libvirt, and not
 * repeated as it is in front of the message. */
static int expand(const struct clone_args *args, struct strv *names,
                  struct err *err)
{
    for (size_t i = 0; i < args->name.n; i++)
        if (name_expand(args->name.v[i], names, err))
            return -1;
    for (size_t i = 0; i < names->n; i++)
        if (name_check(names->v[i], args->force, err))
            return -1;
    return check(args, names, err);
}

/* ---- virt-clone's ------------------------------------------------------- */

/* Its -n may be said again, and the last one counts; words may not. */
static int take_name(const struct clone_args *args, struct strv *names,
                     struct err *err)
{
    const struct strv *given = &args->name;

    for (size_t i = 0; args->source && i < given->n; i++)
        if (name_expand(given->v[i], names, err))
            return -1;
    if (names->n > 1)
        return err_usage(err,
                         "--file and --auto-clone are for one clone, not for "
                         "%zu",
                         names->n);
    if (!names->n)
        strv_add(names, given->n ? given->v[given->n - 1] : "");
    return *names->v[0] ? name_check(names->v[0], args->force, err) : 0;
}

static bool leave_out(struct clone_spec *spec, const char *word)
{
    bool all = !strcmp(word, "all=off");
    bool mac = all || !strcmp(word, "mac_in_use=off");
    bool space = all || !strcmp(word, "disk_size=off");
    bool path = all || !strcmp(word, "path_exists=off");

    spec->any_mac = spec->any_mac || mac;
    spec->any_space = spec->any_space || space;
    spec->any_path = spec->any_path || path;
    return mac || space || path || !strcmp(word, "path_in_use=off");
}

static int read_check(const char *words, struct clone_spec *spec,
                      struct err *err)
{
    for (const char *p = words; p;) {
        size_t n = strcspn(p, ",");
        AUTO(free) char *word = mem_ndup(p, n);

        if (!leave_out(spec, word))
            return err_usage(err, "--check: '%s' is not one of: "
                                  "mac_in_use=off disk_size=off "
                                  "path_in_use=off path_exists=off all=off",
                             word);
        p = p[n] ? p + n + 1 : NULL;
    }
    return 0;
}

/* A relative path means the current directory. */
static int absolute(struct strv *files, struct err *err)
{
    char dir[PATH_MAX];

    for (size_t i = 0; i < files->n; i++) {
        if (*files->v[i] == '/')
            continue;
        if (!getcwd(dir, sizeof(dir)))
            return err_sys(err, "cannot find the current directory");
        mem_set(&files->v[i], mem_fmt("%s/%s", dir, files->v[i]));
    }
    return 0;
}

static bool is_compat(const struct clone_args *args)
{
    return args->original || args->original_xml || args->auto_clone ||
           args->file.n;
}

static int read_compat(struct clone_args *args, struct clone_spec *spec,
                       struct strv *names, struct err *err)
{
    bool placed = args->file.n || args->disk.n || args->pool || args->dir ||
                  args->linked;

    if (args->source && (args->original || args->original_xml))
        return err_usage(err, "the source is named twice: '%s' and '%s'",
                         args->source, args->original ? args->original
                                                      : args->original_xml);
    if (args->original)
        spec->source = args->original;
    if (args->original_xml)
        spec->source = args->original_xml;
    if (!spec->source && !args->original_xml)
        return err_usage(err, "a source is required: --original NAME or "
                              "--original-xml FILE");
    if (!args->auto_clone && !placed)
        return err_usage(err, "either --auto-clone or --file is required");
    if (!args->auto_clone && !args->name.n)
        return err_usage(err, "a name is required: --name NAME, or "
                              "--auto-clone");
    spec->auto_name = args->auto_clone;
    spec->beside = true;
    return take_name(args, names, err);
}

static int read_files(struct clone_args *args, struct clone_spec *spec,
                      struct err *err)
{
    spec->original_xml = args->original_xml;
    spec->files = args->file.n ? &args->file : NULL;
    spec->force_copy = &args->force_copy;
    spec->skip_copy = &args->skip_copy;
    spec->preserve = args->preserve_data;
    spec->allocate = args->nonsparse;
    spec->replace = args->replace;
    for (size_t i = 0; i < args->check.n; i++)
        if (read_check(args->check.v[i], spec, err))
            return -1;
    return absolute(&args->file, err);
}

/* ---- all ---------------------------------------------------------------- */

static int require(const struct clone_args *args, struct err *err)
{
    if (!args->source && !args->name.n)
        return err_usage(err, "command 'clone' requires <source> option\n"
                              "command 'clone' requires <name> option");
    if (!args->source)
        return err_usage(err, "command 'clone' requires <source> option");
    if (!args->name.n)
        return err_usage(err, "command 'clone' requires <name> option");
    return 0;
}

/* A machine that runs is not looked into. */
static int check_audit(const struct clone_args *args, struct err *err)
{
    if (!args->audit)
        return 0;
    if (args->start)
        return err_usage(err, "--audit looks into disks at rest: it cannot "
                              "go with --start");
    if (args->dry_run || args->print_xml || args->blame)
        return err_usage(err, "--audit has nothing to look into when no "
                              "clone is made");
    return 0;
}

/* How the disks are made is known only once hooks have had their say. */
static int check_once(const struct clone_args *args, const struct strv *names,
                      struct err *err)
{
    if (!args->seal_once || names->n > 1)
        return 0;
    return err_usage(err,
                     "--seal-once is for several clones, and '%s' is one: "
                     "leave it out, or name more",
                     names->v[0]);
}

int clone_args_read(struct clone_args *args, struct clone_spec *spec,
                    struct strv *names, struct err *err)
{
    *spec = (struct clone_spec){
        .source = args->source,
        .uuid = args->uuid,
        .pool = args->pool,
        .dir = args->dir,
        .linked = args->linked,
        .chain = args->chain,
        .verify = args->verify,
        .mkdir = args->mkdir,
        .macs = args->mac.n ? &args->mac : NULL,
        .disks = args->disk.n ? &args->disk : NULL,
        .hook_files = args->hook.n ? &args->hook : NULL,
        .title = args->title,
        .description = args->description,
        .nvram = args->nvram,
        .tpm = args->tpm,
        .hostdev = args->hostdev,
        .identity = args->identity,
        .hostname = args->hostname,
        .user_data = args->user_data,
        .network_config = args->network_config,
        .seal = args->seal.n ? &args->seal : NULL,
        .seal_once = args->seal_once,
        .guest_keys = args->guest_key.n ? &args->guest_key : NULL,
        .strict = args->strict,
        .force = args->force,
        .start = args->start,
        .dry_run = args->dry_run || args->print_xml || args->blame,
        .trace_diff = str_eq(args->trace_hooks, "diff"),
        .hooks_skip = args->no_hook.n ? &args->no_hook : NULL,
        .hooks_only = args->only_hook.n ? &args->only_hook : NULL,
        .hook_sets = args->set.n ? &args->set : NULL,
        .no_hooks = args->no_hooks,
    };
    if (check_audit(args, err) || read_files(args, spec, err))
        return -1;
    if (is_compat(args) ? read_compat(args, spec, names, err)
                        : require(args, err) || expand(args, names, err))
        return -1;
    return check_once(args, names, err);
}
