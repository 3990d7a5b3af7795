/*
 * How many columns of a screen a character takes.
 */
#ifndef EVALRATE_CHAR_WIDTH_H
#define EVALRATE_CHAR_WIDTH_H

#include <stdint.h>

/* 0 for a mark that joins the character before it, 2 for wide East Asian characters and emoji, else 1. The C library's
 * wcwidth would say the same, but only where a UTF-8 locale is set. */
int char_width(uint32_t code);

#endif
