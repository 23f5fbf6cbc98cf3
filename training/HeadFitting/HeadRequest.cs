using Platform.Shared;
using Platform.Training.Data;
using Platform.Training.Head;
using Platform.Training.Runs;

namespace Platform.Training.HeadFitting;

/// <summary>A head as it is asked for, by a command line or a program.</summary>
public sealed record HeadRequest
{
    /// <summary>Run folder made by ssl.</summary>
    public required string Encoder { get; init; }

    /// <summary>Labelled data folder made by prepare.</summary>
    public required string Data { get; init; }

    /// <summary>Folder to make.</summary>
    public required string Output { get; init; }

    /// <summary>
    /// Weight of the squared norm of the head's weights; null for the one that does best on a fifth of the lesions.
    /// </summary>
    public float? L2 { get; init; }

    /// <summary>
    /// Over which symmetric copies of a picture its embedding is averaged, here and in the bundle.
    /// </summary>
    public Symmetry Symmetry { get; init; }

    /// <summary>How much each class counts in the fit.</summary>
    public ClassWeights ClassWeights { get; init; }

    /// <summary>Of the untrained encoder, of the splits and of the resampling.</summary>
    public int Seed { get; init; }

    /// <summary>Number of other splits by lesion, beside the data folder's own.</summary>
    public int Splits { get; init; } = 5;

    /// <summary>How many labelled training images are used, classes in proportion; null for all.</summary>
    public int? Labels { get; init; }

    /// <summary>
    /// Share of the training images that is kept from the head to calibrate it; null for 0.2, or 0 with Labels.
    /// </summary>
    public double? Calibration { get; init; }

    /// <summary>What is made of those images.</summary>
    public TrustOptions Trust { get; init; } = new();

    /// <summary>
    /// Other encoders whose heads are measured beside this one: imagenet, or run folders made by ssl. An untrained one
    /// always is.
    /// </summary>
    public IReadOnlyList<string> Baselines { get; init; } = [];

    public Machine Machine { get; init; } = new();

    /// <summary>The share that is kept, where none is asked for too.</summary>
    public double CalibrationShare => Calibration ?? (Labels is null ? 0.2 : 0);

    /// <exception cref="InputException">A number is out of its range.</exception>
    public void Check()
    {
        if (L2 is { } given && !(given >= 0 && float.IsFinite(given)))
            throw new InputException($"--l2 {L2}: give a number of 0 or more");
        if (Splits is < 0 or > 1000)
            throw new InputException($"--seeds {Splits}: must be 0 to 1000");
        if (CalibrationShare is not (>= 0 and <= 0.5))
            throw new InputException($"--calibration {CalibrationShare}: must be 0 to 0.5");
        Trust.Check();
    }
}
