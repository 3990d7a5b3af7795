/*
 * For fuzz targets that import: one store in memory for all inputs, of which each leaves nothing (it is rolled back).
 */
#ifndef EVALRATE_FUZZ_IMPORTED_H
#define EVALRATE_FUZZ_IMPORTED_H

#include "fuzz.h"
#include "store.h"

static struct store *fuzz_opened;

static inline void fuzz_close_store(void)
{
    store_close(fuzz_opened);
}

static inline struct store *fuzz_store(void)
{
    struct failure why;
    if (!fuzz_opened) {
        fuzz_opened = store_open(NULL, &why);
        CLAIM(fuzz_opened && atexit(fuzz_close_store) == 0);
    }
    return fuzz_opened;
}

static inline int64_t fuzz_number(struct store *store, const char *sql)
{
    struct maybe value;
    struct failure why;
    CLAIM(db_number(store_db(store), sql, &value, &why));
    return value.value;
}

/* False where the file is a damaged archive. */
static inline bool fuzz_import(struct store *store, const char *path, struct file_result *result)
{
    struct failure why = {""};
    bool done = store_import_file(store, path, 0, &(struct run_key){"", ""}, &(struct ingest_options){0}, result, &why);
    if (!done)
        fprintf(stderr, "%s\n", why.message);
    CLAIM(done || fuzz_is_damaged(why.message));
    return done;
}

#endif
