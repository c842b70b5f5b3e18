"""What an operator can set for ingestion, with the prefix `PALIMPSEST_`."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.schedule import CAP, CHANCE, OLD


class IngestSettings(BaseSettings):
    """Every value can be set by an environment variable, e.g. `PALIMPSEST_CONTACT`."""

    model_config = SettingsConfigDict(env_prefix="PALIMPSEST_")

    feeds_file: Path = Field(Path("config/feeds.yaml"), description="the outlets that are watched, and their feeds")
    incidents: tuple[Path, ...] = Field((Path("config/incidents"),), description="definition files, or folders of them")
    digests_file: Path = Field(Path("config/digests.yaml"), description="who gets which digest")
    evidence_dir: Path = Field(Path("var/live/evidence"), description="WARC files: the bytes as received")

    contact: str = Field("https://example.org/palimpsest", description="stands in the User-Agent, so that an outlet can complain")
    host_delay_seconds: float = Field(2.0, ge=0, description="between two requests to one host, whichever process sends them")
    host_concurrency: int = Field(1, ge=1, le=8, description="requests under way at once to one host in one process")
    host_budget: int = Field(5_000, ge=1, description="requests a day to one host, all processes together")
    look_chance: float = Field(CHANCE, gt=0, lt=1, description="of an edit in an hour, from which a look at the article is worth a request")
    look_cap: float = Field(CAP, gt=0, le=1_000, description="between two looks at an article, as a share of its age; at least an hour")
    look_days: float = Field(OLD.days, gt=0, le=366, description="between two looks at an article, however old it is")
    concurrency: int = Field(16, ge=1, le=200, description="requests under way at once in one process")
    connect_seconds: float = Field(10.0, gt=0)
    read_seconds: float = Field(15.0, gt=0, description="without a single byte")
    total_seconds: float = Field(30.0, gt=0, description="from the first byte sent to the last received, for one hop")
    most_wire_bytes: int = Field(5_000_000, gt=0, description="of a body as it travels")
    most_bytes: int = Field(10_000_000, gt=0, description="of a decompressed body")
    proxy: str = Field("", pattern=r"^(https?://\S+)?$", description="an egress proxy; see the operators' guide: it resolves names itself")

    extract_workers: int = Field(2, ge=1, le=32, description="processes in which pages are read")
    extract_seconds: float = Field(20.0, gt=0, description="for one page; then its process is killed")
    extract_megabytes: int = Field(2_048, ge=512, description="of memory for one such process")
    noarchive: Literal["obey", "ignore"] = Field("obey", description="obey: no bytes are kept of a page that says noarchive")

    allow_addresses: tuple[IPv4Network | IPv6Network, ...] = Field((), description="non-public networks that may be connected to")
    resolve: dict[str, str] = Field(
        default_factory=dict, description='host patterns to fixed addresses, e.g. {"*.test": "127.0.0.1:8700"}; for the bundled story'
    )

    @property
    def user_agent(self) -> str:
        return f"Palimpsest/0.1 (news archive; {self.contact})"
