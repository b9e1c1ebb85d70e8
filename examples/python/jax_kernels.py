"""TorchLean's nodes as JAX computes them, with the gradients of jax.vjp and jax.jvp.

    audit --kernel "python3 examples/python/jax_kernels.py f32" --node linear

The first argument is f64, f32, f16 or bf16. With `wrong` as a second one, the gradient of each
tensor is 0.05 % too large, which jax.test_util.check_grads lets through in f32.
"""

import sys

import jax
import jax.numpy as jnp
import numpy

from mirror_client import serve

jax.config.update("jax_enable_x64", True)
PRECISIONS = {"f64": (jnp.float64, 8), "f32": (jnp.float32, 4),
              "f16": (jnp.float16, 2), "bf16": (jnp.bfloat16, 2)}
PRECISION = sys.argv[1] if len(sys.argv) > 1 else "f64"
DTYPE, BYTES = PRECISIONS[PRECISION]


def read(data):
    return numpy.frombuffer(data, f">u{BYTES}").astype(f"<u{BYTES}").view(DTYPE)


def write(values):
    flat = numpy.asarray(values, DTYPE).reshape(-1)
    return flat.view(f"<u{BYTES}").astype(f">u{BYTES}").tobytes()


def affine(at, x, idx, A, b):
    rows, columns, entries = A
    return (entries.reshape(rows, columns) @ x[idx].reshape(-1) + b).reshape(at.output)


def coefficients(at, x, mask, keepProb):
    mask = numpy.array(mask, bool)
    inverse = 1 / keepProb if keepProb != 0 else DTYPE(0)
    return jnp.where(mask, inverse, DTYPE(0))


def dropout(at, x, idx, mask, keepProb):
    # As flax.linen.Dropout: what is kept is divided, and the rest is 0.
    mask = numpy.array(mask, bool).reshape(at.output)
    kept = x[idx] / keepProb if keepProb != 0 else jnp.zeros_like(x[idx])
    return jnp.where(mask, kept, jnp.zeros_like(x[idx]))


def scaled_gradient(x):
    return x + DTYPE(0.0005) * (x - jax.lax.stop_gradient(x))


def source(at, cb):
    """The shape of a source that is broadcast, with an axis for each of the result."""
    steps = cb + ["expand_dims"] * (len(at.output) - len(cb))
    return [dim if step == "dim_eq" else 1 for step, dim in zip(steps, at.output)]


NODES = {
    "affine": affine,
    "add": lambda at, x, a, b: x[a] + x[b],
    "sub": lambda at, x, a, b: x[a] - x[b],
    "scale": lambda at, x, idx, c: c * x[idx],
    "fixedMaskScale": lambda at, x, idx, coeff: coeff.reshape(at.output) * x[idx],
    "invertedDropoutCoeff": coefficients,
    "fixedInvertedDropout": dropout,
    "mul": lambda at, x, a, b: x[a] * x[b],
    "square": lambda at, x, idx: jnp.square(x[idx]),
    "matmul": lambda at, x, A, B: jnp.matmul(x[A], x[B]),
    "linear": lambda at, x, idx, W, b: W.reshape(len(b), len(x[idx])) @ x[idx] + b,
    "mseLoss": lambda at, x, yhat, target: jnp.mean(jnp.square(x[yhat] - x[target])),
    "nllOneHotLast": lambda at, x, logProbs, target: -jnp.mean(jnp.sum(x[target] * x[logProbs], -1)),
    "matrixTranspose": lambda at, x, A: x[A].T,
    "broadcastRow": lambda at, x, idx: jnp.broadcast_to(x[idx][:, None], at.output),
    "broadcastCol": lambda at, x, idx: jnp.broadcast_to(x[idx][None, :], at.output),
    "broadcastTo": lambda at, x, idx, cb: jnp.broadcast_to(x[idx].reshape(source(at, cb)), at.output),
    "reduceSum": lambda at, x, axis, idx: x[idx].sum(axis),
    "reduceMean": lambda at, x, axis, idx: x[idx].mean(axis),
    "rowMean": lambda at, x, idx: jnp.mean(x[idx], 1),
    "sum": lambda at, x, idx: jnp.sum(x[idx]),
    "concatVectors": lambda at, x, a, b: jnp.concatenate([x[a], x[b]]),
    "concatLeadingAxis": lambda at, x, a, b: jnp.concatenate([x[a], x[b]]),
    "reshape": lambda at, x, idx: jnp.reshape(x[idx], at.output),
    "flatten": lambda at, x, idx: jnp.ravel(x[idx]),
    "swapFirstTwo3d": lambda at, x, idx: jnp.swapaxes(x[idx], 0, 1),
    "transpose3dLastTwo": lambda at, x, idx: jnp.swapaxes(x[idx], 1, 2),
}


def kernels(definition):
    node = NODES[definition["name"].removesuffix("Fderiv")]

    def tensors(flat, at):
        return [jnp.asarray(values.reshape(shape)) for values, shape in zip(flat, at.context)]

    def value(at):
        return lambda *x: node(at, x, **at.parameters)

    def forward(at):
        return value(at)(*tensors(at.x, at))

    def jvp(at):
        return jax.jvp(value(at), tensors(at.x, at), tensors(at.dx, at))[1]

    def vjp(at):
        function = value(at)
        if "wrong" in sys.argv:
            function = lambda *x: value(at)(*map(scaled_gradient, x))
        output, pull = jax.vjp(function, *tensors(at.x, at))
        return pull(jnp.asarray(at.delta.reshape(output.shape)))

    offered = {"forward": forward, "jvp": jvp, "vjp": vjp}
    return {map: offered[map] for map in definition["maps"]}


serve(kernels, PRECISION, {"jax": jax.__version__, "numpy": numpy.__version__}, read, write)
