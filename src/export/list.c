/*
 * The formats, and the names that people call them.
 */
#include "exporter.h"
#include "span.h"

const struct exporter *const exporters[] = {
    &terminal_exporter, &markdown_exporter, &csv_exporter,  &tsv_exporter, &json_exporter,
    &jsonl_exporter,    &bits_exporter,     &xlsx_exporter, NULL,
};

static const struct alias {
    const char *name;
    const struct exporter *exporter;
} aliases[] = {
    {"terminal", &terminal_exporter},
    {"text", &terminal_exporter},
    {"markdown", &markdown_exporter},
    {"ndjson", &jsonl_exporter},
};

static const struct exporter *alias_named(struct span name)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (span_equal_nocase(name, span_of(aliases[i].name)))
            return aliases[i].exporter;
    return NULL;
}

const struct exporter *exporter_named(const char *name)
{
    for (size_t i = 0; exporters[i]; i++)
        if (span_equal_nocase(span_of(name), span_of(exporters[i]->name)))
            return exporters[i];
    return alias_named(span_of(name));
}

const struct exporter *exporter_for_path(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
    if (!dot || dot == base)
        return NULL;
    struct span suffix = span_of(dot + 1);
    for (size_t i = 0; exporters[i]; i++)
        if (span_equal_nocase(suffix, span_of(exporters[i]->suffix)))
            return exporters[i];
    return alias_named(suffix);
}
