#include "merging.h"

#include "buffer.h"
#include "kept_rows.h"
#include "vocabulary.h"

#include <stdio.h>

/* A walk over the rows of a statement on the other database. */
static bool for_each(struct merging *merging, const char *sql,
                     bool (*take)(struct merging *merging, struct statement *row, struct failure *why),
                     struct failure *why)
{
    struct statement *rows = db_prepare(merging->there, sql, why);
    bool done = rows != NULL;
    enum step step = STEP_ROW;
    while (done && (step = statement_step(rows, why)) == STEP_ROW)
        done = take(merging, rows, why);
    statement_close(rows);
    return done && step == STEP_DONE;
}

static int shown(struct span text)
{
    return text.len < 60 ? (int)text.len : 60;
}

/* --- runs --------------------------------------------------------------------------------------------------------- */

/* A file here, of which the row has content, label and host there: told where they differ here. */
static bool compare_label(struct merging *merging, struct statement *row, struct failure *why)
{
    struct statement *find = db_prepare(merging->here,
                                        "SELECT r.label, r.host FROM main.source s JOIN main.run r USING (run_id)"
                                        " WHERE s.content_hash = ?1 AND (r.label <> ?2 OR r.host <> ?3)",
                                        why);
    if (!find)
        return false;
    struct span path = kept_text(row, 0), label = kept_text(row, 2), host = kept_text(row, 3);
    statement_bind_text(find, 1, kept_text(row, 1));
    statement_bind_text(find, 2, label);
    statement_bind_text(find, 3, host);
    enum step step = statement_step(find, why);
    if (step == STEP_ROW) {
        struct span label_here = kept_text(find, 0), host_here = kept_text(find, 1);
        merging_conflict(merging,
                         "'%.*s' is labelled '%.*s' on host '%.*s' there, but is here already as '%.*s' on host "
                         "'%.*s', which stays",
                         shown(path), path.ptr, shown(label), label.ptr, shown(host), host.ptr, shown(label_here),
                         label_here.ptr, shown(host_here), host_here.ptr);
    }
    statement_close(find);
    return step != STEP_FAILED;
}

/* Two machines without a name: their requests would be put on one clock. */
static bool compare_clocks(struct merging *merging, struct failure *why)
{
    static const char unnamed[] = "SELECT count(*) FROM main.source s JOIN main.run r USING (run_id)"
                                  " WHERE r.label = '' AND r.host = ''";
    struct maybe there, here;
    if (merging->file_count == 0 || merging->result->known_files)
        return true; /* a database that was merged before, and has grown */
    if (!db_number(merging->there, unnamed, &there, why) || !db_number(merging->here, unnamed, &here, why))
        return false;
    if (there.value > 0 && here.value > there.value)
        merging_conflict(merging, "its files have no label or host, and neither have files that were here before: if "
                                  "they are of different machines, their clocks and their load are mixed; import "
                                  "with -l NAME or --meta host=NAME");
    return true;
}

static struct statement *find_declaration(struct merging *merging, struct span label, struct span host, struct span key,
                                          struct failure *why)
{
    struct statement *find = db_prepare(merging->here,
                                        "SELECT m.value FROM main.run_meta m JOIN main.run r USING (run_id)"
                                        " WHERE r.label = ?1 AND r.host = ?2 AND m.key = ?3",
                                        why);
    if (find) {
        statement_bind_text(find, 1, label);
        statement_bind_text(find, 2, host);
        statement_bind_text(find, 3, key);
    }
    return find;
}

static bool take_declaration(struct merging *merging, struct statement *row, struct failure *why)
{
    struct span label = kept_text(row, 0), host = kept_text(row, 1), key = kept_text(row, 2), value = kept_text(row, 3);
    if (!label.ptr || !host.ptr || !key.ptr || !value.ptr)
        return failure_set(why, "'%s' is damaged: a row of its table run_meta is none of ours", merging->path);
    if (merging->other_vocabulary && span_equal(key, SPAN(VOCABULARY_KEY)))
        return true;
    struct statement *find = find_declaration(merging, label, host, key, why);
    if (!find)
        return false;
    enum step step = statement_step(find, why);
    struct span ours = step == STEP_ROW ? kept_text(find, 0) : (struct span){0};
    if (step == STEP_ROW && !span_equal(ours, value))
        merging_conflict(merging, "'%.*s' is %.*s for label '%.*s', host '%.*s' there, but %.*s here, which stays",
                         shown(key), key.ptr, shown(value), value.ptr, shown(label), label.ptr, shown(host), host.ptr,
                         shown(ours), ours.ptr);
    statement_close(find);
    if (step != STEP_DONE)
        return step == STEP_ROW;
    merging->result->declarations++;
    struct run_key run = {label.ptr, host.ptr};
    return store_declare(merging->store, &run, key.ptr, value.ptr, why);
}

static bool compare_vocabulary(struct merging *merging, struct statement *row, struct failure *why)
{
    struct buffer ours = {0};
    struct span theirs = kept_text(row, 0);
    bool done = vocabulary_other(merging->here, theirs, &ours, why);
    if (done && ours.len) {
        merging->other_vocabulary = true;
        merging_conflict(
            merging,
            "its answers were counted in tokens of '%.*s', and those here in '%.*s', another unit: its counts "
            "are left out",
            shown(theirs), theirs.ptr, shown(buffer_span(&ours)), ours.ptr);
    }
    buffer_release(&ours);
    return done;
}

bool merge_compare_vocabulary(struct merging *merging, struct failure *why)
{
    return for_each(merging, "SELECT DISTINCT value FROM main.run_meta WHERE key = '" VOCABULARY_KEY "' ORDER BY value",
                    compare_vocabulary, why);
}

/* --- models ------------------------------------------------------------------------------------------------------- */

/* Columns of a model, and whose word on them counts more: SERVER: the more telling source's (store_facts.h rule 2);
 * PERSON: a person's, else what is there. */
static const struct {
    const char *name;
    enum { SERVER, PERSON, MOST, LONGEST, PAIRED } rule;
} columns[] = {
    {"family", PERSON},
    {"size", PERSON},
    {"active_size", PERSON},
    {"variant", PERSON},
    {"quantization", SERVER},
    {"is_cloud", MOST},
    {"engine", PERSON},
    {"parameter_count", SERVER},
    {"context_length", SERVER},
    {"architecture", SERVER},
    {"digest", LONGEST},
    {"blob_digest", SERVER},
    {"size_bytes", SERVER},
    {"vram_bytes", SERVER},
    {"loaded_bytes", PAIRED},
    {"weight_bytes", PERSON},
    {"kv_bytes_per_token", PERSON},
    {"tokenizer", PERSON},
    {"tokens_per_reference", PERSON},
    {"tokens_per_reference_lo", PERSON},
    {"tokens_per_reference_hi", PERSON},
    {"is_reference", MOST},
};

enum { COLUMNS = sizeof columns / sizeof *columns, FIRST_VALUE = 4 };

/* What the column becomes: of ?2 (the other's source is at least as telling) and ?3 (a person's word, new here). */
static void add_choice(struct buffer *sql, size_t i)
{
    const char *name = columns[i].name;
    int value = FIRST_VALUE + (int)i;
    switch (columns[i].rule) {
    case SERVER:
        buffer_print(sql, "CASE WHEN ?2 THEN coalesce(?%d, %s) ELSE coalesce(%s, ?%d) END", value, name, name, value);
        break;
    case PERSON:
        buffer_print(sql, "CASE WHEN ?3 THEN coalesce(?%d, %s) ELSE coalesce(%s, ?%d) END", value, name, name, value);
        break;
    case PAIRED:
        buffer_print(sql, "CASE WHEN ?%d IS NOT NULL AND (?2 OR %s IS NULL) THEN ?%d ELSE %s END", value - 1,
                     columns[i - 1].name, value, name);
        break;
    case MOST:
        buffer_print(sql, "max(%s, ?%d)", name, value);
        break;
    default:
        buffer_print(sql, "CASE WHEN length(?%d) > length(coalesce(%s, '')) THEN ?%d ELSE %s END", value, name, value,
                     name);
    }
}

/* "UPDATE model SET a = …, … WHERE something of it changes" */
static struct statement *prepare_update(struct merging *merging, struct failure *why)
{
    struct buffer sql = {0};
    buffer_print(&sql, "UPDATE main.model SET facts_from = CASE WHEN ?2 THEN ?%d ELSE facts_from END",
                 FIRST_VALUE + COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        buffer_print(&sql, ", %s = ", columns[i].name);
        add_choice(&sql, i);
    }
    buffer_print(&sql, " WHERE model_id = ?1 AND (0");
    for (size_t i = 0; i < COLUMNS; i++) {
        buffer_print(&sql, " OR %s IS NOT ", columns[i].name);
        add_choice(&sql, i);
    }
    buffer_print(&sql, " OR ?2 AND facts_from IS NOT ?%d)", FIRST_VALUE + COLUMNS);
    buffer_add_byte(&sql, '\0');
    struct statement *update = NULL;
    if (sql.failed)
        failure_out_of_memory(why);
    else
        update = db_prepare(merging->here, sql.ptr, why);
    buffer_release(&sql);
    return update;
}

static int rank_of(struct span source)
{
    static const char *const ranks[] = {"name", "list", "ps", "tags", "show", "user"};
    for (int i = 0; i < (int)(sizeof ranks / sizeof *ranks); i++)
        if (span_equal(source, span_of(ranks[i])))
            return i;
    return 0;
}

enum { USER_RANK = 5 };

static void bind_cell(struct statement *statement, int parameter, struct cell cell)
{
    if (cell.kind == CELL_TEXT)
        statement_bind_text(statement, parameter, cell.text);
    else if (cell.kind == CELL_REAL)
        statement_bind_real(statement, parameter, maybe_real_of(cell.real));
    else
        statement_bind(statement, parameter, (struct maybe){cell.integer, cell.kind == CELL_INTEGER});
}

static bool update_model(struct merging *merging, struct statement *row, int64_t model_id, int rank_here,
                         struct failure *why)
{
    int rank = rank_of(kept_text(row, 1));
    /* Of two words of the same weight the later one counts, as in an import; not again when it is merged again. */
    bool better = rank > rank_here || (rank == rank_here && rank < USER_RANK && merging->file_count);
    struct statement *update = prepare_update(merging, why);
    if (!update)
        return false;
    statement_bind_integer(update, 1, model_id);
    statement_bind_integer(update, 2, better);
    statement_bind_integer(update, 3, better && rank == USER_RANK);
    for (size_t i = 0; i < COLUMNS; i++)
        bind_cell(update, FIRST_VALUE + (int)i, statement_cell(row, 2 + i));
    statement_bind_text(update, FIRST_VALUE + COLUMNS, kept_text(row, 1));
    bool done = statement_run(update, why);
    merging->result->model_changes += done && db_changes(merging->here) > 0;
    statement_close(update);
    return done;
}

static bool is_same_cell(struct cell a, struct cell b)
{
    if (a.kind != b.kind)
        return a.kind == CELL_BLANK || b.kind == CELL_BLANK;
    return a.kind == CELL_TEXT ? span_equal(a.text, b.text)
                               : a.integer == b.integer && !(a.real < b.real) && !(a.real > b.real);
}

/* Tells where persons said different things of the model: both rows have the columns from the third on. */
static void compare_words(struct merging *merging, struct statement *there, struct statement *here)
{
    struct span name = kept_text(there, 0);
    for (size_t i = 0; i < COLUMNS; i++)
        if (columns[i].rule == PERSON && !is_same_cell(statement_cell(there, 2 + i), statement_cell(here, 2 + i)))
            merging_conflict(merging, "a person gave model '%.*s' another %s there than here, which stays", shown(name),
                             name.ptr, columns[i].name);
}

/* "SELECT name, facts_from, …columns FROM model" */
static struct statement *select_models(struct db *db, const char *where, struct failure *why)
{
    struct buffer sql = {0};
    buffer_print(&sql, "SELECT name, facts_from");
    for (size_t i = 0; i < COLUMNS; i++)
        buffer_print(&sql, ", %s", columns[i].name);
    buffer_print(&sql, " FROM model WHERE %s", where);
    buffer_add_byte(&sql, '\0');
    struct statement *select = NULL;
    if (sql.failed)
        failure_out_of_memory(why);
    else
        select = db_prepare(db, sql.ptr, why);
    buffer_release(&sql);
    return select;
}

static bool take_model(struct merging *merging, struct statement *row, struct failure *why)
{
    int64_t model_id;
    if (!store_keep_model(merging->store, kept_text(row, 0), &model_id, why))
        return false;
    struct statement *find = select_models(merging->here, "model_id = ?1", why);
    if (!find)
        return false;
    statement_bind_integer(find, 1, model_id);
    enum step step = statement_step(find, why);
    int rank = step == STEP_ROW ? rank_of(kept_text(find, 1)) : 0;
    if (step == STEP_ROW && rank == USER_RANK && rank_of(kept_text(row, 1)) == USER_RANK)
        compare_words(merging, row, find);
    statement_close(find);
    return step != STEP_FAILED && (model_id == 0 || update_model(merging, row, model_id, rank, why));
}

static bool take_models(struct merging *merging, struct failure *why)
{
    struct statement *rows = select_models(merging->there, "model_id <> 0 AND name IS NOT NULL ORDER BY model_id", why);
    bool done = rows != NULL;
    enum step step = STEP_ROW;
    while (done && (step = statement_step(rows, why)) == STEP_ROW)
        done = take_model(merging, rows, why);
    statement_close(rows);
    return done && step == STEP_DONE;
}

/* --- thresholds --------------------------------------------------------------------------------------------------- */

static bool compare_setting(struct merging *merging, struct statement *row, struct failure *why)
{
    struct statement *find =
        db_prepare(merging->here, "SELECT 1 FROM main.setting WHERE key = ?1 AND value IS NOT ?2", why);
    if (!find)
        return false;
    struct span key = kept_text(row, 0);
    statement_bind_text(find, 1, key);
    statement_bind_real(find, 2, kept_real(row, 1));
    enum step step = statement_step(find, why);
    if (step == STEP_ROW)
        merging_conflict(merging, "its setting '%.*s' is another than here, which stays", shown(key), key.ptr);
    statement_close(find);
    return step != STEP_FAILED;
}

bool merge_words(struct merging *merging, struct failure *why)
{
    return for_each(merging,
                    "SELECT r.label, r.host, m.key, m.value FROM main.run_meta m JOIN main.run r USING (run_id)"
                    " ORDER BY r.run_id, m.key",
                    take_declaration, why) &&
           for_each(merging,
                    "SELECT s.path, s.content_hash, r.label, r.host FROM main.source s JOIN main.run r USING (run_id)"
                    " ORDER BY s.source_id",
                    compare_label, why) &&
           compare_clocks(merging, why) && take_models(merging, why) &&
           for_each(merging, "SELECT key, value FROM main.setting ORDER BY key", compare_setting, why);
}
