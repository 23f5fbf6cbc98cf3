using System.Diagnostics;
using System.Security.Cryptography;

namespace Platform.EndToEnd.Tests.Terminal;

/// <summary>
/// The quickstart's files and smaller ones, a running server, a key, and a folder for what the commands make.
/// </summary>
public sealed class Workplace(QuickstartFixture quickstart) : IAsyncLifetime
{
    const string Announcement = "listening on ";
    readonly string folder = Directory.CreateTempSubdirectory("lesion-tty-").FullName;
    Process server = null!;

    public QuickstartFixture Quickstart => quickstart;
    public string Address { get; private set; } = "";
    public string this[string name] => Path.Combine(folder, name);

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(this["private.pem"], ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem());
        Assert.Equal(0, (await Command.Inference("keys", "add", "clinic", "--keys", this["keys"])).ExitCode);
        Assert.Equal(
            0,
            (
                await Command.Training(
                    "prepare",
                    "--dataset",
                    "phantom",
                    "--count",
                    "200",
                    "--size",
                    "32",
                    "--out",
                    this["data"]
                )
            ).ExitCode
        );
        Assert.Equal(
            0,
            (
                await Command.Training(
                    "generate",
                    "--gan",
                    quickstart["gan"],
                    "--count",
                    "40",
                    "--out",
                    this["synthetic"]
                )
            ).ExitCode
        );
        Assert.Equal(
            0,
            (
                await Command.Training(
                    "ssl",
                    "--preset",
                    "smoke",
                    "--steps",
                    "2",
                    "--batch-size",
                    "8",
                    "--data",
                    this["data"],
                    "--out",
                    this["encoder"]
                )
            ).ExitCode
        );
        server = Command.Start("Platform.Inference", "serve", quickstart.Bundle, "--port", "0");
        var announced = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.OutputDataReceived += (_, e) =>
        {
            if (e.Data is null)
                announced.TrySetException(new InvalidOperationException("the server ended"));
            else if (e.Data.StartsWith(Announcement, StringComparison.Ordinal))
                announced.TrySetResult(e.Data[Announcement.Length..]);
        };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        Address = await announced.Task;
    }

    /// <summary>A folder or file of its own for a command that changes what it is given.</summary>
    public string CopyOf(string source, string name)
    {
        var target = this[name];
        if (File.Exists(source))
            File.Copy(source, target);
        else
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(target, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        return target;
    }

    public async ValueTask DisposeAsync()
    {
        Command.Terminate(server);
        await server.WaitForExitAsync();
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Names what one run of one row makes.</summary>
sealed record Outputs(Workplace Workplace, string Suffix)
{
    public QuickstartFixture Quickstart => Workplace.Quickstart;
    public string Data => Workplace["data"];
    public string Synthetic => Workplace["synthetic"];

    public string New(string name) => Workplace[$"{name}-{Suffix}"];

    public string CopyOf(string source, string name) => Workplace.CopyOf(source, $"{name}-{Suffix}");
}
