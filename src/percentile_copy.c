#include "percentile_copy.h"

#include "hash.h"
#include "stats.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK = 4096, METRICS_LIMIT = 64, QUANTILES_LIMIT = 64 };

/* Samples of one metric, in the order of the scan. */
struct block {
    double values[BLOCK];
    uint32_t series[BLOCK];
};

struct metric {
    const char *name; /* of the scan's column */
    struct block *block;
    size_t used;    /* samples in the block */
    size_t *counts; /* by series */
    size_t counts_capacity;
    size_t spilled; /* full blocks in the file; their places are in the list of all */
};

struct samples {
    struct db *db;
    struct statement *scan;
    struct metric metrics[METRICS_LIMIT];
    size_t metric_count;
    FILE *file;            /* of full blocks; NULL while there is none */
    unsigned char *owners; /* which metric each block in the file belongs to */
    size_t block_count, owners_capacity;
    char **series; /* names by number */
    size_t series_count, series_capacity;
    uint32_t *slots; /* a hash table of series numbers plus one; 0 is free */
    size_t slot_count;
    uint32_t last_series;
    int64_t quantiles[QUANTILES_LIMIT];
    size_t quantile_count;
    struct statement *insert_percentile, *insert_interval;
};

/* Makes room for element `count` of an array; NULL without memory. */
static void *room(void *array, size_t count, size_t *capacity, size_t element)
{
    if (count < *capacity)
        return array;
    size_t larger = *capacity ? *capacity * 2 : 64;
    while (larger <= count)
        larger *= 2;
    char *grown = realloc(array, larger * element);
    if (grown) {
        memset(grown + *capacity * element, 0, (larger - *capacity) * element);
        *capacity = larger;
    }
    return grown;
}

/* --- series ------------------------------------------------------------------------------------------------------- */

static uint32_t *find_slot(const struct samples *samples, struct span name)
{
    size_t at = (size_t)hash_bytes(name) & (samples->slot_count - 1);
    while (samples->slots[at] && !span_equal(span_of(samples->series[samples->slots[at] - 1]), name))
        at = (at + 1) & (samples->slot_count - 1);
    return &samples->slots[at];
}

/* Keeps the table at most half full. */
static bool grow_slots(struct samples *samples)
{
    if (samples->series_count * 2 < samples->slot_count)
        return true;
    free(samples->slots);
    samples->slot_count = samples->slot_count ? samples->slot_count * 2 : 256;
    samples->slots = calloc(samples->slot_count, sizeof *samples->slots);
    for (uint32_t i = 0; samples->slots && i < samples->series_count; i++)
        *find_slot(samples, span_of(samples->series[i])) = i + 1;
    return samples->slots != NULL;
}

static bool add_series(struct samples *samples, struct span name)
{
    char **series = room(samples->series, samples->series_count, &samples->series_capacity, sizeof *series);
    if (!series)
        return false;
    samples->series = series;
    series[samples->series_count] = strndup(name.ptr, name.len);
    return series[samples->series_count] && ++samples->series_count && grow_slots(samples);
}

/* The number of the series in the scan's first column. */
static bool find_series(struct samples *samples, uint32_t *number)
{
    struct span name = statement_cell(samples->scan, 0).text;
    *number = samples->last_series;
    if (samples->series_count && span_equal(span_of(samples->series[*number]), name))
        return true;
    if (samples->slot_count == 0 && !grow_slots(samples))
        return false;
    if (*find_slot(samples, name) == 0) {
        if (!add_series(samples, name))
            return false;
        *find_slot(samples, name) = (uint32_t)samples->series_count;
    }
    *number = samples->last_series = *find_slot(samples, name) - 1;
    return true;
}

/* --- samples ------------------------------------------------------------------------------------------------------ */

static bool spill(struct samples *samples, struct metric *metric, struct failure *why)
{
    unsigned char *owners = room(samples->owners, samples->block_count, &samples->owners_capacity, sizeof *owners);
    if (!owners)
        return failure_out_of_memory(why);
    samples->owners = owners;
    owners[samples->block_count++] = (unsigned char)(metric - samples->metrics);
    if (!samples->file && !(samples->file = tmpfile()))
        return failure_set_errno(why, errno, "cannot make a temporary file");
    metric->used = 0;
    metric->spilled++;
    if (fwrite(metric->block, sizeof *metric->block, 1, samples->file) != 1)
        return failure_set_errno(why, errno, "cannot write a temporary file");
    return true;
}

static bool add_sample(struct samples *samples, struct metric *metric, uint32_t series, double value,
                       struct failure *why)
{
    if (!metric->block && !(metric->block = malloc(sizeof *metric->block)))
        return failure_out_of_memory(why);
    size_t *counts = room(metric->counts, series, &metric->counts_capacity, sizeof *counts);
    if (!counts)
        return failure_out_of_memory(why);
    metric->counts = counts;
    counts[series]++;
    metric->block->values[metric->used] = value;
    metric->block->series[metric->used++] = series;
    return metric->used < BLOCK || spill(samples, metric, why);
}

static bool add_row(struct samples *samples, struct failure *why)
{
    uint32_t series;
    if (!find_series(samples, &series))
        return failure_out_of_memory(why);
    for (size_t i = 0; i < samples->metric_count; i++) {
        struct cell cell = statement_cell(samples->scan, i + 2);
        if (cell.kind == CELL_REAL && !add_sample(samples, &samples->metrics[i], series, cell.real, why))
            return false;
    }
    return true;
}

static bool scan_values(struct samples *samples, struct failure *why)
{
    samples->scan = db_prepare(samples->db, "SELECT * FROM request_values", why);
    if (!samples->scan)
        return false;
    samples->metric_count = statement_column_count(samples->scan) - 2;
    if (samples->metric_count > METRICS_LIMIT)
        return failure_set(why, "request_values has more than %d metrics", METRICS_LIMIT);
    for (size_t i = 0; i < samples->metric_count; i++)
        samples->metrics[i].name = statement_column_name(samples->scan, i + 2);
    enum step step;
    while ((step = statement_step(samples->scan, why)) == STEP_ROW)
        if (!add_row(samples, why))
            return false;
    return step == STEP_DONE;
}

/* --- percentiles -------------------------------------------------------------------------------------------------- */

/* Puts a block's samples where their series stand. */
static void scatter(const struct block *block, size_t used, double *values, size_t *ends)
{
    for (size_t i = 0; i < used; i++)
        values[ends[block->series[i]]++] = block->values[i];
}

/* All values of a metric, series by series; `ends` becomes where each series ends. NULL with a reason on failure. */
static double *gather(struct samples *samples, struct metric *metric, size_t *ends, struct failure *why)
{
    size_t total = 0;
    for (size_t i = 0; i < samples->series_count; i++) {
        ends[i] = total;
        total += i < metric->counts_capacity ? metric->counts[i] : 0;
    }
    double *values = malloc((total + 1) * sizeof *values);
    if (!values) {
        failure_out_of_memory(why);
        return NULL;
    }
    scatter(metric->block, metric->used, values, ends);
    size_t owner = (size_t)(metric - samples->metrics);
    for (size_t i = 0; metric->spilled && i < samples->block_count; i++) {
        if (samples->owners[i] != owner)
            continue;
        if (fseeko(samples->file, (off_t)i * (off_t)sizeof *metric->block, SEEK_SET) != 0 ||
            fread(metric->block, sizeof *metric->block, 1, samples->file) != 1) {
            failure_set_errno(why, errno, "cannot read a temporary file");
            free(values);
            return NULL;
        }
        scatter(metric->block, BLOCK, values, ends);
    }
    return values;
}

static bool write_interval(struct samples *samples, int64_t q, size_t n, const struct order_interval *interval,
                           struct failure *why)
{
    struct statement *s = samples->insert_interval;
    statement_bind_integer(s, 1, q);
    statement_bind_integer(s, 2, (int64_t)n);
    statement_bind(s, 3, (struct maybe){(int64_t)interval->lo, interval->lo > 0});
    statement_bind(s, 4, (struct maybe){(int64_t)interval->hi, interval->hi > 0});
    statement_bind_real(s, 5, maybe_real_of(interval->coverage));
    return statement_run(s, why);
}

static struct maybe_real value_at(const double *sorted, size_t rank)
{
    return rank ? maybe_real_of(sorted[rank - 1]) : (struct maybe_real){0};
}

/* All quantiles of one series and metric. */
static bool write_percentiles(struct samples *samples, const char *series, const char *metric, double *values, size_t n,
                              struct failure *why)
{
    struct statement *s = samples->insert_percentile;
    values_sort(values, n);
    for (size_t i = 0; i < samples->quantile_count; i++) {
        int64_t q = samples->quantiles[i];
        struct order_interval interval = order_interval(q, n, 0.95);
        statement_bind_text(s, 1, span_of(series));
        statement_bind_text(s, 2, span_of(metric));
        statement_bind_integer(s, 3, q);
        statement_bind_integer(s, 4, (int64_t)n);
        statement_bind_real(s, 5, maybe_real_of(percentile_linear(values, n, q)));
        statement_bind_real(s, 6, maybe_real_of(percentile_nearest(values, n, q)));
        statement_bind_real(s, 7, value_at(values, interval.lo));
        statement_bind_real(s, 8, value_at(values, interval.hi));
        if (!statement_run(s, why) || !write_interval(samples, q, n, &interval, why))
            return false;
    }
    return true;
}

static bool write_metric(struct samples *samples, struct metric *metric, struct failure *why)
{
    if (!metric->block)
        return true;
    size_t *ends = calloc(samples->series_count, sizeof *ends);
    if (!ends)
        return failure_out_of_memory(why);
    double *values = gather(samples, metric, ends, why);
    bool done = values != NULL;
    for (size_t i = 0, start = 0; done && i < samples->series_count; start = ends[i++])
        if (ends[i] > start)
            done = write_percentiles(samples, samples->series[i], metric->name, values + start, ends[i] - start, why);
    free(values);
    free(ends);
    return done;
}

static bool write_all(struct samples *samples, struct failure *why)
{
    samples->insert_percentile = db_prepare(
        samples->db,
        "INSERT INTO percentile_copy(series, metric, q, n, value, nearest, lo, hi) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
        " ?7, ?8)",
        why);
    if (!samples->insert_percentile)
        return false;
    samples->insert_interval = db_prepare(
        samples->db, "INSERT OR IGNORE INTO order_interval(q, n, lo, hi, coverage) VALUES (?1, ?2, ?3, ?4, ?5)", why);
    bool done = samples->insert_interval != NULL;
    for (size_t i = 0; done && i < samples->metric_count; i++)
        done = write_metric(samples, &samples->metrics[i], why);
    return done;
}

static bool read_quantiles(struct samples *samples, struct failure *why)
{
    struct statement *select = db_prepare(samples->db, "SELECT q FROM quantile ORDER BY q", why);
    enum step step = select ? STEP_ROW : STEP_FAILED;
    while (step == STEP_ROW && (step = statement_step(select, why)) == STEP_ROW) {
        if (samples->quantile_count == QUANTILES_LIMIT)
            step = STEP_FAILED, failure_set(why, "more than %d percentiles are wanted", QUANTILES_LIMIT);
        else
            samples->quantiles[samples->quantile_count++] = statement_cell(select, 0).integer;
    }
    statement_close(select);
    return step == STEP_DONE;
}

static void release(struct samples *samples)
{
    for (size_t i = 0; i < samples->metric_count && i < METRICS_LIMIT; i++) {
        free(samples->metrics[i].block);
        free(samples->metrics[i].counts);
    }
    for (size_t i = 0; i < samples->series_count; i++)
        free(samples->series[i]);
    free(samples->series);
    free(samples->slots);
    free(samples->owners);
    if (samples->file)
        fclose(samples->file);
    statement_close(samples->scan);
    statement_close(samples->insert_percentile);
    statement_close(samples->insert_interval);
    free(samples);
}

bool percentile_copy_fill(struct db *db, struct failure *why)
{
    struct samples *samples = calloc(1, sizeof *samples);
    if (!samples)
        return failure_out_of_memory(why);
    samples->db = db;
    bool done = db_run(db, "DELETE FROM percentile_copy", why) && read_quantiles(samples, why) &&
                scan_values(samples, why) && write_all(samples, why);
    release(samples);
    return done;
}
