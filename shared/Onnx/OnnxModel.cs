using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Platform.Shared.Onnx;

/// <summary>One loaded ONNX model. <c>Run</c> may be called from many threads at once.</summary>
public sealed class OnnxModel : IDisposable
{
    readonly InferenceSession session;
    readonly RunOptions runOptions = new();

    public IReadOnlyList<TensorInfo> Inputs { get; }
    public IReadOnlyList<TensorInfo> Outputs { get; }

    OnnxModel(InferenceSession session)
    {
        this.session = session;
        Inputs = [.. session.InputMetadata.Select(Info)];
        Outputs = [.. session.OutputMetadata.Select(Info)];
    }

    /// <exception cref="InputException">
    /// The file is missing or not a model, or the execution provider is not there.
    /// </exception>
    public static OnnxModel Load(string path, OnnxOptions? options = null)
    {
        if (!File.Exists(path))
            throw new InputException($"{path}: missing");
        return Open(path, settings => new InferenceSession(path, settings), options);
    }

    /// <summary>From bytes that were read and hashed: nothing else is loaded.</summary>
    /// <param name="path">that messages name</param>
    /// <exception cref="InputException">
    /// Not a model, or one that would load from beside itself, or the execution provider is not there.
    /// </exception>
    public static OnnxModel Load(string path, byte[] model, OnnxOptions? options = null)
    {
        OnnxContent.Check(path, model);
        return Open(path, settings => new InferenceSession(model, settings), options);
    }

    static OnnxModel Open(string path, Func<SessionOptions, InferenceSession> open, OnnxOptions? options)
    {
        using var settings = Settings(options ?? OnnxOptions.Default);
        try
        {
            return new(open(settings));
        }
        catch (OnnxRuntimeException e)
        {
            throw new InputException($"{path}: ONNX Runtime cannot load it ({e.Message})", e);
        }
    }

    /// <summary>
    /// Runs the graph on its inputs and returns the named outputs in order, or all of them when none is named.
    /// </summary>
    /// <exception cref="OnnxRuntimeException">An input does not fit the graph, or the run failed.</exception>
    public IReadOnlyList<TensorData> Run(IReadOnlyList<TensorData> inputs, params IReadOnlyList<string> outputs)
    {
        if (outputs.Count == 0)
            outputs = [.. Outputs.Select(o => o.Name)];
        var values = new List<OrtValue>(inputs.Count);
        try
        {
            foreach (var input in inputs)
                values.Add(Value(input));
            using var results = session.Run(runOptions, [.. inputs.Select(i => i.Name)], values, outputs);
            return [.. outputs.Select((name, i) => Data(name, results[i]))];
        }
        finally
        {
            foreach (var value in values)
                value.Dispose();
        }
    }

    /// <summary>
    /// Runs the graph on the caller's memory and writes the outputs into the caller's memory: nothing is copied.
    /// </summary>
    /// <exception cref="OnnxRuntimeException">A tensor does not fit the graph, or the run failed.</exception>
    public void Run(IReadOnlyList<TensorView> inputs, IReadOnlyList<TensorView> outputs) =>
        session.Run(
            runOptions,
            [.. inputs.Select(i => i.Name)],
            [.. inputs.Select(i => i.Value)],
            [.. outputs.Select(o => o.Name)],
            [.. outputs.Select(o => o.Value)]
        );

    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }

    static SessionOptions Settings(OnnxOptions options)
    {
        var settings = new SessionOptions
        {
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            GraphOptimizationLevel = options.Optimize
                ? GraphOptimizationLevel.ORT_ENABLE_ALL
                : GraphOptimizationLevel.ORT_DISABLE_ALL,
            // batches vary: planned on the probe's two images, single ones took a tenth longer
            EnableMemoryPattern = false,
        };
        // idle threads burn no core beside other calls
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (ByteProducts.Saturate)
            settings.AddSessionConfigEntry("session.x64quantprecision", "1"); // exact, and slower
        if (options.Provider == ExecutionProvider.Cpu)
            return settings;
        try
        {
            if (!OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
                throw new InputException(
                    "CUDA was asked for, but this build has the CPU edition of ONNX Runtime: build with "
                        + "-p:Accelerator=cuda, or ask for cpu"
                );
            settings.AppendExecutionProvider_CUDA();
            return settings;
        }
        catch (Exception e)
        {
            settings.Dispose();
            if (e is OnnxRuntimeException)
                throw new InputException($"CUDA was asked for, but ONNX Runtime cannot start it ({e.Message})", e);
            throw;
        }
    }

    static TensorInfo Info(KeyValuePair<string, NodeMetadata> node) =>
        new(node.Key, TypeName(node.Value.ElementDataType), [.. node.Value.Dimensions.Select(d => (long)d)]);

    static string TypeName(TensorElementType type) =>
        type switch
        {
            TensorElementType.Float => "float",
            TensorElementType.UInt8 => "uint8",
            var other => other.ToString(),
        };

    static OrtValue Value(TensorData tensor) =>
        tensor.Values is byte[] bytes
            ? OrtValue.CreateTensorValueFromMemory(bytes, tensor.Shape)
            : OrtValue.CreateTensorValueFromMemory(tensor.Floats, tensor.Shape);

    static TensorData Data(string name, OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return info.ElementDataType switch
        {
            TensorElementType.Float => new(name, value.GetTensorDataAsSpan<float>().ToArray(), info.Shape),
            TensorElementType.UInt8 => new(name, value.GetTensorDataAsSpan<byte>().ToArray(), info.Shape),
            var other => throw new NotSupportedException($"{name}: outputs of type {other} are not read."),
        };
    }
}
