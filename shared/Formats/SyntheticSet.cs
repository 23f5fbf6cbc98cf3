namespace Platform.Shared.Formats;

/// <summary>
/// dataset.json of a synthetic set: what the complete set holds, written when its last shard is there. The same bytes
/// whoever writes it.
/// </summary>
/// <param name="ImagesSha256">
/// list hash of the shards' <see cref="ShardRecord.ImagesSha256"/>: names every image of the set
/// </param>
/// <param name="Sha256">list hash of the shards' SHA-256: names every byte of the set</param>
public sealed record SyntheticSet(
    SyntheticSettings Settings,
    long Images,
    long Bytes,
    string ImagesSha256,
    string Sha256,
    Tally Seen,
    IReadOnlyList<ShardRecord> Shards
)
{
    public const string FileName = "dataset.json";

    /// <summary>The schema is that of the settings.</summary>
    public static readonly FileContract Contract = new(
        "synthetic set",
        SyntheticSettings.Contract.Schema,
        SyntheticSettings.Contract.Maker
    )
    {
        Unmarked = set =>
            set.ContainsKey("imagesSha256") && set["settings"] is System.Text.Json.Nodes.JsonObject settings
                ? SyntheticSettings.Contract.Unmarked(settings)
                : null,
        Remedy = "run the command that drew the set again with --verify",
    };

    public static SyntheticSet Of(SyntheticSettings settings, IReadOnlyList<ShardRecord> shards) =>
        new(
            settings,
            shards.Sum(s => (long)s.Images),
            shards.Sum(s => s.Bytes),
            ShardRecord.ListHash(shards.Select(s => s.ImagesSha256)),
            ShardRecord.ListHash(shards.Select(s => s.Sha256)),
            shards.Aggregate(new Tally(), (a, s) => a + s.Seen),
            shards
        );

    public string ToJson() => Contract.Text(this, SyntheticSettings.Json);

    /// <exception cref="InputException">Missing, damaged, of another kind or of a newer schema.</exception>
    public static SyntheticSet Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        var set = Contract.Read<SyntheticSet>(file, SyntheticSettings.Json);
        SyntheticSettings.Checked(file, set.Settings.GeneratorSha256);
        return set;
    }
}
