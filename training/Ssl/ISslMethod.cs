using Platform.Training.Encoders;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>
/// What a self-supervised method gives the trainer. A new method is a new folder and a row in <see cref="SslMethods"/>.
/// </summary>
public interface ISslMethod : IDisposable
{
    /// <summary>What ships.</summary>
    ResNet18 Encoder { get; }

    /// <summary>All that a checkpoint holds, the encoder first.</summary>
    IReadOnlyList<nn.Module> Modules { get; }

    /// <summary>What the optimizer moves; nothing for a method that does not train.</summary>
    IEnumerable<Parameter> Trainable { get; }

    /// <param name="view1">[N, 3, S, S] in [0, 1]</param>
    /// <param name="view2">[N, 3, S, S], other views of the same images</param>
    SslLoss Loss(Tensor view1, Tensor view2);

    /// <summary>After the optimizer's step: a method with a moving target moves it here.</summary>
    /// <param name="progress">Share of the training that is done, in [0, 1].</param>
    void AfterStep(double progress) { }
}

/// <param name="Loss">The scalar to differentiate.</param>
/// <param name="Projections">[M, D], watched for collapse.</param>
public sealed record SslLoss(Tensor Loss, Tensor Projections);
