namespace Platform.Training.Encoders.Weights;

/// <summary>How a user makes a .safetensors file of what torch.save wrote and we do not read.</summary>
static class PyTorchConversion
{
    /// <summary>Also takes the weights out of a checkpoint that keeps them beside other things.</summary>
    public static string Advice(string path) =>
        "if you trust it, convert it in a Python that has PyTorch and safetensors: "
        + "python3 -c \"import sys, torch; from safetensors.torch import save_file; "
        + "d = torch.load(sys.argv[1], map_location='cpu'); d = d.get('state_dict', d); "
        + "save_file({k: v.clone().contiguous() for k, v in d.items() if torch.is_tensor(v)}, sys.argv[2])\" "
        + $"'{path}' '{Path.ChangeExtension(path, ".safetensors")}'";
}
