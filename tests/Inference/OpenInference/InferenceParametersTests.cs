using Grpc.Core;
using Platform.Inference.Tests.Serving;
using Platform.Protos.OpenInference;
using static Platform.Inference.Tests.OpenInference.Tensor;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.OpenInference;

/// <summary>A parameter that would change nothing is refused; it was answered as though it had been followed.</summary>
public class InferenceParametersTests(TinyBundleFixture fixture)
{
    static readonly InferParameter Yes = new() { BoolParam = true };
    static readonly InferParameter No = new() { BoolParam = false };

    static ModelInferRequest Image() =>
        Request("tiny").Raw("image", "BYTES", Prefixed(Samples.Png(0)), 1).Want("label");

    static InferParameter Text(string text) => new() { StringParam = text };

    static InferParameter Whole(long number) => new() { Int64Param = number };

    public static TheoryData<string, InferParameter, string> OfRequests =>
        new()
        {
            {
                "psi",
                new() { DoubleParam = 0.5 },
                "parameter 'psi' for model 'tiny': unknown; timeout can be given"
            },
            {
                "priority",
                new() { Uint64Param = 3 },
                "there are no priorities here"
            },
            { "sequence_id", Whole(7), "keeps nothing from one request to the next" },
            { "sequence_id", Text("a"), "keeps nothing from one request to the next" },
            { "sequence_start", Yes, "keeps nothing from one request to the next" },
            { "timeout", Whole(-1), "must be microseconds, 0 or more" },
            { "binary_data_output", No, "over gRPC raw inputs are answered raw" },
            { "content_type", Text("base64"), "'base64' is not taken here; send an image's bytes as they are" },
        };

    [Theory, MemberData(nameof(OfRequests))]
    public async Task OfTheRequest_ThatWouldBeIgnored_IsRefused(string name, InferParameter value, string detail)
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var request = Image();
        request.Parameters[name] = value;
        var status = await FailureAsync(async () => await server.Inference.ModelInferAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains(detail, status.Detail);
    }

    [Fact]
    public async Task OfTensors_ThatWouldBeIgnored_AreRefused()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        async Task<string> RefusedAsync(Action<ModelInferRequest> change)
        {
            var request = Image();
            change(request);
            var status = await FailureAsync(async () => await server.Inference.ModelInferAsync(request));
            Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
            return status.Detail;
        }

        var region = Text("region");
        Assert.Equal(
            "parameter 'shared_memory_region' of output 'label' for model 'tiny': this server shares no memory "
                + "with its callers; send and receive tensors in the messages",
            await RefusedAsync(r => r.Outputs[0].Parameters["shared_memory_region"] = region)
        );
        var input = await RefusedAsync(r =>
        {
            r.RawInputContents.Clear(); // as Triton's client sends it
            r.Inputs[0].Parameters["shared_memory_region"] = region;
            r.Inputs[0].Parameters["shared_memory_byte_size"] = Whole(100);
        });
        Assert.Contains("of input 'image' for model 'tiny': this server shares no memory", input);
        Assert.Contains(
            "parameter 'scale' of input 'image'",
            await RefusedAsync(r => r.Inputs[0].Parameters["scale"] = Whole(2))
        );
        Assert.Contains(
            "parameter 'top_k' of output 'label'",
            await RefusedAsync(r => r.Outputs[0].Parameters["top_k"] = Whole(2))
        );
        Assert.Contains(
            "parameter 'binary_data' of output 'label'",
            await RefusedAsync(r => r.Outputs[0].Parameters["binary_data"] = No)
        );
        Assert.Contains(
            "bytes were sent",
            await RefusedAsync(r => r.Inputs[0].Parameters["binary_data_size"] = Whole(1))
        );
    }

    /// <summary>As Triton's and KServe's clients of gRPC send them.</summary>
    [Fact]
    public async Task ThatChangeNothing_BecauseItIsSoAnyway_AreTaken()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var request = Image();
        request.Parameters["priority"] = new() { Uint64Param = 0 };
        request.Parameters["timeout"] = Whole(5_000_000);
        request.Parameters["sequence_start"] = No;
        request.Parameters["binary_data_output"] = Yes;
        request.Parameters["triton_enable_empty_final_response"] = Yes;
        request.Inputs[0].Parameters["binary_data_size"] = Whole(request.RawInputContents[0].Length);
        request.Inputs[0].Parameters["content_type"] = Text("np");
        request.Outputs[0].Parameters["binary_data"] = Yes;
        var answer = await server.Inference.ModelInferAsync(request);
        Assert.Single(answer.Strings(0));
        Assert.True(answer.Parameters["triton_final_response"].BoolParam);
    }
}
