/*
 * Whether XML is whole: its tags are complete, and close each other up to one root. It is looked at piece by piece, and
 * nothing is kept of it.
 *
 * A scan for what our own library writes: attributes stand in double quotes, with one blank or line end before each;
 * there are no comments, and no elements deeper than XML_DEPTH. Anything else counts as broken. Of a piece that is
 * missing in the middle nothing is seen where what is left would be whole by itself: count what must be there, too.
 */
#ifndef EVALRATE_XML_SCAN_H
#define EVALRATE_XML_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { XML_DEPTH = 40 };

struct xml_scan {
    unsigned char state; /* all zero at the start */
    size_t depth, roots;
    uint32_t name;            /* the hash of the present one */
    uint32_t open[XML_DEPTH]; /* of the names of the elements around */
};

void xml_scan_add(struct xml_scan *scan, const unsigned char *text, size_t length);

/* At the end: whether it was one whole element. */
bool xml_scan_is_whole(const struct xml_scan *scan);

#endif
