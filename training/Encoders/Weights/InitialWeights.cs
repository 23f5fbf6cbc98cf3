using System.Text.Json.Serialization;

namespace Platform.Training.Encoders.Weights;

/// <summary>Where an encoder's first weights come from, as a run's config.json and the model card keep it.</summary>
/// <param name="Name">imagenet, or the file's name without its folder</param>
/// <param name="Sha256">of the file, 64 hexadecimal digits</param>
/// <param name="Source">what made them</param>
/// <param name="Licence">as far as it is known</param>
/// <param name="Normalisation">what they expect of a picture; the encoder keeps it for good</param>
/// <param name="ManifestSha256">of the data folder that they were trained on, where the file says so</param>
/// <param name="SawTest">whether that folder's held-out images were trained on; null where nobody says</param>
public sealed record InitialWeights(
    string Name,
    string Sha256,
    string Source,
    string Licence,
    PixelNormalisation Normalisation,
    string? ManifestSha256 = null,
    bool? SawTest = null
)
{
    /// <summary>For readers of the model card and of the page; the card's configuration of ssl has the hash.</summary>
    [JsonIgnore]
    public string Notice =>
        $"The encoder's training began from the weights {Name}: {Source}. " + $"Licence: {Licence.TrimEnd('.')}.";
}
