# Prints finished answers of Ollama as JSON lines, the same ones for the same N: work for the engines.
# usage: awk -v n=100000 -f requests.awk
#
#  1. Eight models of three families, two of them asked the same prompts; lengths, times and loads scatter widely.
#  2. Among them: cold starts, answers cut by length, cached prompts, figures left out, parts that exceed the whole.
function next_number(limit) { # a linear congruential generator that doubles hold exactly
    state = (state * 16807) % 2147483647
    return state % limit
}
function clock(s,    days) { # seconds of 2026, January to December of 28 days
    days = int(s / 86400)
    return sprintf("2026-%02d-%02dT%02d:%02d:%02d", int(days / 28) % 12 + 1, days % 28 + 1, int(s / 3600) % 24, \
        int(s / 60) % 60, s % 60)
}
BEGIN {
    state = 20260821
    while (length(text) < 20000)
        text = text "words of any length, as an answer has them; "
    models = split("llama3.2:1b llama3.2:3b llama3.1:8b qwen2.5:7b qwen2.5:14b-instruct-q8_0 gemma2:2b gemma2:9b llama2:7b", \
        model, " ")
    for (i = 0; i < n; i++) {
        m = next_number(models) + 1
        asked = next_number(40)
        prompt_count = 20 + asked * asked * 3 + m % 3
        eval_count = 1 + next_number(30) * next_number(30)
        prompt_ns = prompt_count * (400000 + next_number(90000) * m) + next_number(1000)
        eval_ns = eval_count * (9000000 + next_number(6000000) * m) + next_number(1000)
        load_ns = next_number(50) ? 20000000 + next_number(40000000) : 900000000 + next_number(2000000000)
        total_ns = load_ns + prompt_ns + eval_ns + next_number(9000000)
        if (!next_number(500))
            total_ns = eval_ns
        at += next_number(7)
        printf "{\"model\":\"%s\",\"created_at\":\"%s.%09dZ\",\"response\":\"%s\",\"done\":true,\"done_reason\":\"%s\"", \
            model[m], clock(at), next_number(1000000000), substr(text, 1, 3 * eval_count), next_number(9) ? "stop" : "length"
        if (next_number(20))
            printf ",\"prompt\":\"%d %s\"", asked, substr(text, 1, 4 * (prompt_count - m % 3))
        printf ",\"total_duration\":%d,\"load_duration\":%d", total_ns, load_ns
        if (next_number(30))
            printf ",\"prompt_eval_count\":%d", prompt_count
        if (!next_number(15))
            printf ",\"prompt_eval_cached_count\":%d", next_number(2) * (prompt_count - 5)
        printf ",\"prompt_eval_duration\":%d,\"eval_count\":%d,\"eval_duration\":%d}\n", prompt_ns, eval_count, eval_ns
    }
}
