"""Pictures of the page at a quarter of their bytes: at most 256 colours, which a calm page hardly exceeds."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
Pixel = tuple[int, ...]


def in_256_colours(png: bytes) -> bytes:
    """Write an RGB or RGBA picture (8 bits, not interlaced) with a palette; rare colours become their nearest."""
    chunks = dict(_chunks(png))
    width, height, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert depth == 8, "not 8 bits a channel"
    channels = {2: 3, 6: 4}[kind]
    rows = _rows(zlib.decompress(chunks[b"IDAT"]), width * channels, channels)
    pixels = [list(zip(row[0::channels], row[1::channels], row[2::channels], strict=True)) for row in rows]
    counted = Counter(pixel for row in pixels for pixel in row)
    palette = [pixel for pixel, _ in counted.most_common(256)]
    index = {pixel: at for at, pixel in enumerate(palette)}
    for pixel in counted.keys() - index.keys():
        index[pixel] = min(range(len(palette)), key=lambda at: _distance(palette[at], pixel))
    body = b"".join(b"\0" + bytes(index[pixel] for pixel in row) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(pixel) for pixel in palette)
    made = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(body, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, content) for name, content in made)


def _distance(one: Pixel, other: Pixel) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, body = len(SIGNATURE), b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        name, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        body += content if name == b"IDAT" else b""
        yield name, body if name == b"IDAT" else content
        at += length + 12


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _rows(data: bytes, length: int, step: int) -> Iterator[bytearray]:
    above = bytearray(length)
    for at in range(0, len(data), length + 1):
        above = _unfiltered(data[at], bytearray(data[at + 1 : at + 1 + length]), above, step)
        yield above


def _unfiltered(kind: int, row: bytearray, above: bytearray, step: int) -> bytearray:
    """Undo a row's filter (PNG specification, 9.2)."""
    if kind == 2:
        return bytearray((one + up) & 255 for one, up in zip(row, above, strict=True))
    for at in range(len(row) if kind else 0):
        left, corner = (row[at - step], above[at - step]) if at >= step else (0, 0)
        if kind == 3:
            left = (left + above[at]) // 2
        elif kind == 4:
            left = _paeth(left, above[at], corner)
        row[at] = (row[at] + left) & 255
    return row


def _paeth(left: int, above: int, corner: int) -> int:
    by_left, by_above, by_corner = abs(above - corner), abs(left - corner), abs(left + above - 2 * corner)
    if by_left <= by_above and by_left <= by_corner:
        return left
    return above if by_above <= by_corner else corner
