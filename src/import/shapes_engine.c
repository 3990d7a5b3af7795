/*
 * Lines that llama.cpp's old server wrote as JSON, one object a line:
 *
 *     {"function":"print_timings","msg":"prompt eval time     =     310.20 ms /   120 tokens
 * (…)","slot_id":0,"task_id":7}
 *
 * The message is a line of the log like any other; slot and task follow it as they did in the text form of the same
 * time (engine_timing.h).
 */
#include "buffer.h"
#include "json_shape.h"

static void add_number(struct buffer *line, const char *name, const struct json_node *object)
{
    struct maybe number = json_member_count(object, name);
    if (number.known)
        buffer_print(line, " %s=%lld", name, (long long)number.value);
}

bool take_engine_line(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    struct span message = json_member_text(object, "msg");
    *claimed = message.len > 0 && span_equal(json_member_text(object, "function"), SPAN("print_timings"));
    if (!*claimed)
        return true;
    struct buffer line = {0};
    buffer_add(&line, message);
    buffer_add(&line, SPAN(" |"));
    add_number(&line, "slot_id", object);
    add_number(&line, "task_id", object);
    bool done =
        line.failed ? failure_out_of_memory(why) : place_read_text(place, buffer_span(&line), (struct maybe){0}, why);
    buffer_release(&line);
    return done;
}
