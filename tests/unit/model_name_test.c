/* Canonical names and what they tell, by names as Ollama's library, Hugging Face and people write them. */
#include "model_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void canonical_names(void **state)
{
    (void)state;
    static const char *const examples[][2] = {
        {"llama3.2", "llama3.2"},
        {"llama3.2:latest", "llama3.2"},
        {"LLaMA3.2:3B", "llama3.2:3b"},
        {"  qwen2.5:7b\r\n", "qwen2.5:7b"},
        {"library/gemma2:2b", "gemma2:2b"},
        {"registry.ollama.ai/library/gemma2:2b", "gemma2:2b"},
        {"https://registry.ollama.ai/library/gemma2:LATEST", "gemma2"},
        {"registry.ollama.ai/someone/tiny:1b", "someone/tiny:1b"},
        {"someone/Tiny:Q4_K_M", "someone/tiny:q4_k_m"},
        {"hf.co/Org/Some-Model-GGUF:Q4_K_M", "hf.co/Org/Some-Model-GGUF:Q4_K_M"},
        {"localhost:5000/Org/Model", "localhost:5000/Org/Model"},
        {"a\x1b[1mb", "a[1mb"},
        {":latest", ":latest"},
        {"", ""},
        {" \t\n", ""},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        char name[MODEL_NAME_SIZE];
        model_name_canonical(span_of(examples[i][0]), name);
        assert_string_equal(name, examples[i][1]);
    }
}

static void names_that_are_too_long_end_in_a_whole_character(void **state)
{
    (void)state;
    char text[3 * MODEL_NAME_SIZE] = "x", name[MODEL_NAME_SIZE];
    for (size_t i = 1; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa9", 3);
    model_name_canonical(span_of(text), name);
    assert_int_equal(strlen(name), MODEL_NAME_SIZE - 1);
    model_name_canonical(span_of(text + 1), name);
    assert_int_equal(strlen(name), MODEL_NAME_SIZE - 2);
}

struct example {
    const char *name, *family, *size, *active_size, *variant, *quantization;
    bool is_cloud;
};

static void what_names_tell(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"sha256-4f3e2d1c0b9a", "", "", "", "", "", false},
        {"llama3.2:3b", "llama3.2", "3b", "", "", "", false},
        {"llama3.2", "llama3.2", "", "", "", "", false},
        {"qwen2.5-coder:7b", "qwen2.5-coder", "7b", "", "", "", false},
        {"llama3.1:8b-instruct-q4_K_M", "llama3.1", "8b", "", "instruct", "Q4_K_M", false},
        {"llama3.1:8b-instruct-fp16", "llama3.1", "8b", "", "instruct", "FP16", false},
        {"mixtral:8x7b", "mixtral", "8x7b", "", "", "", false},
        {"qwen3:30b-a3b", "qwen3", "30b", "a3b", "", "", false},
        {"gemma3:12b-it-qat", "gemma3", "12b", "", "it-qat", "", false},
        {"gemma3n:e4b", "gemma3n", "e4b", "", "", "", false},
        {"phi3:mini", "phi3", "mini", "", "", "", false},
        {"gpt-oss:120b-cloud", "gpt-oss", "120b", "", "", "", true},
        {"smollm2:135m", "smollm2", "135m", "", "", "", false},
        {"someone/tiny:1.1b-q8_0", "tiny", "1.1b", "", "", "Q8_0", false},
        {"hf.co/Org/Llama-3.2-1B-Instruct-GGUF:IQ4_XS", "Llama-3.2", "1B", "", "Instruct", "IQ4_XS", false},
        {"mistral-small:24b", "mistral-small", "24b", "", "", "", false},
        {"mxbai-embed-large:335m", "mxbai-embed-large", "335m", "", "", "", false},
        {"hf.co/Org/Mistral-Small-24B-Instruct-GGUF:Q8_0", "Mistral", "24B", "", "Small-Instruct", "Q8_0", false},
        {"hf.co/Org/Phi-3-mini-4k-instruct-gguf", "Phi-3", "mini", "", "4k-instruct", "", false},
        {"tiny-thing:7b", "tiny-thing", "7b", "", "", "", false},
        {"", "", "", "", "", "", false},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        const struct example *e = &examples[i];
        struct model_traits traits;
        model_name_traits(e->name, &traits);
        if (strcmp(traits.family, e->family) || strcmp(traits.size, e->size) ||
            strcmp(traits.active_size, e->active_size) || strcmp(traits.variant, e->variant) ||
            strcmp(traits.quantization, e->quantization) || traits.is_cloud != e->is_cloud)
            fail_msg("%s is of family '%s', size '%s', active '%s', variant '%s', quantization '%s'%s", e->name,
                     traits.family, traits.size, traits.active_size, traits.variant, traits.quantization,
                     traits.is_cloud ? ", cloud" : "");
    }
}

static void words_that_do_not_fit_are_left_out(void **state)
{
    (void)state;
    char name[400];
    struct model_traits traits;
    memset(name, 'n', sizeof name);
    memcpy(name, "tiny-", 5);
    memcpy(name + sizeof name - 4, ":7b", 4);
    model_name_traits(name, &traits);
    assert_string_equal(traits.family, "tiny");
    assert_string_equal(traits.size, "7b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical_names),
        cmocka_unit_test(names_that_are_too_long_end_in_a_whole_character),
        cmocka_unit_test(what_names_tell),
        cmocka_unit_test(words_that_do_not_fit_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
