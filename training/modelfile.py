"""Sections of the model file; what they hold stands in crates/whosaid/src/tag/model.rs."""

import struct
import zlib

MAGIC = b"whosaid\0"
FORMAT = 2
HEADER = ENTRY = 24


def read(path):
    """The sections of a model file of this format or the one before it, by name, in their order."""
    with open(path, "rb") as f:
        data = f.read()
    version, count, check, _ = struct.unpack_from("<IIII", data, 8)
    if data[:8] != MAGIC or version not in (1, FORMAT) or zlib.crc32(data[HEADER:]) != check:
        raise ValueError(f"{path} is no whole model file of format 1 or {FORMAT}")
    sections = {}
    for i in range(count):
        name, at, size = struct.unpack_from("<8sQQ", data, HEADER + ENTRY * i)
        sections[name.rstrip(b"\0").decode()] = data[at : at + size]
    return sections


def write(path, sections):
    """Writes the sections, each at a multiple of 64; gives the file's size."""
    table, body, at = b"", b"", HEADER + ENTRY * len(sections)
    for name, data in sections.items():
        aligned = (at + 63) // 64 * 64
        body += b"\0" * (aligned - at) + data
        table += name.encode().ljust(8, b"\0") + struct.pack("<QQ", aligned, len(data))
        at = aligned + len(data)
    rest = table + body
    with open(path, "wb") as f:
        f.write(MAGIC + struct.pack("<IIII", FORMAT, len(sections), zlib.crc32(rest), 0) + rest)
    return HEADER + len(rest)
