namespace Platform.Shared.Onnx;

/// <summary>A named tensor in memory, row-major: float32 or uint8.</summary>
public sealed class TensorData
{
    public string Name { get; }
    public long[] Shape { get; }
    public Array Values { get; }

    public TensorData(string name, float[] values, params long[] shape)
        : this(name, (Array)values, shape) { }

    public TensorData(string name, byte[] values, params long[] shape)
        : this(name, (Array)values, shape) { }

    TensorData(string name, Array values, long[] shape)
    {
        if (shape.Aggregate(1L, (a, b) => a * b) != values.Length)
            throw new ArgumentException($"{name}: {values.Length} values do not fill [{string.Join(',', shape)}].");
        (Name, Values, Shape) = (name, values, shape);
    }

    public string Type => Values is byte[] ? "uint8" : "float";
    public float[] Floats => (float[])Values;
    public byte[] Bytes => (byte[])Values;
}
