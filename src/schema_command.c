/*
 * evalrate schema --for ENGINE: the tables and views as another engine takes them.
 *
 * The views are the same texts for every engine, each behind those that it reads; only for a dialect that cannot say
 * them there are others.
 */
#include "cli.h"
#include "commands.h"
#include "console.h"
#include "schema_sql.h"

/* The file of this name in a list; NULL where there is none. */
static const struct schema_file *find(const struct schema_file *list, const char *name)
{
    while (list->name && strcmp(list->name, name) != 0)
        list++;
    return list->name ? list : NULL;
}

static void print_text(const struct schema_file *file)
{
    fwrite(file->text, 1, file->length, stdout);
    putchar('\n');
}

int run_schema(const struct options *options)
{
    const char *engine = options->engine && !options->operand_count ? options->engine : "";
    const struct schema_file *tables = find(schema_engines, engine), *dialect = find(schema_dialects, engine);
    if (!tables && !dialect) {
        console_error(
            "for which engine? --for postgresql, duckdb, clickhouse or clickhouse-18, the latter two also with"
            " -sharded behind");
        return EXIT_USAGE;
    }
    print_text(tables ? tables : dialect);
    for (const char *const *name = schema_view_order; tables && *name; name++)
        print_text(find(schema_files, *name));
    return EXIT_DONE;
}
