using System.Text.Json;
using Google.Protobuf;
using Platform.Inference.Tests.Serving;
using Platform.Shared.Imaging;

namespace Platform.Inference.Tests.OpenInference;

/// <summary>A client in another language, made of public packages and the standard's field numbers alone.</summary>
public sealed class NodeClientTests(TinyBundleFixture fixture, NodeFixture node)
{
    sealed record Model(string Name, string Version, string State);

    sealed record TensorMetadata(string Name, string Datatype, long[] Shape);

    sealed record Metadata(
        string Name,
        string[] Versions,
        string Platform,
        TensorMetadata[] Inputs,
        TensorMetadata[] Outputs
    );

    sealed record Raw(string Id, string Version, long[] Shape, string Label, float[] Probabilities);

    sealed record Typed(string Id, int RawOutputs, string Label, float[] Probabilities);

    sealed record Answer(bool Ready, Model[] Models, Metadata Metadata, Raw Raw, Typed Typed);

    [Fact]
    public async Task Node_ListsReadsAndInfers_AsTheClientInCSharpDoes()
    {
        await node.InstallAsync();
        using var folder = new TemporaryFiles();
        var picture = folder.Write("image.png", Samples.Png(5));
        var levels = folder.Write("levels", Preprocessing.Square(Samples.Png(5), new(TinyBundle.Side)));
        await using var server = await RunningServer.StartAsync(fixture);
        var expected = await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(5)) });
        var output = await node.RunAsync(
            "client.js",
            new Uri(server.Address).Authority,
            "tiny",
            picture,
            $"{TinyBundle.Side}",
            levels
        );
        var answer = JsonSerializer.Deserialize<Answer>(output, JsonSerializerOptions.Web)!;

        Assert.True(answer.Ready);
        Assert.Equal(
            [new Model("tiny", "1.0.0", "READY"), new Model("tiny-generator", "1.0.0", "READY")],
            answer.Models
        );
        Assert.Equal(
            ("tiny", "1.0.0", "onnx_onnxv1", "image", "BYTES"),
            (
                answer.Metadata.Name,
                answer.Metadata.Versions.Single(),
                answer.Metadata.Platform,
                answer.Metadata.Inputs.Single().Name,
                answer.Metadata.Inputs.Single().Datatype
            )
        );
        Assert.Equal(
            ("raw", "1.0.0", expected.TopClass, "1,3"),
            (answer.Raw.Id, answer.Raw.Version, answer.Raw.Label, string.Join(',', answer.Raw.Shape))
        );
        Assert.Equal(("typed", 0, expected.TopClass), (answer.Typed.Id, answer.Typed.RawOutputs, answer.Typed.Label));
        for (var c = 0; c < TinyBundle.Classes.Count; c++)
        {
            var probability = expected.Predictions.Single(p => p.Code == TinyBundle.Classes[c].Code).Probability;
            Assert.Equal(probability, answer.Raw.Probabilities[c], 1e-5f);
            Assert.Equal(probability, answer.Typed.Probabilities[c], 1e-5f);
        }
    }

    sealed record RestAnswer(
        bool Ready,
        string Platform,
        string Id,
        float[] Probabilities,
        string Label,
        string RawLabel,
        string Encoding,
        string Error
    );

    [Fact]
    public async Task Node_CallsTheRestHalf_ByFetch()
    {
        NodeFixture.SkipWithout("node");
        using var folder = new TemporaryFiles();
        var picture = folder.Write("image.png", Samples.Png(4));
        await using var server = await RunningServer.StartAsync(fixture, new() { Ports = new() { HttpPort = 0 } });
        var expected = await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(4)) });
        var output = await node.RunAsync("rest.js", server.Http!, "tiny", picture);
        var answer = JsonSerializer.Deserialize<RestAnswer>(output, JsonSerializerOptions.Web)!;
        Assert.Equal((true, "onnx_onnxv1", "json"), (answer.Ready, answer.Platform, answer.Id));
        Assert.Equal((expected.TopClass, expected.TopClass), (answer.Label, answer.RawLabel));
        Assert.Equal(expected.Predictions[0].Probability, answer.Probabilities.Max(), 1e-5f);
        Assert.Equal(("gzip", "Request for unknown model: 'other' is not found"), (answer.Encoding, answer.Error));
    }

    sealed record Picture(byte[] File, byte[] Levels, float[] Probabilities, string Label);

    /// <summary>
    /// Triton's clients of HTTP and gRPC and KServe's of REST and gRPC, as their public sources have them write and
    /// read.
    /// </summary>
    [Fact]
    public async Task TritonsAndKServesClients_MakeFortyCallsEach()
    {
        await node.InstallAsync();
        using var folder = new TemporaryFiles();
        await using var server = await RunningServer.StartAsync(fixture, new() { Ports = new() { HttpPort = 0 } });
        var pictures = new List<Picture>();
        for (var i = 0; i < 6; i++)
        {
            var file = Samples.Png(i);
            var answer = await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(file) });
            var probabilities = TinyBundle.Classes.Select(c =>
                answer.Predictions.Single(p => p.Code == c.Code).Probability
            );
            pictures.Add(
                new(file, Preprocessing.Square(file, new(TinyBundle.Side)), [.. probabilities], answer.TopClass)
            );
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(pictures, JsonSerializerOptions.Web);
        var output = await node.RunAsync(
            "clients.js",
            server.Http!,
            new Uri(server.Address).Authority,
            $"{TinyBundle.Side}",
            folder.Write("pictures.json", json)
        );
        var calls = JsonSerializer.Deserialize<Dictionary<string, int>>(output)!;
        Assert.Equal(
            ["tritonHttp 40", "tritonGrpc 40", "kserveRest 40", "kserveGrpc 40"],
            calls.Select(c => $"{c.Key} {c.Value}")
        );
    }
}
