#include "model_facts.h"

#include "buffer.h"
#include "model_name.h"

#include <stdio.h>

enum kind { TEXT, COUNT, REAL, FLAG };

static const struct fact {
    const char *key, *column;
    enum kind kind;
} facts[] = {
    {"family", "family", TEXT},
    {"size", "size", TEXT},
    {"active-size", "active_size", TEXT},
    {"variant", "variant", TEXT},
    {"quantization", "quantization", TEXT},
    {"engine", "engine", TEXT},
    {"parameters", "parameter_count", COUNT},
    {"context-length", "context_length", COUNT},
    {"size-bytes", "size_bytes", COUNT},
    {"weight-bytes", "weight_bytes", COUNT},
    {"kv-bytes-per-token", "kv_bytes_per_token", COUNT},
    {"tokenizer", "tokenizer", TEXT},
    {"reference", "is_reference", FLAG},
    {"tokens-per-reference", "tokens_per_reference", REAL},
    {"tokens-per-reference-lo", "tokens_per_reference_lo", REAL},
    {"tokens-per-reference-hi", "tokens_per_reference_hi", REAL},
};

enum { FACTS = sizeof facts / sizeof *facts };

static const struct fact *find_fact(const char *key)
{
    for (size_t i = 0; i < FACTS; i++)
        if (strcmp(facts[i].key, key) == 0)
            return &facts[i];
    return NULL;
}

static bool unknown_key(const char *key, struct failure *why)
{
    struct buffer keys = {0};
    for (size_t i = 0; i < FACTS; i++)
        buffer_print(&keys, "%s%s", i ? ", " : "", facts[i].key);
    buffer_add_byte(&keys, '\0');
    failure_set(why, "there is no fact '%.60s'; use %s", key, keys.failed ? "" : keys.ptr);
    buffer_release(&keys);
    return false;
}

/* Binds the value as its kind has it; false where it does not fit. */
static bool bind_value(struct statement *statement, const struct fact *fact, const char *value)
{
    struct span text = span_trim(span_of(value));
    struct maybe count = span_to_count(text);
    struct maybe_real real = span_to_real(text);
    switch (fact->kind) {
    case TEXT:
        statement_bind_text(statement, 2, text.len ? text : (struct span){0});
        return true;
    case FLAG:
        statement_bind_integer(statement, 2, text.len ? count.value : 0);
        return text.len == 0 || (count.known && count.value <= 1);
    case COUNT:
        statement_bind(statement, 2, count);
        return count.known || text.len == 0;
    default:
        statement_bind_real(statement, 2, real);
        return text.len == 0 || (real.known && real.value > 0);
    }
}

/* Makes a model known that no log has named yet. */
static bool add_model(struct db *db, const char *name, struct failure *why)
{
    struct statement *insert = db_prepare(
        db, "INSERT OR IGNORE INTO main.model(name, family, size, quantization) VALUES (?1, ?2, ?3, ?4)", why);
    if (!insert)
        return false;
    struct model_traits traits;
    model_name_traits(name, &traits);
    const char *const texts[] = {name, traits.family, traits.size, traits.quantization};
    for (int i = 0; i < 4; i++)
        statement_bind_text(insert, i + 1, texts[i][0] ? span_of(texts[i]) : (struct span){0});
    bool done = statement_run(insert, why);
    statement_close(insert);
    return done;
}

bool model_facts_set(struct db *db, const char *name, const char *key, const char *value, struct failure *why)
{
    char canonical[MODEL_NAME_SIZE], sql[200];
    const struct fact *fact = find_fact(key);
    if (!fact)
        return unknown_key(key, why);
    model_name_canonical(span_of(name), canonical);
    if (!canonical[0])
        return failure_set(why, "a model needs a name");
    if (!add_model(db, canonical, why))
        return false;
    snprintf(sql, sizeof sql, "UPDATE main.model SET %s = ?2, facts_from = 'user' WHERE name = ?1", fact->column);
    struct statement *update = db_prepare(db, sql, why);
    if (!update)
        return false;
    statement_bind_text(update, 1, span_of(canonical));
    bool done = bind_value(update, fact, value);
    if (!done)
        failure_set(why, "'%.60s' does not fit %s", value, key);
    done = done && statement_run(update, why);
    statement_close(update);
    return done;
}
