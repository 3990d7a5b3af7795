/* Any bytes that are no damaged archive can be imported, and every record keeps the promises of record.h. */
#include "claims.h"
#include "ingest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct counts counts = {0};
    struct ingest_facts facts;
    struct failure why = {""};
    const char *path = fuzz_file(data, size);
    bool done = ingest_file(path, &(struct ingest_options){0}, sink_of_claims(&counts), &facts, &why);
    if (!done) {
        CLAIM(fuzz_is_damaged(why.message));
        return 0;
    }
    CLAIM(facts.size_bytes == (int64_t)size);
    CLAIM(facts.request_count == counts.requests && facts.problem_count == counts.problems);
    CLAIM(counts.last_line <= facts.line_count);
    CLAIM(counts.requests + counts.problems + counts.others > 0);
    return 0;
}
