/*
 * Collects members by a table of their names; the texts are copied, since lines do not stay.
 */
#include "loose_figures.h"

#include "timestamp.h"

enum member_kind { MEMBER_FIGURE, MEMBER_MODEL, MEMBER_CREATED_AT, MEMBER_DONE_REASON };

static const struct loose_name {
    const char *name;
    enum member_kind kind;
    size_t offset; /* of the figure in struct request */
} loose_names[] = {
    {"total_duration", MEMBER_FIGURE, offsetof(struct request, total_duration_ns)},
    {"load_duration", MEMBER_FIGURE, offsetof(struct request, load_duration_ns)},
    {"prompt_eval_count", MEMBER_FIGURE, offsetof(struct request, prompt_eval_count)},
    {"prompt_eval_cached_count", MEMBER_FIGURE, offsetof(struct request, prompt_eval_cached_count)},
    {"prompt_eval_duration", MEMBER_FIGURE, offsetof(struct request, prompt_eval_duration_ns)},
    {"eval_count", MEMBER_FIGURE, offsetof(struct request, eval_count)},
    {"eval_duration", MEMBER_FIGURE, offsetof(struct request, eval_duration_ns)},
    {"model", MEMBER_MODEL, 0},
    {"created_at", MEMBER_CREATED_AT, 0},
    {"done_reason", MEMBER_DONE_REASON, 0},
};

/* Where "model" stands in the table. */
enum { MODEL_NAME = 7 };

enum { LOOSE_NAMES = sizeof loose_names / sizeof *loose_names, TEXT_LIMIT = 512 };

static struct maybe *figure_of(struct request *request, const struct loose_name *name)
{
    return (struct maybe *)(void *)((char *)request + name->offset);
}

void loose_release(struct loose_figures *loose)
{
    buffer_release(&loose->texts);
}

static void reset(struct loose_figures *loose)
{
    struct buffer texts = loose->texts;
    buffer_clear(&texts);
    *loose = (struct loose_figures){.texts = texts};
}

/* Keeps the text that `span` looks at. The room was reserved, so that earlier spans stay valid. */
static void keep(struct loose_figures *loose, struct span *span)
{
    struct span kept = {loose->texts.ptr ? loose->texts.ptr + loose->texts.len : NULL, span->len};
    buffer_add(&loose->texts, *span);
    if (span->ptr)
        *span = kept;
}

bool loose_start(struct loose_figures *loose, const struct request *head)
{
    reset(loose);
    loose->open = loose->has_head = true;
    loose->request = *head;
    struct request *r = &loose->request;
    struct span *spans[] = {&r->format, &r->endpoint, &r->model, &r->done_reason, &r->error, &r->remote_host};
    size_t need = 2 * TEXT_LIMIT;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        need += spans[i]->len;
    if (!buffer_reserve(&loose->texts, need))
        return false;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        keep(loose, spans[i]);
    for (size_t i = 0; i < LOOSE_NAMES; i++)
        if (loose_names[i].kind == MEMBER_FIGURE && figure_of(r, &loose_names[i])->known)
            loose->seen |= 1u << i;
    loose->measured = loose->seen;
    loose->seen |= r->model.len ? 1u << MODEL_NAME : 0;
    return true;
}

static void start_without_head(struct loose_figures *loose, int64_t line)
{
    reset(loose);
    loose->open = true;
    loose->request = (struct request){.line = line, .format = SPAN("ollama")};
    if (!buffer_reserve(&loose->texts, 2 * TEXT_LIMIT))
        loose->open = false;
}

/* The bytes of a JSON string at the start of `text`, marks included; 0 where none ends on this line. */
static size_t string_length(struct span text)
{
    for (size_t at = 1; text.len && text.ptr[0] == '"' && at < text.len; at++) {
        if (text.ptr[at] == '\\')
            at++;
        else if (text.ptr[at] == '"')
            return at + 1;
    }
    return 0;
}

static bool take_text(struct loose_figures *loose, enum member_kind kind, struct span text)
{
    struct request *request = &loose->request;
    if (text.len > TEXT_LIMIT || span_find_byte(text, '\\') < text.len)
        return false;
    if (kind == MEMBER_CREATED_AT) {
        request->created_at_ns = timestamp_parse(text);
        return true;
    }
    struct span *slot = kind == MEMBER_MODEL ? &request->model : &request->done_reason;
    *slot = text;
    keep(loose, slot);
    if (kind == MEMBER_MODEL)
        request->model_from = MODEL_FROM_JSON;
    return true;
}

static enum loose_member take_figure(struct loose_figures *loose, const struct loose_name *name, struct span text,
                                     size_t *length)
{
    size_t digits = 0;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    struct maybe number = span_to_count(span_first(text, digits));
    bool ends = digits == text.len || strchr(" \t,}]", text.ptr[digits]) != NULL;
    *length = digits;
    if (!number.known || !ends)
        return span_starts(text, SPAN("null")) ? LOOSE_UNKNOWN : LOOSE_BAD;
    *figure_of(&loose->request, name) = number;
    return LOOSE_TAKEN;
}

static const struct loose_name *find_name(struct span name)
{
    for (size_t i = 0; i < LOOSE_NAMES; i++)
        if (span_equal(name, span_of(loose_names[i].name)))
            return &loose_names[i];
    return NULL;
}

enum loose_member loose_take(struct loose_figures *loose, struct span name, struct span text, int64_t line,
                             size_t *length)
{
    const struct loose_name *known = find_name(name);
    size_t blanks = 0;
    while (blanks < text.len && (text.ptr[blanks] == ' ' || text.ptr[blanks] == '\t'))
        blanks++;
    text = span_from(text, blanks);
    *length = loose->open ? blanks + string_length(text) : 0;
    if (!known)
        return LOOSE_UNKNOWN;
    unsigned bit = 1u << (known - loose_names);
    if (loose->open && (loose->seen & bit))
        return LOOSE_REPEATED;
    if (!loose->open)
        start_without_head(loose, line);
    enum loose_member result = LOOSE_UNKNOWN;
    if (known->kind == MEMBER_FIGURE) {
        result = take_figure(loose, known, text, length);
        *length += blanks;
    } else {
        size_t string = string_length(text);
        bool taken = string && take_text(loose, known->kind, span_first(span_from(text, 1), string - 2));
        result = taken ? LOOSE_TAKEN : LOOSE_UNKNOWN;
        *length = blanks + string;
    }
    loose->seen |= bit;
    loose->measured |= result == LOOSE_TAKEN && known->kind == MEMBER_FIGURE ? bit : 0;
    loose->other_lines = 0;
    loose->may_be_over = false;
    return result;
}

bool loose_open_brace(struct loose_figures *loose)
{
    if (loose->may_be_over)
        return false;
    loose->depth++;
    return true;
}

bool loose_close_brace(struct loose_figures *loose, struct span rest)
{
    if (loose->depth) {
        loose->depth--;
        return true;
    }
    loose->may_be_over = span_starts(rest, SPAN(","));
    return loose->may_be_over;
}

bool loose_finish(struct loose_figures *loose)
{
    bool one = (loose->measured & (loose->measured - 1)) == 0;
    loose->open = false;
    if (!loose->measured || (one && !loose->has_head)) /* a single figure may be quoted in a sentence */
        return false;
    loose->request.flags |= FLAG_RECOVERED;
    if (loose->request.status == STATUS_INCOMPLETE)
        loose->request.status = STATUS_OK;
    request_judge(&loose->request);
    return true;
}
