using Platform.Shared;
using Platform.Shared.Trust;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Evaluation;
using Platform.Training.Head;
using Platform.Training.Runs;
using Platform.Training.Ssl.Methods;
using TorchSharp;

namespace Platform.Training.HeadFitting;

/// <summary>What a head came to.</summary>
/// <param name="Folder">where it lies</param>
public sealed record HeadResult(RunFolder Folder, HeadMetrics Metrics, HeadTrust Trust);

/// <summary>
/// Fits the linear head on a frozen encoder and measures it on the held-out images, from a request to a folder.
/// </summary>
/// <remarks>Progress and warnings go to standard error.</remarks>
public static class HeadRunner
{
    /// <exception cref="InputException">Something that was asked for is not there, or does not go together.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted, and leaves nothing.</exception>
    public static HeadResult Run(HeadRequest request, CancellationToken cancellation)
    {
        request.Check();
        RunFolder.Check(request.Output, resume: null);
        var folder = DataFolder.Open(request.Data);
        var images = LabelledImages.Of(folder, request.Data);
        WarnOfUnseen(request.Data, folder, images);
        var (use, learnt) = Use(request, folder);
        var (fit, kept) = use.Split(images);
        CheckShares(request, kept.Length > 0, folder.Classes);
        _ = request.Trust.MalignantOf(folder.Classes);
        var device = request.Machine.Start();
        var (run, encoder) = SslRun.Load(request.Encoder, device);
        using var trained = SymmetricEncoder.Of(encoder, request.Symmetry);
        using var pixels = folder.Pixels(run.Preprocessing, request.Encoder);
        var asked = Asked(request, use, run, folder);
        torch.random.manual_seed(request.Seed);
        using var untrained = SymmetricEncoder.Of(run.NewEncoder(device), request.Symmetry);
        using var baselines = new Baselines(request, folder, run.Config.Side, use, device);
        var measurement = new HeadMeasurement(
            request,
            use.Labels,
            learnt,
            images,
            fit,
            kept,
            folder.Classes,
            device,
            cancellation
        );
        var model = measurement.Fit(HeadMeasurement.Trained, trained, pixels);
        var control = measurement.Fit(HeadMeasurement.Untrained, untrained, pixels);
        var metrics = measurement.Metrics(model, control);
        Cases Answers(FittedHead of) =>
            of.Answers(images, fit, kept, folder.Classes, request.Trust, request.ClassWeights);
        var beside = baselines.Of(measurement, folder, Answers(model), control, Answers);
        var trust = HeadTrust.Of(
            model.Head,
            model.Embeddings,
            images,
            fit,
            kept,
            folder,
            pixels,
            !run.SawTest,
            request.Trust,
            request.ClassWeights,
            cancellation
        );
        trust = trust with { Evaluation = trust.Evaluation with { Baselines = beside } };
        // Made when there is something to write: a head that was interrupted leaves nothing, and may be run again.
        var target = RunFolder.Open(request.Output, asked, resume: null, Start.Now(device, Precision.Fp32));
        HeadFiles.Write(
            target,
            model.Head,
            metrics,
            trust,
            [.. images.Test.Select(i => folder.Rows[images.Rows[i]].Image)]
        );
        return new(target, metrics, trust);
    }

    /// <exception cref="InputException">The class shares that answers are to be for cannot be had.</exception>
    static void CheckShares(HeadRequest request, bool calibrated, IReadOnlyList<string> classes)
    {
        var trust = request.Trust;
        if (!calibrated && !trust.NeedNoCalibration(request.ClassWeights))
            throw new InputException(
                $"--{(trust.Aim is null ? "prior" : "aim")}: answers for other class shares need a calibrated head, "
                    + $"and fewer than {LabelledImages.FewestToCalibrate} images are kept for that; give a larger "
                    + "--calibration"
            );
        var alike = ClassPriors.Uniform(classes.Count);
        _ = trust.Prior.Answer(alike, classes);
        _ = trust.Aim?.Target(alike, classes);
    }

    /// <summary>An encoder that learnt labels decides which are left to calibrate on.</summary>
    /// <returns>which labels the head is fitted on, and whether the encoder learnt them</returns>
    /// <exception cref="InputException">Others are asked for.</exception>
    static (LabelUse Use, bool Learnt) Use(HeadRequest request, DataFolder folder)
    {
        var asked = new LabelUse(request.Labels, request.CalibrationShare, request.Seed);
        var run = RunFolder.ReadConfig<SslRun>(request.Encoder);
        if (run.Labels is not { } learnt || run.ManifestSha256 != folder.ManifestSha256)
            return (asked, false);
        if (request.Labels is { } labels && labels != learnt.Labels)
            throw new InputException(
                $"--labels {labels}: the encoder learnt {(learnt.Labels is { } n ? $"{n}" : "all")} labels of these "
                    + "data; leave it out, and the head has the same"
            );
        if (request.Calibration is { } share && share != learnt.Calibration)
            throw new InputException(
                $"--calibration {share}: the encoder learnt the labels of all but {learnt.Calibration} of the images; "
                    + "leave it out, and the head is calibrated on those"
            );
        return (learnt, true);
    }

    static void WarnOfUnseen(string path, DataFolder folder, LabelledImages images)
    {
        string[] unseen = [.. folder.Classes.Where((_, c) => !images.TestLabels.Contains(c))];
        if (unseen.Length > 0)
            Console.Error.WriteLine(
                $"warning: {path}: no held-out image of {string.Join(", ", unseen)}: " + "the figures say nothing of it"
            );
    }

    static HeadRun Asked(HeadRequest request, LabelUse use, SslRun encoder, DataFolder data) =>
        new(
            request.Encoder,
            SslRun.EncoderSha256(request.Encoder),
            encoder.ManifestSha256,
            encoder.SawTest,
            data.Info.Name,
            data.ManifestSha256,
            request.L2,
            request.Seed,
            request.Splits,
            use.Labels,
            use.Calibration,
            request.Trust,
            Precision.Fp32
        )
        {
            LabelSeed = use.Seed == request.Seed ? null : use.Seed,
            Symmetry = request.Symmetry == Symmetry.None ? null : request.Symmetry,
            ClassWeights = request.ClassWeights == ClassWeights.None ? null : request.ClassWeights,
            Baselines = request.Baselines.Count == 0 ? null : [.. request.Baselines.Select(RunFolder.NameOf)],
        };
}
