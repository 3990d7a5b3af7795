#include "console.h"

#include "buffer.h"
#include "display.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* A line; names of files in it may hold anything. */
__attribute__((format(printf, 2, 0))) static void print(const char *before, const char *format, va_list arguments)
{
    char message[2048];
    struct buffer clean = {0};
    vsnprintf(message, sizeof message, format, arguments);
    display_add(&clean, span_of(message));
    fflush(stdout);
    fprintf(stderr, "%s%.*s\n", before, (int)clean.len, clean.len ? clean.ptr : "");
    buffer_release(&clean);
}

void console_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print("evalrate: ", format, arguments);
    va_end(arguments);
}

void console_say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print("", format, arguments);
    va_end(arguments);
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && value[0];
}

static bool is_utf8_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && value[0])
            return strstr(value, "UTF-8") || strstr(value, "utf8");
    }
    return false;
}

static unsigned terminal_width(void)
{
    struct winsize size;
    struct maybe columns = span_to_count(span_of(is_set("COLUMNS") ? getenv("COLUMNS") : ""));
    if (columns.known && columns.value > 0 && columns.value < 10000)
        return (unsigned)columns.value;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

void console_fit(struct export_options *options, int color)
{
    bool terminal = isatty(STDOUT_FILENO);
    const char *term = getenv("TERM");
    bool able = terminal && !is_set("NO_COLOR") && term && strcmp(term, "dumb") != 0;
    options->color = color == COLOR_ALWAYS || (color == COLOR_AUTO && able);
    options->bars = terminal;
    if (terminal) {
        options->width = terminal_width();
        options->unicode = options->unicode && is_utf8_locale();
    }
}

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void console_show_progress(void *ctx, const struct batch_totals *totals, int64_t files, int64_t bytes)
{
    struct console_progress *progress = ctx;
    if (progress->quiet || !isatty(STDERR_FILENO))
        return;
    int64_t now = now_ns();
    if (!progress->begun) {
        progress->begun = true;
        progress->begun_ns = now;
    }
    double seconds = (double)(now - progress->begun_ns) / 1e9;
    if (seconds < 1 || now - progress->shown_ns < 200000000)
        return;
    progress->shown = true;
    progress->shown_ns = now;
    double rate = (double)totals->bytes / seconds;
    double left = rate > 0 ? (double)(bytes - totals->bytes) / rate : 0;
    fprintf(stderr, "\r%lld of %lld %s, %.1f of %.1f MB, %.0f MB/s, %.0f s left\033[K", (long long)totals->files,
            (long long)files, files == 1 ? "file" : "files", (double)totals->bytes / 1e6, (double)bytes / 1e6,
            rate / 1e6, left);
    fflush(stderr);
}

void console_end_progress(struct console_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
}
