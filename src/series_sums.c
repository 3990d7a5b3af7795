#include "series_sums.h"

#include "buffer.h"

#include <math.h>
#include <stdlib.h>

/* In the order of the view's columns. */
enum term {
    REQUESTS,
    MEASUREMENTS,
    OK,
    PARTIAL,
    INCOMPLETE,
    ERRORS,
    LOADS,
    EMBEDDINGS,
    COLD,
    CACHED,
    CACHE_SUSPECT,
    SHORT,
    CUT,
    SUSPECT,
    REMOTE,
    DERIVED,
    RATE_MISMATCH,
    CLOCK_DOUBT,
    TWO_PASS,
    REPORTED_RATE,
    MOST_COLD_LOAD,
    PROMPT_TOKENS,
    ANSWER_TOKENS,
    TOTALS,
    TOTAL_NS,
    WARM,
    WARM_MEASURED,
    WARM_REPORTED,
    RESIDUAL_NS,
    UPPER_NS,
    RESIDUAL_MARKED,
    PREFILL,
    PREFILL_TOKENS,
    PREFILL_NS,
    DECODE,
    DECODE_TOKENS,
    DECODE_NS,
    DECODE_RATES,
    FAST_RATES,
    RATE_MILLIONTHS,
    RATE_REST,
    TEXTS,
    TEXT_BYTES,
    TEXT_CHARS,
    TEXT_WORDS,
    TEXT_TOKENS,
    TEXT_NS,
    COUNTED,
    COUNTED_TOKENS,
    COUNTED_NS,
    HAVING_CHARS,
    DECODE_CHARS,
    CHARS_NS,
    TERMS
};

struct sum {
    uint32_t series;
    int64_t model_id;
    struct maybe terms[TERMS];
};

struct series_sums {
    double residual_mark_ns;
    struct sum *rows;
    size_t count;
    uint32_t *slots; /* a hash table of rows' numbers plus one; 0 is free */
    size_t slot_count;
    bool fits;
};

struct series_sums *series_sums_open(double residual_mark_ns)
{
    struct series_sums *sums = calloc(1, sizeof *sums);
    if (sums) {
        sums->residual_mark_ns = residual_mark_ns;
        sums->fits = true;
    }
    return sums;
}

void series_sums_close(struct series_sums *sums)
{
    if (!sums)
        return;
    free(sums->rows);
    free(sums->slots);
    free(sums);
}

/* --- what a request adds ------------------------------------------------------------------------------------------ */

static struct maybe count_if(bool counts)
{
    return maybe_of(counts);
}

static struct maybe value_if(bool counts, struct maybe value)
{
    return counts ? value : (struct maybe){0};
}

static bool is_word(const char *text, const char *word)
{
    return text && strcmp(text, word) == 0;
}

static bool has_status(const struct request_figures *f, const char *status)
{
    return f->status.ptr && span_equal(f->status, span_of(status));
}

static void count_kinds(const struct request_figures *f, struct maybe terms[TERMS])
{
    bool m = f->is_measurement;
    terms[REQUESTS] = count_if(true);
    terms[MEASUREMENTS] = count_if(m);
    terms[OK] = count_if(f->is_complete);
    terms[PARTIAL] = count_if(has_status(f, "partial"));
    terms[INCOMPLETE] = count_if(has_status(f, "incomplete"));
    terms[ERRORS] = count_if(has_status(f, "error"));
    terms[LOADS] = count_if(has_status(f, "load"));
    terms[EMBEDDINGS] = count_if(f->is_embedding);
    terms[COLD] = count_if(m && f->is_cold);
    terms[CACHED] = count_if(f->cache_class.value >= 2);
    terms[CACHE_SUSPECT] = count_if(f->cache_class.value == 1);
    terms[SHORT] = count_if(m && f->is_short);
    terms[CUT] = count_if(m && f->is_cut);
    terms[SUSPECT] = count_if(m && f->is_suspect);
    terms[REMOTE] = count_if(m && f->is_remote);
    terms[DERIVED] = count_if(m && f->is_derived);
    terms[RATE_MISMATCH] = count_if(m && f->is_rate_mismatch);
    terms[CLOCK_DOUBT] = count_if(m && f->is_clock_doubt);
    terms[TWO_PASS] = count_if(m && f->is_two_pass);
    terms[MOST_COLD_LOAD] = value_if(m && f->is_cold, f->load_duration_ns);
    terms[PROMPT_TOKENS] = value_if(m, f->prompt_eval_count);
    terms[ANSWER_TOKENS] = value_if(m, f->eval_count);
}

static void add_times(const struct request_figures *f, double residual_mark_ns, struct maybe terms[TERMS])
{
    bool warm = !f->why_not_ttft_warm, has_residual = warm && f->ttft_upper_ns.known && f->residual_ns.known;
    terms[TOTALS] = count_if(!f->why_not_total);
    terms[TOTAL_NS] = value_if(!f->why_not_total, f->total_duration_ns);
    terms[WARM] = count_if(warm);
    terms[WARM_MEASURED] = count_if(warm && is_word(f->ttft_from, "stream"));
    terms[WARM_REPORTED] = count_if(warm && is_word(f->ttft_from, "reported"));
    terms[RESIDUAL_NS] = value_if(has_residual, f->residual_ns);
    terms[UPPER_NS] = value_if(has_residual, f->ttft_upper_ns);
    terms[RESIDUAL_MARKED] = count_if(has_residual && ((double)f->residual_ns.value > residual_mark_ns ||
                                                       10 * f->residual_ns.value > f->ttft_ns.value));
}

/* Whole millionths, and whole billionths of what is left of them. */
static void add_rate(const struct request_figures *f, struct maybe terms[TERMS])
{
    bool counts = !f->why_not_decode, is_slow = counts && f->decode_tok_s.value < 1e6;
    double millionths = f->decode_tok_s.value * 1e6;
    terms[DECODE_RATES] = count_if(counts);
    terms[FAST_RATES] = count_if(counts && !is_slow);
    terms[RATE_MILLIONTHS] = is_slow ? maybe_of((int64_t)floor(millionths)) : (struct maybe){0};
    terms[RATE_REST] =
        is_slow ? maybe_of((int64_t)floor((millionths - floor(millionths)) * 1e9 + 0.5)) : (struct maybe){0};
}

static void add_phases(const struct request_figures *f, struct maybe terms[TERMS])
{
    bool prefill = !f->why_not_prefill && is_word(f->prefill_rate_from, "figures");
    bool decode = !f->why_not_decode && is_word(f->decode_rate_from, "figures");
    terms[PREFILL] = count_if(prefill && f->prompt_eval_uncached_count.known);
    terms[PREFILL_TOKENS] = value_if(prefill, f->prompt_eval_uncached_count);
    terms[PREFILL_NS] = value_if(prefill, f->prompt_eval_duration_ns);
    terms[DECODE] = count_if(decode);
    terms[DECODE_TOKENS] = value_if(decode, f->eval_count);
    terms[DECODE_NS] = value_if(decode, f->eval_duration_ns);
    terms[REPORTED_RATE] = count_if(!f->why_not_decode && is_word(f->decode_rate_from, "reported"));
}

static void add_text(const struct request_figures *f, struct maybe terms[TERMS])
{
    bool decode = terms[DECODE].value, has_text = decode && f->text_bytes.known && f->text_bytes.value > 0;
    bool is_counted = decode && f->reference_token_count.known, has_chars = decode && f->text_chars.known;
    terms[TEXTS] = count_if(has_text);
    terms[TEXT_BYTES] = value_if(has_text, f->text_bytes);
    terms[TEXT_CHARS] = value_if(has_text, f->text_chars);
    terms[TEXT_WORDS] = value_if(has_text, f->text_words);
    terms[TEXT_TOKENS] = value_if(has_text, f->eval_count);
    terms[TEXT_NS] = value_if(has_text, f->eval_duration_ns);
    terms[COUNTED] = count_if(is_counted);
    terms[COUNTED_TOKENS] = value_if(is_counted, f->reference_token_count);
    terms[COUNTED_NS] = value_if(is_counted, f->eval_duration_ns);
    terms[HAVING_CHARS] = count_if(has_chars);
    terms[DECODE_CHARS] = value_if(has_chars, f->text_chars);
    terms[CHARS_NS] = value_if(has_chars, f->eval_duration_ns);
}

/* --- sums --------------------------------------------------------------------------------------------------------- */

static uint32_t *find_slot(const struct series_sums *sums, uint32_t series, int64_t model_id)
{
    size_t at = (size_t)(((uint64_t)model_id * 0x9e3779b97f4a7c15U + series * 0xff51afd7ed558ccdU) >> 20);
    for (;; at++) {
        uint32_t *slot = &sums->slots[at & (sums->slot_count - 1)];
        if (!*slot || (sums->rows[*slot - 1].series == series && sums->rows[*slot - 1].model_id == model_id))
            return slot;
    }
}

/* Room for one more row, and a table at most half full. */
static bool grow(struct series_sums *sums)
{
    if (sums->count * 2 < sums->slot_count)
        return true;
    size_t larger = sums->slot_count ? sums->slot_count * 2 : 64;
    struct sum *rows = realloc(sums->rows, larger / 2 * sizeof *rows);
    if (rows)
        sums->rows = rows;
    uint32_t *slots = rows ? calloc(larger, sizeof *slots) : NULL;
    if (!slots)
        return false;
    free(sums->slots);
    sums->slots = slots;
    sums->slot_count = larger;
    for (uint32_t i = 0; i < sums->count; i++)
        *find_slot(sums, rows[i].series, rows[i].model_id) = i + 1;
    return true;
}

static struct sum *find_row(struct series_sums *sums, uint32_t series, int64_t model_id)
{
    if (!grow(sums))
        return NULL;
    uint32_t *slot = find_slot(sums, series, model_id);
    if (!*slot) {
        sums->rows[sums->count++] = (struct sum){.series = series, .model_id = model_id};
        *slot = (uint32_t)sums->count;
    }
    return &sums->rows[*slot - 1];
}

static bool add_term(struct maybe *sum, struct maybe term, bool is_most)
{
    if (!term.known)
        return true;
    if (!sum->known || is_most) {
        *sum = sum->known && sum->value > term.value ? *sum : term;
        return true;
    }
    return !__builtin_add_overflow(sum->value, term.value, &sum->value);
}

bool series_sums_add(struct series_sums *sums, uint32_t series, const struct request_figures *figures)
{
    struct maybe terms[TERMS];
    struct sum *row = find_row(sums, series, figures->model_id.value);
    if (!row)
        return false;
    count_kinds(figures, terms);
    add_times(figures, sums->residual_mark_ns, terms);
    add_rate(figures, terms);
    add_phases(figures, terms);
    add_text(figures, terms);
    for (size_t i = 0; i < TERMS; i++)
        sums->fits = add_term(&row->terms[i], terms[i], i == MOST_COLD_LOAD) && sums->fits;
    return true;
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

static struct statement *prepare_insert(struct db *db, struct failure *why)
{
    struct buffer sql = {0};
    struct statement *insert = NULL;
    buffer_add(&sql, SPAN("INSERT INTO temp.series_sums VALUES (?1, ?2"));
    for (int i = 0; i < TERMS; i++)
        buffer_print(&sql, ", ?%d", i + 3);
    buffer_add(&sql, SPAN(")"));
    buffer_add_byte(&sql, '\0');
    if (sql.failed)
        failure_out_of_memory(why);
    else
        insert = db_prepare(db, sql.ptr, why);
    buffer_release(&sql);
    return insert;
}

bool series_sums_write(const struct series_sums *sums, struct db *db, char *const *series_names, bool *fits,
                       struct failure *why)
{
    *fits = sums->fits;
    if (!sums->fits)
        return true;
    struct statement *insert = prepare_insert(db, why);
    bool done = insert != NULL;
    for (size_t i = 0; done && i < sums->count; i++) {
        const struct sum *row = &sums->rows[i];
        statement_bind_text(insert, 1, span_of(series_names[row->series]));
        statement_bind_integer(insert, 2, row->model_id);
        for (int term = 0; term < TERMS; term++)
            statement_bind(insert, term + 3, row->terms[term]);
        done = statement_run(insert, why);
    }
    statement_close(insert);
    return done;
}
