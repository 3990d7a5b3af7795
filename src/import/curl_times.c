/*
 * What `curl -w` writes below an answer: its variables by their own names, one a line or several on one.
 *
 *     time_starttransfer:  0.310021s
 *     time_total=2.412345
 *
 *  1. Seconds, from the start of the exchange. `time_starttransfer` is the client's time to first byte, which is that
 *     to the first token where the answer was streamed; `time_total` is the whole time. "TTFB" is a name for the first.
 *  2. A line is one of these where such a name opens it; they are about the answer above (held_request.h).
 *  3. As `%{json}` they are a JSON object with curl's other variables: take_curl_times.
 */
#include "json_shape.h"
#include "line_recogniser.h"

#include <stdlib.h>

static const struct name {
    struct span text;
    enum { OTHER_TIME, FIRST_BYTE, TOTAL } time;
} names[] = {
    {{"time_starttransfer", 18}, FIRST_BYTE},
    {{"time_total", 10}, TOTAL},
    {{"ttfb", 4}, FIRST_BYTE},
    {{"time_namelookup", 15}, OTHER_TIME},
    {{"time_connect", 12}, OTHER_TIME},
    {{"time_appconnect", 15}, OTHER_TIME},
    {{"time_pretransfer", 16}, OTHER_TIME},
    {{"time_posttransfer", 17}, OTHER_TIME},
    {{"time_redirect", 13}, OTHER_TIME},
    {{"time_queue", 10}, OTHER_TIME},
};

struct curl {
    struct line_context around;
};

static void *open_curl(struct sink sink, const struct line_context *around, struct failure *why)
{
    (void)sink;
    struct curl *curl = calloc(1, sizeof *curl);
    if (!curl)
        failure_out_of_memory(why);
    else
        curl->around = *around;
    return curl;
}

/* The name at the start of the text. */
static const struct name *name_at(struct span text)
{
    if (text.len == 0 || (text.ptr[0] | 0x20) != 't')
        return NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_starts_nocase(text, names[i].text))
            return &names[i];
    return NULL;
}

/* "=0.31", ":  0.310021s"; unknown where anything else follows the name. */
static struct maybe seconds_behind(struct span text)
{
    size_t at = 0, length = 0;
    while (at < text.len && strchr(" \t:=\"'", text.ptr[at]) && text.ptr[at])
        at++;
    struct span value = span_from(text, at);
    while (length < value.len && ((value.ptr[length] >= '0' && value.ptr[length] <= '9') || value.ptr[length] == '.'))
        length++;
    return at && length ? ns_of_s(span_to_real(span_first(value, length))) : (struct maybe){0};
}

static bool take_line(void *self, struct span text, unsigned marks, int64_t number, bool *claimed, struct failure *why)
{
    const struct curl *curl = self;
    struct maybe times[TOTAL + 1] = {{0}};
    struct span rest = span_trim(text);
    (void)marks;
    (void)number;
    if (!name_at(rest) || curl->around.in_answer(curl->around.ctx))
        return true;
    for (const struct name *name; (name = name_at(rest));) {
        struct span behind = span_from(rest, name->text.len);
        struct maybe time = seconds_behind(behind);
        if (!time.known)
            break;
        times[name->time] = time;
        *claimed = true;
        for (rest = behind; rest.len && !name_at(rest);)
            rest = span_from(rest, 1);
    }
    return !(times[FIRST_BYTE].known || times[TOTAL].known) ||
           curl->around.exchange(curl->around.ctx, times[FIRST_BYTE], times[TOTAL], why);
}

static bool end_curl(void *self, struct failure *why)
{
    (void)self;
    (void)why;
    return true;
}

const struct line_recogniser curl_times = {
    .needs = MARK_DIGIT,
    .open = open_curl,
    .line = take_line,
    .end = end_curl,
    .close = free,
};

bool take_curl_times(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    struct maybe first = ns_of_s(json_member_real(object, "time_starttransfer")),
                 total = ns_of_s(json_member_real(object, "time_total"));
    *claimed = first.known && total.known && json_member(object, "http_code");
    return !*claimed || place_put_exchange(place, first, total, why);
}
