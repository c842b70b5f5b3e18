"""Which characters a store can keep. Pure."""


def storable(text: str) -> str:
    """The text without NUL, with surrogate pairs joined and lone surrogates replaced: SQLite and PostgreSQL keep the rest."""
    if text.isascii():
        return text.replace("\x00", "")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")
