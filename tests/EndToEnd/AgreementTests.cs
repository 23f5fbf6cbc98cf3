using System.Text.Json;
using Google.Protobuf;
using Grpc.Net.Client;
using Platform.Inference.Serving;
using Platform.Protos;
using Platform.Shared.Bundles;
using Platform.Shared.Head;
using Platform.Shared.Imaging;
using Platform.Training.Runs;
using Platform.Training.Ssl.Methods;
using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.EndToEnd.Tests;

/// <summary>Three ways to one answer: TorchSharp and ML.NET as trained, the command line, the service.</summary>
[Collection(nameof(Quickstart))]
public sealed class AgreementTests(QuickstartFixture quickstart)
{
    const float Tolerance = 1e-3f;

    sealed record Prediction(string Code, float Probability);

    sealed record Line(string Image, string TopClass, Prediction[] Predictions);

    [Fact]
    public async Task Classify_AnswersAsTrainingDid_OnTheCommandLineAndOverGrpc()
    {
        var files = quickstart.HeldOutImages;
        using var bundle = Bundle.Load(quickstart.Bundle);
        string[] codes = [.. bundle.Manifest.Classes.Select(c => c.Code)];
        var trained = Trained(files).Select(p => Calibrated(p, bundle.Manifest.Calibration.Temperature)).ToArray();
        var printed = await CommandLine();
        var served = await ServiceAsync(files);
        for (var i = 0; i < files.Count; i++)
        {
            var top = codes[Array.IndexOf(trained[i], trained[i].Max())];
            Assert.Equal((top, top), (printed[files[i]].TopClass, served[i].TopClass));
            for (var c = 0; c < codes.Length; c++)
            {
                Assert.Equal(
                    trained[i][c],
                    printed[files[i]].Predictions.Single(p => p.Code == codes[c]).Probability,
                    Tolerance
                );
                Assert.Equal(
                    trained[i][c],
                    served[i].Predictions.Single(p => p.Code == codes[c]).Probability,
                    Tolerance
                );
            }
        }
    }

    /// <summary>The trained encoder on TorchSharp and the fitted head on ML.NET, straight from the runs.</summary>
    IReadOnlyList<float[]> Trained(IReadOnlyList<string> files)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (run, encoder) = SslRun.Load(quickstart["encoder"], TorchRuntime.Start("cpu", threads: 1));
        using var _ = encoder;
        var embeddings = files.Select(f =>
        {
            var pixels = tensor(
                Preprocessing.Square(File.ReadAllBytes(f), run.Preprocessing),
                [1, run.Config.Side, run.Config.Side, 3]
            );
            return encoder
                .Features(Platform.Training.Encoders.EncoderImage.FromPixels(new Eager(pixels)))
                .Embedding.Value.data<float>()
                .ToArray();
        });
        return LinearHead.Load(quickstart["head/head.zip"]).ScoreWithMlNet([.. embeddings]);
    }

    /// <summary>softmax(z / T) of p = softmax(z): p^(1/T), over their sum.</summary>
    static float[] Calibrated(float[] p, double temperature)
    {
        var powers = p.Select(v => Math.Pow(v, 1 / temperature)).ToArray();
        return [.. powers.Select(v => (float)(v / powers.Sum()))];
    }

    async Task<IReadOnlyDictionary<string, Line>> CommandLine()
    {
        var result = await Command.Inference("classify", quickstart.Bundle, quickstart["held-out"], "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        return result
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonSerializer.Deserialize<Line>(l, JsonSerializerOptions.Web)!)
            .ToDictionary(l => l.Image);
    }

    async Task<IReadOnlyList<ClassifyResponse>> ServiceAsync(IReadOnlyList<string> files)
    {
        var options = new ServeOptions();
        await using var app = Server.Create(quickstart.Bundle, options, _ => { });
        using var channel = GrpcChannel.ForAddress((await Server.StartAsync(app, options)).Grpc);
        var client = new Lesion.LesionClient(channel);
        var answers = new List<ClassifyResponse>();
        foreach (var file in files)
            answers.Add(await client.ClassifyAsync(new() { Image = ByteString.CopyFrom(File.ReadAllBytes(file)) }));
        return answers;
    }
}
