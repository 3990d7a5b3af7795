#include "batch.h"

#include "rank_count.h"
#include "vocabulary.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILES_PER_TRANSACTION = 500, BYTES_PER_TRANSACTION = 256 << 20 };

/* --- from operands to files --------------------------------------------------------------------------------------- */

struct found_file {
    char *path;
    const char *label; /* NULL: that of the options */
    int64_t size_bytes;
};

struct file_list {
    struct found_file *files;
    size_t count, capacity;
    int64_t bytes;
};

static bool add_file(struct file_list *list, char *path, const char *label, int64_t size_bytes)
{
    if (path && list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 64;
        struct found_file *grown = realloc(list->files, capacity * sizeof *grown);
        if (grown) {
            list->files = grown;
            list->capacity = capacity;
        }
    }
    if (!path || list->count == list->capacity) {
        free(path);
        return false;
    }
    list->files[list->count++] = (struct found_file){path, label, size_bytes};
    list->bytes += size_bytes;
    return true;
}

static void release_files(struct file_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->files[i].path);
    free(list->files);
}

static char *join(const char *directory, const char *name)
{
    size_t length = strlen(directory);
    bool slash = length && directory[length - 1] == '/';
    size_t size = length + strlen(name) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, slash ? "%s%s" : "%s/%s", directory, name);
    return path;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Puts what is in the directory on the stack, the last name first, so that the first is taken next. */
static bool push_directory(struct file_list *stack, const char *path, const char *label, struct failure *why)
{
    struct dirent **entries;
    int count = scandir(path, &entries, is_visible, by_name);
    if (count < 0)
        return failure_set_errno(why, errno, "cannot read directory '%s'", path);
    bool done = true;
    for (int i = count; i-- > 0;) {
        done = done && add_file(stack, join(path, entries[i]->d_name), label, 0);
        free(entries[i]);
    }
    free(entries);
    return done || failure_out_of_memory(why);
}

/* Directories that were entered: a link back to one of them is passed over. */
struct visited {
    struct {
        dev_t device;
        ino_t inode;
    } * places;
    size_t count;
};

static bool enter(struct visited *visited, const struct stat *status, bool *is_new)
{
    for (size_t i = 0; i < visited->count; i++)
        if (visited->places[i].device == status->st_dev && visited->places[i].inode == status->st_ino)
            return true;
    void *grown = realloc(visited->places, (visited->count + 1) * sizeof *visited->places);
    if (!grown)
        return false;
    visited->places = grown;
    visited->places[visited->count].device = status->st_dev;
    visited->places[visited->count++].inode = status->st_ino;
    *is_new = true;
    return true;
}

static void tell_failure(const struct batch_watch *watch, struct batch_totals *totals, const struct failure *why)
{
    totals->failed++;
    if (watch->failed)
        watch->failed(watch->ctx, why);
}

/* Operands on their way to files. */
struct search {
    struct file_list *files;
    const struct batch_options *options;
    const struct batch_watch *watch;
    struct batch_totals *totals;
};

/* Whether the GLOB is the end of the path, beginning at a name. */
static bool is_end_of(const char *path, const char *glob)
{
    for (const char *name = path; name; name = strchr(name, '/')) {
        name += *name == '/';
        if (fnmatch(glob, name, FNM_PATHNAME) == 0)
            return true;
    }
    return false;
}

/* Rule 3. */
static bool is_excluded(const struct search *search, const char *path)
{
    for (size_t i = 0; i < search->options->exclude_count; i++) {
        if (is_end_of(path, search->options->excluded[i])) {
            search->totals->excluded++;
            return true;
        }
    }
    return false;
}

/* Adds all files below a directory. What cannot be read is told and passed over. */
static bool expand(const struct search *search, const char *root, const char *label)
{
    struct file_list stack = {0};
    struct visited visited = {0};
    char *copy = strdup(root);
    bool done = add_file(&stack, copy, label, 0);
    while (done && stack.count) {
        char *path = stack.files[--stack.count].path;
        struct stat status;
        struct failure why;
        bool is_new = false;
        if (is_excluded(search, path)) {
            /* counted */
        } else if (stat(path, &status) != 0) {
            failure_set_errno(&why, errno, "cannot open '%s'", path);
            tell_failure(search->watch, search->totals, &why);
        } else if (S_ISREG(status.st_mode)) {
            done = add_file(search->files, path, label, status.st_size);
            continue;
        } else if (S_ISDIR(status.st_mode)) {
            done = enter(&visited, &status, &is_new);
            if (done && is_new && !push_directory(&stack, path, label, &why))
                tell_failure(search->watch, search->totals, &why);
        }
        free(path);
    }
    release_files(&stack);
    free(visited.places);
    return done;
}

static bool add_operand(const struct search *search, char *operand)
{
    struct stat status;
    const char *label = NULL;
    char *equals = strchr(operand, '=');
    bool exists = stat(operand, &status) == 0;
    if (!exists && equals && equals > operand && !memchr(operand, '/', (size_t)(equals - operand))) {
        *equals = '\0';
        label = operand;
        operand = equals + 1;
        exists = stat(operand, &status) == 0;
    }
    if (exists && S_ISDIR(status.st_mode))
        return expand(search, operand, label);
    if (is_excluded(search, operand))
        return true;
    char *copy = strdup(operand);
    return add_file(search->files, copy, label, exists && S_ISREG(status.st_mode) ? status.st_size : 0);
}

/* --- the import --------------------------------------------------------------------------------------------------- */

static void add_result(struct batch_totals *totals, const struct file_result *result, int64_t size_bytes)
{
    totals->files++;
    totals->bytes += size_bytes;
    totals->known += result->known;
    totals->requests += result->requests;
    totals->partial += result->partial;
    totals->others += result->others;
    totals->repeats += result->repeats;
    totals->completed += result->completed;
    totals->problems += result->problems;
    totals->accesses += result->accesses;
    totals->benchmarks += result->benchmarks;
    totals->model_facts += result->model_facts;
    totals->fact_repeats += result->fact_repeats;
}

static bool declare_all(struct store *store, const struct run_key *run, const struct batch_options *options,
                        struct failure *why)
{
    for (size_t i = 0; i < options->declared_count; i++) {
        char key[128];
        const char *equals = strchr(options->declared[i], '=');
        snprintf(key, sizeof key, "%.*s", (int)(equals - options->declared[i]), options->declared[i]);
        if (!store_declare(store, run, key, equals + 1, why))
            return false;
    }
    return !options->ingest.ranks ||
           store_declare(store, run, VOCABULARY_KEY, rank_counter_name(options->ingest.ranks), why);
}

/* How far all has come while a file is being read. */
struct progress {
    const struct batch_watch *watch;
    const struct batch_totals *totals; /* of the files before */
    const struct file_list *files;
};

static void tell_progress(void *ctx, int64_t bytes)
{
    const struct progress *progress = ctx;
    struct batch_totals now = *progress->totals;
    now.bytes += bytes;
    progress->watch->progress(progress->watch->ctx, &now, (int64_t)progress->files->count, progress->files->bytes);
}

static bool import_file(struct store *store, const struct found_file *file, const struct batch_options *options,
                        struct progress *progress, struct batch_totals *totals, struct failure *why)
{
    const struct batch_watch *watch = progress->watch;
    struct ingest_options ingest = options->ingest;
    if (watch->progress) {
        ingest.progress = tell_progress;
        ingest.progress_ctx = progress;
    }
    struct run_key run = {file->label ? file->label : options->label, options->host};
    struct file_result result;
    struct failure problem;
    if (!declare_all(store, &run, options, why))
        return false;
    if (!store_import_file(store, file->path, file->size_bytes, &run, &ingest, &result, &problem)) {
        tell_failure(watch, totals, &problem);
        return store_is_sound(store) ||
               failure_set(why, "the database failed; files since its last full transaction are not kept");
    }
    add_result(totals, &result, file->size_bytes);
    if (watch->file)
        watch->file(watch->ctx, file->path, &result);
    return true;
}

static bool may_count(struct store *store, const struct rank_counter *ranks, struct failure *why)
{
    return !ranks || vocabulary_agree(store_db(store), rank_counter_name(ranks), why);
}

static bool import_files(struct store *store, const struct file_list *files, const struct batch_options *options,
                         const struct batch_watch *watch, struct batch_totals *totals, struct failure *why)
{
    struct progress progress = {watch, totals, files};
    int64_t since_files = 0, since_bytes = 0;
    for (size_t i = 0; i < files->count; i++) {
        if (since_files >= FILES_PER_TRANSACTION || since_bytes >= BYTES_PER_TRANSACTION) {
            if (!store_checkpoint(store, why))
                return false;
            since_files = since_bytes = 0;
        }
        if (watch->progress)
            tell_progress(&progress, 0);
        if (!import_file(store, &files->files[i], options, &progress, totals, why))
            return false;
        since_files++;
        since_bytes += files->files[i].size_bytes;
    }
    return true;
}

bool batch_import(struct store *store, size_t count, char *const *operands, const struct batch_options *options,
                  const struct batch_watch *watch, struct batch_totals *totals, struct failure *why)
{
    struct file_list files = {0};
    struct search search = {&files, options, watch, totals};
    *totals = (struct batch_totals){0};
    bool done = true;
    for (size_t i = 0; done && i < count; i++)
        done = add_operand(&search, operands[i]) || failure_out_of_memory(why);
    if (done && (done = store_begin(store, why))) {
        done = may_count(store, options->ingest.ranks, why) &&
               import_files(store, &files, options, watch, totals, why) && store_commit(store, why);
        if (!done)
            store_rollback(store);
    }
    release_files(&files);
    return done;
}

static void say(char *out, size_t size, const char *before, int64_t count, const char *one, const char *many)
{
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s%lld %s", before, (long long)count, count == 1 ? one : many);
}

void batch_summary(const struct batch_totals *totals, char *out, size_t size)
{
    out[0] = '\0';
    say(out, size, "", totals->files, "file", "files");
    say(out, size, ": ", totals->requests, "request", "requests");
    if (totals->partial)
        say(out, size, " (", totals->partial, "partial)", "partial)");
    if (totals->others)
        say(out, size, ", ", totals->others, "without measurement", "without measurement");
    if (totals->accesses)
        say(out, size, ", ", totals->accesses, "access line", "access lines");
    if (totals->benchmarks)
        say(out, size, ", ", totals->benchmarks, "benchmark figure", "benchmark figures");
    if (totals->model_facts)
        say(out, size, ", ", totals->model_facts, "fact on models", "facts on models");
    if (totals->repeats + totals->fact_repeats)
        say(out, size, ", ", totals->repeats + totals->fact_repeats, "already known", "already known");
    if (totals->completed)
        say(out, size, ", ", totals->completed, "cut record replaced", "cut records replaced");
    if (totals->known)
        say(out, size, ", ", totals->known, "known file", "known files");
    say(out, size, ", ", totals->problems, "problem", "problems");
    if (totals->excluded)
        say(out, size, ", ", totals->excluded, "excluded", "excluded");
    if (totals->failed)
        say(out, size, ", ", totals->failed, "file not read", "files not read");
}
