/*
 * A request made of figures that stand under names of a person's own (column_names.h).
 *
 *  1. A value may bring its own unit ("57.5 sec", "12.1 tok/s"); else the name's holds. "N/A", "-" and the like are no
 *     value. A rate, a time to first token or a whole duration of 0 is none either: it is what failed runs have.
 *  2. The client's time stands in for a total that is not named.
 *  3. A rate that does not say of what ("tps", "tokens/s", "output_tps"), and is the answer's tokens over the total
 * time, is no decode rate; the views compute it again.
 *  4. Times in whole hundredths of a second are marked as rounded. Phases that are not named, or rounded so, follow
 * from tokens and rate where these agree with the rest; such requests are marked as derived.
 */
#ifndef EVALRATE_NAMED_FIGURES_H
#define EVALRATE_NAMED_FIGURES_H

#include "column_names.h"
#include "record.h"

/* Zero-initialise; then put line, format, model into the request. */
struct named_figures {
    struct request request;
    struct maybe wall_ns;
    struct maybe_real rate; /* rule 3 */
    bool has_failed;        /* a column says so */
    bool is_fine;           /* a time in seconds that is no whole hundredth was among them */
    bool has_seconds;
};

/* What became of a cell. */
enum cell_state { CELL_TAKEN, CELL_EMPTY, CELL_UNREADABLE };

/* Texts are looked at as long as the request lives. */
enum cell_state named_figures_add(struct named_figures *figures, const struct named_column *column, struct span text);
void named_figures_add_number(struct named_figures *figures, const struct named_column *column, double number);

/* Makes the request whole. False where it has no figure that says anything, and no error either. */
bool named_figures_finish(struct named_figures *figures);

#endif
