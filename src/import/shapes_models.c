/*
 * What Ollama says of its models and itself: the entries of /api/tags and /api/ps, /api/show, /api/version.
 *
 *  1. An entry of ps has `size_vram`; without, it is one of tags. Its `size` includes the context's memory, so it is
 * not taken for the weights' size.
 *  2. show does not name its model: the Modelfile in it does ("# FROM name"), else what stands around.
 */
#include "json_shape.h"

static struct span hex_of(struct span digest)
{
    return span_starts(digest, SPAN("sha256:")) || span_starts(digest, SPAN("sha256-")) ? span_from(digest, 7) : digest;
}

static void read_details(const struct json_node *details, struct model_fact *fact)
{
    fact->architecture = json_member_text(details, "family");
    fact->parameter_size = json_member_text(details, "parameter_size");
    fact->quantization = json_member_text(details, "quantization_level");
    fact->context_length = json_member_count(details, "context_length");
    if (span_equal(fact->quantization, SPAN("unknown")))
        fact->quantization = (struct span){0};
}

/* The rest of the line in `modelfile` that starts with `lead`. */
static struct span modelfile_line(struct span modelfile, struct span lead)
{
    while (modelfile.len) {
        size_t end = span_find_byte(modelfile, '\n');
        struct span line = span_first(modelfile, end);
        if (span_starts(line, lead))
            return span_trim(span_from(line, lead.len));
        modelfile = span_from(modelfile, end + 1);
    }
    return (struct span){0};
}

/* "general.parameter_count", "llama.context_length": the architecture stands before the dot. */
static void read_model_info(const struct json_node *info, struct model_fact *fact)
{
    for (const struct json_node *member = json_first(info); member; member = json_next(member)) {
        struct span name = span_of(json_name(member));
        if (span_ends(name, SPAN(".context_length")))
            fact->context_length = json_count(member);
        else if (span_equal(name, SPAN("general.parameter_count")))
            fact->parameter_count = json_count(member);
    }
}

static bool put_show(const struct place *place, const struct json_node *object, struct failure *why)
{
    struct span modelfile = json_member_text(object, "modelfile");
    struct span blob = modelfile_line(modelfile, SPAN("FROM "));
    size_t at = span_find(blob, SPAN("sha256-"));
    struct model_fact fact = {.from = "show", .name = modelfile_line(modelfile, SPAN("# FROM "))};
    fact.blob = at < blob.len ? span_from(blob, at + 7) : (struct span){0};
    read_details(json_member(object, "details"), &fact);
    read_model_info(json_member(object, "model_info"), &fact);
    fact.is_remote = json_member_text(object, "remote_host").len > 0;
    if (fact.name.len == 0)
        fact.name = place_surroundings(place).model;
    return place_put_model(place, &fact, why);
}

static bool put_entry(const struct place *place, const struct json_node *object, struct failure *why)
{
    bool loaded = json_member(object, "size_vram") != NULL;
    struct span name = json_member_text(object, "name");
    struct model_fact fact = {
        .from = loaded ? "ps" : "tags",
        .name = name.len ? name : json_member_text(object, "model"),
        .digest = hex_of(json_member_text(object, "digest")),
        .vram_bytes = json_member_count(object, "size_vram"),
        .is_remote = json_member_text(object, "remote_host").len > 0,
    };
    read_details(json_member(object, "details"), &fact);
    struct maybe size = json_member_count(object, "size");
    if (loaded)
        fact.loaded_bytes = size;
    else if (!fact.is_remote)
        fact.size_bytes = size;
    return place_put_model(place, &fact, why);
}

bool take_model(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    if (!json_is_object(json_member(object, "details")))
        return true;
    bool shown = json_is_object(json_member(object, "model_info")) || json_is_string(json_member(object, "modelfile"));
    bool entry = json_is_string(json_member(object, "digest")) && json_is_number(json_member(object, "size"));
    *claimed = shown || entry;
    if (shown)
        return put_show(place, object, why);
    return !entry || put_entry(place, object, why);
}

/* Nothing but a version, as text: other programs' objects have more. */
bool take_version(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    struct server_fact fact = {.version = json_member_text(object, "version")};
    *claimed = fact.version.len && fact.version.ptr[0] >= '0' && fact.version.ptr[0] <= '9' &&
               json_next(json_first(object)) == NULL && place_around(place, 1) == NULL;
    return !*claimed || place_put_server(place, &fact, why);
}
