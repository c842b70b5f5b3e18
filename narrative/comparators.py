"""What stands before a number and says how far it is meant: "at least 61" is not 61, and "more than 61" is "over 61"."""

from collections.abc import Sequence

from narrative.text import fold

_LISTED = {
    "at least": "at least|no fewer than|no less than|not less than|не менее|не менее чем|не меньше|как минимум|минимум|по меньшей мере"
    "|по крайней мере|ən azı|en az|mindestens|wenigstens|au moins|al menos|por lo menos|como mínimo",
    "more": "more than|over|upwards of|greater than|in excess of|более|более чем|больше|больше чем|свыше|mehr als|über|plus de|más de",
    "less": "fewer than|less than|under|below|менее|менее чем|меньше|меньше чем|weniger als|moins de|menos de",
    "at most": "at most|up to|no more than|not more than|as many as|as much as|не более|не более чем|не больше|максимум"
    "|ən çoxu|en fazla|en çok|höchstens|maximal|bis zu|jusqu'à|au plus|hasta|como máximo",
    "about": "about|around|approximately|roughly|some|circa|около|примерно|приблизительно|порядка|təxminən|təqribən|yaklaşık|etwa|rund"
    "|ungefähr|environ|quelque|unos|unas|alrededor de|cerca de|aproximadamente",
    "nearly": "nearly|almost|close to|почти|neredeyse|fast|knapp|beinahe|presque|près de|casi",
}
_MEANS = {tuple(fold(phrase).split()): meaning for meaning, listed in _LISTED.items() for phrase in listed.split("|")}
_LONGEST = max(map(len, _MEANS))


def comparator(words: Sequence[str], number: int) -> tuple[str, int]:
    """What the words right before word `number` (all folded) say of the number there, and how many they are; "" and 0 for nothing.

    Phrases of one meaning (en, ru, az, tr, de, fr, es) give the same word.
    """
    for size in range(min(_LONGEST, number), 0, -1):
        if meaning := _MEANS.get(tuple(words[number - size : number])):
            return meaning, size
    return "", 0
