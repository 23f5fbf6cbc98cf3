using Platform.Training.Encoders;
using Platform.Training.Ssl.Views;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>
/// What a self-supervised method gives the trainer. A new method is a new folder and a row in <see
/// cref="Methods.SslMethods"/>.
/// </summary>
public interface ISslMethod : IDisposable
{
    /// <summary>What ships.</summary>
    IEncoder Encoder { get; }

    /// <summary>All that a checkpoint holds, the encoder first.</summary>
    IReadOnlyList<nn.Module> Modules { get; }

    /// <summary>What the optimizer moves; nothing for a method that does not train.</summary>
    IEnumerable<Parameter> Trainable { get; }

    /// <summary>
    /// The views of each image that a step shows it, in the order in which they are given to the loss.
    /// </summary>
    IReadOnlyList<ViewCrops> Crops { get; }

    /// <summary>
    /// Whether it asks for the labels of the images; its options say which, as <see cref="Head.ILabelOptions"/>.
    /// </summary>
    bool ReadsLabels => false;

    /// <summary>
    /// How often an image is shown beside others: all alike, once an epoch each, or by its class; 0 never shows it.
    /// </summary>
    /// <param name="label">class of the image; -1 for one without a label</param>
    /// <param name="photographs">how many of the run's images show its lesion, itself among them</param>
    double Frequency(int label, int photographs) => 1;

    /// <param name="batch">
    /// one [N, 3, V, V] for each crop asked for, V its side; sample n of each shows the same image, or where the crop
    /// asks for it another photograph of its lesion
    /// </param>
    SslLoss Loss(ViewBatch batch);

    /// <summary>After the optimizer's step: a method with a moving target moves it here.</summary>
    /// <param name="steps">Steps that are done, from the run's first.</param>
    /// <param name="progress">Share of the training that is done, in [0, 1].</param>
    void AfterStep(long steps, double progress) { }
}

/// <param name="Loss">The scalar to differentiate.</param>
/// <param name="Projections">[M, D], watched for collapse.</param>
public sealed record SslLoss(Tensor Loss, Tensor Projections);
