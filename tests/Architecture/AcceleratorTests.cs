using System.Text.Json;

namespace Platform.Architecture.Tests;

/// <summary>-p:Accelerator chooses the native builds; both kinds together would not load.</summary>
public sealed class AcceleratorTests
{
    [Theory]
    [InlineData("cpu", "shared/Platform.Shared.csproj", "Microsoft.ML.OnnxRuntime")]
    [InlineData("cuda", "shared/Platform.Shared.csproj", "Microsoft.ML.OnnxRuntime.Gpu")]
    [InlineData("cpu", "training/Platform.Training.csproj", "TorchSharp", "libtorch-cpu-linux-x64")]
    [InlineData("cuda", "training/Platform.Training.csproj", "TorchSharp", "TorchSharp-cuda-linux")]
    public void PackageReferences_AreThoseOfTheAccelerator(string accelerator, string project, params string[] expected)
    {
        using var items = JsonDocument.Parse(
            Repository.Dotnet("msbuild", project, "-getItem:PackageReference", $"-p:Accelerator={accelerator}")
        );
        var native = items
            .RootElement.GetProperty("Items")
            .GetProperty("PackageReference")
            .EnumerateArray()
            .Select(i => i.GetProperty("Identity").GetString()!)
            .Where(p => p.Contains("torch", StringComparison.OrdinalIgnoreCase) || p.Contains("OnnxRuntime"))
            .Where(p => p != "TorchSharp.PyBridge"); // managed code that reads torch.save's files
        Assert.Equal(expected.Order(), native.Order());
    }
}
