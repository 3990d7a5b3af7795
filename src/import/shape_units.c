/*
 * Figures of other units and manners as the facts have them (json_shape.h).
 */
#include "json_shape.h"

struct maybe ns_of_s(struct maybe_real s)
{
    double ns = s.value * 1e9;
    bool fits = s.known && ns >= 0 && ns <= 9007199254740991.0;
    return fits ? maybe_of((int64_t)(ns + 0.5)) : (struct maybe){0};
}

struct maybe instant_of_s(struct maybe_real s)
{
    bool fits = s.known && s.value >= 0 && s.value < 9.2e9;
    return fits ? maybe_of((int64_t)(s.value * 1e6 + 0.5) * 1000) : (struct maybe){0};
}

struct maybe ns_of_ms(struct maybe_real ms)
{
    return ns_of_s((struct maybe_real){ms.value / 1e3, ms.known});
}

struct maybe_real rate_of(struct maybe_real rate)
{
    return rate.value > 0 ? rate : (struct maybe_real){0};
}

struct maybe sum_of(struct maybe a, struct maybe b)
{
    return (struct maybe){a.value + b.value, a.known && b.known};
}
