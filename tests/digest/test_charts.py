"""The bars: how many outlets put each claim how."""

from digest.charts import Shade, bars
from digest.content import Position, Said
from narrative.model import Certainty, Polarity
from tests.digest.examples import busy


def test_the_most_carried_claim_stands_first_with_its_numbers_in_words() -> None:
    first = bars(busy().positions)[0]
    assert first.claim == "hit by air defence"
    assert first.words == "1 attributed, 1 hedged, 1 denied"
    assert [s.percent for s in first.segments] == [20, 20, 20]
    assert first.rest == 40


def test_a_bar_that_every_outlet_fills_has_no_rest() -> None:
    said = (Said("x", Polarity.AFFIRM, Certainty.ASSERTED),)
    [bar] = bars(tuple(Position(name, said) for name in "abc"))
    assert [(s.shade, s.percent) for s in bar.segments] == [(Shade.ASSERTED, 100)]
    assert bar.rest == 0


def test_a_negated_claim_counts_as_denied_however_firmly() -> None:
    [bar] = bars((Position("a", (Said("x", Polarity.NEGATE, Certainty.ATTRIBUTED),)),))
    assert bar.words == "1 denied"


def test_no_position_no_bar() -> None:
    assert bars(()) == ()
    assert bars((Position("a", ()),)) == ()
