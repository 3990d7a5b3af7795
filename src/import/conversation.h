/*
 * The question and the answer in plain text, as far as they surely stand there.
 *
 *  1. `>>> question` begins one, and so does a command with a prompt. `>>> /set …` and other commands of the session do
 *     not, but "/bye" with more behind it was sent to the model.
 *  2. A question between three double quotes, and lines behind `... `, go on over several lines.
 *  3. The answer is all between the question and the statistics, without blank space at both ends. What `Thinking...`
 *     and `...done thinking.`, or <think> and </think>, enclose is thinking.
 *  4. Progress of a pull before the answer, and the server's log lines in it, are no answer.
 *  5. Where the text cannot be told for sure (something was cut out, a fence ends, several lines became one), the sizes
 *     stay unknown.
 */
#ifndef EVALRATE_CONVERSATION_H
#define EVALRATE_CONVERSATION_H

#include "command_echo.h"
#include "kept_text.h"
#include "record.h"

/* A text's size without the blank space around it. */
struct text_meter {
    struct text_size size;
    size_t pending; /* blank space that counts once more text follows */
    bool begun;
    struct buffer *kept; /* the text itself, blank space behind it included; NULL: nowhere */
};

enum conversation_state {
    TALK_IDLE,
    TALK_COMMAND,  /* a command goes on with the next line */
    TALK_QUESTION, /* a question does */
    TALK_ANSWER,
};

struct conversation {
    enum conversation_state state;
    struct command_echo echo;
    struct buffer question;
    bool question_known;
    bool sure;        /* of the answer */
    bool interactive; /* `>>>`, so that an answer may hold anything */
    bool in_quotes;   /* a question between three double quotes */
    bool fenced;      /* it stands in a Markdown fence, whose end ends it */
    bool inner_fence; /* a fence of the answer's own is open */
    size_t command_lines;
    struct text_meter answer, thinking;
    bool is_thinking;
    bool keeps_text; /* for who counts its tokens */
    struct kept_text kept;
};

void conversation_release(struct conversation *talk);

/* `text` stands behind `>>>`. `whole`: to the end of the line, so that question and answer can be told apart. */
void conversation_prompt(struct conversation *talk, struct span text, bool whole, bool fenced);

/* `words` stand behind `ollama run`. `piped`: another command feeds it. `whole`: to the end of the line. */
void conversation_command(struct conversation *talk, struct span words, bool piped, bool whole, bool fenced);

/* A line without statistics. Returns true where it belongs to a question or a command. */
bool conversation_line(struct conversation *talk, struct span line);

/* Something was cut out here: what is being read cannot be known any more. */
void conversation_doubt(struct conversation *talk);

/* Something else begins here. */
void conversation_forget(struct conversation *talk);

/* The statistics begin: what was read becomes theirs. Kept texts live until the next begins. */
void conversation_finish(struct conversation *talk, struct request *request);

/* The line is the model's own text, so that no hint in it counts. */
static inline bool conversation_is_answer(const struct conversation *talk)
{
    return talk->state == TALK_ANSWER && talk->interactive;
}

#endif
