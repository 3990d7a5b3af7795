#include "selection.h"

#include "timestamp.h"

/* Keys that people may group and select by, as columns of `selectable`. */
static const char *const keys[] = {"model", "family", "size", "quantization", "label", "host", "status", "endpoint", "source", NULL};

static const char *find_key(struct span name)
{
    for (size_t i = 0; keys[i]; i++)
        if (span_equal(name, span_of(keys[i])))
            return keys[i];
    return NULL;
}

static bool unknown_key(struct span name, struct failure *why)
{
    return failure_set(why, "unknown key '%.*s'; use model, family, size, quantization, label, host, status, endpoint or source",
                       (int)name.len, name.ptr);
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

static bool add_series(struct buffer *out, const struct options *options, struct failure *why)
{
    for (size_t i = 0; i < options->by_count; i++) {
        const char *key = find_key(span_of(options->by[i]));
        if (!key)
            return unknown_key(span_of(options->by[i]), why);
        buffer_print(out, "%s%s", i ? " || ' · ' || " : "", key);
    }
    return true;
}

/* KEY=GLOB, without regard to case. */
static bool add_glob(struct buffer *out, const char *pair, bool wanted, struct failure *why)
{
    size_t equals = span_find_byte(span_of(pair), '=');
    const char *key = find_key(span_first(span_of(pair), equals));
    if (!key)
        return unknown_key(span_first(span_of(pair), equals), why);
    buffer_print(out, " AND lower(%s) %sGLOB lower(", key, wanted ? "" : "NOT ");
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
    return add_time(out, options->since, ">=", why) && add_time(out, options->until, "<", why);
}

bool selection_make(const struct options *options, struct selection_text *text, struct selection *selection,
                    struct failure *why)
{
    if (!add_series(&text->series, options, why) || !add_where(&text->where, options, why))
        return false;
    buffer_add_byte(&text->series, '\0');
    buffer_add_byte(&text->where, '\0');
    if (text->series.failed || text->where.failed)
        return failure_out_of_memory(why);
    *selection = (struct selection){
        .series = options->by_count ? text->series.ptr : NULL,
        .where = text->where.ptr,
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

const char *selection_heading(const struct options *options)
{
    return options->by_count == 0 ? "model" : options->by_count == 1 ? options->by[0] : "group";
}
