using Platform.Shared;
using Platform.Training.Encoders;
using Platform.Training.Runs;
using Platform.Training.Ssl.Views;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Ssl.Supervised;

/// <summary>
/// The encoder learns the labels themselves, by cross entropy behind a linear layer that is thrown away: what a user
/// would do instead of self-supervision, and so a row beside it. The encoder that ships is an average over the steps
/// (Polyak and Juditsky 1992; exponential, Tarvainen and Valpola 2017, equation 2, arXiv 1703.01780), which does what a
/// falling learning rate does, without learning the photographs by heart: docs/RESULTS.md.
/// </summary>
/// <remarks>
/// Rare classes are shown more often: class c in proportion to n_c^(1 - balance), n_c its images (Mahajan et al. 2018,
/// section 2.2, arXiv 1805.00932, with the square root). Smoothed labels: Szegedy et al. 2016, section 7, arXiv
/// 1512.00567.
/// </remarks>
public sealed class SupervisedMethod : ISslMethod
{
    readonly SupervisedOptions options;
    readonly IReadOnlyList<int> counts;
    readonly IEncoder trained;
    readonly Linear classifier;
    readonly nn.Module[] fixedParts;

    /// <exception cref="InputException">
    /// There are no labels, or of one class alone; or there are not so many parts.
    /// </exception>
    public SupervisedMethod(SslConfig config, SupervisedOptions options, MethodSource source)
    {
        (this.options, counts) = (options, source.ClassCounts);
        if (counts.Count(n => n > 0) < 2)
            throw new InputException(
                "--method supervised: needs labelled training images of two classes or more; give a labelled data "
                    + "folder"
            );
        Crops = [new(1, config.TrainedSide, config.Views.MinArea)];
        trained = source.Encoder();
        Encoder = options.Average > 0 ? source.Encoder() : trained;
        classifier = nn.Linear(trained.EmbeddingSize, counts.Count);
        foreach (var module in Modules)
            module.to(source.Device);
        nn.Module[] parts = [.. trained.Module.named_children().Select(p => p.module)];
        if (options.TrainedParts > parts.Length)
            throw new InputException(
                $"--trained-parts {options.TrainedParts}: the encoder has {parts.Length}; give 0 for all"
            );
        fixedParts = options.TrainedParts == 0 ? [] : parts[..^options.TrainedParts];
        foreach (var weight in fixedParts.SelectMany(p => p.parameters()))
            weight.requires_grad = false;
        foreach (var weight in Encoder == trained ? [] : Encoder.Module.parameters())
            weight.requires_grad = false;
        MoveAverage(0);
    }

    public IEncoder Encoder { get; }
    public IReadOnlyList<ViewCrops> Crops { get; }
    public bool ReadsLabels => true;

    public IReadOnlyList<nn.Module> Modules =>
        Encoder == trained ? [trained.Module, classifier] : [Encoder.Module, trained.Module, classifier];

    public IEnumerable<Parameter> Trainable =>
        trained.Module.parameters().Concat(classifier.parameters()).Where(p => p.requires_grad);

    /// <summary>
    /// n_c^(1 - balance) images of class c together, so each n_c^-balance; of a lesion's n_l photographs each
    /// n_l^-lesionBalance as often; none without a label.
    /// </summary>
    public double Frequency(int label, int photographs) =>
        label < 0 ? 0 : Math.Pow(counts[label], -options.Balance) * Math.Pow(photographs, -options.LesionBalance);

    public SslLoss Loss(ViewBatch batch)
    {
        foreach (var part in fixedParts)
            part.eval(); // the trainer sets all to training, where a batch-norm would go on to learn
        var embedding = trained.Embed(batch.Views[0]); // [N, E]
        var logits = classifier.call(embedding).to(float32); // [N, C]
        using var exact = Autocast.Suspend(logits.device);
        return new(
            nn.functional.cross_entropy(logits, batch.Labels!, label_smoothing: options.LabelSmoothing),
            embedding.to(float32)
        );
    }

    /// <summary>
    /// In the first steps the average forgets sooner, or a short run would ship mostly what it began with: the least of
    /// the option and (1 + n) / (10 + n) after n steps, as TensorFlow's ExponentialMovingAverage has it.
    /// </summary>
    public void AfterStep(long steps, double progress) =>
        MoveAverage(Math.Min(options.Average, (1.0 + steps) / (10 + steps)));

    /// <summary>Of weights and of batch-norms' statistics: average = a average + (1 - a) trained.</summary>
    void MoveAverage(double a)
    {
        if (Encoder == trained)
            return;
        using var off = no_grad();
        foreach (var (average, now) in Encoder.Module.parameters().Zip(trained.Module.parameters()))
            average.lerp_(now, 1 - a);
        foreach (var (average, now) in Encoder.Module.buffers().Zip(trained.Module.buffers()))
            if (average.is_floating_point())
                average.lerp_(now, 1 - a);
            else
                average.copy_(now); // the number of batches seen
    }

    public void Dispose()
    {
        foreach (var module in Modules)
            module.Dispose();
    }
}
