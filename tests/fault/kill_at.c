/*
 * kill_at N COMMAND…: runs the command, and ends it by SIGKILL as it enters a system call: the N-th that follows one
 * which may have changed something for others. A kill between two calls that change nothing leaves what the kill before
 * them leaves; so N from 1 on until it is no longer killed is every place where a process can die.
 *
 * Exits with 137 where it was killed, else with the command's own status. 126: it cannot be traced.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/ptrace.h>

enum { CANNOT = 126, KILLED = 137, SYSCALL_STOP = SIGTRAP | 0x80 };

/* The others are taken for changes. */
static const long changing_nothing[] = {SYS_read,     SYS_pread64,   SYS_lseek,        SYS_mmap,         SYS_munmap,
                                        SYS_mprotect, SYS_brk,       SYS_fstat,        SYS_newfstatat,   SYS_fcntl,
                                        SYS_close,    SYS_getpid,    SYS_geteuid,      SYS_getcwd,       SYS_getrandom,
                                        SYS_futex,    SYS_prlimit64, SYS_rt_sigaction, SYS_clock_gettime};

static int changes_nothing(long call)
{
    for (size_t i = 0; i < sizeof changing_nothing / sizeof *changing_nothing; i++)
        if (changing_nothing[i] == call)
            return 1;
    return 0;
}

static void run(char **command)
{
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0)
        execvp(command[0], command);
    _exit(CANNOT);
}

/* Lets the process go on to its next stop; false where it has ended. A signal that stopped it is given to it. */
static int go_on(pid_t process, int *status)
{
    int given = WSTOPSIG(*status);
    if (given == SYSCALL_STOP || given == SIGTRAP)
        given = 0;
    return ptrace(PTRACE_SYSCALL, process, NULL, (void *)(long)given) == 0 && waitpid(process, status, 0) == process &&
           WIFSTOPPED(*status);
}

/* The call that the process is entering; -1 where it is at the end of one. */
static long call_begun(pid_t process)
{
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, process, (void *)sizeof info, &info) <= 0 ||
        info.op != PTRACE_SYSCALL_INFO_ENTRY)
        return -1;
    return (long)info.entry.nr;
}

int main(int argc, char **argv)
{
    long left = argc > 2 ? atol(argv[1]) : 0, last = -1;
    int status = 0;
    if (argc < 3)
        return CANNOT;
    pid_t process = fork();
    if (process == 0)
        run(argv + 2);
    if (process < 0 || waitpid(process, &status, 0) != process || !WIFSTOPPED(status) ||
        ptrace(PTRACE_SETOPTIONS, process, NULL, (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) != 0)
        return CANNOT;
    while (go_on(process, &status)) {
        long call = WSTOPSIG(status) == SYSCALL_STOP ? call_begun(process) : -1;
        if (call < 0)
            continue;
        if (!changes_nothing(last) && --left == 0) {
            kill(process, SIGKILL);
            waitpid(process, &status, 0);
            return KILLED;
        }
        last = call;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : KILLED;
}
