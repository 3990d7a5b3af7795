/*
 * Progress: of an import, told before each file and while a large one is read; of a merge, told while its rows are
 * taken. Never backwards, never beyond the end.
 */
#include "batch.h"
#include "merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { SMALL = 1000, LARGE = 5000000 };

struct seen {
    int64_t calls, last, within, files, bytes;
    bool backwards;
};

static void see(void *ctx, const struct batch_totals *totals, int64_t files, int64_t bytes)
{
    struct seen *seen = ctx;
    seen->calls++;
    seen->backwards |= totals->bytes < seen->last;
    seen->within += totals->bytes > SMALL && totals->bytes < SMALL + LARGE;
    seen->last = totals->bytes;
    seen->files = files;
    seen->bytes = bytes;
}

static void write_text(const char *path, size_t length)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (size_t i = 0; i < length; i++)
        fputc(i % 50 == 49 ? '\n' : 'x', file);
    assert_int_equal(fclose(file), 0);
}

static void a_large_file_is_followed(void **state)
{
    (void)state;
    char directory[] = "/tmp/progress_test.XXXXXX", first[64], second[64];
    assert_non_null(mkdtemp(directory));
    snprintf(first, sizeof first, "%s/1.txt", directory);
    snprintf(second, sizeof second, "%s/2.txt", directory);
    write_text(first, SMALL);
    write_text(second, LARGE);

    struct failure why = {""};
    struct seen seen = {0};
    struct batch_totals totals;
    struct store *store = store_open(NULL, &why);
    assert_non_null(store);
    char *operands[] = {directory};
    const struct batch_options options = {.label = "", .host = ""};
    const struct batch_watch watch = {.ctx = &seen, .progress = see};
    assert_true(batch_import(store, 1, operands, &options, &watch, &totals, &why));
    store_close(store);
    unlink(first);
    unlink(second);
    rmdir(directory);

    assert_int_equal(seen.files, 2);
    assert_int_equal(seen.bytes, SMALL + LARGE);
    assert_false(seen.backwards);
    assert_true(seen.within >= 3); /* the window is 1 MiB */
    assert_true(seen.last <= SMALL + LARGE);
    assert_int_equal(totals.bytes, SMALL + LARGE);
}

/* --- merging ------------------------------------------------------------------------------------------------------ */

enum { REQUESTS = 20000 };

struct shares {
    int calls;
    double last, first;
    bool backwards, beyond;
};

static void see_share(void *ctx, double done)
{
    struct shares *shares = ctx;
    if (shares->calls++ == 0)
        shares->first = done;
    shares->backwards |= done < shares->last;
    shares->beyond |= done < 0 || done > 1;
    shares->last = done;
}

static void see_conflict(void *ctx, const struct failure *words)
{
    (void)ctx;
    fail_msg("%s", words->message);
}

static void write_answers(const char *path)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < REQUESTS; i++)
        fprintf(file,
                "{\"model\":\"one:1b\",\"done\":true,\"total_duration\":%d,\"prompt_eval_count\":20,"
                "\"prompt_eval_duration\":1000000,\"eval_count\":30,\"eval_duration\":4000000}\n",
                6000000 + i);
    assert_int_equal(fclose(file), 0);
}

static void import_answers(const char *log, const char *database)
{
    struct failure why = {""};
    struct batch_totals totals;
    struct store *store = store_open(database, &why);
    assert_non_null(store);
    char path[64];
    snprintf(path, sizeof path, "%s", log);
    char *operands[] = {path};
    const struct batch_options options = {.label = "", .host = ""};
    const struct batch_watch watch = {0};
    assert_true(batch_import(store, 1, operands, &options, &watch, &totals, &why));
    assert_int_equal(totals.requests, REQUESTS);
    store_close(store);
}

static void a_large_database_is_followed(void **state)
{
    (void)state;
    char directory[] = "/tmp/progress_test.XXXXXX", log[64], database[64];
    assert_non_null(mkdtemp(directory));
    snprintf(log, sizeof log, "%s/answers.jsonl", directory);
    snprintf(database, sizeof database, "%s/there.db", directory);
    write_answers(log);
    import_answers(log, database);

    struct failure why = {""};
    struct shares shares = {0};
    struct merge_result result;
    const struct merge_watch watch = {&shares, see_conflict, see_share};
    struct store *store = store_open(NULL, &why);
    assert_non_null(store);
    assert_true(merge_database(store, database, &watch, &result, &why));
    store_close(store);
    unlink(log);
    unlink(database);
    rmdir(directory);

    assert_int_equal(result.facts.requests, REQUESTS);
    assert_true(shares.calls >= 4); /* every 4,096 rows */
    assert_true(shares.first < 0.1);
    assert_true(shares.last > 0.7);
    assert_false(shares.backwards);
    assert_false(shares.beyond);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_file_is_followed),
        cmocka_unit_test(a_large_database_is_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
