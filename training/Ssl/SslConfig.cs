using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Ssl.Views;

namespace Platform.Training.Ssl;

/// <summary>
/// What every self-supervised run has: the training loop and how views are drawn. The defaults are the paper's (Ren et
/// al. 2021, section IV: ResNet-18, 96 px, batch 256, 200 epochs, 0.0003); what it leaves out is taken from the
/// implementation whose defaults these are (sthalles/SimCLR). A method's own options are a record in its folder.
/// </summary>
public sealed record SslConfig
{
    /// <summary>
    /// Parts that not every command and method reads: those of training, of views, of pairs of them, and of random
    /// weights.
    /// </summary>
    public const string Training = "training",
        ViewPart = "views",
        PairPart = "pairs of views",
        Weights = "weights";

    public static readonly SslConfig Paper = new();

    /// <summary>For some hours of a CPU with several thousand images; <c>ssl</c> says how many at its start.</summary>
    public static readonly SslConfig Small = Paper with
    {
        Side = 64,
        BatchSize = 128,
        Epochs = 40,
        CheckpointSteps = 100,
        ProbeSteps = 250,
        Views = new() { Jitter = 0.5 },
    };

    /// <summary>
    /// For the quickstart: some two minutes of two cores. At 32 px a crop of 8 % is 9 pixels wide and tells little of
    /// its lesion; with crops of 40 % or more, in all symmetries, some hundred steps are enough to learn structures.
    /// </summary>
    public static readonly SslConfig Smoke = Small with
    {
        Side = 32,
        BatchSize = 64,
        Epochs = 44,
        ProbeSteps = 0,
        Views = Small.Views with { MinArea = 0.4, Symmetry = Symmetry.Square },
    };

    /// <summary>Views for dermoscopy, as large as the paper's but cut from larger images.</summary>
    public static readonly SslConfig Dermoscopy = Paper with
    {
        Side = 128,
        ViewSide = 96,
        ProbeSteps = Small.ProbeSteps,
        Views = SslPresets.Views,
    };

    /// <summary>
    /// From given weights: a few hundred steps, the first of them careful, of which the decay leaves biases and norms
    /// alone.
    /// </summary>
    public static readonly SslConfig Transfer = Dermoscopy with
    {
        BatchSize = 128,
        Epochs = 20,
        Warmup = 0.1,
        DecayKind = DecayKind.Decoupled,
        CheckpointSteps = 100,
    };

    [Description("side of the encoder's input in pixels"), Range(32, 512)]
    public int Side { get; init; } = 96;

    [Part(Training, Shown = false), Description("images a step, of each of which views are drawn"), Range(2, 8192)]
    public int BatchSize { get; init; } = 256;

    [
        Part(Training, Shown = false),
        Description("passes over the images; the last, incomplete batch of each is left out"),
        Range(1, 100000)
    ]
    public int Epochs { get; init; } = 200;

    [
        Part(Training, Shown = false),
        Description(
            "exact number of optimizer steps, to compare pools of different sizes "
                + "at equal cost; 0 goes by the epochs"
        ),
        Range(0, 100_000_000)
    ]
    public int Steps { get; init; }

    [Part(Training, Shown = false), Description("Adam's learning rate"), Range(1e-8, 10)]
    public double LearningRate { get; init; } = 3e-4;

    [
        Part(Training, Shown = false),
        Description(
            "course of the learning rate: constant; cosine, to zero at the end; papercompat, the cosine of "
                + "period two epochs' batches that starts after epoch 10, which the paper's figures were made with"
        )
    ]
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Cosine;

    [
        Part(Training, Shown = false),
        Description("share of the steps in which the learning rate rises to its full height"),
        Range(0, 0.5)
    ]
    public double Warmup { get; init; }

    [Part(Training, Shown = false), Description("weight decay"), Range(0, 1)]
    public double WeightDecay { get; init; } = 1e-4;

    [
        Part(Training, Shown = false),
        Description(
            "what the decay does: coupled, added to all gradients as Adam does; decoupled, AdamW's, and only on the "
                + "weights of convolutions and linear layers"
        )
    ]
    public DecayKind DecayKind { get; init; } = DecayKind.Coupled;

    /// <summary>
    /// An image that is larger than the views keeps the details of a small crop, as where crops are cut from whole
    /// photographs.
    /// </summary>
    [
        Part(ViewPart, Shown = false),
        Description(
            "side of the packed images that views are cut from, so that small crops stay sharp; 0 for the input's side"
        ),
        Range(0, 1024)
    ]
    public int CropFrom { get; init; }

    /// <summary>
    /// A crop shows a lesion larger than the whole image does. With views smaller than the input both show it alike,
    /// and training costs less: Touvron et al. 2019, section 3, arXiv 1906.06423.
    /// </summary>
    [
        Part(ViewPart, Shown = false),
        Description(
            "side of the views in training, where the input of the finished encoder is larger; 0 for the input's side"
        ),
        Range(0, 512)
    ]
    public int ViewSide { get; init; }

    /// <summary>Side of the views that training makes.</summary>
    [JsonIgnore]
    public int TrainedSide => ViewSide > 0 ? ViewSide : Side;

    /// <summary>Side of the images that training reads.</summary>
    [JsonIgnore]
    public int ImageSide => CropFrom > 0 ? CropFrom : Side;

    [Part(ViewPart, Shown = false)]
    public ViewOptions Views { get; init; } = new();

    [
        Part(PairPart, Shown = false),
        Description(
            "what the two views of a pair are drawn from: image, one photograph; lesion, two photographs of one lesion "
                + "where there are several to train on, and simclr's then do not repel each other"
        )
    ]
    public Positives Positives { get; init; } = Positives.Image;

    [Part(Weights, Shown = false), Description("seed of weights, order and views")]
    public int Seed { get; init; }

    [Part(Training, Shown = false), Description("steps from one checkpoint to the next"), Range(1, 1_000_000)]
    public int CheckpointSteps { get; init; } = 500;

    [
        Part(Training, Shown = false),
        Description("how many of the newest checkpoints are kept, beside the one of the lowest loss"),
        Range(1, 1000)
    ]
    public int KeepCheckpoints { get; init; } = 1;

    [
        Part(Training, Shown = false),
        Description(
            "steps from one linear probe to the next, by which a run is judged before its end: the accuracy of a "
                + "linear head on the frozen encoder, fitted on some training lesions and scored on others; labels "
                + "are read to judge and teach the encoder nothing; 0 for none"
        ),
        Range(0, 1_000_000)
    ]
    public int ProbeSteps { get; init; }

    /// <summary>Two views of an image, which most methods compare.</summary>
    public IReadOnlyList<ViewCrops> Pair() =>
        Positives == Positives.Image
            ? [new(2, TrainedSide, Views.MinArea)]
            : [new(1, TrainedSide, Views.MinArea), new(1, TrainedSide, Views.MinArea, OfAnotherPhotograph: true)];

    /// <summary>Steps of a whole run of a method that trains.</summary>
    /// <param name="images">real and synthetic</param>
    public long StepsOf(int images) => Steps > 0 ? Steps : (long)Epochs * (images / BatchSize);
}
