/* The rules of batch.h, by a small tree of files. */
#include "batch.h"
#include "ingest_fixture.h"

#include <sys/stat.h>

#define ANSWER(second)                                                                                                 \
    "{\"model\":\"m\",\"created_at\":\"2026-01-02T03:04:" second                                                       \
    "Z\",\"response\":\"ok\",\"done\":true,\"eval_count\":3}\n"

enum { FILES = 16 };

struct fixture {
    char directory[40];
    struct store *store;
    struct batch_totals totals;
    size_t file_count, failed_count, exclude_count;
    const char *excluded[4];
    char files[FILES][80], failures[FILES][200];
};

static void make(const struct fixture *f, const char *name, const char *text)
{
    char path[100];
    snprintf(path, sizeof path, "%s/%s", f->directory, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void make_directory(const struct fixture *f, const char *name)
{
    char path[100];
    snprintf(path, sizeof path, "%s/%s", f->directory, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static int set_up(void **state)
{
    struct failure why = {""};
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    strcpy(f->directory, "/tmp/evalrate-batch-XXXXXX");
    assert_non_null(mkdtemp(f->directory));
    f->store = store_open(NULL, &why);
    assert_non_null(f->store);
    make_directory(f, "z");
    make_directory(f, "a=b");
    make(f, "z/2.log", ANSWER("02"));
    make(f, "z/1.log", ANSWER("01"));
    make(f, "z/.hidden", ANSWER("09"));
    make(f, "a=b/x.log", ANSWER("03"));
    make(f, "m.log", ANSWER("04"));
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[80];
    store_close(f->store);
    snprintf(command, sizeof command, "rm -r '%s'", f->directory);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

static void note_file(void *ctx, const char *path, const struct file_result *result)
{
    struct fixture *f = ctx;
    (void)result;
    assert_true(f->file_count < FILES);
    copy_text(f->files[f->file_count++], sizeof f->files[0], span_of(path + strlen(f->directory)));
}

static void note_failure(void *ctx, const struct failure *why)
{
    struct fixture *f = ctx;
    assert_true(f->failed_count < FILES);
    copy_text(f->failures[f->failed_count++], sizeof f->failures[0], span_of(why->message));
}

/* Imports operands of the form "…%s…", the directory put in. */
static void import(struct fixture *f, size_t count, const char *const *operands)
{
    struct failure why = {""};
    struct batch_watch watch = {.ctx = f, .file = note_file, .failed = note_failure};
    char texts[4][120], *pointers[4];
    for (size_t i = 0; i < count; i++) {
        const char *at = strstr(operands[i], "%s");
        snprintf(texts[i], sizeof texts[i], "%.*s%s%s", (int)(at - operands[i]), operands[i], f->directory, at + 2);
        pointers[i] = texts[i];
    }
    struct batch_options options = {
        .label = "", .host = "", .exclude_count = f->exclude_count, .excluded = f->excluded};
    bool done = batch_import(f->store, count, pointers, &options, &watch, &f->totals, &why);
    assert_string_equal(why.message, "");
    assert_true(done);
}

static int64_t number(struct fixture *f, const char *sql)
{
    struct maybe value;
    struct failure why;
    assert_true(db_number(store_db(f->store), sql, &value, &why));
    assert_true(value.known);
    return value.value;
}

static void directories_are_read_in_order(void **state)
{
    struct fixture *f = *state;
    import(f, 1, (const char *const[]){"%s"});
    static const char *const expected[] = {"/a=b/x.log", "/m.log", "/z/1.log", "/z/2.log"};
    assert_int_equal(f->file_count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_string_equal(f->files[i], expected[i]);
    assert_int_equal(f->totals.files, 4);
    assert_int_equal(f->totals.requests, 4);
    assert_int_equal(f->totals.failed, 0);
}

static void links_back_are_passed_over(void **state)
{
    struct fixture *f = *state;
    char path[100];
    snprintf(path, sizeof path, "%s/z/back", f->directory);
    assert_int_equal(symlink("..", path), 0);
    import(f, 1, (const char *const[]){"%s"});
    assert_int_equal(f->totals.files, 4);
    assert_int_equal(f->totals.failed, 0);
}

static void a_name_before_a_path_labels_it(void **state)
{
    struct fixture *f = *state;
    import(f, 2, (const char *const[]){"fast=%s/z", "slow=%s/m.log"});
    assert_int_equal(f->totals.requests, 3);
    assert_int_equal(number(f, "SELECT count(*) FROM request JOIN run USING (run_id) WHERE label = 'fast'"), 2);
    assert_int_equal(number(f, "SELECT count(*) FROM request JOIN run USING (run_id) WHERE label = 'slow'"), 1);
}

/* A path that is there is a path, whatever stands in it. */
static void a_path_with_an_equals_sign(void **state)
{
    struct fixture *f = *state;
    import(f, 1, (const char *const[]){"%s/a=b/x.log"});
    assert_int_equal(f->totals.requests, 1);
    assert_int_equal(number(f, "SELECT count(*) FROM run WHERE label <> ''"), 0);
}

static void check_excluded(struct fixture *f, const char *glob, const char *left)
{
    char files[200] = "";
    f->excluded[0] = glob;
    f->exclude_count = 1;
    f->file_count = 0;
    import(f, 1, (const char *const[]){"%s"});
    for (size_t i = 0; i < f->file_count; i++)
        snprintf(files + strlen(files), sizeof files - strlen(files), "%s ", f->files[i]);
    assert_string_equal(files, left);
}

static void files_may_be_excluded(void **state)
{
    struct fixture *f = *state;
    check_excluded(f, "1.log", "/a=b/x.log /m.log /z/2.log ");
    assert_int_equal(f->totals.excluded, 1);
    check_excluded(f, "[0-9].log", "/a=b/x.log /m.log ");
    assert_int_equal(f->totals.excluded, 2);
    check_excluded(f, "z", "/a=b/x.log /m.log ");
    assert_int_equal(f->totals.excluded, 1); /* a directory */
    check_excluded(f, "z/?.log", "/a=b/x.log /m.log ");
    check_excluded(f, "*/1.log", "/a=b/x.log /m.log /z/2.log ");
    check_excluded(f, "a*x.log", "/a=b/x.log /m.log /z/1.log /z/2.log "); /* no star reaches over a slash */
    check_excluded(f, "log", "/a=b/x.log /m.log /z/1.log /z/2.log ");
    assert_int_equal(f->totals.excluded, 0);
    f->file_count = 0;
    f->excluded[0] = "m.log";
    import(f, 2, (const char *const[]){"%s/m.log", "%s/z/1.log"});
    assert_int_equal(f->file_count, 1);
    assert_int_equal(f->totals.excluded, 1);
}

static void what_cannot_be_read_does_not_stop_the_others(void **state)
{
    struct fixture *f = *state;
    import(f, 3, (const char *const[]){"%s/m.log", "%s/gone.log", "%s/z/1.log"});
    assert_int_equal(f->totals.files, 2);
    assert_int_equal(f->totals.requests, 2);
    assert_int_equal(f->totals.failed, 1);
    assert_int_equal(f->failed_count, 1);
    assert_non_null(strstr(f->failures[0], "cannot open"));
    assert_non_null(strstr(f->failures[0], "gone.log': No such file or directory"));
}

static void the_same_operand_twice(void **state)
{
    struct fixture *f = *state;
    import(f, 2, (const char *const[]){"%s/m.log", "%s/m.log"});
    assert_int_equal(f->totals.requests, 1);
    assert_int_equal(f->totals.known, 1);
}

static void more_files_than_a_transaction_holds(void **state)
{
    struct fixture *f = *state;
    enum { MANY = 1100 };
    make_directory(f, "many");
    for (int i = 0; i < MANY; i++) {
        char name[40], text[200];
        snprintf(name, sizeof name, "many/%04d.json", i);
        snprintf(text, sizeof text,
                 "{\"model\":\"m\",\"created_at\":\"2026-01-02T03:04:05.%06dZ\",\"done\":true,\"eval_count\":1}", i);
        make(f, name, text);
    }
    struct failure why = {""};
    char operand[100], *operands[] = {operand};
    snprintf(operand, sizeof operand, "%s/many", f->directory);
    assert_true(batch_import(f->store, 1, operands, &(struct batch_options){.label = "", .host = ""},
                             &(struct batch_watch){0}, &f->totals, &why));
    assert_int_equal(f->totals.requests, MANY);
    assert_int_equal(number(f, "SELECT count(*) FROM request"), MANY);
}

static void the_sum_is_told(void **state)
{
    (void)state;
    char text[300];
    batch_summary(&(struct batch_totals){.files = 1, .requests = 1}, text, sizeof text);
    assert_string_equal(text, "1 file: 1 request, 0 problems");
    batch_summary(
        &(struct batch_totals){.files = 12, .requests = 340, .partial = 3, .repeats = 15, .problems = 2, .failed = 1},
        text, sizeof text);
    assert_string_equal(text, "12 files: 340 requests (3 partial), 15 already known, 2 problems, 1 file not read");
    batch_summary(&(struct batch_totals){.excluded = 2}, text, sizeof text);
    assert_string_equal(text, "0 files: 0 requests, 0 problems, 2 excluded");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(directories_are_read_in_order),  TEST(links_back_are_passed_over),
        TEST(a_name_before_a_path_labels_it), TEST(a_path_with_an_equals_sign),
        TEST(files_may_be_excluded),          TEST(what_cannot_be_read_does_not_stop_the_others),
        TEST(the_same_operand_twice),         TEST(more_files_than_a_transaction_holds),
        cmocka_unit_test(the_sum_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
