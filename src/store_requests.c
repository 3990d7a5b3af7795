#include "store_requests.h"

#include "identity_table.h"
#include "utf8.h"

#include <stdlib.h>

/* While the index stands its pages are best kept in memory; while it does not, the table of identities takes the room.
 */
#define CACHE_WITH_INDEX    "PRAGMA main.cache_size = -16000"
#define CACHE_WITHOUT_INDEX "PRAGMA main.cache_size = -2000"

#define INDEX_OF_IDENTITIES "request_identity ON request(identity)"

struct store_requests {
    struct db *db;
    struct store_names *names;
    struct statement *insert_request, *find_request, *compare_request, *fill_request, *refresh_request,
        *insert_sighting;
    struct buffer room; /* a text on its way into the database, as UTF-8 */

    bool in_bulk; /* the index of identities is not there; the table in memory stands in for it */
    struct identity_table identities;
};

/* What makes two requests one, beside their identity. */
#define SAME_FIGURES                                                                                                   \
    "total_duration_ns IS ?2 AND load_duration_ns IS ?3 AND prompt_eval_count IS ?4 AND prompt_eval_duration_ns IS"    \
    " ?5 AND eval_count IS ?6 AND eval_duration_ns IS ?7 AND created_at_ns IS ?8"

/* What a later sighting may tell, with its parameter. A row that lacks nothing of it is not written. */
/* clang-format off */
#define FILLED_IN(each)                                                                                  \
    each("prompt_id", "?4") each("response_bytes", "?5") each("response_chars", "?6")                    \
    each("response_words", "?7") each("thinking_bytes", "?8") each("thinking_chars", "?9")               \
    each("thinking_words", "?10") each("chunk_count", "?11") each("first_text_at_ns", "?12")             \
    each("first_thinking_at_ns", "?13") each("first_answer_at_ns", "?14") each("last_text_at_ns", "?15") \
    each("gap_p50_ns", "?16") each("gap_p95_ns", "?17") each("gap_max_ns", "?18")                        \
    each("gap_jitter_ns", "?19") each("stall_count", "?20") each("stall_duration_ns", "?21")             \
    each("reference_tokens", "?22") each("slot_id", "?23") each("task_id", "?24")
/* clang-format on */
#define SET_UNKNOWN(column, told) ", " column " = coalesce(" column ", " told ")"
#define OR_TOLD_NOW(column, told) " OR (" column " IS NULL AND " told " IS NOT NULL)"

static const struct prepared prepared[] = {
    PREPARED(
        struct store_requests, insert_request,
        "INSERT OR IGNORE INTO main.request(identity, source_id, run_id, model_id, prompt_id, line, format, endpoint,"
        " status, model_from, flags, created_at_ns, done_reason, error, remote_host, total_duration_ns,"
        " load_duration_ns, prompt_eval_count, prompt_eval_cached_count, prompt_eval_duration_ns, eval_count,"
        " eval_duration_ns, reported_prompt_eval_rate_tok_s, reported_eval_rate_tok_s, response_bytes,"
        " response_chars, response_words, thinking_bytes, thinking_chars, thinking_words, chunk_count,"
        " first_text_at_ns, first_thinking_at_ns, first_answer_at_ns, last_text_at_ns, gap_p50_ns, gap_p95_ns,"
        " gap_max_ns, gap_jitter_ns, stall_count, stall_duration_ns, reported_ttft_ns, reference_tokens, slot_id,"
        " task_id)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,"
        " ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, "
        "?43, ?44, ?45)"),
    PREPARED(struct store_requests, find_request,
             "SELECT request_id, " SAME_FIGURES " FROM main.request WHERE identity = ?1"),
    PREPARED(struct store_requests, compare_request,
             "SELECT request_id, " SAME_FIGURES " FROM main.request WHERE request_id = ?1"),
    PREPARED(struct store_requests, fill_request,
             "UPDATE main.request SET model_from = CASE WHEN model_id = 0 THEN ?3 ELSE model_from END,"
             " model_id = CASE WHEN model_id = 0 THEN ?2 ELSE model_id END" FILLED_IN(
                 SET_UNKNOWN) " WHERE request_id = ?1 AND ((model_id = 0 AND ?2 <> 0)" FILLED_IN(OR_TOLD_NOW) ")"),
    /* A record that was cut short when its file was imported before. */
    PREPARED(struct store_requests, refresh_request,
             "UPDATE main.request SET line = ?2, status = ?3, flags = ?4, done_reason = coalesce(?5, done_reason),"
             " prompt_eval_cached_count = coalesce(?6, prompt_eval_cached_count),"
             " reported_prompt_eval_rate_tok_s = coalesce(?7, reported_prompt_eval_rate_tok_s),"
             " reported_eval_rate_tok_s = coalesce(?8, reported_eval_rate_tok_s),"
             " reported_ttft_ns = coalesce(?9, reported_ttft_ns) WHERE request_id = ?1"),
    PREPARED(struct store_requests, insert_sighting,
             "INSERT INTO main.sighting(request_id, source_id, line) VALUES (?1, ?2, ?3)"),
};

enum { PREPARED_COUNT = sizeof prepared / sizeof *prepared };

struct store_requests *store_requests_open(struct db *db, struct store_names *names, struct failure *why)
{
    struct store_requests *requests = calloc(1, sizeof *requests);
    if (!requests) {
        failure_out_of_memory(why);
        return NULL;
    }
    requests->db = db;
    requests->names = names;
    if (statements_prepare(db, requests, prepared, PREPARED_COUNT, why) && db_run(db, CACHE_WITH_INDEX, why))
        return requests;
    store_requests_close(requests);
    return NULL;
}

void store_requests_close(struct store_requests *requests)
{
    if (!requests)
        return;
    statements_close(requests, prepared, PREPARED_COUNT);
    buffer_release(&requests->room);
    identity_table_release(&requests->identities);
    free(requests);
}

/* --- many requests in a row --------------------------------------------------------------------------------------- */

bool store_requests_begin_bulk(struct store_requests *requests, struct failure *why)
{
    struct maybe can;
    if (!db_number(requests->db,
                   "SELECT 1 FROM main.sqlite_schema WHERE sql = 'CREATE UNIQUE INDEX " INDEX_OF_IDENTITIES "'"
                   " AND NOT EXISTS (SELECT 1 FROM main.request)",
                   &can, why))
        return false;
    requests->in_bulk =
        can.known && db_run(requests->db, CACHE_WITHOUT_INDEX "; DROP INDEX main.request_identity", why);
    return !can.known || requests->in_bulk;
}

bool store_requests_end_bulk(struct store_requests *requests, struct failure *why)
{
    if (!requests->in_bulk)
        return true;
    store_requests_forget_bulk(requests);
    return db_run(requests->db, "CREATE UNIQUE INDEX main." INDEX_OF_IDENTITIES "; " CACHE_WITH_INDEX, why);
}

void store_requests_forget_bulk(struct store_requests *requests)
{
    requests->in_bulk = false;
    identity_table_release(&requests->identities);
}

/* Of the request that was inserted last. A full table makes place for the index. */
static bool remember(struct store_requests *requests, int64_t identity, struct failure *why)
{
    return !requests->in_bulk || identity_table_add(&requests->identities, identity, db_last_rowid(requests->db)) ||
           store_requests_end_bulk(requests, why);
}

static void bind_log_text(struct store_requests *requests, struct statement *statement, int parameter, struct span text)
{
    statement_bind_text(statement, parameter, utf8_repair(text, &requests->room));
}

/* As bind_log_text, for a statement that runs while the record is there; only what was repaired is copied. */
static void bind_record_text(struct store_requests *requests, struct statement *statement, int parameter,
                             struct span text)
{
    struct span repaired = utf8_repair(text, &requests->room);
    if (repaired.ptr == text.ptr)
        statement_bind_borrowed(statement, parameter, text);
    else
        statement_bind_text(statement, parameter, repaired);
}

/* The last parameters of both statements about a request. */
static void bind_stream(struct statement *statement, int parameter, const struct stream_summary *stream)
{
    const struct maybe values[] = {
        stream->chunk_count,     stream->first_text_at_ns, stream->first_thinking_at_ns, stream->first_answer_at_ns,
        stream->last_text_at_ns, stream->gap_p50_ns,       stream->gap_p95_ns,           stream->gap_max_ns,
        stream->gap_jitter_ns,   stream->stall_count,      stream->stall_duration_ns,
    };
    for (int i = 0; i < (int)(sizeof values / sizeof values[0]); i++)
        statement_bind(statement, parameter + i, values[i]);
}

static struct span name_or_null(const char *name)
{
    return name ? span_of(name) : (struct span){0};
}

static struct span text_or_null(struct span text)
{
    return text.len ? text : (struct span){0};
}

static void bind_request(struct store_requests *requests, const struct request_place *place, const struct request *r,
                         int64_t model_id, struct maybe prompt_id)
{
    struct statement *s = requests->insert_request;
    statement_bind_integer(s, 2, place->source_id);
    statement_bind_integer(s, 3, place->run_id);
    statement_bind_integer(s, 4, model_id);
    statement_bind(s, 5, prompt_id);
    statement_bind_integer(s, 6, r->line);
    bind_record_text(requests, s, 7, r->format);
    bind_record_text(requests, s, 8, text_or_null(r->endpoint));
    statement_bind_borrowed(s, 9, span_of(status_name(r->status)));
    statement_bind_borrowed(s, 10, model_id ? name_or_null(model_from_name(r->model_from)) : (struct span){0});
    statement_bind_integer(s, 11, r->flags);
    statement_bind(s, 12, r->created_at_ns);
    bind_record_text(requests, s, 13, text_or_null(r->done_reason));
    bind_record_text(requests, s, 14, r->error);
    bind_record_text(requests, s, 15, text_or_null(r->remote_host));
    const struct maybe figures[] = {r->total_duration_ns,        r->load_duration_ns,        r->prompt_eval_count,
                                    r->prompt_eval_cached_count, r->prompt_eval_duration_ns, r->eval_count,
                                    r->eval_duration_ns};
    for (int i = 0; i < 7; i++)
        statement_bind(s, 16 + i, figures[i]);
    statement_bind_real(s, 23, r->reported_prompt_eval_rate_tok_s);
    statement_bind_real(s, 24, r->reported_eval_rate_tok_s);
    bind_text_size(s, 25, &r->response);
    bind_text_size(s, 28, &r->thinking);
    bind_stream(s, 31, &r->stream);
    statement_bind(s, 42, r->reported_ttft_ns);
    statement_bind(s, 43, r->reference_tokens);
    statement_bind(s, 44, r->slot_id);
    statement_bind(s, 45, r->task_id);
}

/* The stored request with this identity, `known` by its number or not yet; `same` says whether it is this one, or only
 * has the same hash. */
static bool find_request(struct store_requests *requests, const struct request *r, int64_t identity,
                         struct maybe *known, bool *same, struct failure *why)
{
    struct statement *s = known->known ? requests->compare_request : requests->find_request;
    const struct maybe figures[] = {
        r->total_duration_ns, r->load_duration_ns, r->prompt_eval_count, r->prompt_eval_duration_ns,
        r->eval_count,        r->eval_duration_ns, r->created_at_ns};
    statement_bind_integer(s, 1, known->known ? known->value : identity);
    for (int i = 0; i < 7; i++)
        statement_bind(s, 2 + i, figures[i]);
    enum step step = statement_step(s, why);
    if (step == STEP_ROW) {
        *known = maybe_of(statement_cell(s, 0).integer);
        *same = statement_cell(s, 1).integer != 0;
    }
    statement_reset(s);
    return step != STEP_FAILED;
}

/* Whether the request stood in this file when it was imported before: then it is no sighting more. */
static bool meet_again(struct store_requests *requests, struct request_place *place, const struct request *r,
                       int64_t request_id, bool *again, struct failure *why)
{
    *again = false;
    if (!place->growth)
        return true;
    if (!growth_meet(place->growth, request_id, place->source_id, again, why))
        return false;
    if (!*again)
        return true;
    struct statement *s = requests->refresh_request;
    statement_bind_integer(s, 1, request_id);
    statement_bind_integer(s, 2, r->line);
    statement_bind_text(s, 3, span_of(status_name(r->status)));
    statement_bind_integer(s, 4, r->flags);
    bind_log_text(requests, s, 5, text_or_null(r->done_reason));
    statement_bind(s, 6, r->prompt_eval_cached_count);
    statement_bind_real(s, 7, r->reported_prompt_eval_rate_tok_s);
    statement_bind_real(s, 8, r->reported_eval_rate_tok_s);
    statement_bind(s, 9, r->reported_ttft_ns);
    place->met_again++;
    return statement_run(s, why);
}

static bool add_sighting(struct store_requests *requests, struct request_place *place, const struct request *r,
                         int64_t request_id, int64_t model_id, struct maybe prompt_id, struct failure *why)
{
    struct statement *s = requests->fill_request;
    statement_bind_integer(s, 1, request_id);
    statement_bind_integer(s, 2, model_id);
    statement_bind_text(s, 3, model_id ? name_or_null(model_from_name(r->model_from)) : (struct span){0});
    statement_bind(s, 4, prompt_id);
    bind_text_size(s, 5, &r->response);
    bind_text_size(s, 8, &r->thinking);
    bind_stream(s, 11, &r->stream);
    statement_bind(s, 22, r->reference_tokens);
    statement_bind(s, 23, r->slot_id);
    statement_bind(s, 24, r->task_id);
    statement_bind_integer(requests->insert_sighting, 1, request_id);
    statement_bind_integer(requests->insert_sighting, 2, place->source_id);
    statement_bind_integer(requests->insert_sighting, 3, r->line);
    place->result->repeats++;
    bool again;
    return statement_run(s, why) && meet_again(requests, place, r, request_id, &again, why) &&
           (again || statement_run(requests->insert_sighting, why));
}

/* Inserts the request that is bound, unless its identity is given: in bulk `known` says to whom. */
static bool insert_unless_known(struct store_requests *requests, int64_t identity, struct maybe *known, bool *is_new,
                                struct failure *why)
{
    *is_new = false;
    if (requests->in_bulk)
        *known = identity_table_find(&requests->identities, identity);
    if (known->known)
        return true;
    statement_bind_integer(requests->insert_request, 1, identity);
    if (!statement_run(requests->insert_request, why))
        return false;
    *is_new = db_changes(requests->db) > 0;
    return !*is_new || remember(requests, identity, why);
}

static void count_new(struct file_result *result, enum status status)
{
    if (status == STATUS_OK || status == STATUS_PARTIAL)
        result->requests++;
    else
        result->others++;
    if (status == STATUS_PARTIAL)
        result->partial++;
}

bool store_requests_keep(struct store_requests *requests, struct request_place *place, const struct request *request,
                         int64_t identity, struct failure *why)
{
    struct named_model model;
    struct maybe prompt_id;
    if (!store_names_model(requests->names, request->model, &model, why) ||
        !store_names_prompt(requests->names, request, &prompt_id, why))
        return false;
    bind_request(requests, place, request, model.model_id, prompt_id);
    if (requests->room.failed)
        return failure_out_of_memory(why);
    for (;; identity = (int64_t)((uint64_t)identity + 1)) {
        struct maybe known = {0};
        bool is_new = false, same = false;
        if (!insert_unless_known(requests, identity, &known, &is_new, why))
            return false;
        if (is_new) {
            count_new(place->result, request->status);
            return true;
        }
        if (!find_request(requests, request, identity, &known, &same, why))
            return false;
        if (!known.known)
            return failure_set(why, "a request on line %lld breaks a rule of the database", (long long)request->line);
        if (same)
            return add_sighting(requests, place, request, known.value, model.model_id, prompt_id, why);
    }
}
