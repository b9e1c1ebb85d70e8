"""A `torch.autograd.Function` for TorchLean's `mul`, with its backward written by hand.

    audit --kernel "python3 examples/python/torch_function.py" --node mul

With `wrong`, one of its gradients is 0.05 % too large. `check` asks torch.autograd.gradcheck instead,
which lets that through: its relative tolerance is 0.1 %.
"""

import sys

import numpy
import torch

from mirror_client import serve

FACTOR = 1.0005 if "wrong" in sys.argv else 1.0


class Mul(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        return FACTOR * (grad * b), grad * a


def read(data):
    return torch.from_numpy(numpy.frombuffer(data, ">f8").astype("<f8"))


def write(tensor):
    return tensor.detach().contiguous().numpy().astype(">f8").tobytes()


def forward(at):
    return Mul.apply(at.x[at.parameters["a"]], at.x[at.parameters["b"]])


def vjp(at):
    x = [tensor.requires_grad_() for tensor in at.x]
    value = Mul.apply(x[at.parameters["a"]], x[at.parameters["b"]])
    return torch.autograd.grad(value, x, at.delta, materialize_grads=True)


if "check" in sys.argv:
    torch.manual_seed(0)
    inputs = [torch.randn(20, dtype=torch.float64, requires_grad=True) for _ in range(2)]
    print("gradcheck:", torch.autograd.gradcheck(Mul.apply, inputs))
else:
    kernels = {"forward": forward, "vjp": vjp}
    serve(lambda definition: kernels, "f64", {"torch": torch.__version__}, read, write)
