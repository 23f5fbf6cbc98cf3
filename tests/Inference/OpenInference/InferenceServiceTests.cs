using Google.Protobuf;
using Grpc.Core;
using Platform.Inference.Tests.Serving;
using Platform.Protos.OpenInference;
using Platform.Shared.Imaging;
using Platform.Shared.Sampling;
using static Platform.Inference.Tests.OpenInference.Tensor;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.OpenInference;

public class InferenceServiceTests(TinyBundleFixture fixture)
{
    const int Side = TinyBundle.Side;

    [Fact]
    public async Task Metadata_IsThatOfTheStandard()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        Assert.True((await server.Inference.ServerLiveAsync(new())).Live);
        Assert.True((await server.Inference.ServerReadyAsync(new())).Ready);
        Assert.True((await server.Inference.ModelReadyAsync(new() { Name = "tiny-generator" })).Ready);
        Assert.False((await server.Inference.ModelReadyAsync(new() { Name = "tiny", Version = "2.0.0" })).Ready);
        Assert.Contains("classification", (await server.Inference.ServerMetadataAsync(new())).Extensions);
        Assert.Contains("binary_tensor_data", (await server.Inference.ServerMetadataAsync(new())).Extensions);
        var classifier = await server.Inference.ModelMetadataAsync(new() { Name = "tiny" });
        Assert.Equal(
            ("tiny", "onnx_onnxv1", "1.0.0", "mel,nv,vasc"),
            (classifier.Name, classifier.Platform, Assert.Single(classifier.Versions), classifier.Properties["classes"])
        );
        Assert.Equal(["image BYTES [-1]"], classifier.Inputs.Select(Show));
        Assert.Equal(
            ["probabilities FP32 [-1,3]", "label BYTES [-1]", "logits FP32 [-1,3]", "embedding FP32 [-1,512]"],
            classifier.Outputs.Select(Show)
        );
        var generator = await server.Inference.ModelMetadataAsync(new() { Name = "tiny-generator" });
        Assert.Equal(["image UINT8 [-1,8,8,3]", "png BYTES [-1]"], generator.Outputs.Select(Show));
        var index = await server.Inference.RepositoryIndexAsync(new());
        Assert.Equal(
            ["tiny 1.0.0 READY", "tiny-generator 1.0.0 READY"],
            index.Models.Select(m => $"{m.Name} {m.Version} {m.State}")
        );

        static string Show(ModelMetadataResponse.Types.TensorMetadata t) =>
            $"{t.Name} {t.Datatype} [{string.Join(',', t.Shape)}]";
    }

    [Fact]
    public async Task Server_OfABundleWithoutAGenerator_HasItsClassifierAlone()
    {
        var root = Directory.CreateTempSubdirectory("plain-bundle-").FullName;
        TinyBundle.PublishWithoutGenerator(root, "plain", "1.0.0");
        try
        {
            await using var server = await RunningServer.StartAsync(root);
            var index = await server.Inference.RepositoryIndexAsync(new());
            Assert.Equal(["plain 1.0.0 READY"], index.Models.Select(m => $"{m.Name} {m.Version} {m.State}"));
            Assert.False((await server.Inference.ModelReadyAsync(new() { Name = "plain-generator" })).Ready);
            Assert.Equal(0, (await server.Client.DescribeBundleAsync(new())).GeneratedSide);
            var answer = await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(0)) });
            Assert.Equal("plain", answer.BundleName);
            using var drawn = server.Client.Generate(new() { Seed = 1, Count = 1 });
            var refused = await Assert.ThrowsAsync<RpcException>(() => drawn.ResponseStream.MoveNext(default));
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
            Assert.Contains("published without a generator", refused.Status.Detail);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task ModelInfer_RawOrTyped_AnswersAsItWasAsked_AndAsClassifyDoes()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var expected = new[] { 0, 1 }
            .Select(i => server.Client.Classify(new() { Image = ByteString.CopyFrom(Samples.Png(i)) }))
            .ToArray();
        float Of(int image, string code) => expected[image].Predictions.Single(p => p.Code == code).Probability;

        var raw = await server.Inference.ModelInferAsync(
            Request("tiny", "r1").Raw("image", "BYTES", Prefixed(Samples.Png(0), Samples.Png(1)), 2)
        );
        Assert.Equal(("tiny", "1.0.0", "r1"), (raw.ModelName, raw.ModelVersion, raw.Id));
        Assert.Equal(["probabilities", "label", "logits", "embedding"], raw.Outputs.Select(o => o.Name));
        Assert.All(raw.Outputs, o => Assert.Null(o.Contents));
        Assert.Equal([2L, 3], raw.Outputs[0].Shape);
        for (var i = 0; i < 6; i++)
            Assert.Equal(Of(i / 3, TinyBundle.Classes[i % 3].Code), raw.Floats(0)[i], 1e-5f);
        Assert.Equal(expected.Select(e => e.TopClass), raw.Strings(1));
        Assert.Equal((6, 2 * 512), (raw.Floats(2).Length, raw.Floats(3).Length));

        var typed = await server.Inference.ModelInferAsync(
            Request("tiny")
                .Typed(
                    "image",
                    "BYTES",
                    new()
                    {
                        BytesContents = { ByteString.CopyFrom(Samples.Png(0)), ByteString.CopyFrom(Samples.Png(1)) },
                    },
                    2,
                    1
                )
                .Want("label")
                .Want("probabilities")
        );
        Assert.Empty(typed.RawOutputContents);
        Assert.Equal(["label", "probabilities"], typed.Outputs.Select(o => o.Name));
        Assert.Equal(
            expected.Select(e => e.TopClass),
            typed.Outputs[0].Contents.BytesContents.Select(b => b.ToStringUtf8())
        );
        foreach (var (a, b) in raw.Floats(0).Zip(typed.Outputs[1].Contents.Fp32Contents))
            Assert.Equal(a, b, 1e-5f);
    }

    [Fact]
    public async Task ModelInfer_OfPixels_AnswersAsForTheFile()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var levels = Preprocessing.Square(Samples.Png(2), new(Side));
        var planes = new float[levels.Length];
        for (var i = 0; i < Side * Side; i++)
        for (var c = 0; c < 3; c++)
            planes[c * Side * Side + i] = levels[i * 3 + c] / 255f;
        ModelInferRequest[] requests =
        [
            Request("tiny").Raw("image", "BYTES", Prefixed(Samples.Png(2)), 1),
            Request("tiny").Raw("image", "UINT8", levels, 1, Side, Side, 3),
            Request("tiny").Raw("image", "FP32", Bytes(planes), 1, 3, Side, Side),
        ];
        var answers = new List<float[]>();
        foreach (var request in requests)
            answers.Add((await server.Inference.ModelInferAsync(request.Want("logits"))).Floats(0));
        answers.Add([
            .. (
                await server.Inference.ModelInferAsync(
                    Request("tiny")
                        .Typed(
                            "image",
                            "UINT8",
                            new() { UintContents = { levels.Select(l => (uint)l) } },
                            1,
                            Side,
                            Side,
                            3
                        )
                        .Want("logits")
                )
            )
                .Outputs[0]
                .Contents
                .Fp32Contents,
        ]);
        answers.Add([
            .. (
                await server.Inference.ModelInferAsync(
                    Request("tiny")
                        .Typed("image", "FP32", new() { Fp32Contents = { planes } }, 1, 3, Side, Side)
                        .Want("logits")
                )
            )
                .Outputs[0]
                .Contents
                .Fp32Contents,
        ]);
        foreach (var answer in answers)
        foreach (var (a, b) in answers[0].Zip(answer))
            Assert.Equal(a, b, 1e-4f);
    }

    [Fact]
    public async Task ModelInfer_WithClassification_GivesValueIndexLabel()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var expected = server.Client.Classify(new() { Image = ByteString.CopyFrom(Samples.Png(1)) });
        var answer = await server.Inference.ModelInferAsync(
            Request("tiny").Raw("image", "BYTES", Prefixed(Samples.Png(1)), 1).Want("probabilities", classification: 2)
        );
        Assert.Equal(("BYTES", "1,2"), (answer.Outputs[0].Datatype, string.Join(',', answer.Outputs[0].Shape)));
        var parts = answer.Strings(0).Select(s => s.Split(':')).ToArray();
        Assert.Equal(expected.Predictions.Take(2).Select(p => p.Code), parts.Select(p => p[2]));
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(
                expected.Predictions[i].Probability,
                float.Parse(parts[i][0], System.Globalization.CultureInfo.InvariantCulture),
                1e-5f
            );
            Assert.Equal(TinyBundle.Classes[int.Parse(parts[i][1])].Code, parts[i][2]);
        }
    }

    [Fact]
    public async Task ModelInfer_OfTheGenerator_DrawsAsTheSamplerDoes()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        using var bundle = fixture.Load();
        var sampler = new ImageSampler(bundle.Generator);
        var request = Request("tiny-generator")
            .Raw("seed", "INT64", Bytes(7L, 8L), 2)
            .Raw("index", "INT64", Bytes(0L, 3L), 2);
        request.Parameters["psi"] = new() { DoubleParam = 0.5 };
        var answer = await server.Inference.ModelInferAsync(request);
        Assert.Equal(["image", "png"], answer.Outputs.Select(o => o.Name));
        Assert.Equal(
            [.. sampler.Pixels(7, 0, 0.5f), .. sampler.Pixels(8, 3, 0.5f)],
            answer.RawOutputContents[0].ToByteArray()
        );

        var (z, noise) = (sampler.Latents(9, 0).Z, sampler.Latents(0, 0).Noise);
        var latent = await server.Inference.ModelInferAsync(
            Request("tiny-generator").Typed("z", "FP32", new() { Fp32Contents = { z } }, 1, z.Length).Want("png")
        );
        Assert.Equal(
            sampler.Pixels(z, noise, ImageSampler.DefaultPsi),
            ImageDecoder.Decode(latent.Outputs[0].Contents.BytesContents[0].ToByteArray(), int.MaxValue).Rgb
        );
    }

    public static TheoryData<string, ModelInferRequest, StatusCode, string> Mistakes
    {
        get
        {
            var png = Samples.Png(0);
            var twice = Request("tiny").Raw("image", "BYTES", Prefixed(png), 1);
            twice.Inputs[0].Contents = new();
            var parameter = Request("tiny-generator").Raw("seed", "INT64", Bytes(1L), 1);
            parameter.Parameters["psi"] = new() { StringParam = "wild" };
            return new()
            {
                { "model", Request("none"), StatusCode.NotFound, "Request for unknown model: 'none' is not found" },
                {
                    "version",
                    new() { ModelName = "tiny", ModelVersion = "7" },
                    StatusCode.NotFound,
                    "Request for unknown model: 'tiny' version 7 is not found"
                },
                {
                    "no input",
                    Request("tiny"),
                    StatusCode.InvalidArgument,
                    "expected input 'image' for model 'tiny', got none"
                },
                {
                    "other input",
                    Request("tiny").Raw("pixels", "BYTES", Prefixed(png), 1),
                    StatusCode.InvalidArgument,
                    "unexpected inference input 'pixels' for model 'tiny'"
                },
                {
                    "both",
                    twice,
                    StatusCode.InvalidArgument,
                    "contents field must not be specified when using raw_input_contents for 'image' for model 'tiny'"
                },
                {
                    "no data",
                    Request("tiny").Typed("image", "BYTES", new(), 1),
                    StatusCode.InvalidArgument,
                    "unable to find data for input tensor 'image' for model 'tiny' in request"
                },
                {
                    "cut short",
                    Request("tiny").Raw("image", "BYTES", Prefixed(png)[..^1], 1),
                    StatusCode.InvalidArgument,
                    "input 'image' for model 'tiny': a BYTES element is cut short"
                },
                {
                    "count",
                    Request("tiny").Raw("image", "BYTES", Prefixed(png), 2),
                    StatusCode.InvalidArgument,
                    "input 'image' for model 'tiny': 1 elements; its shape has 2"
                },
                {
                    "size",
                    Request("tiny").Raw("image", "UINT8", new byte[5], 1, Side, Side, 3),
                    StatusCode.InvalidArgument,
                    "input 'image' for model 'tiny': 5 bytes; its shape has 768"
                },
                {
                    "shape",
                    Request("tiny").Raw("image", "UINT8", new byte[12], 1, 2, 2, 3),
                    StatusCode.InvalidArgument,
                    "input 'image' for model 'tiny': unexpected shape [1,2,2,3]; UINT8 is [-1,16,16,3]"
                },
                {
                    "negative",
                    Request("tiny").Raw("image", "BYTES", Prefixed(png), -1),
                    StatusCode.InvalidArgument,
                    "input 'image' for model 'tiny': shape [-1] is not one"
                },
                {
                    "overflow",
                    Request("tiny").Raw("image", "BYTES", Prefixed(png), long.MaxValue, 8),
                    StatusCode.InvalidArgument,
                    "is not one"
                },
                {
                    "datatype",
                    Request("tiny").Raw("image", "FP16", new byte[2], 1),
                    StatusCode.InvalidArgument,
                    "input 'image' for model 'tiny': datatype 'FP16'; BYTES, UINT8 or FP32 is taken"
                },
                {
                    "range",
                    Request("tiny")
                        .Raw("image", "FP32", Bytes([.. Enumerable.Repeat(2f, 3 * Side * Side)]), 1, 3, Side, Side),
                    StatusCode.InvalidArgument,
                    "input 'image' for model 'tiny': a pixel is 2; FP32 pixels are 0 to 1"
                },
                {
                    "image",
                    Request("tiny").Raw("image", "BYTES", Prefixed(png, [1, 2, 3]), 2),
                    StatusCode.InvalidArgument,
                    "input 'image' for model 'tiny': not a JPEG, PNG, WebP or BMP image"
                },
                {
                    "batch",
                    Request("tiny").Raw("image", "BYTES", Prefixed([.. Enumerable.Repeat(png, 17)]), 17),
                    StatusCode.InvalidArgument,
                    "inference request batch-size must be <= 16 for 'tiny', got 17"
                },
                {
                    "more",
                    Request("tiny").Raw("image", "BYTES", Prefixed(png, png), 1),
                    StatusCode.InvalidArgument,
                    "input 'image' for model 'tiny': more elements than the 1 of its shape"
                },
                {
                    "output",
                    Request("tiny").Raw("image", "BYTES", Prefixed(png), 1).Want("age"),
                    StatusCode.InvalidArgument,
                    "unexpected inference output 'age' for model 'tiny'"
                },
                {
                    "output twice",
                    Request("tiny").Raw("image", "BYTES", Prefixed(png), 1).Want("label").Want("label"),
                    StatusCode.InvalidArgument,
                    "output 'label' for model 'tiny': asked for twice; ask once"
                },
                {
                    "id",
                    Request("tiny", new('i', 300)).Raw("image", "BYTES", Prefixed(png), 1),
                    StatusCode.InvalidArgument,
                    "id: 300 characters; the limit is 256"
                },
                { "long name", Request(new string('m', 3 << 20)), StatusCode.NotFound, "mmm..." },
                {
                    "classification",
                    Request("tiny").Raw("image", "BYTES", Prefixed(png), 1).Want("embedding", 2),
                    StatusCode.InvalidArgument,
                    "output 'embedding' for model 'tiny': has no classes to name"
                },
                {
                    "seed",
                    Request("tiny-generator").Raw("seed", "FP32", new byte[4], 1),
                    StatusCode.InvalidArgument,
                    "input 'seed' for model 'tiny-generator': datatype 'FP32'; INT64 or UINT64 is taken"
                },
                {
                    "psi",
                    parameter,
                    StatusCode.InvalidArgument,
                    "parameter 'psi' for model 'tiny-generator': must be a number"
                },
                {
                    "z",
                    Request("tiny-generator").Raw("z", "FP32", Bytes(1f, 2f), 1, 2),
                    StatusCode.InvalidArgument,
                    "input 'z' for model 'tiny-generator': unexpected shape [1,2]; it is [-1,6]"
                },
            };
        }
    }

    [Fact]
    public async Task ModelInfer_OfAMistake_NamesIt()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        foreach (var row in Mistakes)
        {
            var (what, request, code, detail) = row.Data;
            var status = await FailureAsync(async () => await server.Inference.ModelInferAsync(request));
            Assert.True(code == status.StatusCode && status.Detail.EndsWith(detail), $"{what}: {status}");
        }
    }

    /// <summary>A place was made for each row that a shape spoke of, 16 GB of them, and then counted.</summary>
    [Fact]
    public async Task ModelInfer_OfTwoBillionRows_IsRefusedByTheirNumberAlone()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var request = Request("tiny").Raw("image", "BYTES", [], 2_000_000_000);
        var status = await FailureAsync(async () => await server.Inference.ModelInferAsync(request));
        Assert.Equal("inference request batch-size must be <= 16 for 'tiny', got 2000000000", status.Detail);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(allocated < 1 << 30, $"{allocated >> 20} MiB were allocated");
    }

    [Fact]
    public async Task ModelStreamInfer_AnswersInOrder_AndGoesOnAfterAMistake()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        using var call = server.Inference.ModelStreamInfer();
        for (var i = 0; i < 6; i++)
            await call.RequestStream.WriteAsync(
                Request(i == 2 ? "none" : "tiny", $"{i}")
                    .Raw("image", "BYTES", Prefixed(Samples.Png(i)), 1)
                    .Want("label")
            );
        await call.RequestStream.CompleteAsync();
        var answers = await call.ResponseStream.ReadAllAsync().ToListAsync();
        Assert.Equal(["0", "1", "2", "3", "4", "5"], answers.Select(a => a.InferResponse.Id));
        Assert.Equal("Request for unknown model: 'none' is not found", answers[2].ErrorMessage);
        for (var i = 0; i < 6; i++)
            if (i != 2)
                Assert.Equal(
                    server.Client.Classify(new() { Image = ByteString.CopyFrom(Samples.Png(i)) }).TopClass,
                    Assert.Single(answers[i].InferResponse.Strings(0))
                );
    }

    [Fact]
    public async Task ModelStatistics_CountWhatWasAnswered()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        await server.Inference.ModelInferAsync(
            Request("tiny").Raw("image", "BYTES", Prefixed(Samples.Png(0), Samples.Png(1), Samples.Png(2)), 3)
        );
        await FailureAsync(async () =>
            await server.Inference.ModelInferAsync(Request("tiny").Raw("image", "BYTES", Prefixed([1]), 1))
        );
        var statistics = Assert.Single(
            (await server.Inference.ModelStatisticsAsync(new() { Name = "tiny" })).ModelStats
        );
        Assert.Equal(
            (3UL, 1UL, 1UL),
            (statistics.InferenceCount, statistics.InferenceStats.Success.Count, statistics.InferenceStats.Fail.Count)
        );
        Assert.True(statistics.InferenceStats.ComputeInfer.Ns > 0 && statistics.LastInference > 0);
        Assert.Equal(statistics.ExecutionCount, (ulong)statistics.BatchStats.Sum(b => (long)b.ComputeInfer.Count));
        Assert.Equal(3L, statistics.BatchStats.Sum(b => (long)(b.BatchSize * b.ComputeInfer.Count)));
    }
}
