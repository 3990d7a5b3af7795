#include "sample.h"

#include <math.h>
#include <stdlib.h>

static bool allocate(struct sample *sample, size_t n)
{
    sample->values = calloc(n + 1, sizeof *sample->values);
    sample->amounts = calloc(n + 1, sizeof *sample->amounts);
    sample->times = calloc(n + 1, sizeof *sample->times);
    sample->prompts = calloc(n + 1, sizeof *sample->prompts);
    return sample->values && sample->amounts && sample->times && sample->prompts;
}

void sample_release(struct sample *sample)
{
    free(sample->values);
    free(sample->amounts);
    free(sample->times);
    free(sample->prompts);
    *sample = (struct sample){0};
}

static struct statement *prepare(struct db *db, const char *sql, const char *series, const char *metric,
                                 struct failure *why)
{
    struct statement *statement = db_prepare(db, sql, why);
    if (statement) {
        statement_bind_text(statement, 1, span_of(series));
        statement_bind_text(statement, 2, span_of(metric));
    }
    return statement;
}

static bool count_values(struct db *db, const char *series, const char *metric, size_t *n, struct failure *why)
{
    struct statement *count =
        prepare(db, "SELECT count(*) FROM temp.compared_value WHERE series = ?1 AND metric = ?2", series, metric, why);
    bool done = count && statement_step(count, why) == STEP_ROW;
    if (done)
        *n = (size_t)statement_cell(count, 0).integer;
    statement_close(count);
    return done;
}

static double number_of(struct cell cell)
{
    return cell.kind == CELL_INTEGER ? (double)cell.integer : cell.kind == CELL_REAL ? cell.real : 0;
}

static void take_row(struct sample *sample, const struct statement *row)
{
    size_t i = sample->n++;
    sample->values[i] = number_of(statement_cell(row, 0));
    sample->prompts[i] = statement_cell(row, 1).integer;
    sample->amounts[i] = number_of(statement_cell(row, 2));
    sample->times[i] = number_of(statement_cell(row, 3));
    sample->has_totals = sample->has_totals && sample->amounts[i] > 0 && sample->times[i] > 0;
}

bool sample_read(struct sample *sample, struct db *db, const char *series, const char *metric, bool by_model,
                 struct failure *why)
{
    static const char by_prompt_sql[] = "SELECT value, coalesce(prompt_id, 0) AS pair, amount, time_ns"
                                        " FROM temp.compared_value WHERE series = ?1 AND metric = ?2"
                                        " ORDER BY pair, value, request_id";
    static const char by_model_sql[] = "SELECT value, coalesce(model_prompt_id, 0) AS pair, amount, time_ns"
                                       " FROM temp.compared_value WHERE series = ?1 AND metric = ?2"
                                       " ORDER BY pair, value, request_id";
    size_t n = 0;
    *sample = (struct sample){0};
    if (!count_values(db, series, metric, &n, why))
        return false;
    if (!allocate(sample, n))
        return failure_out_of_memory(why);
    struct statement *rows = prepare(db, by_model ? by_model_sql : by_prompt_sql, series, metric, why);
    enum step step = rows ? STEP_ROW : STEP_FAILED;
    sample->has_totals = n > 0;
    while (step == STEP_ROW && (step = statement_step(rows, why)) == STEP_ROW && sample->n < n)
        take_row(sample, rows);
    statement_close(rows);
    return step != STEP_FAILED;
}

/* --- prompts ------------------------------------------------------------------------------------------------------ */

/* The requests of a prompt that both sides have: [start, end) of each. */
struct common {
    size_t a_start, a_end, b_start, b_end;
};

static size_t end_of_prompt(const struct sample *sample, size_t start)
{
    size_t end = start + 1;
    while (end < sample->n && sample->prompts[end] == sample->prompts[start])
        end++;
    return end;
}

/* The next one; begin with zeroes. */
static bool next_common(const struct sample *a, const struct sample *b, struct common *at)
{
    size_t i = at->a_end, j = at->b_end;
    while (i < a->n && j < b->n) {
        if (a->prompts[i] == b->prompts[j] && a->prompts[i] != 0) {
            *at = (struct common){i, end_of_prompt(a, i), j, end_of_prompt(b, j)};
            return true;
        }
        if (a->prompts[i] <= b->prompts[j])
            i = end_of_prompt(a, i);
        else
            j = end_of_prompt(b, j);
    }
    return false;
}

size_t sample_common_prompts(const struct sample *a, const struct sample *b)
{
    size_t count = 0;
    for (struct common at = {0}; next_common(a, b, &at);)
        count++;
    return count;
}

/* Appends [start, end) to the first `kept` values. */
static void keep(struct sample *sample, size_t *kept, size_t start, size_t end)
{
    size_t count = end - start;
    memmove(sample->values + *kept, sample->values + start, count * sizeof *sample->values);
    memmove(sample->amounts + *kept, sample->amounts + start, count * sizeof *sample->amounts);
    memmove(sample->times + *kept, sample->times + start, count * sizeof *sample->times);
    memmove(sample->prompts + *kept, sample->prompts + start, count * sizeof *sample->prompts);
    *kept += count;
}

void sample_keep_common(struct sample *a, struct sample *b)
{
    size_t kept_a = 0, kept_b = 0;
    for (struct common at = {0}; next_common(a, b, &at);) {
        keep(a, &kept_a, at.a_start, at.a_end);
        keep(b, &kept_b, at.b_start, at.b_end);
    }
    a->n = kept_a;
    b->n = kept_b;
}

void sample_prompt_medians(const struct sample *a, const struct sample *b, double *out_a, double *out_b)
{
    for (struct common at = {0}; next_common(a, b, &at);) {
        *out_a++ = percentile_linear(a->values + at.a_start, at.a_end - at.a_start, QUANTILE_WHOLE / 2);
        *out_b++ = percentile_linear(b->values + at.b_start, at.b_end - at.b_start, QUANTILE_WHOLE / 2);
    }
}

/* --- figures ------------------------------------------------------------------------------------------------------ */

bool sample_median(const struct sample *sample, double confidence, struct estimate *result, struct failure *why)
{
    size_t n = sample->n;
    *result = (struct estimate){0};
    if (n == 0)
        return true;
    double *sorted = calloc(n, sizeof *sorted);
    if (!sorted)
        return failure_out_of_memory(why);
    values_sort_into(sorted, sample->values, n);
    struct order_interval ranks = order_interval(QUANTILE_WHOLE / 2, n, confidence);
    result->value = maybe_real_of(percentile_linear(sorted, n, QUANTILE_WHOLE / 2));
    if (ranks.lo)
        result->lo = maybe_real_of(sorted[ranks.lo - 1]);
    if (ranks.hi)
        result->hi = maybe_real_of(sorted[ranks.hi - 1]);
    free(sorted);
    return true;
}

/* A limit of the rate, a second; not on the wrong side of it by rounding of logarithms. */
static struct maybe_real limit_per_second(struct maybe_real per_ns, double rate, double (*side)(double, double))
{
    return per_ns.known ? maybe_real_of(side(per_ns.value * 1e9, rate)) : per_ns;
}

/* The totals as a double sum cannot differ from the views': both are exact below 2^53. */
static double rate_per_second(const struct sample *sample)
{
    double amount = 0, time = 0;
    for (size_t i = 0; i < sample->n; i++) {
        amount += sample->amounts[i];
        time += sample->times[i];
    }
    return amount * 1e9 / time;
}

/* The rate against a side that has the rate 1 in every draw. */
bool sample_rate(const struct sample *sample, double confidence, struct estimate *result, struct failure *why)
{
    enum { SEED = 1 };
    *result = (struct estimate){0};
    if (!sample->has_totals || sample->n == 0)
        return true;
    double *ones = calloc(sample->n, sizeof *ones);
    if (!ones)
        return failure_out_of_memory(why);
    for (size_t i = 0; i < sample->n; i++)
        ones[i] = 1;
    struct totals side = {sample->amounts, sample->times, sample->n}, unit = {ones, ones, sample->n};
    struct estimate rate = {0};
    bool done = ratio_of_totals(&side, &unit, false, confidence, SEED, &rate, why);
    free(ones);
    if (!done)
        return false;
    double value = rate_per_second(sample);
    *result = (struct estimate){maybe_real_of(value), limit_per_second(rate.lo, value, fmin),
                                limit_per_second(rate.hi, value, fmax)};
    return true;
}
