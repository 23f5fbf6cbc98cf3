using System.Net;
using Grpc.Core;
using Platform.Inference.Tests.OpenInference;
using Platform.Inference.Tests.Serving;

namespace Platform.Inference.Tests.Wire;

/// <summary>Twenty megabytes of fields of two bytes became gigabytes of objects before anything was refused.</summary>
public class WireFieldsTests(TinyBundleFixture fixture)
{
    const int Length = 20_000_000;

    public static TheoryData<string, string, byte[]> Attacks =>
        new()
        {
            { "/inference.GRPCInferenceService/ModelInfer", "inputs", [0x2A, 0x00] },
            { "/inference.GRPCInferenceService/ModelInfer", "unknown groups", [0x7B, 0x7C] },
            { "/inference.GRPCInferenceService/ModelStreamInfer", "outputs", [0x32, 0x00] },
            { "/lesion.v1.Lesion/Classify", "unknown groups", [0x7B, 0x7C] },
        };

    [Theory, MemberData(nameof(Attacks))]
    public async Task Message_OfMillionsOfEmptyFields_IsRefusedBeforeTheyAreMade(string path, string what, byte[] field)
    {
        await using var server = await RunningServer.StartAsync(fixture);
        byte[] frame =
        [
            0,
            .. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(Length)),
            .. Enumerable.Repeat(field, Length / field.Length).SelectMany(f => f),
        ];
        using var http = new HttpClient { BaseAddress = new(server.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame) { Headers = { ContentType = new("application/grpc") } },
        };
        var before = GC.GetTotalAllocatedBytes(precise: true);
        using var answer = await http.SendAsync(request);
        await answer.Content.LoadIntoBufferAsync();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        var status = answer.Headers.Concat(answer.TrailingHeaders).Single(h => h.Key == "grpc-status").Value.Single();
        Assert.True(
            status == $"{(int)StatusCode.InvalidArgument}" && allocated < 300 << 20,
            $"{what}: status {status}, {allocated >> 20} MiB were allocated"
        );
    }

    /// <summary>All pixels of a batch are one packed field.</summary>
    [Fact]
    public async Task Message_OfABatchOfTypedPixels_IsRead()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var pixels = Enumerable.Repeat(7u, 16 * 16 * 16 * 3);
        var contents = new Protos.OpenInference.InferTensorContents { UintContents = { pixels } };
        var request = Tensor.Request("tiny").Typed("image", "UINT8", contents, 16, 16, 16, 3);
        Assert.Equal(16, (await server.Inference.ModelInferAsync(request.Want("label"))).Outputs[0].Shape[0]);
    }
}
