using Platform.Shared;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench;

/// <summary>A language's programs in tools/peers that the platform is measured against.</summary>
/// <param name="Title">what messages call it</param>
/// <param name="Program">node or python</param>
/// <param name="Folder">of the programs; null where there is no source tree</param>
/// <param name="Probe">arguments that fail where a package is missing</param>
/// <param name="Install">what to type</param>
public sealed record Peer(string Title, string Program, string? Folder, IReadOnlyList<string> Probe, string Install)
{
    static readonly string? Root = FindRoot(AppContext.BaseDirectory);

    /// <summary>The protocol's files, which peers read themselves; null where there is no source tree.</summary>
    public static string? Protos => Root is null ? null : Path.Combine(Root, "protos");

    public static Peer Node(params string[] packages) => new("Node", "node", Of("node"),
        ["-e", string.Concat(packages.Select(p => $"require('{p}');"))], "cd tools/peers/node && ONNXRUNTIME_NODE_INSTALL=skip npm ci");

    /// <param name="python">the interpreter that has the packages</param>
    public static Peer Python(string python, params string[] packages) => new("Python", python, Of("python"),
        ["-c", $"import {string.Join(", ", packages)}"], "the packages that tools/peers/README.md lists, or name another interpreter with --python");

    /// <summary>Null where it can run; else one line: what is missing and how to install it.</summary>
    public async Task<string?> MissingAsync(CancellationToken cancel)
    {
        if (Folder is null) return $"{Title}: tools/peers is not beside this program; run it from a source tree";
        try
        {
            await PhaseProcess.RunAsync(new Launch(Title, Program, Probe, Folder), null, cancel);
            return null;
        }
        catch (InputException)
        {
            return $"{Title}: {Program} or a package of it is missing; install it: {Install}";
        }
    }

    /// <param name="script">file name of the program</param>
    public Launch Launch(string script, params IReadOnlyList<string> arguments) => new($"{Title} {script}", Program, [script, .. arguments], Folder);

    static string? Of(string language) => Root is null ? null : Path.Combine(Root, "tools", "peers", language);

    static string? FindRoot(string? folder) => folder is null || Directory.Exists(Path.Combine(folder, "tools", "peers")) ? folder
        : FindRoot(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)));
}
