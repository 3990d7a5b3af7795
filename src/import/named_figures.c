#include "named_figures.h"

#include "hash.h"
#include "statistic_value.h"
#include "timestamp.h"

#include <math.h>

static const double MOST = 9007199254740991.0; /* 2^53-1 */
static const double HALF_HUNDREDTH_NS = 5e6;

/* --- values ------------------------------------------------------------------------------------------------------- */

static struct maybe *whole_of(struct named_figures *f, enum column_field field)
{
    switch (field) {
    case COLUMN_TOTAL:
        return &f->request.total_duration_ns;
    case COLUMN_WALL:
        return &f->wall_ns;
    case COLUMN_LOAD:
        return &f->request.load_duration_ns;
    case COLUMN_PROMPT_EVAL_DURATION:
        return &f->request.prompt_eval_duration_ns;
    case COLUMN_EVAL_DURATION:
        return &f->request.eval_duration_ns;
    case COLUMN_TTFT:
        return &f->request.reported_ttft_ns;
    case COLUMN_PROMPT_COUNT:
        return &f->request.prompt_eval_count;
    case COLUMN_CACHED_COUNT:
        return &f->request.prompt_eval_cached_count;
    case COLUMN_EVAL_COUNT:
        return &f->request.eval_count;
    default:
        return NULL;
    }
}

static struct maybe_real *rate_of(struct named_figures *f, enum column_field field)
{
    switch (field) {
    case COLUMN_PROMPT_RATE:
        return &f->request.reported_prompt_eval_rate_tok_s;
    case COLUMN_EVAL_RATE:
        return &f->request.reported_eval_rate_tok_s;
    case COLUMN_RATE:
        return &f->rate;
    default:
        return NULL;
    }
}

/* The first column of a field holds. */
static void set_whole(struct named_figures *f, enum column_field field, double value)
{
    struct maybe *figure = whole_of(f, field);
    bool may_be_zero = column_kind(field) == COLUMN_COUNT || field == COLUMN_LOAD;
    if (!figure->known && value >= 0 && value <= MOST && (value > 0 || may_be_zero))
        *figure = maybe_of((int64_t)(value + 0.5));
}

static void set_rate(struct named_figures *f, enum column_field field, double value)
{
    struct maybe_real *rate = rate_of(f, field);
    if (!rate->known && value > 0)
        *rate = maybe_real_of(value);
}

/* Nanoseconds; notes how finely seconds were written. */
static void set_time(struct named_figures *f, const struct named_column *column, double value, const char *unit)
{
    static const struct {
        const char *unit;
        double ns;
    } units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"min", 60e9}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i].unit, unit) == 0)
            value *= units[i].ns;
    if (unit[0] == 's' && value > 0) {
        f->has_seconds = true;
        f->is_fine = f->is_fine || fmod(floor(value + 0.5), 1e7) > 0;
    }
    set_whole(f, column->field, value);
}

/* Names without unit: column_names.h, rule 2. */
static void set_bare_time(struct named_figures *f, const struct named_column *column, double value)
{
    bool whole = floor(value) == value;
    if (whole && value >= 1e6) {
        set_time(f, column, value, "ns");
        return;
    }
    if (value > 0)
        f->request.flags |= FLAG_NO_UNIT;
    set_time(f, column, value, "s");
}

void named_figures_add_number(struct named_figures *f, const struct named_column *column, double number)
{
    switch (column_kind(column->field)) {
    case COLUMN_DURATION:
        if (column->unit)
            set_time(f, column, number, column->unit);
        else
            set_bare_time(f, column, number);
        return;
    case COLUMN_COUNT:
        if (floor(number) == number)
            set_whole(f, column->field, number);
        return;
    case COLUMN_TOKEN_RATE:
        set_rate(f, column->field, number);
        return;
    case COLUMN_TEXT:
        return;
    }
}

/* --- cells -------------------------------------------------------------------------------------------------------- */

static struct span without_marks(struct span cell)
{
    cell = span_trim(cell);
    while (cell.len && strchr("*`", cell.ptr[0]))
        cell = span_from(cell, 1);
    while (cell.len && strchr("*`", cell.ptr[cell.len - 1]))
        cell.len--;
    return span_trim(cell);
}

static bool is_nothing(struct span text)
{
    static const struct span words[] = {{"none", 4}, {"null", 4}, {"n/a", 3},          {"na", 2},          {"nan", 3},
                                        {"-", 1},    {"--", 2},   {"\xe2\x80\x93", 3}, {"\xe2\x80\x94", 3}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_equal_nocase(text, words[i]))
            return true;
    return text.len == 0;
}

static bool says_no(struct span text)
{
    static const struct span words[] = {{"false", 5}, {"no", 2}, {"n", 1}, {"0", 1}, {"failed", 6}, {"error", 5}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_equal_nocase(text, words[i]))
            return true;
    return false;
}

static void add_text(struct named_figures *f, enum column_field field, struct span text)
{
    struct request *r = &f->request;
    if (field == COLUMN_MODEL) {
        r->model = text;
        r->model_from = MODEL_FROM_JSON;
    } else if (field == COLUMN_PROMPT) {
        r->prompt_hash = maybe_of(hash_text(text));
        text_size_add(&r->prompt, text);
    } else if (field == COLUMN_CREATED_AT) {
        r->created_at_ns = timestamp_parse(text);
    } else if (field == COLUMN_ERROR && !says_no(text)) {
        f->has_failed = true;
        r->error = text;
    } else if (field == COLUMN_SUCCESS && says_no(text)) {
        f->has_failed = true;
    }
}

/* A value with a unit of its own, thousands' commas or a decimal comma. */
static enum cell_state add_written(struct named_figures *f, const struct named_column *column, struct span text)
{
    static const enum value_kind kinds[] = {
        [COLUMN_DURATION] = KIND_DURATION, [COLUMN_COUNT] = KIND_COUNT, [COLUMN_TOKEN_RATE] = KIND_RATE};
    enum column_kind kind = column_kind(column->field);
    struct statistic value = {0};
    value_read(kinds[kind], (struct span){0}, text, &value);
    if (value.state != VALUE_READ || value.value.len != text.len)
        return CELL_UNREADABLE;
    if (kind == COLUMN_TOKEN_RATE)
        set_rate(f, column->field, value.rate);
    else if (kind == COLUMN_COUNT)
        set_whole(f, column->field, (double)value.number);
    else if (!value.without_unit)
        set_time(f, column, (double)value.number / 1e9, "s");
    else if (span_find_byte(text, ',') < text.len) /* a decimal comma: read as seconds, meant in the name's unit */
        named_figures_add_number(f, column, (double)value.number / 1e9);
    return CELL_TAKEN;
}

enum cell_state named_figures_add(struct named_figures *f, const struct named_column *column, struct span text)
{
    text = without_marks(text);
    if (is_nothing(text))
        return CELL_EMPTY;
    if (column_kind(column->field) == COLUMN_TEXT) {
        add_text(f, column->field, text);
        return CELL_TAKEN;
    }
    struct maybe_real real = span_to_real(text);
    if (!real.known)
        return add_written(f, column, text);
    if (real.value < 0)
        return CELL_UNREADABLE;
    named_figures_add_number(f, column, real.value);
    return CELL_TAKEN;
}

/* --- the request -------------------------------------------------------------------------------------------------- */

/* Rule 3: as far as two printed decimals can tell. */
static bool is_overall_rate(const struct named_figures *f)
{
    const struct request *r = &f->request;
    if (!r->eval_count.known || !r->total_duration_ns.known || r->total_duration_ns.value == 0)
        return false;
    double overall = (double)r->eval_count.value * 1e9 / (double)r->total_duration_ns.value;
    return fabs(overall - f->rate.value) <= 0.001 * overall + 0.005;
}

/* Rule 4. Tokens over rate say more than a time in hundredths of a second, as far as the two agree. */
static bool derive(const struct request *r, struct maybe count, struct maybe_real rate, struct maybe *duration_ns)
{
    if (!rate.known || !count.known || count.value == 0 || (duration_ns->known && !(r->flags & FLAG_ROUNDED)))
        return false;
    double ns = (double)count.value * 1e9 / rate.value;
    if (ns > MOST || (duration_ns->known && fabs(ns - (double)duration_ns->value) > HALF_HUNDREDTH_NS))
        return false;
    if (r->total_duration_ns.known && ns > (double)r->total_duration_ns.value * 1.01 + 2 * HALF_HUNDREDTH_NS)
        return false;
    *duration_ns = maybe_of((int64_t)(ns + 0.5));
    return true;
}

static bool says_something(const struct named_figures *f)
{
    const struct request *r = &f->request;
    bool times = r->total_duration_ns.known || r->eval_duration_ns.known;
    return r->reported_eval_rate_tok_s.known || r->reported_ttft_ns.known || r->reported_prompt_eval_rate_tok_s.known ||
           (r->eval_count.value > 0 && times);
}

bool named_figures_finish(struct named_figures *f)
{
    struct request *r = &f->request;
    if (!r->total_duration_ns.known)
        r->total_duration_ns = f->wall_ns;
    if (f->rate.known && !r->reported_eval_rate_tok_s.known && !is_overall_rate(f))
        r->reported_eval_rate_tok_s = f->rate;
    if (f->has_seconds && !f->is_fine)
        r->flags |= FLAG_ROUNDED;
    bool answer = derive(r, r->eval_count, r->reported_eval_rate_tok_s, &r->eval_duration_ns);
    bool prompt = derive(r, r->prompt_eval_count, r->reported_prompt_eval_rate_tok_s, &r->prompt_eval_duration_ns);
    if (answer || prompt)
        r->flags |= FLAG_DERIVED;
    r->status = f->has_failed ? STATUS_ERROR : STATUS_PARTIAL;
    if (!f->has_failed && !says_something(f))
        return false;
    request_judge(r);
    request_check_rates(r);
    return true;
}
