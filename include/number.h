/*
 * Numbers as text: exact for programs, rounded for people. Independent of the locale; never "inf" or "nan".
 */
#ifndef EVALRATE_NUMBER_H
#define EVALRATE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

enum { NUMBER_SIZE = 328 }; /* holds any of them: 309 digits, sign, point, decimals */

/* Each writes a NUL-terminated text and returns its length. */

size_t number_integer(int64_t value, char out[NUMBER_SIZE]);

/* The first of %.15g, %.16g, %.17g that reads back to the same bits; empty where `value` is not finite. */
size_t number_exact(double value, char out[NUMBER_SIZE]);

/* %.17g: always the 17 digits that tell a number from its neighbours, without zeros at the end; empty likewise. */
size_t number_17_digits(double value, char out[NUMBER_SIZE]);

/* For people: with `decimals` decimals, or with three significant digits where decimals is -1 ("437", "79.1", "0.105").
 * Digits before the point always stand. What is too small for that is written as 1.23e-07, never as 0. */
size_t number_display(double value, int decimals, char out[NUMBER_SIZE]);

/* As raised digits, for the mark of a footnote: "¹²". */
size_t number_raised(unsigned value, char out[NUMBER_SIZE]);

#endif
