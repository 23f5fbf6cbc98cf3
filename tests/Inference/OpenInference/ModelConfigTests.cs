using Grpc.Core;
using Platform.Inference.Tests.Serving;
using Platform.Protos.OpenInference;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.OpenInference;

public class ModelConfigTests(TinyBundleFixture fixture)
{
    /// <summary>Perf Analyzer reads of it what the metadata leaves out, and looks for each input in both.</summary>
    [Fact]
    public async Task ModelConfig_AgreesWithTheMetadata_AndSaysHowRequestsAreBatched()
    {
        var options = new Inference.Serving.ServeOptions
        {
            Admission = new() { MaxQueueSize = 12 },
            Generation = new() { MaxGenerate = 5 },
            Repository = new() { Versions = 3 },
        };
        await using var server = await RunningServer.StartAsync(fixture, options);
        foreach (var (name, most) in new[] { ("tiny", 16), ("tiny-generator", 5) })
        {
            var config = (await server.Inference.ModelConfigAsync(new() { Name = name })).Config;
            var metadata = await server.Inference.ModelMetadataAsync(new() { Name = name, Version = "1.0.0" });
            Assert.Equal((name, metadata.Platform, "onnxruntime"), (config.Name, config.Platform, config.Backend));
            Assert.Equal((most, 3U), (config.MaxBatchSize, config.VersionPolicy.Latest.NumVersions));
            Assert.Equal(metadata.Inputs.Select(Behind), config.Input.Select(i => Show(i.Name, i.Dims, i.Reshape)));
            Assert.Equal(metadata.Outputs.Select(Behind), config.Output.Select(o => Show(o.Name, o.Dims, o.Reshape)));
            Assert.Equal(metadata.Properties["intended_use"], config.Parameters["intended_use"].StringValue);
            Assert.False(config.ModelTransactionPolicy.Decoupled);
            Assert.Equal(ModelInstanceGroup.Types.Kind.Cpu, Assert.Single(config.InstanceGroup).Kind);
        }
        var classifier = (await server.Inference.ModelConfigAsync(new() { Name = "tiny" })).Config;
        Assert.Equal(12U, classifier.DynamicBatching.DefaultQueuePolicy.MaxQueueSize);
        Assert.Equal(DataType.TypeString, classifier.Input[0].DataType);
        Assert.Equal(DataType.TypeFp32, classifier.Output[0].DataType);
        var generator = (await server.Inference.ModelConfigAsync(new() { Name = "tiny-generator" })).Config;
        Assert.Null(generator.DynamicBatching);
    }

    static string Behind(ModelMetadataResponse.Types.TensorMetadata tensor) =>
        Show(tensor.Name, [.. tensor.Shape.Skip(1)], null);

    static string Show(string name, IReadOnlyList<long> dims, ModelTensorReshape? reshape) =>
        $"{name} [{string.Join(',', reshape is null ? dims : reshape.Shape)}]";

    [Fact]
    public async Task ModelConfig_OfAnUnknownModel_IsNotFound()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var status = await FailureAsync(async () => await server.Inference.ModelConfigAsync(new() { Name = "none" }));
        Assert.Equal(StatusCode.NotFound, status.StatusCode);
        Assert.Equal("Request for unknown model: 'none' is not found", status.Detail);
    }

    [Fact]
    public async Task CallsThatAreNotServed_SayWhatToDoInstead()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        async Task<string> DetailAsync(Func<UnsupportedRequest, AsyncUnaryCall<UnsupportedResponse>> call)
        {
            var status = await FailureAsync(async () => await call(new()));
            Assert.Equal(StatusCode.Unimplemented, status.StatusCode);
            return status.Detail;
        }

        var client = server.Inference;
        Assert.Contains("--otlp", await DetailAsync(r => client.TraceSettingAsync(r)));
        Assert.Contains("serve --help", await DetailAsync(r => client.LogSettingsAsync(r)));
        Assert.Contains("shares no memory", await DetailAsync(r => client.SystemSharedMemoryStatusAsync(r)));
        Assert.Contains("shares no memory", await DetailAsync(r => client.SystemSharedMemoryRegisterAsync(r)));
        Assert.Contains("shares no memory", await DetailAsync(r => client.SystemSharedMemoryUnregisterAsync(r)));
        Assert.Contains("shares no memory", await DetailAsync(r => client.CudaSharedMemoryStatusAsync(r)));
        Assert.Contains("shares no memory", await DetailAsync(r => client.CudaSharedMemoryRegisterAsync(r)));
        Assert.Contains("shares no memory", await DetailAsync(r => client.CudaSharedMemoryUnregisterAsync(r)));
    }
}
