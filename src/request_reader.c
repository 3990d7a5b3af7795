#include "request_reader.h"

#include "buffer.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

/* --- what is read of a request ------------------------------------------------------------------------------------ */

static const int64_t COUNT_MOST = 9007199254740991, INSTANT_MOST = (int64_t)1 << 62;

enum fact_kind { WHOLE, COUNT, INSTANT, REAL, TEXT };

#define FACT(kind, column, member, since)                                                                              \
    {                                                                                                                  \
#column, kind, offsetof(struct request_figures, member), since                                                 \
    }

static const struct fact {
    const char *column;
    enum fact_kind kind;
    size_t offset;
    enum request_reading since; /* the least reading that needs it */
} facts[] = {
    FACT(WHOLE, request_id, request_id, READ_MEASUREMENTS),
    FACT(WHOLE, run_id, run_id, READ_MEASUREMENTS),
    FACT(WHOLE, model_id, model_id, READ_MEASUREMENTS),
    FACT(WHOLE, source_id, source_id, READ_MEASUREMENTS),
    FACT(WHOLE, prompt_id, prompt_id, READ_MEASUREMENTS),
    FACT(WHOLE, line, line, READ_MEASUREMENTS),
    FACT(TEXT, model_from, model_from, READ_FIGURES),
    FACT(TEXT, format, format, READ_FIGURES),
    FACT(TEXT, endpoint, endpoint, READ_FIGURES),
    FACT(TEXT, status, status, READ_MEASUREMENTS),
    FACT(TEXT, done_reason, done_reason, READ_FIGURES),
    FACT(TEXT, remote_host, remote_host, READ_FIGURES),
    FACT(INSTANT, created_at_ns, created_at_ns, READ_MEASUREMENTS),
    FACT(COUNT, flags, flags, READ_FIGURES),
    FACT(COUNT, total_duration_ns, total_duration_ns, READ_MEASUREMENTS),
    FACT(COUNT, load_duration_ns, load_duration_ns, READ_MEASUREMENTS),
    FACT(COUNT, prompt_eval_count, prompt_eval_count, READ_MEASUREMENTS),
    FACT(COUNT, prompt_eval_cached_count, prompt_eval_cached_count, READ_MEASUREMENTS),
    FACT(COUNT, prompt_eval_duration_ns, prompt_eval_duration_ns, READ_MEASUREMENTS),
    FACT(COUNT, eval_count, eval_count, READ_MEASUREMENTS),
    FACT(COUNT, eval_duration_ns, eval_duration_ns, READ_MEASUREMENTS),
    FACT(REAL, reported_prompt_eval_rate_tok_s, reported_prompt_eval_rate_tok_s, READ_FIGURES),
    FACT(REAL, reported_eval_rate_tok_s, reported_eval_rate_tok_s, READ_FIGURES),
    FACT(COUNT, reported_ttft_ns, reported_ttft_ns, READ_FIGURES),
    FACT(COUNT, response_bytes, response_bytes, READ_FIGURES),
    FACT(COUNT, response_chars, response_chars, READ_FIGURES),
    FACT(COUNT, response_words, response_words, READ_FIGURES),
    FACT(COUNT, thinking_bytes, thinking_bytes, READ_FIGURES),
    FACT(COUNT, thinking_chars, thinking_chars, READ_FIGURES),
    FACT(COUNT, thinking_words, thinking_words, READ_FIGURES),
    FACT(WHOLE, reference_tokens, reference_token_count, READ_FIGURES),
    FACT(WHOLE, chunk_count, chunk_count, READ_FIGURES),
    FACT(INSTANT, first_text_at_ns, first_text_at_ns, READ_FIGURES),
    FACT(INSTANT, first_thinking_at_ns, first_thinking_at_ns, READ_FIGURES),
    FACT(INSTANT, first_answer_at_ns, first_answer_at_ns, READ_FIGURES),
    FACT(WHOLE, gap_p50_ns, gap_p50_ns, READ_FIGURES),
    FACT(WHOLE, gap_p95_ns, gap_p95_ns, READ_FIGURES),
    FACT(WHOLE, gap_max_ns, gap_max_ns, READ_FIGURES),
    FACT(WHOLE, gap_jitter_ns, gap_jitter_ns, READ_FIGURES),
    FACT(WHOLE, stall_count, stall_count, READ_FIGURES),
    FACT(WHOLE, stall_duration_ns, stall_duration_ns, READ_FIGURES),
};

enum { FACT_COUNT = sizeof facts / sizeof *facts };

static bool is_within(struct maybe value, int64_t least, int64_t most)
{
    return !value.known || (least <= value.value && value.value <= most);
}

static bool read_fact(const struct statement *row, size_t column, const struct fact *fact,
                      struct request_figures *figures)
{
    void *at = (char *)figures + fact->offset;
    switch (fact->kind) {
    case TEXT:
        return statement_text(row, column, at);
    case REAL:
        return statement_real(row, column, at);
    case COUNT:
        return statement_whole(row, column, at) && is_within(*(const struct maybe *)at, 0, COUNT_MOST);
    case INSTANT:
        return statement_whole(row, column, at) && is_within(*(const struct maybe *)at, -INSTANT_MOST, INSTANT_MOST);
    default:
        return statement_whole(row, column, at);
    }
}

/* --- what it refers to: models, runs and sources, by id ----------------------------------------------------------- */

struct owner {
    int64_t id, known_id;     /* of a model, that of the one whose weights it is */
    struct span name, engine; /* its own; a source's path, a run's version; without ptr where unknown */
    enum model_engine engine_kind;
    bool is_cloud;
};

struct owners {
    const char *sql; /* id, known id, name, engine, is_cloud; by id */
    struct owner *rows;
    size_t count, last; /* the one that was found last */
};

enum { MODELS, RUNS, SOURCES, OWNERS };

static const char *const owner_queries[OWNERS] = {
    [MODELS] = "SELECT r.model_id, m.model_id, coalesce(m.name, '(unknown)'), m.engine, m.is_cloud = 1 FROM model r"
               " LEFT JOIN model_digests d ON d.model_id = r.model_id"
               " JOIN model m ON m.model_id = coalesce(d.known_model_id, r.model_id) ORDER BY r.model_id",
    [RUNS] = "SELECT run_id, run_id, ollama_version, NULL, 0 FROM run ORDER BY run_id",
    [SOURCES] = "SELECT source_id, source_id, path, NULL, 0 FROM source ORDER BY source_id",
};

static enum model_engine kind_of_engine(struct span engine)
{
    static const struct {
        const char *name;
        enum model_engine kind;
    } kinds[] = {{"mlx", ENGINE_MLX}, {"mlx-old", ENGINE_MLX_OLD}, {"remote", ENGINE_REMOTE}};
    for (size_t i = 0; engine.ptr && i < sizeof kinds / sizeof *kinds; i++)
        if (span_equal(engine, span_of(kinds[i].name)))
            return kinds[i].kind;
    return ENGINE_OTHER;
}

/* The text, whose bytes the caller frees; without ptr where it is unknown. */
static bool copy_text(struct cell cell, struct span *text)
{
    char *copy = cell.kind == CELL_TEXT ? malloc(cell.text.len + 1) : NULL;
    if (copy)
        memcpy(copy, cell.text.ptr, cell.text.len);
    *text = (struct span){copy, copy ? cell.text.len : 0};
    return copy || cell.kind != CELL_TEXT;
}

static bool add_owner(struct owners *owners, const struct statement *row)
{
    if ((owners->count & (owners->count - 1)) == 0) {
        size_t larger = owners->count ? owners->count * 2 : 1;
        struct owner *rows = realloc(owners->rows, larger * sizeof *rows);
        if (!rows)
            return false;
        owners->rows = rows;
    }
    struct owner *owner = &owners->rows[owners->count++];
    *owner = (struct owner){.id = statement_cell(row, 0).integer,
                            .known_id = statement_cell(row, 1).integer,
                            .is_cloud = statement_cell(row, 4).integer == 1};
    if (!copy_text(statement_cell(row, 2), &owner->name) || !copy_text(statement_cell(row, 3), &owner->engine))
        return false;
    owner->engine_kind = kind_of_engine(owner->engine);
    return true;
}

static bool load_owners(struct db *db, const char *sql, struct owners *owners, struct failure *why)
{
    struct statement *select = db_prepare(db, sql, why);
    enum step step = select ? STEP_ROW : STEP_FAILED;
    while (step == STEP_ROW && (step = statement_step(select, why)) == STEP_ROW)
        if (!add_owner(owners, select)) {
            failure_out_of_memory(why);
            step = STEP_FAILED;
        }
    statement_close(select);
    return step == STEP_DONE;
}

static void release_owners(struct owners *owners)
{
    for (size_t i = 0; i < owners->count; i++) {
        free((void *)(uintptr_t)owners->rows[i].name.ptr);
        free((void *)(uintptr_t)owners->rows[i].engine.ptr);
    }
    free(owners->rows);
}

/* NULL where there is none. */
static const struct owner *find_owner(struct owners *owners, struct maybe id)
{
    size_t low = 0, high = owners->count;
    if (!id.known)
        return NULL;
    if (owners->last < high && owners->rows[owners->last].id == id.value)
        return &owners->rows[owners->last];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (owners->rows[middle].id < id.value)
            low = middle + 1;
        else
            high = middle;
    }
    owners->last = low;
    return low < owners->count && owners->rows[low].id == id.value ? &owners->rows[low] : NULL;
}

/* --- the reader --------------------------------------------------------------------------------------------------- */

struct request_reader {
    struct db *db;
    struct statement *rows; /* from a request on */
    enum request_reading reading;
    size_t columns[FACT_COUNT]; /* which facts they have */
    size_t column_count;
    struct figure_settings settings;
    struct owners owners[OWNERS];
    struct request_figures figures;
    bool is_plain;
    bool is_at_row;
};

static bool read_settings(struct request_reader *reader, struct failure *why)
{
    double counts_cold, counts_cached;
    const struct {
        const char *key;
        double *value;
    } wanted[] = {
        {"cold_load_ns", &reader->settings.cold_load_ns},
        {"min_eval_count", &reader->settings.min_eval_count},
        {"min_prompt_eval_count", &reader->settings.min_prompt_eval_count},
        {"max_plausible_tok_s", &reader->settings.max_plausible_tok_s},
        {"whole_tolerance_ns", &reader->settings.whole_tolerance_ns},
        {"ttft_counts_cold", &counts_cold},
        {"ttft_counts_cached", &counts_cached},
    };
    struct statement *select = db_prepare(reader->db, "SELECT value FROM setting WHERE key = ?1", why);
    bool done = select != NULL;
    for (size_t i = 0; done && i < sizeof wanted / sizeof *wanted; i++) {
        statement_bind_text(select, 1, span_of(wanted[i].key));
        enum step step = statement_step(select, why);
        struct cell cell = step == STEP_ROW ? statement_cell(select, 0) : (struct cell){0};
        *wanted[i].value = cell.kind == CELL_REAL ? cell.real : (double)NAN;
        done = step != STEP_FAILED;
        statement_reset(select);
    }
    statement_close(select);
    reader->settings.ttft_counts_cold = done && !isnan(counts_cold) && counts_cold != 0;
    reader->settings.ttft_counts_cached = done && !isnan(counts_cached) && counts_cached != 0;
    return done;
}

static void choose_columns(struct request_reader *reader)
{
    for (size_t i = 0; i < FACT_COUNT; i++)
        if (facts[i].since <= reader->reading)
            reader->columns[reader->column_count++] = i;
}

static bool prepare_rows(struct request_reader *reader, struct failure *why)
{
    struct buffer sql = {0};
    bool with_classes = reader->reading == READ_USE;
    buffer_add(&sql, SPAN("SELECT "));
    for (size_t i = 0; i < reader->column_count; i++)
        buffer_print(&sql, "%sr.%s", i ? ", " : "", facts[reader->columns[i]].column);
    buffer_print(&sql, "%s FROM main.request r%s WHERE r.request_id >= ?1 ORDER BY r.request_id",
                 with_classes ? ", coalesce(c.cache_class, 0), c.seen" : "",
                 with_classes ? " LEFT JOIN cache_class_copy c ON c.request_id = r.request_id" : "");
    buffer_add_byte(&sql, '\0');
    if (sql.failed)
        failure_out_of_memory(why);
    else
        reader->rows = db_prepare(reader->db, sql.ptr, why);
    buffer_release(&sql);
    return reader->rows != NULL;
}

struct request_reader *request_reader_open(struct db *db, enum request_reading reading, struct failure *why)
{
    struct request_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        failure_out_of_memory(why);
        return NULL;
    }
    reader->db = db;
    reader->reading = reading;
    choose_columns(reader);
    bool done = read_settings(reader, why) && prepare_rows(reader, why);
    for (size_t i = 0; done && i < OWNERS; i++)
        done = load_owners(db, owner_queries[i], &reader->owners[i], why);
    if (done)
        return reader;
    request_reader_close(reader);
    return NULL;
}

void request_reader_close(struct request_reader *reader)
{
    if (!reader)
        return;
    statement_close(reader->rows);
    for (size_t i = 0; i < OWNERS; i++)
        release_owners(&reader->owners[i]);
    free(reader);
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

static bool read_facts(struct request_reader *reader)
{
    struct request_figures *figures = &reader->figures;
    bool is_plain = true;
    for (size_t i = 0; i < reader->column_count; i++)
        is_plain = read_fact(reader->rows, i, &facts[reader->columns[i]], figures) && is_plain;
    figures->cache_class = maybe_of(0);
    return is_plain && (reader->reading != READ_USE ||
                        (statement_whole(reader->rows, reader->column_count, &figures->cache_class) &&
                         statement_whole(reader->rows, reader->column_count + 1, &figures->seen)));
}

/* Adds what the request refers to; false where that is not there. */
static bool add_owners(struct request_reader *reader)
{
    struct request_figures *figures = &reader->figures;
    const struct owner *model = find_owner(&reader->owners[MODELS], figures->model_id);
    const struct owner *run = find_owner(&reader->owners[RUNS], figures->run_id);
    const struct owner *source = find_owner(&reader->owners[SOURCES], figures->source_id);
    if (!model || !run || !source)
        return false;
    figures->model_id = maybe_of(model->known_id);
    figures->model = model->name;
    figures->engine = model->engine;
    figures->engine_kind = model->engine_kind;
    figures->is_cloud_model = model->is_cloud;
    figures->ollama_version = run->name;
    figures->source = source->name;
    return true;
}

bool request_reader_next(struct request_reader *reader, bool *found, struct failure *why)
{
    enum step step;
    while ((step = statement_step(reader->rows, why)) == STEP_ROW) {
        reader->is_plain = read_facts(reader);
        if (!add_owners(reader))
            continue;
        if (reader->is_plain)
            figures_work_out(&reader->figures, &reader->settings);
        break;
    }
    *found = reader->is_at_row = step == STEP_ROW;
    return step != STEP_FAILED;
}

static bool go_to(struct request_reader *reader, int64_t request_id, bool *found, struct failure *why)
{
    statement_reset(reader->rows);
    statement_bind_integer(reader->rows, 1, request_id);
    return request_reader_next(reader, found, why);
}

/* Requests are mostly asked for in their order, and then the next row is the one. */
bool request_reader_seek(struct request_reader *reader, struct maybe request_id, bool *found, struct failure *why)
{
    if (!request_id.known)
        return go_to(reader, INT64_MIN, found, why);
    int64_t before = reader->is_at_row ? request_reader_id(reader) : INT64_MAX;
    if (before < request_id.value && !request_reader_next(reader, found, why))
        return false;
    bool is_behind = before < request_id.value && reader->is_at_row && request_reader_id(reader) >= request_id.value;
    if (!is_behind && before != request_id.value && !go_to(reader, request_id.value, found, why))
        return false;
    *found = reader->is_at_row && request_reader_id(reader) == request_id.value;
    return true;
}

const struct request_figures *request_reader_figures(const struct request_reader *reader)
{
    return reader->is_plain ? &reader->figures : NULL;
}

int64_t request_reader_id(const struct request_reader *reader)
{
    return reader->figures.request_id.value;
}
