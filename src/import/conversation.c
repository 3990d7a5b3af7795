/*
 * Follows question and answer line by line; the rules stand in conversation.h.
 */
#include "conversation.h"

#include "hash.h"

enum { QUESTION_LIMIT = 1 << 20, COMMAND_LINES_LIMIT = 200 };

void conversation_release(struct conversation *talk)
{
    command_echo_release(&talk->echo);
    buffer_release(&talk->question);
    kept_text_release(&talk->kept);
}

/* --- Sizes -------------------------------------------------------------------------------------------------- */

static void count_blank(struct text_meter *meter)
{
    meter->size.bytes += (int64_t)meter->pending;
    meter->size.chars += (int64_t)meter->pending;
    if (meter->pending)
        meter->size.in_word = false;
    meter->pending = 0;
}

static void keep(struct text_meter *meter, struct span text)
{
    if (meter->kept)
        buffer_add(meter->kept, text);
}

static void keep_first(struct text_meter *meter, struct span text)
{
    if (meter->kept)
        buffer_clear(meter->kept);
    keep(meter, text);
}

static void meter_add(struct text_meter *meter, struct span text)
{
    struct span core = span_trim(text);
    if (meter->begun)
        keep(meter, text);
    else if (core.len)
        keep_first(meter, span_from(text, (size_t)(core.ptr - text.ptr)));
    if (core.len == 0) {
        meter->pending += meter->begun ? text.len : 0;
        return;
    }
    size_t before = (size_t)(core.ptr - text.ptr);
    meter->pending += meter->begun ? before : 0;
    count_blank(meter);
    text_size_add(&meter->size, core);
    meter->pending = text.len - before - core.len;
    meter->begun = true;
}

static void meter_end_line(struct text_meter *meter)
{
    meter->pending += meter->begun ? 1 : 0;
    if (meter->begun)
        keep(meter, SPAN("\n"));
}

/* Hands over the size, and the kept text without the blank space behind it. */
static struct text_size meter_take(struct text_meter *meter)
{
    struct text_size size = meter->size;
    size.kept = meter->kept;
    if (size.kept && size.kept->len >= meter->pending)
        size.kept->len -= meter->pending;
    return size;
}

/* --- Questions ---------------------------------------------------------------------------------------------- */

static void reset(struct conversation *talk, enum conversation_state state)
{
    buffer_clear(&talk->question);
    talk->state = state;
    talk->sure = true;
    talk->question_known = talk->interactive = talk->in_quotes = talk->fenced = talk->inner_fence = talk->is_thinking =
        false;
    talk->command_lines = 0;
    talk->answer = (struct text_meter){.kept = talk->keeps_text ? &talk->kept.answer : NULL};
    talk->thinking = (struct text_meter){.kept = talk->keeps_text ? &talk->kept.thinking : NULL};
}

/* What a session obeys itself. "/bye" and "/exit" only alone; the rest with anything behind it. */
static bool is_session_command(struct span text)
{
    static const char *const starts[] = {"/set", "/show", "/load", "/save", "/list", "/clear", "/help", "/?"};
    if (span_equal(text, SPAN("/bye")) || span_equal(text, SPAN("/exit")))
        return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct span start = span_of(starts[i]);
        if (span_starts(text, start) && (text.len == start.len || text.ptr[start.len] == ' '))
            return true;
    }
    return false;
}

static void question_add(struct conversation *talk, struct span text)
{
    if (talk->question.len + text.len > QUESTION_LIMIT)
        talk->question_known = false;
    else
        buffer_add(&talk->question, text);
}

/* The text up to closing quotes; the answer follows. */
static void question_quoted(struct conversation *talk, struct span text)
{
    size_t end = span_find(text, SPAN("\"\"\""));
    question_add(talk, span_first(text, end));
    talk->state = end < text.len ? TALK_ANSWER : TALK_QUESTION;
    talk->in_quotes = end == text.len;
}

void conversation_prompt(struct conversation *talk, struct span text, bool whole, bool fenced)
{
    text = span_trim(text);
    if (span_ends(text, SPAN("Send a message (/? for help)")))
        text.len -= sizeof "Send a message (/? for help)" - 1;
    text = span_trim(text);
    reset(talk, TALK_IDLE);
    if (text.len == 0 || (whole && is_session_command(text)))
        return;
    talk->state = TALK_ANSWER;
    talk->interactive = true;
    talk->fenced = fenced;
    talk->sure = talk->question_known = whole;
    if (span_starts(text, SPAN("\"\"\"")))
        question_quoted(talk, span_from(text, 3));
    else
        question_add(talk, text);
}

static bool question_line(struct conversation *talk, struct span line)
{
    question_add(talk, SPAN("\n"));
    question_quoted(talk, span_starts(line, SPAN("... ")) ? span_from(line, 4) : line);
    return true;
}

/* A question pasted in several lines: the session puts "... " before the second and all further ones. */
static bool question_goes_on(struct conversation *talk, struct span line)
{
    if (!talk->interactive || talk->answer.begun || talk->thinking.begun || !span_starts(line, SPAN("... ")))
        return false;
    question_add(talk, SPAN("\n"));
    question_add(talk, span_from(line, 4));
    return true;
}

/* --- Commands ----------------------------------------------------------------------------------------------- */

/* The command is complete; with a prompt or something piped in, its answer follows. */
static void command_done(struct conversation *talk)
{
    const struct command_echo *echo = &talk->echo;
    bool answers = echo->has_prompt || echo->reads_input;
    talk->state = answers ? TALK_ANSWER : TALK_IDLE;
    talk->sure = talk->sure && !echo->hides_answer;
    talk->question_known = echo->has_prompt && !echo->prompt_unsure && !echo->reads_input;
    if (talk->question_known)
        question_add(talk, buffer_span(&echo->prompt));
}

void conversation_command(struct conversation *talk, struct span words, bool piped, bool whole, bool fenced)
{
    reset(talk, TALK_COMMAND);
    talk->fenced = fenced;
    talk->sure = whole;
    bool goes_on = command_echo_start(&talk->echo, words);
    talk->echo.reads_input = talk->echo.reads_input || piped;
    if (goes_on && whole)
        return;
    if (!whole)
        command_echo_cut(&talk->echo);
    command_done(talk);
}

/* A quote that does not end may be an apostrophe: nothing is believed of it after some lines. */
static bool command_line(struct conversation *talk, struct span line)
{
    if (++talk->command_lines > COMMAND_LINES_LIMIT) {
        conversation_doubt(talk);
        return false;
    }
    if (!command_echo_more(&talk->echo, line))
        command_done(talk);
    return true;
}

/* --- Answers ------------------------------------------------------------------------------------------------ */

static bool starts_with_one_of(struct span text, const char *const *starts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_starts(text, span_of(starts[i])))
            return true;
    return false;
}

/* What the program prints before the answer. */
static bool is_progress(struct span text)
{
    static const char *const starts[] = {"pulling ", "verifying sha256", "writing manifest", "removing any unused",
                                         "success",  "Connecting to '",  "Added image '",    "using existing layer"};
    return starts_with_one_of(text, starts, sizeof starts / sizeof *starts);
}

/* Somebody shortened the answer. */
static bool is_ellipsis(struct span text)
{
    static const char *const marks[] = {"...",    "[...]",  "(...)", "\xe2\x80\xa6", "[\xe2\x80\xa6]",
                                        "<snip>", "[snip]", "(snip)"};
    enum { LONGEST = 6 };
    if (text.len > LONGEST)
        return false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (span_equal(text, span_of(marks[i])))
            return true;
    return false;
}

/* The server's lines on the same terminal: glued to the answer, or on lines of their own. */
static struct span without_server_log(struct span line)
{
    size_t at = span_find(line, SPAN("[GIN] "));
    if (at < line.len)
        return span_first(line, at);
    bool slog = span_starts(line, SPAN("time=")) && span_find(line, SPAN(" level=")) < line.len;
    return slog ? span_first(line, 0) : line;
}

struct thinking_marks {
    struct span start, end;
};

static const struct thinking_marks thinking_marks[] = {
    {{"<think>", 7}, {"</think>", 8}},
    {{"Thinking...", 11}, {"...done thinking.", 17}},
};

/* Takes what is thinking from the start of an answer's line; returns the rest. */
static struct span take_thinking(struct conversation *talk, struct span line)
{
    if (talk->answer.begun && !talk->is_thinking)
        return line;
    struct span text = span_trim(line);
    for (size_t i = 0; i < 2; i++) {
        const struct thinking_marks *marks = &thinking_marks[i];
        bool begins =
            !talk->is_thinking && !talk->answer.begun && !talk->thinking.begun && span_starts(text, marks->start);
        if (begins)
            line = span_from(text, marks->start.len);
        talk->is_thinking = talk->is_thinking || begins;
        size_t end = talk->is_thinking ? span_find(line, marks->end) : line.len;
        if (end == line.len)
            continue;
        meter_add(&talk->thinking, span_first(line, end));
        talk->is_thinking = false;
        return span_from(line, end + marks->end.len);
    }
    if (!talk->is_thinking)
        return line;
    meter_add(&talk->thinking, line);
    meter_end_line(&talk->thinking);
    return span_first(line, 0);
}

/* A bare fence outside of the answer's own ends the fence that the conversation stands in. */
static bool fence_ends(struct conversation *talk, struct span text)
{
    if (!span_starts(text, SPAN("```")))
        return false;
    if (talk->inner_fence || text.len > 3) {
        talk->inner_fence = !talk->inner_fence;
        return false;
    }
    return talk->fenced;
}

/* Behind the fence the answer is no longer sure. A command's question still is: its statistics may stand below. */
static void end_fence(struct conversation *talk)
{
    if (talk->interactive)
        reset(talk, TALK_IDLE);
    talk->sure = talk->fenced = false;
}

static void answer_line(struct conversation *talk, struct span line)
{
    struct span text = span_trim(line);
    bool begun = talk->answer.begun || talk->thinking.begun || talk->is_thinking;
    if (fence_ends(talk, text)) {
        end_fence(talk);
        return;
    }
    if (!begun && is_progress(text))
        return;
    if (is_ellipsis(text))
        talk->sure = false;
    line = without_server_log(line);
    line = take_thinking(talk, line);
    meter_add(&talk->answer, line);
    meter_end_line(&talk->answer);
}

bool conversation_line(struct conversation *talk, struct span line)
{
    switch (talk->state) {
    case TALK_COMMAND:
        return command_line(talk, line);
    case TALK_QUESTION:
        return question_line(talk, line);
    case TALK_ANSWER:
        if (question_goes_on(talk, line))
            return true;
        answer_line(talk, line);
        return false;
    case TALK_IDLE:
        break;
    }
    return false;
}

void conversation_doubt(struct conversation *talk)
{
    if (talk->state == TALK_COMMAND)
        command_echo_cut(&talk->echo);
    if (talk->state == TALK_COMMAND || talk->state == TALK_QUESTION) {
        talk->question_known = false;
        talk->state = TALK_ANSWER;
    }
    talk->sure = false;
}

void conversation_forget(struct conversation *talk)
{
    reset(talk, TALK_IDLE);
}

void conversation_finish(struct conversation *talk, struct request *request)
{
    if (talk->state == TALK_COMMAND || talk->state == TALK_QUESTION)
        conversation_doubt(talk);
    struct span question = span_trim(buffer_span(&talk->question));
    if (talk->state == TALK_ANSWER && talk->question_known && !talk->question.failed && question.len) {
        text_size_add(&request->prompt, question);
        request->prompt_hash = maybe_of(hash_text(question));
    }
    if (talk->state == TALK_ANSWER && talk->sure && !talk->is_thinking && talk->answer.begun)
        request->response = meter_take(&talk->answer);
    if (talk->state == TALK_ANSWER && talk->sure && talk->thinking.begun)
        request->thinking = meter_take(&talk->thinking);
    reset(talk, TALK_IDLE);
}
