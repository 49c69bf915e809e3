"""The limits for reading one file, and how a file over them is noticed before it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile

MEMORY_LIMIT = 3 * 1024**3  # bytes of address space; a 100,000-row workbook needs under 1 GiB
CPU_LIMIT = 60  # seconds for one file; a 100,000-row workbook needs 6
WALL_LIMIT = 120  # seconds for one file; it bounds a read that waits instead of computing
CELL_LIMIT = 20_000_000  # cells of the used area of all sheets; 100,000 rows x 30 columns is 3 M
TEXT_LIMIT = 200_000_000  # characters of all different texts; 100,000 rows hold 20 M
UNPACKED_LIMIT = 300 * 1024**2  # bytes of all parts; a 100,000-row workbook unpacks to 150 MB
RATIO_LIMIT = 400  # unpacked to packed, above 50 MB; real workbooks reach 30
ROW_LIMIT = 250_000  # 5W rows of one file: all of R4V's countries report 19,000 in a month
MEMBER_LIMIT = 500  # files in one zip of workbooks


class TooLargeError(Exception):
    """The file asks for more than any 5W can need."""


def check_packing(book: zipfile.ZipFile) -> None:
    """Refuse a zip that unpacks to more than UNPACKED_LIMIT, or like a bomb.

    Sizes are those that the zip declares. One that lies fails when it is unpacked: no more than
    the declared size is taken, and its checksum is then wrong.
    """
    unpacked = sum(part.file_size for part in book.infolist())
    packed = sum(part.compress_size for part in book.infolist())
    bomb = unpacked > 50 * 1024**2 and unpacked > RATIO_LIMIT * max(packed, 1)
    if unpacked > UNPACKED_LIMIT or bomb:
        raise TooLargeError
