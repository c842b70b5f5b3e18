"""Settings out of the environment, and the form of config/digests.yaml."""

from datetime import time, timedelta
from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr, ValidationError

from digest.settings import DigestSettings
from ingest.subscriptions import Subscriptions

ONE = {"incident": "azal-8243", "recipients": ["desk@example.org"]}


def test_no_password_is_built_in() -> None:
    assert DigestSettings.model_fields["smtp_password"].default is None


def test_a_password_is_not_shown() -> None:
    shown = repr(DigestSettings(smtp_host="mail.example", smtp_user="u", smtp_password=SecretStr("hunter2")))
    assert "smtp_password" in shown
    assert "hunter2" not in shown


@pytest.mark.parametrize("given", [{"smtp_user": "u"}, {"smtp_password": SecretStr("p")}])
def test_user_and_password_come_together(given) -> None:
    with pytest.raises(ValidationError, match="together"):
        DigestSettings(**given)


def test_a_password_never_goes_over_an_open_line() -> None:
    login = {"smtp_user": "u", "smtp_password": SecretStr("p"), "smtp_security": "plain"}
    with pytest.raises(ValidationError, match="in the clear"):
        DigestSettings(smtp_host="mail.example", **login)
    assert DigestSettings(smtp_host="127.0.0.1", **login).smtp_user == "u"


@pytest.mark.parametrize(("given", "seconds"), [("30", 30), ("2.5", 2.5), ("PT1M", 60)])
def test_a_timeout_is_seconds_or_iso_8601(given: str, seconds: float) -> None:
    assert DigestSettings(smtp_timeout=given).smtp_timeout == timedelta(seconds=seconds)


def test_a_timeout_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError):
        DigestSettings(smtp_timeout="0")


@pytest.mark.parametrize("sender", ["nobody", "a@b@c", "a@b\r\nBcc: x@y", "Name <a@b", ""])
def test_a_sender_is_one_address(sender: str) -> None:
    with pytest.raises(ValidationError):
        DigestSettings(sender=sender)


def test_the_shipped_subscriptions_are_valid() -> None:
    file = Path(__file__).parents[2] / "config" / "digests.yaml"
    [first, *_] = Subscriptions.model_validate(yaml.safe_load(file.read_text("utf-8"))).digests
    assert (first.incident, first.time_zone, first.at) == ("azal-8243", "Asia/Baku", time(6, 0))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"time_zone": "Baku"}, "no time zone 'Baku'"),
        ({"time_zone": "../../etc/passwd"}, "no time zone"),
        ({"recipients": []}, "at least 1"),
        ({"recipients": ["desk"]}, "pattern"),
        ({"recipients": ["a@b.org\nBcc: c@d.org"]}, "pattern"),
        ({"recipients": ["a@b.org", "A@b.org"]}, "named twice"),
        ({"incident": "AZAL 8243"}, "pattern"),
        ({"recipient": "a@b.org"}, "Extra inputs"),
    ],
)
def test_a_mistake_is_named(change, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Subscriptions.model_validate({"digests": [ONE | change]})


def test_nobody_gets_one_digest_twice() -> None:
    with pytest.raises(ValidationError, match=r"would be sent twice: azal-8243 → desk@example\.org"):
        Subscriptions.model_validate({"digests": [ONE, ONE | {"time_zone": "Asia/Baku"}]})
