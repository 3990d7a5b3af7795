#include "selection.h"

#include "bucket.h"
#include "display.h"
#include "timestamp.h"

/* Columns of `selectable`. */
const char *const selection_keys[] = {"model",  "family",         "size",     "quantization", "label",
                                      "host",   "status",         "endpoint", "source",       "done_reason",
                                      "engine", "ollama_version", NULL};

/* What nobody asked to be otherwise. */
static const char every_series[] = "default_series", every_request[] = "(1\n)";

/* And whatever was declared of a machine: meta.gpu is what --meta gpu=… said. */
static const struct span declared_prefix = {"meta.", 5};

static bool is_key(struct span name)
{
    for (size_t i = 0; selection_keys[i]; i++)
        if (span_equal(name, span_of(selection_keys[i])))
            return true;
    return false;
}

static bool unknown_key(struct span name, struct failure *why)
{
    struct buffer known = {0};
    for (size_t i = 0; selection_keys[i]; i++)
        buffer_print(&known, "%s, ", selection_keys[i]);
    buffer_add_byte(&known, '\0');
    failure_set(why, "unknown key '%.*s'; use %sor meta.KEY for what --meta declared",
                (int)(name.len < 60 ? name.len : 60), name.ptr, known.failed ? "" : known.ptr);
    buffer_release(&known);
    return false;
}

static void add_quoted(struct buffer *out, struct span text)
{
    buffer_add_byte(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'')
            buffer_add_byte(out, '\'');
        buffer_add_byte(out, text.ptr[i]);
    }
    buffer_add_byte(out, '\'');
}

/* What a request has under the key, as SQL; never NULL. */
static bool add_key(struct buffer *out, struct span name, struct failure *why)
{
    if (is_key(name)) {
        buffer_print(out, "coalesce(%.*s, '(unknown)')", (int)name.len, name.ptr);
        return true;
    }
    if (!span_starts(name, declared_prefix))
        return unknown_key(name, why);
    buffer_add(out, SPAN("coalesce((SELECT value FROM run_meta WHERE run_meta.run_id = selectable.run_id AND key = "));
    add_quoted(out, span_from(name, declared_prefix.len));
    buffer_add(out, SPAN("), '(unknown)')"));
    return true;
}

/* The series' name: the keys and buckets in the order of the options, keys first. */
static bool add_series(struct buffer *out, const struct options *options, struct failure *why)
{
    for (size_t i = 0; i < options->by_count; i++) {
        buffer_add(out, i ? SPAN(" || ' · ' || ") : SPAN(""));
        if (!add_key(out, span_of(options->by[i]), why))
            return false;
    }
    if (!options->by_count)
        buffer_add(out, span_of(every_series));
    for (size_t i = 0; i < options->bucket_count; i++) {
        buffer_add(out, SPAN(" || ' · ' || "));
        if (!bucket_add(out, options->buckets[i], why))
            return false;
    }
    return true;
}

/* KEY=GLOB, without regard to case. */
static bool add_glob(struct buffer *out, const char *pair, bool wanted, struct failure *why)
{
    size_t equals = span_find_byte(span_of(pair), '=');
    buffer_add(out, SPAN(" AND lower("));
    if (!add_key(out, span_first(span_of(pair), equals), why))
        return false;
    buffer_print(out, ") %sGLOB lower(", wanted ? "" : "NOT ");
    add_quoted(out, span_from(span_of(pair), equals + 1));
    buffer_add(out, SPAN(")"));
    return true;
}

/* A day (midnight UTC) or an instant. */
static bool add_time(struct buffer *out, const char *text, const char *comparison, struct failure *why)
{
    char whole[40];
    if (!text)
        return true;
    snprintf(whole, sizeof whole, strlen(text) == 10 ? "%.30sT00:00:00Z" : "%.39s", text);
    struct maybe at_ns = timestamp_parse(span_of(whole));
    if (!at_ns.known)
        return failure_set(why, "'%.60s' is no time; write 2026-08-21 or 2026-08-21T18:00:00Z", text);
    buffer_print(out, " AND created_at_ns %s %lld", comparison, (long long)at_ns.value);
    return true;
}

/* Cold starts, or cached prompts: only these, or none of these. */
static void add_class(struct buffer *out, enum class_choice choice, const char *is_of_class)
{
    if (choice == CLASS_ONLY || choice == CLASS_EXCLUDE)
        buffer_print(out, " AND (%s) = %d", is_of_class, choice == CLASS_ONLY);
}

static bool add_where(struct buffer *out, const struct options *options, struct failure *why)
{
    /* Parenthesised and on a line of its own, so that it stays one expression, a comment at its end included. */
    buffer_print(out, "(%s\n)", options->where ? options->where : "1");
    for (size_t i = 0; i < options->only_count; i++)
        if (!add_glob(out, options->only[i], true, why))
            return false;
    for (size_t i = 0; i < options->exclude_count; i++)
        if (!add_glob(out, options->exclude[i], false, why))
            return false;
    add_class(out, options->cold, "is_cold");
    add_class(out, options->cached, "request_id IN (SELECT request_id FROM request_cache WHERE cache_class > 0)");
    if (options->split_group) {
        buffer_add(out, SPAN(" AND "));
        if (!add_key(out, span_of(options->split), why))
            return false;
        buffer_add(out, SPAN(" = "));
        add_quoted(out, span_of(options->split_group));
    }
    return add_time(out, options->since, ">=", why) && add_time(out, options->until, "<", why);
}

bool selection_make(const struct options *options, struct selection_text *text, struct selection *selection,
                    struct failure *why)
{
    if (!add_series(&text->series, options, why) || !add_where(&text->where, options, why) ||
        (options->objective && !objective_parse(options->objective, &text->objective, why)))
        return false;
    buffer_add_byte(&text->series, '\0');
    buffer_add_byte(&text->where, '\0');
    if (text->series.failed || text->where.failed)
        return failure_out_of_memory(why);
    *selection = (struct selection){
        .series = strcmp(text->series.ptr, every_series) == 0 ? NULL : text->series.ptr,
        .where = strcmp(text->where.ptr, every_request) == 0 ? NULL : text->where.ptr,
        .is_foreign = options->where != NULL,
        .with_concurrency = selection_has_bucket(options, "concurrency"),
        .ttft_counts_cold = options->cold == CLASS_INCLUDE || options->cold == CLASS_ONLY,
        .ttft_counts_cached = options->cached == CLASS_INCLUDE || options->cached == CLASS_ONLY,
        .reference = options->reference,
        .objective = options->objective ? &text->objective : NULL,
        .quantile_count = options->quantile_count,
        .quantiles = options->quantiles,
    };
    return true;
}

void selection_release(struct selection_text *text)
{
    buffer_release(&text->series);
    buffer_release(&text->where);
}

bool selection_add_key(struct buffer *out, const char *key, struct failure *why)
{
    return add_key(out, span_of(key), why);
}

static void add_word(struct buffer *out, const char *word, const char *value)
{
    if (!value)
        return;
    buffer_print(out, "%s%s ", out->len ? ", " : "", word);
    display_add(out, span_of(value));
}

static void add_words(struct buffer *out, const char *word, const char *const *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_word(out, word, values[i]);
}

static const char *class_word(enum class_choice choice)
{
    static const char *const words[] = {[CLASS_EXCLUDE] = "without", [CLASS_ONLY] = "only"};
    return choice == CLASS_EXCLUDE || choice == CLASS_ONLY ? words[choice] : NULL;
}

void selection_words(const struct options *options, struct buffer *out)
{
    if (options->split_group)
        add_word(out, options->split, options->split_group);
    add_words(out, "only", options->only, options->only_count);
    add_words(out, "without", options->exclude, options->exclude_count);
    if (class_word(options->cold))
        add_word(out, class_word(options->cold), "cold starts");
    if (class_word(options->cached))
        add_word(out, class_word(options->cached), "cached prompts");
    add_word(out, "where", options->where);
    add_word(out, "since", options->since);
    add_word(out, "until", options->until);
}

bool selection_has_bucket(const struct options *options, const char *key)
{
    for (size_t i = 0; i < options->bucket_count; i++)
        if (bucket_is_of(options->buckets[i], key))
            return true;
    return false;
}

const char *selection_heading(const struct options *options)
{
    if (options->bucket_count || options->by_count > 1)
        return "group";
    return options->by_count ? options->by[0] : "model";
}
