#include "cache_copy.h"

#include "measurements.h"
#include "stats.h"

#include <math.h>
#include <stdlib.h>

enum cache_class { NO_SIGN, SUSPECTED, LIKELY, CERTAIN };

struct judged {
    int64_t duration_ns;
    double rate_tok_s; /* NaN: unknown */
    uint32_t place;
    bool may_be_suspected; /* nothing else decides: the medians do */
    bool is_usual;         /* one of those that the medians are made of */
};

/* What is written of a measurement. */
struct result {
    int64_t request_id;
    int32_t seen;
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
    double min_count, same_prompt, vs_median; /* settings; NaN where one is missing */
    int64_t run_id, model_id;                 /* what is being judged */
    struct judged *rows;
    size_t row_count, row_capacity;
    struct result *results; /* by place */
    size_t result_count, result_capacity;
    struct first_time *slots; /* a hash table; those of an epoch that is over are free */
    size_t slot_count, used_slots;
    uint32_t epoch;
};

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
static enum cache_class judge(const struct cache *cache, const struct first_time *first,
                              const struct measurement *measurement, struct judged *row)
{
    struct maybe count = measurement->prompt_eval_count, cached = measurement->prompt_eval_cached_count;
    bool again = first->seen > 1;
    if (cached.known && cached.value >= 0)
        return cached.value > 0 ? CERTAIN : NO_SIGN;
    if (measurement->has_no_tokens || (again && count.known && first->count.known && count.value < first->count.value))
        return CERTAIN;
    if (again && row->rate_tok_s >= first->rate_tok_s * cache->same_prompt)
        return LIKELY;
    row->may_be_suspected = count.known && (double)count.value >= cache->min_count;
    return NO_SIGN;
}

/* Makes room for element `at` of an array; NULL without memory. */
static void *room(void *array, size_t at, size_t *capacity, size_t element)
{
    if (at < *capacity)
        return array;
    size_t larger = *capacity * 2 > at ? *capacity * 2 : at + 1024;
    void *grown = realloc(array, larger * element);
    if (grown)
        *capacity = larger;
    return grown;
}

static bool grow(struct cache *cache, uint32_t place)
{
    struct judged *rows = room(cache->rows, cache->row_count, &cache->row_capacity, sizeof *rows);
    if (rows)
        cache->rows = rows;
    struct result *results = room(cache->results, place, &cache->result_capacity, sizeof *results);
    if (results)
        cache->results = results;
    return rows && results && grow_slots(cache);
}

static double rate_of(const struct measurement *measurement)
{
    struct maybe count = measurement->prompt_eval_count, ns = measurement->prompt_eval_duration_ns;
    return count.known && ns.known && ns.value ? (double)count.value * 1e9 / (double)ns.value : (double)NAN;
}

static bool add_measurement(struct cache *cache, const struct measurement *measurement)
{
    if (measurement->is_cold)
        empty_slots(cache);
    if (!grow(cache, measurement->place))
        return false;
    struct maybe count = measurement->prompt_eval_count;
    struct judged row = {.duration_ns = measurement->prompt_eval_duration_ns.value,
                         .rate_tok_s = rate_of(measurement),
                         .place = measurement->place};
    struct first_time first = meet(cache, measurement->prompt_id, count, row.rate_tok_s);
    row.is_usual = first.seen == 1 && !isnan(row.rate_tok_s) && (double)count.value >= cache->min_count;
    cache->results[row.place] = (struct result){.request_id = measurement->request_id,
                                                .seen = first.seen,
                                                .cache_class = (unsigned char)judge(cache, &first, measurement, &row)};
    cache->rows[cache->row_count++] = row;
    cache->result_count++;
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

/* All measurements of a model of a run are there. */
static bool finish_model(struct cache *cache)
{
    double rate_tok_s, duration_ns;
    if (!find_medians(cache, &rate_tok_s, &duration_ns))
        return false;
    for (size_t i = 0; i < cache->row_count; i++) {
        const struct judged *row = &cache->rows[i];
        if (row->may_be_suspected && row->rate_tok_s >= rate_tok_s * cache->vs_median &&
            (double)row->duration_ns <= duration_ns)
            cache->results[row->place].cache_class = SUSPECTED;
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

static bool take(void *ctx, const struct measurement *measurement, struct failure *why)
{
    struct cache *cache = ctx;
    bool is_next = measurement->run_id != cache->run_id || measurement->model_id != cache->model_id;
    cache->run_id = measurement->run_id;
    cache->model_id = measurement->model_id;
    return ((!is_next || finish_model(cache)) && add_measurement(cache, measurement)) || failure_out_of_memory(why);
}

static bool write_results(const struct cache *cache, struct failure *why)
{
    struct statement *insert =
        db_prepare(cache->db, "INSERT INTO cache_class_copy(request_id, cache_class, seen) VALUES (?1, ?2, ?3)", why);
    bool done = insert != NULL;
    for (size_t i = 0; done && i < cache->result_count; i++) {
        statement_bind_integer(insert, 1, cache->results[i].request_id);
        statement_bind_integer(insert, 2, cache->results[i].cache_class);
        statement_bind_integer(insert, 3, cache->results[i].seen);
        done = statement_run(insert, why);
    }
    statement_close(insert);
    return done;
}

static bool fill(struct cache *cache, struct failure *why)
{
    return read_setting(cache, "min_prompt_eval_count", &cache->min_count, why) &&
           read_setting(cache, "cache_same_prompt", &cache->same_prompt, why) &&
           read_setting(cache, "cache_vs_median", &cache->vs_median, why) &&
           db_run(cache->db, "DELETE FROM cache_class_copy", why) && measurements_read(cache->db, take, cache, why) &&
           (finish_model(cache) || failure_out_of_memory(why)) && write_results(cache, why);
}

bool cache_copy_fill(struct db *db, struct failure *why)
{
    struct cache cache = {.db = db, .epoch = 1};
    bool done = fill(&cache, why);
    free(cache.rows);
    free(cache.results);
    free(cache.slots);
    return done;
}
