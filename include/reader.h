/*
 * A file's bytes as clean UTF-8 text in a window of bounded size.
 *
 *  1. UTF-8 with or without a byte order mark; UTF-16 of either order with a mark, or recognised by its zero bytes.
 *  2. The text is cleaned as clean.h tells. Bytes that are no UTF-8 pass: whoever stores text replaces them.
 *  3. The window never grows beyond READER_WINDOW, whatever the file holds.
 *  4. Every raw byte enters the content hash, also where the text is skipped.
 *  5. A compressed file (.gz, and .xz and .zst where built in) is read as what is in it, and has the hash of that; the
 *     size is its own.
 */
#ifndef EVALRATE_READER_H
#define EVALRATE_READER_H

#include "failure.h"
#include "span.h"

/* A power of 2. Fuzz targets make it small, so that short inputs come to its edges (make fuzz). */
#ifndef EVALRATE_READER_WINDOW
#define EVALRATE_READER_WINDOW (1 << 20)
#endif
enum { READER_WINDOW = EVALRATE_READER_WINDOW };

struct reader;

/* Opens a file; "-" is standard input. NULL with a reason where it cannot be opened or is no file that ends (a device).
 */
struct reader *reader_open(const char *path, struct failure *why);
void reader_close(struct reader *reader);

/* The text that has been read and not been skipped. Valid until the next call of reader_more. */
struct span reader_text(const struct reader *reader);

/* Reads on, so that the window holds more, or knows that nothing follows. Call it only where the window has room:
 * less than half of READER_WINDOW unread always has. False where reading fails. */
bool reader_more(struct reader *reader, struct failure *why) MUST_CHECK;

/* Whether nothing follows the window. */
bool reader_ended(const struct reader *reader);

void reader_skip(struct reader *reader, size_t bytes);

/* Of the bytes read so far. */
int64_t reader_size_bytes(const struct reader *reader);
int64_t reader_nul_count(const struct reader *reader);
/* Whether UTF-16 text ended within a character, which is then left out. */
bool reader_ends_in_half(const struct reader *reader);
const char *reader_encoding(const struct reader *reader); /* "utf-8", "utf-16le", "utf-16be" */

enum { CONTENT_HASH_SIZE = 33 };
/* XXH3 of all bytes before decoding, 128 bits in hex. Not cryptographic: it guards against importing twice, not against
 * forgery. */
void reader_content_hash(const struct reader *reader, char out[CONTENT_HASH_SIZE]);
/* The same of a compressed file as it stands there; "" where it is not compressed. */
void reader_packed_hash(const struct reader *reader, char out[CONTENT_HASH_SIZE]);

#endif
