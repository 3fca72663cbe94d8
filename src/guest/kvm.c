/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/kvm.h"
#include "base/proc.h"

bool kvm_works(const char *qemu)
{
#ifdef __x86_64__
    const char *const argv[] = { qemu,        "-nodefaults", "-no-user-config",
                                 "-display",  "none",        "-machine",
                                 "accel=kvm", "-cpu",        "host",
                                 "-m",        "16",          "-S",
                                 "-qmp",      "stdio",       NULL };
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct proc proc = {
        .argv = argv,
        .input = "{\"execute\":\"qmp_capabilities\"}{\"execute\":\"quit\"}",
        .limit = 1 << 16,
        .timeout_s = 10,
    };
    struct err ignored = ERR_INIT;

    if (access("/dev/kvm", R_OK | W_OK))
        return false;
    return proc_run(&proc, &result, &ignored) == 0 && result.status == 0;
#else
    (void)qemu;
    return true;
#endif
}
