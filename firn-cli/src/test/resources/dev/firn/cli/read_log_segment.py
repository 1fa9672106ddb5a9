"""Prints the frames of a log segment as JSON, by docs/log-format.md and PyArrow alone."""
import json
import struct
import sys

import pyarrow as pa

CONTINUATION = b"\xff\xff\xff\xff"


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def message(flatbuffer):
    padded = flatbuffer + b"\0" * (-len(flatbuffer) % 8)
    return CONTINUATION + struct.pack("<i", len(padded)) + padded


data = open(sys.argv[1], "rb").read()
assert data[0:8] == b"FIRNLOG1"
(header_bytes, header_crc) = struct.unpack_from("<iI", data, 8)
assert crc32c(data[16:header_bytes]) == header_crc
(epoch, base, committed, created) = struct.unpack_from("<qqqq", data, 16)
(schema_bytes,) = struct.unpack_from("<i", data, 48)
schema = pa.ipc.read_schema(pa.py_buffer(message(data[136 : 136 + schema_bytes])))

frames = []
at = header_bytes
while data[at : at + 4] == b"FRM1":
    (crc, length, kind, stored, name_bytes) = struct.unpack_from("<IiBBH", data, at + 4)
    assert crc32c(data[at + 8 : at + length]) == crc
    (offset, synced, body_bytes, body_crc, rows, first, last, logged, plain, left) = (
        struct.unpack_from("<qqqIiqqqqi", data, at + 16)
    )
    assert offset == base + at - header_bytes
    body = data[at + length : at + length + body_bytes]
    frame = {"kind": kind, "producer": data[at + 96 : at + 96 + name_bytes].decode(), "left": left}
    if kind == 0:
        assert crc32c(body) == body_crc
        if stored == 1:
            (block,) = struct.unpack_from("<i", body, 0)
            codec = pa.Codec("lz4_raw")
            body = codec.decompress(body[4 : 4 + block], plain, asbytes=True)
        batch = pa.ipc.read_record_batch(pa.py_buffer(body), schema)
        assert batch.num_rows == rows == last - first + 1
        frame |= {"first": first, "values": batch.to_pydict()}
    frames.append(frame)
    at += length + body_bytes
ids = [int(field.metadata[b"PARQUET:field_id"]) for field in schema]
print(json.dumps({"epoch": epoch, "base": base, "ids": ids, "frames": frames}))
