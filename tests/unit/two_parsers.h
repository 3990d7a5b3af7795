/*
 * Ollama's objects read by the fast parser and by the general one, and whether they say the same.
 */
#ifndef EVALRATE_TWO_PARSERS_H
#define EVALRATE_TWO_PARSERS_H

#include "../../src/import/json.h"
#include "../../src/import/json_scan.h"
#include "record_text.h"

#include <stdlib.h>

struct two_parsers {
    struct json *fast, *general;
    struct buffer fast_says, general_says; /* all records since the last look */
    struct json_scan scan;
};

static inline struct span no_model(void *ctx, enum model_from *from)
{
    (void)ctx;
    *from = MODEL_FROM_NONE;
    return (struct span){0};
}

static inline bool no_text(void *ctx, struct span text, int64_t line, struct failure *why)
{
    (void)ctx, (void)text, (void)line, (void)why;
    return true;
}

static inline void nothing_found(void *ctx, struct span model, int64_t line)
{
    (void)ctx, (void)model, (void)line;
}

static inline bool nothing_damaged(void *ctx, const struct request *head, struct failure *why)
{
    (void)ctx, (void)head, (void)why;
    return true;
}

static inline bool two_parsers_open(struct two_parsers *two, struct failure *why)
{
    struct json_callbacks callbacks = {
        .model = no_model, .text = no_text, .found = nothing_found, .damaged = nothing_damaged};
    *two = (struct two_parsers){0};
    two->fast = json_open(sink_to_text(&two->fast_says), &callbacks, why);
    two->general = json_open(sink_to_text(&two->general_says), &callbacks, why);
    return two->fast && two->general;
}

static inline void two_parsers_close(struct two_parsers *two)
{
    json_close(two->fast);
    json_close(two->general);
    json_scan_release(&two->scan);
    buffer_release(&two->fast_says);
    buffer_release(&two->general_says);
}

/* Reads the object by the general parser; returns the bytes it takes, 0 where it is not complete. */
static inline size_t read_generally(struct two_parsers *two, struct span text, struct failure *why)
{
    size_t used;
    json_scan_start(&two->scan);
    if (json_scan_feed(&two->scan, text, &used) != SCAN_DONE)
        return 0;
    struct json_value value = {.text = buffer_span(&two->scan.text), .format = SPAN("ollama"), .line = 1};
    return json_value(two->general, &value, why) ? used : 0;
}

/* What is wrong: NULL where the two agree, or the fast parser leaves the object to the general one. `took` says whether
 * it did not. The text is copied, so that sanitizers see a look beyond its end. */
static inline const char *two_parsers_read(struct two_parsers *two, struct span text, bool *took, struct failure *why)
{
    size_t used;
    char *exact = malloc(text.len ? text.len : 1);
    if (!exact)
        return "out of memory";
    if (text.len)
        memcpy(exact, text.ptr, text.len);
    text.ptr = exact;
    const char *wrong = NULL;
    if (!json_fast(two->fast, text, 1, &used, why))
        wrong = "the fast parser fails";
    *took = used != 0;
    if (!wrong && *took && read_generally(two, text, why) != used)
        wrong = "the general parser ends elsewhere";
    free(exact);
    if (!json_end(two->fast, why) || !json_end(two->general, why))
        return "the end fails";
    if (!wrong && !span_equal(buffer_span(&two->fast_says), buffer_span(&two->general_says)))
        wrong = "they say different things";
    return wrong;
}

static inline void two_parsers_forget(struct two_parsers *two)
{
    buffer_clear(&two->fast_says);
    buffer_clear(&two->general_says);
}

#endif
