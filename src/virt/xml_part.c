/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a part of a document: the parser's events pass by a filter on their
 * way to the tree. */
#include "virt/xml_priv.h"

static struct xml_part *part_of(void *parser)
{
    return ((xmlParserCtxtPtr)parser)->_private;
}

/* libxml2's way to say it. */
// NOLINTNEXTLINE(readability-function-size)
static void begin(void *parser, const xmlChar *local, const xmlChar *prefix,
                  const xmlChar *uri, int n_namespaces,
                  const xmlChar **namespaces, int n_attributes, int n_defaulted,
                  const xmlChar **attributes)
{
    struct xml_part *part = part_of(parser);

    if (part->skipped ||
        (!uri && !part->wants((const char *)local, part->depth))) {
        part->skipped++;
        return;
    }
    part->depth++;
    xmlSAX2StartElementNs(parser, local, prefix, uri, n_namespaces, namespaces,
                          n_attributes, n_defaulted, attributes);
}

static void end(void *parser, const xmlChar *local, const xmlChar *prefix,
                const xmlChar *uri)
{
    struct xml_part *part = part_of(parser);

    if (part->skipped) {
        part->skipped--;
        return;
    }
    part->depth--;
    xmlSAX2EndElementNs(parser, local, prefix, uri);
}

static void characters(void *parser, const xmlChar *text, int n)
{
    if (!part_of(parser)->skipped)
        xmlSAX2Characters(parser, text, n);
}

static void cdata(void *parser, const xmlChar *text, int n)
{
    if (!part_of(parser)->skipped)
        xmlSAX2CDataBlock(parser, text, n);
}

void xml_part_begin(struct xml_part *part, xmlParserCtxtPtr parser)
{
    parser->_private = part;
    parser->sax->startElementNs = begin;
    parser->sax->endElementNs = end;
    parser->sax->characters = characters;
    parser->sax->cdataBlock = cdata;
    parser->sax->comment = NULL;
    parser->sax->processingInstruction = NULL;
}
