/*
 * Statistics of many requests as benchmark tools sum them up: benchmark figures (record.h), each tool by its own
 * definitions.
 *
 *  1. GuideLLM: the member `metrics` of a benchmark, a distribution of the successful requests for each figure. Names
 * end in _ms where they are milliseconds; a latency without is seconds.
 *  2. AIPerf, and GenAI-Perf before it: a member a figure, with its unit beside it; `avg` is the mean, or the one
 * value.
 *  3. LLMPerf: one flat object; seconds. Its times between tokens are those per token: latency by tokens.
 *  4. Ollama's names for what the figures are of: TPOT of GuideLLM and LLMPerf includes the first token's time.
 */
#include "json_shape.h"

#include <stdio.h>

/* --- GuideLLM ----------------------------------------------------------------------------------------------------- */

static const struct summed {
    const char *member, *metric;
    double scale; /* to the metric's unit */
} guidellm_figures[] = {
    {"time_to_first_token_ms", "ttft_ms", 1},
    {"time_per_output_token_ms", "tpot_ms", 1},
    {"inter_token_latency_ms", "itl_ms", 1},
    {"request_latency", "total_ms", 1e3},
    {"output_tokens_per_second", "output_throughput_tok_s", 1},
    {"requests_per_second", "request_rate_per_s", 1},
};

static struct maybe_real scaled(struct maybe_real value, double scale)
{
    return (struct maybe_real){value.value * scale, value.known};
}

/* The statistics of one distribution, as GuideLLM and AIPerf name them; `ranks` holds the percentiles. */
static void read_distribution(const struct json_node *spread, const struct json_node *ranks, double scale,
                              struct benchmark *b)
{
    const struct json_node *mean = json_member(spread, "mean"), *stddev = json_member(spread, "std_dev");
    const struct json_node *median = json_member(spread, "median");
    b->mean = scaled(json_real(mean ? mean : json_member(spread, "avg")), scale);
    b->stddev = scaled(json_real(stddev ? stddev : json_member(spread, "std")), scale);
    b->median = scaled(json_real(median ? median : json_member(ranks, "p50")), scale);
    b->p90 = scaled(json_member_real(ranks, "p90"), scale);
    b->p95 = scaled(json_member_real(ranks, "p95"), scale);
    b->p99 = scaled(json_member_real(ranks, "p99"), scale);
    b->min = scaled(json_member_real(spread, "min"), scale);
    b->max = scaled(json_member_real(spread, "max"), scale);
    b->sample_count = json_member_count(spread, "count");
}

static bool holds_statistic(const struct benchmark *b)
{
    return b->mean.known || b->median.known || b->p99.known || b->max.known;
}

bool take_guidellm_summary(const struct place *place, const struct json_node *object, bool *claimed,
                           struct failure *why)
{
    const struct json_node *around = place_around(place, 1);
    *claimed = json_is_object(json_member(json_member(object, "time_to_first_token_ms"), "successful")) &&
               json_is_object(json_member(object, "request_latency")) && json_is_object(around);
    if (!*claimed)
        return true;
    const struct json_node *config = json_member(around, "config");
    const struct json_node *strategy = json_member(config ? config : json_member(around, "args"), "strategy");
    struct span model = json_member_text(json_member(config, "backend"), "model");
    struct span test = json_member_text(strategy, "type_");
    struct benchmark b = {
        .tool = SPAN("guidellm"),
        .test = test.len ? test : SPAN("benchmark"),
        .model = model.len ? model : place_surroundings(place).model,
        .created_at_ns = instant_of_s(json_member_real(around, "end_time")),
        .concurrency = json_member_count(strategy, "streams"),
    };
    if (!b.concurrency.known)
        b.concurrency = json_member_count(strategy, "max_concurrency");
    for (size_t i = 0; i < sizeof guidellm_figures / sizeof *guidellm_figures; i++) {
        const struct summed *figure = &guidellm_figures[i];
        const struct json_node *spread = json_member(json_member(object, figure->member), "successful");
        b.metric = figure->metric;
        read_distribution(spread, json_member(spread, "percentiles"), figure->scale, &b);
        if (b.sample_count.value > 0 && holds_statistic(&b) && !place_put_benchmark(place, &b, why))
            return false;
    }
    return true;
}

/* --- AIPerf ------------------------------------------------------------------------------------------------------- */

static const struct summed aiperf_figures[] = {
    {"time_to_first_token", "ttft_ms", 1},
    {"inter_token_latency", "itl_ms", 1},
    {"request_latency", "total_ms", 1},
    {"output_token_throughput_per_user", "decode_tok_s", 1},
    {"output_token_throughput", "output_throughput_tok_s", 1},
    {"request_throughput", "request_rate_per_s", 1},
};

/* What to multiply a figure with that has this unit; 0 where it is another one. Times become milliseconds. */
static double scale_of(struct span unit)
{
    static const struct {
        struct span unit;
        double scale;
    } units[] = {{{"ms", 2}, 1},    {{"sec", 3}, 1e3},         {{"s", 1}, 1e3},         {{"ns", 2}, 1e-6},
                 {{"us", 2}, 1e-3}, {{"requests/sec", 12}, 1}, {{"tokens/sec", 10}, 1}, {{"tokens/sec/user", 15}, 1}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (span_equal(unit, units[i].unit))
            return units[i].scale;
    return 0;
}

/* The first name of a list, or the only one. */
static struct span first_text(const struct json_node *node)
{
    return json_is_string(node) ? json_text(node) : json_text(json_first(node));
}

static struct span model_of_aiperf(const struct json_node *config)
{
    const struct json_node *endpoint = json_member(config, "endpoint");
    struct span model = first_text(json_member(endpoint, "model_names"));
    return model.len ? model : first_text(json_member(config, "model"));
}

bool take_aiperf_summary(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    const struct json_node *latency = json_member(object, "request_latency");
    const struct json_node *rate = json_member(object, "request_throughput");
    *claimed = json_is_string(json_member(latency, "unit")) && json_is_string(json_member(rate, "unit")) &&
               json_member(latency, "avg") && json_member(rate, "avg");
    if (!*claimed)
        return true;
    const struct json_node *config = json_member(object, "input_config"), *load = json_member(config, "loadgen");
    struct span model = model_of_aiperf(config);
    struct maybe requests = json_member_count(json_member(object, "request_count"), "avg");
    struct benchmark b = {
        .tool = SPAN("aiperf"),
        .test = SPAN("profile"),
        .model = model.len ? model : place_surroundings(place).model,
        .concurrency = json_member_count(load ? load : config, "concurrency"),
    };
    for (size_t i = 0; i < sizeof aiperf_figures / sizeof *aiperf_figures; i++) {
        const struct json_node *spread = json_member(object, aiperf_figures[i].member);
        double scale = scale_of(json_member_text(spread, "unit"));
        b.metric = aiperf_figures[i].metric;
        read_distribution(spread, spread, scale, &b);
        if (!b.sample_count.known)
            b.sample_count = requests;
        if (scale > 0 && holds_statistic(&b) && !place_put_benchmark(place, &b, why))
            return false;
    }
    return true;
}

/* --- LLMPerf ------------------------------------------------------------------------------------------------------ */

static const struct summed llmperf_figures[] = {
    {"ttft_s", "ttft_ms", 1e3},
    {"inter_token_latency_s", "tpot_ms", 1e3},
    {"end_to_end_latency_s", "total_ms", 1e3},
    {"request_output_throughput_token_per_s", "e2e_tok_s", 1},
};

/* results_ttft_s_quantiles_p95 */
static struct maybe_real llmperf_statistic(const struct json_node *object, const struct summed *figure,
                                           const char *statistic)
{
    char name[96];
    snprintf(name, sizeof name, "results_%s_%s", figure->member, statistic);
    return scaled(json_member_real(object, name), figure->scale);
}

bool take_llmperf_summary(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    *claimed = json_member(object, "results_ttft_s_mean") && json_member(object, "results_end_to_end_latency_s_mean");
    if (!*claimed)
        return true;
    struct benchmark b = {
        .tool = SPAN("llmperf"),
        .test = SPAN("load"),
        .model = place_surroundings(place).model,
        .created_at_ns = instant_of_s(json_member_real(object, "timestamp")),
        .sample_count = json_member_count(object, "results_num_completed_requests"),
        .concurrency = json_member_count(object, "num_concurrent_requests"),
    };
    for (size_t i = 0; i < sizeof llmperf_figures / sizeof *llmperf_figures; i++) {
        const struct summed *figure = &llmperf_figures[i];
        b.metric = figure->metric;
        b.mean = llmperf_statistic(object, figure, "mean");
        b.stddev = llmperf_statistic(object, figure, "stddev");
        b.min = llmperf_statistic(object, figure, "min");
        b.max = llmperf_statistic(object, figure, "max");
        b.median = llmperf_statistic(object, figure, "quantiles_p50");
        b.p90 = llmperf_statistic(object, figure, "quantiles_p90");
        b.p95 = llmperf_statistic(object, figure, "quantiles_p95");
        b.p99 = llmperf_statistic(object, figure, "quantiles_p99");
        if (holds_statistic(&b) && !place_put_benchmark(place, &b, why))
            return false;
    }
    struct benchmark rate = {.tool = b.tool, .test = b.test, .model = b.model, .created_at_ns = b.created_at_ns};
    rate.sample_count = b.sample_count;
    rate.concurrency = b.concurrency;
    rate.metric = "output_throughput_tok_s";
    rate.mean = json_member_real(object, "results_mean_output_throughput_token_per_s");
    return !rate.mean.known || place_put_benchmark(place, &rate, why);
}
