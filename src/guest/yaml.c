/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/yaml.h"
#include "base/mem.h"
#include "base/str.h"

#include <string.h>
#include <yaml.h>

/* More nesting than this is no configuration. */
enum { DEPTH_MOST = 64 };

/* A mapping or list that is open. */
struct level {
    bool mapping, at_value;
    char *key; /* of a mapping: the present one */
};

struct walk {
    yaml_parser_t parser;
    struct level levels[DEPTH_MOST];
    size_t depth;
    yaml_change *change;
    void *data;

    /* What is copied: up to `at`, the parser's index `seen` characters on. */
    const char *at;
    size_t seen;
    struct buf out;

    /* For yaml_set: where a new key would go. */
    bool any, no_mapping, flow;
    size_t first;  /* index of the first key, */
    size_t column; /* and its column */
};

char *yaml_quote(const char *value)
{
    struct buf buf = { 0 };

    buf_add(&buf, "\"");
    for (const char *p = value; *p; p++) {
        if (*p == '"' || *p == '\\')
            buf_fmt(&buf, "\\%c", *p);
        else if ((unsigned char)*p < ' ' || *p == 0x7f)
            buf_fmt(&buf, "\\u%04x", (unsigned)*p);
        else
            buf_addn(&buf, p, 1);
    }
    buf_add(&buf, "\"");
    return buf_take(&buf);
}

/* ---- writing ------------------------------------------------------------ */

/* The byte of the parser's index: it counts characters. */
static const char *byte_at(const struct walk *walk, size_t index)
{
    const char *p = walk->at;

    for (size_t n = walk->seen; n < index && *p; n++) {
        p++;
        while (((unsigned char)*p & 0xc0) == 0x80)
            p++;
    }
    return p;
}

static void copy_to(struct walk *walk, size_t index)
{
    const char *end = byte_at(walk, index);

    buf_addn(&walk->out, walk->at, (size_t)(end - walk->at));
    walk->at = end;
    walk->seen = index;
}

/* Of an anchor the aliases still want to know; of a block the line's end is a
 * part. A value that is not there stands behind its colon. */
static int replace(struct walk *walk, const yaml_event_t *event,
                   const char *text, struct err *err)
{
    const char *anchor = (const char *)event->data.scalar.anchor;
    yaml_scalar_style_t style = event->data.scalar.style;
    bool block =
        style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
    AUTO(free) char *quoted = yaml_quote(text);

    copy_to(walk, event->start_mark.index);
    if (event->start_mark.index == event->end_mark.index) {
        if (!walk->out.n || walk->out.text[walk->out.n - 1] != ':')
            return err_fail(err, "line %zu: a key without a colon",
                            event->start_mark.line + 1);
        buf_add(&walk->out, " ");
    }
    if (anchor)
        buf_fmt(&walk->out, "&%s ", anchor);
    buf_add(&walk->out, quoted);
    if (block)
        buf_add(&walk->out, "\n");
    walk->at = byte_at(walk, event->end_mark.index);
    walk->seen = event->end_mark.index;
    return 0;
}

/* ---- walking ------------------------------------------------------------ */

/* The innermost mapping at or outside level n; NULL: none. */
static const struct level *mapping_from(const struct walk *walk, size_t n)
{
    while (n && !walk->levels[n - 1].mapping)
        n--;
    return n ? &walk->levels[n - 1] : NULL;
}

static struct yaml_value value_of(const struct walk *walk, const char *text)
{
    const struct level *inner = mapping_from(walk, walk->depth);
    const struct level *outer =
        inner ? mapping_from(walk, (size_t)(inner - walk->levels)) : NULL;

    return (struct yaml_value){
        .key = inner && inner->key ? inner->key : "",
        .above = outer && outer->key ? outer->key : "",
        .top = inner && inner == walk->levels,
        .text = text,
    };
}

/* A node has ended: in a mapping keys and values take turns. */
static void ended(struct walk *walk)
{
    struct level *level = walk->depth ? &walk->levels[walk->depth - 1] : NULL;

    if (level && level->mapping)
        level->at_value = !level->at_value;
}

static void note_first(struct walk *walk, const yaml_mark_t *mark)
{
    if (walk->any)
        return;
    walk->any = true;
    walk->first = mark->index;
    walk->column = mark->column;
}

static int on_scalar(struct walk *walk, const yaml_event_t *event,
                     struct err *err)
{
    const char *text = (const char *)event->data.scalar.value;
    struct level *level = walk->depth ? &walk->levels[walk->depth - 1] : NULL;
    AUTO(free) char *new = NULL;
    struct yaml_value value;

    if (level && level->mapping && !level->at_value) {
        mem_set(&level->key, mem_dup(text));
        if (walk->depth == 1)
            note_first(walk, &event->start_mark);
        ended(walk);
        return 0;
    }
    if (!level && *text)
        walk->no_mapping = true;
    value = value_of(walk, text);
    new = walk->change(&value, walk->data);
    ended(walk);
    return new ? replace(walk, event, new, err) : 0;
}

static int on_start(struct walk *walk, const yaml_event_t *event,
                    struct err *err)
{
    bool mapping = event->type == YAML_MAPPING_START_EVENT;

    if (walk->depth == DEPTH_MOST)
        return err_fail(err, "line %zu: it is nested too deep",
                        event->start_mark.line + 1);
    if (!walk->depth) {
        walk->no_mapping = !mapping;
        walk->flow = mapping &&
                     event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
        walk->first = event->end_mark.index;
    }
    walk->levels[walk->depth++] = (struct level){ .mapping = mapping };
    return 0;
}

static void on_end(struct walk *walk)
{
    free(walk->levels[--walk->depth].key);
    ended(walk);
}

static int on_event(struct walk *walk, const yaml_event_t *event,
                    struct err *err)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return on_scalar(walk, event, err);
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        return on_start(walk, event, err);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        on_end(walk);
        return 0;
    case YAML_ALIAS_EVENT:
        ended(walk);
        return 0;
    default:
        return 0;
    }
}

static int walk_events(struct walk *walk, struct err *err)
{
    for (;;) {
        yaml_event_t event;
        bool last;
        int rc;

        if (!yaml_parser_parse(&walk->parser, &event))
            return err_fail(err, "line %zu: %s",
                            walk->parser.problem_mark.line + 1,
                            walk->parser.problem);
        last = event.type == YAML_STREAM_END_EVENT;
        rc = on_event(walk, &event, err);
        yaml_event_delete(&event);
        if (rc || last)
            return rc;
    }
}

static void walk_done(struct walk *walk)
{
    while (walk->depth)
        free(walk->levels[--walk->depth].key);
    buf_done(&walk->out);
    yaml_parser_delete(&walk->parser);
}
CLEANUP_DONE(struct walk, walk_done);

static int walk_text(struct walk *walk, const char *text, struct err *err)
{
    static const char bom[] = "\xef\xbb\xbf";

    if (!str_is_utf8(text))
        return err_fail(err, "it is not UTF-8");
    if (!yaml_parser_initialize(&walk->parser))
        return err_fail(err, "there is no memory for it");
    yaml_parser_set_input_string(&walk->parser, (const unsigned char *)text,
                                 strlen(text));
    walk->at = text;
    if (str_starts(text, bom)) { /* which the parser does not count */
        buf_add(&walk->out, bom);
        walk->at += strlen(bom);
    }
    return walk_events(walk, err);
}

char *yaml_rewrite(const char *text, yaml_change *change, void *data,
                   struct err *err)
{
    AUTO(walk_done) struct walk walk = { .change = change, .data = data };

    if (walk_text(&walk, text, err))
        return NULL;
    buf_add(&walk.out, walk.at);
    return buf_take(&walk.out);
}

/* ---- one key ------------------------------------------------------------ */

struct setting {
    const char *key, *value;
    bool found;
};

static char *set_it(const struct yaml_value *value, void *data)
{
    struct setting *setting = data;

    if (!value->top || strcmp(value->key, setting->key))
        return NULL;
    setting->found = true;
    return mem_dup(setting->value);
}

/* Before the first key: whatever the last one has for a value, that is a place
 * where a key can stand. */
static char *add_key(struct walk *walk, const struct setting *setting)
{
    AUTO(free) char *key = yaml_quote(setting->key);
    AUTO(free) char *value = yaml_quote(setting->value);

    if (!walk->any && !walk->flow) {
        buf_add(&walk->out, walk->at);
        if (walk->out.n && walk->out.text[walk->out.n - 1] != '\n')
            buf_add(&walk->out, "\n");
        buf_fmt(&walk->out, "%s: %s\n", setting->key, value);
        return buf_take(&walk->out);
    }
    copy_to(walk, walk->first);
    if (walk->flow)
        buf_fmt(&walk->out, "%s: %s%s", key, value, walk->any ? ", " : "");
    else
        buf_fmt(&walk->out, "%s: %s\n%*s", setting->key, value,
                (int)walk->column, "");
    buf_add(&walk->out, walk->at);
    return buf_take(&walk->out);
}

char *yaml_set(const char *text, const char *key, const char *value,
               struct err *err)
{
    struct setting setting = { .key = key, .value = value };
    AUTO(walk_done) struct walk walk = { .change = set_it, .data = &setting };

    if (walk_text(&walk, text, err))
        return NULL;
    if (walk.no_mapping) {
        err_fail(err, "it is no mapping of keys");
        return NULL;
    }
    if (!setting.found)
        return add_key(&walk, &setting);
    buf_add(&walk.out, walk.at);
    return buf_take(&walk.out);
}
