"""A function with `jax.custom_vjp` for TorchLean's `square`, in f32.

    audit --kernel "python3 examples/python/jax_custom_vjp.py" --node square

With `wrong`, its gradient is 0.05 % too large. `check` asks jax.test_util.check_grads instead, which
lets that through in f32.
"""

import sys

import jax
import jax.numpy as jnp
import numpy
from jax.test_util import check_grads

from mirror_client import serve

FACTOR = jnp.float32(1.0005 if "wrong" in sys.argv else 1.0)


@jax.custom_vjp
def square(u):
    return u * u


square.defvjp(lambda u: (u * u, u), lambda u, delta: (FACTOR * (2 * u * delta),))


def read(data):
    return numpy.frombuffer(data, ">f4").astype("<f4")


def write(values):
    return numpy.asarray(values).astype(">f4").tobytes()


def forward(at):
    return square(at.x[at.parameters["idx"]])


def vjp(at):
    grads = [numpy.zeros_like(x) for x in at.x]
    index = at.parameters["idx"]
    (grads[index],) = jax.vjp(square, at.x[index])[1](jnp.asarray(at.delta))
    return grads


if "check" in sys.argv:
    points = jax.random.normal(jax.random.key(0), (20,), jnp.float32)
    check_grads(square, (points,), order=1, modes=["rev"])
    print("check_grads: passed")
else:
    kernels = {"forward": forward, "vjp": vjp}
    serve(lambda definition: kernels, "f32", {"jax": jax.__version__}, read, write)
