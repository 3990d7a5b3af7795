#include "stream.h"

#include "hash.h"
#include "stats.h"

#include <stdlib.h>

static const int64_t STALL_MIN_NS = 100000000;
static const int64_t STALL_FACTOR = 3;
static const uint64_t SPAN_LIMIT_NS = 9007199254740991; /* 2^53-1: 104 days, as for every duration */

void stream_clear(struct stream *stream)
{
    *stream = (struct stream){.chunks = stream->chunks, .capacity = stream->capacity};
}

void stream_release(struct stream *stream)
{
    free(stream->chunks);
    *stream = (struct stream){0};
}

static bool is_blank(struct span text)
{
    return span_trim(text).len == 0;
}

void think_split(struct think_splitter *splitter, struct span text, struct text_size *answer,
                 struct text_size *thinking)
{
    static const struct span open_tag = {"<think>", 7}, close_tag = {"</think>", 8};
    while (text.len) {
        struct span tag = splitter->inside ? close_tag : open_tag;
        size_t at = span_find(text, tag);
        struct span before = span_first(text, at);
        bool is_tag = at < text.len && (splitter->inside || (!splitter->begun && is_blank(before)));
        if (!is_tag)
            before = text;
        text_size_add(splitter->inside ? thinking : answer, before);
        splitter->begun = splitter->begun || !is_blank(before) || is_tag;
        if (!is_tag)
            return;
        splitter->inside = !splitter->inside;
        text = span_from(text, at + tag.len);
    }
}

static struct chunk *new_chunk(struct stream *stream)
{
    if (stream->count == stream->capacity) {
        size_t capacity = stream->capacity ? stream->capacity * 2 : 256;
        struct chunk *grown = realloc(stream->chunks, capacity * sizeof *grown);
        if (!grown)
            return NULL;
        stream->chunks = grown;
        stream->capacity = capacity;
    }
    return &stream->chunks[stream->count++];
}

/* Rule 2; notes the chunk as the last one where it is new. Clocks of coarse steps give one time to several chunks. */
static bool is_printed_again(struct stream *stream, int64_t at_ns, int64_t hash)
{
    if (stream->has_time && at_ns < stream->last_at_ns)
        return stream->reordered = true;
    if (stream->has_time && at_ns == stream->last_at_ns && hash == stream->last_hash)
        return true;
    stream->has_time = true;
    stream->last_at_ns = at_ns;
    stream->last_hash = hash;
    return false;
}

bool stream_add(struct stream *stream, struct maybe at_ns, struct span response, struct span thinking)
{
    if (at_ns.known && is_printed_again(stream, at_ns.value, hash_bytes(response) ^ ~hash_bytes(thinking)))
        return true;
    bool was_inside = stream->splitter.inside;
    int64_t answered = stream->response.bytes;
    if (response.len)
        think_split(&stream->splitter, response, &stream->response, &stream->thinking);
    if (thinking.len)
        text_size_add(&stream->thinking, thinking);
    if (!response.len && !thinking.len)
        return true;
    struct chunk *chunk = new_chunk(stream);
    if (!chunk)
        return false;
    stream->lacks_time = stream->lacks_time || !at_ns.known;
    *chunk = (struct chunk){
        .at_ns = at_ns.known ? at_ns.value : 0,
        .thinking = thinking.len || was_inside || stream->splitter.inside,
        .answer = stream->response.bytes > answered,
    };
    return true;
}

/* Type 7 at p = percent/100 of `n` sorted values, in integers: no product exceeds 2^63. */
static int64_t quantile(const int64_t *sorted, size_t n, size_t percent)
{
    size_t product = (n - 1) * percent, rank = product / 100;
    int64_t part = (int64_t)(product % 100);
    if (part == 0)
        return sorted[rank];
    int64_t step = sorted[rank + 1] - sorted[rank];
    return sorted[rank] + step / 100 * part + (step % 100 * part + 50) / 100;
}

static void summarize_gaps(int64_t *gaps, size_t n, struct stream_summary *summary)
{
    uint64_t jitter = 0; /* at most twice the sum of the gaps */
    for (size_t i = 1; i < n; i++)
        jitter += (uint64_t)(gaps[i] > gaps[i - 1] ? gaps[i] - gaps[i - 1] : gaps[i - 1] - gaps[i]);
    if (n > 1)
        summary->gap_jitter_ns = maybe_of((int64_t)(jitter / (n - 1)));
    integers_sort(gaps, n);
    summary->gap_p50_ns = maybe_of(quantile(gaps, n, 50));
    summary->gap_p95_ns = maybe_of(quantile(gaps, n, 95));
    summary->gap_max_ns = maybe_of(gaps[n - 1]);
    int64_t stall_count = 0, stall_ns = 0;
    for (size_t i = n; i-- > 0;) {
        if (gaps[i] < STALL_MIN_NS || gaps[i] / STALL_FACTOR < summary->gap_p50_ns.value)
            break;
        stall_count++;
        stall_ns += gaps[i];
    }
    summary->stall_count = maybe_of(stall_count);
    summary->stall_duration_ns = maybe_of(stall_ns);
}

static void note_first(struct maybe *first, bool now, int64_t at_ns)
{
    if (now && !first->known)
        *first = maybe_of(at_ns);
}

bool stream_is_timed(const struct stream *stream)
{
    return stream->count > 0 && !stream->lacks_time;
}

void stream_summarize(const struct stream *stream, struct stream_summary *summary)
{
    summary->chunk_count = maybe_of((int64_t)stream->count);
    if (!stream_is_timed(stream))
        return;
    for (size_t i = 0; i < stream->count; i++) {
        const struct chunk *chunk = &stream->chunks[i];
        note_first(&summary->first_text_at_ns, true, chunk->at_ns);
        note_first(&summary->first_thinking_at_ns, chunk->thinking, chunk->at_ns);
        note_first(&summary->first_answer_at_ns, chunk->answer, chunk->at_ns);
    }
    const struct chunk *first = stream->chunks, *last = &stream->chunks[stream->count - 1];
    summary->last_text_at_ns = maybe_of(last->at_ns);
    if (stream->count < 2 || (uint64_t)last->at_ns - (uint64_t)first->at_ns > SPAN_LIMIT_NS)
        return;
    int64_t *gaps = malloc((stream->count - 1) * sizeof *gaps);
    if (!gaps)
        return; /* the summary of the gaps stays unknown */
    for (size_t i = 1; i < stream->count; i++)
        gaps[i - 1] = stream->chunks[i].at_ns - stream->chunks[i - 1].at_ns;
    summarize_gaps(gaps, stream->count - 1, summary);
    free(gaps);
}
