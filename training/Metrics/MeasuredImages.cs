using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Training.Data;
using Platform.Training.Export;
using Platform.Training.Gan.Methods;
using Platform.Training.Runs;
using static TorchSharp.torch;

namespace Platform.Training.Metrics;

/// <summary>The images to be measured, brought to the side at which they are compared.</summary>
/// <param name="Source">where they come from, for the report</param>
/// <param name="Images">uint8 [S, S, 3] each</param>
public sealed record MeasuredImages(object Source, IReadOnlyList<byte[]> Images)
{
    const int Chunk = 256; // images decoded at once

    /// <summary>The first of a set, in any of the forms that sample makes, or of a folder of images.</summary>
    /// <exception cref="InputException">No such folder, no image in it, or a set that is not complete.</exception>
    public static MeasuredImages OfFolder(string folder, int count, PreprocessingSpec spec, CancellationToken cancel)
    {
        var images = new List<byte[]>();
        foreach (var chunk in SyntheticSource.Of(folder, spec).Contents.Take(count).Chunk(Chunk))
        {
            cancel.ThrowIfCancellationRequested();
            images.AddRange(SyntheticPixels.DecodeAll(chunk));
        }
        return new(new { folder = RunFolder.NameOf(folder), images = images.Count }, images);
    }

    /// <summary>Drawn by a GAN run, the same that training generate draws.</summary>
    /// <exception cref="InputException">
    /// Not such a run, one that is not finished, or one that learnt from photographs that were treated otherwise.
    /// </exception>
    public static MeasuredImages OfGan(
        string path,
        int count,
        ulong seed,
        float psi,
        PreprocessingSpec spec,
        Device device,
        Action<int> report,
        CancellationToken cancel
    )
    {
        var (run, networks, state) = GanRun.LoadFinished(path, device);
        using var temporary = new TemporaryFolder("metrics");
        var file = temporary["generator.onnx"];
        using (networks)
        {
            run.CheckLike(spec, path, "the photographs that its images are compared with were");
            OnnxExport.Save(OnnxExport.Generator(networks.GeneratorEma), file);
        }
        using var generator = OnnxModel.Load(file);
        var sampler = new ImageSampler(generator);
        var images = Draw(sampler, count, seed, psi, spec.Side, report, cancel);
        var gan = RunFolder.NameOf(path);
        var (method, seen, resolution) = (run.Method, state.Images, sampler.Side);
        return new(
            new
            {
                gan,
                method,
                training_images_seen = seen,
                images = count,
                seed,
                psi,
                resolution,
            },
            images
        );
    }

    /// <summary>The first of a seed, one on each core at a time.</summary>
    /// <param name="report">takes how many are done</param>
    /// <returns>uint8 [side, side, 3] each</returns>
    public static byte[][] Draw(
        ImageSampler sampler,
        int count,
        ulong seed,
        float psi,
        int side,
        Action<int> report,
        CancellationToken cancel
    )
    {
        var images = new byte[count][];
        var done = 0;
        var gate = new Lock();
        Parallel.For(
            0,
            count,
            new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i =>
            {
                images[i] = AreaAverage.Resize(
                    new(sampler.Pixels(seed, i, psi), sampler.Side, sampler.Side),
                    side,
                    side
                );
                lock (gate)
                    report(++done);
            }
        );
        return images;
    }
}
