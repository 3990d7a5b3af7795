/*
 * Progress of an import: told before each file and while a large one is read, never backwards, never beyond the end.
 */
#include "batch.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_large_file_is_followed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
