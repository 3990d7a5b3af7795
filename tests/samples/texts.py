"""The questions of the sample logs, and what their answers are put together from.

Every model is asked the same nine questions, the longest some ninety times as long as the shortest, so that models can
be compared question by question and their vocabularies text by text. An answer is a lead in the manner of its family,
some of the points in their order, and a close; translation and code are whole texts.
"""

PROMPTS = [
    "What is a mutex?",
    "Explain to a ten-year-old why bridges have expansion joints.",
    "Translate into French: The train to Lyon is late because of snow.",
    "Name a few ways to keep a sourdough starter alive while travelling for three weeks.",
    "Write a C function that returns the index of the largest element of an int array, or -1 if the array is empty.\n"
    "Explain it in two sentences.",
    "My balcony faces north-east, gets sun until about ten in the morning and is windy all year round. I would\n"
    "like to grow something I can eat, and I am away for one weekend a month. Which plants would you try first,\n"
    "and which ones should I leave alone?",
    "Rewrite this message so that it is friendly but still clear:\n"
    "You have parked in front of our gate again. That is the third time this month and I have told you twice\n"
    "already. The delivery van could not get in and had to come back in the afternoon, which cost us half a day.\n"
    "If it happens once more I will have the car towed. Next week we expect a load of timber, so the gate must\n"
    "be free from Monday to Wednesday.",
    "Turn these notes of a meeting into a list of tasks with a name and a date for each:\n"
    "Anna says the new pump is noisy and the neighbours have written a second letter. Bertil thinks the rubber\n"
    "feet are missing, he still has a set in the van and will fit them on Thursday. If that does not help we ask\n"
    "the maker for a quieter impeller, Chen has the contact and needs the serial number from Anna before Friday\n"
    "noon. The budget for the filter house is not signed yet, Dina expects the signature on the 14th and orders\n"
    "the sand the day after. Bertil is on leave from the 20th, so the leak test has to be done before that, with\n"
    "two people. The open day is on the 28th, Chen prints the plan of the site, Anna asks the bakery for rolls.",
    "Summarise this log of a beehive in three sentences, and say whether I should be worried:\n"
    "2 March: first flights at noon, eleven degrees. Dead bees in front of the hive, perhaps two hundred, swept\n"
    "away. Hive weighs 24.6 kilograms. Heard a clear hum when I knocked.\n"
    "9 March: four degrees and rain all week, no flights. Weight 23.9.\n"
    "15 March: sunny, pollen coming in, yellow and grey, so hazel and alder. Opened the lid for a minute: bees on\n"
    "six frames, some capped brood on two of them. Food on the outer frames, two and a half full. Weight 23.1.\n"
    "22 March: cold again. Gave one kilogram of fondant above the cluster. Found three bees with crippled wings\n"
    "on the landing board. Slid in the drawer to count mites.\n"
    "25 March: nine mites on the drawer after three days, so three a day. Weight 23.4 with the fondant.\n"
    "1 April: cherry plum in flower, strong flights. Brood on five frames, the queen was seen, unmarked, big and\n"
    "calm. A little chalk brood in one corner, six or seven cells. Took the fondant away, half of it was eaten.\n"
    "8 April: added a second box with four drawn combs and six empty frames. Weight without the box 25.2.\n"
    "12 April: drones on the landing board. Two queen cups, both empty. Mites: two a day.\n"
    "19 April: rape in flower on the big field. Weight up by 4.8 kilograms in a week. No more crippled wings seen.\n"
    "23 April: dandelions over, bees a little bad-tempered, thunder in the air.",
]

# Per question: leads by family, points (keyword, sentence), closes by family, and how many points an answer takes.
OUTLINES = {
    0: {
        "lead": {
            "llama3.2": "A mutex (short for **mutual exclusion**) is a lock that lets only one thread at a time "
            "enter a part of a program that works on shared data.",
            "qwen2.5": "A mutex, or mutual exclusion lock, is a synchronization primitive that protects a shared "
            "resource from being used by several threads at once.",
            "gemma2": "Think of a mutex as the key to a room with a single seat: whoever holds the key may go in, "
            "and everybody else waits outside.",
        },
        "points": [
            ("Lock", "A thread takes the mutex before it touches the shared data, and waits if another thread has "
            "it."),
            ("Critical section", "The code between taking and releasing the mutex runs in one thread only."),
            ("Unlock", "When it is done, the thread releases the mutex and one of the waiting threads goes on."),
            ("Ownership", "Only the thread that took the mutex may release it, which sets it apart from a "
            "semaphore."),
            ("Deadlock", "Two threads that wait for each other's mutex wait forever, so locks are always taken in "
            "the same order."),
            ("Cost", "An uncontended lock takes some nanoseconds, a contended one puts threads to sleep and wakes "
            "them again."),
        ],
        "close": {
            "llama3.2": "In short, a mutex makes sure that shared data is changed by one thread at a time.",
            "qwen2.5": "Most languages ship one, for example `pthread_mutex_t` in C or `std::mutex` in C++.",
            "gemma2": "Let me know if you would like to see a small example! 😊",
        },
        "take": (3, 5),
    },
    1: {
        "lead": {
            "llama3.2": "Imagine you have a big ruler made of steel that lies in the sun all day. Like most things, "
            "it gets a tiny bit longer when it is warm and shorter when it is cold.",
            "qwen2.5": "Bridges grow and shrink a little, and expansion joints give them the room to do so.",
            "gemma2": "Great question! Bridges are a bit like people on a bench: on a hot day everyone wants some "
            "more space. ☀️",
        },
        "points": [
            ("Warm days", "In summer the bridge warms up, and a bridge as long as a football field grows by about "
            "the width of your hand."),
            ("Cold days", "In winter it shrinks again, and the gap in the road becomes wider."),
            ("Without a gap", "If there were no room, the bridge would push against the ground until something bends "
            "or cracks."),
            ("The comb", "The joint looks like two combs whose teeth fit into each other, so that cars can roll over "
            "it."),
            ("The sound", "The bump-bump you hear in the car when you drive onto a bridge is the wheels crossing the "
            "joint."),
            ("Your own test", "A tight metal lid on a jar shows it too: under hot water it grows and comes off "
            "easily."),
        ],
        "close": {
            "llama3.2": "So the joints are gaps left on purpose, and they keep the bridge safe all year round.",
            "qwen2.5": "In one sentence: the gap is there so that the bridge can breathe.",
            "gemma2": "Next time you cross a bridge, look for the little metal zipper in the road!",
        },
        "take": (3, 5),
    },
    3: {
        "lead": {
            "llama3.2": "Here are some ways to keep a sourdough starter alive while you are away for three weeks:",
            "qwen2.5": "A healthy starter survives three weeks without trouble if it is slowed down first. You can:",
            "gemma2": "Don't worry, your starter is tougher than it looks! 🍞 Here is what you can do:",
        },
        "points": [
            ("Refrigerate it", "Feed it, let it rise for an hour, then put it into the fridge in a jar with a loose "
            "lid."),
            ("Make it stiff", "Use half as much water as flour; a firm dough ferments far more slowly than a liquid "
            "one."),
            ("Dry it", "Spread a thin layer on baking paper, let it dry for a day, and keep the flakes in an "
            "envelope."),
            ("Freeze a spare", "Freeze two spoonfuls as a backup; it needs two or three feedings to come back."),
            ("Ask a friend", "Leave a jar with a neighbour who bakes, together with one line of instructions."),
            ("Take it along", "A small jar travels well, but open it after a flight, since the pressure builds up."),
            ("Feed twice on return", "Pour off the dark liquid, then feed it twice a day until it doubles in six "
            "hours."),
        ],
        "close": {
            "llama3.2": "If it smells sour but clean when you come back, it is fine; throw it away only if there is "
            "pink or orange mould.",
            "qwen2.5": "For three weeks the fridge alone is enough; drying is the safest for longer trips.",
            "gemma2": "Have a wonderful trip, and happy baking when you are home again!",
        },
        "take": (4, 6),
    },
    5: {
        "lead": {
            "llama3.2": "With morning sun and steady wind you have good conditions for leafy greens and hardy herbs, "
            "and poor ones for anything that needs heat.",
            "qwen2.5": "A north-east balcony with wind is best used for plants that like cool roots and do not mind "
            "half shade.",
            "gemma2": "A cool, breezy balcony is a lovely place for salad lovers! 🌿 These are worth a try:",
        },
        "points": [
            ("Lettuce and rocket", "They like cool mornings, and you can pick leaves after four or five weeks."),
            ("Chives and mint", "Both come back every year, and mint belongs into a pot of its own."),
            ("Chard", "It stands wind well and gives leaves from June until the first hard frost."),
            ("Radishes", "They need only four weeks and a box fifteen centimetres deep."),
            ("Alpine strawberries", "They fruit in half shade, a handful a week, from early summer on."),
            ("Leave alone", "Tomatoes, peppers and aubergines want six hours of sun, and wind breaks their stems."),
            ("Also not", "Basil suffers below twelve degrees and from every cold gust."),
            ("Water", "A box with a reservoir carries the plants over your weekend away."),
            ("Shelter", "A strip of netting along the railing halves the wind without taking the light."),
        ],
        "close": {
            "llama3.2": "Start with two boxes of greens and one of herbs, and add more when you know how the summer "
            "turns out.",
            "qwen2.5": "If you want to begin with a single box, sow rocket and radishes in it.",
            "gemma2": "Start small, see what is happy, and enjoy your first home-grown salad! 🥗",
        },
        "take": (5, 7),
    },
    6: {
        "lead": {
            "llama3.2": "Hello,\n\nI hope you are well. I wanted to get in touch about parking, because your car has "
            "stood in front of our gate three times this month.",
            "qwen2.5": "Dear neighbour,\n\nmay I ask you for a favour? Your car has been parked in front of our gate "
            "a few times lately, and it causes us some trouble.",
            "gemma2": "Here is a friendlier version:\n\nHi there! I know parking is hard to find around here, but "
            "our gate has been blocked three times this month.",
        },
        "points": [
            ("", "The last time the delivery van could not get in and had to come back in the afternoon, so we lost "
            "half a day."),
            ("", "Next week we expect a load of timber, and the gate has to stay free from Monday to Wednesday."),
            ("", "I would be grateful if you could use the side street or the yard behind number 12 instead."),
            ("", "If you are ever in a hurry, just ring and we will find a solution together."),
            ("", "I would rather not have a car towed, but I will have to if the gate is blocked again."),
        ],
        "close": {
            "llama3.2": "Thank you very much for your understanding.\n\nKind regards",
            "qwen2.5": "Many thanks in advance, and best wishes from next door.",
            "gemma2": "Thanks a lot for your help!\n\nI kept the warning in, but moved it to the end so that it does "
            "not set the tone.",
        },
        "take": (3, 5),
    },
    7: {
        "lead": {
            "llama3.2": "Here is the list of tasks from the meeting:",
            "qwen2.5": "Tasks from the meeting:",
            "gemma2": "Here are the tasks, sorted by date: 🗒️",
        },
        "points": [
            ("Bertil, Thursday", "Fit the rubber feet under the new pump (a set is in the van)."),
            ("Anna, before Friday noon", "Send the serial number of the pump to Chen."),
            ("Chen, after Thursday", "Ask the maker for a quieter impeller if the rubber feet do not help."),
            ("Dina, the 14th", "Get the budget for the filter house signed."),
            ("Dina, the 15th", "Order the sand for the filter house."),
            ("Bertil and one more, before the 20th", "Do the leak test, since Bertil is on leave from that day."),
            ("Chen, the 28th", "Print the plan of the site for the open day."),
            ("Anna, the 28th", "Ask the bakery for rolls."),
        ],
        "close": {
            "llama3.2": "The second person for the leak test was not named in the notes.",
            "qwen2.5": "Open question: who helps Bertil with the leak test?",
            "gemma2": "One thing is still open: the leak test needs a second person.",
        },
        "take": (6, 8),
    },
    8: {
        "lead": {
            "llama3.2": "The colony came through the winter with enough bees, started to brood in the middle of "
            "March and was strong enough for a second box by 8 April.",
            "qwen2.5": "The colony overwintered well, grew from two to five frames of brood within three weeks and "
            "received a second box on 8 April.",
            "gemma2": "Your bees had a slow, cold March, but they made up for it in April with a growing brood nest "
            "and a second box. 🐝",
        },
        "points": [
            ("", "The weight fell to 23.1 kilograms in the cold spell and rose by 4.8 kilograms in one week once the "
            "rape was in flower."),
            ("", "Crippled wings and three mites a day in March were a warning, but the count went down to two and "
            "the wings look normal again."),
            ("", "A few cells of chalk brood are common in a damp spring and usually clear up by themselves."),
            ("", "The empty queen cups and the bad temper before the thunderstorm are no cause for alarm yet."),
            ("", "Look for queen cells with eggs every seven days from now on, because a colony this strong may "
            "swarm."),
            ("", "Count the mites again in May, and treat after the harvest in any case."),
        ],
        "close": {
            "llama3.2": "You do not need to be worried, but keep an eye on mites and on swarming.",
            "qwen2.5": "Overall there is no reason to worry at present.",
            "gemma2": "So no, I would not be worried, just attentive!",
        },
        "take": (3, 5),
    },
}

WHOLE = {
    2: {
        "llama3.2": ["Le train pour Lyon est en retard à cause de la neige."],
        "qwen2.5": ["Le train à destination de Lyon est en retard en raison de la neige."],
        "gemma2": ["Le train pour Lyon est en retard à cause de la neige. ❄️"],
    },
    4: {
        "llama3.2": [
            "```c\n#include <stddef.h>\n\nint index_of_largest(const int *array, size_t length)\n{\n    if (length "
            "== 0)\n"
            "        return -1;\n    size_t best = 0;\n    for (size_t i = 1; i < length; i++)\n        if (array[i] "
            "> array[best])\n"
            "            best = i;\n    return (int)best;\n}\n```\n\nThe function walks through the array once and "
            "remembers the position of the largest element seen so far. An empty array has no such position, so it "
            "returns -1 before the loop.",
        ],
        "qwen2.5": [
            "Here is a C function that does this:\n\n```c\nint find_max_index(const int arr[], int size) {\n    if "
            "(arr == NULL || size <= 0) {\n"
            "        return -1;\n    }\n\n    int max_index = 0;\n    for (int i = 1; i < size; i++) {\n        if "
            "(arr[i] > arr[max_index]) {\n"
            "            max_index = i;\n        }\n    }\n    return max_index;\n}\n```\n\nIt starts with the first "
            "element and replaces the index whenever a larger element is found. If the array is empty (or `NULL`), "
            "it returns `-1`.",
        ],
        "gemma2": [
            "```c\nint largest_index(const int *a, int n) {\n  int best = -1;\n  for (int i = 0; i < n; i++) {\n"
            "    if (best < 0 || a[i] > a[best]) {\n      best = i; // a new largest element\n    }\n  }\n  return "
            "best;\n}\n```\n\n"
            "**Explanation:** `best` starts at -1, which is also the answer for an empty array, and the loop moves "
            "it to every element that is larger than all before. With equal elements the first one wins & the others "
            "are skipped.",
        ],
    },
}


def _point(family, number, keyword, sentence):
    if not keyword:
        return sentence
    if family == "llama3.2":
        return f"{number}. **{keyword}**: {sentence}"
    if family == "qwen2.5":
        return f"{number}. {keyword}: {sentence}"
    return f"* **{keyword}:** {sentence}"


def answer(family, prompt_index, random):
    """An answer of a model of `family` to a question; `random` decides which points it makes."""
    if prompt_index in WHOLE:
        return WHOLE[prompt_index][family][0]
    outline = OUTLINES[prompt_index]
    low, high = outline["take"]
    wanted = min(low + int(random.random() * (high - low + 1)), high)
    ranked = sorted(range(len(outline["points"])), key=lambda _: random.random())
    chosen = [outline["points"][i] for i in sorted(ranked[:wanted])]
    keyed = bool(chosen[0][0])
    points = [_point(family, number, *point) for number, point in enumerate(chosen, 1)]
    body = ("\n" if keyed else " ").join(points)
    return "\n\n".join([outline["lead"][family], body, outline["close"][family]])
