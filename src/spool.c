#include "spool.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 4096 };

struct owner {
    unsigned char *block; /* the last one, not in the file yet; NULL before the first record */
    size_t used;          /* records in it */
    uint32_t *places;     /* of the full ones in the file */
    size_t place_count;
};

struct spool {
    size_t record_size, records_a_block;
    struct owner *owners;
    size_t owner_count;
    FILE *file; /* NULL while no block is full */
    uint32_t block_count;
};

struct spool *spool_open(size_t record_size)
{
    struct spool *spool = calloc(1, sizeof *spool);
    if (spool) {
        spool->record_size = record_size;
        spool->records_a_block = BLOCK_BYTES / record_size;
    }
    return spool;
}

void spool_close(struct spool *spool)
{
    if (!spool)
        return;
    for (size_t i = 0; i < spool->owner_count; i++) {
        free(spool->owners[i].block);
        free(spool->owners[i].places);
    }
    free(spool->owners);
    if (spool->file)
        fclose(spool->file);
    free(spool);
}

static struct owner *find_owner(struct spool *spool, size_t number)
{
    if (number >= spool->owner_count) {
        size_t count = number * 2 + 16;
        struct owner *owners = realloc(spool->owners, count * sizeof *owners);
        if (!owners)
            return NULL;
        memset(owners + spool->owner_count, 0, (count - spool->owner_count) * sizeof *owners);
        spool->owners = owners;
        spool->owner_count = count;
    }
    return &spool->owners[number];
}

static bool add_place(struct owner *owner, uint32_t place)
{
    if ((owner->place_count & (owner->place_count - 1)) == 0) {
        size_t larger = owner->place_count ? owner->place_count * 2 : 1;
        uint32_t *places = realloc(owner->places, larger * sizeof *places);
        if (!places)
            return false;
        owner->places = places;
    }
    owner->places[owner->place_count++] = place;
    return true;
}

static bool write_block(struct spool *spool, struct owner *owner, struct failure *why)
{
    if (!add_place(owner, spool->block_count++))
        return failure_out_of_memory(why);
    if (!spool->file && !(spool->file = tmpfile()))
        return failure_set_errno(why, errno, "cannot make a temporary file");
    owner->used = 0;
    return fwrite(owner->block, BLOCK_BYTES, 1, spool->file) == 1 ||
           failure_set_errno(why, errno, "cannot write a temporary file");
}

bool spool_add(struct spool *spool, size_t number, const void *record, struct failure *why)
{
    struct owner *owner = find_owner(spool, number);
    if (!owner || (!owner->block && !(owner->block = calloc(1, BLOCK_BYTES))))
        return failure_out_of_memory(why);
    memcpy(owner->block + owner->used++ * spool->record_size, record, spool->record_size);
    return owner->used < spool->records_a_block || write_block(spool, owner, why);
}

static bool take_block(const struct spool *spool, const unsigned char *block, size_t count,
                       bool (*take)(void *ctx, const void *record, struct failure *why), void *ctx, struct failure *why)
{
    for (size_t i = 0; i < count; i++)
        if (!take(ctx, block + i * spool->record_size, why))
            return false;
    return true;
}

bool spool_read(struct spool *spool, size_t number, bool (*take)(void *ctx, const void *record, struct failure *why),
                void *ctx, struct failure *why)
{
    _Alignas(max_align_t) unsigned char block[BLOCK_BYTES];
    struct owner *owner = find_owner(spool, number);
    if (!owner)
        return failure_out_of_memory(why);
    for (size_t i = 0; i < owner->place_count; i++) {
        if (fseeko(spool->file, (off_t)owner->places[i] * BLOCK_BYTES, SEEK_SET) != 0 ||
            fread(block, BLOCK_BYTES, 1, spool->file) != 1)
            return failure_set_errno(why, errno, "cannot read a temporary file");
        if (!take_block(spool, block, spool->records_a_block, take, ctx, why))
            return false;
    }
    return take_block(spool, owner->block, owner->used, take, ctx, why);
}
