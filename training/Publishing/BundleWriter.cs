using System.Globalization;
using Platform.Shared.Bundles;
using Platform.Shared.Head;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Export;
using Platform.Training.Export.Int8;
using Platform.Training.Gan;
using TorchSharp;

namespace Platform.Training.Publishing;

/// <summary>Writes the model files and probes of a bundle, each file proved equal to its network.</summary>
/// <param name="generator">null for a bundle that draws no images</param>
/// <param name="headFile">head.zip as fitted; copied byte for byte</param>
/// <param name="report">takes one line for each file</param>
public sealed class BundleWriter(
    Generator? generator,
    IEncoder encoder,
    int side,
    string headFile,
    torch.Device device,
    Action<string> report
)
{
    /// <summary>Folded into the classifier; the head's own file stays as it was fitted.</summary>
    public CalibrationSpec Calibration { get; init; } = new(1);

    /// <summary>Files to copy, by their name in the bundle.</summary>
    public IReadOnlyDictionary<string, string> Extra { get; init; } = new Dictionary<string, string>();

    /// <summary>Of the activations of an encoder in 8-bit integers; null leaves it in float32.</summary>
    public IReadOnlyDictionary<string, Affine>? EncoderRanges { get; init; }

    /// <summary>The same of a generator.</summary>
    public IReadOnlyDictionary<string, Affine>? GeneratorRanges { get; init; }

    const int ProbeBatch = 2;
    const float Psi = 0.7f;
    readonly LinearHead head = LinearHead.Load(headFile);

    public void Write(string folder)
    {
        File.Copy(headFile, Path.Combine(folder, BundleFiles.Head));
        foreach (var (name, file) in Extra)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.Copy(file, Path.Combine(folder, name));
        }
        using var classifier = new Classifier(encoder, head.Calibrated(Calibration));
        if (generator is not null)
            Add(
                folder,
                BundleFiles.Generator,
                BundleFiles.GeneratorProbe,
                OnnxExport.Generator(generator),
                batch => LatentInputs.Of(generator, 0, [.. Enumerable.Range(0, batch)], Psi),
                i => TorchRun.Generator(generator, i, device),
                GeneratorRanges is { } drawn ? model => new QdqGenerator(model).Quantise(drawn) : null,
                i => TorchRun.GeneratorExactly(generator, i, device)
            );
        Func<global::Onnx.ModelProto, global::Onnx.ModelProto>? encoded = EncoderRanges is { } seen
            ? model => new QdqEncoder(model).Quantise(seen)
            : null;
        Add(
            folder,
            BundleFiles.Encoder,
            BundleFiles.EncoderProbe,
            OnnxExport.Encoder(encoder, side),
            Pictures,
            i => TorchRun.Encoder(encoder, i, device),
            encoded
        );
        Add(
            folder,
            BundleFiles.Classifier,
            BundleFiles.ClassifierProbe,
            OnnxExport.Classifier(classifier, side, head.Classes),
            Pictures,
            i => TorchRun.Classifier(classifier, i, device),
            encoded
        );
        AddHead(folder, Path.Combine(folder, BundleFiles.Encoder));
    }

    void Add(
        string folder,
        string file,
        string probe,
        global::Onnx.ModelProto model,
        Func<int, IReadOnlyList<TensorData>> inputs,
        Func<IReadOnlyList<TensorData>, IReadOnlyList<TensorData>> network,
        Func<global::Onnx.ModelProto, global::Onnx.ModelProto>? int8,
        Func<IReadOnlyList<TensorData>, IReadOnlyList<TensorData>>? exact = null
    )
    {
        var path = Path.Combine(folder, file);
        OnnxExport.Save(model, path);
        var differences = ParityCheck.Run(path, inputs, network, exact);
        report(
            $"{file, -16} ONNX Runtime against TorchSharp: "
                + string.Join(", ", ParityCheck.Batches.Zip(differences, (b, d) => $"batch {b} {d.Relative:E1}"))
                + $" (max relative difference, limit {ParityCheck.Tolerance:E0})"
        );
        if (differences.Max(d => d.Rounding) is { } own)
            report(
                $"{file, -16} TorchSharp's own float32 differs from float64 by {own:E1}, "
                    + "and ONNX Runtime by no more than twice that: the network was hardly trained, or magnifies "
                    + "rounding"
            );
        var expected = network(inputs(ProbeBatch));
        if (int8 is not null)
            expected = Replace(path, int8(model), inputs(ProbeBatch), expected);
        new Probe(inputs(ProbeBatch), expected).Save(Path.Combine(folder, probe));
    }

    /// <summary>Puts the 8-bit form in the place of a file that was proved equal to its network.</summary>
    /// <returns>what the new file computes: a probe shows what is served</returns>
    IReadOnlyList<TensorData> Replace(
        string path,
        global::Onnx.ModelProto quantised,
        IReadOnlyList<TensorData> inputs,
        IReadOnlyList<TensorData> floats
    )
    {
        OnnxExport.Save(quantised, path);
        using var runtime = OnnxModel.Load(path);
        var bytes = runtime.Run(inputs, [.. floats.Select(f => f.Name)]);
        var differences = floats
            .Zip(bytes)
            .Where(p => p.First.Type == "float")
            .Select(p => $"{p.First.Name} {Difference(p.First.Floats, p.Second.Floats)}");
        report($"{Path.GetFileName(path), -16} int8 against float32: {string.Join(", ", differences)}");
        return bytes;
    }

    /// <summary>Both of the same value, so that the mean is below the most.</summary>
    internal static string Difference(float[] expected, float[] actual)
    {
        var (differences, largest) = (
            expected.Zip(actual, (e, a) => Math.Abs(e - a)).ToArray(),
            expected.Max(Math.Abs)
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * differences.Max() / largest:0.0} % at most, "
                + $"{100 * differences.Average() / largest:0.00} % on average of the largest value"
        );
    }

    /// <summary>The head's probe holds ML.NET's own scores of real-looking embeddings.</summary>
    void AddHead(string folder, string encoderFile)
    {
        using var runtime = OnnxModel.Load(encoderFile);
        var embedding = runtime.Run(Pictures(7), "embedding")[0];
        float[][] rows = [.. embedding.Floats.Chunk(head.Features)];
        var scores = head.ScoreWithMlNet(rows).SelectMany(s => s).ToArray();
        var mine = Probe.Record(head, rows).Outputs[0].Floats;
        report(
            $"{BundleFiles.Head, -16} folded weights against ML.NET: "
                + $"{mine.Zip(scores, (a, b) => Math.Abs(a - b)).Max():E1} (max difference of a probability)"
        );
        new Probe(
            [new TensorData("embedding", embedding.Floats, embedding.Shape)],
            [new TensorData("probabilities", scores, rows.Length, head.Classes)]
        ).Save(Path.Combine(folder, BundleFiles.HeadProbe));
    }

    /// <summary>Phantom pictures: a probe travels with the bundle, so it holds nobody's photograph.</summary>
    IReadOnlyList<TensorData> Pictures(int batch)
    {
        var images = Datasets.Read(Datasets.Phantom, null, batch, 0).Images;
        return
        [
            new("pixels", [.. images.SelectMany(i => Preprocessing.Square(i.Read(), new(side)))], batch, side, side, 3),
        ];
    }
}
