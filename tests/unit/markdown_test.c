#include "export_fixture.h"

#include "metrics.h"

static const struct export_options plain = {0};

static const struct column columns[] = {{.name = "model"}, {.name = "n"}, {.name = "decode_tok_s", .bar = true}};
static const char *const captions[] = {"3 requests", "1. not a list", "- nor this"};
static const char *const notes[] = {"an estimate", "no mark"};
static const struct table models = {
    .name = "models",
    .title = "Models",
    .columns = columns,
    .column_count = COUNT(columns),
    .captions = captions,
    .caption_count = COUNT(captions),
    .notes = notes,
    .note_count = COUNT(notes),
};

static void rules_1_and_2_the_whole_table(void **state)
{
    (void)state;
    const struct cell cells[] = {TEXT("small:1b"), INTEGER(12), NOTED(1, REAL(92)),
                                 TEXT("large"),    INTEGER(3),  REAL(8.954)};
    char *text = exported(&markdown_exporter, plain, &models, cells, 2);
    assert_string_equal(text, "### Models\n"
                              "\n"
                              "3 requests\n"
                              "\n"
                              "1\\. not a list\n"
                              "\n"
                              "\\- nor this\n"
                              "\n"
                              "| model    |   n | decode tok/s |\n"
                              "| -------- | --: | -----------: |\n"
                              "| small:1b |  12 |       92.0¹  |\n"
                              "| large    |   3 |        8.95  |\n"
                              "\n"
                              "- ¹ an estimate\n"
                              "- no mark\n");
    free(text);
}

static void rule_4_definitions_below_a_report(void **state)
{
    (void)state;
    static const struct metric rate = {
        .name = "decode_tok_s", .title = "output <token> rate", .formula = "a_count * b"};
    static const struct column defined[] = {{.name = "model"}, {.name = "decode_tok_s", .definition = &rate}};
    static const char *const caption[] = {"of a report"};
    struct table table = {.name = "t", .columns = defined, .column_count = 2, .captions = caption, .caption_count = 1};
    const struct cell cells[] = {TEXT("small:1b"), REAL(92)};
    char *text = exported(&markdown_exporter, plain, &table, cells, 1);
    assert_non_null(strstr(text, "|\n\n<details><summary>Definitions</summary>\n\n"
                                 "- **decode tok/s**: output &lt;token\\> rate; a_count \\* b\n\n</details>\n"));
    free(text);
    table.caption_count = 0;
    text = exported(&markdown_exporter, plain, &table, cells, 1);
    assert_null(strstr(text, "Definitions"));
    free(text);
}

static void expect_text(struct span text, const char *expected)
{
    static const struct column column = {.name = "t"};
    static const struct table table = {.name = "t", .columns = &column, .column_count = 1};
    struct cell cell = {.kind = CELL_TEXT, .text = text};
    char *got = exported(&markdown_exporter, plain, &table, &cell, 1), *row = strrchr(got, '\n');
    while (row > got && row[-1] != '\n')
        row--;
    char line[256];
    snprintf(line, sizeof line, "| %-3s |\n", expected);
    assert_string_equal(row, line);
    free(got);
}

static void rule_3_text_is_only_text(void **state)
{
    (void)state;
    expect_text(SPAN("a|b"), "a\\|b");
    expect_text(SPAN("`code` *b* [x](y) ~~s~~ \\"), "\\`code\\` \\*b\\* \\[x\\](y) \\~\\~s\\~\\~ \\\\");
    expect_text(SPAN("<script>&"), "&lt;script\\>&amp;");
    expect_text(SPAN("snake_case _it_"), "snake_case \\_it\\_");
    expect_text(SPAN("q4_K_M"), "q4_K_M");
    expect_text(SPAN("two\nlines\ttab"), "two lines tab");
    expect_text(SPAN("\x1b[1m"), "\xef\xbf\xbd\\[1m");
    expect_text(SPAN("\xe2\x80\xae\xff."), "\xef\xbf\xbd\xef\xbf\xbd.");
    expect_text(SPAN("@someone a@b"), "@<!-- -->someone a@b");
    expect_text(SPAN("#12 $x$"), "#<!-- -->12 \\$x\\$");
    expect_text(SPAN("größe 模型"), "größe 模型");
}

static void rule_4_charts(void **state)
{
    (void)state;
    const struct cell cells[] = {TEXT("a\"b`:1b"), INTEGER(12), REAL(92),   TEXT("gap"), INTEGER(3), BLANK,
                                 TEXT("last"),     INTEGER(3),  REAL(8.954)};
    char *text = exported(&markdown_exporter, (struct export_options){.charts = true}, &models, cells, 3);
    assert_non_null(strstr(text, "\n```mermaid\n"
                                 "xychart-beta horizontal\n"
                                 "    title \"decode\"\n"
                                 "    x-axis [\"a_b__:1b\", \"last\"]\n"
                                 "    y-axis \"tok/s\"\n"
                                 "    bar [92.0, 8.95]\n"
                                 "```\n"));
    free(text);
    text = exported(&markdown_exporter, plain, &models, cells, 3);
    assert_null(strstr(text, "mermaid"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_1_and_2_the_whole_table),
        cmocka_unit_test(rule_4_definitions_below_a_report),
        cmocka_unit_test(rule_3_text_is_only_text),
        cmocka_unit_test(rule_4_charts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
