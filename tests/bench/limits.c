/*
 * What the machine and the libraries allow at best: the yardsticks of the bench.
 *
 *   limits scan FILE             read(2) in blocks of 1 MiB, memchr for every line end
 *   limits files DIR             opens, reads and walks the JSON structure of every file
 *   limits insert FROM TO        the rows of FROM's table request, from memory into a new database TO with the same
 * tables and indexes, in one durable transaction; prints the seconds of that alone limits workbook TSV XLSX     a
 * table's cells with bare libxlsxwriter in constant memory
 */
#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { BLOCK = 1 << 20 };

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int give_up(const char *what)
{
    fprintf(stderr, "limits: %s failed\n", what);
    return EXIT_FAILURE;
}

/* --- bytes -------------------------------------------------------------------------------------------------------- */

static size_t count_lines(const char *text, size_t length)
{
    size_t lines = 0;
    const char *end = text + length;
    for (const char *at = text; (at = memchr(at, '\n', (size_t)(end - at))); at++)
        lines++;
    return lines;
}

static int scan(const char *path)
{
    static char block[BLOCK];
    size_t lines = 0;
    int file = open(path, O_RDONLY);
    ssize_t got = -1;
    while (file >= 0 && (got = read(file, block, BLOCK)) > 0)
        lines += count_lines(block, (size_t)got);
    printf("%zu\n", lines);
    return got == 0 ? EXIT_SUCCESS : give_up(path);
}

/* Braces and commas outside of strings: the least that a parser looks at. */
static size_t walk(const char *text, size_t length)
{
    size_t tokens = 0;
    bool in_string = false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '"')
            in_string = !in_string;
        else if (in_string && c == '\\')
            i++;
        else if (!in_string)
            tokens += c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':';
    }
    return tokens;
}

static int files(const char *directory)
{
    static char block[BLOCK];
    size_t tokens = 0;
    DIR *open_directory = opendir(directory);
    if (!open_directory)
        return give_up(directory);
    for (struct dirent *entry; (entry = readdir(open_directory));) {
        int file = openat(dirfd(open_directory), entry->d_name, O_RDONLY);
        ssize_t got = read(file, block, BLOCK);
        tokens += got > 0 ? walk(block, (size_t)got) : 0;
        close(file);
    }
    closedir(open_directory);
    printf("%zu\n", tokens);
    return EXIT_SUCCESS;
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

struct rows {
    sqlite3_value **values;
    size_t count, capacity;
    int columns;
};

static bool load_rows(sqlite3 *from, struct rows *rows)
{
    sqlite3_stmt *select;
    if (sqlite3_prepare_v2(from, "SELECT * FROM request ORDER BY request_id", -1, &select, NULL) != SQLITE_OK)
        return false;
    rows->columns = sqlite3_column_count(select);
    while (sqlite3_step(select) == SQLITE_ROW)
        for (int i = 0; i < rows->columns; i++) {
            if (rows->count == rows->capacity)
                rows->values =
                    realloc(rows->values, (rows->capacity = rows->capacity * 2 + 4096) * sizeof *rows->values);
            if (!rows->values)
                return false;
            rows->values[rows->count++] = sqlite3_value_dup(sqlite3_column_value(select, i));
        }
    return sqlite3_finalize(select) == SQLITE_OK;
}

static bool copy_tables(sqlite3 *from, sqlite3 *to)
{
    sqlite3_stmt *select;
    bool done = sqlite3_prepare_v2(from,
                                   "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index')"
                                   " AND name NOT LIKE 'sqlite_%' ORDER BY rootpage",
                                   -1, &select, NULL) == SQLITE_OK;
    while (done && sqlite3_step(select) == SQLITE_ROW)
        done = sqlite3_exec(to, (const char *)sqlite3_column_text(select, 0), NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_finalize(select);
    return done;
}

static bool insert_rows(sqlite3 *to, const struct rows *rows)
{
    char sql[1000] = "INSERT INTO request VALUES (?";
    for (int i = 1; i < rows->columns; i++)
        strcat(sql, ",?");
    strcat(sql, ")");
    sqlite3_stmt *insert;
    if (sqlite3_exec(to, "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; BEGIN", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(to, sql, -1, &insert, NULL) != SQLITE_OK)
        return false;
    for (size_t i = 0; i < rows->count;) {
        for (int column = 1; column <= rows->columns; column++)
            sqlite3_bind_value(insert, column, rows->values[i++]);
        if (sqlite3_step(insert) != SQLITE_DONE)
            return false;
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    return sqlite3_exec(to, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}

static int insert(const char *from_path, const char *to_path)
{
    sqlite3 *from, *to;
    struct rows rows = {0};
    if (sqlite3_open_v2(from_path, &from, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_open(to_path, &to) != SQLITE_OK || !load_rows(from, &rows) || !copy_tables(from, to))
        return give_up("reading the rows");
    double start_s = now_s();
    if (!insert_rows(to, &rows))
        return give_up("inserting the rows");
    printf("%.6f\n", now_s() - start_s);
    for (size_t i = 0; i < rows.count; i++)
        sqlite3_value_free(rows.values[i]);
    free(rows.values);
    sqlite3_close(from);
    sqlite3_close(to);
    return EXIT_SUCCESS;
}

/* --- a workbook --------------------------------------------------------------------------------------------------- */

static void write_cell(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text)
{
    char *end;
    double value = strtod(text, &end);
    if (end > text && *end == '\0')
        worksheet_write_number(sheet, row, column, value, NULL);
    else if (*text)
        worksheet_write_string(sheet, row, column, text, NULL);
}

static int workbook(const char *tsv, const char *xlsx)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(xlsx, &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    FILE *in = fopen(tsv, "r");
    char *line = NULL;
    size_t capacity = 0;
    for (lxw_row_t row = 0; in && getline(&line, &capacity, in) > 0; row++) {
        line[strcspn(line, "\r\n")] = '\0';
        char *rest = line;
        for (lxw_col_t column = 0; rest; column++) {
            char *tab = strchr(rest, '\t');
            if (tab)
                *tab = '\0';
            write_cell(sheet, row, column, rest);
            rest = tab ? tab + 1 : NULL;
        }
    }
    free(line);
    if (!in || fclose(in) != 0)
        return give_up(tsv);
    return workbook_close(book) == LXW_NO_ERROR ? EXIT_SUCCESS : give_up(xlsx);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "scan") == 0)
        return scan(argv[2]);
    if (argc == 3 && strcmp(argv[1], "files") == 0)
        return files(argv[2]);
    if (argc == 4 && strcmp(argv[1], "insert") == 0)
        return insert(argv[2], argv[3]);
    if (argc == 4 && strcmp(argv[1], "workbook") == 0)
        return workbook(argv[2], argv[3]);
    return give_up("understanding the arguments");
}
