using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Inference.Serving;
using Platform.Inference.Tests.Serving;

namespace Platform.Inference.Tests.OpenInference.Rest;

/// <summary>A server and what its REST half answers, as a client of that half reads it.</summary>
sealed class RestServer(RunningServer server) : IAsyncDisposable
{
    public const string LengthHeader = "Inference-Header-Content-Length";

    public RunningServer Server => server;
    public HttpClient Http { get; } = new() { BaseAddress = new(server.Http!) };

    public static async Task<RestServer> StartAsync(TinyBundleFixture fixture, ServeOptions? options = null) =>
        new(await RunningServer.StartAsync(fixture, (options ?? new()) with { Ports = new() { HttpPort = 0 } }));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await server.DisposeAsync();
    }

    public Task<HttpResponseMessage> InferAsync(JsonObject request, string model = "tiny") =>
        Http.PostAsync($"/v2/models/{model}/infer", Json(request.ToJsonString()));

    /// <summary>A request whose inputs are binary, behind the JSON.</summary>
    public Task<HttpResponseMessage> InferAsync(JsonObject request, params byte[][] binary)
    {
        var json = Encoding.UTF8.GetBytes(request.ToJsonString());
        var content = new ByteArrayContent([.. json, .. binary.SelectMany(b => b)]);
        content.Headers.Add(LengthHeader, $"{json.Length}");
        return Http.PostAsync("/v2/models/tiny/infer", content);
    }

    public static HttpContent Json(string json) => new StringContent(json, Encoding.UTF8, "application/json");

    public static HttpContent Encoded(string encoding, byte[] compressed)
    {
        var content = new ByteArrayContent(compressed);
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        return content;
    }

    public static JsonObject Input(string name, string datatype, long[] shape, JsonNode? data = null)
    {
        var input = new JsonObject
        {
            ["name"] = name,
            ["shape"] = new JsonArray([.. shape.Select(s => (JsonNode)s)]),
            ["datatype"] = datatype,
        };
        if (data is not null)
            input["data"] = data;
        return input;
    }

    /// <summary>One photograph as base64.</summary>
    public static JsonObject Photograph(int number) =>
        Request(Input("image", "BYTES", [1], new JsonArray(Convert.ToBase64String(Samples.Png(number)))));

    public static JsonObject Request(params JsonNode[] inputs) => new() { ["inputs"] = new JsonArray(inputs) };

    /// <summary>Reads an answer: the JSON, and each output's numbers or texts, wherever they are.</summary>
    public static async Task<(JsonElement Json, Dictionary<string, object> Outputs)> ReadAsync(
        HttpResponseMessage answer
    )
    {
        var body = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        var binary = answer.Headers.TryGetValues(LengthHeader, out var given);
        var length = binary ? int.Parse(given!.Single()) : body.Length;
        var type = new MediaTypeHeaderValue(binary ? "application/octet-stream" : "application/json");
        Assert.Equal(type, answer.Content.Headers.ContentType);
        var json = JsonDocument.Parse(body.AsMemory(0, length)).RootElement;
        var (outputs, tail) = (new Dictionary<string, object>(), body.AsMemory(length));
        foreach (var output in json.GetProperty("outputs").EnumerateArray())
        {
            var name = output.GetProperty("name").GetString()!;
            var datatype = output.GetProperty("datatype").GetString()!;
            var size = 0;
            if (output.TryGetProperty("parameters", out var p) && p.TryGetProperty("binary_data_size", out var s))
            {
                size = s.GetInt32();
                outputs[name] = Values(datatype, tail[..size].ToArray());
            }
            else
            {
                outputs[name] = Values(datatype, output.GetProperty("data"));
            }
            tail = tail[size..];
        }
        Assert.Equal(0, tail.Length);
        return (json, outputs);
    }

    static object Values(string datatype, byte[] raw) =>
        datatype switch
        {
            "FP32" => MemoryMarshal.Cast<byte, float>(raw).ToArray(),
            "BYTES" => Tensor.Elements(raw),
            _ => raw,
        };

    static object Values(string datatype, JsonElement data) =>
        datatype switch
        {
            "FP32" => data.EnumerateArray().Select(v => v.GetSingle()).ToArray(),
            "BYTES" => data.EnumerateArray().Select(v => v.GetString()!).ToArray(),
            "BOOL" => data.EnumerateArray().Select(v => v.GetBoolean() ? (byte)1 : (byte)0).ToArray(),
            _ => data.EnumerateArray().Select(v => v.GetByte()).ToArray(),
        };

    public static async Task<string> ErrorAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        var field = Assert.Single(JsonDocument.Parse(text).RootElement.EnumerateObject());
        Assert.Equal("error", field.Name);
        return field.Value.GetString()!;
    }
}
