#include "cli.h"

#include "commands.h"
#include "console.h"

#include <errno.h>
#include <signal.h>

static const struct command *find_command(const char *name)
{
    for (const struct command *command = commands + 1; command->name; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

/* What was printed must have arrived: a full disk shows here. */
static int check_output(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    if (errno != EPIPE)
        console_error("cannot write to standard output");
    return EXIT_FAILED;
}

int cli_run(int argc, char **argv)
{
    struct options options;
    bool finished;
    const struct command *command = argc > 1 ? find_command(argv[1]) : NULL;
    if (command) {
        argc--;
        argv++;
    } else {
        command = &commands[0];
    }
    signal(SIGPIPE, SIG_DFL); /* a reader that has seen enough ends us quietly */
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is told like a full disk */
    if (!options_parse(argc, argv, command, &options, &finished))
        return EXIT_USAGE;
    return check_output(finished ? EXIT_DONE : command->run(&options));
}
