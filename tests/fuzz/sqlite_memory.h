/*
 * For fuzz targets whose time SQLite's requests for memory would take: it gets blocks that are kept and used again.
 *
 *  1. SQLite's library is not compiled for the sanitizers, which would see each of its blocks and no look beyond one.
 *  2. A block has a power of two of bytes, and tells at its start which. Given back, it waits for the next of its size.
 *  3. Nothing is kept at hand for tables that live for one statement: most are small.
 */
#ifndef EVALRATE_FUZZ_SQLITE_MEMORY_H
#define EVALRATE_FUZZ_SQLITE_MEMORY_H

#include "fuzz.h"

#include <sqlite3.h>

enum { BLOCK_SMALLEST = 6, BLOCK_SIZES = 32, BLOCK_PIECE = 1 << 20 };

struct block {
    size_t power;
    struct block *next;
};

static struct block *blocks_waiting[BLOCK_SIZES];
static char *block_piece;
static size_t block_piece_left;

static inline struct block *block_cut(size_t power)
{
    size_t size = (size_t)1 << power;
    if (size > BLOCK_PIECE / 4)
        return malloc(size);
    if (block_piece_left < size) {
        block_piece = malloc(BLOCK_PIECE);
        block_piece_left = block_piece ? BLOCK_PIECE : 0;
    }
    if (block_piece_left < size)
        return NULL;
    block_piece_left -= size;
    return (void *)(block_piece + block_piece_left);
}

static inline void *block_take(int size)
{
    size_t power = BLOCK_SMALLEST;
    while (((size_t)1 << power) < (size_t)size + sizeof(struct block))
        power++;
    struct block *block = blocks_waiting[power];
    if (block)
        blocks_waiting[power] = block->next;
    else if (!(block = block_cut(power)))
        return NULL;
    block->power = power;
    return block + 1;
}

static inline int block_size(void *bytes)
{
    return bytes ? (int)((1 << ((struct block *)bytes - 1)->power) - (int)sizeof(struct block)) : 0;
}

static inline void block_give(void *bytes)
{
    struct block *block = (struct block *)bytes - 1;
    block->next = blocks_waiting[block->power];
    blocks_waiting[block->power] = block;
}

static inline void *block_change(void *bytes, int size)
{
    if (size <= block_size(bytes))
        return bytes;
    void *other = block_take(size);
    if (!other)
        return NULL;
    memcpy(other, bytes, (size_t)block_size(bytes));
    block_give(bytes);
    return other;
}

static inline int block_round(int size)
{
    return (size + 7) & ~7;
}

static inline int block_begin(void *ctx)
{
    (void)ctx;
    return SQLITE_OK;
}

static inline void block_end(void *ctx)
{
    (void)ctx;
}

/* Before the first database is opened. */
static inline void fuzz_sqlite_memory(void)
{
    static const sqlite3_mem_methods methods = {.xMalloc = block_take,
                                                .xFree = block_give,
                                                .xRealloc = block_change,
                                                .xSize = block_size,
                                                .xRoundup = block_round,
                                                .xInit = block_begin,
                                                .xShutdown = block_end};
    CLAIM(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK);
    CLAIM(sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0) == SQLITE_OK);
}

#endif
