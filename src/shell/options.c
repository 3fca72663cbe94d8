/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/options.h"
#include "base/mem.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Long options without a letter. */
enum {
    OPT_COLOR = 256,
    OPT_HOOK,
    OPT_JSON,
    OPT_KEEP_GOING,
    OPT_NO_HOOKS,
    OPT_NO_PAGER,
    OPT_NO_RC,
    OPT_TIMEOUT,
};

enum { DEBUG_MOST = 4, KEEPALIVE_SECONDS = 5, KEEPALIVE_COUNT = 6 };

static const char letters[] = "+:c:d:e:f:hk:K:l:qrtv::Vx";

static const struct option longs[] = {
    { "color", required_argument, NULL, OPT_COLOR },
    { "connect", required_argument, NULL, 'c' },
    { "debug", required_argument, NULL, 'd' },
    { "echo", no_argument, NULL, 'x' },
    { "escape", required_argument, NULL, 'e' },
    { "file", required_argument, NULL, 'f' },
    { "help", no_argument, NULL, 'h' },
    { "hook", required_argument, NULL, OPT_HOOK },
    { "json", no_argument, NULL, OPT_JSON },
    { "keep-going", no_argument, NULL, OPT_KEEP_GOING },
    { "keepalive-count", required_argument, NULL, 'K' },
    { "keepalive-interval", required_argument, NULL, 'k' },
    { "log", required_argument, NULL, 'l' },
    { "no-hooks", no_argument, NULL, OPT_NO_HOOKS },
    { "no-pager", no_argument, NULL, OPT_NO_PAGER },
    { "norc", no_argument, NULL, OPT_NO_RC },
    { "quiet", no_argument, NULL, 'q' },
    { "readonly", no_argument, NULL, 'r' },
    { "timeout", required_argument, NULL, OPT_TIMEOUT },
    { "timing", no_argument, NULL, 't' },
    { "version", optional_argument, NULL, 'v' },
    { NULL, 0, NULL, 0 },
};

void options_usage(FILE *out)
{
    fputs("\n"
          "virt-twin [options]... [<command_string>]\n"
          "virt-twin [options]... <command> [args...]\n"
          "virt-twin [options]... -f <file>\n"
          "\n"
          "  options:\n"
          "    -c | --connect=URI      hypervisor connection URI\n"
          "         --color=WHEN       colours: always, auto or never\n"
          "    -d | --debug=NUM        debug level of the log [0-4]\n"
          "    -e | --escape <char>    set escape sequence for console\n"
          "    -f | --file=FILE        run the commands in a file ('-' is\n"
          "                            standard input)\n"
          "    -h | --help             this help\n"
          "         --hook=FILE        load this Lua file of hooks, too\n"
          "         --json             one JSON value for each command\n"
          "         --keep-going       a failure does not end a script or a "
          "list\n"
          "    -k | --keepalive-interval=NUM\n"
          "                            keepalive interval in seconds, 0 for "
          "disable\n"
          "    -K | --keepalive-count=NUM\n"
          "                            number of possible missed keepalive "
          "messages\n"
          "    -l | --log=FILE         output logging to file\n"
          "         --no-hooks         load no hooks at all\n"
          "         --no-pager         do not show long results in a pager\n"
          "         --norc             do not run the commands of the rc file\n"
          "    -q | --quiet            quiet mode\n"
          "    -r | --readonly         connect readonly\n"
          "    -t | --timing           print timing information\n"
          "         --timeout=SEC      give up waiting for the hypervisor\n"
          "    -v                      short version\n"
          "    -V                      long version\n"
          "         --version[=TYPE]   version, TYPE is short or long "
          "(default short)\n"
          "    -x | --echo             show each command before it runs\n",
          out);
}

/* Like virsh, take also 0x10 and 010. */
static bool to_int(const char *text, int *ret)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(text, &end, 0);
    if (errno || end == text || *end || number < INT_MIN || number > INT_MAX)
        return false;
    *ret = (int)number;
    return true;
}

static int set_debug(struct options *options, const char *text,
                     struct err *err)
{
    int level;

    if (!to_int(text, &level))
        return err_usage(err, "option -d takes a numeric argument");
    if (level >= 0 && level <= DEBUG_MOST) {
        options->debug = level;
        return 0;
    }
    fprintf(stderr, "error: ignoring debug level %d out of range [0-4]\n",
            level);
    return 0;
}

static int set_escape(struct options *options, const char *text,
                      struct err *err)
{
    bool caret = text[0] == '^' && text[1] >= '@' && text[1] <= '_';

    bool plain = text[0] && text[0] != '^' && !text[1];

    if (!plain && !(caret && !text[2]))
        return err_usage(err, "Invalid string '%s' for escape sequence", text);
    options->escape = text;
    return 0;
}

static int set_interval(struct options *options, const char *text,
                        struct err *err)
{
    int *interval = &options->conn.keepalive_interval;

    if (!to_int(text, interval))
        return err_usage(err, "Invalid value for option -k");
    if (*interval < 0)
        return err_usage(err, "option -k requires a positive integer argument");
    return 0;
}

static int set_count(struct options *options, const char *text,
                     struct err *err)
{
    int count;

    if (!to_int(text, &count))
        return err_usage(err, "Invalid value for option -K");
    if (count <= 0)
        return err_usage(err, "option -K requires a positive integer argument");
    options->conn.keepalive_count = (unsigned)count;
    return 0;
}

static int set_timeout(struct options *options, const char *text,
                       struct err *err)
{
    if (to_int(text, &options->timeout) && options->timeout > 0)
        return 0;
    return err_usage(err, "option --timeout requires a positive integer "
                          "argument");
}

/* Options that are settings. */
static int take_setting(struct options *options, int letter, struct err *err)
{
    struct settings *settings = &options->settings;

    switch (letter) {
    case OPT_COLOR:
        return settings_set(settings, "color", optarg, err);
    case OPT_KEEP_GOING:
        return settings_set(settings, "errexit", "off", err);
    case OPT_NO_PAGER:
        return settings_set(settings, "pager", "off", err);
    case 't':
        return settings_set(settings, "timing", "on", err);
    }
    return -1;
}

static int no_argument_given(int letter, struct err *err)
{
    for (const struct option *o = longs; o->name; o++) {
        if (o->val != letter)
            continue;
        if (letter >= OPT_COLOR)
            return err_usage(err, "option '--%s' requires an argument",
                             o->name);
        return err_usage(err, "option '-%c'/'--%s' requires an argument",
                         letter, o->name);
    }
    return err_usage(err, "option '-%c' requires an argument", letter);
}

/* The long option that was probably meant, or NULL. */
static const char *near_long(const char *word)
{
    const char *names[COUNT(longs)];
    AUTO(free) char *name = NULL;
    size_t n = 0;

    if (!str_starts(word, "--"))
        return NULL;
    while (longs[n].name) {
        names[n] = longs[n].name;
        n++;
    }
    name = mem_ndup(word + 2, strcspn(word + 2, "="));
    return str_closest(name, names, n);
}

static int unsupported(const char *word, struct err *err)
{
    const char *near = near_long(word);

    if (optopt && optopt < OPT_COLOR)
        return err_usage(err, "unsupported option '-%c'. See --help.", optopt);
    return err_usage(err,
                     near ? "unsupported option '%s'. See --help.\n"
                            "Did you mean '--%s'?"
                          : "unsupported option '%s'. See --help.",
                     word, near);
}

/* Options that are no more than a flag or a text. */
static int take_simple(struct options *options, int letter)
{
    switch (letter) {
    case 'c':
        options->conn.uri = optarg;
        options->eager = true;
        return 0;
    case 'f':
        options->script = optarg;
        return 0;
    case 'l':
        options->log = optarg;
        return 0;
    case 'q':
        options->quiet = true;
        return 0;
    case 'r':
        options->conn.readonly = true;
        return 0;
    case 'x':
        options->trace = true;
        return 0;
    case OPT_HOOK:
        strv_add(&options->hooks, optarg);
        return 0;
    case OPT_JSON:
        options->json = true;
        return 0;
    case OPT_NO_HOOKS:
        options->no_hooks = true;
        return 0;
    case OPT_NO_RC:
        options->no_rc = true;
        return 0;
    }
    return -1;
}

static int take(struct options *options, int letter, struct err *err)
{
    switch (letter) {
    case 'd':
        return set_debug(options, optarg, err);
    case 'e':
        return set_escape(options, optarg, err);
    case 'h':
        options->show = SHOW_HELP;
        return 0;
    case 'k':
        return set_interval(options, optarg, err);
    case 'K':
        return set_count(options, optarg, err);
    case 'v':
        options->show = optarg && !strcmp(optarg, "long") ? SHOW_LONG_VERSION
                                                          : SHOW_VERSION;
        return 0;
    case 'V':
        options->show = SHOW_LONG_VERSION;
        return 0;
    case 't':
    case OPT_COLOR:
    case OPT_KEEP_GOING:
    case OPT_NO_PAGER:
        return take_setting(options, letter, err);
    case OPT_TIMEOUT:
        return set_timeout(options, optarg, err);
    case ':':
        return no_argument_given(optopt, err);
    }
    return take_simple(options, letter);
}

static const char *default_uri(void)
{
    static const char *const names[] = { "VIRT_TWIN_DEFAULT_URI",
                                         "VIRSH_DEFAULT_CONNECT_URI" };

    for (size_t i = 0; i < 2; i++) {
        const char *uri = getenv(names[i]);

        if (uri && *uri)
            return uri;
    }
    return NULL;
}

static int check(const struct options *options, struct err *err)
{
    if (options->script && options->n)
        return err_usage(err, "-f '%s' and the command '%s' exclude each other",
                         options->script, options->words[0]);
    if (options->no_hooks && options->hooks.n)
        return err_usage(err, "--no-hooks and --hook '%s' exclude each other",
                         options->hooks.v[0]);
    return 0;
}

int options_parse(int argc, char **argv, struct options *ret, struct err *err)
{
    int letter;

    settings_init(&ret->settings);
    ret->debug = DEBUG_MOST;
    ret->conn.keepalive_interval = KEEPALIVE_SECONDS;
    ret->conn.keepalive_count = KEEPALIVE_COUNT;
    ret->conn.uri = default_uri();
    opterr = 0;
    while ((letter = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        if (letter == '?')
            return unsupported(argv[optind - 1], err);
        if (take(ret, letter, err))
            return -1;
        if (ret->show)
            return 0;
    }
    ret->words = argv + optind;
    ret->n = (size_t)(argc - optind);
    return check(ret, err);
}

void options_done(struct options *options)
{
    strv_done(&options->hooks);
    settings_done(&options->settings);
}

/* ---- completion --------------------------------------------------------- */

const char *options_name(size_t n)
{
    return longs[n].name;
}

static const struct option *find_long(const char *word)
{
    size_t n = strcspn(word, "=");

    for (const struct option *o = longs; o->name; o++)
        if (strlen(o->name) == n && !strncmp(o->name, word, n))
            return o;
    return NULL;
}

/* The last letter of "-qc" may want a value, which may be within the word. */
static const struct option *find_letter(const char *word, const char **value)
{
    for (; *word; word++)
        for (const struct option *o = longs; o->name; o++)
            if (o->val == *word && o->has_arg == required_argument) {
                *value = word[1] ? word + 1 : NULL;
                return o;
            }
    return NULL;
}

static const struct option *find_option(const char *word, const char **value)
{
    const char *equals = strchr(word, '=');

    *value = NULL;
    if (!str_starts(word, "--"))
        return find_letter(word + 1, value);
    *value = equals ? equals + 1 : NULL;
    return find_long(word + 2);
}

void options_place(const struct strv *words, struct options_place *ret)
{
    size_t i = 0;

    *ret = (struct options_place){ .first = 0 };
    for (; i < words->n && *words->v[i] == '-' && words->v[i][1]; i++) {
        const char *word = words->v[i], *value;
        const struct option *option = find_option(word, &value);

        ret->readonly |= str_eq(word, "--readonly") ||
                         (word[1] != '-' && !option && strchr(word, 'r'));
        ret->value_of = NULL;
        if (!option || option->has_arg != required_argument)
            continue;
        if (!value && i + 1 == words->n)
            ret->value_of = option->name;
        else if (!value)
            value = words->v[++i];
        if (option->val == 'c')
            ret->uri = value;
    }
    ret->first = i;
}
