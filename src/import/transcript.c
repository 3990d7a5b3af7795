/*
 * Conducts what happens on a line: landmarks are met from left to right, what lies between them is text.
 *
 *  1. Figures make a block. It ends at a label that it has already, behind `eval rate` (in a list: at the list's end),
 *     at a label out of order that does not follow directly, at a question, a command, a heading that names another
 *     model, at JSON, and when BLOCK_GAP lines went by without a figure. Other lines inside do not matter.
 *  2. A block takes its model and the conversation above when its first figure comes. A model on the same line before
 *     the figure names it before anything else.
 *  3. A finished block is held until the next begins or HOLD_LINES went by: a single row of `ollama ps` below names it
 *     where nothing better did.
 *  4. A table whose figures are those of a request before repeats it, and is none.
 */
#include "transcript.h"

#include "conversation.h"
#include "landmarks.h"
#include "loose_figures.h"
#include "metric_table.h"
#include "model_hints.h"
#include "python_lines.h"
#include "python_repr.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    BLOCK_GAP = 12,
    HOLD_LINES = 10,
    LOOSE_GAP = 50,       /* lines with words between the members of a damaged object */
    PYTHON_ATTEMPTS = 64, /* values on one line that turn out to be none */
    REMEMBERED = 64,      /* requests that a table may repeat */
};

struct named_model {
    struct model_name name;
    enum model_from from;
};

struct block {
    bool open, listed;
    enum label last;
    int64_t last_line;
    unsigned other_lines;
    struct figures figures;
    struct named_model model;
};

struct held {
    bool any;
    unsigned lines;
    struct request request;
    struct named_model model;
};

/* What tells a request from others when a table repeats it without its durations. */
struct remembered {
    struct maybe prompt_eval_count, eval_count;
    struct maybe_real prompt_eval_rate, eval_rate;
};

struct transcript {
    struct transcript_options options;
    struct sink sink;
    struct model_hints hints;
    struct conversation talk;
    struct metric_table table;
    struct loose_figures loose;
    struct python_lines python;
    struct command_echo mention; /* a command that prose writes about */
    struct block block;
    struct held held;
    struct remembered remembered[REMEMBERED];
    size_t remembered_count;
    struct buffer json;
    struct model_name hint; /* what transcript_model returned last */
    bool fenced;            /* a Markdown fence is open */
    int64_t last_line;
    bool failed; /* `failure` says why */
    struct failure failure;
};

/* --- Requests on their way out -------------------------------------------------------------------------------- */

static bool fail(struct transcript *t)
{
    t->failed = true;
    return false;
}

static bool report(struct transcript *t, int64_t line, const char *code, const char *message, struct span excerpt)
{
    struct problem problem = {.line = line, .code = code, .message = message, .excerpt = excerpt};
    return t->sink.problem(t->sink.ctx, &problem, &t->failure) || fail(t);
}

static void remember(struct transcript *t, const struct request *request)
{
    t->remembered[t->remembered_count++ % REMEMBERED] = (struct remembered){
        request->prompt_eval_count,
        request->eval_count,
        request->reported_prompt_eval_rate_tok_s,
        request->reported_eval_rate_tok_s,
    };
}

static bool emit(struct transcript *t, struct request *request, const struct named_model *model)
{
    request->model = model_name_span(&model->name);
    request->model_from = model->name.length ? model->from : MODEL_FROM_NONE;
    remember(t, request);
    return t->sink.request(t->sink.ctx, request, &t->failure) || fail(t);
}

static bool release_held(struct transcript *t)
{
    if (!t->held.any)
        return true;
    t->held.any = false;
    return emit(t, &t->held.request, &t->held.model);
}

static bool hold(struct transcript *t, const struct request *request, const struct named_model *model)
{
    if (!release_held(t))
        return false;
    t->held = (struct held){.any = true, .request = *request, .model = *model};
    return true;
}

/* A single `ollama ps` row stands below the block that is held. */
static void name_held_by_ps(struct transcript *t)
{
    struct span name = model_hints_ps_row(&t->hints);
    enum model_from from = t->held.model.from;
    bool named_better = from == MODEL_FROM_COMMAND || from == MODEL_FROM_PS || from == MODEL_FROM_LINE;
    if (!t->held.any || name.len == 0 || (t->held.model.name.length && named_better))
        return;
    if (model_name_set(&t->held.model.name, name))
        t->held.model.from = MODEL_FROM_PS;
}

static void pick_model(struct transcript *t, struct named_model *model)
{
    model_hints_pick(&t->hints, &model->name, &model->from);
}

/* --- Blocks --------------------------------------------------------------------------------------------------- */

static bool finish_block(struct transcript *t)
{
    struct block *block = &t->block;
    if (!block->open)
        return true;
    block->open = false;
    if (!block->figures.measured)
        return true;
    figures_finish(&block->figures);
    return hold(t, &block->figures.request, &block->model);
}

static bool finish_loose(struct transcript *t)
{
    struct loose_figures *loose = &t->loose;
    struct request *request = &loose->request;
    struct named_model model = {.from = request->model_from};
    if (!loose->open)
        return true;
    if (!loose_finish(loose))
        return !loose->has_head ||
               report(t, request->line, "damaged-json",
                      "the JSON object is damaged, and no figure of it can be read; repair it or leave it out",
                      request->model);
    if (request->model.len == 0 || !model_name_set(&model.name, request->model))
        pick_model(t, &model);
    return release_held(t) && emit(t, request, &model);
}

/* Nothing that was begun goes on behind this place. */
static bool finish_all(struct transcript *t)
{
    return finish_block(t) && finish_loose(t) && release_held(t);
}

static bool is_list_item(struct span line)
{
    line = span_trim(line);
    return (line.len > 1 && strchr("-*+", line.ptr[0]) && line.ptr[1] == ' ') ||
           span_starts(line, SPAN("\xe2\x80\xa2"));
}

/* "qwen3:14b    eval rate: …": the name and nothing else before the figure. */
static bool model_before(struct span before, struct named_model *model)
{
    size_t at = 0;
    while (before.len && strchr(" \t-*`|>", before.ptr[0]))
        before = span_from(before, 1);
    while (before.len && strchr(" \t-*`|:=(", before.ptr[before.len - 1]))
        before.len--;
    struct span word = model_word_next(before, &at);
    if (word.len != before.len || model_likeness(word) < LIKE_MODEL || !model_name_set(&model->name, word))
        return false;
    model->from = MODEL_FROM_LINE;
    return true;
}

static bool start_block(struct transcript *t, bool listed, int64_t number)
{
    struct block *block = &t->block;
    if (!finish_all(t))
        return false;
    *block = (struct block){.open = true, .listed = listed};
    block->figures.request.line = number;
    block->figures.request.format = SPAN("verbose");
    conversation_finish(&t->talk, &block->figures.request);
    pick_model(t, &block->model);
    return true;
}

static bool begins_new_block(const struct block *block, enum label label, int64_t number)
{
    bool repeated = block->figures.seen & 1u << label;
    bool follows = number - block->last_line <= 1;
    return !block->open || repeated || (label < block->last && !follows && !block->listed);
}

static bool take_statistic(struct transcript *t, const struct statistic *statistic, struct span line,
                           struct span before, int64_t number)
{
    struct block *block = &t->block;
    struct named_model named;
    bool has_name = model_before(before, &named);
    if ((has_name || begins_new_block(block, statistic->label, number)) && !start_block(t, is_list_item(line), number))
        return false;
    if (has_name)
        block->model = named;
    figures_add(&block->figures, statistic);
    block->last = statistic->label;
    block->last_line = number;
    block->other_lines = 0;
    if (statistic->state == VALUE_UNREADABLE) {
        struct span excerpt = span_first(span_from(line, statistic->start), 80);
        if (!report(t, number, statistic_problem_code(statistic->label),
                    "the value cannot be read; it is left out, the rest of the block counts", excerpt))
            return false;
    }
    return statistic->label != LABEL_EVAL_RATE || block->listed || finish_block(t);
}

/* --- Tables --------------------------------------------------------------------------------------------------- */

static bool same_number(struct maybe a, struct maybe b, unsigned *equal)
{
    *equal += a.known && b.known && a.value == b.value;
    return !a.known || !b.known || a.value == b.value;
}

static bool same_rate(struct maybe_real a, struct maybe_real b, unsigned *equal)
{
    bool differ = a.value < b.value || a.value > b.value;
    *equal += a.known && b.known && !differ;
    return !a.known || !b.known || !differ;
}

static bool repeats(const struct request *request, const struct remembered *before)
{
    unsigned numbers = 0, rates = 0;
    bool same = same_number(request->prompt_eval_count, before->prompt_eval_count, &numbers) &&
                same_number(request->eval_count, before->eval_count, &numbers) &&
                same_rate(request->reported_prompt_eval_rate_tok_s, before->prompt_eval_rate, &rates) &&
                same_rate(request->reported_eval_rate_tok_s, before->eval_rate, &rates);
    return same && rates > 0;
}

static bool is_repeat(const struct transcript *t, const struct request *request)
{
    size_t count = t->remembered_count < REMEMBERED ? t->remembered_count : REMEMBERED;
    for (size_t i = 0; i < count; i++)
        if (repeats(request, &t->remembered[i]))
            return true;
    return false;
}

static bool take_column(struct transcript *t, struct table_column *column, enum model_from from)
{
    struct named_model model = {.name = column->model, .from = from};
    if (column->bad_line && column->figures.measured &&
        !report(t, column->bad_line, statistic_problem_code(column->bad_label),
                "a value of the table cannot be read; it is left out, the rest counts", (struct span){0}))
        return false;
    if (!column->figures.measured)
        return true;
    column->figures.request.format = SPAN("verbose");
    figures_finish(&column->figures);
    if (model.name.length == 0)
        pick_model(t, &model);
    if (!release_held(t))
        return false;
    return is_repeat(t, &column->figures.request) || hold(t, &column->figures.request, &model);
}

static bool drain_table(struct transcript *t, bool ended)
{
    enum model_from from = t->table.shape == TABLE_LABELS_ACROSS ? MODEL_FROM_LINE : MODEL_FROM_HEADING;
    size_t index = 0;
    for (struct table_column *column; (column = metric_table_next(&t->table, ended, &index));)
        if (!take_column(t, column, from))
            return false;
    if (ended)
        metric_table_close(&t->table);
    return true;
}

/* Takes rows of tables; *taken says whether the line was one that matters. */
static bool take_table(struct transcript *t, struct span line, int64_t number, bool *taken)
{
    *taken = false;
    if (!metric_table_is_row(line))
        return !t->table.open || drain_table(t, true);
    *taken = metric_table_row(&t->table, line, number);
    return !*taken || (finish_block(t) && finish_loose(t) && drain_table(t, false));
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
    return t->hints.generation == before || (finish_block(t) && release_held(t));
}

static bool take_prompt(struct transcript *t, struct span line, const struct landmark *mark, size_t *end)
{
    *end = text_end(line, mark->end);
    struct span text = span_trim((struct span){line.ptr + mark->end, *end - mark->end});
    bool whole = *end == line.len;
    if (!finish_block(t))
        return false;
    conversation_prompt(&t->talk, text, whole, t->fenced);
    if (mark->start > 0)
        conversation_doubt(&t->talk);
    if (span_starts(text, SPAN("/load ")) && model_name_fits(span_trim(span_from(text, 6))))
        return take_model_command(t, span_trim(span_from(text, 6)));
    return t->talk.state == TALK_IDLE || release_held(t);
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
    bool inside = conversation_is_answer(&t->talk) || t->talk.state == TALK_COMMAND || t->talk.state == TALK_QUESTION;
    if (inside && place != COMMAND_AT_PROMPT)
        return true;
    if (place == COMMAND_IN_PROSE || place == COMMAND_QUOTED)
        return take_mention(t, words, place == COMMAND_QUOTED);
    if (!finish_block(t))
        return false;
    conversation_command(&t->talk, words, span_ends(span_trim(before), SPAN("|")), whole, t->fenced);
    return take_model_command(t, command_echo_model(&t->talk.echo));
}

/* --- Python --------------------------------------------------------------------------------------------------- */

/* The receiver may find text inside the value and come back with it: the value's bytes are out of reach until then. */
static bool hand_over(struct transcript *t, int64_t line)
{
    struct buffer json = t->json;
    t->json = (struct buffer){0};
    conversation_doubt(&t->talk);
    bool taken =
        !t->options.json || t->options.json(t->options.json_ctx, buffer_span(&json), line, &t->failure) || fail(t);
    buffer_release(&t->json);
    t->json = json;
    return taken;
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

/* --- Damaged JSON --------------------------------------------------------------------------------------------- */

static bool take_pair(struct transcript *t, struct span line, const struct landmark *mark, int64_t number, size_t *end)
{
    size_t length;
    struct span text = span_from(line, mark->end);
    enum loose_member member = loose_take(&t->loose, mark->name, text, number, &length);
    if (member == LOOSE_REPEATED) {
        if (!finish_loose(t))
            return false;
        member = loose_take(&t->loose, mark->name, text, number, &length);
    }
    *end = mark->end + length;
    if (member != LOOSE_BAD)
        return true;
    return report(t, number, "bad-number", "the figure is no whole number; it is left out", mark->name);
}

static bool take_brace(struct transcript *t, struct span line, const struct landmark *mark)
{
    struct loose_figures *loose = &t->loose;
    bool opens = mark->kind == LANDMARK_OPEN;
    bool goes_on =
        !loose->open || (opens ? loose_open_brace(loose) : loose_close_brace(loose, span_from(line, mark->end)));
    return goes_on || finish_loose(t);
}

/* --- Lines ---------------------------------------------------------------------------------------------------- */

static bool is_fence(struct span line)
{
    line = span_trim(line);
    return span_starts(line, SPAN("```")) || span_starts(line, SPAN("~~~"));
}

/* Gives the line to the conversation, and keeps count of Markdown's fences outside of it. */
static bool talk_line(struct transcript *t, struct span line)
{
    bool in_answer = t->talk.state == TALK_ANSWER && t->talk.sure, was_fenced = t->talk.fenced;
    bool was_command = t->talk.state == TALK_COMMAND;
    bool taken = conversation_line(&t->talk, line);
    if (!taken && is_fence(line) && (!in_answer || (was_fenced && !t->talk.fenced)))
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

/* What lines without figures end. */
static bool age(struct transcript *t, struct span line)
{
    struct block *block = &t->block;
    bool list_ended = block->open && block->listed && block->figures.seen & 1u << LABEL_EVAL_RATE;
    if (block->open && (++block->other_lines > BLOCK_GAP || list_ended) && !finish_block(t))
        return false;
    if (t->held.any && ++t->held.lines > HOLD_LINES && !t->hints.in_ps && !release_held(t))
        return false;
    if (t->loose.open && has_letter(line) && ++t->loose.other_lines > LOOSE_GAP)
        return finish_loose(t);
    return true;
}

/* A line in which nothing stands but text. */
static bool take_text(struct transcript *t, struct span line)
{
    if (talk_line(t, line))
        return age(t, line);
    unsigned before = t->hints.generation;
    if (!conversation_is_answer(&t->talk))
        model_hints_line(&t->hints, line);
    if (t->hints.generation != before) {
        conversation_forget(&t->talk);
        if (!finish_block(t) || !release_held(t))
            return false;
    }
    return age(t, line);
}

/* Whether `>>>` begins what a person typed: at the line's start, or behind other landmarks of a session that lost its
 * line ends. */
static bool is_prompt(struct span line, size_t at, bool after_landmark)
{
    return after_landmark || span_trim(span_first(line, at)).len == 0;
}

static bool is_bare_brace(struct span line, const struct landmark *mark)
{
    return mark->kind == LANDMARK_OPEN && span_trim(span_from(line, mark->end)).len == 0;
}

static bool opens_constructor(struct span line)
{
    line = span_trim(line);
    return span_ends(line, SPAN("Response("));
}

/* Where the constructor's name begins in a line that ends with its bracket. */
static struct span constructor_at_end(struct span line)
{
    size_t end = span_trim(line).len + (size_t)(span_trim(line).ptr - line.ptr), start = end - 1;
    while (start > 0 && ((line.ptr[start - 1] >= 'A' && line.ptr[start - 1] <= 'Z') ||
                         (line.ptr[start - 1] >= 'a' && line.ptr[start - 1] <= 'z')))
        start--;
    return (struct span){line.ptr + start, end - start};
}

/* How far a line was read. */
struct line_walk {
    struct span line;
    int64_t number;
    size_t at;         /* the next landmark is looked for from here */
    size_t text_start; /* behind the last landmark that was one */
    bool found;        /* one was */
    bool may_go_on;    /* a Python value may go on with the next line */
    int attempts;      /* of Python values */
    bool suspended;    /* one does */
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

static bool meet_python(struct transcript *t, struct line_walk *walk, const struct landmark *mark)
{
    size_t end = 0;
    bool open = false;
    struct bracket_scan scan = {0};
    walk->at = mark->end;
    if (walk->attempts++ >= PYTHON_ATTEMPTS)
        return true;
    read_python(t, walk->line, mark, &end, &open, &scan);
    if (end) {
        passed(walk, end);
        return hand_over(t, walk->number);
    }
    if (open && walk->may_go_on) {
        python_lines_start(&t->python, span_from(walk->line, mark->start), walk->number, scan);
        walk->suspended = true;
    }
    return true;
}

static bool meet_statistic(struct transcript *t, struct line_walk *walk, const struct landmark *mark)
{
    struct span before = text_before(walk, mark->start);
    if (t->talk.state == TALK_ANSWER && span_trim(before).len)
        conversation_line(&t->talk, before);
    passed(walk, mark->end);
    return take_statistic(t, &mark->statistic, walk->line, before, walk->number);
}

static bool meet_typed(struct transcript *t, struct line_walk *walk, const struct landmark *mark)
{
    struct span before = text_before(walk, mark->start);
    size_t end = mark->end;
    bool taken = mark->kind == LANDMARK_PROMPT ? take_prompt(t, walk->line, mark, &end)
                                               : take_command(t, walk->line, mark, before, &end);
    passed(walk, end);
    return taken;
}

/* In the model's own text, and inside a command's quotes, `ollama run` is but a word. */
static bool is_just_text(const struct transcript *t, const struct line_walk *walk, const struct landmark *mark)
{
    if (mark->kind == LANDMARK_PROMPT)
        return !is_prompt(walk->line, mark->start, walk->found);
    bool inside = conversation_is_answer(&t->talk) || t->talk.state == TALK_COMMAND || t->talk.state == TALK_QUESTION;
    return inside && command_place(text_before(walk, mark->start)) != COMMAND_AT_PROMPT;
}

static bool meet(struct transcript *t, struct line_walk *walk, const struct landmark *mark)
{
    size_t end = mark->end;
    switch (mark->kind) {
    case LANDMARK_STATISTIC:
        return meet_statistic(t, walk, mark);
    case LANDMARK_PROMPT:
    case LANDMARK_COMMAND:
        if (!is_just_text(t, walk, mark))
            return meet_typed(t, walk, mark);
        break;
    case LANDMARK_PYTHON:
        return meet_python(t, walk, mark);
    case LANDMARK_PAIR:
        walk->at = end;
        if (!take_pair(t, walk->line, mark, walk->number, &end))
            return false;
        break;
    case LANDMARK_OPEN:
    case LANDMARK_CLOSE:
        if (walk->may_go_on && !t->loose.open && is_bare_brace(walk->line, mark)) {
            struct bracket_scan scan = {.depth = 1};
            python_lines_start(&t->python, span_from(walk->line, mark->start), walk->number, scan);
            walk->suspended = true;
            return true;
        }
        walk->at = end;
        return take_brace(t, walk->line, mark);
    case LANDMARK_NONE:
        break;
    }
    walk->at = end;
    return true;
}

/* A constructor's call whose arguments begin on the next line. */
static bool suspend_at_constructor(struct transcript *t, struct line_walk *walk)
{
    if (!walk->may_go_on || walk->suspended || !opens_constructor(walk->line))
        return false;
    struct bracket_scan scan = {.depth = 1};
    python_lines_start(&t->python, constructor_at_end(walk->line), walk->number, scan);
    return true;
}

/* Walks over the line from `from` on. */
static bool walk_line(struct transcript *t, struct span line, size_t from, int64_t number, bool may_go_on)
{
    struct line_walk walk = {.line = line, .number = number, .at = from, .text_start = from, .may_go_on = may_go_on};
    walk.found = from > 0;
    while (!walk.suspended) {
        struct landmark mark = landmark_next(line, walk.at);
        if (mark.kind == LANDMARK_NONE)
            break;
        if (!meet(t, &walk, &mark))
            return false;
    }
    suspend_at_constructor(t, &walk);
    if (!walk.found)
        return take_text(t, line);
    if (t->loose.open)
        t->loose.other_lines = 0;
    return true;
}

static bool take_line(struct transcript *t, struct span line, size_t from, int64_t number, bool may_go_on)
{
    bool taken = false, was_in_ps = t->hints.in_ps;
    bool own_text = conversation_is_answer(&t->talk);
    if (from == 0 && !own_text && !take_table(t, line, number, &taken))
        return false;
    if (taken)
        return true;
    if (number == t->last_line)
        conversation_doubt(&t->talk);
    t->last_line = number;
    bool in_ps = from == 0 && !own_text && model_hints_ps(&t->hints, line);
    if (was_in_ps && !t->hints.in_ps)
        name_held_by_ps(t);
    return in_ps || walk_line(t, line, from, number, may_go_on);
}

/* The lines were no Python value: they are read as what they are. Only whole values are looked for in them, so that no
 * line is read a third time. */
static bool replay(struct transcript *t)
{
    struct span text = buffer_span(&t->python.text);
    int64_t number = t->python.line;
    bool first = true;
    t->python.open = false;
    while (text.len) {
        size_t end = span_find_byte(text, '\n');
        if (!take_line(t, span_first(text, end), first ? 1 : 0, number++, false))
            return false;
        first = false;
        text = span_from(text, end + 1);
    }
    return true;
}

static bool go_on_with_python(struct transcript *t, struct span line, int64_t number)
{
    size_t length = 0;
    enum python_state state = python_lines_add(&t->python, line, &length);
    if (state == PYTHON_MORE)
        return true;
    struct span text = span_first(buffer_span(&t->python.text), length);
    buffer_clear(&t->json);
    if (state == PYTHON_BROKEN || python_repr_to_json(text, &t->json) != length)
        return replay(t);
    size_t rest = t->python.text.len - length;
    return hand_over(t, t->python.line) && walk_line(t, line, line.len - rest, number, true);
}

static bool done(const struct transcript *t, struct failure *why)
{
    if (t->failed)
        *why = t->failure;
    return !t->failed;
}

bool transcript_line(struct transcript *t, struct span text, int64_t number, struct failure *why)
{
    if (!t->failed && t->python.open)
        go_on_with_python(t, text, number);
    else if (!t->failed)
        take_line(t, text, 0, number, true);
    return done(t, why);
}

struct span transcript_claim(const struct transcript *t, struct span line)
{
    if (t->python.open && !t->python.tentative)
        return line;
    for (struct landmark mark = landmark_next(line, 0); mark.kind != LANDMARK_NONE;
         mark = landmark_next(line, mark.end)) {
        struct bracket_scan scan = {0};
        size_t length = 0;
        if (mark.kind != LANDMARK_PYTHON)
            continue;
        struct span text = span_from(line, mark.start);
        enum python_state state = mark.is_fields ? PYTHON_MORE : bracket_scan_line(&scan, text, &length);
        if (state != PYTHON_BROKEN)
            return state == PYTHON_MORE ? text : span_first(text, length);
    }
    return (struct span){0};
}

/* --- The rest of the interface ---------------------------------------------------------------------------------- */

struct transcript *transcript_open(const struct transcript_options *options, struct sink sink, struct failure *why)
{
    struct transcript *t = calloc(1, sizeof *t);
    if (!t) {
        failure_out_of_memory(why);
        return NULL;
    }
    t->options = *options;
    t->sink = sink;
    model_hints_init(&t->hints, options->path, options->model);
    conversation_forget(&t->talk);
    return t;
}

void transcript_json(struct transcript *t, struct span model, int64_t number)
{
    (void)model;
    (void)number;
    conversation_forget(&t->talk);
    if (!t->failed && drain_table(t, true))
        finish_all(t);
}

void transcript_cut(struct transcript *t)
{
    conversation_doubt(&t->talk);
}

bool transcript_damaged(struct transcript *t, const struct request *head, struct failure *why)
{
    if (!t->failed && finish_all(t) && !loose_start(&t->loose, head)) {
        failure_out_of_memory(&t->failure);
        fail(t);
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

bool transcript_end(struct transcript *t, struct failure *why)
{
    if (!t->failed && t->python.open)
        replay(t);
    t->hints.in_ps = false;
    if (!t->failed && drain_table(t, true) && finish_block(t) && finish_loose(t)) {
        name_held_by_ps(t);
        release_held(t);
    }
    return done(t, why);
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
