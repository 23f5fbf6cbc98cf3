using Platform.Training.Encoders;
using Platform.Training.Runs;
using Platform.Training.Ssl.Views;
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
    readonly IEncoder targetEncoder;
    readonly double tau;
    readonly TargetSchedule schedule;

    public ByolMethod(SslConfig config, ByolOptions options, MethodSource source)
    {
        (tau, schedule, Crops) = (options.TargetTau, options.TargetSchedule, config.Pair());
        (targetEncoder, Encoder) = (source.Encoder(), source.Encoder());
        ByolHead Projector() => new(Encoder.EmbeddingSize, options.HiddenSize, options.PredictionSize);
        projector = Projector();
        predictor = new(options.PredictionSize, options.HiddenSize, options.PredictionSize);
        targetProjector = Projector();
        foreach (var module in Modules)
            module.to(source.Device);
        foreach (var (weight, _) in Pairs)
            weight.requires_grad = false;
        MoveTarget(0);
    }

    public IEncoder Encoder { get; }
    public IReadOnlyList<ViewCrops> Crops { get; }
    public IReadOnlyList<nn.Module> Modules =>
        [Encoder.Module, projector, predictor, targetEncoder.Module, targetProjector];
    public IEnumerable<Parameter> Trainable =>
        new[] { Encoder.Module, projector, predictor }.SelectMany(m => m.parameters());

    /// <summary>The target's weights, each with the online one that it follows.</summary>
    IEnumerable<(Parameter Target, Parameter Online)> Pairs =>
        targetEncoder
            .Module.parameters()
            .Concat(targetProjector.parameters())
            .Zip(Encoder.Module.parameters().Concat(projector.parameters()));

    public SslLoss Loss(ViewBatch batch)
    {
        var (view1, view2) = (batch.Views[0], batch.Views[1]);
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

    static Tensor Project(IEncoder encoder, ByolHead projector, Tensor view) => projector.call(encoder.Embed(view));

    public void AfterStep(long steps, double progress) => MoveTarget(schedule.At(tau, progress));

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
