#include "shown.h"

#include "number.h"

#include <stdlib.h>

void shown_release(struct shown *shown)
{
    for (size_t i = 0; i < shown->text_count; i++)
        free(shown->texts[i]);
    for (size_t i = 0; i < shown->note_count; i++)
        free(shown->notes[i]);
    for (size_t i = 0; i < SHOWN_CAPTIONS; i++)
        free(shown->captions[i]);
    free(shown->texts);
    free(shown->cells);
    grid_release(&shown->grid);
}

/* The buffer's text, now owned by the caller; NULL without memory. */
char *shown_take(struct shown *shown, struct buffer *text)
{
    buffer_add_byte(text, '\0');
    if (text->failed) {
        shown->failed = true;
        buffer_release(text);
        return NULL;
    }
    return text->ptr;
}

/* The buffer's text as a cell, owned by `shown`. */
struct cell shown_text(struct shown *shown, struct buffer *text)
{
    char *taken = shown_take(shown, text);
    if (taken && shown->text_count == shown->text_capacity) {
        size_t capacity = shown->text_capacity ? shown->text_capacity * 2 : 64;
        char **grown = realloc(shown->texts, capacity * sizeof *grown);
        if (grown) {
            shown->texts = grown;
            shown->text_capacity = capacity;
        }
    }
    if (!taken || shown->text_count == shown->text_capacity) {
        free(taken);
        shown->failed = true;
        return (struct cell){.kind = CELL_BLANK};
    }
    shown->texts[shown->text_count++] = taken;
    return (struct cell){.kind = CELL_TEXT, .text = span_of(taken)};
}

/* The number of the note with that text, added where it is new; 0 where it has no room. Takes the text. */
unsigned shown_note(struct shown *shown, struct buffer *text)
{
    char *taken = shown_take(shown, text);
    size_t i = 0;
    while (taken && i < shown->note_count && strcmp(shown->notes[i], taken) != 0)
        i++;
    if (!taken || i == SHOWN_NOTES || i < shown->note_count) {
        free(taken);
        return taken && i < shown->note_count ? (unsigned)i + 1 : 0;
    }
    shown->notes[shown->note_count++] = taken;
    return (unsigned)shown->note_count;
}

unsigned shown_note_text(struct shown *shown, const char *text)
{
    struct buffer buffer = {0};
    buffer_add(&buffer, span_of(text));
    return shown_note(shown, &buffer);
}

struct cell shown_cell(const struct shown *shown, size_t row, const char *column)
{
    return grid_cell(&shown->grid, row, column);
}

bool shown_knows(const struct shown *shown, size_t row, const char *column)
{
    return shown_cell(shown, row, column).kind != CELL_BLANK;
}

bool shown_says(const struct shown *shown, size_t row, const char *column, const char *text)
{
    struct cell cell = shown_cell(shown, row, column);
    return cell.kind == CELL_TEXT && span_equal(cell.text, span_of(text));
}

void shown_add_number(struct buffer *out, struct cell cell)
{
    char number[NUMBER_SIZE];
    if (cell.kind == CELL_REAL)
        buffer_add(out, (struct span){number, number_display(cell.real, -1, number)});
    else if (cell.kind == CELL_INTEGER)
        buffer_add(out, (struct span){number, number_integer(cell.integer, number)});
}

size_t shown_candidates(const struct grid *grid)
{
    size_t count = 0;
    for (size_t row = 0; row < grid->row_count; row++) {
        size_t first = 0;
        while (!span_equal(grid_cell(grid, first, "candidate").text, grid_cell(grid, row, "candidate").text))
            first++;
        count += first == row;
    }
    return count;
}

struct table shown_table(const struct shown *shown, const char *name, const char *title)
{
    return (struct table){
        .name = name,
        .title = title,
        .column_count = shown->column_count,
        .columns = shown->columns,
        .caption_count = SHOWN_CAPTIONS,
        .captions = (const char *const *)shown->captions,
        .note_count = shown->note_count,
        .notes = (const char *const *)shown->notes,
    };
}
