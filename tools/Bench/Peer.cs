using Platform.Shared;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench;

/// <summary>A language's programs in tools/peers that the platform is measured against.</summary>
/// <param name="Title">what messages call it</param>
/// <param name="Program">node or python</param>
/// <param name="Folder">of the programs; null where there is no source tree</param>
/// <param name="Probe">
/// arguments that make it print its versions in one line, or fail where a package is missing
/// </param>
/// <param name="Install">what to type</param>
public sealed record Peer(string Title, string Program, string? Folder, IReadOnlyList<string> Probe, string Install)
{
    const string NodeProbe = """
        const packages = process.argv.slice(1);
        packages.forEach(p => require(p));
        const read = p => JSON.parse(require('fs').readFileSync('node_modules/' + p + '/package.json'));
        console.log(['Node ' + process.version, ...packages.map(p => p + ' ' + read(p).version)].join(', '));
        """;

    const string PythonProbe = """
        import importlib, shutil, sys
        assert 'google.protobuf' not in sys.argv or shutil.which('protoc')
        modules = [importlib.import_module(name) for name in sys.argv[1:]]
        versions = [m.__name__ + ' ' + getattr(m, '__version__', '') for m in modules]
        print(', '.join(['Python ' + sys.version.split()[0]] + versions))
        """;

    /// <summary>The protocol's files, which peers read themselves; null where there is no source tree.</summary>
    public static string? Protos => SourceTree.Root is { } root ? Path.Combine(root, "protos") : null;

    public static Peer Node(params string[] packages) =>
        new(
            "Node",
            "node",
            Of("node"),
            ["-e", NodeProbe, .. packages],
            "cd tools/peers/node && ONNXRUNTIME_NODE_INSTALL=skip npm ci"
        );

    /// <param name="python">the interpreter that has the modules</param>
    public static Peer Python(string python, params string[] modules) =>
        new(
            "Python",
            python.Contains(Path.DirectorySeparatorChar) ? Path.GetFullPath(python) : python,
            Of("python"),
            ["-c", PythonProbe, .. modules],
            "with apt, as tools/peers/README.md says, or name another interpreter with --python"
        );

    /// <summary>Whether it can run, and one line: its versions; or what is missing and how to install it.</summary>
    public async Task<(bool Runs, string Line)> AskAsync(CancellationToken cancel)
    {
        if (Folder is null)
            return (false, $"{Title}: tools/peers is not beside this program; run it from a source tree");
        try
        {
            var lines = await PhaseProcess.RunAsync(new Launch(Title, Program, Probe, Folder), null, cancel);
            return (true, $"{Title}: {lines.LastOrDefault("")}");
        }
        catch (InputException)
        {
            return (false, $"{Title}: {Program} or a package of it is missing; install it: {Install}");
        }
    }

    /// <param name="script">file name of the program</param>
    public Launch Launch(string script, params IReadOnlyList<string> arguments) =>
        new($"{Title} {script}", Program, [script, .. arguments], Folder);

    static string? Of(string language) =>
        SourceTree.Root is { } root ? Path.Combine(root, "tools", "peers", language) : null;
}
