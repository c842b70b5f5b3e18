"""How digests leave the house: `PALIMPSEST_…` in the environment. Without `PALIMPSEST_SMTP_HOST` they go into a folder."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _as_seconds(value: Any) -> Any:
    """The environment has only text; `30` in it means seconds."""
    return float(value) if isinstance(value, str) and value.replace(".", "", 1).isdigit() else value


Span = Annotated[timedelta, BeforeValidator(_as_seconds), Field(gt=timedelta(0))]
"""Seconds, or ISO 8601 such as `PT30S`."""


class DigestSettings(BaseSettings):
    """From whom digests come and where they go. No password is built in, and none is sent over a line that others can read."""

    model_config = SettingsConfigDict(env_prefix="PALIMPSEST_")

    sender: str = Field("Palimpsest <palimpsest@localhost>", pattern=r"^([^\r\n<>@]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$")
    public_base_url: str = Field("", pattern=r"^(https?://[^/\s]+.*)?$", description="where digests can be read on the web, if anywhere")
    unsubscribe_address: str = Field("", pattern=r"^([^\s@<>]+@[^\s@<>]+)?$")
    unsubscribe_url: str = Field("", pattern=r"^(https://[^\s<>]+)?$", description="`{recipient}` in it is filled in")
    digests_folder: Path = Field(Path("var/live/digests"), description="where digests go while no smtp_host is named")
    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "plain"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    smtp_timeout: Span = Field(timedelta(seconds=30), description="for each step on the line")
    smtp_patience: Span = Field(
        timedelta(minutes=10), description="for the answer to the text: RFC 5321, 4.5.3.2.6; giving up early makes doubles"
    )

    @model_validator(mode="after")
    def keeps_the_password(self) -> "DigestSettings":
        if bool(self.smtp_user) != (self.smtp_password is not None):
            raise ValueError("smtp_user and smtp_password come together or not at all")
        if self.smtp_user and self.smtp_security == "plain" and self.smtp_host not in LOOPBACK:
            raise ValueError("smtp_security: plain would send the password in the clear; use starttls or tls")
        return self
