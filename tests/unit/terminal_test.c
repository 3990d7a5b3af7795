#include "export_fixture.h"

#include "display.h"

static const struct export_options wide = {.unicode = true, .bars = true};

static const struct column columns[] = {
    {.name = "model"},
    {.name = "n", .priority = 1},
    {.name = "ttft_p95_ms", .priority = 3},
    {.name = "decode_tok_s", .bar = true},
    {.name = "verdict", .priority = 2},
};
static const char *const captions[] = {"3 requests, 2 models"};
static const char *const notes[] = {"an estimate", "nothing marks this"};
static const struct table models = {
    .name = "models",
    .columns = columns,
    .column_count = COUNT(columns),
    .captions = captions,
    .caption_count = COUNT(captions),
    .notes = notes,
    .note_count = COUNT(notes),
};

#define ROWS                                                                                                           \
    {                                                                                                                  \
        TEXT("small:1b"), INTEGER(12), NOTED(1, REAL(502)), REAL(92), TEXT("baseline"), TEXT("large:70b"), INTEGER(3), \
            REAL(12.5), REAL(8.954), BLANK, TEXT("odd"), BLANK, NOTED(1, BLANK), BLANK, TEXT("?"),                     \
    }

static void expect(struct export_options options, const char *expected)
{
    const struct cell cells[] = ROWS;
    char *text = exported(&terminal_exporter, options, &models, cells, 3);
    assert_string_equal(text, expected);
    free(text);
}

static void rule_1_the_whole_table(void **state)
{
    (void)state;
    expect(wide, "3 requests, 2 models\n"
                 "\n"
                 "model       n  TTFT p95   decode           verdict\n"
                 "                     ms    tok/s\n"
                 "small:1b   12     502¹     92.0  ████████  baseline\n"
                 "large:70b   3      12.5     8.95 ▊\n"
                 "odd                  ¹                     ?\n"
                 "\n"
                 "¹ an estimate\n"
                 "  nothing marks this\n");
}

static void rule_3_ascii_alone(void **state)
{
    (void)state;
    expect((struct export_options){0}, "3 requests, 2 models\n"
                                       "\n"
                                       "model       n  TTFT p95     decode  verdict\n"
                                       "                     ms      tok/s\n"
                                       "small:1b   12     502[1]     92.0   baseline\n"
                                       "large:70b   3      12.5       8.95\n"
                                       "odd                  [1]            ?\n"
                                       "\n"
                                       "[1] an estimate\n"
                                       "    nothing marks this\n");
}

static void rule_3_bold_only_where_welcome(void **state)
{
    (void)state;
    const struct cell cells[] = ROWS;
    struct export_options options = wide;
    char *text = exported(&terminal_exporter, options, &models, cells, 3);
    assert_null(strchr(text, '\x1b'));
    free(text);
    options.color = true;
    text = exported(&terminal_exporter, options, &models, cells, 3);
    assert_non_null(strstr(text, "\x1b[1mmodel "));
    free(text);
}

static size_t widest_line(const char *text)
{
    size_t widest = 0;
    while (*text) {
        size_t length = strcspn(text, "\n"), width = display_width((struct span){text, length});
        widest = width > widest ? width : widest;
        text += length + (text[length] == '\n');
    }
    return widest;
}

static void rule_2_it_fits(void **state)
{
    (void)state;
    static const struct {
        unsigned width;
        const char *header, *hidden;
    } cases[] = {
        {60, "model       n  TTFT p95   decode           verdict\n", NULL},
        {44, "model       n  TTFT p95   decode  verdict\n", NULL}, /* without the bar */
        {40, "model       n  decode  verdict\n", "columns without room here: ttft_p95_ms\n"},
        {26, "model       n  decode\n", "columns without room here:\nttft_p95_ms, verdict\n"},
        {19, "model      decode\n", "columns without\nroom here: n,\nttft_p95_ms,\nverdict\n"},
        {14, "model   decode\n", NULL},
    };
    const struct cell cells[] = ROWS;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct export_options options = {.unicode = true, .bars = true, .width = cases[i].width};
        char *text = exported(&terminal_exporter, options, &models, cells, 3);
        assert_in_range(widest_line(text), 1, cases[i].width);
        assert_non_null(strstr(text, cases[i].header));
        if (cases[i].hidden)
            assert_non_null(strstr(text, cases[i].hidden));
        free(text);
    }
}

static void rule_2_a_long_name_does_not_cost_the_columns(void **state)
{
    (void)state;
    const struct cell cells[] = {TEXT("registry.example/someone/a-model-with-a-long-name-GGUF:Q4_K_M"), INTEGER(3),
                                 REAL(12.5), REAL(8.95), TEXT("baseline")};
    char *text = exported(&terminal_exporter, (struct export_options){.unicode = true, .bars = true, .width = 60},
                          &models, cells, 1);
    assert_non_null(strstr(text, "model                          n  TTFT p95  decode  verdict\n"));
    assert_non_null(strstr(text, "…"));
    assert_non_null(strstr(text, ":Q4_K_M  "));
    assert_in_range(widest_line(text), 55, 60);
    free(text);
}

static void rule_3_nothing_raw(void **state)
{
    (void)state;
    const struct cell cells[] = {TEXT("\x1b]0;title\x07\xc2\x9b"
                                      "31m"),
                                 BLANK, BLANK, BLANK, TEXT("\xe2\x80\xae\xff\n")};
    char *text = exported(&terminal_exporter, wide, &models, cells, 1);
    assert_non_null(strstr(text, "\\x1b]0;title\\x07\\u{9b}31m"));
    assert_non_null(strstr(text, "\\u{202e}\xef\xbf\xbd\\n\n"));
    for (const char *c = text; *c; c++)
        assert_true(*c == '\n' || (unsigned char)*c >= ' ');
    free(text);
}

static void a_table_without_rows_says_so(void **state)
{
    (void)state;
    char *text = exported(&terminal_exporter, wide, &models, NULL, 0);
    assert_non_null(strstr(text, "(no rows)\n"));
    free(text);
}

static void wide_characters_keep_the_columns_straight(void **state)
{
    (void)state;
    const struct cell cells[] = {TEXT("模型:7b"), INTEGER(1), BLANK, BLANK,    TEXT("x"), TEXT("e\xcc\x81t\xc3\xa9"),
                                 INTEGER(2),      BLANK,      BLANK, TEXT("y")};
    char *text = exported(&terminal_exporter, wide, &models, cells, 2);
    assert_non_null(strstr(text, "\n模型:7b  1                    x\n"));
    assert_non_null(strstr(text, "\ne\xcc\x81t\xc3\xa9      2                    y\n"));
    free(text);
}

static void rule_2_all_columns_stand_in_several_tables(void **state)
{
    (void)state;
    expect((struct export_options){.unicode = true, .bars = true, .width = 26, .all_columns = true},
           "3 requests, 2 models\n"
           "\n"
           "model       n  TTFT p95\n"
           "                     ms\n"
           "small:1b   12     502¹\n"
           "large:70b   3      12.5\n"
           "odd                  ¹\n"
           "\n"
           "model      decode\n"
           "            tok/s\n"
           "small:1b    92.0\n"
           "large:70b    8.95\n"
           "odd\n"
           "\n"
           "model      verdict\n" /* beside decode it would take 9 + 2 + 6 + 2 + 8 columns */
           "small:1b   baseline\n"
           "large:70b\n"
           "odd        ?\n"
           "\n"
           "¹ an estimate\n"
           "  nothing marks this\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rule_1_the_whole_table),
        cmocka_unit_test(rule_2_it_fits),
        cmocka_unit_test(rule_2_a_long_name_does_not_cost_the_columns),
        cmocka_unit_test(rule_2_all_columns_stand_in_several_tables),
        cmocka_unit_test(rule_3_ascii_alone),
        cmocka_unit_test(rule_3_bold_only_where_welcome),
        cmocka_unit_test(rule_3_nothing_raw),
        cmocka_unit_test(a_table_without_rows_says_so),
        cmocka_unit_test(wide_characters_keep_the_columns_straight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
