/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/error.h"
#include "base/mem.h"

#include <stdbool.h>
#include <string.h>

int virt_err(struct err *err, const char *fmt, ...)
{
    AUTO(free) char *why = mem_dup(virGetLastErrorMessage());
    AUTO(free) char *what = NULL;
    va_list ap;

    /* What a schema says ends in a line break. */
    for (size_t n = strlen(why); n && why[n - 1] == '\n'; n--)
        why[n - 1] = '\0';
    va_start(ap, fmt);
    err_vset(err, ERR_FAILED, fmt, ap);
    va_end(ap);
    what = mem_dup(err->text);
    return err_fail(err, "%s%s%s", what, *what ? ": " : "", why);
}

int virt_last_code(void)
{
    return virGetLastErrorCode();
}

static void ignore(void *data, virErrorPtr error)
{
    (void)data;
    (void)error;
}

void virt_errors_quiet(void)
{
    bool asked = getenv("LIBVIRT_DEBUG") || getenv("LIBVIRT_LOG_OUTPUTS");

    /* Drivers inside this process also log, by default from warnings up and
     * to standard error; libvirt asks the environment once, here. */
    if (!asked)
        setenv("LIBVIRT_DEBUG", "4", 1);
    virInitialize();
    if (!asked)
        unsetenv("LIBVIRT_DEBUG");
    virSetErrorFunc(NULL, ignore);
}

void domain_free(virDomainPtr domain)
{
    if (domain)
        virDomainFree(domain);
}

void pool_free(virStoragePoolPtr pool)
{
    if (pool)
        virStoragePoolFree(pool);
}

void volume_free(virStorageVolPtr volume)
{
    if (volume)
        virStorageVolFree(volume);
}
