/* What the fast parser takes, the general parser takes alike. */
#include "../unit/two_parsers.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct two_parsers two;
    struct failure why;
    bool took;
    CLAIM(two_parsers_open(&two, &why));
    const char *wrong = size <= 65536 ? two_parsers_read(&two, span_of_bytes(data, size), &took, &why) : NULL;
    if (wrong)
        fprintf(stderr, "%s:\n%.*s---\n%.*s", wrong, (int)two.fast_says.len, two.fast_says.ptr,
                (int)two.general_says.len, two.general_says.ptr);
    CLAIM(!wrong);
    two_parsers_close(&two);
    return 0;
}
