using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Google.Protobuf;
using Platform.Inference.Tests.Serving;
using Platform.Shared.Imaging;
using Platform.Shared.Tests.Bundles;

namespace Platform.Inference.Tests.OpenInference;

/// <summary>A client in another language, made of public packages and the standard's field numbers alone.</summary>
public sealed class NodeClientTests(TinyBundleFixture fixture) : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("node-client-");

    public void Dispose() => folder.Delete(recursive: true);

    sealed record Model(string Name, string Version, string State);
    sealed record TensorMetadata(string Name, string Datatype, long[] Shape);
    sealed record Metadata(string Name, string[] Versions, string Platform, TensorMetadata[] Inputs, TensorMetadata[] Outputs);
    sealed record Raw(string Id, string Version, long[] Shape, string Label, float[] Probabilities);
    sealed record Typed(string Id, int RawOutputs, string Label, float[] Probabilities);
    sealed record Answer(bool Ready, Model[] Models, Metadata Metadata, Raw Raw, Typed Typed);

    [Fact]
    public async Task Node_ListsReadsAndInfers_AsTheClientInCSharpDoes()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "node"))) File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        var install = await RunAsync("npm", "ci");
        Assert.SkipWhen(install is null, "npm is not installed");
        Assert.SkipWhen(install!.Value.Code != 0 && install.Value.Error.Contains("network", StringComparison.OrdinalIgnoreCase), "the packages cannot be fetched");
        Assert.True(install.Value.Code == 0, install.Value.Error);

        File.WriteAllBytes(Path.Combine(folder.FullName, "image.png"), Samples.Png(5));
        File.WriteAllBytes(Path.Combine(folder.FullName, "levels"), Preprocessing.Square(Samples.Png(5), TinyBundle.Side));
        await using var server = await RunningServer.StartAsync(fixture);
        var expected = await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(5)) });
        var node = await RunAsync("node", "client.js", new Uri(server.Address).Authority, "tiny", "image.png", $"{TinyBundle.Side}", "levels");
        Assert.True(node!.Value.Code == 0, node.Value.Error);
        var answer = JsonSerializer.Deserialize<Answer>(node.Value.Output, JsonSerializerOptions.Web)!;

        Assert.True(answer.Ready);
        Assert.Equal([new Model("tiny", "1.0.0", "READY"), new Model("tiny-generator", "1.0.0", "READY")], answer.Models);
        Assert.Equal(("tiny", "1.0.0", "onnx_onnxv1", "image", "BYTES"),
            (answer.Metadata.Name, answer.Metadata.Versions.Single(), answer.Metadata.Platform, answer.Metadata.Inputs.Single().Name, answer.Metadata.Inputs.Single().Datatype));
        Assert.Equal(("raw", "1.0.0", expected.TopClass, "1,3"), (answer.Raw.Id, answer.Raw.Version, answer.Raw.Label, string.Join(',', answer.Raw.Shape)));
        Assert.Equal(("typed", 0, expected.TopClass), (answer.Typed.Id, answer.Typed.RawOutputs, answer.Typed.Label));
        for (var c = 0; c < TinyBundle.Classes.Count; c++)
        {
            var probability = expected.Predictions.Single(p => p.Code == TinyBundle.Classes[c].Code).Probability;
            Assert.Equal(probability, answer.Raw.Probabilities[c], 1e-5f);
            Assert.Equal(probability, answer.Typed.Probabilities[c], 1e-5f);
        }
    }

    /// <summary>Null when there is no such program.</summary>
    async Task<(int Code, string Output, string Error)?> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, await output, await error);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
