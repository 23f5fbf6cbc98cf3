using Platform.Shared.Formats;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;

namespace Platform.Shared.Sets;

/// <summary>
/// Draws image i of a set, again where the gate rejects it: a function of the settings and i alone. Thread-safe.
/// </summary>
public sealed class Drawer(ImageSampler sampler, IImageGate gate, SyntheticSettings settings)
{
    /// <summary>The input of a generator that takes a second latent vector, whose styles are mixed in.</summary>
    public const string MixInput = "z_mix";

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
                at.Mix is null ? [] : [new TensorData(MixInput, at.Mix, 1, at.Mix.Length)]
            );
            var verdict = gate.Judge(pixels, wanted);
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
