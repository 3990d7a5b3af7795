#include "percentile_copy.h"

#include "stats.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK = 4096, QUANTILES_LIMIT = 64 };

/* Samples of one metric, in the order of the scan. */
struct block {
    double values[BLOCK];
    uint32_t series[BLOCK];
};

struct metric {
    struct block *block;
    size_t used;    /* samples in the block */
    size_t *counts; /* by series */
    size_t counts_capacity;
    size_t spilled; /* full blocks in the file; their places are in the list of all */
};

struct samples {
    struct metric metrics[VALUE_COUNT];
    FILE *file;            /* of full blocks; NULL while there is none */
    unsigned char *owners; /* which metric each block in the file belongs to */
    size_t block_count, owners_capacity;
    char *const *series; /* names by number */
    size_t series_count;
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

bool samples_add(struct samples *samples, uint32_t series, const double values[VALUE_COUNT], struct failure *why)
{
    for (size_t i = 0; i < VALUE_COUNT; i++)
        if (isfinite(values[i]) && !add_sample(samples, &samples->metrics[i], series, values[i], why))
            return false;
    return true;
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
    size_t owner = (size_t)(metric - samples->metrics);
    if (!metric->block)
        return true;
    size_t *ends = calloc(samples->series_count, sizeof *ends);
    if (!ends)
        return failure_out_of_memory(why);
    double *values = gather(samples, metric, ends, why);
    bool done = values != NULL;
    for (size_t i = 0, start = 0; done && i < samples->series_count; start = ends[i++])
        if (ends[i] > start)
            done = write_percentiles(samples, samples->series[i], request_value_name(owner), values + start,
                                     ends[i] - start, why);
    free(values);
    free(ends);
    return done;
}

static bool write_all(struct samples *samples, struct db *db, struct failure *why)
{
    samples->insert_percentile = db_prepare(
        db,
        "INSERT INTO percentile_copy(series, metric, q, n, value, nearest, lo, hi) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
        " ?7, ?8)",
        why);
    if (!samples->insert_percentile)
        return false;
    samples->insert_interval =
        db_prepare(db, "INSERT OR IGNORE INTO order_interval(q, n, lo, hi, coverage) VALUES (?1, ?2, ?3, ?4, ?5)", why);
    bool done = samples->insert_interval != NULL;
    for (size_t i = 0; done && i < VALUE_COUNT; i++)
        done = write_metric(samples, &samples->metrics[i], why);
    return done;
}

static bool read_quantiles(struct samples *samples, struct db *db, struct failure *why)
{
    struct statement *select = db_prepare(db, "SELECT q FROM quantile ORDER BY q", why);
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

/* --- all of it ---------------------------------------------------------------------------------------------------- */

struct samples *samples_open(void)
{
    return calloc(1, sizeof(struct samples));
}

void samples_close(struct samples *samples)
{
    if (!samples)
        return;
    for (size_t i = 0; i < VALUE_COUNT; i++) {
        free(samples->metrics[i].block);
        free(samples->metrics[i].counts);
    }
    free(samples->owners);
    if (samples->file)
        fclose(samples->file);
    statement_close(samples->insert_percentile);
    statement_close(samples->insert_interval);
    free(samples);
}

bool samples_write(struct samples *samples, struct db *db, char *const *series_names, size_t series_count,
                   struct failure *why)
{
    samples->series = series_names;
    samples->series_count = series_count;
    return db_run(db, "DELETE FROM percentile_copy", why) && read_quantiles(samples, db, why) &&
           write_all(samples, db, why);
}
