/*
 * Every sheet is a row of the table below: what it shows, what it says above its rows, what it draws.
 *
 *  1. A sheet with a condition is left out where the condition counts nothing: no chart of a single point, no empty
 * sheets.
 *  2. Sheets with a caption are reports, without columns that nobody filled; the others are tables as `evalrate export`
 *     has them.
 */
#include "workbook.h"

#include "compare.h"

enum { SHEET_CHARTS = 3, SHEET_COLUMNS = 1 };

struct sheet {
    const char *name, *title;
    const char *caption; /* NULL: a table as it is */
    const char *sql;     /* NULL: `write` writes it */
    bool (*write)(struct writing *writing, struct store *store, struct failure *why);
    const char *condition; /* SQL that counts; NULL: always there */
    bool is_further;       /* facts that are no requests */
    struct column columns[SHEET_COLUMNS];
    struct chart charts[SHEET_CHARTS];
};

static bool write_compare(struct writing *writing, struct store *store, struct failure *why)
{
    const struct compare_report_options options = {.threshold = 0.02};
    size_t rows;
    return compare_write(store, &options, writing, &rows, why);
}

static const struct sheet sheets[] = {
    {
        .name = "compare",
        .title = "Compare",
        .write = write_compare,
        .condition = "SELECT count(*) FROM comparison",
    },
    {
        .name = "families",
        .title = "Families",
        .caption =
            "Models of one family, size and quantization on one machine. Rates are tokens (bytes) by time, TTFT is the "
            "median of warm requests. Tokens of different families are different units: norm decode is in reference "
            "tokens where the factors are known (sheet Tokenizers), and decode B/s needs none.",
        .sql = "SELECT * FROM report_families",
        .columns = {{.name = "decode_bytes_s", .bar = true}},
    },
    {
        .name = "prompt_lengths",
        .title = "Prompt length",
        .caption = "Each row of the Summary by the length of its prompts, in bands that grow by four. TTFT is the mean "
                   "of warm "
                   "requests in the band; rates are tokens by time.",
        .sql = "SELECT * FROM report_prompt_lengths",
        .condition = "SELECT count(DISTINCT prompt_band) > 1 FROM report_prompt_lengths",
        .charts =
            {{CHART_LINES, "TTFT by prompt length", "prompt_mean_count", {"ttft_mean_ms"}, "series", .log_x = true},
             {CHART_LINES, "Prefill by prompt length", "prompt_mean_count", {"prefill_tok_s"}, "series", .log_x = true},
             {CHART_LINES, "Decode by prompt length", "prompt_mean_count", {"decode_tok_s"}, "series", .log_x = true}},
    },
    {
        .name = "concurrency",
        .title = "Concurrency",
        .caption = "What one user and the whole machine got at each load: in flight is how many requests a request "
                   "met, itself "
                   "among them, averaged over its time and rounded. Only requests whose place in time the log tells.",
        .sql = "SELECT * FROM report_concurrency",
        .condition = "SELECT count(*) FROM report_concurrency WHERE in_flight_count > 1",
        .charts = {{CHART_LINES,
                    "One user's decode rate by load",
                    "in_flight_count",
                    {"user_tok_s"},
                    "series",
                    .log_x = false},
                   {CHART_LINES,
                    "The machine's decode rate by load",
                    "in_flight_count",
                    {"system_tok_s"},
                    "series",
                    .log_x = false},
                   {CHART_LINES, "TTFT by load", "in_flight_count", {"ttft_mean_ms"}, "series", .log_x = false}},
    },
    {
        .name = "percentiles",
        .title = "Percentiles",
        .caption =
            "Every metric of every row of the Summary, in the unit that ends the metric's name. Blank: p90 of fewer "
            "than "
            "10 values, p95 of fewer than 20, p99 of fewer than 100; mean and sd of rates, since a mean of rates is no "
            "rate. p50 lo and hi are the median's 95 % interval, blank below 6 values; the table percentiles has those "
            "of the others.",
        .sql =
            "SELECT series, metric, n, mean, sd, min, p25, p50, p50_lo, p50_hi, p75, p90, p95, p99, max FROM summary",
    },
    {
        .name = "tokenizers",
        .title = "Tokenizers",
        .caption =
            "How much text a token is, and how many tokens of each model one reference token takes, with its 95 % "
            "interval. 'matched' figures come from prompts that both models were asked; template token is what the "
            "chat "
            "template adds to every prompt.",
        .sql = "SELECT * FROM report_tokenizers",
        .condition = "SELECT count(*) FROM report_tokenizers WHERE text_count > 0 OR fitted_prompt_count > 0",
        .columns = {{.name = "bytes_per_token", .bar = true}},
    },
    {.name = "requests", .title = "Requests", .sql = "SELECT * FROM requests"},
    {
        .name = "exclusions",
        .title = "Left out",
        .caption = "How many requests of each row of the Summary a metric does without, and why. The rules: sheet "
                   "Definitions, column when absent.",
        .sql = "SELECT * FROM exclusions",
        .condition = "SELECT count(*) FROM exclusions",
    },
    {
        .name = "benchmarks",
        .title = "Benchmarks",
        .sql = "SELECT * FROM benchmarks",
        .condition = "SELECT count(*) FROM benchmarks",
        .is_further = true,
    },
    {
        .name = "access_paths",
        .title = "Access log",
        .sql = "SELECT * FROM access_paths",
        .condition = "SELECT count(*) FROM access_paths",
        .is_further = true,
    },
    {
        .name = "models_known",
        .title = "Models",
        .caption = "What is known of each model: facts from says whether a server told it, a person, or only the name. "
                   "What nobody told has no column.",
        .sql = "SELECT * FROM models",
    },
    {.name = "sources", .title = "Sources", .sql = "SELECT * FROM sources"},
    {.name = "problems", .title = "Problems", .sql = "SELECT * FROM problems"},
};

static bool write_sheet(struct writing *writing, struct store *store, const struct sheet *sheet, size_t *rows,
                        struct failure *why)
{
    const struct table table = {
        .name = sheet->name,
        .title = sheet->title,
        .column_count = sheet->columns[0].name ? SHEET_COLUMNS : 0,
        .columns = sheet->columns,
        .caption_count = sheet->caption != NULL,
        .captions = &sheet->caption,
        .chart_count = sheet->charts[0].title ? SHEET_CHARTS : 0,
        .charts = sheet->charts,
    };
    if (!sheet->sql)
        return sheet->write(writing, store, why);
    return (sheet->caption ? writing_filled_columns : writing_query)(writing, store_db(store), sheet->sql, &table, rows,
                                                                     why);
}

bool workbook_write_sheets(struct writing *writing, struct store *store, size_t *rows, struct failure *why)
{
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        struct maybe carried = {1, true};
        size_t written = 0;
        if (sheets[i].condition && !db_number(store_db(store), sheets[i].condition, &carried, why))
            return false;
        if (carried.value && !write_sheet(writing, store, &sheets[i], &written, why))
            return false;
        *rows += sheets[i].is_further ? written : 0;
    }
    return true;
}
