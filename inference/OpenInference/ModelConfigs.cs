using Platform.Inference.Batching;
using Platform.Inference.Repository;
using Platform.Protos.OpenInference;
using Platform.Shared.Onnx;
using static Platform.Protos.OpenInference.ModelMetadataResponse.Types;

namespace Platform.Inference.OpenInference;

/// <summary>A model's configuration as Triton's model_config.proto has it, of the same facts as its metadata.</summary>
sealed class ModelConfigs(RepositoryOptions repository, BatchingOptions batching, AdmissionOptions admission)
{
    /// <param name="name">of the model</param>
    public ModelConfig Of(string name, IInferenceModel model, ServedBundle bundle)
    {
        var described = model.Describe(bundle);
        var config = new ModelConfig
        {
            Name = name,
            Platform = InferenceProtocol.Platform,
            Backend = "onnxruntime",
            VersionPolicy = new() { Latest = new() { NumVersions = (uint)repository.Versions } },
            MaxBatchSize = model.MaxBatchSize(bundle),
            Input = { described.Inputs.Select(Input) },
            Output = { described.Outputs.Select(Output) },
            InstanceGroup = { Instance(name, batching.Onnx) },
            ModelTransactionPolicy = new() { Decoupled = false },
        };
        foreach (var (key, value) in described.Properties)
            config.Parameters[key] = new() { StringValue = value };
        config.Parameters["intended_use"] = new() { StringValue = bundle.Manifest.IntendedUse };
        if (model.JoinsRequests)
            config.DynamicBatching = Batching();
        return config;
    }

    static ModelInput Input(TensorMetadata tensor)
    {
        var (dims, reshape) = Dims(tensor);
        return new()
        {
            Name = tensor.Name,
            DataType = Type(tensor),
            Dims = { dims },
            Reshape = reshape,
        };
    }

    static ModelOutput Output(TensorMetadata tensor)
    {
        var (dims, reshape) = Dims(tensor);
        return new()
        {
            Name = tensor.Name,
            DataType = Type(tensor),
            Dims = { dims },
            Reshape = reshape,
        };
    }

    /// <summary>The shape behind the batch; Triton has none of no dimension, so that one element is reshaped.</summary>
    static (IEnumerable<long> Dims, ModelTensorReshape? Reshape) Dims(TensorMetadata tensor) =>
        tensor.Shape.Count > 1 ? (tensor.Shape.Skip(1), null) : ([1], new());

    static DataType Type(TensorMetadata tensor) =>
        tensor.Datatype switch
        {
            "BOOL" => DataType.TypeBool,
            "UINT8" => DataType.TypeUint8,
            "INT64" => DataType.TypeInt64,
            "FP32" => DataType.TypeFp32,
            "BYTES" => DataType.TypeString,
            var other => throw new NotSupportedException(
                $"{tensor.Name}: {other} has no type of the configuration yet"
            ),
        };

    static ModelInstanceGroup Instance(string name, OnnxOptions onnx) =>
        new()
        {
            Name = name,
            Count = 1,
            Kind =
                onnx.Provider == ExecutionProvider.Cpu
                    ? ModelInstanceGroup.Types.Kind.Cpu
                    : ModelInstanceGroup.Types.Kind.Gpu,
        };

    ModelDynamicBatching Batching() =>
        new()
        {
            MaxQueueDelayMicroseconds = (ulong)batching.MaxQueueDelay.TotalMicroseconds,
            DefaultQueuePolicy = new() { AllowTimeoutOverride = true, MaxQueueSize = (uint)admission.MaxQueueSize },
        };
}
