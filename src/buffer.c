#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buffer_release(struct buffer *buffer)
{
    free(buffer->ptr);
    *buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer)
{
    buffer->len = 0;
    buffer->failed = false;
}

bool buffer_reserve(struct buffer *buffer, size_t more)
{
    if (more <= buffer->capacity - buffer->len)
        return true;
    if (more > SIZE_MAX / 2 - buffer->len)
        return false;
    size_t capacity = buffer->capacity ? buffer->capacity : 256;
    while (capacity - buffer->len < more)
        capacity *= 2;
    char *grown = realloc(buffer->ptr, capacity);
    if (!grown)
        return false;
    buffer->ptr = grown;
    buffer->capacity = capacity;
    return true;
}

void buffer_add(struct buffer *buffer, struct span text)
{
    if (!buffer_reserve(buffer, text.len)) {
        buffer->failed = true;
        return;
    }
    if (text.len)
        memcpy(buffer->ptr + buffer->len, text.ptr, text.len);
    buffer->len += text.len;
}

void buffer_add_byte(struct buffer *buffer, char byte)
{
    buffer_add(buffer, (struct span){&byte, 1});
}

void buffer_print(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !buffer_reserve(buffer, (size_t)length + 1)) {
        buffer->failed = true;
    } else {
        vsnprintf(buffer->ptr + buffer->len, (size_t)length + 1, format, again);
        buffer->len += (size_t)length;
    }
    va_end(again);
}
