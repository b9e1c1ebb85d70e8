"""TorchLean's `mseLoss` in NumPy, with its gradient written by hand.

    audit --kernel "python3 examples/python/numpy_mse.py" --node mseLoss

With `wrong`, the gradient of the target has lost its sign, which no test sees that looks at the
gradient of the prediction alone.
"""

import sys

import numpy
from mirror_client import serve

SIGN = 1.0 if "wrong" in sys.argv else -1.0


def read(data):
    return numpy.frombuffer(data, ">f8").astype("<f8")


def write(values):
    return numpy.asarray(values).astype(">f8").tobytes()


def difference(at, tensors):
    return tensors[at.parameters["yhat"]] - tensors[at.parameters["target"]]


def mean(values):
    # Of no values it is 0, as in TorchLean, and not NaN.
    return values.sum() / max(values.size, 1)


def forward(at):
    return mean(difference(at, at.x) ** 2)


def jvp(at):
    return 2 * mean(difference(at, at.x) * difference(at, at.dx))


def vjp(at):
    grads = [numpy.zeros_like(x) for x in at.x]
    grad = (at.delta[0] * (2 / max(difference(at, at.x).size, 1))) * difference(at, at.x)
    grads[at.parameters["yhat"]] += grad
    grads[at.parameters["target"]] += SIGN * grad
    return grads


kernels = {"forward": forward, "jvp": jvp, "vjp": vjp}
serve(lambda definition: kernels, "f64", {"numpy": numpy.__version__}, read, write)
