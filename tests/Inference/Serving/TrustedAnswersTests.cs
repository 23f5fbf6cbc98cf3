using System.Net.Http.Json;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Platform.Inference.Serving;
using Platform.Protos;
using Platform.Shared.Imaging;

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

    /// <summary>By each prior the answer says which; what does not depend on it stays.</summary>
    [Fact]
    public async Task Classify_ForAPrior_AnswersForItsClassShares_OverGrpcAndJson()
    {
        var root = TrustedBundle.Publish();
        try
        {
            var tiny = Path.Combine(root, "tiny");
            await using var server = await RunningServer.StartAsync(tiny, new() { Ports = new() { HttpPort = 0 } });
            var image = PngEncoder.Encode(TrustedBundle.Pixels(1), TinyBundle.Side, TinyBundle.Side);
            async Task<ClassifyResponse> Ask(Prior prior) =>
                await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(image), Prior = prior });
            var (own, training, uniform) = (
                await Ask(Prior.Unspecified),
                await Ask(Prior.Training),
                await Ask(Prior.Uniform)
            );
            Assert.Equal(
                [Prior.Training, Prior.Training, Prior.Uniform],
                new[] { own, training, uniform }.Select(a => a.Prior)
            );

            // The bundle's shares are 1/2 of mel, 1/4 of the others: divided out by hand.
            double Share(string code) => code == "mel" ? 0.5 : 0.25;
            var divided = own.Predictions.ToDictionary(p => p.Code, p => p.Probability / Share(p.Code));
            Assert.All(
                uniform.Predictions,
                p => Assert.Equal(divided[p.Code] / divided.Values.Sum(), p.Probability, 1e-5)
            );
            Assert.Equal(uniform.Predictions.MaxBy(p => p.Probability)!.Code, uniform.TopClass);
            Assert.Equal(own.PredictionSet, uniform.PredictionSet);
            Assert.Equal(own.Malignancy.Score, uniform.Malignancy.Score, 1e-5f);
            Assert.Equal(own.Predictions.Single(p => p.Code == "mel").Probability, own.Malignancy.Score, 1e-5f);
            Assert.Equal([0.5f, 0.9f], own.Malignancy.Points.Select(p => p.Sensitivity));
            Assert.All(own.Malignancy.Points, p => Assert.Equal(own.Malignancy.Score >= p.Threshold, p.Above));

            var about = await server.Client.DescribeBundleAsync(new());
            Assert.Equal(
                [(0.5f, true), (0.25f, false), (0.25f, false)],
                about.Classes.Select(c => (c.Share, c.Malignant))
            );

            using var http = new HttpClient { BaseAddress = new(server.Http!) };
            using var content = new ByteArrayContent(image);
            content.Headers.ContentType = new("image/png");
            using var answer = await http.PostAsync("/v1/classify?prior=PRIOR_UNIFORM", content);
            var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("PRIOR_UNIFORM", json.GetProperty("prior").GetString());
            Assert.Equal(
                uniform.Predictions[0].Probability,
                json.GetProperty("predictions")[0].GetProperty("probability").GetDouble(),
                1e-5
            );
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Classify_WhereThePrevalenceIsStated_SaysItOfEachThreshold_OverGrpcJsonAndTensors()
    {
        var root = TrustedBundle.Publish(measured: true);
        try
        {
            var options = new ServeOptions
            {
                Ports = new() { HttpPort = 0 },
                Classification = new() { Prevalence = 0.1 },
            };
            await using var server = await RunningServer.StartAsync(Path.Combine(root, "tiny"), options);
            var image = PngEncoder.Encode(TrustedBundle.Pixels(0), TinyBundle.Side, TinyBundle.Side);
            var answer = await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(image) });
            var said = answer.Malignancy.Points[0].Predictive;
            Assert.True(answer.Malignancy.Points[0].Above);
            Assert.Equal((0.1f, 0.09f / 0.315f), (said.Prevalence, said.Malignant));
            Assert.Equal((0.08f / 0.35f, 0.095f / 0.275f), (said.Low, said.High));
            Assert.False(answer.Malignancy.Points[1].Predictive.HasLow);

            using var http = new HttpClient { BaseAddress = new(server.Http!) };
            using var content = new ByteArrayContent(image);
            content.Headers.ContentType = new("image/png");
            using var posted = await http.PostAsync("/v1/classify", content);
            var json = await posted.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(
                said.Malignant,
                json.GetProperty("malignancy")
                    .GetProperty("points")[0]
                    .GetProperty("predictive")
                    .GetProperty("malignant")
                    .GetDouble(),
                1e-6
            );

            var model = await http.GetFromJsonAsync<JsonElement>("/v2/models/tiny");
            var output = model.GetProperty("outputs").EnumerateArray().Last();
            Assert.Equal("malignancy_share", output.GetProperty("name").GetString());
            using var infer = new HttpRequestMessage(HttpMethod.Post, "/v2/models/tiny/infer")
            {
                Content = JsonContent.Create(
                    new
                    {
                        inputs = new[]
                        {
                            new
                            {
                                name = "image",
                                datatype = "BYTES",
                                shape = new[] { 1 },
                                data = new[] { Convert.ToBase64String(image) },
                            },
                        },
                        outputs = new[] { new { name = "malignancy_share" } },
                    }
                ),
            };
            using var inferred = await http.SendAsync(infer);
            var tensors = await inferred.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(
                [said.Malignant, answer.Malignancy.Points[1].Predictive.Malignant],
                tensors.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(v => v.GetSingle())
            );
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Classify_ForAPriorThatCannotBe_SaysSo()
    {
        var root = TinyBundle.Publish();
        try
        {
            await using var server = await RunningServer.StartAsync(Path.Combine(root, "tiny"));
            async Task<Status> Refusal(Prior prior) =>
                (
                    await Assert.ThrowsAsync<RpcException>(async () =>
                        await server.Client.ClassifyAsync(
                            new() { Image = ByteString.CopyFrom(Samples.Png(1)), Prior = prior }
                        )
                    )
                ).Status;
            var none = await Refusal(Prior.Uniform);
            Assert.Equal(StatusCode.InvalidArgument, none.StatusCode);
            Assert.Contains("bundle tiny 1.0.0 does not say for which class shares", none.Detail);
            Assert.Contains("prior 7: must be 0 to 2", (await Refusal((Prior)7)).Detail);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
