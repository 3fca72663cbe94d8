/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which guests are mounted without libguestfs's inspection, and how. */
#include "tap.h"

#ifdef WITHOUT_GUESTFS
int main(void)
{
    return skip_all("built without libguestfs");
}
#else
#include "base/mem.h"
#include "guest/fs_priv.h"

/* What is on the disks, and what was mounted: "/dev/sda1 on /; ". */
static struct {
    const char *const *file_systems, *release, *fstab;
    struct buf mounted;
} disks;

/* ---- guest/fs_priv.h ---------------------------------------------------- */

void guest_list_free(char **list)
{
    for (size_t i = 0; list && list[i]; i++)
        free(list[i]);
    free(list);
}

char *guest_read(struct guest_fs *fs, const char *path, size_t *n)
{
    (void)fs, (void)n;
    return mem_dup(!strcmp(path, "/etc/fstab")        ? disks.fstab
                   : !strcmp(path, "/etc/os-release") ? disks.release
                                                      : NULL);
}

int guest_mount(struct guest_fs *fs, const char *device, const char *point,
                struct err *err)
{
    (void)fs, (void)err;
    buf_fmt(&disks.mounted, "%s on %s; ", device, point);
    return 0;
}

void guest_forgive(struct guest_fs *fs)
{
    (void)fs;
}

char *guest_drive_name(size_t i)
{
    return mem_fmt("/dev/sd%c", (int)('a' + i));
}

static char **list_partitions(guestfs_h *g)
{
    struct strv list = { 0 };

    (void)g;
    for (size_t i = 0; disks.file_systems[i]; i += 2)
        if (disks.file_systems[i][strlen("/dev/sda")])
            strv_add(&list, disks.file_systems[i]);
    return list.v ? list.v : mem_new(1, sizeof(*list.v));
}

/* What is not said has none. */
static char *vfs_type(guestfs_h *g, const char *device)
{
    (void)g;
    for (size_t i = 0; disks.file_systems[i]; i += 2)
        if (!strcmp(disks.file_systems[i], device))
            return mem_dup(disks.file_systems[i + 1]);
    return mem_dup("");
}

static int umount_all(guestfs_h *g)
{
    (void)g;
    buf_done(&disks.mounted);
    return 0;
}

/* ---- guests ------------------------------------------------------------- */

static const char debian[] =
    "PRETTY_NAME=\"Debian GNU/Linux 12\"\nNAME=Debian\n";
static const char *const one[] = { "/dev/sda", "ext4", NULL };
static const char *const cloud[] = { "/dev/sda1",  "ext4",       "/dev/sda14",
                                     "",           "/dev/sda15", "vfat",
                                     "/dev/sda16", "swap",       NULL };

/* What is mounted; "" for a guest that is left to libguestfs. */
static void check(const char *mounted, const char *product, const char *name)
{
    struct guest_fs fs = { .n_drives = 2,
                           .lib = { .list_partitions = list_partitions,
                                    .vfs_type = vfs_type,
                                    .umount_all = umount_all } };
    bool plain = guest_plain_enter(&fs);

    is_str(disks.mounted.text ? disks.mounted.text : "", mounted, name);
    if (plain)
        is_str(fs.layout.product, product, "... by its name");
    else
        ok(!fs.layout.type && !fs.layout.mounts.n,
           "... and nothing is known of it");
    buf_done(&disks.mounted);
    guest_layout_done(&fs.layout);
}

static void test_plain(void)
{
    disks.file_systems = one;
    disks.release = debian;
    disks.fstab = "";
    check("/dev/sda on /; ", "Debian GNU/Linux 12", "one file system is plain");
    disks.release = "ID=debian\nNAME='A B'\n";
    disks.fstab = "# /boot\nUUID=x\t/ ext4 defaults 0 1\n"
                  "/dev/cdrom /media/cdrom0 udf,iso9660 user,noauto 0 0\n"
                  "UUID=y none swap sw 0 0\ntmpfs /tmp tmpfs size=1G\n"
                  "srv:/home /home nfs4 _netdev 0 0";
    check("/dev/sda on /; ", "A B",
          "what it mounts from elsewhere does not matter");
    disks.file_systems = cloud;
    disks.fstab = "LABEL=x / ext4\nLABEL=UEFI /boot/efi vfat umask=0077 0 1\n";
    check("/dev/sda1 on /; /dev/sda15 on /boot/efi; ", "A B",
          "an EFI partition is mounted where fstab says");
    disks.fstab = "LABEL=x / ext4\n";
    check("/dev/sda1 on /; ", "A B", "and nowhere if it does not");
}

static void test_not_plain(void)
{
    static const char *const two[] = { "/dev/sda1", "ext4", "/dev/sda2", "xfs",
                                       NULL };
    static const char *const windows[] = { "/dev/sda1", "ext4", "/dev/sda2",
                                           "ntfs", NULL };
    static const char *const lvm[] = { "/dev/sda1", "ext4", "/dev/sdb",
                                       "LVM2_member", NULL };
    static const char *const btrfs[] = { "/dev/sda1", "btrfs", NULL };
    static const char *const none[] = { NULL };

    disks.release = debian;
    disks.fstab = "";
    disks.file_systems = two;
    check("", NULL, "two file systems are not plain");
    disks.file_systems = windows;
    check("", NULL, "nor is one beside Windows");
    disks.file_systems = lvm;
    check("", NULL, "nor one beside logical volumes");
    disks.file_systems = btrfs;
    check("", NULL, "nor a file system with others in it");
    disks.file_systems = none;
    check("", NULL, "nor none");
    disks.file_systems = one;
    disks.release = NULL;
    check("", NULL, "nor one without a system");
    disks.release = debian;
    disks.fstab = NULL;
    check("", NULL, "nor one that mounts nothing");
    disks.fstab = "UUID=x / ext4\nUUID=y /var ext4\n";
    check("", NULL, "nor one that mounts more than there is");
    disks.fstab = "UUID=x /boot/efi vfat\n";
    check("", NULL, "nor one without the EFI partition that it has");
    disks.file_systems = cloud;
    disks.fstab = "UUID=x /boot/../../.. vfat\n";
    check("", NULL, "nor one that mounts where no guest does");
    disks.fstab = "UUID=x /\n";
    check("", NULL, "nor one whose fstab is broken");
}

int main(void)
{
    test_plain();
    test_not_plain();
    return done_testing();
}
#endif
