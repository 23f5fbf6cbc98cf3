"""An ONNX classifier of a bundle as a PyTorch module: the dozen operations that those files are made of."""
import numpy
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper


class OnnxModule(torch.nn.Module):
    """pixels uint8 [N, S, S, 3] -> probabilities [N, C]"""

    def __init__(self, path):
        super().__init__()
        graph = onnx.load(path).graph
        self.steps = [(n.op_type, list(n.input), n.output[0], {a.name: onnx.helper.get_attribute_value(a) for a in n.attribute}) for n in graph.node]
        self.names = {}
        for i, tensor in enumerate(graph.initializer):
            self.names[tensor.name] = f"constant{i}"
            self.register_buffer(f"constant{i}", torch.from_numpy(numpy.array(numpy_helper.to_array(tensor))))

    def forward(self, pixels):
        values = {"pixels": pixels, **{name: getattr(self, buffer) for name, buffer in self.names.items()}}
        for operation, inputs, output, attributes in self.steps:
            values[output] = self.apply_one(operation, [values[i] for i in inputs], attributes)
        return values["probabilities"]

    @staticmethod
    def apply_one(operation, x, a):
        if operation == "Conv":
            return F.conv2d(x[0], x[1], x[2] if len(x) > 2 else None, a["strides"], a["pads"][:2], groups=a["group"])
        if operation == "MaxPool":
            return F.max_pool2d(x[0], a["kernel_shape"], a["strides"], a["pads"][:2])
        if operation == "Gemm":
            return F.linear(x[0], x[1], x[2])
        if operation == "ReduceMean":
            return x[0].mean(a["axes"], keepdim=bool(a["keepdims"]))
        simple = {
            "Cast": lambda: x[0].float(), "Transpose": lambda: x[0].permute(a["perm"]), "Mul": lambda: x[0] * x[1], "Add": lambda: x[0] + x[1],
            "Relu": lambda: F.relu(x[0]), "Reshape": lambda: x[0].flatten(1), "Softmax": lambda: x[0].softmax(-1), "Identity": lambda: x[0],
        }
        if operation not in simple:
            raise SystemExit(f"error: {operation} is not among the operations that this program knows")
        return simple[operation]()


def frozen(path, side):
    """The network as frozen TorchScript."""
    with torch.no_grad():
        script = torch.jit.trace(OnnxModule(path).eval(), torch.zeros(2, side, side, 3, dtype=torch.uint8), check_trace=False)
        return torch.jit.optimize_for_inference(torch.jit.freeze(script.eval()))
