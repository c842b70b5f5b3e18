"""What every file of a story is written in: models that know each of their fields, names, and instants in UTC."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field


def in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Instant = Annotated[AwareDatetime, AfterValidator(in_utc)]
Language = Annotated[str, Field(pattern=r"^([a-z]{2,3})?$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
