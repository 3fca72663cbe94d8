/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Field rows: one row is an option, a help line, a completion and a Lua key.
 *
 *     struct rename_args { char *domain, *new_name; };
 *     static const struct field fields[] = {
 *         { FIELD(struct rename_args, domain), .name = "domain",
 *           .flags = FIELD_DATA | FIELD_REQUIRED,
 *           .complete = COMPLETE_INACTIVE, .help = "domain name or uuid" },
 *         ...
 *         FIELD_END,
 *     };
 *
 * Type and place of the member come from the member itself, so that row and
 * struct cannot disagree. The rows' order is the order of positional words.
 * Words are taken as virsh takes them: `--opt value`, `--opt=value`, `--flag`,
 * positional data, `--` ends options; and its messages are used.
 */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/err.h"
#include "base/str.h"

enum field_type {
    FIELD_BOOL,  /* bool: a flag without a value */
    FIELD_TEXT,  /* char *: owned by the struct, NULL when not given */
    FIELD_TEXTS, /* struct strv: may be given often */
    FIELD_INT,   /* int64_t: a number, may be negative */
    FIELD_SIZE,  /* uint64_t: bytes, "10G" is taken */
};

/* Flags of a row. */
#define FIELD_DATA     0x1 /* may stand without its --name, in row order */
#define FIELD_REQUIRED 0x2
#define FIELD_REST     0x4 /* with FIELD_TEXTS: takes all remaining data */
#define FIELD_HIDDEN   0x8 /* works, but help and completion are silent */
#define FIELD_EMPTY_OK 0x10 /* '' is a value, not a mistake */
#define FIELD_EXPECTED 0x20 /* required as far as help goes: the command asks */
#define FIELD_PREFIX   0x40 /* a beginning that only it has is enough */
#define FIELD_LAST     0x80 /* may be given again: the last one counts */
#define FIELD_RAW      0x100 /* what follows its first word is data, too */
#define FIELD_OPTIONAL 0x200 /* --name alone gives '', --name=VALUE a value */

/* What can stand there, for completion. */
enum complete {
    COMPLETE_NONE,
    COMPLETE_DOMAIN,
    COMPLETE_ACTIVE,
    COMPLETE_INACTIVE,
    COMPLETE_COMMAND,
    COMPLETE_CALL,    /* a command with its words */
    COMPLETE_ALIAS,
    COMPLETE_SETTING,
    COMPLETE_FILE,
    COMPLETE_DIR,
    COMPLETE_POOL,
    COMPLETE_VOLUME,  /* of the pool that was typed before */
    COMPLETE_TARGET,  /* a disk of the domain that was typed before */
    COMPLETE_NETWORK,
    COMPLETE_URI,
    COMPLETE_WORDS, /* the row's values */
    COMPLETE_LIST,  /* the same, several with commas between */
    COMPLETE_VALUE, /* of the setting that was typed before */
    COMPLETE_PAIRS, /* the row's pairs: fields_parse_pairs */
    COMPLETE_SCRIPT, /* what the script that made the row offers */
    COMPLETE_HOOK, /* a hook, also the program's own */
    COMPLETE_HOOK_NAME, /* what the command `hook` takes for what it does */
    COMPLETE_HOOK_SET, /* HOOK.KEY=VALUE */
    COMPLETE_METHOD, /* the row's values, and ways to copy that scripts make */
    COMPLETE_COLUMN, /* the row's values, and columns that scripts make */
    COMPLETE_COLUMNS, /* the same, several with commas between */
};

struct field {
    const char *name; /* without dashes; NULL ends the rows */
    enum field_type type;
    size_t offset;
    unsigned flags;
    enum complete complete;
    const char *help;
    char short_name;    /* 'n': "-n VALUE" is taken, too; 0: none */
    const char *values; /* "copy share empty": COMPLETE_WORDS, and checked;
                         * with COMPLETE_LIST not checked */
    const struct field *pairs; /* of COMPLETE_PAIRS */
};

#define FIELD_TYPE(lvalue)                                                     \
    _Generic((lvalue), bool : FIELD_BOOL, char * : FIELD_TEXT,                 \
             struct strv : FIELD_TEXTS, int64_t : FIELD_INT,                   \
             uint64_t : FIELD_SIZE)
#define FIELD(container, member)                                               \
    .type = FIELD_TYPE(((container *)0)->member),                              \
    .offset = offsetof(container, member)
#define FIELD_END                                                              \
    {                                                                          \
        .name = NULL                                                           \
    }

/* Fill the zeroed struct at `into`. `command` is named in messages. On
 * failure (ERR_USAGE) the struct holds what was parsed; fields_done it. */
struct field_words {
    const char *command;
    char *const *v;
    size_t n;
};
int fields_parse(const struct field *rows, const struct field_words *words,
                 void *into, struct err *err);

/* Free what the rows describe, and zero it. */
void fields_done(const struct field *rows, void *into);

/* "vda,pool=ssd,size=10G": the first piece may lack its key and is then the
 * first row's value; a comma inside a value is written twice. An unknown key
 * or value is an error that names `what` and the near miss. */
int fields_parse_pairs(const struct field *rows, const char *what,
                       const char *text, void *into, struct err *err);

/* The next piece of such a text, without doubled commas; to be freed. *text
 * becomes NULL with the last one. */
char *field_piece(const char **text);

/* Set one field from text, with its check. `what` names it in messages. */
int field_set(const struct field *row, const char *what, const char *value,
              void *into, struct err *err);

/* The row of that name, or NULL. */
const struct field *field_find(const struct field *rows, const char *name);

/* The name in rows that was probably meant, or NULL. */
const char *field_closest(const struct field *rows, const char *name);

/* The n-th row that takes a positional word; FIELD_REST repeats; or NULL. */
const struct field *field_data(const struct field *rows, size_t n);

static inline void *field_at(const struct field *row, void *into)
{
    return (char *)into + row->offset;
}

#endif
