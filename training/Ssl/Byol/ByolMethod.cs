using Platform.Training.Encoders;
using Platform.Training.Runs;
using Platform.Training.Tracing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Ssl.Byol;

/// <summary>
/// BYOL: an online network predicts what a slowly moving target makes of another view. Grill et al. 2020, arXiv
/// 2006.07733; Ren et al. 2021, section III-A2.
/// </summary>
/// <remarks>
/// Each view passes each network on its own, so that a batch-norm sees one view, as in byol-pytorch, whose defaults the
/// paper's run has (BYOL.forward). The target normalises by its own batch too, and its running statistics serve
/// nothing.
/// </remarks>
public sealed class ByolMethod : ISslMethod
{
    readonly ByolHead projector,
        predictor,
        targetProjector;
    readonly ResNet18 targetEncoder = new();
    readonly double tau;
    readonly TargetSchedule schedule;

    public ByolMethod(SslConfig config, Device device)
    {
        (tau, schedule) = (config.TargetTau, config.TargetSchedule);
        projector = new(ResNet18.EmbeddingSize, config.HiddenSize, config.PredictionSize);
        predictor = new(config.PredictionSize, config.HiddenSize, config.PredictionSize);
        targetProjector = new(ResNet18.EmbeddingSize, config.HiddenSize, config.PredictionSize);
        foreach (var module in Modules)
            module.to(device);
        foreach (var (weight, _) in Pairs)
            weight.requires_grad = false;
        MoveTarget(0);
    }

    public ResNet18 Encoder { get; } = new();
    public IReadOnlyList<nn.Module> Modules => [Encoder, projector, predictor, targetEncoder, targetProjector];
    public IEnumerable<Parameter> Trainable =>
        new nn.Module[] { Encoder, projector, predictor }.SelectMany(m => m.parameters());

    /// <summary>The target's weights, each with the online one that it follows.</summary>
    IEnumerable<(Parameter Target, Parameter Online)> Pairs =>
        targetEncoder
            .parameters()
            .Concat(targetProjector.parameters())
            .Zip(Encoder.parameters().Concat(projector.parameters()));

    public SslLoss Loss(Tensor view1, Tensor view2)
    {
        var (z1, z2) = (Project(Encoder, projector, view1), Project(Encoder, projector, view2)); // [N, D]
        var (p1, p2) = (predictor.call(z1).to(float32), predictor.call(z2).to(float32));
        Tensor target1,
            target2;
        using (no_grad())
            (target1, target2) = (
                Project(targetEncoder, targetProjector, view1).to(float32),
                Project(targetEncoder, targetProjector, view2).to(float32)
            );
        using var exact = Autocast.Suspend(view1.device);
        return new(ByolLoss.Of(p1, p2, target1, target2), cat([z1, z2]));
    }

    static Tensor Project(ResNet18 encoder, ByolHead projector, Tensor view) =>
        projector.call(encoder.Features(new Eager(view)).Embedding.Value);

    public void AfterStep(double progress) => MoveTarget(schedule.At(tau, progress));

    /// <summary>xi = tau xi + (1 - tau) theta. Grill et al. 2020, Eq. 1; Ren et al. 2021, Eq. 3.</summary>
    void MoveTarget(double tau)
    {
        using var off = no_grad();
        foreach (var (target, online) in Pairs)
            target.lerp_(online, 1 - tau);
    }

    public void Dispose()
    {
        foreach (var module in Modules)
            module.Dispose();
    }
}
