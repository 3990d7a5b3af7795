/*
 * evalrate model [-d DB] [list | set NAME KEY=VALUE…]
 */
#include "commands.h"

#include "cli.h"
#include "console.h"
#include "model_facts.h"

#include <stdlib.h>

static int list_models(const struct options *options)
{
    struct options all = *options;
    struct failure why;
    struct batch_totals totals;
    struct report_target target;
    size_t rows = 0;
    int code;
    all.operand_count = 0;
    struct store *store = open_for_report(&all, &totals, &code);
    if (!store)
        return code;
    bool done = select_requests(store, &all, &why) && target_of(&all, 0, &terminal_exporter, &target, &why) &&
                report_table(store, "models", &target, &rows, &why);
    store_close(store);
    return done ? exit_code(options, &totals, rows > 0) : fail(&why);
}

static bool set_all(struct store *store, const char *name, size_t count, char *const *pairs, struct failure *why)
{
    for (size_t i = 0; i < count; i++) {
        char *equals = strchr(pairs[i], '=');
        if (!equals)
            return failure_set(why, "'%.80s' is not KEY=VALUE", pairs[i]);
        *equals = '\0';
        if (!model_facts_set(store_db(store), name, pairs[i], equals + 1, why))
            return false;
    }
    return true;
}

static int set_facts(const struct options *options)
{
    struct failure why;
    struct store *store = store_open(options->database ? options->database : DEFAULT_DATABASE, &why);
    if (!store)
        return fail(&why);
    store_keep_copies(store);
    bool done = store_begin(store, &why) && store_make_stale(store, &why);
    if (done) {
        done = set_all(store, options->operands[1], options->operand_count - 2, options->operands + 2, &why) &&
               store_commit(store, &why);
        if (!done)
            store_rollback(store);
    }
    store_close(store);
    return done ? EXIT_DONE : fail(&why);
}

int run_model(const struct options *options)
{
    const char *verb = options->operand_count ? options->operands[0] : "list";
    if (strcmp(verb, "list") == 0 && options->operand_count <= 1)
        return list_models(options);
    if (strcmp(verb, "set") == 0 && options->operand_count >= 3)
        return set_facts(options);
    console_error("use: evalrate model list, or: evalrate model set NAME KEY=VALUE…");
    return EXIT_USAGE;
}
