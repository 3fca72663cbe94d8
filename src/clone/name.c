/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/name.h"
#include "base/mem.h"
#include "base/str.h"

#include <ctype.h>
#include <string.h>

/* 255 bytes of a file name less libvirt's ".xml.new", which it writes first. */
enum { NAME_MAX_BYTES = 247 };

/* C0, DEL, and C1 (0xc2 0x80..0x9f in UTF-8). */
static bool is_control(const char *at)
{
    const unsigned char *s = (const unsigned char *)at;

    return *s < 0x20 || *s == 0x7f ||
           (*s == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f);
}

static bool has_control(const char *name)
{
    for (; *name; name++)
        if (is_control(name))
            return true;
    return false;
}

static const char *never(const char *name)
{
    if (!*name)
        return "it is empty";
    if (*name == '.')
        return "it begins with a dot";
    if (strchr(name, '/'))
        return "it has a '/'";
    if (strlen(name) > NAME_MAX_BYTES)
        return "it is longer than 247 bytes";
    if (!str_is_utf8(name))
        return "it is not valid UTF-8";
    if (has_control(name))
        return "it has control characters";
    return NULL;
}

static const char *confusing(const char *name)
{
    if (str_is_number(name))
        return "it looks like a domain id";
    if (str_is_uuid(name))
        return "it looks like a UUID";
    if (*name == '-')
        return "it looks like an option";
    if (*name == ' ' || name[strlen(name) - 1] == ' ')
        return "it has a blank at an end";
    return NULL;
}

/* The name with what a terminal should not see as '?', and not endless. */
struct shown {
    char text[64];
};

/* Of valid UTF-8; anything else is taken byte by byte. */
static size_t character(const char *at, bool valid)
{
    unsigned char c = (unsigned char)*at;

    return !valid || c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static struct shown shown(const char *name)
{
    struct shown out = { "" };
    bool valid = str_is_utf8(name);
    size_t n = 0, m;

    for (; *name && n + 8 <= sizeof(out.text); name += m) {
        bool plain = !is_control(name) && (valid || !(*name & 0x80));

        m = character(name, valid);
        memcpy(out.text + n, plain ? name : "?", plain ? m : 1);
        n += plain ? m : 1;
    }
    strcpy(out.text + n, *name ? "..." : "");
    return out;
}

int name_check(const char *name, bool force, struct err *err)
{
    const char *why = never(name);

    if (why)
        return err_fail(err, "invalid domain name '%s': %s", shown(name).text,
                        why);
    why = confusing(name);
    if (why && !force)
        return err_fail(err,
                        "invalid domain name '%s': %s (--force takes it)",
                        name, why);
    return 0;
}

/* ---- file names --------------------------------------------------------- */

static const char *const suffixes[] = {
    "qcow2", "img", "raw", "vmdk", "qed",  "vdi", "vhdx",
    "iso",   "luks", "fd", "log",  "sock", "txt", "wav",
};

/* The dot of a known suffix, or the end. */
static const char *suffix_of(const char *file)
{
    const char *dot = strrchr(file, '.');

    for (size_t i = 0; dot && i < COUNT(suffixes); i++)
        if (!strcasecmp(dot + 1, suffixes[i]))
            return dot;
    return file + strlen(file);
}

/* virt-clone's: anything of at most seven bytes. */
static const char *short_suffix_of(const char *file)
{
    const char *dot = strrchr(file, '.');

    return dot && strlen(dot) <= 7 ? dot : file + strlen(file);
}

static bool ends_word(char c)
{
    return !c || strchr("-_. ", c);
}

/* Where word stands by itself in the first n bytes of text, or NULL. */
static const char *find_word(const char *text, size_t n, const char *word)
{
    size_t m = strlen(word);

    for (const char *p = text; m && p + m <= text + n; p++)
        if (!strncmp(p, word, m) && (p == text || ends_word(p[-1])) &&
            (p + m == text + n || ends_word(p[m])))
            return p;
    return NULL;
}

static char *new_stem(const struct name_rule *rule, const char *old, size_t n)
{
    const char *at = find_word(old, n, rule->old_domain);
    const char *rest;

    if (rule->beside && (at != old || n != strlen(rule->old_domain)))
        return mem_fmt("%.*s-clone", (int)n, old);
    if (!at)
        return mem_fmt("%s-%s", rule->new_domain, rule->tag);
    rest = at + strlen(rule->old_domain);
    return mem_fmt("%.*s%s%.*s", (int)(at - old), old, rule->new_domain,
                   (int)(old + n - rest), rest);
}

char *name_file(const struct name_rule *rule, const char *old_file)
{
    const char *dot =
        rule->beside ? short_suffix_of(old_file) : suffix_of(old_file);
    AUTO(free) char *stem =
        new_stem(rule, old_file, (size_t)(dot - old_file));

    return rule->suffix ? mem_fmt("%s.%s", stem, rule->suffix)
                        : mem_fmt("%s%s", stem, dot);
}

char *name_numbered(const char *file, unsigned n)
{
    const char *dot = suffix_of(file);

    if (!n)
        return mem_dup(file);
    return mem_fmt("%.*s-%u%s", (int)(dot - file), file, n, dot);
}

struct name_host name_host(const char *domain)
{
    struct name_host host = { "" };
    size_t n = 0;

    for (; *domain && n + 1 < sizeof(host.text); domain++) {
        unsigned char c = (unsigned char)*domain;

        if (isalnum(c) && c < 0x80)
            host.text[n++] = (char)tolower(c);
        else if (n && host.text[n - 1] != '-')
            host.text[n++] = '-';
    }
    while (n && host.text[n - 1] == '-')
        host.text[--n] = '\0';
    if (!n)
        strcpy(host.text, "clone");
    return host;
}

struct name_clone name_clone(const char *old)
{
    static const char word[] = "-clone";
    size_t n = strlen(old), m = n;

    while (m && old[m - 1] >= '0' && old[m - 1] <= '9')
        m--;
    if (n - m > 9 || m < strlen(word) ||
        strncmp(old + m - strlen(word), word, strlen(word)))
        return (struct name_clone){ mem_fmt("%s%s", old, word), 0 };
    return (struct name_clone){ mem_ndup(old, m),
                                strtoul(old + m, NULL, 10) + 1 };
}

char *name_clone_next(struct name_clone *next)
{
    unsigned long n = next->n++;

    return n ? mem_fmt("%s%lu", next->base, n) : mem_dup(next->base);
}

bool name_in_file(const char *domain, const char *file)
{
    return find_word(file, (size_t)(suffix_of(file) - file), domain) != NULL;
}
