using Platform.Training.Configuration;
using Platform.Training.Gan;
using Platform.Training.Ssl;

namespace Platform.Training.Experiments;

/// <summary>
/// An experiment at a scale on a data set: its cells, and what the report says of how they were made.
/// </summary>
public sealed record Plan
{
    public required Experiment Experiment { get; init; }
    public required Scale Scale { get; init; }
    public required string Preset { get; init; }

    /// <summary>A reader's name.</summary>
    public required string Dataset { get; init; }

    public required IArtefact Data { get; init; }
    public required IReadOnlyDictionary<string, Setup<GanConfig>> Gans { get; init; }
    public required IReadOnlyDictionary<string, Setup<SslConfig>> Ssl { get; init; }
    public required IReadOnlyList<Arm> Arms { get; init; }

    /// <summary>Encoders of each cell, of seeds from the configuration's own upwards.</summary>
    public int Seeds { get; init; } = 1;

    public int FirstSeed => Ssl.Values.First().Config.Seed;

    /// <summary>One GAN of all training images for every cell, also for those whose encoder sees fewer.</summary>
    public bool SharedGan { get; init; }

    /// <summary>GANs and encoders see the test lesions too.</summary>
    public bool IncludeTest { get; init; }

    /// <summary>fp32 or bf16; null for the commands' choice.</summary>
    public string? Precision { get; init; }

    public IReadOnlyList<Cell> Cells => [.. Experiment.Points(Scale, Arms).Select(Cell)];

    Cell Cell(Point p)
    {
        var pipeline = new Pipeline(Data, Gans, Ssl, Scale.Synthetic[^1], IncludeTest, Precision);
        Stage Gan() => pipeline.Gan(p.Gan, SharedGan ? null : p.Images);
        Stage Real(int seed) => pipeline.Encoder(p.Method, p.Images, null, seed);
        switch (Experiment.Outcome)
        {
            case Outcome.Views:
                return new("views", p, [pipeline.Views(p.Method)]);
            case Outcome.Samples:
                return new(Names.Gan(p), p, [Pipeline.Drawn(Gan(), Scale.Grid)]);
            case Outcome.Quality:
                var drawn = pipeline.Synthetic(Gan());
                return new(Names.Gan(p), p, [drawn, pipeline.Metrics(drawn, Real(FirstSeed))], pipeline.Copies(drawn));
        }
        var synthetic = p.Synthetic > 0 ? pipeline.Synthetic(Gan()) : null;
        return new(
            Name(p),
            p,
            [
                .. Enumerable
                    .Range(FirstSeed, Seeds)
                    .Select(seed =>
                        pipeline.Head(
                            synthetic is null
                                ? Real(seed)
                                : pipeline.Encoder(p.Method, p.Images, (synthetic, p.Synthetic, p.Arm!.Value), seed),
                            p.Labels,
                            seed
                        )
                    ),
            ],
            synthetic is null ? null : pipeline.Copies(synthetic)
        );
    }

    /// <summary>The parts that vary, or that say most.</summary>
    string Name(Point p) =>
        string.Join(
            ", ",
            new[]
            {
                Experiment.Images(Scale).Count() > 1 ? Names.Images(p) : null,
                Names.Method(p),
                Experiment.Synthetic(Scale).Any(n => n > 0) ? Names.Synthetic(p) : null,
                Experiment.Labels(Scale).Count() > 1 ? Names.Labels(p) : null,
            }.OfType<string>()
        );

    /// <summary>
    /// The cell without synthetic images that one with them is compared with; null for those without.
    /// </summary>
    public Cell? Baseline(Cell cell) =>
        cell.Point.Synthetic == 0
            ? null
            : Cells.FirstOrDefault(c => c.Point == cell.Point with { Synthetic = 0, Arm = null });
}
