/*
 * What the shapes of JSON are made of. A shape looks at one object, takes it where it is one of its own, and puts what
 * it says into the sink; the table in json_shapes.c lists them, first match wins.
 *
 *  1. Figures get their unit from the shape, never from their name: `total_time` is seconds for one tool and
 *     milliseconds for another.
 *  2. A shape claims an object by members that no other tool writes together, so that no file of one tool yields
 * records of another.
 */
#ifndef EVALRATE_JSON_SHAPE_H
#define EVALRATE_JSON_SHAPE_H

#include "column_names.h"
#include "json_tree.h"
#include "ollama.h"
#include "record.h"

/* Where an object stands. */
struct place;

/* The object or array that holds the object; `up` 2 is the one around that. NULL where there is none. */
const struct json_node *place_around(const struct place *place, size_t up);

/* Whether the object was closed by hand: members of it are missing. */
bool place_is_damaged(const struct place *place);

/* What people call their figures; may be NULL. */
struct columns *place_columns(const struct place *place);

/* The line where the object starts. */
int64_t place_line(const struct place *place);

/* Where records of this place go. */
struct sink place_sink(const struct place *place);

struct surroundings place_surroundings(const struct place *place);

/* A request of this place: line, format, flags, question, and the model that the object or its surroundings name. */
struct request place_request(const struct place *place, const char *format);

/* Keeps the request's texts from now on, where the sink counts tokens; the request must be put before the next is kept.
 */
void place_keep_text(const struct place *place, struct request *request);

/* Puts records into the sink. A request gets its status by its figures, unless it is an error or a load. */
bool place_put_request(const struct place *place, struct request *request, struct failure *why) MUST_CHECK;
bool place_put_benchmark(const struct place *place, struct benchmark *benchmark, struct failure *why) MUST_CHECK;
bool place_put_model(const struct place *place, struct model_fact *fact, struct failure *why) MUST_CHECK;
bool place_put_server(const struct place *place, struct server_fact *fact, struct failure *why) MUST_CHECK;
bool place_put_access(const struct place *place, struct access *access, struct failure *why) MUST_CHECK;

/* What a client measured of the exchange whose answer stands above. */
bool place_put_exchange(const struct place *place, struct maybe first_byte_ns, struct maybe total_ns,
                        struct failure *why) MUST_CHECK;

bool place_put_problem(const struct place *place, const char *code, const char *message,
                       struct failure *why) MUST_CHECK;

/* Reads text that a string of the object holds like a file's. Its requests have the client's time to first token, if
 * that is known. */
bool place_read_text(const struct place *place, struct span text, struct maybe client_ttft_ns,
                     struct failure *why) MUST_CHECK;

/* Ollama's object that stands in for `place`'s: for shapes that only differ in some members. */
bool place_put_ollama(const struct place *place, const struct ollama_object *object, struct failure *why) MUST_CHECK;

/* Reads an object by Ollama's names. */
void json_read_ollama(const struct json_node *object, struct ollama_object *out);

/* Reads llama.cpp's `timings`, and Anthropic's `usage`: what the latter does not say stays as it was. */
void json_read_timings(const struct json_node *timings, struct request *request);
void json_read_anthropic_usage(const struct json_node *usage, struct request *request);

/* Durations in other units as whole nanoseconds; unknown where negative or beyond 2^53-1 ns. */
struct maybe ns_of_ms(struct maybe_real ms);
struct maybe ns_of_s(struct maybe_real s);

/* An instant in seconds since 1970, of which a double holds no more than whole microseconds; unknown outside 1970 to
 * 2262. */
struct maybe instant_of_s(struct maybe_real s);

/* A rate as printed; unknown where it is not above 0. */
struct maybe_real rate_of(struct maybe_real rate);

/* The sum, unknown where one part is. */
struct maybe sum_of(struct maybe a, struct maybe b);

/* --- the shapes --------------------------------------------------------------------------------------------------- */

/* Each sets *claimed where the object is one of its own. False where the sink failed. */
bool take_llama_cpp(const struct place *place, const struct json_node *object, bool *claimed,
                    struct failure *why) MUST_CHECK;
bool take_anthropic(const struct place *place, const struct json_node *object, bool *claimed,
                    struct failure *why) MUST_CHECK;
bool take_openai(const struct place *place, const struct json_node *object, bool *claimed,
                 struct failure *why) MUST_CHECK;
bool take_lm_studio(const struct place *place, const struct json_node *object, bool *claimed,
                    struct failure *why) MUST_CHECK;
bool take_lm_studio_stats(const struct place *place, const struct json_node *object, bool *claimed,
                          struct failure *why) MUST_CHECK;
bool take_openrouter(const struct place *place, const struct json_node *object, bool *claimed,
                     struct failure *why) MUST_CHECK;
bool take_open_webui(const struct place *place, const struct json_node *object, bool *claimed,
                     struct failure *why) MUST_CHECK;
bool take_curl_times(const struct place *place, const struct json_node *object, bool *claimed,
                     struct failure *why) MUST_CHECK;
bool take_har(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why) MUST_CHECK;
bool take_vllm(const struct place *place, const struct json_node *object, bool *claimed,
               struct failure *why) MUST_CHECK;
bool take_llama_bench(const struct place *place, const struct json_node *object, bool *claimed,
                      struct failure *why) MUST_CHECK;
bool take_model(const struct place *place, const struct json_node *object, bool *claimed,
                struct failure *why) MUST_CHECK;
bool take_version(const struct place *place, const struct json_node *object, bool *claimed,
                  struct failure *why) MUST_CHECK;
bool take_engine_line(const struct place *place, const struct json_node *object, bool *claimed,
                      struct failure *why) MUST_CHECK;
bool take_guidellm(const struct place *place, const struct json_node *object, bool *claimed,
                   struct failure *why) MUST_CHECK;
bool take_aiperf(const struct place *place, const struct json_node *object, bool *claimed,
                 struct failure *why) MUST_CHECK;
bool take_llmperf(const struct place *place, const struct json_node *object, bool *claimed,
                  struct failure *why) MUST_CHECK;
bool take_guidellm_summary(const struct place *place, const struct json_node *object, bool *claimed,
                           struct failure *why) MUST_CHECK;
bool take_aiperf_summary(const struct place *place, const struct json_node *object, bool *claimed,
                         struct failure *why) MUST_CHECK;
bool take_llmperf_summary(const struct place *place, const struct json_node *object, bool *claimed,
                          struct failure *why) MUST_CHECK;
bool take_docker_piece(const struct place *place, const struct json_node *object, bool *claimed,
                       struct failure *why) MUST_CHECK;
bool take_own_figures(const struct place *place, const struct json_node *object, bool *claimed,
                      struct failure *why) MUST_CHECK;

#endif
