"""A function with `jax.custom_vjp` for TorchLean's `matrixTranspose`, in f32.

    audit --kernel "python3 examples/python/jax_custom_vjp.py" --node matrixTranspose

With `wrong`, its gradient is 0.05 % too large. `check` asks jax.test_util.check_grads instead, which
lets that through in f32. (JAX flushes subnormal numbers to zero on a CPU, so that a product in it is
refuted in any case; a transpose is not.)
"""

import sys

import jax
import jax.numpy as jnp
import numpy
from jax.test_util import check_grads

from mirror_client import serve


@jax.custom_vjp
def transpose(A):
    return A.T


def pull_back(_, delta):
    return (delta.T * jnp.float32(1.0005) if "wrong" in sys.argv else delta.T,)


transpose.defvjp(lambda A: (A.T, None), pull_back)


def read(data):
    return numpy.frombuffer(data, ">f4").astype("<f4")


def write(values):
    return numpy.asarray(values).astype(">f4").tobytes()


def matrix(at):
    index = at.parameters["A"]
    return index, jnp.asarray(at.x[index].reshape(at.context[index]))


def forward(at):
    return transpose(matrix(at)[1])


def vjp(at):
    grads = [numpy.zeros_like(x) for x in at.x]
    index, A = matrix(at)
    (grads[index],) = jax.vjp(transpose, A)[1](jnp.asarray(at.delta.reshape(at.output)))
    return grads


if "check" in sys.argv:
    A = jax.random.normal(jax.random.key(0), (4, 5), jnp.float32)
    check_grads(transpose, (A,), order=1, modes=["rev"])
    print("check_grads: passed")
else:
    kernels = {"forward": forward, "vjp": vjp}
    serve(lambda definition: kernels, "f32", {"jax": jax.__version__}, read, write)
