using System.Diagnostics;

namespace Platform.Shared.Tests;

/// <summary>A folder that goes with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lesion-test-").FullName;
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], content);
    }

    /// <summary>What .NET cannot make: names that are not UTF-8, pipes.</summary>
    public void Shell(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-ec", script]) { WorkingDirectory = Path })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
