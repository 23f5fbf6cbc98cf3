using Platform.EndToEnd.Tests.Terminal;

namespace Platform.EndToEnd.Tests.Photographs;

/// <summary>
/// Somebody's photographs in a folder for each class, drawn here, and the quickstart on them at a terminal: interrupted
/// while the encoder trains, and begun again.
/// </summary>
public sealed class PhotographsFixture : IAsyncLifetime
{
    public const int Columns = 80;
    readonly string folder = Directory.CreateTempSubdirectory("lesion-own-").FullName;

    public string Source => Path.Combine(folder, "photographs");
    public string Root => Path.Combine(folder, "quickstart");
    public string this[string name] => Path.Combine(Root, name);
    public string Bundle => this["models/photographs/0.1.0"];

    /// <summary>Exit code and all that was sent to the terminal, of the run that was interrupted.</summary>
    public (int ExitCode, string Sent) Stopped { get; private set; }

    /// <summary>The same of the run that went on, and of whether the encoder was taken for trained before it.</summary>
    public (int ExitCode, string Sent) Finished { get; private set; }

    public bool WasDoneWhenStopped { get; private set; }

    /// <summary>The first line of the training's log when it was interrupted, with its time.</summary>
    public string FirstLogged { get; private set; } = "";

    public string[] Line => ["quickstart", "--dataset", "folder", "--source", Source, "--epochs", "6", "--out", Root];

    public async ValueTask InitializeAsync()
    {
        var drawn = await Command.Training(
            "prepare",
            "--dataset",
            "phantom",
            "--count",
            "120",
            "--size",
            "32",
            "--test",
            "0.9",
            "--out",
            Path.Combine(folder, "drawn"),
            "--held-out",
            Source
        );
        Assert.True(drawn.ExitCode == 0, drawn.Error);
        string[] line = [.. Line, "--no-serve", "--threads", "1"];
        using (var terminal = new PseudoTerminal(new(Columns), "Platform.Tools", line))
        {
            await terminal.UntilAsync(_ => new FileInfo(this["encoder/log.jsonl"]) is { Exists: true, Length: > 0 });
            await terminal.InterruptAsync();
            Stopped = (await terminal.ExitCodeAsync(), terminal.Sent);
        }
        FirstLogged = File.ReadLines(this["encoder/log.jsonl"]).First();
        WasDoneWhenStopped = File.Exists(this["encoder.done"]);
        using var again = new PseudoTerminal(new(Columns), "Platform.Tools", line);
        Finished = (await again.ExitCodeAsync(), again.Sent);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
