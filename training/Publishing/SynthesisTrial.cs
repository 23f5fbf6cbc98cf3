using System.Globalization;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Export;
using Platform.Training.Export.Int8;
using Platform.Training.Head;
using Platform.Training.Metrics;
using static TorchSharp.torch;
using Generator = Platform.Training.Gan.Generator;

namespace Platform.Training.Publishing;

/// <summary>How a generator's ranges are measured and its images judged.</summary>
public sealed record SynthesisOptions
{
    /// <summary>Images whose activations are looked at, drawn at <see cref="Psi"/>.</summary>
    public int Calibration { get; init; } = 256;

    /// <summary>Of the latents.</summary>
    public int Seed { get; init; }

    /// <summary>Share of an activation's values that its range holds.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Sets that are drawn by each generator from the same latents.</summary>
    public int Sets { get; init; } = 5;

    /// <summary>Of a set.</summary>
    public int Images { get; init; } = 1000;

    /// <summary>
    /// No truncation: the distances to real images are measured there, and a range that holds there holds below.
    /// </summary>
    public const float Psi = 1;
}

/// <summary>
/// A generator in 8-bit integers, and how far its images lie from held-out photographs beside those that it draws in
/// float32.
/// </summary>
/// <param name="Ranges">of the activations</param>
public sealed record SynthesisTrial(SynthesisSpec Spec, IReadOnlyDictionary<string, Affine> Ranges)
{
    const int CalibrationBatch = 4;

    /// <param name="data">that the generator was trained on</param>
    /// <param name="path">of the data, for messages</param>
    /// <param name="encoder">whose embeddings are the space of the distances, in float32</param>
    /// <param name="side">of the encoder's input, pixels</param>
    /// <param name="space">its name</param>
    /// <param name="folder">an empty one, for files that the caller deletes</param>
    /// <exception cref="InputException">Too few held-out photographs, or a generator too narrow for 8 bits.</exception>
    public static SynthesisTrial Of(
        Generator generator,
        DataFolder data,
        string path,
        IEncoder encoder,
        int side,
        string space,
        Device device,
        string folder,
        SynthesisOptions options,
        CancellationToken cancel
    )
    {
        var held = data.Indices("test");
        if (held.Length < ComparedSets.SizeLeast)
            throw new InputException(
                $"--int8-generator {path}: {held.Length} held-out photographs are too few to judge by; "
                    + $"{ComparedSets.SizeLeast} are needed"
            );
        new Random(options.Seed).Shuffle(held);
        held = held[..Math.Min(held.Length, ComparedSets.SizeMost)];
        var plain = OnnxExport.Generator(generator);
        var graph = new QdqGenerator(plain);
        if (graph.Observed.Count == 0)
            throw new InputException(
                "--int8-generator: no convolution of this generator is wide enough to gain by 8 bits; leave the "
                    + "option out"
            );
        var ranges = new ActivationRanges(
            plain,
            Enumerable
                .Range(0, options.Calibration)
                .Chunk(CalibrationBatch)
                .Select(batch => LatentInputs.Of(generator, (ulong)options.Seed, batch, SynthesisOptions.Psi))
        ).Measure(folder, graph.Observed, options.Share, cancel);

        using var scope = NewDisposeScope();
        using var pixels = data.Pixels(side);
        Tensor real;
        using (var progress = new ProgressLine("embed (held-out)", held.Length, "img"))
            real = Embed(held.Length, i => pixels.Image(held[i]).ToArray(), done => progress.Report(done));
        var (floatFile, byteFile) = (Save("float32", plain), Save("int8", graph.Quantise(ranges)));
        using var floats = OnnxModel.Load(floatFile);
        using var bytes = OnnxModel.Load(byteFile);
        var compared = Compare();
        var (frechet, kernel) = (Figures(m => m.Frechet), Figures(m => m.Kernel));
        return new(
            new(
                frechet.Keeps && kernel.Keeps,
                space,
                options.Calibration,
                options.Seed,
                options.Share,
                options.Sets,
                options.Images,
                held.Length,
                compared.Average(c => c.Difference),
                new FileInfo(floatFile).Length,
                new FileInfo(byteFile).Length
            )
            {
                Frechet = frechet,
                Kernel = kernel,
            },
            ranges
        );

        DistanceFigures Figures(Func<(double Frechet, double Kernel), double> of) =>
            DistanceFigures.Of([.. compared.Select(c => of(c.Float32))], [.. compared.Select(c => of(c.Int8))]);

        string Save(string name, global::Onnx.ModelProto model)
        {
            var file = Path.Combine(folder, $"{name}.onnx");
            OnnxExport.Save(model, file);
            return file;
        }

        // set by set: the images of one at a time are in memory
        (double Difference, (double Frechet, double Kernel) Float32, (double Frechet, double Kernel) Int8)[] Compare()
        {
            ImageSampler[] samplers = [new(floats), new(bytes)];
            var before = 0;
            using var progress = new ProgressLine(
                "draw and embed (float32, int8)",
                4 * options.Sets * options.Images,
                "images"
            );
            return
            [
                .. Enumerable
                    .Range(1, options.Sets)
                    .Select(set =>
                    {
                        var images = samplers
                            .Select(sampler =>
                                Counted(report =>
                                    MeasuredImages.Draw(
                                        sampler,
                                        options.Images,
                                        (ulong)(options.Seed + set),
                                        SynthesisOptions.Psi,
                                        side,
                                        report,
                                        cancel
                                    )
                                )
                            )
                            .ToArray();
                        var difference = images[0]
                            .Zip(images[1], (f, b) => f.Zip(b, (x, y) => (double)Math.Abs(x - y)).Average())
                            .Average();
                        var distances = images.Select(Measure).ToArray();
                        return (difference, distances[0], distances[1]);
                    }),
            ];

            (double Frechet, double Kernel) Measure(byte[][] images)
            {
                using var each = NewDisposeScope();
                var rows = Counted(report => Embed(images.Length, i => images[i], report));
                return (
                    FrechetDistance.Between(rows, real).Value,
                    KernelDistance.Standardised(rows, real, options.Seed).Mean
                );
            }

            T Counted<T>(Func<Action<int>, T> work)
            {
                var result = work(done => progress.Report(before + done));
                before += options.Images;
                return result;
            }
        }

        Tensor Embed(int count, Func<int, byte[]> image, Action<int> report)
        {
            var rows = EmbeddingExtractor.Extract(
                encoder,
                side,
                count,
                image,
                device,
                done =>
                {
                    cancel.ThrowIfCancellationRequested();
                    report(done);
                }
            );
            return tensor(rows.SelectMany(r => r).ToArray(), [rows.Length, encoder.EmbeddingSize]);
        }
    }

    /// <summary>In one line, for the command.</summary>
    public string Line =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"int8 generator, {Spec.Sets} sets of {Spec.Images} images against {Spec.HeldOutImages} held-out "
                + $"photographs: Fréchet distance {Spec.Frechet.Int8:G4} (float32 {Spec.Frechet.Float32:G4}, "
                + $"deviation {Spec.Frechet.Deviation:G2}), kernel distance x 1000 {1000 * Spec.Kernel.Int8:G4} "
                + $"({1000 * Spec.Kernel.Float32:G4}, {1000 * Spec.Kernel.Deviation:G2}); "
        )
        + (
            Spec.Kept
                ? "int8 is published"
                : "float32 is published, because a distance rises by more than its own deviation"
        );
}
