using System.Text.RegularExpressions;
using Platform.EndToEnd.Tests.Terminal;

namespace Platform.EndToEnd.Tests.Confinement;

/// <summary>
/// Each command calls nobody but this machine, and leaves files in the folders that it was given and nowhere else.
/// </summary>
[Collection(nameof(Quickstart))]
public sealed partial class ConfinementTests(Workplace workplace) : IClassFixture<Workplace>
{
    /// <summary>By what a line of progress is known where the stream is no terminal.</summary>
    const string Rate = "/s";

    static readonly (string, string)[] AsTheStartersDo = [("DOTNET_EnableDiagnostics", "0")];

    /// <summary>
    /// Reports are switched on by the user, so that only the programs themselves can have switched them off.
    /// </summary>
    static readonly (string, string)[] Usual = [("ORT_DISABLE_TELEMETRY", "0"), ("LESION_PROGRESS_SECONDS", "0")];

    /// <summary>
    /// What a command may change elsewhere, and why. Of the temporary files nothing may be left when it has ended.
    /// </summary>
    static readonly (Regex Path, string Reason)[] Allowed =
    [
        (Kernel(), "no files: devices, and what the kernel tells of the process, such as the names of its threads"),
        (Unpacked(), "ML.NET unpacks head.zip there while it reads it"),
        (Intermediate(), "ONNX files before they are checked or hashed, and the inputs of a bench"),
    ];

    public static TheoryData<string, string> Commands => CommandsAtATerminalTests.Commands;

    [Theory, MemberData(nameof(Commands))]
    public async Task Command_CallsNobody_AndKeepsToItsFolders(string project, string command)
    {
        Assert.SkipUnless(Strace.IsInstalled, "needs strace");
        var row = Rows.All.Single(r => r.Project == project && r.Command == command);
        var line = row.Line(new(workplace, $"{command.Replace(' ', '-')}-traced"));
        using var strace = new Strace();

        var (result, calls) = await strace.RunAsync(
            project,
            line,
            row.Until == Rows.Bar ? Rate : row.Until,
            [.. AsTheStartersDo, .. Usual]
        );

        Assert.True(result.ExitCode == row.ExitCode, $"ended with {result.ExitCode}: {result.Output}{result.Error}");
        Assert.NotEmpty(calls);
        Assert.Empty(calls.Select(call => call.CallsAway).OfType<string>());
        var elsewhere = calls
            .SelectMany(call => call.Changes)
            .Distinct()
            .Where(path => !IsNamed(path, line) && !Allowed.Any(a => a.Path.IsMatch(path)));
        Assert.Empty(elsewhere);
        Assert.Empty(strace.Left);
    }

    /// <summary>
    /// The diagnostic sockets of .NET's runtime, which only a variable that is set before the start prevents.
    /// </summary>
    [Fact]
    public async Task Program_WithoutItsStarter_MakesTheRuntimesSocketsAlone_AndRemovesThem()
    {
        Assert.SkipUnless(Strace.IsInstalled, "needs strace");
        using var strace = new Strace();
        var quickstart = workplace.Quickstart;
        var (result, calls) = await strace.RunAsync(
            "Platform.Inference",
            ["classify", quickstart.Bundle, quickstart.HeldOutImages[0]],
            null,
            Usual
        );
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Empty(calls.Select(call => call.CallsAway).OfType<string>());
        Assert.All(
            calls.SelectMany(call => call.Changes).Where(path => !Allowed.Any(a => a.Path.IsMatch(path))),
            path => Assert.Matches(Diagnostics(), path)
        );
        Assert.Empty(strace.Left);
    }

    /// <summary>
    /// A file or folder of the line, or what lies in it or beside it and bears its name until it is whole.
    /// </summary>
    static bool IsNamed(string path, string[] line) =>
        line.Where(Path.IsPathRooted)
            .Any(named =>
                Path.GetRelativePath(Path.GetDirectoryName(named)!, path)
                    .TrimStart('.')
                    .StartsWith(Path.GetFileName(named))
            );

    [GeneratedRegex("^/dev/(null|tty|pts/.*)$|^/proc/")]
    private static partial Regex Kernel();

    [GeneratedRegex("/tmp/ml_dotnet_[^/]*(/|$)")]
    private static partial Regex Unpacked();

    [GeneratedRegex("/tmp/(bench-|lesion-(publish|metrics|audit|mixed|packed)-)[^/]*(/|$)")]
    private static partial Regex Intermediate();

    [GeneratedRegex("/tmp/(dotnet-diagnostic|clr-debug-pipe)-")]
    private static partial Regex Diagnostics();
}
