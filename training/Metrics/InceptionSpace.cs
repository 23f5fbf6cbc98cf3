using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Onnx;
using static TorchSharp.torch;

namespace Platform.Training.Metrics;

/// <summary>
/// The pool features of an Inception that the user has: only here may a distance be called FID, and only when the file
/// is the one the user means. Heusel et al. 2017, arXiv 1706.08500.
/// </summary>
/// <remarks>
/// One input, either uint8 [N, 3, H, W] of any size or float [N, 3, 299, 299] in [-1, 1], to which images are enlarged
/// bilinearly; one output [N, 2048]. Other networks and other enlargements give other figures: the report says which.
/// </remarks>
public sealed class InceptionSpace : IFeatureSpace
{
    const int InputSide = 299,
        Features = 2048,
        BatchSize = 16;

    readonly OnnxModel model;
    readonly string sha256;

    bool TakesBytes => model.Inputs[0].Type == "uint8";
    public string FrechetName => "FID";
    public string KernelName => "KID";
    public bool StandardisesKernel => false;
    public object Description =>
        new
        {
            encoder = "inception",
            sha256,
            dimensions = Features,
            input = $"{model.Inputs[0]}",
            enlarged = TakesBytes ? "by the network" : "bilinear to 299",
        };

    InceptionSpace(OnnxModel model, string sha256) => (this.model, this.sha256) = (model, sha256);

    /// <param name="expected">sha256 of the file that the user means</param>
    /// <exception cref="InputException">Another file, or not such a network.</exception>
    public static InceptionSpace Load(string path, string? expected)
    {
        if (!File.Exists(path))
            throw new InputException($"--inception {path}: missing");
        var sha256 = BundleFiles.Sha256(path);
        if (expected is null)
            throw new InputException(
                $"--inception {path}: give its publisher's --inception-sha256 too; figures of different Inceptions "
                    + $"cannot be compared"
            );
        if (!string.Equals(expected, sha256, StringComparison.OrdinalIgnoreCase))
            throw new InputException(
                $"--inception {path}: its sha256 is {sha256}, not the {expected} of --inception-sha256"
            );
        var model = OnnxModel.Load(path, new() { IntraOpThreads = Environment.ProcessorCount });
        bool Free(long size, long wanted) => size == wanted || size < 0;
        if (
            model
                is {
                    Inputs: [{ Shape: [_, 3, var h, var w] } input],
                    Outputs: [{ Type: "float", Shape: [_, Features, ..] }]
                }
            && (
                input.Type == "uint8" && h < 0 && w < 0
                || input.Type == "float" && Free(h, InputSide) && Free(w, InputSide)
            )
        )
            return new(model, sha256);
        var found = $"{string.Join(", ", model.Inputs)} -> {string.Join(", ", model.Outputs)}";
        model.Dispose();
        throw new InputException(
            $"--inception {path}: is {found}; needs uint8 [N,3,H,W] or float [N,3,{InputSide},{InputSide}] -> float "
                + $"[N,{Features}]"
        );
    }

    public Tensor Embed(ImageSet images, int side, Action<int> report)
    {
        var rows = new List<float>(images.Count * Features);
        for (var start = 0; start < images.Count; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(BatchSize, images.Count - start);
            var pixels = tensor(
                    Enumerable.Range(start, count).SelectMany(images.Image).ToArray(),
                    [count, side, side, 3]
                )
                .permute(0, 3, 1, 2)
                .contiguous(); // [n, 3, S, S]
            var x = TakesBytes
                ? pixels
                : nn
                    .functional.interpolate(
                        pixels.to(float32) / 127.5 - 1,
                        [InputSide, InputSide],
                        mode: InterpolationMode.Bilinear
                    )
                    .contiguous();
            var name = model.Inputs[0].Name;
            var output = model
                .Run([
                    TakesBytes
                        ? new(name, x.data<byte>().ToArray(), x.shape)
                        : new(name, x.data<float>().ToArray(), x.shape),
                ])[0]
                .Floats;
            if (output.Length != count * Features)
                throw new InputException(
                    $"inception: gave {output.Length} values for {count} images, not {Features} each"
                );
            rows.AddRange(output);
            report(start + count);
        }
        return tensor(rows.ToArray(), [images.Count, Features]);
    }

    public void Dispose() => model.Dispose();
}
