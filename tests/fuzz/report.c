/* Whatever is imported can be reported, with as many requests as there are. */
#include "imported.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
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
    return 0;
}
