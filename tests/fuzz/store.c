/* Whatever was imported can be reported, and a second import of the same bytes changes nothing. */
#include "fuzz.h"
#include "store.h"

static int64_t number(struct store *store, const char *sql)
{
    struct maybe value;
    struct failure why;
    CLAIM(db_number(store_db(store), sql, &value, &why));
    return value.value;
}

static void read_all(struct store *store, const char *sql)
{
    struct failure why = {""};
    struct statement *statement = db_prepare(store_db(store), sql, &why);
    enum step step = STEP_ROW;
    while (statement && step == STEP_ROW)
        step = statement_step(statement, &why);
    if (step != STEP_DONE)
        fprintf(stderr, "%s: %s\n", sql, why.message);
    CLAIM(statement && step == STEP_DONE);
    statement_close(statement);
}

/* False where the file is a damaged archive. */
static bool import(struct store *store, const char *path, struct file_result *result)
{
    struct failure why = {""};
    CLAIM(store_begin(store, &why));
    bool done = store_import_file(store, path, 0, &(struct run_key){"", ""}, &(struct ingest_options){0}, result, &why);
    if (!done)
        fprintf(stderr, "%s\n", why.message);
    CLAIM(done || fuzz_is_damaged(why.message));
    CLAIM(store_commit(store, &why));
    return done;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[FUZZ_PATH_SIZE];
    struct failure why = {""};
    struct file_result first, again;
    struct store *store = store_open(NULL, &why);
    CLAIM(store);
    fuzz_make_file(path, data, size);
    bool done = import(store, path, &first);
    int64_t requests = number(store, "SELECT count(*) FROM request");
    CLAIM(!first.known && number(store, "SELECT count(*) FROM source") == done);
    CLAIM(requests == (done ? first.requests + first.others : 0));
    CLAIM(number(store, "SELECT count(*) FROM sighting") == (done ? first.repeats : 0));
    CLAIM(number(store, "SELECT count(*) FROM problem") == (done ? first.problems : 0));
    CLAIM(import(store, path, &again) == done);
    unlink(path);
    CLAIM((again.known || !done) && number(store, "SELECT count(*) FROM request") == requests);
    CLAIM(store_select(store, &(struct selection){0}, &why));
    read_all(store, "SELECT * FROM report_models");
    read_all(store, "SELECT * FROM requests");
    store_close(store);
    return 0;
}
