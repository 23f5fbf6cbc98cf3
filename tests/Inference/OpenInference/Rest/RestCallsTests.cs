using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static Platform.Inference.Tests.OpenInference.Rest.RestServer;

namespace Platform.Inference.Tests.OpenInference.Rest;

/// <summary>The calls that say what is served, by the paths of the protocol.</summary>
public class RestCallsTests(TinyBundleFixture fixture)
{
    [Fact]
    public async Task Health_AnswersAsTritonsAndKServesClientsReadIt()
    {
        await using var rest = await StartAsync(fixture);
        Assert.Equal("{\"live\":true}", await rest.Http.GetStringAsync("/v2/health/live"));
        Assert.Equal("{\"ready\":true}", await rest.Http.GetStringAsync("/v2/health/ready"));
        var ready = "{\"name\":\"tiny-generator\",\"ready\":true}";
        Assert.Equal(ready, await rest.Http.GetStringAsync("/v2/models/tiny-generator/ready"));
        Assert.Equal(ready, await rest.Http.GetStringAsync("/v2/models/tiny-generator/versions/1.0.0/ready"));
        var other = await rest.Http.GetAsync("/v2/models/tiny/versions/2.0.0/ready");
        Assert.Contains("version 2.0.0 is not found", await ErrorAsync(other, HttpStatusCode.NotFound));
        Assert.Equal(
            "Request for unknown model: 'none' is not found",
            await ErrorAsync(await rest.Http.GetAsync("/v2/models/none/ready"), HttpStatusCode.NotFound)
        );
    }

    [Fact]
    public async Task Metadata_IsThatOfGrpc()
    {
        await using var rest = await StartAsync(fixture);
        var server = await rest.Http.GetFromJsonAsync<JsonElement>("/v2");
        Assert.Equal("lesion-platform", server.GetProperty("name").GetString());
        foreach (var path in new[] { "/v2/models/tiny", "/v2/models/tiny/versions/1.0.0" })
        {
            var metadata = await rest.Http.GetFromJsonAsync<JsonElement>(path);
            var expected = await rest.Server.Inference.ModelMetadataAsync(new() { Name = "tiny" });
            Assert.Equal(
                expected.Outputs.Select(o => $"{o.Name} {o.Datatype} [{string.Join(',', o.Shape)}]"),
                metadata
                    .GetProperty("outputs")
                    .EnumerateArray()
                    .Select(o =>
                        $"{o.GetProperty("name")} {o.GetProperty("datatype")} {o.GetProperty("shape").GetRawText()}"
                    )
            );
            Assert.Equal("mel,nv,vasc", metadata.GetProperty("properties").GetProperty("classes").GetString());
            Assert.Equal("1.0.0", metadata.GetProperty("versions")[0].GetString());
        }
    }

    [Fact]
    public async Task Config_HasTritonsNamesAndForms()
    {
        await using var rest = await StartAsync(fixture);
        var config = await rest.Http.GetFromJsonAsync<JsonElement>("/v2/models/tiny/config");
        Assert.Equal(16, config.GetProperty("max_batch_size").GetInt32());
        Assert.Equal("TYPE_STRING", config.GetProperty("input")[0].GetProperty("data_type").GetString());
        Assert.Equal("[3]", config.GetProperty("output")[0].GetProperty("dims").GetRawText());
        var batching = config.GetProperty("dynamic_batching");
        Assert.Equal(0, batching.GetProperty("max_queue_delay_microseconds").GetInt64());
        Assert.False(config.GetProperty("model_transaction_policy").GetProperty("decoupled").GetBoolean());
        Assert.False(config.TryGetProperty("sequence_batching", out _));
    }

    [Fact]
    public async Task Statistics_CountWhatWasAnswered()
    {
        await using var rest = await StartAsync(fixture);
        await ReadAsync(await rest.InferAsync(Photograph(1)));
        foreach (var path in new[] { "/v2/models/tiny/stats", "/v2/models/tiny/versions/1.0.0/stats" })
        {
            var one = (await rest.Http.GetFromJsonAsync<JsonElement>(path)).GetProperty("model_stats")[0];
            Assert.Equal(1, one.GetProperty("inference_count").GetInt64());
            Assert.True(one.GetProperty("inference_stats").GetProperty("success").GetProperty("ns").GetInt64() > 0);
        }
        var all = await rest.Http.GetFromJsonAsync<JsonElement>("/v2/models/stats");
        Assert.Equal(2, all.GetProperty("model_stats").GetArrayLength());
        await ErrorAsync(await rest.Http.GetAsync("/v2/models/none/stats"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Repository_IsListedUnloadedAndLoaded()
    {
        await using var rest = await StartAsync(fixture);
        async Task<string[]> IndexAsync(string body)
        {
            using var answer = await rest.Http.PostAsync("/v2/repository/index", new StringContent(body));
            var models = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return
            [
                .. models
                    .EnumerateArray()
                    .Select(m =>
                        string.Join(' ', new[] { "name", "version", "state", "reason" }.Select(f => m.GetProperty(f)))
                    ),
            ];
        }

        Assert.Equal(["tiny 1.0.0 READY ", "tiny-generator 1.0.0 READY "], await IndexAsync(""));
        var unload = Json("{\"parameters\":{\"unload_dependents\":false}}");
        (await rest.Http.PostAsync("/v2/repository/models/tiny/unload", unload)).EnsureSuccessStatusCode();
        Assert.Equal("tiny 1.0.0 UNAVAILABLE unloaded", (await IndexAsync("{}"))[0]);
        Assert.Empty(await IndexAsync("{\"ready\":true}"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await rest.Http.GetAsync("/v2/models/tiny/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await rest.Http.GetAsync("/v2/health/ready")).StatusCode);
        var part = await rest.Http.PostAsync("/v2/repository/models/tiny-generator/load", null);
        Assert.Contains("load 'tiny'", await ErrorAsync(part, HttpStatusCode.BadRequest));
        var config = Json("{\"parameters\":{\"config\":\"{}\"}}");
        Assert.Contains(
            "parameter 'config'",
            await ErrorAsync(
                await rest.Http.PostAsync("/v2/repository/models/tiny/load", config),
                HttpStatusCode.BadRequest
            )
        );
        using var load = await rest.Http.PostAsync("/v2/repository/models/tiny/load", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.OK, load.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await rest.Http.GetAsync("/v2/models/tiny/ready")).StatusCode);
    }

    [Theory]
    [InlineData("/v2/trace/setting", "--otlp")]
    [InlineData("/v2/models/tiny/trace/setting", "--otlp")]
    [InlineData("/v2/logging", "serve --help")]
    [InlineData("/v2/systemsharedmemory/status", "shares no memory")]
    [InlineData("/v2/cudasharedmemory/region/r/register", "shares no memory")]
    public async Task CallsThatAreNotServed_SayWhatToDoInstead(string path, string words)
    {
        await using var rest = await StartAsync(fixture);
        Assert.Contains(words, await ErrorAsync(await rest.Http.GetAsync(path), HttpStatusCode.NotImplemented));
        Assert.Contains(words, await ErrorAsync(await rest.Http.PostAsync(path, null), HttpStatusCode.NotImplemented));
    }
}
