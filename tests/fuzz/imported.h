/*
 * For fuzz targets that import: one store in memory for all inputs, of which each leaves nothing (it is rolled back).
 */
#ifndef EVALRATE_FUZZ_IMPORTED_H
#define EVALRATE_FUZZ_IMPORTED_H

#include "fuzz.h"
#include "sqlite_memory.h"
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
        fuzz_sqlite_memory();
        fuzz_opened = store_open(NULL, &why);
        CLAIM(fuzz_opened && atexit(fuzz_close_store) == 0);
    }
    return fuzz_opened;
}

/* False where the file is a damaged archive. */
static inline bool fuzz_import(struct store *store, const char *path, size_t size, struct file_result *result)
{
    struct failure why = {""};
    bool done = store_import_file(store, path, (int64_t)size, &(struct run_key){"", ""}, &(struct ingest_options){0},
                                  result, &why);
    if (!done)
        fprintf(stderr, "%s\n", why.message);
    CLAIM(done || fuzz_is_damaged(why.message));
    return done;
}

#endif
