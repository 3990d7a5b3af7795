/*
 * Bytes that grow. The buffer owns its memory; initialise with zeroes, end with buffer_release.
 *
 * Where memory runs out the buffer keeps what it had and remembers it in `failed`; check once at the end.
 */
#ifndef EVALRATE_BUFFER_H
#define EVALRATE_BUFFER_H

#include "failure.h"
#include "span.h"

struct buffer {
    char *ptr;
    size_t len, capacity;
    bool failed;
};

void buffer_release(struct buffer *buffer);
void buffer_clear(struct buffer *buffer);                           /* empty again, memory kept, `failed` reset */
bool buffer_reserve(struct buffer *buffer, size_t more) MUST_CHECK; /* room for `more` bytes beyond len */
void buffer_add(struct buffer *buffer, struct span text);
void buffer_add_byte(struct buffer *buffer, char byte);
void buffer_print(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline struct span buffer_span(const struct buffer *buffer)
{
    return (struct span){buffer->ptr, buffer->len};
}

#endif
