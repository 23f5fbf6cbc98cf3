using Platform.Shared;

namespace Platform.Tools.Submitting;

/// <summary>The engines that submit knows.</summary>
public static class ArrayEngines
{
    public static readonly IReadOnlyList<IArrayEngine> All = [new Slurm(), new LocalArray()];

    /// <exception cref="InputException">There is none of that name.</exception>
    public static IArrayEngine Named(string name) =>
        All.FirstOrDefault(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new InputException($"--engine: '{name}' is none of {string.Join(", ", All.Select(e => e.Name))}");
}
