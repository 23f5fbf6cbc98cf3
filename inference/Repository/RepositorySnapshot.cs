namespace Platform.Inference.Repository;

/// <summary>What is served at one moment.</summary>
/// <param name="Bundles">by name, then the highest version first</param>
/// <param name="Failures">versions that were found and refused</param>
/// <param name="Unloaded">versions that a call took out, and that can be loaded again</param>
public sealed record RepositorySnapshot(
    IReadOnlyList<ServedBundle> Bundles,
    IReadOnlyList<LoadFailure> Failures,
    IReadOnlyList<UnloadedVersion> Unloaded
)
{
    public static readonly RepositorySnapshot Empty = new([], [], []);

    /// <summary>Every bundle that was found has a version that passed its checks.</summary>
    public bool Ready => Bundles.Count > 0 && Failures.All(f => Bundles.Any(b => b.Group == f.Group));

    /// <summary>The version asked for, or the highest; the only bundle where none is named.</summary>
    /// <exception cref="NotServedException">None, or more than one could be meant.</exception>
    public ServedBundle Find(string name, string version)
    {
        if (name == "" && Bundles.Select(b => b.Name).Distinct().Count() > 1)
            throw new NotServedException($"bundle: name one of {Names()}");
        return Bundles.FirstOrDefault(b => (name == "" || b.Name == name) && (version == "" || b.Version == version))
            ?? throw new NotServedException(
                Bundles.Any(b => b.Name == name || name == "")
                    ? $"version '{version}': not served; "
                        + $"{Served(Bundles.Where(b => b.Name == name || name == ""))} is"
                    : $"bundle '{name}': not served; {(Bundles.Count > 0 ? Names() : "none")} is"
            );
    }

    static string Served(IEnumerable<ServedBundle> bundles) =>
        string.Join(", ", bundles.Select(b => $"{b.Name} {b.Version}"));

    string Names() => string.Join(", ", Bundles.Select(b => b.Name).Distinct());
}

/// <param name="Name">its manifest's if that is known, else its folder's</param>
/// <param name="Fingerprint">of the folder when it was refused</param>
public sealed record LoadFailure(
    string Name,
    string Version,
    string Group,
    string Folder,
    string Reason,
    string Fingerprint
);

/// <summary>A version that was served until a call unloaded it.</summary>
public sealed record UnloadedVersion(string Name, string Version, string Group, string Folder);
