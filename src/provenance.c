#include "provenance.h"

#include "display.h"
#include "grid.h"
#include "hash.h"
#include "number.h"
#include "store.h"

static bool add_sources(struct buffer *out, struct db *db, struct failure *why)
{
    struct grid sources;
    struct buffer hashes = {0};
    if (!grid_load(db, "SELECT content_hash FROM source ORDER BY content_hash", &sources, why))
        return false;
    for (size_t row = 0; row < sources.row_count; row++)
        buffer_add(&hashes, grid_cell(&sources, row, "content_hash").text);
    buffer_print(out, "%zu %s (contents %016llx)", sources.row_count, sources.row_count == 1 ? "source" : "sources",
                 (unsigned long long)hash_bytes(buffer_span(&hashes)));
    out->failed |= hashes.failed;
    buffer_release(&hashes);
    grid_release(&sources);
    return true;
}

static void add_value(struct buffer *out, struct cell value)
{
    char number[NUMBER_SIZE];
    buffer_add(out, (struct span){number, number_exact(value.kind == CELL_REAL ? value.real : 0, number)});
}

/* The value that a new database has under the key; blank where it has none. */
static struct cell own_value(const struct grid *own, struct span key)
{
    for (size_t row = 0; row < own->row_count; row++)
        if (span_equal(grid_cell(own, row, "key").text, key))
            return grid_cell(own, row, "value");
    return (struct cell){.kind = CELL_BLANK};
}

static void add_changed(struct buffer *out, const struct grid *settings, const struct grid *own)
{
    bool first = true;
    for (size_t row = 0; row < settings->row_count; row++) {
        struct cell key = grid_cell(settings, row, "key"), value = grid_cell(settings, row, "value"),
                    before = own_value(own, key.text);
        if (before.kind != CELL_REAL || before.real == value.real)
            continue;
        buffer_add(out, first ? SPAN("settings: ") : SPAN(", "));
        first = false;
        display_add(out, key.text);
        buffer_add_byte(out, ' ');
        add_value(out, value);
        buffer_add(out, SPAN(" instead of "));
        add_value(out, before);
    }
}

bool provenance_add_settings(struct buffer *out, struct db *db, struct failure *why)
{
    static const char query[] = "SELECT key, value FROM setting ORDER BY key";
    struct grid settings = {0}, own = {0};
    struct store *fresh = store_open(NULL, why);
    bool done = fresh && grid_load(db, query, &settings, why) && grid_load(store_db(fresh), query, &own, why);
    if (done)
        add_changed(out, &settings, &own);
    store_close(fresh);
    grid_release(&settings);
    grid_release(&own);
    return done && (!out->failed || failure_out_of_memory(why));
}

bool provenance_add(struct buffer *out, struct db *db, struct failure *why)
{
    buffer_add(out, SPAN("evalrate " EVALRATE_VERSION " · "));
    if (!add_sources(out, db, why))
        return false;
    size_t before = out->len + strlen(" · ");
    buffer_add(out, SPAN(" · "));
    if (!provenance_add_settings(out, db, why))
        return false;
    if (out->len == before)
        buffer_add(out, SPAN("settings as by default"));
    return !out->failed || failure_out_of_memory(why);
}
