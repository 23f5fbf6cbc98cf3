namespace Platform.EndToEnd.Tests;

/// <summary>The source tree that the tests were built from.</summary>
static class Checkout
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    static string Find(string path) =>
        File.Exists(Path.Combine(path, "Platform.sln"))
            ? path
            : Find(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path))!);
}
