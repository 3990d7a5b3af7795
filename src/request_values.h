/*
 * The metrics of request_values, worked out in C from a request's figures.
 */
#ifndef EVALRATE_REQUEST_VALUES_H
#define EVALRATE_REQUEST_VALUES_H

#include "request_figures.h"

enum { VALUE_COUNT = 21 };

/* Values are in the order of the view's columns. */
const char *request_value_name(size_t value);

/* `factor`: the model's tokens per reference token (tokenizer_factors), unknown without one. What is unknown, or does
 * not count in a metric, is NaN. */
void request_values_work_out(const struct request_figures *figures, struct maybe_real factor,
                             double values[VALUE_COUNT]);

#endif
