using Platform.Inference.Metrics;

namespace Platform.Inference.Tests.Metrics;

public class ClassMixTests
{
    [Fact]
    public void Drift_BeforeTwoWindows_IsUnknown()
    {
        var mix = new ClassMix(4);
        foreach (var code in "aabbaab")
            mix.Add($"{code}");
        Assert.Null(mix.Drift);
        mix.Add("b");
        Assert.Equal(0, mix.Drift!.Value, 12);
    }

    [Fact]
    public void Drift_ToOtherClassesAlone_IsOneBit()
    {
        var mix = new ClassMix(4);
        foreach (var code in "aabbcccd")
            mix.Add($"{code}");
        Assert.Equal(1, mix.Drift!.Value, 12);
    }

    [Fact]
    public void Drift_OfAHalfToAQuarter_IsTheEntropyFormula()
    {
        var mix = new ClassMix(8);
        foreach (var code in "aaaabbbb" + "cccccccc" + "aabbbbbb")
            mix.Add($"{code}"); // p = (1/2, 1/2), q = (1/4, 3/4)
        static double H(double x) => -x * Math.Log2(x) - (1 - x) * Math.Log2(1 - x);
        Assert.Equal(H(3 / 8.0) - (H(1 / 2.0) + H(1 / 4.0)) / 2, mix.Drift!.Value, 12);
    }
}
