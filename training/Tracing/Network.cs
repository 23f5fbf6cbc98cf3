using static TorchSharp.torch;

namespace Platform.Training.Tracing;

/// <summary>
/// A layer or network whose generic Apply both trains (on <see cref="Eager"/>) and exports (on <see cref="Traced"/>).
/// </summary>
/// <remarks>
/// Fields that hold parameters, buffers and child networks keep PyTorch's lower-case names: TorchSharp takes the field
/// name as the state-dict key, and the exporter takes that key as the initializer name.
/// </remarks>
public abstract class Network(string name) : nn.Module<Tensor, Tensor>(name)
{
    public abstract T Apply<T>(T x)
        where T : IValue<T>;

    public sealed override Tensor forward(Tensor x) => Apply(new Eager(x)).Value;
}
