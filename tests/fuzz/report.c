/*
 * Whatever figures the comparison has, every format shows all of its rows, and as what it promises to be; and whatever
 * is imported can be reported, with as many requests as there are.
 *
 * The bytes are cells of report_models, which stands in TEMP as a table of its own: a model's name up to a line end,
 * then a byte or more for each figure. One input of 256 goes the whole way instead, from the bytes of a log.
 */
#include "buffer.h"
#include "hash.h"
#include "imported.h"
#include "report.h"
#include "utf8.h"

#include <cjson/cJSON.h>

enum { COLUMNS_MOST = 100, ROWS_MOST = 6, WHOLE_WAY = 256, TEXT_MOST = 1 << 20 };

/* --- the whole way ------------------------------------------------------------------------------------------------ */

static int64_t rows(struct store *store, const char *sql)
{
    struct failure why = {""};
    struct statement *statement = db_prepare(store_db(store), sql, &why);
    enum step step = STEP_FAILED;
    int64_t count = 0;
    while (statement && (step = statement_step(statement, &why)) == STEP_ROW)
        count++;
    if (step != STEP_DONE)
        fprintf(stderr, "%s: %s\n", sql, why.message);
    CLAIM(step == STEP_DONE);
    statement_close(statement);
    return count;
}

static void go_the_whole_way(const uint8_t *data, size_t size)
{
    struct failure why = {""};
    struct file_result result;
    struct store *store = fuzz_store();
    CLAIM(store_begin(store, &why));
    /* Without requests all inputs have the same report. */
    if (fuzz_import(store, fuzz_file(data, size), 0, &result) && result.requests + result.others > 0) {
        CLAIM(store_select(store, &(struct selection){0}, &why));
        CLAIM(rows(store, "SELECT * FROM requests") == result.requests + result.others);
        CLAIM(rows(store, "SELECT * FROM report_models") <= result.requests + result.others);
    }
    store_rollback(store);
    store_forget(store);
}

/* --- the comparison as a table ------------------------------------------------------------------------------------ */

static struct store *prepared;
static struct statement *insert;
static size_t column_count;
static char names[COLUMNS_MOST][64];
static int out; /* standard output, in memory */

static void close_prepared(void)
{
    statement_close(insert);
    store_close(prepared);
}

static void run(const char *sql)
{
    struct failure why = {""};
    bool done = db_run(store_db(prepared), sql, &why);
    if (!done)
        fprintf(stderr, "%s: %s\n", sql, why.message);
    CLAIM(done);
}

static void read_names(void)
{
    struct failure why;
    struct statement *all = db_prepare(store_db(prepared), "SELECT * FROM report_models", &why);
    CLAIM(all && statement_column_count(all) <= COLUMNS_MOST);
    column_count = statement_column_count(all);
    for (size_t i = 0; i < column_count; i++)
        snprintf(names[i], sizeof names[i], "%s", statement_column_name(all, i));
    statement_close(all);
}

/* The columns are the view's; then a table takes its place. */
static void prepare(void)
{
    struct failure why = {""};
    struct buffer make = {0}, add = {0};
    fuzz_store(); /* which gives SQLite its memory, before any database is open */
    CLAIM((prepared = store_open(NULL, &why)) && store_select(prepared, &(struct selection){0}, &why));
    read_names();
    buffer_print(&make, "CREATE TEMP TABLE report_models(");
    buffer_print(&add, "INSERT INTO temp.report_models VALUES (");
    for (size_t i = 0; i < column_count; i++) {
        buffer_print(&make, "%s%s", i ? ", " : "", names[i]);
        buffer_print(&add, "%s?%zu", i ? ", " : "", i + 1);
    }
    buffer_add(&make, (struct span){")", sizeof ")"});
    buffer_add(&add, (struct span){")", sizeof ")"});
    run("DROP VIEW temp.report_models");
    run(make.ptr);
    insert = db_prepare(store_db(prepared), add.ptr, &why);
    CLAIM(insert && atexit(close_prepared) == 0);
    buffer_release(&make);
    buffer_release(&add);
    FILE *file = tmpfile();
    CLAIM(file && dup2(fileno(file), STDOUT_FILENO) == STDOUT_FILENO);
    out = fileno(file);
}

static bool ends_in(const char *name, const char *suffix)
{
    size_t length = strlen(name), behind = strlen(suffix);
    return length >= behind && strcmp(name + length - behind, suffix) == 0;
}

static void bind_figure(size_t column, uint8_t choice)
{
    static const char *const words[] = {"none", "open", "bytes", "user", "matched"};
    static const double reals[] = {0, 1e308, 1e-300, 0.5, 99.95, 1234567.5};
    static const int64_t counts[] = {0, 1, 19, 20, 1000000, 9007199254740991};
    const char *name = names[column];
    int parameter = (int)column + 1;
    if (choice % 4 == 0)
        statement_bind(insert, parameter, (struct maybe){0});
    else if (ends_in(name, "_support") || ends_in(name, "_method"))
        statement_bind_text(insert, parameter, span_of(words[choice / 4 % 5]));
    else if (ends_in(name, "_count") || strcmp(name, "n") == 0 || strcmp(name, "cold") == 0)
        statement_bind_integer(insert, parameter, counts[choice / 4 % 6] / (choice % 4));
    else
        statement_bind_real(insert, parameter, (struct maybe_real){reals[choice / 4 % 6] * choice, true});
}

/* A row from the bytes at *rest; figures that have no byte are unknown. */
static void add_row(struct span *rest)
{
    static struct buffer valid;
    struct failure why = {""};
    struct span name = span_first(*rest, span_find_byte(*rest, '\n'));
    *rest = span_from(*rest, name.len + 1);
    name = span_first(name, span_find_byte(name, '\0')); /* no name in the store has one */
    statement_bind_text(insert, 1, utf8_repair(name, &valid));
    for (size_t i = 1; i < column_count; i++) {
        bind_figure(i, rest->len ? (uint8_t)rest->ptr[0] : 0);
        *rest = span_from(*rest, 1);
    }
    CLAIM(statement_run(insert, &why));
}

/* --- what was written --------------------------------------------------------------------------------------------- */

/* Lines that no quotes hold together. */
static size_t count_records(const char *text)
{
    size_t records = 0;
    bool quoted = false;
    for (; *text; text++) {
        quoted ^= *text == '"';
        records += *text == '\n' && !quoted;
    }
    CLAIM(!quoted);
    return records;
}

static void claim_csv(char *text, size_t row_count)
{
    CLAIM(count_records(text) == row_count + 1);
}

static void claim_tsv(char *text, size_t row_count)
{
    size_t records = 0;
    for (const char *c = text; *c; c++)
        records += *c == '\n';
    CLAIM(records >= row_count + 1);
}

static void claim_json(char *text, size_t row_count)
{
    cJSON *document = cJSON_Parse(text);
    CLAIM(document && row_count <= ROWS_MOST);
    cJSON_Delete(document);
}

static void claim_json_lines(char *text, size_t row_count)
{
    size_t lines = 0;
    for (char *line, *rest = text; (line = strtok_r(rest, "\n", &rest)); lines++) {
        cJSON *object = cJSON_Parse(line);
        CLAIM(cJSON_IsObject(object));
        cJSON_Delete(object);
    }
    CLAIM(lines == row_count);
}

/* Lines of a table that follow each other have as many bars that are not escaped. */
static void claim_markdown(char *text, size_t row_count)
{
    size_t before = 0, table_lines = 0;
    for (char *line = text; *line; line += strcspn(line, "\n") + 1) {
        size_t bars = 0;
        for (const char *c = line; *c != '\n'; c++) {
            CLAIM(*c);
            if (*c == '\\' && c[1] != '\n')
                c++;
            else
                bars += *c == '|';
        }
        bool is_row = line[0] == '|';
        CLAIM(!is_row || !before || bars == before);
        before = is_row ? bars : 0;
        table_lines += is_row;
    }
    CLAIM(table_lines >= row_count);
}

static void claim_terminal(char *text, size_t row_count)
{
    (void)row_count;
    for (const char *c = text; *c; c++)
        CLAIM(((unsigned char)*c >= 0x20 && *c != 0x7f) || *c == '\n');
}

static const struct format {
    const struct exporter *exporter;
    void (*claim)(char *text, size_t row_count);
} formats[] = {
    {&csv_exporter, claim_csv},          {&tsv_exporter, claim_tsv},           {&json_exporter, claim_json},
    {&jsonl_exporter, claim_json_lines}, {&markdown_exporter, claim_markdown}, {&terminal_exporter, claim_terminal},
};

/* Everything that went to standard output, which is empty again. */
static void take_output(char text[TEXT_MOST])
{
    CLAIM(fflush(stdout) == 0);
    ssize_t length = pread(out, text, TEXT_MOST - 1, 0);
    CLAIM(length >= 0 && length < TEXT_MOST - 1);
    text[length] = '\0';
    CLAIM(ftruncate(out, 0) == 0 && lseek(out, 0, SEEK_SET) == 0);
}

static void compare(struct span bytes, uint8_t choice)
{
    static char text[TEXT_MOST];
    struct failure why = {""};
    size_t row_count = 0, told = 0;
    const struct format *format = &formats[choice % (sizeof formats / sizeof *formats)];
    struct report_target target = {.exporter = format->exporter, .path = "-"};
    struct report_options options = {.by = "model", .all_columns = choice & 64};
    target.options = (struct export_options){
        .separator = ',', .decimal = '.', .raw = true, .unicode = choice & 128, .width = choice & 64 ? 0 : 60};
    run("DELETE FROM temp.report_models");
    for (; bytes.len && row_count < ROWS_MOST; row_count++)
        add_row(&bytes);
    bool done = report_comparison(prepared, &options, &target, &told, &why);
    if (!done)
        fprintf(stderr, "%s\n", why.message);
    CLAIM(done && told >= row_count);
    take_output(text);
    format->claim(text, row_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = span_of_bytes(data, size);
    if (!prepared)
        prepare();
    if (size && hash_bytes(bytes) % WHOLE_WAY == 0)
        go_the_whole_way(data, size);
    else if (size)
        compare(span_from(bytes, 1), data[0]);
    return 0;
}
