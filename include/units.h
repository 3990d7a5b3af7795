/*
 * The one table of units: what a column's name says about its numbers.
 *
 * The longest suffix that fits decides: _tok_s, _bytes_s, _chars_s, _words_s, _per_s, _ns, _ms, _s, _bytes, _chars,
 * _words, _count, _ratio, _pct, _p (a probability), _at (a timestamp). A name without a known suffix has no unit.
 */
#ifndef EVALRATE_UNITS_H
#define EVALRATE_UNITS_H

struct unit {
    const char *suffix; /* "_tok_s"; "" without */
    const char *name;   /* as shown in a header: "tok/s"; "" without */
    int decimals;       /* of a real number shown to people; exact formats ignore it. -1: three significant digits */
    const char *excel_format; /* of a real number: "#,##0.00" */
};

/* The unit of a column's name; never NULL. */
const struct unit *unit_of(const char *column);

/* The column's name for people, without the unit: "ttft_p50_ms" -> "TTFT p50". Writes at most `size` bytes. */
void unit_heading(const char *column, char *out, unsigned long size);

/* The same with the unit, for headers of one line: "TTFT p50 ms". */
void unit_full_heading(const char *column, char *out, unsigned long size);

#endif
