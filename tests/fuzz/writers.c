/* Whatever texts a table holds, each text format can be read back, with as many cells and the same texts. */
#include "buffer.h"
#include "exporter.h"
#include "fuzz.h"
#include "utf8.h"

#include <cjson/cJSON.h>
#include <math.h>

enum { COLUMNS = 3 };

static const struct column columns[COLUMNS] = {{.name = "model"}, {.name = "decode_tok_s"}, {.name = "note"}};
static const struct table table = {.name = "fuzz", .title = "Fuzz", .column_count = COLUMNS, .columns = columns};

struct row {
    struct cell cells[COLUMNS];
};

/* Texts of a table are valid UTF-8: the fuzzer's bytes are made so. */
static struct span make_valid(struct span text, struct buffer *out)
{
    for (struct span rest = text; rest.len;) {
        struct utf8_char next = utf8_next(rest);
        buffer_add(out, next.valid && next.code ? span_first(rest, next.length) : SPAN("?"));
        rest = span_from(rest, next.length);
    }
    buffer_add_byte(out, '\0');
    return (struct span){out->ptr, out->len - 1};
}

static char *written(const struct exporter *exporter, const struct export_options *options, const struct row *row)
{
    struct failure why = {""};
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    CLAIM(stream);
    void *self = exporter->open(&(struct target){.stream = stream, .options = *options}, &why);
    CLAIM(self);
    CLAIM(exporter->begin(self, &table, &why) && exporter->row(self, row->cells, &why) && exporter->end(self, &why));
    CLAIM(exporter->close(self, &why) && fclose(stream) == 0);
    CLAIM(strlen(text) == length);
    return text;
}

/* One cell of CSV at *at, unquoted, with the separator or line end behind it. */
static void read_csv_cell(const char **at, struct buffer *cell)
{
    buffer_clear(cell);
    bool quoted = **at == '"';
    *at += quoted;
    for (; **at; ++*at) {
        if (quoted && (*at)[0] == '"' && (*at)[1] == '"')
            ++*at;
        else if (quoted ? **at == '"' : **at == ',' || **at == '\n')
            break;
        buffer_add_byte(cell, **at);
    }
    *at += quoted;
    CLAIM(**at == ',' || **at == '\n');
    ++*at;
}

static void check_csv(const struct row *row)
{
    struct export_options options = {.separator = ',', .decimal = '.', .raw = true};
    struct buffer cell = {0};
    char *text = written(&csv_exporter, &options, row);
    const char *at = strchr(text, '\n') + 1; /* behind the header */
    read_csv_cell(&at, &cell);
    CLAIM(span_equal(buffer_span(&cell), row->cells[0].text));
    read_csv_cell(&at, &cell);
    buffer_add_byte(&cell, '\0');
    CLAIM(!isfinite(row->cells[1].real) ? cell.len == 1 : strtod(cell.ptr, NULL) == row->cells[1].real);
    read_csv_cell(&at, &cell);
    CLAIM(span_equal(buffer_span(&cell), row->cells[2].text));
    CLAIM(*at == '\0');
    buffer_release(&cell);
    free(text);
}

static void claim_same(const cJSON *item, const struct cell *cell)
{
    CLAIM(cJSON_IsString(item));
    CLAIM(span_equal(span_of(item->valuestring), cell->text));
}

static void check_json_lines(const struct row *row)
{
    char *text = written(&jsonl_exporter, &(struct export_options){0}, row);
    cJSON *object = cJSON_Parse(text);
    CLAIM(object);
    claim_same(cJSON_GetObjectItemCaseSensitive(object, "model"), &row->cells[0]);
    claim_same(cJSON_GetObjectItemCaseSensitive(object, "note"), &row->cells[2]);
    const cJSON *rate = cJSON_GetObjectItemCaseSensitive(object, "decode_tok_s");
    CLAIM(isfinite(row->cells[1].real) ? rate->valuedouble == row->cells[1].real : cJSON_IsNull(rate));
    CLAIM(strchr(text, '\n') == text + strlen(text) - 1);
    cJSON_Delete(object);
    free(text);
}

static void check_json(const struct row *row)
{
    char *text = written(&json_exporter, &(struct export_options){0}, row);
    cJSON *document = cJSON_Parse(text);
    CLAIM(document);
    cJSON_Delete(document);
    free(text);
}

/* Every line of the table has the same number of unescaped bars. */
static void check_markdown(const struct row *row)
{
    char *text = written(&markdown_exporter, &(struct export_options){0}, row);
    char *rest = text;
    for (char *line; (line = strtok_r(rest, "\n", &rest));) {
        size_t bars = 0;
        for (char *c = line; *c; c++) {
            if (*c == '\\' && c[1])
                c++;
            else
                bars += *c == '|';
        }
        CLAIM(line[0] != '|' || bars == COLUMNS + 1);
    }
    free(text);
}

static void check_terminal(const struct row *row)
{
    char *text = written(&terminal_exporter, &(struct export_options){.width = 60, .unicode = true}, row);
    for (const char *c = text; *c; c++)
        CLAIM((unsigned char)*c >= 0x20 || *c == '\n');
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer first = {0}, second = {0};
    struct row row = {{{.kind = CELL_TEXT}, {.kind = CELL_REAL}, {.kind = CELL_TEXT}}};
    size_t half = size / 2;
    if (size >= sizeof row.cells[1].real)
        memcpy(&row.cells[1].real, data, sizeof row.cells[1].real);
    row.cells[0].text = make_valid(span_of_bytes(data, half), &first);
    row.cells[2].text = make_valid(span_of_bytes(data + half, size - half), &second);
    check_csv(&row);
    check_json_lines(&row);
    check_json(&row);
    check_markdown(&row);
    check_terminal(&row);
    buffer_release(&first);
    buffer_release(&second);
    return 0;
}
