using Platform.Training.Encoders;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>What a method makes its networks of.</summary>
/// <param name="Encoder">makes an encoder of the run's kind, which a method may need two of</param>
/// <param name="ClassCounts">labelled training images of each class; empty where there are no labels</param>
public sealed record MethodSource(Func<IEncoder> Encoder, Device Device, IReadOnlyList<int> ClassCounts);
