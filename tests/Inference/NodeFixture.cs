using System.Diagnostics;

[assembly: AssemblyFixture(typeof(Platform.Inference.Tests.NodeFixture))]

namespace Platform.Inference.Tests;

/// <summary>
/// Programs for Node, in a folder of their own: their packages are fetched once, by the first test that asks.
/// </summary>
public sealed class NodeFixture : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("node-clients-");
    readonly Lazy<Task<(int Code, string Output, string Error)>> installed;

    public NodeFixture()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "node")))
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        installed = new(() => StartAsync("npm", "ci", "--ignore-scripts"));
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Fetches the packages; skips the test, and says so, where that cannot be.</summary>
    public async Task InstallAsync()
    {
        SkipWithout("npm");
        var (code, _, error) = await installed.Value;
        var offline = error.Contains("network", StringComparison.OrdinalIgnoreCase);
        Assert.SkipWhen(code != 0 && offline, "npm cannot fetch the packages of tests/Inference/node: not run");
        Assert.True(code == 0, error);
    }

    public static void SkipWithout(string program)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, program)));
        Assert.SkipUnless(found, $"{program} is not installed: not run");
    }

    /// <returns>what the program wrote</returns>
    public async Task<string> RunAsync(string script, params string[] arguments)
    {
        var (code, output, error) = await StartAsync("node", [script, .. arguments]);
        Assert.True(code == 0, $"{error}\n{output}");
        return output;
    }

    public async Task<(int Code, string Output, string Error)> StartAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["REDOCLY_TELEMETRY"] = "off"; // its lint would call its publisher
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
