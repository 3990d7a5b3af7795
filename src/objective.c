#include "objective.h"

#include "duration.h"

/* A duration that is all of `text`. */
static bool parse_time(struct span text, struct maybe *ns)
{
    struct duration duration = duration_parse(text);
    bool first = !ns->known;
    *ns = duration.ns;
    return first && text.len && duration.length == text.len && ns->known;
}

static bool parse_rate(struct span text, struct maybe_real *rate)
{
    bool first = !rate->known;
    *rate = span_to_real(text);
    return first && rate->known && rate->value > 0;
}

static bool parse_part(struct span part, struct objective *objective)
{
    size_t equals = span_find_byte(part, '=');
    struct span key = span_trim(span_first(part, equals)), value = span_trim(span_from(part, equals + 1));
    if (span_equal(key, SPAN("ttft")))
        return parse_time(value, &objective->max_ttft_ns);
    if (span_equal(key, SPAN("latency")))
        return parse_time(value, &objective->max_latency_ns);
    return span_equal(key, SPAN("decode")) && parse_rate(value, &objective->min_decode_tok_s);
}

bool objective_parse(const char *words, struct objective *objective, struct failure *why)
{
    struct span list = span_of(words);
    *objective = (struct objective){.name = words};
    do {
        struct span part = span_first(list, span_find_byte(list, ','));
        if (!parse_part(part, objective))
            return failure_set(why,
                               "'%.*s' is no objective; write ttft=2s, decode=7 (tokens/s) or latency=30s, or several "
                               "with commas between",
                               (int)(part.len < 80 ? part.len : 80), part.ptr);
        list = span_from(list, part.len + 1);
    } while (list.len);
    return true;
}
