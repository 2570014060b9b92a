"""Owns the guess, from some bytes, which encoding a file is in that does not say it and is no UTF-8.

Does not read files, nor see whether a guess holds for the whole of a file: `text_encoding.py` does.

charset-normalizer leaves out every encoding in which the bytes are no sensible text. Among those that are left, the
one wins whose letters belong together in one language: in some 8-bit encodings nearly every byte is a letter, and
only a language tells that an `é` beside a `č` is unlikely.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final

_SAMPLE: Final = 16 << 10
"""Bytes that are looked at."""

_WHOLE: Final = 8 << 10
"""Bytes below which what is looked at was not cut off, but is all there is."""

_SURE: Final = 0.8
"""How much of what is not ASCII has to be letters of one language, or signs that stand where they belong."""

_FEWEST_WIDE: Final = 8
"""Bytes from which on zeros in every second place are no accident."""

_CANDIDATES: Final = (
    "cp1252", "cp1251", "koi8-r", "cp1250", "shift_jis", "cp932", "euc_jp", "gb18030", "big5", "cp950", "euc_kr",
    "cp949", "cp1253", "cp1254", "iso8859-2", "iso8859-15", "cp1255", "iso8859-8", "cp1256", "iso8859-6", "cp1257",
    "koi8-u", "iso8859-7", "iso8859-9", "cp850", "cp866", "cp437", "cp852", "mac-roman", "mac-cyrillic",
    "iso8859-5", "iso8859-13", "cp874",
)  # fmt: skip
"""What can be guessed, the usual ones first: of two in which a text is the same, the first wins."""

_MOST_CHAOS: Final = 0.4
"""What charset-normalizer may find odd about a text; short ones with many accents come near."""

_LESS_FOR_CAPITALS: Final = 0.05

_EAST_ASIAN: Final = frozenset(
    ("shift_jis", "cp932", "euc_jp", "gb18030", "big5", "cp950", "euc_kr", "cp949")
)

_LATIN: Final = (
    "äöüß",  # German
    "àâæçéèêëîïôœùûü",  # French; its ÿ stands in a few names only, and FF is met in what is no text
    "áéíñóúüªº",  # Spanish
    "áâãàçéêíóôõúüªº",  # Portuguese
    "àéèìíîòóù",  # Italian
    "åäöé",  # Swedish, Finnish
    "åæøéèêóòôäöü",  # Danish, Norwegian
    "áéëèïíóöüú",  # Dutch
    "áðéíóúýþæö",  # Icelandic
    "àçèéíïòóúü",  # Catalan
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîșțşţ",  # Romanian
    "čćđšž",  # Croatian, Slovenian, Serbian
    "âçğıîöşûüi̇",  # Turkish
    "ąčęėįšųūž",  # Lithuanian
    "āčēģīķļņšūž",  # Latvian
    "äõöüšž",  # Estonian
)
"""The letters beyond ASCII of languages in the Latin script, in lower case."""

_WESTERN: Final = frozenset("".join(_LATIN[:10]))
_FOR_ONE_LANGUAGE: Final = 0.85
"""What a text is worth whose letters are of several Western languages, as German with French names in it."""

_OTHER: Final = (
    ("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "оеаинт", ""),  # Russian
    ("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "оаинів", ""),  # Ukrainian
    ("абвгдеёжзійклмнопрстуўфхцчшыьэюя", "аніеры", ""),  # Belarusian
    ("абвгдежзийклмнопрстуфхцчшщъьюя", "аоеинт", ""),  # Bulgarian
    ("абвгдђежзијклљмнњопрстћуфхцчџш", "аоиеној", ""),  # Serbian
    ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ", "αοιετν", "άέήίόύώ"),  # Greek
    ("אבגדהוזחטיךכלםמןנסעףפץצקרשת", "יוהלאמ", ""),  # Hebrew
    ("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي", "المويناً", ""),  # Arabic
)
"""The letters of other alphabets in lower case, those that are met most, and some that no text is without."""

_USUAL_SHARE: Final = 0.2
"""About how much of a text in such an alphabet its six most frequent letters are, at the least."""

_NEEDED_SHARE: Final = 0.05
_FOR_FREQUENCY: Final = 0.02
"""What decides between alphabets that all have the letters of a text."""

_OPENING: Final = frozenset("“‘„‚«‹¿¡")
_CLOSING: Final = frozenset("”»›…")
_SIGNS: Final = frozenset("’–—•€£§°©®™·±²³½¼¾×µªº\xad“‘")
_FREQUENT_HAN: Final = frozenset(
    "的一是不了人在有我他这这個个們们中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着下自之年过過发發后後"
    "作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只"
    "从從想实實日月文件中文字数數据據设設置"
)
_UTF8_CHARACTER: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_BOUNDARY: Final = re.compile(rb"[\x00-\x2f]")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_HIGH_LINE: Final = re.compile(rb"[^\n]*[\x80-\xff][^\n]*\n?")


def detect_encoding(block: bytes) -> str | None:
    """Return the encoding by its name in Python that some bytes seem to be in, or None where none is likely.

    Args:
        block: bytes that are no UTF-8; up to 16 KB of lines that hold more than ASCII are looked at.
    """
    if b"\0" in block:
        return None
    sample = _sample(block)
    # It takes a while to load, and most files are UTF-8.
    from charset_normalizer import from_bytes

    found = from_bytes(
        sample,
        cp_isolation=list(_CANDIDATES),
        preemptive_behaviour=False,
        enable_fallback=False,
        threshold=_MOST_CHAOS,
    )
    possible = {_python_name(name) for match in found for name in match.could_be_from_charset}
    # A few signs, such as those of degrees and currencies, are not enough for charset-normalizer.
    possible.add("cp1252")
    best, most = None, _SURE
    for name in _CANDIDATES:
        if name in possible:
            score = _score(sample, name)
            if score > most + 1e-9 or (best is None and score >= most):
                best, most = name, score
    if best == "cp1252" and not re.search(rb"[\x80-\x9f]|\r\n", sample):
        return "iso8859-1"
    return best


def is_mostly_utf8(block: bytes) -> bool:
    """Tell whether bytes that are no valid UTF-8 are so for a few damaged places only."""
    sample = _sample(block)
    characters = _UTF8_CHARACTER.findall(sample)
    others = len(_HIGH.findall(sample)) - sum(map(len, characters))
    return len(characters) > 2 * others


def evident_encoding(head: bytes) -> str | None:
    """Return the encoding that the first bytes of a file without a mark leave no doubt about, or None."""
    if b"\0" in head:
        wide = (name for name in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be") if _is_wide(head, name))
        return next(wide, None)
    if (b"\x1b$B" in head or b"\x1b$@" in head) and head.isascii():
        try:
            text = head.decode("iso2022_jp", "ignore")
        except UnicodeDecodeError:
            return None
        return "iso2022_jp" if "\x1b" not in text else None
    return None


def _is_wide(head: bytes, name: str) -> bool:
    width = 4 if name.startswith("utf-32") else 2
    part = head[: len(head) // 4 * 4]
    if len(part) < _FEWEST_WIDE:
        part = b""
    zero_places = {place % width for place, byte in enumerate(part) if byte == 0}
    significant = 0 if name.endswith("le") else width - 1
    if not part or significant in zero_places:
        return False
    try:
        text = part.decode(name)
    except UnicodeDecodeError as error:
        if error.end < len(part):
            return False
        text = part[: error.start].decode(name)
    return all(_is_text(character) for character in set(text))


def _is_text(character: str) -> bool:
    return character in "\t\n\r\f" or unicodedata.category(character) not in ("Cc", "Cn", "Co", "Cs")


def _sample(block: bytes) -> bytes:
    """Return lines of a block that hold more than ASCII; of a long line, from the first such place on."""
    lines, size = [], 0
    for match in _HIGH_LINE.finditer(block):
        line = match.group()
        if len(line) > _SAMPLE:
            first = _HIGH.search(line)
            line = line[first.start() if first else 0 :][:_SAMPLE]
        lines.append(line)
        size += len(line)
        if size >= _SAMPLE:
            break
    if len(lines) > 1 and not lines[-1].endswith(b"\n"):
        lines.pop()
    sample = b"".join(lines)
    # No character of several bytes goes on behind one of these, so that the last one is whole.
    end = max((match.end() for match in _BOUNDARY.finditer(sample, max(0, len(sample) - 200))), default=0)
    return sample if len(block) < _WHOLE or not end else sample[:end]


def _python_name(name: str) -> str:
    import codecs

    return codecs.lookup(name).name


def _score(sample: bytes, name: str) -> float:
    """Return how much of what is not ASCII makes sense in an encoding, from 0 to 1."""
    text = sample.decode(name, "replace")
    if name in _EAST_ASIAN:
        return _east_asian_score(text, name)
    foreign = [place for place, character in enumerate(text) if character > "\x7f"]
    if not foreign:
        return 0.0
    letters: Counter[str] = Counter()
    placed, capitals = 0.0, 0
    for place in foreign:
        character = text[place]
        before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
        if character.isupper() and (before.islower() or not (before.isalpha() or after.isalpha())):
            continue
        if character >= "\u0370" and character.isalpha() and _has_ascii_letter(before + after):
            continue  # a letter of another alphabet within a word of the Latin one
        if character.isalpha() and character not in _SIGNS:
            letters[character.lower()] += 1
            capitals += character.isupper()
        else:
            placed += _sign_score(text, place)
    if not letters and name != "cp1252":
        return 0.0  # signs alone say little
    score = (_alphabet_score(letters) * letters.total() + placed) / len(foreign)
    # Where small letters of one encoding are the capital ones of another, most texts are in small ones.
    return score - _LESS_FOR_CAPITALS * capitals / len(foreign)


def _alphabet_score(letters: Counter[str]) -> float:
    """Return how many letters the language has that has the most of them, from 0 to 1."""
    total = letters.total()
    if not total:
        return 0.0
    best = max(sum(letters[letter] for letter in alphabet) for alphabet in _LATIN) / total
    best = max(best, _FOR_ONE_LANGUAGE * sum(letters[letter] for letter in _WESTERN) / total)
    # One letter or two of another alphabet among ASCII are more likely bytes that are no text.
    for alphabet, usual, needed in _OTHER if total > 2 else ():
        known, share, there = (
            sum(letters[each] for each in part) / total for part in (alphabet, usual, needed)
        )
        # A short text says little about frequencies.
        weight = min(1.0, total / 20)
        lack = max(0.0, 1 - share / _USUAL_SHARE) + (max(0.0, 1 - there / _NEEDED_SHARE) if needed else 0.0)
        best = max(best, known * (1 - min(1.0, weight * lack)) + known * share * _FOR_FREQUENCY)
    return best


def _sign_score(text: str, place: int) -> float:
    """Return how well a sign that is no letter stands where it is: quotation marks open and close."""
    character = text[place]
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    opens = character in _OPENING and not before.isalpha() and after.strip() != ""
    closes = (character in _CLOSING or character in "“‘") and not after.isalpha() and before.strip() != ""
    if character == "\xa0":
        return 0.5  # it is FF in some encodings, which is met in what is no text
    if character not in "’\xad" and before.isalpha() and after.isalpha():
        return 0.0
    if opens or closes or (character in _SIGNS and character not in "“‘"):
        return 1.0
    if _is_box(character):
        # The lines and blocks of boxes come in rows.
        return 0.9 if _is_box(before) or _is_box(after) else 0.3
    return 0.0


def _has_ascii_letter(text: str) -> bool:
    return any(character.isascii() and character.isalpha() for character in text)


def _is_box(character: str) -> bool:
    return "\u2500" <= character < "\u25a0"


def _east_asian_score(text: str, name: str) -> float:
    foreign = [character for character in text if character > "\x7f"]
    total = len(foreign) or 1
    kana = sum("\u3041" <= each <= "\u30ff" for each in foreign)
    han = [each for each in foreign if "\u4e00" <= each <= "\u9fff"]
    hangul = sum("\uac00" <= each <= "\ud7a3" for each in foreign)
    signs = sum("\u3000" <= each <= "\u303f" or "\uff01" <= each <= "\uff5e" for each in foreign)
    if name in ("shift_jis", "cp932", "euc_jp"):
        return (kana + len(han) + signs) / total if kana * 8 >= total else 0.0
    if name in ("euc_kr", "cp949"):
        return (hangul + len(han) / 2 + signs) / total
    frequent = sum(each in _FREQUENT_HAN for each in han)
    return (len(han) + signs) / total * min(1.0, 0.7 + 3 * frequent / total)
