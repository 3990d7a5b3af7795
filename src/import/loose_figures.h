/*
 * Figures of a JSON object that is damaged: `"name": value` members that stand in the text by themselves.
 *
 * Members are collected until the object's `}`, a member of the same name, or something else that ends it. What the
 * JSON recogniser had read before the damage may come first; both halves are one request.
 */
#ifndef EVALRATE_LOOSE_FIGURES_H
#define EVALRATE_LOOSE_FIGURES_H

#include "buffer.h"
#include "record.h"

struct loose_figures {
    bool open;
    bool has_head;     /* a damaged object is known to stand here */
    unsigned seen;     /* bits of members */
    unsigned measured; /* bits of members that are figures */
    size_t depth;      /* of objects inside that are open */
    bool may_be_over;  /* `},`: an inner object that the damage opened, or the object itself in an array */
    size_t other_lines;
    struct request request;
    struct buffer texts; /* what the request's spans look at */
};

void loose_release(struct loose_figures *loose);

/* Begins with the readable half. False without memory. */
bool loose_start(struct loose_figures *loose, const struct request *head) MUST_CHECK;

enum loose_member {
    LOOSE_UNKNOWN, /* no member of interest */
    LOOSE_TAKEN,
    LOOSE_REPEATED, /* the member is there already: another object begins. Nothing was taken */
    LOOSE_BAD,      /* no whole number */
};

/* The member `name` with its value at the start of `text`. *length is how much of it the value takes. */
enum loose_member loose_take(struct loose_figures *loose, struct span name, struct span text, int64_t line,
                             size_t *length);

/* An object inside begins, or the next one behind this: then false, the present one is over. */
bool loose_open_brace(struct loose_figures *loose);

/* A `}` with `rest` behind it. False where it ends the object. */
bool loose_close_brace(struct loose_figures *loose, struct span rest);

/* Whether it is a request now; then `request` is complete. It lives until the next start. */
bool loose_finish(struct loose_figures *loose);

#endif
