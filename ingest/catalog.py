"""Reads what is watched: outlets and their feeds, incident definitions. Every mistake is located to file, line and field."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from narrative.definition import Compiled, Definition, compile_definition
from narrative.errors import BadInput

Model = TypeVar("Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Feed(_Strict):
    """One RSS, RDF, Atom or JSON Feed address of an outlet."""

    url: str = Field(pattern=r"^https?://[^/\s]+", max_length=2000)
    verified_on: date | None = Field(None, description="the last day on which the address was seen to answer with entries")


class Outlet(_Strict):
    """Who publishes. `id` is how the store, the digest and a person at the terminal name it."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)
    name: str = Field(min_length=1)
    country: str = Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")
    language: str = Field(pattern=r"^[a-z]{2,3}$", description="ISO 639")
    ownership: Literal["state", "public", "private", "unknown"] = "unknown"
    owner: str | None = Field(None, pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80, description="outlets of one owner are one voice")
    wire: bool = Field(False, description="others reprint its texts")
    home: str = Field("", pattern=r"^(https?://[^/\s]+.*)?$")
    role: Literal["press", "primary"] = Field("press", description="primary: speaks for itself (a government, an airline, an investigator)")
    article_id: str = Field("", description="a regular expression: its group is the outlet's number of an article, in path and query")
    feeds: tuple[Feed, ...] = ()

    @field_validator("article_id")
    @classmethod
    def has_one_group(cls, rule: str) -> str:
        try:
            groups = re.compile(rule).groups
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        if rule and groups != 1:
            raise ValueError(f"one group is expected, the number itself; this has {groups}")
        if re.match(r"\^?https?", rule):
            raise ValueError("path and query are searched, without scheme and host: this would never be found")
        return rule


class Feeds(_Strict):
    """`feeds.yaml`."""

    outlets: tuple[Outlet, ...] = Field(min_length=1)

    @field_validator("outlets")
    @classmethod
    def named_once(cls, outlets: tuple[Outlet, ...]) -> tuple[Outlet, ...]:
        for what, names in (("id", [o.id for o in outlets]), ("feed", [f.url for o in outlets for f in o.feeds])):
            twice = sorted({n for n in names if names.count(n) > 1})
            if twice:
                raise ValueError(f"{what} named twice: {', '.join(twice)}")
        return outlets

    @field_validator("outlets")
    @classmethod
    def owners_are_last(cls, outlets: tuple[Outlet, ...]) -> tuple[Outlet, ...]:
        """An outlet that owns others speaks with their voice: it cannot have one of somebody else's."""
        owners = {o.owner for o in outlets}
        if owned := sorted(o.id for o in outlets if o.id in owners and o.owner not in (None, o.id)):
            raise ValueError(f"owner of others, and owned by another: {', '.join(owned)}; name the last owner everywhere")
        return outlets


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: its text, and the hash by which its version is known."""

    path: Path
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_source(path: Path) -> Source:
    """Raises BadInput when the file is not there or is not UTF-8."""
    try:
        return Source(path, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error


def read_yaml(path: Path, model: type[Model]) -> Model:
    """A validated value out of one YAML file. Raises BadInput with one line for each mistake: file, line, field, expected."""
    return parse_yaml(read_source(path), model)


def parse_yaml(source: Source, model: type[Model]) -> Model:
    """`read_yaml` for a text already in hand."""
    try:
        loader = _Loader(source.text)
        root = loader.get_single_node()
        data = loader.construct_document(root) if root else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput(f"{source.path}:{line}: not YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = source.text.count("\n", 0, error.position) + 1
        raise BadInput(f"{source.path}:{line}: not YAML: {error.reason}") from error
    try:
        return model.model_validate(data if data is not None else {})
    except ValidationError as error:
        raise BadInput("\n".join(_located(source.path, root, loc, message) for loc, message in _mistakes(error))) from error


class _Loader(yaml.SafeLoader):
    """YAML as people mean it: `NO` is Norway, `18:30` a time of day, and a field that is written twice is a mistake.

    What is no scalar of its kind (30 February) stays text, so that the model, which knows the field, complains.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key in (k for k, _ in node.value if isinstance(k, yaml.ScalarNode) and k.value != "<<"):
            if key.value in seen:
                raise yaml.constructor.ConstructorError(problem=f"{key.value} is written twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def plain_bool(self, node: yaml.ScalarNode) -> bool | str:
        return {"true": True, "false": False}.get(node.value.lower(), str(node.value))

    def plain_int(self, node: yaml.ScalarNode) -> int | str:
        return str(node.value) if ":" in node.value else self.construct_yaml_int(node)

    def plain_float(self, node: yaml.ScalarNode) -> float | str:
        return str(node.value) if ":" in node.value else self.construct_yaml_float(node)

    def plain_day(self, node: yaml.ScalarNode) -> Any:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:bool", _Loader.plain_bool)
_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.plain_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.plain_float)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.plain_day)


def _mistakes(error: ValidationError) -> list[tuple[tuple[int | str, ...], str]]:
    """Where and what. A list is not also called too short because what it holds is wrong."""
    found = [(e["loc"], e["msg"], e["type"]) for e in error.errors()]
    inner = {loc[:depth] for loc, _, _ in found for depth in range(len(loc))}
    return [(loc, message) for loc, message, kind in found if kind != "too_short" or loc not in inner]


def line_of(source: Source, loc: Sequence[int | str]) -> int:
    """The line on which a field of a file that was read stands; of a field that it lacks, what lacks it."""
    return _line(_Loader(source.text).get_single_node(), loc)


def _located(path: Path, root: yaml.Node | None, loc: Sequence[int | str], message: str) -> str:
    line = _line(root, loc)
    field = ".".join(map(str, loc)) or "(whole file)"
    return f"{path}:{line}: {field}: {message}"


def _line(node: yaml.Node | None, loc: Sequence[int | str]) -> int:
    """The line of the deepest part of `loc` that the file has; a missing field is located at what lacks it."""
    line = node.start_mark.line + 1 if node else 1
    for step in loc:
        found = _child(node, step)
        if found is None:
            continue  # pydantic also puts the names of union members and validators into a location
        key, node = found
        line = key.start_mark.line + 1
    return line


def _child(node: Any, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


@dataclass(frozen=True, slots=True)
class Watched:
    """One incident as it is judged now: its definition, compiled, and the file it came from."""

    definition: Definition
    compiled: Compiled
    source: Source


def read_incident(path: Path) -> Watched:
    """One incident's definition, ready to judge by. Raises BadInput."""
    source = read_source(path)
    definition = parse_yaml(source, Definition)
    return Watched(definition, compile_definition(definition), source)


def definition_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The given files, and of each given folder the YAML files in it, by the order of their names."""
    return tuple(f for path in paths for f in (sorted(path.glob("*.yaml")) if path.is_dir() else [path]))


def chosen(paths: Sequence[Path], incident: str) -> tuple[tuple[Watched, ...], tuple[str, ...]]:
    """Every definition of the given files and folders, and the ids of those that are asked for: all, one by its id, or one by its file.

    A file outside of them counts instead of one with its id. Raises BadInput.
    """
    known = {w.definition.id: w for w in read_incidents(paths)}
    if not incident:
        return tuple(known.values()), tuple(known)
    if incident not in known:
        if not Path(incident).is_file():
            raise BadInput(f"--incident {incident}: neither a definition file nor one of {', '.join(known) or 'none'}")
        one = read_incident(Path(incident))
        known, incident = known | {one.definition.id: one}, one.definition.id
    return tuple(known.values()), (incident,)


def read_incidents(paths: Sequence[Path]) -> tuple[Watched, ...]:
    """Every definition of the given files and folders, by the order of their names. Raises BadInput."""
    watched = tuple(read_incident(f) for f in definition_files(paths))
    ids = [w.definition.id for w in watched]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise BadInput(f"{', '.join(map(str, paths))}: incident defined twice: {', '.join(twice)}")
    return watched
