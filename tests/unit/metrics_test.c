#include "metrics.h"

#include "schema_sql.h"
#include "store.h"
#include "units.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* The views of the program, with no request in them: their columns are what the registry is held against. */
static int open_views(void **state)
{
    struct failure why = {0};
    struct selection all = {0};
    struct store *store = store_open(NULL, &why);
    *state = store;
    return store && store_select(store, &all, &why) ? 0 : -1;
}

static int close_views(void **state)
{
    store_close(*state);
    return 0;
}

static struct statement *columns_of(void **state, const char *view)
{
    char sql[100];
    struct failure why = {0};
    snprintf(sql, sizeof sql, "SELECT * FROM %s", view);
    struct statement *statement = db_prepare(store_db(*state), sql, &why);
    if (!statement)
        fail_msg("%s", why.message);
    return statement;
}

static bool has_column(void **state, const char *view, struct span column)
{
    struct statement *statement = columns_of(state, view);
    bool found = false;
    for (size_t i = 0; i < statement_column_count(statement); i++)
        found = found || span_equal(span_of(statement_column_name(statement, i)), column);
    statement_close(statement);
    return found;
}

static bool is_registered(const char *name)
{
    for (const struct metric *metric = metrics; metric->name; metric++)
        if (strcmp(metric->name, name) == 0)
            return true;
    return false;
}

static void expect_registered(const char *view, const char *name)
{
    if (!is_registered(name))
        fail_msg("%s.%s is not in the registry", view, name);
}

static bool is_figure(const char *column)
{
    const char *suffix = unit_of(column)->suffix;
    return *suffix && strcmp(suffix, "_at") != 0;
}

static void every_metric_of_the_statistics_is_registered(void **state)
{
    struct statement *values = columns_of(state, "request_values");
    size_t count = 0;
    for (size_t i = 0; i < statement_column_count(values); i++) {
        const char *name = statement_column_name(values, i);
        if (strcmp(name, "series") == 0 || strcmp(name, "request_id") == 0)
            continue;
        expect_registered("request_values", name);
        count++;
    }
    statement_close(values);
    assert_true(count >= 21);
}

/* metric_values lists its metrics as SELECT 'name' in its text. */
static void every_metric_of_the_long_form_is_registered(void **state)
{
    (void)state;
    const struct schema_file *file = schema_files;
    while (strcmp(file->name, "metric_values") != 0)
        file++;
    struct span rest = {file->text, file->length};
    size_t count = 0;
    for (size_t at; (at = span_find(rest, SPAN("SELECT '"))) < rest.len; count++) {
        char name[64];
        rest = span_from(rest, at + 8);
        snprintf(name, sizeof name, "%.*s", (int)span_find_byte(rest, '\''), rest.ptr);
        expect_registered("metric_values", name);
    }
    assert_true(count >= 21);
}

static void every_figure_of_requests_is_registered(void **state)
{
    struct statement *requests = columns_of(state, "requests");
    for (size_t i = 0; i < statement_column_count(requests); i++)
        if (is_figure(statement_column_name(requests, i)))
            expect_registered("requests", statement_column_name(requests, i));
    statement_close(requests);
    expect_registered("requests", "class");
    expect_registered("requests", "flags");
}

/* Those before what only footnotes need. */
static void every_column_of_the_comparison_is_registered(void **state)
{
    struct statement *models = columns_of(state, "report_models");
    size_t count = 0;
    for (size_t i = 1; i < statement_column_count(models); i++) {
        const char *name = statement_column_name(models, i);
        if (strcmp(name, "ttft_p50_lo_ms") == 0)
            break;
        expect_registered("report_models", name);
        count++;
    }
    statement_close(models);
    assert_true(count >= 16);
}

static bool is_column_of_a_series(void **state, const char *name)
{
    static const char *const views[] = {"report_models",        "goodput",   "load",
                                        "concurrency_per_user", "bandwidth", "drift"};
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        if (has_column(state, views[i], span_of(name)))
            return true;
    return false;
}

static void every_row_is_a_column(void **state)
{
    for (const struct metric *metric = metrics; metric->name; metric++)
        if (metric->of_series ? !is_column_of_a_series(state, metric->name)
                              : !has_column(state, "request_explained", span_of(metric->name)))
            fail_msg("no view has a column %s", metric->name);
}

static void names_are_unique(void **state)
{
    (void)state;
    for (const struct metric *metric = metrics; metric->name; metric++)
        for (const struct metric *other = metrics; other < metric; other++)
            assert_string_not_equal(metric->name, other->name);
}

static void units_are_those_of_the_names(void **state)
{
    (void)state;
    for (const struct metric *metric = metrics; metric->name; metric++)
        if (*unit_of(metric->name)->name)
            assert_string_equal(metric->unit, unit_of(metric->name)->name);
}

static void rates_are_better_high_and_times_low(void **state)
{
    (void)state;
    for (const struct metric *metric = metrics; metric->name; metric++) {
        struct span unit = span_of(metric->unit);
        if (span_equal(unit, SPAN("tok/s")) || span_equal(unit, SPAN("B/s")))
            assert_int_equal(metric->direction, HIGHER_IS_BETTER);
        if (span_equal(unit, SPAN("ms")) || span_equal(unit, SPAN("s")) || span_equal(unit, SPAN("ns")))
            assert_int_equal(metric->direction, LOWER_IS_BETTER);
    }
}

static void fields_are_columns(void **state)
{
    for (const struct metric *metric = metrics; metric->name; metric++) {
        struct span fields = span_of(metric->fields);
        assert_true(fields.len > 0);
        while (fields.len) {
            struct span field = span_first(fields, span_find(fields, SPAN(", ")));
            if (!has_column(state, "request_explained", field))
                fail_msg("%s comes from %.*s, which is no column", metric->name, (int)field.len, field.ptr);
            fields = span_from(fields, field.len + 2);
        }
    }
}

static bool is_field(const struct metric *metric, struct span word)
{
    struct span fields = span_of(metric->fields);
    while (fields.len) {
        struct span field = span_first(fields, span_find(fields, SPAN(", ")));
        if (span_starts(field, word) && (field.len == word.len || span_equal(span_from(field, word.len), SPAN("_ns"))))
            return true;
        fields = span_from(fields, field.len + 2);
    }
    return false;
}

/* A word with '_' in the formula of a request's figure is a name, and names must be fields. */
static void formulas_name_their_fields(void **state)
{
    (void)state;
    for (const struct metric *metric = metrics; metric->name; metric++) {
        struct span rest = metric->of_series ? (struct span){0} : span_of(metric->formula);
        while (rest.len) {
            size_t length = 0;
            while (length < rest.len && (isalnum((unsigned char)rest.ptr[length]) || rest.ptr[length] == '_'))
                length++;
            struct span word = span_first(rest, length);
            if (span_find_byte(word, '_') < word.len && !is_field(metric, word))
                fail_msg("the formula of %s names %.*s, which is no field of it", metric->name, (int)word.len,
                         word.ptr);
            rest = span_from(rest, length ? length : 1);
        }
    }
}

static size_t count_of(struct span text, struct span part)
{
    size_t count = 0;
    for (size_t at; (at = span_find(text, part)) < text.len; count++)
        text = span_from(text, at + part.len);
    return count;
}

static void ways_match_their_formulas(void **state)
{
    for (const struct metric *metric = metrics; metric->name; metric++) {
        size_t count = 0;
        while (count < METRIC_WAYS && metric->ways[count].column) {
            assert_true(has_column(state, "request_explained", span_of(metric->ways[count].column)));
            count++;
        }
        if (count) {
            assert_int_equal(count_of(span_of(metric->formula), SPAN("; where ")), count);
            assert_int_equal(count_of(span_of(metric->formula), SPAN(": ")), count);
        }
    }
}

static void statistics_and_parts_exist(void **state)
{
    for (const struct metric *metric = metrics; metric->name; metric++) {
        char column[64];
        snprintf(column, sizeof column, "why_not_%s", metric->statistic ? metric->statistic : "total");
        assert_true(has_column(state, "request_explained", span_of(column)));
        assert_false(metric->of_series && metric->statistic);
        if (metric->made_from) {
            assert_true(metric->of_series);
            assert_non_null(metric_find(metric->made_from));
            assert_false(metric_find(metric->made_from)->of_series);
        }
    }
}

static void expect_short_sentences(const struct metric *metric, const char *text)
{
    struct span rest = span_of(text);
    while (rest.len) {
        struct span sentence = span_first(rest, span_find(rest, SPAN(". ")));
        if (sentence.len > 200)
            fail_msg("%s: a sentence of %zu bytes: %.40s…", metric->name, sentence.len, sentence.ptr);
        rest = span_from(rest, sentence.len + 2);
    }
}

static void sentences_are_short(void **state)
{
    (void)state;
    for (const struct metric *metric = metrics; metric->name; metric++) {
        expect_short_sentences(metric, metric->meaning);
        expect_short_sentences(metric, metric->elsewhere);
        assert_true(strlen(metric->absent) <= 200);
        assert_true(strlen(metric->title) <= 44);
        assert_true(strlen(metric->meaning) > 20);
    }
}

static void people_find_what_they_mean(void **state)
{
    (void)state;
    static const struct {
        const char *asked, *found;
    } cases[] = {
        {"tpot_ms", "tpot_ms"},
        {"TPOT", "tpot_ms"},
        {"ttft", "ttft_ms"},
        {"Decode-tok-s", "decode_tok_s"},
        {"decode", "decode_tok_s"},
        {"itl_p99_ms", "itl_ms"},
        {"ttft_p50_ms", "ttft_p50_ms"},
        {"ttft_p99_9_ms", "ttft_ms"},
        {"goodput", "good_per_s"},
        {"itl-p90", "itl_ms"},
        {"residual", "residual_ms"},
        {"gap_p95", "gap_p95_ms"},
        {"nonsense", NULL},
        {"", NULL},
        {"_p50", NULL},
        {"p50", NULL},
        {"a_name_that_is_much_too_long_to_be_one_and_goes_on_and_on_and_on_ms", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct metric *metric = metric_find(cases[i].asked);
        if (!metric || !cases[i].found)
            assert_true(!metric && !cases[i].found);
        else
            assert_string_equal(metric->name, cases[i].found);
    }
}

static void the_table_has_every_text(void **state)
{
    (void)state;
    struct cell cells[METRIC_COLUMNS];
    const struct metric *metric = metric_find("tpot_ms");
    assert_int_equal(metric_row(metric, cells), METRIC_COLUMNS);
    assert_string_equal(metric_columns[0].name, "metric");
    assert_true(span_equal(cells[0].text, SPAN("tpot_ms")));
    assert_string_equal(metric_columns[3].name, "direction");
    assert_true(span_equal(cells[3].text, SPAN("lower is better")));
    assert_string_equal(metric_columns[4].name, "formula");
    assert_true(span_equal(cells[4].text, SPAN("eval_duration / eval_count")));
    metric_row(metric_find("flags"), cells);
    assert_int_equal(cells[2].kind, CELL_BLANK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_metric_of_the_statistics_is_registered),
        cmocka_unit_test(every_metric_of_the_long_form_is_registered),
        cmocka_unit_test(every_figure_of_requests_is_registered),
        cmocka_unit_test(every_column_of_the_comparison_is_registered),
        cmocka_unit_test(every_row_is_a_column),
        cmocka_unit_test(names_are_unique),
        cmocka_unit_test(units_are_those_of_the_names),
        cmocka_unit_test(rates_are_better_high_and_times_low),
        cmocka_unit_test(fields_are_columns),
        cmocka_unit_test(formulas_name_their_fields),
        cmocka_unit_test(ways_match_their_formulas),
        cmocka_unit_test(statistics_and_parts_exist),
        cmocka_unit_test(sentences_are_short),
        cmocka_unit_test(people_find_what_they_mean),
        cmocka_unit_test(the_table_has_every_text),
    };
    return cmocka_run_group_tests(tests, open_views, close_views);
}
