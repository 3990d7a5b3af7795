/* The four rules of store.h, by small files imported in turn; what is in the database is asked in SQL. */
#include "ingest_fixture.h"
#include "store.h"

#include <sys/stat.h>

#define ANSWER(second, count)                                                                                          \
    "{\"model\":\"m:1b\",\"created_at\":\"2026-01-02T03:04:" second                                                    \
    "Z\",\"response\":\"ok\",\"done\":true,\"eval_count\":" #count ",\"eval_duration\":5}\n"

/* A directory for one test's files, and a store. */
struct fixture {
    char directory[40], path[80], other[80], database[80];
    struct store *store;
    struct file_result result;
};

static int set_up(void **state)
{
    struct failure why = {""};
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    strcpy(f->directory, "/tmp/evalrate-store-XXXXXX");
    assert_non_null(mkdtemp(f->directory));
    snprintf(f->path, sizeof f->path, "%s/a.log", f->directory);
    snprintf(f->other, sizeof f->other, "%s/b.log", f->directory);
    snprintf(f->database, sizeof f->database, "%s/x.db", f->directory);
    f->store = store_open(f->database, &why);
    assert_string_equal(why.message, "");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    store_close(f->store);
    unlink(f->path);
    unlink(f->other);
    unlink(f->database);
    assert_int_equal(rmdir(f->directory), 0);
    free(f);
    return 0;
}

static void write_file(const char *path, struct span text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

static bool try_import(struct fixture *f, const char *path, const char *label, struct failure *why)
{
    struct stat status;
    struct run_key run = {label, ""};
    int64_t size = stat(path, &status) == 0 ? status.st_size : 0;
    assert_true(store_begin(f->store, why));
    bool done = store_import_file(f->store, path, size, &run, &(struct ingest_options){0}, &f->result, why);
    assert_true(store_commit(f->store, why));
    return done;
}

static void import(struct fixture *f, const char *path, struct span text)
{
    struct failure why = {""};
    write_file(path, text);
    bool done = try_import(f, path, "", &why);
    assert_string_equal(why.message, "");
    assert_true(done);
}

static int64_t number(struct fixture *f, const char *sql)
{
    struct maybe value = {0};
    struct failure why = {""};
    bool done = db_number(store_db(f->store), sql, &value, &why);
    assert_string_equal(why.message, "");
    assert_true(done && value.known);
    return value.value;
}

static void assert_imported(const struct fixture *f, int64_t requests, int64_t repeats)
{
    assert_false(f->result.known);
    assert_int_equal(f->result.requests, requests);
    assert_int_equal(f->result.repeats, repeats);
}

/* --- rule 1 ------------------------------------------------------------------------------------------------------- */

static void the_same_file_again_changes_nothing(void **state)
{
    struct fixture *f = *state;
    import(f, f->path, SPAN(ANSWER("01", 3) ANSWER("02", 4)));
    assert_imported(f, 2, 0);
    import(f, f->path, SPAN(ANSWER("01", 3) ANSWER("02", 4)));
    assert_true(f->result.known);
    assert_string_equal(f->result.known_as, f->path);
    import(f, f->other, SPAN(ANSWER("01", 3) ANSWER("02", 4)));
    assert_true(f->result.known);
    assert_string_equal(f->result.known_as, f->path);
    assert_int_equal(number(f, "SELECT count(*) FROM source"), 1);
    assert_int_equal(number(f, "SELECT count(*) FROM request"), 2);
    assert_int_equal(number(f, "SELECT count(*) FROM sighting"), 0);
}

static void an_empty_file_is_known_too(void **state)
{
    struct fixture *f = *state;
    import(f, f->path, SPAN(""));
    assert_int_equal(f->result.problems, 1);
    import(f, f->other, SPAN(""));
    assert_true(f->result.known);
    assert_int_equal(number(f, "SELECT count(*) FROM problem"), 1);
}

static void a_file_that_cannot_be_read_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct failure why = {""};
    assert_false(try_import(f, f->directory, "", &why));
    assert_non_null(strstr(why.message, "it is a directory"));
    assert_int_equal(number(f, "SELECT count(*) FROM source"), 0);
    import(f, f->path, SPAN(ANSWER("01", 3)));
    assert_imported(f, 1, 0);
}

/* --- rule 2 ------------------------------------------------------------------------------------------------------- */

static void the_same_response_in_two_files_is_one(void **state)
{
    struct fixture *f = *state;
    import(f, f->path, SPAN(ANSWER("01", 3)));
    import(f, f->other, SPAN("# copied\n\n" ANSWER("01", 3) ANSWER("02", 3)));
    assert_imported(f, 1, 1);
    assert_int_equal(number(f, "SELECT count(*) FROM request"), 2);
    assert_int_equal(number(f, "SELECT line FROM sighting"), 3);
    assert_int_equal(number(f, "SELECT line FROM request WHERE request_id = (SELECT request_id FROM sighting)"), 1);
    assert_int_equal(number(f, "SELECT request_count * 10 + repeat_count FROM source ORDER BY source_id DESC"), 21);
}

static void printed_twice_in_one_file_is_one_too(void **state)
{
    struct fixture *f = *state;
    import(f, f->path, SPAN(ANSWER("01", 3) ANSWER("01", 3)));
    assert_imported(f, 1, 1);
}

static void a_later_copy_fills_in_what_it_knows(void **state)
{
    struct fixture *f = *state;
    import(f, f->path,
           SPAN("{\"model\":\"m\",\"created_at\":\"2026-01-02T03:04:05Z\",\"done\":true,\"eval_count\":3}"));
    assert_int_equal(number(f, "SELECT count(*) FROM request WHERE response_bytes IS NULL AND prompt_id IS NULL"), 1);
    import(f, f->other,
           SPAN("{\"question\":\"Why?\",\"raw\":{\"model\":\"m\",\"created_at\":\"2026-01-02T03:04:05Z\",\"done\":true,"
                "\"eval_count\":3,\"response\":\"Because.\"}}"));
    assert_imported(f, 0, 1);
    assert_int_equal(number(f, "SELECT response_bytes FROM request"), 8);
    assert_int_equal(number(f, "SELECT bytes FROM prompt JOIN request USING (prompt_id)"), 4);
}

/* --- rule 3 ------------------------------------------------------------------------------------------------------- */

static void other_times_models_or_figures_are_other_requests(void **state)
{
    struct fixture *f = *state;
    import(f, f->path,
           SPAN(ANSWER("01", 3) ANSWER("01", 4)
                    ANSWER("01.5", 3) "{\"model\":\"n\",\"created_at\":\"2026-01-02T03:04:01Z\",\"done\":true,\"eval_"
                                      "count\":3,\"eval_duration\":5}"));
    assert_imported(f, 4, 0);
}

#define BLOCK(rate)                                                                                                    \
    "total duration:       4.5s\nload duration:        50ms\nprompt eval count:    26 token(s)\n"                      \
    "prompt eval duration: 100ms\nprompt eval rate:     260.00 tokens/s\neval count:           40 token(s)\n"          \
    "eval duration:        4s\neval rate:            " rate " tokens/s\n"

static void figures_without_a_time_tell_by_themselves(void **state)
{
    struct fixture *f = *state;
    import(f, f->path, SPAN(BLOCK("10.00")));
    assert_imported(f, 1, 0);
    import(f, f->other, SPAN("again:\n\n" BLOCK("10.00")));
    assert_imported(f, 0, 1);
}

static void lone_rates_tell_by_their_place(void **state)
{
    struct fixture *f = *state;
    import(f, f->path, SPAN("eval rate: 10.00 tokens/s\n\n\n\neval rate: 10.00 tokens/s\n"));
    assert_imported(f, 2, 0);
    import(f, f->other, SPAN("\neval rate: 10.00 tokens/s\n"));
    assert_imported(f, 1, 0);
}

static void a_log_that_has_grown(void **state)
{
    struct fixture *f = *state;
    import(f, f->path, SPAN("eval rate: 10.00 tokens/s\n\n\n" ANSWER("01", 3)));
    assert_imported(f, 2, 0);
    import(f, f->path, SPAN("eval rate: 10.00 tokens/s\n\n\n" ANSWER("01", 3) "\n\neval rate: 10.00 tokens/s\n"));
    assert_imported(f, 1, 2);
    assert_int_equal(number(f, "SELECT count(*) FROM request"), 3);
}

static void another_label_is_another_place(void **state)
{
    struct fixture *f = *state;
    struct failure why = {""};
    write_file(f->path, SPAN("eval rate: 10.00 tokens/s\n"));
    assert_true(try_import(f, f->path, "before", &why));
    assert_imported(f, 1, 0);
    write_file(f->path, SPAN("eval rate: 10.00 tokens/s\n\n"));
    assert_true(try_import(f, f->path, "after", &why));
    assert_imported(f, 1, 0);
    assert_int_equal(number(f, "SELECT count(*) FROM run"), 2);
}

/* --- models and texts --------------------------------------------------------------------------------------------- */

static void one_model_whatever_it_is_called(void **state)
{
    struct fixture *f = *state;
    import(f, f->path,
           SPAN("{\"model\":\"Tiny:latest\",\"done\":true,\"eval_count\":1}\n{\"model\":\"tiny\",\"done\":true,\"eval_"
                "count\":2}\n"
                "{\"model\":\"registry.ollama.ai/library/"
                "tiny\",\"done\":true,\"eval_count\":3}\n{\"done\":true,\"eval_count\":4}"));
    assert_imported(f, 4, 0);
    assert_int_equal(number(f, "SELECT count(DISTINCT model_id) FROM request WHERE model_id <> 0"), 1);
    assert_int_equal(number(f, "SELECT count(*) FROM request WHERE model_id = 0 AND model_from IS NULL"), 1);
}

static void what_is_no_utf8_is_replaced(void **state)
{
    struct fixture *f = *state;
    import(f, f->path, SPAN("{\"model\":\"a\xff\",\"done\":true,\"eval_count\":1}\n{\"error\":\"b\xc3\"}"));
    assert_int_equal(number(f, "SELECT name = 'a' || char(65533) FROM model WHERE model_id <> 0"), 1);
    assert_int_equal(number(f, "SELECT error = 'b' || char(65533) FROM request WHERE status = 'error'"), 1);
}

static void declared_bytes_that_are_no_utf8_are_replaced(void **state)
{
    struct fixture *f = *state;
    struct failure why = {""};
    struct run_key run = {"l\xff", "h\xc3"};
    assert_true(store_begin(f->store, &why));
    assert_true(store_declare(f->store, &run, "gpu\xe9", "v\xfe", &why));
    assert_true(store_declare(f->store, &run, "ollama_version", "0.9\xfe", &why));
    assert_true(store_commit(f->store, &why));
    assert_int_equal(
        number(f, "SELECT count(*) FROM run WHERE label = 'l' || char(65533) AND host = 'h' || char(65533)"), 1);
    assert_int_equal(number(f, "SELECT value = 'v' || char(65533) FROM run_meta WHERE key = 'gpu' || char(65533)"), 1);
    assert_int_equal(number(f, "SELECT count(*) FROM run WHERE ollama_version = '0.9' || char(65533)"), 1);
}

/* It took 20 s for 6,800 of them. */
static void many_access_lines_alike(void **state)
{
    struct fixture *f = *state;
    struct buffer text = {0};
    for (int i = 0; i < 20000; i++)
        buffer_add(&text, SPAN("[GIN] 2026/01/02 - 03:04:05 | 200 |  1.2s |  127.0.0.1 | POST     \"/api/chat\"\n"));
    import(f, f->path, buffer_span(&text));
    buffer_release(&text);
    assert_int_equal(f->result.accesses, 20000);
    assert_int_equal(number(f, "SELECT count(*) FROM access"), 20000);
}

/* --- rule 4 ------------------------------------------------------------------------------------------------------- */

static void reports_do_not_believe_the_databases_views(void **state)
{
    struct fixture *f = *state;
    struct failure why = {""};
    import(f, f->path, SPAN(ANSWER("01", 30)));
    assert_true(
        db_run(store_db(f->store), "DROP VIEW requests; CREATE VIEW requests AS SELECT 666 AS eval_count", &why));
    store_close(f->store);
    f->store = store_open_read(f->database, &why);
    assert_non_null(f->store);
    assert_true(store_select(f->store, &(struct selection){0}, &why));
    assert_int_equal(number(f, "SELECT eval_count FROM requests"), 30);
    assert_null(db_prepare(store_db(f->store), "SELECT eval_count FROM main.requests", &why));
    assert_non_null(strstr(why.message, "prohibited"));
}

static void views_are_made_anew_where_they_differ(void **state)
{
    struct fixture *f = *state;
    struct failure why = {""};
    import(f, f->path, SPAN(ANSWER("01", 30)));
    assert_true(
        db_run(store_db(f->store), "DROP VIEW requests; CREATE VIEW requests AS SELECT 666 AS eval_count", &why));
    store_close(f->store);
    f->store = store_open(f->database, &why);
    assert_non_null(f->store);
    assert_int_equal(number(f, "SELECT count(*) FROM sqlite_schema WHERE name = 'requests' AND sql NOT LIKE '%666%'"),
                     1);
}

static void a_selection_is_one_expression(void **state)
{
    struct fixture *f = *state;
    struct failure why;
    static const char *const wrong[] = {
        "eval_count > 1); DELETE FROM request; --", "1) --", "1; DROP TABLE request", "no_such_column = 1", "(1", "",
    };
    import(f, f->path, SPAN(ANSWER("01", 30) ANSWER("02", 40)));
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (store_select(f->store, &(struct selection){.where = wrong[i]}, &why))
            fail_msg("'%s' was taken for an expression", wrong[i]);
    assert_int_equal(number(f, "SELECT count(*) FROM main.request"), 2);
    assert_true(store_select(f->store, &(struct selection){.where = "eval_count > 35 -- the long one"}, &why));
    assert_int_equal(number(f, "SELECT eval_count FROM requests"), 40);
}

/* --- other databases ---------------------------------------------------------------------------------------------- */

static void refuse(struct fixture *f, const char *sql, const char *reason)
{
    struct failure why = {""};
    assert_true(db_run(store_db(f->store), sql, &why));
    store_close(f->store);
    f->store = NULL;
    assert_null(store_open(f->database, &why));
    if (!strstr(why.message, reason))
        fail_msg("'%s' is refused with '%s'", sql, why.message);
    assert_null(store_open_read(f->database, &why));
    assert_non_null(strstr(why.message, reason));
}

static void a_database_of_another_program_is_refused(void **state)
{
    refuse(*state, "PRAGMA application_id = 1", "another program");
}

static void a_database_of_a_newer_version_is_refused(void **state)
{
    refuse(*state, "PRAGMA user_version = 1000", "newer evalrate");
}

static void what_is_no_database_is_refused(void **state)
{
    struct fixture *f = *state;
    struct failure why = {""};
    write_file(f->path, SPAN("this is not a database, however long it may be, and it stays what it is\n"));
    assert_null(store_open(f->path, &why));
    assert_non_null(strstr(why.message, "not a database"));
}

/* --- many requests in a row --------------------------------------------------------------------------------------- */

enum { LARGE_COUNT = 5000, LARGE_PERIOD = 100, LARGE_REPEATS = LARGE_COUNT / LARGE_PERIOD };

/* More than 4 MB of answers, of which every hundredth stands twice. */
static void write_large(const char *path)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (int i = 0; i < LARGE_COUNT; i++)
        for (int twice = 0; twice <= (i % LARGE_PERIOD == 0); twice++)
            fprintf(file,
                    "{\"model\":\"m:1b\",\"created_at\":\"2026-01-02T03:04:05.%06dZ\",\"response\":\"%0900d\","
                    "\"done\":true,\"eval_count\":%d,\"eval_duration\":5}\n",
                    i, i, i);
    assert_true(ftell(file) > 4 << 20);
    assert_int_equal(fclose(file), 0);
}

static void import_there(struct fixture *f, const char *path)
{
    struct failure why = {""};
    assert_true(try_import(f, path, "", &why));
}

static void assert_has_index(struct fixture *f)
{
    assert_int_equal(number(f, "SELECT count(*) FROM sqlite_schema WHERE name = 'request_identity' AND sql IS"
                               " 'CREATE UNIQUE INDEX request_identity ON request(identity)'"),
                     1);
}

/* What is stored of the file, in one number. */
static int64_t digest(struct fixture *f)
{
    return number(f, "SELECT sum(identity % 1000003 * line + eval_count) + (SELECT sum(line) FROM sighting) FROM"
                     " request JOIN source USING (source_id) WHERE size_bytes > 4000000");
}

static void a_large_file_is_stored_like_any(void **state)
{
    struct fixture *f = *state;
    write_large(f->path);
    import_there(f, f->path);
    assert_imported(f, LARGE_COUNT, LARGE_REPEATS);
    assert_has_index(f);
    int64_t in_bulk = digest(f);
    import(f, f->other, SPAN(ANSWER("01", 3)));
    assert_imported(f, 1, 0);
    import_there(f, f->path);
    assert_true(f->result.known);

    struct failure why = {""};
    store_close(f->store);
    unlink(f->database);
    assert_non_null(f->store = store_open(f->database, &why));
    import(f, f->other, SPAN(ANSWER("01", 3)));
    import_there(f, f->path);
    assert_imported(f, LARGE_COUNT, LARGE_REPEATS);
    assert_int_equal(digest(f), in_bulk);
}

static void a_large_file_that_cannot_be_read_leaves_the_index(void **state)
{
    struct fixture *f = *state;
    struct failure why = {""};
    struct run_key run = {"", ""};
    assert_true(store_begin(f->store, &why));
    assert_false(store_import_file(f->store, f->other, 5 << 20, &run, &(struct ingest_options){0}, &f->result, &why));
    assert_true(store_is_sound(f->store));
    assert_true(store_commit(f->store, &why));
    assert_has_index(f);
    import(f, f->path, SPAN(ANSWER("01", 3) ANSWER("01", 3)));
    assert_imported(f, 1, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_same_file_again_changes_nothing),
        TEST(an_empty_file_is_known_too),
        TEST(a_file_that_cannot_be_read_leaves_nothing),
        TEST(the_same_response_in_two_files_is_one),
        TEST(printed_twice_in_one_file_is_one_too),
        TEST(a_later_copy_fills_in_what_it_knows),
        TEST(other_times_models_or_figures_are_other_requests),
        TEST(figures_without_a_time_tell_by_themselves),
        TEST(lone_rates_tell_by_their_place),
        TEST(a_log_that_has_grown),
        TEST(another_label_is_another_place),
        TEST(one_model_whatever_it_is_called),
        TEST(what_is_no_utf8_is_replaced),
        TEST(declared_bytes_that_are_no_utf8_are_replaced),
        TEST(many_access_lines_alike),
        TEST(a_large_file_is_stored_like_any),
        TEST(a_large_file_that_cannot_be_read_leaves_the_index),
        TEST(reports_do_not_believe_the_databases_views),
        TEST(views_are_made_anew_where_they_differ),
        TEST(a_selection_is_one_expression),
        TEST(a_database_of_another_program_is_refused),
        TEST(a_database_of_a_newer_version_is_refused),
        TEST(what_is_no_database_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
