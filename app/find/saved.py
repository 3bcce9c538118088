"""The searches a reader keeps, in a TOML file that is theirs to edit: a `[[search]]` with `name` and `query` each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from app.errors import ByHeartError
from decks.atomic import write_atomically

FILE = "searches.toml"


class SearchesNotSaved(ByHeartError):
    """The file of saved searches cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A search under a name; names are unique, whatever their case."""

    name: str
    query: str


def read_searches(data_dir: Path) -> tuple[Saved, ...]:
    """The saved searches in their order; none without a file. Raises SearchesNotSaved when there is one that cannot be
    understood: it is not to be overwritten."""
    path = data_dir / FILE
    try:
        entries = tomllib.loads(path.read_bytes().decode("utf-8-sig")).get("search", [])
        return tuple(Saved(str(entry["name"]), str(entry["query"])) for entry in entries)
    except FileNotFoundError:
        return ()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise SearchesNotSaved(
            f"{path} cannot be understood ({error}): give each [[search]] a name and a query, or delete the file."
        ) from error
    except OSError as error:
        raise SearchesNotSaved(f"{path} cannot be read ({error.strerror}): allow reading it, or delete it.") from error


def save_search(data_dir: Path, search: Saved) -> tuple[Saved, ...]:
    """Keep a search, in the place of one of that name if there is one; all of them now. Raises SearchesNotSaved."""
    kept = read_searches(data_dir)
    same = [each.name.casefold() == search.name.casefold() for each in kept]
    if any(same):
        kept = tuple(search if is_same else each for each, is_same in zip(kept, same, strict=True))
    else:
        kept = (*kept, search)
    _write(data_dir / FILE, kept)
    return kept


def drop_search(data_dir: Path, name: str) -> tuple[Saved, ...]:
    """Forget a search; all that are left. Raises SearchesNotSaved."""
    kept = tuple(each for each in read_searches(data_dir) if each.name.casefold() != name.casefold())
    _write(data_dir / FILE, kept)
    return kept


def _write(path: Path, searches: tuple[Saved, ...]) -> None:
    # Imported here: writing TOML is needed only when a search is saved.
    import tomlkit

    tables = tomlkit.aot()
    for search in searches:
        table = tomlkit.table()
        table.update({"name": search.name, "query": search.query})
        tables.append(table)
    document = tomlkit.document()
    document["search"] = tables
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, tomlkit.dumps(document).encode())
    except OSError as error:
        raise SearchesNotSaved(
            f"{path} cannot be written ({error.strerror}): make room or allow writing there, then save again."
        ) from error
