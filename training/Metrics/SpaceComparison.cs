using Platform.CommandLine;
using static TorchSharp.torch;

namespace Platform.Training.Metrics;

/// <summary>Embeddings [N, D] of all images of the three sets.</summary>
sealed record EmbeddedSets(Tensor Train, Tensor HeldOut, Tensor Synthetic)
{
    /// <summary>Those of a set of <see cref="ComparedSets.Pairs"/>; null where it is made of spoilt images.</summary>
    public Tensor? Named(string name, ComparedSets sets) =>
        name switch
        {
            "train" => Train[..sets.Size],
            "train, other half" => Train[sets.Half..(sets.Half + sets.Size)],
            "held-out" => HeldOut[..sets.Size],
            "synthetic" => Synthetic[..sets.Size],
            _ => null,
        };
}

/// <summary>Compares the sets in one feature space after another, each set embedded once.</summary>
sealed class SpaceComparison(ComparedSets sets, int seed, CancellationToken cancel)
{
    public EmbeddedSets EmbedAll(IFeatureSpace space) =>
        new(Embed(space, sets.Train), Embed(space, sets.HeldOut), Embed(space, sets.Synthetic));

    /// <param name="known">embeddings that are there already; null where there are none of this space</param>
    public SpaceMeasures Compare(IFeatureSpace space, EmbeddedSets? known)
    {
        var embedded = new Dictionary<string, Tensor>();
        foreach (var name in ComparedSets.Pairs.SelectMany(p => new[] { p.Images, p.Reference }).Distinct())
            embedded[name] = known?.Named(name, sets) ?? Embed(space, sets.Named(name));
        return Progress.Run(
            $"compare ({space.FrechetName})",
            ComparedSets.Pairs.Count,
            "pairs",
            cancel,
            report => SpaceMeasures.Of(space, name => embedded[name], seed, report)
        );
    }

    Tensor Embed(IFeatureSpace space, ImageSet set) =>
        Progress.Run($"embed ({set.Name})", set.Count, "img", cancel, report => space.Embed(set, sets.Side, report));
}
