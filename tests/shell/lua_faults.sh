# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154  # lib.sh has set them
#
# For lua_faults.t: a library to preload, made from the names of libvirt's
# functions, in which the program's n-th call of one of them fails:
#   FAULT_CALL   its name
#   FAULT_AT     n
#   FAULT_LOG    a file that gets a line when it has failed

# Arguments are pointers and integers: they are passed on unseen.
fault_head() {
  cat <<'C'
#include <dlfcn.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static uintptr_t begins, ends;
static int calls;
static int find_program(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    (void)data;
    begins = info->dlpi_addr;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        uintptr_t end = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr +
                        info->dlpi_phdr[i].p_memsz;
        if (info->dlpi_phdr[i].p_type == PT_LOAD && end > ends)
            ends = end;
    }
    return 1;
}
static int fails(const char *name, uintptr_t caller)
{
    const char *only = getenv("FAULT_CALL"), *at = getenv("FAULT_AT");
    virError error = { .code = VIR_ERR_INTERNAL_ERROR,
                       .message = (char *)"planted failure",
                       .level = VIR_ERR_ERROR };
    FILE *log;
    if (!ends)
        dl_iterate_phdr(find_program, NULL);
    if (caller < begins || caller >= ends || !only || strcmp(only, name) ||
        !at || ++calls != atoi(at))
        return 0;
    log = fopen(getenv("FAULT_LOG"), "a");
    if (log) {
        fprintf(log, "%s %s\n", name, at);
        fclose(log);
    }
    virSetError(&error);
    return 1;
}
#define STUB(name, bad) \
    long stub_##name(long a, long b, long c, long d, long e, long f) \
        __asm__(#name); \
    long stub_##name(long a, long b, long c, long d, long e, long f) \
    { \
        static long (*real)(long, long, long, long, long, long); \
        if (!real) \
            real = (__typeof__(real))dlsym(RTLD_NEXT, #name); \
        if (fails(#name, (uintptr_t)__builtin_return_address(0))) \
            return bad; \
        return real(a, b, c, d, e, f); \
    }
C
}

# What gives a pointer (or an amount) fails with 0, all others with -1.
fault_stub() {
  case $1 in
  *Lookup* | *XMLDesc | *GetName | *GetPath | *GetURI | *GetHostname | \
    *GetCapabilities | *CreateXML | *GetConnect | *FreeMemory | *Metadata?)
    echo "STUB($1, 0)" ;;
  *) echo "STUB($1, -1)" ;;
  esac
}

# fault_build NAME...: makes $fault.
fault_build() {
  fault=$tmp/fault.so
  {
    fault_head
    for fault_name; do fault_stub "$fault_name"; done
  } >"$tmp/fault.c"
  # shellcheck disable=SC2046  # words
  ${CC:-cc} -D_GNU_SOURCE -shared -fPIC -w -o "$fault" "$tmp/fault.c" \
    $(pkg-config --cflags --libs libvirt 2>/dev/null) -ldl
}

# faulty NAME N COMMAND...: run it so; whether the call was made.
faulty() {
  rm -f "$tmp/fault.log"
  FAULT_CALL=$1 FAULT_AT=$2 FAULT_LOG=$tmp/fault.log
  export FAULT_CALL FAULT_AT FAULT_LOG
  shift 2
  run env LD_PRELOAD="$fault" \
    ASAN_OPTIONS="verify_asan_link_order=0:${ASAN_OPTIONS:-}" "$@"
  [ -e "$tmp/fault.log" ]
}
