/*
 * evalrate compare: from words to sides, and from verdicts to the exit code.
 *
 *  1. Two or more files (or directories) without --by are the sides: each is a series, named NAME of NAME=PATH, else as
 *     the path. The first is the base unless --baseline names another.
 *  2. Else the groups of --by (models by default) of the database, or of all files together, are the series. With -d
 * the operands name the base and the candidates.
 *  3. A request that stands on two sides counts on the first, and that is said.
 */
#include "commands.h"

#include "buffer.h"
#include "cli.h"
#include "compare.h"
#include "console.h"
#include "span.h"

#include <stdlib.h>
#include <sys/stat.h>

/* --- sides -------------------------------------------------------------------------------------------------------- */

struct side {
    char *name;
    char *path;
    int64_t requests, repeats;
};

struct sides {
    size_t count;
    struct side *list;
    char *remarks[OPTIONS_LIST]; /* about requests on two sides */
    size_t remark_count;
};

static void release_sides(struct sides *sides)
{
    for (size_t i = 0; i < sides->count; i++)
        free(sides->list[i].name);
    for (size_t i = 0; i < sides->remark_count; i++)
        free(sides->remarks[i]);
    free(sides->list);
}

/* NAME=PATH where there is no file of that whole name, as importing has it. */
static bool name_side(struct side *side, char *operand)
{
    struct stat status;
    char *equals = strchr(operand, '=');
    bool named =
        equals && equals > operand && !memchr(operand, '/', (size_t)(equals - operand)) && stat(operand, &status) != 0;
    side->path = named ? equals + 1 : operand;
    side->name = named ? strndup(operand, (size_t)(equals - operand)) : strdup(operand);
    return side->name != NULL;
}

static bool name_sides(struct sides *sides, const struct options *options, struct failure *why)
{
    sides->list = calloc(options->operand_count, sizeof *sides->list);
    bool done = sides->list != NULL;
    for (size_t i = 0; done && i < options->operand_count; i++) {
        done = name_side(&sides->list[i], options->operands[i]);
        sides->count++;
    }
    return done || failure_out_of_memory(why);
}

static void remark_repeats(struct sides *sides, const struct side *side, const struct batch_totals *totals)
{
    struct buffer text = {0};
    if (!totals->repeats && !totals->known)
        return;
    if (totals->known)
        buffer_print(&text, "%lld %s of '%s' hold the same as others before, and count there only.",
                     (long long)totals->known, totals->known == 1 ? "file" : "files", side->name);
    else
        buffer_print(&text, "%lld %s of '%s' stood in a file before, and count there only.", (long long)totals->repeats,
                     totals->repeats == 1 ? "request" : "requests", side->name);
    buffer_add_byte(&text, '\0');
    if (!text.failed && sides->remark_count < OPTIONS_LIST)
        sides->remarks[sides->remark_count++] = text.ptr;
    else
        buffer_release(&text);
}

static void add_totals(struct batch_totals *sum, const struct batch_totals *totals)
{
    sum->files += totals->files;
    sum->failed += totals->failed;
    sum->excluded += totals->excluded;
    sum->requests += totals->requests;
    sum->partial += totals->partial;
    sum->others += totals->others;
    sum->repeats += totals->repeats;
    sum->known += totals->known;
    sum->problems += totals->problems;
    sum->bytes += totals->bytes;
}

/* Each side under its own label. */
static bool import_sides(struct store *store, const struct options *options, struct sides *sides,
                         struct batch_totals *sum, struct failure *why)
{
    for (size_t i = 0; i < sides->count; i++) {
        struct options one = *options;
        struct batch_totals totals;
        one.label = sides->list[i].name;
        one.operands = &sides->list[i].path;
        one.operand_count = 1;
        if (!import_operands(store, &one, &totals, why))
            return false;
        remark_repeats(sides, &sides->list[i], &totals);
        add_totals(sum, &totals);
    }
    return true;
}

/* --- the command -------------------------------------------------------------------------------------------------- */

static bool sides_are_files(const struct options *options)
{
    return !options->database && options->by_count == 0 && options->operand_count > 1;
}

/* The store of the comparison; NULL after a message, with *code for the exit. */
static struct store *open_sides(const struct options *options, struct sides *sides, struct batch_totals *totals,
                                int *code)
{
    struct failure why;
    struct options no_operands = *options;
    *totals = (struct batch_totals){0};
    *code = EXIT_FAILED;
    if (!sides_are_files(options)) {
        if (options->database)
            no_operands.operand_count = 0; /* they name series */
        return open_for_report(&no_operands, totals, code);
    }
    struct store *store = store_open(NULL, &why);
    if (store && name_sides(sides, options, &why) && import_sides(store, options, sides, totals, &why))
        return store;
    store_close(store);
    fail(&why);
    return NULL;
}

static bool select_sides(struct store *store, const struct options *options, struct failure *why)
{
    struct options grouped = *options;
    if (sides_are_files(options)) {
        grouped.by[0] = "label";
        grouped.by_count = 1;
    }
    return select_requests(store, &grouped, why);
}

/* Whether a side of files has anything to compare; else tells which has not. */
static bool all_sides_hold(struct store *store, const struct sides *sides, bool *hold, struct failure *why)
{
    struct statement *look_up =
        db_prepare(store_db(store), "SELECT 1 FROM report_models WHERE series = ?1 AND n > 0", why);
    enum step step = look_up ? STEP_ROW : STEP_FAILED;
    for (size_t i = 0; i < sides->count && step != STEP_FAILED; i++) {
        statement_bind_text(look_up, 1, span_of(sides->list[i].name));
        step = statement_step(look_up, why);
        if (step == STEP_DONE) {
            console_error("'%s' holds no measurement to compare; evalrate check tells why", sides->list[i].name);
            *hold = false;
        }
        statement_reset(look_up);
    }
    for (size_t i = 0; i < sides->remark_count && !*hold; i++)
        console_say("%s", sides->remarks[i]);
    statement_close(look_up);
    return step != STEP_FAILED;
}

/* Nothing measured at all, or a single series. */
static bool enough_series(struct store *store, bool *hold, struct failure *why)
{
    struct maybe count;
    if (!db_number(store_db(store), "SELECT count(*) FROM report_models WHERE n > 0", &count, why))
        return false;
    if (*hold && count.value < 2)
        console_error(count.value
                          ? "there is one model (or group) only, and nothing to compare it with; --by chooses others"
                          : "there is nothing to compare: no measurement was found");
    *hold = *hold && count.value >= 2;
    return true;
}

/* Names of the candidates, the base left out. */
static size_t list_candidates(const struct options *options, const struct sides *sides, const char *base,
                              const char **candidates, size_t most)
{
    size_t count = 0, named = sides->count ? sides->count : options->database ? options->operand_count : 0;
    for (size_t i = 0; i < named && count < most; i++) {
        const char *name = sides->count ? sides->list[i].name : options->operands[i];
        if (strcmp(name, base) != 0)
            candidates[count++] = name;
    }
    return count;
}

static bool compare_sides(struct store *store, const struct options *options, const struct sides *sides,
                          struct failure *why)
{
    const char **candidates = calloc(options->operand_count + 1, sizeof *candidates);
    if (!candidates)
        return failure_out_of_memory(why);
    const char *first = sides->count                                  ? sides->list[0].name
                        : options->database && options->operand_count ? options->operands[0]
                                                                      : NULL;
    const char *base = options->baseline ? options->baseline : first;
    struct compare_options compare = {
        .base = base,
        .candidates = candidates,
        .candidate_count = base ? list_candidates(options, sides, base, candidates, options->operand_count) : 0,
        .metric_count = options->matrix ? 1 : options->metric_count,
        .metrics = options->matrix ? &options->matrix : options->metrics,
        .all_pairs = options->matrix != NULL,
        .threshold = options->threshold,
    };
    bool done = compare_series(store, &compare, why);
    free(candidates);
    return done;
}

static bool write_comparisons(struct store *store, const struct options *options, const struct sides *sides,
                              struct failure *why)
{
    struct compare_report_options report = {
        .matrix = options->matrix != NULL,
        .threshold = options->threshold,
        .remark_count = sides->remark_count,
        .remarks = (const char *const *)sides->remarks,
    };
    size_t rows = 0;
    for (size_t i = 0; i < output_count(options); i++) {
        struct report_target target;
        if (!target_of(options, i, &terminal_exporter, &target, why) ||
            !compare_report(store, &report, &target, &rows, why))
            return false;
    }
    return true;
}

/* 4 where --fail-on holds for any metric of any pair. */
static bool find_exit_code(struct store *store, const struct options *options, int *code, struct failure *why)
{
    struct maybe slower;
    if (!options->fail_on)
        return true;
    if (!db_number(store_db(store), "SELECT count(*) FROM comparison WHERE verdict = 'slower'", &slower, why))
        return false;
    if (slower.value)
        *code = EXIT_STRICT;
    return true;
}

int run_compare(const struct options *options)
{
    struct failure why;
    struct batch_totals totals;
    struct sides sides = {0};
    int code;
    bool hold = true;
    struct store *store = open_sides(options, &sides, &totals, &code);
    if (!store) {
        release_sides(&sides);
        return code;
    }
    bool done = select_sides(store, options, &why) && all_sides_hold(store, &sides, &hold, &why) &&
                enough_series(store, &hold, &why);
    code = exit_code(options, &totals, hold);
    if (done && hold)
        done = compare_sides(store, options, &sides, &why) && write_comparisons(store, options, &sides, &why) &&
               find_exit_code(store, options, &code, &why);
    store_close(store);
    release_sides(&sides);
    return done ? code : fail(&why);
}
