using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Head;

namespace Platform.Training.Ssl.Supervised;

/// <summary>Options of training by the labels themselves.</summary>
public sealed record SupervisedOptions : ILabelOptions
{
    /// <summary>
    /// Mild views, in all symmetries of the square: a classifier must not unlearn the colours and the scale by which
    /// diagnoses are told apart.
    /// </summary>
    static readonly SslConfig Paper = SslConfig.Paper with
    {
        BatchSize = 64,
        Epochs = 20,
        DecayKind = DecayKind.Decoupled,
        WeightDecay = 0.01,
        Warmup = 0.05,
        LearningRate = 0.0005,
        Schedule = LearningRateSchedule.Constant, // the average over the steps takes the place of its fall
        CheckpointSteps = 100,
        Views = new()
        {
            MinArea = 0.6,
            Jitter = 0.25,
            Gray = 0,
            Symmetry = Symmetry.Square,
        },
    };

    /// <summary>Crops that stay sharp, under lights and cameras of other clinics.</summary>
    static readonly SslConfig Dermoscopy = Paper with
    {
        Side = 128,
        ViewSide = 96,
        Views = Paper.Views with { MinArea = 0.4, Cast = 0.15 },
    };

    public static readonly IReadOnlyDictionary<string, Setup<SslConfig>> Presets = SslPresets.Of(
        new(Paper, new SupervisedOptions()),
        new(Paper with { Side = 64, ProbeSteps = 500 }, new SupervisedOptions()),
        new(Paper with { Side = 32, Epochs = 10 }, new SupervisedOptions()),
        new(Dermoscopy with { ProbeSteps = 500 }, new SupervisedOptions()),
        new(Dermoscopy with { Epochs = 8 }, new SupervisedOptions())
    );

    [Description("use so many labelled training images only, classes in proportion; 0 for all"), Range(0, 100_000_000)]
    public int Labels { get; init; }

    [
        Description(
            "share of the labelled images, by lesion, whose labels are kept from the encoder, so that head can be "
                + "calibrated on them"
        ),
        Range(0, 0.5)
    ]
    public double Calibration { get; init; } = 0.2;

    [
        Description(
            "how often rare classes are shown: 0 as often as there are images of them, 1 as often as any class, "
                + "between them part of the way"
        ),
        Range(0, 1)
    ]
    public double Balance { get; init; } = 0.5;

    [
        Description(
            "how often the photographs of a lesion with several are shown: 0 as often as others, 1 together as often "
                + "as a single one, between them part of the way"
        ),
        Range(0, 1)
    ]
    public double LesionBalance { get; init; }

    [
        Description(
            "weight of the old average when the encoder that ships moves towards the trained one each step; "
                + "0 ships the trained one"
        ),
        Range(0, 0.99999)
    ]
    public double Average { get; init; } = 0.995;

    [
        Description(
            "how many of the encoder's last parts are trained (ResNet-18: conv1, bn1, layer1 to layer4); 0 for all"
        ),
        Range(0, 100)
    ]
    public int TrainedParts { get; init; }

    [Description("share of the certainty that is taken from the true class and spread over all"), Range(0, 0.9)]
    public double LabelSmoothing { get; init; } = 0.1;
}
