/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether QEMU can use KVM here. */
#ifndef GUEST_KVM_H
#define GUEST_KVM_H

#include <stdbool.h>

/* In some containers and nested machines /dev/kvm opens and makes virtual
 * machines that QEMU then dies of, too late to fall back to emulation; so it
 * is tried, for a few hundredths of a second. qemu: the program; on other
 * machines than x86 its word is taken. */
bool kvm_works(const char *qemu);

#endif
