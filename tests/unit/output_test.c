#include "output.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int enter_directory(void **state)
{
    char *path = strdup("/tmp/output_test.XXXXXX");
    *state = path;
    return mkdtemp(path) && chdir(path) == 0 ? 0 : -1;
}

static int leave_directory(void **state)
{
    DIR *here = opendir(".");
    for (struct dirent *entry; here && (entry = readdir(here));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && remove(entry->d_name) != 0)
            return -1;
    closedir(here);
    int failed = chdir("/") || rmdir(*state);
    free(*state);
    return failed;
}

static size_t count_files(void)
{
    size_t count = 0;
    DIR *here = opendir(".");
    while (readdir(here))
        count++;
    closedir(here);
    return count - 2;
}

static void expect_content(const char *path, const char *expected)
{
    char text[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fread(text, 1, sizeof text - 1, file), strlen(expected));
    fclose(file);
    assert_string_equal(text, expected);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static mode_t mode_of(const char *path)
{
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    return found.st_mode & 0777;
}

static struct output *open_and_write(const char *path, const char *text)
{
    struct failure why = {""};
    struct output *output = output_open(path, &why);
    assert_string_equal(why.message, "");
    assert_non_null(output);
    fputs(text, output_stream(output));
    return output;
}

static void commit(struct output *output)
{
    struct failure why = {""};
    assert_true(output_commit(output, &why));
    assert_string_equal(why.message, "");
}

static void a_new_file_appears_when_it_is_whole(void **state)
{
    (void)state;
    mode_t mask = umask(027);
    struct output *output = open_and_write("new.csv", "text");
    assert_int_equal(access("new.csv", F_OK), -1);
    assert_non_null(strstr(output_temporary_path(output), ".new.csv."));
    assert_int_equal(access(output_temporary_path(output), F_OK), 0);
    commit(output);
    umask(mask);
    expect_content("new.csv", "text");
    assert_int_equal(mode_of("new.csv"), 0640);
    assert_int_equal(count_files(), 1);
}

static void an_old_file_stays_until_then_and_keeps_its_mode(void **state)
{
    (void)state;
    write_file("old.csv", "old");
    chmod("old.csv", 0604);
    struct output *output = open_and_write("old.csv", "new");
    expect_content("old.csv", "old");
    commit(output);
    expect_content("old.csv", "new");
    assert_int_equal(mode_of("old.csv"), 0604);
    assert_int_equal(count_files(), 1);
}

static void abandoned_output_leaves_the_old_file(void **state)
{
    (void)state;
    write_file("old.csv", "old");
    output_abandon(open_and_write("old.csv", "new"));
    expect_content("old.csv", "old");
    output_abandon(open_and_write("other.csv", "new"));
    assert_int_equal(count_files(), 1);
}

static void links_are_followed(void **state)
{
    (void)state;
    write_file("real", "old");
    assert_int_equal(symlink("real", "middle"), 0);
    assert_int_equal(symlink("./middle", "link"), 0);
    commit(open_and_write("link", "new"));
    expect_content("real", "new");
    struct stat found;
    lstat("link", &found);
    assert_true(S_ISLNK(found.st_mode));

    assert_int_equal(symlink("not-yet", "dangling"), 0);
    commit(open_and_write("dangling", "made"));
    expect_content("not-yet", "made");

    char path[64];
    assert_non_null(getcwd(path, sizeof path - 10));
    strcat(path, "/real");
    assert_int_equal(symlink(path, "absolute"), 0);
    commit(open_and_write("absolute", "absolutely"));
    expect_content("real", "absolutely");
}

static void endless_links_are_refused(void **state)
{
    (void)state;
    struct failure why = {""};
    assert_int_equal(symlink("b", "a"), 0);
    assert_int_equal(symlink("a", "b"), 0);
    assert_null(output_open("a", &why));
    assert_string_equal(why.message, "cannot follow the link 'a': Too many levels of symbolic links");
}

static void what_cannot_be_written_is_told(void **state)
{
    (void)state;
    struct failure why = {""};
    assert_null(output_open("no/such/file", &why));
    assert_string_equal(why.message, "cannot create 'no/such/file': No such file or directory");
    assert_null(output_open(".", &why));
    assert_string_equal(why.message, "cannot write '.': Is a directory");
    write_file("plain", "");
    assert_null(output_open("plain/file", &why));
    assert_string_equal(why.message, "cannot write 'plain/file': Not a directory");
}

/* In a process that is not root, whom nothing protects from. */
static void a_write_protected_file_stays(void **state)
{
    (void)state;
    write_file("mine", "old");
    assert_int_equal(chmod("mine", 0444) | chmod(".", 0777), 0);
    pid_t child = fork();
    if (child == 0) {
        struct failure why = {""};
        bool changed = geteuid() == 0 && setuid(65534) != 0;
        bool refused = !output_open("mine", &why) && strcmp(why.message, "cannot write 'mine': Permission denied") == 0;
        _exit(changed || !refused);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    expect_content("mine", "old");
}

static void a_full_device_is_told(void **state)
{
    (void)state;
    if (access("/dev/full", W_OK) != 0)
        skip();
    struct failure why = {""};
    struct output *output = open_and_write("/dev/full", "text");
    assert_false(output_commit(output, &why));
    assert_string_equal(why.message, "cannot write '/dev/full': No space left on device");
    assert_int_equal(access("/dev/full", F_OK), 0);
}

static void a_pipe_is_written_directly(void **state)
{
    (void)state;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    int reader = open("pipe", O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    commit(open_and_write("pipe", "through"));
    char text[16] = "";
    assert_int_equal(read(reader, text, sizeof text - 1), 7);
    assert_string_equal(text, "through");
    close(reader);
}

/* For formats that need a path: what they wrote there comes through, and nothing stays behind. */
static void a_pipe_gets_what_a_path_was_given(void **state)
{
    (void)state;
    struct failure why = {""};
    assert_int_equal(mkfifo("pipe", 0600), 0);
    int reader = open("pipe", O_RDONLY | O_NONBLOCK);
    struct output *output = output_open("pipe", &why);
    assert_non_null(output);
    char path[256];
    assert_non_null(output_temporary_path(output));
    snprintf(path, sizeof path, "%s", output_temporary_path(output));
    assert_string_equal(output_temporary_path(output), path);
    write_file(path, "spooled");
    commit(output);
    char text[16] = "";
    assert_int_equal(read(reader, text, sizeof text - 1), 7);
    assert_string_equal(text, "spooled");
    assert_int_equal(access(path, F_OK), -1);
    close(reader);
}

static void without_a_temporary_directory_there_is_no_path(void **state)
{
    (void)state;
    struct failure why = {""};
    assert_int_equal(setenv("TMPDIR", "/no/such/directory", 1), 0);
    struct output *output = output_open("/dev/null", &why);
    assert_non_null(output);
    assert_null(output_temporary_path(output));
    output_abandon(output);
    assert_int_equal(unsetenv("TMPDIR"), 0);
}

static void a_long_name_is_no_obstacle(void **state)
{
    (void)state;
    char name[256];
    memset(name, 'n', 255);
    name[255] = '\0';
    commit(open_and_write(name, "text"));
    expect_content(name, "text");
}

static void two_at_once_do_not_meet(void **state)
{
    (void)state;
    struct output *first = open_and_write("same", "first"), *second = open_and_write("same", "second");
    commit(second);
    expect_content("same", "second");
    commit(first);
    expect_content("same", "first");
    assert_int_equal(count_files(), 1);
}

#define IN_A_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, enter_directory, leave_directory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_DIRECTORY(a_new_file_appears_when_it_is_whole),
        IN_A_DIRECTORY(an_old_file_stays_until_then_and_keeps_its_mode),
        IN_A_DIRECTORY(abandoned_output_leaves_the_old_file),
        IN_A_DIRECTORY(links_are_followed),
        IN_A_DIRECTORY(endless_links_are_refused),
        IN_A_DIRECTORY(what_cannot_be_written_is_told),
        IN_A_DIRECTORY(a_write_protected_file_stays),
        IN_A_DIRECTORY(a_full_device_is_told),
        IN_A_DIRECTORY(a_pipe_is_written_directly),
        IN_A_DIRECTORY(a_pipe_gets_what_a_path_was_given),
        IN_A_DIRECTORY(without_a_temporary_directory_there_is_no_path),
        IN_A_DIRECTORY(a_long_name_is_no_obstacle),
        IN_A_DIRECTORY(two_at_once_do_not_meet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
