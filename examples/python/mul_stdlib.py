"""The node `mul` in plain Python: `audit --kernel "python3 examples/python/mul_stdlib.py" --node mul`.

With the argument `wrong`, `vjp` is 0.05 % too large, which a gradient check by
differences with the usual tolerances lets through.
"""

import sys
from mirror_client import serve

FACTOR = 1.0005 if "wrong" in sys.argv else 1.0


def times(u, v):
    return [a * b for a, b in zip(u, v)]


def forward(at):
    return times(at.x[at.parameters["a"]], at.x[at.parameters["b"]])


def jvp(at):
    a, b = at.parameters["a"], at.parameters["b"]
    return [u + v for u, v in zip(times(at.x[a], at.dx[b]), times(at.x[b], at.dx[a]))]


def vjp(at):
    a, b = at.parameters["a"], at.parameters["b"]
    grads = [[0.0] * len(x) for x in at.x]
    # Both indices may point at one tensor, so each adds.
    for index, other in (a, b), (b, a):
        for i, d in enumerate(times(at.delta, at.x[other])):
            grads[index][i] += FACTOR * d
    return grads


serve(lambda definition: {"forward": forward, "jvp": jvp, "vjp": vjp})
