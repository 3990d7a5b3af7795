/*
 * The echo of a command: `ollama run [flags] MODEL [flags] ["prompt"…]`, read as a shell reads it.
 *
 * The words arrive line by line, since a quoted prompt may hold line ends and a `\` at the end of a line goes on with
 * the next one. What the shell would have replaced (`$x`, `$(…)`, a backtick) makes the prompt unknown.
 */
#ifndef EVALRATE_COMMAND_ECHO_H
#define EVALRATE_COMMAND_ECHO_H

#include "buffer.h"
#include "model_candidate.h"

/* What stands before the command, and so how far it can be trusted. */
enum command_place {
    COMMAND_IN_PROSE, /* somebody writes about it */
    COMMAND_QUOTED,   /* an instruction: in a list, behind "Command:", in backticks */
    COMMAND_TYPED,    /* on a line of its own, behind another command, … */
    COMMAND_AT_PROMPT /* behind a shell's prompt */
};

enum command_place command_place(struct span before);

struct command_echo {
    struct buffer word, prompt;
    char model[MODEL_NAME_LIMIT];
    size_t model_length; /* 0: not told */
    char quote;          /* that is open; 0 without */
    bool in_word, escaped, flags_ended, skip_word;
    bool has_prompt, prompt_unsure; /* words for the model were given; but their text is not sure */
    bool reads_input;               /* a pipe or a file feeds it: the prompt is not here, the answer is */
    bool hides_answer;              /* the answer goes to a file */
    bool done;                      /* the rest of the line is another command */
};

void command_echo_release(struct command_echo *echo);

/* Begins with what follows `ollama run`. Returns true where the command goes on with the next line. */
bool command_echo_start(struct command_echo *echo, struct span words);
bool command_echo_more(struct command_echo *echo, struct span line);

/* Ends a command that would go on. */
void command_echo_cut(struct command_echo *echo);

static inline struct span command_echo_model(const struct command_echo *echo)
{
    return (struct span){echo->model, echo->model_length};
}

#endif
