/* Logs of Kubernetes' containers: pieces become lines again, each in its own stream. */
#include "ingest_fixture.h"

#include "../../src/import/cri.h"
#include "../../src/import/pieced_line.h"

#define AT  "2026-08-21T18:48:22.123456789Z "
#define GIN "[GIN] 2026/08/21 - 18:48:22 | 200 | 2.4s | 127.0.0.1 | POST     \"/api/chat\""
#define ANSWER                                                                                                         \
    "\"created_at\":\"2026-05-04T10:00:00Z\",\"response\":\"Hi\",\"done\":true,\"eval_count\":7,\"eval_duration\":"    \
    "9000}"

static void pieces_are_put_together(void **state)
{
    (void)state;
    struct collected *all = collect_text(AT "stdout F plain\n" AT "stdout P [GIN] 2026/08/21 - 18:4\n" AT
                                            "stdout P 8:22 | 200 | 2.4s | 127.0.0.1 | POST  \n" AT
                                            "stdout F    \"/api/chat\"\n" AT "stdout F " GIN "\n");
    assert_int_equal(all->access_count, 2);
    assert_int_equal(all->accesses[0].line, 2);
    assert_int_equal(all->accesses[1].line, 5);
    assert_int_equal(all->problem_count, 0);
    free(all);
}

static void each_stream_has_its_own(void **state)
{
    (void)state;
    struct collected *all =
        collect_text(AT "stderr P {\"model\":\"m\",\n" AT "stdout F " GIN "\n" AT "stdout P [GIN] \n" AT
                        "stderr F " ANSWER "\n" AT "stdout F 2026/08/21 - 18:48:23 | 404 | 1ms | ::1 | "
                        "GET \"/x\"\n");
    assert_int_equal(all->access_count, 2);
    assert_known(all->accesses[1].status, 404);
    assert_int_equal(all->request_count, 1);
    assert_int_equal(all->requests[0].line, 1);
    assert_known(all->requests[0].eval_count, 7);
    assert_int_equal(all->problem_count, 0);
    free(all);
}

static void whole_lines_hold_json_as_ever(void **state)
{
    (void)state;
    struct collected *all = collect_text(AT "stdout F {\"model\":\"m\"," ANSWER "\n");
    assert_int_equal(all->request_count, 1);
    free(all);
}

static void a_line_without_end_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    struct collected *all = collect_text(AT "stdout P " GIN "\n");
    assert_int_equal(all->access_count, 1);
    free(all);
}

static void other_lines_are_none(void **state)
{
    (void)state;
    static const char *const lines[] = {"2026-08-21T18:48:22Z stdout X P", "2026-08-21T18:48:22Z stdin P x",
                                        "2026-08-21 stdout P x", "stdout P x", "2026-08-21T18:48:22Z stdout Px"};
    for (size_t i = 0; i < COUNT(lines); i++) {
        char text[200];
        snprintf(text, sizeof text, "%s\n" AT "stdout F " GIN "\n", lines[i]);
        struct collected *all = collect_text(text);
        assert_int_equal(all->access_count, 1);
        assert_int_equal(all->accesses[0].line, 2);
        free(all);
    }
}

static void a_line_too_long_is_a_problem(void **state)
{
    (void)state;
    enum { PIECE = 16384, PIECES = PIECED_LINE_MOST / PIECE + 1, LINE = sizeof AT "stdout P " + PIECE };
    char *text = malloc((size_t)LINE * PIECES + 200), *end = text;
    assert_non_null(text);
    for (int i = 0; i < PIECES; i++) {
        end += sprintf(end, "%s", AT "stdout P ");
        memset(end, 'x', PIECE);
        end += PIECE;
        *end++ = '\n';
    }
    end += sprintf(end, "%s", AT "stdout F y\n" AT "stdout F " GIN "\n");
    struct collected *all = collect((struct span){text, (size_t)(end - text)});
    assert_int_equal(all->problem_count, 1);
    assert_string_equal(all->codes[0], "line-too-long");
    assert_int_equal(all->problem_lines[0], 1);
    assert_int_equal(all->access_count, 1);
    assert_int_equal(all->accesses[0].line, PIECES + 2);
    free(all);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_put_together),       cmocka_unit_test(each_stream_has_its_own),
        cmocka_unit_test(whole_lines_hold_json_as_ever), cmocka_unit_test(a_line_without_end_is_read_as_far_as_it_goes),
        cmocka_unit_test(other_lines_are_none),          cmocka_unit_test(a_line_too_long_is_a_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
