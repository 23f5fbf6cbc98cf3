using System.Text.Json.Serialization;
using Platform.Shared;

namespace Platform.Training.Head;

/// <summary>How a head's logits are scaled, so that its probabilities mean what they say.</summary>
[JsonConverter(typeof(JsonStringEnumConverter))]
public enum Scaling
{
    Temperature,
    Vector,
}

/// <summary>What is made of the calibration images, as config.json keeps it.</summary>
/// <param name="Coverage">of the prediction sets</param>
/// <param name="ByClass">the coverage is meant for each class</param>
/// <param name="FalseRejection">share of images like the training ones that may be called unlike them</param>
public sealed record TrustOptions(
    Scaling Scaling = Scaling.Temperature,
    double Coverage = 0.9,
    bool ByClass = true,
    double FalseRejection = 0.05
)
{
    /// <exception cref="InputException">A share is not between 0 and 1.</exception>
    public void Check()
    {
        Inside("--coverage", Coverage);
        Inside("--false-rejection", FalseRejection);
    }

    static void Inside(string option, double value)
    {
        if (value is not (> 0 and < 1))
            throw new InputException($"{option} {value}: must be between 0 and 1");
    }
}
