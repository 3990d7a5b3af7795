/*
 * Requests on their way to the sink. The last one is held back for some lines, since an `ollama ps` row below it may
 * name its model; it goes before the next, so that requests stay in order.
 */
#ifndef EVALRATE_OUTBOX_H
#define EVALRATE_OUTBOX_H

#include "model_hints.h"
#include "record.h"

enum { REMEMBERED = 64 };

struct named_model {
    struct model_name name;
    enum model_from from;
};

/* What tells a request from others when a table repeats it without its durations. */
struct remembered {
    struct maybe prompt_eval_count, eval_count;
    struct maybe_real prompt_eval_rate, eval_rate;
};

struct outbox {
    struct sink sink;
    bool holds;
    unsigned held_lines; /* that went by since */
    struct request request;
    struct named_model model;
    struct remembered remembered[REMEMBERED];
    size_t remembered_count;
    bool failed; /* for good; `failure` says why */
    struct failure failure;
};

/* Each returns false where the sink failed. */
bool outbox_hold(struct outbox *outbox, const struct request *request, const struct named_model *model) MUST_CHECK;
bool outbox_release(struct outbox *outbox) MUST_CHECK;
bool outbox_emit(struct outbox *outbox, struct request *request, const struct named_model *model) MUST_CHECK;
bool outbox_report(struct outbox *outbox, int64_t line, const char *code, const char *message,
                   struct span excerpt) MUST_CHECK;

/* A line went by; the held request goes once nothing below it can name it any more. */
bool outbox_age(struct outbox *outbox) MUST_CHECK;

/* A single `ollama ps` row stands below the held request. It counts more than a heading or a guess. */
void outbox_name_by_ps(struct outbox *outbox, struct span model);

/* Whether all figures that the request has in common with one before are the same, and a printed rate is among them. */
bool outbox_repeats(const struct outbox *outbox, const struct request *request);

#endif
