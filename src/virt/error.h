/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libvirt's errors as ours, and its objects as owned things. */
#ifndef VIRT_ERROR_H
#define VIRT_ERROR_H

#include "base/cleanup.h"
#include "base/err.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

/* "fmt: libvirt's last message", code ERR_FAILED; returns -1. Every libvirt
 * call erases the message, also a free or a virDomainGetName, even one among
 * the arguments: call this first. An empty text gives the message alone:
 * virt_err(err, "%s", ""). */
int virt_err(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* This thread's last VIR_ERR_...; VIR_ERR_OK when there is none. */
int virt_last_code(void);

/* Messages go through struct err only: stop libvirt printing them, and
 * logging what is less than an error, unless LIBVIRT_DEBUG or
 * LIBVIRT_LOG_OUTPUTS asks for it. Changes the environment for a moment: call
 * it before there are threads. */
void virt_errors_quiet(void);

/* virDomainFree and its kin fail on NULL; these do not. */
void domain_free(virDomainPtr domain);
void pool_free(virStoragePoolPtr pool);
void volume_free(virStorageVolPtr volume);
CLEANUP_FUNC(virDomainPtr, domain_free);
CLEANUP_FUNC(virStoragePoolPtr, pool_free);
CLEANUP_FUNC(virStorageVolPtr, volume_free);

/* By id, then UUID, then name, as virsh does. The caller frees it. Fails with
 * "failed to get domain 'x'" and a near name when there is one. */
virDomainPtr domain_find(virConnectPtr vir, const char *word, struct err *err);

#endif
