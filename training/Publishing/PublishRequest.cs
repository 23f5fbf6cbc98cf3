using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Training.Runs;

namespace Platform.Training.Publishing;

/// <summary>A bundle as it is asked for, by a command line or a program.</summary>
public sealed record PublishRequest
{
    /// <summary>Run folder made by gan; null for a bundle that draws no images.</summary>
    public string? Gan { get; init; }

    /// <summary>Run folder made by ssl.</summary>
    public required string Encoder { get; init; }

    /// <summary>Folder made by head, on that encoder.</summary>
    public required string Head { get; init; }

    /// <summary>Of the bundle: lower-case letters, digits, - and _.</summary>
    public required string Name { get; init; }

    /// <summary>Semantic version.</summary>
    public required string Version { get; init; }

    /// <summary>Folder of bundles.</summary>
    public string Output { get; init; } = "models";

    /// <summary>Lines on the training data's licence for the model card.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Folder made by audit on images of this generator; null without one.</summary>
    public string? Audit { get; init; }

    /// <summary>Publish a generator that failed its audit.</summary>
    public bool AcceptMemorisation { get; init; }

    /// <summary>Add the training images' identifiers and embeddings.</summary>
    public bool Neighbours { get; init; }

    /// <summary>The GAN's data folder, for an index of its photographs' embeddings; null for none.</summary>
    public string? CopiesIndex { get; init; }

    /// <summary>Serve the encoder in 8-bit integers, unless that loses too much.</summary>
    public bool Int8 { get; init; }

    /// <summary>With Int8, the labelled data folder that the head was fitted on; else null.</summary>
    public string? Labelled { get; init; }

    /// <summary>The GAN's data folder, to draw in 8-bit integers; null to draw in float32.</summary>
    public string? Int8Generator { get; init; }

    public Machine Machine { get; init; } = new();

    /// <exception cref="InputException">Something does not go together, or the bundle's place is taken.</exception>
    public void Check()
    {
        if (Int8 == Labelled is null)
            throw new InputException(
                "--int8 and --data go together: the ranges and the loss of accuracy are measured on the labelled "
                    + "data folder that the head was fitted on"
            );
        if (Gan is null)
            foreach (
                var (name, value) in new[]
                {
                    ("--audit", Audit),
                    ("--copies-index", CopiesIndex),
                    ("--int8-generator", Int8Generator),
                }
            )
                if (value is not null)
                    throw new InputException($"{name}: of a generator, and no --gan is given; leave it out");
        BundleStore.Check(Output, Name, Version);
        if (AcceptMemorisation && Audit is null)
            throw new InputException(
                "--accept-memorisation: accepts a failed --audit, and none is given; leave it out"
            );
    }
}
