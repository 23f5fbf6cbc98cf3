using System.Diagnostics;

namespace Platform.EndToEnd.Tests;

public sealed class PublishedInferenceTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("lesion-e2e-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Publish_OfInference_HoldsNeitherTorchSharpNorLibtorch()
    {
        var project = Path.Combine(Checkout.Root, "inference", "Platform.Inference.csproj");
        using var publish = Process.Start(
            new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "--no-build", "-o", folder])
            {
                RedirectStandardOutput = true,
            }
        )!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, output);
        var files = Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetFileName(f))
            .ToArray();
        Assert.Contains("Platform.Inference.dll", files);
        Assert.DoesNotContain(files, f => f.Contains("torch", StringComparison.OrdinalIgnoreCase));
    }
}
