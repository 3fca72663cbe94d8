/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/keys.h"
#include "base/mem.h"
#include "base/proc.h"
#include "guest/scratch.h"

#include <fcntl.h>
#include <string.h>

/* More than any key needs: bytes. */
enum { KEY_MAX = 16384 };

static const char keygen[] = "ssh-keygen";

static int need_keygen(struct err *err)
{
    if (proc_exists(keygen))
        return 0;
    return err_fail(err, "ssh-keygen is not installed, which the SSH host keys "
                         "need: install openssh-client (Debian) or openssh "
                         "(Fedora, RHEL, SUSE, Arch)");
}

/* ---- fingerprints ------------------------------------------------------- */

/* "256 SHA256:... comment (ED25519)" */
static void take(const char *line, struct strv *ret)
{
    const char *hash = strchr(line, ' '), *kind = strrchr(line, '(');
    size_t n = kind ? strcspn(kind, ")") : 0;

    if (hash && kind && kind > hash)
        strv_fmt(ret, "%.*s %.*s)", (int)strcspn(hash + 1, " "), hash + 1,
                 (int)n, kind);
}

static int fingerprint(const char *key, struct strv *ret, struct err *err)
{
    const char *const argv[] = {
        keygen, "-l", "-E", "sha256", "-f", "-", NULL
    };
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct proc proc = { .argv = argv, .input = key, .timeout_s = 30 };

    if (proc_run(&proc, &result, err))
        return -1;
    /* What is no key identifies nobody. */
    if (result.status == 0)
        take(result.out, ret);
    return 0;
}

int guest_keys_read(struct guest_fs *fs, struct strv *ret, struct err *err)
{
    AUTO(strv_done) struct strv files = { 0 };

    guest_glob(fs, "/etc/ssh/ssh_host_*_key.pub", &files);
    if (guest_failed(fs, err) || (files.n && need_keygen(err)))
        return -1;
    for (size_t i = 0; i < files.n; i++) {
        AUTO(free) char *key = guest_read(fs, files.v[i], NULL);

        if (key && fingerprint(key, ret, err))
            return -1;
    }
    strv_sort(ret);
    return guest_failed(fs, err);
}

/* ---- new ones ----------------------------------------------------------- */

/* "ed25519" for /etc/ssh/ssh_host_ed25519_key. The caller frees it. */
static char *kind_of(const char *file)
{
    const char *name = file + strlen("/etc/ssh/ssh_host_");

    return mem_ndup(name, strlen(name) - strlen("_key"));
}

/* What this machine's ssh-keygen does not make any more (DSA), no client takes
 * any more; then the old key must go none the less. */
static int generate(const char *kind, const char *comment, const char *path,
                    bool *ret_made, struct err *err)
{
    const char *const argv[] = { keygen, "-q",    "-N", "",   "-t", kind,
                                 "-C",   comment, "-f", path, NULL };
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct proc proc = { .argv = argv, .timeout_s = 120 };

    if (proc_run(&proc, &result, err))
        return -1;
    *ret_made = result.status == 0;
    if (!*ret_made && strcmp(kind, "dsa") != 0)
        return err_fail(err, "ssh-keygen cannot make a key of type '%s': %s",
                        kind, result.err);
    return 0;
}

static int read_key(const char *path, char *text, struct err *err)
{
    AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, KEY_MAX);

    if (n <= 0)
        return err_sys(err, "cannot read '%s'", path);
    text[n] = '\0';
    return 0;
}

/* Files that are there keep mode, owner and label. */
static int put_one(struct guest_fs *fs, const char *from, const char *file,
                   struct err *err)
{
    char text[KEY_MAX + 1];
    int rc = read_key(from, text, err);

    if (rc == 0)
        rc = guest_write(fs, file, text, err);
    explicit_bzero(text, sizeof(text));
    return rc;
}

static int put(struct guest_fs *fs, const char *from, const char *file,
               struct err *err)
{
    AUTO(free) char *from_pub = mem_fmt("%s.pub", from);
    AUTO(free) char *pub = mem_fmt("%s.pub", file);

    return put_one(fs, from, file, err) || put_one(fs, from_pub, pub, err) ? -1
                                                                           : 0;
}

static int drop(struct guest_fs *fs, const char *file, struct err *err)
{
    AUTO(free) char *pub = mem_fmt("%s.pub", file);

    return guest_remove(fs, file, err) || guest_remove(fs, pub, err) ? -1 : 0;
}

static int renew(struct guest_fs *fs, const char *file, const char *comment,
                 const char *dir, struct err *err)
{
    AUTO(free) char *kind = kind_of(file);
    AUTO(free) char *path = mem_fmt("%s/%s", dir, kind);
    AUTO(free) char *pub = mem_fmt("%s.pub", path);
    AUTO(free) char *cert = mem_fmt("%s-cert.pub", file);
    bool made = false;
    int rc;

    if (strchr(kind, '/'))
        return err_fail(err, "%s in the guest has an odd name", file);
    rc = generate(kind, comment, path, &made, err);
    if (rc == 0)
        rc = made ? put(fs, path, file, err) : drop(fs, file, err);
    if (rc == 0) /* a certificate is for the old key */
        rc = guest_remove(fs, cert, err);
    unlink(path);
    unlink(pub);
    return rc;
}

int guest_keys_renew(struct guest_fs *fs, const struct strv *files,
                     const char *hostname, struct err *err)
{
    AUTO(free) char *comment = mem_fmt("root@%s", hostname);
    AUTO(scratch_done) struct scratch scratch = { 0 };
    int rc = 0;

    if (!files->n)
        return 0;
    if (need_keygen(err) || scratch_make(NULL, &scratch, err))
        return -1;
    for (size_t i = 0; i < files->n && rc == 0; i++)
        rc = renew(fs, files->v[i], comment, scratch.dir, err);
    return rc;
}

int guest_keys_empty(struct guest_fs *fs, const struct strv *files,
                     struct err *err)
{
    for (size_t i = 0; i < files->n; i++) {
        AUTO(free) char *pub = mem_fmt("%s.pub", files->v[i]);
        AUTO(free) char *cert = mem_fmt("%s-cert.pub", files->v[i]);

        if (guest_write(fs, files->v[i], "", err) ||
            guest_write(fs, pub, "", err) || guest_remove(fs, cert, err))
            return -1;
    }
    return 0;
}
