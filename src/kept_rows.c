#include "kept_rows.h"

#include "buffer.h"

/* --- cells -------------------------------------------------------------------------------------------------------- */

struct maybe kept_number(struct statement *row, size_t column)
{
    struct cell cell = statement_cell(row, column);
    return cell.kind == CELL_INTEGER ? maybe_of(cell.integer) : (struct maybe){0};
}

struct maybe_real kept_real(struct statement *row, size_t column)
{
    struct cell cell = statement_cell(row, column);
    if (cell.kind == CELL_INTEGER)
        return maybe_real_of((double)cell.integer);
    return cell.kind == CELL_REAL ? maybe_real_of(cell.real) : (struct maybe_real){0};
}

struct span kept_text(struct statement *row, size_t column)
{
    struct cell cell = statement_cell(row, column);
    return cell.kind == CELL_TEXT ? cell.text : (struct span){0};
}

/* --- fields: where a column's value goes, in the order of the SELECT ---------------------------------------------- */

struct field {
    const char *column;
    enum { NUMBER, REAL, TEXT, SIZE } kind; /* SIZE: and the two columns behind it */
    size_t offset;
};

#define FIELD(record, kind, member, column)                                                                            \
    {                                                                                                                  \
        column, kind, offsetof(struct record, member)                                                                  \
    }

static const struct field request_fields[] = {
    FIELD(request, TEXT, format, "r.format"),
    FIELD(request, TEXT, endpoint, "r.endpoint"),
    FIELD(request, TEXT, done_reason, "r.done_reason"),
    FIELD(request, TEXT, error, "r.error"),
    FIELD(request, TEXT, remote_host, "r.remote_host"),
    FIELD(request, TEXT, model, "m.name"),
    FIELD(request, NUMBER, created_at_ns, "r.created_at_ns"),
    FIELD(request, NUMBER, total_duration_ns, "r.total_duration_ns"),
    FIELD(request, NUMBER, load_duration_ns, "r.load_duration_ns"),
    FIELD(request, NUMBER, prompt_eval_count, "r.prompt_eval_count"),
    FIELD(request, NUMBER, prompt_eval_cached_count, "r.prompt_eval_cached_count"),
    FIELD(request, NUMBER, prompt_eval_duration_ns, "r.prompt_eval_duration_ns"),
    FIELD(request, NUMBER, eval_count, "r.eval_count"),
    FIELD(request, NUMBER, eval_duration_ns, "r.eval_duration_ns"),
    FIELD(request, REAL, reported_prompt_eval_rate_tok_s, "r.reported_prompt_eval_rate_tok_s"),
    FIELD(request, REAL, reported_eval_rate_tok_s, "r.reported_eval_rate_tok_s"),
    FIELD(request, NUMBER, reported_ttft_ns, "r.reported_ttft_ns"),
    FIELD(request, NUMBER, reference_tokens, "r.reference_tokens"),
    FIELD(request, NUMBER, slot_id, "r.slot_id"),
    FIELD(request, NUMBER, task_id, "r.task_id"),
    FIELD(request, NUMBER, stream.chunk_count, "r.chunk_count"),
    FIELD(request, NUMBER, stream.first_text_at_ns, "r.first_text_at_ns"),
    FIELD(request, NUMBER, stream.first_thinking_at_ns, "r.first_thinking_at_ns"),
    FIELD(request, NUMBER, stream.first_answer_at_ns, "r.first_answer_at_ns"),
    FIELD(request, NUMBER, stream.last_text_at_ns, "r.last_text_at_ns"),
    FIELD(request, NUMBER, stream.gap_p50_ns, "r.gap_p50_ns"),
    FIELD(request, NUMBER, stream.gap_p95_ns, "r.gap_p95_ns"),
    FIELD(request, NUMBER, stream.gap_max_ns, "r.gap_max_ns"),
    FIELD(request, NUMBER, stream.gap_jitter_ns, "r.gap_jitter_ns"),
    FIELD(request, NUMBER, stream.stall_count, "r.stall_count"),
    FIELD(request, NUMBER, stream.stall_duration_ns, "r.stall_duration_ns"),
    FIELD(request, SIZE, response, "r.response_bytes, r.response_chars, r.response_words"),
    FIELD(request, SIZE, thinking, "r.thinking_bytes, r.thinking_chars, r.thinking_words"),
    FIELD(request, NUMBER, prompt_hash, "p.hash"),
    FIELD(request, SIZE, prompt, "p.bytes, p.chars, p.words"),
    {0},
};

static const struct field access_fields[] = {
    FIELD(access, NUMBER, at_ns, "r.at_local_ns"),
    FIELD(access, NUMBER, utc_offset_ns, "r.utc_offset_ns"),
    FIELD(access, NUMBER, status, "r.status"),
    FIELD(access, NUMBER, latency_ns, "r.latency_ns"),
    FIELD(access, NUMBER, latency_resolution_ns, "r.latency_resolution_ns"),
    FIELD(access, TEXT, client, "r.client"),
    FIELD(access, TEXT, method, "r.method"),
    FIELD(access, TEXT, path, "r.path"),
    FIELD(access, NUMBER, request_line, "r.request_line"),
    {0},
};

static const struct field benchmark_fields[] = {
    FIELD(benchmark, TEXT, tool, "r.tool"),
    FIELD(benchmark, TEXT, test, "r.test"),
    FIELD(benchmark, TEXT, model, "m.name"),
    FIELD(benchmark, NUMBER, created_at_ns, "r.created_at_ns"),
    FIELD(benchmark, NUMBER, sample_count, "r.sample_count"),
    FIELD(benchmark, NUMBER, prompt_count, "r.prompt_count"),
    FIELD(benchmark, NUMBER, eval_count, "r.eval_count"),
    FIELD(benchmark, NUMBER, depth_count, "r.depth_count"),
    FIELD(benchmark, NUMBER, concurrency, "r.concurrency"),
    FIELD(benchmark, REAL, mean, "r.mean"),
    FIELD(benchmark, REAL, median, "r.median"),
    FIELD(benchmark, REAL, stddev, "r.stddev"),
    FIELD(benchmark, REAL, p90, "r.p90"),
    FIELD(benchmark, REAL, p95, "r.p95"),
    FIELD(benchmark, REAL, p99, "r.p99"),
    FIELD(benchmark, REAL, min, "r.min"),
    FIELD(benchmark, REAL, max, "r.max"),
    {0},
};

/* SELECT `first` and the fields' columns. */
static struct statement *prepare(struct db *db, const char *first, const struct field *fields, const char *from,
                                 struct failure *why)
{
    struct buffer sql = {0};
    buffer_print(&sql, "SELECT %s", first);
    for (; fields && fields->column; fields++)
        buffer_print(&sql, ", %s", fields->column);
    buffer_print(&sql, " FROM %s", from);
    buffer_add_byte(&sql, '\0');
    struct statement *statement = NULL;
    if (sql.failed)
        failure_out_of_memory(why);
    else
        statement = db_prepare(db, sql.ptr, why);
    buffer_release(&sql);
    return statement;
}

static struct text_size kept_size(struct statement *row, size_t column)
{
    struct maybe bytes = kept_number(row, column);
    return (struct text_size){.bytes = bytes.value,
                              .chars = kept_number(row, column + 1).value,
                              .words = kept_number(row, column + 2).value,
                              .known = bytes.known};
}

static void fill(struct statement *row, size_t column, const struct field *fields, void *record)
{
    for (; fields->column; fields++) {
        void *place = (char *)record + fields->offset;
        switch (fields->kind) {
        case NUMBER:
            *(struct maybe *)place = kept_number(row, column);
            break;
        case REAL:
            *(struct maybe_real *)place = kept_real(row, column);
            break;
        case TEXT:
            *(struct span *)place = kept_text(row, column);
            break;
        default:
            *(struct text_size *)place = kept_size(row, column);
            column += 2;
        }
        column++;
    }
}

/* Every row starts with the file's number and the line. */
static bool start(struct statement *row, int64_t *source_id, int64_t *line)
{
    struct maybe source = kept_number(row, 0), at = kept_number(row, 1);
    *source_id = source.value;
    *line = at.value;
    return source.known && at.known;
}

/* --- requests ----------------------------------------------------------------------------------------------------- */

static const char request_first[] = "r.source_id, r.line, r.identity, r.status, r.model_from, r.flags";
static const char sighting_first[] = "s.source_id, s.line, r.identity, r.status, r.model_from, r.flags";

enum { REQUEST_FIELDS = 6 };

struct statement *kept_requests(struct db *db, struct failure *why)
{
    return prepare(db, request_first, request_fields,
                   "temp.left_over o CROSS JOIN request r ON r.request_id = o.request_id"
                   " LEFT JOIN model m ON m.model_id = r.model_id"
                   " LEFT JOIN prompt p ON p.prompt_id = r.prompt_id ORDER BY o.request_id",
                   why);
}

struct statement *kept_sightings(struct db *db, struct failure *why)
{
    return prepare(db, sighting_first, request_fields,
                   "sighting s CROSS JOIN request r ON r.request_id = s.request_id"
                   " LEFT JOIN model m ON m.model_id = r.model_id"
                   " LEFT JOIN prompt p ON p.prompt_id = r.prompt_id ORDER BY s.rowid",
                   why);
}

bool kept_request(struct statement *row, int64_t *source_id, int64_t *identity, struct request *request)
{
    *request = (struct request){0};
    struct maybe number = kept_number(row, 2);
    *identity = number.value;
    request->model_from = model_from_named(kept_text(row, 4));
    request->flags = (unsigned)kept_number(row, 5).value;
    fill(row, REQUEST_FIELDS, request_fields, request);
    return start(row, source_id, &request->line) && number.known && status_named(kept_text(row, 3), &request->status) &&
           request->format.ptr;
}

/* --- facts of other kinds ----------------------------------------------------------------------------------------- */

struct statement *kept_accesses(struct db *db, struct failure *why)
{
    return prepare(db, "r.source_id, r.line, r.is_tie_sure, r.is_load", access_fields, "access r ORDER BY r.access_id",
                   why);
}

bool kept_access(struct statement *row, int64_t *source_id, struct access *access)
{
    *access = (struct access){.is_tie_sure = kept_number(row, 2).value != 0, .is_load = kept_number(row, 3).value != 0};
    fill(row, 4, access_fields, access);
    return start(row, source_id, &access->line);
}

struct statement *kept_benchmarks(struct db *db, struct failure *why)
{
    return prepare(db, "r.source_id, r.line, r.metric", benchmark_fields,
                   "benchmark r LEFT JOIN model m ON m.model_id = r.model_id ORDER BY r.benchmark_id", why);
}

bool kept_benchmark(struct statement *row, int64_t *source_id, struct benchmark *benchmark)
{
    *benchmark = (struct benchmark){.metric = kept_text(row, 2).ptr};
    fill(row, 3, benchmark_fields, benchmark);
    return start(row, source_id, &benchmark->line) && benchmark->tool.ptr && benchmark->test.ptr && benchmark->metric &&
           strspn(benchmark->metric, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(benchmark->metric);
}

struct statement *kept_problems(struct db *db, struct failure *why)
{
    return prepare(db, "r.source_id, r.line, r.code, r.message, r.excerpt", NULL, "problem r ORDER BY r.problem_id",
                   why);
}

bool kept_problem(struct statement *row, int64_t *source_id, struct problem *problem)
{
    *problem =
        (struct problem){.code = kept_text(row, 2).ptr, .message = kept_text(row, 3).ptr, .excerpt = kept_text(row, 4)};
    return start(row, source_id, &problem->line) && problem->code && problem->message;
}

struct statement *kept_servers(struct db *db, struct failure *why)
{
    return prepare(db, "r.source_id, r.line, r.version", NULL, "server_start r ORDER BY r.rowid", why);
}

bool kept_server(struct statement *row, int64_t *source_id, struct server_fact *fact)
{
    *fact = (struct server_fact){.version = kept_text(row, 2)};
    return start(row, source_id, &fact->line) && fact->version.ptr;
}
