"""Near-duplicates: how well they are found, how fast, and how fast still with a million texts stored, beside datasketch and rensa.

    python -m bench.duplicates                       invented articles and copies of them
    python -m bench.duplicates TEXTS.jsonl.gz        labelled ones: id, gold (whoever has the same is a copy), kind, host, text; .gz or not
    python -m bench.duplicates --stored 100000       beside so many; 0 leaves that out
    python -m bench.duplicates --quick               fewer texts, one round: to see that it works

The peers keep all in memory and answer with candidates; ours is the stage as it runs, on a store on disk: it reads the texts, compares
them word for word, and writes fingerprints, overlaps, judgments and memberships. What each costs is printed by the clock on the wall and,
in brackets, by the processor: on a busy machine the second holds.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import agreement, copies, fingerprints, stage, stored
from bench.agreement import Quality
from bench.copies import Labelled
from bench.stage import Cost

LONG = 400
"""Words from which an article is a long one."""
INVENTED, ROUNDS = 4_000, 5
QUICK_TEXTS, QUICK_ROUNDS, QUICK_STORED = 400, 1, 20_000
STORED = 1_000_000
COPIED = 0.2
"""Share of copies in the second of two streams: the labelled texts are mostly copies, which cost most."""
LEAST_PRECISION, LEAST_F1, LEAST_PLAIN_F1, LEAST_WIRE = 0.995, 0.955, 0.98, 0.9
LEAST_RATIO, LEAST_SHARE = 2.5, 0.75


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, and how often."""

    texts: Sequence[Labelled]
    rounds: int
    stored: int


def planned(arguments: Sequence[str]) -> Plan:
    parser = argparse.ArgumentParser(prog="python -m bench.duplicates")
    parser.add_argument("texts", nargs="?", type=Path)
    parser.add_argument("--stored", type=int)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args(arguments)
    most = QUICK_TEXTS if given.quick else INVENTED
    texts = copies.read(given.texts) if given.texts else copies.invented(most)
    count = given.stored if given.stored is not None else QUICK_STORED if given.quick else STORED
    return Plan(texts[:most] if given.quick else texts, QUICK_ROUNDS if given.quick else ROUNDS, count)


def described(texts: Sequence[Labelled]) -> str:
    words = sum(text.words for text in texts) / len(texts)
    return f"{len(texts):,} texts of {words:.0f} words, {copies.copied(texts):.0%} of them copies"


def show_quality(texts: Sequence[Labelled]) -> None:
    print(f"\nWhat is found: {described(texts)}")
    found = {name: agreement.quality(texts, way(texts)) for name, way in agreement.WAYS.items()}
    ours = found["ours"]
    for name, quality in found.items():
        print(_quality(name, quality))
    kinds = {kind: [quality.recalls[kind] for quality in found.values()] for kind in ours.recalls}
    print(f"  recall by kind, {' / '.join(found)}: " + ", ".join(f"{kind} {a:.3f} / {b:.3f}" for kind, (a, b) in kinds.items()))
    wire = ours.recalls.get(copies.WIRE, 1.0)
    print(f"  precision {ours.whole.precision:.4f} (at least {LEAST_PRECISION}), F1 {ours.whole.f1:.4f} (at least {LEAST_F1});", end=" ")
    print(
        f"without paraphrases {ours.without_paraphrase.f1:.4f} (at least {LEAST_PLAIN_F1}); wire recall {wire:.3f} (at least {LEAST_WIRE});"
    )
    margin = ours.whole.f1 - found["datasketch"].whole.f1
    print(f"  seeds merged {ours.seeds} (0); F1 above datasketch's by {margin:.3f}", flush=True)


def _quality(name: str, found: Quality) -> str:
    whole, plain = found.whole, found.without_paraphrase
    return (
        f"  {name:<12} P {whole.precision:.4f}  R {whole.recall:.4f}  F1 {whole.f1:.4f}  without paraphrases P {plain.precision:.4f}"
        f"  R {plain.recall:.4f}  F1 {plain.f1:.4f}  seeds merged {found.seeds}"
    )


def show_fingerprints(texts: Sequence[Labelled]) -> None:
    bodies = [text.text for text in texts if fingerprints.LEAST <= text.words <= fingerprints.MOST][: fingerprints.TEXTS]
    bodies = bodies or fingerprints.generated(fingerprints.BATCH)
    print(f"\nFrom a text to its fingerprints: {len(bodies)} texts of {fingerprints.LEAST} to {fingerprints.MOST} words, processor time")
    found = fingerprints.measured(bodies)
    for name, cost in found.items():
        print(f"  {name:<30} {cost:8.1f} us {1e6 / cost:10,.0f} texts/s")
    for peer, least in fingerprints.BARS.items():
        print(f"  {peer} / ours: {found[peer] / found['ours, 50 at once']:.1f} (at least {least:.0f})", flush=True)


def show_end_to_end(name: str, texts: Sequence[Labelled], rounds: int, least: str = "") -> None:
    print(f"\nEnd to end, {name}: {described(texts)}; median of {rounds} rounds")
    with TemporaryDirectory() as folder:
        found = stage.end_to_end(texts, Path(folder), rounds)
    for who, cost in found.costs.items():
        where = "store on disk" if who == "ours" else "in memory"
        print(f"  {who + ', ' + where:<26} {rates(cost, len(texts))}")
    for peer in stage.PEERS:
        wall, processor = found.costs[peer].times(found.costs["ours"])
        print(f"  {peer} / ours: {wall:.2f} ({processor:.2f}){least if peer == 'datasketch' else ''}")
    written = ", ".join(f"{n:,} of {table}" for table, n in found.written.items())
    print(f"  written: {written}; the index has {found.bytes_of_index / len(texts):.0f} bytes for a text", flush=True)


def rates(cost: Cost, texts: float = 1) -> str:
    a_text = cost.over(texts)
    return f"{1 / a_text.wall:8,.0f} texts/s ({1 / a_text.processor:,.0f})"


def show_stored(texts: Sequence[Labelled], count: int) -> None:
    print(f"\nBeside {count:,} texts: {described(texts)}")
    with TemporaryDirectory() as folder:
        found = stored.measured(texts, count, Path(folder))
    whole = found.filled.plus(found.folding)
    bare = whole.plus(found.pending.over(-found.run))
    print(f"  in an empty store          {rates(found.empty)}")
    print(f"  in the filled one          {rates(bare)}, its part of a fold included")
    wall, processor = found.empty.times(bare)
    print(f"  share of the empty store's rate: {wall:.2f} ({processor:.2f}) (at least {LEAST_SHARE})")
    wall, processor = found.empty.times(whole)
    print(f"  with what a run of {found.run} texts begins with, to see what has to be judged ({found.pending.wall:.2f} s):", end=" ")
    print(f"{wall:.2f} ({processor:.2f})")
    print(
        f"  looking for candidates {found.look_up.wall * 1e6:.0f} us a text; the index has {found.bytes_of_index:.0f} bytes for a text",
        flush=True,
    )


def main(arguments: Sequence[str]) -> None:
    plan = planned(arguments)
    show_quality(plan.texts)
    show_fingerprints(plan.texts)
    long = [text for text in plan.texts if text.words >= LONG]
    show_end_to_end("long articles", long, plan.rounds, f" (at least {LEAST_RATIO})")
    show_end_to_end("long articles, fewer copies", copies.thinned(long, COPIED), plan.rounds)
    show_end_to_end("all lengths", plan.texts, plan.rounds)
    if plan.stored:
        show_stored(plan.texts, plan.stored)


if __name__ == "__main__":
    main(sys.argv[1:])
