#include "store_facts.h"

#include "buffer.h"
#include "hash.h"
#include "utf8.h"

#include <stdlib.h>

struct store_facts {
    struct db *db;
    struct statement *insert_access, *insert_benchmark, *fill_model, *insert_server, *fill_run;
    struct statement *find_access, *find_benchmark;
    int64_t source_id; /* of the last fact */
    uint64_t serial;
    struct buffer identity; /* what tells a fact from others */
    struct buffer room;     /* a text on its way into the database, as UTF-8 */
};

static const struct prepared prepared[] = {
    PREPARED(
        struct store_facts, insert_access,
        "INSERT OR IGNORE INTO main.access(identity, source_id, line, at_local_ns, utc_offset_ns, status, latency_ns,"
        " latency_resolution_ns, client, method, path, request_line, is_tie_sure, is_load)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"),
    PREPARED(struct store_facts, insert_benchmark,
             "INSERT OR IGNORE INTO main.benchmark(identity, source_id, run_id, model_id, line, tool, test, metric, "
             "created_at_ns,"
             " sample_count, prompt_count, eval_count, depth_count, concurrency, mean, median, stddev, p90, p95, p99, "
             "min, max)"
             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, "
             "?22)"),
    PREPARED(
        struct store_facts, fill_model,
        "WITH rank(name, value) AS (VALUES ('name', 0), ('list', 1), ('ps', 2), ('tags', 3), ('show', 4), ('user', 5)),"
        " said(better) AS (SELECT coalesce((SELECT value FROM rank WHERE name = ?2), 0) >="
        "  coalesce((SELECT r.value FROM rank r JOIN main.model m ON m.facts_from = r.name WHERE m.model_id = ?1), 0))"
        " UPDATE main.model SET"
        " size = coalesce(size, lower(?4)),"
        " quantization = CASE WHEN (SELECT better FROM said) THEN coalesce(?5, quantization) ELSE "
        "coalesce(quantization, "
        "?5) END,"
        " architecture = CASE WHEN (SELECT better FROM said) THEN coalesce(?3, architecture) ELSE "
        "coalesce(architecture, "
        "?3) END,"
        " digest = CASE WHEN length(?6) > length(coalesce(digest, '')) THEN ?6 ELSE digest END,"
        " blob_digest = coalesce(?7, blob_digest),"
        " parameter_count = CASE WHEN (SELECT better FROM said) THEN coalesce(?8, parameter_count)"
        "  ELSE coalesce(parameter_count, ?8) END,"
        " context_length = CASE WHEN (SELECT better FROM said) THEN coalesce(?9, context_length)"
        "  ELSE coalesce(context_length, ?9) END,"
        " size_bytes = CASE WHEN (SELECT better FROM said) THEN coalesce(?10, size_bytes) ELSE coalesce(size_bytes, "
        "?10) "
        "END,"
        " vram_bytes = coalesce(?11, vram_bytes),"
        " loaded_bytes = CASE WHEN ?11 IS NULL THEN loaded_bytes ELSE ?13 END, is_cloud = max(is_cloud, ?12),"
        " facts_from = CASE WHEN (SELECT better FROM said) THEN ?2 ELSE facts_from END WHERE model_id = ?1"),
    PREPARED(struct store_facts, insert_server,
             "INSERT INTO main.server_start(source_id, line, version) VALUES (?1, ?2, ?3)"),
    PREPARED(struct store_facts, fill_run,
             "UPDATE main.run SET ollama_version = (SELECT CASE WHEN min(version) = max(version) THEN min(version) END"
             " FROM main.server_start s JOIN main.source f USING (source_id) WHERE f.run_id = ?1) WHERE run_id = ?1"),
    PREPARED(struct store_facts, find_access, "SELECT source_id FROM main.access WHERE identity = ?1"),
    PREPARED(struct store_facts, find_benchmark, "SELECT source_id FROM main.benchmark WHERE identity = ?1"),
};

enum { PREPARED_COUNT = sizeof prepared / sizeof *prepared };

struct store_facts *store_facts_open(struct db *db, struct failure *why)
{
    struct store_facts *facts = calloc(1, sizeof *facts);
    if (!facts) {
        failure_out_of_memory(why);
        return NULL;
    }
    facts->db = db;
    if (statements_prepare(db, facts, prepared, PREPARED_COUNT, why))
        return facts;
    store_facts_close(facts);
    return NULL;
}

void store_facts_close(struct store_facts *facts)
{
    if (!facts)
        return;
    statements_close(facts, prepared, PREPARED_COUNT);
    buffer_release(&facts->identity);
    buffer_release(&facts->room);
    free(facts);
}

/* --- identity ----------------------------------------------------------------------------------------------------- */

static void add_number(struct buffer *identity, struct maybe number)
{
    buffer_print(identity, number.known ? "|%lld" : "|", (long long)number.value);
}

static void add_text(struct buffer *identity, struct span text)
{
    buffer_print(identity, "|%zu:", text.len);
    buffer_add(identity, text);
}

/* The number of a fact in its file, from 1. */
static uint64_t next_serial(struct store_facts *facts, int64_t source_id)
{
    if (facts->source_id != source_id)
        facts->serial = 0;
    facts->source_id = source_id;
    return ++facts->serial;
}

/* Rule 1: inserts under the content's hash, or that and its number where this very file said the same before. */
static bool insert(struct store_facts *facts, struct statement *statement, struct statement *find, int64_t source_id,
                   bool *added, struct failure *why)
{
    *added = false;
    if (facts->identity.failed || facts->room.failed)
        return failure_out_of_memory(why);
    uint64_t step_size = next_serial(facts, source_id); /* another for each: a thousand alike need not be passed */
    for (int64_t identity = hash_bytes(buffer_span(&facts->identity));;
         identity = (int64_t)((uint64_t)identity + step_size)) {
        statement_bind_integer(statement, 1, identity);
        if (!statement_run(statement, why))
            return false;
        if (db_changes(facts->db) > 0) {
            *added = true;
            return true;
        }
        statement_bind_integer(find, 1, identity);
        enum step step = statement_step(find, why);
        bool here = step == STEP_ROW && statement_cell(find, 0).integer == source_id;
        statement_reset(find);
        if (step == STEP_FAILED)
            return false;
        if (step == STEP_DONE)
            return failure_set(why, "a fact breaks a rule of the database");
        if (!here)
            return true;
    }
}

/* --- facts -------------------------------------------------------------------------------------------------------- */

static struct span text_or_null(struct span text)
{
    return text.len ? text : (struct span){0};
}

bool store_access(struct store_facts *facts, const struct fact_place *place, const struct access *access, bool *added,
                  struct failure *why)
{
    struct statement *s = facts->insert_access;
    const struct maybe numbers[] = {access->at_ns, access->utc_offset_ns, access->status, access->latency_ns,
                                    access->latency_resolution_ns};
    const struct span texts[] = {access->client, access->method, access->path};
    buffer_clear(&facts->identity);
    buffer_add(&facts->identity, SPAN("access"));
    add_number(&facts->identity, access->at_ns);
    add_number(&facts->identity, access->status);
    add_number(&facts->identity, access->latency_ns);
    statement_bind_integer(s, 2, place->source_id);
    statement_bind_integer(s, 3, access->line);
    for (int i = 0; i < 5; i++)
        statement_bind(s, 4 + i, numbers[i]);
    for (int i = 0; i < 3; i++) {
        struct span text = utf8_repair(texts[i], &facts->room);
        add_text(&facts->identity, text);
        statement_bind_text(s, 9 + i, text_or_null(text));
    }
    statement_bind(s, 12, access->request_line);
    statement_bind_integer(s, 13, access->is_tie_sure);
    statement_bind_integer(s, 14, access->is_load);
    return insert(facts, s, facts->find_access, place->source_id, added, why);
}

static void bind_statistics(struct statement *statement, int parameter, const struct benchmark *b)
{
    const struct maybe_real values[] = {b->mean, b->median, b->stddev, b->p90, b->p95, b->p99, b->min, b->max};
    for (int i = 0; i < (int)(sizeof values / sizeof *values); i++)
        statement_bind_real(statement, parameter + i, values[i]);
}

bool store_benchmark(struct store_facts *facts, const struct fact_place *place, const struct benchmark *benchmark,
                     bool *added, struct failure *why)
{
    struct statement *s = facts->insert_benchmark;
    const struct benchmark *b = benchmark;
    const struct maybe numbers[] = {b->created_at_ns, b->sample_count, b->prompt_count,
                                    b->eval_count,    b->depth_count,  b->concurrency};
    const struct span texts[] = {b->tool, b->test, span_of(b->metric)};
    buffer_clear(&facts->identity);
    buffer_print(&facts->identity, "benchmark|%lld", (long long)place->model_id);
    statement_bind_integer(s, 2, place->source_id);
    statement_bind_integer(s, 3, place->run_id);
    statement_bind_integer(s, 4, place->model_id);
    statement_bind_integer(s, 5, b->line);
    for (int i = 0; i < 3; i++) {
        struct span text = utf8_repair(texts[i], &facts->room);
        add_text(&facts->identity, text);
        statement_bind_text(s, 6 + i, text.ptr ? text : SPAN(""));
    }
    for (int i = 0; i < 6; i++) {
        add_number(&facts->identity, numbers[i]);
        statement_bind(s, 9 + i, numbers[i]);
    }
    bind_statistics(s, 15, b);
    buffer_print(&facts->identity, "|%.17g|%.17g|%.17g", b->mean.value, b->median.value, b->stddev.value);
    return insert(facts, s, facts->find_benchmark, place->source_id, added, why);
}

bool store_model_fact(struct store_facts *facts, const struct fact_place *place, const struct model_fact *fact,
                      struct failure *why)
{
    struct statement *s = facts->fill_model;
    const struct span texts[] = {fact->architecture, fact->parameter_size, fact->quantization, fact->digest,
                                 fact->blob};
    const struct maybe numbers[] = {fact->parameter_count, fact->context_length, fact->size_bytes, fact->vram_bytes};
    statement_bind_integer(s, 1, place->model_id);
    statement_bind_text(s, 2, span_of(fact->from));
    for (int i = 0; i < 5; i++)
        statement_bind_text(s, 3 + i, text_or_null(utf8_repair(texts[i], &facts->room)));
    for (int i = 0; i < 4; i++)
        statement_bind(s, 8 + i, numbers[i]);
    statement_bind_integer(s, 12, fact->is_remote);
    statement_bind(s, 13, fact->loaded_bytes);
    return statement_run(s, why);
}

bool store_server_fact(struct store_facts *facts, const struct fact_place *place, const struct server_fact *fact,
                       struct failure *why)
{
    statement_bind_integer(facts->insert_server, 1, place->source_id);
    statement_bind_integer(facts->insert_server, 2, fact->line);
    statement_bind_text(facts->insert_server, 3, utf8_repair(fact->version, &facts->room));
    statement_bind_integer(facts->fill_run, 1, place->run_id);
    return statement_run(facts->insert_server, why) && statement_run(facts->fill_run, why);
}
