#include "run_facts.h"

#include <stdio.h>

enum kind { TEXT, COUNT, REAL };

/* The keys are the columns' names. */
static const struct fact {
    const char *key;
    enum kind kind;
} facts[] = {
    {"ollama_version", TEXT}, {"num_parallel", COUNT}, {"peak_bytes_s", REAL},
    {"usd_per_hour", REAL},   {"avg_watts", REAL},
};

static bool is_same_key(const char *a, const char *b)
{
    while (*a && *b && (*a == *b || (*a == '_' && *b == '-')))
        a++, b++;
    return *a == *b;
}

static const struct fact *find_fact(const char *key)
{
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if (is_same_key(facts[i].key, key))
            return &facts[i];
    return NULL;
}

/* Binds the value as its kind has it; false where it does not fit. */
static bool bind_value(struct statement *statement, enum kind kind, struct span value)
{
    struct maybe count = span_to_count(value);
    struct maybe_real real = span_to_real(value);
    switch (kind) {
    case TEXT:
        statement_bind_text(statement, 2, value);
        return value.len > 0;
    case COUNT:
        statement_bind(statement, 2, count);
        return count.known && count.value > 0;
    default:
        statement_bind_real(statement, 2, real);
        return real.known && real.value > 0;
    }
}

bool run_facts_set(struct db *db, int64_t run_id, const char *key, struct span value, struct failure *why)
{
    char sql[120];
    const struct fact *fact = find_fact(key);
    if (!fact)
        return true;
    snprintf(sql, sizeof sql, "UPDATE main.run SET %s = ?2 WHERE run_id = ?1", fact->key);
    struct statement *update = db_prepare(db, sql, why);
    if (!update)
        return false;
    statement_bind_integer(update, 1, run_id);
    bool done = bind_value(update, fact->kind, span_trim(value));
    if (!done)
        failure_set(why, "'%.*s' does not fit %s; write %s", (int)span_first(value, 60).len, value.ptr, fact->key,
                    fact->kind == TEXT ? "a word" : "a number above 0, without unit, such as 250 or 2.5e11");
    done = done && statement_run(update, why);
    statement_close(update);
    return done;
}
