using System.Net;
using System.Net.Sockets;

namespace Platform.EndToEnd.Tests.Documents;

/// <summary>Somebody who types the lines of a document, one after the other, in a fresh folder.</summary>
sealed class Reader : IAsyncDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("lesion-reader-").FullName;
    readonly string quickstart,
        starters;
    readonly int port = FreePort(),
        http = FreePort(),
        metrics = FreePort();
    readonly Shell shell;

    /// <param name="startersInPath">the search path has the starters, as after the README's first line</param>
    public Reader(QuickstartFixture quickstart, bool startersInPath)
    {
        this.quickstart = quickstart.Root;
        starters = Directory.CreateDirectory(Path.Combine(root, "bin")).FullName;
        foreach (var (name, project) in ProgramNames.Projects)
        {
            var starter = Path.Combine(starters, name);
            File.WriteAllText(starter, $"#!/bin/sh\nexec dotnet '{Command.Find(project)}' \"$@\"\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(starter, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        var path = Environment.GetEnvironmentVariable("PATH");
        shell = new(
            Directory.CreateDirectory(Path.Combine(root, "here")).FullName,
            startersInPath ? $"{starters}:{path}" : path!
        );
    }

    /// <param name="place">where the line stands, for the message</param>
    public async Task TypeAsync(string place, string line)
    {
        var typed = line.Replace("{q}", quickstart)
            .Replace("{checkout}", Checkout.Root)
            .Replace("{starters}", starters)
            .Replace("{port}", $"{port}")
            .Replace("{http}", $"{http}")
            .Replace("{metrics}", $"{metrics}");
        var (exitCode, output) = await shell.RunAsync(typed);
        Assert.True(exitCode == 0, $"{place}: {typed}{Environment.NewLine}{output}");
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await shell.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }
}
