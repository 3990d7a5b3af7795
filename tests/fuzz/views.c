/*
 * Whatever facts the tables admit, every view can be read to its end: a sum beyond 2^63 is the one thing that may be
 * refused. Rates, counts and sizes are never negative, and no request is lost or doubled.
 *
 * The first byte says which view is read; the others are a list of facts: a kind, then choices of values for its
 * columns, small ones, extremes, or unknown.
 */
#include "fuzz.h"
#include "schema_sql.h"
#include "sqlite_memory.h"
#include "store.h"

enum { VIEWS_MOST = 100, FACTS_MOST = 12, NUMBER_BYTES = 7 };

static const int64_t GREATEST = 9007199254740991;

struct bytes {
    const uint8_t *at, *end;
};

static uint8_t next_byte(struct bytes *bytes)
{
    return bytes->at < bytes->end ? *bytes->at++ : 0;
}

/* --- what is kept from one input to the next ---------------------------------------------------------------------- */

enum kind { REQUEST, ACCESS, MODEL, RUN, PROMPT, KINDS };

static struct store *store;
static struct statement *inserts[KINDS], *views[VIEWS_MOST];
static const char *names[VIEWS_MOST];
static size_t view_count;

#define REQUEST_SQL                                                                                                    \
    "INSERT INTO request(identity, source_id, run_id, line, format, model_id, prompt_id, status, model_from, flags,"   \
    " endpoint, done_reason, created_at_ns, total_duration_ns, load_duration_ns, prompt_eval_count,"                   \
    " prompt_eval_cached_count, prompt_eval_duration_ns, eval_count, eval_duration_ns, reported_ttft_ns,"              \
    " response_bytes, response_chars, response_words, chunk_count, first_text_at_ns, gap_p50_ns,"                      \
    " reported_prompt_eval_rate_tok_s, reported_eval_rate_tok_s, remote_host)"                                         \
    " VALUES (?1, 1, 1 + ?2 % 2, ?1, 'ollama', ?3 % 4, 1 + ?4 % 3,"                                                    \
    " CASE ?5 % 6 WHEN 0 THEN 'partial' WHEN 1 THEN 'incomplete' WHEN 2 THEN 'error' WHEN 3 THEN 'load' ELSE 'ok' "    \
    "END,"                                                                                                             \
    " 'json', ?6 % 128, CASE ?7 % 4 WHEN 0 THEN 'chat' WHEN 1 THEN 'embed' WHEN 2 THEN 'generate' END,"                \
    " CASE ?8 % 3 WHEN 0 THEN 'stop' WHEN 1 THEN 'length' END,"                                                        \
    " ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24 / 1000.0, ?25 / 1e6, ?26)"
#define ACCESS_SQL                                                                                                     \
    "INSERT INTO access(identity, source_id, line, at_local_ns, status, latency_ns, latency_resolution_ns, method,"    \
    " path, request_line, utc_offset_ns, is_load)"                                                                     \
    " VALUES (?1, 1, ?1, ?9, 200 + ?2 % 4 * 100, ?10, ?11, 'POST', '/api/chat', ?3, ?12, ?4 % 2)"
#define MODEL_SQL                                                                                                      \
    "UPDATE model SET parameter_count = ?10, weight_bytes = ?11, kv_bytes_per_token = ?12, size_bytes = ?13,"          \
    " tokens_per_reference = nullif(?3, 0) / 16.0, is_reference = ?4 % 2, tokenizer = 't' || (?5 % 2)"                 \
    " WHERE model_id = ?2 % 4"
#define RUN_SQL                                                                                                        \
    "UPDATE run SET num_parallel = ?3, peak_bytes_s = ?10, usd_per_hour = ?4 / 16.0, avg_watts = ?11"                  \
    " WHERE run_id = 1 + ?2 % 2"
#define PROMPT_SQL "UPDATE prompt SET bytes = ?10, chars = ?11, words = ?12 WHERE prompt_id = 1 + ?2 % 3"

static const char *const insert_sql[KINDS] = {REQUEST_SQL, ACCESS_SQL, MODEL_SQL, RUN_SQL, PROMPT_SQL};

/* Parameters: 1 is the place, up to CHOICES small choices, then figures. */
enum { CHOICES = 8 };

static const int parameter_counts[KINDS] = {[REQUEST] = 26, [ACCESS] = 12, [MODEL] = 13, [RUN] = 11, [PROMPT] = 12};

static void close_all(void)
{
    for (size_t i = 0; i < KINDS; i++)
        statement_close(inserts[i]);
    for (size_t i = 0; i < view_count; i++)
        statement_close(views[i]);
    store_close(store);
}

static void run(const char *sql)
{
    struct failure why = {""};
    bool done = db_run(store_db(store), sql, &why);
    if (!done)
        fprintf(stderr, "%s: %s\n", sql, why.message);
    CLAIM(done);
}

static struct statement *prepare(const char *sql)
{
    struct failure why = {""};
    struct statement *statement = db_prepare(store_db(store), sql, &why);
    if (!statement)
        fprintf(stderr, "%s: %s\n", sql, why.message);
    CLAIM(statement);
    return statement;
}

/* "CREATE VIEW …" in TEMP, where views are run. */
static void make_view(const struct schema_file *file)
{
    char sql[64 * 1024];
    const char *body = strstr(file->text, "CREATE VIEW");
    CLAIM(body);
    snprintf(sql, sizeof sql, "CREATE TEMP VIEW%s", body + strlen("CREATE VIEW"));
    run(sql);
}

static void read_view(const char *name)
{
    char sql[200];
    CLAIM(view_count < VIEWS_MOST);
    snprintf(sql, sizeof sql, "SELECT * FROM %s", name);
    names[view_count] = name;
    views[view_count++] = prepare(sql);
}

static bool is_view(const struct schema_file *file)
{
    return strcmp(file->name, "facts") != 0 && strcmp(file->name, "triggers") != 0;
}

static void open_all(void)
{
    struct failure why;
    fuzz_sqlite_memory();
    store = store_open(NULL, &why);
    CLAIM(store && atexit(close_all) == 0);
    run("INSERT INTO run(run_id, label) VALUES (1, ''), (2, 'b');"
        "INSERT INTO source(source_id, run_id, path, content_hash, size_bytes, line_count, encoding)"
        " VALUES (1, 1, 'a', 'a', 1, 1, 'utf-8');"
        "INSERT INTO model(model_id, name) VALUES (1, 'a:1b'), (2, 'b:2b'), (3, 'c:3b');"
        "INSERT INTO prompt(prompt_id, hash) VALUES (1, 1), (2, 2), (3, 3)");
    for (const struct schema_file *file = schema_files; file->name; file++)
        if (is_view(file))
            make_view(file);
    for (int kind = 0; kind < KINDS; kind++)
        inserts[kind] = prepare(insert_sql[kind]);
    for (const struct schema_file *file = schema_files; file->name; file++)
        if (is_view(file))
            read_view(file->name);
}

/* --- facts -------------------------------------------------------------------------------------------------------- */

static struct maybe any_figure(struct bytes *bytes)
{
    uint8_t choice = next_byte(bytes);
    int64_t value = 0;
    switch (choice % 8) {
    case 0:
        return (struct maybe){0};
    case 1:
        return maybe_of(0);
    case 2:
        return maybe_of(GREATEST - choice / 8);
    case 3:
        return maybe_of(choice / 8);
    case 4:
        for (int i = 0; i < NUMBER_BYTES; i++)
            value = value << 8 | next_byte(bytes);
        return maybe_of(value & GREATEST);
    default:
        return maybe_of((int64_t)(choice / 8 + 1) * 1000000 << (choice % 8 * 2));
    }
}

/* An instant: years from 0001 to 9999 as nanoseconds, as far as 64 bits hold them. */
static struct maybe any_instant(struct bytes *bytes)
{
    struct maybe figure = any_figure(bytes);
    uint8_t choice = next_byte(bytes);
    if (!figure.known)
        return figure;
    if (choice % 16 == 0)
        return maybe_of(INT64_MAX - figure.value);
    if (choice % 16 == 1)
        return maybe_of(INT64_MIN + figure.value);
    return maybe_of(1750000000000000000 + figure.value % 1000000000000);
}

/* Whether it was a request. */
static bool add_fact(struct bytes *bytes, int64_t place)
{
    struct failure why = {""};
    uint8_t first = next_byte(bytes);
    enum kind kind = first % 8 < KINDS ? first % 8 : REQUEST;
    struct statement *insert = inserts[kind];
    statement_bind_integer(insert, 1, place);
    for (int i = 2; i <= CHOICES; i++)
        if (i <= parameter_counts[kind] && !(kind == RUN && i > 4) && !(kind == PROMPT && i > 2))
            statement_bind_integer(insert, i, next_byte(bytes));
    for (int i = CHOICES + 1; i <= parameter_counts[kind]; i++)
        statement_bind(insert, i, i == CHOICES + 1 ? any_instant(bytes) : any_figure(bytes));
    bool done = statement_run(insert, &why);
    if (!done)
        fprintf(stderr, "%s\n", why.message);
    CLAIM(done);
    return kind == REQUEST;
}

/* --- views -------------------------------------------------------------------------------------------------------- */

static bool ends_in(const char *name, const char *suffix)
{
    size_t length = strlen(name), behind = strlen(suffix);
    return length >= behind && strcmp(name + length - behind, suffix) == 0;
}

static void claim_row(const struct statement *view, const char *of)
{
    static const char *const never_negative[] = {"_tok_s", "_count", "_bytes", "_bytes_s", "_chars_s", "_words_s"};
    for (size_t column = 0; column < statement_column_count(view); column++) {
        struct cell cell = statement_cell(view, column);
        const char *name = statement_column_name(view, column);
        bool negative = (cell.kind == CELL_INTEGER && cell.integer < 0) || (cell.kind == CELL_REAL && cell.real < 0);
        for (size_t i = 0; negative && i < sizeof never_negative / sizeof *never_negative; i++) {
            if (ends_in(name, never_negative[i]))
                fprintf(stderr, "%s.%s is negative\n", of, name);
            CLAIM(!ends_in(name, never_negative[i]));
        }
    }
}

static int64_t read_rows(size_t at)
{
    struct failure why = {""};
    enum step step;
    int64_t rows = 0;
    while ((step = statement_step(views[at], &why)) == STEP_ROW) {
        claim_row(views[at], names[at]);
        rows++;
    }
    statement_reset(views[at]);
    if (step != STEP_DONE && !strstr(why.message, "beyond 2^63"))
        fprintf(stderr, "%s: %s\n", names[at], why.message);
    CLAIM(step == STEP_DONE || strstr(why.message, "beyond 2^63"));
    return step == STEP_DONE ? rows : -1;
}

/* Which view the input asks for. The summary reads most of the others, and takes as long as a hundred of them: few of
 * the inputs that ask for it get it. */
static size_t asked_view(struct bytes *bytes)
{
    enum { SUMMARY_SELDOM = 32 };
    size_t view = next_byte(bytes) % view_count;
    return strcmp(names[view], "summary") == 0 && next_byte(bytes) % SUMMARY_SELDOM ? view - 1 : view;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = {data, data + size};
    struct failure why;
    int64_t requests = 0;
    if (!store)
        open_all();
    size_t view = asked_view(&bytes);
    CLAIM(store_begin(store, &why));
    for (int64_t place = 1; place <= FACTS_MOST && bytes.at < bytes.end; place++)
        requests += add_fact(&bytes, place);
    int64_t rows = read_rows(view);
    CLAIM(strcmp(names[view], "requests") != 0 || rows == requests);
    store_rollback(store);
    return 0;
}
