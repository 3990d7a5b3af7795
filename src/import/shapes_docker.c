/*
 * Lines of a container's log as Docker keeps them (json-file):
 *
 *     {"log":"a line\n","stream":"stderr","time":"2026-08-21T18:48:22.123456789Z"}
 *
 *  1. A line with its end is text like any other string (json.h rule 4), and not claimed here.
 *  2. Docker cuts a line into pieces of PIECE_BYTES; only the last one has its end. They are put together, stream by
 *     stream, and read like a file's text, at the first one's line. Other programs write such objects without any end:
 *     a shorter piece is none.
 */
#include "json_state.h"

enum { PIECE_BYTES = 16 * 1024 };

static const struct span streams[DOCKER_STREAMS] = {{"stdout", 6}, {"stderr", 6}};

static size_t stream_of(const struct json_node *object)
{
    struct span name = json_member_text(object, "stream");
    size_t stream = 0;
    while (stream < DOCKER_STREAMS && !span_equal(name, streams[stream]))
        stream++;
    return stream;
}

static bool end_line(struct json *json, struct pieced_line *pieces, struct failure *why)
{
    json->nesting++;
    bool done = pieced_line_end(pieces, json->sink, json->callbacks.text, json->callbacks.ctx, why);
    json->nesting--;
    return done;
}

bool take_docker_piece(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    struct json *json = place->json;
    struct span piece = json_member_text(object, "log");
    size_t stream = stream_of(object);
    if (!piece.len || stream == DOCKER_STREAMS || json->nesting || place->damaged ||
        !json_is_string(json_member(object, "time")))
        return true;
    struct pieced_line *pieces = &json->docker[stream];
    bool ends = span_ends(piece, SPAN("\n"));
    *claimed = pieces->line != 0 || (!ends && piece.len >= PIECE_BYTES);
    if (!*claimed)
        return true;
    pieced_line_add(pieces, piece, place->line);
    return !ends || end_line(json, pieces, why);
}

bool json_pieces_end(struct json *json, struct failure *why)
{
    for (size_t i = 0; i < DOCKER_STREAMS; i++)
        if (json->docker[i].line && !end_line(json, &json->docker[i], why))
            return false;
    return true;
}
