#!/usr/bin/env python3
"""Trains a zstd dictionary for stored event bodies.

    train-dictionary.py FOLDER OUTPUT [--size 65536] [--hold-out 5] [--test FOLDER]

FOLDER is searched for *.json (one body a file) and for *.jsonl (one body a line). Every fifth sample (--hold-out) is
kept out of the training and used to choose its parameters. Needs only Python and Debian's libzstd1.
The result belongs in Sources/Compression/Dictionaries/; one that was released is never replaced, only joined by a newer
one (Sources/Compression/BuiltInDictionary.swift).
"""

import argparse, ctypes, json, pathlib, sys

zstd = ctypes.CDLL("libzstd.so.1")
zstd.ZDICT_getErrorName.restype = ctypes.c_char_p
for name in ("ZDICT_trainFromBuffer_fastCover", "ZSTD_compressBound", "ZSTD_compress_usingDict", "ZSTD_compressCCtx"):
    getattr(zstd, name).restype = ctypes.c_size_t
zstd.ZSTD_createCCtx.restype = ctypes.c_void_p
LEVEL = 1


def samples_in(folder):
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.suffix == ".jsonl":
            yield from (line for line in path.read_bytes().splitlines() if line)
        elif path.suffix == ".json":
            # As bodies are stored: without white space.
            body = json.loads(path.read_bytes())
            yield json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


class Parameters(ctypes.Structure):
    """ZDICT_fastCover_params_t of zdict.h."""

    _fields_ = [
        ("k", ctypes.c_uint),
        ("d", ctypes.c_uint),
        ("f", ctypes.c_uint),
        ("steps", ctypes.c_uint),
        ("threads", ctypes.c_uint),
        ("split", ctypes.c_double),
        ("accel", ctypes.c_uint),
        ("shrink", ctypes.c_uint),
        ("shrink_regression", ctypes.c_uint),
        ("level", ctypes.c_int),
        ("notification", ctypes.c_uint),
        ("id", ctypes.c_uint),
    ]


def train(samples, size, k, d):
    output = ctypes.create_string_buffer(size)
    sizes = (ctypes.c_size_t * len(samples))(*map(len, samples))
    parameters = Parameters(k=k, d=d, f=20, split=1.0, accel=1, level=LEVEL)
    result = zstd.ZDICT_trainFromBuffer_fastCover(
        output, ctypes.c_size_t(size), b"".join(samples), sizes, ctypes.c_uint(len(samples)), parameters
    )
    if zstd.ZDICT_isError(ctypes.c_size_t(result)):
        sys.exit("training failed: " + zstd.ZDICT_getErrorName(ctypes.c_size_t(result)).decode())
    return output.raw[:result]


def packed(sample, dictionary):
    context = ctypes.c_void_p(packed.context)
    capacity = zstd.ZSTD_compressBound(ctypes.c_size_t(len(sample)))
    output = ctypes.create_string_buffer(capacity)
    return zstd.ZSTD_compress_usingDict(
        context,
        output,
        ctypes.c_size_t(capacity),
        sample,
        ctypes.c_size_t(len(sample)),
        dictionary,
        ctypes.c_size_t(len(dictionary)),
        LEVEL,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("output")
    parser.add_argument("--size", type=int, default=64 * 1024)
    parser.add_argument("--hold-out", type=int, default=5)
    parser.add_argument("--test", help="folder of other bodies to judge by, instead of the held out ones")
    options = parser.parse_args()

    packed.context = zstd.ZSTD_createCCtx()
    samples = [sample for sample in samples_in(options.folder) if len(sample) >= 8]
    tests = samples[:: options.hold_out]
    training = [sample for index, sample in enumerate(samples) if index % options.hold_out]
    if options.test:
        training, tests = samples, [sample for sample in samples_in(options.test) if len(sample) >= 8]
    total = lambda dictionary: sum(packed(sample, dictionary) for sample in tests)
    print(f"{len(training)} samples to train, {len(tests)} to test: {sum(map(len, tests))} bytes, packed {total(b'')}")

    best = None
    for k in (50, 100, 200, 400, 800, 1600):
        for d in (6, 8):
            dictionary = train(training, options.size, k, d)
            result = total(dictionary)
            print(f"k {k} d {d}: dictionary of {len(dictionary)} bytes, packed {result}")
            best = min(best or (result, k, d), (result, k, d))
    pathlib.Path(options.output).write_bytes(train(samples, options.size, *best[1:]))


main()
