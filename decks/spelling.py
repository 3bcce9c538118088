"""British spelling with -ize (Oxford), for the bank: a list of words, not a dictionary."""

import re
from collections.abc import Iterator

from decks.fence import MASK, mask_code

# American -> British, each with the endings it takes. `license` is left out: as a verb it is British too.
_AMERICAN = {
    "behavior": ("behaviour", "s al ally"),
    "color": ("colour", "s ed ing ful"),
    "favor": ("favour", "s ed ing ite ites able"),
    "flavor": ("flavour", "s ed"),
    "honor": ("honour", "s ed ing able"),
    "neighbor": ("neighbour", "s ing hood"),
    "labor": ("labour", "s"),
    "catalog": ("catalogue", "s"),
    "center": ("centre", "s"),
    "gray": ("grey", "s"),
    "defense": ("defence", "s"),
    "offense": ("offence", "s"),
    "skeptical": ("sceptical", ""),
    "canceled": ("cancelled", ""),
    "canceling": ("cancelling", ""),
    "labeled": ("labelled", ""),
    "labeling": ("labelling", ""),
    "modeled": ("modelled", ""),
    "signaled": ("signalled", ""),
    "signaling": ("signalling", ""),
    "traveled": ("travelled", ""),
    "traveling": ("travelling", ""),
    "tunneled": ("tunnelled", ""),
    "tunneling": ("tunnelling", ""),
    "fulfill": ("fulfil", "s"),
    "analyze": ("analyse", "s d"),
    "analyzing": ("analysing", ""),
}
# Words in -ise that Oxford spells with -ize. Words such as `advise` or `compromise` are always -ise.
_STEMS = """amort author canonical capital categor central character custom de-normal de-serial decentral denormal
    deserial emphas final general global initial internal jeopard local material maxim minim modern monet neutral
    normal optim organ parallel penal personal popular prior random real recogn reorgan sanit serial special stabil
    standard summar symbol synchron synthes token util virtual visual"""
_ENDINGS = "e es ed er ers ing able ation ations ational"
_WORDS: dict[str, str] = {}
for _stem, (_british, _endings) in _AMERICAN.items():
    for _ending in ("", *_endings.split()):
        _WORDS[_stem + _ending] = _british + _ending
for _stem in _STEMS.split():
    for _ending in _ENDINGS.split():
        _WORDS[f"{_stem}is{_ending}"] = f"{_stem}iz{_ending}"

_WORD = re.compile(r"(?<![\w/.@#-])[A-Za-z][A-Za-z-]*(?![\w/@]|\.\w)")
# What is somebody else's wording: addresses, link targets and short quotations (header names, titles, messages).
_NOT_OURS = re.compile(r"https?://\S+|\]\([^()\n]*\)|\"[^\"\n]{1,80}\"")
_SENTENCE_START = re.compile(r"(?:[.!?:]\s+|(?:^|\n)\s*(?:(?:[-*+>]|\d+\.|\[[ xX]\])\s*)*)[*_(]*$")


def find_misspellings(markdown: str) -> Iterator[tuple[str, str]]:
    """Each word that is not British with -ize, as written, and what to write instead.

    Code, addresses, quotations and names are left alone: a capitalised word inside a sentence is a name
    (`Developer Center`), and so is one with dashes and capitals (`Color-Profile`).
    """
    text = _NOT_OURS.sub(lambda match: MASK * len(match[0]), mask_code(markdown))
    for match in _WORD.finditer(text):
        word = match[0]
        for part in (word, *word.split("-")) if "-" in word else (word,):
            better = _WORDS.get(part.lower())
            if better is None:
                continue
            if part[0].isupper() and not _SENTENCE_START.search(text[max(0, match.start() - 80) : match.start()]):
                continue
            yield part, better.capitalize() if part[0].isupper() else better
            break
