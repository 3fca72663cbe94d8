/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/topics.h"

const struct help_topic topics[] = {
    { "identity", "what a clone does not share with its source",
      topic_identity },
    { "seal", "what --identity seal changes in a clone's disks", topic_seal },
    { NULL, NULL, NULL },
};
