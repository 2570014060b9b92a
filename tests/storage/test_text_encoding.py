"""Encodings: which one a file is in, and that its bytes come back whatever it is taken for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.storage.errors import FileError
from editorapp.storage.file_writing import write_file
from editorapp.storage.text_encoding import FileFormat, chosen_decoder, decoders, encoded_parts
from editorapp.storage.text_file import LoadedFile, Wish, read_file
from editorapp.text.encoding import ENCODINGS, find_encoding

NAMES = [encoding.name for encoding in ENCODINGS]
"""Every encoding that can be chosen."""

# fmt: off
# ruff: noqa: E501
SAMPLES = {
    "German": ("Die Flüsse sind über die Ufer getreten, und die Straßen müssen gesperrt werden.\n", "cp1252 cp850"),
    "French": ("Après l'été, les élèves français sont rentrés à l'école où ça va très bien.\n", "iso8859-15 mac-roman"),
    "typographic French": ("L’œuvre coûte 5 € – c’est « très » cher…\n", "cp1252"),
    "German with French": ("Grüße aus Köln: größer ist die Café-Bar „À la Crème“, ein déjà vu.\n", "cp1252"),
    "Polish": ("Zażółć gęślą jaźń, a potem wróć do domu przed północą i śpij spokojnie.\n", "cp1250 iso8859-2 cp852"),
    "Czech": ("Příliš žluťoučký kůň úpěl ďábelské ódy, a všichni se tomu smáli.\n", "cp1250 iso8859-2"),
    "Turkish": ("Şu köşe yaz köşesi, bu köşe kış köşesi; ağaçların gölgesinde çay içtiğimiz güzel günler.\n", "cp1254"),
    "Russian": ("Съешь же ещё этих мягких французских булок, да выпей чаю.\n", "cp1251 koi8-r cp866 iso8859-5 mac-cyrillic"),
    "Ukrainian": ("Жебракують філософи при ґанку церкви в Гадячі, ще й шатро їхнє п'яне знаємо.\n", "cp1251 koi8-u"),
    "Greek": ("Ξεσκεπάζω την ψυχοφθόρα βδελυγμία, και όλοι οι άνθρωποι είναι ελεύθεροι.\n", "cp1253 iso8859-7"),
    "Hebrew": ("כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם, כולם חוננו בתבונה.\n", "cp1255 iso8859-8"),
    "Arabic": ("يولد جميع الناس أحرارا متساوين في الكرامة والحقوق وقد وهبوا عقلا وضميرا\n", "cp1256 iso8859-6"),
    "Japanese": ("すべての人間は、生まれながらにして自由であり、尊厳と権利とについて平等である。\n", "shift_jis euc_jp iso2022_jp"),
    "Chinese": ("人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心。\n", "gbk gb18030"),
    "traditional Chinese": ("人人生而自由,在尊嚴和權利上一律平等。他們賦有理性和良心。\n", "big5"),
    "Korean": ("모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.\n", "euc_kr cp949"),
    "anything": ("Hello, wörld\nПривет\n日本\n", "utf-8 utf-16-le utf-16-be utf-32-le utf-32-be"),
}
# fmt: on


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("encodings") / "file.txt"


def _read(file: Path, content: bytes, wish: Wish = Wish()) -> LoadedFile:  # noqa: B008
    file.write_bytes(content)
    return read_file(file, wish=wish)


def _comes_back(file: Path, loaded: LoadedFile, content: bytes) -> bool:
    written = write_file(file, loaded.buffer, loaded.format)
    return file.read_bytes() == content and written.digest == loaded.state.digest


# --- which one it is ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("repeats", [1, 300])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [(text, name) for text, names in SAMPLES.values() for name in names.split()],
    ids=[f"{language} in {name}" for language, (_, names) in SAMPLES.items() for name in names.split()],
)
def test_a_text_is_read_in_the_encoding_that_it_is_in(
    file: Path, text: str, encoding: str, repeats: int
) -> None:
    content = (text * repeats).encode(encoding)
    loaded = _read(file, content)
    assert str(loaded.buffer) == text * repeats
    assert not loaded.has_invalid_bytes
    assert _comes_back(file, loaded, content)


@pytest.mark.parametrize(
    ("content", "text", "label"),
    [
        (b"caf\xe9", "café", "ISO-8859-1"),
        (b"caf\xe9\r\n", "café\r\n", "Windows-1252"),
        (b"\x93so\x94", "“so”", "Windows-1252"),
        (b"caf\x82", "café", "CP850"),
        (b"-5 \xb0C, 10 \xa3", "-5 °C, 10 £", "ISO-8859-1"),
        (b"50 \xb0C, 2 \xb5m, 1\xba", "50 °C, 2 µm, 1º", "ISO-8859-1"),
        (b"plain", "plain", "UTF-8"),
        (b"", "", "UTF-8"),
        (b"a\0b", "a\0b", "UTF-8"),
        (b"\x7fELF\0\0\xff\xe9", "\x7fELF\0\0\udcff\udce9", "UTF-8"),
        ("é".encode() * 9 + b"\xff", "é" * 9 + "\udcff", "UTF-8"),
        (b"a\0b\0c\0d\0", "abcd", "UTF-16 LE"),
        (b"a\0b\0c\0d\0e", "a\0b\0c\0d\0e", "UTF-8"),
        (b"\xff\xfea\0\0\xd8", "a\ud800", "UTF-16 LE with mark"),
        (b"\xff\xfea\0b", "\udcff\udcfea\0b", "UTF-8"),
        (b"\xff\xfe\0\0\0\0\x11\0", "\0\0\x11", "UTF-16 LE with mark"),
    ],
)
def test_what_is_short_or_damaged(file: Path, content: bytes, text: str, label: str) -> None:
    loaded = _read(file, content)
    assert (str(loaded.buffer), loaded.format.label) == (text, label)
    assert _comes_back(file, loaded, content)


def test_utf8_with_a_damaged_place_stays_utf8_however_late_it_comes(file: Path) -> None:
    content = ("Привет, мир\n".encode() * 200_000) + b"\xe9\n"
    loaded = _read(file, content)
    assert loaded.format == FileFormat()
    assert loaded.has_invalid_bytes
    assert _comes_back(file, loaded, content)


def test_a_guess_that_does_not_hold_to_the_end_is_given_up(file: Path) -> None:
    content = b"caf\xe9 \x93so\x94\n" * 100_000 + b"\x81\n"  # which Windows-1252 does not have
    loaded = _read(file, content)
    assert loaded.format == FileFormat()
    assert loaded.has_invalid_bytes
    assert _comes_back(file, loaded, content)


def test_ascii_before_the_first_other_byte_says_nothing(file: Path) -> None:
    content = b"x" * 3_000_000 + "\nПолночь, и никого нет на улице.\n".encode("koi8-r")
    assert _read(file, content).format.label == "KOI8-R"


@pytest.mark.parametrize("encoding", ["koi8-r", "utf-16-be", "shift_jis", "iso8859-15"])
def test_how_it_was_written_before_is_believed_if_it_is_not_utf8_now(file: Path, encoding: str) -> None:
    known = Wish(known=FileFormat(encoding))
    text = "ab\n" if encoding == "iso8859-15" else "ab日\n" if encoding == "shift_jis" else "abю\n"
    assert _read(file, text.encode(encoding), known).format.encoding == encoding
    assert _read(file, "é, €".encode(), known).format.encoding == "utf-8"


# --- the same bytes ----------------------------------------------------------------------------------------

blocks = st.lists(st.integers(1, 9), min_size=1, max_size=6)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
contents = st.one_of(
    st.binary(max_size=80),
    st.builds(
        lambda text, name: text.encode(name, "ignore"), st.one_of(texts, st.text("aé日ю\n€", max_size=30)), st.sampled_from(NAMES)
    ),
    st.builds(
        lambda text, name, place, other: (lambda bytes_: bytes_[:place] + other + bytes_[place:])(text.encode(name, "ignore")),
        texts,
        st.sampled_from(NAMES),
        st.integers(0, 40),
        st.binary(max_size=4),
    ),
)  # fmt: skip


@given(content=contents)
@settings(max_examples=400, deadline=None)
def test_opening_and_saving_is_identity(file: Path, content: bytes) -> None:
    assert _comes_back(file, _read(file, content), content)


@given(content=contents, name=st.sampled_from(NAMES))
@settings(max_examples=600, deadline=None)
def test_a_chosen_encoding_gives_the_same_bytes_or_is_refused(file: Path, content: bytes, name: str) -> None:
    try:
        loaded = _read(file, content, Wish(encoding=name))
    except FileError:
        return
    assert loaded.format.encoding == name
    assert _comes_back(file, loaded, content)


@given(content=contents, name=st.sampled_from(NAMES), sizes=blocks)
@settings(max_examples=300, deadline=None)
def test_where_a_file_is_cut_into_blocks_makes_no_difference(
    content: bytes, name: str, sizes: list[int]
) -> None:
    def decoded(cuts: list[int]) -> str | None:
        decoder = chosen_decoder(content[:4], name)
        found, place = [], 0
        try:
            for size in cuts * (len(content) + 1):
                found.append(decoder.decode(content[place : place + size]))
                place += size
            found.append(decoder.decode(b"", final=True))
        except UnicodeError:
            return None
        text = "".join(found)
        parts = [text[start : start + 3] for start in range(0, len(text), 3)]
        assert b"".join(encoded_parts(parts, decoder.format)) == content
        return text

    assert decoded(sizes) == decoded([len(content) or 1])


@given(content=contents, sizes=blocks)
@settings(max_examples=200, deadline=None)
def test_small_blocks_are_read_as_the_whole(content: bytes, sizes: list[int]) -> None:
    for decoder in decoders(content):
        found, place = [], 0
        try:
            for size in sizes * (len(content) + 1):
                found.append(decoder.decode(content[place : place + size]))
                place += size
            found.append(decoder.decode(b"", final=True))
        except UnicodeError:
            continue
        assert b"".join(encoded_parts(found, decoder.format)) == content
        return
    raise AssertionError("the last decoder takes every file")


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("utf-")])
def test_what_an_encoding_does_not_have_is_kept_as_bytes_or_refused(file: Path, name: str) -> None:
    content = b"a" + bytes(range(128, 256)) + b"z"
    try:
        loaded = _read(file, content, Wish(encoding=name))
    except FileError as error:
        said = str(error)
    else:
        said = ""
        assert _comes_back(file, loaded, content)
    assert said == "" or "would not be saved as they are" in said


def test_a_choice_that_cannot_be_is_refused_with_its_reason(file: Path) -> None:
    with pytest.raises(FileError, match="cannot be read as UTF-16 LE"):
        _read(file, b"abc", Wish(encoding="utf-16-le"))


# --- names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("latin1", "iso8859-1"),
        ("Latin-1", "iso8859-1"),
        ("windows-1252", "cp1252"),
        ("UTF8", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("sjis", "shift_jis"),
        ("Mac Roman", "mac-roman"),
        (" KOI8-R ", "koi8-r"),
        ("rot13", None),
        ("nonsense", None),
        ("", None),
        ("a\0b", None),
    ],
)
def test_the_names_that_people_use_are_understood(name: str, found: str | None) -> None:
    encoding = find_encoding(name)
    assert (None if encoding is None else encoding.name) == found


def test_every_encoding_is_found_by_its_name_and_its_label() -> None:
    for encoding in ENCODINGS:
        assert find_encoding(encoding.name) == encoding
        assert find_encoding(encoding.label.upper()) == encoding
