"""The text of a JSON Feed (1.0, 1.1, and what calls itself one) → what it lists. Pure."""

import json
from typing import Any

from ingest.entries import Item, Listing, Said, newest


def read_json_feed(text: str) -> Listing:
    """What the feed lists, or the reason why it is none. A field of another type than the format says is as good as absent.

    Numbers stay as they are written: ids are numbers in many feeds although the format forbids it, some longer than Python takes.
    """
    try:
        feed = json.loads(text, strict=False, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        return Listing(reason=f"not a feed: not JSON: {error}")
    if not isinstance(feed, dict):
        return Listing(reason="not a feed: JSON, but no object")
    listed = feed.get("items", [] if "jsonfeed.org" in str(feed.get("version")) else None)
    if not isinstance(listed, list):
        return Listing(reason="not a feed: JSON without a list of items")
    items, unread = newest([_item(one) if isinstance(one, dict) else Item() for one in listed])
    return Listing(items, unread=unread)


def _item(one: dict[str, Any]) -> Item:
    words = [_text(one, name) for name in ("summary", "content_text", "content_html")]
    guid = _text(one, "id")
    return Item(
        guid=guid,
        links=tuple(filter(None, [_text(one, "url"), _text(one, "external_url"), guid if _is_address(guid) else ""])),
        title=_text(one, "title"),
        summary=next(filter(None, words), ""),
        published=Said(_text(one, "date_published")),
        updated=Said(_text(one, "date_modified")),
    )


def _text(one: dict[str, Any], name: str) -> str:
    value = one.get(name)
    return value.strip() if isinstance(value, str) else ""


def _is_address(guid: str) -> bool:
    return guid.lower().startswith(("http://", "https://"))
