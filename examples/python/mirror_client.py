"""A client of the kernel protocol of torchlean-mirror, version 1, for Python's standard library.

A tensor is a string: the bits of its numbers in hexadecimal, row-major, one after the other.
`read` and `write` turn such bytes into what the kernels compute with, and back.
"""

import json, os, platform, struct, sys, types

CODES = {"f64": "d", "f32": "f", "f16": "e"}


def serve(kernels, precision="f64", versions={}, read=None, write=None):
    """Answers until standard input ends. `kernels` takes what the audit says of the definition, and
    gives a dictionary from "forward", "jvp" and "vjp" to functions of one input."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # What a kernel prints is no answer.
    code = CODES.get(precision)
    read = read or (lambda data: [v for v, in struct.iter_unpack(">" + code, data)])
    write = write or (lambda values: struct.pack(f">{len(values)}{code}", *values))
    tensor = lambda text: read(bytes.fromhex(text))
    text = lambda values: write(values).hex()
    kinds = {"index": int, "mask": list, "scalar": lambda t: tensor(t)[0], "vector": tensor,
             "map": lambda m: (m["rows"], m["columns"], tensor(m["entries"]))}

    def result(map, given):
        at = types.SimpleNamespace(**given)
        at.p = {name: kinds[k](v) for name, kind in at.parameters.items() for k, v in kind.items()}
        at.x = [tensor(t) for t in at.x]
        at.dx = [tensor(t) for t in given.get("dx", [])]
        at.delta = tensor(given.get("delta", ""))
        try:
            found = maps[map](at)
            return [text(t) for t in found] if map == "vjp" else text(found)
        except Exception as e:
            return {"error": f"{type(e).__name__}: {e}"}

    for line in sys.stdin:
        (kind, message), = json.loads(line).items()
        if kind == "hello":
            maps = kernels(message)
            answer = {"hello": {"protocol": 1, "language": f"Python {platform.python_version()}",
                                "versions": versions, "maps": list(maps), "precision": precision}}
        else:
            results = [result(message["map"], given) for given in message["inputs"]]
            answer = {"answer": {"id": message["id"], "results": results}}
        print(json.dumps(answer), file=replies, flush=True)
