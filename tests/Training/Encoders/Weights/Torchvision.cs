using System.Diagnostics;

namespace Platform.Training.Tests.Encoders.Weights;

/// <summary>Torchvision in a Python of this machine, where there is one.</summary>
static class Torchvision
{
    const string NeedsIt = "needs a python3 with torch, torchvision and numpy, such as of Debian's python3-torchvision";

    static readonly Lazy<string?> Python = new(() =>
        new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(p =>
            Start(p, ["-c", "import numpy, torch, torchvision"]).ExitCode == 0
        )
    );

    /// <summary>
    /// What a program needs beside its own lines: reading and writing .safetensors after the format's description, with
    /// nothing of ours and without the package of that name.
    /// </summary>
    const string Prelude = """
        import json, struct, sys
        import numpy, torch, torchvision
        KINDS = {"F32": numpy.float32, "I64": numpy.int64}
        def read(path):
            with open(path, "rb") as file:
                header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
                data = file.read()
            said = header.pop("__metadata__", {})
            tensors = {}
            for name, entry in header.items():
                begin, end = entry["data_offsets"]
                values = numpy.frombuffer(data[begin:end], KINDS[entry["dtype"]]).reshape(entry["shape"])
                tensors[name] = torch.from_numpy(values.copy())
            return said, tensors
        def write(path, tensors):
            header, data = {}, b""
            for name, tensor in tensors.items():
                values = tensor.detach().contiguous().numpy()
                kind = "I64" if values.dtype == numpy.int64 else "F32"
                header[name] = {"dtype": kind, "shape": list(values.shape),
                                "data_offsets": [len(data), len(data) + values.nbytes]}
                data += values.tobytes()
            text = json.dumps(header).encode()
            with open(path, "wb") as file:
                file.write(struct.pack("<Q", len(text)) + text + data)
        def embed(model, images, path):
            model.fc = torch.nn.Identity()
            with torch.no_grad():
                write(path, {"embedding": model.eval()(images)})
        """;

    /// <summary>Runs lines of Python behind <see cref="Prelude"/>; skips the test where no torchvision is.</summary>
    public static void Run(string program, params string[] arguments)
    {
        Assert.SkipWhen(Python.Value is null, NeedsIt);
        var (code, error) = Start(Python.Value!, ["-c", $"{Prelude}\n{program}", .. arguments]);
        Assert.True(code == 0, error);
    }

    static (int ExitCode, string Error) Start(string python, string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, error);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (-1, e.Message);
        }
    }
}
