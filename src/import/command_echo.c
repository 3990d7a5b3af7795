/*
 * Reads a command as a POSIX shell does, one byte after the other, so that it may go over any number of lines.
 */
#include "command_echo.h"

enum { PROMPT_LIMIT = 1 << 20 };

/* Flags of `ollama run` whose value may be a word of its own. */
static const char *const flags_with_value[] = {"--format", "--keepalive", "--dimensions", "--width",
                                               "--height", "--steps",     "--seed",       "--negative"};

/* First words of a line of shell that has `ollama run` further on. */
static const char *const shell_words[] = {
    "sudo",    "time",    "docker", "podman",        "kubectl",        "echo", "printf",
    "cat",     "env",     "nohup",  "timeout",       "watch",          "for",  "do",
    "while",   "date",    "exec",   "script",        "nerdctl",        "bash", "sh",
    "taskset", "numactl", "nice",   "/usr/bin/time", "Measure-Command"};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* --- Where it stands ---------------------------------------------------------------------------------------- */

static bool is_list_mark(struct span before)
{
    for (size_t i = 0; i < before.len; i++)
        if (!is_blank(before.ptr[i]) && !strchr("-*+.)0123456789\xe2\x80\xa2", before.ptr[i]))
            return false;
    return true;
}

static bool is_shell_line(struct span before)
{
    struct span word = span_first(before, span_find_byte(before, ' '));
    for (size_t i = 0; i < sizeof shell_words / sizeof *shell_words; i++)
        if (span_equal(word, span_of(shell_words[i])))
            return true;
    return span_find_byte(word, '=') < word.len; /* OLLAMA_DEBUG=1 */
}

enum command_place command_place(struct span before)
{
    before = span_trim(before);
    char last = before.len ? before.ptr[before.len - 1] : '\0';
    if (last == '\0' || span_equal(before, SPAN("+")))
        return COMMAND_TYPED;
    bool markup = span_find_byte(before, '<') < before.len;
    if (strchr("$#%>", last))
        return markup ? COMMAND_QUOTED : COMMAND_AT_PROMPT;
    if (is_list_mark(before) || last == ':')
        return COMMAND_QUOTED;
    if (last == '`')
        return is_list_mark(span_first(before, before.len - 1)) ? COMMAND_QUOTED : COMMAND_IN_PROSE;
    size_t prompt = span_find(before, SPAN("$ "));
    struct span command = prompt < before.len ? span_trim(span_from(before, prompt + 2)) : before;
    return is_shell_line(command) ? COMMAND_TYPED : COMMAND_IN_PROSE;
}

/* --- Words -------------------------------------------------------------------------------------------------- */

void command_echo_release(struct command_echo *echo)
{
    buffer_release(&echo->word);
    buffer_release(&echo->prompt);
}

static bool is_value_flag(struct span word)
{
    for (size_t i = 0; i < sizeof flags_with_value / sizeof *flags_with_value; i++)
        if (span_equal(word, span_of(flags_with_value[i])))
            return true;
    return false;
}

static void take_model(struct command_echo *echo, struct span word)
{
    if (!model_name_fits(word)) {
        echo->done = true; /* `<model>`, `$MODEL`: a template */
        return;
    }
    memcpy(echo->model, word.ptr, word.len);
    echo->model_length = word.len;
}

/* Ollama joins the words of a prompt by blanks. */
static void take_prompt(struct command_echo *echo, struct span word)
{
    if (echo->has_prompt)
        buffer_add_byte(&echo->prompt, ' ');
    echo->has_prompt = true;
    buffer_add(&echo->prompt, word);
    if (echo->prompt.len > PROMPT_LIMIT || echo->prompt.failed || echo->word.failed)
        echo->prompt_unsure = true;
}

static void end_word(struct command_echo *echo)
{
    struct span word = buffer_span(&echo->word);
    bool is_flag = word.len > 1 && word.ptr[0] == '-' && !echo->flags_ended;
    if (!echo->in_word)
        return;
    if (echo->skip_word)
        echo->skip_word = false;
    else if (span_equal(word, SPAN("--")))
        echo->flags_ended = true;
    else if (is_flag)
        echo->skip_word = is_value_flag(word);
    else if (echo->model_length == 0)
        take_model(echo, word);
    else
        take_prompt(echo, word);
    buffer_clear(&echo->word);
    echo->in_word = false;
}

static void add(struct command_echo *echo, struct span text)
{
    echo->in_word = echo->in_word || text.len > 0;
    if (echo->word.len + text.len <= PROMPT_LIMIT)
        buffer_add(&echo->word, text);
    else
        echo->prompt_unsure = true;
}

static void add_byte(struct command_echo *echo, char c)
{
    add(echo, (struct span){&c, 1});
}

/* `2> file` and `2>&1` leave the answer where it is. */
static void take_redirection(struct command_echo *echo, struct span rest)
{
    bool of_errors = echo->in_word && span_equal(buffer_span(&echo->word), SPAN("2"));
    echo->reads_input = echo->reads_input || rest.ptr[0] == '<';
    echo->hides_answer = echo->hides_answer || (rest.ptr[0] == '>' && !of_errors);
    if (of_errors) {
        echo->in_word = false;
        buffer_clear(&echo->word);
    }
    echo->done = true;
}

static void take_unquoted(struct command_echo *echo, struct span rest)
{
    char c = rest.ptr[0];
    if (is_blank(c)) {
        end_word(echo);
    } else if (c == '"' || c == '\'') {
        echo->quote = c;
        echo->in_word = true;
    } else if (c == '\\') {
        echo->escaped = true;
    } else if (c == '<' || c == '>') {
        take_redirection(echo, rest);
    } else if (strchr("|;&", c)) {
        echo->done = true;
    } else {
        echo->prompt_unsure = echo->prompt_unsure || c == '$' || c == '`';
        add_byte(echo, c);
    }
}

/* Inside double quotes a backslash takes its meaning from some marks only. */
static void take_quoted(struct command_echo *echo, char c)
{
    if (c == echo->quote)
        echo->quote = '\0';
    else if (echo->quote == '"' && c == '\\')
        echo->escaped = true;
    else {
        echo->prompt_unsure = echo->prompt_unsure || (echo->quote == '"' && (c == '$' || c == '`'));
        add_byte(echo, c);
    }
}

static void take_escaped(struct command_echo *echo, char c)
{
    if (echo->quote == '"' && !strchr("\"\\$`", c))
        add_byte(echo, '\\');
    add_byte(echo, c);
    echo->escaped = false;
}

/* How many bytes at the start of the text mean nothing to a shell, inside quotes or outside. */
static size_t plain_length(const struct command_echo *echo, struct span text)
{
    enum meaning { MEANS_NOTHING, MEANS_UNQUOTED, MEANS_ALWAYS };
    static const unsigned char meanings[256] = {
        ['"'] = MEANS_ALWAYS,   ['\''] = MEANS_ALWAYS,  ['\\'] = MEANS_ALWAYS,   ['$'] = MEANS_ALWAYS,
        ['`'] = MEANS_ALWAYS,   [' '] = MEANS_UNQUOTED, ['\t'] = MEANS_UNQUOTED, ['<'] = MEANS_UNQUOTED,
        ['>'] = MEANS_UNQUOTED, ['|'] = MEANS_UNQUOTED, [';'] = MEANS_UNQUOTED,  ['&'] = MEANS_UNQUOTED,
    };
    unsigned char nothing = echo->quote ? MEANS_UNQUOTED : MEANS_NOTHING;
    size_t length = 0;
    while (length < text.len && meanings[(unsigned char)text.ptr[length]] <= nothing)
        length++;
    return length;
}

static void take_byte(struct command_echo *echo, struct span rest)
{
    if (echo->escaped)
        take_escaped(echo, rest.ptr[0]);
    else if (echo->quote)
        take_quoted(echo, rest.ptr[0]);
    else
        take_unquoted(echo, rest);
}

static bool take_line(struct command_echo *echo, struct span line)
{
    while (line.len && !echo->done) {
        size_t plain = echo->escaped ? 0 : plain_length(echo, line);
        add(echo, span_first(line, plain));
        line = span_from(line, plain);
        if (line.len)
            take_byte(echo, line);
        line = span_from(line, 1);
    }
    bool goes_on = !echo->done && (echo->escaped || echo->quote);
    if (goes_on && !echo->escaped)
        add_byte(echo, '\n');
    echo->escaped = false;
    if (!goes_on)
        end_word(echo);
    return goes_on;
}

bool command_echo_start(struct command_echo *echo, struct span words)
{
    struct buffer word = echo->word, prompt = echo->prompt;
    buffer_clear(&word);
    buffer_clear(&prompt);
    *echo = (struct command_echo){.word = word, .prompt = prompt};
    return take_line(echo, words);
}

bool command_echo_more(struct command_echo *echo, struct span line)
{
    return take_line(echo, line);
}

void command_echo_cut(struct command_echo *echo)
{
    echo->prompt_unsure = true;
    echo->quote = '\0';
    end_word(echo);
}
