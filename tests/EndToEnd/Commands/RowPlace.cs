using System.Diagnostics;

namespace Platform.EndToEnd.Tests.Commands;

/// <summary>Where a row runs: an empty folder of its own, what its earlier lines make there, and a server if it calls one.</summary>
sealed class RowPlace(QuickstartFixture quickstart, CommandRow row) : IAsyncDisposable
{
    const string ServerWord = "{server}", Ready = "listening on ";
    Process? server;
    string address = "";

    public string Folder { get; } = Directory.CreateTempSubdirectory("lesion-row-").FullName;

    /// <summary>The row's line with its folders.</summary>
    public string Line => Fill(row.Line);

    /// <summary>Runs the lines before it.</summary>
    public async Task PrepareAsync()
    {
        foreach (var line in row.Before) await RunAsync(CommandLine.Words(Fill(line)));
        if (!row.Arguments.Contains(ServerWord)) return;
        server = Command.Start("Platform.Inference", "serve", quickstart.Bundle, "--port", "0");
        while (address == "" && await server.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith(Ready)) address = line[Ready.Length..];
        Assert.NotEqual("", address);
    }

    /// <summary>Whether it lies in a folder, or is a file, that the line names; the row's own folder is named by all that lies in it.</summary>
    public bool Names(string path) =>
        Line.Split(' ').Where(word => word.StartsWith(quickstart.Root + "/")).Append(Folder).Any(named => path == named || path.StartsWith(named + "/"));

    string Fill(string line) => line.Replace("{q}", quickstart.Root).Replace("{here}", Folder).Replace(ServerWord, address);

    async Task RunAsync(string[] words)
    {
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, string.Join(' ', words) + Environment.NewLine + await output + await error);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await Command.StopAsync(server);
        server?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
