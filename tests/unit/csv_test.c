#include "export_fixture.h"

#include <math.h>

static const struct export_options plain = {.separator = ',', .decimal = '.'};

static const struct column columns[] = {{.name = "model"}, {.name = "eval_count"}, {.name = "decode_tok_s"}};
static const struct table models = {.name = "models", .columns = columns, .column_count = COUNT(columns)};

static void expect(const struct exporter *exporter, struct export_options options, const struct cell *cells,
                   size_t row_count, const char *expected)
{
    char *text = exported(exporter, options, &models, cells, row_count);
    assert_string_equal(text, expected);
    free(text);
}

static void rule_1_header_and_rows(void **state)
{
    (void)state;
    const struct cell cells[] = {TEXT("a:1b"), INTEGER(42), REAL(92.25), TEXT("b:2b"), INTEGER(0), REAL(0.1)};
    expect(&csv_exporter, plain, cells, 2, "model,eval_count,decode_tok_s\na:1b,42,92.25\nb:2b,0,0.1\n");
    expect(&tsv_exporter, plain, cells, 2, "model\teval_count\tdecode_tok_s\na:1b\t42\t92.25\nb:2b\t0\t0.1\n");
    expect(&csv_exporter, plain, NULL, 0, "model,eval_count,decode_tok_s\n");
}

static void rule_1_one_table_a_file(void **state)
{
    (void)state;
    struct failure why = {""};
    FILE *stream = tmpfile();
    void *csv = csv_exporter.open(&(struct target){.stream = stream, .options = plain}, &why);
    assert_true(write_table(&csv_exporter, csv, &models, NULL, 0, &why));
    assert_false(csv_exporter.begin(csv, &models, &why));
    assert_string_equal(why.message, "CSV and TSV hold one table a file: write 'models' to a file of its own");
    assert_true(csv_exporter.close(csv, &why));
    fclose(stream);
}

static void rule_2_exact_and_blank(void **state)
{
    (void)state;
    const struct cell cells[] = {
        BLANK,          BLANK, BLANK, TEXT(""), INTEGER(INT64_MIN), REAL(0.1 + 0.2), TEXT(""), INTEGER(INT64_MAX),
        REAL(INFINITY), BLANK, BLANK, REAL(NAN)};
    expect(&csv_exporter, plain, cells, 4,
           "model,eval_count,decode_tok_s\n"
           ",,\n"
           "\"\",-9223372036854775808,0.30000000000000004\n"
           "\"\",9223372036854775807,\n"
           ",,\n");
}

static void rule_3_quoting(void **state)
{
    (void)state;
    const struct cell cells[] = {TEXT("a,b"),        INTEGER(1), BLANK, TEXT("say \"hi\""), INTEGER(2), BLANK,
                                 TEXT("two\nlines"), INTEGER(3), BLANK, TEXT("a;b\tc\\"),   INTEGER(4), BLANK,
                                 TEXT("cr\r"),       INTEGER(5), BLANK, TEXT("\""),         INTEGER(6), BLANK};
    expect(&csv_exporter, plain, cells, 6,
           "model,eval_count,decode_tok_s\n"
           "\"a,b\",1,\n\"say \"\"hi\"\"\",2,\n\"two\nlines\",3,\na;b\tc\\,4,\n\"cr\r\",5,\n\"\"\"\",6,\n");
    struct export_options semicolon = {.separator = ';', .decimal = '.'};
    expect(&csv_exporter, semicolon, cells, 1, "model;eval_count;decode_tok_s\na,b;1;\n");
    expect(&csv_exporter, semicolon, cells + 9, 1, "model;eval_count;decode_tok_s\n\"a;b\tc\\\";4;\n");
}

static void rule_4_tsv_escapes(void **state)
{
    (void)state;
    const struct cell cells[] = {TEXT("a\tb\nc\rd\\e\"f\",\0g"), BLANK, BLANK};
    FILE *stream = tmpfile();
    struct failure why = {""};
    void *tsv = tsv_exporter.open(&(struct target){.stream = stream, .options = plain}, &why);
    assert_true(write_table(&tsv_exporter, tsv, &models, cells, 1, &why));
    assert_true(tsv_exporter.close(tsv, &why));
    static const char expected[] = "model\teval_count\tdecode_tok_s\na\\tb\\nc\\rd\\\\e\"f\",\0g\t\t\n";
    char got[128];
    rewind(stream);
    assert_int_equal(fread(got, 1, sizeof got, stream), sizeof expected - 1);
    assert_memory_equal(got, expected, sizeof expected - 1);
    fclose(stream);
}

static void rule_5_formulas_are_neutralised(void **state)
{
    (void)state;
    const struct cell cells[] = {TEXT("=1+1"),    INTEGER(-1), REAL(-2.5), TEXT("@SUM(A1)"), BLANK, BLANK,
                                 TEXT("\tx"),     BLANK,       BLANK,      TEXT("-a,b"),     BLANK, BLANK,
                                 TEXT("+ \"q\""), BLANK,       BLANK,      TEXT("a=b"),      BLANK, BLANK};
    expect(
        &csv_exporter, plain, cells, 6,
        "model,eval_count,decode_tok_s\n'=1+1,-1,-2.5\n'@SUM(A1),,\n'\tx,,\n\"'-a,b\",,\n\"'+ \"\"q\"\"\",,\na=b,,\n");
    struct export_options raw = plain;
    raw.raw = true;
    expect(&csv_exporter, raw, cells, 2, "model,eval_count,decode_tok_s\n=1+1,-1,-2.5\n@SUM(A1),,\n");
}

static void rule_6_other_countries(void **state)
{
    (void)state;
    const struct cell cells[] = {TEXT("a.b"), INTEGER(1000), REAL(1234.5)};
    struct export_options options = {.separator = ';', .decimal = ',', .bom = true};
    expect(&csv_exporter, options, cells, 1, "\xef\xbb\xbfmodel;eval_count;decode_tok_s\na.b;1000;1234,5\n");
}

static void rule_6_options_that_cannot_be(void **state)
{
    (void)state;
    static const struct {
        char separator, decimal;
        const char *message;
    } cases[] = {
        {',', ',', "the decimal mark and the separator are both ',': take --sep ';'"},
        {'x', '.', "the separator of CSV must be ',', ';', '|' or a tab"},
        {';', 'x', "the decimal mark of CSV must be '.' or ','"},
        {'\0', '.', "the separator of CSV must be ',', ';', '|' or a tab"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct failure why = {""};
        struct export_options options = {.separator = cases[i].separator, .decimal = cases[i].decimal};
        assert_null(csv_exporter.open(&(struct target){.stream = stdout, .options = options}, &why));
        assert_string_equal(why.message, cases[i].message);
    }
}

/* A device that is always full. */
static void a_full_disk_is_told(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    if (!full)
        skip();
    struct failure why = {""};
    void *csv = csv_exporter.open(&(struct target){.stream = full, .path = "out.csv", .options = plain}, &why);
    assert_true(write_table(&csv_exporter, csv, &models, NULL, 0, &why));
    assert_false(csv_exporter.close(csv, &why));
    assert_string_equal(why.message, "cannot write 'out.csv': No space left on device");
    fclose(full);
}

static void formats_have_names(void **state)
{
    (void)state;
    assert_ptr_equal(exporter_named("csv"), &csv_exporter);
    assert_ptr_equal(exporter_named("markdown"), &markdown_exporter);
    assert_ptr_equal(exporter_named("table"), &terminal_exporter);
    assert_null(exporter_named("docx"));
    assert_ptr_equal(exporter_for_path("a/b.CSV"), &csv_exporter);
    assert_ptr_equal(exporter_for_path("x.md"), &markdown_exporter);
    assert_ptr_equal(exporter_for_path("x.ndjson"), &jsonl_exporter);
    assert_ptr_equal(exporter_for_path("x.csv.json"), &json_exporter);
    assert_null(exporter_for_path("dir.csv/file"));
    assert_null(exporter_for_path(".csv"));
    assert_null(exporter_for_path("csv"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rule_1_header_and_rows), cmocka_unit_test(rule_1_one_table_a_file),
        cmocka_unit_test(rule_2_exact_and_blank), cmocka_unit_test(rule_3_quoting),
        cmocka_unit_test(rule_4_tsv_escapes),     cmocka_unit_test(rule_5_formulas_are_neutralised),
        cmocka_unit_test(rule_6_other_countries), cmocka_unit_test(rule_6_options_that_cannot_be),
        cmocka_unit_test(a_full_disk_is_told),    cmocka_unit_test(formats_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
