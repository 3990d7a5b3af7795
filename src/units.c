#include "units.h"

#include "span.h"

#include <stdio.h>

/* Longer suffixes stand before the shorter ones that they end in. */
static const struct unit units[] = {
    {"_tok_s", "tok/s", -1, "#,##0.0"},
    {"_bytes_s", "B/s", -1, "#,##0"},
    {"_chars_s", "chars/s", -1, "#,##0"},
    {"_words_s", "words/s", -1, "#,##0"},
    {"_per_s", "/s", -1, "#,##0.00"},
    {"_ns", "ns", -1, "#,##0"},
    {"_ms", "ms", -1, "#,##0.0"},
    {"_s", "s", -1, "#,##0.00"},
    {"_bytes", "B", -1, "#,##0.00"},
    {"_chars", "chars", -1, "#,##0.00"},
    {"_words", "words", -1, "#,##0.00"},
    {"_count", "count", -1, "#,##0.0"},
    {"_ratio", "ratio", -1, "0.000"},
    {"_pct", "%", 1, "0.0"},
    {"_p", "p", -1, "[<0.001]0.0E+00;0.000"},
    {"_at", "UTC", -1, "yyyy-mm-dd hh:mm:ss.000"},
};
static const struct unit no_unit = {"", "", -1, "[<10]0.000;[<1000]0.0;#,##0"};

/* Words that people write otherwise than a column's name does. */
static const struct spelling {
    const char *word, *written;
} spellings[] = {
    {"ttft", "TTFT"}, {"tpot", "TPOT"}, {"itl", "ITL"}, {"ttfa", "TTFA"}, {"slo", "SLO"}, {"e2e", "E2E"},
    {"id", "ID"},     {"kv", "KV"},     {"gpu", "GPU"}, {"cpu", "CPU"},   {"ci", "CI"},   {"sd", "SD"},
};

const struct unit *unit_of(const char *column)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (span_ends(span_of(column), span_of(units[i].suffix)))
            return &units[i];
    return &no_unit;
}

static struct span written_as(struct span word)
{
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (span_equal(word, span_of(spellings[i].word)))
            return span_of(spellings[i].written);
    return word;
}

void unit_heading(const char *column, char *out, unsigned long size)
{
    struct span rest = span_first(span_of(column), strlen(column) - strlen(unit_of(column)->suffix));
    size_t used = 0;
    out[0] = '\0';
    while (rest.len && used + 1 < size) {
        struct span word = span_first(rest, span_find_byte(rest, '_'));
        struct span written = written_as(word);
        used += (size_t)snprintf(out + used, size - used, "%s%.*s", used ? " " : "", (int)written.len, written.ptr);
        rest = span_from(rest, word.len + 1);
    }
}

void unit_full_heading(const char *column, char *out, unsigned long size)
{
    unit_heading(column, out, size);
    size_t used = strlen(out);
    const char *unit = unit_of(column)->name;
    if (*unit)
        snprintf(out + used, size - used, "%s%s", used ? " " : "", unit);
}
