/* The rules of import/json.h: where measurements stand in a value, and what around them names model and question. */
#include "ingest_fixture.h"

#define FIGURES "\"done\":true,\"eval_count\":3,\"eval_duration\":5"

static void check_models(const char *text, size_t count, const char *const *models)
{
    struct collected *all = collect_text(text);
    if (all->request_count != count)
        fail_msg("'%s' has %zu requests", text, all->request_count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(all->models[i], models[i]) != 0)
            fail_msg("'%s': request %zu is of '%s', not of '%s'", text, i, all->models[i], models[i]);
    free(all);
}

static void objects_are_met_in_order(void **state)
{
    (void)state;
    check_models("{\"a\":[{\"model\":\"1\"," FIGURES "},{\"x\":{\"model\":\"2\"," FIGURES
                 "}}],\"b\":{\"model\":\"3\"," FIGURES "}}",
                 3, (const char *const[]){"1", "2", "3"});
}

static void what_is_claimed_is_not_looked_into(void **state)
{
    (void)state;
    check_models("{\"model\":\"outer\"," FIGURES ",\"inner\":{\"model\":\"inner\"," FIGURES "}}", 1,
                 (const char *const[]){"outer"});
}

static void the_model_of_the_nearest_object_around(void **state)
{
    (void)state;
    check_models("{\"model\":\"far\",\"runs\":[{\"model_name\":\"near\",\"raw\":{" FIGURES "}},{\"raw\":{" FIGURES
                 "}}]}",
                 2, (const char *const[]){"near", "far"});
    check_models("{\"runs\":[{" FIGURES "}],\"model\":\"behind\"}", 1, (const char *const[]){"behind"});
    check_models("{\"phi3:mini\":[{" FIGURES "}],\"not a model\":{" FIGURES "}}", 2,
                 (const char *const[]){"phi3:mini", ""});
}

static void the_question_beside_the_answer(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"prompt\":\"Why so?\",\"raw\":{" FIGURES "}}",
        "{\"question\":\"Why so?\",\"raw\":{" FIGURES "}}",
        "{\"request\":{\"prompt\":\"Why so?\"},\"response\":{" FIGURES "}}",
        "{\"body\":{\"messages\":[{\"role\":\"user\",\"content\":\"Why so?\"}]},\"raw\":{" FIGURES "}}",
        "{\"prompt\":\"Why so?\"," FIGURES "}",
    };
    int64_t hash = 0;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct collected *all = collect_text(texts[i]);
        assert_int_equal(all->request_count, 1);
        assert_int_equal(all->requests[0].prompt.bytes, 7);
        assert_int_equal(all->requests[0].prompt.words, 2);
        assert_true(all->requests[0].prompt_hash.known);
        if (i > 0)
            assert_true(all->requests[0].prompt_hash.value == hash);
        hash = all->requests[0].prompt_hash.value;
        free(all);
    }
}

/* Objects are read before the one around them is complete, where that is too large to keep: what stands before them
 * in it still names their model. */
static void a_wrapper_that_is_too_large_to_keep(void **state)
{
    (void)state;
    enum { RUNS = 30000 };
    struct buffer text = {0};
    buffer_add(&text, SPAN("{\"model\":\"m\",\"prompt\":\"Why so?\",\n\"runs\":["));
    for (int i = 0; i < RUNS; i++)
        buffer_print(&text, "%s\n{\"note\":\"%0100d\"," FIGURES "}", i ? "," : "", i);
    buffer_add(&text, SPAN("]}\n"));
    struct collected *all = collect(buffer_span(&text));
    assert_int_equal(all->request_count, RUNS);
    assert_int_equal(all->problem_count, 0);
    for (int i = 0; i < KEPT; i++) {
        assert_string_equal(all->models[i], "m");
        assert_int_equal(all->requests[i].line, i + 3);
        assert_int_equal(all->requests[i].prompt.bytes, 7);
    }
    free(all);
    buffer_release(&text);
}

/* Looking through all members, and measuring the question, anew for each took a minute. */
static void many_answers_in_one_object_with_a_long_question(void **state)
{
    (void)state;
    enum { RUNS = 20000 };
    struct buffer text = {0};
    buffer_add(&text, SPAN("{\"prompt\":\""));
    for (int i = 0; i < 300000; i++)
        buffer_add(&text, SPAN("w "));
    buffer_add_byte(&text, '"');
    for (int i = 0; i < RUNS; i++)
        buffer_print(&text, ",\"r%d\":{" FIGURES "}", i);
    buffer_add(&text, SPAN(",\"model\":\"m\"}"));
    struct collected *all = collect(buffer_span(&text));
    assert_int_equal(all->request_count, RUNS);
    assert_string_equal(all->models[KEPT - 1], "m");
    assert_int_equal(all->requests[KEPT - 1].prompt.words, 300000);
    free(all);
    buffer_release(&text);
}

static void strings_are_texts_of_their_own(void **state)
{
    (void)state;
    check_models("{\"stderr\":\"eval count:           3 token(s)\\neval duration:        5s\\neval rate:            "
                 "0.60 tokens/s\\n\"}",
                 1, (const char *const[]){""});
    check_models("{\"content\":\"eval count:           3 token(s)\\neval duration:        5s\\neval rate:            "
                 "0.60 tokens/s\\n\"}",
                 0, NULL);
}

static void the_missing_half_of_a_damaged_object(void **state)
{
    (void)state;
    struct collected *all =
        collect_text("{\"model\":\"m\",\"response\":\"ok\",\"done\":true,\"eval_count\":3,\"context\":[1,2,...");
    assert_int_equal(all->request_count, 1);
    assert_known(all->requests[0].eval_count, 3);
    assert_true(all->requests[0].flags & FLAG_RECOVERED);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_met_in_order),
        cmocka_unit_test(what_is_claimed_is_not_looked_into),
        cmocka_unit_test(the_model_of_the_nearest_object_around),
        cmocka_unit_test(the_question_beside_the_answer),
        cmocka_unit_test(a_wrapper_that_is_too_large_to_keep),
        cmocka_unit_test(many_answers_in_one_object_with_a_long_question),
        cmocka_unit_test(strings_are_texts_of_their_own),
        cmocka_unit_test(the_missing_half_of_a_damaged_object),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
