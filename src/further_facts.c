#include "further_facts.h"

#include <stdio.h>

static const struct {
    const char *fact, *name, *title, *caption, *sql;
} tables[FURTHER_TABLES] = {
    {"benchmark", "benchmarks", "Benchmark tools",
     "statistics as the tools computed them, each of several samples; never added up with requests",
     "SELECT model, tool, test, metric, sample_count, mean, median, stddev, p99 FROM benchmarks"},
    {"access", "access_paths", "Access log", "what a web server saw, of any model; never added up with requests",
     "SELECT method, path, status, n, latency_p50_ms, latency_p95_ms, latency_max_ms, request_rate_per_s FROM "
     "access_paths"},
};

bool further_facts_find(struct further_facts *facts, struct db *db, const struct exporter *exporter,
                        struct failure *why)
{
    *facts = (struct further_facts){0};
    if (!exporter_is_for_people(exporter))
        return true;
    for (size_t i = 0; i < FURTHER_TABLES; i++) {
        char sql[80];
        struct maybe any;
        snprintf(sql, sizeof sql, "SELECT EXISTS (SELECT 1 FROM main.%s)", tables[i].fact);
        if (!db_number(db, sql, &any, why))
            return false;
        facts->has[i] = any.value;
        facts->any = facts->any || any.value;
    }
    return true;
}

bool further_facts_write(const struct further_facts *facts, struct writing *writing, struct db *db, size_t *rows,
                         struct failure *why)
{
    for (size_t i = 0; i < FURTHER_TABLES; i++) {
        struct table table = {
            .name = tables[i].name,
            .title = tables[i].title,
            .caption_count = 1,
            .captions = &tables[i].caption,
        };
        size_t written = 0;
        if (facts->has[i] && !writing_query(writing, db, tables[i].sql, &table, &written, why))
            return false;
        *rows += written;
    }
    return true;
}
