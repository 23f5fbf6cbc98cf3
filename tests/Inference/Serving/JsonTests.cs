using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Google.Protobuf;

namespace Platform.Inference.Tests.Serving;

/// <summary>The same calls as JSON over HTTP/1.1.</summary>
public class JsonTests(TinyBundleFixture fixture)
{
    [Fact]
    public async Task Classify_AnswersAsGrpcDoes()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { Ports = new() { HttpPort = 0 } });
        using var http = new HttpClient { BaseAddress = new(server.Http!) };
        var expected = await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(1)) });
        using var answer = await http.PostAsJsonAsync(
            "/v1/classify",
            new
            {
                image = Samples.Png(1),
                classActivation = true,
                requestId = "j",
            }
        );
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.Contains("x-request-id"));
        Assert.Equal(
            (expected.TopClass, "j"),
            (json.GetProperty("topClass").GetString(), json.GetProperty("requestId").GetString())
        );
        Assert.Equal(
            expected.Predictions[0].Probability,
            json.GetProperty("predictions")[0].GetProperty("probability").GetSingle(),
            1e-5f
        );
        Assert.Equal(16, json.GetProperty("classActivation").GetProperty("values").GetArrayLength());
    }

    [Fact]
    public async Task Generate_GivesAnObjectALine()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { Ports = new() { HttpPort = 0 } });
        using var http = new HttpClient { BaseAddress = new(server.Http!) };
        using var answer = await http.PostAsJsonAsync("/v1/generate", new { seed = "18446744073709551615", count = 3 });
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([0L, 1, 2], lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("index").GetInt64()));
        Assert.Equal((byte)'P', JsonDocument.Parse(lines[2]).RootElement.GetProperty("png").GetBytesFromBase64()[1]);
    }

    [Theory]
    [InlineData("/v1/bundles/other", HttpStatusCode.NotFound, "bundle 'other': not served; tiny is")]
    [InlineData("/v1/bundles/tiny/9.0.0", HttpStatusCode.NotFound, "version '9.0.0': not served; tiny 1.0.0 is")]
    public async Task DescribeBundle_OfAnUnknownOne_SaysSo(string path, HttpStatusCode code, string message)
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { Ports = new() { HttpPort = 0 } });
        using var http = new HttpClient { BaseAddress = new(server.Http!) };
        using var answer = await http.GetAsync(path);
        Assert.Equal(
            (code, message),
            (
                answer.StatusCode,
                (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message").GetString()
            )
        );
        Assert.Equal(
            "tiny",
            (await http.GetFromJsonAsync<JsonElement>("/v1/bundles/tiny")).GetProperty("name").GetString()
        );
    }

    [Fact]
    public async Task Classify_OfABodyAboveTheLimit_IsRefusedUnread()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new()
            {
                Ports = new() { HttpPort = 0 },
                Classification = new() { Images = new() { MaxBytes = 1000 } },
            }
        );
        using var http = new HttpClient { BaseAddress = new(server.Http!) };
        using var announced = await http.PostAsync(
            "/v1/classify",
            new StringContent(
                JsonSerializer.Serialize(new { image = new byte[1_000_000] }),
                new MediaTypeHeaderValue("application/json")
            )
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, announced.StatusCode);
        using var chunked = await http.PostAsJsonAsync("/v1/classify", new { image = new byte[1_000_000] });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
    }
}
