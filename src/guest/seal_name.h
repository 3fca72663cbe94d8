/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only the name of a machine, and the way back: what `rename --hostname` does.
 */
#ifndef GUEST_SEAL_NAME_H
#define GUEST_SEAL_NAME_H

#include "guest/seal.h"

/* Files of a guest as they were. `{ 0 }` is empty. */
struct seal_files {
    struct seal_file {
        char *path, *text; /* text NULL: it was not there */
        size_t n;          /* bytes of text, which may have NULs */
    } * v;
    size_t n;
};
void seal_files_done(struct seal_files *files);

/* Change it wherever it is; of seal only fs and hostname are used. before gets
 * what may change, also when this fails; seal_name_back() writes it again. */
int seal_name(struct seal *seal, struct seal_files *before, struct err *err);
int seal_name_back(struct guest_fs *fs, const struct seal_files *before,
                   struct err *err);

#endif
