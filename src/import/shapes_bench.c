/*
 * Results of benchmark tools: single requests where a tool saves them, its statistics as they are (benchmark,
 * record.h).
 *
 *  1. vLLM `bench serve`: statistics in milliseconds; with --save-detailed arrays in seconds, one element a request. A
 *     request's answer took the sum of its gaps (itls), from the first chunk to the last. Two alike are two requests.
 *  2. llama-bench: a test's mean over its repetitions. pp is prefill, tg is decode, pp+tg both together.
 *  3. GuideLLM: requests in full; latencies in seconds, but *_ms in milliseconds, instants in seconds since 1970. Its
 *     request's body is JSON in a string, and names the model.
 *  4. AIPerf: figures with their unit beside them. LLMPerf: the unit is in the name.
 */
#include "json_shape.h"

#include "llama_bench.h"
#include "timestamp.h"

#include <stdio.h>

/* --- statistics --------------------------------------------------------------------------------------------------- */

/* Puts the benchmark where it has any statistic. */
static bool put_figure(const struct place *place, struct benchmark *b, struct failure *why)
{
    bool any = b->mean.known || b->median.known || b->p99.known || b->max.known;
    return !any || place_put_benchmark(place, b, why);
}

static struct maybe_real statistic_of(const struct json_node *object, const char *statistic, const char *figure)
{
    char name[64];
    snprintf(name, sizeof name, "%s_%s_ms", statistic, figure);
    return json_member_real(object, name);
}

/* --- vLLM --------------------------------------------------------------------------------------------------------- */

static struct maybe_real sum_of_numbers(const struct json_node *array)
{
    struct maybe_real sum = {0};
    for (const struct json_node *node = json_first(array); node; node = json_next(node)) {
        struct maybe_real number = json_real(node);
        if (!number.known)
            return number;
        sum = maybe_real_of(sum.value + number.value);
    }
    return sum;
}

/* Walks the arrays of the details side by side. */
struct details {
    const struct json_node *input_count, *output_count, *ttft, *gaps, *latency, *error;
};

static void next_detail(struct details *d)
{
    const struct json_node **const nodes[] = {&d->input_count, &d->output_count, &d->ttft,
                                              &d->gaps,        &d->latency,      &d->error};
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++)
        *nodes[i] = json_next(*nodes[i]);
}

static bool put_detail(const struct place *place, const struct details *d, int64_t entry, struct failure *why)
{
    struct request request = place_request(place, "vllm");
    request.entry = maybe_of(entry);
    struct span error = json_text(d->error);
    request.status = STATUS_PARTIAL;
    request.prompt_eval_count = json_count(d->input_count);
    if (error.len) {
        request.status = STATUS_ERROR;
        request.error = error;
        return place_put_request(place, &request, why);
    }
    request.eval_count = json_count(d->output_count);
    request.reported_ttft_ns = ns_of_s(json_real(d->ttft));
    request.eval_duration_ns = ns_of_s(sum_of_numbers(d->gaps));
    request.total_duration_ns = ns_of_s(json_real(d->latency));
    if (!request.total_duration_ns.known)
        request.total_duration_ns = sum_of(request.reported_ttft_ns, request.eval_duration_ns);
    if (request.eval_duration_ns.known)
        request.flags |= FLAG_DERIVED;
    return place_put_request(place, &request, why);
}

static bool put_details(const struct place *place, const struct json_node *object, struct failure *why)
{
    struct details d = {
        .input_count = json_first(json_member(object, "input_lens")),
        .output_count = json_first(json_member(object, "output_lens")),
        .ttft = json_first(json_member(object, "ttfts")),
        .gaps = json_first(json_member(object, "itls")),
        .latency = json_first(json_member(object, "latencies")),
        .error = json_first(json_member(object, "errors")),
    };
    for (int64_t entry = 1; d.ttft; next_detail(&d))
        if (!put_detail(place, &d, entry++, why))
            return false;
    return true;
}

/* YYYYmmdd-HHMMSS in a zone that it does not tell: no instant. */
static bool put_serve_statistics(const struct place *place, const struct json_node *object, struct failure *why)
{
    static const struct {
        const char *figure, *metric;
    } figures[] = {{"ttft", "ttft_ms"}, {"tpot", "tpot_ms"}, {"itl", "itl_ms"}, {"e2el", "total_ms"}};
    struct request around = place_request(place, "vllm");
    struct benchmark b = {
        .tool = SPAN("vllm"),
        .test = SPAN("serve"),
        .model = around.model,
        .sample_count = json_member_count(object, "completed"),
        .concurrency = json_member_count(object, "max_concurrency"),
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        b.metric = figures[i].metric;
        b.mean = statistic_of(object, "mean", figures[i].figure);
        b.median = statistic_of(object, "median", figures[i].figure);
        b.stddev = statistic_of(object, "std", figures[i].figure);
        b.p90 = statistic_of(object, "p90", figures[i].figure);
        b.p95 = statistic_of(object, "p95", figures[i].figure);
        b.p99 = statistic_of(object, "p99", figures[i].figure);
        if (!put_figure(place, &b, why))
            return false;
    }
    struct benchmark rate = {.tool = b.tool, .test = b.test, .model = b.model, .concurrency = b.concurrency};
    rate.sample_count = b.sample_count;
    rate.metric = "output_throughput_tok_s";
    rate.mean = json_member_real(object, "output_throughput");
    if (!put_figure(place, &rate, why))
        return false;
    rate.metric = "request_rate_per_s";
    rate.mean = json_member_real(object, "request_throughput");
    return put_figure(place, &rate, why);
}

bool take_vllm(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    *claimed = json_member(object, "output_throughput") && json_member(object, "request_throughput") &&
               json_member(object, "completed");
    return !*claimed || (put_details(place, object, why) && put_serve_statistics(place, object, why));
}

/* --- llama-bench -------------------------------------------------------------------------------------------------- */

bool take_llama_bench(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    char test[100] = "";
    *claimed = json_member(object, "avg_ts") && json_member(object, "n_prompt") && json_member(object, "n_gen");
    if (!*claimed)
        return true;
    struct benchmark b = {
        .tool = SPAN("llama-bench"),
        .model = gguf_stem(json_member_text(object, "model_filename")),
        .created_at_ns = timestamp_parse(json_member_text(object, "test_time")),
        .prompt_count = json_member_count(object, "n_prompt"),
        .eval_count = json_member_count(object, "n_gen"),
        .depth_count = json_member_count(object, "n_depth"),
        .mean = json_member_real(object, "avg_ts"),
        .stddev = json_member_real(object, "stddev_ts"),
    };
    for (const struct json_node *sample = json_first(json_member(object, "samples_ns")); sample;
         sample = json_next(sample))
        b.sample_count = maybe_of(b.sample_count.value + 1);
    if (b.model.len == 0)
        b.model = json_member_text(object, "model_type");
    llama_bench_name_test(test, sizeof test, &b);
    b.test = span_of(test);
    b.metric = llama_bench_metric(b.test);
    return !b.metric || place_put_benchmark(place, &b, why);
}

/* --- GuideLLM ----------------------------------------------------------------------------------------------------- */

/* The model in the request's body, which is JSON in a string (or, in old versions, an object). The tree is to be freed
 * after the name was used. */
static struct span model_in_body(const struct json_node *object, struct json_node **body)
{
    const struct json_node *arguments = json_member(object, "request_args");
    if (json_is_string(arguments))
        arguments = *body = json_parse(json_text(arguments));
    struct span model = json_member_text(json_member(arguments, "body"), "model");
    return model.len ? model : json_member_text(arguments, "model");
}

/* From the first token to the last, where the tool says when they came. */
static struct maybe answer_of_timings(const struct json_node *timings)
{
    struct maybe_real first = json_member_real(timings, "first_token_iteration");
    struct maybe_real last = json_member_real(timings, "last_token_iteration");
    return ns_of_s((struct maybe_real){last.value - first.value, first.known && last.known});
}

static void read_guidellm(const struct json_node *object, struct request *request)
{
    request->prompt_eval_count = json_member_count(object, "prompt_tokens");
    request->eval_count = json_member_count(object, "output_tokens");
    request->total_duration_ns = ns_of_s(json_member_real(object, "request_latency"));
    request->reported_ttft_ns = ns_of_ms(json_member_real(object, "time_to_first_token_ms"));
    request->eval_duration_ns = answer_of_timings(json_member(json_member(object, "info"), "timings"));
    if (request->eval_duration_ns.known)
        request->flags |= FLAG_DERIVED;
    request->created_at_ns = instant_of_s(json_member_real(object, "request_end_time"));
    struct span output = json_member_text(object, "output");
    if (output.len)
        text_size_add(&request->response, output);
}

bool take_guidellm(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    *claimed = json_member(object, "request_latency") && json_member(object, "time_to_first_token_ms") &&
               json_member(object, "output_tokens") && !json_is_object(json_member(object, "request_latency"));
    if (!*claimed)
        return true;
    struct json_node *body = NULL;
    struct request request = place_request(place, "guidellm");
    struct span model = model_in_body(object, &body);
    request.status = STATUS_PARTIAL;
    if (model.len) {
        request.model = model;
        request.model_from = MODEL_FROM_JSON;
    }
    read_guidellm(object, &request);
    bool done = place_put_request(place, &request, why);
    json_free(body);
    return done;
}

/* --- AIPerf, LLMPerf ---------------------------------------------------------------------------------------------- */

/* A time with its unit beside it. */
static struct maybe ns_of_metric(const struct json_node *metrics, const char *name)
{
    const struct json_node *metric = json_member(metrics, name);
    struct maybe_real value = json_member_real(metric, "value");
    struct span unit = json_member_text(metric, "unit");
    if (span_equal(unit, SPAN("ns")))
        return ns_of_s((struct maybe_real){value.value / 1e9, value.known});
    if (span_equal(unit, SPAN("ms")))
        return ns_of_ms(value);
    return span_equal(unit, SPAN("sec")) || span_equal(unit, SPAN("s")) ? ns_of_s(value) : (struct maybe){0};
}

static struct maybe count_of_metric(const struct json_node *metrics, const char *name)
{
    return json_member_count(json_member(metrics, name), "value");
}

bool take_aiperf(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    const struct json_node *metadata = json_member(object, "metadata"), *metrics = json_member(object, "metrics");
    const struct json_node *error = json_member(object, "error");
    *claimed = json_member(metadata, "request_start_ns") && (metrics || json_is_object(error));
    if (!*claimed)
        return true;
    struct request request = place_request(place, "aiperf");
    request.status = STATUS_PARTIAL;
    request.prompt_eval_count = count_of_metric(metrics, "input_sequence_length");
    request.eval_count = count_of_metric(metrics, "output_sequence_length");
    request.total_duration_ns = ns_of_metric(metrics, "request_latency");
    request.reported_ttft_ns = ns_of_metric(metrics, "time_to_first_token");
    bool streamed = request.total_duration_ns.known && request.reported_ttft_ns.known;
    int64_t answer = request.total_duration_ns.value - request.reported_ttft_ns.value;
    request.eval_duration_ns = (struct maybe){answer, streamed && answer >= 0};
    request.flags |= request.eval_duration_ns.known ? FLAG_DERIVED : 0;
    if (json_is_object(error)) {
        request.status = STATUS_ERROR;
        request.error = json_member_text(error, "message");
    }
    return place_put_request(place, &request, why);
}

bool take_llmperf(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    *claimed = json_member(object, "ttft_s") && json_member(object, "end_to_end_latency_s") &&
               json_member(object, "number_output_tokens");
    if (!*claimed)
        return true;
    struct request request = place_request(place, "llmperf");
    request.prompt_eval_count = json_member_count(object, "number_input_tokens");
    struct span error = json_member_text(object, "error_msg");
    request.status = error.len ? STATUS_ERROR : STATUS_PARTIAL;
    request.error = error;
    if (error.len == 0) {
        request.eval_count = json_member_count(object, "number_output_tokens");
        request.total_duration_ns = ns_of_s(json_member_real(object, "end_to_end_latency_s"));
        request.reported_ttft_ns = ns_of_s(json_member_real(object, "ttft_s"));
    }
    return place_put_request(place, &request, why);
}
