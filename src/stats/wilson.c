/*
 * Wilson's score interval of a share (E. B. Wilson, 1927): the shares that a score test would not reject.
 */
#include "stats.h"

#include <assert.h>
#include <math.h>

/* The lower limit. It is the product of both limits over the upper one, so that it is exactly 0 for no hits, and exact
 * for few. */
static double lower(double hits, double n, double z)
{
    const double share = hits / n, z2 = z * z / n;
    const double upper = share + z2 / 2 + sqrt(z2 * (share * (1 - share) + z2 / 4));
    return share * share / upper;
}

struct interval wilson_interval(size_t hits, size_t n, double confidence)
{
    assert(n >= 1 && hits <= n);
    assert(confidence > 0 && confidence < 1);
    const double z = normal_quantile((1 + confidence) / 2);
    return (struct interval){lower((double)hits, (double)n, z), 1 - lower((double)(n - hits), (double)n, z)};
}
