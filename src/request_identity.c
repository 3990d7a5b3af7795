#include "request_identity.h"

#include "decompressor.h"
#include "hash.h"
#include "number.h"

#include <stdio.h>

int64_t place_first(const char *path, const struct run_key *run)
{
    struct span before = path_before_compression(span_of(path));
    const char *end = path + before.len, *tail = end;
    for (int slashes = 0; tail > path && !(tail[-1] == '/' && ++slashes == 2);)
        tail--;
    char text[1200];
    int kept = end - tail < 1000 ? (int)(end - tail) : 1000;
    int length = snprintf(text, sizeof text, "%s|%s|%.*s", run->label, run->host, kept, tail);
    return hash_bytes((struct span){text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1});
}

/* "|12", or "|" for what is not known. Digits are written in pairs: there are over a hundred to a request. */
static void add_figure(char *text, size_t *used, struct maybe figure)
{
    char digits[24];
    size_t first = sizeof digits;
    uint64_t rest = figure.value < 0 ? 0 - (uint64_t)figure.value : (uint64_t)figure.value;
    text[(*used)++] = '|';
    if (!figure.known)
        return;
    for (; rest >= 10; rest /= 100) {
        unsigned pair = (unsigned)(rest % 100);
        digits[--first] = (char)('0' + pair % 10);
        digits[--first] = (char)('0' + pair / 10);
    }
    if (rest || first == sizeof digits)
        digits[--first] = (char)('0' + rest);
    if (figure.value < 0)
        digits[--first] = '-';
    memcpy(text + *used, digits + first, sizeof digits - first);
    *used += sizeof digits - first;
}

static void add_rate(char *text, size_t *used, struct maybe_real rate)
{
    char digits[NUMBER_SIZE];
    size_t length = number_17_digits(rate.value, digits);
    text[(*used)++] = '|';
    memcpy(text + *used, digits, length);
    *used += length;
}

int64_t request_identity(const struct request *request, int64_t model_hash, int64_t *place)
{
    char text[400]; /* bounded: numbers and a hash of the model's name */
    const struct request *r = request;
    bool timed = r->created_at_ns.known;
    bool phases = r->prompt_eval_duration_ns.known && r->eval_duration_ns.known && !(r->flags & FLAG_ROUNDED);
    bool telling = timed || phases || (r->total_duration_ns.known && r->eval_duration_ns.known);
    struct span kind = timed ? SPAN("time") : telling ? SPAN("figures") : SPAN("place");
    size_t used = kind.len;
    memcpy(text, kind.ptr, kind.len);
    const struct maybe figures[] = {r->created_at_ns,     r->total_duration_ns,       r->load_duration_ns,
                                    r->prompt_eval_count, r->prompt_eval_duration_ns, r->eval_count,
                                    r->eval_duration_ns};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        add_figure(text, &used, figures[i]);
    if (timed) {
        add_figure(text, &used, maybe_of(model_hash));
    } else {
        if (r->entry.known)
            add_figure(text, &used, r->entry);
        if (!telling)
            add_figure(text, &used, r->stream.first_text_at_ns);
        add_rate(text, &used, r->reported_prompt_eval_rate_tok_s);
        add_rate(text, &used, r->reported_eval_rate_tok_s);
        if (!telling)
            add_figure(text, &used, maybe_of(r->line));
        if (!telling)
            add_figure(text, &used, maybe_of(*place));
    }
    int64_t identity = hash_bytes((struct span){text, used});
    add_figure(text, &used, maybe_of(*place));
    *place = hash_bytes((struct span){text, used});
    return identity;
}
