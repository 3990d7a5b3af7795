#include "cache_copy.h"

#include "stats.h"

#include <math.h>
#include <stdlib.h>

enum cache_class { NO_SIGN, SUSPECTED, LIKELY, CERTAIN };

struct measurement {
    int64_t request_id, duration_ns;
    double rate_tok_s; /* NaN: unknown */
    int32_t seen;
    bool may_be_suspected; /* nothing else decides: the medians do */
    bool is_usual;         /* one of those that the medians are made of */
    unsigned char cache_class;
};

/* The first time that a prompt met the model since its last cold load. */
struct first_time {
    int64_t prompt_id;
    uint32_t epoch; /* 0: the slot is free */
    int32_t seen;
    struct maybe count;
    double rate_tok_s;
};

struct cache {
    struct db *db;
    struct statement *scan, *insert;
    double min_count, same_prompt, vs_median; /* settings; NaN where one is missing */
    int64_t run_id, model_id;                 /* what is being scanned */
    struct measurement *rows;
    size_t row_count, row_capacity;
    struct first_time *slots; /* a hash table; those of an epoch that is over are free */
    size_t slot_count, used_slots;
    uint32_t epoch;
};

static const char scan_sql[] =
    "SELECT run_id, model_id, request_id, prompt_id, is_cold, prompt_eval_count, prompt_eval_cached_count,"
    " prompt_eval_duration_ns, CAST(prompt_eval_count AS DOUBLE PRECISION) * 1e9 / NULLIF(prompt_eval_duration_ns, 0),"
    " coalesce(prompt_eval_count, 0) = 0 AND prompt_eval_duration_ns > 0 AND total_duration_ns > 0 AND eval_count > 0"
    " AND eval_duration_ns > 0"
    " FROM request_metrics WHERE is_measurement = 1"
    " ORDER BY run_id, model_id, coalesce(created_at_ns, 0), source, line, request_id";

enum { RUN, MODEL, REQUEST, PROMPT, IS_COLD, COUNT, CACHED_COUNT, DURATION, RATE, HAS_NO_TOKENS };

static struct maybe integer_at(const struct cache *cache, size_t column)
{
    struct cell cell = statement_cell(cache->scan, column);
    return cell.kind == CELL_INTEGER ? maybe_of(cell.integer) : (struct maybe){0};
}

static double real_at(const struct cache *cache, size_t column)
{
    struct cell cell = statement_cell(cache->scan, column);
    return cell.kind == CELL_REAL ? cell.real : NAN;
}

/* --- prompts that were met ---------------------------------------------------------------------------------------- */

static bool is_free(const struct cache *cache, const struct first_time *slot)
{
    return slot->epoch != cache->epoch;
}

/* The prompt's slot in this epoch, or the free one where it belongs. */
static struct first_time *find_slot(const struct cache *cache, int64_t prompt_id)
{
    size_t at = (size_t)((uint64_t)prompt_id * 0x9e3779b97f4a7c15U >> 20) & (cache->slot_count - 1);
    while (!is_free(cache, &cache->slots[at]) && cache->slots[at].prompt_id != prompt_id)
        at = (at + 1) & (cache->slot_count - 1);
    return &cache->slots[at];
}

/* Keeps the table at most half full. */
static bool grow_slots(struct cache *cache)
{
    struct first_time *old = cache->slots;
    size_t old_count = cache->slot_count;
    if (cache->used_slots * 2 < cache->slot_count)
        return true;
    cache->slot_count = old_count ? old_count * 2 : 256;
    cache->slots = calloc(cache->slot_count, sizeof *cache->slots);
    for (size_t i = 0; cache->slots && i < old_count; i++)
        if (!is_free(cache, &old[i]))
            *find_slot(cache, old[i].prompt_id) = old[i];
    free(old);
    return cache->slots != NULL;
}

static void empty_slots(struct cache *cache)
{
    cache->epoch++;
    cache->used_slots = 0;
}

/* Where a prompt is not known, the request is its own first time. */
static struct first_time meet(struct cache *cache, struct maybe prompt_id, struct maybe count, double rate_tok_s)
{
    struct first_time self = {.epoch = cache->epoch, .seen = 1, .count = count, .rate_tok_s = rate_tok_s};
    if (!prompt_id.known)
        return self;
    struct first_time *slot = find_slot(cache, prompt_id.value);
    if (is_free(cache, slot)) {
        self.prompt_id = prompt_id.value;
        *slot = self;
        cache->used_slots++;
    } else {
        slot->seen++;
    }
    return *slot;
}

/* --- classes ------------------------------------------------------------------------------------------------------ */

/* The CASE of request_cache_live, but for what needs the medians. */
static void judge(const struct cache *cache, const struct first_time *first, struct maybe count,
                  struct measurement *row)
{
    struct maybe cached = integer_at(cache, CACHED_COUNT);
    bool again = first->seen > 1;
    if (cached.known && cached.value >= 0)
        row->cache_class = cached.value > 0 ? CERTAIN : NO_SIGN;
    else if (integer_at(cache, HAS_NO_TOKENS).value ||
             (again && count.known && first->count.known && count.value < first->count.value))
        row->cache_class = CERTAIN;
    else if (again && row->rate_tok_s >= first->rate_tok_s * cache->same_prompt)
        row->cache_class = LIKELY;
    else
        row->may_be_suspected = count.known && (double)count.value >= cache->min_count;
}

static bool add_measurement(struct cache *cache)
{
    if (cache->row_count == cache->row_capacity) {
        size_t capacity = cache->row_capacity ? cache->row_capacity * 2 : 1024;
        struct measurement *rows = realloc(cache->rows, capacity * sizeof *rows);
        if (!rows)
            return false;
        cache->rows = rows;
        cache->row_capacity = capacity;
    }
    if (integer_at(cache, IS_COLD).value)
        empty_slots(cache);
    if (!grow_slots(cache))
        return false;
    struct maybe count = integer_at(cache, COUNT);
    struct measurement row = {.request_id = integer_at(cache, REQUEST).value,
                              .duration_ns = integer_at(cache, DURATION).value,
                              .rate_tok_s = real_at(cache, RATE)};
    struct first_time first = meet(cache, integer_at(cache, PROMPT), count, row.rate_tok_s);
    row.seen = first.seen;
    row.is_usual = row.seen == 1 && !isnan(row.rate_tok_s) && (double)count.value >= cache->min_count;
    judge(cache, &first, count, &row);
    cache->rows[cache->row_count++] = row;
    return true;
}

/* The lower median; NaN of none. */
static double lower_median(double *values, size_t n)
{
    values_sort(values, n);
    return n ? values[(n + 1) / 2 - 1] : NAN;
}

/* Durations are below 2^53, so as doubles they are the same. */
static bool find_medians(const struct cache *cache, double *rate_tok_s, double *duration_ns)
{
    double *values = malloc((cache->row_count + 1) * sizeof *values);
    if (!values)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < cache->row_count; i++)
        if (cache->rows[i].is_usual)
            values[n++] = cache->rows[i].rate_tok_s;
    *rate_tok_s = lower_median(values, n);
    n = 0;
    for (size_t i = 0; i < cache->row_count; i++)
        if (cache->rows[i].is_usual)
            values[n++] = (double)cache->rows[i].duration_ns;
    *duration_ns = lower_median(values, n);
    free(values);
    return true;
}

static bool write_row(struct cache *cache, const struct measurement *row, struct failure *why)
{
    statement_bind_integer(cache->insert, 1, row->request_id);
    statement_bind_integer(cache->insert, 2, row->cache_class);
    statement_bind_integer(cache->insert, 3, row->seen);
    return statement_run(cache->insert, why);
}

/* All measurements of a model of a run are there. */
static bool finish_model(struct cache *cache, struct failure *why)
{
    double rate_tok_s, duration_ns;
    if (!find_medians(cache, &rate_tok_s, &duration_ns))
        return failure_out_of_memory(why);
    for (size_t i = 0; i < cache->row_count; i++) {
        struct measurement *row = &cache->rows[i];
        if (row->may_be_suspected && row->rate_tok_s >= rate_tok_s * cache->vs_median &&
            (double)row->duration_ns <= duration_ns)
            row->cache_class = SUSPECTED;
        if (!write_row(cache, row, why))
            return false;
    }
    cache->row_count = 0;
    empty_slots(cache);
    return true;
}

/* --- all of it ---------------------------------------------------------------------------------------------------- */

static bool read_setting(struct cache *cache, const char *key, double *value, struct failure *why)
{
    struct statement *select = db_prepare(cache->db, "SELECT value FROM setting WHERE key = ?1", why);
    if (!select)
        return false;
    statement_bind_text(select, 1, span_of(key));
    enum step step = statement_step(select, why);
    *value = step == STEP_ROW && statement_cell(select, 0).kind == CELL_REAL ? statement_cell(select, 0).real : NAN;
    statement_close(select);
    return step != STEP_FAILED;
}

static bool scan_all(struct cache *cache, struct failure *why)
{
    enum step step;
    while ((step = statement_step(cache->scan, why)) == STEP_ROW) {
        int64_t run_id = integer_at(cache, RUN).value, model_id = integer_at(cache, MODEL).value;
        if ((run_id != cache->run_id || model_id != cache->model_id) && !finish_model(cache, why))
            return false;
        cache->run_id = run_id;
        cache->model_id = model_id;
        if (!add_measurement(cache))
            return failure_out_of_memory(why);
    }
    return step == STEP_DONE && finish_model(cache, why);
}

static bool fill(struct cache *cache, struct failure *why)
{
    return read_setting(cache, "min_prompt_eval_count", &cache->min_count, why) &&
           read_setting(cache, "cache_same_prompt", &cache->same_prompt, why) &&
           read_setting(cache, "cache_vs_median", &cache->vs_median, why) &&
           db_run(cache->db, "DELETE FROM cache_class_copy", why) &&
           (cache->scan = db_prepare(cache->db, scan_sql, why)) &&
           (cache->insert = db_prepare(
                cache->db, "INSERT INTO cache_class_copy(request_id, cache_class, seen) VALUES (?1, ?2, ?3)", why)) &&
           scan_all(cache, why);
}

bool cache_copy_fill(struct db *db, struct failure *why)
{
    struct cache cache = {.db = db, .epoch = 1};
    bool done = fill(&cache, why);
    statement_close(cache.scan);
    statement_close(cache.insert);
    free(cache.rows);
    free(cache.slots);
    return done;
}
