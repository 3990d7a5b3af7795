"""What other servers, clients and benchmark tools save. A file of one tool must never yield records of another: what each
file holds, by tool, is a row of TOOLS.tsv.

The figures are made up, but hang together as those of the tool do; units are the tool's own.
"""

import base64
import json

from bench import rates
from expect import Record, Sample, found
from ollama import MS, S, block, go_duration, timestamp
from text_shapes import figures as figures_of

US = 1_000


def sample(name, text, records, tools, **more):
    """`tools`: what the file holds: {"llama.cpp request": 2, "access": 4}."""
    return Sample("shapes/" + name, text.encode(), records, tools=tools, **more)


def pretty(value):
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def lines(values):
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def request(model, model_from="json", status="partial", **figures):
    """What a request of these figures leaves; durations in nanoseconds."""
    columns = {name + ("_ns" if name.endswith("duration") else "_tok_s" if name.endswith("rate") else ""): value
               for name, value in figures.items() if value is not None}
    return Record(status, model, model_from, columns)


# --- llama.cpp --------------------------------------------------------------------------------------------------------


def timings(cached, processed, prompt_us, generated, eval_us):
    return {"cache_n": cached, "prompt_n": processed, "prompt_ms": prompt_us / 1e3,
            "prompt_per_token_ms": prompt_us / 1e3 / processed, "prompt_per_second": processed / (prompt_us / 1e6),
            "predicted_n": generated, "predicted_ms": eval_us / 1e3,
            "predicted_per_token_ms": eval_us / 1e3 / generated, "predicted_per_second": generated / (eval_us / 1e6)}


def of_timings(model, cached, processed, prompt_us, generated, eval_us):
    t = timings(cached, processed, prompt_us, generated, eval_us)
    return request(model, prompt_eval_count=cached + processed, prompt_eval_cached_count=cached,
                   prompt_eval_duration=prompt_us * US, eval_count=generated, eval_duration=eval_us * US,
                   reported_prompt_eval_rate=t["prompt_per_second"], reported_eval_rate=t["predicted_per_second"])


def llama_server():
    """/completion and /v1/chat/completions of llama-server, the second with most of its prompt in the cache."""
    model, first, second = "gemma-3-4b-it-q4_0", (0, 41, 96_310, 128, 2_113_508), (32, 19, 44_871, 57, 930_446)
    one = {"index": 0, "content": "Wax melts, paper drinks.", "id_slot": 0, "stop": True, "model": model, "tokens_predicted": 128,
           "tokens_evaluated": 41, "prompt": "How do I get wax out of cloth?", "stop_type": "limit", "timings": timings(*first)}
    two = {"choices": [{"finish_reason": "stop", "index": 0, "message": {"role": "assistant", "content": "Warm it."}}],
           "created": 1777809600, "model": model, "object": "chat.completion",
           "usage": {"completion_tokens": 57, "prompt_tokens": 51, "total_tokens": 108}, "timings": timings(*second)}
    return sample("llama-server.jsonl", lines([one, two]), [of_timings(model, *first), of_timings(model, *second)],
                  {"llama.cpp request": 2}, notes="milliseconds; the cached tokens stand beside the processed ones")


def timing_line(label, us, count, unit):
    return (f"{label} = {us / 1e3:10.2f} ms / {count:5d} {unit} ({us / 1e3 / count:8.2f} ms per token, "
            f"{count / (us / 1e6):8.2f} tokens per second)")


def timed(model, model_from, processed, prompt_us, generated, eval_us):
    """As the lines have it: in steps of 10 µs."""
    step = 10 * US
    return request(model, model_from, prompt_eval_count=processed, prompt_eval_duration=prompt_us // 10 * step,
                   eval_count=generated, eval_duration=eval_us // 10 * step,
                   reported_prompt_eval_rate=f"{processed / (prompt_us / 1e6):.2f}",
                   reported_eval_rate=f"{generated / (eval_us / 1e6):.2f}")


def llama_cli():
    """The end of `llama-cli`, then the same of the library's next age."""
    a, b = (38, 402_110, 199, 8_733_450), (38, 399_870, 199, 8_701_220)
    path = "models/phi-3-mini-4k-instruct-q4.gguf"
    text = (f"llama_model_loader: loaded meta data with 24 key-value pairs and 195 tensors from {path} (version GGUF V3 (latest))\n"
            f"llama_print_timings:        load time = {1203.55:10.2f} ms\n"
            f"llama_print_timings:      sample time = {41.02:10.2f} ms / {200:5d} runs   (    0.21 ms per token,  4875.67 tokens per second)\n"
            f"{timing_line('llama_print_timings: prompt eval time', a[1], a[0], 'tokens')}\n"
            f"{timing_line('llama_print_timings:        eval time', a[3], a[2], 'runs  ')}\n"
            f"llama_print_timings:       total time = {9241.87:10.2f} ms /   237 tokens\n\n"
            f"llama_perf_context_print:        load time = {1188.20:10.2f} ms\n"
            f"{timing_line('llama_perf_context_print: prompt eval time', b[1], b[0], 'tokens')}\n"
            f"{timing_line('llama_perf_context_print:        eval time', b[3], b[2], 'runs  ')}\n"
            f"llama_perf_context_print:       total time = {9200.01:10.2f} ms /   237 tokens\n")
    model = "phi-3-mini-4k-instruct-q4"
    return sample("llama-cli.txt", text, [timed(model, "log", *a), timed(model, "log", *b)], {"llama.cpp request": 2})


# --- Ollama's server --------------------------------------------------------------------------------------------------


def gin(clock, status, ns, method, path, client="127.0.0.1"):
    return f"[GIN] 2026/05/04 - {clock} | {status} | {go_duration(ns):>13} | {client:>15} | {method:<7}  \"{path}\""


def slog(clock, message, more=""):
    return f'time=2026-05-04T{clock}.120+02:00 level=INFO source=server.go:101 msg="{message}"{more}'


BLOB = "/usr/share/ollama/.ollama/models/blobs/sha256-" + "4f3e2d1c0b9a8877" * 4


def slots(task, processed, prompt_us, generated, eval_us):
    head = f"slot print_timing: id  0 | task {task} | "
    return [f"{head}n_decoded = {generated // 2:6d}, tg =  41.90 t/s",
            head + timing_line("prompt eval time", prompt_us, processed, "tokens"),
            head + timing_line("       eval time", eval_us, generated, "tokens"),
            f"{head}      total time = {(prompt_us + eval_us) / 1e3:10.2f} ms / {processed + generated:5d} tokens",
            f"{head}   graphs reused = {generated - 2:10d}",
            f"slot      release: id  0 | task {task} | stop processing: n_tokens = {processed + generated}, truncated = 0"]


def server_journal():
    """A journal of a server of today: a load, two answers with their timings, a question about a model that is not there."""
    a, b = (52, 201_340, 310, 7_401_990), (17, 66_120, 44, 1_050_330)
    body = [slog("09:00:01", "Listening on 127.0.0.1:11434 (version 0.30.7)"),
            gin("09:00:40", 200, 29 * US, "HEAD", "/"),
            gin("09:00:40", 200, 31_402_118, "POST", "/api/show"),
            slog("09:00:40", "starting llama-server", f' cmd="/usr/lib/ollama/llama-server --model {BLOB} --port 40111 -c 4096"'),
            "llama_model_loader: - kv   2:                               general.name str              = Mistral 7B Instruct",
            slog("09:00:44", "llama-server started in 3.71 seconds"),
            gin("09:00:44", 200, 3_801_244_907, "POST", "/api/generate"),
            slog("09:00:50", "template selection", " model=registry.ollama.ai/library/mistral:7b selected=go_template"),
            *slots(0, *a), gin("09:00:58", 200, 7_650_220_190, "POST", "/api/chat"),
            *slots(312, *b), gin("09:01:20", 200, 1_131_650_774, "POST", "/v1/chat/completions", "192.168.1.20"),
            gin("09:02:00", 404, 1_020_440, "POST", "/api/chat"),
            gin("09:40:12", 200, 131 * S, "POST", "/api/pull")]
    text = "".join(f"May 04 {9 + number // 60:02d}:00:01 workbench ollama[811]: {line}\r\n" for number, line in enumerate(body))
    return sample("server-journal.log", text, [timed("mistral:7b", "log", *a), timed("mistral:7b", "log", *b)],
                  {"llama.cpp request": 2, "access": 7, "server": 1}, notes="access lines are no requests")


def server_debug():
    """OLLAMA_DEBUG of 0.3, in a container's JSON lines and in compose's prefix."""
    a, b = (23, 51_880, 65, 812_350), (23, 1_440, 12, 143_210)

    def debug(processed, prompt_us, generated, eval_us, task):
        tail = f' | slot_id=0 task_id={task} tid="1391" timestamp=1777878000'
        return [f"DEBUG [print_timings] {timing_line('prompt eval time    ', prompt_us, processed, 'tokens')}{tail}",
                f"DEBUG [print_timings] {timing_line('generation eval time', eval_us, generated, 'runs  ')}{tail}",
                f"DEBUG [print_timings]           total time = {(prompt_us + eval_us) / 1e3:10.2f} ms{tail}"]

    start = [slog("08:59:00", "starting llama server", f' cmd="/tmp/ollama/runners/cuda/ollama_llama_server --model {BLOB} --port 4401"')]
    boxed = "".join(json.dumps({"log": line + "\n", "stream": "stderr", "time": timestamp(1777878000 * S)}) + "\n"
                    for line in start + debug(*a, 2) + [gin("09:00:01", 200, 901 * MS, "POST", "/api/generate")])
    composed = "".join(f"ollama-1  | {line}\n" for line in debug(*b, 9) + [gin("09:00:09", 200, 171 * MS, "POST", "/api/generate")])
    model = "sha256-4f3e2d1c0b9a"
    return sample("server-debug.log", boxed + composed, [timed(model, "log", *a), timed(model, "log", *b)],
                  {"llama.cpp request": 2, "access": 2})


def server_json():
    """The same of the months before, when the engine wrote each line as JSON, also without debugging."""
    a, b = (120, 310_200, 50, 1_000_000), (34, 90_100, 75, 1_503_400)

    def line(function, message, **more):
        return json.dumps({"function": function, "level": "INFO", "line": 271, "msg": message, **more, "tid": "1391", "timestamp": 1714000000},
                          separators=(",", ":"))

    def timings(processed, prompt_us, generated, eval_us, slot, task):
        place = {"slot_id": slot, "task_id": task}
        return [line("print_timings", timing_line("prompt eval time    ", prompt_us, processed, "tokens"), n_prompt_tokens_processed=processed, **place),
                line("print_timings", timing_line("generation eval time", eval_us, generated, "runs  "), n_decoded=generated, **place),
                line("print_timings", f"          total time = {(prompt_us + eval_us) / 1e3:10.2f} ms", t_total=(prompt_us + eval_us) / 1e3, **place)]

    lines = [slog("09:00:00", "starting llama server", f' cmd="/tmp/ollama/runners/cuda/ollama_llama_server --model {BLOB} --port 4401"'),
             line("launch_slot_with_data", "slot is processing task", slot_id=0, task_id=7), *timings(*a, 0, 7),
             gin("09:00:03", 200, 1_320 * MS, "POST", "/api/generate"), *timings(*b, 1, 9), gin("09:00:09", 200, 1_610 * MS, "POST", "/api/chat")]
    model = "sha256-4f3e2d1c0b9a"
    return sample("server-json.log", "".join(one + "\n" for one in lines), [timed(model, "log", *a), timed(model, "log", *b)],
                  {"llama.cpp request": 2, "access": 2})


def log_of(number_of_log, name, wrapped, notes, broken=()):
    """One answer of a server, each line of its log wrapped as a journal or container writes it; then what is broken."""
    a, minute = (44 + number_of_log, 170_230 + 1_000 * number_of_log, 120, 2_860_110), f"09:1{number_of_log}"
    lines = [slog("09:10:00", "Listening on 127.0.0.1:11434 (version 0.30.7)"),
             slog("09:10:02", "template selection", " model=registry.ollama.ai/library/phi3:mini selected=go_template"),
             *slots(7, *a), gin(f"{minute}:09", 200, 3_104_733_008, "POST", "/api/chat"), gin(f"{minute}:30", 404, 1_204_400, "POST", "/api/show")]
    text = "".join(wrapped(number, line) + "\n" for number, line in enumerate(lines)) + "".join(line + "\n" for line in broken)
    return sample(name, text, [timed("phi3:mini", "log", *a)], {"llama.cpp request": 1, "access": 2, "server": 1},
                  problems=str(len(broken)), notes=notes)


def journal_iso():
    return log_of(0, "journal-short-iso.log", lambda number, line: f"2026-05-04T09:10:{number:02d}+0200 workbench ollama[811]: {line}",
                  "journalctl -o short-iso")


def journal_unix():
    return log_of(1, "journal-short-unix.log", lambda number, line: f"{1777878600 + number}.{number:06d} workbench ollama[811]: {line}",
                  "journalctl -o short-unix")


def journal_cat():
    return log_of(2, "journal-cat.log", lambda number, line: line, "journalctl -o cat: no prefix")


def journal_bytes():
    """journalctl -o json of a coloured log: a message with escape codes is an array of its bytes. The last is cut."""
    def wrapped(number, line):
        coloured = "\x1b[36m" + line + "\x1b[0m" if number % 2 else line
        message = list(coloured.encode()) if number % 2 else line
        return json.dumps({"__REALTIME_TIMESTAMP": f"{1777878600 + number}000000", "_PID": "811", "SYSLOG_IDENTIFIER": "ollama", "MESSAGE": message},
                          ensure_ascii=False)
    return log_of(3, "journal-bytes.jsonl", wrapped, "journalctl -o json; the last message is cut",
                  ['{"__REALTIME_TIMESTAMP":"1777878700000000","_PID":"811","MESSAGE":[91,71,73,78,93,32,50,48'])


def docker_times():
    return log_of(4, "docker-t.log", lambda number, line: f"2026-05-04T07:10:{number:02d}.{number:09d}Z {line}", "docker logs -t")


def cri():
    """Kubernetes: long lines come in pieces, tagged P until the last."""
    def wrapped(number, line):
        head = f"2026-05-04T07:10:{number:02d}.{number:09d}Z {'stdout' if line.startswith('[GIN]') else 'stderr'}"
        if len(line) < 90:
            return f"{head} F {line}"
        return f"{head} P {line[:60]}\n{head} F {line[60:]}"
    return log_of(5, "cri.log", wrapped, "a container's log in Kubernetes, in pieces")


def access_only():
    """What `ollama serve` leaves without debugging: no figures of any answer."""
    text = "".join(line + "\n" for line in [
        gin("10:00:00", 200, 24_200, "HEAD", "/"), gin("10:00:31", 200, 30_115_290_001, "POST", "/api/chat"),
        gin("10:03:31", 200, 129 * S, "POST", "/api/chat"), gin("10:03:40", 499, 4_000_190_002, "POST", "/api/generate", "::1"),
        gin("10:04:00", 200, 41_903_118, "POST", "/api/embed")])
    return sample("access-only.log", text, [], {"access": 5}, problems="0", notes="five access lines, no request")


def model_facts():
    """/api/tags, /api/ps, /api/show and /api/version, saved one after the other: nothing measured, but good to know."""
    details = {"parent_model": "", "format": "gguf", "family": "llama", "families": ["llama"], "parameter_size": "7.2B",
               "quantization_level": "Q4_0"}
    entry = {"name": "mistral:7b", "model": "mistral:7b", "size": 4_109_865_159, "digest": "0d37b7a5c2e1" + "5a" * 26, "details": details}
    show = {"modelfile": "# Modelfile generated by \"ollama show\"\n# FROM phi3:mini\n\nFROM /blobs/sha256-" + "ab" * 32 + "\n",
            "details": details | {"family": "phi3", "parameter_size": "3.8B", "quantization_level": "Q4_K_M"},
            "model_info": {"general.architecture": "phi3", "general.parameter_count": 3_821_079_648, "phi3.context_length": 131_072}}
    ps = {"models": [entry | {"size": 5_500_000_000, "size_vram": 4_400_000_000, "expires_at": "2026-05-03T12:05:00Z", "context_length": 4096}]}
    return sample("model-facts.jsonl", lines([{"version": "0.30.7"}, {"models": [entry | {"modified_at": "2026-05-01T08:00:00Z"}]}, ps, show]),
                  [], {"server": 1}, problems="0", notes="facts on models, nothing measured")


def modelfile():
    """`ollama show --modelfile`: which file the weights are in, as server logs name it."""
    text = ("# Modelfile generated by \"ollama show\"\n# To build a new Modelfile based on this, replace FROM with:\n# FROM mistral:7b\n\n"
            f"FROM {BLOB}\nTEMPLATE \"\"\"[INST] {{{{ .Prompt }}}} [/INST]\"\"\"\nPARAMETER stop [INST]\n")
    return sample("modelfile.txt", text, [], {}, problems="0", notes="which model a log's digest means, nothing measured")


# --- other servers and clients ----------------------------------------------------------------------------------------


def lm_studio():
    """REST v0, REST v1 with a load, and the statistics of the SDK alone, below the name of the model."""
    old = {"id": "chatcmpl-k1", "object": "chat.completion", "created": 1777809600, "model": "granite-4-tiny",
           "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Ahoy!"}}],
           "usage": {"prompt_tokens": 22, "completion_tokens": 51, "total_tokens": 73},
           "stats": {"tokens_per_second": 50.0, "time_to_first_token": 0.125, "generation_time": 1.02, "stop_reason": "eosFound"}}
    new = {"model_instance_id": "granite-4-tiny", "output": [{"type": "message", "content": "Ahoy again!"}],
           "stats": {"input_tokens": 30, "total_output_tokens": 75, "reasoning_output_tokens": 0, "tokens_per_second": 48.25,
                     "time_to_first_token_seconds": 0.5, "model_load_time_seconds": 2.25}, "response_id": "resp_1"}
    sdk = {"stopReason": "eosFound", "tokensPerSecond": 40.0, "numGpuLayers": -1, "timeToFirstTokenSec": 0.2,
           "totalTimeSec": 2.5, "promptTokensCount": 31, "predictedTokensCount": 100, "totalTokensCount": 131}
    text = f"{pretty(old)}\n{pretty(new)}\nThe same with `granite-4-tiny:2`, from the SDK:\n\n\"stats\": {pretty(sdk)}"
    records = [request("granite-4-tiny", prompt_eval_count=22, eval_count=51, eval_duration=1_020 * MS, reported_eval_rate=50.0),
               request("granite-4-tiny", load_duration=2_250 * MS, prompt_eval_count=30, eval_count=75, reported_eval_rate=48.25),
               request("granite-4-tiny:2", "heading", prompt_eval_count=31, eval_count=100, eval_duration=2_500 * MS,
                       reported_eval_rate=40.0)]
    return sample("lm-studio.md", text, records, {"lm-studio request": 3}, notes="seconds, by three sets of names")


def hosted():
    """Groq's times in its usage, OpenRouter's record of a generation."""
    usage = {"queue_time": 0.25, "prompt_tokens": 18, "prompt_time": 0.0015, "completion_tokens": 120,
             "completion_time": 0.24, "total_tokens": 138, "total_time": 0.2415}
    groq = {"id": "chatcmpl-7", "object": "chat.completion", "created": 1777809600, "model": "llama-3.1-8b-instant",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}], "usage": usage}
    router = {"data": {"id": "gen-1", "model": "mistralai/mistral-nemo", "streamed": True, "latency": 420, "generation_time": 1730,
                       "tokens_prompt": 20, "tokens_completion": 60, "native_tokens_prompt": 19, "native_tokens_completion": 64,
                       "provider_name": "Example", "finish_reason": "stop"}}
    records = [request("llama-3.1-8b-instant", total_duration=491_500_000, prompt_eval_count=18, prompt_eval_duration=1_500_000,
                       eval_count=120, eval_duration=240 * MS),
               request("mistralai/mistral-nemo", prompt_eval_count=19, eval_count=64, eval_duration=1_730 * MS)]
    return sample("hosted.jsonl", lines([groq, router]), records, {"groq request": 1, "openrouter request": 1})


def open_webui():
    """An exported chat: 0 and "N/A" where Ollama said nothing."""
    info = {"response_token/s": 47.5, "prompt_token/s": "N/A", "total_duration": 4_400_000_000, "load_duration": 31_000_000,
            "prompt_eval_count": 0, "prompt_eval_duration": 0, "eval_count": 190, "eval_duration": 4_000_000_000,
            "approximate_total": "0h0m4s"}
    chat = [{"id": "1", "chat": {"title": "Wax", "messages": [{"role": "user", "content": "Wax?"},
             {"role": "assistant", "content": "Iron it.", "model": "mistral:7b", "info": info}]}}]
    record = request("mistral:7b", total_duration=4_400 * MS, load_duration=31 * MS, eval_count=190, eval_duration=4_000 * MS,
                     reported_eval_rate=47.5)
    return sample("open-webui.json", pretty(chat), [record], {"open-webui request": 1})


def frameworks():
    """LangChain's message and LlamaIndex' raw reply carry Ollama's own object."""
    figures = {"total_duration": 2_405_113_900, "load_duration": 95_002_113, "prompt_eval_count": 31,
               "prompt_eval_duration": 142_638_000, "eval_count": 97, "eval_duration": 2_101_845_000}
    head = {"model": "qwen3:4b", "created_at": "2026-05-03T12:00:02.31Z", "done": True, "done_reason": "stop"}
    chain = {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "AIMessage"],
             "kwargs": {"content": "Hi", "response_metadata": head | figures | {"model_name": "qwen3:4b", "model_provider": "ollama"},
                        "usage_metadata": {"input_tokens": 31, "output_tokens": 97, "total_tokens": 128}}}
    later = head | {"created_at": "2026-05-03T12:00:09.75Z"}
    index = {"text": "Hi", "raw": later | figures | {"message": {"role": "assistant", "content": "Hi"},
                                                     "usage": {"prompt_tokens": 31, "completion_tokens": 97, "total_tokens": 128}}}
    record = request("qwen3:4b", status="ok", **figures)
    return sample("frameworks.jsonl", lines([chain, index]), [record, record], {"ollama request": 2})


def openai():
    """Chat completions and the newer responses: counts of tokens, no times."""
    old = {"id": "chatcmpl-417", "object": "chat.completion", "created": 1777809600, "model": "qwen3:4b", "system_fingerprint": "fp_ollama",
           "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}],
           "usage": {"prompt_tokens": 31, "completion_tokens": 97, "total_tokens": 128, "prompt_tokens_details": {"cached_tokens": 16}}}
    new = {"id": "resp_1", "object": "response", "status": "completed", "model": "qwen3:4b",
           "output": [{"type": "message", "content": [{"type": "output_text", "text": "Hello again"}]}],
           "usage": {"input_tokens": 12, "output_tokens": 40, "total_tokens": 52}}
    records = [request("qwen3:4b", prompt_eval_count=31, prompt_eval_cached_count=16, eval_count=97),
               request("qwen3:4b", prompt_eval_count=12, eval_count=40)]
    return sample("openai.jsonl", lines([old, new]), records, {"openai request": 2})


def sse(events, names=False, done=True):
    lead = (lambda event: f"event: {event['type']}\n") if names else (lambda event: "")
    return "".join(f"{lead(event)}data: {json.dumps(event)}\n\n" for event in events) + ("data: [DONE]\n\n" if done else "")


def openai_stream():
    """With include_usage, as the command's output; a second answer breaks off."""
    def chunk(id, delta, reason=None, **more):
        return {"id": id, "object": "chat.completion.chunk", "created": 1777809600, "model": "qwen3:4b",
                "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]} | more
    one = [chunk("chatcmpl-1", {"role": "assistant", "content": piece}) for piece in ("Fog", " on", " the", " pier.")]
    one += [chunk("chatcmpl-1", {}, "stop"), chunk("chatcmpl-1", {}) | {"choices": [], "usage": {"prompt_tokens": 21, "completion_tokens": 6, "total_tokens": 27}}]
    two = [chunk("chatcmpl-2", {"content": piece}) for piece in ("Again", ", fo")]
    return sample("openai-stream.txt", sse(one) + sse(two, done=False),
                  [request("qwen3:4b", prompt_eval_count=21, eval_count=6), Record("incomplete", "qwen3:4b", "json", {})], {"openai request": 2})


def llama_server_stream():
    """llama-server's: its times come with the last event."""
    figures = (0, 33, 81_204, 3, 49_900)
    def chunk(delta, reason=None, **more):
        return {"choices": [{"finish_reason": reason, "index": 0, "delta": delta}], "created": 1777809600, "id": "chatcmpl-9", "model": "gemma-3",
                "object": "chat.completion.chunk"} | more
    events = [chunk({"content": "A"}), chunk({"content": "hoy!"}), chunk({}, "stop", timings=timings(*figures))]
    return sample("llama-server-stream.txt", sse(events), [of_timings("gemma-3", *figures)], {"llama.cpp request": 1})


def anthropic():
    """A message, and a stream of one whose first count of the prompt is an estimate."""
    whole = {"id": "msg_1", "type": "message", "role": "assistant", "model": "qwen3:4b", "content": [{"type": "text", "text": "Ahoy."}],
             "stop_reason": "end_turn", "usage": {"input_tokens": 9, "cache_read_input_tokens": 20, "output_tokens": 4}}
    events = [{"type": "message_start", "message": {"id": "msg_2", "type": "message", "role": "assistant", "model": "qwen3:4b", "content": [],
                                                    "usage": {"input_tokens": 40, "output_tokens": 0}}},
              {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Ahoy again."}},
              {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"input_tokens": 35, "output_tokens": 5}},
              {"type": "message_stop"}]
    return sample("anthropic.txt", lines([whole]) + sse(events, names=True, done=False),
                  [request("qwen3:4b", prompt_eval_count=29, prompt_eval_cached_count=20, eval_count=4),
                   request("qwen3:4b", prompt_eval_count=35, eval_count=5)], {"anthropic request": 2})


def har():
    """A proxy's record: a stream, whose wait is the client's time to first token, and a whole answer, of which it says nothing."""
    def entry(mime, text, wait):
        return {"startedDateTime": "2026-05-03T12:00:00.000Z", "time": wait + 900, "request": {"method": "POST", "url": "http://localhost:11434/v1/chat/completions"},
                "response": {"status": 200, "content": {"size": len(text), "mimeType": mime, "text": text}}, "timings": {"send": 0.2, "wait": wait, "receive": 899.8}}
    def chunk(delta, reason=None, **more):
        return {"id": "chatcmpl-5", "object": "chat.completion.chunk", "model": "qwen3:4b", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]} | more
    events = [chunk({"content": "Fog."}), chunk({}, "stop"), chunk({}, choices=[], usage={"prompt_tokens": 12, "completion_tokens": 3})]
    whole = {"id": "chatcmpl-6", "object": "chat.completion", "model": "qwen3:4b", "choices": [{"index": 0, "message": {"role": "assistant", "content": "Fog."},
             "finish_reason": "stop"}], "usage": {"prompt_tokens": 13, "completion_tokens": 4}}
    log = {"log": {"version": "1.2", "entries": [entry("text/event-stream", sse(events), 150.5), entry("application/json", json.dumps(whole), 1000)]}}
    records = [request("qwen3:4b", prompt_eval_count=12, eval_count=3), request("qwen3:4b", prompt_eval_count=13, eval_count=4)]
    return sample("exchanges.har", pretty(log), records, {"openai request": 2})


def har_base64():
    """As other exporters keep it: the response in base64."""
    event = {"id": "chatcmpl-7", "object": "chat.completion.chunk", "model": "qwen3:4b", "choices": [{"index": 0, "delta": {"content": "Nebel – ja."}, "finish_reason": "stop"}],
             "usage": {"prompt_tokens": 14, "completion_tokens": 6}}
    text = base64.b64encode(sse([event]).encode()).decode()
    entry = {"startedDateTime": "2026-05-03T12:01:00.000Z", "time": 1050.5, "request": {"method": "POST", "url": "http://localhost:11434/v1/chat/completions"},
             "response": {"status": 200, "content": {"mimeType": "text/event-stream", "encoding": "base64", "text": text}},
             "timings": {"send": 0.2, "wait": 150.5, "receive": 899.8}}
    return sample("exchanges-base64.har", pretty({"log": {"version": "1.2", "entries": [entry]}}),
                  [request("qwen3:4b", prompt_eval_count=14, eval_count=6)], {"openai request": 1})


def cast():
    """asciinema: the terminal's text in pieces, a label cut in two."""
    a = figures_of("mistral:7b", 2_000_000_000, 20_000_000, 30, 180_000_000, 90, 1_750_000_000)
    shown = f'$ ollama run mistral:7b --verbose "Fog?"\r\nFog is a cloud {{"on": "the ground"}}.\r\n\r\n' + block(a).replace("\n", "\r\n")
    cuts = [0, 9, 40, 75, 101, 130, 222, 300, len(shown)]
    events = [[round(0.25 * n, 2), "o", shown[i:j]] for n, (i, j) in enumerate(zip(cuts, cuts[1:]))]
    events.insert(1, [0.3, "i", "total duration: 9s"])
    text = json.dumps({"version": 2, "width": 80, "height": 24, "timestamp": 1777809600}) + "\n" + lines(events)
    return sample("recording.cast", text, [found(a, "command", **rates(a))], {"verbose request": 1})


# --- benchmark tools --------------------------------------------------------------------------------------------------


def llama_bench():
    """Means of repetitions: benchmark figures, not requests."""
    def row(prompt, generated, depth, rate):
        return {"build_commit": "abc1234", "build_number": 6900, "gpu_info": "Example GPU", "backends": "Vulkan",
                "model_filename": "/models/phi-4-q4_k_m.gguf", "model_type": "phi3 14B Q4_K - Medium", "n_prompt": prompt,
                "n_gen": generated, "n_depth": depth, "test_time": "2026-05-03T12:00:00Z", "avg_ns": 1_000_000_000, "stddev_ns": 0,
                "avg_ts": rate, "stddev_ts": 0.5, "samples_ns": [1_000_000_000] * 5, "samples_ts": [rate] * 5}
    return sample("llama-bench.jsonl", lines([row(512, 0, 0, 910.25), row(0, 128, 0, 31.5), row(0, 128, 4096, 27.75)]), [],
                  {"llama-bench benchmark": 3}, problems="0")


BENCH = [("pp512", 512, 0, 0, 910.25, 4.11), ("tg128", 0, 128, 0, 31.5, 0.08), ("tg128 @ d4096", 0, 128, 4096, 27.75, 0.31)]


def llama_bench_md():
    rows = "".join(f"| phi3 14B Q4_K - Medium         |   8.43 GiB |    14.66 B | Vulkan     |  99 | {test:>15} | {rate:>13.2f} ± {spread:.2f} |\n"
                   for test, _, _, _, rate, spread in BENCH)
    head = ("| model                          |       size |     params | backend    | ngl |            test |                  t/s |\n"
            "| ------------------------------ | ---------: | ---------: | ---------- | --: | --------------: | -------------------: |\n")
    return sample("llama-bench.md", f"# On the new card\n\n{head}{rows}\nbuild: abc1234 (6900)\n", [], {"llama-bench benchmark": 3}, problems="0")


def bench_columns(prompt, generated, depth, rate, spread):
    return {"build_commit": "abc1234", "build_number": 6900, "model_filename": "/models/phi-4-q4_k_m.gguf", "model_type": "phi3 14B",
            "n_batch": 2048, "n_prompt": prompt, "n_gen": generated, "n_depth": depth, "test_time": "2026-05-03T12:30:00Z",
            "avg_ns": 1_000_000_000, "stddev_ns": 0, "avg_ts": f"{rate:.6f}", "stddev_ts": f"{spread:.6f}"}


def llama_bench_csv():
    rows = [bench_columns(*row[1:]) for row in BENCH]
    text = ",".join(rows[0]) + "\n" + "".join(",".join(f'"{value}"' for value in row.values()) + "\n" for row in rows)
    return sample("llama-bench.csv", text, [], {"llama-bench benchmark": 3}, problems="0")


def llama_bench_sql():
    rows = [bench_columns(*row[1:4], row[4] + 1, row[5]) for row in BENCH]
    names = ", ".join(rows[0])
    text = "CREATE TABLE IF NOT EXISTS llama_bench (\n  build_commit TEXT,\n  avg_ts REAL\n);\n\n"
    text += "".join(f"INSERT INTO llama_bench ({names}) VALUES ({', '.join(repr(str(v)) for v in row.values())});\n" for row in rows)
    return sample("llama-bench.sql", text, [], {"llama-bench benchmark": 3}, problems="0")


def ollama_bench():
    """cmd/bench of Ollama: two epochs, each a line a step."""
    text = "# Model: qwen3:4b | Params: 4.0B | Quant: Q4_K_M | Family: qwen3 | Size: 3511234560 | VRAM: 3511234560 | NumCtx: 4096\n"
    for prefill, generate, ttft in ((2_845_483.87, 21_668_505.15, 190_112_345), (2_850_000.25, 21_700_000.5, 191_000_000)):
        text += (f"BenchmarkModel/name=qwen3:4b/step=prefill 1 {prefill:.2f} ns/token {1e9 / prefill:.2f} token/sec\n"
                 f"BenchmarkModel/name=qwen3:4b/step=generate 1 {generate:.2f} ns/token {1e9 / generate:.2f} token/sec\n"
                 f"BenchmarkModel/name=qwen3:4b/step=ttft 1 {ttft} ns/op\n"
                 f"BenchmarkModel/name=qwen3:4b/step=load 1 {ttft // 2} ns/op\n"
                 f"BenchmarkModel/name=qwen3:4b/step=total 1 {ttft * 12} ns/op\n")
    return sample("ollama-bench.txt", text, [], {"ollama-bench benchmark": 10}, problems="0")


def mlx_lm():
    text = ("$ mlx_lm.generate --model mlx-community/gemma-3-4b-it-4bit --prompt 'Why do cats purr?'\n==========\nBecause they can.\n"
            "==========\nPrompt: 31 tokens, 351.434 tokens-per-sec\nGeneration: 97 tokens, 46.152 tokens-per-sec\nPeak memory: 2.511 GB\n")
    record = request("mlx-community/gemma-3-4b-it-4bit", "command", prompt_eval_count=31, eval_count=97, reported_prompt_eval_rate=351.434, reported_eval_rate=46.152)
    return sample("mlx-output.txt", text, [record], {"mlx-lm request": 1})


def vllm():
    """`vllm bench serve --save-result --save-detailed`: three requests, one of them failed, and its statistics."""
    value = {"date": "20260503-120000", "endpoint_type": "openai", "backend": "openai", "model_id": "facebook/opt-125m",
             "num_prompts": 3, "request_rate": "inf", "max_concurrency": 2, "duration": 2.5, "completed": 2, "failed": 1,
             "total_input_tokens": 40, "total_output_tokens": 7, "request_throughput": 0.8, "output_throughput": 2.8,
             "mean_ttft_ms": 150.0, "median_ttft_ms": 150.0, "std_ttft_ms": 50.0, "p99_ttft_ms": 199.0,
             "mean_tpot_ms": 25.0, "median_tpot_ms": 25.0, "std_tpot_ms": 0.0, "p99_tpot_ms": 25.0,
             "input_lens": [16, 24, 24], "output_lens": [4, 3, 0], "ttfts": [0.1, 0.2, 0.0],
             "itls": [[0.025, 0.025, 0.025], [0.03, 0.02], []], "generated_texts": ["a b c", "d e", ""],
             "errors": ["", "", "Server disconnected"]}
    records = [request("facebook/opt-125m", total_duration=175 * MS, prompt_eval_count=16, eval_count=4, eval_duration=75 * MS),
               request("facebook/opt-125m", total_duration=250 * MS, prompt_eval_count=24, eval_count=3, eval_duration=50 * MS),
               Record("error", "facebook/opt-125m", "json", {})]
    return sample("vllm.json", pretty(value), records, {"vllm request": 3, "vllm benchmark": 4})


def guidellm():
    body = json.dumps({"method": None, "stream": True, "body": {"model": "unsloth/gemma-3-4b-it.gguf", "stream": True}})
    one = {"type_": "generative_request_stats", "request_id": "r1", "request_args": body, "output": "Fog on the pier.",
           "info": {"status": "completed", "timings": {"request_start": 1777809600.0, "first_token_iteration": 1777809600.5,
                                                       "last_token_iteration": 1777809602.5, "request_end": 1777809602.75}},
           "request_end_time": 1777809602.75, "request_latency": 2.75, "prompt_tokens": 9, "output_tokens": 80,
           "time_to_first_token_ms": 500.0, "time_per_output_token_ms": 31.25, "inter_token_latency_ms": 25.316,
           "output_tokens_per_second": 29.09}
    spread = lambda value: {"successful": {"mean": value, "median": value, "count": 1}, "errored": {"mean": 0.0, "median": 0.0, "count": 0}}
    config = {"strategy": {"type_": "synchronous", "max_concurrency": 1}, "backend": {"model": "unsloth/gemma-3-4b-it.gguf"}}
    value = {"metadata": {"guidellm_version": "0.6.0"}, "benchmarks": [{"type_": "generative_benchmark", "config": config, "metrics": {
        "time_to_first_token_ms": spread(500.0), "request_latency": spread(2.75), "output_token_count": spread(80.0)},
        "requests": {"successful": [one], "errored": []}, "end_time": 1777809602.75}]}
    record = request("unsloth/gemma-3-4b-it.gguf", total_duration=2_750 * MS, prompt_eval_count=9, eval_count=80, eval_duration=2 * S)
    return sample("guidellm.json", json.dumps(value) + "\n", [record], {"guidellm request": 1, "guidellm benchmark": 2},
                  notes="its statistics repeat the one request: no requests")


def aiperf():
    good = {"metadata": {"session_num": 0, "request_start_ns": 1777809600000000000, "request_end_ns": 1777809600297000000},
            "metrics": {"input_sequence_length": {"value": 55, "unit": "tokens"}, "time_to_first_token": {"value": 47.0, "unit": "ms"},
                        "request_latency": {"value": 297.0, "unit": "ms"}, "output_sequence_length": {"value": 51, "unit": "tokens"}},
            "error": None}
    bad = {"metadata": {"session_num": 1, "request_start_ns": 1777809601000000000}, "metrics": {"error_isl": {"value": 55, "unit": "tokens"}},
           "error": {"code": 499, "type": "RequestCancellationError", "message": "cancelled"}}
    records = [request("", "none", total_duration=297 * MS, prompt_eval_count=55, eval_count=51, eval_duration=250 * MS),
               Record("error", "", "none", {})]
    return sample("aiperf.jsonl", lines([good, bad]), records, {"aiperf request": 2})


def spread_of(values, scale=1.0):
    ordered = sorted(values)
    rank = lambda q: ordered[min(len(ordered) - 1, int(q * len(ordered)))] * scale
    return {"avg": sum(values) / len(values) * scale, "p50": rank(0.5), "p90": rank(0.9), "p99": rank(0.99), "min": ordered[0] * scale,
            "max": ordered[-1] * scale}


def aiperf_summary():
    """profile_export_aiperf.json: statistics alone, with their units."""
    value = {"schema_version": "1.3", "request_throughput": {"unit": "requests/sec", "avg": 0.82},
             "request_latency": {"unit": "ms"} | spread_of([2310.0, 2355.5, 2402.0, 2611.25]) | {"count": 4},
             "time_to_first_token": {"unit": "ms"} | spread_of([181.0, 190.5, 195.0, 402.25]) | {"count": 4},
             "inter_token_latency": {"unit": "ms"} | spread_of([35.0, 35.5, 35.75, 36.0]) | {"count": 4},
             "output_token_throughput": {"unit": "tokens/sec", "avg": 51.5}, "request_count": {"unit": "requests", "avg": 4.0},
             "input_config": {"endpoint": {"model_names": ["phi3:mini"], "type": "chat"}, "loadgen": {"concurrency": 2}}}
    return sample("aiperf-summary.json", pretty(value), [], {"aiperf benchmark": 5}, problems="0", notes="statistics, no requests")


def llmperf_summary():
    """LLMPerf's …_summary.json: one flat object."""
    value = {"version": "2023-08-31", "name": "phi3_550_150_summary", "model": "phi3:mini", "mean_input_tokens": 550, "num_concurrent_requests": 2}
    for name, values in (("inter_token_latency_s", [0.021, 0.022, 0.025]), ("ttft_s", [0.21, 0.24, 0.33]),
                         ("end_to_end_latency_s", [2.4, 2.6, 3.1]), ("request_output_throughput_token_per_s", [40.5, 41.25, 44.0])):
        s = spread_of(values)
        value |= {f"results_{name}_quantiles_{q}": s[q] for q in ("p50", "p90", "p99")}
        value |= {f"results_{name}_mean": s["avg"], f"results_{name}_min": s["min"], f"results_{name}_max": s["max"]}
    value |= {"results_num_completed_requests": 3, "results_mean_output_throughput_token_per_s": 78.5, "timestamp": 1777809700}
    return sample("llmperf-summary.json", pretty(value), [], {"llmperf benchmark": 5}, problems="0", notes="statistics, no requests")


def llmperf():
    good = {"error_code": None, "error_msg": "", "inter_token_latency_s": 0.02, "ttft_s": 0.31, "end_to_end_latency_s": 2.31,
            "request_output_throughput_token_per_s": 43.3, "number_total_tokens": 250, "number_output_tokens": 100, "number_input_tokens": 150}
    record = request("", "none", total_duration=2_310 * MS, prompt_eval_count=150, eval_count=100)
    return sample("llmperf.json", json.dumps([good]) + "\n", [record], {"llmperf request": 1})


def curl_times():
    """A stream of events and an answer in one piece, each with what `curl -w` wrote below it."""
    events = [{"id": "chatcmpl-311", "object": "chat.completion.chunk", "created": 1777809600, "model": "phi3:mini",
               "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": reason}]}
              for piece, reason in (("Low", None), (" tide", None), (" at", None), (" six.", "stop"))]
    events.append({"id": "chatcmpl-311", "object": "chat.completion.chunk", "created": 1777809600, "model": "phi3:mini", "choices": [],
                   "usage": {"prompt_tokens": 18, "completion_tokens": 6, "total_tokens": 24}})
    table = "".join(f"{name:>20}:  {value:.6f}s\n" for name, value in (
        ("time_namelookup", 0.000014), ("time_connect", 0.000171), ("time_pretransfer", 0.000204), ("time_starttransfer", 0.181377)))
    table += f"{'----------':>31}\n{'time_total':>20}:  0.256902s\n"
    whole = {"id": "chatcmpl-312", "object": "chat.completion", "created": 1777809604, "model": "phi3:mini", "choices": [
        {"index": 0, "message": {"role": "assistant", "content": "At noon."}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 20, "completion_tokens": 4, "total_tokens": 24}}
    told = {"content_type": "application/json; charset=utf-8", "http_code": 200, "method": "POST", "response_code": 200,
            "time_connect": 0.000154, "time_namelookup": 0.000016, "time_pretransfer": 0.000186, "time_starttransfer": 0.219870,
            "time_total": 0.219934, "url": "http://localhost:11434/v1/chat/completions", "curl_version": "libcurl/8.5.0"}
    text = ("".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n" + table +
            json.dumps(whole) + "\n" + json.dumps(told) + "\n")
    records = [request("phi3:mini", total_duration=256_902 * US, prompt_eval_count=18, eval_count=6),
               request("phi3:mini", total_duration=219_934 * US, prompt_eval_count=20, eval_count=4)]
    return sample("curl-times.txt", text, records, {"openai request": 2}, notes="the client's times; only the stream's first byte tells of a token")


def mlx_server():
    """Ollama's runner for MLX: what the cache had of each prompt, and no times but those of the access lines."""
    text = "".join(line + "\n" for line in [
        slog("11:00:00", "Listening on 127.0.0.1:11434 (version 0.32.15)"),
        slog("11:00:10", "starting mlx runner subprocess", " model=qwen3:4b-mlx port=40321"),
        slog("11:00:14", "cache miss", " total=412 matched=0 cached=0 left=412"),
        slog("11:00:15", "Prompt processing progress", " processed=411 total=412"),
        slog("11:00:18", "peak memory", ' size="3.10 GiB"'), gin("11:00:18", 200, 4_120_908_114, "POST", "/api/chat"),
        slog("11:00:31", "cache hit", " total=655 matched=640 cached=512 left=143"),
        slog("11:00:33", "peak memory", ' size="3.15 GiB"'), gin("11:00:33", 200, 2_410_006_530, "POST", "/api/chat")])
    return sample("server-mlx.log", text, [request("qwen3:4b-mlx", "log", prompt_eval_count=412, prompt_eval_cached_count=0),
                                           request("qwen3:4b-mlx", "log", prompt_eval_count=655, prompt_eval_cached_count=512)],
                  {"ollama-mlx request": 2, "access": 2, "server": 1}, notes="the prompts' counts alone")


def samples():
    return [make() for make in (llama_server, llama_cli, server_journal, server_debug, server_json, access_only, curl_times, mlx_server, modelfile,
                                journal_iso, journal_unix, journal_cat, journal_bytes, docker_times, cri, model_facts, lm_studio, hosted, open_webui,
                                frameworks, openai, openai_stream, llama_server_stream,
                                anthropic, har, har_base64, cast, llama_bench, llama_bench_md, llama_bench_csv,
                                llama_bench_sql, ollama_bench, mlx_lm, vllm, guidellm, aiperf, llmperf, aiperf_summary,
                                llmperf_summary)]


TOOLS_HEAD = ["file", "what", "count"]


def tool_rows(samples):
    return [[sample.path, what, count] for sample in samples for what, count in sample.tools.items()]
