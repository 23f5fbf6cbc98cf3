namespace Platform.Tools.Phases;

/// <summary>The checkout that this program was built from.</summary>
static class SourceTree
{
    /// <summary>Its folder; null where the program was copied elsewhere.</summary>
    public static string? Root { get; } = Find(AppContext.BaseDirectory);

    static string? Find(string? folder) =>
        folder is null || Directory.Exists(Path.Combine(folder, "tools", "peers"))
            ? folder
            : Find(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)));
}
