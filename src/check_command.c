/*
 * evalrate check: what files hold and what could not be used, as a compiler would say it.
 *
 *  1. "path:line: warning: what is wrong [code]", below it the line's text; then what each file gave; at the end how
 * much there is of either, and what to do next. With -q only the warnings.
 *  2. Texts from files are made fit for screens (display.h). Colours only on a terminal.
 */
#include "commands.h"

#include "cli.h"
#include "console.h"
#include "display.h"
#include "grid.h"

enum { EXCERPT_MOST = 160 };

static const char BOLD[] = "1", WARNING[] = "1;35", DIM[] = "2";

struct screen {
    bool color;
};

static void print_clean(struct span text)
{
    struct buffer clean = {0};
    display_add(&clean, text);
    fwrite(clean.ptr, 1, clean.len, stdout);
    buffer_release(&clean);
}

static void style(const struct screen *screen, const char *code)
{
    if (screen->color)
        printf("\033[%sm", code ? code : "0");
}

/* "notes.txt:118: " */
static void print_place(const struct screen *screen, struct span path, int64_t line)
{
    style(screen, BOLD);
    print_clean(path);
    if (line)
        printf(":%lld", (long long)line);
    printf(": ");
    style(screen, NULL);
}

static void print_excerpt(const struct screen *screen, struct span excerpt, int64_t line)
{
    struct buffer clean = {0}, cut = {0};
    display_add(&clean, span_trim(excerpt));
    display_add_cut(&cut, buffer_span(&clean), EXCERPT_MOST, "…");
    style(screen, DIM);
    if (line)
        printf("%5lld | ", (long long)line);
    else
        printf("      | ");
    style(screen, NULL);
    fwrite(cut.ptr, 1, cut.len, stdout);
    putchar('\n');
    buffer_release(&clean);
    buffer_release(&cut);
}

static void print_problem(const struct screen *screen, const struct grid *problems, size_t row)
{
    int64_t line = grid_count(problems, row, "line");
    struct cell excerpt = grid_cell(problems, row, "excerpt");
    print_place(screen, grid_cell(problems, row, "path").text, line);
    style(screen, WARNING);
    printf("warning: ");
    style(screen, NULL);
    print_clean(grid_cell(problems, row, "message").text);
    style(screen, DIM);
    printf(" [");
    print_clean(grid_cell(problems, row, "code").text);
    putchar(']');
    style(screen, NULL);
    putchar('\n');
    if (excerpt.text.len)
        print_excerpt(screen, excerpt.text, line);
}

/* What a file gives, where it is not nothing. */
static const struct gift {
    const char *column, *one, *many;
} gifts[] = {
    {"request_count", "request", "requests"},
    {"access_count", "access line", "access lines"},
    {"benchmark_count", "benchmark figure", "benchmark figures"},
};

static void print_source(const struct screen *screen, const struct grid *sources, size_t row)
{
    bool any = false;
    for (size_t i = 0; i < sizeof gifts / sizeof *gifts; i++) {
        int64_t count = grid_count(sources, row, gifts[i].column);
        if (!count)
            continue;
        if (!any)
            print_place(screen, grid_cell(sources, row, "path").text, 0);
        printf("%s%lld %s", any ? ", " : "", (long long)count, count == 1 ? gifts[i].one : gifts[i].many);
        any = true;
    }
    int64_t repeats = grid_count(sources, row, "repeat_count");
    if (any && repeats)
        printf(" (%lld of them seen before)", (long long)repeats);
    if (any)
        putchar('\n');
}

static bool print_check(struct store *store, const struct options *options, struct failure *why)
{
    struct grid problems = {0}, sources = {0};
    struct db *db = store_db(store);
    struct export_options fit = options->export;
    console_fit(&fit, (int)options->color);
    struct screen screen = {.color = fit.color};
    bool done = grid_load(db, "SELECT * FROM problems", &problems, why) &&
                grid_load(db, "SELECT * FROM sources", &sources, why);
    for (size_t row = 0; done && row < problems.row_count; row++)
        print_problem(&screen, &problems, row);
    for (size_t row = 0; done && !options->quiet && row < sources.row_count; row++)
        print_source(&screen, &sources, row);
    fflush(stdout);
    grid_release(&problems);
    grid_release(&sources);
    return done;
}

static void say_end(const struct options *options, const struct batch_totals *totals)
{
    char summary[300];
    batch_summary(totals, summary, sizeof summary);
    if (options->quiet || (!totals->files && !totals->excluded))
        return;
    console_say("%s", summary);
    if (totals->problems)
        console_say(
            "What a warning names is left out of every report; the rest counts. --strict makes it an error (exit 4).");
}

int run_check(const struct options *options)
{
    struct failure why;
    struct batch_totals totals;
    int code;
    if (options->operand_count == 0) {
        console_error("nothing to check; name files or directories, or - for standard input");
        return EXIT_USAGE;
    }
    struct options telling = *options;
    telling.tells_columns = !options->quiet;
    struct store *store = open_for_report(&telling, &totals, &code);
    if (!store)
        return code;
    bool done = select_requests(store, options, &why) && print_check(store, options, &why);
    store_close(store);
    if (!done)
        return fail(&why);
    say_end(options, &totals);
    return exit_code(options, &totals, totals.requests > 0);
}
