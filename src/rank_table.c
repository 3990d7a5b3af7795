#include "rank_table.h"

#include "buffer.h"
#include "hash.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { RANKS_LIMIT = 1 << 24 };

struct token {
    size_t offset, length; /* of its bytes */
    int64_t rank;
};

struct rank_table {
    struct buffer bytes; /* of all tokens */
    struct token *tokens;
    size_t count, capacity;
    uint32_t *slots; /* token numbers plus one, by hash; 0 is free. At most half full */
    size_t slot_count;
};

void rank_table_close(struct rank_table *table)
{
    if (!table)
        return;
    buffer_release(&table->bytes);
    free(table->tokens);
    free(table->slots);
    free(table);
}

size_t rank_table_size(const struct rank_table *table)
{
    return table->count;
}

/* --- looking up --------------------------------------------------------------------------------------------------- */

static struct span token_bytes(const struct rank_table *table, size_t number)
{
    assert(table->tokens && table->bytes.ptr); // a number stands in a slot only behind its token
    const struct token *token = &table->tokens[number];
    return (struct span){table->bytes.ptr + token->offset, token->length};
}

static uint32_t *find_slot(const struct rank_table *table, struct span bytes)
{
    size_t at = (size_t)hash_bytes(bytes) & (table->slot_count - 1);
    while (table->slots[at] && !span_equal(token_bytes(table, table->slots[at] - 1), bytes))
        at = (at + 1) & (table->slot_count - 1);
    return &table->slots[at];
}

struct maybe rank_table_find(const struct rank_table *table, struct span bytes)
{
    uint32_t number = *find_slot(table, bytes);
    if (!number)
        return (struct maybe){0};
    assert(table->tokens);
    return maybe_of(table->tokens[number - 1].rank);
}

static bool fill_slots(struct rank_table *table)
{
    table->slot_count = 1024;
    while (table->slot_count < table->count * 2)
        table->slot_count *= 2;
    table->slots = calloc(table->slot_count, sizeof *table->slots);
    for (size_t i = 0; table->slots && i < table->count; i++)
        *find_slot(table, token_bytes(table, i)) = (uint32_t)i + 1;
    return table->slots != NULL;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

/* The six bits of a base64 digit; 64 for any other byte. */
static unsigned base64_digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (unsigned)(at - digits) : 64;
}

/* Appends the bytes that `text` stands for. */
static bool add_base64(struct buffer *out, struct span text)
{
    if (text.len == 0 || text.len % 4 != 0)
        return false;
    size_t padding = text.ptr[text.len - 1] != '=' ? 0 : text.ptr[text.len - 2] != '=' ? 1 : 2;
    unsigned bits = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned digit = i + padding < text.len ? base64_digit(text.ptr[i]) : 0;
        if (digit == 64)
            return false;
        bits = bits << 6 | digit;
        if (i % 4 != 3)
            continue;
        const char three[] = {(char)(bits >> 16 & 0xff), (char)(bits >> 8 & 0xff), (char)(bits & 0xff)};
        buffer_add(out, (struct span){three, i + 1 == text.len ? 3 - padding : 3});
        bits = 0;
    }
    return true;
}

static bool add_token(struct rank_table *table, struct token token)
{
    if (table->count == table->capacity) {
        size_t capacity = table->capacity ? table->capacity * 2 : 4096;
        struct token *grown = realloc(table->tokens, capacity * sizeof *grown);
        if (!grown)
            return false;
        table->tokens = grown;
        table->capacity = capacity;
    }
    table->tokens[table->count++] = token;
    return true;
}

/* One line; false with a reason where it is none. */
static bool read_line(struct rank_table *table, struct span line, size_t number, const char *path, struct failure *why)
{
    size_t blank = span_find_byte(line, ' ');
    struct maybe rank = span_to_count(span_from(line, blank + 1));
    struct token token = {.offset = table->bytes.len, .rank = rank.value};
    if (!rank.known || rank.value > RANKS_LIMIT || table->count == RANKS_LIMIT ||
        !add_base64(&table->bytes, span_first(line, blank)))
        return failure_set(why, "'%s' line %zu is not TOKEN-IN-BASE64 RANK; is it a .tiktoken file?", path, number);
    token.length = table->bytes.len - token.offset;
    return (!table->bytes.failed && add_token(table, token)) || failure_out_of_memory(why);
}

static bool read_lines(struct rank_table *table, struct span text, const char *path, struct failure *why)
{
    for (size_t number = 1; text.len; number++) {
        struct span line = span_first(text, span_find_byte(text, '\n'));
        text = span_from(text, line.len + 1);
        line = span_trim(line);
        if (line.len && !read_line(table, line, number, path, why))
            return false;
    }
    return fill_slots(table) || failure_out_of_memory(why);
}

/* Any text can be encoded only where each single byte is a token. */
static bool has_all_bytes(const struct rank_table *table, const char *path, struct failure *why)
{
    for (unsigned i = 0; i < 256; i++) {
        char byte = (char)i;
        if (!rank_table_find(table, (struct span){&byte, 1}).known)
            return failure_set(why, "'%s' has no token for the single byte 0x%02x; is it complete?", path, i);
    }
    return true;
}

static bool read_file(const char *path, struct buffer *text, struct failure *why)
{
    enum { BLOCK = 1 << 16 };
    FILE *file = fopen(path, "rb");
    if (!file)
        return failure_set_errno(why, errno, "cannot open '%s'", path);
    size_t got = 1;
    while (got && buffer_reserve(text, BLOCK)) {
        got = fread(text->ptr + text->len, 1, BLOCK, file);
        text->len += got;
    }
    bool done = ferror(file) ? failure_set_errno(why, errno, "cannot read '%s'", path)
                : got        ? failure_out_of_memory(why)
                             : true;
    fclose(file);
    return done;
}

struct rank_table *rank_table_open(const char *path, struct failure *why)
{
    struct buffer text = {0};
    struct rank_table *table = calloc(1, sizeof *table);
    bool done = table ? read_file(path, &text, why) && read_lines(table, buffer_span(&text), path, why) &&
                            has_all_bytes(table, path, why)
                      : failure_out_of_memory(why);
    buffer_release(&text);
    if (done)
        return table;
    rank_table_close(table);
    return NULL;
}
