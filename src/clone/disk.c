/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the source's disks are, and what was chosen for them. */
#include "clone/disk.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/compat.h"
#include "clone/method.h"
#include "clone/seed.h"
#include "virt/pool.h"

#include <string.h>
#include <sys/stat.h>

const struct field disk_fields[] = {
    { FIELD(struct disk_choice, target), .name = "target",
      .complete = COMPLETE_TARGET, .help = "which disk, by target: vda" },
    { FIELD(struct disk_choice, action), .name = "action",
      .values = "copy share empty drop external",
      .complete = COMPLETE_WORDS, .help = "what becomes of it" },
    { FIELD(struct disk_choice, method), .name = "method",
      .values = "auto reflink copy linked convert volume",
      .complete = COMPLETE_METHOD, .help = "how it is copied" },
    { FIELD(struct disk_choice, pool), .name = "pool",
      .complete = COMPLETE_POOL, .help = "storage pool that it goes to" },
    { FIELD(struct disk_choice, name), .name = "name",
      .complete = COMPLETE_VOLUME, .help = "name of the new volume or file" },
    { FIELD(struct disk_choice, dir), .name = "dir",
      .complete = COMPLETE_DIR, .help = "directory of the new file" },
    { FIELD(struct disk_choice, path), .name = "path",
      .complete = COMPLETE_FILE, .help = "path of the new file" },
    { FIELD(struct disk_choice, format), .name = "format",
      .values = "qcow2 raw", .complete = COMPLETE_WORDS,
      .help = "format of the new image" },
    { FIELD(struct disk_choice, chain), .name = "chain",
      .values = "flatten keep", .complete = COMPLETE_WORDS,
      .help = "whether a copy stands on the same backing file" },
    { FIELD(struct disk_choice, size), .name = "size",
      .help = "grow it to this size" },
    { FIELD(struct disk_choice, serial), .name = "serial",
      .help = "serial number that the guest sees" },
    FIELD_END,
};

uint64_t disk_done_bytes(const struct disk *disk)
{
    int fd = atomic_load(&disk->progress.fd) - 1;
    uint64_t done = 0;
    struct stat st;

    if (atomic_load(&disk->progress.ended))
        return disk->bytes;
    if (fd >= 0 && fstat(fd, &st) == 0)
        done = (uint64_t)st.st_blocks * 512;
    return done < disk->bytes ? done : disk->bytes;
}

void disk_done(struct disk *disk)
{
    fd_close(atomic_load(&disk->progress.fd) - 1);
    free(disk->target);
    free(disk->bus);
    free(disk->device);
    image_done(&disk->image);
    free(disk->reason);
    free(disk->source_xml);
    seed_free(disk->seed);
    fields_done(disk_fields, &disk->choice);
    fields_done(disk_fields, &disk->user);
    free(disk->path);
    free(disk->pool);
    free(disk->name);
}

bool disk_is_copy(const struct disk *disk)
{
    return !strcmp(disk->choice.action, "copy") &&
           !strcmp(disk->device, "disk") && disk->image.path;
}

struct disk *disk_find(struct clone *clone, const char *target)
{
    for (size_t i = 0; i < clone->n_disks; i++)
        if (str_eq(clone->disks[i].target, target))
            return &clone->disks[i];
    return NULL;
}

/* ---- reading ------------------------------------------------------------ */

/* The paths and formats that the XML says are below the image must be those
 * that its header says: the XML wins when the domain starts, the header when
 * the image is copied. */
static bool chain_agrees(const struct image *image, struct xml_node *node)
{
    size_t n = 0;

    for (node = xml_find(node, "backingStore"); node;
         node = xml_find(node, "backingStore")) {
        AUTO(free) char *path = xml_get(node, "source/@file | source/@dev");

        if (!xml_find(node, "source"))
            return n == image->backing.n;
        if (n == image->backing.n || !str_eq(path, image->backing.v[n]) ||
            (n < image->backing_formats.n &&
             !xml_is(node, "format/@type", image->backing_formats.v[n])))
            return false;
        n++;
    }
    return n == 0 || n == image->backing.n;
}

static bool is_copyable_type(const char *type)
{
    return !strcmp(type, "file") || !strcmp(type, "block") ||
           !strcmp(type, "volume");
}

/* Why it cannot be copied, or NULL. Probing may fail and still be no error:
 * the user may share or drop the disk. */
static char *reason(const struct clone *clone, struct disk *disk)
{
    struct image *image = &disk->image;
    struct err err = ERR_INIT;

    if (!strcmp(image->type, "none"))
        return mem_dup("there is no medium");
    if (!is_copyable_type(image->type))
        return mem_fmt("a disk of type '%s'%s%s%s cannot be copied",
                       image->type, image->protocol ? " (" : "",
                       image->protocol ? image->protocol : "",
                       image->protocol ? ")" : "");
    if (xml_find(disk->node, "source[@fdgroup]"))
        return mem_dup("its files are passed in by another program");
    if (xml_find(disk->node, "source/slices"))
        return mem_dup("it is a slice of a larger file");
    if (!strcmp(disk->device, "lun"))
        return mem_dup("a LUN passed through to the guest has no image");
    if (image_probe(image, clone->vir, clone->local, &err) &&
        !compat_probe(clone, image))
        return mem_dup(err.text);
    if (!chain_agrees(image, disk->node))
        return mem_dup("its <backingStore> in the XML is not the backing "
                       "chain of the image");
    return NULL;
}

static bool is_shared_by_default(const struct disk *disk)
{
    return disk->readonly || disk->shareable ||
           !strcmp(disk->device, "cdrom") || !strcmp(disk->image.type, "none");
}

static void set_defaults(struct disk *disk)
{
    struct disk_choice *choice = &disk->choice;

    choice->target = mem_dup(disk->target);
    choice->action = mem_dup(is_shared_by_default(disk) ? "share" : "copy");
    choice->method = mem_dup("auto");
    choice->format = mem_dup(disk->image.format);
    choice->chain = mem_dup("flatten");
}

static void read_disk(const struct clone *clone, struct disk *disk,
                      struct xml_node *node)
{
    struct xml_node *source = xml_find(node, "source");

    disk->node = node;
    disk->target = xml_get_or(node, "target/@dev", "");
    disk->bus = xml_get_or(node, "target/@bus", "");
    disk->device = xml_get_or(node, "@device", "disk");
    disk->readonly = xml_find(node, "readonly") != NULL;
    disk->shareable =
        xml_find(node, "shareable | transient[@shareBacking='yes']") != NULL;
    disk->source_xml = source ? xml_node_dump(source) : NULL;
    image_read(&disk->image, node);
    disk->reason = reason(clone, disk);
    set_defaults(disk);
    seed_look(clone, disk);
}

struct disk *disk_add(struct clone *clone, struct xml_node *node)
{
    struct disk *disk = &clone->disks[clone->n_disks++];

    read_disk(clone, disk, node);
    mem_set(&disk->reason, NULL);
    mem_set(&disk->choice.action, mem_dup("copy"));
    return disk;
}

static int no_such_disk(struct clone *clone, const char *target,
                        struct err *err)
{
    AUTO(strv_done) struct strv names = { 0 };
    AUTO(free) char *list = NULL;

    for (size_t i = 0; i < clone->n_disks; i++)
        strv_add(&names, clone->disks[i].target);
    list = strv_join(&names, ", ");
    return err_usage(err, "--disk: domain '%s' has no disk '%s'; disks: %s",
                     clone->source.name, target, names.n ? list : "none");
}

/* What was said of the place before. */
static void make_way(struct disk_choice *user, const struct disk_choice *next)
{
    if (next->path || next->dir)
        mem_set(&user->pool, NULL);
    if (next->path || next->pool)
        mem_set(&user->dir, NULL);
    if (next->pool || next->dir || next->name)
        mem_set(&user->path, NULL);
    if (next->path)
        mem_set(&user->name, NULL);
}

static int give_user(struct clone *clone, const struct disk_choice *choice,
                     const char *text, struct err *err)
{
    const char *target = choice->target;
    bool all = !strcmp(target, "*");

    if (!all && !disk_find(clone, target))
        return no_such_disk(clone, target, err);
    for (size_t i = 0; i < clone->n_disks; i++) {
        struct disk *disk = &clone->disks[i];

        if (!all && !str_eq(disk->target, target))
            continue;
        make_way(&disk->user, choice);
        if (fields_parse_pairs(disk_fields, "--disk", text, &disk->user, err))
            return -1;
    }
    return 0;
}

/* What is said of '*' comes first: what is said of one disk wins. */
static int read_user(struct clone *clone, const char *text, bool all,
                     struct err *err)
{
    struct disk_choice choice = { 0 };
    int rc = fields_parse_pairs(disk_fields, "--disk", text, &choice, err);

    if (rc == 0 && !choice.target)
        rc = err_usage(err, "--disk: '%s' names no disk", text);
    else if (rc == 0 && all == !strcmp(choice.target, "*"))
        rc = give_user(clone, &choice, text, err);
    fields_done(disk_fields, &choice);
    return rc;
}

/* --pool, --dir and --linked are for what --disk says nothing of. */
static void read_rest(const struct clone_spec *spec, struct disk_choice *user)
{
    if (!user->pool && !user->dir && !user->path) {
        user->pool = mem_dup(spec->pool);
        user->dir = mem_dup(spec->dir);
    }
    if (spec->linked && !user->method)
        user->method = mem_dup("linked");
    if (spec->chain && !user->chain)
        user->chain = mem_dup(spec->chain);
}

int disks_read(struct clone *clone, struct err *err)
{
    AUTO(xml_nodes_done) struct xml_nodes nodes =
        xml_all(xml_root(clone->xml), "devices/disk");
    const struct strv *given = clone->spec->disks;

    clone->disks = mem_new(nodes.n + 1, sizeof(*clone->disks));
    for (size_t i = 0; i < nodes.n; i++)
        read_disk(clone, &clone->disks[clone->n_disks++], nodes.v[i]);
    for (size_t i = 0; given && i < 2 * given->n; i++)
        if (read_user(clone, given->v[i % given->n], i < given->n, err))
            return -1;
    if (compat_disks(clone, err))
        return -1;
    for (size_t i = 0; i < clone->n_disks; i++)
        read_rest(clone->spec, &clone->disks[i].user);
    return 0;
}

/* ---- choosing ----------------------------------------------------------- */

/* What a key cannot stand beside: a place is said in one way. */
static int check_pair(const struct disk_choice *choice, const char *key,
                      struct err *err)
{
    const struct {
        const char *key, *value;
        const char *with; /* what it goes with */
    } places[] = {
        { "pool", choice->pool, "name" },
        { "dir", choice->dir, "name" },
        { "path", choice->path, "" },
        { "name", choice->name, "pool dir" },
    };
    size_t at = 0;

    while (at < COUNT(places) && strcmp(places[at].key, key))
        at++;
    for (size_t i = 0; at < COUNT(places) && i < COUNT(places); i++)
        if (i != at && places[i].value &&
            !strstr(places[at].with, places[i].key))
            return err_fail(err, "set either disk.%s or disk.%s, not both",
                            places[i].key, key);
    return 0;
}

/* Paths are compared and written as they stand, so they must be plain. */
static int check_path(const char *path, struct err *err)
{
    if (*path != '/')
        return err_fail(err, "path '%s' is not absolute", path);
    if (str_ends(path, "/"))
        return err_fail(err, "path '%s' is a directory", path);
    return 0;
}

static int check_value(struct clone *clone, const struct disk *disk,
                       const char *key, const char *value, struct err *err)
{
    uint64_t size;

    if (!strcmp(key, "pool"))
        return pool_check(clone->vir, value, err);
    if (!strcmp(key, "method"))
        return method_check(clone, value, err);
    if (!strcmp(key, "path"))
        return check_path(value, err);
    if (!strcmp(key, "dir") && *value != '/')
        return err_fail(err, "directory '%s' is not absolute", value);
    if (!strcmp(key, "name") && (strchr(value, '/') || *value == '.'))
        return err_fail(err, "name '%s' has a '/' or begins with a dot",
                        value);
    if (!strcmp(key, "size") && str_to_size(value, &size) &&
        size < disk->image.capacity)
        return err_fail(err, "a clone cannot shrink from %s to %s",
                        str_size(disk->image.capacity).text,
                        str_size(size).text);
    return 0;
}

/* As paths are compared: with no '/' at the end of a directory. */
static char *plain(const char *key, const char *value)
{
    size_t n = strlen(value);

    while (!strcmp(key, "dir") && n > 1 && value[n - 1] == '/')
        n--;
    return mem_ndup(value, n);
}

/* Taking a choice back means the default again. */
static void unset(struct disk *disk, const struct field *row)
{
    struct disk_choice fresh = { 0 };
    struct disk blank = *disk;

    blank.choice = fresh;
    set_defaults(&blank);
    if (row->type == FIELD_SIZE) {
        disk->choice.size = 0;
    } else {
        char **from = field_at(row, &blank.choice);

        mem_set(field_at(row, &disk->choice), TAKE(*from));
    }
    fields_done(disk_fields, &blank.choice);
}

static int set(struct clone *clone, struct disk *disk, const char *key,
               const char *value, struct err *err)
{
    const struct field *row = field_find(disk_fields, key);
    const char *near = field_closest(disk_fields, key);
    AUTO(free) char *text = NULL;

    if (!row || !strcmp(key, "target"))
        return err_fail(err, "a disk has no field '%s' to set%s%s%s", key,
                        near ? " (did you mean '" : "", near ? near : "",
                        near ? "'?)" : "");
    text = value ? plain(key, value) : NULL;
    if (!text) {
        unset(disk, row);
        return 0;
    }
    if (check_pair(&disk->choice, key, err) ||
        check_value(clone, disk, key, text, err))
        return -1;
    return field_set(row, key, text, &disk->choice, err);
}

int disk_set(struct clone *clone, struct disk *disk, const char *key,
             const char *value, struct err *err)
{
    if (clone->phase > CLONE_PLACE)
        return err_fail(err, "disk choices are fixed in phase '%s'",
                        clone_phase_name(clone->phase));
    if (set(clone, disk, key, value, err))
        return err_wrap(err, "disk %s", disk->target);
    return 0;
}

int disks_follow_xml(struct clone *clone, struct err *err)
{
    for (size_t i = 0; i < clone->n_disks; i++) {
        struct disk *disk = &clone->disks[i];
        struct xml_node *source = xml_find(disk->node, "source");
        AUTO(free) char *now = source ? xml_node_dump(source) : NULL;

        if (!xml_attached(disk->node))
            mem_set(&disk->choice.action, mem_dup("drop"));
        else if (!str_eq(now, disk->source_xml))
            return err_fail(err,
                            "disk %s: its <source> was edited; the plan "
                            "writes it: set disk.path or disk.pool instead",
                            disk->target);
    }
    return 0;
}
