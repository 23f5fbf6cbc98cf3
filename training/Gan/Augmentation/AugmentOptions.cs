using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Platform.Training.Configuration;

namespace Platform.Training.Gan.Augmentation;

/// <summary>
/// The options of an augmented discriminator. The defaults are those of Karras et al. 2020, section 3.1.
/// </summary>
public sealed record AugmentOptions
{
    /// <summary>The part that only <see cref="Augment.Ada"/> reads.</summary>
    public const string Ada = "ada";

    /// <summary>The parts that are read.</summary>
    public IReadOnlyList<string> Parts() => Augment == Augment.Ada ? [Ada] : [];

    [Description(
        "what the discriminator sees images through, for few images: always (diffaugment) or "
            + "as often as it overfits (ada)"
    )]
    public Augment Augment { get; init; }

    [Part(Ada), Range(-1, 1)]
    [Description("mean sign of the scores of real images to keep (Karras et al. 2020, section 3.1)")]
    public double AdaTarget { get; init; } = 0.6;

    [Part(Ada), Description("thousand images in which the probability can go from 0 to 1"), Range(0.001, 1e6)]
    public double AdaKimg { get; init; } = 500;

    [Part(Ada), Description("steps from one adjustment of the probability to the next"), Range(1, 1024)]
    public int AdaInterval { get; init; } = 4;
}
