#include "commands.h"

#include "cli.h"
#include "console.h"
#include "display.h"
#include "grid.h"
#include "rank_count.h"
#include "selection.h"
#include "split.h"

#include <stdlib.h>

/* --- importing ---------------------------------------------------------------------------------------------------- */

int fail(const struct failure *why)
{
    console_error("%s", why->message);
    return EXIT_FAILED;
}

static const char *declared_host(const struct options *options)
{
    for (size_t i = 0; i < options->declared_count; i++)
        if (strncmp(options->declared[i], "host=", 5) == 0)
            return options->declared[i] + 5;
    return "";
}

static void tell_failed(void *ctx, const struct failure *why)
{
    (void)ctx;
    console_error("%s", why->message);
}

static void print_clean(struct span text)
{
    struct buffer clean = {0};
    display_add(&clean, text);
    fwrite(clean.ptr, 1, clean.len, stdout);
    buffer_release(&clean);
}

/* path:line: read 'gen_tps' as decode rate in tokens/s */
static void tell_column(void *ctx, const char *path, int64_t line, struct span name, const char *meaning)
{
    (void)ctx;
    print_clean(span_of(path));
    printf(":%lld: read '", (long long)line);
    print_clean(name);
    printf("' as %s\n", meaning);
}

static bool import_counting(struct store *store, const struct options *options, struct rank_counter *ranks,
                            struct batch_totals *totals, struct failure *why)
{
    struct console_progress progress = {.quiet = options->quiet};
    struct batch_options batch = {
        .label = options->label,
        .host = declared_host(options),
        .ingest = {.model = options->model ? span_of(options->model) : (struct span){0},
                   .zone = options->zone,
                   .columns = {.map_count = options->map_count, .map = options->map},
                   .ranks = ranks},
        .declared_count = options->declared_count,
        .declared = options->declared,
        .exclude_count = options->excluded_file_count,
        .excluded = options->excluded_files,
    };
    if (options->tells_columns)
        batch.ingest.columns.read_as = tell_column;
    struct batch_watch watch = {.ctx = &progress, .failed = tell_failed, .progress = console_show_progress};
    bool done = batch_import(store, options->operand_count, options->operands, &batch, &watch, totals, why);
    console_end_progress(&progress);
    return done;
}

bool import_operands(struct store *store, const struct options *options, struct batch_totals *totals,
                     struct failure *why)
{
    struct rank_counter *ranks = NULL;
    *totals = (struct batch_totals){0};
    if (options->ranks && !(ranks = rank_counter_open(options->ranks, options->ranks_pattern, why)))
        return false;
    bool done = import_counting(store, options, ranks, totals, why);
    rank_counter_close(ranks);
    return done;
}

/* What a run's sum means for the exit code. */
int exit_code(const struct options *options, const struct batch_totals *totals, bool found)
{
    if (totals->failed)
        return EXIT_FAILED;
    if (options->strict && totals->problems)
        return EXIT_STRICT;
    return found ? EXIT_DONE : EXIT_NOTHING;
}

static void say_summary(const struct options *options, const struct batch_totals *totals)
{
    char summary[300];
    batch_summary(totals, summary, sizeof summary);
    if (!options->quiet && (totals->files || totals->excluded))
        console_say("%s%s", summary, totals->problems ? " (evalrate check tells which)" : "");
}

static int run_import(const struct options *options)
{
    struct failure why;
    struct batch_totals totals;
    if (options->operand_count == 0) {
        console_error("nothing to import; name files or directories, or - for standard input");
        return EXIT_USAGE;
    }
    struct store *store = store_open(options->database ? options->database : DEFAULT_DATABASE, &why);
    if (!store)
        return fail(&why);
    if (!options->no_copies)
        store_keep_copies(store);
    bool done = import_operands(store, options, &totals, &why);
    store_close(store);
    if (!done)
        return fail(&why);
    say_summary(options, &totals);
    int64_t kept = totals.requests + totals.repeats + totals.known;
    int64_t facts = totals.accesses + totals.benchmarks + totals.model_facts + totals.fact_repeats;
    return exit_code(options, &totals, kept + facts > 0);
}

/* --- what a report reads from ------------------------------------------------------------------------------------- */

/* The store of a report: the database of -d, or the operands in memory. Sets *code where there is none. */
struct store *open_for_report(const struct options *options, struct batch_totals *totals, int *code)
{
    struct failure why;
    *totals = (struct batch_totals){0};
    *code = EXIT_FAILED;
    if (options->database && options->operand_count) {
        console_error("either a database (-d) or files, not both; evalrate import adds files to a database");
        *code = EXIT_USAGE;
        return NULL;
    }
    if (!options->operand_count && options->excluded_file_count) {
        console_error("'%s' names files, and none are read here; --exclude KEY=GLOB leaves requests out, such as"
                      " source=GLOB",
                      options->excluded_files[0]);
        *code = EXIT_USAGE;
        return NULL;
    }
    struct store *store = NULL;
    if (!options->operand_count) {
        store = store_open_read(options->database ? options->database : DEFAULT_DATABASE, &why);
    } else if ((store = store_open(NULL, &why)) && !import_operands(store, options, totals, &why)) {
        store_close(store);
        store = NULL;
    }
    if (!store)
        fail(&why);
    return store;
}

bool select_requests(struct store *store, const struct options *options, struct failure *why)
{
    struct selection_text text = {0};
    struct selection selection;
    bool done = selection_make(options, &text, &selection, why) && store_select(store, &selection, why);
    selection_release(&text);
    return done;
}

/* --- report ------------------------------------------------------------------------------------------------------- */

/* Where the i-th output goes; without -o there is one, standard output. */
bool target_of(const struct options *options, size_t i, const struct exporter *fallback, struct report_target *target,
               struct failure *why)
{
    *target =
        (struct report_target){.path = options->output_count ? options->outputs[i] : "-", .options = options->export};
    if (options->to)
        target->exporter = exporter_named(options->to);
    else if (strcmp(target->path, "-") == 0)
        target->exporter = fallback;
    else
        target->exporter = exporter_for_path(target->path);
    if (!target->exporter)
        return failure_set(
            why, "the suffix of '%s' names no format; use .md, .csv, .tsv, .json, .jsonl, .xlsx or .txt, or --to",
            target->path);
    if (strcmp(target->path, "-") == 0)
        console_fit(&target->options, (int)options->color);
    return true;
}

size_t output_count(const struct options *options)
{
    return options->output_count ? options->output_count : 1;
}

bool write_reports(struct store *store, const struct options *options, size_t *rows, struct failure *why)
{
    struct buffer words = {0};
    selection_words(options, &words);
    buffer_add_byte(&words, '\0');
    if (words.failed)
        return failure_out_of_memory(why);
    struct report_options report = {
        .baseline = options->baseline,
        .selection = words.len > 1 ? words.ptr : NULL,
        .by = selection_heading(options),
        .all_columns = options->all_columns,
        .list_count = options->metric_count,
        .lists = options->metrics,
        .sort = options->sort,
        .objective = options->objective,
        .quantile_count = options->quantile_count,
        .quantiles = options->quantiles,
        .reference = options->reference,
        .counts_cold = options->cold == CLASS_INCLUDE || options->cold == CLASS_ONLY,
        .counts_cached = options->cached == CLASS_INCLUDE || options->cached == CLASS_ONLY,
        .by_length = selection_has_bucket(options, "prompt"),
    };
    bool done = true;
    for (size_t i = 0; done && i < output_count(options); i++) {
        struct report_target target;
        done = target_of(options, i, &terminal_exporter, &target, why);
        target.options.all_columns = options->all_columns || options->metric_count; /* a person chose them */
        done = done && report_comparison(store, &report, &target, rows, why);
    }
    buffer_release(&words);
    return done;
}

static int run_report(const struct options *options)
{
    struct failure why;
    struct batch_totals totals;
    int code;
    size_t rows = 0;
    struct store *store = open_for_report(options, &totals, &code);
    if (!store)
        return code;
    bool done = options->split ? split_reports(store, options, &rows, &why)
                               : select_requests(store, options, &why) && write_reports(store, options, &rows, &why);
    store_close(store);
    if (!done)
        return fail(&why);
    if (options->operand_count && (rows == 0 || totals.failed || options->strict))
        say_summary(options, &totals);
    return exit_code(options, &totals, rows > 0);
}

static int run_default(const struct options *options)
{
    if (options->operand_count || options->database)
        return run_report(options);
    options_help(&commands[0], stderr);
    return EXIT_USAGE;
}

/* --- export ------------------------------------------------------------------------------------------------------- */

static int list_tables(struct store *store)
{
    struct failure why;
    struct grid tables;
    if (!store_make_all_views(store, &why))
        return fail(&why);
    if (!grid_load(store_db(store),
                   "SELECT name FROM (SELECT name FROM temp.sqlite_schema UNION"
                   " SELECT name FROM main.sqlite_schema WHERE type = 'table')"
                   " WHERE name NOT LIKE 'sqlite%' AND name NOT GLOB 'defined_*'"
                   " AND name NOT GLOB '*[^A-Za-z0-9_]*' ORDER BY name",
                   &tables, &why))
        return fail(&why);
    for (size_t row = 0; row < tables.row_count; row++)
        puts(grid_cell(&tables, row, "name").text.ptr);
    grid_release(&tables);
    return EXIT_DONE;
}

static bool export_tables(struct store *store, const struct options *options, size_t *rows, struct failure *why)
{
    for (size_t i = 0; i < output_count(options); i++) {
        struct report_target target;
        if (!target_of(options, i, &csv_exporter, &target, why) ||
            !report_table(store, options->table ? options->table : "requests", &target, rows, why))
            return false;
    }
    return true;
}

static int run_export(const struct options *options)
{
    struct failure why;
    struct batch_totals totals;
    int code;
    size_t rows = 0;
    struct store *store = open_for_report(options, &totals, &code);
    if (!store)
        return code;
    bool done = select_requests(store, options, &why);
    if (done && options->list_tables)
        code = list_tables(store);
    else
        done = done && export_tables(store, options, &rows, &why);
    store_close(store);
    if (!done)
        return fail(&why);
    return options->list_tables ? code : exit_code(options, &totals, rows > 0);
}

/* --- the list ----------------------------------------------------------------------------------------------------- */

const struct command commands[] = {
    {"", "compare the models in these files", "FILE|DIR|-…  or  evalrate COMMAND …", "disrgovq",
     "Reads saved Ollama logs (verbose statistics, JSON answers, streams) and compares the models in them:\n"
     "time to first token (TTFT), time per output token (TPOT), prefill and decode rates.\n\n"
     "  evalrate saved-logs/                 the comparison, on the terminal\n"
     "  evalrate *.log -o report.xlsx        the same as a workbook\n\n"
     "commands: import merge report compare export check explain model schema formats     (evalrate COMMAND --help)",
     run_default},
    {"import", "keep the facts of files in a database", "[-d DB] FILE|DIR|-…", "dikeq",
     "Keeps what the files say in a database. Importing a file again changes nothing; a log that grew adds its new "
     "part.\n\n"
     "  evalrate import logs/                         into ./evalrate.db\n"
     "  evalrate import -d lab.db -l laptop --meta gpu=none laptop/*.txt",
     run_import},
    {"merge", "bring databases of other machines into one", "[-d DB] OTHER.db…", "dkq",
     "Brings what the databases of other machines hold into one, as if their files had been imported here. Merging a\n"
     "database again changes nothing; of one that grew the new part is added. Labels and hosts stay; where two\n"
     "databases contradict each other, it is told.\n\n"
     "  evalrate merge -d fleet.db desktop.db laptop.db\n"
     "  evalrate merge -d fleet.db --strict collected/*.db      for scripts: exit 4 at a conflict",
     run_merge},
    {"report", "write the comparison in any format", "[-d DB | FILE…] [-o OUT]…", "disrgovq",
     "Writes the comparison of a database, or of files.\n\n"
     "  evalrate report -d lab.db -o report.xlsx -o report.md -o report.csv\n"
     "  evalrate report --by family --by host logs/\n"
     "  evalrate report --bucket prompt=512,2048 --slo ttft=2s,decode=7 --sort ttft logs/",
     run_report},
    {"compare", "tell which side is faster, by how much, and how sure that is",
     "BASE CANDIDATE…  or  [-d DB] [--by KEY] [BASE CANDIDATE…]", "disovcq",
     "Compares files (NAME=PATH names a side), or with -d the models, labels or hosts of a database. Ratios above 1 "
     "mean\n"
     "that the candidate is better; \"~\" means that nothing can be said. Prompts that both sides answered are "
     "paired.\n\n"
     "  evalrate compare before=monday.log after=tuesday.log\n"
     "  evalrate compare -d lab.db --by host --fail-on slower desktop laptop",
     run_compare},
    {"export", "write one table or view as it is", "[-d DB | FILE…] [--table NAME] [-o OUT]…", "disgovtq",
     "Writes one table or view exactly, for programs: every value in full, blank where unknown.\n\n"
     "  evalrate export --to jsonl session.txt        one line a request\n"
     "  evalrate export -d lab.db --table percentiles -o percentiles.csv",
     run_export},
    {"check", "tell what files hold, and what could not be used", "FILE|DIR|-…", "ievq",
     "Tells what was understood of each file, what was not, and why, with file and line.\n\n"
     "  evalrate check notes.md\n"
     "  evalrate check --strict -q logs/              for scripts: exit 4 where anything was left out",
     run_check},
    {"explain", "tell what a figure means, worked on a request", "[METRIC] [--request ID] [-d DB | FILE…]", "disx",
     "Tells what a figure means: formula, unit, fields, when it is blank, how other tools define theirs; with files or "
     "a\n"
     "database, worked on the figures of a request.\n\n"
     "  evalrate explain ttft                          (evalrate explain lists them all)\n"
     "  evalrate explain tpot_ms --request 3 session.txt",
     run_explain},
    {"model", "list models, or tell what no log knows of one", "[-d DB] [list | set NAME KEY=VALUE…]", "dovq",
     "Lists the models of a database, or keeps what a person knows of one: family, size, quantization, engine, "
     "parameters,\n"
     "size-bytes, weight-bytes, kv-bytes-per-token, tokenizer, reference, tokens-per-reference, …\n\n"
     "  evalrate model list -d lab.db\n"
     "  evalrate model set llama2:7b tokens-per-reference=1.19     its text is 19 % longer in tokens than the "
     "reference's",
     run_model},
    {"schema", "print the tables and views for another engine", "--for ENGINE", "f",
     "Prints the tables and views as another engine takes them, in order; evalrate export carries the facts over.\n\n"
     "  evalrate schema --for postgresql | psql fleet\n"
     "  evalrate schema --for clickhouse | clickhouse-client --multiquery",
     run_schema},
    {"formats", "list what can be read, and how to save it", "", "",
     "Lists what can be read, and how to save it. Nothing needs to be chosen: a file may hold several of these.\n\n"
     "  evalrate formats\n"
     "  evalrate formats | grep -i vllm",
     run_formats},
    {0},
};
