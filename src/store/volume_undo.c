/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Volumes on the undo stack. libvirt gives them no mark that would tell after a
 * crash whose one is: a call that was cut off may have made it, or not. Where
 * it is a file of this machine, the record says that there was none, and when;
 * a file that was born then, has the size that was ordered and is in no
 * domain's use is ours. Of all others recover says how they are removed.
 */
#include "base/mem.h"
#include "store/volume.h"
#include "virt/error.h"
#include "virt/inventory.h"
#include "virt/keep.h"
#include "virt/xml.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* BIRTH: from the record to the file, so writing the record through, and the
 * call. */
enum { BIRTH_MS = 10 * 1000, WAIT_MS = 10 * 1000, PAUSE_MS = 50 };

/* step: subject the volume; data the connection; words: its pool; its path,
 * when there was nothing there, or ""; the milliseconds of the clock then; its
 * capacity; and once it is made which file it is, where that can be seen. */
enum { POOL, PATH, SINCE, CAPACITY, FILE_ID };

/* ---- recording ---------------------------------------------------------- */

/* By the clock of file systems, which is not ahead of a birth. */
static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static char *capacity_of(const char *text)
{
    struct err ignored;
    AUTO(xml_free) struct xml *xml = xml_parse(text, "volume", &ignored);

    return xml ? xml_get(xml_root(xml), "capacity") : NULL;
}

int volume_record(const struct store_job *job, const char *xml, struct err *err)
{
    struct undo_step *step =
        undo_push(job->undo, &undo_volume, job->name, job->vir);
    AUTO(free) char *since = mem_fmt("%" PRId64, now_ms());
    AUTO(free) char *capacity = capacity_of(xml);
    struct stat st;
    bool none = job->local && lstat(job->path, &st) && errno == ENOENT;

    virConnectRef(job->vir);
    step->uncertain = true;
    undo_what(step, "delete volume '%s' of pool '%s'", job->name, job->pool);
    undo_word(step, job->pool);
    undo_word(step, none ? job->path : "");
    undo_word(step, since);
    undo_word(step, capacity ? capacity : "");
    return undo_ready(job->undo, err);
}

void volume_made(const struct store_job *job, virStorageVolPtr volume)
{
    struct undo_step *step = &job->undo->v[job->undo->n - 1];
    AUTO(free) char *path = virStorageVolGetPath(volume);

    if (job->local && path)
        undo_file_remember(step, path);
    undo_made(job->undo, step);
}

/* ---- proof -------------------------------------------------------------- */

static const char *word(const struct undo_step *step, size_t i)
{
    return i < step->words.n ? step->words.v[i] : "";
}

/* NULL without an error: there is none. */
static virStorageVolPtr find(const struct undo_step *step, struct err *err)
{
    AUTO(pool_free)
    virStoragePoolPtr pool =
        virStoragePoolLookupByName(step->data, word(step, POOL));
    virStorageVolPtr volume;

    if (!pool) {
        virt_err(err, "cannot find pool '%s'", word(step, POOL));
        return NULL;
    }
    volume = virStorageVolLookupByName(pool, step->subject);
    if (!volume && virt_last_code() != VIR_ERR_NO_STORAGE_VOL)
        virt_err(err, "cannot find it");
    return volume;
}

static int check_use(const struct undo_step *step, const char *path,
                     struct err *err)
{
    AUTO(inventory_free)
    struct inventory *inventory = inventory_read(step->data, err);
    AUTO(free) char *pair = mem_fmt("%s:%s", word(step, POOL), step->subject);
    const char *owner = NULL;

    if (!inventory)
        return -1;
    owner = inventory_path_owner(inventory, path);
    owner = owner ? owner : inventory_path_owner(inventory, pair);
    owner = owner ? owner : inventory_backing_user(inventory, path);
    if (!owner)
        return 0;
    return err_fail(err, "domain '%s' uses it, so it was left alone", owner);
}

/* What speaks against its being ours, or NULL. */
static const char *doubt(const struct undo_step *step, const char *path,
                         virStorageVolPtr volume)
{
    int64_t since = strtoll(word(step, SINCE), NULL, 10), born;
    uint64_t capacity = strtoull(word(step, CAPACITY), NULL, 10);
    virStorageVolInfo info;

    if (!*word(step, PATH))
        return "it is no file of this machine";
    if (!str_eq(path, word(step, PATH)) || undo_file_born(path, &born))
        return "nobody knows when it was made";
    if (born < since || born > since + BIRTH_MS)
        return "it was made at another time";
    if (virStorageVolGetInfo(volume, &info) || info.capacity != capacity)
        return "it has another size";
    return NULL;
}

static int prove(struct undo_step *step, bool forced, struct err *err)
{
    AUTO(volume_free) virStorageVolPtr volume = find(step, err);
    AUTO(free) char *path = volume ? virStorageVolGetPath(volume) : NULL;
    AUTO(free) char *uri = virConnectGetURI(step->data);
    const char *why;

    if (!volume)
        return err->code ? -1 : 0;
    if (!path)
        return virt_err(err, "cannot look at it");
    if (check_use(step, path, err))
        return -1;
    why = forced ? NULL : doubt(step, path, volume);
    if (!why)
        return 0;
    return err_fail(err,
                    "it may be somebody else's: %s; if not: virsh -c '%s' "
                    "vol-delete '%s' --pool '%s'",
                    why, uri, step->subject, word(step, POOL));
}

/* ---- undoing ------------------------------------------------------------ */

/* A daemon goes on with a copy when who asked for it is gone. */
static int delete_it(virStorageVolPtr volume, struct err *err)
{
    int left = WAIT_MS;

    while (virStorageVolDelete(volume, 0)) {
        if (virt_last_code() != VIR_ERR_OPERATION_INVALID)
            return virt_err(err, "cannot delete it");
        if (left <= 0)
            return virt_err(err, "cannot delete it; when libvirt has ended "
                                 "with it, recover again");
        left -= PAUSE_MS;
        usleep(PAUSE_MS * 1000);
    }
    return 0;
}

static int volume_undo(struct undo_step *step, struct err *err)
{
    AUTO(volume_free) virStorageVolPtr volume = find(step, err);
    AUTO(free) char *path = volume ? virStorageVolGetPath(volume) : NULL;

    if (!volume)
        return err->code ? -1 : 0;
    if (step->uncertain)
        return err_fail(err, "nobody knows whether it was made: 'recover' "
                             "looks");
    if (path && step->words.n > FILE_ID &&
        undo_file_is_other(path, word(step, FILE_ID)))
        return err_fail(err, "it is another volume now and was left alone");
    return delete_it(volume, err);
}

const struct undo_kind undo_volume = {
    .name = "volume",
    .undo = volume_undo,
    .free = keep_close,
    .revive = keep_revive,
    .prove = prove,
    .recorded = true,
};
