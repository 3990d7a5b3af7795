/*
 * Requests of another database by the thousand: those that are new here SQLite copies by itself, from table to table.
 *
 *  1. A row is copied where its file is new, its identity is not here yet, and it keeps every rule of the table; what
 *     is copied is what storing it one by one would give.
 *  2. Every other row of a file that is merged is left over, to be taken one by one (merge.c): requests known here,
 *     those of files that grew, rows that are damaged. Where nothing can be copied, as from a database of an earlier
 *     schema, that is all of them.
 */
#include "merging.h"

#include "utf8.h"

enum { ROWS_AT_ONCE = 4096 };

/* Columns that stay as they are. */
#define COPIED                                                                                                         \
    "line, format, endpoint, status, model_from, flags, created_at_ns, done_reason, error, remote_host,"               \
    " total_duration_ns, load_duration_ns, prompt_eval_count, prompt_eval_cached_count, prompt_eval_duration_ns,"      \
    " eval_count, eval_duration_ns, reported_prompt_eval_rate_tok_s, reported_eval_rate_tok_s, response_bytes,"        \
    " response_chars, response_words, thinking_bytes, thinking_chars, thinking_words, chunk_count, first_text_at_ns,"  \
    " first_thinking_at_ns, first_answer_at_ns, last_text_at_ns, gap_p50_ns, gap_p95_ns, gap_max_ns, gap_jitter_ns,"   \
    " stall_count, stall_duration_ns, reported_ttft_ns, slot_id, task_id"

#define AND_FINITE(rate)                                                                                               \
    " AND (" rate " IS NULL OR " rate " BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308)"

static const char copy_prompts[] =
    "INSERT OR IGNORE INTO main.prompt(hash, bytes, chars, words) SELECT hash, bytes, chars, words FROM there.prompt"
    " ORDER BY prompt_id;"
    "INSERT INTO temp.merged_prompt SELECT o.prompt_id, h.prompt_id FROM there.prompt o CROSS JOIN main.prompt h"
    " ON h.hash = o.hash";

/* Of the rows behind ?1 as far as ?2; ?3: answers counted in tokens of another vocabulary are not. With a function in
 * it SQLite would keep a journal of each run, for the function might fail. */
static const char copy_requests[] =
    "INSERT OR IGNORE INTO main.request(identity, source_id, run_id, model_id, prompt_id, reference_tokens, " COPIED ")"
    " SELECT r.identity, f.here, f.run_id, m.here, p.here, CASE WHEN NOT ?3 THEN r.reference_tokens END, " COPIED
    " FROM there.request r CROSS JOIN temp.merged_file f ON f.there = r.source_id"
    " LEFT JOIN temp.merged_model m ON m.there = r.model_id"
    " LEFT JOIN temp.merged_prompt p ON p.there = r.prompt_id"
    " WHERE r.request_id > ?1 AND r.request_id <= ?2 AND NOT f.grew" AND_FINITE("reported_prompt_eval_rate_tok_s")
        AND_FINITE("reported_eval_rate_tok_s") " ORDER BY r.request_id";

/* --- the database beside ours ------------------------------------------------------------------------------------ */

bool merge_attach(struct merging *merging, struct failure *why)
{
    if (!db_run(merging->here,
                "CREATE TEMP TABLE IF NOT EXISTS merged_file(there INTEGER PRIMARY KEY, here INTEGER, run_id INTEGER,"
                " grew INTEGER);"
                "CREATE TEMP TABLE IF NOT EXISTS merged_model(there INTEGER PRIMARY KEY, here INTEGER);"
                "CREATE TEMP TABLE IF NOT EXISTS merged_prompt(there INTEGER PRIMARY KEY, here INTEGER);"
                "DELETE FROM temp.merged_file; DELETE FROM temp.merged_model; DELETE FROM temp.merged_prompt;"
                "INSERT INTO temp.merged_model VALUES (0, 0)",
                why))
        return false;
    struct statement *attach = db_prepare(merging->here, "ATTACH ?1 AS there", why);
    if (!attach)
        return false;
    statement_bind_text(attach, 1, span_of(merging->path));
    bool done = statement_run(attach, why);
    statement_close(attach);
    return done;
}

bool merge_detach(struct merging *merging, struct failure *why)
{
    return db_run(merging->here, "DETACH there", why);
}

bool merge_note_model(struct merging *merging, int64_t there, int64_t here, struct failure *why)
{
    struct statement *insert =
        db_prepare(merging->here, "INSERT OR REPLACE INTO temp.merged_model VALUES (?1, ?2)", why);
    if (!insert)
        return false;
    statement_bind_integer(insert, 1, there);
    statement_bind_integer(insert, 2, here);
    bool done = statement_run(insert, why);
    statement_close(insert);
    return done;
}

static bool note_files(struct merging *merging, struct failure *why)
{
    struct statement *insert = db_prepare(merging->here,
                                          "INSERT INTO temp.merged_file SELECT ?1, source_id, run_id, ?3"
                                          " FROM main.source WHERE source_id = ?2",
                                          why);
    bool done = insert != NULL;
    for (size_t i = 0; done && i < merging->file_count; i++) {
        statement_bind_integer(insert, 1, merging->files[i].there);
        statement_bind_integer(insert, 2, merging->files[i].here);
        statement_bind_integer(insert, 3, merging->files[i].grew);
        done = statement_run(insert, why);
    }
    statement_close(insert);
    return done;
}

/* --- copying ------------------------------------------------------------------------------------------------------ */

/* The row that ends the next ROWS_AT_ONCE behind `first`; unknown where fewer are left. */
static bool find_end(struct statement *find, int64_t first, struct maybe *end, struct failure *why)
{
    statement_bind_integer(find, 1, first);
    return statement_number(find, end, why);
}

static bool copy_rows(struct merging *merging, struct statement *find, struct statement *copy, struct failure *why)
{
    struct maybe highest, end = {INT64_MIN, true};
    bool done = db_number(merging->here, "SELECT max(request_id) FROM there.request", &highest, why);
    statement_bind_integer(find, 2, ROWS_AT_ONCE - 1);
    statement_bind_integer(copy, 3, merging->other_vocabulary);
    while (done && end.known) {
        int64_t first = end.value;
        merging_tell(merging, first, highest.value);
        done = find_end(find, first, &end, why);
        statement_bind_integer(copy, 1, first);
        statement_bind_integer(copy, 2, end.known ? end.value : INT64_MAX);
        done = done && statement_run(copy, why);
    }
    merging_tell(merging, highest.value, highest.value);
    return done;
}

static bool copy_new(struct merging *merging, struct failure *why)
{
    struct statement *find = db_prepare(merging->here,
                                        "SELECT request_id FROM there.request WHERE request_id > ?1"
                                        " ORDER BY request_id LIMIT 1 OFFSET ?2",
                                        why);
    struct statement *copy = find ? db_prepare(merging->here, copy_requests, why) : NULL;
    bool done = copy && db_run(merging->here, copy_prompts, why) && copy_rows(merging, find, copy, why);
    statement_close(copy);
    statement_close(find);
    return done;
}

/* --- what became of them ------------------------------------------------------------------------------------------ */

static void count_status(struct file_result *facts, struct span name)
{
    enum status status;
    if (status_named(name, &status) && (status == STATUS_OK || status == STATUS_PARTIAL))
        facts->requests++;
    else
        facts->others++;
    facts->partial += status == STATUS_PARTIAL;
}

enum { TEXTS = 5, MAY_BE_EMPTY = 2 }; /* columns of a copy, and the first of them that are not unknown where empty */

/* A text as it is stored wherever it comes from. */
static struct span text_to_keep(struct span text, int column, struct buffer *room)
{
    return text.len || column < MAY_BE_EMPTY ? utf8_repair(text, room) : (struct span){0};
}

static bool repair_texts(struct statement *update, const struct statement *row, struct buffer *room,
                         struct failure *why)
{
    bool sound = true;
    for (int i = 0; i < TEXTS; i++) {
        struct span text = {0};
        if (!statement_text(row, (size_t)i, &text))
            return failure_out_of_memory(why);
        struct span kept = text_to_keep(text, i, room);
        sound = sound && kept.ptr == text.ptr && kept.len == text.len;
    }
    if (sound)
        return true;
    for (int i = 0; i < TEXTS; i++)
        statement_bind_text(update, 1 + i, text_to_keep(statement_cell(row, (size_t)i).text, i, room));
    statement_bind_integer(update, 1 + TEXTS, statement_cell(row, TEXTS + 1).integer);
    return !room->failed ? statement_run(update, why) : failure_out_of_memory(why);
}

static bool look_at_copies(struct merging *merging, struct statement *copies, struct statement *update, int64_t *copied,
                           struct failure *why)
{
    struct buffer room = {0};
    enum step step;
    while ((step = statement_step(copies, why)) == STEP_ROW) {
        count_status(&merging->result->facts, statement_cell(copies, TEXTS).text);
        ++*copied;
        if (!repair_texts(update, copies, &room, why))
            break;
    }
    buffer_release(&room);
    return step == STEP_DONE;
}

/* Counts what was copied behind the request `last`. */
static bool finish_copies(struct merging *merging, int64_t last, int64_t *copied, struct failure *why)
{
    struct statement *copies =
        db_prepare(merging->here,
                   "SELECT format, error, endpoint, done_reason, remote_host, status, request_id FROM main.request"
                   " WHERE request_id > ?1",
                   why);
    struct statement *update =
        copies ? db_prepare(merging->here,
                            "UPDATE main.request SET format = ?1, error = ?2, endpoint = ?3, done_reason = ?4,"
                            " remote_host = ?5 WHERE request_id = ?6",
                            why)
               : NULL;
    if (update)
        statement_bind_integer(copies, 1, last);
    bool done = update && look_at_copies(merging, copies, update, copied, why);
    statement_close(update);
    statement_close(copies);
    return done;
}

/* --- what is left over -------------------------------------------------------------------------------------------- */

static bool leave_over(struct statement *insert, int64_t request_id, struct failure *why)
{
    statement_bind_integer(insert, 1, request_id);
    return statement_run(insert, why);
}

/* Copies stand in the order of their originals: an original that is not the next copy's was not copied. */
static bool compare_rows(struct statement *originals, struct statement *copies, struct statement *insert,
                         struct failure *why)
{
    enum step original = STEP_ROW, copy = statement_step(copies, why);
    while (copy != STEP_FAILED && (original = statement_step(originals, why)) == STEP_ROW) {
        bool is_copied = copy == STEP_ROW && statement_cell(copies, 0).integer == statement_cell(originals, 1).integer;
        if (is_copied)
            copy = statement_step(copies, why);
        else if (!leave_over(insert, statement_cell(originals, 0).integer, why))
            return false;
    }
    return copy != STEP_FAILED && original == STEP_DONE;
}

static bool find_left_over(struct merging *merging, int64_t last, struct failure *why)
{
    struct statement *originals =
        db_prepare(merging->here,
                   "SELECT r.request_id, r.identity FROM there.request r CROSS JOIN temp.merged_file f"
                   " ON f.there = r.source_id ORDER BY r.request_id",
                   why);
    struct statement *copies =
        originals ? db_prepare(merging->here,
                               "SELECT identity FROM main.request WHERE request_id > ?1 ORDER BY request_id", why)
                  : NULL;
    struct statement *insert =
        copies ? db_prepare(merging->there, "INSERT INTO temp.left_over VALUES (?1)", why) : NULL;
    bool done = insert != NULL;
    if (done) {
        statement_bind_integer(copies, 1, last);
        done = compare_rows(originals, copies, insert, why);
    }
    statement_close(insert);
    statement_close(copies);
    statement_close(originals);
    return done;
}

bool merge_copy_requests(struct merging *merging, struct failure *why)
{
    struct maybe last, all;
    struct failure reason;
    int64_t copied = 0;
    if (!db_run(merging->there, "CREATE TEMP TABLE left_over(request_id INTEGER PRIMARY KEY)", why) ||
        !db_number(merging->here, "SELECT coalesce(max(request_id), 0) FROM main.request", &last, why) ||
        !db_number(merging->here, "SELECT count(*) FROM there.request", &all, why) || !note_files(merging, why))
        return false;
    if (!copy_new(merging, &reason) && !db_in_transaction(merging->here))
        return failure_set(why, "%s", reason.message);
    return finish_copies(merging, last.value, &copied, why) &&
           (copied == all.value || find_left_over(merging, last.value, why));
}
