using System.Net;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Platform.Shared.Imaging;
using Platform.Shared.Sampling;
using static Platform.Inference.Tests.OpenInference.Rest.RestServer;
using static Platform.Inference.Tests.OpenInference.Tensor;

namespace Platform.Inference.Tests.OpenInference.Rest;

public class RestInferTests(TinyBundleFixture fixture)
{
    const int Side = TinyBundle.Side;

    static JsonObject Wanting(JsonObject request, params JsonNode[] outputs)
    {
        request["outputs"] = new JsonArray(outputs);
        return request;
    }

    static JsonObject Output(string name, string? parameter = null, JsonNode? value = null)
    {
        var output = new JsonObject { ["name"] = name };
        if (parameter is not null)
            output["parameters"] = new JsonObject { [parameter] = value };
        return output;
    }

    static JsonArray Flat(IEnumerable<byte> levels) => new([.. levels.Select(l => (JsonNode)l)]);

    /// <summary>[1, S, S, 3], row by row.</summary>
    static JsonArray Nested(byte[] levels) =>
        new(
            new JsonArray([
                .. levels.Chunk(Side * 3).Select(row => (JsonNode)new JsonArray([.. row.Chunk(3).Select(Flat)])),
            ])
        );

    static float[] Planes(byte[] levels) =>
        [.. Enumerable.Range(0, 3).SelectMany(c => levels.Where((_, i) => i % 3 == c)).Select(l => l / 255f)];

    [Fact]
    public async Task Infer_InEveryForm_AnswersAsGrpcDoes()
    {
        await using var rest = await StartAsync(fixture);
        var expected = (
            await rest.Server.Inference.ModelInferAsync(
                Request("tiny").Raw("image", "BYTES", Prefixed(Samples.Png(2)), 1).Want("logits")
            )
        ).Floats(0);
        var levels = Preprocessing.Square(Samples.Png(2), new(Side));
        var floats = new JsonArray([.. Planes(levels).Select(f => (JsonNode)f)]);
        var base64 = Convert.ToBase64String(Samples.Png(2));
        long[] pixels = [1, Side, Side, 3];
        JsonObject[] inputs =
        [
            Input("image", "BYTES", [1], new JsonArray(base64)),
            Input("image", "BYTES", [1, 1], new JsonArray(new JsonArray($"data:image/png;base64,{base64}"))),
            Input("image", "BYTES", [1], new JsonArray(base64.Replace('+', '-').Replace('/', '_').TrimEnd('='))),
            Input("image", "UINT8", pixels, Flat(levels)),
            Input("image", "UINT8", pixels, Nested(levels)),
            Input("image", "FP32", [1, 3, Side, Side], floats),
        ];
        inputs[0]["parameters"] = new JsonObject { ["content_type"] = "base64" };
        foreach (var input in inputs)
        {
            var answer = await ReadAsync(await rest.InferAsync(Wanting(RestServer.Request(input), Output("logits"))));
            foreach (var (a, b) in expected.Zip((float[])answer.Outputs["logits"]))
                Assert.Equal(a, b, 1e-4f);
        }
    }

    [Fact]
    public async Task Infer_WithBinaryTensors_IsAnsweredInTheFormEachOutputAsksFor()
    {
        await using var rest = await StartAsync(fixture);
        byte[][] images = [Samples.Png(0), Samples.Png(1)];
        var client = rest.Server.Client;
        var expected = images.Select(i => client.Classify(new() { Image = ByteString.CopyFrom(i) })).ToArray();
        var raw = Prefixed(images);
        JsonObject Binary()
        {
            var input = Input("image", "BYTES", [2]);
            input["parameters"] = new JsonObject { ["binary_data_size"] = raw.Length };
            return RestServer.Request(input);
        }

        var request = Wanting(
            Binary(),
            Output("probabilities", "binary_data", true),
            Output("label"),
            Output("logits", "classification", 2),
            Output("embedding", "binary_data", true)
        );
        (request["id"], request["model_name"]) = ("r1", "tiny");
        var (json, outputs) = await ReadAsync(await rest.InferAsync(request, raw));
        Assert.Equal(
            ("r1", "tiny", "1.0.0"),
            (
                json.GetProperty("id").GetString(),
                json.GetProperty("model_name").GetString(),
                json.GetProperty("model_version").GetString()
            )
        );
        Assert.Equal(
            ["probabilities", "label", "logits", "embedding"],
            json.GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("name").GetString())
        );
        Assert.Equal("[2,3]", json.GetProperty("outputs")[0].GetProperty("shape").GetRawText());
        var probabilities = (float[])outputs["probabilities"];
        for (var i = 0; i < 6; i++)
        {
            var code = TinyBundle.Classes[i % 3].Code;
            Assert.Equal(expected[i / 3].Predictions.Single(p => p.Code == code).Probability, probabilities[i], 1e-5f);
        }
        Assert.Equal(expected.Select(e => e.TopClass), (string[])outputs["label"]);
        Assert.Equal(expected[0].TopClass, ((string[])outputs["logits"])[0].Split(':')[2]);
        Assert.Equal(1024, ((float[])outputs["embedding"]).Length);

        // As Triton's client asks where no outputs are named.
        request = Binary();
        request["parameters"] = new JsonObject { ["binary_data_output"] = true };
        (json, outputs) = await ReadAsync(await rest.InferAsync(request, raw));
        Assert.All(json.GetProperty("outputs").EnumerateArray(), o => Assert.False(o.TryGetProperty("data", out _)));
        Assert.Equal(expected.Select(e => e.TopClass), (string[])outputs["label"]);
        request["outputs"] = new JsonArray(Output("label", "binary_data", false));
        (json, _) = await ReadAsync(await rest.InferAsync(request, raw));
        Assert.Equal(2, json.GetProperty("outputs")[0].GetProperty("data").GetArrayLength());
    }

    /// <summary>A body of 40 MB holds millions of such: they are not made before they are refused.</summary>
    [Theory]
    [InlineData("inputs", "{\"name\":\"N\",\"datatype\":\"BYTES\",\"shape\":[0],\"data\":[]}")]
    [InlineData("outputs", "{\"name\":\"N\"}")]
    public async Task Infer_OfTooMany_IsRefused(string what, string one)
    {
        await using var rest = await StartAsync(fixture);
        var many = string.Join(',', Enumerable.Range(0, 100_000).Select(i => one.Replace("N", $"{i}")));
        var answer = await rest.Http.PostAsync("/v2/models/tiny/infer", Json($"{{\"{what}\":[{many}]}}"));
        Assert.Equal($"{what}: more than 64", await ErrorAsync(answer, HttpStatusCode.BadRequest));
        var parameters = string.Join(',', Enumerable.Range(0, 65).Select(i => $"\"p{i}\":1"));
        answer = await rest.Http.PostAsync("/v2/models/tiny/infer", Json($"{{\"parameters\":{{{parameters}}}}}"));
        Assert.Equal("parameters: more than 64", await ErrorAsync(answer, HttpStatusCode.BadRequest));
    }

    /// <summary>Triton's raw binary request: curl --data-binary @photo.jpg.</summary>
    [Fact]
    public async Task Infer_OfTheBodyAlone_TakesAPhotograph()
    {
        await using var rest = await StartAsync(fixture);
        var expected = await rest.Server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(4)) });
        var content = new ByteArrayContent(Samples.Png(4));
        content.Headers.Add(LengthHeader, "0");
        var (_, outputs) = await ReadAsync(await rest.Http.PostAsync("/v2/models/tiny/versions/1.0.0/infer", content));
        Assert.Equal(expected.TopClass, Assert.Single((string[])outputs["label"]));
    }

    [Fact]
    public async Task Infer_OfTheGenerator_DrawsAsTheSamplerDoes()
    {
        await using var rest = await StartAsync(fixture);
        using var bundle = fixture.Load();
        var expected = new ImageSampler(bundle.Generator).Pixels(7, 3, 0.5f);
        var request = RestServer.Request(
            Input("seed", "UINT64", [1], new JsonArray(7)),
            Input("index", "INT64", [1], new JsonArray(3))
        );
        request["parameters"] = new JsonObject { ["psi"] = 0.5 };
        var (json, outputs) = await ReadAsync(await rest.InferAsync(request, "tiny-generator"));
        Assert.Equal(expected, (byte[])outputs["image"]);
        var png = Convert.FromBase64String(Assert.Single((string[])outputs["png"]));
        Assert.Equal(expected, ImageDecoder.Decode(png, int.MaxValue).Rgb);
        var parameters = json.GetProperty("outputs")[1].GetProperty("parameters");
        Assert.Equal("base64", parameters.GetProperty("content_type").GetString());
    }

    public static TheoryData<string, HttpStatusCode, string> Mistakes =>
        new()
        {
            { "", HttpStatusCode.BadRequest, "the body is empty; send a JSON object with id" },
            { "[]", HttpStatusCode.BadRequest, "the body: must be a JSON object" },
            { "{\"inputs\":[", HttpStatusCode.BadRequest, "line 1, byte 12 of the JSON" },
            { "{\"inputs\":[]} x", HttpStatusCode.BadRequest, "of the JSON: 'x' is invalid" },
            { "{\"input\":[]}", HttpStatusCode.BadRequest, "input: a request has no such field" },
            { "{\"inputs\":{}}", HttpStatusCode.BadRequest, "inputs: must be an array" },
            { "{\"model_name\":\"b\",\"inputs\":[]}", HttpStatusCode.BadRequest, "the path names 'tiny'" },
            { "{\"inputs\":[]}", HttpStatusCode.BadRequest, "expected input 'image' for model 'tiny', got none" },
            {
                Of("\"datatype\":\"BYTES\""),
                HttpStatusCode.BadRequest,
                "input 'image' for model 'tiny': no data; give"
            },
            { Of("\"datatype\":\"BYTES\",\"data\":\"AA\""), HttpStatusCode.BadRequest, "data: must be an array" },
            { Of("\"datatype\":\"BYTES\",\"data\":[\"%\"]"), HttpStatusCode.BadRequest, "data: not base64; send" },
            { Of("\"datatype\":\"BYTES\",\"data\":[1]"), HttpStatusCode.BadRequest, "data: must be a string" },
            {
                Of("\"datatype\":\"BYTES\",\"data\":[\"AAAA\"]"),
                HttpStatusCode.BadRequest,
                "not a JPEG, PNG, WebP or BMP"
            },
            { Of("\"datatype\":\"UINT8\",\"data\":[300]"), HttpStatusCode.BadRequest, "data: 300 is no UINT8" },
            { Of("\"datatype\":\"FP32\",\"data\":[true]"), HttpStatusCode.BadRequest, "data: a true is no FP32" },
            { Of("\"datatype\":\"FP16\",\"data\":[1]"), HttpStatusCode.BadRequest, "'FP16'; BYTES, UINT8 or FP32" },
            {
                Of("\"datatype\":\"BYTES\",\"data\":[],\"size\":1"),
                HttpStatusCode.BadRequest,
                "size: an input has no such field"
            },
            {
                Of("\"datatype\":\"BYTES\",\"parameters\":{\"binary_data_size\":9}"),
                HttpStatusCode.BadRequest,
                "binary_data_size is 9, and 0 bytes are left in the body"
            },
            {
                Of("\"datatype\":\"BYTES\",\"parameters\":{\"shared_memory_region\":\"r\"}"),
                HttpStatusCode.BadRequest,
                "parameter 'shared_memory_region' of input 'image' for model 'tiny': this server shares no memory"
            },
            {
                Of(
                    "\"datatype\":\"BYTES\",\"data\":[\"AAAA\"]}],\"parameters\":{\"x\":[]},"
                        + "\"outputs\":[{\"name\":\"label\""
                ),
                HttpStatusCode.BadRequest,
                "parameter 'x': must be a string, a number, true or false"
            },
            {
                Of("\"datatype\":\"BYTES\",\"data\":[\"AAAA\"]}],\"outputs\":[{\"name\":\"age\""),
                HttpStatusCode.BadRequest,
                "unexpected inference output 'age'"
            },
        };

    static string Of(string fields) => $"{{\"inputs\":[{{\"name\":\"image\",\"shape\":[1],{fields}}}]}}";

    [Fact]
    public async Task Infer_OfAMistake_NamesIt()
    {
        await using var rest = await StartAsync(fixture);
        foreach (var row in Mistakes)
        {
            var (body, status, words) = row.Data;
            Assert.Contains(
                words,
                await ErrorAsync(await rest.Http.PostAsync("/v2/models/tiny/infer", Json(body)), status)
            );
        }
        Assert.Equal(
            "Request for unknown model: 'none' is not found",
            await ErrorAsync(await rest.InferAsync(Photograph(0), "none"), HttpStatusCode.NotFound)
        );
        var version = await rest.Http.PostAsync("/v2/models/tiny/versions/7/infer", Json("{\"inputs\":[]}"));
        Assert.Contains("version 7 is not found", await ErrorAsync(version, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Infer_WhoseLengthsDoNotFit_IsRefused()
    {
        await using var rest = await StartAsync(fixture);
        var input = Input("image", "BYTES", [1]);
        input["parameters"] = new JsonObject { ["binary_data_size"] = 8 };
        var request = RestServer.Request(input);
        Assert.Contains(
            "binary_data_size is 8, and 7 bytes are left",
            await ErrorAsync(await rest.InferAsync(request, new byte[7]), HttpStatusCode.BadRequest)
        );
        Assert.Contains(
            "1 bytes behind the tensors",
            await ErrorAsync(await rest.InferAsync(request, new byte[9]), HttpStatusCode.BadRequest)
        );
        foreach (var (header, words) in new[] { ("-1", "must be the bytes of JSON"), ("99", "the body has 2 bytes") })
        {
            var content = new ByteArrayContent("{}"u8.ToArray());
            content.Headers.TryAddWithoutValidation(LengthHeader, header);
            var answer = await rest.Http.PostAsync("/v2/models/tiny/infer", content);
            Assert.Contains(words, await ErrorAsync(answer, HttpStatusCode.BadRequest));
        }
    }
}
