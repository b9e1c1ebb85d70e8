"""The forward map of `scale` in f16 or bf16; with `wrong`, what is rounded is cut off."""

import json
import math
import struct
import sys

PRECISION, WRONG = sys.argv[1], "wrong" in sys.argv


def read(bits):
    if PRECISION == "f16":
        return struct.unpack(">e", struct.pack(">H", bits))[0]
    return struct.unpack(">f", struct.pack(">HH", bits, 0))[0]


INFINITY, OVERFLOW = (0x7C00, 2.0**16) if PRECISION == "f16" else (0x7F80, 2.0**128)


def nearest(magnitude):
    """The bits nearest to a product, which f64 has exactly; ties to even. NaN has those of none."""
    if math.isnan(magnitude):
        return INFINITY | 1
    value = lambda bits: OVERFLOW if bits == INFINITY else read(bits)
    low, high = 0, INFINITY
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if value(middle) <= magnitude else (low, middle)
    below, above = magnitude - value(low), value(high) - magnitude
    down = WRONG or below < above or below == above and low % 2 == 0
    return low if down else high


def scale(given):
    (position, c) = (given["parameters"][name] for name in ("idx", "c"))
    factor, text = read(int(c["scalar"], 16)), given["x"][position["index"]]
    products = (factor * read(int(text[i:i + 4], 16)) for i in range(0, len(text), 4))
    return "".join(f"{(value < 0) << 15 | nearest(abs(value)):04x}" for value in products)


for line in sys.stdin:
    message = json.loads(line)
    if "hello" in message:
        reply = {"hello": {"protocol": 1, "language": "Python", "maps": ["forward"],
                           "precision": PRECISION}}
    else:
        request = message["request"]
        results = [scale(given) for given in request["inputs"]]
        reply = {"answer": {"id": request["id"], "results": results}}
    print(json.dumps(reply), flush=True)
