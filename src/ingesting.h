/*
 * A file on its way to records, between its two halves: what is known of it and of the place in it (ingest.c), and the
 * walk over its text (ingest_walk.c).
 */
#ifndef EVALRATE_INGESTING_H
#define EVALRATE_INGESTING_H

#include "import/held_request.h"
#include "import/json.h"
#include "import/json_scan.h"
#include "import/line_recogniser.h"
#include "ingest.h"
#include "transcript.h"

enum { RECOGNISERS = 10 };

/* Offered each line in this order, before the transcript. */
extern const struct line_recogniser *const line_recognisers[RECOGNISERS];

struct ingest {
    struct sink sink;         /* of the caller */
    void *lines[RECOGNISERS]; /* what each recogniser knows */
    unsigned within;          /* a bit for each that is within something */
    unsigned needed_by[32];   /* for each mark of a line, a bit for each that needs it */
    struct json *json;
    struct transcript *transcript;
    struct buffer piece;  /* a line without joins and no-break spaces */
    struct buffer closed; /* a damaged object, closed by hand */
    int64_t line;         /* of what is read now */
    int64_t request_count, problem_count, fact_count;
    struct held_request held;
    struct maybe client_ttft_ns; /* of the exchange whose response is read now */
    struct columns columns;      /* what the file's author calls figures */
    struct zone zone;
    void (*progress)(void *ctx, int64_t bytes);
    void *progress_ctx;
    bool looks_like_template;
    bool in_fence, fence_is_empty; /* of Markdown */
    bool has_text;
    bool json_spoke; /* the value that was just read held a request */
};

/* Text on its way through the recognisers: the file's, or that inside a string. */
struct feed {
    struct json_scan scan;
    bool scanning;
    int64_t scan_line; /* where the object starts */
    int64_t line;
    int64_t text_line; /* where the present line of text starts, which a terminal may have wrapped */
    bool fixed_line;   /* text inside a string has no lines of its own */
    /* What is known of the line, counted from the present place: it is looked at once, not again at each object. */
    size_t endless;                /* so many bytes have no line end */
    unsigned marks;                /* of these (line_marks.h) */
    size_t claim_start, claim_end; /* a Python value, whose strings may hold braces */
    size_t claim_seen;             /* so far the line was looked at for one */
    bool claim_is_cut;             /* it reached to the end of what was there of the line: it may go on */
};

/* Takes the next thing from `text`: an object, a part of one, a line. `used` is 0 where more text is needed to tell (or
 * where a scan starts here); `ended`: there is no more. */
bool ingest_step(struct ingest *ingest, struct feed *feed, struct span text, bool ended, size_t *used,
                 struct failure *why) MUST_CHECK;

/* Goes on behind what a step has used; returns it. */
size_t ingest_pass(struct feed *feed, size_t used);

/* Behind all text: an object that has no end is read as far as it goes. */
bool ingest_finish(struct ingest *ingest, struct feed *feed, struct failure *why) MUST_CHECK;

/* Reads text that stood inside a string on that line; escape sequences stand in captured strings, too. `ctx` is the
 * struct ingest. */
bool ingest_take_string(void *ctx, struct span text, int64_t line, struct failure *why);

/* A sink's: keeps a problem of the file. `ctx` likewise. */
bool ingest_count_problem(void *ctx, const struct problem *problem, struct failure *why);

#endif
