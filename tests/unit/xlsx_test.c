/*
 * The workbook, by what the verifying reader and the rules say; tests/cli/xlsx_openpyxl.test reads it with other eyes.
 * Called with two paths, this program writes the workbook of nasty cells and the CSV of the same cells there.
 */
#include "export_fixture.h"

#include "xlsx_text.h"
#include "xlsx_verify.h"

#include <float.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct export_options plain = {.separator = ',', .decimal = '.', .raw = true, .title = "Nasty & more"};

static const struct column columns[] = {
    {.name = "model"},       {.name = "started_at"},
    {.name = "eval_count"},  {.name = "ttft_p50_ms"},
    {.name = "ttft_p95_ms"}, {.name = "decode_tok_s", .bar = true},
    {.name = "prompt_hash"}, {.name = "vs_base_ratio", .versus = true, .formula = "[ttft_p50_ms]/[ttft_p95_ms]"},
    {.name = "remark"},
};
static const char *const captions[] = {"=1+1 is text here", ""};
static const struct chart charts[] = {
    {CHART_BARS, "Decode", .x = "model", .y = {"decode_tok_s"}},
    {CHART_BARS, "TTFT", .x = "model", .y = {"ttft_p50_ms", "no_such_ms", "ttft_p95_ms"}},
    {CHART_BARS, "nothing to draw", .x = "model", .y = {"remark"}},
    {CHART_RANGES, "an interval without limits", .x = "model", .y = {"ttft_p50_ms"}},
    {CHART_POINTS, "Points", .x = "eval_count", .y = {"decode_tok_s"}, .by = "model"},
    {CHART_LINES, "no two rows of one name", .x = "eval_count", .y = {"decode_tok_s"}, .by = "model"},
    {.title = NULL},
    {CHART_BARS, "behind the last one", .x = "model", .y = {"decode_tok_s"}},
};
static const char *const notes[] = {"an estimate", "nobody carries this"};
static const struct table raw_table = {.name = "requests", .columns = columns, .column_count = COUNT(columns)};
static const struct table report_table = {
    .name = "models",
    .title = "What [is]: this*?",
    .columns = columns,
    .column_count = COUNT(columns),
    .captions = captions,
    .caption_count = COUNT(captions),
    .notes = notes,
    .note_count = COUNT(notes),
    .charts = charts,
    .chart_count = COUNT(charts),
};

#define NASTY                                                                                                          \
    {                                                                                                                  \
        TEXT("small:1b"), TEXT("2026-08-21T18:48:22.569719236Z"), INTEGER(42), NOTED(1, REAL(437.25)), REAL(874.5),    \
            REAL(0.1 + 0.2), INTEGER(1234567890123456789), REAL(0.5), TEXT("=1+1"),                                    \
            TEXT("  <b>&amp; \"q\" größe 模型 🦙  "), TEXT("not a date"), INTEGER(0), NOTED(1, BLANK),           \
            REAL(1e-7), REAL(29404516.437100213), INTEGER(-9007199254740993), REAL(2), TEXT("two\nlines\ttab"),        \
            TEXT("_x0041_ and _x00zz_"), BLANK, INTEGER(9007199254740991), REAL(NAN), REAL(INFINITY), BLANK, BLANK,    \
            BLANK, NOTED(1, TEXT("+1")), BLANK, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK, TEXT(""),             \
            TEXT("last"), TEXT("1899-12-31T00:00:00Z"), INTEGER(-5), REAL(1e300), REAL(-2.5), REAL(-DBL_MAX),          \
            INTEGER(7), REAL(-4e299), TEXT("@SUM(A1) \x1b[31m"),                                                       \
    }
enum { NASTY_ROWS = 5, NASTY_ROWS_WITH_CONTENT = 4 };

static bool write_workbook(const char *path, const struct table *table, const struct cell *cells, size_t row_count,
                           struct failure *why)
{
    void *self = xlsx_exporter.open(&(struct target){.path = path, .options = plain}, why);
    if (!self)
        return false;
    bool ok = write_table(&xlsx_exporter, self, table, cells, row_count, why);
    struct failure later = {""};
    return xlsx_exporter.close(self, ok ? why : &later) && ok;
}

static int enter_directory(void **state)
{
    char *path = strdup("/tmp/xlsx_test.XXXXXX");
    *state = path;
    return mkdtemp(path) && chdir(path) == 0 ? 0 : -1;
}

static int leave_directory(void **state)
{
    unlink("out.xlsx");
    unlink("other.xlsx");
    int failed = chdir("/") || rmdir(*state); /* fails where temporary files are left */
    free(*state);
    return failed;
}

static void write_nasty(const char *path, const struct table *table)
{
    const struct cell cells[] = NASTY;
    struct failure why = {""};
    assert_true(write_workbook(path, table, cells, NASTY_ROWS, &why));
    assert_string_equal(why.message, "");
}

/* A sheet has two names by itself: of its filter, and of what repeats on each page. */
static bool is_whole(const uint64_t *row_counts, size_t sheet_count, size_t name_count, struct failure *why)
{
    return xlsx_verify("out.xlsx", &(struct xlsx_contents){row_counts, sheet_count, 2 * sheet_count + name_count}, why);
}

static void every_row_is_there(void **state)
{
    (void)state;
    struct failure why = {""};
    write_nasty("out.xlsx", &raw_table);
    assert_true(is_whole(&(uint64_t){1 + NASTY_ROWS_WITH_CONTENT}, 1, 0, &why));
    write_nasty("out.xlsx", &report_table); /* title, one caption, header, rows, two notes */
    assert_true(is_whole(&(uint64_t){3 + NASTY_ROWS_WITH_CONTENT + 2}, 1, COUNT(columns), &why));
    assert_string_equal(why.message, "");
}

static char *read_file(const char *path, size_t *length)
{
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    *length = (size_t)found.st_size;
    char *bytes = malloc(*length);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(bytes, 1, *length, file), *length);
    fclose(file);
    return bytes;
}

static void write_bytes(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

static void equal_tables_make_equal_bytes(void **state)
{
    (void)state;
    size_t length, other_length;
    write_nasty("out.xlsx", &report_table);
    write_nasty("other.xlsx", &report_table);
    char *bytes = read_file("out.xlsx", &length), *other = read_file("other.xlsx", &other_length);
    assert_int_equal(length, other_length);
    assert_memory_equal(bytes, other, length);
    free(bytes);
    free(other);
}

/* Every byte that is changed in what the parts hold, and every cut, is noticed. */
static void damage_is_noticed(void **state)
{
    (void)state;
    const uint64_t rows = 1 + NASTY_ROWS_WITH_CONTENT;
    struct failure why = {""};
    size_t length;
    write_nasty("out.xlsx", &raw_table);
    char *bytes = read_file("out.xlsx", &length);
    for (size_t cut = 0; cut < length; cut += 97) {
        write_bytes("out.xlsx", bytes, cut);
        assert_false(is_whole(&rows, 1, 0, &why));
    }
    char *sheet = bytes + span_find((struct span){bytes, length}, SPAN("xl/worksheets/sheet1.xml"));
    assert_true(sheet + 60 < bytes + length);
    sheet[60] ^= 1;
    write_bytes("out.xlsx", bytes, length);
    assert_false(is_whole(&rows, 1, 0, &why));
    assert_string_equal(why.message, "the workbook came out damaged (xl/worksheets/sheet1.xml); is the disk full?");
    sheet[60] ^= 1;
    write_bytes("out.xlsx", bytes, length);
    assert_true(is_whole(&rows, 1, 0, &why));
    free(bytes);
}

static void missing_rows_and_sheets_are_noticed(void **state)
{
    (void)state;
    struct failure why = {""};
    const uint64_t rows = 1 + NASTY_ROWS_WITH_CONTENT;
    write_nasty("out.xlsx", &raw_table);
    assert_false(is_whole(&(uint64_t){rows + 1}, 1, 0, &why));
    assert_string_equal(why.message, "the workbook came out damaged (rows of a sheet are missing); is the disk full?");
    assert_false(is_whole(&rows, 1, 1, &why));
    assert_string_equal(why.message, "the workbook came out damaged (defined names are missing); is the disk full?");
    const struct xlsx_contents two = {(const uint64_t[]){rows, 1}, 2, 2};
    assert_false(xlsx_verify("out.xlsx", &two, &why));
    assert_string_equal(why.message, "the workbook came out damaged (a sheet is missing); is the disk full?");
}

/* In a process whose files may not grow beyond `most` bytes, as on a full disk: it must fail, or the file be whole. */
static bool succeeds_within(rlim_t most, size_t row_count)
{
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr)) /* the library complains there by itself */
            _exit(2);
        signal(SIGXFSZ, SIG_IGN);
        if (setrlimit(RLIMIT_FSIZE, &(struct rlimit){most, most}) != 0)
            _exit(2);
        struct cell *cells = calloc(row_count * COUNT(columns), sizeof *cells);
        for (size_t i = 0; i < row_count * COUNT(columns); i++)
            cells[i] = REAL((double)i / 7);
        struct failure why = {""};
        bool ok = write_workbook("out.xlsx", &raw_table, cells, row_count, &why);
        _exit(ok ? 0 : why.message[0] ? 1 : 3);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_in_range(WEXITSTATUS(status), 0, 1);
    return WEXITSTATUS(status) == 0;
}

static void a_full_disk_is_never_success(void **state)
{
    (void)state;
    enum { ROWS = 2000 };
    struct failure why = {""};
    for (rlim_t most = 1000; most < 1000000; most += most / 2)
        if (succeeds_within(most, ROWS))
            assert_true(is_whole(&(uint64_t){1 + ROWS}, 1, 0, &why));
    assert_false(succeeds_within(10000, ROWS));
    assert_true(succeeds_within(100000000, ROWS));
}

static void sheets_split_where_they_are_full(void **state)
{
    (void)state;
    static const struct column column = {.name = "n"};
    static const struct table table = {.name = "requests", .title = "Requests", .columns = &column, .column_count = 1};
    struct failure why = {""};
    void *self = xlsx_exporter.open(&(struct target){.path = "out.xlsx", .options = plain}, &why);
    assert_true(xlsx_exporter.begin(self, &table, &why));
    for (int64_t i = 0; i < 1048575 + 2; i++)
        assert_true(xlsx_exporter.row(self, &INTEGER(i), &why));
    assert_true(xlsx_exporter.end(self, &why));
    assert_true(xlsx_exporter.close(self, &why));
    assert_true(is_whole((const uint64_t[]){1048576, 3}, 2, 0, &why));
}

static void many_tables_of_one_title(void **state)
{
    (void)state;
    struct failure why = {""};
    const struct cell cells[] = NASTY;
    void *self = xlsx_exporter.open(&(struct target){.path = "out.xlsx", .options = plain}, &why);
    for (int i = 0; i < 12; i++)
        assert_true(write_table(&xlsx_exporter, self, &report_table, cells, (size_t)i % 3, &why));
    assert_true(xlsx_exporter.close(self, &why));
    assert_string_equal(why.message, "");
}

/* ---- text ---- */

static void expect_cell_text(struct span text, const char *expected)
{
    struct buffer out = {0};
    assert_true(xlsx_text(&out, text));
    assert_string_equal(out.ptr, expected);
    buffer_release(&out);
}

static void rule_1_long_texts_are_cut(void **state)
{
    (void)state;
    enum { MOST = 32767 };
    struct buffer text = {0}, out = {0};
    for (size_t i = 0; i < MOST; i++)
        buffer_add_byte(&text, 'a');
    assert_true(xlsx_text(&out, buffer_span(&text)));
    assert_int_equal(out.len, MOST + 1);
    buffer_add_byte(&text, 'b');
    assert_true(xlsx_text(&out, buffer_span(&text)));
    assert_int_equal(out.len, MOST + 2 + 1); /* "…" has three bytes and is one unit */
    assert_string_equal(out.ptr + out.len - 12, "a … [cut]");
    buffer_clear(&text);
    for (size_t i = 0; i < MOST / 2 + 1; i++) /* two units each */
        buffer_add(&text, SPAN("🦙"));
    assert_true(xlsx_text(&out, buffer_span(&text)));
    assert_int_equal(out.len, (MOST - 8) / 2 * 4 + 10 + 1);
    buffer_release(&text);
    buffer_release(&out);
}

static void rules_2_and_3_what_xml_and_excel_misread(void **state)
{
    (void)state;
    expect_cell_text(SPAN("a\0b\xff\xef\xbf\xbf"), "a\xef\xbf\xbd"
                                                   "b\xef\xbf\xbd\xef\xbf\xbd");
    expect_cell_text(SPAN("_x0041_"), "_x005F_x0041_");
    expect_cell_text(SPAN("__x000a__xABCD_"), "__x005F_x000a__x005F_xABCD_");
    expect_cell_text(SPAN("_x00g1_ _x0041 _X0041_"), "_x00g1_ _x0041 _X0041_");
    expect_cell_text(SPAN("_x0041\x1e _x0041\r _x0041\t"), "_x005F_x0041\x1e _x005F_x0041\r _x0041\t");
    expect_cell_text(SPAN("=1+1"), "=1+1");
}

static void rule_4_sheet_names(void **state)
{
    (void)state;
    static const struct {
        const char *wanted;
        unsigned number;
        const char *name;
    } cases[] = {
        {"Requests", 1, "Requests"},
        {"Requests", 2, "Requests (2)"},
        {"a:b/c\\d?e*f[g]h'i", 1, "a-b-c_d_e_f_g_h_i"},
        {"", 1, "Sheet"},
        {"  ", 3, "Sheet (3)"},
        {"history", 1, "History_"},
        {"0123456789012345678901234567890123", 1, "0123456789012345678901234567890"},
        {"0123456789012345678901234567890123", 12, "01234567890123456789012345 (12)"},
        {"🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙", 1,
         "🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙🦙"},
        {"tab\tbad\xff", 1, "tab_bad_"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char name[XLSX_SHEET_NAME_SIZE];
        xlsx_sheet_name(name, cases[i].wanted, cases[i].number);
        assert_string_equal(name, cases[i].name);
    }
}

static int write_for_others(const char *workbook, const char *csv)
{
    const struct cell cells[] = NASTY;
    struct table named_table = report_table;
    struct failure why = {""};
    bool ok = false;
    named_table.row_names = "row";
    void *xlsx = xlsx_exporter.open(&(struct target){.path = workbook, .options = plain}, &why);
    FILE *stream = fopen(csv, "w");
    void *text = stream ? csv_exporter.open(&(struct target){.stream = stream, .options = plain}, &why) : NULL;
    if (xlsx && text)
        ok = write_table(&xlsx_exporter, xlsx, &raw_table, cells, NASTY_ROWS, &why) &&
             write_table(&xlsx_exporter, xlsx, &named_table, cells, NASTY_ROWS, &why) &&
             write_table(&csv_exporter, text, &raw_table, cells, NASTY_ROWS, &why);
    ok = xlsx && xlsx_exporter.close(xlsx, &why) && ok;
    ok = text && csv_exporter.close(text, &why) && ok;
    if (stream)
        fclose(stream);
    if (!ok)
        fprintf(stderr, "%s\n", why.message);
    return ok ? 0 : 1;
}

#define IN_A_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, enter_directory, leave_directory)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_A_DIRECTORY(every_row_is_there),
        IN_A_DIRECTORY(equal_tables_make_equal_bytes),
        IN_A_DIRECTORY(damage_is_noticed),
        IN_A_DIRECTORY(missing_rows_and_sheets_are_noticed),
        IN_A_DIRECTORY(a_full_disk_is_never_success),
        IN_A_DIRECTORY(sheets_split_where_they_are_full),
        IN_A_DIRECTORY(many_tables_of_one_title),
        cmocka_unit_test(rule_1_long_texts_are_cut),
        cmocka_unit_test(rules_2_and_3_what_xml_and_excel_misread),
        cmocka_unit_test(rule_4_sheet_names),
    };
    if (argc == 3)
        return write_for_others(argv[1], argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
