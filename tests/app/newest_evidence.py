"""The evidence of a card's newest review that has any, as its history tells it."""

from app.storage.progress import Progress
from app.storage.records import Evidence


def newest_evidence(progress: Progress, card_id: str) -> Evidence | None:
    """None while there is none."""
    found = [event.evidence for event in progress.history_of(card_id) if event.evidence is not None]
    return found[-1] if found else None
