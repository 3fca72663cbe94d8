/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LD_PRELOADed by faults.t and kill9.t: of the calls that change something,
 * made by the program's own code, the n-th goes wrong.
 *
 *   FAULT_AT     n; 0: only count
 *   FAULT_CALL   count the calls of these names alone (words)
 *   FAULT_MODE   fail: it fails; all: it and all later ones fail;
 *                before, after: the process is killed then
 *   FAULT_FS     "FAT": there are neither nameless files nor hard links;
 *                "poor": nor renaming that never replaces
 *   FAULT_LOG    a file that gets the call's name once it has gone wrong, or
 *                the number of calls at the process's end
 *
 * Children do not inherit it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <link.h>
#include <linux/fs.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
#define CALLER __builtin_return_address(0)

static atomic_int calls;
static int at;
static char mode[16], only[64], log_file[4096];
static bool is_fat, is_poor;
static uintptr_t program_begin, program_end;

/* The first object is the program itself. */
static int find_program(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    (void)data;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        uintptr_t end = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr +
                        info->dlpi_phdr[i].p_memsz;

        if (info->dlpi_phdr[i].p_type == PT_LOAD && end > program_end)
            program_end = end;
    }
    program_begin = info->dlpi_addr;
    return 1;
}

static void take(char *to, size_t room, const char *name)
{
    snprintf(to, room, "%s", getenv(name) ? getenv(name) : "");
}

__attribute__((constructor)) static void begin(void)
{
    const char *number = getenv("FAULT_AT");

    at = number ? atoi(number) : 0;
    take(mode, sizeof(mode), "FAULT_MODE");
    take(only, sizeof(only), "FAULT_CALL");
    take(log_file, sizeof(log_file), "FAULT_LOG");
    is_poor = getenv("FAULT_FS") && !strcmp(getenv("FAULT_FS"), "poor");
    is_fat = is_poor || getenv("FAULT_FS");
    dl_iterate_phdr(find_program, NULL);
    unsetenv("LD_PRELOAD");
}

/* Past our own functions. */
static void log_text(const char *text)
{
    long fd = syscall(SYS_openat, AT_FDCWD, log_file,
                      O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);

    if (fd < 0)
        return;
    syscall(SYS_write, fd, text, strlen(text));
    syscall(SYS_write, fd, "\n", 1);
    syscall(SYS_close, fd);
}

__attribute__((destructor)) static void end(void)
{
    char text[32];

    snprintf(text, sizeof(text), "%d calls", atomic_load(&calls));
    log_text(text);
}

static bool is_meant(const char *name)
{
    size_t n = strlen(name);
    const char *at = only;

    while (*at && (at = strstr(at, name)) &&
           ((at > only && at[-1] != ' ') || (at[n] && at[n] != ' ')))
        at++;
    return !*only || (at && *at);
}

enum fate { AS_USUAL, FAIL, DIE_AFTER };

static enum fate fate_of(const char *name, const void *caller)
{
    int n;

    if ((uintptr_t)caller < program_begin ||
        (uintptr_t)caller >= program_end || !is_meant(name))
        return AS_USUAL;
    n = atomic_fetch_add(&calls, 1) + 1;
    if (!at || n < at || (n > at && strcmp(mode, "all")))
        return AS_USUAL;
    log_text(name);
    if (!strcmp(mode, "before"))
        kill(getpid(), SIGKILL);
    return strcmp(mode, "after") ? FAIL : DIE_AFTER;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* What that file system has not; it changes nothing, so it is not counted. */
static int lacks_nothing(void)
{
    return 0;
}

static int lacks_linkat(void)
{
    return is_fat ? EPERM : 0;
}

static int lacks_renameat2(void)
{
    return is_poor ? EINVAL : 0;
}

/* A call that gives `type`, and `bad` with this errno when it fails. */
#define WRAP(type, name, bad, code, params, args)                              \
    WRAP_LACKING(type, name, bad, code, params, args, lacks_nothing)
#define WRAP_LACKING(type, name, bad, code, params, args, lacks)               \
    EXPORT type name params                                                    \
    {                                                                          \
        int lack = lacks();                                                    \
        enum fate fate = !lack && counts_##name args                           \
                             ? fate_of(#name, CALLER)                          \
                             : AS_USUAL;                                       \
        type result;                                                           \
                                                                               \
        if (lack || fate == FAIL) {                                            \
            errno = lack ? lack : code;                                        \
            return bad;                                                        \
        }                                                                      \
        result = REAL(name) args;                                              \
        if (fate == DIE_AFTER)                                                 \
            kill(getpid(), SIGKILL);                                           \
        return result;                                                         \
    }

/* Pipes, terminals and standard output are not what is meant. */
static bool is_file(int fd)
{
    struct stat st;

    return fd > STDERR_FILENO && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

#define ALWAYS(...) true
#define counts_linkat ALWAYS
#define counts_rename ALWAYS
#define counts_renameat2 ALWAYS
#define counts_rmdir ALWAYS
#define counts_chown ALWAYS
#define counts_unlink ALWAYS
#define counts_mkdir ALWAYS
#define counts_ftruncate ALWAYS
#define counts_fchown ALWAYS
#define counts_fchmod ALWAYS
#define counts_fsync ALWAYS
#define counts_fdatasync ALWAYS
#define counts_copy_file_range ALWAYS
#define counts_write(fd, bytes, n) is_file(fd)
#define counts_pwrite(fd, bytes, n, at) is_file(fd)

WRAP_LACKING(int, linkat, -1, ENOSPC,
     (int a, const char *from, int b, const char *to, int flags),
     (a, from, b, to, flags), lacks_linkat)
WRAP(int, rename, -1, ENOSPC, (const char *from, const char *to), (from, to))
WRAP_LACKING(int, renameat2, -1, ENOSPC,
     (int a, const char *from, int b, const char *to, unsigned flags),
     (a, from, b, to, flags), lacks_renameat2)
WRAP(int, rmdir, -1, EIO, (const char *path), (path))
WRAP(int, chown, -1, EIO, (const char *path, uid_t u, gid_t g), (path, u, g))
WRAP(int, unlink, -1, EIO, (const char *path), (path))
WRAP(int, mkdir, -1, ENOSPC, (const char *path, mode_t bits), (path, bits))
WRAP(int, ftruncate, -1, EIO, (int fd, off_t size), (fd, size))
WRAP(int, fchown, -1, EIO, (int fd, uid_t u, gid_t g), (fd, u, g))
WRAP(int, fchmod, -1, EIO, (int fd, mode_t bits), (fd, bits))
WRAP(int, fsync, -1, EIO, (int fd), (fd))
WRAP(int, fdatasync, -1, EIO, (int fd), (fd))
WRAP(ssize_t, write, -1, ENOSPC, (int fd, const void *bytes, size_t n),
     (fd, bytes, n))
WRAP(ssize_t, pwrite, -1, ENOSPC,
     (int fd, const void *bytes, size_t n, off_t where),
     (fd, bytes, n, where))
WRAP(ssize_t, copy_file_range, -1, EIO,
     (int in, off64_t *in_at, int out, off64_t *out_at, size_t n,
      unsigned flags),
     (in, in_at, out, out_at, n, flags))

/* Gives the errno. */
EXPORT int posix_fallocate(int fd, off_t at, off_t n)
{
    enum fate fate = fate_of("posix_fallocate", CALLER);
    int why = fate == FAIL ? ENOSPC : REAL(posix_fallocate)(fd, at, n);

    if (fate == DIE_AFTER)
        kill(getpid(), SIGKILL);
    return why;
}

EXPORT int open(const char *path, int flags, ...)
{
    bool makes = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE;
    bool lack = is_fat && (flags & O_TMPFILE) == O_TMPFILE;
    enum fate fate = makes && !lack ? fate_of("open", CALLER) : AS_USUAL;
    va_list ap;
    int fd;

    if (lack) {
        errno = EOPNOTSUPP;
        return -1;
    }
    if (fate == FAIL) {
        errno = ENOSPC;
        return -1;
    }
    va_start(ap, flags);
    fd = REAL(open)(path, flags, makes ? va_arg(ap, mode_t) : 0);
    va_end(ap);
    if (fate == DIE_AFTER)
        kill(getpid(), SIGKILL);
    return fd;
}

EXPORT int ioctl(int fd, unsigned long request, ...)
{
    enum fate fate =
        request == FICLONE ? fate_of("ioctl", CALLER) : AS_USUAL;
    va_list ap;
    int rc;

    if (fate == FAIL) {
        errno = EIO;
        return -1;
    }
    va_start(ap, request);
    rc = REAL(ioctl)(fd, request, va_arg(ap, void *));
    va_end(ap);
    if (fate == DIE_AFTER)
        kill(getpid(), SIGKILL);
    return rc;
}

/* ---- libvirt: what it refuses fails as it does, error and all ----------- */

#define NONSENSE 0x40000000u

#define WRAP_VIRT(type, name, params, args, refused)                           \
    EXPORT type name params                                                    \
    {                                                                          \
        enum fate fate = fate_of(#name, CALLER);                               \
        type result = fate == FAIL ? REAL(name) refused : REAL(name) args;     \
                                                                               \
        if (fate == DIE_AFTER)                                                 \
            kill(getpid(), SIGKILL);                                           \
        return result;                                                         \
    }

WRAP_VIRT(virDomainPtr, virDomainDefineXMLFlags,
          (virConnectPtr vir, const char *xml, unsigned flags),
          (vir, xml, flags), (vir, "<domain/>", 0))
WRAP_VIRT(virDomainPtr, virDomainDefineXML,
          (virConnectPtr vir, const char *xml), (vir, xml), (vir, "<domain/>"))
WRAP_VIRT(int, virDomainRename,
          (virDomainPtr domain, const char *name, unsigned flags),
          (domain, name, flags), (domain, name, NONSENSE))
WRAP_VIRT(virDomainSnapshotPtr, virDomainSnapshotCreateXML,
          (virDomainPtr domain, const char *xml, unsigned flags),
          (domain, xml, flags), (domain, xml, NONSENSE))
WRAP_VIRT(int, virDomainUndefineFlags, (virDomainPtr domain, unsigned flags),
          (domain, flags), (domain, NONSENSE))
WRAP_VIRT(virStorageVolPtr, virStorageVolCreateXMLFrom,
          (virStoragePoolPtr pool, const char *xml, virStorageVolPtr from,
           unsigned flags),
          (pool, xml, from, flags), (pool, "<volume/>", from, flags))
WRAP_VIRT(virStorageVolPtr, virStorageVolCreateXML,
          (virStoragePoolPtr pool, const char *xml, unsigned flags),
          (pool, xml, flags), (pool, "<volume/>", flags))
WRAP_VIRT(int, virStorageVolUpload,
          (virStorageVolPtr volume, virStreamPtr stream,
           unsigned long long at, unsigned long long n, unsigned flags),
          (volume, stream, at, n, flags), (volume, stream, at, n, NONSENSE))
WRAP_VIRT(int, virStorageVolDelete, (virStorageVolPtr volume, unsigned flags),
          (volume, flags), (volume, NONSENSE))
WRAP_VIRT(int, virStoragePoolRefresh, (virStoragePoolPtr pool, unsigned flags),
          (pool, flags), (pool, NONSENSE))
