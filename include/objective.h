/*
 * A service level objective: what a request has to meet to be good, such as "ttft=2s,decode=7".
 */
#ifndef EVALRATE_OBJECTIVE_H
#define EVALRATE_OBJECTIVE_H

#include "failure.h"
#include "span.h"

struct objective {
    const char *name;                         /* as a person wrote it */
    struct maybe max_ttft_ns, max_latency_ns; /* unknown: not part of it */
    struct maybe_real min_decode_tok_s;
};

/* Reads parts separated by commas: ttft=TIME, latency=TIME (a bare number is seconds), decode=TOKENS-A-SECOND. At least
 * one, each once. `words` must outlive the objective. */
bool objective_parse(const char *words, struct objective *objective, struct failure *why) MUST_CHECK;

#endif
