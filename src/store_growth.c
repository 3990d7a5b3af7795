#include "store_growth.h"

#include "decompressor.h"
#include "source.h"

#include <stdio.h>
#include <stdlib.h>

/* --- what may have grown ------------------------------------------------------------------------------------------ */

enum { PATH_LIMIT = 4096, STATES = 8 };

/* The path without the mark of a rotation: a '.' or '-' and a number, or a date, in the last part of the path. */
static size_t path_before_rotation(struct span path, char out[PATH_LIMIT])
{
    size_t name = path.len, length = 0;
    while (name > 0 && path.ptr[name - 1] != '/')
        name--;
    for (size_t i = 0; i < path.len && length + 1 < PATH_LIMIT;) {
        bool mark = i > name && memchr(".-", path.ptr[i], 2) && i + 1 < path.len && path.ptr[i + 1] >= '0' &&
                    path.ptr[i + 1] <= '9';
        if (mark)
            i += 1 + strspn(path.ptr + i + 1, "0123456789-_T");
        else
            out[length++] = path.ptr[i++];
    }
    out[length] = '\0';
    return length;
}

struct candidate {
    int64_t source_id;
    char content_hash[CONTENT_HASH_SIZE];
};

/* Two look-ups: for one with OR, SQLite makes a table to keep the rows apart. */
const char growth_any[] = "SELECT 1 WHERE EXISTS (SELECT 1 FROM main.source WHERE path = ?1)"
                          " OR EXISTS (SELECT 1 FROM main.source WHERE path = ?2)";

const char growth_candidates[] =
    "SELECT source_id, size_bytes, content_hash FROM (SELECT * FROM main.source WHERE (path = ?1 OR path = ?2)"
    "  AND size_bytes > 0 AND (?3 = 0 OR size_bytes < ?3)"
    "  AND run_id = (SELECT run_id FROM main.run WHERE label = ?4 AND host = ?5)"
    "  ORDER BY source_id DESC LIMIT 8) ORDER BY size_bytes";

static void bind_paths(struct statement *select, struct span path)
{
    char before[PATH_LIMIT];
    statement_bind_text(select, 1, path);
    statement_bind_text(select, 2, (struct span){before, path_before_rotation(path, before)});
}

static void bind_candidates(struct statement *select, struct span path, int64_t size_bytes, const struct run_key *run)
{
    bind_paths(select, path);
    statement_bind_integer(select, 3, size_bytes);
    statement_bind_text(select, 4, span_of(run->label));
    statement_bind_text(select, 5, span_of(run->host));
}

static bool load_candidates(struct statement *select, struct candidate *candidates, struct source_state *states,
                            size_t *count, struct failure *why)
{
    enum step step;
    while ((step = statement_step(select, why)) == STEP_ROW) {
        struct cell hash = statement_cell(select, 2);
        candidates[*count].source_id = statement_cell(select, 0).integer;
        snprintf(candidates[*count].content_hash, CONTENT_HASH_SIZE, "%.*s",
                 (int)span_first(hash.text, CONTENT_HASH_SIZE - 1).len, hash.text.ptr);
        states[*count] = (struct source_state){.size_bytes = statement_cell(select, 1).integer};
        ++*count;
    }
    statement_reset(select);
    return step == STEP_DONE;
}

bool growth_find(const struct growth_search *search, const char *path, int64_t size_bytes, const struct run_key *run,
                 int64_t *source_id, struct failure *why)
{
    struct maybe any;
    struct candidate candidates[STATES];
    struct source_state states[STATES];
    size_t count = 0;
    bool compressed;
    struct span plain = path_before_compression(span_of(path));
    bool packed = plain.len < strlen(path);
    char name[PATH_LIMIT];
    *source_id = 0;
    snprintf(name, sizeof name, "%.*s", (int)(plain.len < PATH_LIMIT ? plain.len : PATH_LIMIT - 1), plain.ptr);
    bind_paths(search->any, span_of(name));
    if (!statement_number(search->any, &any, why))
        return false;
    if (!any.known)
        return true;
    bind_candidates(search->candidates, span_of(name), packed ? 0 : size_bytes, run);
    bool done = load_candidates(search->candidates, candidates, states, &count, why) &&
                (count == 0 || source_look(path, states, count, &compressed, why));
    for (size_t i = 0; done && i < count; i++)
        if (strcmp(candidates[i].content_hash, states[i].content_hash) == 0)
            *source_id = candidates[i].source_id;
    return done;
}

/* --- taking the place --------------------------------------------------------------------------------------------- */

struct growth {
    struct db *db;
    struct statement *meet;
};

struct growth *growth_open(struct db *db, struct failure *why)
{
    struct growth *growth = calloc(1, sizeof *growth);
    if (!growth) {
        failure_out_of_memory(why);
        return NULL;
    }
    growth->db = db;
    if (db_run(db,
               "CREATE TEMP TABLE IF NOT EXISTS taken_up(request_id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL);"
               "CREATE TEMP TABLE IF NOT EXISTS former(source_id INTEGER PRIMARY KEY, content_hash TEXT,"
               " size_bytes INTEGER, problem_count INTEGER);"
               "DELETE FROM temp.taken_up; DELETE FROM temp.former",
               why))
        growth->meet = db_prepare(db, "DELETE FROM temp.taken_up WHERE request_id = ?1 AND source_id = ?2", why);
    if (growth->meet)
        return growth;
    growth_close(growth);
    return NULL;
}

void growth_close(struct growth *growth)
{
    if (growth)
        statement_close(growth->meet);
    free(growth);
}

static bool run_with(struct db *db, const char *sql, int64_t number, struct failure *why)
{
    struct statement *statement = db_prepare(db, sql, why);
    if (!statement)
        return false;
    statement_bind_integer(statement, 1, number);
    bool done = statement_run(statement, why);
    statement_close(statement);
    return done;
}

bool growth_begin(struct growth *growth, int64_t source_id, struct failure *why)
{
    static const char *const steps[] = {
        "INSERT OR REPLACE INTO temp.former SELECT source_id, content_hash, size_bytes, problem_count FROM main.source"
        " WHERE source_id = ?1",
        "INSERT INTO temp.taken_up SELECT request_id, source_id FROM main.request WHERE source_id = ?1",
        "DELETE FROM main.sighting WHERE source_id = ?1 AND EXISTS (SELECT 1 FROM main.source s"
        " WHERE s.source_id = ?1 AND s.repeat_count > 0)",
        "DELETE FROM main.access WHERE source_id = ?1",
        "DELETE FROM main.benchmark WHERE source_id = ?1",
        "DELETE FROM main.server_start WHERE source_id = ?1",
        "DELETE FROM main.problem WHERE source_id = ?1",
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!run_with(growth->db, steps[i], source_id, why))
            return false;
    return true;
}

bool growth_meet(struct growth *growth, int64_t request_id, int64_t source_id, bool *again, struct failure *why)
{
    statement_bind_integer(growth->meet, 1, request_id);
    statement_bind_integer(growth->meet, 2, source_id);
    bool done = statement_run(growth->meet, why);
    *again = done && db_changes(growth->db) > 0;
    return done;
}

bool growth_end(struct growth *growth, int64_t *cut, struct failure *why)
{
    struct maybe left;
    *cut = 0;
    if (!db_number(growth->db, "SELECT count(*) FROM temp.taken_up", &left, why))
        return false;
    *cut = left.value;
    return db_run(growth->db,
                  "INSERT OR IGNORE INTO main.outgrown SELECT content_hash, size_bytes, source_id FROM temp.former f"
                  " WHERE problem_count > 0 OR EXISTS (SELECT 1 FROM temp.taken_up t WHERE t.source_id = f.source_id)",
                  why) &&
           (left.value == 0 ||
            db_run(
                growth->db,
                "CREATE TEMP TABLE moved AS SELECT s.request_id, min(s.rowid) AS sighting FROM main.sighting s"
                " WHERE s.request_id IN (SELECT request_id FROM temp.taken_up) GROUP BY s.request_id;"
                "UPDATE main.request SET source_id = s.source_id, line = s.line, run_id = f.run_id"
                " FROM temp.moved m JOIN main.sighting s ON s.rowid = m.sighting JOIN main.source f USING (source_id)"
                " WHERE m.request_id = request.request_id;"
                "UPDATE main.source SET repeat_count = repeat_count - (SELECT count(*) FROM temp.moved m"
                "  JOIN main.sighting s ON s.rowid = m.sighting WHERE s.source_id = source.source_id)"
                " WHERE source_id IN (SELECT s.source_id FROM temp.moved m JOIN main.sighting s"
                "  ON s.rowid = m.sighting);"
                "DELETE FROM main.sighting WHERE rowid IN (SELECT sighting FROM temp.moved);"
                "DELETE FROM main.request WHERE request_id IN (SELECT request_id FROM temp.taken_up"
                "  EXCEPT SELECT request_id FROM temp.moved);"
                "DROP TABLE temp.moved; DELETE FROM temp.taken_up",
                why));
}
