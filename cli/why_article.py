"""What is known of an article, as a person reads it: first how things stand, then what happened, in order."""

from collections.abc import Iterator, Sequence

from cli import why_due
from cli.why_lookup import Found
from cli.why_words import Paper, Row, aside, count, counted, host, in_full, odd, outcome, reason, runs, stretch, took, until
from cli.wording import instant
from db.articles import KEPT
from db.traces import ArticleTrace, LookTrace, VersionTrace
from narrative.model import SEEN


def tell(paper: Paper, article: ArticleTrace, found: Found) -> None:
    """Write down everything about an article."""
    paper.lines(*_stands(article, found))
    paper.section("Listed", [(instant(e.listed_at), f"“{_words(e.title, article)}” in {e.feed}") for e in article.entries])
    paper.section("Its addresses", [*_addresses(article)])
    paper.section("Versions", [_version(v, article) for v in article.versions])
    alike = [[one] for one in article.looks] if paper.every else [*runs(article.looks, _ended)]
    rows = [(instant(run[0].answered.captured_at), outcome(run), _brought(paper, run, article, found)) for run in alike]
    paper.section(counted("Looks", len(article.looks), len(rows)), rows)
    if article.looks:
        last = article.looks[-1]
        paper.section("The last look in full", [*in_full(last.answered, found), ("bytes", _kept(last))])
    paper.section("Its host", host(found.host))


def _stands(article: ArticleTrace, found: Found) -> Iterator[str]:
    number = f", its number {article.local_id}" if article.local_id else ""
    yield f"An article of {article.outlet_name} ({article.outlet}){number}. {_known_as(article, found)}"
    if article.withheld:
        yield (
            f"{article.withheld.notice} since {instant(article.withheld.decided_at)}, decided by {article.withheld.decided_by}. "
            "Its words and bytes are gone; what was done, and when, stays."
        )
    if article.published_at:
        yield f"Published {instant(article.published_at)} by the outlet's own word; known here since {instant(article.known_at)}."
    else:
        yield f"Known here since {instant(article.known_at)}; the feeds gave no date."
    if article.looks:
        yield _how_it_stands(article)
    yield why_due.look(article, found.as_of)
    for other in article.joined:
        yield f"Joined with it, because they turned out to be one article: {other.url} (known since {instant(other.known_at)})"


def _known_as(article: ArticleTrace, found: Found) -> str:
    """How the address that was asked for leads to this article."""
    if found.canonical == article.url:
        return "This is its own address."
    if any(alias.url == found.canonical for alias in article.aliases):
        return f"This is one of its addresses; the first one is {article.url}"
    if found.number and found.number in {article.local_id, *(j.local_id for j in article.joined)}:
        return f"This address has its number; its first address is {article.url}"
    return f"This is another spelling of one of its addresses; the first one is {article.url}"


def _how_it_stands(article: ArticleTrace) -> str:
    looks = [one.answered for one in article.looks]
    seen = sum(a.outcome in SEEN for a in looks)
    missed = next((n for n, a in enumerate(reversed(looks)) if a.outcome in SEEN), len(looks))
    of_them = "none" if not seen else "all" if seen == len(looks) else str(seen)
    said = f"{count(len(looks), 'look')}, {of_them} of which saw its text"
    if article.versions:
        last = article.versions[-1]
        said += f"; version {last.version} stands, last seen {instant(last.last_seen_at)}"
    if missed:
        why = reason(looks[-1])
        said += f". The last {count(missed, 'look') if missed > 1 else 'look'} did not: {looks[-1].outcome}{f', {why}' if why else ''}"
    return f"{said}."


def _addresses(article: ArticleTrace) -> Iterator[Row]:
    joined = {j.url for j in article.joined}
    if article.url not in {a.url for a in article.aliases}:
        yield instant(article.known_at), "own", article.url
    for alias in article.aliases:
        kind = "own" if alias.url == article.url else f"{alias.kind}, joined" if alias.url in joined else alias.kind
        yield instant(alias.known_at), kind, alias.url


def _version(version: VersionTrace, article: ArticleTrace) -> Row:
    seen = f"seen {count(version.looks, 'time')}{until(version.first_seen_at, version.last_seen_at)}"
    words = f"“{_words(version.headline, article)}”, {count(version.words, 'word')}; {seen}"
    return str(version.version), instant(version.first_seen_at), words + _of(version.article_id, article)


def _of(article_id: int, article: ArticleTrace) -> str:
    """Whose it is, where that is the article that was joined."""
    return next((f", of {j.url}" for j in article.joined if j.id == article_id), "")


def _ended(one: LookTrace) -> object:
    return one.answered.outcome, one.article_id, one.version, one.opened


def _brought(paper: Paper, run: Sequence[LookTrace], article: ArticleTrace, found: Found) -> str:
    """All that is to be said of one look, or of those in a row that ended alike."""
    last = run[-1]
    said = [stretch(run), _seen(last, article), *odd(last.answered, found)]
    if len(run) == 1:
        kept = "kept" if last.kept == KEPT else f"not kept ({last.kept})"
        said += [took(last.answered), f"bytes {kept}", f"look {last.id}", *(aside(last.answered) if paper.every else ())]
    return "; ".join(filter(None, said))


def _seen(one: LookTrace, article: ArticleTrace) -> str:
    if one.version is None:
        return ""
    hidden = " in other bytes" if one.hidden else ""
    return f"{'opened' if one.opened else 'saw'} version {one.version}{_of(one.article_id, article)}{hidden}"


def _kept(one: LookTrace) -> str:
    if one.kept == KEPT:
        return f"kept: `palimpsest evidence show {one.id}` writes them out"
    return f"not kept: {one.kept}"


def _words(words: str, article: ArticleTrace) -> str:
    return article.withheld.notice if article.withheld else words
