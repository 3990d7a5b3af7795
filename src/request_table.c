#include "request_table.h"

#include "buffer.h"
#include "request_reader.h"

#include <stddef.h>
#include <stdlib.h>

/* --- columns ------------------------------------------------------------------------------------------------------ */

enum figure_kind { WHOLE, REAL, TEXT, WORD, FLAG };

#define FIGURE(kind, name)                                                                                             \
    {                                                                                                                  \
#name, kind, offsetof(struct request_figures, name)                                                            \
    }

/* Of request_metrics, and behind them what request_use adds. */
static const struct figure {
    const char *name;
    enum figure_kind kind;
    size_t offset;
} figures[] = {
    FIGURE(WHOLE, request_id),
    FIGURE(WHOLE, run_id),
    FIGURE(WHOLE, model_id),
    FIGURE(WHOLE, source_id),
    FIGURE(WHOLE, prompt_id),
    FIGURE(TEXT, source),
    FIGURE(WHOLE, line),
    FIGURE(TEXT, ollama_version),
    FIGURE(TEXT, model),
    FIGURE(TEXT, engine),
    FIGURE(TEXT, model_from),
    FIGURE(TEXT, format),
    FIGURE(TEXT, endpoint),
    FIGURE(TEXT, status),
    FIGURE(TEXT, done_reason),
    FIGURE(WHOLE, created_at_ns),
    FIGURE(WHOLE, started_at_ns),
    FIGURE(WHOLE, total_duration_ns),
    FIGURE(WHOLE, load_duration_ns),
    FIGURE(WHOLE, prompt_eval_count),
    FIGURE(WHOLE, prompt_eval_cached_count),
    FIGURE(WHOLE, prompt_eval_uncached_count),
    FIGURE(WHOLE, prompt_eval_duration_ns),
    FIGURE(WHOLE, eval_count),
    FIGURE(WHOLE, eval_duration_ns),
    FIGURE(WHOLE, decode_step_count),
    FIGURE(WHOLE, residual_ns),
    FIGURE(WHOLE, ttft_ns),
    FIGURE(WORD, ttft_from),
    FIGURE(WHOLE, ttft_lower_ns),
    FIGURE(WHOLE, ttft_upper_ns),
    FIGURE(WHOLE, ttft_measured_ns),
    FIGURE(WHOLE, ttfa_ns),
    FIGURE(WHOLE, thinking_span_ns),
    FIGURE(REAL, prefill_tok_s),
    FIGURE(WORD, prefill_rate_from),
    FIGURE(REAL, decode_tok_s),
    FIGURE(WORD, decode_rate_from),
    FIGURE(REAL, reported_prompt_eval_rate_tok_s),
    FIGURE(REAL, reported_eval_rate_tok_s),
    FIGURE(REAL, tpot_ms),
    FIGURE(REAL, itl_ms),
    FIGURE(REAL, e2e_tok_s),
    FIGURE(REAL, norm_latency_ms),
    FIGURE(WHOLE, text_bytes),
    FIGURE(WHOLE, text_chars),
    FIGURE(WHOLE, text_words),
    FIGURE(WHOLE, reference_token_count),
    FIGURE(WHOLE, chunk_count),
    FIGURE(REAL, decode_bytes_s),
    FIGURE(REAL, decode_chars_s),
    FIGURE(REAL, decode_words_s),
    FIGURE(WHOLE, gap_p50_ns),
    FIGURE(WHOLE, gap_p95_ns),
    FIGURE(WHOLE, gap_max_ns),
    FIGURE(WHOLE, gap_jitter_ns),
    FIGURE(WHOLE, stall_count),
    FIGURE(WHOLE, stall_duration_ns),
    FIGURE(REAL, tokens_per_chunk),
    FIGURE(WHOLE, clock_step_ns),
    FIGURE(FLAG, is_measurement),
    FIGURE(FLAG, is_complete),
    FIGURE(FLAG, is_embedding),
    FIGURE(FLAG, is_cold),
    FIGURE(FLAG, is_short),
    FIGURE(FLAG, is_cut),
    FIGURE(FLAG, is_remote),
    FIGURE(FLAG, is_suspect),
    FIGURE(FLAG, is_clock_doubt),
    FIGURE(FLAG, is_late_text),
    FIGURE(FLAG, is_two_pass),
    FIGURE(FLAG, is_recovered),
    FIGURE(FLAG, is_derived),
    FIGURE(FLAG, is_rate_mismatch),
    FIGURE(FLAG, is_no_unit),
    FIGURE(FLAG, is_rounded),
    FIGURE(FLAG, is_reordered),
    FIGURE(FLAG, is_unsure_model),
    FIGURE(WHOLE, cache_class),
    FIGURE(WHOLE, seen),
    FIGURE(WORD, why_not),
    FIGURE(WORD, why_not_total),
    FIGURE(WORD, why_not_ttft),
    FIGURE(WORD, why_not_ttft_warm),
    FIGURE(WORD, why_not_prefill),
    FIGURE(WORD, why_not_decode),
    FIGURE(WORD, why_not_stream),
};

enum { FIGURE_COUNT = sizeof figures / sizeof *figures, USE_COUNT = 9, METRICS_COUNT = FIGURE_COUNT - USE_COUNT };

static struct cell text_cell(struct span text)
{
    return (struct cell){.kind = text.ptr ? CELL_TEXT : CELL_BLANK, .text = text};
}

static struct cell figure_cell(const struct figure *figure, const struct request_figures *of)
{
    const void *at = (const char *)of + figure->offset;
    switch (figure->kind) {
    case WHOLE: {
        const struct maybe *whole = at;
        return (struct cell){.kind = whole->known ? CELL_INTEGER : CELL_BLANK, .integer = whole->value};
    }
    case REAL: {
        const struct maybe_real *real = at;
        return (struct cell){.kind = real->known ? CELL_REAL : CELL_BLANK, .real = real->value};
    }
    case TEXT:
        return text_cell(*(const struct span *)at);
    case WORD:
        return text_cell(span_of(*(const char *const *)at));
    default:
        return (struct cell){.kind = CELL_INTEGER, .integer = *(const bool *)at};
    }
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

struct row_reader {
    struct db *db;
    bool of_use;
    struct request_reader *requests;
    struct statement *defined; /* looks a request up in the view; NULL until one is not plain */
    bool is_defined;           /* the row is the view's */
};

static struct row_reader *open_rows(struct db *db, bool of_use, struct failure *why)
{
    struct row_reader *rows = calloc(1, sizeof *rows);
    if (!rows) {
        failure_out_of_memory(why);
        return NULL;
    }
    rows->db = db;
    rows->of_use = of_use;
    rows->requests = request_reader_open(db, of_use ? READ_USE : READ_FIGURES, why);
    if (rows->requests)
        return rows;
    free(rows);
    return NULL;
}

static void *open_metrics(void *db, struct failure *why)
{
    return open_rows(db, false, why);
}

static void *open_use(void *db, struct failure *why)
{
    return open_rows(db, true, why);
}

static void close_rows(void *reader)
{
    struct row_reader *rows = reader;
    request_reader_close(rows->requests);
    statement_close(rows->defined);
    free(rows);
}

/* Where the request is not plain, the row is the view's. */
static bool look_up(struct row_reader *rows, bool found, struct failure *why)
{
    rows->is_defined = found && !request_reader_figures(rows->requests);
    if (!rows->is_defined)
        return true;
    if (!rows->defined)
        rows->defined = db_prepare(rows->db,
                                   rows->of_use ? "SELECT * FROM temp.defined_request_use WHERE request_id = ?1"
                                                : "SELECT * FROM temp.defined_request_metrics WHERE request_id = ?1",
                                   why);
    if (!rows->defined)
        return false;
    statement_reset(rows->defined);
    statement_bind_integer(rows->defined, 1, request_reader_id(rows->requests));
    return statement_step(rows->defined, why) != STEP_FAILED;
}

static bool seek_row(void *reader, struct maybe key, bool *found, struct failure *why)
{
    struct row_reader *rows = reader;
    return request_reader_seek(rows->requests, key, found, why) && look_up(rows, *found, why);
}

static bool next_row(void *reader, bool *found, struct failure *why)
{
    struct row_reader *rows = reader;
    return request_reader_next(rows->requests, found, why) && look_up(rows, *found, why);
}

static struct cell cell_of_row(void *reader, size_t column)
{
    const struct row_reader *rows = reader;
    return rows->is_defined ? statement_cell(rows->defined, column)
                            : figure_cell(&figures[column], request_reader_figures(rows->requests));
}

/* --- the tables --------------------------------------------------------------------------------------------------- */

static const struct computed_table metrics = {"request_metrics", open_metrics, close_rows,
                                              seek_row,          next_row,     cell_of_row};
static const struct computed_table use = {"request_use", open_use, close_rows, seek_row, next_row, cell_of_row};

static bool add_table(struct db *db, const struct computed_table *table, size_t column_count, struct failure *why)
{
    struct buffer columns = {0};
    for (size_t i = 0; i < column_count; i++)
        buffer_print(&columns, "%s%s", i ? ", " : "", figures[i].name);
    buffer_add_byte(&columns, '\0');
    bool done = columns.failed ? failure_out_of_memory(why) : db_add_computed(db, table, columns.ptr, db, why);
    buffer_release(&columns);
    return done;
}

bool request_table_add_metrics(struct db *db, struct failure *why)
{
    return add_table(db, &metrics, METRICS_COUNT, why);
}

bool request_table_add_use(struct db *db, struct failure *why)
{
    return add_table(db, &use, FIGURE_COUNT, why);
}
