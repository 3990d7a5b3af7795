#include "metric.h"

#include "metrics.h"

#include <string.h>

const struct compared_metric compared_metrics[COMPARED_METRICS] = {
    {.name = "ttft_warm_ms", .lower_is_better = true, .is_default = true, .in_mean = true},
    {.name = "tpot_ms", .lower_is_better = true, .is_default = true, .unit = RAW_DECODE_TOKENS},
    {.name = "prefill_tok_s", .is_default = true, .in_mean = true, .unit = RAW_TOKENS},
    {.name = "norm_decode_tok_s", .is_default = true, .in_mean = true, .unit = REFERENCE_TOKENS},
    {.name = "decode_tok_s", .is_default = true, .in_mean = true, .unit = RAW_DECODE_TOKENS},
    {.name = "decode_bytes_s", .is_default = true},
    {.name = "total_s", .lower_is_better = true, .is_default = true, .in_mean = true},
    {.name = "ttft_ms", .lower_is_better = true},
    {.name = "ttfa_ms", .lower_is_better = true},
    {.name = "itl_ms", .lower_is_better = true, .unit = RAW_DECODE_TOKENS},
    {.name = "norm_latency_ms", .lower_is_better = true, .unit = RAW_TOKENS},
    {.name = "cold_load_ms", .lower_is_better = true},
    {.name = "gap_p50_ms", .lower_is_better = true},
    {.name = "gap_p95_ms", .lower_is_better = true},
    {.name = "gap_max_ms", .lower_is_better = true},
    {.name = "e2e_tok_s", .unit = RAW_TOKENS},
    {.name = "decode_chars_s"},
    {.name = "decode_words_s"},
    {.name = NULL},
};

const struct compared_metric *compared_metric_find(const char *name)
{
    const struct metric *meant = metric_find(name);
    const struct compared_metric *metric = compared_metrics;
    while (metric->name && strcmp(metric->name, name) != 0 && !(meant && strcmp(metric->name, meant->name) == 0))
        metric++;
    return metric->name ? metric : NULL;
}
