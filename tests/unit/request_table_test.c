/*
 * The tables that are worked out in C hold what the views say, every row and cell to the bit: over facts drawn from
 * values that decide something, and over the databases that are named as arguments.
 */
#include "ingest_fixture.h"
#include "store.h"

#include <math.h>

/* --- comparing ---------------------------------------------------------------------------------------------------- */

static bool is_same(struct cell a, struct cell b)
{
    switch (a.kind) {
    case CELL_INTEGER:
        return b.kind == CELL_INTEGER && a.integer == b.integer;
    case CELL_REAL:
        return b.kind == CELL_REAL && memcmp(&a.real, &b.real, sizeof a.real) == 0;
    case CELL_TEXT:
        return b.kind == CELL_TEXT && span_equal(a.text, b.text);
    default:
        return b.kind == a.kind;
    }
}

static void print_cell(struct cell cell)
{
    static const char *const kinds[] = {"blank", "whole", "real", "text"};
    fprintf(stderr, " %s %lld %.17g '%.*s'", kinds[cell.kind], (long long)cell.integer, cell.real, (int)cell.text.len,
            cell.text.ptr ? cell.text.ptr : "");
}

static size_t compare_row(const struct statement *computed, const struct statement *defined, const char *name)
{
    size_t wrong = 0;
    for (size_t i = 0; i < statement_column_count(defined); i++) {
        struct cell a = statement_cell(computed, i), b = statement_cell(defined, i);
        if (is_same(a, b) || ++wrong > 3)
            continue;
        fprintf(stderr, "%s %lld %s:", name, (long long)statement_cell(defined, 0).integer,
                statement_column_name(defined, i));
        print_cell(a);
        print_cell(b);
        fputc('\n', stderr);
    }
    return wrong;
}

/* How many cells differ, and names; a row that one has not counts as one. */
static size_t compare(struct db *db, const char *name, const char *order, size_t *rows)
{
    struct failure why = {""};
    char sql[200];
    size_t wrong = 0;
    snprintf(sql, sizeof sql, "SELECT * FROM temp.%s ORDER BY %s", name, order);
    struct statement *computed = db_prepare(db, sql, &why);
    snprintf(sql, sizeof sql, "SELECT * FROM temp.defined_%s ORDER BY %s", name, order);
    struct statement *defined = db_prepare(db, sql, &why);
    assert_string_equal(why.message, "");
    assert_int_equal(statement_column_count(computed), statement_column_count(defined));
    for (size_t i = 0; i < statement_column_count(defined); i++)
        wrong += strcmp(statement_column_name(computed, i), statement_column_name(defined, i)) != 0;
    enum step a, b;
    while ((a = statement_step(computed, &why)), (b = statement_step(defined, &why)), a == STEP_ROW && b == STEP_ROW) {
        wrong += compare_row(computed, defined, name);
        (*rows)++;
    }
    wrong += a != b;
    assert_string_equal(why.message, "");
    statement_close(computed);
    statement_close(defined);
    return wrong;
}

static size_t compare_all(struct store *store, const struct selection *selection)
{
    struct failure why = {""};
    size_t wrong = 0, rows = 0;
    assert_true(store_select(store, selection, &why));
    assert_true(store_make_all_views(store, &why));
    wrong += compare(store_db(store), "request_metrics", "request_id", &rows);
    wrong += compare(store_db(store), "request_use", "request_id", &rows);
    wrong += compare(store_db(store), "series_sums", "series, model_id", &rows);
    assert_int_not_equal(rows, 0);
    return wrong;
}

/* --- facts that decide something ---------------------------------------------------------------------------------- */

static uint64_t state;

/* xorshift64 */
static size_t draw(size_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state >> 11) % below;
}

#define DRAW(list) list[draw(sizeof list / sizeof *list)]

static const int64_t UNKNOWN = INT64_MIN, FAR = 9007199254740991;
static const int64_t START = 1750000000000000000;

static void bind_drawn(struct statement *insert, int parameter, int64_t value)
{
    statement_bind(insert, parameter, (struct maybe){value, value != UNKNOWN});
}

static void draw_request(struct statement *insert, bool is_tame)
{
    static const char *const statuses[] = {"ok", "ok", "ok", "ok", "partial", "incomplete", "error", "load"};
    static const char *const endpoints[] = {NULL, "generate", "chat", "embed"};
    static const char *const reasons[] = {NULL, "stop", "length", "load"};
    const int64_t ns[] = {UNKNOWN, 0,       1,         999,       1000,       999999,
                          1000000, 1000001, 499999999, 500000000, 2000000000, 9999999999};
    const int64_t counts[] = {UNKNOWN, 0, 1, 2, 9, 10, 11, 15, 16, 17, 300};
    const int64_t sizes[] = {UNKNOWN, 0, 1, 700, 4096};
    const int64_t instants[] = {UNKNOWN, 0, -1, START, START - 1, START + 1000000000, START + 2500000000};
    const int64_t far_instants[] = {INT64_MAX, INT64_MIN + 1, 4611686018427387904, 4611686018427387905};
    const double rates[] = {0, -1, 12.5, 1e5, 1e6, 2e6};
    int p = 1;
    statement_bind_integer(insert, p++, (int64_t)draw(4) + 1); /* run */
    statement_bind_integer(insert, p++, (int64_t)draw(10));    /* model */
    statement_bind_text(insert, p++, span_of(DRAW(statuses)));
    statement_bind_text(insert, p++, span_of(DRAW(endpoints)));
    statement_bind_text(insert, p++, span_of(DRAW(reasons)));
    statement_bind_text(insert, p++, span_of(draw(20) ? NULL : "ollama.com"));            /* remote host */
    statement_bind_integer(insert, p++, draw(3) ? 0 : (int64_t)draw(128));                /* flags */
    bind_drawn(insert, p++, !is_tame && !draw(50) ? DRAW(far_instants) : DRAW(instants)); /* created */
    for (int i = 0; i < 5; i++) /* total, load, prompt and answer durations, reported TTFT */
        bind_drawn(insert, p++, !is_tame && !draw(60) ? FAR : draw(4) || i > 3 ? DRAW(ns) : (int64_t)draw(3000000000));
    for (int i = 0; i < 3; i++) /* prompt, cached and answer counts */
        bind_drawn(insert, p++, !is_tame && !draw(60) ? FAR : DRAW(counts));
    for (int i = 0; i < 2; i++) /* printed rates */
        statement_bind_real(insert, p++, (struct maybe_real){DRAW(rates), draw(3) == 0});
    for (int i = 0; i < 8; i++) /* sizes of answer and thinking, counted tokens, chunks */
        bind_drawn(insert, p++, DRAW(sizes));
    for (int i = 0; i < 3; i++) /* first text, thinking and answer */
        bind_drawn(insert, p++, !is_tame && !draw(50) ? DRAW(far_instants) : DRAW(instants));
    for (int i = 0; i < 6; i++) /* gaps and stalls */
        bind_drawn(insert, p++, DRAW(sizes));
    bind_drawn(insert, p++, draw(3) ? (int64_t)draw(40) + 1 : UNKNOWN); /* prompt */
}

static const char facts[] =
    "INSERT INTO run(run_id, label, ollama_version) VALUES (1, '', NULL), (2, 'a', '0.5.1'), (3, 'b', ''), (4, 'c', "
    "'1');"
    "INSERT INTO source(source_id, run_id, path, content_hash, size_bytes, line_count, encoding) VALUES"
    " (1, 1, 'a.log', 'a', 0, 0, 'utf-8');"
    "INSERT INTO model(model_id, name, engine, is_cloud, blob_digest) VALUES (1, 'a:1b', NULL, 0, NULL),"
    " (2, 'b:1b', 'gguf', 0, '0123456789abcdef'), (3, 'c:1b', 'mlx', 0, NULL), (4, 'd:1b', 'mlx-old', 0, NULL),"
    " (5, 'e:1b', 'remote', 0, NULL), (6, 'f', 'mlx', 1, NULL), (7, 'sha256-0123456789ab', 'mlx', 0, NULL),"
    " (8, '', NULL, 0, NULL), (9, 'i', NULL, 0, NULL);"
    "UPDATE model SET tokens_per_reference = 1.25 WHERE model_id = 2;"
    "WITH RECURSIVE n(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < 40)"
    " INSERT INTO prompt(prompt_id, hash) SELECT n, n FROM n";

static struct store *open_drawn(bool is_tame)
{
    struct failure why = {""};
    struct store *store = store_open(NULL, &why);
    assert_non_null(store);
    struct db *db = store_db(store);
    assert_true(db_run(db, facts, &why));
    struct statement *insert = db_prepare(
        db,
        "INSERT INTO request(identity, source_id, line, format, run_id, model_id, status, endpoint, done_reason, "
        "remote_host,"
        " flags, created_at_ns, total_duration_ns, load_duration_ns, prompt_eval_duration_ns, eval_duration_ns,"
        " reported_ttft_ns, prompt_eval_count, prompt_eval_cached_count, eval_count, reported_prompt_eval_rate_tok_s,"
        " reported_eval_rate_tok_s, response_bytes, response_chars, response_words, thinking_bytes, thinking_chars,"
        " thinking_words, reference_tokens, chunk_count, first_text_at_ns, first_thinking_at_ns, first_answer_at_ns,"
        " gap_p50_ns, gap_p95_ns, gap_max_ns, gap_jitter_ns, stall_count, stall_duration_ns, prompt_id)"
        " SELECT coalesce(max(request_id), 0) + 1, 1, coalesce(max(request_id), 0) + 1, 'ollama', ?1, ?2, ?3, ?4, ?5, "
        "?6,"
        " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, "
        "?29,"
        " ?30, ?31, ?32, ?33, ?34, ?35, ?36 FROM request",
        &why);
    assert_string_equal(why.message, "");
    state = 88172645463325252U;
    for (int i = 0; i < 20000; i++) {
        draw_request(insert, is_tame);
        assert_true(statement_run(insert, &why));
    }
    statement_close(insert);
    return store;
}

/* Every figure is plain, so C alone adds up. */
static void tame_facts(void **unused)
{
    (void)unused;
    struct store *store = open_drawn(true);
    assert_int_equal(compare_all(store, &(struct selection){0}), 0);
    assert_int_equal(compare_all(store, &(struct selection){.series = "'all'", .where = "eval_count > 9"}), 0);
    assert_int_equal(compare_all(store, &(struct selection){.ttft_counts_cold = true, .ttft_counts_cached = true}), 0);
    store_close(store);
}

/* Instants and figures at the ends of what a database holds: those rows are the view's. Their sums do not fit. */
static void wild_facts(void **unused)
{
    (void)unused;
    struct store *store = open_drawn(false);
    assert_int_equal(compare_all(store, &(struct selection){0}), 0);
    store_close(store);
}

static void other_settings(void **unused)
{
    (void)unused;
    struct failure why = {""};
    struct store *store = open_drawn(true);
    assert_true(db_run(store_db(store),
                       "DELETE FROM setting WHERE key IN ('cold_load_ns', 'whole_tolerance_ns', 'ttft_counts_cold');"
                       "UPDATE setting SET value = 0.5 WHERE key = 'min_eval_count'",
                       &why));
    assert_int_equal(compare_all(store, &(struct selection){0}), 0);
    store_close(store);
}

/* A request without its model, run or source is none. */
static void orphans(void **unused)
{
    (void)unused;
    struct failure why = {""};
    struct store *store = open_drawn(true);
    assert_true(
        db_run(store_db(store), "DELETE FROM model WHERE model_id = 3; DELETE FROM run WHERE run_id = 2", &why));
    assert_int_equal(compare_all(store, &(struct selection){0}), 0);
    store_close(store);
}

/* Of a grouping that is asked for by name no answer is kept: all is worked out. */
static size_t compare_database(const char *path)
{
    struct failure why = {""};
    struct store *store = store_open_read(path, &why);
    assert_non_null(store);
    size_t wrong = compare_all(store, &(struct selection){.series = "default_series"});
    store_close(store);
    return wrong;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tame_facts),
        cmocka_unit_test(wild_facts),
        cmocka_unit_test(other_settings),
        cmocka_unit_test(orphans),
    };
    size_t wrong = 0;
    for (int i = 1; i < argc; i++)
        wrong += compare_database(argv[i]);
    return argc > 1 ? wrong != 0 : cmocka_run_group_tests(tests, NULL, NULL);
}
