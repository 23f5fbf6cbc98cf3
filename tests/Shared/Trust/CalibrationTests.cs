using Platform.Shared.Head;
using Platform.Shared.Trust;

namespace Platform.Shared.Tests.Trust;

public sealed class CalibrationTests
{
    /// <summary>Labels drawn from softmax(z / T): the best temperature for these logits is T itself.</summary>
    static (float[][] Logits, int[] Labels) Drawn(int count, double temperature, double[]? shift = null, int seed = 4)
    {
        var random = new Random(seed);
        var logits = Enumerable
            .Range(0, count)
            .Select(_ => Enumerable.Range(0, 4).Select(_ => 12 * random.NextSingle() - 6).ToArray())
            .ToArray();
        return (
            logits,
            [
                .. logits.Select(z =>
                {
                    var weights = z.Select((v, c) => Math.Exp(v / temperature + (shift?[c] ?? 0))).ToArray();
                    var at = random.NextDouble() * weights.Sum();
                    for (var c = 0; c < weights.Length; c++)
                        if ((at -= weights[c]) < 0)
                            return c;
                    return weights.Length - 1;
                }),
            ]
        );
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3)]
    public void Temperature_FindsTheOneThatTheLabelsWereDrawnWith(double temperature)
    {
        var (logits, labels) = Drawn(20_000, temperature);
        var found = Calibration.Temperature(logits, labels).Temperature;
        Assert.InRange(found, 0.95 * temperature, 1.05 * temperature);
    }

    /// <summary>Against every temperature of a grid: none has a lower loss.</summary>
    [Fact]
    public void Temperature_HasTheLowestLossOfAGrid()
    {
        var (logits, labels) = Drawn(500, 2);
        var spec = Calibration.Temperature(logits, labels);
        var best = Calibration.NegativeLogLikelihood(logits, labels, spec);
        for (var t = 0.05; t < 20; t *= 1.02)
            Assert.True(Calibration.NegativeLogLikelihood(logits, labels, new(t)) >= best - 1e-6, $"{t}");
    }

    [Fact]
    public void Vector_FindsTheShiftThatATemperatureCannot()
    {
        var (logits, labels) = Drawn(8_000, 2, [0, 1.5, 0, -1.5]);
        var spec = Calibration.Vector(logits, labels);
        Assert.True(
            Calibration.NegativeLogLikelihood(logits, labels, spec)
                < Calibration.NegativeLogLikelihood(logits, labels, Calibration.Temperature(logits, labels)) - 0.05
        );
        Assert.InRange(spec.Shift![1] - spec.Shift[3], 2.6, 3.4);
        Assert.All(spec.Scale!, s => Assert.InRange(s, 0.4, 0.6));
    }

    /// <summary>
    /// The probabilities of the head with the calibration folded in are those of the calibrated logits.
    /// </summary>
    [Fact]
    public void Calibrated_FoldsTheCalibrationIntoTheHead()
    {
        var random = new Random(1);
        var rows = Enumerable
            .Range(0, 60)
            .Select(i => Enumerable.Range(0, 8).Select(_ => random.NextSingle() + i % 3).ToArray())
            .ToArray();
        var head = LinearHead.Fit(rows, [.. Enumerable.Range(0, 60).Select(i => i % 3)], 3);
        var spec = new CalibrationSpec(2) { Scale = [1, 0.5, 2], Shift = [0.25, 0, -0.5] };
        var (z, p) = (new float[3], new float[3]);
        head.Logits(rows[7], z);
        head.Calibrated(spec).Probabilities(rows[7], p);
        var expected = z.Select((v, c) => Math.Exp(v / 2 * spec.Scale[c] + spec.Shift[c])).ToArray();
        for (var c = 0; c < 3; c++)
            Assert.Equal(expected[c] / expected.Sum(), p[c], 1e-5);
        Assert.Throws<InputException>(() => head.Calibrated(new(1) { Scale = [1, 1] }));
    }
}
