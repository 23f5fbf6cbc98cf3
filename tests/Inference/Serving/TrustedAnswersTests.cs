using Google.Protobuf;
using Grpc.Net.Client;
using Platform.Inference.Serving;
using Platform.Protos;
using Platform.Shared.Imaging;
using Platform.Shared.Tests.Bundles;

namespace Platform.Inference.Tests.Serving;

public sealed class TrustedAnswersTests
{
    [Fact]
    public async Task Classify_OverGrpc_CarriesTheBundlesDoubts_AndTheSumOfTheMapIsTheLogit()
    {
        var root = TrustedBundle.Publish();
        try
        {
            var options = new ServeOptions();
            await using var app = Server.Create(Path.Combine(root, "tiny"), options, _ => { });
            using var channel = GrpcChannel.ForAddress(
                (await Server.StartAsync(app, options, TestContext.Current.CancellationToken)).Grpc
            );
            var client = new Lesion.LesionClient(channel);
            async Task<ClassifyResponse> Ask(byte[] pixels, string activation = "") =>
                await client.ClassifyAsync(
                    new()
                    {
                        Image = ByteString.CopyFrom(PngEncoder.Encode(pixels, TinyBundle.Side, TinyBundle.Side)),
                        NearestCases = 2,
                        ClassActivation = true,
                        ActivationClass = activation,
                    },
                    cancellationToken: TestContext.Current.CancellationToken
                );
            var noise = new byte[TinyBundle.Side * TinyBundle.Side * 3];
            new Random(1).NextBytes(noise);
            var (like, other) = (await Ask(TrustedBundle.Pixels(7)), await Ask(noise));
            Assert.Equal((false, true), (like.UnlikeTraining.Unlike, other.UnlikeTraining.Unlike));
            Assert.Equal(like.TopClass, like.PredictionSet.Codes[0]);
            Assert.Equal(0.9f, like.PredictionSet.Coverage);
            Assert.Equal(("case_7", 2), (like.NearestCases[0].Image, like.NearestCases.Count));

            // The maps of all classes give the probabilities back.
            var logits = new List<double>();
            foreach (var p in like.Predictions)
                logits.Add(
                    (await Ask(TrustedBundle.Pixels(7), p.Code)).ClassActivation is var map
                        ? map.Values.Sum(v => (double)v) + map.Bias
                        : 0
                );
            var sum = logits.Sum(Math.Exp);
            Assert.All(
                like.Predictions.Zip(logits),
                p => Assert.Equal(p.First.Probability, Math.Exp(p.Second) / sum, 1e-4)
            );
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
