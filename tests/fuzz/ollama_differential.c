/* What the fast parser takes, the general parser takes alike. */
#include "../unit/two_parsers.h"
#include "fuzz.h"

static struct two_parsers two;

static void close_two(void)
{
    two_parsers_close(&two);
}

/* Parsers that have read nothing yet: those of the last input, where they took nothing. */
static void open_two(bool anew)
{
    static bool is_open;
    struct failure why;
    if (!is_open)
        CLAIM(atexit(close_two) == 0);
    if (is_open && anew)
        close_two();
    if (!is_open || anew)
        CLAIM(two_parsers_open(&two, &why));
    is_open = true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool took;
    struct failure why;
    open_two(took);
    took = false;
    const char *wrong = size <= 65536 ? two_parsers_read(&two, span_of_bytes(data, size), &took, &why) : NULL;
    if (wrong)
        fprintf(stderr, "%s:\n%.*s---\n%.*s", wrong, (int)two.fast_says.len, two.fast_says.ptr,
                (int)two.general_says.len, two.general_says.ptr);
    CLAIM(!wrong);
    return 0;
}
