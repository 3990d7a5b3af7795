#include "asked_percentiles.h"

#include "buffer.h"

bool asked_percentiles_write(struct writing *writing, struct db *db, size_t count, const int64_t *quantiles,
                             struct failure *why)
{
    static const char *const captions[] = {
        "in the unit that ends the metric's name; blank where so few requests do not tell"};
    static const struct table table = {
        .name = "asked_percentiles",
        .title = "Percentiles asked for",
        .caption_count = 1,
        .captions = captions,
    };
    struct buffer sql = {0};
    size_t rows = 0;
    if (!count)
        return true;
    buffer_print(&sql, "SELECT series, metric, max(n) AS n");
    for (size_t i = 0; i < count; i++)
        buffer_print(&sql, ", max(CASE WHEN q = %lld AND support <> 'none' THEN value END) AS \"p%.7g\"",
                     (long long)quantiles[i], (double)quantiles[i] / 1000);
    buffer_print(&sql, " FROM percentiles WHERE metric IN ('ttft_warm_ms', 'tpot_ms', 'itl_ms', 'prefill_tok_s',"
                       " 'decode_tok_s', 'total_s') GROUP BY series, metric ORDER BY series, metric");
    buffer_add_byte(&sql, '\0');
    bool done = sql.failed ? failure_out_of_memory(why) : writing_query(writing, db, sql.ptr, &table, &rows, why);
    buffer_release(&sql);
    return done;
}
