/*
 * What a transcript remembers between lines, and what its parts do for each other.
 *
 * transcript.c takes lines, transcript_walk.c goes over one from landmark to landmark, transcript_figures.c makes
 * requests of what was found.
 */
#ifndef EVALRATE_TRANSCRIPT_STATE_H
#define EVALRATE_TRANSCRIPT_STATE_H

#include "transcript.h"

#include "block.h"
#include "conversation.h"
#include "line_marks.h"
#include "loose_figures.h"
#include "metric_table.h"
#include "outbox.h"
#include "python_lines.h"

enum { PYTHON_ATTEMPTS = 64 }; /* values on one line that turn out to be none */

/* A line with none of these marks holds nothing that transcript_walk looks for. */
enum {
    TRANSCRIPT_WALK_NEEDS = MARK_COLON | MARK_EQUALS | MARK_BAR | MARK_TAB | MARK_BRACE | MARK_BRACKET | MARK_WIDE |
                            MARK_TWO_BLANKS | MARK_RUN
};

struct transcript {
    struct transcript_options options;
    struct model_hints hints;
    struct conversation talk;
    struct metric_table table;
    struct loose_figures loose;
    struct python_lines python;
    struct command_echo mention; /* a command that prose writes about */
    struct block block;
    struct outbox outbox;
    struct buffer json;     /* what a Python value became */
    struct model_name hint; /* what transcript_model returned last */
    bool fenced;            /* a Markdown fence is open */
    int64_t last_line;
};

/* All return false where the sink failed; then outbox.failure says why. */

/* A labelled figure, and what stands on the line before it. */
bool transcript_take_statistic(struct transcript *t, const struct statistic *statistic, struct span line,
                               struct span before, int64_t number) MUST_CHECK;

/* Takes rows of tables; *taken says whether the line was one that matters. */
bool transcript_take_table(struct transcript *t, struct span line, int64_t number, bool *taken) MUST_CHECK;

/* Hands over the requests of the table that are complete; `ended`: no row follows. */
bool transcript_drain_table(struct transcript *t, bool ended) MUST_CHECK;

bool transcript_finish_loose(struct transcript *t) MUST_CHECK;

/* Nothing that was begun goes on behind this place. */
bool transcript_finish_all(struct transcript *t) MUST_CHECK;

/* Goes over the line from `from` on. `may_go_on`: a Python value in it may go on with the next line. *found says
 * whether anything but text stands in it. */
bool transcript_walk(struct transcript *t, struct span line, size_t from, int64_t number, bool may_go_on,
                     bool *found) MUST_CHECK;

/* Gives the Python value in `json` to whoever reads JSON. */
bool transcript_hand_over(struct transcript *t, int64_t line) MUST_CHECK;

#endif
