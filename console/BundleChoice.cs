using Platform.Shared.Bundles;

namespace Platform.CommandLine;

/// <summary>Says aloud which version a command took, where the path that it was given leaves that open.</summary>
public static class BundleChoice
{
    /// <summary>
    /// One line on standard error where a folder of versions was given; nothing for a version's own folder.
    /// </summary>
    /// <param name="path">as it was given</param>
    public static void Say(string path, Bundle bundle)
    {
        if (Path.GetFullPath(bundle.Folder) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
            return;
        Console.Error.WriteLine(Terminal.Plain($"{path}: version {bundle.Manifest.Version}, the highest there"));
    }
}
