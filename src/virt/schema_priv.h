/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For schema*.c alone. */
#ifndef VIRT_SCHEMA_PRIV_H
#define VIRT_SCHEMA_PRIV_H

#include "virt/xml_priv.h"

/* A line for each fault of an invalid document; none when they hide well. */
void schema_faults(xmlRelaxNGPtr rng, const struct xml *xml,
                   struct strv *faults);

#endif
