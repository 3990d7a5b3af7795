/*
 * Runs a command and appends what it cost to a file: wall seconds, user + system seconds, peak KiB of its largest
 * process. usage: measure FILE COMMAND ARGUMENT…       ends as the command does
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    int status = 0;
    struct rusage usage = {0};
    if (argc < 3)
        return EXIT_FAILURE;
    double start_s = now_s();
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return EXIT_FAILURE;
    double wall_s = now_s() - start_s;
    getrusage(RUSAGE_CHILDREN, &usage);
    FILE *out = fopen(argv[1], "a");
    if (!out)
        return EXIT_FAILURE;
    fprintf(out, "%.6f %.6f %ld\n", wall_s, seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss);
    fclose(out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
