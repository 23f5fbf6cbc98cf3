using Platform.Training.Export.Int8;

namespace Platform.Training.Tests.Export.Int8;

public sealed class IntegerArithmeticTests
{
    [Theory]
    [InlineData(0, 5.1, 0.02, 0)] // a rectified activation: byte 0 is 0
    [InlineData(-1, 1.55, 0.01, 100)] // 100 steps below 0, 155 above
    [InlineData(2, 5.1, 0.02, 0)] // the range is widened to hold 0
    [InlineData(-2.55, -1, 0.01, 255)]
    public void Of_GivesScaleAndZeroPoint(double low, double high, double scale, byte zero)
    {
        var bytes = Affine.Of(low, high);
        Assert.Equal(scale, bytes.Scale, 1e-8);
        Assert.Equal(zero, bytes.Zero);
        Assert.Equal(zero, bytes.Quantise(0));
        Assert.Equal(0, bytes.Value(zero));
    }

    [Fact]
    public void Quantise_RoundsToTheNearestAndCutsOffAtTheEnds()
    {
        var bytes = new Affine(0.5f, 10);
        Assert.Equal(
            [10, 12, 12, 12, 0, 255],
            new[] { 0.2f, 0.75f, 1f, 1.25f, -100f, 1000f }.Select(x => (int)bytes.Quantise(x))
        ); // ties to the even byte
        Assert.All(Enumerable.Range(0, 256), q => Assert.Equal(q, bytes.Quantise(bytes.Value((byte)q))));
    }

    [Fact]
    public void Of_AnActivationThatIsAlwaysZero_StaysZero() =>
        Assert.Equal(0, Affine.Of(0, 0).Value(Affine.Of(0, 0).Quantise(0)));

    [Fact]
    public void ChannelWeights_AreSymmetricByChannel_WithABiasInUnitsOfTheSums()
    {
        var weights = ChannelWeights.Of([1.27f, -0.5f, 0.25f, -12.7f], [0.3f, -4], 0.02f);
        Assert.Equal([0.01f, 0.1f], weights.Scales);
        // 0.25 / 0.1 is a tie, to the even number
        Assert.Equal([127, -50, 2, -127], weights.Weights.Select(w => (int)w));
        Assert.Equal([1500, -2000], weights.Bias); // 0.3 / (0.01 x 0.02)
    }

    [Fact]
    public void ChannelWeights_OfAChannelWithoutWeight_KeepsItsBias()
    {
        var weights = ChannelWeights.Of([0, 1e-20f], [5, -3], 0.01f);
        for (var o = 0; o < 2; o++)
            Assert.Equal(new[] { 5.0, -3 }[o], weights.Bias[o] * (double)weights.Scales[o] * 0.01f, 1e-5);
    }

    [Fact]
    public void Holding_CutsTheSameShareOffAtBothEnds()
    {
        var histogram = new ActivationHistogram();
        float[] values = [.. Enumerable.Range(0, 100_000).Select(i => i / 1000f - 20)];
        histogram.Widen(values);
        histogram.Count(values);
        Assert.Equal((-20.0, 79.999), (histogram.Holding(1).Low, Math.Round(histogram.Holding(1).High, 3)));
        var (low, high) = histogram.Holding(0.9);
        Assert.InRange(low, -15.05, -14.95);
        Assert.InRange(high, 74.95, 75.05);
    }
}
