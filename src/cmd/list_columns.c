/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/list_columns.h"
#include "base/mem.h"
#include "clone/lineage.h"
#include "shell/color.h"
#include "shell/table.h"
#include "virt/error.h"
#include "virt/xml.h"

#include <string.h>

const char *list_state(virDomainPtr domain, bool saved_too)
{
    static const char *const words[] = {
        [VIR_DOMAIN_NOSTATE] = "no state",
        [VIR_DOMAIN_RUNNING] = "running",
        [VIR_DOMAIN_BLOCKED] = "idle",
        [VIR_DOMAIN_PAUSED] = "paused",
        [VIR_DOMAIN_SHUTDOWN] = "in shutdown",
        [VIR_DOMAIN_SHUTOFF] = "shut off",
        [VIR_DOMAIN_CRASHED] = "crashed",
        [VIR_DOMAIN_PMSUSPENDED] = "pmsuspended",
    };
    int state = 0;

    if (virDomainGetState(domain, &state, NULL, 0) < 0)
        return "no state";
    if (saved_too && state == VIR_DOMAIN_SHUTOFF &&
        virDomainHasManagedSaveImage(domain, 0) > 0)
        return "saved";
    return state >= 0 && state < (int)COUNT(words) ? words[state] : "no state";
}

/* Drivers without the call have them in the XML all the same. */
static char *metadata(virDomainPtr domain, int type, const char *element)
{
    struct err ignored = ERR_INIT;
    AUTO(free) char *text = NULL;
    AUTO(xml_free) struct xml *xml = NULL;
    char *found = virDomainGetMetadata(domain, type, NULL, 0);

    if (found || virt_last_code() != VIR_ERR_NO_SUPPORT)
        return found ? found : mem_dup("");
    text = virDomainGetXMLDesc(domain, 0);
    xml = text ? xml_parse(text, "domain", &ignored) : NULL;
    found = xml ? xml_get(xml_root(xml), element) : NULL;
    return found ? found : mem_dup("");
}

char *list_title(virDomainPtr domain)
{
    return metadata(domain, VIR_DOMAIN_METADATA_TITLE, "title");
}

/* ---- the columns -------------------------------------------------------- */

static char *description(virDomainPtr domain)
{
    return metadata(domain, VIR_DOMAIN_METADATA_DESCRIPTION, "description");
}

static char *id(virDomainPtr domain)
{
    unsigned number = virDomainGetID(domain);

    return number == (unsigned)-1 ? mem_dup("-") : mem_fmt("%u", number);
}

static char *name(virDomainPtr domain)
{
    return mem_dup(virDomainGetName(domain));
}

static char *uuid(virDomainPtr domain)
{
    char text[VIR_UUID_STRING_BUFLEN] = "";

    virDomainGetUUIDString(domain, text);
    return mem_dup(text);
}

static char *state(virDomainPtr domain)
{
    return mem_dup(list_state(domain, true));
}

static char *autostart(virDomainPtr domain)
{
    int on = 0;

    virDomainGetAutostart(domain, &on);
    return mem_dup(on ? "yes" : "no");
}

static char *persistent(virDomainPtr domain)
{
    return mem_dup(virDomainIsPersistent(domain) == 1 ? "yes" : "no");
}

static char *memory(virDomainPtr domain)
{
    return mem_fmt("%lu", virDomainGetMaxMemory(domain));
}

static char *vcpus(virDomainPtr domain)
{
    virDomainInfo info = { 0 };

    virDomainGetInfo(domain, &info);
    return mem_fmt("%u", (unsigned)info.nrVirtCpu);
}

/* What it was cloned from. */
static char *source(virDomainPtr domain)
{
    struct lineage lineage = { 0 };
    struct err ignored = ERR_INIT;
    char *text;

    lineage_read(domain, &lineage, &ignored);
    text = mem_dup(lineage.source ? lineage.source : "");
    lineage_done(&lineage);
    return text;
}

enum kind {
    KIND_TEXT,
    KIND_NUMBER, /* in JSON; "-" is null */
    KIND_FLAG,   /* "yes" is true */
};

struct column {
    const char *name, *title;
    char *(*value)(virDomainPtr domain);
    enum kind kind;
};

static const struct column all[] = {
    { "id", "Id", id, KIND_NUMBER },
    { "name", "Name", name, KIND_TEXT },
    { "uuid", "UUID", uuid, KIND_TEXT },
    { "state", "State", state, KIND_TEXT },
    { "title", "Title", list_title, KIND_TEXT },
    { "description", "Description", description, KIND_TEXT },
    { "autostart", "Autostart", autostart, KIND_FLAG },
    { "persistent", "Persistent", persistent, KIND_FLAG },
    { "memory", "Memory (KiB)", memory, KIND_NUMBER },
    { "vcpus", "vCPUs", vcpus, KIND_NUMBER },
    { "source", "Source", source, KIND_TEXT },
};

static const struct column *find(const char *word, struct err *err)
{
    const char *names[COUNT(all)], *near;

    for (size_t i = 0; i < COUNT(all); i++) {
        names[i] = all[i].name;
        if (!strcmp(all[i].name, word))
            return &all[i];
    }
    near = str_closest(word, names, COUNT(all));
    if (near)
        err_usage(err, "there is no column '%s'\nDid you mean '%s'?", word,
                  near);
    else
        err_usage(err, "there is no column '%s'; columns: %s", word,
                  LIST_COLUMNS);
    return NULL;
}

/* ---- forms -------------------------------------------------------------- */

struct columns {
    const struct column *v[2 * COUNT(all)];
    size_t n;
};

static int parse(const char *text, struct columns *ret, struct err *err)
{
    AUTO(free) char *copy = mem_dup(text);
    char *rest = copy, *word;

    while ((word = strsep(&rest, ","))) {
        const struct column *column = find(word, err);

        if (!column)
            return -1;
        if (ret->n == COUNT(ret->v))
            return err_usage(err, "more than %zu columns", COUNT(ret->v));
        ret->v[ret->n++] = column;
    }
    return 0;
}

static void get_row(const struct columns *columns, virDomainPtr domain,
                    struct strv *ret)
{
    for (size_t i = 0; i < columns->n; i++)
        strv_take(ret, columns->v[i]->value(domain));
}

static const char *color(size_t column, const char *cell)
{
    (void)column;
    return color_of_state(cell);
}

static void print_table(struct session *session, const struct columns *columns,
                        const struct domains *domains)
{
    AUTO(table_done) struct table table = { .columns = columns->n };

    for (size_t i = 0; i < columns->n; i++)
        strv_add(&table.cells, columns->v[i]->title);
    for (size_t i = 0; i < domains->n; i++) {
        AUTO(strv_done) struct strv row = { 0 };

        get_row(columns, domains->v[i], &row);
        table_add_list(&table, &row);
    }
    table.color = color_results(session) ? color : NULL;
    table_print(&table, session->out, !session->quiet);
}

/* RFC 4180: quotes where they are needed, and doubled within. */
static void print_csv_cell(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text; text++)
        fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
    putc('"', out);
}

static void print_csv_row(FILE *out, const struct strv *row)
{
    for (size_t i = 0; i < row->n; i++) {
        if (i)
            putc(',', out);
        print_csv_cell(out, row->v[i]);
    }
    putc('\n', out);
}

static void print_csv(struct session *session, const struct columns *columns,
                      const struct domains *domains)
{
    AUTO(strv_done) struct strv head = { 0 };

    for (size_t i = 0; i < columns->n; i++)
        strv_add(&head, columns->v[i]->name);
    if (!session->quiet)
        print_csv_row(session->out, &head);
    for (size_t i = 0; i < domains->n; i++) {
        AUTO(strv_done) struct strv row = { 0 };

        get_row(columns, domains->v[i], &row);
        print_csv_row(session->out, &row);
    }
}

static void put(struct json_object *object, const struct column *column,
                const char *text)
{
    if (column->kind == KIND_FLAG)
        json_put_flag(object, column->name, str_eq(text, "yes"));
    else if (column->kind == KIND_NUMBER && str_is_number(text))
        json_put_number(object, column->name, strtoull(text, NULL, 10));
    else
        json_put_text(object, column->name,
                      column->kind == KIND_NUMBER || !*text ? NULL : text);
}

static void print_json(struct session *session, const struct columns *columns,
                       const struct domains *domains)
{
    struct json_object *array = json_object_new_array();

    for (size_t i = 0; i < domains->n; i++) {
        struct json_object *object = json_object_new_object();
        AUTO(strv_done) struct strv row = { 0 };

        get_row(columns, domains->v[i], &row);
        for (size_t at = 0; at < row.n; at++)
            put(object, columns->v[at], row.v[at]);
        json_object_array_add(array, object);
    }
    json_print(session, array);
}

int list_columns_print(struct session *session, const struct domains *domains,
                       const char *columns, enum list_format format,
                       struct err *err)
{
    struct columns chosen = { .n = 0 };

    if (parse(columns, &chosen, err))
        return -1;
    if (format == LIST_JSON)
        print_json(session, &chosen, domains);
    else if (format == LIST_CSV)
        print_csv(session, &chosen, domains);
    else
        print_table(session, &chosen, domains);
    return 0;
}

void list_columns_all(virDomainPtr domain, struct strv *ret)
{
    for (size_t i = 0; i < COUNT(all); i++) {
        strv_add(ret, all[i].title);
        strv_take(ret, all[i].value(domain));
    }
}

void list_columns_put(virDomainPtr domain, struct json_object *object)
{
    for (size_t i = 0; i < COUNT(all); i++) {
        AUTO(free) char *text = all[i].value(domain);

        put(object, &all[i], text);
    }
}

/* ---- sorting ------------------------------------------------------------ */

struct keyed {
    virDomainPtr domain;
    char *key;
};

/* Who has no value comes last. */
static int compare(const void *a, const void *b)
{
    const char *one = ((const struct keyed *)a)->key;
    const char *two = ((const struct keyed *)b)->key;
    bool none = !*one || str_eq(one, "-"), none2 = !*two || str_eq(two, "-");

    if (none != none2)
        return none ? 1 : -1;
    return strverscmp(one, two);
}

int list_columns_sort(struct domains *domains, const char *column,
                      struct err *err)
{
    const struct column *by = find(column, err);
    struct keyed *rows;

    if (!by)
        return -1;
    rows = mem_new(domains->n, sizeof(*rows));
    for (size_t i = 0; i < domains->n; i++)
        rows[i] = (struct keyed){ domains->v[i], by->value(domains->v[i]) };
    qsort(rows, domains->n, sizeof(*rows), compare);
    for (size_t i = 0; i < domains->n; i++) {
        domains->v[i] = rows[i].domain;
        free(rows[i].key);
    }
    free(rows);
    return 0;
}
