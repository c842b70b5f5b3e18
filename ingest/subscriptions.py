"""The form of `config/digests.yaml`: who gets which incident's digest, when, in which time zone."""

from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator


def known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no time zone {name!r}; write it like Asia/Baku") from error
    return name


Address = Annotated[str, Field(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+$", max_length=254)]
Zone = Annotated[str, AfterValidator(known_zone)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Subscription(Strict):
    """One incident's digest to some addresses. A day is a calendar day of `time_zone`; the mail leaves at `at` after its end."""

    incident: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)
    recipients: tuple[Address, ...] = Field(min_length=1)
    time_zone: Zone = "UTC"
    at: time = time(6, 0)

    @field_validator("recipients")
    @classmethod
    def named_once(cls, recipients: tuple[str, ...]) -> tuple[str, ...]:
        if len({r.lower() for r in recipients}) < len(recipients):
            raise ValueError("a recipient is named twice")
        return recipients


class Subscriptions(Strict):
    """`digests.yaml`."""

    digests: tuple[Subscription, ...] = ()

    @field_validator("digests")
    @classmethod
    def sent_once(cls, digests: tuple[Subscription, ...]) -> tuple[Subscription, ...]:
        pairs = [f"{d.incident} → {recipient.lower()}" for d in digests for recipient in d.recipients]
        twice = sorted({pair for pair in pairs if pairs.count(pair) > 1})
        if twice:
            raise ValueError(f"would be sent twice: {', '.join(twice)}")
        return digests
