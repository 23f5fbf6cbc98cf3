using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Ssl.Byol;
using Platform.Training.Ssl.Views;

namespace Platform.Training.Ssl;

/// <summary>
/// Configuration of a self-supervised run. The defaults are the paper's (Ren et al. 2021, section IV: ResNet-18, 96 px,
/// batch 256, 200 epochs, 0.0003); what it leaves out is taken from the implementation whose defaults these are
/// (sthalles/SimCLR).
/// </summary>
public sealed record SslConfig
{
    /// <summary>
    /// Parts that some methods alone read: their own, those of whatever trains, draws views, or draws weights.
    /// </summary>
    public const string SimClr = "simclr",
        Byol = "byol",
        Training = "training",
        ViewPart = "views",
        Weights = "weights";

    public static readonly SslConfig Paper = new();

    /// <summary>Some ten minutes on a CPU for a thousand images.</summary>
    public static readonly SslConfig Small = Paper with
    {
        Side = 64,
        BatchSize = 128,
        Epochs = 40,
        Jitter = 0.5,
        Temperature = 0.2,
        CheckpointSteps = 100,
        HiddenSize = 1024,
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
        MinArea = 0.4,
        Symmetry = Symmetry.Square,
        HiddenSize = 256,
        PredictionSize = 64,
    };

    public static readonly IReadOnlyDictionary<string, SslConfig> Presets = new Dictionary<string, SslConfig>
    {
        ["paper"] = Paper,
        ["small"] = Small,
        ["smoke"] = Smoke,
    };

    [Description("side of the encoder's input in pixels"), Range(32, 512)]
    public int Side { get; set; } = 96;

    [Part(Training, Shown = false), Description("images a step, two views of each"), Range(2, 8192)]
    public int BatchSize { get; set; } = 256;

    [
        Part(Training, Shown = false),
        Description("passes over the images; the last, incomplete batch of each is left out"),
        Range(1, 100000)
    ]
    public int Epochs { get; set; } = 200;

    [
        Part(Training, Shown = false),
        Description(
            "exact number of optimizer steps, to compare pools of different sizes "
                + "at equal cost; 0 goes by the epochs"
        ),
        Range(0, 100_000_000)
    ]
    public int Steps { get; set; }

    [Part(Training, Shown = false), Description("Adam's learning rate"), Range(1e-8, 10)]
    public double LearningRate { get; set; } = 3e-4;

    [
        Part(Training, Shown = false),
        Description(
            "course of the learning rate: constant; cosine, to zero at the end; papercompat, the cosine of "
                + "period two epochs' batches that starts after epoch 10, which the paper's figures were made with"
        )
    ]
    public LearningRateSchedule Schedule { get; set; } = LearningRateSchedule.Cosine;

    [Part(Training, Shown = false), Description("weight decay, added to the gradient as Adam does"), Range(0, 1)]
    public double WeightDecay { get; set; } = 1e-4;

    [Part(SimClr), Description("temperature tau of the contrastive loss"), Range(0.001, 100)]
    public double Temperature { get; set; } = 0.07;

    [Part(SimClr), Description("length of the projection"), Range(2, 8192)]
    public int ProjectionSize { get; set; } = 128;

    [Part(Byol), Description("width of the hidden layers of projector and predictor"), Range(2, 65536)]
    public int HiddenSize { get; set; } = 4096;

    [Part(Byol), Description("length of projection and prediction"), Range(2, 8192)]
    public int PredictionSize { get; set; } = 256;

    [Part(Byol), Description("weight tau of the old target when it moves towards the online network"), Range(0, 1)]
    public double TargetTau { get; set; } = 0.99;

    [
        Part(Byol),
        Description(
            "course of tau: cosine, to 1 at the end; constant, as the implementation behind the paper's figures"
        )
    ]
    public TargetSchedule TargetSchedule { get; set; } = TargetSchedule.Cosine;

    [Part(ViewPart, Shown = false), Description("least area of a crop as a share of the image"), Range(0.001, 1)]
    public double MinArea { get; set; } = 0.08;

    [
        Part(ViewPart, Shown = false),
        Description("strength s of the colour jitter: brightness, contrast, saturation 0.8 s, hue 0.2 s"),
        Range(0, 2)
    ]
    public double Jitter { get; set; } = 1;

    [Part(ViewPart, Shown = false), Description("share of the views in grey"), Range(0, 1)]
    public double Gray { get; set; } = 0.2;

    [Part(ViewPart, Shown = false), Description("symmetries that views are drawn in")]
    public Symmetry Symmetry { get; set; } = Symmetry.Mirror;

    [
        Part(ViewPart, Shown = false),
        Description("share of the views with Gaussian blur; the paper names none"),
        Range(0, 1)
    ]
    public double Blur { get; set; }

    [Part(Weights, Shown = false), Description("seed of weights, order and views")]
    public int Seed { get; set; }

    [Part(Training, Shown = false), Description("steps from one checkpoint to the next"), Range(1, 1_000_000)]
    public int CheckpointSteps { get; set; } = 500;

    [
        Part(Training, Shown = false),
        Description("how many of the newest checkpoints are kept, beside the one of the lowest loss"),
        Range(1, 1000)
    ]
    public int KeepCheckpoints { get; set; } = 1;

    /// <summary>How views are drawn.</summary>
    public ViewOptions Views() =>
        new(MinArea, Jitter, GrayProbability: Gray, BlurProbability: Blur, Symmetry: Symmetry);
}
