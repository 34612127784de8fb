"""What does a request that is not recorded differ in from the nearest one that is?

Nearest: of the same model, with the fewest parts that differ, the same messages first, then the newest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extract.cache.key import Description, canonical
from extract.cache.store import AnswerStore

SCAN_LIMIT = 5_000
"""So many of a model's newest entries are looked at, once a run."""

_NAMES = {"response_format": "schema", "endpoint": "endpoint", "repeat": "repeat", "messages": "messages"}


@dataclass
class Index:
    """Of some thousand entries what a comparison needs: a handful of shapes, and who shares messages.

    A shape is all of a description but its messages; a run has one or a few. So a miss is compared with
    the shapes and with the entries of its own messages, not with every entry.
    """

    shapes: dict[bytes, Description] = field(default_factory=dict)
    same_messages: dict[str, list[Description]] = field(default_factory=dict)

    @classmethod
    def of(cls, descriptions: Iterable[Description]) -> Index:
        index = cls()
        for description in descriptions:
            shape = canonical({**description, "messages": None})
            index.shapes.setdefault(shape, description)
            index.same_messages.setdefault(description["messages"], []).append(description)
        return index

    def nearest(self, wanted: Description) -> Description | None:
        candidates = [*self.same_messages.get(wanted["messages"], ()), *self.shapes.values()]
        return min(candidates, key=lambda known: len(list(differences(wanted, known))), default=None)


def index_of(store: AnswerStore, model: str) -> Index:
    return Index.of(store.descriptions(model, limit=SCAN_LIMIT))


def differences(wanted: Description, known: Description) -> Iterator[tuple[str, object, object]]:
    """Name, wanted and recorded value of each part that is another one."""
    for part, name in _NAMES.items():
        if wanted[part] != known[part]:
            yield name, wanted[part], known[part]
    for name in sorted({*wanted["parameters"], *known["parameters"]}):
        pair = (wanted["parameters"].get(name, "absent"), known["parameters"].get(name, "absent"))
        if pair[0] != pair[1]:
            yield f"parameter {name}", *pair
    if wanted["version"] != known["version"]:
        yield "key version", wanted["version"], known["version"]


def explain(store: AnswerStore, index: Index, wanted: Description) -> str:
    """One line: which part is not as recorded, and which parts are."""
    known = index.nearest(wanted)
    if known is None:
        return f"no answer of {wanted['model']} is recorded; {_recorded_models(store)}"
    changed = list(differences(wanted, known))
    same = [name for name in ("model", "schema", "messages") if name not in [part for part, *_ in changed]]
    same += ["parameters"] * (not any(part.startswith("parameter ") for part, *_ in changed))
    return f"{'; '.join(_told(*change) for change in changed)}; {_listed(same)} as recorded"


def _told(name: str, wanted: object, known: object) -> str:
    if name == "messages":
        return "messages differ (prompt or article changed)"
    if "absent" in (wanted, known):
        return f"{name} differs ({'not given now' if wanted == 'absent' else 'not given then'})"
    if isinstance(wanted, str) or isinstance(known, str):  # digests say nothing to a reader
        return f"{name} differs"
    return f"{name} differs (now {wanted}, recorded {known})"


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _recorded_models(store: AnswerStore) -> str:
    rows = store.query("SELECT DISTINCT tag FROM Cache ORDER BY tag LIMIT 5")
    return (
        f"recorded are answers of {', '.join(str(tag) for (tag,) in rows)}" if rows else "the cache is empty"
    )
