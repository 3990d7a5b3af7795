/*
 * Takes lines: decides what a line is as a whole, and what lines without figures end.
 *
 *  1. A row of a table, a row of `ollama ps`, and a line of a Python value are nothing else.
 *  2. What is the model's own text names no model.
 *  3. A heading or tool line that names another model ends what was begun above it.
 */
#include "transcript_state.h"

#include "landmarks.h"
#include "line_marks.h"
#include "python_repr.h"

#include <stdlib.h>

enum {
    LOOSE_GAP = 50, /* lines with words between the members of a damaged object */
};

static bool is_fence(struct span line)
{
    line = span_trim(line);
    return span_starts(line, SPAN("```")) || span_starts(line, SPAN("~~~"));
}

/* Gives the line to the conversation, and keeps count of Markdown's fences outside of it. */
static bool talk_line(struct transcript *t, struct span line, unsigned marks)
{
    bool in_answer = t->talk.state == TALK_ANSWER && t->talk.sure, was_fenced = t->talk.fenced;
    bool was_command = t->talk.state == TALK_COMMAND;
    bool taken = conversation_line(&t->talk, line);
    if (!taken && (marks & MARK_BACKTICK) && is_fence(line) && (!in_answer || (was_fenced && !t->talk.fenced)))
        t->fenced = !t->fenced;
    if (was_command && t->talk.state != TALK_COMMAND)
        model_hints_command(&t->hints, command_echo_model(&t->talk.echo));
    return taken;
}

static bool has_letter(struct span line)
{
    for (size_t i = 0; i < line.len; i++)
        if ((line.ptr[i] >= 'a' && line.ptr[i] <= 'z') || (line.ptr[i] >= 'A' && line.ptr[i] <= 'Z'))
            return true;
    return false;
}

/* What lines without figures end. A table of `ollama ps` that is being read keeps what it may name. */
static bool age(struct transcript *t, struct span line)
{
    if (block_age(&t->block) && !block_finish(&t->block, &t->outbox))
        return false;
    if (!t->hints.in_ps && !outbox_age(&t->outbox))
        return false;
    if (t->loose.open && has_letter(line) && ++t->loose.other_lines > LOOSE_GAP)
        return transcript_finish_loose(t);
    return true;
}

/* A line in which nothing stands but text. */
static bool take_text(struct transcript *t, struct span line, unsigned marks)
{
    if (talk_line(t, line, marks))
        return age(t, line);
    unsigned before = t->hints.generation;
    if ((marks & MODEL_HINTS_NEED) && !conversation_is_answer(&t->talk))
        model_hints_line(&t->hints, line);
    if (t->hints.generation != before) {
        conversation_forget(&t->talk);
        if (!block_finish(&t->block, &t->outbox) || !outbox_release(&t->outbox))
            return false;
    }
    return age(t, line);
}

/* Goes over what is no table and the like. */
static bool read_line(struct transcript *t, struct span line, unsigned marks, size_t from, int64_t number,
                      bool may_go_on)
{
    bool found = false;
    if ((marks & TRANSCRIPT_WALK_NEEDS) && !transcript_walk(t, line, from, number, may_go_on, &found))
        return false;
    if (!found && from == 0)
        return take_text(t, line, marks);
    if (found && t->loose.open)
        t->loose.other_lines = 0;
    return true;
}

static bool take_ps(struct transcript *t, struct span line)
{
    bool was_in_ps = t->hints.in_ps, in_ps = model_hints_ps(&t->hints, line);
    if (was_in_ps && !in_ps)
        outbox_name_by_ps(&t->outbox, model_hints_ps_row(&t->hints));
    return in_ps;
}

static bool take_line(struct transcript *t, struct span line, unsigned marks, int64_t number, bool may_go_on)
{
    bool taken = false, own_text = conversation_is_answer(&t->talk);
    bool may_be_row = t->table.open || (marks & METRIC_TABLE_NEEDS);
    if (may_be_row && !own_text && !transcript_take_table(t, line, number, &taken))
        return false;
    if (!taken && number == t->last_line)
        conversation_doubt(&t->talk); /* JSON was cut out in between */
    t->last_line = number;
    return taken || (!own_text && take_ps(t, line)) || read_line(t, line, marks, 0, number, may_go_on);
}

/* --- Python values that go on over several lines ------------------------------------------------------------------ */

/* The lines were no Python value: they are read as what they are, the first behind the byte that looked like one. Only
 * whole values are looked for in them, so that no line is read a third time. */
static bool replay(struct transcript *t)
{
    struct buffer lines = t->python.text;
    const int64_t *numbers = t->python.numbers;
    struct span text = buffer_span(&lines);
    size_t end = span_find_byte(text, '\n');
    t->python.text = (struct buffer){0};
    t->python.open = false;
    bool taken = read_line(t, span_first(text, end), MARKS_ALL, 1, *numbers, false);
    while (taken && end < text.len) {
        text = span_from(text, end + 1);
        end = span_find_byte(text, '\n');
        taken = take_line(t, span_first(text, end), MARKS_ALL, *++numbers, false);
    }
    buffer_release(&t->python.text);
    t->python.text = lines;
    return taken;
}

static bool go_on_with_python(struct transcript *t, struct span line, int64_t number)
{
    size_t length = 0;
    enum python_state state = python_lines_add(&t->python, line, number, &length);
    if (state == PYTHON_MORE)
        return true;
    struct span text = span_first(buffer_span(&t->python.text), length);
    size_t rest = t->python.text.len - length;
    buffer_clear(&t->json);
    if (state == PYTHON_BROKEN || python_repr_to_json(text, &t->json) != length)
        return replay(t);
    return transcript_hand_over(t, t->python.numbers[0]) &&
           read_line(t, line, MARKS_ALL, line.len - rest, number, true);
}

/* --- The interface ---------------------------------------------------------------------------------------------- */

static bool done(const struct transcript *t, struct failure *why)
{
    if (t->outbox.failed)
        *why = t->outbox.failure;
    return !t->outbox.failed;
}

bool transcript_line(struct transcript *t, struct span text, unsigned marks, int64_t number, struct failure *why)
{
    if (t->outbox.failed)
        return done(t, why);
    if (t->python.open)
        return go_on_with_python(t, text, number) || done(t, why);
    return take_line(t, text, marks, number, true) || done(t, why);
}

struct span transcript_claim(const struct transcript *t, struct span line, size_t from)
{
    int attempts = 0;
    if (t->python.open && !t->python.tentative)
        return line;
    for (struct landmark mark = landmark_next(line, from); mark.kind != LANDMARK_NONE;
         mark = landmark_next(line, mark.end)) {
        struct bracket_scan scan = {0};
        size_t length = 0;
        if (mark.kind != LANDMARK_PYTHON)
            continue;
        if (attempts++ == PYTHON_ATTEMPTS)
            break;
        struct span text = span_from(line, mark.start);
        enum python_state state = mark.is_fields ? PYTHON_MORE : bracket_scan_line(&scan, text, &length);
        if (state != PYTHON_BROKEN)
            return state == PYTHON_MORE ? text : span_first(text, length);
    }
    return (struct span){0};
}

struct transcript *transcript_open(const struct transcript_options *options, struct sink sink, struct failure *why)
{
    struct transcript *t = calloc(1, sizeof *t);
    if (!t) {
        failure_out_of_memory(why);
        return NULL;
    }
    t->options = *options;
    t->outbox.sink = sink;
    model_hints_init(&t->hints, options->path, options->model);
    t->talk.keeps_text = sink.tokens != NULL;
    conversation_forget(&t->talk);
    return t;
}

void transcript_json(struct transcript *t, struct span model, int64_t number)
{
    (void)model;
    (void)number;
    conversation_forget(&t->talk);
    if (!t->outbox.failed && transcript_drain_table(t, true) && transcript_finish_all(t))
        return;
}

void transcript_cut(struct transcript *t)
{
    conversation_doubt(&t->talk);
}

bool transcript_damaged(struct transcript *t, const struct request *head, struct failure *why)
{
    if (!t->outbox.failed && transcript_finish_all(t) && !loose_start(&t->loose, head)) {
        t->outbox.failed = true;
        failure_out_of_memory(&t->outbox.failure);
    }
    conversation_doubt(&t->talk);
    return done(t, why);
}

struct model_hint transcript_model(struct transcript *t)
{
    struct model_hint hint = {0};
    model_hints_pick(&t->hints, &t->hint, &hint.from);
    hint.name = model_name_span(&t->hint);
    return hint;
}

bool transcript_in_answer(const struct transcript *t)
{
    return conversation_is_answer(&t->talk);
}

static bool finish_file(struct transcript *t)
{
    if (t->python.open && !replay(t))
        return false;
    t->hints.in_ps = false;
    if (!transcript_drain_table(t, true) || !block_finish(&t->block, &t->outbox) || !transcript_finish_loose(t))
        return false;
    outbox_name_by_ps(&t->outbox, model_hints_ps_row(&t->hints));
    return outbox_release(&t->outbox);
}

bool transcript_end(struct transcript *t, struct failure *why)
{
    return (!t->outbox.failed && finish_file(t)) || done(t, why);
}

void transcript_close(struct transcript *t)
{
    if (!t)
        return;
    conversation_release(&t->talk);
    loose_release(&t->loose);
    command_echo_release(&t->mention);
    buffer_release(&t->python.text);
    buffer_release(&t->json);
    free(t);
}
