#include "utf8.h"

/* The forms of a character by its first byte. */
static const struct form {
    unsigned char mask, mark; /* first byte & mask == mark */
    size_t length;
    uint32_t least; /* smaller codes in this form are overlong */
} forms[] = {
    {0x80, 0x00, 1, 0},
    {0xe0, 0xc0, 2, 0x80},
    {0xf0, 0xe0, 3, 0x800},
    {0xf8, 0xf0, 4, 0x10000},
};

static const struct utf8_char invalid = {.code = 0xfffd, .length = 1, .valid = false};

static struct utf8_char decode(const struct form *form, struct span text)
{
    if (text.len < form->length)
        return invalid;
    uint32_t code = (unsigned char)text.ptr[0] & (unsigned char)~form->mask;
    for (size_t i = 1; i < form->length; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if ((byte & 0xc0) != 0x80)
            return invalid;
        code = code << 6 | (byte & 0x3f);
    }
    bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < form->least || code > 0x10ffff || surrogate)
        return invalid;
    return (struct utf8_char){.code = code, .length = form->length, .valid = true};
}

struct utf8_char utf8_next(struct span text)
{
    unsigned char first = (unsigned char)text.ptr[0];
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if ((first & forms[i].mask) == forms[i].mark)
            return decode(&forms[i], text);
    return invalid;
}

size_t utf8_put(uint32_t code, char out[4])
{
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code & 0x3f));
        code >>= 6;
    }
    out[0] = (char)(forms[length - 1].mark | code);
    return length;
}

/* How many bytes at the start of `text` are UTF-8. */
static size_t valid_length(struct span text)
{
    size_t at = 0;
    while (at < text.len) {
        if ((unsigned char)text.ptr[at] < 0x80) {
            at++;
            continue;
        }
        struct utf8_char next = utf8_next(span_from(text, at));
        if (!next.valid)
            break;
        at += next.length;
    }
    return at;
}

struct span utf8_repair(struct span text, struct buffer *room)
{
    size_t valid = valid_length(text);
    if (valid == text.len)
        return text;
    room->len = 0;
    for (; valid < text.len; valid = valid_length(text)) {
        buffer_add(room, span_first(text, valid));
        buffer_add(room, SPAN("\xef\xbf\xbd"));
        text = span_from(text, valid + 1);
    }
    buffer_add(room, text);
    return buffer_span(room);
}
