/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/media.h"
#include "base/mem.h"
#include "base/proc.h"
#include "guest/scratch.h"

#include <blkid.h>
#include <string.h>
#include <sys/stat.h>

/* Enough for a child that copies a few megabytes on a busy machine. */
enum { SECONDS_MOST = 60 };

/* ---- what it is --------------------------------------------------------- */

static enum media_kind kind_of(const char *type)
{
    if (!strcmp(type, "iso9660"))
        return MEDIA_ISO;
    return !strcmp(type, "vfat") ? MEDIA_FAT : MEDIA_OTHER;
}

static void take_values(struct media *media, blkid_probe probe)
{
    const char *type = NULL, *label = NULL;

    if (blkid_probe_lookup_value(probe, "TYPE", &type, NULL))
        return;
    media->kind = kind_of(type);
    if (blkid_probe_lookup_value(probe, "LABEL", &label, NULL) == 0)
        snprintf(media->label, sizeof(media->label), "%s", label);
}

void media_probe(struct media *media)
{
    blkid_probe probe = blkid_new_probe();

    media->kind = MEDIA_NONE;
    media->label[0] = '\0';
    if (!probe)
        return;
    if (blkid_probe_set_device(probe, media->fd, 0, 0) == 0) {
        blkid_probe_enable_superblocks(probe, 1);
        blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_TYPE |
                                                     BLKID_SUBLKS_LABEL);
        if (blkid_do_safeprobe(probe) == 0)
            take_values(media, probe);
    }
    blkid_free_probe(probe);
}

int media_check(enum media_kind kind, struct err *err)
{
    const char *program = kind == MEDIA_FAT ? "mcopy" : "xorriso";
    const char *package = kind == MEDIA_FAT ? "mtools" : "xorriso";

    if (kind == MEDIA_OTHER || kind == MEDIA_NONE)
        return err_fail(err, "only ISO 9660 and FAT images can be read and "
                             "written");
    if (proc_exists(program))
        return 0;
    return err_fail(err, "there is no program '%s': install the package %s",
                    program, package);
}

/* ---- children ----------------------------------------------------------- */

/* mtools asks for more than it needs of an image's geometry. */
static const char *const quiet_env[] = { "MTOOLS_SKIP_CHECK=1", NULL };

struct call {
    const char *const *argv;
    int fd;       /* kept open in it */
    size_t limit; /* of its output */
    const atomic_bool *stop;
};

/* xorriso says its name and version first; of mtools the first line counts. */
static char *why(const char *text)
{
    static const char failure[] = " : FAILURE : ";
    const char *last = strstr(text, failure);

    for (const char *p = last; p; p = strstr(p + 1, failure))
        last = p;
    text = last ? last + strlen(failure) : text;
    text += strspn(text, "\n");
    return *text ? mem_ndup(text, strcspn(text, "\n"))
                 : mem_dup("it does not say why");
}

static int run(const struct call *call, struct proc_result *ret,
               struct err *err)
{
    struct proc proc = {
        .argv = call->argv,
        .limit = call->limit,
        .timeout_s = SECONDS_MOST,
        .stop = call->stop,
        .keep_fds = &call->fd,
        .n_keep = call->fd >= 0,
        .env = quiet_env,
    };

    AUTO(free) char *said = NULL;

    if (proc_run(&proc, ret, err))
        return -1;
    if (ret->status == 0)
        return 0;
    said = why(ret->err);
    return err_fail(err, "%s failed: %s", call->argv[0], said);
}

/* ---- reading ------------------------------------------------------------ */

#define XORRISO_READ(path)                                                     \
    "xorriso", "-no_rc", "-report_about", "FAILURE", "-abort_on", "FAILURE",   \
        "-osirrox", "on", "-indev", path

/* "'/openstack/latest/x'" or "::/user-data": one a line. */
static void take_names(char *text, struct strv *ret)
{
    char *line;

    while ((line = strsep(&text, "\n"))) {
        size_t n;

        line += strspn(line, "':/");
        n = strlen(line);
        if (n && line[n - 1] == '\'')
            n--;
        if (n && line[n - 1] != '/')
            strv_take(ret, mem_ndup(line, n));
    }
}

int media_list(const struct media *media, struct strv *ret, struct err *err)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    AUTO(free) char *dev = mem_fmt("/proc/self/fd/%d", media->fd);
    AUTO(free) char *iso = mem_fmt("stdio:%s", dev);
    const char *const fat_argv[] = {
        "mdir", "-b", "-/", "-i", dev, "::/", NULL
    };
    const char *const iso_argv[] = { XORRISO_READ(iso), "-find", "/",
                                     "-type",           "f",     NULL };
    struct call call = {
        .argv = media->kind == MEDIA_FAT ? fat_argv : iso_argv,
        .fd = media->fd,
        .limit = 1 << 20,
        .stop = media->stop,
    };

    if (media_check(media->kind, err) || run(&call, &result, err))
        return err_wrap(err, "cannot read '%s'", media->name);
    take_names(result.out, ret);
    return 0;
}

char *media_read(const struct media *media, const char *file, struct err *err)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    AUTO(free) char *dev = mem_fmt("/proc/self/fd/%d", media->fd);
    AUTO(free) char *iso = mem_fmt("stdio:%s", dev);
    AUTO(free) char *iso_path = mem_fmt("/%s", file);
    AUTO(free) char *fat_path = mem_fmt("::/%s", file);
    const char *const fat_argv[] = { "mtype", "-i", dev, fat_path, NULL };
    const char *const iso_argv[] = { XORRISO_READ(iso), "-concat",
                                     "append",          "-",
                                     iso_path,          NULL };
    struct call call = {
        .argv = media->kind == MEDIA_FAT ? fat_argv : iso_argv,
        .fd = media->fd,
        .limit = MEDIA_FILE_MOST,
        .stop = media->stop,
    };

    if (run(&call, &result, err)) {
        err_wrap(err, "cannot read '%s' in '%s'", file, media->name);
        return NULL;
    }
    if (strlen(result.out) != result.out_n) {
        err_fail(err, "'%s' in '%s' is no text", file, media->name);
        return NULL;
    }
    return TAKE(result.out);
}

/* ---- writing ------------------------------------------------------------ */

static int write_all(int fd, const char *bytes, size_t n, struct err *err)
{
    while (n) {
        ssize_t w = write(fd, bytes, n);

        if (w < 0)
            return err_sys(err, "cannot write the image");
        bytes += w;
        n -= (size_t)w;
    }
    return 0;
}

/* xorriso's standard output is the image: it refuses to write to a file that
 * has no name. */
static int write_iso(const struct media_job *job, const char *dir,
                     struct err *err)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    const struct media *old = job->media;
    AUTO(free)
    char *from = mem_fmt("stdio:/proc/self/fd/%d", old ? old->fd : -1);
    const char *const change[] = {
        "xorriso", "-outdev", "-",  "-indev",   from, "-report_about",
        "FAILURE", "-joliet", "on", "-padding", "0",  "-overwrite",
        "on",      "-map",    dir,  "/",        "--", NULL,
    };
    const char *const make[] = {
        "xorriso",  "-as", "mkisofs", "-o",      "-", "-quiet", "-volid",
        job->label, "-J",  "-r",      "-no-pad", dir, NULL,
    };
    struct call call = {
        .argv = old ? change : make,
        .fd = old ? old->fd : -1,
        .limit = 2 * (size_t)MEDIA_MOST,
        .stop = job->stop,
    };

    if (run(&call, &result, err))
        return -1;
    return write_all(job->fd, result.out, result.out_n, err);
}

static int copy_bytes(const struct media_job *job, struct err *err)
{
    enum { PIECE = 64 << 10 };
    AUTO(free) char *piece = mem_new(PIECE, 1);
    off_t at = 0;
    ssize_t n;

    while ((n = pread(job->media->fd, piece, PIECE, at)) > 0) {
        if (write_all(job->fd, piece, (size_t)n, err))
            return -1;
        at += n;
    }
    return n < 0 ? err_sys(err, "cannot read '%s'", job->media->name) : 0;
}

/* All that stands in the directory, by its own name. */
static int write_fat(const struct media_job *job, const char *dir,
                     struct err *err)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    AUTO(strv_done) struct strv names = { 0 };
    AUTO(free) char *image = mem_fmt("/proc/self/fd/%d", job->fd);
    const char **argv;
    struct call call = { .fd = job->fd, .limit = 1 << 20, .stop = job->stop };
    size_t n = 0;
    int rc;

    if (copy_bytes(job, err) || scratch_list(dir, &names, err))
        return -1;
    argv = mem_new(names.n + 8, sizeof(*argv));
    argv[n++] = "mcopy";
    argv[n++] = "-o"; /* over what is there */
    argv[n++] = "-s";
    argv[n++] = "-i";
    argv[n++] = image;
    for (size_t i = 0; i < names.n; i++)
        argv[n++] = names.v[i];
    argv[n++] = "::/";
    call.argv = argv;
    rc = run(&call, &result, err);
    free(argv);
    return rc;
}

int media_write(const struct media_job *job, struct err *err)
{
    enum media_kind kind = job->media ? job->media->kind : MEDIA_ISO;
    AUTO(scratch_done) struct scratch scratch = { 0 };

    if (media_check(kind, err) || scratch_make(job->files, &scratch, err))
        return -1;
    return kind == MEDIA_FAT ? write_fat(job, scratch.dir, err)
                             : write_iso(job, scratch.dir, err);
}
