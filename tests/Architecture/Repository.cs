using System.Diagnostics;

namespace Platform.Architecture.Tests;

/// <summary>The source tree and the build outputs that these tests read.</summary>
static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>A file in a project's build output, of the configuration under test.</summary>
    public static string Output(string project, string file) =>
        Path.Combine(AppContext.BaseDirectory.Replace("Platform.Architecture.Tests", project), file);

    /// <summary>Runs dotnet in the source tree and gives its standard output.</summary>
    public static string Dotnet(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments)
            {
                WorkingDirectory = Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + error.Result);
        return output;
    }

    static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Platform.sln"))
            ? folder
            : FindRoot(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder))!);
}
