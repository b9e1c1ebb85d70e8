"""TorchLean's nodes as PyTorch computes them, with the gradients of its autograd.

    audit --kernel "python3 examples/python/torch_kernels.py f32" --node linear

The first argument is f64, f32, f16 or bf16. With `wrong` as a second one, the gradient of each
tensor is 0.05 % too large, which torch.autograd.gradcheck lets through.
"""

import sys

import numpy
import torch
from torch.nn.functional import linear, mse_loss

from mirror_client import serve

PRECISIONS = {"f64": (torch.float64, 8), "f32": (torch.float32, 4),
              "f16": (torch.float16, 2), "bf16": (torch.bfloat16, 2)}
PRECISION = sys.argv[1] if len(sys.argv) > 1 else "f64"
DTYPE, BYTES = PRECISIONS[PRECISION]


def read(data):
    bits = numpy.frombuffer(data, f">i{BYTES}").astype(f"<i{BYTES}")
    return torch.from_numpy(bits).view(DTYPE)


def write(tensor):
    bits = tensor.detach().contiguous().flatten().view(getattr(torch, f"int{8 * BYTES}"))
    return bits.numpy().astype(f">i{BYTES}").tobytes()


def affine(at, x, idx, A, b):
    rows, columns, entries = A
    return linear(x[idx].flatten(), entries.reshape(rows, columns), b).reshape(at.output)


def coefficients(at, x, mask, keepProb):
    # The noise of torch.nn.functional.dropout on a CPU, with this mask for a random one.
    noise = torch.tensor(mask, dtype=torch.bool).to(DTYPE)
    return noise.zero_() if keepProb == 0 else noise.div_(keepProb)


def dropout(at, x, idx, mask, keepProb):
    return x[idx] * coefficients(at, x, mask, keepProb).reshape(at.output)


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
    "square": lambda at, x, idx: torch.square(x[idx]),
    "matmul": lambda at, x, A, B: torch.matmul(x[A], x[B]),
    "linear": lambda at, x, idx, W, b: linear(x[idx], W.reshape(len(b), len(x[idx])), b),
    "mseLoss": lambda at, x, yhat, target: mse_loss(x[yhat], x[target]),
    "nllOneHotLast": lambda at, x, logProbs, target: -(x[target] * x[logProbs]).sum(-1).mean(),
    "matrixTranspose": lambda at, x, A: x[A].mT,
    "broadcastRow": lambda at, x, idx: x[idx].unsqueeze(1).expand(at.output),
    "broadcastCol": lambda at, x, idx: x[idx].unsqueeze(0).expand(at.output),
    "broadcastTo": lambda at, x, idx, cb: x[idx].reshape(source(at, cb)).expand(at.output),
    "reduceSum": lambda at, x, axis, idx: x[idx].sum(axis),
    "reduceMean": lambda at, x, axis, idx: x[idx].mean(axis),
    "rowMean": lambda at, x, idx: x[idx].mean(1),
    "sum": lambda at, x, idx: x[idx].sum(),
    "concatVectors": lambda at, x, a, b: torch.cat([x[a], x[b]]),
    "concatLeadingAxis": lambda at, x, a, b: torch.cat([x[a], x[b]]),
    "reshape": lambda at, x, idx: x[idx].reshape(at.output),
    "flatten": lambda at, x, idx: x[idx].flatten(),
    "swapFirstTwo3d": lambda at, x, idx: x[idx].transpose(0, 1),
    "transpose3dLastTwo": lambda at, x, idx: x[idx].transpose(1, 2),
}


def kernels(definition):
    node = NODES[definition["name"].removesuffix("Fderiv")]

    def tensors(flat, at):
        return [values.reshape(shape) for values, shape in zip(flat, at.context)]

    def forward(at):
        return node(at, tensors(at.x, at), **at.parameters)

    def jvp(at):
        value = lambda *x: node(at, x, **at.parameters)
        return torch.func.jvp(value, tuple(tensors(at.x, at)), tuple(tensors(at.dx, at)))[1]

    def vjp(at):
        x = [tensor.requires_grad_() for tensor in tensors(at.x, at)]
        used = x
        if "wrong" in sys.argv:
            used = [tensor + 0.0005 * (tensor - tensor.detach()) for tensor in x]
        value = node(at, used, **at.parameters)
        return torch.autograd.grad(value, x, at.delta.reshape(value.shape), materialize_grads=True)

    offered = {"forward": forward, "jvp": jvp, "vjp": vjp}
    return {map: offered[map] for map in definition["maps"]}


serve(kernels, PRECISION, {"torch": torch.__version__, "numpy": numpy.__version__}, read, write)
