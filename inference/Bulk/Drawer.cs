using Platform.Shared;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;

namespace Platform.Inference.Bulk;

/// <param name="Pixels">uint8 [S, S, 3]</param>
/// <param name="Attempt">which draw of this image was kept, from 0</param>
public sealed record DrawnImage(
    long Index,
    byte[] Pixels,
    float Psi,
    uint Attempt,
    string? Class,
    float? Probability,
    Tally Seen
);

/// <summary>
/// Draws image i of a set, again where the gates reject it: a function of the settings and i alone. Thread-safe.
/// </summary>
public sealed class Drawer(ImageSampler sampler, QualityGates gates, BulkSettings settings)
{
    readonly Latents latents = new(settings, sampler.LatentLength, sampler.NoiseLength);
    readonly ClassPlan? classes = settings.Classes is { } counts ? new(counts) : null;

    /// <exception cref="InputException">As many draws as may be were rejected.</exception>
    public DrawnImage Draw(long index, CancellationToken cancel)
    {
        var (psi, wanted, seen) = (settings.PsiOf(index), classes?[index - settings.Start], new Tally());
        for (uint attempt = 0; attempt < settings.MaxTries; attempt++)
        {
            cancel.ThrowIfCancellationRequested();
            var at = latents.At(index, attempt);
            var pixels = sampler.Pixels(
                at.Z,
                at.Noise,
                psi,
                at.Mix is null ? [] : [new TensorData(StyleMixing.Input, at.Mix, 1, at.Mix.Length)]
            );
            var verdict = gates.Judge(pixels, wanted);
            seen += verdict.Seen;
            if (!verdict.Reject)
                return new(index, pixels, psi, attempt, verdict.Class, verdict.Probability, seen);
        }
        throw new InputException(
            $"image {index}: none of {settings.MaxTries} draws could stay ({Reasons(seen, wanted)}); raise "
                + $"--max-tries, or ask for less"
        );
    }

    static string Reasons(Tally seen, string? wanted) =>
        string.Join(
            ", ",
            new[]
            {
                (seen.OtherClass, $"not {wanted} to the bundle's classifier"),
                (seen.Copies, "near copies"),
                (seen.Degenerate, "degenerate"),
            }
                .Where(r => r.Item1 > 0)
                .Select(r => $"{r.Item1} {r.Item2}")
        );
}
