/*
 * A merge on its way: what its steps share (merge.c, merge_growth.c, merge_requests.c, merge_words.c).
 */
#ifndef EVALRATE_MERGING_H
#define EVALRATE_MERGING_H

#include "merge.h"

/* A file of the other database that is new here. */
struct merged_file {
    int64_t there, here; /* source_id */
    bool grew;           /* it takes the place of one that was here */
};

struct merging {
    struct store *store;
    struct db *here, *there;
    const char *path;
    const struct merge_watch *watch;
    struct merge_result *result;
    struct merged_file *files; /* sorted by `there` */
    size_t file_count, file_capacity;
    bool other_vocabulary; /* its answers were counted in another unit than those here */
    double done, share;    /* of the whole, in time: of the steps before, and of the present one */
};

/* Tells a conflict, and counts it. */
void merging_conflict(struct merging *merging, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Tells how far the present step is: `row` of `rows`. */
void merging_tell(struct merging *merging, int64_t row, int64_t rows);

/* The other database beside ours, as `there`, for the rest of the transaction; after it, it is let go. */
bool merge_attach(struct merging *merging, struct failure *why) MUST_CHECK;
bool merge_detach(struct merging *merging, struct failure *why) MUST_CHECK;

/* The model here that is the other database's model `there`; before requests are copied. */
bool merge_note_model(struct merging *merging, int64_t there, int64_t here, struct failure *why) MUST_CHECK;

/* Copies the requests that are new here; the others of the files that are merged are then listed in the table left_over
 * of the other database's connection. */
bool merge_copy_requests(struct merging *merging, struct failure *why) MUST_CHECK;

/* The file here that the other database's file `there` has grown from; *here is 0 where there is none. */
bool merge_find_grown(struct merging *merging, int64_t there, const struct kept_source *source, int64_t *here,
                      struct failure *why) MUST_CHECK;

/* Compares the vocabularies that answers were counted in, before any of them are taken. */
bool merge_compare_vocabulary(struct merging *merging, struct failure *why) MUST_CHECK;

/* What people and servers said besides the records: runs' declarations, facts on models, thresholds. */
bool merge_words(struct merging *merging, struct failure *why) MUST_CHECK;

#endif
