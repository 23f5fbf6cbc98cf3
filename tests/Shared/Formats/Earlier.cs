namespace Platform.Shared.Tests.Formats;

/// <summary>Files that the release before this one wrote, without kind.</summary>
static class Earlier
{
    public static string Text(string name) => File.ReadAllText(PathOf(name));

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Formats", "Earlier", name);
}
