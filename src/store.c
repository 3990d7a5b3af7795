#include "store.h"

#include "buffer.h"
#include "decompressor.h"
#include "hash.h"
#include "model_name.h"
#include "rank_count.h"
#include "run_facts.h"
#include "store_facts.h"
#include "store_growth.h"
#include "store_schema.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum { KNOWN_MODELS = 64 };

/* A model's name as logs write it, and what it means. */
struct known_model {
    char text[120];
    size_t length; /* 0: nothing is known */
    int64_t model_id, name_hash;
};

struct store {
    struct db *db;
    bool keeps_copies;
    struct file_result kept; /* of a file that comes with another database */
    bool is_torn;            /* a file could not be taken back, or not kept */
    struct statement *insert_source, *update_source, *find_source, *find_size, *insert_request, *find_request,
        *fill_request, *refresh_request, *insert_sighting, *insert_problem, *find_source_run, *insert_prompt,
        *find_prompt, *insert_model, *find_model, *insert_run, *find_run;

    struct store_facts *facts; /* of other kinds than requests; NULL where the store is only read */

    /* The file that is being imported. */
    int64_t source_id, run_id;
    int64_t place; /* hash of the label, the file's name and the records so far: rule 3 */
    struct file_result *result;
    struct growth *growth;      /* NULL: no file takes the place of what it was before */
    int64_t met_again;          /* requests that stood in it then */
    struct rank_counter *ranks; /* NULL: nobody counts tokens */

    struct known_model models[KNOWN_MODELS]; /* those looked up of late, by the hash of the text */
    struct buffer text;                      /* valid UTF-8 on its way into the database */
};

/* --- opening ------------------------------------------------------------------------------------------------------ */

static struct store *new_store(struct failure *why)
{
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        failure_out_of_memory(why);
    return store;
}

struct prepared {
    size_t offset;
    const char *sql;
};

#define STATEMENT(name, text)                                                                                          \
    {                                                                                                                  \
        offsetof(struct store, name), text                                                                             \
    }

static const struct prepared prepared[] = {
    STATEMENT(insert_source, "INSERT INTO main.source(run_id, path, content_hash, size_bytes, line_count, encoding)"
                             " VALUES (?1, ?2, 'reading', 0, 0, '')"),
    STATEMENT(update_source,
              "UPDATE main.source SET content_hash = ?2, size_bytes = ?3, line_count = ?4, encoding = ?5,"
              " request_count = ?6, repeat_count = ?7, problem_count = ?8 WHERE source_id = ?1"),
    STATEMENT(find_source, "SELECT path FROM main.source WHERE content_hash = ?1 UNION ALL SELECT s.path FROM"
                           " main.outgrown o JOIN main.source s USING (source_id) WHERE o.content_hash = ?1"),
    STATEMENT(find_source_run, "SELECT run_id FROM main.source WHERE source_id = ?1"),
    STATEMENT(find_size, "SELECT 1 WHERE EXISTS (SELECT 1 FROM main.source WHERE size_bytes = ?1)"
                         " OR EXISTS (SELECT 1 FROM main.outgrown WHERE size_bytes = ?1)"),
    /* A record that was cut short when its file was imported before. */
    STATEMENT(refresh_request,
              "UPDATE main.request SET line = ?2, status = ?3, flags = ?4, done_reason = coalesce(?5, done_reason),"
              " prompt_eval_cached_count = coalesce(?6, prompt_eval_cached_count),"
              " reported_prompt_eval_rate_tok_s = coalesce(?7, reported_prompt_eval_rate_tok_s),"
              " reported_eval_rate_tok_s = coalesce(?8, reported_eval_rate_tok_s),"
              " reported_ttft_ns = coalesce(?9, reported_ttft_ns) WHERE request_id = ?1"),
    STATEMENT(
        insert_request,
        "INSERT OR IGNORE INTO main.request(identity, source_id, run_id, model_id, prompt_id, line, format, endpoint,"
        " status, model_from, flags, created_at_ns, done_reason, error, remote_host, total_duration_ns,"
        " load_duration_ns, prompt_eval_count, prompt_eval_cached_count, prompt_eval_duration_ns, eval_count,"
        " eval_duration_ns, reported_prompt_eval_rate_tok_s, reported_eval_rate_tok_s, response_bytes,"
        " response_chars, response_words, thinking_bytes, thinking_chars, thinking_words, chunk_count,"
        " first_text_at_ns, first_thinking_at_ns, first_answer_at_ns, last_text_at_ns, gap_p50_ns, gap_p95_ns,"
        " gap_max_ns, gap_jitter_ns, stall_count, stall_duration_ns, reported_ttft_ns,"
        " reference_tokens)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,"
        " ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, "
        "?43)"),
    STATEMENT(find_request,
              "SELECT request_id, total_duration_ns IS ?2 AND load_duration_ns IS ?3 AND prompt_eval_count IS ?4"
              " AND prompt_eval_duration_ns IS ?5 AND eval_count IS ?6 AND eval_duration_ns IS ?7"
              " AND created_at_ns IS ?8 FROM main.request WHERE identity = ?1"),
    STATEMENT(fill_request,
              "UPDATE main.request SET model_from = CASE WHEN model_id = 0 THEN ?3 ELSE model_from END,"
              " model_id = CASE WHEN model_id = 0 THEN ?2 ELSE model_id END, prompt_id = coalesce(prompt_id, ?4),"
              " response_bytes = coalesce(response_bytes, ?5), response_chars = coalesce(response_chars, ?6),"
              " response_words = coalesce(response_words, ?7), thinking_bytes = coalesce(thinking_bytes, ?8),"
              " thinking_chars = coalesce(thinking_chars, ?9), thinking_words = coalesce(thinking_words, ?10),"
              " chunk_count = coalesce(chunk_count, ?11), first_text_at_ns = coalesce(first_text_at_ns, ?12),"
              " first_thinking_at_ns = coalesce(first_thinking_at_ns, ?13),"
              " first_answer_at_ns = coalesce(first_answer_at_ns, ?14),"
              " last_text_at_ns = coalesce(last_text_at_ns, ?15), gap_p50_ns = coalesce(gap_p50_ns, ?16),"
              " gap_p95_ns = coalesce(gap_p95_ns, ?17), gap_max_ns = coalesce(gap_max_ns, ?18),"
              " gap_jitter_ns = coalesce(gap_jitter_ns, ?19), stall_count = coalesce(stall_count, ?20),"
              " stall_duration_ns = coalesce(stall_duration_ns, ?21),"
              " reference_tokens = coalesce(reference_tokens, ?22) WHERE request_id = ?1"),
    STATEMENT(insert_sighting, "INSERT INTO main.sighting(request_id, source_id, line) VALUES (?1, ?2, ?3)"),
    STATEMENT(insert_problem,
              "INSERT INTO main.problem(source_id, line, code, message, excerpt) VALUES (?1, ?2, ?3, ?4, ?5)"),
    STATEMENT(insert_prompt, "INSERT OR IGNORE INTO main.prompt(hash, bytes, chars, words) VALUES (?1, ?2, ?3, ?4)"),
    STATEMENT(find_prompt, "SELECT prompt_id FROM main.prompt WHERE hash = ?1"),
    STATEMENT(insert_model, "INSERT OR IGNORE INTO main.model(name, family, size, active_size, variant, quantization,"
                            " is_cloud, facts_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'name')"),
    STATEMENT(find_model, "SELECT model_id FROM main.model WHERE name = ?1"),
    STATEMENT(insert_run, "INSERT OR IGNORE INTO main.run(label, host) VALUES (?1, ?2)"),
    STATEMENT(find_run, "SELECT run_id FROM main.run WHERE label = ?1 AND host = ?2"),
};

static struct statement **statement_at(struct store *store, size_t index)
{
    return (struct statement **)(void *)((char *)store + prepared[index].offset);
}

static bool prepare_all(struct store *store, struct failure *why)
{
    for (size_t i = 0; i < sizeof prepared / sizeof prepared[0]; i++) {
        *statement_at(store, i) = db_prepare(store->db, prepared[i].sql, why);
        if (!*statement_at(store, i))
            return false;
    }
    return true;
}

struct store *store_open(const char *path, struct failure *why)
{
    struct store *store = new_store(why);
    if (!store)
        return NULL;
    store->db = db_open(path, path ? DB_WRITE : DB_MEMORY, why);
    if (store->db && db_run(store->db, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL", why) &&
        schema_install(store->db, path, why) && prepare_all(store, why) &&
        (store->facts = store_facts_open(store->db, why)))
        return store;
    store_close(store);
    return NULL;
}

struct store *store_open_read(const char *path, struct failure *why)
{
    struct store *store = new_store(why);
    if (!store)
        return NULL;
    store->db = db_open(path, DB_READ, why);
    if (store->db && schema_check(store->db, path, why))
        return store;
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < sizeof prepared / sizeof prepared[0]; i++)
        statement_close(*statement_at(store, i));
    store_facts_close(store->facts);
    db_close(store->db);
    buffer_release(&store->text);
    free(store);
}

struct db *store_db(struct store *store)
{
    return store->db;
}

bool store_begin(struct store *store, struct failure *why)
{
    return db_run(store->db, "BEGIN IMMEDIATE", why);
}

static bool refresh_copies(struct db *db, struct failure *why)
{
    struct maybe fresh;
    return db_number(db, "SELECT fresh FROM main.copy_state", &fresh, why) &&
           ((fresh.known && fresh.value) ||
            (schema_make_temporary_views(db, why) && schema_fill_copies(db, why) && schema_drop_temporary(db, why)));
}

void store_keep_copies(struct store *store)
{
    store->keeps_copies = true;
}

bool store_commit(struct store *store, struct failure *why)
{
    return (!store->keeps_copies || refresh_copies(store->db, why)) && db_run(store->db, "COMMIT", why);
}

bool store_make_stale(struct store *store, struct failure *why)
{
    return db_run(store->db, "UPDATE main.copy_state SET fresh = 0 WHERE fresh <> 0", why);
}

bool store_checkpoint(struct store *store, struct failure *why)
{
    return db_run(store->db, "COMMIT; BEGIN IMMEDIATE", why);
}

void store_rollback(struct store *store)
{
    db_roll_back(store->db);
}

bool store_is_sound(const struct store *store)
{
    return !store->is_torn && db_in_transaction(store->db);
}

/* --- small facts -------------------------------------------------------------------------------------------------- */

/* The number in the first column of the row that the bound statement finds; unknown without a row. */
static bool find_number(struct statement *statement, struct maybe *number, struct failure *why)
{
    enum step step = statement_step(statement, why);
    *number = step == STEP_ROW ? maybe_of(statement_cell(statement, 0).integer) : (struct maybe){0};
    statement_reset(statement);
    return step != STEP_FAILED;
}

/* Text from outside as the database may hold it: what is no UTF-8 becomes U+FFFD. Valid until the next call. */
static struct span valid_text(struct store *store, struct span text)
{
    buffer_clear(&store->text);
    bool valid = true;
    for (struct span rest = text; rest.len;) {
        struct utf8_char next = utf8_next(rest);
        valid = valid && next.valid;
        buffer_add(&store->text, next.valid ? span_first(rest, next.length) : SPAN("\xef\xbf\xbd"));
        rest = span_from(rest, next.length);
    }
    return valid ? text : buffer_span(&store->text);
}

static void bind_log_text(struct store *store, struct statement *statement, int parameter, struct span text)
{
    statement_bind_text(statement, parameter, valid_text(store, text));
}

static bool find_run(struct store *store, const struct run_key *run, int64_t *run_id, struct failure *why)
{
    struct statement *statements[] = {store->insert_run, store->find_run};
    struct maybe found;
    for (size_t i = 0; i < 2; i++) {
        bind_log_text(store, statements[i], 1, span_of(run->label));
        bind_log_text(store, statements[i], 2, span_of(run->host));
    }
    if (!statement_run(store->insert_run, why) || !find_number(store->find_run, &found, why))
        return false;
    *run_id = found.value;
    return true;
}

bool store_declare(struct store *store, const struct run_key *run, const char *key, const char *value,
                   struct failure *why)
{
    int64_t run_id;
    if (!store_make_stale(store, why) || !find_run(store, run, &run_id, why) ||
        !run_facts_set(store->db, run_id, key, valid_text(store, span_of(value)), why))
        return false;
    struct statement *insert =
        db_prepare(store->db, "INSERT OR REPLACE INTO main.run_meta(run_id, key, value) VALUES (?1, ?2, ?3)", why);
    if (!insert)
        return false;
    statement_bind_integer(insert, 1, run_id);
    bind_log_text(store, insert, 2, span_of(key));
    bind_log_text(store, insert, 3, span_of(value));
    bool done = statement_run(insert, why);
    statement_close(insert);
    return done;
}

static bool add_model(struct store *store, const char *name, struct failure *why)
{
    struct model_traits traits;
    model_name_traits(name, &traits);
    const char *const texts[] = {name,           traits.family,      traits.size, traits.active_size,
                                 traits.variant, traits.quantization};
    for (int i = 0; i < 6; i++)
        statement_bind_text(store->insert_model, i + 1, texts[i][0] ? span_of(texts[i]) : (struct span){0});
    statement_bind_integer(store->insert_model, 7, traits.is_cloud);
    return statement_run(store->insert_model, why);
}

static bool look_up_model(struct store *store, struct span model, int64_t *model_id, struct failure *why)
{
    char name[MODEL_NAME_SIZE];
    struct maybe found;
    model_name_canonical(valid_text(store, model), name);
    *model_id = 0;
    if (!name[0])
        return true;
    statement_bind_text(store->find_model, 1, span_of(name));
    if (!find_number(store->find_model, &found, why))
        return false;
    if (!found.known && (!add_model(store, name, why) || !find_number(store->find_model, &found, why)))
        return false;
    *model_id = found.value;
    return true;
}

static int64_t hash_of_model(struct span model)
{
    char name[MODEL_NAME_SIZE];
    model_name_canonical(model, name);
    return hash_bytes(span_of(name));
}

static bool know_model(struct store *store, struct span model, struct known_model *found, struct failure *why)
{
    struct known_model *known = &store->models[(size_t)hash_bytes(model) % KNOWN_MODELS];
    if (!known->length || !span_equal((struct span){known->text, known->length}, model)) {
        struct known_model fresh = {.name_hash = hash_of_model(model)};
        if (!look_up_model(store, model, &fresh.model_id, why))
            return false;
        if (model.len == 0 || model.len > sizeof fresh.text) {
            *found = fresh;
            return true;
        }
        fresh.length = model.len;
        memcpy(fresh.text, model.ptr, model.len);
        *known = fresh;
    }
    *found = *known;
    return true;
}

static bool find_model(struct store *store, struct span model, int64_t *model_id, struct failure *why)
{
    struct known_model found;
    if (!know_model(store, model, &found, why))
        return false;
    *model_id = found.model_id;
    return true;
}

/* What was looked up may have gone with a savepoint. */
static void forget_models(struct store *store)
{
    for (size_t i = 0; i < KNOWN_MODELS; i++)
        store->models[i].length = 0;
}

static void bind_size(struct statement *statement, int parameter, const struct text_size *size)
{
    statement_bind(statement, parameter, (struct maybe){size->bytes, size->known});
    statement_bind(statement, parameter + 1, (struct maybe){size->chars, size->known});
    statement_bind(statement, parameter + 2, (struct maybe){size->words, size->known});
}

static bool find_prompt(struct store *store, const struct request *request, struct maybe *prompt_id,
                        struct failure *why)
{
    *prompt_id = (struct maybe){0};
    if (!request->prompt_hash.known)
        return true;
    statement_bind(store->insert_prompt, 1, request->prompt_hash);
    bind_size(store->insert_prompt, 2, &request->prompt);
    statement_bind(store->find_prompt, 1, request->prompt_hash);
    return statement_run(store->insert_prompt, why) && find_number(store->find_prompt, prompt_id, why);
}

/* --- identity ----------------------------------------------------------------------------------------------------- */

/* "|12", or "|" for what is not known. */
static void add_figure(char *text, size_t *used, struct maybe figure)
{
    char digits[24];
    size_t first = sizeof digits;
    uint64_t rest = figure.value < 0 ? 0 - (uint64_t)figure.value : (uint64_t)figure.value;
    text[(*used)++] = '|';
    if (!figure.known)
        return;
    do
        digits[--first] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (figure.value < 0)
        digits[--first] = '-';
    memcpy(text + *used, digits + first, sizeof digits - first);
    *used += sizeof digits - first;
}

/* Rule 3. The text is bounded: numbers and a hash of the model's name. */
static int64_t identity_of(struct store *store, const struct request *request, int64_t model_hash)
{
    char text[400];
    const struct request *r = request;
    bool timed = r->created_at_ns.known;
    bool phases = r->prompt_eval_duration_ns.known && r->eval_duration_ns.known && !(r->flags & FLAG_ROUNDED);
    bool telling = timed || phases || (r->total_duration_ns.known && r->eval_duration_ns.known);
    size_t used = (size_t)snprintf(text, sizeof text, "%s", timed ? "time" : telling ? "figures" : "place");
    const struct maybe figures[] = {r->created_at_ns,     r->total_duration_ns,       r->load_duration_ns,
                                    r->prompt_eval_count, r->prompt_eval_duration_ns, r->eval_count,
                                    r->eval_duration_ns};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        add_figure(text, &used, figures[i]);
    if (timed) {
        add_figure(text, &used, maybe_of(model_hash));
    } else if (telling) {
        used += (size_t)snprintf(text + used, sizeof text - used, "|%.17g|%.17g",
                                 r->reported_prompt_eval_rate_tok_s.value, r->reported_eval_rate_tok_s.value);
    } else {
        add_figure(text, &used, r->stream.first_text_at_ns);
        used += (size_t)snprintf(text + used, sizeof text - used, "|%.17g|%.17g|%lld|%lld",
                                 r->reported_prompt_eval_rate_tok_s.value, r->reported_eval_rate_tok_s.value,
                                 (long long)r->line, (long long)store->place);
    }
    int64_t identity = hash_bytes((struct span){text, used});
    add_figure(text, &used, maybe_of(store->place));
    store->place = hash_bytes((struct span){text, used});
    return identity;
}

/* Where the chain of places starts: the label and the last two parts of the path, which a copy of a directory keeps,
 * and a compressed copy but for its suffix. */
static int64_t first_place(const char *path, const struct run_key *run)
{
    struct span before = path_before_compression(span_of(path));
    const char *end = path + before.len, *tail = end;
    for (int slashes = 0; tail > path && !(tail[-1] == '/' && ++slashes == 2);)
        tail--;
    char text[1200];
    int kept = end - tail < 1000 ? (int)(end - tail) : 1000;
    int length = snprintf(text, sizeof text, "%s|%s|%.*s", run->label, run->host, kept, tail);
    return hash_bytes((struct span){text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1});
}

/* --- records ------------------------------------------------------------------------------------------------------ */

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

static void bind_request(struct store *store, const struct request *r, int64_t model_id, struct maybe prompt_id)
{
    struct statement *s = store->insert_request;
    statement_bind_integer(s, 2, store->source_id);
    statement_bind_integer(s, 3, store->run_id);
    statement_bind_integer(s, 4, model_id);
    statement_bind(s, 5, prompt_id);
    statement_bind_integer(s, 6, r->line);
    bind_log_text(store, s, 7, r->format);
    bind_log_text(store, s, 8, text_or_null(r->endpoint));
    statement_bind_text(s, 9, span_of(status_name(r->status)));
    statement_bind_text(s, 10, model_id ? name_or_null(model_from_name(r->model_from)) : (struct span){0});
    statement_bind_integer(s, 11, r->flags);
    statement_bind(s, 12, r->created_at_ns);
    bind_log_text(store, s, 13, text_or_null(r->done_reason));
    bind_log_text(store, s, 14, r->error);
    bind_log_text(store, s, 15, text_or_null(r->remote_host));
    const struct maybe figures[] = {r->total_duration_ns,        r->load_duration_ns,        r->prompt_eval_count,
                                    r->prompt_eval_cached_count, r->prompt_eval_duration_ns, r->eval_count,
                                    r->eval_duration_ns};
    for (int i = 0; i < 7; i++)
        statement_bind(s, 16 + i, figures[i]);
    statement_bind_real(s, 23, r->reported_prompt_eval_rate_tok_s);
    statement_bind_real(s, 24, r->reported_eval_rate_tok_s);
    bind_size(s, 25, &r->response);
    bind_size(s, 28, &r->thinking);
    bind_stream(s, 31, &r->stream);
    statement_bind(s, 42, r->reported_ttft_ns);
    statement_bind(s, 43, r->reference_tokens);
}

/* The stored request with this identity; `same` says whether it is this one, or only has the same hash. */
static bool find_request(struct store *store, const struct request *r, int64_t identity, struct maybe *request_id,
                         bool *same, struct failure *why)
{
    struct statement *s = store->find_request;
    const struct maybe figures[] = {
        r->total_duration_ns, r->load_duration_ns, r->prompt_eval_count, r->prompt_eval_duration_ns,
        r->eval_count,        r->eval_duration_ns, r->created_at_ns};
    statement_bind_integer(s, 1, identity);
    for (int i = 0; i < 7; i++)
        statement_bind(s, 2 + i, figures[i]);
    enum step step = statement_step(s, why);
    if (step == STEP_ROW) {
        *request_id = maybe_of(statement_cell(s, 0).integer);
        *same = statement_cell(s, 1).integer != 0;
    }
    statement_reset(s);
    return step != STEP_FAILED;
}

/* Whether the request stood in this file when it was imported before: then it is no sighting more. */
static bool meet_again(struct store *store, const struct request *r, int64_t request_id, bool *again,
                       struct failure *why)
{
    *again = false;
    if (!store->growth)
        return true;
    if (!growth_meet(store->growth, request_id, store->source_id, again, why))
        return false;
    if (!*again)
        return true;
    struct statement *s = store->refresh_request;
    statement_bind_integer(s, 1, request_id);
    statement_bind_integer(s, 2, r->line);
    statement_bind_text(s, 3, span_of(status_name(r->status)));
    statement_bind_integer(s, 4, r->flags);
    bind_log_text(store, s, 5, text_or_null(r->done_reason));
    statement_bind(s, 6, r->prompt_eval_cached_count);
    statement_bind_real(s, 7, r->reported_prompt_eval_rate_tok_s);
    statement_bind_real(s, 8, r->reported_eval_rate_tok_s);
    statement_bind(s, 9, r->reported_ttft_ns);
    store->met_again++;
    return statement_run(s, why);
}

static bool add_sighting(struct store *store, const struct request *r, int64_t request_id, int64_t model_id,
                         struct maybe prompt_id, struct failure *why)
{
    struct statement *s = store->fill_request;
    statement_bind_integer(s, 1, request_id);
    statement_bind_integer(s, 2, model_id);
    statement_bind_text(s, 3, model_id ? name_or_null(model_from_name(r->model_from)) : (struct span){0});
    statement_bind(s, 4, prompt_id);
    bind_size(s, 5, &r->response);
    bind_size(s, 8, &r->thinking);
    bind_stream(s, 11, &r->stream);
    statement_bind(s, 22, r->reference_tokens);
    statement_bind_integer(store->insert_sighting, 1, request_id);
    statement_bind_integer(store->insert_sighting, 2, store->source_id);
    statement_bind_integer(store->insert_sighting, 3, r->line);
    store->result->repeats++;
    bool again;
    return statement_run(s, why) && meet_again(store, r, request_id, &again, why) &&
           (again || statement_run(store->insert_sighting, why));
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

bool store_keep_request(struct store *store, const struct request *request, int64_t identity, struct failure *why)
{
    int64_t model_id;
    struct maybe prompt_id;
    if (!find_model(store, request->model, &model_id, why) || !find_prompt(store, request, &prompt_id, why))
        return false;
    bind_request(store, request, model_id, prompt_id);
    for (;; identity = (int64_t)((uint64_t)identity + 1)) {
        statement_bind_integer(store->insert_request, 1, identity);
        if (!statement_run(store->insert_request, why))
            return false;
        if (db_changes(store->db) > 0) {
            count_new(store->result, request->status);
            return true;
        }
        struct maybe known = {0};
        bool same = false;
        if (!find_request(store, request, identity, &known, &same, why))
            return false;
        if (!known.known)
            return failure_set(why, "a request on line %lld breaks a rule of the database", (long long)request->line);
        if (same)
            return add_sighting(store, request, known.value, model_id, prompt_id, why);
    }
}

static bool store_request(void *ctx, const struct request *request, struct failure *why)
{
    struct store *store = ctx;
    struct known_model model;
    return know_model(store, request->model, &model, why) &&
           store_keep_request(store, request, identity_of(store, request, model.name_hash), why);
}

static bool store_problem(void *ctx, const struct problem *problem, struct failure *why)
{
    enum { EXCERPT_LIMIT = 200 };
    struct store *store = ctx;
    struct statement *s = store->insert_problem;
    statement_bind_integer(s, 1, store->source_id);
    statement_bind_integer(s, 2, problem->line);
    bind_log_text(store, s, 3, span_of(problem->code));
    bind_log_text(store, s, 4, span_of(problem->message));
    struct span excerpt = span_first(problem->excerpt, EXCERPT_LIMIT);
    bind_log_text(store, s, 5, excerpt.ptr ? excerpt : SPAN(""));
    store->result->problems++;
    return statement_run(s, why);
}

/* --- facts of other kinds ----------------------------------------------------------------------------------------- */

/* Copies of a record's texts as valid UTF-8; the records hold up to five. */
struct valid_texts {
    struct buffer bytes[5];
};

static bool make_valid(struct store *store, struct valid_texts *valid, struct span *const texts[], size_t count,
                       struct failure *why)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add(&valid->bytes[i], valid_text(store, *texts[i]));
        if (valid->bytes[i].failed)
            return failure_out_of_memory(why);
        *texts[i] = buffer_span(&valid->bytes[i]);
    }
    return true;
}

static void release_texts(struct valid_texts *valid)
{
    for (size_t i = 0; i < sizeof valid->bytes / sizeof *valid->bytes; i++)
        buffer_release(&valid->bytes[i]);
}

static bool store_access_line(void *ctx, const struct access *access, struct failure *why)
{
    struct store *store = ctx;
    struct fact_place place = {.source_id = store->source_id};
    struct access fact = *access;
    struct valid_texts valid = {0};
    struct span *const texts[] = {&fact.client, &fact.method, &fact.path};
    bool added = false;
    bool done = make_valid(store, &valid, texts, 3, why) && store_access(store->facts, &place, &fact, &added, why);
    store->result->accesses += added;
    store->result->fact_repeats += done && !added;
    release_texts(&valid);
    return done;
}

static bool store_benchmark_figure(void *ctx, const struct benchmark *benchmark, struct failure *why)
{
    struct store *store = ctx;
    struct fact_place place = {.source_id = store->source_id, .run_id = store->run_id};
    struct benchmark fact = *benchmark;
    struct valid_texts valid = {0};
    struct span *const texts[] = {&fact.test, &fact.tool};
    bool added = false;
    bool done = find_model(store, fact.model, &place.model_id, why) && make_valid(store, &valid, texts, 2, why) &&
                store_benchmark(store->facts, &place, &fact, &added, why);
    store->result->benchmarks += added;
    store->result->fact_repeats += done && !added;
    release_texts(&valid);
    return done;
}

static bool store_fact_of_model(void *ctx, const struct model_fact *model, struct failure *why)
{
    struct store *store = ctx;
    struct fact_place place = {.source_id = store->source_id};
    struct model_fact fact = *model;
    struct valid_texts valid = {0};
    struct span *const texts[] = {&fact.architecture, &fact.parameter_size, &fact.quantization, &fact.digest,
                                  &fact.blob};
    bool done = find_model(store, fact.name, &place.model_id, why) && make_valid(store, &valid, texts, 5, why) &&
                (place.model_id == 0 || store_model_fact(store->facts, &place, &fact, why));
    store->result->model_facts += done && place.model_id != 0;
    release_texts(&valid);
    return done;
}

static bool store_fact_of_server(void *ctx, const struct server_fact *server, struct failure *why)
{
    struct store *store = ctx;
    struct fact_place place = {.source_id = store->source_id, .run_id = store->run_id};
    struct server_fact fact = {.line = server->line, .version = valid_text(store, server->version)};
    return store_server_fact(store->facts, &place, &fact, why);
}

static bool count_tokens(void *ctx, struct span text, int64_t *count, struct failure *why)
{
    struct store *store = ctx;
    return rank_counter_add(store->ranks, valid_text(store, text), NULL, NULL, count, why);
}

/* --- files -------------------------------------------------------------------------------------------------------- */

static bool find_known(struct store *store, const char *content_hash, struct file_result *result, struct failure *why)
{
    statement_bind_text(store->find_source, 1, span_of(content_hash));
    enum step step = statement_step(store->find_source, why);
    if (step == STEP_ROW) {
        struct cell path = statement_cell(store->find_source, 0);
        result->known = true;
        snprintf(result->known_as, sizeof result->known_as, "%.*s", (int)(path.text.len < 255 ? path.text.len : 255),
                 path.text.ptr);
    }
    statement_reset(store->find_source);
    return step != STEP_FAILED;
}

/* Databases of before had the compressed bytes' hash. */
static bool find_known_facts(struct store *store, const struct ingest_facts *facts, struct file_result *result,
                             struct failure *why)
{
    return find_known(store, facts->content_hash, result, why) &&
           (result->known || !facts->packed_hash[0] || find_known(store, facts->packed_hash, result, why));
}

/* Whether the file is known already, told from its size and, only where that was seen before or is not that of its
 * content, from its hash. */
static bool recognise(struct store *store, const char *path, int64_t size_bytes, struct file_result *result,
                      struct failure *why)
{
    struct ingest_facts facts;
    struct maybe seen;
    bool packed = path_before_compression(span_of(path)).len < strlen(path);
    statement_bind_integer(store->find_size, 1, size_bytes);
    if (!find_number(store->find_size, &seen, why))
        return false;
    if (size_bytes == 0 || (!seen.known && !packed))
        return true;
    return ingest_hash(path, &facts, why) && find_known_facts(store, &facts, result, why);
}

static bool insert_source(struct store *store, const struct run_key *run, struct span path, struct failure *why)
{
    if (!store_make_stale(store, why) || !find_run(store, run, &store->run_id, why))
        return false;
    statement_bind_integer(store->insert_source, 1, store->run_id);
    bind_log_text(store, store->insert_source, 2, path);
    if (!statement_run(store->insert_source, why))
        return false;
    store->source_id = db_last_rowid(store->db);
    return true;
}

static bool finish_source(struct store *store, const struct ingest_facts *facts, struct failure *why)
{
    struct statement *s = store->update_source;
    statement_bind_integer(s, 1, store->source_id);
    statement_bind_text(s, 2, span_of(facts->content_hash));
    statement_bind_integer(s, 3, facts->size_bytes);
    statement_bind_integer(s, 4, facts->line_count);
    statement_bind_text(s, 5, span_of(facts->encoding));
    statement_bind_integer(s, 6, facts->request_count);
    statement_bind_integer(s, 7, store->result->repeats - store->met_again);
    statement_bind_integer(s, 8, store->result->problems);
    return statement_run(s, why);
}

struct sink store_sink(struct store *store)
{
    return (struct sink){
        .ctx = store,
        .request = store_request,
        .problem = store_problem,
        .access = store_access_line,
        .benchmark = store_benchmark_figure,
        .model = store_fact_of_model,
        .server = store_fact_of_server,
    };
}

/* What is stored from now on is of the file as it was known before. */
static bool take_place(struct store *store, int64_t source_id, struct failure *why)
{
    store->growth = growth_open(store->db, why);
    return store->growth && store_make_stale(store, why) && growth_begin(store->growth, source_id, why) &&
           store_go_to(store, source_id, store->result, why);
}

static bool import_in_savepoint(struct store *store, const char *path, const struct run_key *run, int64_t grown,
                                const struct ingest_options *options, struct file_result *result, struct failure *why)
{
    struct ingest_facts facts;
    struct sink sink = store_sink(store);
    if (options->ranks)
        sink.tokens = count_tokens;
    if (!grown && !insert_source(store, run, span_of(path), why))
        return false;
    store->place = first_place(path, run);
    forget_models(store);
    store->result = result;
    store->ranks = options->ranks;
    store->met_again = 0;
    if (grown && !take_place(store, grown, why))
        return false;
    return ingest_file(path, options, sink, &facts, why) && find_known_facts(store, &facts, result, why) &&
           (result->known ||
            (finish_source(store, &facts, why) && (!grown || growth_end(store->growth, &result->completed, why))));
}

bool store_import_file(struct store *store, const char *path, int64_t size_bytes, const struct run_key *run,
                       const struct ingest_options *options, struct file_result *result, struct failure *why)
{
    *result = (struct file_result){0};
    if (!recognise(store, path, size_bytes, result, why))
        return false;
    if (result->known)
        return true;
    int64_t grown = 0;
    if (size_bytes > 0 && !growth_find(store->db, path, size_bytes, run, &grown, why))
        return false;
    if (!db_run(store->db, "SAVEPOINT file", why))
        return false;
    bool done = import_in_savepoint(store, path, run, grown, options, result, why);
    growth_close(store->growth);
    store->growth = NULL;
    bool keep = done && !result->known;
    struct failure ignored;
    if (!keep)
        forget_models(store);
    bool ended = db_run(store->db, keep ? "RELEASE file" : "ROLLBACK TO file; RELEASE file", done ? why : &ignored);
    store->is_torn = store->is_torn || !ended;
    return done && ended;
}

/* --- merging ------------------------------------------------------------------------------------------------------ */

bool store_keep_source(struct store *store, const struct kept_source *source, int64_t *source_id, struct failure *why)
{
    struct file_result *known = &store->kept;
    struct ingest_facts facts = {.size_bytes = source->size_bytes,
                                 .line_count = source->line_count,
                                 .request_count = source->request_count,
                                 .encoding = source->encoding};
    *source_id = 0;
    *known = (struct file_result){0};
    if (strlen(source->content_hash) >= sizeof facts.content_hash)
        return failure_set(why, "a file in it has a hash that is none");
    snprintf(facts.content_hash, sizeof facts.content_hash, "%s", source->content_hash);
    if (!find_known(store, facts.content_hash, known, why))
        return false;
    if (known->known)
        return true;
    store->result = known;
    forget_models(store);
    if (!insert_source(store, &source->run, span_of(source->path), why) || !finish_source(store, &facts, why))
        return false;
    *source_id = store->source_id;
    return true;
}

bool store_go_to(struct store *store, int64_t source_id, struct file_result *result, struct failure *why)
{
    struct maybe run_id;
    store->result = result;
    if (store->source_id == source_id && store->run_id)
        return true;
    statement_bind_integer(store->find_source_run, 1, source_id);
    if (!find_number(store->find_source_run, &run_id, why))
        return false;
    store->source_id = source_id;
    store->run_id = run_id.value;
    return true;
}

void store_forget(struct store *store)
{
    forget_models(store);
    store->source_id = store->run_id = 0;
    store->result = NULL;
}

/* Repeats and problems of the files behind that one are what was stored of them. */
bool store_count_kept(struct store *store, int64_t last_source_id, struct failure *why)
{
    struct statement *update = db_prepare(
        store->db,
        "UPDATE main.source SET repeat_count = coalesce(s.n, 0), problem_count = coalesce(p.n, 0) FROM main.source f"
        " LEFT JOIN (SELECT source_id, count(*) AS n FROM main.sighting WHERE source_id > ?1 GROUP BY source_id) s"
        "  ON s.source_id = f.source_id"
        " LEFT JOIN (SELECT source_id, count(*) AS n FROM main.problem WHERE source_id > ?1 GROUP BY source_id) p"
        "  ON p.source_id = f.source_id"
        " WHERE f.source_id = source.source_id AND source.source_id > ?1",
        why);
    if (!update)
        return false;
    statement_bind_integer(update, 1, last_source_id);
    bool done = statement_run(update, why);
    statement_close(update);
    return done;
}

bool store_keep_model(struct store *store, struct span name, int64_t *model_id, struct failure *why)
{
    return find_model(store, name, model_id, why);
}
