#include "series_pass.h"

#include "percentile_copy.h"
#include "request_reader.h"
#include "series_names.h"
#include "series_sums.h"

#include <math.h>
#include <stdlib.h>

struct factor {
    int64_t model_id;
    double factor;
};

struct pass {
    struct db *db;
    struct statement *series; /* request_id and series, by request_id */
    struct statement *values; /* of a request that is not plain, as the view has them */
    struct request_reader *requests;
    struct factor *factors; /* tokens per reference token, by model_id */
    size_t factor_count, last_factor;
    struct series_names names;
    struct samples *samples;
    struct series_sums *sums;
    bool all_plain;
};

/* --- factors of the tokenizers ------------------------------------------------------------------------------------ */

static bool add_factor(struct pass *pass, const struct statement *row)
{
    struct factor *factors = realloc(pass->factors, (pass->factor_count + 1) * sizeof *factors);
    if (!factors)
        return false;
    pass->factors = factors;
    factors[pass->factor_count++] = (struct factor){statement_cell(row, 0).integer, statement_cell(row, 1).real};
    return true;
}

static bool load_factors(struct pass *pass, struct failure *why)
{
    struct statement *select =
        db_prepare(pass->db, "SELECT model_id, factor FROM tokenizer_factors WHERE choice = 1 ORDER BY model_id", why);
    enum step step = select ? STEP_ROW : STEP_FAILED;
    while (step == STEP_ROW && (step = statement_step(select, why)) == STEP_ROW)
        if (!add_factor(pass, select)) {
            failure_out_of_memory(why);
            step = STEP_FAILED;
        }
    statement_close(select);
    return step == STEP_DONE;
}

static struct maybe_real find_factor(const struct pass *pass, int64_t model_id)
{
    size_t low = 0, high = pass->factor_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pass->factors[middle].model_id == model_id)
            return maybe_real_of(pass->factors[middle].factor);
        if (pass->factors[middle].model_id < model_id)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct maybe_real){0};
}

/* --- requests ----------------------------------------------------------------------------------------------------- */

/* Values as the view has them, where the request is not plain. */
static bool look_up_values(struct pass *pass, double values[VALUE_COUNT], struct failure *why)
{
    statement_bind_integer(pass->values, 1, request_reader_id(pass->requests));
    enum step step = statement_step(pass->values, why);
    for (size_t i = 0; i < VALUE_COUNT; i++) {
        struct cell cell = step == STEP_ROW ? statement_cell(pass->values, i + 2) : (struct cell){0};
        values[i] = cell.kind == CELL_REAL ? cell.real : (double)NAN;
    }
    statement_reset(pass->values);
    return step != STEP_FAILED;
}

static bool add_request(struct pass *pass, struct failure *why)
{
    uint32_t series;
    double values[VALUE_COUNT];
    const struct request_figures *figures = request_reader_figures(pass->requests);
    if (!series_names_find(&pass->names, statement_cell(pass->series, 1).text, &series))
        return failure_out_of_memory(why);
    if (figures)
        request_values_work_out(figures, find_factor(pass, figures->model_id.value), values);
    else if (!look_up_values(pass, values, why))
        return false;
    pass->all_plain = pass->all_plain && figures;
    if (figures && !series_sums_add(pass->sums, series, figures))
        return failure_out_of_memory(why);
    return samples_add(pass->samples, series, values, why);
}

static bool read_requests(struct pass *pass, struct failure *why)
{
    enum step step;
    while ((step = statement_step(pass->series, why)) == STEP_ROW) {
        bool found;
        struct maybe request_id = maybe_of(statement_cell(pass->series, 0).integer);
        if (!request_reader_seek(pass->requests, request_id, &found, why) || (found && !add_request(pass, why)))
            return false;
    }
    return step == STEP_DONE;
}

/* --- all of it ---------------------------------------------------------------------------------------------------- */

static bool open_sums(struct pass *pass, struct failure *why)
{
    struct statement *select = db_prepare(pass->db, "SELECT value FROM setting WHERE key = 'residual_mark_ns'", why);
    enum step step = select ? statement_step(select, why) : STEP_FAILED;
    struct cell mark = step == STEP_ROW ? statement_cell(select, 0) : (struct cell){0};
    pass->sums = series_sums_open(mark.kind == CELL_REAL ? mark.real : (double)NAN);
    statement_close(select);
    return step != STEP_FAILED && (pass->sums || failure_out_of_memory(why));
}

static bool open_pass(struct pass *pass, struct failure *why)
{
    pass->all_plain = true;
    return load_factors(pass, why) && open_sums(pass, why) &&
           (pass->values = db_prepare(pass->db, "SELECT * FROM request_values WHERE request_id = ?1", why)) &&
           (pass->requests = request_reader_open(pass->db, READ_USE, why)) &&
           (pass->series =
                db_prepare(pass->db, "SELECT request_id, series FROM request_series ORDER BY request_id", why)) &&
           ((pass->samples = samples_open()) || failure_out_of_memory(why));
}

static bool write_sums(struct pass *pass, bool *has_sums, struct failure *why)
{
    bool fits = false;
    if (pass->all_plain && !series_sums_write(pass->sums, pass->db, pass->names.names, &fits, why))
        return false;
    if (has_sums)
        *has_sums = fits;
    return fits || has_sums ||
           db_run(pass->db, "INSERT INTO temp.series_sums SELECT * FROM temp.defined_series_sums", why);
}

static void close_pass(struct pass *pass)
{
    statement_close(pass->series);
    statement_close(pass->values);
    request_reader_close(pass->requests);
    free(pass->factors);
    series_names_release(&pass->names);
    samples_close(pass->samples);
    series_sums_close(pass->sums);
}

bool series_pass(struct db *db, bool *has_sums, struct failure *why)
{
    struct pass pass = {.db = db};
    bool done = open_pass(&pass, why) && read_requests(&pass, why) &&
                samples_write(pass.samples, db, pass.names.names, pass.names.count, why) &&
                write_sums(&pass, has_sums, why);
    close_pass(&pass);
    return done;
}
