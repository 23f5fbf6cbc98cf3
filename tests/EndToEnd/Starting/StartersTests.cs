using System.Diagnostics;
using Platform.EndToEnd.Tests.Submitting;

namespace Platform.EndToEnd.Tests.Starting;

/// <summary>
/// The programs, started from a folder that is not the checkout's: paths are relative to that folder.
/// </summary>
public sealed class StartersTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("lesion e2e-").FullName;
    readonly TinySets sets = new();

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        sets.Dispose();
    }

    public static readonly TheoryData<string> Forms = ["bin/{0}", "dotnet run -c Release --no-build --project {0} --"];

    [Theory, MemberData(nameof(Forms))]
    public async Task Training_WritesBelowTheCurrentFolder(string form)
    {
        await RunAsync(form, "training", "prepare --dataset phantom --count 8 --size 32 --out data");
        Assert.True(File.Exists(Path.Combine(folder, "data", "manifest.csv")));
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Inference_ReadsAndWritesBelowTheCurrentFolder(string form)
    {
        Directory.CreateSymbolicLink(Path.Combine(folder, "tiny"), sets.Bundle);
        Assert.Contains("ok", await RunAsync(form, "inference", "verify tiny"));
        await RunAsync(form, "inference", "sample tiny --count 2 --out drawn");
        Assert.True(File.Exists(Path.Combine(folder, "drawn", "dataset.json")));
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Tools_WritesBelowTheCurrentFolder(string form)
    {
        await RunAsync(
            form,
            "tools",
            "submit --engine slurm --tasks 1 --dry-run --folder jobs -- inference sample tiny --count 2 --out drawn"
        );
        Assert.Single(Directory.EnumerateFiles(Path.Combine(folder, "jobs")));
    }

    /// <returns>standard output</returns>
    async Task<string> RunAsync(string form, string program, string arguments)
    {
        var start = form.Split(' ')
            .Select(word => word.Contains("{0}") ? Path.Combine(Checkout.Root, string.Format(word, program)) : word)
            .ToArray();
        var info = new ProcessStartInfo(start[0], [.. start[1..], .. arguments.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await error);
        return await output;
    }
}
