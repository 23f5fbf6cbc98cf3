namespace Platform.Shared.Onnx;

/// <param name="Type">"float" or "uint8"; any other type by ONNX Runtime's name</param>
/// <param name="Shape">-1 where a dimension is free</param>
public sealed record TensorInfo(string Name, string Type, IReadOnlyList<long> Shape)
{
    public override string ToString() => $"{Name} {Type} [{string.Join(',', Shape.Select(d => d < 0 ? "N" : $"{d}"))}]";
}
