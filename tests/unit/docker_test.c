/* Logs of Docker's containers as json-file keeps them: pieces of long lines become lines again. */
#include "ingest_fixture.h"

enum { PIECE = 16384 };

#define HEAD "{\\\"model\\\":\\\"m\\\",\\\"created_at\\\":\\\"2026-05-04T10:00:00Z\\\",\\\"response\\\":\\\""
#define TAIL "\\\",\\\"done\\\":true,\\\"eval_count\\\":7,\\\"eval_duration\\\":9000}"

/* A log's line around a text that is escaped already. */
static void add_line(struct buffer *text, const char *stream, const char *before, size_t filler, const char *after)
{
    buffer_print(text, "{\"log\":\"%s", before);
    for (size_t i = 0; i < filler; i++)
        buffer_add_byte(text, 'x');
    buffer_print(text, "%s\",\"stream\":\"%s\",\"time\":\"2026-05-04T10:00:00Z\"}\n", after, stream);
}

static struct collected *read_all(struct buffer *text)
{
    buffer_add_byte(text, '\0');
    struct collected *all = collect_text(text->ptr);
    buffer_release(text);
    return all;
}

static void pieces_are_put_together(void **state)
{
    (void)state;
    struct buffer text = {0};
    add_line(&text, "stdout", HEAD, PIECE, "");
    add_line(&text, "stderr", HEAD "a", 0, TAIL "\\n");
    add_line(&text, "stdout", "", PIECE, "");
    add_line(&text, "stdout", "", 3, TAIL "\\n");
    add_line(&text, "stdout", HEAD "b", 0, TAIL "\\n");
    struct collected *all = read_all(&text);
    assert_int_equal(all->problem_count, 0);
    assert_int_equal(all->request_count, 3);
    assert_int_equal(all->requests[0].line, 2);
    assert_int_equal(all->requests[1].line, 1);
    assert_int_equal(all->requests[1].response.bytes, 2 * PIECE + 3);
    assert_int_equal(all->requests[2].line, 5);
    free(all);
}

static void a_short_line_without_end_is_no_piece(void **state)
{
    (void)state;
    struct buffer text = {0};
    add_line(&text, "stdout", HEAD "a", 0, TAIL);
    add_line(&text, "stdout", HEAD "b", 0, TAIL);
    struct collected *all = read_all(&text);
    assert_int_equal(all->problem_count, 0);
    assert_int_equal(all->request_count, 2);
    free(all);
}

static void what_has_no_end_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    struct buffer text = {0};
    add_line(&text, "stderr", HEAD, PIECE, TAIL);
    struct collected *all = read_all(&text);
    assert_int_equal(all->request_count, 1);
    assert_int_equal(all->requests[0].response.bytes, PIECE);
    free(all);
}

static void a_line_of_many_pieces_is_a_problem(void **state)
{
    (void)state;
    struct buffer text = {0};
    for (size_t i = 0; i < 4 * 1024 * 1024 / PIECE + 1; i++)
        add_line(&text, "stdout", "", PIECE, "");
    add_line(&text, "stdout", "", 0, "x\\n");
    add_line(&text, "stdout", HEAD "b", 0, TAIL "\\n");
    struct collected *all = read_all(&text);
    assert_int_equal(all->problem_count, 1);
    assert_int_equal(all->problem_lines[0], 1);
    assert_int_equal(all->request_count, 1);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_put_together),
        cmocka_unit_test(a_short_line_without_end_is_no_piece),
        cmocka_unit_test(what_has_no_end_is_read_as_far_as_it_goes),
        cmocka_unit_test(a_line_of_many_pieces_is_a_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
