using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Google.Api;
using Google.Protobuf.Reflection;
using Platform.Inference.Wire;
using Platform.Protos;
using Platform.Shared;

namespace Platform.Inference.Tests.Serving;

/// <summary>What people and programs send to the JSON port, right and wrong.</summary>
public class JsonRequestsTests(TinyBundleFixture fixture)
{
    const string Json = "application/json";

    static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpClient http,
        string path,
        byte[] body,
        string type = Json
    )
    {
        using var content = new ByteArrayContent(body);
        if (type != "")
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await http.PostAsync(path, content);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>proto3's JSON takes both alphabets, padded or not; people send the rest.</summary>
    [Fact]
    public async Task Image_InEachFormOfBase64_IsTheSameImage()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { Ports = new() { HttpPort = 0 } });
        using var http = new HttpClient { BaseAddress = new(server.Http!) };
        byte[] image = [.. Samples.Png(4), 0]; // a byte more, so that there is padding
        var standard = Convert.ToBase64String(image);
        Assert.Matches("[+].*=$|/.*=$", standard);
        var urlSafe = standard.Replace('+', '-').Replace('/', '_');
        string[] forms =
        [
            standard,
            standard.TrimEnd('='),
            urlSafe,
            urlSafe.TrimEnd('='),
            $"data:image/png;base64,{standard}",
            $"data:;base64,{urlSafe.TrimEnd('=')}",
            standard.Replace("/", "\\/"),
            standard.Insert(20, "\\n"),
            standard.Replace("+", "\\u002b"),
        ];
        var answers = new List<JsonElement>();
        foreach (var form in forms)
        {
            var request = Encoding.UTF8.GetBytes($$"""{ "image": "{{form}}" }""");
            var (status, body) = await SendAsync(http, "/v1/classify", request);
            Assert.True(status == HttpStatusCode.OK, $"{form[..30]}: {body}");
            answers.Add(body);
        }
        byte[] marked = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes($$"""{"image":"{{urlSafe}}"}""")];
        answers.Add((await SendAsync(http, "/v1/classify", marked, $"{Json}; charset=\"UTF-8\"")).Body);
        Assert.All(answers, answer => AssertSame(answers[0], answer));
    }

    [Fact]
    public async Task Photograph_AsTheBody_IsTheSameRequest()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { Ports = new() { HttpPort = 0 } });
        using var http = new HttpClient { BaseAddress = new(server.Http!) };
        var request = new
        {
            image = Samples.Jpeg(),
            classActivation = true,
            activationClass = "nv",
            requestId = "me",
        };
        using var answer = await http.PostAsJsonAsync("/v1/classify", request);
        var expected = await answer.Content.ReadFromJsonAsync<JsonElement>();
        foreach (var type in new[] { "image/jpeg", "application/octet-stream" })
        {
            const string path = "/v1/classify?classActivation=true&activation_class=nv&requestId=me";
            var (status, body) = await SendAsync(http, path, Samples.Jpeg(), type);
            Assert.Equal(HttpStatusCode.OK, status);
            AssertSame(expected, body);
        }
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(http, "/v1/embed", Samples.Png(1), "image/png")).Status);
    }

    /// <summary>
    /// To the last digit but one: where a vector lies in memory decides in which order its products are summed.
    /// </summary>
    static void AssertSame(JsonElement expected, JsonElement actual)
    {
        Assert.Equal(expected.ValueKind, actual.ValueKind);
        if (expected.ValueKind == JsonValueKind.Number)
            Assert.Equal(expected.GetDouble(), actual.GetDouble(), 1e-5);
        else if (expected.ValueKind == JsonValueKind.Array)
        {
            Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
            Assert.All(expected.EnumerateArray().Zip(actual.EnumerateArray()), p => AssertSame(p.First, p.Second));
        }
        else if (expected.ValueKind == JsonValueKind.Object)
        {
            Assert.Equal(Names(expected), Names(actual));
            foreach (var field in expected.EnumerateObject())
                AssertSame(field.Value, actual.GetProperty(field.Name));
        }
        else
            Assert.Equal(expected.ToString(), actual.ToString());
    }

    static IEnumerable<string> Names(JsonElement fields) => fields.EnumerateObject().Select(f => f.Name);

    const HttpStatusCode Bad = HttpStatusCode.BadRequest,
        Type = HttpStatusCode.UnsupportedMediaType;

    static readonly (string Path, string Type, string Body, HttpStatusCode Status, string Message)[] Wrong =
    [
        ("classify", Json, "{\"image\":5}", Bad, "image: must be a string"),
        ("classify", Json, "{\"image\":\"a*aa\"}", Bad, "image: not base64"),
        ("classify", Json, "{\"image\":\"aaaaa\"}", Bad, "image: not base64"),
        ("classify", Json, "{\"image\":\"data:image/png,x\"}", Bad, "image: a data: URL without"),
        ("classify", Json, "{\"image\":\"\\ud800\"}", Bad, "image: not base64"),
        ("embed", Json, "{\"photo\":\"\"}", Bad, "photo: EmbedRequest has no such field; it has image, "),
        ("classify", Json, "{\"classActivation\":\"true\"}", Bad, "classActivation: must be true or"),
        ("classify", Json, "{\"nearest_cases\":1.5}", Bad, "nearest_cases: must be a whole number from -"),
        ("classify", Json, "{\"bundle\":[]}", Bad, "bundle: must be a string"),
        ("classify", Json, "{\"bundle\":\"\\ud800\"}", Bad, "bundle: not UTF-8"),
        ("generate", Json, "{\"seed\":-1}", Bad, "seed: must be a whole number from 0 to 18446744073709"),
        ("generate", Json, "{\"psi\":\"0,7\"}", Bad, "psi: must be a number"),
        ("generate", Json, "{\"format\":\"JPEG\"}", Bad, "format: must be IMAGE_FORMAT_UNSPECIFIED or "),
        ("classify", Json, "", Bad, "the body is empty; send a JSON object with image, "),
        ("classify", Json, "null", Bad, "the body must be a JSON object with image, "),
        ("classify", Json, "{\n \"image\" \"\"}", Bad, "line 2, byte 10 of the JSON: "),
        ("classify", Json, "{\"image\":\"\"", Bad, "line 1, byte 12 of the JSON: "),
        ("classify", Json, "{\"image\":\"\"} {}", Bad, "line 1, byte 14 of the JSON: "),
        ("classify?bundle=x", Json, "{\"image\":\"\"}", Bad, "?bundle: with a JSON body every field"),
        ("classify?imag=x", "image/png", "x", Bad, "imag: ClassifyRequest has no such field"),
        ("classify?classActivation=ja", "image/png", "x", Bad, "classActivation: must be true or "),
        ("classify", "image/png", "x", Bad, "image: not a JPEG, PNG, WebP or BMP image"),
        ("classify", "", "{}", Type, "no Content-Type: send the JSON"),
        ("classify", "application/x-www-form-urlencoded", "x", Type, "the photograph itself"),
        ("generate", "image/png", "x", Type, "Content-Type 'image/png': send the JSON"),
        ("classify", $"{Json}; charset=latin1", "{}", Type, "JSON is UTF-8"),
    ];

    [Fact]
    public async Task Fault_IsNamed()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { Ports = new() { HttpPort = 0 } });
        using var http = new HttpClient { BaseAddress = new(server.Http!) };
        foreach (var (path, type, body, status, message) in Wrong)
        {
            var answer = await SendAsync(http, $"/v1/{path}", Encoding.UTF8.GetBytes(body), type);
            Assert.True(status == answer.Status, $"{path} {body}: {answer.Body}");
            Assert.Equal(["code", "message", "details"], answer.Body.EnumerateObject().Select(p => p.Name));
            Assert.Equal(3, answer.Body.GetProperty("code").GetInt32());
            Assert.Contains(message, answer.Body.GetProperty("message").GetString());
        }
        foreach (var query in new[] { "?x=1", "?name=tiny", "?version=1&version=2" })
        {
            using var answer = await http.GetAsync($"/v1/bundles/tiny{query}");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var name = query[..query.IndexOf('=')];
            Assert.Contains($"{name}: ", await answer.Content.ReadAsStringAsync());
        }
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1/bundles/tiny?version=1.0.0")).StatusCode);
        Assert.DoesNotContain(server.Log, line => line.StartsWith("Error"));
    }

    /// <summary>Numbers as strings and enumerations as numbers, as proto3's JSON allows.</summary>
    [Fact]
    public async Task Values_InTheOtherFormsOfProtosJson_AreTaken()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { Ports = new() { HttpPort = 0 } });
        using var http = new HttpClient { BaseAddress = new(server.Http!) };
        foreach (
            var body in new[]
            {
                """{"seed":1,"count":1}""",
                """{"seed":"1","count":"1","start":0.0,"psi":"0.7","format":1,"walk_to_seed":null}""",
                """{"count":1e0,"seed":1,"psi":7e-1,"format":"IMAGE_FORMAT_PNG"}""",
            }
        )
        {
            using var answer = await http.PostAsync("/v1/generate", new StringContent(body, Encoding.UTF8, Json));
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{body}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>A field of a kind that the check does not know would be refused whatever its value.</summary>
    [Fact]
    public void Checked_KnowsEachFieldOfEachRequest()
    {
        MessageDescriptor[] requests =
        [
            .. LesionReflection
                .Descriptor.Services.Single()
                .Methods.Where(m => m.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is not null)
                .Select(m => m.InputType),
        ];
        Assert.NotEmpty(requests);
        foreach (var field in requests.SelectMany(r => r.Fields.InDeclarationOrder()))
        {
            Assert.False(field.IsRepeated, field.FullName);
            var json = Encoding.UTF8.GetBytes($"{{\"{field.JsonName}\":{{}}}}");
            var fault = Assert.Throws<InputException>(() => JsonFields.Checked(json, field.ContainingType));
            Assert.StartsWith($"{field.JsonName}: must be ", fault.Message);
        }
    }
}
