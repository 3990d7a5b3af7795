#include "options.h"

#include "console.h"

#include <getopt.h>
#include <stdlib.h>

/* Options without a letter of their own. */
enum {
    OPT_TO = 256,
    OPT_TABLE,
    OPT_TABLES,
    OPT_BY,
    OPT_WHERE,
    OPT_ONLY,
    OPT_EXCLUDE,
    OPT_EXCLUDE_FILES,
    OPT_SINCE,
    OPT_UNTIL,
    OPT_META,
    OPT_COLOR,
    OPT_BOM,
    OPT_SEP,
    OPT_DECIMAL,
    OPT_RAW,
    OPT_CHARTS,
    OPT_STRICT,
    OPT_ASCII,
    OPT_BASELINE,
    OPT_THRESHOLD,
    OPT_FAIL_ON,
    OPT_MATRIX,
    OPT_REQUEST,
    OPT_BUCKET,
    OPT_COLD,
    OPT_CACHED,
    OPT_MAP,
    OPT_TZ,
    OPT_REFERENCE,
    OPT_SLO,
    OPT_SORT,
    OPT_SPLIT,
    OPT_RANKS,
    OPT_RANKS_PATTERN,
    OPT_NO_COPIES,
    OPT_FOR
};

/* Every option once: its letter or number, which of the commands take it (by a letter in command.options), its help. */
static const struct known_option {
    int value;
    char group; /* d database, i input, e input without a selection, k import and merge, s selection, r report, g
                   goodput, o output, v colours, t table, c compare, f schema, q quiet */
    const char *name, *argument, *help;
} known_options[] = {
    {'d', 'd', "database", "DB", "keep the facts in DB, or read them from it"},
    {'m', 'i', "model", "NAME", "the model of requests whose log does not say"},
    {'l', 'i', "label", "NAME", "a label for these files (NAME=PATH labels one)"},
    {OPT_META, 'i', "meta", "KEY=VALUE", "declare something of the machine: host, gpu, …"},
    {OPT_RANKS, 'i', "ranks", "FILE", "count answers in tokens of this vocabulary (cl100k_base.tiktoken)"},
    {OPT_RANKS_PATTERN, 'i', "ranks-pattern", "REGEX", "how that vocabulary splits text, where it is not a known one"},
    {OPT_MAP, 'i', "map", "COLUMN=FIELD:UNIT",
     "what a table's column is: speed=eval_rate:tokens/s, lat=ttft:ms, x=none"},
    {OPT_TZ, 'i', "tz", "ZONE", "the zone of a server log's clock: +02:00, UTC, local (that of TZ)"},
    {OPT_NO_COPIES, 'k', "no-copies", NULL, "do not keep the answers of slow views (other SQLite tools want them)"},
    {OPT_BY, 's', "by", "KEY",
     "one row a model, family, size, quantization, label, host, meta.KEY, …; may be repeated"},
    {OPT_BUCKET, 's', "bucket", "KEY=N,N", "and a row for each range of prompt, output or concurrency"},
    {OPT_WHERE, 's', "where", "SQL", "only requests for which this condition holds"},
    {OPT_ONLY, 's', "only", "KEY=GLOB", "only requests whose model, label, … matches"},
    {OPT_EXCLUDE, 's', "exclude", "KEY=GLOB|GLOB", "without these; a GLOB alone names files that are not read"},
    {OPT_EXCLUDE_FILES, 'e', "exclude", "GLOB", "do not read files and directories of this name; may be repeated"},
    {OPT_SINCE, 's', "since", "TIME", "only requests that ended at TIME or later (2026-08-21 or RFC 3339)"},
    {OPT_UNTIL, 's', "until", "TIME", "only requests that ended before TIME"},
    {OPT_COLD, 's', "cold", "WHICH", "cold starts: include them in TTFT, exclude them, or only them"},
    {OPT_CACHED, 's', "cached", "WHICH", "requests with a cached prompt likewise"},
    {OPT_REFERENCE, 's', "ref-tokenizer", "MODEL", "normalised rates in tokens of MODEL"},
    {OPT_SLO, 'g', "slo", "OBJECTIVE", "the share of requests that meet ttft=2s,decode=7,latency=30s (any of these)"},
    {OPT_SORT, 'r', "sort", "METRIC[:desc]", "order the rows by this column (default: decode rate, descending)"},
    {OPT_SPLIT, 'r', "split", "KEY", "a report for each label, host, …: -o 'report-{label}.xlsx'"},
    {OPT_BASELINE, 'r', "baseline", "NAME",
     "the row that the others are compared with (a workbook's: the first with 6 requests)"},
    {'M', 'r', "metrics", "LIST", "only these columns, such as ttft,tpot,decode"},
    {'p', 's', "percentiles", "LIST", "further percentiles, such as 50,90,99.9, in a table of their own"},
    {'o', 'o', "output", "FILE", "write to FILE; the suffix chooses the format; may be repeated"},
    {OPT_TO, 'o', "to", "FORMAT", "table, md, csv, tsv, json, jsonl, xlsx or jsonl-bits"},
    {'a', 's', "all", NULL, "all columns; in several tables where a terminal is too narrow"},
    {OPT_CHARTS, 'o', "charts", NULL, "Markdown: add charts"},
    {OPT_BOM, 'o', "bom", NULL, "CSV: start with a byte order mark, for Excel"},
    {OPT_SEP, 'o', "sep", "CHAR", "CSV: separator"},
    {OPT_DECIMAL, 'o', "decimal", "CHAR", "CSV: decimal mark"},
    {OPT_RAW, 'o', "raw", NULL, "CSV: leave text alone that a spreadsheet would run as a formula"},
    {OPT_COLOR, 'v', "color", "WHEN", "auto, always or never"},
    {OPT_ASCII, 'o', "ascii", NULL, "plain characters only"},
    {OPT_BASELINE, 'c', "baseline", "NAME", "compare with NAME instead of the first with 6 requests"},
    {'M', 'c', "metric", "METRIC", "compare METRIC; may be repeated"},
    {OPT_MATRIX, 'c', "matrix", "METRIC", "each against each other, in METRIC"},
    {OPT_THRESHOLD, 'c', "threshold", "PERCENT", "what differs by less is about the same (default: 2%)"},
    {OPT_FAIL_ON, 'c', "fail-on", "slower", "exit 4 where a candidate is slower in any metric"},
    {OPT_REQUEST, 'x', "request", "ID", "the request to work the figures on (request_id of evalrate export)"},
    {OPT_FOR, 'f', "for", "ENGINE", "postgresql, duckdb, clickhouse, clickhouse-18, or the latter two with -sharded"},
    {OPT_TABLE, 't', "table", "NAME", "which table or view (default: requests)"},
    {OPT_TABLES, 't', "tables", NULL, "list the tables and views"},
    {OPT_STRICT, 'q', "strict", NULL, "exit 4 where anything was left out"},
    {'q', 'q', "quiet", NULL, "say only what went wrong"},
    {'h', '*', "help", NULL, "show this help"},
    {'V', '*', "version", NULL, "show the version"},
};

enum { KNOWN = sizeof known_options / sizeof *known_options };

static bool takes(const struct command *command, const struct known_option *option)
{
    return option->group == '*' || strchr(command->options, option->group) != NULL;
}

void options_help(const struct command *command, FILE *out)
{
    fprintf(out, "usage: evalrate%s%s %s\n\n%s\n", command->name[0] ? " " : "", command->name, command->usage,
            command->help);
    fprintf(out, "\noptions:\n");
    for (size_t i = 0; i < KNOWN; i++) {
        const struct known_option *option = &known_options[i];
        char name[40], letter[5] = "    ";
        if (!takes(command, option))
            continue;
        if (option->value < 256)
            snprintf(letter, sizeof letter, "-%c, ", option->value);
        snprintf(name, sizeof name, "--%s%s%s", option->name, option->argument ? " " : "",
                 option->argument ? option->argument : "");
        fprintf(out, "  %s%-22s %s\n", letter, name, option->help);
    }
}

static bool wrong(const struct command *command, const char *message, const char *word)
{
    console_error("%s '%s'; see: evalrate%s%s --help", message, word, command->name[0] ? " " : "", command->name);
    return false;
}

static bool append(const char **list, size_t *count, const char *word)
{
    if (*count == OPTIONS_LIST)
        return false;
    list[(*count)++] = word;
    return true;
}

/* "50,90,99.9" as whole numbers per 100,000. */
static bool parse_percentiles(struct options *options, struct span list)
{
    while (list.len) {
        struct span word = span_first(list, span_find_byte(list, ','));
        struct maybe_real percent = span_to_real(span_trim(word));
        if (!percent.known || percent.value < 0 || percent.value > 100 || options->quantile_count == OPTIONS_LIST)
            return false;
        options->quantiles[options->quantile_count++] = (int64_t)(percent.value * 1000 + 0.5);
        list = span_from(list, word.len + 1);
    }
    return true;
}

static bool parse_color(struct options *options, const char *word)
{
    static const char *const words[] = {"auto", "always", "never"};
    for (unsigned i = 0; i < 3; i++) {
        if (strcmp(word, words[i]) == 0) {
            options->color = i;
            return true;
        }
    }
    return false;
}

static bool parse_class(enum class_choice *choice, const char *word)
{
    static const char *const words[] = {
        [CLASS_INCLUDE] = "include", [CLASS_EXCLUDE] = "exclude", [CLASS_ONLY] = "only"};
    for (unsigned i = CLASS_INCLUDE; i <= CLASS_ONLY; i++) {
        if (strcmp(word, words[i]) == 0) {
            *choice = i;
            return true;
        }
    }
    return false;
}

static bool is_pair(const char *word)
{
    const char *equals = strchr(word, '=');
    return equals && equals > word && equals - word < 100;
}

/* A one-byte option value that a CSV file can use. */
static bool parse_char(const char *word, const char *allowed, char *out)
{
    if (strcmp(word, "\\t") == 0 || strcmp(word, "tab") == 0)
        word = "\t";
    *out = word[0];
    return word[0] && !word[1] && strchr(allowed, word[0]);
}

/* "2%" or "2 %" as 0.02; a number without the sign is a percentage, too. */
static bool parse_threshold(struct span word, double *threshold)
{
    if (span_ends(word, SPAN("%")))
        word.len--;
    struct maybe_real percent = span_to_real(span_trim(word));
    *threshold = percent.value / 100;
    return percent.known && percent.value >= 0 && percent.value < 1000;
}

static bool take_option(struct options *o, int value, const char *argument)
{
    switch (value) {
    case 'd':
        o->database = argument;
        return true;
    case 'm':
        o->model = argument;
        return true;
    case 'l':
        o->label = argument;
        return true;
    case 'o':
        return append(o->outputs, &o->output_count, argument);
    case 'p':
        return parse_percentiles(o, span_of(argument));
    case 'a':
        o->all_columns = true;
        return true;
    case 'q':
        o->quiet = true;
        return true;
    case OPT_TO:
        o->to = argument;
        return exporter_named(argument) != NULL;
    case OPT_TABLE:
        o->table = argument;
        return true;
    case OPT_FOR:
        o->engine = argument;
        return true;
    case OPT_TABLES:
        o->list_tables = true;
        return true;
    case OPT_BY:
        return append(o->by, &o->by_count, argument);
    case OPT_RANKS:
        o->ranks = argument;
        return true;
    case OPT_RANKS_PATTERN:
        o->ranks_pattern = argument;
        return true;
    case OPT_BUCKET:
        return is_pair(argument) && append(o->buckets, &o->bucket_count, argument);
    case OPT_COLD:
        return parse_class(&o->cold, argument);
    case OPT_CACHED:
        return parse_class(&o->cached, argument);
    case OPT_REFERENCE:
        o->reference = argument;
        return true;
    case OPT_SLO:
        o->objective = argument;
        return is_pair(argument);
    case OPT_SORT:
        o->sort = argument;
        return true;
    case OPT_SPLIT:
        o->split = argument;
        return true;
    case OPT_WHERE:
        o->where = argument;
        return true;
    case OPT_SINCE:
        o->since = argument;
        return true;
    case OPT_UNTIL:
        o->until = argument;
        return true;
    case OPT_ONLY:
        return is_pair(argument) && append(o->only, &o->only_count, argument);
    case OPT_EXCLUDE:
        return is_pair(argument) ? append(o->exclude, &o->exclude_count, argument)
                                 : append(o->excluded_files, &o->excluded_file_count, argument);
    case OPT_EXCLUDE_FILES:
        return !is_pair(argument) && append(o->excluded_files, &o->excluded_file_count, argument);
    case OPT_META:
        return is_pair(argument) && append(o->declared, &o->declared_count, argument);
    case OPT_MAP:
        return column_map_fits(argument) && append(o->map, &o->map_count, argument);
    case OPT_TZ:
        return zone_parse(span_of(argument), &o->zone);
    case OPT_COLOR:
        return parse_color(o, argument);
    case OPT_BOM:
        o->export.bom = true;
        return true;
    case OPT_RAW:
        o->export.raw = true;
        return true;
    case OPT_CHARTS:
        o->export.charts = true;
        return true;
    case OPT_SEP:
        return parse_char(argument, ",;|\t", &o->export.separator);
    case OPT_DECIMAL:
        return parse_char(argument, ".,", &o->export.decimal);
    case OPT_ASCII:
        o->export.unicode = false;
        return true;
    case OPT_BASELINE:
        o->baseline = argument;
        return true;
    case OPT_MATRIX:
        o->matrix = argument;
        return true;
    case OPT_THRESHOLD:
        return parse_threshold(span_of(argument), &o->threshold);
    case OPT_FAIL_ON:
        o->fail_on = strcmp(argument, "slower") == 0;
        return o->fail_on;
    case 'M':
        return append(o->metrics, &o->metric_count, argument);
    case OPT_REQUEST:
        o->request = span_to_count(span_of(argument));
        return o->request.known;
    case OPT_NO_COPIES:
        o->no_copies = true;
        return true;
    case OPT_STRICT:
        o->strict = true;
        return true;
    default:
        return false;
    }
}

/* getopt's tables, made from ours. */
static void make_tables(const struct command *command, struct option *longs, char *shorts)
{
    size_t count = 0;
    *shorts++ = ':'; /* a missing argument is told apart from an unknown option */
    for (size_t i = 0; i < KNOWN; i++) {
        const struct known_option *option = &known_options[i];
        if (!takes(command, option))
            continue;
        longs[count++] =
            (struct option){option->name, option->argument ? required_argument : no_argument, NULL, option->value};
        if (option->value < 256) {
            *shorts++ = (char)option->value;
            if (option->argument)
                *shorts++ = ':';
        }
    }
    longs[count] = (struct option){0};
    *shorts = '\0';
}

bool options_parse(int argc, char **argv, const struct command *command, struct options *options, bool *finished)
{
    struct option longs[KNOWN + 1];
    char shorts[2 * KNOWN + 2];
    make_tables(command, longs, shorts);
    *options =
        (struct options){.export = {.separator = ',', .decimal = '.', .unicode = true}, .label = "", .threshold = 0.02};
    *finished = false;
    opterr = 0;
    optind = 1;
    for (int value; (value = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
        if (value == 'h') {
            options_help(command, stdout);
            *finished = true;
            return true;
        }
        if (value == 'V') {
            puts("evalrate " EVALRATE_VERSION);
            *finished = true;
            return true;
        }
        if (value == '?')
            return wrong(command, "unknown option", argv[optind - 1]);
        if (value == ':')
            return wrong(command, "a value is missing after", argv[optind - 1]);
        if (!take_option(options, value, optarg))
            return wrong(command, "this option cannot have the value", optarg);
    }
    options->operand_count = (size_t)(argc - optind);
    options->operands = argv + optind;
    return true;
}
