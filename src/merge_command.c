#include "commands.h"

#include "cli.h"
#include "console.h"
#include "merge.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* What is told of the merge so far: databases are the files, their sizes the bytes. */
struct telling {
    struct console_progress progress;
    struct batch_totals totals;
    int64_t databases, all_bytes, bytes; /* of the present one */
};

static void tell_conflict(void *ctx, const struct failure *words)
{
    (void)ctx;
    console_say("%s", words->message);
}

static void tell_progress(void *ctx, double done)
{
    struct telling *telling = ctx;
    struct batch_totals now = telling->totals;
    now.bytes += (int64_t)(done * (double)telling->bytes);
    console_show_progress(&telling->progress, &now, telling->databases, telling->all_bytes);
}

static int64_t file_size_bytes(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? status.st_size : 0;
}

static void say_result(const char *path, const struct merge_result *result)
{
    char words[300];
    struct batch_totals totals = {
        .files = result->files,
        .known = result->known_files,
        .requests = result->facts.requests,
        .partial = result->facts.partial,
        .others = result->facts.others,
        .repeats = result->facts.repeats,
        .problems = result->facts.problems,
        .accesses = result->facts.accesses,
        .benchmarks = result->facts.benchmarks,
        .model_facts = result->model_changes,
        .fact_repeats = result->facts.fact_repeats,
    };
    batch_summary(&totals, words, sizeof words);
    if (!merge_found_news(result))
        snprintf(words, sizeof words, "nothing new");
    if (result->conflicts)
        console_say("%s: %s, %lld %s", path, words, (long long)result->conflicts,
                    result->conflicts == 1 ? "conflict" : "conflicts");
    else
        console_say("%s: %s", path, words);
}

/* Whether it could be merged, with news or without. */
static bool merge_one(struct store *store, const struct options *options, const char *path, struct telling *telling)
{
    struct merge_watch watch = {telling, tell_conflict, tell_progress};
    struct merge_result result;
    struct failure problem;
    telling->bytes = file_size_bytes(path);
    bool done = merge_database(store, path, &watch, &result, &problem);
    telling->totals.files++;
    telling->totals.bytes += telling->bytes;
    console_end_progress(&telling->progress);
    if (!done) {
        console_error("%s", problem.message);
        telling->totals.failed++;
        return false;
    }
    telling->totals.problems += result.conflicts;
    if (!options->quiet)
        say_result(path, &result);
    return true;
}

/* Each database is a transaction, the copies of slow views are one more: also where nothing is new, since a merge that
 * was ended between the two left none. */
static bool merge_all(struct store *store, const struct options *options, struct telling *telling, struct failure *why)
{
    bool merged = false;
    for (size_t i = 0; i < options->operand_count; i++)
        telling->all_bytes += file_size_bytes(options->operands[i]);
    for (size_t i = 0; i < options->operand_count; i++)
        merged = merge_one(store, options, options->operands[i], telling) || merged;
    if (!merged)
        return true;
    bool done = store_begin(store, why) && store_commit(store, why);
    store_rollback(store); /* where it is not committed */
    return done;
}

int run_merge(const struct options *options)
{
    struct failure why;
    if (options->operand_count == 0) {
        console_error("nothing to merge; name the databases of other machines");
        return EXIT_USAGE;
    }
    struct store *store = store_open(options->database ? options->database : DEFAULT_DATABASE, &why);
    if (!store)
        return fail(&why);
    struct telling telling = {.progress = {.quiet = options->quiet}, .databases = (int64_t)options->operand_count};
    if (!options->no_copies)
        store_keep_copies(store);
    bool done = merge_all(store, options, &telling, &why);
    store_close(store);
    return done ? exit_code(options, &telling.totals, true) : fail(&why);
}
