/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/tpm.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/name.h"
#include "virt/dirs.h"
#include "virt/xml_walk.h"

#include <string.h>
#include <sys/stat.h>

static const char warning[] =
    "the TPM's state is copied, with all its keys: whoever trusts the source's "
    "TPM trusts the clone's (--tpm new gives it an empty one)";

static const char *version_of(const struct xml_node *backend)
{
    return xml_attribute_is(backend, "version", "1.2") ? "tpm1.2" : "tpm2";
}

/* swtpm names it so; the rest of the directory is locks and volatile. */
static const char *file_of(const struct xml_node *backend)
{
    return strcmp(version_of(backend), "tpm2") ? "tpm-00.permall"
                                               : "tpm2-00.permall";
}

static char *state_file(const struct clone *clone, const char *uuid,
                        const struct xml_node *backend)
{
    AUTO(dirs_done) struct dirs dirs = { 0 };

    dirs_read(clone->vir, &dirs);
    if (!dirs.swtpm)
        return NULL;
    return mem_fmt("%s/%s/%s/%s", dirs.swtpm, uuid, version_of(backend),
                   file_of(backend));
}

/* An empty TPM locks out whoever sealed his disk to the source's. */
static void tell_new(struct clone *clone, const struct xml_node *tpm,
                     const char *why)
{
    finding_add(clone, FINDING_DROPPED, xml_where(tpm),
                "the TPM's state stays behind%s: a disk that is sealed to it "
                "(BitLocker, LUKS) does not open in the clone",
                why);
}

static int add_by_uuid(struct clone *clone, const struct xml_node *tpm,
                       const struct xml_node *backend, struct err *err)
{
    bool must = str_eq(clone->spec->tpm, "copy");
    char *file = state_file(clone, clone->source.uuid, backend);

    if (!file || access(file, R_OK)) {
        bool never = file && access(file, F_OK) && geteuid() == 0;

        free(file);
        if (must && !never)
            return err_fail(err, "the TPM's state cannot be read here; --tpm "
                                 "new gives the clone an empty one");
        if (!never)
            tell_new(clone, tpm, ", for it cannot be read here");
        return 0;
    }
    finding_add(clone, FINDING_SAME, xml_where(tpm), "%s", warning);
    return side_probe(clone, side_add(clone, "tpm", file), err);
}

/* libvirt makes it at the first start. */
static int look_at(struct clone *clone, const struct xml_node *tpm,
                   struct side *side, struct err *err)
{
    const char *path = side->disk.image.path;
    bool seen, missing = side_is_missing(clone, path, &seen);

    side->wanted = !missing;
    if (!seen)
        return err_fail(err,
                        "the TPM's state '%s' cannot be read here; --tpm new "
                        "gives the clone an empty one",
                        path);
    if (missing)
        return 0;
    finding_add(clone, FINDING_SAME, xml_where(tpm), "%s", warning);
    return side_probe(clone, side, err);
}

static char *file_in(const char *dir, const struct xml_node *backend)
{
    size_t n = strlen(dir);

    while (n > 1 && dir[n - 1] == '/')
        n--;
    return mem_fmt("%.*s/%s", (int)n, dir, file_of(backend));
}

/* Since libvirt 10.10 <source type='file' path='...'/>, or type='dir'. */
static int add_by_path(struct clone *clone, const struct xml_node *tpm,
                       struct xml_node *source, struct err *err)
{
    bool in_dir = xml_attribute_is(source, "type", "dir");
    AUTO(free) char *path = xml_attribute(source, "path");
    struct side *side;

    if (str_eq(clone->spec->tpm, "new")) {
        tell_new(clone, tpm, "");
        return xml_remove_node(source, err);
    }
    if (!path || *path != '/')
        return err_fail(err, "the TPM's state '%s' is not an absolute path",
                        path ? path : "");
    side = side_add(clone, "tpm", in_dir ? file_in(path, xml_parent(source))
                                         : mem_dup(path));
    side->node = source;
    side->key = "path";
    side->in_dir = in_dir;
    return look_at(clone, tpm, side, err);
}

int tpm_read(struct clone *clone, struct err *err)
{
    struct xml_node *tpm = xml_find(xml_root(clone->xml),
                                    "devices/tpm[backend/@type='emulator']");
    const struct xml_node *backend =
        tpm ? xml_child_named(tpm, "backend") : NULL;
    struct xml_node *source =
        backend ? xml_child_named(backend, "source") : NULL;

    if (!tpm || str_eq(clone->spec->tpm, "drop"))
        return 0;
    if (source)
        return add_by_path(clone, tpm, source, err);
    if (str_eq(clone->spec->tpm, "new")) {
        tell_new(clone, tpm, ", as --tpm says");
        return 0;
    }
    return add_by_uuid(clone, tpm, backend, err);
}

/* ".../UUID/tpm2/file": two directories are to be made. */
static void add_dirs(struct side *side)
{
    char *old = mem_dup(side->disk.image.path);
    char *new = mem_dup(side->disk.path);

    *strrchr(old, '/') = *strrchr(new, '/') = '\0';
    strv_add(&side->dirs, "");
    strv_add(&side->dirs, "");
    strv_take(&side->dirs, old);
    strv_take(&side->dirs, new);
    mem_set(&side->dirs.v[0],
            mem_ndup(old, (size_t)(strrchr(old, '/') - old)));
    mem_set(&side->dirs.v[1],
            mem_ndup(new, (size_t)(strrchr(new, '/') - new)));
}

static int place_by_uuid(const struct clone *clone, struct side *side,
                         struct err *err)
{
    const char *old = side->disk.image.path;
    const char *uuid = strstr(old, clone->source.uuid);
    struct stat st;

    side->disk.name = mem_dup(strrchr(old, '/') + 1);
    side->disk.path = mem_fmt("%.*s%s%s", (int)(uuid - old), old, clone->uuid,
                              uuid + strlen(clone->uuid));
    add_dirs(side);
    if (!lstat(side->dirs.v[1], &st))
        return err_fail(err,
                        "'%s' exists already, left over by another domain of "
                        "that UUID; remove it",
                        side->dirs.v[1]);
    return 0;
}

static int check_dir(const struct clone *clone, const char *dir,
                     struct err *err)
{
    const char *owner =
        inventory_path_owner(clone->spec->shared->inventory, dir);
    struct stat st;

    if (owner)
        return err_fail(err, "'%s' belongs to domain '%s'", dir, owner);
    if (!lstat(dir, &st))
        return err_fail(err,
                        "'%s' exists already, of another domain of that name "
                        "or left over; choose another name, or see whether "
                        "it can be removed",
                        dir);
    return 0;
}

/* The name rule is for the directory; the file in it is swtpm's. */
static int place_in_dir(const struct clone *clone, struct side *side,
                        struct err *err)
{
    const char *file = strrchr(side->disk.image.path, '/') + 1;
    AUTO(free) char *old = side_named(side, side->disk.image.path);
    const char *last = strrchr(old, '/') + 1;
    struct name_rule rule = {
        .old_domain = clone->source.name,
        .new_domain = clone->name,
        .tag = "tpm",
    };
    AUTO(free) char *name = name_file(&rule, last);
    AUTO(free) char *new = mem_fmt("%.*s%s", (int)(last - old), old, name);

    side->disk.name = mem_dup(file);
    side->disk.path = mem_fmt("%s/%s", new, file);
    if (side->wanted) {
        strv_add(&side->dirs, old);
        strv_add(&side->dirs, new);
    }
    return check_dir(clone, new, err);
}

int tpm_place(struct clone *clone, struct err *err)
{
    for (size_t i = 0; i < clone->n_sides; i++) {
        struct side *side = &clone->sides[i];

        if (strcmp(side->disk.target, "tpm") ||
            (side->node && !side->in_dir))
            continue;
        return side->in_dir ? place_in_dir(clone, side, err)
                            : place_by_uuid(clone, side, err);
    }
    return 0;
}
