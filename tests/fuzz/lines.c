/*
 * Each recogniser of the list takes any lines, alone and from the first one on, and the transcript likewise: its
 * records keep the promises of record.h, and lie in the lines that were there. Lines without the marks that it needs
 * change nothing: who is shown every line, and told that anything may stand in it, finds the same.
 */
#include "../../src/ingesting.h"
#include "claims.h"
#include "clean.h"

#include <cjson/cJSON.h>

/* Everything that looks at lines, and what the text around is to say. */
struct lookers {
    void *self[RECOGNISERS];
    struct transcript *transcript;
    struct columns columns;
    bool in_answer;
    bool sees_all; /* whatever the marks say */
    const char *model;
    struct counts counts;
};

static struct span suggest(void *ctx, enum model_from *from)
{
    const struct lookers *all = ctx;
    *from = *all->model ? MODEL_FROM_HEADING : MODEL_FROM_NONE;
    return span_of(all->model);
}

static bool take_text(void *ctx, struct span text, int64_t line, struct failure *why)
{
    (void)ctx, (void)why;
    CLAIM(line >= 1 && (text.ptr || !text.len));
    return true;
}

static bool in_answer(void *ctx)
{
    const struct lookers *all = ctx;
    return all->in_answer;
}

static bool exchange(void *ctx, struct maybe first_byte_ns, struct maybe total_ns, struct failure *why)
{
    (void)ctx, (void)why;
    CLAIM(!first_byte_ns.known || first_byte_ns.value >= 0);
    CLAIM(!total_ns.known || total_ns.value >= 0);
    return true;
}

static bool take_json(void *ctx, struct span text, int64_t line, struct failure *why)
{
    (void)ctx, (void)why;
    cJSON *root = cJSON_ParseWithLength(text.ptr, text.len);
    CLAIM(root && line >= 1);
    cJSON_Delete(root);
    return true;
}

static void open_all(struct lookers *all)
{
    struct failure why;
    struct sink sink = sink_of_claims(&all->counts);
    struct line_context around = {.ctx = all,
                                  .model = suggest,
                                  .text = take_text,
                                  .in_answer = in_answer,
                                  .exchange = exchange,
                                  .columns = &all->columns};
    struct transcript_options options = {.path = SPAN("logs/llama3.2-3b.txt"), .json = take_json};
    for (size_t i = 0; i < RECOGNISERS; i++)
        CLAIM((all->self[i] = line_recognisers[i]->open(sink, &around, &why)));
    CLAIM((all->transcript = transcript_open(&options, sink, &why)));
}

static bool is_asked(const struct lookers *all, size_t i, unsigned marks)
{
    return (line_recognisers[i]->needs & marks) ||
           (line_recognisers[i]->is_within && line_recognisers[i]->is_within(all->self[i]));
}

static void show_all(struct lookers *all, struct span line, int64_t number)
{
    struct failure why;
    unsigned marks = all->sees_all ? MARKS_ALL : line_marks(line);
    for (size_t i = 0; i < RECOGNISERS; i++) {
        bool claimed = false;
        if (!is_asked(all, i, marks))
            continue;
        CLAIM(line_recognisers[i]->line(all->self[i], line, marks, number, &claimed, &why));
    }
    struct span claim = transcript_claim(all->transcript, line, 0);
    CLAIM(!claim.len || (claim.ptr >= line.ptr && claim.ptr + claim.len <= line.ptr + line.len));
    CLAIM(transcript_line(all->transcript, line, marks, number, &why));
}

static void close_all(struct lookers *all)
{
    struct failure why;
    for (size_t i = 0; i < RECOGNISERS; i++) {
        CLAIM(line_recognisers[i]->end(all->self[i], &why));
        line_recognisers[i]->close(all->self[i]);
    }
    CLAIM(transcript_end(all->transcript, &why));
    transcript_close(all->transcript);
}

/* A copy of exactly the line, so that sanitizers see a look beyond it. */
static void show_copy(struct lookers *all, struct span line, int64_t number)
{
    char *exact = malloc(line.len ? line.len : 1);
    CLAIM(exact);
    if (line.len)
        memcpy(exact, line.ptr, line.len);
    show_all(all, (struct span){exact, line.len}, number);
    free(exact);
}

/* Shows all lines of the text; what was found in them. */
static struct counts look(struct lookers *all, struct span text)
{
    int64_t number = 0;
    open_all(all);
    while (text.len) {
        size_t length = span_find_byte(text, '\n');
        show_copy(all, span_first(text, length), ++number);
        text = span_from(text, length + 1);
    }
    close_all(all);
    CLAIM(all->counts.last_line <= number);
    return all->counts;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lookers all = {.in_answer = size && data[size - 1] % 2, .model = size && data[size - 1] & 2 ? "a:1b" : ""};
    struct lookers careful = all;
    struct cleaner cleaner = {0};
    struct buffer text = {0};
    careful.sees_all = true;
    clean_block(&cleaner, span_of_bytes(data, size), &text, 0);
    struct counts found = look(&all, buffer_span(&text)), expected = look(&careful, buffer_span(&text));
    CLAIM(found.digest == expected.digest && found.others == expected.others);
    buffer_release(&text);
    return 0;
}
