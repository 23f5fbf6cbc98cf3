using Platform.Shared.Onnx;

namespace Platform.Shared.Bundles;

/// <summary>The tensors that each ONNX file of a bundle must have, and what their values mean.</summary>
public static class BundleContract
{
    /// <summary>Length of an embedding.</summary>
    public const int Features = 512;

    /// <summary>Any length that the file fixes or leaves open.</summary>
    const long Any = -2;

    /// <summary>Any length that the file fixes.</summary>
    const long Fixed = -3;

    sealed record Row(string Name, string Type, long[] Shape);

    /// <param name="side">of the encoder's input, pixels</param>
    static (Row[] Inputs, Row[] Outputs) Rows(string file, int side, int classes)
    {
        Row[] pixels = [new("pixels", "uint8", [-1, side, side, 3])];
        Row[] encoded =
        [
            new("embedding", "float", [-1, Features]),
            new("feature_map", "float", [-1, Features, Any, Any]),
        ];
        return file switch
        {
            BundleFiles.Encoder => (pixels, encoded),
            BundleFiles.Classifier => (pixels, [new("probabilities", "float", [-1, classes]), .. encoded]),
            BundleFiles.Generator => (
                [new("z", "float", [-1, Fixed]), new("psi", "float", [1]), new("noise", "float", [-1, Fixed])],
                [new("pixels", "uint8", [-1, Fixed, Fixed, 3]), new("image", "float", [-1, 3, Fixed, Fixed])]
            ),
            _ => ([], []),
        };
    }

    /// <exception cref="InputException">
    /// A tensor is missing or of another type or shape, or differs from the manifest.
    /// </exception>
    public static void Check(string folder, string file, OnnxModel model, BundleManifest manifest)
    {
        var path = Path.Combine(folder, file);
        var (inputs, outputs) = Rows(file, manifest.Preprocessing.Side, manifest.Classes.Count);
        if (model.Inputs.Count != inputs.Length)
            throw new InputException(
                $"{path}: inputs {string.Join(", ", model.Inputs)}; wanted are "
                    + $"{string.Join(", ", inputs.Select(i => i.Name))}: publish the bundle again"
            );
        foreach (var (rows, tensors) in new[] { (inputs, model.Inputs), (outputs, model.Outputs) })
        foreach (var row in rows)
            if (tensors.FirstOrDefault(t => t.Name == row.Name) is not { } tensor || !Fits(row, tensor))
                throw new InputException(
                    $"{path}: no {Show(row)} among {string.Join(", ", tensors)}; publish the bundle again"
                );

        foreach (
            var (specs, tensors) in new[]
            {
                (manifest.Files[file].Inputs, model.Inputs),
                (manifest.Files[file].Outputs, model.Outputs),
            }
        )
            if (
                specs.Count != tensors.Count
                || specs.Zip(tensors).FirstOrDefault(p => !Same(p.First, p.Second)) is { First: not null }
            )
                throw new InputException(
                    $"{path}: its tensors {string.Join(", ", tensors)} are not those that {BundleManifest.FileName} "
                        + $"lists; publish the bundle again"
                );
    }

    /// <summary>The tensors of a model with the range and unit of those that the contract knows.</summary>
    public static BundleFile Describe(string sha256, OnnxModel model) =>
        new(sha256) { Inputs = [.. model.Inputs.Select(Spec)], Outputs = [.. model.Outputs.Select(Spec)] };

    static TensorSpec Spec(TensorInfo tensor)
    {
        var (range, unit) = tensor.Name switch
        {
            "pixels" => ("0..255", "8-bit sRGB level, R G B, row by row from the top"),
            "z" or "noise" => ("unbounded", "standard normal"),
            "psi" => ("0..1", "truncation: 0 the mean image, 1 the full variety"),
            "image" => ("about -1..1", "level / 127.5 - 1"),
            "probabilities" => ("0..1", "probability; the classes sum to 1"),
            _ => ("unbounded", "none"),
        };
        return new(tensor.Name, tensor.Type, tensor.Shape, range, unit);
    }

    static bool Fits(Row row, TensorInfo tensor) =>
        row.Type == tensor.Type
        && row.Shape.Length == tensor.Shape.Count
        && row.Shape.Zip(tensor.Shape)
            .All(d => d.First == d.Second || d.First == Any || (d.First == Fixed && d.Second > 0));

    static bool Same(TensorSpec spec, TensorInfo tensor) =>
        spec.Name == tensor.Name && spec.Type == tensor.Type && spec.Shape.SequenceEqual(tensor.Shape);

    static string Show(Row row) =>
        $"{row.Name} {row.Type} "
        + $"[{string.Join(',', row.Shape.Select(d => d switch { -1 => "N", Any or Fixed => "*", _ => $"{d}" }))}]";
}
