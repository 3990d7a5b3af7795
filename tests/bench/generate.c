/*
 * The bench's workloads: logs of any size, the same bytes for the same arguments on every machine.
 *
 *   generate SHAPE COUNT          to standard output: stream final context verbose array mixed
 *   generate pretty COUNT DIR     so many files in DIR
 *
 *  1. Numbers come from splitmix64 with a fixed seed; nothing depends on the clock, the locale or floating point.
 *  2. Twenty models take turns at random. All figures are such that every request counts in every statistic: warm,
 *     nothing cached, prompts and answers long enough. So a peer needs no rule of exclusion to come to our figures.
 *  3. A stream has its text in about 225 chunks; a final object, an answer of about 1 KB; every second `context` object
 *     500 token numbers.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const models[] = {
    "llama3.1:8b",    "llama3.2:3b", "qwen2.5:7b",   "qwen2.5-coder:14b", "mistral:7b",   "gemma2:9b",     "gemma3:4b",
    "phi4:14b",       "phi3:mini",   "mixtral:8x7b", "deepseek-r1:8b",    "granite3:8b",  "codellama:13b", "llama2:7b",
    "tinyllama:1.1b", "yi:6b",       "falcon3:7b",   "olmo2:7b",          "smollm2:1.7b", "command-r:35b",
};

static const char *const words[] = {
    "the",      " latency", " of",     " a",         " model",   " grows",     " with",  " its",
    " prompt",  ", and",    " decode", " rate",      " falls",   " as",        " the",   " cache",
    " fills",   ".",        " Memory", " bandwidth", " bounds",  " each",      " token", " while",
    " prefill", " is",      " bound",  " by",        " compute", "; batching", " helps", " both",
};

enum { MODELS = sizeof models / sizeof *models, WORDS = sizeof words / sizeof *words };

struct generator {
    uint64_t state;
    int64_t now_ns;
    FILE *out;
};

struct answer {
    const char *model;
    int64_t end_ns, total_ns, load_ns, prompt_count, prompt_ns, count, ns;
};

static uint64_t next_number(struct generator *g)
{
    uint64_t z = g->state += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/* lowest … lowest + range - 1 */
static int64_t number(struct generator *g, int64_t lowest, int64_t range)
{
    return lowest + (int64_t)(next_number(g) % (uint64_t)range);
}

static struct answer make_answer(struct generator *g)
{
    int64_t model = number(g, 0, MODELS);
    struct answer a = {.model = models[model]};
    a.load_ns = number(g, 20000000, 30000000);
    a.prompt_count = number(g, 200, 400);
    a.prompt_ns = a.prompt_count * number(g, 1000000, 600000);
    a.count = number(g, 180, 90);
    a.ns = a.count * number(g, 12000000 + model * 2000000, 3000000);
    a.total_ns = a.load_ns + a.prompt_ns + a.ns + number(g, 1000000, 5000000);
    g->now_ns += a.total_ns + number(g, 1000000, 900000000);
    a.end_ns = g->now_ns;
    return a;
}

/* Days since 1970 as a date of the proleptic Gregorian calendar. */
static void print_time(FILE *out, int64_t ns)
{
    int64_t seconds = ns / 1000000000, days = seconds / 86400 + 719468;
    int64_t era = days / 146097, day = days % 146097;
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int64_t of_year = day - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    fprintf(out, "%04" PRId64 "-%02" PRId64 "-%02" PRId64 "T%02" PRId64 ":%02" PRId64 ":%02" PRId64 ".%09" PRId64 "Z",
            year + era * 400 + (month >= 10), month < 10 ? month + 3 : month - 9, of_year - (153 * month + 2) / 5 + 1,
            seconds % 86400 / 3600, seconds % 3600 / 60, seconds % 60, ns % 1000000000);
}

static void print_text(struct generator *g, size_t bytes)
{
    for (size_t used = 0; used < bytes;) {
        const char *word = words[next_number(g) % WORDS];
        fputs(word, g->out);
        used += strlen(word);
    }
}

static void print_member(struct generator *g, const char *before, const char *name, int64_t value)
{
    fprintf(g->out, "%s\"%s\":%s%" PRId64, before, name, before[0] == ',' && before[1] ? " " : "", value);
}

/* The figures; each member stands behind `before`. */
static void print_figures(struct generator *g, const struct answer *a, const char *before)
{
    print_member(g, before, "total_duration", a->total_ns);
    print_member(g, before, "load_duration", a->load_ns);
    print_member(g, before, "prompt_eval_count", a->prompt_count);
    print_member(g, before, "prompt_eval_duration", a->prompt_ns);
    print_member(g, before, "eval_count", a->count);
    print_member(g, before, "eval_duration", a->ns);
}

static void print_context(struct generator *g)
{
    for (int i = 0; i < 500; i++)
        fprintf(g->out, i ? ",%" PRId64 : ",\"context\":[%" PRId64, number(g, 1, 128000));
    fputc(']', g->out);
}

static void print_final(struct generator *g, bool with_context)
{
    struct answer a = make_answer(g);
    fprintf(g->out, "{\"model\":\"%s\",\"created_at\":\"", a.model);
    print_time(g->out, a.end_ns);
    fputs("\",\"response\":\"", g->out);
    print_text(g, 1050);
    fputs("\",\"done\":true,\"done_reason\":\"stop\"", g->out);
    if (with_context && number(g, 0, 2))
        print_context(g);
    print_figures(g, &a, ",");
    fputc('}', g->out);
}

/* The first chunk comes when load and prompt evaluation are over, and then one a token. */
static void print_stream(struct generator *g)
{
    struct answer a = make_answer(g);
    int64_t at_ns = a.end_ns - a.total_ns + a.load_ns + a.prompt_ns + 500000, step_ns = a.ns / a.count;
    for (int64_t i = 0; i <= a.count; i++, at_ns += step_ns - number(g, 0, 100000)) {
        fprintf(g->out, "{\"model\":\"%s\",\"created_at\":\"", a.model);
        print_time(g->out, i < a.count ? at_ns : a.end_ns);
        fprintf(g->out, "\",\"response\":\"%s\",\"done\":%s", i < a.count ? words[next_number(g) % WORDS] : "",
                i < a.count ? "false}\n" : "true,\"done_reason\":\"stop\"");
    }
    print_figures(g, &a, ",");
    fputs("}\n", g->out);
}

static void print_pretty(struct generator *g)
{
    struct answer a = make_answer(g);
    fprintf(g->out, "{\n  \"model\": \"%s\",\n  \"created_at\": \"", a.model);
    print_time(g->out, a.end_ns);
    fputs("\",\n  \"response\": \"", g->out);
    print_text(g, 1000);
    fputs("\",\n  \"done\": true,\n  \"done_reason\": \"stop\"", g->out);
    print_figures(g, &a, ",\n  ");
    fputs("\n}\n", g->out);
}

/* As Go prints durations of at least a second: 1m2.345678901s, without zeros at the end. */
static void print_duration(struct generator *g, const char *name, int64_t ns)
{
    char digits[40];
    fprintf(g->out, "%-22s", name);
    if (ns < 1000000000) {
        snprintf(digits, sizeof digits, "%" PRId64 ".%06" PRId64, ns / 1000000, ns % 1000000);
    } else {
        if (ns >= 60000000000)
            fprintf(g->out, "%" PRId64 "m", ns / 60000000000);
        snprintf(digits, sizeof digits, "%" PRId64 ".%09" PRId64, ns % 60000000000 / 1000000000, ns % 1000000000);
    }
    size_t length = strlen(digits);
    while (digits[length - 1] == '0')
        length--;
    length -= digits[length - 1] == '.';
    fprintf(g->out, "%.*s%s\n", (int)length, digits, ns < 1000000000 ? "ms" : "s");
}

static void print_rate(struct generator *g, const char *name, int64_t tokens, int64_t ns)
{
    int64_t hundredths = (int64_t)((double)tokens * 1e11 / (double)ns + 0.5);
    fprintf(g->out, "%-22s%" PRId64 ".%02" PRId64 " tokens/s\n", name, hundredths / 100, hundredths % 100);
}

static void print_verbose(struct generator *g)
{
    struct answer a = make_answer(g);
    fprintf(g->out, "$ ollama run %s --verbose \"Question %" PRId64 ": what bounds the rate?\"\n", a.model,
            number(g, 0, INT64_MAX)); /* the same prompt twice would be one that is cached */
    for (int line = 0; line < 14; line++) {
        print_text(g, 70);
        fputc('\n', g->out);
    }
    fputc('\n', g->out);
    print_duration(g, "total duration:", a.total_ns);
    print_duration(g, "load duration:", a.load_ns);
    fprintf(g->out, "%-22s%" PRId64 " token(s)\n", "prompt eval count:", a.prompt_count);
    print_duration(g, "prompt eval duration:", a.prompt_ns);
    print_rate(g, "prompt eval rate:", a.prompt_count, a.prompt_ns);
    fprintf(g->out, "%-22s%" PRId64 " token(s)\n", "eval count:", a.count);
    print_duration(g, "eval duration:", a.ns);
    print_rate(g, "eval rate:", a.count, a.ns);
    fputc('\n', g->out);
}

static void print_noise(struct generator *g)
{
    fprintf(g->out, "[worker %" PRId64 "] %" PRId64 " jobs wait; {not json} next: ", number(g, 0, 8), number(g, 0, 90));
    print_text(g, 60);
    fputs("\n\n# notes\n\n", g->out);
}

static void print_mixed(struct generator *g)
{
    switch (number(g, 0, 6)) {
    case 0:
        print_stream(g);
        break;
    case 1:
        print_pretty(g);
        break;
    case 2:
        print_verbose(g);
        break;
    case 3:
        print_noise(g);
        fputs("answer: ", g->out);
        print_final(g, true);
        fputc('\n', g->out);
        break;
    default:
        print_noise(g);
        print_final(g, false);
        fputc('\n', g->out);
    }
}

static void print_final_line(struct generator *g)
{
    print_final(g, false);
    fputc('\n', g->out);
}

static void print_context_line(struct generator *g)
{
    print_final(g, true);
    fputc('\n', g->out);
}

static const struct shape {
    const char *name;
    void (*print)(struct generator *);
} shapes[] = {
    {"stream", print_stream},   {"final", print_final_line}, {"context", print_context_line},
    {"verbose", print_verbose}, {"mixed", print_mixed},
};

static void print_array(struct generator *g, long count)
{
    fputc('[', g->out);
    for (long i = 0; i < count; i++) {
        fputs(i ? ", " : "", g->out);
        print_final(g, false);
    }
    fputs("]\n", g->out);
}

static bool write_files(struct generator *g, long count, const char *directory)
{
    for (long i = 0; i < count; i++) {
        char path[1000];
        snprintf(path, sizeof path, "%s/%06ld.json", directory, i);
        if (!(g->out = fopen(path, "w")))
            return perror(path), false;
        print_pretty(g);
        if (fclose(g->out) != 0)
            return perror(path), false;
    }
    return true;
}

static bool print_shape(struct generator *g, const char *name, long count)
{
    if (strcmp(name, "array") == 0)
        return print_array(g, count), true;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (strcmp(name, shapes[i].name) == 0) {
            while (count-- > 0)
                shapes[i].print(g);
            return true;
        }
    return false;
}

int main(int argc, char **argv)
{
    struct generator g = {.state = 20260821, .now_ns = 1755800000000000000, .out = stdout};
    bool done = argc == 4 && strcmp(argv[1], "pretty") == 0 ? write_files(&g, atol(argv[2]), argv[3])
                : argc == 3                                 ? print_shape(&g, argv[1], atol(argv[2]))
                                                            : false;
    if (!done)
        fputs("usage: generate stream|final|context|verbose|array|mixed COUNT, or: generate pretty COUNT DIR\n",
              stderr);
    return done && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
