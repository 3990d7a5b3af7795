/*
 * Goes over a line from landmark to landmark; what lies between them is text.
 *
 *  1. `>>>` counts at the line's start, or behind another landmark of a session that lost its line ends.
 *  2. In the model's own text and inside a command's quotes a command counts only behind a shell's prompt.
 *  3. A Python value is read as a whole, so that what its strings say is no landmark. Where it is none, its first byte
 *     is passed over, and what follows is looked at by itself.
 */
#include "transcript_state.h"

#include "landmarks.h"
#include "python_repr.h"

/* How far a line was read. */
struct line_walk {
    struct span line;
    int64_t number;
    size_t at;         /* the next landmark is looked for from here */
    size_t text_start; /* behind the last landmark that was one */
    bool found;        /* one was */
    bool may_go_on;    /* a Python value may go on with the next line */
    bool suspended;    /* one does */
    int attempts;      /* of Python values */
};

static void passed(struct line_walk *walk, size_t end)
{
    walk->at = walk->text_start = end;
    walk->found = true;
}

static struct span text_before(const struct line_walk *walk, size_t end)
{
    return (struct span){walk->line.ptr + walk->text_start, end - walk->text_start};
}

/* As much of the text before a command as tells where it stands. */
static struct span command_prefix(const struct line_walk *walk, size_t end)
{
    enum { PREFIX_LIMIT = 200 };
    struct span before = text_before(walk, end);
    return span_from(before, before.len > PREFIX_LIMIT ? before.len - PREFIX_LIMIT : 0);
}

/* The text goes on with the next line, where it may turn out to be Python. */
static void suspend(struct transcript *t, struct line_walk *walk, size_t start, struct bracket_scan scan)
{
    python_lines_start(&t->python, span_from(walk->line, start), walk->number, scan);
    walk->suspended = true;
}

/* --- Commands and questions ------------------------------------------------------------------------------------- */

/* Where text that belongs to a question or command ends: at the next landmark that cannot be in it. */
static size_t text_end(struct span line, size_t from)
{
    struct landmark mark = landmark_next(line, from);
    while (mark.kind != LANDMARK_NONE && mark.kind != LANDMARK_STATISTIC && mark.kind != LANDMARK_PROMPT &&
           mark.kind != LANDMARK_COMMAND)
        mark = landmark_next(line, mark.end);
    return mark.start;
}

static bool take_model_command(struct transcript *t, struct span model)
{
    unsigned before = t->hints.generation;
    model_hints_command(&t->hints, model);
    return t->hints.generation == before || (block_finish(&t->block, &t->outbox) && outbox_release(&t->outbox));
}

static bool take_prompt(struct transcript *t, struct span line, const struct landmark *mark, size_t *end)
{
    *end = text_end(line, mark->end);
    struct span text = span_trim((struct span){line.ptr + mark->end, *end - mark->end});
    bool whole = *end == line.len;
    if (!block_finish(&t->block, &t->outbox))
        return false;
    conversation_prompt(&t->talk, text, whole, t->fenced);
    if (mark->start > 0)
        conversation_doubt(&t->talk);
    if (span_starts(text, SPAN("/load ")) && model_name_fits(span_trim(span_from(text, 6))))
        return take_model_command(t, span_trim(span_from(text, 6)));
    return t->talk.state == TALK_IDLE || outbox_release(&t->outbox);
}

/* A command in backticks or quotes, or in HTML, ends with them. */
static struct span quoted_words(struct span words)
{
    static const char marks[] = {'`', '"', '\'', '<', ')', ','};
    for (size_t i = 0; i < sizeof marks; i++)
        words = span_first(words, span_find_byte(words, marks[i]));
    return words;
}

static bool take_mention(struct transcript *t, struct span words, bool trusted)
{
    command_echo_start(&t->mention, quoted_words(words));
    command_echo_cut(&t->mention);
    struct span model = command_echo_model(&t->mention);
    if (trusted && model.len) {
        conversation_forget(&t->talk);
        return take_model_command(t, model);
    }
    model_hints_mention(&t->hints, model);
    return true;
}

static bool take_command(struct transcript *t, struct span line, const struct landmark *mark, struct span before,
                         size_t *end)
{
    enum command_place place = command_place(before);
    *end = text_end(line, mark->end);
    struct span words = {line.ptr + mark->end, *end - mark->end};
    bool whole = *end == line.len && line.ptr[0] != ' ' && line.ptr[0] != '\t';
    if (place == COMMAND_IN_PROSE || place == COMMAND_QUOTED)
        return take_mention(t, words, place == COMMAND_QUOTED);
    if (!block_finish(&t->block, &t->outbox))
        return false;
    conversation_command(&t->talk, words, span_ends(span_trim(before), SPAN("|")), whole, t->fenced);
    return take_model_command(t, command_echo_model(&t->talk.echo));
}

/* Rules 1 and 2. */
static bool is_just_text(const struct transcript *t, const struct line_walk *walk, const struct landmark *mark)
{
    if (mark->kind == LANDMARK_PROMPT)
        return !walk->found && span_trim(span_first(walk->line, mark->start)).len > 0;
    bool inside = conversation_is_answer(&t->talk) || t->talk.state == TALK_COMMAND || t->talk.state == TALK_QUESTION;
    return inside && command_place(command_prefix(walk, mark->start)) != COMMAND_AT_PROMPT;
}

static bool meet_typed(struct transcript *t, struct line_walk *walk, const struct landmark *mark)
{
    size_t end = mark->end;
    if (is_just_text(t, walk, mark)) {
        walk->at = end;
        return true;
    }
    bool taken = mark->kind == LANDMARK_PROMPT
                     ? take_prompt(t, walk->line, mark, &end)
                     : take_command(t, walk->line, mark, command_prefix(walk, mark->start), &end);
    passed(walk, end);
    return taken;
}

/* --- Python --------------------------------------------------------------------------------------------------- */

/* The receiver may find text inside the value and come back with it: the value's bytes are out of reach until then. */
bool transcript_hand_over(struct transcript *t, int64_t line)
{
    struct buffer json = t->json;
    t->json = (struct buffer){0};
    conversation_doubt(&t->talk);
    if (t->options.json && !t->options.json(t->options.json_ctx, buffer_span(&json), line, &t->outbox.failure))
        t->outbox.failed = true;
    buffer_release(&t->json);
    t->json = json;
    return !t->outbox.failed;
}

/* Reads the value at the mark. *end is behind it; *open where it goes on with the next line. */
static void read_python(struct transcript *t, struct span line, const struct landmark *mark, size_t *end, bool *open,
                        struct bracket_scan *scan)
{
    struct span text = span_from(line, mark->start);
    size_t length = 0;
    *end = 0;
    *open = false;
    buffer_clear(&t->json);
    if (mark->is_fields) {
        size_t taken = python_fields_to_json(text, &t->json);
        *end = taken ? mark->start + taken : 0;
        return;
    }
    *scan = (struct bracket_scan){0};
    enum python_state state = bracket_scan_line(scan, text, &length);
    *open = state == PYTHON_MORE;
    if (state == PYTHON_CLOSED && python_repr_to_json(span_first(text, length), &t->json) == length)
        *end = mark->start + length;
}

static bool meet_python(struct transcript *t, struct line_walk *walk, const struct landmark *mark)
{
    size_t end = 0;
    bool open = false;
    struct bracket_scan scan = {0};
    walk->at = mark->end;
    if (walk->attempts++ >= PYTHON_ATTEMPTS)
        return true;
    read_python(t, walk->line, mark, &end, &open, &scan);
    if (open && walk->may_go_on)
        suspend(t, walk, mark->start, scan);
    if (!end)
        return true;
    passed(walk, end);
    return transcript_hand_over(t, walk->number);
}

/* A constructor's call whose arguments begin on the next line, as `rich` prints it. */
static void suspend_at_constructor(struct transcript *t, struct line_walk *walk)
{
    struct span line = walk->line;
    while (line.len && line.ptr[line.len - 1] == ' ')
        line.len--;
    if (!walk->may_go_on || walk->suspended || !span_ends(line, SPAN("Response(")))
        return;
    size_t start = line.len - 1;
    while (start > 0 && ((line.ptr[start - 1] | 0x20) >= 'a' && (line.ptr[start - 1] | 0x20) <= 'z'))
        start--;
    suspend(t, walk, start, (struct bracket_scan){.depth = 1});
}

/* --- Damaged JSON --------------------------------------------------------------------------------------------- */

static bool meet_pair(struct transcript *t, struct line_walk *walk, const struct landmark *mark)
{
    size_t length;
    struct span text = span_from(walk->line, mark->end);
    enum loose_member member = loose_take(&t->loose, mark->name, text, walk->number, &length);
    if (member == LOOSE_REPEATED) {
        if (!transcript_finish_loose(t))
            return false;
        member = loose_take(&t->loose, mark->name, text, walk->number, &length);
    }
    walk->at = mark->end + length;
    return member != LOOSE_BAD || outbox_report(&t->outbox, walk->number, "bad-number",
                                                "the figure is no whole number; it is left out", mark->name);
}

/* A bare `{` at the line's end may open a Python value; any brace may open or close an object inside a damaged one. */
static bool meet_brace(struct transcript *t, struct line_walk *walk, const struct landmark *mark)
{
    struct loose_figures *loose = &t->loose;
    struct span rest = span_from(walk->line, mark->end);
    bool opens = mark->kind == LANDMARK_OPEN, goes_on = true;
    walk->at = mark->end;
    if (loose->open)
        goes_on = opens ? loose_open_brace(loose) : loose_close_brace(loose, rest);
    else if (opens && walk->may_go_on && span_trim(rest).len == 0)
        suspend(t, walk, mark->start, (struct bracket_scan){.depth = 1});
    return goes_on || transcript_finish_loose(t);
}

/* --- Landmarks ------------------------------------------------------------------------------------------------ */

/* What stands before the figure may be the last of an answer. */
static bool meet_statistic(struct transcript *t, struct line_walk *walk, const struct landmark *mark)
{
    struct span before = text_before(walk, mark->start);
    if (t->talk.state == TALK_ANSWER && span_trim(before).len)
        conversation_line(&t->talk, before);
    passed(walk, mark->end);
    return transcript_take_statistic(t, &mark->statistic, walk->line, before, walk->number);
}

static bool meet(struct transcript *t, struct line_walk *walk, const struct landmark *mark)
{
    switch (mark->kind) {
    case LANDMARK_STATISTIC:
        return meet_statistic(t, walk, mark);
    case LANDMARK_PROMPT:
    case LANDMARK_COMMAND:
        return meet_typed(t, walk, mark);
    case LANDMARK_PYTHON:
        return meet_python(t, walk, mark);
    case LANDMARK_PAIR:
        return meet_pair(t, walk, mark);
    case LANDMARK_OPEN:
    case LANDMARK_CLOSE:
        return meet_brace(t, walk, mark);
    case LANDMARK_NONE:
        break;
    }
    walk->at = mark->end;
    return true;
}

bool transcript_walk(struct transcript *t, struct span line, size_t from, int64_t number, bool may_go_on, bool *found)
{
    struct line_walk walk = {.line = line, .number = number, .at = from, .text_start = from, .may_go_on = may_go_on};
    bool taken = true;
    while (taken && !walk.suspended) {
        struct landmark mark = landmark_next(line, walk.at);
        if (mark.kind == LANDMARK_NONE)
            break;
        taken = meet(t, &walk, &mark);
    }
    suspend_at_constructor(t, &walk);
    *found = walk.found;
    return taken;
}
