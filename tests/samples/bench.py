"""The machine, questions and answers that the shapes are made with. Their models are not the story's, so that reading
everything at once does not mix the two."""

from ollama import Machine, Speed, rate

SPEEDS = {
    "llama2:7b": Speed(1900, 18.9, 3.9),
    "llama2:13b": Speed(61, 240.0, 9.5),
    "mistral:7b": Speed(1850, 19.6, 3.8),
    "phi3:mini": Speed(3300, 11.2, 2.3),
    "phi3:14b": Speed(980, 33.5, 7.1),
    "qwen3:4b": Speed(3000, 13.4, 2.6),
    "smollm2:1.7b": Speed(7300, 6.3, 1.4),
    "tinyllama:1.1b": Speed(150, 36.0, 1.1),
}

CORPUS = {  # question -> answer
    "Why do cats purr?": "Cats purr when they are content, but also when they are hurt or afraid. The muscles of the "
    "larynx open and close the airway some twenty-five times a second, while breathing in and out. Kittens purr "
    "while they drink, which tells the mother that all is well.",
    "How do I get candle wax out of a tablecloth?": "Let the wax become hard, then scrape off as much as you can "
    "with the back of a knife. Put kitchen paper under and over the stain and go over it with a warm iron until the "
    "paper takes up no more wax. Wash the cloth as usual.",
    "What is the difference between weather and climate?": "Weather is what happens outside today, climate is what "
    "happens there on average over thirty years. Weather tells you which coat to wear, climate tells you which coats "
    "to own.",
    "Give me a name for a small bakery at a harbour.": "How about **The Morning Tide**? It sounds like fresh bread "
    "and the sea, and it is easy to remember.",
    "Which is heavier, a kilogram of feathers or a kilogram of lead?": "Both weigh the same: one kilogram.",
    "Write one line about autumn.": "The last apples fall, and the ladder stays.",
}
QUESTIONS = list(CORPUS)


def machine(seed, start="2026-05-03 12:00:00", **options):
    return Machine("shapes " + seed, start, SPEEDS, **options)


def ask(on, model, number=0, **options):
    """An answer of `model` on machine `on` to question `number`; then a pause."""
    question = QUESTIONS[number]
    a = on.ask(model, question, options.pop("text", CORPUS[question]), **options)
    on.pause(3)
    return a


def rates(a):
    """The two rates as they are printed."""
    prompt = {"prompt_eval_rate": rate(a.prompt_count, a.prompt_ns)}
    return prompt | ({"eval_rate": rate(a.eval_count, a.eval_ns)} if a.eval_ns else {})
