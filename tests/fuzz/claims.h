/*
 * A sink for fuzz targets: counts records, and claims of each what record.h promises. Two that were given the same have
 * the same digest.
 */
#ifndef EVALRATE_FUZZ_CLAIMS_H
#define EVALRATE_FUZZ_CLAIMS_H

#include "fuzz.h"
#include "hash.h"
#include "record.h"

struct counts {
    int64_t requests, problems, others, last_line;
    int64_t digest; /* of lines, models and figures */
};

static inline void digest_number(struct counts *counts, int64_t number)
{
    int64_t both[] = {counts->digest, number};
    counts->digest = hash_bytes((struct span){(const char *)both, sizeof both});
}

static inline void digest_figure(struct counts *counts, struct maybe figure)
{
    digest_number(counts, figure.known ? figure.value : -1);
}

static inline void digest_request(struct counts *counts, const struct request *r)
{
    const struct maybe figures[] = {r->total_duration_ns, r->prompt_eval_count,           r->prompt_eval_duration_ns,
                                    r->eval_count,        r->prompt_eval_cached_count,    r->eval_duration_ns,
                                    r->load_duration_ns,  maybe_of(r->response.bytes),    maybe_of(r->response.words),
                                    r->prompt_hash,       maybe_of(r->thinking.bytes),    maybe_of(r->flags),
                                    maybe_of(r->line),    maybe_of(hash_bytes(r->model)), maybe_of(r->model_from)};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        digest_figure(counts, figures[i]);
}

static inline void claim_figure(struct maybe figure)
{
    CLAIM(!figure.known || (figure.value >= 0 && figure.value <= 9007199254740991));
}

static inline void claim_size(const struct text_size *size)
{
    CLAIM(size->words >= 0 && size->words <= size->chars && size->chars <= size->bytes);
    CLAIM(size->known || size->bytes == 0);
}

static inline void claim_stream(const struct stream_summary *stream)
{
    const struct maybe all[] = {stream->chunk_count,      stream->gap_p50_ns,  stream->gap_p95_ns,
                                stream->gap_max_ns,       stream->stall_count, stream->gap_jitter_ns,
                                stream->stall_duration_ns};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        CLAIM(!all[i].known || all[i].value >= 0);
    CLAIM(!stream->gap_max_ns.known || stream->gap_p50_ns.value <= stream->gap_p95_ns.value);
    CLAIM(!stream->gap_max_ns.known || stream->gap_p95_ns.value <= stream->gap_max_ns.value);
}

static inline bool count_request(void *ctx, const struct request *r, struct failure *why)
{
    (void)why;
    struct counts *counts = ctx;
    const struct maybe figures[] = {r->total_duration_ns, r->load_duration_ns,         r->prompt_eval_count,
                                    r->eval_count,        r->prompt_eval_cached_count, r->prompt_eval_duration_ns,
                                    r->eval_duration_ns};
    counts->requests++;
    counts->last_line = r->line > counts->last_line ? r->line : counts->last_line;
    CLAIM(r->line >= 1);
    digest_request(counts, r);
    CLAIM(r->format.len > 0);
    CLAIM(status_name(r->status));
    CLAIM((r->model.len > 0) == (r->model_from != MODEL_FROM_NONE));
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        claim_figure(figures[i]);
    claim_size(&r->response);
    claim_size(&r->thinking);
    claim_size(&r->prompt);
    claim_stream(&r->stream);
    return true;
}

static inline bool count_problem(void *ctx, const struct problem *problem, struct failure *why)
{
    (void)why;
    struct counts *counts = ctx;
    counts->problems++;
    counts->last_line = problem->line > counts->last_line ? problem->line : counts->last_line;
    digest_number(counts, problem->line);
    CLAIM(problem->line >= 0);
    CLAIM(problem->code && *problem->code && problem->message && *problem->message);
    return true;
}

static inline bool count_access(void *ctx, const struct access *access, struct failure *why)
{
    (void)why;
    struct counts *counts = ctx;
    counts->others++;
    digest_number(counts, access->line);
    CLAIM(access->line >= 1);
    return true;
}

static inline bool count_benchmark(void *ctx, const struct benchmark *benchmark, struct failure *why)
{
    (void)why;
    struct counts *counts = ctx;
    counts->others++;
    digest_number(counts, benchmark->line);
    CLAIM(benchmark->line >= 1 && benchmark->tool.len && benchmark->metric);
    return true;
}

static inline bool count_model(void *ctx, const struct model_fact *fact, struct failure *why)
{
    (void)why;
    struct counts *counts = ctx;
    counts->others++;
    digest_number(counts, fact->line);
    CLAIM(fact->line >= 1 && fact->from);
    return true;
}

static inline bool count_server(void *ctx, const struct server_fact *fact, struct failure *why)
{
    (void)why;
    struct counts *counts = ctx;
    counts->others++;
    CLAIM(fact->line >= 1);
    return true;
}

static inline struct sink sink_of_claims(struct counts *counts)
{
    return (struct sink){.ctx = counts,
                         .request = count_request,
                         .problem = count_problem,
                         .access = count_access,
                         .benchmark = count_benchmark,
                         .model = count_model,
                         .server = count_server};
}

#endif
