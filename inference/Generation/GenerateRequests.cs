using Platform.Protos;
using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Shared.Sampling;

namespace Platform.Inference.Generation;

/// <summary>From a GenerateRequest to what draws its images.</summary>
static class GenerateRequests
{
    /// <returns>the index of each image and what draws its PNG</returns>
    /// <exception cref="InputException">A number is out of range.</exception>
    public static IEnumerable<(long Index, Func<ImageSampler, byte[]> Png)> Of(GenerateRequest request, int most)
    {
        var psi = request.HasPsi ? request.Psi : ImageSampler.DefaultPsi;
        if (request.Count < 1 || request.Count > most)
            throw new InputException($"count {request.Count}: must be 1 to {most}");
        if (request.Start < 0 || request.Start > long.MaxValue - request.Count)
            throw new InputException($"start {request.Start}: must be 0 or more");
        CheckPsi(psi);
        if (request.Format is not (ImageFormat.Unspecified or ImageFormat.Png))
            throw new InputException($"format {(int)request.Format}: only PNG is made");
        return Enumerable
            .Range(0, request.Count)
            .Select(step =>
                request.HasWalkToSeed
                    ? (
                        (long)step,
                        Walk(
                            request.Seed,
                            request.WalkToSeed,
                            request.Start,
                            psi,
                            (double)step / Math.Max(1, request.Count - 1)
                        )
                    )
                    : (
                        request.Start + step,
                        new Func<ImageSampler, byte[]>(sampler => sampler.Png(request.Seed, request.Start + step, psi))
                    )
            );
    }

    /// <exception cref="InputException">Not a psi that draws anything.</exception>
    public static void CheckPsi(float psi)
    {
        if (psi is not (>= 0 and <= ImageSampler.MaxPsi))
            throw new InputException($"psi {psi}: must be 0 to {ImageSampler.MaxPsi}");
    }

    static Func<ImageSampler, byte[]> Walk(ulong from, ulong to, long index, float psi, double t) =>
        sampler =>
        {
            var (z, noise) = sampler.Latents(from, index);
            return PngEncoder.Encode(
                sampler.Pixels(LatentWalk.At(z, sampler.Latents(to, index).Z, t), noise, psi),
                sampler.Side,
                sampler.Side
            );
        };
}
