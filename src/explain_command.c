/*
 * evalrate explain [METRIC] [--request ID] [-d DB | FILE…]
 *
 *  1. The first operand is a metric where it is called like one and no file is; the others are files.
 *  2. Without anything: the list of metrics. A metric alone: its definition. With a request: worked on its figures.
 * With files or a database but no request: worked on the first request that has the figure.
 */
#include "commands.h"

#include "cli.h"
#include "console.h"
#include "explain.h"
#include "metrics.h"

#include <sys/stat.h>

static bool is_file(const char *path)
{
    struct stat status;
    return strcmp(path, "-") == 0 || stat(path, &status) == 0;
}

/* Works the metric (NULL: all figures) on a row. */
static int explain_row(const struct options *options, const struct metric *metric)
{
    struct failure why;
    struct batch_totals totals;
    int code;
    struct store *store = open_for_report(options, &totals, &code);
    if (!store)
        return code;
    bool done = select_requests(store, options, &why);
    if (done && options->request.known)
        done = explain_request(store, metric, options->request.value, stdout, &why);
    else
        done = done && explain_example(store, metric, stdout, &why);
    store_close(store);
    return done ? EXIT_DONE : fail(&why);
}

static int explain_alone(const struct metric *metric)
{
    struct failure why;
    bool done = metric ? explain_metric(metric, stdout, &why) : explain_list(stdout, &why);
    return done ? EXIT_DONE : fail(&why);
}

int run_explain(const struct options *options)
{
    struct options rest = *options;
    const struct metric *metric = NULL;
    if (rest.operand_count && !is_file(rest.operands[0])) {
        metric = metric_find(rest.operands[0]);
        if (!metric) {
            console_error("there is no metric '%.80s'; evalrate explain lists them", rest.operands[0]);
            return EXIT_USAGE;
        }
        rest.operands++;
        rest.operand_count--;
    }
    bool has_rows = rest.operand_count || rest.database || rest.request.known;
    if (has_rows && !metric && !rest.request.known) {
        console_error("explain what? name a metric, a request (--request ID), or both");
        return EXIT_USAGE;
    }
    return has_rows ? explain_row(&rest, metric) : explain_alone(metric);
}
