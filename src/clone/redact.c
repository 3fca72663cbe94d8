/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/redact.h"
#include "base/mem.h"

#include <string.h>

static const char hidden[] = "(secret)";

static char *escape(const char *text)
{
    AUTO(buf_done) struct buf buf = { 0 };

    for (; *text; text++)
        switch (*text) {
        case '&':
            buf_add(&buf, "&amp;");
            break;
        case '<':
            buf_add(&buf, "&lt;");
            break;
        case '>':
            buf_add(&buf, "&gt;");
            break;
        default:
            buf_addn(&buf, text, 1);
        }
    return buf_take(&buf);
}

static void add_line(struct strv *secrets, const char *secret)
{
    AUTO(free) char *escaped = escape(secret);

    if (!*secret || strv_has(secrets, secret))
        return;
    strv_add(secrets, secret);
    if (strcmp(escaped, secret) != 0)
        strv_take(secrets, TAKE(escaped));
}

/* Texts are shown line by line. */
void redact_add(struct strv *secrets, const char *secret)
{
    while (*secret) {
        size_t n = strcspn(secret, "\n");
        AUTO(free) char *line = mem_ndup(secret, n);

        add_line(secrets, line);
        secret += n + (secret[n] == '\n');
    }
}

/* The length of the longest secret that begins here, or 0. */
static size_t secret_at(const struct strv *secrets, const char *text)
{
    size_t longest = 0;

    for (size_t i = 0; i < secrets->n; i++) {
        size_t n = strlen(secrets->v[i]);

        if (n > longest && !strncmp(text, secrets->v[i], n))
            longest = n;
    }
    return longest;
}

/* How much of a value's announcement begins here: ' passwd="', or
 * "io.systemd.credential:NAME="; 0: none. *ret_ends gets what ends the value.
 */
static size_t announced_at(const char *text, const char **ret_ends)
{
    static const char passwd[] = " passwd=", name[] = "io.systemd.credential";
    size_t n = sizeof(passwd) - 1;

    if (!strncmp(text, passwd, n) && (text[n] == '"' || text[n] == '\'')) {
        *ret_ends = text[n] == '"' ? "\"" : "'";
        return n + 1;
    }
    *ret_ends = "<\"'\n";
    if (strncmp(text, name, sizeof(name) - 1) != 0)
        return 0;
    n = strcspn(text, "=<\"'\n");
    return text[n] == '=' ? n + 1 : 0;
}

char *redact(const struct strv *secrets, const char *text)
{
    AUTO(buf_done) struct buf buf = { 0 };
    const char *ends;

    while (*text) {
        size_t secret = secret_at(secrets, text);
        size_t head = secret ? 0 : announced_at(text, &ends);

        if (secret || head) {
            buf_addn(&buf, text, head);
            buf_add(&buf, hidden);
            text += head;
            text += secret ? secret : strcspn(text, ends);
        } else {
            buf_addn(&buf, text++, 1);
        }
    }
    return buf_take(&buf);
}
