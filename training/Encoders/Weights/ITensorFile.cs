using static TorchSharp.torch;

namespace Platform.Training.Encoders.Weights;

/// <summary>A file of named tensors, whose names and shapes are known before a value is read.</summary>
interface ITensorFile : IDisposable
{
    IReadOnlyDictionary<string, TensorEntry> Entries { get; }

    /// <summary>What the file says of itself; empty where its format has no place for that.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <param name="name">one of <see cref="Entries"/></param>
    /// <returns>the tensor in the file's own type; it is the caller's</returns>
    Tensor Read(string name);
}

/// <param name="Shape">no dimension is below 0; empty for a single number</param>
sealed record TensorEntry(ScalarType Type, IReadOnlyList<long> Shape);
