#include "vocabulary.h"

bool vocabulary_other(struct db *db, struct span name, struct buffer *other, struct failure *why)
{
    struct statement *find = db_prepare(
        db, "SELECT value FROM main.run_meta WHERE key = '" VOCABULARY_KEY "' AND value <> ?1 ORDER BY value LIMIT 1",
        why);
    if (!find)
        return false;
    statement_bind_text(find, 1, name);
    enum step step = statement_step(find, why);
    if (step == STEP_ROW)
        buffer_add(other, statement_cell(find, 0).text);
    statement_close(find);
    return step != STEP_FAILED && (!other->failed || failure_out_of_memory(why));
}

bool vocabulary_agree(struct db *db, const char *name, struct failure *why)
{
    struct buffer other = {0};
    bool done = vocabulary_other(db, span_of(name), &other, why);
    if (done && other.len)
        done = failure_set(
            why,
            "answers in this database were counted in tokens of '%.*s', and those of '%s' are another unit; "
            "use another database (-d)",
            (int)other.len, other.ptr, name);
    buffer_release(&other);
    return done;
}
