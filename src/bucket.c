#include "bucket.h"

static const struct bucket_key {
    const char *name, *sql;
} bucket_keys[] = {
    {"prompt", "prompt_eval_count"},
    {"output", "eval_count"},
    {"concurrency", "round(mean_in_flight)"},
};

bool bucket_is_of(const char *words, const char *key)
{
    return span_starts(span_of(words), span_of(key)) && words[strlen(key)] == '=';
}

static const struct bucket_key *find_key(const char *words)
{
    for (size_t i = 0; i < sizeof bucket_keys / sizeof *bucket_keys; i++)
        if (bucket_is_of(words, bucket_keys[i].name))
            return &bucket_keys[i];
    return NULL;
}

/* One WHEN: up to `end`, above the bucket before (`last`, which is -1 for the first). */
static void add_bucket(struct buffer *sql, const struct bucket_key *key, int64_t last, int64_t end)
{
    buffer_print(sql, " WHEN %s <= %lld THEN '%s ", key->sql, (long long)end, key->name);
    if (last < 0)
        buffer_print(sql, "to %lld'", (long long)end);
    else if (last + 1 == end)
        buffer_print(sql, "%lld'", (long long)end);
    else
        buffer_print(sql, "%lld-%lld'", (long long)last + 1, (long long)end);
}

bool bucket_add(struct buffer *sql, const char *words, struct failure *why)
{
    const struct bucket_key *key = find_key(words);
    if (!key)
        return failure_set(why, "'%.80s' is no bucket; write prompt=512,2048 or output=… or concurrency=1,2,4", words);
    struct span list = span_from(span_of(words), strlen(key->name) + 1);
    int64_t last = -1;
    buffer_print(sql, "CASE WHEN %s IS NULL THEN '%s unknown'", key->sql, key->name);
    do {
        struct span word = span_first(list, span_find_byte(list, ','));
        struct maybe end = span_to_count(span_trim(word));
        if (!end.known || end.value <= last)
            return failure_set(why, "'%.80s' needs ascending whole numbers, such as %s=512,2048", words, key->name);
        add_bucket(sql, key, last, end.value);
        last = end.value;
        list = span_from(list, word.len + 1);
    } while (list.len);
    buffer_print(sql, " ELSE '%s over %lld' END", key->name, (long long)last);
    return true;
}
