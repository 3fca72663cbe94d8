/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "cmd/topics.h"
#include "guest/seal.h"

void topic_seal(FILE *out)
{
    topic_print(
        out,
        "What `clone --identity seal` does to the files in a clone's disks. "
        "--seal ITEM=keep leaves an item as the source has it, --seal "
        "ITEM=reset takes one that is kept. What the machine's users made "
        "(accounts, their keys, cron, mail) is never touched. With --seal-once "
        "it is done in a base that the clones stand on, and in each clone "
        "what must be its own.",
        0);
    for (const struct seal_item *item = seal_items; item->name; item++) {
        AUTO(free)
        char *text = mem_fmt("%s%s: %s: %s", item->kept ? "kept" : "reset",
                             item->part & SEAL_OWN ? ", each clone's own" : "",
                             item->help, item->paths);

        fprintf(out, "\n  %s\n", item->name);
        topic_print(out, text, 6);
    }
}
