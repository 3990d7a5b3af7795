#include "store_names.h"

#include "hash.h"
#include "model_name.h"
#include "utf8.h"

#include <stdlib.h>

enum { KNOWN_MODELS = 64 };

/* A model's name as logs write it, and what it means. */
struct known_model {
    char text[120];
    size_t length; /* 0: nothing is known */
    struct named_model model;
};

struct store_names {
    struct db *db;
    struct statement *insert_run, *find_run, *insert_model, *find_model, *insert_prompt, *find_prompt;
    struct known_model known[KNOWN_MODELS]; /* by the hash of the text */
    struct buffer room;                     /* a name as UTF-8 */
};

static const struct prepared prepared[] = {
    PREPARED(struct store_names, insert_run, "INSERT OR IGNORE INTO main.run(label, host) VALUES (?1, ?2)"),
    PREPARED(struct store_names, find_run, "SELECT run_id FROM main.run WHERE label = ?1 AND host = ?2"),
    PREPARED(struct store_names, insert_model,
             "INSERT OR IGNORE INTO main.model(name, family, size, active_size, variant, quantization,"
             " is_cloud, facts_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'name')"),
    PREPARED(struct store_names, find_model, "SELECT model_id FROM main.model WHERE name = ?1"),
    PREPARED(struct store_names, insert_prompt,
             "INSERT OR IGNORE INTO main.prompt(hash, bytes, chars, words) VALUES (?1, ?2, ?3, ?4)"),
    PREPARED(struct store_names, find_prompt, "SELECT prompt_id FROM main.prompt WHERE hash = ?1"),
};

enum { PREPARED_COUNT = sizeof prepared / sizeof *prepared };

struct store_names *store_names_open(struct db *db, struct failure *why)
{
    struct store_names *names = calloc(1, sizeof *names);
    if (!names) {
        failure_out_of_memory(why);
        return NULL;
    }
    names->db = db;
    if (statements_prepare(db, names, prepared, PREPARED_COUNT, why))
        return names;
    store_names_close(names);
    return NULL;
}

void store_names_close(struct store_names *names)
{
    if (!names)
        return;
    statements_close(names, prepared, PREPARED_COUNT);
    buffer_release(&names->room);
    free(names);
}

void store_names_forget(struct store_names *names)
{
    for (size_t i = 0; i < KNOWN_MODELS; i++)
        names->known[i].length = 0;
}

/* --- runs --------------------------------------------------------------------------------------------------------- */

bool store_names_run(struct store_names *names, const struct run_key *run, int64_t *run_id, struct failure *why)
{
    struct statement *statements[] = {names->insert_run, names->find_run};
    const char *const texts[] = {run->label, run->host};
    struct maybe found;
    for (size_t i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            statement_bind_text(statements[i], 1 + j, utf8_repair(span_of(texts[j]), &names->room));
    if (!statement_run(names->insert_run, why) || !statement_number(names->find_run, &found, why))
        return false;
    *run_id = found.value;
    return true;
}

/* --- models ------------------------------------------------------------------------------------------------------- */

static bool add_model(struct store_names *names, const char *name, struct failure *why)
{
    struct model_traits traits;
    model_name_traits(name, &traits);
    const char *const texts[] = {name,           traits.family,      traits.size, traits.active_size,
                                 traits.variant, traits.quantization};
    for (int i = 0; i < 6; i++)
        statement_bind_text(names->insert_model, i + 1, texts[i][0] ? span_of(texts[i]) : (struct span){0});
    statement_bind_integer(names->insert_model, 7, traits.is_cloud);
    return statement_run(names->insert_model, why);
}

static bool look_up_model(struct store_names *names, struct span text, int64_t *model_id, struct failure *why)
{
    char name[MODEL_NAME_SIZE];
    struct maybe found;
    model_name_canonical(utf8_repair(text, &names->room), name);
    *model_id = 0;
    if (!name[0])
        return true;
    statement_bind_text(names->find_model, 1, span_of(name));
    if (!statement_number(names->find_model, &found, why))
        return false;
    if (!found.known && (!add_model(names, name, why) || !statement_number(names->find_model, &found, why)))
        return false;
    *model_id = found.value;
    return true;
}

static int64_t hash_of_model(struct span text)
{
    char name[MODEL_NAME_SIZE];
    model_name_canonical(text, name);
    return hash_bytes(span_of(name));
}

bool store_names_model(struct store_names *names, struct span name, struct named_model *model, struct failure *why)
{
    struct known_model *known = &names->known[(size_t)hash_bytes(name) % KNOWN_MODELS];
    if (known->length && span_equal((struct span){known->text, known->length}, name)) {
        *model = known->model;
        return true;
    }
    model->hash = hash_of_model(name);
    if (!look_up_model(names, name, &model->model_id, why))
        return false;
    if (name.len == 0 || name.len > sizeof known->text)
        return true;
    known->model = *model;
    known->length = name.len;
    memcpy(known->text, name.ptr, name.len);
    return true;
}

/* --- prompts ------------------------------------------------------------------------------------------------------ */

void bind_text_size(struct statement *statement, int parameter, const struct text_size *size)
{
    statement_bind(statement, parameter, (struct maybe){size->bytes, size->known});
    statement_bind(statement, parameter + 1, (struct maybe){size->chars, size->known});
    statement_bind(statement, parameter + 2, (struct maybe){size->words, size->known});
}

bool store_names_prompt(struct store_names *names, const struct request *request, struct maybe *prompt_id,
                        struct failure *why)
{
    *prompt_id = (struct maybe){0};
    if (!request->prompt_hash.known)
        return true;
    statement_bind(names->insert_prompt, 1, request->prompt_hash);
    bind_text_size(names->insert_prompt, 2, &request->prompt);
    if (!statement_run(names->insert_prompt, why))
        return false;
    if (db_changes(names->db) > 0) {
        *prompt_id = maybe_of(db_last_rowid(names->db));
        return true;
    }
    statement_bind(names->find_prompt, 1, request->prompt_hash);
    return statement_number(names->find_prompt, prompt_id, why);
}
