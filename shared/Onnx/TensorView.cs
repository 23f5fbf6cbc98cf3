using Microsoft.ML.OnnxRuntime;

namespace Platform.Shared.Onnx;

/// <summary>
/// A named tensor over the caller's memory, row-major: float32 or uint8. Nothing is copied; the memory is pinned until
/// it is disposed.
/// </summary>
public sealed class TensorView : IDisposable
{
    public string Name { get; }
    internal OrtValue Value { get; }

    public TensorView(string name, Memory<float> values, params long[] shape)
        : this(name, Of(values, shape)) { }

    public TensorView(string name, Memory<byte> values, params long[] shape)
        : this(name, Of(values, shape)) { }

    TensorView(string name, OrtValue value) => (Name, Value) = (name, value);

    public void Dispose() => Value.Dispose();

    static OrtValue Of<T>(Memory<T> values, long[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, shape);
}
