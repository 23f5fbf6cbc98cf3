using System.Diagnostics;
using System.Text.Json;
using Google.Protobuf;
using static Platform.Inference.Tests.OpenInference.Rest.RestServer;

namespace Platform.Inference.Tests.OpenInference.Rest;

/// <summary>The REST half as a person calls it from a shell.</summary>
public class CurlTests(TinyBundleFixture fixture)
{
    static async Task<byte[]> CurlAsync(params string[] arguments)
    {
        NodeFixture.SkipWithout("curl");
        var start = new ProcessStartInfo("curl", ["-sS", "--noproxy", "*", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output.ToArray();
    }

    [Fact]
    public async Task Curl_SendsAPhotographAsItIs_AndJson_AndIsTold()
    {
        using var files = new TemporaryFiles();
        await using var rest = await StartAsync(fixture);
        var infer = $"{rest.Server.Http}/v2/models/tiny/infer";
        var expected = await rest.Server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(4)) });

        var photograph = files.Write("photo.png", Samples.Png(4));
        var raw = await CurlAsync("--compressed", "--data-binary", $"@{photograph}", "-H", $"{LengthHeader}: 0", infer);
        Assert.StartsWith("{\"model_name\":\"tiny\"", System.Text.Encoding.UTF8.GetString(raw));
        var found = raw.AsSpan().LastIndexOf(System.Text.Encoding.UTF8.GetBytes(expected.TopClass));
        Assert.True(found > 0, "the label is not in the answer");

        // curl says of what -d sends that it is a form.
        var request = files.Write("request.json", JsonSerializer.SerializeToUtf8Bytes(Photograph(4)));
        var json = JsonDocument.Parse(await CurlAsync("-d", $"@{request}", infer)).RootElement;
        Assert.Equal(expected.TopClass, json.GetProperty("outputs")[1].GetProperty("data")[0].GetString());

        var error = JsonDocument.Parse(await CurlAsync("-d", "{}", infer)).RootElement;
        Assert.Equal("expected input 'image' for model 'tiny', got none", error.GetProperty("error").GetString());
        var index = await CurlAsync("-X", "POST", $"{rest.Server.Http}/v2/repository/index");
        Assert.Equal(2, JsonDocument.Parse(index).RootElement.GetArrayLength());
    }
}
