/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/topics.h"
#include "base/mem.h"
#include "clone/rules.h"
#include "shell/wrap.h"

#include <string.h>

enum { INDENT = 6 };

void topic_print(FILE *out, const char *text, size_t indent)
{
    struct wrap wrap = {
        .out = out,
        .width = wrap_width(),
        .indent = indent,
        .glued = true,
    };

    wrap.column = (size_t)fprintf(out, "%*s", (int)indent, "");
    wrap_text(&wrap, text);
    wrap_end(&wrap);
}

static void print_rule(FILE *out, const struct rule *rule)
{
    AUTO(free) char *text =
        mem_fmt("%s%s%s%s%s%s",
                rule->class == RULE_PLAIN ? "" : rule_class_word(rule->class),
                rule->class == RULE_PLAIN ? "" : ": ", rule->does,
                rule->option ? " (" : "", rule->option ? rule->option : "",
                rule->option ? ")" : "");

    topic_print(out, rule->where, 2);
    topic_print(out, text, INDENT);
    if (rule->note)
        topic_print(out, rule->note, INDENT);
}

void topic_identity(FILE *out)
{
    topic_print(
        out,
        "What becomes of each part of a domain in its clone. 'unique' must be "
        "so on the host or in the network; 'file' has a machine's own state; "
        "'exclusive' cannot be used by two that run; 'guest sees' is identity "
        "inside; 'text' can hold anything. In a path '|' separates names, '*' "
        "is any, '**' is all below.",
        0);
    for (size_t i = 0; rule_tables[i]; i++)
        for (const struct rule *rule = rule_tables[i]; rule->where; rule++) {
            putc('\n', out);
            print_rule(out, rule);
        }
}
