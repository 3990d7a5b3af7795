#include "export_fixture.h"

#include "metrics.h"

#include <cjson/cJSON.h>
#include <math.h>

static const struct export_options none = {0};

static const struct metric ttft = {.name = "ttft_p50_ms",
                                   .title = "a title",
                                   .unit = "ms",
                                   .formula = "a + b",
                                   .absent = "never",
                                   .meaning = "what it tells",
                                   .direction = LOWER_IS_BETTER};
static const struct column columns[] = {
    {.name = "model"}, {.name = "eval_count"}, {.name = "ttft_p50_ms", .definition = &ttft}};
static const struct table_option options[] = {{"by", "model"}, {"selection", "only model=\"q\""}};
static const char *const captions[] = {"2 requests \xc2\xb7 \"quoted\""};
static const char *const notes[] = {"an estimate"};
static const struct table models = {
    .name = "models",
    .title = "Models",
    .columns = columns,
    .column_count = COUNT(columns),
    .captions = captions,
    .caption_count = 1,
    .notes = notes,
    .note_count = 1,
    .options = options,
    .option_count = COUNT(options),
};

static const struct cell cells[] = {
    {.kind = CELL_TEXT, .text = {"a:1b", 4}},       {.kind = CELL_INTEGER, .integer = 42},
    {.kind = CELL_REAL, .real = 437.25, .note = 1}, {.kind = CELL_BLANK},
    {.kind = CELL_INTEGER, .integer = INT64_MAX},   {.kind = CELL_REAL, .real = NAN},
};

static const cJSON *at(const cJSON *json, const char *name)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(json, name);
    assert_non_null(found);
    return found;
}

static void is_text(const cJSON *json, const char *expected)
{
    assert_true(cJSON_IsString(json));
    assert_string_equal(json->valuestring, expected);
}

static void json_is_one_object(void **state)
{
    (void)state;
    char *text = exported(&json_exporter, none, &models, cells, 2);
    cJSON *json = cJSON_Parse(text);
    assert_non_null(json);
    assert_int_equal(at(json, "schema_version")->valueint, 1);
    const cJSON *table = json;
    assert_null(cJSON_GetObjectItemCaseSensitive(json, "tables"));
    is_text(at(at(json, "options"), "by"), "model");
    is_text(at(at(json, "options"), "selection"), "only model=\"q\"");
    assert_int_equal(cJSON_GetArraySize(at(json, "definitions")), 1);
    const cJSON *definition = at(at(json, "definitions"), "ttft_p50_ms");
    is_text(at(definition, "title"), "a title");
    is_text(at(definition, "unit"), "ms");
    is_text(at(definition, "direction"), "lower is better");
    is_text(at(definition, "formula"), "a + b");
    is_text(at(definition, "absent"), "never");
    is_text(at(definition, "meaning"), "what it tells");
    is_text(at(table, "name"), "models");
    is_text(at(table, "title"), "Models");
    is_text(cJSON_GetArrayItem(at(table, "captions"), 0), captions[0]);
    is_text(cJSON_GetArrayItem(at(table, "notes"), 0), notes[0]);
    const cJSON *column = cJSON_GetArrayItem(at(table, "columns"), 2);
    is_text(at(column, "name"), "ttft_p50_ms");
    is_text(at(column, "unit"), "ms");
    assert_int_equal(cJSON_GetArraySize(at(table, "rows")), 2);
    const cJSON *first = cJSON_GetArrayItem(at(table, "rows"), 0), *second = cJSON_GetArrayItem(at(table, "rows"), 1);
    is_text(at(first, "model"), "a:1b");
    assert_true(at(first, "ttft_p50_ms")->valuedouble == 437.25);
    assert_int_equal(at(at(first, "note_numbers"), "ttft_p50_ms")->valueint, 1);
    assert_true(cJSON_IsNull(at(second, "model")));
    assert_true(cJSON_IsNull(at(second, "ttft_p50_ms")));
    assert_null(cJSON_GetObjectItemCaseSensitive(second, "note_numbers"));
    cJSON_Delete(json);
    free(text);
}

static void json_holds_several_tables_or_none(void **state)
{
    (void)state;
    for (int count = 0; count < 4; count++) {
        struct failure why = {""};
        char *text = NULL;
        size_t length = 0;
        FILE *stream = open_memstream(&text, &length);
        void *self = json_exporter.open(&(struct target){.stream = stream}, &why);
        for (int i = 0; i < count; i++)
            assert_true(write_table(&json_exporter, self, &models, cells, (size_t)i % 3, &why));
        assert_true(json_exporter.close(self, &why));
        fclose(stream);
        cJSON *json = cJSON_Parse(text);
        assert_non_null(json);
        assert_int_equal(at(json, "schema_version")->valueint, 1);
        if (count > 0)
            assert_int_equal(cJSON_GetArraySize(at(json, "rows")), 0);
        if (count > 1)
            assert_int_equal(cJSON_GetArraySize(at(json, "tables")), count - 1);
        for (int i = 1; i < count; i++)
            assert_int_equal(cJSON_GetArraySize(at(cJSON_GetArrayItem(at(json, "tables"), i - 1), "rows")), i % 3);
        cJSON_Delete(json);
        free(text);
    }
}

static void json_lines_are_rows_alone(void **state)
{
    (void)state;
    char *text = exported(&jsonl_exporter, none, &models, cells, 2);
    assert_string_equal(text, "{\"model\": \"a:1b\", \"eval_count\": 42, \"ttft_p50_ms\": 437.25}\n"
                              "{\"model\": null, \"eval_count\": 9223372036854775807, \"ttft_p50_ms\": null}\n");
    free(text);
}

static void fractions_are_the_bits_of_their_doubles_where_asked(void **state)
{
    (void)state;
    static const struct column five[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}, {.name = "d"}, {.name = "e"}};
    static const struct table table = {.name = "t", .columns = five, .column_count = 5};
    const struct cell row[] = {{.kind = CELL_REAL, .real = 0.1 + 0.2},
                               {.kind = CELL_REAL, .real = -2},
                               {.kind = CELL_REAL, .real = NAN},
                               {.kind = CELL_INTEGER, .integer = 42},
                               {.kind = CELL_TEXT, .text = SPAN("0.5")}};
    char *text = exported(&bits_exporter, none, &table, row, 1);
    assert_string_equal(
        text, "{\"a\": 4599075939470750516, \"b\": -4611686018427387904, \"c\": null, \"d\": 42, \"e\": \"0.5\"}\n");
    free(text);
}

static void expect_text(struct span text, const char *expected)
{
    static const struct column column = {.name = "t"};
    static const struct table table = {.name = "t", .columns = &column, .column_count = 1};
    struct cell cell = {.kind = CELL_TEXT, .text = text};
    char *line = exported(&jsonl_exporter, none, &table, &cell, 1), whole[256];
    snprintf(whole, sizeof whole, "{\"t\": \"%s\"}\n", expected);
    assert_string_equal(line, whole);
    free(line);
}

static void text_is_escaped(void **state)
{
    (void)state;
    expect_text(SPAN("plain größe 模型"), "plain größe 模型");
    expect_text(SPAN("\"q\" \\ / \b\f\n\r\t"), "\\\"q\\\" \\\\ / \\u0008\\u000c\\n\\u000d\\t");
    expect_text(SPAN("\x1b[0m\x7f\0"), "\\u001b[0m\\u007f\\u0000");
    expect_text(SPAN("\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xae"), "\\u2028\\u2029\\u202e");
    expect_text(SPAN("\xf3\xa0\x80\xa1"), "\\udb40\\udc21"); /* U+E0021 */
    expect_text(SPAN("a\xff\xc3"), "a\xef\xbf\xbd\xef\xbf\xbd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_one_object),
        cmocka_unit_test(json_holds_several_tables_or_none),
        cmocka_unit_test(json_lines_are_rows_alone),
        cmocka_unit_test(fractions_are_the_bits_of_their_doubles_where_asked),
        cmocka_unit_test(text_is_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
