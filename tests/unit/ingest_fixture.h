/*
 * For tests of the import: a sink that keeps what comes, and files made of bytes.
 */
#ifndef EVALRATE_INGEST_FIXTURE_H
#define EVALRATE_INGEST_FIXTURE_H

#include "buffer.h"
#include "ingest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { KEPT = 64 };

/* The first KEPT records of each kind, with copies of their texts; all are counted. */
struct collected {
    size_t request_count, problem_count;
    struct request requests[KEPT];
    char models[KEPT][80], errors[KEPT][80], formats[KEPT][16];
    int64_t problem_lines[KEPT];
    char codes[KEPT][32], messages[KEPT][200], excerpts[KEPT][80];
    struct ingest_facts facts;
    size_t access_count, benchmark_count, model_count, server_count;
    struct access accesses[KEPT];
    char paths[KEPT][40];
    struct benchmark benchmarks[KEPT];
    char tests[KEPT][40], benchmark_models[KEPT][80];
    struct model_fact model_facts[KEPT];
    char fact_names[KEPT][80], quantizations[KEPT][16], parameter_sizes[KEPT][16], digests[KEPT][80];
    char versions[KEPT][40];
};

static inline void copy_text(char *out, size_t size, struct span text)
{
    size_t length = text.len < size ? text.len : size - 1;
    if (length)
        memcpy(out, text.ptr, length);
    out[length] = '\0';
}

static inline bool collect_request(void *ctx, const struct request *request, struct failure *why)
{
    (void)why;
    struct collected *all = ctx;
    size_t at = all->request_count++;
    if (at >= KEPT)
        return true;
    all->requests[at] = *request;
    copy_text(all->models[at], sizeof all->models[at], request->model);
    copy_text(all->errors[at], sizeof all->errors[at], request->error);
    copy_text(all->formats[at], sizeof all->formats[at], request->format);
    return true;
}

static inline bool collect_problem(void *ctx, const struct problem *problem, struct failure *why)
{
    (void)why;
    struct collected *all = ctx;
    size_t at = all->problem_count++;
    if (at >= KEPT)
        return true;
    all->problem_lines[at] = problem->line;
    copy_text(all->codes[at], sizeof all->codes[at], span_of(problem->code));
    copy_text(all->messages[at], sizeof all->messages[at], span_of(problem->message));
    copy_text(all->excerpts[at], sizeof all->excerpts[at], problem->excerpt);
    return true;
}

static inline bool collect_access(void *ctx, const struct access *access, struct failure *why)
{
    (void)why;
    struct collected *all = ctx;
    size_t at = all->access_count++;
    if (at >= KEPT)
        return true;
    all->accesses[at] = *access;
    copy_text(all->paths[at], sizeof all->paths[at], access->path);
    return true;
}

static inline bool collect_benchmark(void *ctx, const struct benchmark *benchmark, struct failure *why)
{
    (void)why;
    struct collected *all = ctx;
    size_t at = all->benchmark_count++;
    if (at >= KEPT)
        return true;
    all->benchmarks[at] = *benchmark;
    copy_text(all->tests[at], sizeof all->tests[at], benchmark->test);
    copy_text(all->benchmark_models[at], sizeof all->benchmark_models[at], benchmark->model);
    return true;
}

static inline bool collect_model(void *ctx, const struct model_fact *fact, struct failure *why)
{
    (void)why;
    struct collected *all = ctx;
    size_t at = all->model_count++;
    if (at >= KEPT)
        return true;
    all->model_facts[at] = *fact;
    copy_text(all->fact_names[at], sizeof all->fact_names[at], fact->name);
    copy_text(all->quantizations[at], sizeof all->quantizations[at], fact->quantization);
    copy_text(all->parameter_sizes[at], sizeof all->parameter_sizes[at], fact->parameter_size);
    copy_text(all->digests[at], sizeof all->digests[at], fact->digest);
    return true;
}

static inline bool collect_server(void *ctx, const struct server_fact *fact, struct failure *why)
{
    (void)why;
    struct collected *all = ctx;
    size_t at = all->server_count++;
    if (at < KEPT)
        copy_text(all->versions[at], sizeof all->versions[at], fact->version);
    return true;
}

static inline struct sink collecting(struct collected *all)
{
    return (struct sink){
        .ctx = all,
        .request = collect_request,
        .problem = collect_problem,
        .access = collect_access,
        .benchmark = collect_benchmark,
        .model = collect_model,
        .server = collect_server,
    };
}

enum { PATH_SIZE = 64 };

/* A new file with these bytes; remove it afterwards. */
static inline void make_file(char path[PATH_SIZE], struct span bytes)
{
    strcpy(path, "/tmp/evalrate-test-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    for (size_t done = 0; done < bytes.len;) {
        ssize_t written = write(fd, bytes.ptr + done, bytes.len - done);
        assert_true(written > 0);
        done += (size_t)written;
    }
    assert_int_equal(close(fd), 0);
}

/* What is in these bytes; to be freed. */
static inline struct collected *collect(struct span bytes)
{
    char path[PATH_SIZE];
    struct failure why = {""};
    struct collected *all = calloc(1, sizeof *all);
    assert_non_null(all);
    make_file(path, bytes);
    bool done = ingest_file(path, &(struct ingest_options){0}, collecting(all), &all->facts, &why);
    unlink(path);
    assert_string_equal(why.message, "");
    assert_true(done);
    return all;
}

static inline struct collected *collect_text(const char *text)
{
    return collect(span_of(text));
}

static inline bool has_problem(const struct collected *all, const char *code)
{
    for (size_t i = 0; i < all->problem_count && i < KEPT; i++)
        if (strcmp(all->codes[i], code) == 0)
            return true;
    return false;
}

#define assert_known(figure, expected)                                                                                 \
    do {                                                                                                               \
        assert_true((figure).known);                                                                                   \
        assert_int_equal((figure).value, (expected));                                                                  \
    } while (0)
#define assert_unknown(figure) assert_false((figure).known)

#endif
