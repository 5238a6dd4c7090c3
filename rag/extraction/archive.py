"""ZIP files, as office files and books are: opened only where what they unpack to is bounded."""

import io
import zipfile
import zlib

from rag.errors import UnreadableFile

MAX_UNPACKED = 256 * 2**20
"""Bytes of all members together: a file of text and pictures stays well below, a bomb does not."""
MAX_MEMBERS = 20_000
_ENCRYPTED = 0x1

Archive = zipfile.ZipFile


def member_names(content: bytes) -> frozenset[str]:
    """The members' names. Raises `UnreadableFile` as `open_archive` does."""
    with open_archive(content) as archive:
        return frozenset(archive.namelist())


def open_archive(content: bytes) -> Archive:
    """Raises `UnreadableFile` where it is damaged, encrypted, or unpacks to too much."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise UnreadableFile(f"damaged or cut off: {error}") from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise UnreadableFile(f"holds {len(members)} parts; at most {MAX_MEMBERS} are read")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise UnreadableFile(
            f"unpacks to {unpacked / 2**20:.0f} MiB; at most {MAX_UNPACKED // 2**20} are read"
        )
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise UnreadableFile("protected by a password: save it without one")
    return archive


def read_member(archive: Archive, name: str) -> bytes:
    """The unpacked bytes of one member: never more than the archive says that it holds."""
    try:
        return archive.read(name)
    except KeyError as error:
        raise UnreadableFile(f"damaged: its part {name} is missing") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise UnreadableFile(f"damaged: its part {name} cannot be unpacked ({error})") from error
