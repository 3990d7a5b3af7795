/* Whatever is imported is counted right, and a second import of the same bytes changes nothing. */
#include "fuzz.h"
#include "imported.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct failure why = {""};
    struct file_result first, again;
    struct store *store = fuzz_store();
    const char *path = fuzz_file(data, size);
    CLAIM(store_begin(store, &why));
    bool done = fuzz_import(store, path, &first);
    int64_t requests = fuzz_number(store, "SELECT count(*) FROM request");
    CLAIM(!first.known && fuzz_number(store, "SELECT count(*) FROM source") == done);
    CLAIM(requests == (done ? first.requests + first.others : 0));
    CLAIM(fuzz_number(store, "SELECT count(*) FROM sighting") == (done ? first.repeats : 0));
    CLAIM(fuzz_number(store, "SELECT count(*) FROM problem") == (done ? first.problems : 0));
    CLAIM(fuzz_import(store, path, &again) == done);
    CLAIM((again.known || !done) && fuzz_number(store, "SELECT count(*) FROM request") == requests);
    store_rollback(store);
    store_forget(store);
    return 0;
}
