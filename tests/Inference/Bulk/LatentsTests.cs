using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Sampling;
using Platform.Shared.Sets;

namespace Platform.Inference.Tests.Bulk;

public sealed class LatentsTests : IDisposable
{
    const int Z = 16,
        K = 10;
    readonly Bundle bundle;
    readonly SyntheticSettings settings;

    public LatentsTests(TinyBundleFixture fixture)
    {
        bundle = fixture.Load();
        settings = TestSet.Settings(bundle);
    }

    public void Dispose() => bundle.Dispose();

    [Fact]
    public void At_WithoutOptions_IsTheSampler()
    {
        var (z, noise) = (new float[Z], new float[K]);
        LatentSampler.Fill(5, 9, z, noise);
        var drawn = new Latents(settings, Z, K).At(9, 0);
        Assert.Equal(z, drawn.Z);
        Assert.Equal(noise, drawn.Noise);
        Assert.Null(drawn.Mix);
        var again = new Latents(settings, Z, K).At(9, 1);
        Assert.NotEqual(z, again.Z);
        Assert.NotEqual(noise, again.Noise);
    }

    [Fact]
    public void At_WithMixing_AddsASecondVectorAndKeepsTheFirst()
    {
        var (plain, mixed) = (
            new Latents(settings, Z, K).At(9, 2),
            new Latents(settings with { MixFrom = 8 }, Z, K).At(9, 2)
        );
        Assert.Equal(plain.Z, mixed.Z);
        Assert.Equal(plain.Noise, mixed.Noise);
        Assert.NotEqual(mixed.Z, mixed.Mix);
        Assert.NotEqual(mixed.Mix, new Latents(settings with { MixFrom = 8 }, Z, K).At(9, 3).Mix);
    }

    [Fact]
    public void At_OnAWalk_PassesTheAnchorsInEqualSteps()
    {
        var (plain, walk) = (new Latents(settings, Z, K), new Latents(settings with { Walk = 10 }, Z, K));
        Assert.Equal(plain.At(0, 0).Z, walk.At(0, 0).Z);
        for (var i = 0; i < Z; i++)
            Assert.Equal(plain.At(1, 0).Z[i], walk.At(10, 0).Z[i], 1e-5f);
        Assert.Equal(walk.At(3, 0).Noise, walk.At(27, 0).Noise);
        var steps = Enumerable.Range(0, 10).Select(i => Angle(walk.At(i, 0).Z, walk.At(i + 1, 0).Z)).ToArray();
        Assert.InRange(steps.Max() / steps.Min(), 1, 1.35); // equal where both vectors have one length
    }

    /// <summary>
    /// Between unit vectors at a right angle a third of the way is 30 degrees on: sine 1/2, cosine sqrt(3)/2.
    /// </summary>
    [Fact]
    public void Walk_OfARightAngle_IsClosedForm()
    {
        var third = LatentWalk.At([1, 0], [0, 1], 1 / 3.0);
        Assert.Equal(MathF.Sqrt(0.75f), third[0], 1e-6f);
        Assert.Equal(0.5f, third[1], 1e-6f);
        Assert.Equal([2f, 3f], LatentWalk.At([2, 3], [2, 3], 0.4).Select(v => MathF.Round(v, 4)));
    }

    static double Angle(float[] a, float[] b) =>
        Math.Acos(
            Math.Clamp(
                a.Zip(b, (x, y) => (double)x * y).Sum()
                    / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(y => (double)y * y)),
                -1,
                1
            )
        );
}
