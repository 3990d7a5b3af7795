/*
 * Whatever is imported is counted right, and a second import of the same bytes changes nothing.
 *
 * The second import is told the size, as that of a file is, and then the bytes are known by their hash; or, where there
 * is an odd number of them, it is not, as of standard input, and they are read once more.
 */
#include "fuzz.h"
#include "imported.h"

/* What there is of each, in the order of the query. */
enum { SOURCES, REQUESTS, SIGHTINGS, PROBLEMS, KINDS };

static struct statement *count;

static void close_count(void)
{
    statement_close(count);
}

static void count_all(struct store *store, int64_t counts[KINDS])
{
    struct failure why = {""};
    if (!count) {
        count = db_prepare(store_db(store),
                           "SELECT (SELECT count(*) FROM source), (SELECT count(*) FROM request),"
                           " (SELECT count(*) FROM sighting), (SELECT count(*) FROM problem)",
                           &why);
        CLAIM(count && atexit(close_count) == 0); /* before the store is closed */
    }
    CLAIM(statement_step(count, &why) == STEP_ROW);
    for (size_t i = 0; i < KINDS; i++)
        counts[i] = statement_cell(count, i).integer;
    statement_reset(count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct failure why = {""};
    struct file_result first, again;
    int64_t counts[KINDS], counts_again[KINDS];
    struct store *store = fuzz_store();
    const char *path = fuzz_file(data, size);
    CLAIM(store_begin(store, &why));
    bool done = fuzz_import(store, path, 0, &first);
    count_all(store, counts);
    CLAIM(!first.known && counts[SOURCES] == done);
    CLAIM(counts[REQUESTS] == (done ? first.requests + first.others : 0));
    CLAIM(counts[SIGHTINGS] == (done ? first.repeats : 0));
    CLAIM(counts[PROBLEMS] == (done ? first.problems : 0));
    CLAIM(fuzz_import(store, path, size % 2 ? 0 : size, &again) == done);
    CLAIM(again.known || !done);
    count_all(store, counts_again);
    CLAIM(memcmp(counts, counts_again, sizeof counts) == 0);
    store_rollback(store);
    store_forget(store);
    return 0;
}
