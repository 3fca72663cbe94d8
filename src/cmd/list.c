/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "cmd/list_columns.h"
#include "cmd/list_tree.h"
#include "shell/color.h"
#include "shell/json.h"
#include "shell/session.h"
#include "shell/table.h"
#include "virt/domains.h"
#include "virt/error.h"

#include <fnmatch.h>

struct list_args {
    bool inactive, all, transient, persistent;
    bool with_snapshot, without_snapshot, with_checkpoint, without_checkpoint;
    bool state_running, state_paused, state_shutoff, state_other;
    bool autostart, no_autostart, with_managed_save, without_managed_save;
    bool uuid, name, id, table, managed_save, title, tree, json;
    char *columns, *format, *sort;
    struct strv patterns;
};

static const struct field fields[] = {
    { FIELD(struct list_args, inactive), .name = "inactive",
      .help = "list inactive domains" },
    { FIELD(struct list_args, all), .name = "all",
      .help = "list inactive & active domains" },
    { FIELD(struct list_args, transient), .name = "transient",
      .help = "list transient domains" },
    { FIELD(struct list_args, persistent), .name = "persistent",
      .help = "list persistent domains" },
    { FIELD(struct list_args, with_snapshot), .name = "with-snapshot",
      .help = "list domains with existing snapshot" },
    { FIELD(struct list_args, without_snapshot), .name = "without-snapshot",
      .help = "list domains without a snapshot" },
    { FIELD(struct list_args, with_checkpoint), .name = "with-checkpoint",
      .help = "list domains with existing checkpoint" },
    { FIELD(struct list_args, without_checkpoint), .name = "without-checkpoint",
      .help = "list domains without a checkpoint" },
    { FIELD(struct list_args, state_running), .name = "state-running",
      .help = "list domains in running state" },
    { FIELD(struct list_args, state_paused), .name = "state-paused",
      .help = "list domains in paused state" },
    { FIELD(struct list_args, state_shutoff), .name = "state-shutoff",
      .help = "list domains in shutoff state" },
    { FIELD(struct list_args, state_other), .name = "state-other",
      .help = "list domains in other states" },
    { FIELD(struct list_args, autostart), .name = "autostart",
      .help = "list domains with autostart enabled" },
    { FIELD(struct list_args, no_autostart), .name = "no-autostart",
      .help = "list domains with autostart disabled" },
    { FIELD(struct list_args, with_managed_save), .name = "with-managed-save",
      .help = "list domains with managed save state" },
    { FIELD(struct list_args, without_managed_save),
      .name = "without-managed-save",
      .help = "list domains without managed save" },
    { FIELD(struct list_args, uuid), .name = "uuid",
      .help = "list uuid's only" },
    { FIELD(struct list_args, name), .name = "name",
      .help = "list domain names only" },
    { FIELD(struct list_args, id), .name = "id",
      .help = "list domain IDs only" },
    { FIELD(struct list_args, table), .name = "table",
      .help = "list table (default)" },
    { FIELD(struct list_args, managed_save), .name = "managed-save",
      .help = "mark inactive domains with managed save state" },
    { FIELD(struct list_args, title), .name = "title",
      .help = "show domain title" },
    { FIELD(struct list_args, tree), .name = "tree",
      .help = "clones under their source, of all domains" },
    { FIELD(struct list_args, columns), .name = "columns",
      .complete = COMPLETE_COLUMNS, .values = LIST_COLUMNS,
      .help = "show these, a comma between two, or columns of scripts: "
              LIST_COLUMNS },
    { FIELD(struct list_args, format), .name = "format",
      .complete = COMPLETE_WORDS, .values = "table csv json",
      .help = "how to show them" },
    JSON_ROW(struct list_args),
    { FIELD(struct list_args, sort), .name = "sort",
      .complete = COMPLETE_COLUMN, .values = LIST_COLUMNS,
      .help = "sort by a column, numbers in names as numbers" },
    { FIELD(struct list_args, patterns), .name = "pattern",
      .flags = FIELD_DATA | FIELD_REST, .complete = COMPLETE_DOMAIN,
      .help = "only domains with such a name: 'web-*'" },
    FIELD_END,
};

/* Only ids: then who has none is left out. */
static bool ids_alone(const struct list_args *args)
{
    return args->id && !args->uuid && !args->name;
}

/* Flags of one group are alternatives to libvirt, groups are not. */
static unsigned filter(const struct list_args *args)
{
    const struct {
        bool wanted;
        unsigned flag;
    } rows[] = {
        { args->persistent, VIR_CONNECT_LIST_DOMAINS_PERSISTENT },
        { args->transient, VIR_CONNECT_LIST_DOMAINS_TRANSIENT },
        { args->with_managed_save, VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE },
        { args->without_managed_save, VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE },
        { args->autostart, VIR_CONNECT_LIST_DOMAINS_AUTOSTART },
        { args->no_autostart, VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART },
        { args->with_snapshot, VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT },
        { args->without_snapshot, VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT },
        { args->with_checkpoint, VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT },
        { args->without_checkpoint, VIR_CONNECT_LIST_DOMAINS_NO_CHECKPOINT },
        { args->state_running, VIR_CONNECT_LIST_DOMAINS_RUNNING },
        { args->state_paused, VIR_CONNECT_LIST_DOMAINS_PAUSED },
        { args->state_shutoff, VIR_CONNECT_LIST_DOMAINS_SHUTOFF },
        { args->state_other, VIR_CONNECT_LIST_DOMAINS_OTHER },
    };
    unsigned flags = 0;

    for (size_t i = 0; i < COUNT(rows); i++)
        flags |= rows[i].wanted ? rows[i].flag : 0u;
    if (args->all || (args->tree && !args->inactive))
        return flags | VIR_CONNECT_LIST_DOMAINS_ACTIVE |
               VIR_CONNECT_LIST_DOMAINS_INACTIVE;
    return flags | (args->inactive || args->state_shutoff
                        ? VIR_CONNECT_LIST_DOMAINS_INACTIVE
                        : VIR_CONNECT_LIST_DOMAINS_ACTIVE);
}

struct id_text {
    char text[16];
};

static struct id_text id_text(virDomainPtr domain)
{
    unsigned id = virDomainGetID(domain);
    struct id_text out = { "-" };

    if (id != (unsigned)-1)
        snprintf(out.text, sizeof(out.text), "%u", id);
    return out;
}

static const char *color(size_t column, const char *cell)
{
    return column == 2 ? color_of_state(cell) : NULL;
}

static void print_table(struct session *session, const struct list_args *args,
                        const struct domains *domains)
{
    AUTO(table_done) struct table table = { 0 };
    const char *column = args->title ? "Title" : NULL;
    int *states = mem_new(domains->n, sizeof(*states));

    domains_states(domains, states);
    table_add(&table, "Id", "Name", "State", column, NULL);
    for (size_t i = 0; i < domains->n; i++) {
        virDomainPtr domain = domains->v[i];
        AUTO(free) char *title = args->title ? list_title(domain) : NULL;

        table_add(&table, id_text(domain).text, virDomainGetName(domain),
                  list_state(domain, states[i], args->managed_save), title,
                  NULL);
    }
    free(states);
    table.color = color_results(session) ? color : NULL;
    table_print(&table, session->out, !session->quiet);
}

static struct json_object *domain_json(virDomainPtr domain, int state)
{
    struct json_object *object = json_object_new_object();
    AUTO(free) char *title = list_title(domain);
    char uuid[VIR_UUID_STRING_BUFLEN] = "";
    unsigned id = virDomainGetID(domain);
    int autostart = 0;

    virDomainGetUUIDString(domain, uuid);
    virDomainGetAutostart(domain, &autostart);
    if (id == (unsigned)-1)
        json_put_text(object, "id", NULL);
    else
        json_put_number(object, "id", id);
    json_put_text(object, "name", virDomainGetName(domain));
    json_put_text(object, "uuid", uuid);
    json_put_text(object, "state", list_state(domain, state, true));
    json_put_flag(object, "persistent", virDomainIsPersistent(domain) == 1);
    json_put_flag(object, "autostart", autostart != 0);
    json_put_text(object, "title", *title ? title : NULL);
    return object;
}

static void print_json(struct session *session, const struct domains *domains)
{
    struct json_object *array = json_object_new_array();
    int *states = mem_new(domains->n, sizeof(*states));

    domains_states(domains, states);
    for (size_t i = 0; i < domains->n; i++)
        json_object_array_add(array, domain_json(domains->v[i], states[i]));
    free(states);
    json_print(session, array);
}

static void print_words(FILE *out, const struct list_args *args,
                        virDomainPtr domain)
{
    AUTO(strv_done) struct strv words = { 0 };
    AUTO(free) char *line = NULL;
    char uuid[VIR_UUID_STRING_BUFLEN] = "";

    if (ids_alone(args) && virDomainIsActive(domain) == 0)
        return;
    if (args->uuid && virDomainGetUUIDString(domain, uuid) == 0)
        strv_add(&words, uuid);
    if (args->id)
        strv_add(&words, id_text(domain).text);
    if (args->name)
        strv_add(&words, virDomainGetName(domain));
    line = strv_join(&words, " ");
    fprintf(out, "%s\n", line);
}

static bool matches(const struct strv *patterns, const char *name)
{
    for (size_t i = 0; i < patterns->n; i++)
        if (!fnmatch(patterns->v[i], name, 0))
            return true;
    return !patterns->n;
}

/* Rather an option that was meant than the name of nothing. */
static int check_patterns(const struct domains *domains,
                          const struct strv *patterns, struct err *err)
{
    for (size_t i = 0; i < patterns->n; i++) {
        const struct strv one = { &patterns->v[i], 1 };
        bool found = *one.v[0] != '-';

        for (size_t j = 0; !found && j < domains->n; j++)
            found = matches(&one, virDomainGetName(domains->v[j]));
        if (!found)
            return err_usage(err, "unexpected data '%s'", one.v[0]);
    }
    return 0;
}

static void choose(struct domains *domains, const struct strv *patterns)
{
    size_t kept = 0;

    for (size_t i = 0; i < domains->n; i++) {
        if (matches(patterns, virDomainGetName(domains->v[i])))
            domains->v[kept++] = domains->v[i];
        else
            domain_free(domains->v[i]);
    }
    if (domains->v)
        domains->v[kept] = NULL;
    domains->n = kept;
}

static enum list_format format_of(const struct session *session,
                                  const struct list_args *args)
{
    const char *format =
        args->format ? args->format : session->settings.format;

    if (session->json || str_eq(format, "json"))
        return LIST_JSON;
    return str_eq(format, "csv") ? LIST_CSV : LIST_TABLE;
}

static int check(const struct list_args *args, struct err *err)
{
    const char *other = args->name   ? "name"
                        : args->uuid ? "uuid"
                        : args->id   ? "id"
                                     : NULL;

    if (args->tree && (other || args->title || args->table))
        return err_usage(
            err, "Options --tree and --%s are mutually exclusive",
            other ? other : args->title ? "title" : "table");
    if (other && (args->columns || args->format))
        return err_usage(err, "Options --%s and --%s are mutually exclusive",
                         args->columns ? "columns" : "format", other);
    if (args->table && other)
        return err_usage(
            err, "Options --table and --%s are mutually exclusive", other);
    return 0;
}

static int print(struct session *session, const struct list_args *args,
                 const struct domains *domains, struct err *err)
{
    enum list_format format = format_of(session, args);
    const char *columns = args->columns      ? args->columns
                          : format == LIST_CSV ? "id,name,uuid,state"
                                               : NULL;

    if (columns)
        return list_columns_print(session, domains, columns, format, err);
    if (format == LIST_JSON)
        print_json(session, domains);
    else if (!args->uuid && !args->name && !args->id)
        print_table(session, args, domains);
    else
        for (size_t i = 0; i < domains->n; i++)
            print_words(session->out, args, domains->v[i]);
    return 0;
}

static int run(struct session *session, void *words, struct err *err)
{
    struct list_args *args = words;
    AUTO(domains_done) struct domains domains = { 0 };
    virConnectPtr vir = NULL;

    if (check(args, err) < 0 || !(vir = session_connect(session, err)) ||
        domains_list(vir, filter(args), &domains, err) < 0 ||
        check_patterns(&domains, &args->patterns, err))
        return -1;
    choose(&domains, &args->patterns);
    if (args->tree && !session->json)
        return list_tree_print(session, &domains, err);
    domains_sort(&domains);
    if (args->sort && list_columns_sort(session, &domains, args->sort, err))
        return -1;
    return print(session, args, &domains, err);
}

const struct command cmd_list = {
    .name = "list",
    .group = "domain",
    .help = "list domains",
    .desc = "Print the active domains, or those that the options choose: "
            "options of one kind are alternatives, kinds are combined.",
    .example = "list --all --title\nlist --state-shutoff --name\n"
               "list --all 'web-*' --sort name --columns name,state,memory",
    .fields = fields,
    .size = sizeof(struct list_args),
    .flags = COMMAND_READS | COMMAND_JSON | COMMAND_PAGED,
    .run = run,
};
