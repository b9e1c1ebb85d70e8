"""A client of the kernel protocol of torchlean-mirror, version 1, for Python's standard library.

A tensor is a string: the bits of its numbers in hexadecimal, row-major. `read` takes these bytes to
what a kernel computes with, and `write` takes that back; by default it is a list of f64 or f32."""
import json, os, platform, struct, sys, types

def serve(kernels, precision="f64", versions={}, read=None, write=None):
    """Answers until standard input ends. `kernels` takes what the audit says of the definition and
    gives a dictionary from "forward", "jvp" and "vjp" to functions of one input."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # What a kernel prints is not an answer.
    code = "d" if precision == "f64" else "f"
    read = read or (lambda data: [v for v, in struct.iter_unpack(">" + code, data)])
    write = write or (lambda values: struct.pack(f">{len(values)}{code}", *values))
    tensor = lambda text: read(bytes.fromhex(text))
    kinds = dict(index=int, axis=int, mask=list, broadcast=list, vector=tensor,
                 scalar=lambda t: tensor(t)[0], map=lambda m: (m["rows"], m["columns"], tensor(m["entries"])))

    def result(map, given):
        at = types.SimpleNamespace(**given)
        at.parameters = {name: kinds[kind](value) for name, tagged in at.parameters.items()
                         for kind, value in tagged.items()}
        at.x, at.dx = ([tensor(t) for t in given.get(key, [])] for key in ("x", "dx"))
        at.delta = tensor(given.get("delta", ""))
        try:
            found = maps[map](at)
            return [write(t).hex() for t in found] if map == "vjp" else write(found).hex()
        except Exception as e:
            return {"error": f"{type(e).__name__}: {e}"}

    for line in sys.stdin:
        (kind, said), = json.loads(line).items()
        if kind == "hello":
            maps = kernels(said)
            reply = {"hello": {"protocol": 1, "language": f"Python {platform.python_version()}",
                               "versions": versions, "maps": list(maps), "precision": precision}}
        else:
            results = [result(said["map"], given) for given in said["inputs"]]
            reply = {"answer": {"id": said["id"], "results": results}}
        print(json.dumps(reply), file=replies, flush=True)
