using System.Text.RegularExpressions;
using Platform.EndToEnd.Tests.Commands;

namespace Platform.EndToEnd.Tests.Confinement;

/// <summary>Each command calls nobody but this machine, and leaves files in the folders that it was given and nowhere else.</summary>
[Collection(nameof(Quickstart))]
public sealed partial class ConfinementTests(QuickstartFixture quickstart)
{
    static readonly (string, string)[] AsTheStartersDo = [("DOTNET_EnableDiagnostics", "0")];

    /// <summary>Switched on by the user, so that only the programs themselves can have switched it off.</summary>
    static readonly (string, string)[] ReportsOn = [("ORT_DISABLE_TELEMETRY", "0")];

    /// <summary>What a command may change elsewhere, and why. Of the temporary files nothing may be left when it has ended.</summary>
    static readonly (Regex Path, string Reason)[] Allowed =
    [
        (Kernel(), "no files: devices, and what the kernel tells of the process, such as the names of its threads"),
        (Unpacked(), "ML.NET unpacks head.zip there while it reads it"),
        (Intermediate(), "ONNX files before they are checked or hashed, and the inputs of a bench"),
    ];

    public static TheoryData<string> Commands => [.. CommandRows.All.Select(row => row.Command)];

    [Theory, MemberData(nameof(Commands))]
    public async Task Command_CallsNobody_AndKeepsToItsFolders(string command)
    {
        Assert.SkipUnless(Strace.IsInstalled, "needs strace");
        var row = CommandRows.All.Single(r => r.Command == command);
        await using var place = new RowPlace(quickstart, row);
        await place.PrepareAsync();
        using var strace = new Strace();

        var (exitCode, error, calls) = await strace.RunAsync(CommandLine.Words(place.Line), place.Folder, row.Serves, [.. AsTheStartersDo, .. ReportsOn]);

        Assert.True(exitCode == 0, error);
        Assert.NotEmpty(calls);
        Assert.Empty(calls.Select(call => call.CallsAway).OfType<string>());
        var elsewhere = calls.SelectMany(call => call.Changes).Distinct().Where(path => !place.Names(path) && !Allowed.Any(a => a.Path.IsMatch(path)));
        Assert.Empty(elsewhere);
        Assert.Empty(strace.Left);
    }

    /// <summary>The diagnostic sockets of .NET's runtime, which only a variable that is set before the start prevents.</summary>
    [Fact]
    public async Task Program_WithoutItsStarter_MakesTheRuntimesSocketsAlone_AndRemovesThem()
    {
        Assert.SkipUnless(Strace.IsInstalled, "needs strace");
        using var strace = new Strace();
        var (exitCode, error, calls) = await strace.RunAsync(
            CommandLine.Words($"inference classify {quickstart.Bundle} {quickstart.HeldOutImages[0]}"), strace.Home, serves: false, ReportsOn);
        Assert.True(exitCode == 0, error);
        Assert.Empty(calls.Select(call => call.CallsAway).OfType<string>());
        Assert.All(calls.SelectMany(call => call.Changes).Where(path => !Allowed.Any(a => a.Path.IsMatch(path))), path => Assert.Matches(Diagnostics(), path));
        Assert.Empty(strace.Left);
    }

    [GeneratedRegex("^/dev/(null|tty|pts/.*)$|^/proc/")]
    private static partial Regex Kernel();

    [GeneratedRegex("/tmp/ml_dotnet_[^/]*(/|$)")]
    private static partial Regex Unpacked();

    [GeneratedRegex("/tmp/(publish-|bench-|tmp|mixed-|lesion-packed-)[^/]*(/|$)")]
    private static partial Regex Intermediate();

    [GeneratedRegex("/tmp/(dotnet-diagnostic|clr-debug-pipe)-")]
    private static partial Regex Diagnostics();
}
